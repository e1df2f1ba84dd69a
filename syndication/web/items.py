"""What the pages are made of: the JSON renditions in memory, read back into entries. No second truth."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from feeds import Entry, Feed, FeedError, readback
from syndication.web.renditions import INDEX, Renditions, Resource

NOTHING = Feed()


class Listed(Struct, frozen=True):
    """A channel as feeds/index.json names it; the addresses are absolute."""

    channel: str
    title: str = ""
    atom: str | None = None
    rss: str | None = None
    json: str | None = None
    ics: str | None = None


class Partner(Struct, frozen=True):
    """A partner as partners.json names them; `items` counts what is public of theirs."""

    name: str
    slug: str = ""
    url: str | None = None
    items: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """A rendition, and what was read from it."""

    resource: Resource
    feed: Feed
    by_key: dict[str, Entry]


_Record = TypeVar("_Record", Listed, Partner)


def key_of(id: str) -> str:
    """The part of a tag URI that is minted once and names the item in our addresses."""
    return id.rpartition(":")[2]


class Items:
    """Reads each rendition once a change, when a page first asks for it."""

    def __init__(self, renditions: Renditions) -> None:
        self._renditions = renditions
        self._read: dict[str, _Read] = {}

    def feed(self, channel: str) -> Feed:
        """The channel's window; NOTHING where there is none."""
        found = self._find(f"feeds/{channel}.json")
        return found.feed if found else NOTHING

    def entry(self, key: str) -> Entry | None:
        """The item with this key, from whichever window in memory holds it."""
        names = (name for name in self._renditions.names() if name.endswith(".json") and name.startswith("feeds/"))
        windows = (window for name in names if name != INDEX and (window := self._find(name)))
        return next((window.by_key[key] for window in windows if key in window.by_key), None)

    def channels(self) -> tuple[Listed, ...]:
        return _records(self._renditions.get(INDEX), tuple[Listed, ...])

    def partners(self) -> tuple[Partner, ...]:
        return _records(self._renditions.get("partners.json"), tuple[Partner, ...])

    def listed(self, channel: str) -> Listed | None:
        """A channel as the list names it; one that has a feed and stands in no list by its feed's title."""
        feed = self.feed(channel)
        found = (listed for listed in self.channels() if listed.channel == channel)
        return next(found, None if feed is NOTHING else Listed(channel, feed.title))

    def is_gone(self, name: str) -> bool:
        """Whether the file was here and its channel has been taken away."""
        return self._renditions.get(name) is None and self._renditions.is_gone(name)

    def modified(self, name: str) -> datetime | None:
        found = self._renditions.get(name)
        return datetime.fromtimestamp(found.modified, UTC) if found else None

    def _find(self, name: str) -> _Read | None:
        resource = self._renditions.get(name)
        if resource is None:
            self._read.pop(name, None)
            return None
        before = self._read.get(name)
        if before is None or before.resource is not resource:
            held = set(self._renditions.names())  # what leaves memory as bytes leaves it as entries too
            self._read = {name: read for name, read in self._read.items() if name in held}
            self._read[name] = before = _read(resource)
        return before


def _read(resource: Resource) -> _Read:
    """A damaged rendition holds nothing."""
    try:
        feed = readback.read(resource.body)
    except FeedError:
        feed = NOTHING
    return _Read(resource, feed, {key_of(entry.id): entry for entry in feed.entries if entry.id})


def _records(resource: Resource | None, records: type[tuple[_Record, ...]]) -> tuple[_Record, ...]:
    try:
        return msgspec.json.decode(resource.body, type=records) if resource else ()
    except msgspec.MsgspecError:
        return ()
