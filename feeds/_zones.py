"""Time zones by the many names that calendars give them -> IANA names."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?(\d{2}))?")
_PATH = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+$")
_OUTLOOK = re.compile(r"\((?:UTC|GMT)[^)]*\)\s*(.+)")  # "(UTC-05:00) Eastern Time (US & Canada)"
_POPULOUS = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
_LONGEST = 200
_WEEK = timedelta(weeks=1)


def zone_called(name: str, windows: Mapping[str, str]) -> str | None:
    """The zone of that name: IANA's, Windows', Outlook's, a path that ends in IANA's, or a fixed offset."""
    name = name[:_LONGEST].strip().strip('"').replace("\\", "")
    outlook = _OUTLOOK.match(name)
    return (
        _iana().get(name.lower())
        or windows.get(name)
        or _at_the_end(name)
        or (_of_cities(outlook[1], windows) if outlook else None)
        or _fixed(name)
    )


def zone_like(rules: tzinfo, year: int, candidates: Iterable[str]) -> str | None:
    """A zone with the same offset each week of that year: one that many people live in, else a candidate."""
    weeks = [datetime(year, 1, 1, 12, tzinfo=UTC) + week * _WEEK for week in range(53)]
    offsets = [week.astimezone(rules).utcoffset() for week in weeks]
    zones = (zone for zone in (*_POPULOUS, *candidates) if zone.lower() in _iana())
    return next((zone for zone in zones if _offsets(zone, weeks) == offsets), None)


def _offsets(zone: str, moments: list[datetime]) -> list[timedelta | None]:
    return [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments]


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    """All names by their lower-case form."""
    return {name.lower(): name for name in available_timezones()} | {"utc": "UTC", "gmt": "UTC", "z": "UTC"}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2].replace("_", " "): name for name in sorted(available_timezones()) if "/" in name}


def _at_the_end(name: str) -> str | None:
    """`/mozilla.org/20050126_1/Europe/Berlin`, `custom_America/New_York`."""
    path = _PATH.search(name)
    parts = path[0].split("/") if path else []
    tails = ("/".join(parts[start:]).lower() for start in range(len(parts) - 1))
    return next((_iana()[tail] for tail in tails if tail in _iana()), None)


def _of_cities(words: str, windows: Mapping[str, str]) -> str | None:
    """By one of the cities in "Canberra, Melbourne, Sydney", or "Eastern Time" as Windows' "Eastern Standard Time"."""
    cities = (_cities().get(word.strip()) for word in words.split(","))
    return next(filter(None, cities), None) or windows.get(re.sub(r" Time\b.*", " Standard Time", words))


def _fixed(name: str) -> str | None:
    """`UTC+11` is `Etc/GMT-11`: IANA counts the other way round. Only whole hours have a name."""
    found = _OFFSET.search(name)
    if not found or found[3] not in (None, "00"):
        return None
    sign = "-" if found[1] == "+" else "+"
    return _iana().get(f"etc/gmt{sign}{int(found[2])}") if int(found[2]) else "UTC"
