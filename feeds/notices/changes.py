"""Words that say what is still unknown, and words that say what changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feeds.model import Unknown
from feeds.notices.words import Words, either, find

ChangeKind = Literal["cancelled", "postponed", "moved", "update", "tentative", "unchanged"]
_KINDS: tuple[ChangeKind, ...] = ("moved", "cancelled", "postponed", "update", "tentative", "unchanged")
_APART = re.compile(r"[(:*\t-] ?\||^\||\| ?[):*\t-]|\|$|\|\.")


@dataclass(frozen=True, slots=True)
class Missing:
    """Printed as still to come; no kinds: a lone "TBD", which the column or the rest of the line explains."""

    start: int
    end: int
    kinds: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class Change:
    start: int
    end: int
    kind: ChangeKind


def find_missing(flat: str, words: Words) -> Iterator[Missing]:
    for match in _missing(words).finditer(flat):
        yield Missing(match.start(), match.end(), _unknowns(match["nouns"] or match["after"] or "", words))


def _unknowns(nouns: str, words: Words) -> tuple[Unknown, ...]:
    forms: dict[Unknown, str] = {"date": words.date_noun, "time": words.time_noun, "place": words.place_noun}
    return tuple(kind for kind, form in forms.items() if re.search(either(form), nouns, re.IGNORECASE))


@cache
def _missing(words: Words) -> re.Pattern[str]:
    noun = either(words.date_noun, words.time_noun, words.place_noun)
    joint = rf"\s*(?:,|/|&|,?\s*{either(words.both)})\s*(?:{either(words.article)}\s+)?"
    nouns = rf"{noun}(?:{joint}{noun}){{0,4}}"
    small = rf"(?:{either(words.small, words.update)}\s+){{0,3}}"
    verb = rf"(?:\s+{either(words.are)})?"
    tbd = either(words.tbd)
    before = rf"{small}(?P<nouns>{nouns}){verb}\s*[:(,-]?\s*\(?{tbd}\)?"
    return re.compile(rf"{before}|\(?{tbd}\)?(?:\s+(?P<after>{nouns}))?", re.IGNORECASE)


def find_changes(flat: str, words: Words) -> Iterator[Change]:
    """In capitals, set apart as a label or in brackets, or with a new day; in running prose the words say nothing."""
    for match in _moved_here(words).finditer(flat):
        yield Change(match.start(), match.end(), "moved")
        flat = flat[: match.start()] + " " * (match.end() - match.start()) + flat[match.end() :]
    for match in find(_all(words)).finditer(flat):
        kind = next(kind for kind in _KINDS if find(getattr(words, kind)).fullmatch(match[0]))
        beside = flat[max(0, match.start() - 2) : match.start()] + "|" + flat[match.end() : match.end() + 2]
        if match[0].isupper() or _APART.search(beside) or kind in ("unchanged", "moved", "tentative"):
            yield Change(match.start(), match.end(), kind)


@cache
def _moved_here(words: Words) -> re.Pattern[str]:
    """ "moved from Elm Hall to": the place before is no longer that of the meeting."""
    return re.compile(
        rf"{either(words.moved_from)}\s+(?-i:(?=[A-Z]))[^\d.;\n]{{2,60}}?\s{either(words.to)}", re.IGNORECASE
    )


@cache
def _all(words: Words) -> str:
    return "|".join(getattr(words, kind) for kind in _KINDS)


def is_change(aside: str, words: Words) -> bool:
    """Whether a bracket holds nothing but a word of change: "(tentative)"."""
    return bool(find(_all(words)).fullmatch(aside.strip("()[] ")))
