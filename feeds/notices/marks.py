"""What stands where in a passage: days, hours, links, unknowns and words of change, found in that order.

Whatever is found is blanked before the next search, so no character is read twice and offsets stay those of the text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Protocol, TypeVar

from feeds.notices.changes import Change, ChangeKind, Missing, find_changes, find_missing, is_change
from feeds.notices.days import Days
from feeds.notices.printed_days import find_days, with_spans
from feeds.notices.series import Series, find_series
from feeds.notices.times import Hours, find_hours
from feeds.notices.words import Words, either

BLANK = "\x00"
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"|]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<!\w)(?:\+?1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-. /])\d{3}[-. ]\d{4}(?!\d)|(?<!\w)\+\d[\d ().-]{7,20}\d"
)
_ASIDE = re.compile(r"\([^()\n]*\)|\[[^\[\]\n]*\]")


class Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_S = TypeVar("_S", bound=Span)


@dataclass(frozen=True, slots=True)
class Mark:
    """A run with nothing more to say: a link, a bracket, a deadline."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    flat: str  # the folded passage with everything found blanked
    days: tuple[Days, ...] = ()
    old: tuple[Days, ...] = ()  # days that no longer hold
    series: tuple[Series, ...] = ()
    hours: tuple[Hours, ...] = ()
    until: tuple[Hours, Days] | None = None  # an end on another day
    missing: tuple[Missing, ...] = ()
    changes: tuple[Change, ...] = ()
    links: tuple[Mark, ...] = ()
    vetoed: tuple[Mark, ...] = ()  # deadlines, periods, hours of the doors
    asides: tuple[Mark, ...] = ()

    def has(self, *kinds: ChangeKind) -> bool:
        return any(change.kind in kinds for change in self.changes)

    @property
    def dated(self) -> tuple[Span, ...]:
        """What says when, or that it is not yet known."""
        return _ordered(self.days, self.old, self.series, self.hours, self.until or (), self.missing, self.vetoed)

    @property
    def spans(self) -> tuple[Span, ...]:
        return _ordered(self.dated, self.changes, self.links, self.asides)


def _ordered(*groups: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted((span for group in groups for span in group), key=lambda span: span.start))


@lru_cache(64)
def scan(flat: str, words: Words) -> Marks:
    """The marks of one folded passage. Brackets are read only for a day that stands nowhere else."""
    flat, links = _take(flat, _links(flat))
    flat = blank(flat, [Mark(*found.span()) for pattern in (_MAIL, _PHONE) for found in pattern.finditer(flat)])
    flat, missing = _take(flat, find_missing(flat, words))
    asides = [Mark(*m.span()) for m in _ASIDE.finditer(flat) if BLANK not in m[0] and not _is_read(m[0], words)]
    marks = _dates(blank(flat, asides), words)
    if asides and not marks.days and not marks.series:
        inside = _dates(re.sub(r"[()\[\]]", ",", flat), words)
        marks, asides = (inside, []) if inside.days or inside.old else (marks, asides)
    if any("date" in one.kinds for one in missing):
        marks = replace(marks, days=(), old=(*marks.old, *marks.days))  # what is printed beside it is no date
    return replace(marks, missing=tuple(missing), links=tuple(links), asides=tuple(asides))


def standing(marks: Marks) -> Marks:
    """The marks of a notice: a cancelled meeting keeps the day it was to have."""
    return replace(marks, days=marks.old, old=()) if marks.has("cancelled") and not marks.days else marks


def _is_read(aside: str, words: Words) -> bool:
    """Whether a bracket holds nothing but a word of change, "(tentative)", or the weekday of the day before it."""
    return is_change(aside, words) or bool(re.fullmatch(rf"\W*{either(*words.weekdays)}\W*", aside, re.IGNORECASE))


def _links(flat: str) -> Iterable[Mark]:
    return (Mark(m.start(), m.start() + len(m[0].rstrip(".,;:!?)'"))) for m in _URL.finditer(flat))


def blank(flat: str, spans: Iterable[Span], letter: str = BLANK) -> str:
    letters = list(flat)
    for span in spans:
        letters[span.start : span.end] = letter * (span.end - span.start)
    return "".join(letters)


def _take(flat: str, found: Iterable[_S]) -> tuple[str, list[_S]]:
    spans = list(found)
    return blank(flat, spans), spans


def _dates(flat: str, words: Words) -> Marks:
    flat, changes = _take(flat, find_changes(flat, words))
    flat, series = _take(flat, find_series(flat, words))
    before = flat
    moved = any(change.kind == "moved" for change in changes)
    flat, days = _take(flat, find_days(flat, words) if moved else with_spans(flat, find_days(flat, words), words))
    flat, hours = _take(flat, find_hours(flat, words))
    until = _until(before, days, hours, words)
    old = _old(before, days, changes, words)
    printed: list[Days | Hours] = [*days, *hours]
    dropped: list[Days | Hours] = [*old, *(until or ())]
    vetoed = [span for span in printed if span not in dropped and _is_veto(before, span, words)]
    hours = _standing(before, hours, days, old, changes, words)
    dropped += vetoed
    anchors: list[Span] = [*days, *series]
    return Marks(
        flat,
        days=tuple(day for day in days if day not in dropped),
        old=tuple(old),
        series=tuple(series),
        hours=tuple(hour for hour in hours if hour not in dropped and _is_hour(before, hour, anchors, words)),
        until=until,
        changes=tuple(changes),
        vetoed=tuple(Mark(span.start, span.end) for span in vetoed),
    )


def _old(flat: str, days: list[Days], changes: list[Change], words: Words) -> list[Days]:
    """Days that no longer hold: after "was", or before "moved to" and another day."""
    if not changes:
        return []
    moved = next((change for change in changes if change.kind == "moved"), None)
    return [
        day
        for day in days
        if _follows(flat, day, words.old, words)
        or (moved and day.end <= moved.start and any(other.start >= moved.end for other in days))
    ]


def _standing(
    flat: str, hours: list[Hours], days: list[Days], old: list[Days], changes: list[Change], words: Words
) -> list[Hours]:
    """The hours without those of the old day, unless the text says that they stay the same."""
    moved = next((change for change in changes if change.kind == "moved"), None)
    if moved is None or len(old) in (0, len(days)) or re.search(either(words.same_time), flat, re.IGNORECASE):
        return hours
    return [hour for hour in hours if hour.start >= moved.end]


def _is_veto(flat: str, span: Days | Hours, words: Words) -> bool:
    """A deadline or a period; or the hour of the doors, which is not that of the meeting."""
    if _follows(flat, span, words.not_before, words):
        return True
    return isinstance(span, Hours) and _follows(flat, span, words.aside_time, words)


def _is_hour(flat: str, hour: Hours, days: Iterable[Span], words: Words) -> bool:
    """Bare numbers are hours only beside a day, and not where a name follows: then they number a house."""
    if not hour.bare:
        return True
    joint = re.compile(rf"\s+{either(words.before_day, words.article)}\s+", re.IGNORECASE).match(flat, hour.end)
    led = not flat[hour.start].isdigit()
    if led and joint and any(hour.end < day.start <= joint.end() for day in days):
        return True  # "between 3 and 5 on March 7"
    beside = (day.end <= hour.start and not flat[day.end : hour.start].strip(" \t,;:.(-|") for day in days)
    return any(beside) and not re.match(r" +\w", flat[hour.end :])


def _until(flat: str, days: list[Days], hours: list[Hours], words: Words) -> tuple[Hours, Days] | None:
    """The last hour and the last day, told together as an end: "… and ends at 7 a.m. on Saturday, October 24"."""
    if len(days) < 2 or len(hours) < 2:
        return None
    hour, day = hours[-1], days[-1]
    ordered: list[Hours | Days] = sorted((hour, day), key=lambda span: span.start)
    first, second = ordered
    together = second.start - first.end <= 6 and BLANK not in flat[first.end : second.start]
    later = first.start >= max(days[-2].end, hours[-2].end)
    return (hour, day) if together and later and _follows(flat, first, words.ends, words) else None


def _follows(flat: str, span: Span, forms: str, words: Words) -> bool:
    """Whether one of the words stands directly before the span, articles and prepositions between allowed."""
    return bool(_before(forms, words).search(flat[max(0, span.start - 60) : span.start]))


@cache
def _before(forms: str, words: Words) -> re.Pattern[str]:
    small = either(words.article, words.before_day, words.before_time, words.of)
    return re.compile(rf"{either(forms)}[\s:]*(?:{small}\s+)*[\s(]*$", re.IGNORECASE)
