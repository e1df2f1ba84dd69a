"""What a feed is: frozen values that every reader produces and every writer takes.

Text is plain Unicode (legal in XML 1.0) unless a field says HTML; HTML is sanitised; links are absolute.
Datetimes are aware and in UTC. A field that a document did not state is None or empty: nothing is made up here.
"""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["news", "press-release", "meeting", "action"]
Status = Literal["confirmed", "tentative", "cancelled", "postponed"]
Unknown = Literal["date", "time", "place"]


class FeedError(Exception):
    """A document that is no feed, or one that cannot be read. `code` is a failure kind; `detail` is for technicians.

    `links`: the feeds that a web page names, in its order; `page`: what else it says that helps to find feeds.
    """

    def __init__(
        self,
        code: Literal["webpage", "broken"],
        detail: str = "",
        links: "tuple[Link, ...]" = (),
        page: "Page | None" = None,
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.links = links
        self.page = page or Page()

    def __reduce__(self) -> "tuple[type[FeedError], tuple[str, str, tuple[Link, ...], Page]]":
        return type(self), (self.code, self.detail, self.links, self.page)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    url: str
    media_type: str | None = None
    length: int | None = None  # bytes
    title: str | None = None  # for a picture: its alternative text


@dataclass(frozen=True, slots=True)
class Category:
    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a feed, a page or an item; `rel`, `media_type` and `language` as in RFC 8288."""

    url: str
    title: str | None = None
    rel: str | None = None
    media_type: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says beside the feeds it names; addresses are absolute and http or https."""

    anchors: tuple[Link, ...] = ()  # what it links to that looks like feeds, in its order
    frames: tuple[str, ...] = ()
    canonical: str | None = None
    sends_to: str | None = None  # where it takes its visitors within seconds
    asks_password: bool = False
    is_parked: bool = False  # nobody's own words: a frame around another site, or a domain that is for sale


@dataclass(frozen=True, slots=True)
class Action:
    """Something a reader can do ("Sign the letter"), until `expires`."""

    label: str
    url: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Who said it: the partner, and the source as Atom's `source` element names it (RFC 4287, 4.2.11)."""

    name: str  # the partner
    slug: str | None = None
    url: str | None = None  # the partner's site
    id: str | None = None  # the source's id
    title: str | None = None  # the source's title
    feed_url: str | None = None
    updated: datetime | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where people meet, as a notice states it: wall-clock values in `timezone` (IANA name).

    `date` None: the day is not known. `start` None: the hour is not known, or the meeting lasts whole days.
    `end_date` only where it ends on another day (the last day itself, not the day after).
    """

    timezone: str
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    end_date: dt.date | None = None
    town: str | None = None
    place: str | None = None
    address: str | None = None
    online_url: str | None = None
    status: Status = "confirmed"
    tbd: tuple[Unknown, ...] = ()
    sequence: int = 0  # RFC 5545, 3.8.7.4: +1 at each change of time, place or status
    change: str | None = None  # the last change in words

    @property
    def starts(self) -> datetime | dt.date | None:
        """The first instant in the meeting's own zone; the day alone where the hour is not known."""
        if self.date is None or self.start is None:
            return self.date
        return datetime.combine(self.date, self.start, ZoneInfo(self.timezone))

    @property
    def ends(self) -> datetime | dt.date | None:
        """The last instant, or the last day; None where no end is stated."""
        day = self.end_date or self.date
        if self.end is None or self.start is None or day is None:
            return self.end_date
        return datetime.combine(day, self.end, ZoneInfo(self.timezone))

    @property
    def is_off(self) -> bool:
        """Nobody need come to it as announced."""
        return self.status in ("cancelled", "postponed")

    @property
    def over_at(self) -> datetime | None:
        """The instant (UTC) from which nobody need come: its end, else midnight after its last day."""
        if isinstance(self.ends, datetime):
            return self.ends.astimezone(UTC)
        return None if self.date is None else self._midnight_after(self.end_date or self.date)

    @property
    def forgotten_at(self) -> datetime | None:
        """The instant (UTC) at which a cancelled meeting leaves calendars: the end of the day after it."""
        return None if self.date is None else self._midnight_after((self.end_date or self.date) + dt.timedelta(days=1))

    def _midnight_after(self, day: dt.date) -> datetime:
        return datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(self.timezone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. What readers fill ends at `origin`; the rest is what our own feeds say beside it."""

    title: str = ""
    id: str | None = None
    url: str | None = None  # the page people follow
    summary: str | None = None  # short, plain text
    content: str | None = None  # whole, HTML
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str | None = None
    language: str | None = None  # BCP 47
    meeting: Meeting | None = None
    origin: Origin | None = None

    kind: Kind = "news"
    page: str | None = None  # our page about it
    part_of: str | None = None  # id of the release that a notice belongs to
    announced_in: tuple[str, ...] = ()  # ids of later releases that tell of it again
    also: tuple[Link, ...] = ()  # others who carry it; title = the partner's name
    actions: tuple[Action, ...] = ()
    translations: tuple[Link, ...] = ()
    featured: bool = False
    featured_until: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """A tombstone (RFC 6721, 3): the entry of that id is gone since `when`; None where no readable moment is stated."""

    id: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class Hints:
    """How often a publisher wishes to be asked: seconds, hours 0-23 in GMT, weekdays 0 = Monday."""

    interval: int | None = None
    skip_hours: Set[int] = field(default_factory=frozenset)
    skip_days: Set[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Feed:
    title: str = ""
    id: str | None = None
    url: str | None = None  # the site
    feed_url: str | None = None
    subtitle: str | None = None
    language: str | None = None
    updated: datetime | None = None
    rights: str | None = None
    logo: str | None = None
    authors: tuple[Person, ...] = ()
    entries: tuple[Entry, ...] = ()
    deleted: tuple[Deleted, ...] = ()
    alternates: tuple[Link, ...] = ()  # the same feed in other formats, and its page
    hubs: tuple[str, ...] = ()
    hints: Hints = Hints()
    timezone: str = "UTC"  # IANA name: where the publisher lives; names the zone of an empty calendar
    format: str | None = None  # a key of FORMATS, as read
    warnings: tuple[str, ...] = ()  # codes: broken_recovered, bad_dates, no_timezone, garbled
