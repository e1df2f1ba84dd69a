"""Is this feed here already? By its address, by where it leads, or by what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from syndication.gather.discover import Candidate
from syndication.merge import recognise
from syndication.model import Source
from syndication.store import sources

Way = Literal["address", "redirect", "content"]

WAYS: Mapping[Way, str] = {
    "address": "It has the same address.",
    "redirect": "Both addresses lead to the same feed.",
    "content": "Both say the same.",
}
_FEW = 3  # items that two organizations may share without being one


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A source that is the same as a feed that was found, and by what one sees it."""

    source: Source
    way: Way


def known_as(conn: sa.Connection, found: Candidate) -> Duplicate | None:
    """The source that this feed is already; None where it is new."""
    if known := sources.by_url(conn, found.url):
        return Duplicate(known, "address")
    if known := sources.by_destination(conn, found.document.url):
        return Duplicate(known, "redirect")
    for number, shared in carried(conn, found).items():
        known = sources.by_id(conn, number)
        if known and shared >= _FEW and shared * 2 > found.entries:
            return Duplicate(known, "content")
    return None


def carried(conn: sa.Connection, found: Candidate) -> dict[int, int]:
    """For each source that says some of what this feed says, how many of its items, most first."""
    shared = recognise.sources_of(conn, found.feed)
    return dict(sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])))
