"""Words that stand for several dates: "every Tuesday in March", "the first Thursday of every month"."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from feeds.notices.days import date_of
from feeds.notices.numeric_days import weekday_of
from feeds.notices.words import Words, either

_MOST = 60  # dates of one series


@dataclass(frozen=True, slots=True)
class Series:
    start: int
    end: int
    weekdays: tuple[int, ...]
    month: int | None = None  # all of them in this month
    year: int | None = None

    def dates(self, issued: dt.date | None) -> tuple[dt.date, ...]:
        """Every date of the series; empty where it has no end, or where its year is not known."""
        year = self.year or (self._year(issued) if issued else None)
        if self.month is None or year is None:
            return ()
        days = (date_of(year, self.month, number) for number in range(1, 32))
        return tuple(day for day in days if day and day.weekday() in self.weekdays and not (issued and day < issued))[
            :_MOST
        ]

    def _year(self, issued: dt.date) -> int:
        return issued.year if self.month and self.month >= issued.month else issued.year + 1


def find_series(flat: str, words: Words) -> Iterator[Series]:
    for match in _pattern(words).finditer(flat):
        named = re.finditer(
            either(*words.weekdays), match["weekdays"] or match["of_month"] or match["plural"], re.IGNORECASE
        )
        month = _month(match["month"] or match["plural_month"], words)
        year = int(match["year"]) if match["year"] else None
        if match["of_month"] or match["other"]:
            month = None
        yield Series(match.start(), match.end(), tuple(weekday_of(day[0], words) for day in named), month, year)


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    weekday, both = either(*words.weekdays), either(words.both)
    weekdays = rf"{weekday}(?:\s*,\s*{weekday}){{0,6}}(?:\s*,?\s*{both}\s+{weekday}){{0,2}}"
    month = rf"{either(words.inside)}\s+(?P<month>{either(*words.months)})(?:\s+(?P<year>20\d\d))?(?!\s+\d)"
    plural_month = month.replace("<month>", "<plural_month>").replace("(?P<year>", "(?:")
    every = (
        rf"(?:(?P<other>{either(words.every_other)})|{either(words.every)})\s+(?P<weekdays>{weekdays})(?:\s+{month})?"
    )
    ordinal = either(*words.ordinals)
    article = rf"(?:{either(words.article)}\s+)?"
    of_month = rf"{article}{ordinal}(?:\s+{both}\s+{ordinal})?\s+(?P<of_month>{weekday})\s+{either(words.every_month)}"
    plural = rf"(?P<plural>{weekdays})\s+{plural_month}"
    return re.compile(rf"{of_month}|{every}|{plural}", re.IGNORECASE)


def _month(name: str | None, words: Words) -> int | None:
    if not name:
        return None
    return next(n for n, forms in enumerate(words.months, 1) if re.fullmatch(either(forms), name, re.IGNORECASE))
