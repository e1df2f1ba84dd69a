"""Every date that feeds, pages and people write, read into aware UTC; what cannot be read is None, never a guess."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from feeds.text import words

_LONGEST = 120  # characters; no date is longer
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

# Names by month, without accents, in English, Spanish, French, Portuguese, German, Italian, Dutch; any prefix of three
# letters that names one month only is understood.
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "enero", "janvier", "janeiro", "januar", "gennaio"),
    ("february", "febrero", "fevrier", "fevereiro", "februar", "febbraio"),
    ("march", "marzo", "mars", "marco", "maerz", "maart", "mrz"),
    ("april", "abril", "avril", "aprile", "avr"),
    ("may", "mayo", "mai", "maio", "maggio", "mei"),
    ("june", "junio", "juin", "junho", "juni", "giugno"),
    ("july", "julio", "juillet", "julho", "juli", "luglio"),
    ("august", "agosto", "aout", "augustus"),
    ("september", "septiembre", "setiembre", "septembre", "setembro", "settembre"),
    ("october", "octubre", "octobre", "outubro", "oktober", "ottobre"),
    ("november", "noviembre", "novembre", "novembro"),
    ("december", "diciembre", "decembre", "dezembro", "dezember", "dicembre"),
)
_WEEKDAYS = words(
    "monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo "
    "lundi mardi mercredi jeudi vendredi samedi dimanche segunda terca quarta quinta sexta "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunedi martedi mercoledi giovedi venerdi domenica"
)
_FILLERS = words("a as at da de del do el er feira h horas hrs la las le los no o of on th st nd rd the uhr um")

# Hours east of UTC. Where a name is used twice the older meaning of RFC 822 holds (CST is Chicago's).
_NAMED_ZONES: tuple[tuple[float, str], ...] = (
    (-10, "HST"),
    (-9, "AKST"),
    (-8, "PST AKDT"),
    (-7, "MST PDT"),
    (-6, "CST MDT"),
    (-5, "EST CDT"),
    (-4, "EDT AST"),
    (-3.5, "NST"),
    (-3, "ADT BRT ART"),
    (-2.5, "NDT"),
    (0, "Z UT UTC GMT WET"),
    (1, "WEST BST CET MEZ WAT"),
    (2, "CEST MESZ EET SAST CAT"),
    (3, "EEST MSK EAT"),
    (4, "GST"),
    (5, "PKT"),
    (5.5, "IST"),
    (5.75, "NPT"),
    (7, "ICT WIB"),
    (8, "HKT SGT PHT AWST"),
    (9, "JST KST"),
    (9.5, "ACST"),
    (10, "AEST"),
    (10.5, "ACDT"),
    (11, "AEDT"),
    (12, "NZST"),
    (13, "NZDT"),
)
_ZONES = {name: hours for hours, names in _NAMED_ZONES for name in names.split()}

_TIME = re.compile(
    r"(?<![\d:/.+-])(?P<hour>\d{1,2})\s?[:h]\s?(?P<minute>\d{2})(?!\d)"
    r"(?::(?P<second>\d{2})(?!\d))?(?:[.,]\d+)?(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d:/.+-])(?P<hour>\d{1,2})\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)
_OFFSET = re.compile(r"\s*(?:UTC|GMT)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:])", re.I)
_OFFSET_SECONDS = re.compile(r"(?<=[+-]\d\d:\d\d):\d\d$")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?)?(?=\D|$)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_BRACKETS = re.compile(r"\([^()]*\)")


def parse(text: str, zone: str = "UTC", *, month_first: bool = False) -> datetime | None:
    """The instant that `text` states, in UTC; None where it states none.

    A time without a known zone is read in `zone` (IANA name). `4/2/2011` is None unless `month_first` says which
    number is the month; `2/15/2011` needs no telling.
    """
    text = _normal(text)
    if not 4 <= len(text) <= _LONGEST:
        return None
    clock, rest, stated = _clock(text)
    day = _day(rest, month_first, timed=rest != text)
    if clock is None or day is None or not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        return None
    try:
        moment = datetime(*day, tzinfo=stated or ZoneInfo(zone)) + clock
        return moment.astimezone(UTC)
    except ValueError:
        return None


def states_zone(text: str) -> bool:
    """Whether a date that `parse` reads says which zone its time is in; a day alone needs none."""
    _, rest, stated = _clock(_normal(text))
    return stated is not None or rest == _normal(text)


def rfc3339(moment: datetime) -> str:
    """RFC 3339 with whole seconds; the moment's own offset, `Z` for UTC.

    The offsets of local time before zones counted seconds; RFC 3339 has no room for them.
    """
    return _OFFSET_SECONDS.sub("", moment.replace(microsecond=0).isoformat()).replace("+00:00", "Z")


def rfc822(moment: datetime) -> str:
    """RFC 822 with a four-digit year and a numeric zone, in English under any locale."""
    return format_datetime(moment.replace(microsecond=0))


def _normal(text: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFKD", text[: 4 * _LONGEST]) if not unicodedata.combining(c))
    text = re.sub(r"(\d)\s?[年月]\s?", r"\1-", text).replace("日", " ")
    text = _COMPACT.sub(_spread, text) if text[:8].isdecimal() else text
    return " ".join(_BRACKETS.sub(" ", text).split())


def _spread(compact: re.Match[str]) -> str:
    year, month, day, hour, minute, second = compact.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}" if hour else "")


def _clock(text: str) -> tuple[timedelta | None, str, tzinfo | None]:
    """The time since midnight (None: impossible), the text without it, and the zone it states."""
    found = _TIME.search(text) or _HOUR.search(text)
    if not found:
        return timedelta(), text, None
    zone, end = _zone(text, found.end())
    return _since_midnight(found), f"{text[: found.start()]} {text[end:]}", zone


def _since_midnight(found: re.Match[str]) -> timedelta | None:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _zone(text: str, start: int) -> tuple[tzinfo | None, int]:
    """The zone written after a time, and where it ends; a name may also stand later, after the year."""
    if found := _OFFSET.match(text, start):
        return _offset(found), found.end()
    for word in _WORD.finditer(text, start):
        if word[0].upper() in _ZONES and (word[0].isupper() or word.start() - start <= 1):
            if found := _OFFSET.match(text, word.end()):
                return _offset(found), found.end()
            return timezone(timedelta(hours=_ZONES[word[0].upper()])), word.end()
    return None, start


def _offset(found: re.Match[str]) -> tzinfo | None:
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    if hours > 14 or minutes > 59:
        return None
    east = timedelta(hours=hours, minutes=minutes)
    return timezone(east if found["sign"] == "+" else -east)


def _day(text: str, month_first: bool, timed: bool) -> tuple[int, int, int] | None:
    said = [word[0] for word in _WORD.finditer(text) if not (timed and _is_zone(word[0]))]
    months = [month for word in said if (month := _month(word))]
    if not all(_month(word) or _is_weekday(word) or word.casefold() in _FILLERS for word in said):
        return None
    if len(months) > 1 and _is_weekday(said[0]):
        months = months[1:]  # "mar" is a Tuesday and a March
    if len(months) > 1:
        return None
    return _named_day(_NUMBER.findall(text), months[0]) if months else _numeric_day(text, month_first)


def _numeric_day(text: str, month_first: bool) -> tuple[int, int, int] | None:
    if found := _YEAR_LAST.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] != "." and (second > 12 or (month_first and first <= 12)):
            return year, first, second
        return (year, second, first) if found[2] == "." or first > 12 or first == second else None
    if (found := _YEAR_FIRST.search(text)) and len(_NUMBER.findall(text)) == len([g for g in found.groups() if g]):
        return int(found[1]), int(found[2] or 1), int(found[3] or 1)
    return None


def _named_day(numbers: list[str], month: int) -> tuple[int, int, int] | None:
    """Day and year beside a named month; RFC 2822, 4.3 for years of two digits. A month and a year alone are no day."""
    if len(numbers) != 2:
        return None
    day, year = sorted(numbers, key=len) if len(numbers[0]) > 2 else numbers
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    century = 0 if len(year) == 4 else 2000 if int(year) < 50 else 1900
    return century + int(year), month, int(day)


@lru_cache(maxsize=1_024)
def _month(word: str) -> int | None:
    """1-12 where the word, or its first letters, name one month."""
    found = [number for number, names in enumerate(_MONTHS, 1) if _begins(word, names)]
    return found[0] if len(word) > 2 and len(found) == 1 else None


@lru_cache(maxsize=1_024)
def _is_weekday(word: str) -> bool:
    return len(word) > 1 and _begins(word, _WEEKDAYS)


def _is_zone(word: str) -> bool:
    """ISO 8601's `T`, and names of zones, those we do not know included."""
    return word == "T" or (word.isupper() and 2 <= len(word) <= 5 and not _month(word) and not _is_weekday(word))


def _begins(word: str, names: Iterable[str]) -> bool:
    return any(name.startswith(word.casefold()) for name in names)
