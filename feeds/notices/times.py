"""Hours as people print them. An hour without a.m. or p.m. and not on 24 hours is not known: it is flagged."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from feeds.notices.words import Words, either, fold

_DAY, _EVENING, _MORNING = 24 * 60, 17 * 60, 7 * 60  # minutes
_LONGEST = 9 * 60  # of a range whose start or end does not say its half of the day
_HALF = r"\.?(?P<half{n}>[ap]\s?\.?\s?m\b(?:\s?\.)?|(?<=\d)[ap]\b)"
ZONES = {
    "America/New_York": "et|est|edt|eastern|eastern time|eastern standard time|eastern daylight time|hora del este",
    "America/Chicago": "ct|cst|cdt|central time|central standard time|central daylight time",
    "America/Denver": "mt|mst|mdt|mountain time|mountain standard time|mountain daylight time",
    "America/Los_Angeles": "pt|pst|pdt|pacific|pacific time|pacific standard time|pacific daylight time",
    "Atlantic/Cape_Verde": "cape verde time",
    "Etc/UTC": "utc|gmt",
}
_UNKNOWN_ZONE = r"[A-Z]{2,3}T"


@dataclass(frozen=True, slots=True)
class Hours:
    """One printed time or range. `code` says why `start` is not known, `candidates` what it could be."""

    start: int  # offsets in the text
    end: int
    first: dt.time | None = None
    last: dt.time | None = None
    next_day: bool = False  # the last hour is after midnight
    zone: str | None = None  # IANA name; "" for one that is printed and not known
    bare: bool = False  # numbers without any sign of an hour: one only beside a day
    code: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clock:
    minutes: tuple[int, ...]  # since midnight: one where it is certain, two where a.m. or p.m. is missing
    marked: bool  # something beside it says that it is an hour
    exact: bool  # on 24 hours


def find_hours(flat: str, words: Words) -> Iterator[Hours]:
    """Every time and range of hours of a folded text, in order."""
    for match in _pattern(words).finditer(flat):
        if hours := _read(match, words):
            yield hours


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    part = rf"(?P<early>{either(words.morning)})|(?P<late>{either(words.afternoon)})"
    lead = rf"(?:(?:{part}),?\s+)?(?:(?P<lead>{either(words.before_time, words.between)})\s+)?"
    to = rf"(?:\s*-\s*|\s*,?\s*{either(words.to)}\s+)(?:{either(words.before_time)}\s+)?"
    both = rf"\s+{either(words.both)}\s+(?:{either(words.before_time)}\s+)?"
    between = rf"{either(words.between)}\s+{_clock_pattern(words, 3)}{both}{_clock_pattern(words, 4)}"
    plain = rf"{lead}{_clock_pattern(words, 1)}(?:{to}{_clock_pattern(words, 2)})?"
    zone = rf"(?:\s*\(?(?P<zone>{either(*ZONES.values())}|(?-i:(?<!\w){_UNKNOWN_ZONE}(?!\w)))\)?)?"
    return re.compile(rf"(?<![\w/:$#-])(?<!\d[.,])(?:{between}|{plain}){zone}(?!\w|:\d|[.,]\d|%|/\d)", re.IGNORECASE)


def _clock_pattern(words: Words, n: int) -> str:
    number = rf"(?P<hour{n}>\d{{1,2}}|{either(*words.numbers)})(?!\d)"
    letters = "".join(form for form in fold(words.hour_names).split("|") if len(form) == 1)
    digits = rf"\s?[:.h{letters}]\s?(?P<minute{n}>\d\d)(?!\d)(?::[0-5]\d(?!\d))?"  # seconds say nothing
    told = rf"(?:[\s-](?:(?P<thirty{n}>{either(words.half_hour)})|(?P<fifteen{n}>{either(words.quarter)})))?"
    past = rf"(?:(?:(?P<half_past{n}>{either(words.half_past)})|(?P<past{n}>\d\d?)\s+{either(words.minutes_past)})\s+)?"
    half = _HALF.replace("{n}", str(n))
    part = rf"(?P<morning{n}>{either(words.morning)})|(?P<afternoon{n}>{either(words.afternoon)})"
    mark = rf"(?:\s?(?:(?P<mark{n}>{_beside(words.hour_marks)})|(?P<hourly{n}>{_beside(words.hour_names)})))?"
    special = rf"(?P<noon{n}>{either(words.noon)})|(?P<midnight{n}>{either(words.midnight)})"
    return rf"(?:{special}|{past}{number}(?:{digits})?{mark}{told}(?:\s?{half}|,?\s?(?:{part}))?)"


def _beside(forms: str) -> str:
    """Any of the forms straight after a number; none, where the language has none."""
    return rf"(?:{fold(forms)})\b\.?" if forms else "(?!)"


def _read(match: re.Match[str], words: Words) -> Hours | None:
    between = match["hour3"] is not None
    first, last = _clock(match, 3 if between else 1, words), _clock(match, 4 if between else 2, words)
    if first is None:
        return None
    if last is None and _is_letter(match):
        return None
    marked = first.marked or bool(last and last.marked)
    if not marked and not match["lead"] and last is None:
        return None
    zone = _zone(match["zone"])
    if last is None:
        return _single(match, first, zone, bare=not marked)
    return _range(match, *_same_clock(first, last), zone, bare=not marked)


def _is_letter(match: re.Match[str]) -> bool:
    """Whether a lone number with a letter is no hour: "12A Elm Street"; "9:00a" and "at 7p" are."""
    half = match["half1"] or ""
    return len(half) == 1 and not match["minute1"] and not match["lead"]


def _same_clock(first: _Clock, last: _Clock) -> tuple[_Clock, _Clock]:
    """Where one end of a range is on 24 hours, so is the other: "10:00 a 12:30 h"."""
    if first.exact == last.exact:
        return first, last
    if first.exact:
        return first, _Clock(last.minutes[:1], True, True)
    return _Clock(first.minutes[:1], True, True), last


def _clock(match: re.Match[str], n: int, words: Words) -> _Clock | None:
    if match[f"noon{n}"]:
        return _Clock((12 * 60,), True, False)
    if match[f"midnight{n}"]:
        return _Clock((0,), True, False)
    if not match[f"hour{n}"]:
        return None
    hour, minute = _number(match[f"hour{n}"], words), _minute(match, n)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if half := _half(match, n):
        return _of_twelve(hour, minute, half)
    exact = bool(match[f"mark{n}"]) or hour > 12 or hour == 0 or (bool(match[f"minute{n}"]) and words.own_clock)
    if exact:
        return _Clock((hour % 24 * 60 + minute,), bool(match[f"mark{n}"] or match[f"minute{n}"]), True)
    morning = hour % 12 * 60 + minute
    marked = any(match[f"{group}{n}"] for group in ("hourly", "minute", "past", "thirty", "half_past", "fifteen"))
    return _Clock((morning, morning + 720), marked, False)


def _minute(match: re.Match[str], n: int) -> int:
    if digits := match[f"minute{n}"] or match[f"past{n}"]:
        return int(digits)
    return 30 if match[f"thirty{n}"] or match[f"half_past{n}"] else 15 if match[f"fifteen{n}"] else 0


def _half(match: re.Match[str], n: int) -> str:
    if match[f"half{n}"]:
        return match[f"half{n}"][0].casefold()
    if match[f"morning{n}"] or (match["early"] and n == 1):
        return "a"
    return "p" if match[f"afternoon{n}"] or (match["late"] and n == 1) else ""


def _of_twelve(hour: int, minute: int, half: str) -> _Clock | None:
    if hour > 12:
        return _Clock((hour % 24 * 60 + minute,), True, True) if half == "p" else None
    return _Clock((hour % 12 * 60 + minute + (720 if half == "p" else 0),), True, False)


def _number(text: str, words: Words) -> int:
    if text.isdecimal():
        return int(text)
    return next(n for n, forms in enumerate(words.numbers, 1) if re.fullmatch(either(forms), text, re.IGNORECASE))


def _zone(name: str | None) -> str | None:
    if not name:
        return None
    found = (zone for zone, forms in ZONES.items() if re.fullmatch(either(forms), name, re.IGNORECASE))
    return next(found, "")


def _single(match: re.Match[str], clock: _Clock, zone: str | None, *, bare: bool) -> Hours:
    start, end = match.span()
    if len(clock.minutes) == 1:
        return Hours(start, end, _time(clock.minutes[0]), zone=zone, bare=bare)
    return Hours(start, end, zone=zone, bare=bare, code="ambiguous-time", candidates=tuple(map(_text, clock.minutes)))


def _range(match: re.Match[str], first: _Clock, last: _Clock, zone: str | None, *, bare: bool) -> Hours:
    start, end = match.span()
    pairs = _pairs(first, last)
    if len(pairs) == 1 and _certain(first, last):
        a, b = pairs[0]
        return Hours(start, end, _time(a), _time(b), zone=zone, bare=bare, next_day=b >= _DAY)
    if pairs:
        candidates = tuple(f"{_text(a)}-{_text(b)}" for a, b in pairs)
        return Hours(start, end, zone=zone, bare=bare, code="ambiguous-time", candidates=candidates)
    known = _time(first.minutes[0]) if len(first.minutes) == 1 else None
    candidates = tuple(f"{_text(a)}-{_text(b)}" for a in first.minutes for b in last.minutes)
    return Hours(start, end, known, zone=zone, bare=bare, code="end-before-start", candidates=candidates)


def _certain(first: _Clock, last: _Clock) -> bool:
    """One end says its half of the day; "9-12 a.m." says it, and means noon as often as midnight."""
    return len(first.minutes) == 1 or (len(last.minutes) == 1 and last.minutes != (0,))


def _pairs(first: _Clock, last: _Clock) -> list[tuple[int, int]]:
    """The readings in which the end follows the start; over midnight only at night."""
    if len(first.minutes) == len(last.minutes) == 1:
        a, b = first.minutes[0], last.minutes[0]
        return [(a, b)] if a < b else [(a, b + _DAY)] if a >= _EVENING and b <= _MORNING else []
    if last.minutes == (0,):
        return [(first.minutes[0], 12 * 60), (first.minutes[-1], _DAY)]
    pairs = [(a, b) for a in first.minutes for b in last.minutes if 0 < b - a <= _LONGEST]
    if len(first.minutes) > 1 and len(last.minutes) > 1:
        return pairs
    return sorted(pairs, key=lambda pair: pair[1] - pair[0])[:1]


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def _text(minutes: int) -> str:
    return f"{_time(minutes):%H:%M}"
