"""How a source was in the last 30 days: a bar a day for the eye, and a sentence that says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from syndication.store import schedule
from syndication.store.schedule import Day

DAYS = 30


@dataclass(frozen=True, slots=True)
class Month:
    """`bars`: g(ood), q(uestionable: it went well and it failed), x (failed) or n(ot asked), oldest first."""

    bars: str
    sentence: str


def month(conn: sa.Connection, source_id: int, now: datetime) -> Month:
    since = now - timedelta(days=DAYS)
    return drawn(schedule.history(conn, source_id, since), now.date())


def drawn(days: Sequence[Day], today: date) -> Month:
    known = {day.date: day for day in days}
    bars = "".join(_bar(known.get(today - timedelta(days=n))) for n in range(DAYS - 1, -1, -1))
    return Month(bars, _sentence(bars))


def _bar(day: Day | None) -> str:
    if day is None:
        return "n"
    return ("q" if day.well else "x") if day.failed else "g"


def _sentence(bars: str) -> str:
    if bars == "n" * DAYS:
        return f"Not looked at in the last {DAYS} days"
    return f"Last {DAYS} days: {', '.join(_parts(bars))}"


def _parts(bars: str) -> Iterator[str]:
    for bar, told in (("g", "good on"), ("q", "unsure on"), ("x", "failing on"), ("n", "not looked at on")):
        if number := bars.count(bar):
            yield f"{told} {number}"
