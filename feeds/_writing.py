"""What every writer asks of a feed first: legal text, and what a format demands where the feed says nothing."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from feeds.dates import rfc3339
from feeds.model import Category, Entry, Feed, Meeting, Person
from feeds.text import clean

GENERATOR = "coalition-syndication"
TO_BE_ANNOUNCED = "To be announced"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Made = TypeVar("_Made")

log = logging.getLogger(__name__)


def legal(feed: Feed) -> Feed:
    """The same feed with every text in it legal in XML 1.0 and in UTF-8; entries that nothing identifies are gone,
    and of withdrawn ones what they said."""
    cleaned: Feed = _cleaned(feed)
    return replace(cleaned, entries=tuple(map(_told, filter(identity, cleaned.entries))))


def _told(entry: Entry) -> Entry:
    """A withdrawn entry says in title and summary that it is one; of a meeting the hours stay, to be crossed out."""
    if not entry.withdrawn:
        return entry
    silent = replace(entry, content=None, authors=(), categories=(), enclosures=(), image=None, also=(), actions=())
    return replace(silent, translations=(), meeting=entry.meeting and _called_off(entry.meeting))


def _called_off(meeting: Meeting) -> Meeting:
    return Meeting(
        meeting.timezone,
        meeting.date,
        meeting.start,
        meeting.end,
        meeting.end_date,
        status="cancelled",
        sequence=meeting.sequence,
    )


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def build_each(entries: Iterable[Entry], build: Callable[[Entry], _Made]) -> Iterator[_Made]:
    """What `build` makes of each entry. One that it cannot make is left out and logged by its id alone."""
    for entry in entries:
        try:
            made = build(entry)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            log.error("entry %s left out: %s", entry.id, type(error).__name__)
        else:
            yield made


def identity(entry: Entry) -> str:
    """The id as published; the link stands in where there is none."""
    return entry.id or entry.url or ""


def whole_seconds(moment: datetime) -> datetime:
    """The moment in UTC and whole seconds; a naive one is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def changed_at(feed: Feed) -> datetime:
    """When what the feed says last changed, from the feed alone: never the clock."""
    moments = [moment for entry in feed.entries if (moment := entry.updated or entry.published)]
    return whole_seconds(feed.updated or max(moments, key=whole_seconds, default=_EPOCH))


def entry_changed_at(entry: Entry, feed: Feed) -> datetime:
    return whole_seconds(entry.updated or entry.published or changed_at(feed))


def authors(entry: Entry, feed: Feed) -> tuple[Person, ...]:
    """Who said it: the partner, else the people named, else whoever publishes the feed."""
    if entry.origin and entry.origin.name:
        return (Person(entry.origin.name, url=entry.origin.url),)
    named = tuple(person for person in entry.authors or feed.authors if person.name)
    return named or (Person(feed.title or "?", url=feed.url),)


def categories(entry: Entry, feed: Feed) -> tuple[Category, ...]:
    """The topics, and last the kind in a scheme of its own."""
    index = index_url(feed)
    return (*(topic for topic in entry.categories if topic.term), Category(entry.kind, index and f"{index}#kind"))


def index_url(feed: Feed) -> str | None:
    """The page that lists all feeds and says what their fields mean."""
    return f"{feed.url.rstrip('/')}/feeds/" if feed.url else None


def timestamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC; None where there is none."""
    return rfc3339(whole_seconds(moment)) if moment else None


def local_timestamp(moment: date | None) -> str | None:
    """RFC 3339 with the zone's own offset; a day alone where the hour is not known."""
    if isinstance(moment, datetime):
        return rfc3339(moment)
    return moment.isoformat() if moment else None


def location(meeting: Meeting) -> str | None:
    """Where people meet, in one line; None where nothing was said about it."""
    parts = [meeting.place, meeting.address]
    if not any(parts) and "place" in meeting.tbd:
        return TO_BE_ANNOUNCED
    known = ", ".join(part for part in parts if part)
    if meeting.town and meeting.town not in known:
        known = f"{known}, {meeting.town}" if known else meeting.town
    return known or meeting.online_url
