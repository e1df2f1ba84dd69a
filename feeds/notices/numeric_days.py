"""Days in numbers alone: "3/7/2026", "2026-03-07", "Sat 3/7", "3/7 at 2 p.m.", "3/1-3/7/2026"."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from feeds.notices.days import Day, Days, date_of
from feeds.notices.words import Words, either

_LEAD = 20  # characters before a day that say whether it is one


def find_numeric(flat: str, words: Words) -> Iterator[Days]:
    """Days in numbers; one without year and weekday only where it is set apart as a day is, or is one end of a span."""
    for match in _pair(words).finditer(flat):
        late = match["year"]
        ends = [_day(match[f"a{n}"], match[f"b{n}"], match[f"year{n}"] or late, words) for n in (1, 2)]
        if ends[0] and ends[1]:
            yield Days(match.start(), match.end(), (ends[0], ends[1]), span=True)
    for match in _one(words).finditer(flat):
        if day := _read(match, flat, words):
            yield Days(match.start(), match.end(), (day,))


@cache
def _pair(words: Words) -> re.Pattern[str]:
    number, year = r"(?<!\d)\d{1,2}", r"(?:\d{4}|\d\d)(?!\d)"
    to = rf"\s*(?:-|{either(words.to, words.both)})\s*(?:{either(words.article, words.before_day)}\s+)*"
    slashed = r"(?P<a{n}>NUMBER)(?P<sep{n}>[/.-])(?P<b{n}>\d{{1,2}})(?!\d)(?:(?P=sep{n})(?P<year{n}>YEAR))?"
    one, two = (slashed.format(n=n).replace("NUMBER", number).replace("YEAR", year) for n in (1, 2))
    later = r"(?:,?\s*(?P<year>(?:19|20)\d\d)(?!\d))?"
    return re.compile(rf"(?<![\w/:.$#-]){one}{to}{two}{later}(?![\w/:-]|\.\d)", re.IGNORECASE)


@cache
def _one(words: Words) -> re.Pattern[str]:
    weekday = rf"(?:(?P<weekday>{either(*words.weekdays)})\.?[\s,(]*{f'(?:{either(words.article)} +)?'})?"
    slashed = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d\d))?"
    of = rf"\s+{either(words.of)}\s+"
    told = rf"(?P<day>\d{{1,2}}){of}(?P<month>\d{{1,2}}){of}(?P<told>(?:19|20)\d\d)"
    iso = r"(?P<iso>(?:19|20)\d\d(?:(?P<by> ?- ?|/)\d{1,2}(?P=by)\d{1,2}))"
    return re.compile(rf"(?<![\w/:.$#-]){weekday}(?:{iso}|{told}|{slashed})(?![\w/:-]|\.\d)", re.IGNORECASE)


def _read(match: re.Match[str], flat: str, words: Words) -> Day | None:
    weekday = weekday_of(match["weekday"], words) if match["weekday"] else None
    if match["iso"]:
        year, month, day = map(int, re.findall(r"\d+", match["iso"]))
        return Day(month, day, year, weekday) if date_of(year, month, day) else None
    if match["told"]:
        return _day(match["day"], match["month"], match["told"], words, weekday, day_first=True)
    if not match["year"] and (match["sep"] != "/" or (weekday is None and not _stands_apart(match, flat, words))):
        return None  # 24/7, 1/2, 3-5: a number, a share, a span of hours
    return _day(match["a"], match["b"], match["year"], words, weekday)


def _stands_apart(match: re.Match[str], flat: str, words: Words) -> bool:
    """Whether the numbers fill the place of a day: after a label, a bullet or "on" and before a comma or an hour."""
    before = _before(words).search(flat, max(0, match.start() - _LEAD), match.start())
    behind = _hour(words).match(flat, match.end())
    if before and before[0].startswith(","):
        return bool(behind)
    return bool(before and (behind or re.compile(r"\s*[,\t|(]|\s-\s").match(flat, match.end())))


@cache
def _before(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\n\t:|(•*–,]|\s-|{either(words.before_day, words.article)})\s*\Z", re.IGNORECASE)


@cache
def _hour(words: Words) -> re.Pattern[str]:
    """An hour behind a day, or the words before one."""
    lead = either(words.before_time, words.between)
    clock = r"\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m|\s?-\s?\d|\s?h\b)"
    return re.compile(rf",?\s+(?:(?:{lead}\s+)?{clock}|{lead}|{either(words.noon)})", re.IGNORECASE)


def _day(
    a: str, b: str, year: str | None, words: Words, weekday: int | None = None, *, day_first: bool = False
) -> Day | None:
    """The day in whichever order is possible; the language decides where both are."""
    first, second = int(a), int(b)
    swap = (words.month_first and not day_first) or second > 12
    number, month = (second, first) if swap and first <= 12 else (first, second)
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    unsure = not words.month_first and not day_first and first <= 12 and second <= 12 and first != second
    return Day(month, number, _year(year), weekday, either_order=unsure)


def _year(text: str | None) -> int | None:
    return int(text) + (2000 if len(text) == 2 else 0) if text else None


def weekday_of(word: str, words: Words) -> int:
    return index_of(word, words.weekdays)


@lru_cache(1024)
def index_of(word: str, rows: tuple[str, ...]) -> int:
    return next(n for n, forms in enumerate(rows) if re.fullmatch(either(forms), word, re.IGNORECASE))
