"""One partner's site, our side of it, and a clock that moves only when told to."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from msgspec import structs

from syndication.condition import Condition, condition
from syndication.gather.parsing import Parsers
from syndication.model import Poll, Source
from syndication.poller import Poller
from syndication.settings import Settings
from syndication.store import sources, stories
from syndication.store.db import Store
from tests.origin import Site

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = timedelta(0)
RSS = {"Content-Type": "application/rss+xml"}
PAGE = {"Content-Type": "text/html"}
NEWS = [f"News number {n} of our house" for n in range(8)]


def rss(*titles: str, ids: str = "", more: str = "") -> str:
    """A day between two items, the first the newest; an item's id is `ids` and its title."""
    items = "".join(_item(title, NOW - (n + 1) * DAY, ids) for n, title in enumerate(titles))
    return f"<rss version='2.0'><channel><title>Casa</title>{more}{items}</channel></rss>"


def _item(title: str, at: datetime, ids: str) -> str:
    date = f"<pubDate>{format_datetime(at, usegmt=True)}</pubDate>"
    page = re.sub(r"\W+", "-", title)
    return f"<item><guid>{ids}{title}</guid><link>https://casa.example/{page}</link><title>{title}</title>{date}</item>"


@dataclass
class Desk:
    """The first source is the one that is meant where none is named."""

    site: Site
    store: Store
    settings: Settings
    parsers: Parsers
    open: ExitStack
    now: datetime = NOW

    def serve(self, body: str | bytes, headers: dict[str, str] = RSS, status: int = 200, path: str = "/feed") -> None:
        self.site.serve(path, body, headers, status)

    def add(self, url: str | None = None, name: str = "Casa Amanecer") -> Source:
        with self.store.transaction() as conn:
            owner = sources.partner(conn, name)
            return sources.add(conn, url or self.site.url("/feed"), owner, now=self.now)

    def poll(self, after: timedelta = NOTHING, times: int = 1) -> list[Poll]:
        """All sources, each time so much later; what came of them the last time."""
        done: list[Poll] = []
        for _ in range(times):
            self.now += after
            with Poller(self.store, self.settings, self.parsers, lambda: self.now) as poller:
                done = list(poller.poll(self._pulled()))
        return done

    def was_well(self) -> None:
        """It has been read once, as it should be."""
        self.serve(rss(*NEWS))
        self.add()
        self.poll()
        assert self.told().status == "ok"

    @property
    def source(self) -> Source:
        return self._pulled()[0]

    def told(self, language: str = "en") -> Condition:
        us = structs.replace(self.settings.coalition, language=language)
        return condition(self.source, structs.replace(self.settings, coalition=us), self.now)

    def keys(self) -> dict[str, str]:
        """What is public, by its title."""
        with self.store.read() as conn:
            return {story.entry.title: story.key for story in stories.window(conn, "all", 200)}

    def _pulled(self) -> list[Source]:
        with self.store.read() as conn:
            return [source for source in sources.active(conn) if not source.is_own]


def codes(told: Condition) -> set[str]:
    return {one.code for one in (told.health, *told.notes) if one}
