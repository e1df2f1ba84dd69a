"""Reading iCalendar: the only import of icalendar.

Each component is parsed alone, so that one that cannot be read costs itself. Times are taken as they stand on the clock
and their zones are named by _zones: icalendar would guess, and remember its guesses from one document to the next.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from icalendar.prop import vBroken
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

import feeds._limits as limits
from feeds._contentlines import ContentLines, content_lines
from feeds._zones import zone_called, zone_like
from feeds.html import paragraphs, plain, sanitise
from feeds.model import Category, Entry, Feed, FeedError, Hints, Meeting, Person, Status
from feeds.text import bounded, excerpt, squeeze
from feeds.urls import safe_url

_HTML = re.compile(r"</?(?:p|br|a|b|i|ul|ol|li|div|span|strong|em|html|table)\b[^<>]*>", re.IGNORECASE)
_TZID = re.compile(r'^([\w-]+;(?:[^:"]*;)?)TZID=', re.IGNORECASE)  # kept from icalendar
_STARTS = re.compile(r"DTSTART[^:]*:(\d{4})", re.IGNORECASE)
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # of icalendar with strangers' lines
_STATUSES: dict[str, Status] = {"TENTATIVE": "tentative", "CANCELLED": "cancelled"}
_CONFERENCES = ("CONFERENCE", "X-GOOGLE-CONFERENCE")
_YEARLY = {"FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_MOST_OBSERVANCES = 500
_MOST_ZONES = 100
_LONGEST = dict.fromkeys(("SUMMARY", "LOCATION", "X-WR-CALNAME", "NAME"), limits.TITLE)
_LARGEST = 2**31 - 1  # an INTEGER (3.3.8)
_DAY = timedelta(days=1)
_LONGEST_MEETING = timedelta(days=3_660)  # by its DURATION: more is a slip
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What the events of one document share."""

    zones: dict[str, str]  # IANA name by the TZID of a VTIMEZONE
    zone: str | None  # what times without a zone are meant in, and times in UTC are shown in
    base: str | None


def read(body: bytes, url: str | None) -> Feed:
    """An entry for each VEVENT, one where it recurs. FeedError "broken" for no VCALENDAR, or nothing readable in it."""
    lines = content_lines(body)
    if not lines.is_calendar:
        raise FeedError("broken", "no VCALENDAR")
    head = _parsed(Calendar, "VCALENDAR", lines.calendar) or Calendar()
    calendar = _calendar(head, lines, url)
    entries, warnings = _entries(lines, calendar)
    if "broken_recovered" in warnings and not entries:
        raise FeedError("broken", "no event could be read")
    return Feed(
        title=_text(head, "X-WR-CALNAME") or _text(head, "NAME") or "",
        url=_url(head, "URL", url) or _url(head, "X-ORIGINAL-URL", url),
        feed_url=_url(head, "SOURCE", url),
        subtitle=_text(head, "X-WR-CALDESC") or _text(head, "DESCRIPTION"),
        entries=tuple(entries),
        hints=Hints(_seconds(head, "REFRESH-INTERVAL") or _seconds(head, "X-PUBLISHED-TTL")),
        timezone=calendar.zone or "UTC",
        format="ics",
        warnings=tuple(sorted(warnings)),
    )


def _entries(lines: ContentLines, calendar: _Calendar) -> tuple[list[Entry], set[str]]:
    """What the events say, and codes of what could not be read of them."""
    entries, warnings = [], {"broken_recovered"} if lines.inside else set()
    for event_lines in lines.events:
        event = _parsed(Event, "VEVENT", event_lines)
        try:
            entries.append(_entry(event, calendar))
            warnings |= _doubts(event, calendar)
        except _FAULTS:
            warnings.add("broken_recovered")
    return entries, warnings


def _doubts(event: Any, calendar: _Calendar) -> set[str]:
    stated = _one(event, "DTSTART")
    starts = _moment(stated, calendar)
    if "DTSTART" in event and starts is None:
        return {"bad_dates"}
    is_floating = isinstance(starts, datetime) and not _is_utc(stated) and _zone_of(stated, calendar) is None
    return {"no_timezone"} if is_floating else set()


def _parsed(kind: type[Any], name: str, lines: list[str]) -> Any:
    """The component; where it cannot be read, without the lines that it cannot be read with. None: not at all."""
    try:
        return _component(kind, name, lines)
    except _FAULTS:
        lines = [line for line in lines if _is_sound(kind, name, line)]
    try:
        return _component(kind, name, lines)
    except _FAULTS:
        return None


def _component(kind: type[Any], name: str, lines: list[str]) -> Any:
    lines = [_TZID.sub(r"\1X-TZID=", line) for line in lines]
    # Bytes: icalendar takes a text without line breaks for the path of a file.
    return kind.from_ical("\r\n".join((f"BEGIN:{name}", *lines, f"END:{name}", "")).encode("utf-8", "replace"))


def _is_sound(kind: type[Any], name: str, line: str) -> bool:
    try:
        _component(kind, name, [line])
    except _FAULTS:
        return False
    return True


def _calendar(head: Any, lines: ContentLines, base: str | None) -> _Calendar:
    """Zones by their names; the calendar's own is the stated one, else the only one it defines."""
    starts = (_STARTS.match(line) for event in lines.events for line in event)
    year = next((int(found[1]) for found in starts if found), 2000)
    components = [_parsed(Timezone, "VTIMEZONE", zone) for zone in lines.zones[:_MOST_ZONES]]
    zones = {tzid: zone for each in components if (tzid := _text(each, "TZID")) and (zone := _zone(each, year))}
    defined = set(zones.values()) - {"UTC"}
    stated = _called(_text(head, "X-WR-TIMEZONE"))
    return _Calendar(zones, stated or (defined.pop() if len(defined) == 1 else None), base)


def _zone(component: Any, year: int) -> str | None:
    """The IANA zone that a VTIMEZONE is: by its names, else by its rules."""
    named = _called(_text(component, "TZID")) or _called(_text(component, "X-LIC-LOCATION"))
    if named or not _is_bounded(component):
        return named
    try:
        return zone_like(component.to_tz(lookup_tzid=False), year, WINDOWS_TO_OLSON.values())
    except _FAULTS:
        return None


def _is_bounded(component: Any) -> bool:
    """Whether its rules are those of a zone: a rule that counts seconds would not end."""
    rules = [_one(part, "RRULE", {}) for part in component.subcomponents]
    return len(rules) < _MOST_OBSERVANCES and all(
        rule.keys() <= _YEARLY and rule.get("FREQ", ["YEARLY"]) == ["YEARLY"] for rule in rules
    )


@lru_cache(maxsize=1024)
def _called(name: str | None) -> str | None:
    return zone_called(name, WINDOWS_TO_OLSON) if name else None


def _moment(stated: Any, calendar: _Calendar) -> date | None:
    """A day, or an aware time in the zone it is stated in; UTC as the calendar's own zone shows it."""
    wall = getattr(stated, "dt", None)
    if not isinstance(wall, date) or wall.year not in limits.YEARS:
        return None
    if not isinstance(wall, datetime):
        return wall
    if _is_utc(stated):
        return wall.astimezone(ZoneInfo(calendar.zone or "UTC"))
    return wall.replace(tzinfo=ZoneInfo(_zone_of(stated, calendar) or "UTC"))


def _is_utc(stated: Any) -> bool:
    return bool(stated.to_ical().endswith(b"Z"))


def _zone_of(stated: Any, calendar: _Calendar) -> str | None:
    tzid = squeeze(str(stated.params.get("X-TZID", "")))
    return calendar.zones.get(tzid) or _called(tzid) or calendar.zone


def _entry(event: Any, calendar: _Calendar) -> Entry:
    content = _content(event, calendar.base)
    return Entry(
        title=_text(event, "SUMMARY") or "",
        id=_id(event),
        url=_url(event, "URL", calendar.base),
        summary=excerpt(plain(content)) if content else None,
        content=content,
        published=_instant(event, "CREATED"),
        updated=_instant(event, "LAST-MODIFIED") or _instant(event, "DTSTAMP"),
        authors=_organizer(event),
        categories=_categories(event),
        meeting=_meeting(event, calendar),
        kind="meeting",
    )


def _id(event: Any) -> str | None:
    """UID; an occurrence that is told apart from its series (RECURRENCE-ID) is told apart here too."""
    uid, occurrence = bounded(_text(event, "UID") or "", limits.ID) or None, _one(event, "RECURRENCE-ID")
    return f"{uid}#{occurrence.to_ical().decode()}" if uid and occurrence is not None else uid


def _meeting(event: Any, calendar: _Calendar) -> Meeting:
    place = _text(event, "LOCATION")
    conference = next(filter(None, (_url(event, name, None) for name in _CONFERENCES)), None)
    meeting = Meeting(
        timezone=calendar.zone or "UTC",
        place=None if safe_url(place) else place,
        online_url=conference or safe_url(place),
        status=_STATUSES.get((_text(event, "STATUS") or "").upper(), "confirmed"),
        sequence=_sequence(event),
    )
    match _moment(_one(event, "DTSTART"), calendar):
        case datetime() as begins:
            return _timed(meeting, begins, _end(event, begins, calendar))
        case date() as day:
            return _whole_days(meeting, day, _end(event, day, calendar))
    return meeting


def _end(event: Any, starts: date, calendar: _Calendar) -> date | None:
    """DTEND, else the start and DURATION: 24 hours are not a day when the clocks change."""
    ends, duration = _moment(_one(event, "DTEND"), calendar), getattr(_one(event, "DURATION"), "dt", None)
    if ends is not None or not isinstance(duration, timedelta) or abs(duration) > _LONGEST_MEETING:
        return ends
    if isinstance(starts, datetime):
        return (starts.astimezone(UTC) + duration).astimezone(starts.tzinfo)
    return starts + duration


def _timed(meeting: Meeting, begins: datetime, ends: date | None) -> Meeting:
    day, start = begins.date(), begins.time()
    meeting = replace(meeting, timezone=str(begins.tzinfo), date=day, start=start)
    if not isinstance(ends, datetime) or ends.astimezone(UTC) <= begins.astimezone(UTC):
        return meeting
    ends = ends.astimezone(begins.tzinfo)
    return replace(meeting, end=ends.time(), end_date=ends.date() if ends.date() != day else None)


def _whole_days(meeting: Meeting, day: date, ends: date | None) -> Meeting:
    """DTEND is the day after the last one (3.6.1)."""
    last = None if ends is None or isinstance(ends, datetime) else ends - _DAY
    return replace(meeting, date=day, end_date=last if last and last > day else None)


def _content(event: Any, base: str | None) -> str | None:
    markup, text = _one(event, "X-ALT-DESC"), _one(event, "DESCRIPTION")
    if markup is not None and "html" in str(getattr(markup, "params", {}).get("FMTTYPE", "")).lower():
        return sanitise(str(markup), base) or None
    if text is None or not _HTML.search(str(text)):
        return paragraphs(str(text or "")) or None
    return sanitise(str(text).replace("\n", "<br>"), base) or None


def _organizer(event: Any) -> tuple[Person, ...]:
    """By name: nobody's mailbox is passed on."""
    name = squeeze(str(getattr(_one(event, "ORGANIZER"), "params", {}).get("CN", "")))
    return (Person(name[: limits.TERM]),) if name and "@" not in name else ()


def _categories(event: Any) -> tuple[Category, ...]:
    stated = event.get("CATEGORIES", [])
    groups = stated if isinstance(stated, list) else [stated]
    names = (squeeze(str(name)) for group in groups for name in getattr(group, "cats", ()))
    return tuple(Category(name[: limits.TERM]) for name in dict.fromkeys(names) if name)[: limits.MANY]


def _sequence(event: Any) -> int:
    stated = _one(event, "SEQUENCE")
    return min(max(int(stated), 0), _LARGEST) if isinstance(stated, int) else 0


def _instant(event: Any, name: str) -> datetime | None:
    """A time stamp, in UTC even where it forgot to say so; what lies before 1970 is a placeholder."""
    stated = getattr(_one(event, name), "dt", None)
    if not isinstance(stated, datetime) or stated.year not in limits.YEARS:
        return None
    moment = stated.replace(microsecond=0, tzinfo=stated.tzinfo or UTC).astimezone(UTC)
    return moment if moment > _UNIX else None


def _seconds(component: Any, name: str) -> int | None:
    stated = _one(component, name)
    duration = getattr(stated, "dt", None) or getattr(stated, "td", None)
    return int(duration.total_seconds()) if isinstance(duration, timedelta) and duration > timedelta() else None


def _url(component: Any, name: str, base: str | None) -> str | None:
    return safe_url(_text(component, name), base)


def _text(component: Any, name: str) -> str | None:
    """A property on one line; None where it is not there or empty."""
    stated = _one(component, name)
    return squeeze(str(stated))[: _LONGEST.get(name, limits.FIELD)] or None if stated is not None else None


def _one(component: Any, name: str, otherwise: Any = None) -> Any:
    """The first that can be read of a property that is allowed once and often repeated."""
    stated = component.get(name) if component is not None else None
    properties = stated if isinstance(stated, list) else [stated]
    return next((each for each in properties if each is not None and not isinstance(each, vBroken)), otherwise)
