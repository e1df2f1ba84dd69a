"""Days as people print them: "Saturday, March 7th", "7 y 14 de marzo", "Mar. 7-9", and those in numbers alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from feeds.notices.days import Day, Days
from feeds.notices.numeric_days import find_numeric, index_of, weekday_of
from feeds.notices.words import Words, either, fold

_DIGIT = re.compile(r"\d")
_NO_NUMBER_BEFORE = r"(?<![\d/:.$#])(?:(?<!-)|(?=\D))"
_LEAD = 20  # characters before a span that may say "between the"


def find_days(flat: str, words: Words) -> Iterator[Days]:
    """Every day of a folded text, in order; where two readings overlap, the one that begins first, then the longer."""
    if not _DIGIT.search(flat):
        return
    found = [days for read in (_named, find_numeric) for days in read(flat, words)]
    end = 0
    for days in sorted(found, key=lambda d: (d.start, -d.end)):
        if days.start >= end:
            end = days.end
            yield days


def with_spans(flat: str, found: Iterable[Days], words: Words) -> Iterator[Days]:
    """The same days, two that are joined as the ends of a span made one: "from March 30 to April 2"."""
    days = list(found)
    joined = [_is_span(flat, one, other, words) for one, other in pairwise(days)]
    skip = False
    for number, one in enumerate(days):
        if skip:
            skip = False
        elif number < len(joined) and joined[number]:
            skip = True
            last = days[number + 1]
            yield _with_lead(flat, Days(one.start, last.end, (*one.days, *last.days), span=True), words)
        elif one.span or (len(one.days) == 2 and _is_between(flat, one.start, words)):
            yield _with_lead(flat, replace(one, span=True), words)
        else:
            yield one


def _with_lead(flat: str, span: Days, words: Words) -> Days:
    """A span with the "from" or "between" before it, which elsewhere makes a day a deadline or a beginning."""
    lead = rf"{either(words.between, words.before_time)}\s+(?:{either(words.article)}\s+)?\Z"
    begin = max(0, span.start - _LEAD)
    match = re.search(lead, flat[begin : span.start], re.IGNORECASE)
    return replace(span, start=begin + match.start()) if match else span


def _is_span(flat: str, one: Days, other: Days, words: Words) -> bool:
    if len(one.days) != 1 or len(other.days) != 1:
        return False
    both = words.both if _is_between(flat, one.start, words) else ""
    return bool(_to(words, both).fullmatch(flat, one.end, other.start))


def _is_between(flat: str, start: int, words: Words) -> bool:
    lead = re.compile(rf"{either(words.between)}\s+(?:{either(words.article)}\s+)?\Z", re.IGNORECASE)
    return bool(lead.search(flat, max(0, start - _LEAD), start))


@cache
def _to(words: Words, both: str) -> re.Pattern[str]:
    small = either(words.article, words.before_day)
    return re.compile(rf"\s*(?:-|,?\s*{either(words.to, both)})\s*(?:{small}\s+)*", re.IGNORECASE)


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
    ordinal = rf"\d{{1,2}}\.?(?:{fold(words.ordinal_endings) or '(?!)'})\b"
    number, no_clock = rf"(?:{ordinal}|\d{{1,2}})", _no_clock(words)
    article = rf"(?:{either(words.article)}\s+)?"
    of = rf"(?:{either(words.of)}\s+)?"
    name = either(*words.months, end=r"(?![^\W\d])")  # a number may follow at once: "Dec31"
    month = rf"(?P<month>{name})\.?"
    year = rf"(?:(?:\s*,?\s*(?:{either(words.of, words.inside)}\s*)?|[-/])(?P<year>(?:19|20)\d\d)(?!\d))?"
    after = rf"(?:\s*,?\s*\(?(?P<after>{weekday})\)?(?!\s*,?\s*(?:{article}\d|{either(*words.months)})))?"
    its_own = rf"(?:{weekday}[\s,]*)?"
    between = rf"(?:\s*,\s*{its_own}{number}{no_clock}(?=\s*,|\s*{either(words.both)})){{0,8}}"
    more = rf"(?P<more>{between}{join}{its_own}{article}{number}{no_clock}(?!\w|\s+(?!{weekday})(?-i:[A-Z][a-z])))?"
    day = rf"(?P<day>{number})(?![\d/]|:\d)(?!\s?[ap]\.?m\b)"
    first = rf"{before}{month}(?:\s*{article}|[/-]|,\s*(?={ordinal})){day}{more}{year}{after}"
    less = rf"(?P<more>{number}(?:\s*,\s*{its_own}{number}){{0,8}}{join}{its_own}{article})?"
    last = rf"{before}{article}{less}(?P<day>{number})(?:\s+{of}|[/-]){month}(?!\s*'?s\b){year}{after}"
    iso = rf"(?P<weekdays>)(?P<more>)(?P<year>(?:19|20)\d\d)[/-]{month}[/-](?P<day>\d{{1,2}})(?!\d)(?P<after>)"
    return tuple(re.compile(_NO_NUMBER_BEFORE + shape, re.IGNORECASE) for shape in (first, last, iso))


def _no_clock(words: Words) -> str:
    """What may not stand behind the number of a further day: then it is an hour."""
    hours = "|".join(form for form in fold(f"{words.hour_marks}|{words.hour_names}").split("|") if form)
    named = either(words.noon, words.midnight, words.morning, words.afternoon)
    twelve = rf"\s(?:{either(words.article)}\s+)?{named}"
    goes_on = rf"\s*(?:-|{either(words.to)})\s*\d|/|\s+{either(words.minutes_past)}"
    return rf"(?!\d|\s?[:.]\d|\s?[ap]\s?\.?\s?m\b|\s?(?:h|{hours})\b|{goes_on}|{twelve})"


def _read_named(match: re.Match[str], words: Words) -> Days | None:
    if _is_street(match, words):
        return None
    month = index_of(match["month"], words.months) + 1
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
    weekdays = _weekdays(f"{match['weekdays'] or match['after'] or ''} {more}", words)
    span = bool(more) and len(numbers) == 2 and not re.search(either(words.both) + r"|,", more, re.IGNORECASE)
    if span and len(weekdays) == 1:
        weekdays = [*weekdays, None]
    days = tuple(
        Day(month, n, year, weekday) for n, weekday in zip(numbers, _spread(weekdays, len(numbers)), strict=True)
    )
    return Days(match.start(), match.end(), days, span)


def int_of(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _is_street(match: re.Match[str], words: Words) -> bool:
    """Whether a number and a month are a house in a street: "4 May Street", "Avenida 25 de Mayo"."""
    flat, begin = match.string, match.start()
    after = re.compile(rf"(?-i:\s+(?=[A-Z])){either(words.street)}\.?\s*(?:[,;.\n)]|\Z)", re.IGNORECASE)
    before = re.compile(rf"{either(words.street_before)}\s+\Z", re.IGNORECASE)
    return bool(after.match(flat, match.end("month")) or before.search(flat, max(0, begin - _LEAD), begin))


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
