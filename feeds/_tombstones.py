"""What a feed says is gone (RFC 6721): `at:deleted-entry`, in Atom and in RSS that borrows it."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

import feeds._limits as limits
from feeds._elements import children, name_of
from feeds._raw import channel
from feeds.dates import parse
from feeds.model import Deleted
from feeds.text import bounded, squeeze


def deleted(tree: etree._Element) -> tuple[Deleted, ...]:
    """The tombstones that stand in the feed itself, each id once: those within an entry or a text are none."""
    each: dict[str, Deleted] = {}
    for stated in _stated(tree):
        each.setdefault(stated.id, stated)
    return tuple(islice(each.values(), limits.ENTRIES))


def _stated(tree: etree._Element) -> Iterator[Deleted]:
    for holder in dict.fromkeys((tree, channel(tree))):
        for element in children(holder):
            if name_of(element) == ("at", "deleted-entry") and (id := squeeze(element.get("ref") or "")):
                yield Deleted(bounded(id, limits.ID), parse(element.get("when") or ""))
