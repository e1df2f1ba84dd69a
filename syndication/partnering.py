"""Taking in a partner whose feed was found, moving a source to another address, and lists of partners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from feeds.opml import Line
from feeds.text import excerpt, squeeze
from feeds.urls import host_of
from syndication.aftermath import Answer
from syndication.duplicates import known_as
from syndication.gather.cadence import Habits, Wishes, next_poll
from syndication.gather.discover import Candidate
from syndication.merge.membership import reconcile
from syndication.model import Poll, Rules, Source
from syndication.poll import Tools, poll_one
from syndication.poller import LEASE
from syndication.rhythm import rhythm_in
from syndication.settings import Settings
from syndication.store import channels, schedule, sources

TO_STRANGERS = ("no_feed", "social_only")  # what one may write of to people whom nobody here follows yet
LONGEST_NAME = 120  # characters
MOST_TOPICS = 20

Result = Literal["added", "here already", "not a web address", "has no address"]


class Known(Exception):
    """The address is a source already: `source`."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.url)
        self.source = source


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff chose for a new partner; without a name it is called what its feed calls itself."""

    name: str = ""
    topics: tuple[str, ...] = ()
    rules: Rules = sources.NO_RULES


def name_of(found: Candidate) -> str:
    """What a feed calls itself; its host where it has no name."""
    return excerpt(squeeze(found.feed.title), LONGEST_NAME) or host_of(found.url)


def enter(conn: sa.Connection, settings: Settings, found: Candidate, wanted: Wanted, now: datetime) -> Source:
    """The new source, which nobody else asks until `first_poll` is done. Raises Known."""
    known = known_as(conn, found)
    if known and known.way != "content":  # who says what another says may be another all the same
        raise Known(known.source)
    name = excerpt(squeeze(wanted.name), LONGEST_NAME) or name_of(found)
    partner = sources.partner(conn, name, found.feed.url)
    about = {"title": found.title, "site_url": found.feed.url}
    source = sources.add(conn, found.url, partner, now=now, **about, topics=wanted.topics, rules=wanted.rules)
    reconcile(conn, settings, now)
    channels.touch(conn, (), now)
    _claim(conn, source, now)
    return source


def move(conn: sa.Connection, source: Source, found: Candidate, now: datetime) -> Source:
    """The source at the address that was found; its items keep their ids. `first_poll` follows. Raises Known."""
    known = sources.by_url(conn, found.url)
    if known and known.id != source.id:
        raise Known(known)
    sources.replace(conn, source.id, found.url, now)
    channels.touch(conn, (), now)
    _claim(conn, source, now)
    moved = sources.by_id(conn, source.id)
    assert moved, "it was there just now"
    return moved


def _claim(conn: sa.Connection, source: Source, now: datetime) -> None:
    schedule.want_now(conn, [source.id], now)
    schedule.claim(conn, [source.id], now, LEASE)


def first_poll(tools: Tools, source: Source, found: Candidate) -> Poll:
    """Take what discovery has brought: the partner is not asked a second time."""
    poll = poll_one(tools, source, Answer(found.document, found.feed))
    if not poll.recorded:
        with tools.store.transaction() as conn:
            schedule.record(conn, [poll])
    return poll


def asked_every(settings: Settings, found: Candidate, now: datetime) -> int:
    """Seconds between two looks at it, as its rhythm and its own wishes have it now."""
    following = next_poll(
        now,
        "unchanged",
        wishes=Wishes(found.feed.hints, found.document.max_age),
        habits=Habits(rhythm_in(found.feed, now), validated=found.document.validators is not None),
        minimum=settings.polling.min_interval,
        maximum=settings.polling.max_interval,
        jitter=0,
    )
    assert following, "only a feed that is gone is not asked again"
    return int((following - now).total_seconds())


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one line of a list."""

    title: str
    url: str
    result: Result


def bring(conn: sa.Connection, lines: Sequence[Line], now: datetime) -> list[Imported]:
    """Every feed of a list that is not a source yet becomes one; they are read at the next round."""
    told = [Imported(line.title or line.written, line.written, _bring(conn, line, now)) for line in lines]
    channels.touch(conn, (), now)
    return told


def _bring(conn: sa.Connection, line: Line, now: datetime) -> Result:
    outline = line.outline
    if outline is None:
        return "not a web address" if line.written else "has no address"
    if sources.by_url(conn, outline.url):
        return "here already"
    name = excerpt(outline.title, LONGEST_NAME) or host_of(outline.url)
    partner = sources.partner(conn, name, outline.site_url)
    topics = [excerpt(topic, LONGEST_NAME) for topic in outline.topics[:MOST_TOPICS]]
    sources.add(conn, outline.url, partner, now=now, title=name, topics=topics)
    return "added"


def pulled(listed: Iterable[Source]) -> list[Source]:
    """Those that are read from others."""
    return [source for source in listed if not source.is_own]
