"""What hubs are still to be told of our own feeds: one row a hub and feed, however often the feed changed meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import sqlalchemy as sa

from syndication.store.schema import pings

HELD = timedelta(days=7)  # longer than any other wait: the files of a round are not complete yet
DELAY = timedelta(seconds=3)  # in which a burst becomes one, and the web has seen the files
ROUND = timedelta(minutes=1)  # within which a round is complete; what waits longer anyway need not be held
FIRST_WAIT = timedelta(minutes=1)  # after a failure, then doubled
MOST_SELDOM = timedelta(days=1)
GIVE_UP_AFTER = 17  # failures in a row: with these waits about a week
_BEHIND = timedelta(seconds=1)  # what failed waits longer than the rest, so that it does not keep it from its hub
_DOUBLINGS = 11  # beyond which every wait is longer than MOST_SELDOM


@dataclass(frozen=True, slots=True)
class Ping:
    hub: str
    topic: str
    due_at: datetime
    attempts: int  # that failed, in a row


def hold(conn: sa.Connection, hubs: Collection[str], topics: Sequence[str], now: datetime) -> None:
    """These feeds change in a round that is under way: each hub is to be told of each, once the files are complete.

    What waits for a hub that is down goes on waiting. What is being sent at this moment gets another `due_at`, by which
    `told` sees that there is news again.
    """
    known = {(row.hub, row.topic): row for row in conn.execute(sa.select(pings))} if hubs else {}
    for hub, topic in product(hubs, topics):
        row = known.get((hub, topic))
        if row is None:
            conn.execute(pings.insert(), {"hub": hub, "topic": topic, "due_at": now + HELD, "attempts": 0})
        elif row.attempts == 0 or row.due_at <= now + ROUND:
            conn.execute(pings.update().where(_is(row)).values(due_at=now + HELD))


def release(conn: sa.Connection, now: datetime) -> None:
    """The files are complete, so what was held can be told in a moment."""
    held = pings.c.due_at > now + HELD / 2
    conn.execute(pings.update().where(held).values(due_at=now + DELAY))


def due(conn: sa.Connection, now: datetime) -> list[Ping]:
    """What is to be told now, the longest waiting first."""
    asked = sa.select(pings).where(pings.c.due_at <= now).order_by(pings.c.due_at, pings.c.topic)
    return [Ping(**row._mapping) for row in conn.execute(asked)]


def told(conn: sa.Connection, ping: Ping) -> None:
    """The hub knows; unless the feed has changed again meanwhile."""
    conn.execute(pings.delete().where(_is(ping), pings.c.due_at == ping.due_at))


def put_off(conn: sa.Connection, ping: Ping, now: datetime) -> int:
    """The hub did not listen: all it is to be told waits, this one behind the others. How many were given up."""
    until = now + min(FIRST_WAIT * 2 ** min(ping.attempts, _DOUBLINGS), MOST_SELDOM)
    failed = {"attempts": pings.c.attempts + 1}
    this = sa.and_(_is(ping), pings.c.due_at == ping.due_at)
    conn.execute(pings.update().where(this).values(due_at=until + _BEHIND, **failed))
    there = pings.c.hub == ping.hub
    conn.execute(pings.update().where(there, pings.c.due_at <= now + _BEHIND).values(due_at=until, **failed))
    conn.execute(pings.update().where(there, pings.c.due_at <= until).values(due_at=until))
    return conn.execute(pings.delete().where(there, pings.c.attempts >= GIVE_UP_AFTER)).rowcount


def forget(conn: sa.Connection, hubs: Collection[str]) -> None:
    """Nobody but these hubs is told of anything any more."""
    conn.execute(pings.delete().where(pings.c.hub.not_in(hubs)))


def _is(one: Ping | sa.Row[tuple[str, str, datetime, int]]) -> sa.ColumnElement[bool]:
    return sa.and_(pings.c.hub == one.hub, pings.c.topic == one.topic)
