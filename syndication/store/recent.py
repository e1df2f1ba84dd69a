"""What a source said lately, newest first."""

from typing import Any

import sqlalchemy as sa

from syndication.store.schema import entries, stories


def of_source(conn: sa.Connection, source_id: int, limit: int) -> list[Any]:
    """The rows of its newest entries, with `state` and `ruling` of their stories."""
    wanted = sa.select(entries, stories.c.state, stories.c.ruling).join(stories, stories.c.id == entries.c.story_id)
    wanted = wanted.where(entries.c.source_id == source_id)
    return list(conn.execute(wanted.order_by(entries.c.dated.desc(), entries.c.id.desc()).limit(limit)))


def standings(conn: sa.Connection, source_id: int) -> dict[str, int]:
    """How many entries of a source stand how."""
    asked = sa.select(entries.c.standing, sa.func.count()).where(entries.c.source_id == source_id)
    return dict(conn.execute(asked.group_by(entries.c.standing)).all())
