"""What 130 invented partners say in six months: entry after entry, the same for the same number.

A number that the larger step divides is also said in the smaller store, so that both hold the recent texts that later
entries repeat.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate

from feeds import Category, Entry, Meeting

BEGAN = datetime(2026, 5, 28, 6, 0, tzinfo=UTC)
LASTS = timedelta(days=180)
REPOSTED, MEETS, RELEASED = 0.15, 0.23, 0.24  # up to where of 1 an entry is a repost, a meeting, a release of ours
TOPICS = ("Housing", "Immigration", "Health", "Schools")
_TOWNS = tuple(f"{name}{end}" for name in ("Ash", "Wren", "Mill", "Stone", "Fair") for end in ("field", "ton", "bury"))
_SYLLABLES = ("ba", "con", "der", "el", "fi", "gra", "hou", "in", "jus", "ka", "lo", "mer", "ne", "or", "pra", "sti")
_DESK = -1


@dataclass(frozen=True)
class Said:
    """An entry, and by which partner it is said: a number, or None for the coalition itself."""

    entry: Entry
    partner: int | None


class Invented:
    """The entries of a store of `large`, of which one of `small` holds each `step`th."""

    def __init__(self, small: int, large: int, partners: int = 130) -> None:
        self.large, self.partners = large, partners
        self.step = large // small

    def said(self, number: int) -> Said:
        """The entry of that number, in the order they are published in; from `large` on they are new to both stores."""
        chance = _random(number, "kind").random()
        partner = self.partner(number)
        if partner is None:
            return Said(_release(number, self._at(number)), None)
        if chance < REPOSTED and (original := self._original(number)) is not None:
            return Said(self._repost(number, original, partner), partner)
        return Said(_own(number, partner, self._at(number), meets=chance < MEETS), partner)

    def partner(self, number: int) -> int | None:
        if MEETS <= _random(number, "kind").random() < RELEASED:
            return None
        return int(self.partners * _random(number, "partner").random() ** 2)  # some say much more than others

    def _at(self, number: int) -> datetime:
        return BEGAN + LASTS * number / self.large + timedelta(seconds=number % 60)

    def _original(self, number: int) -> int | None:
        """A text of the last days, of another partner, that is no repost itself."""
        unit = 1 if number % self.step and number < self.large else self.step
        newest = min(number, self.large) // unit
        furthest = 12 if number < self.large else 120  # what is measured must not repeat the same few again and again
        tried = (unit * (newest - _random(number, f"original{n}").randint(1, furthest)) for n in range(20))
        fit = (n for n in tried if n >= 0 and self._is_text(n) and self.partner(n) != self.partner(number))
        return next(fit, None)

    def _is_text(self, number: int) -> bool:
        return _random(number, "kind").random() >= RELEASED

    def _repost(self, number: int, original: int, partner: int) -> Entry:
        """Whole with another footer, or the beginning of it; now and then under another headline."""
        theirs, rng = self.said(original).entry, _random(number, "repost")
        text = (theirs.content or "").rpartition("<p>")[0] or theirs.content or ""
        content = text + _footer(partner) if rng.random() < 0.7 else f"<p>{' '.join(text.split()[:60])}…</p>"
        title = theirs.title if rng.random() < 0.8 else f"{theirs.title} today"
        at = self._at(number)
        return replace(theirs, title=title, content=content, published=at, updated=at, **_names(number, partner))


def _own(number: int, partner: int, at: datetime, *, meets: bool) -> Entry:
    rng = _random(number, "text")
    topic = (Category(rng.choice(TOPICS)),) if rng.random() < 0.5 else ()
    if meets:
        return _meeting(rng, at, **_names(number, partner))
    content = _article(rng, rng.randint(60, 400)) + _footer(partner)
    return Entry(
        title=_title(rng),
        content=content,
        published=at,
        updated=at,
        categories=topic,
        language="en",
        **_names(number, partner),
    )


def _meeting(rng: random.Random, at: datetime, **names: str) -> Entry:
    day = (at + timedelta(days=rng.randint(2, 40))).date()
    start = (at + timedelta(hours=rng.randint(1, 9))).time().replace(minute=0, second=0, microsecond=0)
    where = Meeting("America/New_York", date=day, start=start, town=rng.choice(_TOWNS), place=_capital(_word(rng)))
    text = f"<p>{_sentence(rng, 30)}</p>"
    said = {"published": at, "updated": at, "language": "en", "kind": "meeting", "meeting": where}
    return Entry(title=_title(rng), content=text, **said, **names)  # type: ignore[arg-type]


def _release(number: int, at: datetime) -> Entry:
    rng = _random(number, "release")
    text = _article(rng, rng.randint(200, 400)) + _footer(_DESK)
    said = {"published": at, "updated": at, "language": "en", "kind": "press-release"}
    return Entry(title=_title(rng), content=text, id=f"release-{number}", **said)  # type: ignore[arg-type]


def _names(number: int, partner: int) -> dict[str, str]:
    url = f"https://partner-{partner}.example/{number // 1000}/post-{number}"
    return {"id": f"{url}#it", "url": url}


@cache
def _footer(partner: int) -> str:
    """What stands under every text of two partners of three."""
    rng = _random(partner, "footer")
    return f"<p>{_sentence(rng, rng.randint(15, 45))}</p>" if partner % 3 else "<p></p>"


def _article(rng: random.Random, length: int) -> str:
    parts = []
    while length > 0:
        parts.append(" ".join(_sentence(rng, rng.randint(8, 24)) for _ in range(rng.randint(2, 5))))
        length -= parts[-1].count(" ") + 1
    return "".join(f"<p>{part}</p>" for part in parts)


def _sentence(rng: random.Random, length: int) -> str:
    words = list(_LANGUAGE.words(rng, length))
    if rng.random() < 0.4:
        words[-1] = str(rng.randint(2, 2026))
    if rng.random() < 0.5:
        words[len(words) // 2] = _capital(_word(rng))
    return f"{_capital(' '.join(words))}."


def _title(rng: random.Random) -> str:
    return _capital(" ".join(_LANGUAGE.words(rng, rng.randint(4, 10))))


def _word(rng: random.Random) -> str:
    return next(iter(_LANGUAGE.words(rng, 1)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Language:
    """A few thousand words and set phrases, of which few are said often and most seldom."""

    @cached_property
    def _words(self) -> tuple[Sequence[str], Sequence[float]]:
        rng = random.Random("words")
        made = dict.fromkeys("".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(5_000))
        return list(made), list(accumulate(1 / (rank + 2) for rank in range(len(made))))

    @cached_property
    def _phrases(self) -> tuple[Sequence[str], Sequence[float]]:
        rng = random.Random("phrases")
        words, weights = self._words
        made = [" ".join(rng.choices(words, cum_weights=weights, k=rng.randint(4, 8))) for _ in range(3_000)]
        return made, list(accumulate(1 / (rank + 2) for rank in range(len(made))))

    def words(self, rng: random.Random, length: int) -> Sequence[str]:
        """So many words; one in forty places is a set phrase."""
        words, weights = self._words
        chosen = rng.choices(words, cum_weights=weights, k=length)
        if rng.random() < length / 40:
            phrases, often = self._phrases
            (phrase,) = rng.choices(phrases, cum_weights=often)
            chosen[length // 3 : length // 3 + phrase.count(" ") + 1] = phrase.split()
        return chosen[:length]


_LANGUAGE = _Language()


def _random(number: int, about: str) -> random.Random:
    return random.Random(f"{about} {number}")
