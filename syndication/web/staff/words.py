"""Numbers, spans of time and lists, as the desk says them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from syndication.web import moments


def counted(number: int, one: str, many: str) -> str:
    """1 item, 1,200 items"""
    return f"{number:,} {one if number == 1 else many}"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_word(number: int) -> str:
    """one, two; from ten on in figures"""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def read_all(number: int) -> str:
    """What a look has found."""
    if number == 1:
        return "We found one, and read it"
    return f"We found {in_word(number)}, and read {'both' if number == 2 else 'them all'}"


def among(words: Sequence[str]) -> str:
    """a, b and c"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def span(seconds: int) -> str:
    """hour, 5 hours, day, 2 days: what stands after "every"."""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if hours >= 36:
        return counted(round(hours / 24), "day", "days")
    number, one = (minutes, "minute") if minutes < 50 else (hours, "hour")
    return one if number == 1 else f"{number} {one}s"


def days_ago(moment: datetime, now: datetime, zone: str) -> str:
    """today, yesterday, 5 days ago; beyond a month the day itself."""
    here = ZoneInfo(zone)
    day = moment.astimezone(here).date()
    days = (now.astimezone(here).date() - day).days
    if days < 0 or days > 30:
        return moments.full_date(day)
    return ("today", "yesterday")[days] if days < 2 else f"{days} days ago"


def ago(moment: datetime | None, now: datetime) -> str:
    """5 minutes ago"""
    if moment is None:
        return "never"
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{counted(minutes, 'minute', 'minutes')} ago"
    if minutes < 48 * 60:
        return f"{counted(minutes // 60, 'hour', 'hours')} ago"
    return f"{counted(minutes // 1440, 'day', 'days')} ago"
