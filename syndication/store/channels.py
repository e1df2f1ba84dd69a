"""Which stories each channel holds, what was touched when, and what has been rendered of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from feeds.text import slug
from syndication.model import Rendition
from syndication.settings import Settings
from syndication.store.schema import channels, memberships, renditions, service


def begin(conn: sa.Connection, now: datetime) -> None:
    """The one row of the service, made at its very first start."""
    if conn.execute(sa.select(service.c.id)).first() is None:
        conn.execute(service.insert(), {"id": 1, "revision": 0, "as_of": now, "year": now.year})


def state(conn: sa.Connection) -> Any:
    """The row of the service: `revision`, `as_of`, `year`, `authority`."""
    return conn.execute(sa.select(service)).one()


def revision(conn: sa.Connection) -> int:
    number: int = conn.execute(sa.select(service.c.revision)).scalar_one()
    return number


def authority(conn: sa.Connection, settings: Settings) -> tuple[str, int]:
    """The name and year that ids are minted under: those fixed once, else what the configuration gives for now."""
    fixed, us = state(conn), settings.coalition
    return (
        fixed.authority or settings.authority or f"{slug(us.short_name or us.name) or 'coalition'}.invalid",
        fixed.year,
    )


def fix_authority(conn: sa.Connection, authority: str | None) -> None:
    """From now on ids are minted under this name, whatever the configuration becomes; what was fixed before stands."""
    conn.execute(service.update().where(service.c.authority.is_(None)).values(authority=authority))


def touch(conn: sa.Connection, slugs: Iterable[str], now: datetime) -> None:
    """Something public changed at `now`, and these channels say it."""
    number = conn.execute(
        service.update().values(revision=service.c.revision + 1, as_of=now).returning(service.c.revision)
    ).scalar_one()
    conn.execute(channels.update().where(channels.c.slug.in_(list(slugs))).values(revision=number, touched_at=now))


def definitions(conn: sa.Connection) -> dict[str, str]:
    """Each channel known, and the digest of the rule that chose its members."""
    return dict(conn.execute(sa.select(channels.c.slug, channels.c.definition)).all())


def define(conn: sa.Connection, slug: str, definition: str, now: datetime) -> None:
    """A channel that is new, or chooses otherwise than before."""
    changed = conn.execute(channels.update().where(channels.c.slug == slug).values(definition=definition)).rowcount
    if not changed:
        row = {"slug": slug, "definition": definition, "last_position": 0, "revision": 0, "touched_at": now}
        conn.execute(channels.insert(), row)


def touched(conn: sa.Connection) -> dict[str, tuple[int, datetime]]:
    """For each channel the revision and the instant at which it last changed."""
    rows = conn.execute(sa.select(channels.c.slug, channels.c.revision, channels.c.touched_at))
    return {slug: (number, at) for slug, number, at in rows}


def of_stories(conn: sa.Connection, ids: Sequence[int]) -> dict[int, set[str]]:
    """The channels that each of these stories is in."""
    found: dict[int, set[str]] = {story: set() for story in ids}
    for story, channel in conn.execute(
        sa.select(memberships.c.story_id, memberships.c.channel).where(memberships.c.story_id.in_(ids))
    ):
        found[story].add(channel)
    return found


def join(conn: sa.Connection, channel: str, arrivals: Sequence[tuple[int, datetime]]) -> None:
    """Give each (story, surfaced_at) the next position of the channel, in this order."""
    move = channels.update().where(channels.c.slug == channel)
    last = conn.execute(
        move.values(last_position=channels.c.last_position + len(arrivals)).returning(channels.c.last_position)
    ).scalar_one()
    first = last - len(arrivals) + 1
    rows = [
        {"channel": channel, "story_id": story, "position": first + n, "surfaced_at": at}
        for n, (story, at) in enumerate(arrivals)
    ]
    conn.execute(memberships.insert(), rows)


def leave(conn: sa.Connection, channel: str, ids: Sequence[int]) -> None:
    """These stories are no longer in the channel; their positions stay empty."""
    conn.execute(memberships.delete().where(memberships.c.channel == channel, memberships.c.story_id.in_(ids)))


def rendered(conn: sa.Connection) -> dict[str, Rendition]:
    """What each public file says and since when, by its path."""
    return {row.path: Rendition(row.path, row.digest, row.changed_at) for row in conn.execute(sa.select(renditions))}


def record_renditions(conn: sa.Connection, changed: Mapping[str, Rendition]) -> None:
    for path, rendition in changed.items():
        values = {"digest": rendition.digest, "changed_at": rendition.changed_at}
        if not conn.execute(renditions.update().where(renditions.c.path == path).values(**values)).rowcount:
            conn.execute(renditions.insert(), {"path": path, **values})
