"""iCalendar (RFC 5545, RFC 7986): the meetings of a feed are written here; reading is in _icalendar.

Written without METHOD (RFC 5546 would ask for an ORGANIZER with a mailbox) and without the clock: DTSTAMP is the last
change. VTIMEZONE states each year in which something happens by itself.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import feeds._limits as limits
from feeds._icalendar import read
from feeds._vtimezone import vtimezone
from feeds._writing import GENERATOR, build_each, entry_changed_at, identity, legal, location, whole_seconds
from feeds.html import plain
from feeds.model import Entry, Feed, Meeting

__all__ = ["MEDIA_TYPE", "read", "write", "write_for_google"]

MEDIA_TYPE = "text/calendar"

_PREFIXES = {"cancelled": "CANCELLED: ", "postponed": "POSTPONED: "}
_TAG = re.compile(r"tag:(?P<authority>[^,:]+),[^:]*:(?P<key>.+)", re.DOTALL)
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DAY = timedelta(days=1)
_WIDTH = 75  # octets
_QUIET_YEAR = 2020  # of the VTIMEZONE in a calendar without events

Stage = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


def write(feed: Feed) -> bytes:
    """The meetings whose day is known, one VEVENT each: the same bytes for the same feed."""
    return _calendar(feed, for_google=False)


def write_for_google(feed: Feed) -> bytes:
    """The same, but what is off stays CONFIRMED: Google Calendar hides CANCELLED, so SUMMARY alone says it."""
    return _calendar(feed, for_google=True)


def _calendar(feed: Feed, *, for_google: bool) -> bytes:
    feed = legal(feed)
    meetings = [entry for entry in feed.entries if entry.kind == "meeting" and _has_day(entry.meeting)]
    events = list(build_each(meetings, lambda entry: _event(entry, feed, for_google)))
    zones = _zones([meeting for meeting, _ in events], feed.timezone)
    lines = (*_head(feed), *zones, *(line for _, event in events for line in event), "END:VCALENDAR")
    return b"".join(map(_folded, lines))


def _has_day(meeting: Meeting | None) -> bool:
    if meeting is None or meeting.date is None:
        return False
    return all(day.year in limits.YEARS for day in (meeting.date, meeting.end_date) if day)


def _head(feed: Feed) -> Iterator[str]:
    name = _text(feed.title or feed.url or GENERATOR)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{GENERATOR}//feeds//EN", "CALSCALE:GREGORIAN")
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{_text(feed.timezone)}")
    if feed.subtitle:
        yield from (f"DESCRIPTION:{_text(feed.subtitle)}", f"X-WR-CALDESC:{_text(feed.subtitle)}")
    if feed.url:
        yield f"URL:{_uri(feed.url)}"
    if feed.feed_url:
        yield f"SOURCE;VALUE=URI:{_uri(feed.feed_url)}"
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")


def _zones(meetings: list[Meeting], default: str) -> Iterator[str]:
    """A VTIMEZONE for each zone that a time is given in; a calendar without any component would be none (3.6)."""
    years: dict[str, set[int]] = {} if meetings else {default: {_QUIET_YEAR}}
    for meeting in meetings:
        moments = [moment for moment in (meeting.starts, _end(meeting)) if isinstance(moment, datetime)]
        if moments and meeting.timezone != "UTC":
            years.setdefault(meeting.timezone, set()).update(moment.year for moment in moments)
    for zone in sorted(years):
        yield from vtimezone(zone, tuple(sorted(years[zone])))


def _event(entry: Entry, feed: Feed, for_google: bool) -> tuple[Meeting, list[str]]:
    meeting = entry.meeting
    assert meeting is not None
    changed = _moment(entry_changed_at(entry, feed))
    lines = ["BEGIN:VEVENT", f"UID:{_text(_uid(entry))}", f"DTSTAMP{changed}", f"LAST-MODIFIED{changed}"]
    if entry.published:
        lines.append(f"CREATED{_moment(whole_seconds(entry.published))}")
    lines += [f"SEQUENCE:{max(meeting.sequence, 0)}", *_times(meeting)]
    lines += [f"SUMMARY:{_text(_title(entry, meeting))}", f"STATUS:{_stage(meeting, for_google)}"]
    if meeting.is_off:
        lines.append("TRANSP:TRANSPARENT")
    return meeting, [*lines, *_where(meeting), *_what(entry, meeting), "END:VEVENT"]


def _uid(entry: Entry) -> str:
    """`key@authority` of a tag URI (RFC 4151), else the id as it is."""
    tag = _TAG.fullmatch(identity(entry))
    return f"{tag['key']}@{tag['authority']}" if tag else identity(entry)


def _times(meeting: Meeting) -> Iterator[str]:
    """In UTC where the zone's clocks show one of them twice or never: 3.3.5 settles those, but readers do not agree."""
    moments = [moment for moment in (meeting.starts, _end(meeting)) if moment is not None]
    if any(map(_is_doubtful, moments)):
        moments = [moment.astimezone(UTC) for moment in moments if isinstance(moment, datetime)]
    for name, moment in zip(("DTSTART", "DTEND"), moments, strict=False):
        yield f"{name}{_moment(moment)}"


def _is_doubtful(moment: date) -> bool:
    """The zone's clocks show it twice, or leap over it."""
    return isinstance(moment, datetime) and moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _end(meeting: Meeting) -> date | None:
    """The moment or, of whole days, the day at which it is over; None where that is not known or not after its start.

    What starts at an hour and ends on a later day without one is over when that day is.
    """
    starts, ends = meeting.starts, meeting.ends
    if isinstance(starts, datetime):
        if ends is not None and not isinstance(ends, datetime):
            ends = datetime.combine(ends + _DAY, time(), starts.tzinfo)
        return ends if ends and ends.astimezone(UTC) > starts.astimezone(UTC) else None
    return ends + _DAY if starts and ends and ends > starts else None


def _moment(moment: date) -> str:
    """What follows the name of a property that is a time: a zone's own time, UTC, or a day."""
    digits = moment.isoformat().replace("-", "").replace(":", "")
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{digits}"
    if moment.tzinfo is UTC or str(moment.tzinfo) == "UTC":
        return f":{digits[:15]}Z"
    return f";TZID={moment.tzinfo}:{digits[:15]}"


def _title(entry: Entry, meeting: Meeting) -> str:
    """The title with what has become of it; of a withdrawn entry the title has said it."""
    if entry.withdrawn:
        return entry.title
    later = " (time to be announced)" if "time" in meeting.tbd and meeting.start is None else ""
    return f"{_PREFIXES.get(meeting.status, '')}{entry.title}{later}"


def _stage(meeting: Meeting, for_google: bool) -> Stage:
    if meeting.is_off:
        return "CONFIRMED" if for_google else "CANCELLED"
    return "TENTATIVE" if meeting.tbd or meeting.status == "tentative" else "CONFIRMED"


def _where(meeting: Meeting) -> Iterator[str]:
    place = location(meeting)
    if place:
        yield f"LOCATION:{_text(place)}"
    if meeting.online_url:
        yield f"CONFERENCE;VALUE=URI:{_uri(meeting.online_url)}"


def _what(entry: Entry, meeting: Meeting) -> Iterator[str]:
    said = [meeting.change, entry.summary or plain(entry.content or ""), meeting.online_url]
    if any(said):
        yield "DESCRIPTION:" + _text("\n\n".join(part for part in said if part))
    if page := entry.page or entry.url:
        yield f"URL:{_uri(page)}"
    if entry.categories:
        yield "CATEGORIES:" + ",".join(_text(topic.label or topic.term) for topic in entry.categories)


def _text(text: str) -> str:
    """3.3.11 TEXT; every kind of line break becomes the one that the format knows."""
    escaped = re.sub(r"[\\;,]", r"\\\g<0>", text)
    return _BREAKS.sub(r"\\n", escaped)


def _uri(url: str) -> str:
    return "".join(url.split())


def _folded(line: str) -> bytes:
    """3.1: at most 75 octets a line, no character cut in two."""
    rest, lines, width = line.encode(), [], _WIDTH
    while len(rest) > width:
        cut = width
        while rest[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        lines.append(rest[:cut])
        rest, width = rest[cut:], _WIDTH - 1
    return b"\r\n ".join((*lines, rest)) + b"\r\n"
