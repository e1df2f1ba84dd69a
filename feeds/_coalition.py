"""The shapes within `_coalition`, JSON Feed's object of ours (docs/formats.md), and what of the model they are."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from feeds.model import Meeting, Origin, Status, Unknown


class Partner(Struct):
    name: str = ""
    slug: str | None = None
    url: str | None = None


class Source(Struct):
    id: str | None = None
    title: str | None = None
    feed_url: str | None = None


class Gathering(Struct):
    """A meeting: its moments are written with an offset, a day alone where the hour is not known."""

    timezone: str
    starts: str | None = None
    ends: str | None = None
    town: str | None = None
    place: str | None = None
    address: str | None = None
    online_url: str | None = None
    status: Status = "confirmed"
    tbd: tuple[Unknown, ...] = ()
    sequence: int = 0
    change: str | None = None


def origin(partner: Partner, source: Source) -> Origin:
    return Origin(partner.name, partner.slug, partner.url, source.id, source.title, source.feed_url)


def meeting(stated: Gathering) -> Meeting:
    """The meeting on its own zone's clock. ValueError, LookupError or OSError: a zone or a date that nobody knows."""
    zone = ZoneInfo(stated.timezone)
    starts, ends = _moment(stated.starts, zone), _moment(stated.ends, zone)
    first, last = _day(starts), _day(ends)
    return Meeting(
        timezone=zone.key,
        date=first,
        start=starts.time() if isinstance(starts, datetime) else None,
        end=ends.time() if isinstance(ends, datetime) else None,
        end_date=last if last != first else None,
        town=stated.town,
        place=stated.place,
        address=stated.address,
        online_url=stated.online_url,
        status=stated.status,
        tbd=stated.tbd,
        sequence=stated.sequence,
        change=stated.change,
    )


def _moment(text: str | None, zone: ZoneInfo) -> date | None:
    """A moment as the zone's clocks show it, or a day alone."""
    if text is None:
        return None
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    wall = moment.replace(tzinfo=zone)  # an hour that clocks skip stays as it was written
    return wall if moment.utcoffset() in (None, wall.utcoffset()) else moment.astimezone(zone)


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
