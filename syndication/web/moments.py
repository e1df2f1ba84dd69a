"""Days, hours and zones in words."""

import datetime as dt
from datetime import date, time

from syndication.web.phrases import MONTHS, WEEKDAYS, ZONES

FAR = dt.timedelta(days=183)  # a day further away than this needs its year said


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def month(day: date) -> str:
    return MONTHS[day.month - 1]


def full_date(day: date) -> str:
    """February 16, 2011"""
    return f"{month(day)} {day.day}, {day.year}"


def near_date(day: date, today: date) -> str:
    """Wednesday, February 16; with the year where the day is far from today."""
    said = f"{weekday(day)}, {month(day)} {day.day}"
    return said if is_near(day, today) else f"{said}, {day.year}"


def is_near(day: date, today: date) -> bool:
    return abs(day - today) <= FAR


def hour(at: time) -> str:
    """9:12 am; noon is 12 pm."""
    return f"{_digits(at)} {_half(at)}"


def hours(start: time, end: time | None, joint: str = "–") -> str:
    """2–4 pm, 11 am–1 pm; `joint` " to " where there is room to say it."""
    if end is None:
        return hour(start)
    if _half(start) == _half(end):
        return f"{_digits(start)}{joint}{hour(end)}"
    return f"{hour(start)}{joint}{hour(end)}"


def _digits(at: time) -> str:
    shown = (at.hour + 11) % 12 + 1
    return f"{shown}:{at.minute:02}" if at.minute else str(shown)


def _half(at: time) -> str:
    return "am" if at.hour < 12 else "pm"


def zone_name(zone: str) -> str:
    """Eastern Time; Berlin time where the zone has no name of its own here."""
    return ZONES.get(zone) or ("UTC" if zone == "UTC" else f"{zone.rpartition('/')[2].replace('_', ' ')} time")
