"""What people did at the desk: who, what, with which item or source, and what undoing it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import activity, users


@dataclass(frozen=True, slots=True)
class Act:
    """`about` names a code, a moment or an address, and never a word of an item; `before` is what undoing needs."""

    id: int
    at: datetime
    who: str  # their mail address
    user_id: int
    act: str
    story_id: int | None
    source_id: int | None
    about: str
    before: Mapping[str, Any]
    undone_at: datetime | None


def record(
    conn: sa.Connection,
    user_id: int,
    act: str,
    now: datetime,
    *,
    story_id: int | None = None,
    source_id: int | None = None,
    about: str = "",
    before: Mapping[str, Any] | None = None,
) -> int:
    """The number by which it can be undone."""
    row = {"at": now, "user_id": user_id, "act": act, "story_id": story_id, "source_id": source_id}
    row |= {"about": about, "before": dict(before or {})}
    number: int = conn.execute(activity.insert().returning(activity.c.id), row).scalar_one()
    return number


def by_id(conn: sa.Connection, number: int) -> Act | None:
    row = conn.execute(_select().where(activity.c.id == number)).first()
    return Act(**row._mapping) if row else None


def listed(conn: sa.Connection, limit: int, before_id: int | None = None) -> list[Act]:
    """The newest acts, or those that came before one."""
    asked = _select().order_by(activity.c.id.desc()).limit(limit)
    rows = conn.execute(asked if before_id is None else asked.where(activity.c.id < before_id))
    return [Act(**row._mapping) for row in rows]


def undone(conn: sa.Connection, number: int, now: datetime) -> bool:
    """Remember that it was taken back; False where somebody has done so before."""
    here = sa.and_(activity.c.id == number, activity.c.undone_at.is_(None))
    return conn.execute(activity.update().where(here).values(undone_at=now)).rowcount > 0


def _select() -> sa.Select[Any]:
    named = [column for column in activity.c if column.name != "user_id"]
    return sa.select(*named, activity.c.user_id, users.c.email.label("who")).join(users)
