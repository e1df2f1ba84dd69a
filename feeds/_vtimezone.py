"""VTIMEZONE (RFC 5545, 3.6.5) from the zone database, for the years in which something happens.

Every year stands for itself: the offset that holds on its first day, then each change in it. So the size follows the
events, not the years between them, and an event never depends on a rule that ends elsewhere.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=256)
def vtimezone(zone: str, years: tuple[int, ...]) -> tuple[str, ...]:
    """The content lines, unfolded. `years` in rising order. ZoneInfoNotFoundError for a zone that is none."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for year in years:
        lines += _year(ZoneInfo(zone), year)
    return (*lines, "END:VTIMEZONE")


def _year(zone: ZoneInfo, year: int) -> Iterator[str]:
    first, last = datetime(year, 1, 1, tzinfo=zone), datetime(year, 12, 31, 23, 59, 59, tzinfo=zone)
    moment, end = first.astimezone(UTC), last.astimezone(UTC)
    yield from _observance(first, first, first)
    while moment < end:
        following = min(moment + _DAY, end)
        if _offset(moment, zone) != _offset(following, zone):
            change = _change(moment, following, zone)
            before, after = (change - _SECOND).astimezone(zone), change.astimezone(zone)
            yield from _observance(before + _SECOND, before, after)
        moment = following


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second (UTC) at which the offset of `after` holds."""
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _observance(onset: datetime, before: datetime, after: datetime) -> Iterator[str]:
    """From `onset` on, on the clocks of `before` (3.8.2.4), the offset of `after` holds."""
    name = "DAYLIGHT" if after.dst() else "STANDARD"
    yield f"BEGIN:{name}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_sign(before)}"
    yield f"TZOFFSETTO:{_sign(after)}"
    yield f"TZNAME:{after.tzname()}"
    yield f"END:{name}"


def _sign(moment: datetime) -> str:
    return f"{moment:%z}"
