"""Is it us? When most of those who were well cannot be reached at once, it is rather our own connection. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndication.model import Poll, Source

ROUND = timedelta(hours=1)  # outcomes within it are judged together
_FEWEST, _SHARE = 3, 20  # sources that fail before we suspect ourselves: so many, and a 20th of all
PATIENCE = timedelta(hours=3)  # while others can be reached; then it is theirs
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


def tried(source: Source, poll: Poll, host: str, before: Tried | None) -> Tried:
    """A verdict stays until the source is well again: asking twice says no more than asking once."""
    was_well = source.last_ok_at is not None and source.failures == 0
    if before and before.failed:
        was_well = before.suspect
    return Tried(source.id, host, poll.at, was_well and poll.code in _CONNECTION, poll.outcome == "failed")


def is_ours(round_: Collection[Tried], pulled: int = 0) -> bool:
    """More than half of the sources, on more than half of the hosts: one server that is down is its own affair.

    A source that had failed before says nothing of us either way. `pulled`: how many sources there are; of many, a few
    that were asked lately say too little.
    """
    suspects = [one for one in round_ if one.suspect]
    telling = [one for one in round_ if one.suspect or not one.failed]
    hosts, failing = {one.host for one in telling}, {one.host for one in suspects}
    if len(suspects) < max(_FEWEST, pulled // _SHARE):
        return False
    return len(suspects) * 2 > len(telling) and len(failing) * 2 > len(hosts)
