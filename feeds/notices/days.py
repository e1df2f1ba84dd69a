"""Which day of the calendar a printed day is.

The year is taken from the day the text was issued; a printed weekday must agree, or the day is not known.
"""

import datetime as dt
from calendar import isleap
from dataclasses import dataclass, replace

# Without a year a day lies in the coming months: further off, it is as well a day of the past.
_AHEAD_WITH_WEEKDAY = dt.timedelta(days=300)
_AHEAD = dt.timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Day:
    month: int
    day: int
    year: int | None = None
    weekday: int | None = None  # 0 = Monday
    either_order: bool = False  # numbers only: day and month may be the other way round


@dataclass(frozen=True, slots=True)
class Days:
    """One printed expression: one day, several ("March 7 and 14"), or the two ends of a span ("March 7-9")."""

    start: int
    end: int
    days: tuple[Day, ...]
    span: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """What a printed day is: a date, or a flag code and the dates it could be. `past` may stand beside a date."""

    date: dt.date | None
    code: str | None = None
    candidates: tuple[dt.date, ...] = ()


def resolve(day: Day, issued: dt.date | None) -> Dated:
    """The calendar date of a printed day in a text issued on `issued`."""
    if day.year is None and issued is None:
        return Dated(None, "date-ambiguous")
    possible = [date for year in _years(day, issued) for date in _readings(day, year)]
    if not possible:
        return Dated(None, "date-ambiguous")
    fitting = [date for date in possible if day.weekday in (None, date.weekday())]
    if not fitting:
        return Dated(None, "weekday-mismatch", _near(possible, day.weekday, issued))
    if day.year is not None or issued is None:
        return _one(fitting, issued)
    return _coming(fitting, possible, day.weekday, issued)


def _years(day: Day, issued: dt.date | None) -> tuple[int, ...]:
    """The printed year, else that of the text and the next; of February 29 those that have one."""
    if day.year or issued is None:
        return (day.year,) if day.year else ()
    if (day.month, day.day) == (2, 29):
        return tuple(year for year in range(issued.year, issued.year + 9) if isleap(year))[:1]
    return issued.year, issued.year + 1


def _readings(day: Day, year: int) -> list[dt.date]:
    pairs = [(day.month, day.day)] + ([(day.day, day.month)] if day.either_order else [])
    return sorted({date for month, number in pairs if (date := date_of(year, month, number))})


def date_of(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _one(fitting: list[dt.date], issued: dt.date | None) -> Dated:
    if len(fitting) > 1:
        return Dated(None, "date-ambiguous", tuple(fitting))
    return Dated(fitting[0], "past" if issued and fitting[0] < issued else None)


def _coming(fitting: list[dt.date], possible: list[dt.date], weekday: int | None, issued: dt.date) -> Dated:
    reach = _AHEAD if weekday is None and min(possible) < issued else _AHEAD_WITH_WEEKDAY
    ahead = [date for date in fitting if issued <= date <= issued + reach]
    if ahead:
        return Dated(ahead[0]) if len(ahead) == 1 else Dated(None, "date-ambiguous", tuple(ahead))
    behind = [date for date in fitting if date < issued]
    if weekday is None:
        return Dated(None, "past" if behind else "date-ambiguous", tuple(fitting))
    if behind:
        return Dated(behind[-1], "past")
    return Dated(None, "weekday-mismatch", _near(possible, weekday, issued))


def _near(possible: list[dt.date], weekday: int | None, issued: dt.date | None) -> tuple[dt.date, ...]:
    """The printed date and the nearest day with the printed weekday."""
    printed = next((date for date in possible if issued is None or date >= issued), possible[-1])
    if weekday is None:
        return (printed,)
    shift = (weekday - printed.weekday() + 3) % 7 - 3
    return tuple(sorted({printed, printed + dt.timedelta(days=shift)}))


def resolve_span(first: Day, last: Day, issued: dt.date | None) -> tuple[Dated, Dated]:
    """Both ends: a year printed once is that of both, the end follows the start, and what is under way has begun."""
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - ((first.month, first.day) > (last.month, last.day)))
    if not (first.either_order or last.either_order):
        return _resolve_span(first, last, issued)
    orders = (_resolve_span(_ordered(first, swap=swap), _ordered(last, swap=swap), issued) for swap in (False, True))
    possible = [(start, end) for start, end in orders if start.date and end.date]
    if len(possible) == 1:
        return possible[0]
    unknown = Dated(None, "date-ambiguous", tuple(start.date for start, _ in possible if start.date))
    return unknown, unknown


def _ordered(day: Day, *, swap: bool) -> Day:
    if not day.either_order:
        return day
    number, month = (day.month, day.day) if swap else (day.day, day.month)
    return replace(day, day=number, month=month, either_order=False)


def _resolve_span(first: Day, last: Day, issued: dt.date | None) -> tuple[Dated, Dated]:
    start = resolve(first, issued)
    if start.code == "past" and start.date is None and issued:
        began = resolve(replace(first, year=issued.year), issued)
        end = _after(last, began)
        if end.date and end.date >= issued:
            return began, end
    return start, resolve(last, issued) if last.year else _after(last, start)


def _after(day: Day, start: Dated) -> Dated:
    if start.date is None:
        return Dated(None, start.code)
    readings = (date for year in (start.date.year, start.date.year + 1) for date in _readings(day, year))
    later = [date for date in readings if date >= start.date]
    if not later:
        return Dated(None, "date-ambiguous")
    if day.weekday not in (None, later[0].weekday()):
        return Dated(None, "weekday-mismatch", _near(later[:1], day.weekday, start.date))
    return Dated(later[0])
