"""Days as people print them, and which day of the calendar each one is.

The year is taken from the day the text was issued; a printed weekday must agree, or the day is not known.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from feeds.notices.words import Words, either, fold

# Without a year a day lies in the coming months: further off, it is as well a day of the past.
_AHEAD_WITH_WEEKDAY = dt.timedelta(days=300)
_AHEAD = dt.timedelta(days=200)
_DIGIT = re.compile(r"\d")
_NOT_A_CLOCK = r"(?!\d|\s?[:.]\d|\s?[ap]\.?\s?m\b|\s?h\b|\s*-\s*\d|/)"


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


def find_days(flat: str, words: Words) -> Iterator[Days]:
    """Every day of a folded text, in order; where two readings overlap, the one that begins first, then the longer."""
    if not _DIGIT.search(flat):
        return
    found = [days for read in (_named, _numeric) for days in read(flat, words)]
    end = 0
    for days in sorted(found, key=lambda d: (d.start, -d.end)):
        if days.start >= end:
            end = days.end
            yield days


def resolve(day: Day, issued: dt.date | None) -> Dated:
    """The calendar date of a printed day in a text issued on `issued`."""
    if day.year is None and issued is None:
        return Dated(None, "date-ambiguous")
    years = (day.year,) if day.year else (issued.year, issued.year + 1) if issued else ()
    possible = [date for year in years for date in _readings(day, year)]
    if not possible:
        return Dated(None, "date-ambiguous")
    fitting = [date for date in possible if day.weekday in (None, date.weekday())]
    if not fitting:
        return Dated(None, "weekday-mismatch", _near(possible, day.weekday, issued))
    if day.year is not None or issued is None:
        return _one(fitting, issued)
    return _coming(fitting, possible, day.weekday, issued)


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


def _named(flat: str, words: Words) -> Iterator[Days]:
    for pattern in _patterns(words):
        for match in pattern.finditer(flat):
            if days := _read_named(match, words):
                yield days


@cache
def _patterns(words: Words) -> tuple[re.Pattern[str], ...]:
    weekday = either(*words.weekdays) + r"\.?"
    join = rf"(?:\s*,\s*|\s*[-/]\s*|\s*,?\s*{either(words.both, words.to)}\s+)"
    before = rf"(?:(?P<weekdays>{weekday}(?:{join}{weekday}){{0,3}})[\s,.(]*)?"
    number = rf"\d{{1,2}}(?:{fold(words.ordinal_endings)})?" if words.ordinal_endings else r"\d{1,2}"
    article = rf"(?:{either(words.article)}\s+)?"
    of = rf"(?:{either(words.of)}\s+)?"
    month = rf"(?P<month>{either(*words.months)})\.?"
    year = rf"(?:\s*,?\s*(?:{either(words.of)}\s*)?(?P<year>(?:19|20)\d\d)(?!\d))?"
    after = rf"(?:\s*,?\s*\(?(?P<after>{weekday})\)?(?!\s*,?\s*(?:{article}\d|{either(*words.months)})))?"
    between = rf"(?:\s*,\s*{number}{_NOT_A_CLOCK}(?=\s*,|\s*{either(words.both)})){{0,8}}"
    more = rf"(?P<more>{between}{join}{article}{number}{_NOT_A_CLOCK}(?!\w|\s+(?!{weekday})(?-i:[A-Z][a-z])))?"
    first = (
        rf"(?<![\d/:.$#-]){before}{month}\s*{article}(?P<day>{number})(?![\d:/])(?!\s?[ap]\.?m\b){more}{year}{after}"
    )
    less = rf"(?P<more>{number}(?:\s*,\s*{number}){{0,8}}{join}{article})?"
    last = rf"(?<![\d/:.$#-]){before}{article}{less}(?P<day>{number})\s+{of}{month}(?!\s*'?s\b){year}{after}"
    return re.compile(first, re.IGNORECASE), re.compile(last, re.IGNORECASE)


def _read_named(match: re.Match[str], words: Words) -> Days | None:
    month = _index(match["month"], words.months) + 1
    year = int(match["year"]) if match["year"] else None
    more = match["more"] or ""
    numbers = [int(n) for n in re.findall(r"\d+", more)]
    numbers = (
        [*numbers, int_of(match["day"])]
        if match.start("more") < match.start("day")
        else [int_of(match["day"]), *numbers]
    )
    if numbers != sorted(set(numbers)) or not all(1 <= number <= 31 for number in numbers):
        return _first_only(match, month, words) if more and match.start("more") > match.start("day") else None
    weekdays = _weekdays(match["weekdays"] or match["after"] or "", words)
    span = bool(more) and len(numbers) == 2 and not re.search(either(words.both) + r"|,", more, re.IGNORECASE)
    if span and len(weekdays) == 1:
        weekdays = [*weekdays, None]
    days = tuple(
        Day(month, n, year, weekday) for n, weekday in zip(numbers, _spread(weekdays, len(numbers)), strict=True)
    )
    return Days(match.start(), match.end(), days, span)


def int_of(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _first_only(match: re.Match[str], month: int, words: Words) -> Days | None:
    """The day alone, where the numbers after it are no days ("April 2, 1 and 3")."""
    day = int_of(match["day"])
    weekdays = _weekdays(match["weekdays"] or "", words)
    first = Day(month, day, None, weekdays[0] if weekdays else None)
    return Days(match.start(), match.end("day"), (first,)) if 1 <= day <= 31 else None


def _spread(weekdays: list[int | None], count: int) -> list[int | None]:
    """One weekday for each day: the same for all where one is printed, none where their number does not fit."""
    if len(weekdays) == 1:
        return weekdays * count
    return weekdays if len(weekdays) == count else [None] * count


def _weekdays(text: str, words: Words) -> list[int | None]:
    return [weekday_of(found[0], words) for found in re.finditer(either(*words.weekdays), text, re.IGNORECASE)]


def weekday_of(word: str, words: Words) -> int:
    return _index(word, words.weekdays)


@lru_cache(1024)
def _index(word: str, rows: tuple[str, ...]) -> int:
    return next(n for n, forms in enumerate(rows) if re.fullmatch(either(forms), word, re.IGNORECASE))


@cache
def _numbers_pattern(words: Words) -> re.Pattern[str]:
    weekday = rf"(?:(?P<weekday>{either(*words.weekdays)})\.?[\s,(]*{f'(?:{either(words.article)} +)?'})?"
    slashed = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d\d))?"
    iso = r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    return re.compile(rf"(?<![\w/:.$#-]){weekday}(?:{iso}|{slashed})(?![\w/:-]|\.\d)", re.IGNORECASE)


def _numeric(flat: str, words: Words) -> Iterator[Days]:
    for match in _numbers_pattern(words).finditer(flat):
        if day := _read_numeric(match, words):
            yield Days(match.start(), match.end(), (day,))


def _read_numeric(match: re.Match[str], words: Words) -> Day | None:
    weekday = weekday_of(match["weekday"], words) if match["weekday"] else None
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return Day(month, day, year, weekday) if date_of(year, month, day) else None
    if not match["year"] and (weekday is None or match["sep"] != "/"):
        return None  # 24/7, 1/2, 3-5: a number, a share, a span of hours
    a, b = int(match["a"]), int(match["b"])
    number, month = (b, a) if (words.month_first or b > 12) and a <= 12 else (a, b)
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    unsure = not words.month_first and a <= 12 and b <= 12 and a != b
    return Day(month, number, _year(match["year"]), weekday, either_order=unsure)


def _year(text: str | None) -> int | None:
    return int(text) + (2000 if len(text) == 2 else 0) if text else None
