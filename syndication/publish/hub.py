"""Telling hubs which of our feeds changed. WebSub leaves the form open (6); this one is what every hub takes."""

import re
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from syndication.channels import BUILT_IN
from syndication.net.session import FetchError, Limits, Session
from syndication.settings import Settings
from syndication.store import pings
from syndication.store.pings import Ping

LIMITS = Limits(total_timeout=5.0, max_bytes=1_000_000)  # of a hub's answer; a worker that ends waits no longer
_FEED = re.compile(r"feeds/(?!index\.json$)(?!.*/archive/).+\.(?:atom|rss|json|ics)")
_FIRST = {channel.slug: place for place, channel in enumerate(BUILT_IN)}


def note(conn: sa.Connection, settings: Settings, paths: Iterable[str], now: datetime) -> None:
    """These files say something else now: every hub of ours is to be told of the feeds among them.

    Nothing where we have no public address: a hub could not come and look.
    """
    if settings.coalition.url:
        pings.hold(conn, settings.hub.publish, [settings.base_url + path for path in paths if is_topic(path)], now)


def is_topic(path: str) -> bool:
    """Whether a public file is a feed that people follow; archives and lists of ours are not."""
    return _FEED.fullmatch(path) is not None


def in_order(due: Iterable[Ping], settings: Settings) -> list[Ping]:
    """What waits longest first; of what waits as long, what most people follow."""
    base = f"{settings.base_url}feeds/"

    def place(ping: Ping) -> tuple[datetime, int, str]:
        channel = ping.topic.removeprefix(base).split(".")[0]
        return ping.due_at, _FIRST.get(channel, len(_FIRST)), ping.topic

    return sorted(due, key=place)


def tell(session: Session, ping: Ping) -> str | None:
    """None where the hub has heard, else what stood in the way, for technicians."""
    try:
        status = session.post(ping.hub, {"hub.mode": "publish", "hub.url": ping.topic}, limits=LIMITS).status
    except FetchError as error:
        return str(error)
    return None if 200 <= status < 300 else f"HTTP {status}"
