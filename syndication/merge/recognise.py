"""Whose news is this? What a feed that was found says, compared with what our sources have said."""

from collections.abc import Iterator

import sqlalchemy as sa

from feeds import Feed
from syndication.merge import identity
from syndication.store import channels, entries

_OF_THE_WORLD = 12  # characters from which an id with an address or a name space in it belongs to one entry alone


def sources_of(conn: sa.Connection, feed: Feed) -> dict[int, int]:
    """For each source that has said any of these entries, how many: by link, by text, by an id that nobody shares."""
    return entries.sources_of(conn, _names(feed), channels.salt(conn))


def _names(feed: Feed) -> Iterator[str]:
    for one in identity.named(list(feed.entries)):
        yield from (alias for alias in one.aliases if not alias.startswith("id:") or _is_unique(alias))


def _is_unique(alias: str) -> bool:
    name = alias.removeprefix("id:")
    return len(name) >= _OF_THE_WORLD and any(mark in name for mark in ":/")
