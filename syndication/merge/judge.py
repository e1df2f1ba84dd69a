"""May an entry be public? What the rules of its source say of it, each with its reason. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from feeds import Entry
from feeds.html import plain
from feeds.text import slug
from syndication.model import Reason, Rules, Source, Standing

_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # scripts that do not part words


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where an entry stands, and why; the first reason is the one that decided."""

    standing: Standing
    why: tuple[Reason, ...]


def judge(entry: Entry, source: Source, topics: Set[str], *, approved: int, flagged: bool, now: datetime) -> Judgement:
    """`topics`: what the entry is about, as slugs; `approved`: how many of the source staff have approved; `flagged`: a
    doubt stands with it."""
    if flagged:
        return Judgement("held", (Reason("flagged"),))
    if source.is_own:
        return Judgement("public", (Reason("own"),))
    rules = source.rules
    if against := tuple(_against(entry, rules, topics, now)):
        return Judgement("excluded", against)
    if rules.hold:
        return Judgement("held", (Reason("hold"),))
    if approved < rules.hold_first:
        return Judgement("held", (Reason("hold_first", str(rules.hold_first)),))
    return Judgement("public", tuple(_for(entry, rules)) or (Reason("automatic"),))


def _against(entry: Entry, rules: Rules, topics: Set[str], now: datetime) -> Iterator[Reason]:
    if (word := mentions(entry, rules.exclude)) is not None:
        yield Reason("exclude", word)
    if rules.include and mentions(entry, rules.include) is None:
        yield Reason("include", ", ".join(rules.include))
    if rules.topics and topics.isdisjoint(map(slug, rules.topics)):
        yield Reason("topic", ", ".join(rules.topics))
    if rules.authors and not is_by(entry, rules.authors):
        yield Reason("author", ", ".join(rules.authors))
    if rules.languages and (entry.language or "").partition("-")[0].lower() not in rules.languages:
        yield Reason("language", ", ".join(rules.languages))
    if rules.max_age is not None and entry.published and entry.published < now - timedelta(days=rules.max_age):
        yield Reason("age", str(rules.max_age))


def _for(entry: Entry, rules: Rules) -> Iterator[Reason]:
    if (word := mentions(entry, rules.include)) is not None:
        yield Reason("included", word)


def is_by(entry: Entry, authors: Iterable[str]) -> bool:
    """Whether one of these people wrote it."""
    names = {folded(person.name) for person in entry.authors}
    return any(folded(author) in names for author in authors)


def mentions(entry: Entry, words: Sequence[str]) -> str | None:
    """The first of these words or phrases that stands in the title or text, whatever its case and accents."""
    if not words:
        return None
    text = folded(f"{entry.title}\n{plain(entry.content) if entry.content else entry.summary or ''}")
    return next((word for word in words if _pattern(word).search(text)), None)


@lru_cache(maxsize=512)
def _pattern(word: str) -> re.Pattern[str]:
    sought = re.escape(folded(word))
    return re.compile(sought if _UNSPACED.search(word) else rf"(?<!\w){sought}(?!\w)")


def folded(text: str) -> str:
    """Without case and accents, each run of white space one space."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
