"""What hubs promised us of our sources' news, and what is to be asked of them next (WebSub, W3C, 5)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from feeds import Feed
from syndication.model import Document
from syndication.store.schema import sources, subscriptions

RENEW_AT = 0.8  # of a lease
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)  # what we take a lease for, whatever the hub says
UNANSWERED = timedelta(hours=3)  # until a hub that took our request and never verified it is asked again
REFUSED = timedelta(minutes=5)  # until one that did not take it is
MOST_SELDOM = timedelta(days=1)
AGAIN = timedelta(minutes=1)  # within which a hub that verifies once more says nothing new
DENIED = timedelta(days=7)  # until one that said no is
EXPECTING = ("asked", "active")  # the states in which a hub may verify: an active one may be renewing
_DOUBLINGS = 10  # beyond which every wait is longer than MOST_SELDOM


@dataclass(frozen=True, slots=True)
class Subscription:
    """One source's word of news from its hub. `token` and `secret` are for nobody's eyes, logs included."""

    token: str = field(repr=False)
    source_id: int
    hub: str
    topic: str
    secret: str = field(repr=False)
    state: str  # wanted, asked, active, denied
    attempts: int
    lease_until: datetime | None
    is_alive: bool  # somebody wants it: its source is neither paused nor removed


def wish(conn: sa.Connection, source_id: int, document: Document, feed: Feed, now: datetime) -> None:
    """Have the hub asked that the source names, in its Link header or else in the feed itself (WebSub, 4)."""
    hubs, topic = document.hubs or feed.hubs, document.topic or feed.feed_url or document.url
    known = conn.execute(sa.select(subscriptions).where(subscriptions.c.source_id == source_id)).first()
    if known and hubs and (known.hub, known.topic) == (hubs[0], topic):
        return
    if known:
        conn.execute(subscriptions.delete().where(subscriptions.c.source_id == source_id))
        _promise(conn, source_id, None)
    if hubs:
        row = {"hub": hubs[0], "topic": topic, "state": "wanted", "act_at": now, "attempts": 0}
        secret = {"token": secrets.token_urlsafe(32), "secret": secrets.token_urlsafe(32)}
        conn.execute(subscriptions.insert(), {"source_id": source_id, **row, **secret})


def by_token(conn: sa.Connection, token: str) -> Subscription | None:
    row = conn.execute(_select().where(subscriptions.c.token == token)).first()
    return Subscription(**row._mapping) if row else None


def next_due(conn: sa.Connection, now: datetime) -> Subscription | None:
    """The one whose hub is to be asked now, the longest waiting first."""
    due = _select().where(subscriptions.c.act_at <= now, _alive()).order_by(subscriptions.c.act_at)
    row = conn.execute(due.limit(1)).first()
    return Subscription(**row._mapping) if row else None


def asking(conn: sa.Connection, asked: Subscription, now: datetime) -> None:
    """Its hub is about to be asked: the row is ready for a verification that comes before the hub's answer does."""
    wait = _doubled(UNANSWERED, asked.attempts)
    state = "active" if asked.state == "active" else "asked"
    _set(conn, asked.token, state=state, attempts=asked.attempts + 1, act_at=now + wait)


def refused(conn: sa.Connection, asked: Subscription, now: datetime) -> None:
    """Its hub did not take the request; what else is due there waits a moment. A verification meanwhile stands."""
    until = now + _doubled(REFUSED, asked.attempts)
    here = subscriptions.c.token == asked.token
    unverified = sa.and_(here, subscriptions.c.attempts == asked.attempts + 1)
    conn.execute(subscriptions.update().where(unverified).values(act_at=until))
    due_there = sa.and_(subscriptions.c.hub == asked.hub, ~here, subscriptions.c.act_at <= now)
    conn.execute(subscriptions.update().where(due_there).values(act_at=now + REFUSED))


def confirm(conn: sa.Connection, token: str, topic: str, lease_seconds: int, now: datetime) -> bool:
    """The hub verifies (WebSub, 5.3): from now on it tells us. False where we did not ask it for that."""
    known = by_token(conn, token)
    if known is None or not is_expected(known, topic):
        return False
    lease = _lease(lease_seconds)
    _set(conn, token, state="active", attempts=0, lease_until=now + lease, act_at=now + lease * RENEW_AT)
    _promise(conn, known.source_id, now + lease)
    return True


def is_confirmed(known: Subscription, lease_seconds: int, now: datetime) -> bool:
    """Whether just this was confirmed a moment ago: a hub that repeats itself is answered, and nothing is written."""
    return known.lease_until is not None and abs(now + _lease(lease_seconds) - known.lease_until) < AGAIN


def _lease(seconds: int) -> timedelta:
    return max(SHORTEST, timedelta(seconds=min(seconds, LONGEST.total_seconds())))


def is_expected(known: Subscription, topic: str) -> bool:
    """Whether we want a verification of this topic."""
    return known.is_alive and known.state in EXPECTING and known.topic == topic


def deny(conn: sa.Connection, token: str, topic: str, now: datetime) -> bool:
    """The hub will not tell us (WebSub, 5.2); it is asked again after DENIED. False where we never asked it."""
    known = by_token(conn, token)
    if known is None or known.topic != topic or known.state not in EXPECTING:
        return False
    _set(conn, token, state="denied", attempts=0, lease_until=None, act_at=now + DENIED)
    _promise(conn, known.source_id, None)
    return True


def let_go(conn: sa.Connection, token: str, now: datetime) -> None:
    """The hub was told that nobody listens: it is asked anew when somebody does."""
    known = by_token(conn, token)
    if known and known.state != "wanted":
        _set(conn, token, state="wanted", attempts=0, lease_until=None, act_at=now)
        _promise(conn, known.source_id, None)


def _alive() -> sa.ColumnElement[bool]:
    return sa.and_(sources.c.paused.is_(False), sources.c.removed_at.is_(None))


def _select() -> sa.Select[Any]:
    names = ("token", "source_id", "hub", "topic", "secret", "state", "attempts", "lease_until")
    asked = sa.select(*(subscriptions.c[name] for name in names), _alive().label("is_alive"))
    return asked.join(sources, sources.c.id == subscriptions.c.source_id)


def _set(conn: sa.Connection, token: str, **values: Any) -> None:
    conn.execute(subscriptions.update().where(subscriptions.c.token == token).values(**values))


def _promise(conn: sa.Connection, source_id: int, until: datetime | None) -> None:
    """Until when polling is only the net below what a hub tells."""
    conn.execute(sources.update().where(sources.c.id == source_id).values(pushed_until=until))


def _doubled(first: timedelta, times: int) -> timedelta:
    doubled: timedelta = first * 2 ** min(times, _DOUBLINGS)
    return min(doubled, MOST_SELDOM)
