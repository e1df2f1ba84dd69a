"""Days and hours together: when a meeting begins and ends, and what is doubtful about it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from feeds.notices.days import Dated, Day, Days, resolve, resolve_span
from feeds.notices.marks import BLANK, Marks
from feeds.notices.model import Flag
from feeds.notices.series import Series
from feeds.notices.times import Hours
from feeds.notices.words import Words, either

_NOTES = {
    "weekday-mismatch": "The weekday and the date do not agree.",
    "date-ambiguous": "The day can be read in more than one way.",
    "past": "The day lies before the date of the release.",
    "ambiguous-time": "The hour is printed without a.m. or p.m.",
    "end-before-start": "The end lies before the start.",
    "unknown-zone": "The time zone is not known.",
    "dst-gap": "Clocks skip this hour on that day.",
}


_LONGEST_SPAN = 13  # days that are a meeting each


@dataclass(frozen=True, slots=True)
class Frame:
    """What the days of a text are measured by."""

    issued: dt.date | None
    timezone: str  # IANA name
    town: str | None = None  # of the whole text, where it is about one town


@dataclass(frozen=True, slots=True)
class When:
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    end_date: dt.date | None = None
    series: str | None = None
    flags: tuple[Flag, ...] = ()
    hours_stated: bool = False  # an hour is printed, certain or not

    @property
    def is_past(self) -> bool:
        return any(flag.code == "past" for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Group:
    """Days that belong together, with their hours; `until` is an end on another day."""

    days: tuple[Days, ...] = ()
    series: Series | None = None
    hours: tuple[Hours, ...] = ()
    until: tuple[Hours, Days] | None = None

    @property
    def start(self) -> int:
        return min(span.start for span in self._spans)

    @property
    def end(self) -> int:
        return max(span.end for span in self._spans)

    @property
    def _spans(self) -> tuple[Days | Series | Hours, ...]:
        return (*self.days, *((self.series,) if self.series else ()), *self.hours, *(self.until or ()))


def moments(group: Group, text: str, frame: Frame) -> list[When]:
    """Every single meeting that a group states."""
    if group.until:
        return [_overnight(group, text, frame)]
    days = list(_days(group, text, frame))
    return [timed(day, hours, text, frame) for day, hours in product(days, group.hours or (None,))]


def _days(group: Group, text: str, frame: Frame) -> Iterator[When]:
    if group.series:
        yield from _series(group.series, text, frame)
        return
    if not group.days:
        yield When()
        return
    printed = [(day, days) for days in group.days for day in days.days]
    words = text[group.days[0].start : group.days[-1].end] if len(printed) > 1 else None
    if len(group.days) == 1 and group.days[0].span:
        yield from _span(group, words, frame)
        return
    for day, days in printed:
        yield replace(_dated(day, text[days.start : days.end], frame), series=words)


def _dated(day: Day, quote: str, frame: Frame) -> When:
    found = resolve(day, frame.issued)
    return When(found.date, flags=_flags(found, quote))


def _flags(found: Dated, quote: str) -> tuple[Flag, ...]:
    if found.code is None:
        return ()
    return (Flag(found.code, None, quote, _NOTES[found.code], tuple(map(str, found.candidates))),)


def _span(group: Group, words: str | None, frame: Frame) -> Iterator[When]:
    """From one day to another, "March 7-9": with hours a meeting a day, without them, or over weeks, one that lasts."""
    ends = resolve_span(group.days[0].days[0], group.days[0].days[1], frame.issued)
    first, last = (When(found.date, flags=_flags(found, words or "")) for found in ends)
    if first.date is None or last.date is None or last.date < first.date:
        yield When(flags=first.flags or last.flags, series=words)
    elif not group.hours or (last.date - first.date).days > _LONGEST_SPAN:
        yield replace(first, end_date=last.date)
    else:
        for number in range((last.date - first.date).days + 1):
            yield replace(first, date=first.date + dt.timedelta(days=number), series=words)


def _series(series: Series, text: str, frame: Frame) -> Iterator[When]:
    words = text[series.start : series.end]
    dates = series.dates(frame.issued)
    if not dates:
        yield When(series=words, flags=(Flag("open-ended-series", None, words, "No first or last date is printed."),))
    note = f"{len(dates)} dates stand for these words: a person should confirm them."
    for number, date in enumerate(dates):
        yield When(date, series=words, flags=(Flag("series", None, words, note),) if number == 0 else ())


def timed(day: When, hours: Hours | None, text: str, frame: Frame) -> When:
    """A day with its hours, in the zone of the frame."""
    if hours is None:
        return day
    quote = text[hours.start : hours.end]
    if hours.zone == "":
        return replace(
            day, hours_stated=True, flags=(*day.flags, Flag("unknown-zone", None, quote, _NOTES["unknown-zone"]))
        )
    flags = day.flags
    if hours.code:
        flags = (*flags, Flag(hours.code, None, quote, _NOTES[hours.code], hours.candidates))
    later = day.date + dt.timedelta(days=1) if hours.next_day and day.date else None
    when = replace(day, start=hours.first, end=hours.last, end_date=later, flags=flags, hours_stated=True)
    return _without_gap(_converted(when, hours.zone, frame), quote, frame)


def _converted(when: When, zone: str | None, frame: Frame) -> When:
    if zone in (None, frame.timezone) or when.date is None or when.start is None:
        return when
    start = _moved(when.date, when.start, str(zone), frame.timezone)
    end = _moved(when.end_date or when.date, when.end, str(zone), frame.timezone) if when.end else None
    later = end.date() if end and end.date() != start.date() else None
    return replace(when, date=start.date(), start=start.time(), end=end.time() if end else None, end_date=later)


def _moved(date: dt.date, time: dt.time, zone: str, to: str) -> dt.datetime:
    return dt.datetime.combine(date, time, ZoneInfo(zone)).astimezone(ZoneInfo(to)).replace(tzinfo=None)


def _without_gap(when: When, quote: str, frame: Frame) -> When:
    """An hour that clocks skip in spring is no hour."""
    if when.date is None or when.start is None:
        return when
    stated = dt.datetime.combine(when.date, when.start, ZoneInfo(frame.timezone))
    if stated.astimezone(dt.UTC).astimezone(stated.tzinfo).time() == when.start:
        return when
    return replace(when, start=None, end=None, flags=(*when.flags, Flag("dst-gap", None, quote, _NOTES["dst-gap"])))


def _overnight(group: Group, text: str, frame: Frame) -> When:
    first = next(iter(_days(replace(group, until=None), text, frame)))
    hours, days = group.until or (None, None)
    when = timed(first, group.hours[0] if group.hours else None, text, frame)
    if hours is None or days is None:
        return when
    last = _dated(days.days[0], text[days.start : days.end], frame)
    if last.date is None or (when.date and last.date < when.date):
        return replace(when, flags=when.flags + last.flags)
    return replace(when, end=hours.first, end_date=last.date, flags=when.flags + last.flags)


def grouped(marks: Marks, words: Words) -> list[Group]:
    """Days joined by no more than "and" are one group; hours go with the days before them, or after where they lead."""
    joint = re.compile(rf"[\s,;{BLANK}]*(?:{either(words.both)})?[\s,;{BLANK}]*", re.IGNORECASE)
    groups = [Group(series=one) for one in marks.series]
    for one in marks.days:
        last = groups[-1] if groups else None
        joined = last and last.days and joint.fullmatch(marks.flat, last.end, one.start)
        if last and joined and not _has_each(marks, last.end, one):
            groups[-1] = replace(last, days=(*last.days, one))
        else:
            groups.append(Group(days=(one,)))
    groups.sort(key=lambda group: group.start)
    if groups and marks.until:
        groups[-1] = replace(groups[-1], until=marks.until)
    return _with_hours(groups, marks, joint)


def _has_each(marks: Marks, end: int, other: Days) -> bool:
    """Whether hours stand before the next day and others after it: "March 3, 6-8 p.m. and March 7, 10 a.m."."""
    following = min((days.start for days in marks.days if days.start > other.start), default=len(marks.flat))
    starts = [hours.start for hours in marks.hours]
    return any(end <= n < other.start for n in starts) and any(other.end <= n < following for n in starts)


def _with_hours(groups: list[Group], marks: Marks, joint: re.Pattern[str]) -> list[Group]:
    if not groups:
        return [Group(hours=_own(marks.hours, marks, joint))] if marks.hours else []
    leads = bool(marks.hours) and marks.hours[0].start < groups[0].start
    starts = [group.start for group in groups]
    own: list[list[Hours]] = [[] for _ in groups]
    for hours in marks.hours:
        before = sum(start < hours.start for start in starts)
        own[min(before, len(groups) - 1) if leads else before - 1].append(hours)
    return [replace(group, hours=_own(tuple(o), marks, joint)) for group, o in zip(groups, own, strict=True)]


def _own(hours: tuple[Hours, ...], marks: Marks, joint: re.Pattern[str]) -> tuple[Hours, ...]:
    """The first hours, and those joined to them by "and": anything later is another part of the same meeting."""
    kept = hours[:1]
    for before, hour in pairwise(hours):
        if before in kept and joint.fullmatch(marks.flat, before.end, hour.start):
            kept = (*kept, hour)
    return kept
