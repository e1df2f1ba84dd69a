"""Is it us? When most of those who were well cannot be reached at once, it is rather our own connection. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndication.model import Poll, Source

ROUND = timedelta(hours=1)  # outcomes within it are judged together
_FEWEST = 3  # sources that fail before we suspect ourselves
# How a broken connection, name server or clock of our own looks from here.
_CONNECTION = frozenset({"dns", "refused", "timeout", "tls_expired", "tls_name", "private_addr", "us"})


@dataclass(frozen=True, slots=True)
class Tried:
    """How the last poll of a source went. `suspect`: it was well before, and could not be reached."""

    source_id: int
    host: str
    at: datetime
    suspect: bool
    failed: bool


def tried(source: Source, poll: Poll, host: str) -> Tried:
    was_well = source.last_ok_at is not None and source.failures == 0
    return Tried(source.id, host, poll.at, was_well and poll.code in _CONNECTION, poll.outcome == "failed")


def is_ours(round_: Collection[Tried]) -> bool:
    """More than half of the sources, on more than half of the hosts: one server that is down is its own affair.

    A source that had failed before says nothing of us either way.
    """
    suspects = [one for one in round_ if one.suspect]
    telling = [one for one in round_ if one.suspect or not one.failed]
    hosts, failing = {one.host for one in telling}, {one.host for one in suspects}
    return len(suspects) >= _FEWEST and len(suspects) * 2 > len(telling) and len(failing) * 2 > len(hosts)
