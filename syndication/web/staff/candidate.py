"""A feed that was found, as staff see it before they add it: what it says, how often, and if it is here already."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from feeds import Entry
from feeds.html import plain
from feeds.urls import host_of
from syndication import partnering
from syndication.duplicates import Duplicate, carried, known_as
from syndication.gather.discover import Candidate
from syndication.health import Health, explain
from syndication.languages import language_name
from syndication.merge.language import detect
from syndication.model import Partner, Source, Story
from syndication.publish.compose import SUMMARY, published
from syndication.rhythm import rhythm_in
from syndication.settings import Settings
from syndication.store import sources
from syndication.web import moments
from syndication.web.staff.words import among, counted, days_ago, span

SHOWN = 4  # items of a feed
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """`known`: the source that it is already. `shared`: whose items it repeats, and how many of them."""

    found: Candidate
    name: str
    kind: str
    facts: tuple[str, ...]
    notes: tuple[Health, ...]
    items: tuple[Entry, ...]
    known: Duplicate | None
    shared: tuple[tuple[Source, int], ...]
    every: str

    @property
    def may_be_added(self) -> bool:
        return not self.found.comments and (self.known is None or self.known.way == "content")


def shown(conn: sa.Connection, settings: Settings, found: Candidate, now: datetime) -> Shown:
    items = tuple(_preview(settings, found, entry, now) for entry in _newest(found, now))
    numbers = carried(conn, found)
    repeated = ((sources.by_id(conn, number), shared) for number, shared in numbers.items())
    return Shown(
        found,
        partnering.name_of(found),
        _kind(found),
        tuple(_facts(settings, found, items, now)),
        tuple(_notes(settings, found)),
        items,
        known_as(conn, found),
        tuple((source, shared) for source, shared in repeated if source),
        span(partnering.asked_every(settings, found, now)),
    )


def _kind(found: Candidate) -> str:
    if found.comments:
        return "Comments of readers"
    is_calendar = found.format == "ics" or (found.entries and all(entry.meeting for entry in found.feed.entries))
    return "Calendar" if is_calendar else "News feed"


def _newest(found: Candidate, now: datetime) -> list[Entry]:
    """The next meetings of a calendar, soonest first; else the newest items."""
    today = now.date()
    ahead = [entry for entry in found.feed.entries if entry.meeting and entry.meeting.date]
    ahead = [entry for entry in ahead if entry.meeting and entry.meeting.date and entry.meeting.date >= today]
    if ahead:
        return sorted(ahead, key=lambda entry: str(entry.meeting and entry.meeting.date))[:SHOWN]
    return sorted(found.feed.entries, key=lambda entry: _said(entry, now), reverse=True)[:SHOWN]


def _said(entry: Entry, now: datetime) -> datetime:
    return min(entry.published or entry.updated or datetime(1970, 1, 1, tzinfo=UTC), now)


def _preview(settings: Settings, found: Candidate, entry: Entry, now: datetime) -> Entry:
    """As our own pages would tell it."""
    partner = Partner(0, "", partnering.name_of(found), found.feed.url)
    source = Source(0, found.url, found.url, partner, found.title, found.feed.url)
    at = entry.published or entry.updated or now
    spoken = entry.language or detect(entry)
    dated = replace(entry, published=at, updated=max(at, entry.updated or at), language=spoken)
    return published(Story(0, "preview", "", dated, source, "public", now, now), settings)


def _facts(settings: Settings, found: Candidate, items: tuple[Entry, ...], now: datetime) -> Iterator[str]:
    if not found.entries:
        yield "It works, and holds no items yet."
        return
    yield _when(settings, found, now)
    yield _how_often(found, now)
    if spoken := _languages(found, items):
        yield f"In {among(spoken)}."
    is_whole = any(entry.content and len(plain(entry.content)) > SUMMARY for entry in found.feed.entries)
    yield "Whole texts in it; we pass on a summary." if is_whole else "Summaries only."


def _when(settings: Settings, found: Candidate, now: datetime) -> str:
    today = now.date()
    ahead = [entry.meeting.date for entry in found.feed.entries if entry.meeting and entry.meeting.date]
    coming = sorted(day for day in ahead if day >= today)
    if coming:
        more = counted(len(coming), "meeting", "meetings")
        return f"Next: {moments.near_date(coming[0], today)}. {more} ahead."
    if found.newest is None:
        return f"{counted(found.entries, 'item', 'items')}, without dates."
    return f"Newest: {days_ago(found.newest, now, settings.coalition.timezone)}."


def _how_often(found: Candidate, now: datetime) -> str:
    usual = rhythm_in(found.feed, now).usual
    if usual is None:
        return f"{counted(found.entries, 'item', 'items')} in it, too few to tell how often it speaks."
    number = round(_MONTH / usual)
    if number < 1:
        return "Less than one post a month."
    return f"About {counted(number, 'post', 'posts')} a month."


def _languages(found: Candidate, items: tuple[Entry, ...]) -> list[str]:
    tags = [entry.language for entry in items if entry.language] or [found.feed.language or ""]
    return list(dict.fromkeys(language_name(tag) for tag in tags if tag))


def _notes(settings: Settings, found: Candidate) -> Iterator[Health]:
    us = settings.coalition
    for code in found.feed.warnings:
        yield explain(code, us.language, host=host_of(found.url), n=found.entries, zone=us.timezone)
    if not found.entries:
        yield explain("empty", us.language, host=host_of(found.url), zone=us.timezone)
