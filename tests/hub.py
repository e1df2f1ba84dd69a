"""A store with one partner and the coalition's own desk, read at one instant after another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from feeds import Entry, Feed
from syndication.merge.membership import advance, reconcile
from syndication.merge.take import Taken, take
from syndication.model import Poll, Rules, Source, Story
from syndication.publish.publisher import Publisher
from syndication.settings import Settings
from syndication.store import channels, schedule, sources, stories
from syndication.store.db import Store

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NO_RULES = Rules()
Result = TypeVar("Result")


class Hub:
    """A store with one partner, read at one instant after another."""

    def __init__(self, store: Store, settings: Settings, salt: str | None = None) -> None:
        self.store, self.settings, self.now = store, settings, NOW
        with store.transaction() as conn:
            channels.begin(conn, NOW, salt)
            reconcile(conn, settings, NOW)
        self.partner = self.add("https://partner.example/feed", "Casa Amanecer")
        self.desk = self.add("desk:", "Us")

    def add(self, url: str, name: str, rules: Rules = NO_RULES, topics: tuple[str, ...] = ()) -> Source:
        with self.store.transaction() as conn:
            owner = sources.partner(conn, name, None if url.startswith("desk:") else url.rpartition("/")[0] + "/")
            source = sources.add(conn, url, owner, now=self.now, rules=rules, topics=topics)
            reconcile(conn, self.settings, self.now)
        return source

    def again(self, source: Source) -> Source:
        """The source as it stands after polls that went well."""
        with self.store.transaction() as conn:
            poll = Poll(source.id, self.now, "unchanged", self.now + DAY)
            schedule.record(conn, [poll])
            found = sources.by_id(conn, source.id)
        assert found
        return found

    def take(self, *entries: Entry, source: Source | None = None, held: frozenset[str] = frozenset()) -> Taken:
        self.now += timedelta(hours=1)
        with self.store.transaction() as conn:
            return take(conn, self.settings, source or self.partner, Feed(entries=entries), self.now, held)

    def stories(self, channel: str = "all") -> list[Story]:
        with self.store.read() as conn:
            return stories.window(conn, channel, 50)

    def keep(self, act: Callable[[sa.Connection], Result]) -> Result:
        """Something done in one transaction, an hour later."""
        self.now += timedelta(hours=1)
        with self.store.transaction() as conn:
            return act(conn)

    def find(self, key: str) -> Story:
        with self.store.read() as conn:
            story = stories.by_key(conn, key)
        assert story
        return story

    def published(self) -> dict[str, bytes]:
        """The bytes of every feed, by its path."""
        Publisher(self.store, self.settings).publish()
        feeds = self.settings.public / "feeds"
        files = (file for file in feeds.rglob("*") if file.suffix in (".atom", ".rss", ".json", ".ics"))
        return {file.relative_to(feeds).as_posix(): file.read_bytes() for file in files}

    def story(self) -> Story:
        (one,) = self.stories()
        return one

    def revision(self) -> int:
        with self.store.read() as conn:
            return channels.revision(conn)

    def pass_time(self, until: datetime) -> None:
        self.now = until
        with self.store.transaction() as conn:
            advance(conn, self.settings, until)
