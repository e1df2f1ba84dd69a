"""The stories: what is public, what waits, and when time will change one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.model import State, Story
from syndication.store import sources
from syndication.store.entries import unpack
from syndication.store.schema import aliases, entries, memberships, partners, stories
from syndication.store.schema import sources as sources_table

_release = entries.alias("release")

_COLUMNS = [
    stories.c.id,
    stories.c.state,
    stories.c.surfaced_at,
    entries.c.key,
    entries.c.public_id,
    entries.c.document,
    entries.c.first_seen,
    _release.c.public_id.label("part_of"),
    *sources.columns(),
]
_FROM = (
    stories.join(entries, sa.and_(entries.c.story_id == stories.c.id, entries.c.leads))
    .join(sources_table, sources_table.c.id == entries.c.source_id)
    .join(partners, partners.c.id == sources_table.c.partner_id)
    .outerjoin(_release, _release.c.id == entries.c.part_of_id)
)


def _select(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).select_from(_FROM).where(*where)


def _story(row: Any) -> Story:
    return Story(
        id=row.id,
        key=row.key,
        public_id=row.public_id,
        entry=replace(unpack(row.document), part_of=row.part_of),
        source=sources.from_row(row),
        state=row.state,
        first_seen=row.first_seen,
        surfaced_at=row.surfaced_at,
    )


def _stories(conn: sa.Connection, select: sa.Select[Any]) -> list[Story]:
    return [_story(row) for row in conn.execute(select)]


def by_ids(conn: sa.Connection, ids: Iterable[int]) -> list[Story]:
    return _stories(conn, _select(stories.c.id.in_(list(ids))))


def by_key(conn: sa.Connection, key: str) -> Story | None:
    """The story that this key or public id leads to, whichever of its entries was given it."""
    asked = sa.select(entries.c.story_id).where(sa.or_(entries.c.key == key, entries.c.public_id == key))
    return next(iter(_stories(conn, _select(stories.c.id.in_(asked)))), None)


def of_source_entries(conn: sa.Connection, source_id: int, ids: Sequence[str]) -> list[Story]:
    """The stories led by the entries that a source has named so."""
    named = sa.select(aliases.c.entry_id).where(
        aliases.c.source_id == source_id, aliases.c.alias.in_([f"id:{i}" for i in ids])
    )
    return _stories(conn, _select(entries.c.id.in_(named)))


def window(conn: sa.Connection, channel: str, limit: int) -> list[Story]:
    """The newest `limit` stories of a channel, newest surfaced first."""
    newest = _select(memberships.c.channel == channel).join(memberships, memberships.c.story_id == stories.c.id)
    newest = newest.order_by(memberships.c.surfaced_at.desc(), memberships.c.position.desc()).limit(limit)
    return _stories(conn, newest)


def notices_of(conn: sa.Connection, releases: Sequence[int]) -> list[Story]:
    """The public meetings that these releases (numbers of stories) announce."""
    parents = sa.select(entries.c.id).where(entries.c.story_id.in_(list(releases)))
    return _stories(
        conn, _select(entries.c.part_of_id.in_(parents), stories.c.state == "public").order_by(stories.c.id)
    )


def listed(
    conn: sa.Connection, *, state: State | None = None, channel: str | None = None, limit: int = 200
) -> list[Story]:
    """Stories for a person to look through, newest surfaced first."""
    wanted = _select().order_by(stories.c.surfaced_at.desc(), stories.c.id.desc()).limit(limit)
    if state:
        wanted = wanted.where(stories.c.state == state)
    if channel:
        members = sa.select(memberships.c.story_id).where(memberships.c.channel == channel)
        wanted = wanted.where(stories.c.id.in_(members))
    return _stories(conn, wanted)


def any_due(conn: sa.Connection, now: datetime) -> bool:
    return conn.execute(sa.select(stories.c.id).where(stories.c.changes_at <= now).limit(1)).first() is not None


def due(conn: sa.Connection, now: datetime) -> list[Story]:
    """The stories that time has changed since they were last looked at."""
    return _stories(conn, _select(stories.c.changes_at <= now))


def every_id(conn: sa.Connection) -> list[int]:
    return list(conn.execute(sa.select(stories.c.id).order_by(stories.c.id)).scalars())


def insert(conn: sa.Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """New stories; their numbers, in the same order."""
    if not rows:
        return []
    made = conn.execute(stories.insert().returning(stories.c.id, sort_by_parameter_order=True), list(rows))
    return list(made.scalars())


def hide_source(conn: sa.Connection, source_id: int) -> list[int]:
    """Hide every public story that an entry of this source leads; their numbers."""
    led = sa.select(entries.c.story_id).where(entries.c.source_id == source_id, entries.c.leads)
    hidden = stories.update().where(stories.c.id.in_(led), stories.c.state == "public").values(state="hidden")
    return list(conn.execute(hidden.returning(stories.c.id)).scalars())


def surface(conn: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    """Readers must learn of these: move them to the top of their channels."""
    conn.execute(stories.update().where(stories.c.id.in_(ids)).values(surfaced_at=now))
    conn.execute(memberships.update().where(memberships.c.story_id.in_(ids)).values(surfaced_at=now))


def changes_at(conn: sa.Connection, moments: dict[int, datetime | None]) -> None:
    """When time alone will next change each of these stories."""
    if moments:
        update = stories.update().where(stories.c.id == sa.bindparam("story")).values(changes_at=sa.bindparam("at"))
        conn.execute(update, [{"story": story, "at": at} for story, at in moments.items()])


def count_public(conn: sa.Connection) -> dict[int, int]:
    """How many public stories each partner leads."""
    count = sa.select(sources_table.c.partner_id, sa.func.count()).select_from(_FROM).where(stories.c.state == "public")
    return dict(conn.execute(count.group_by(sources_table.c.partner_id)).all())
