"""Texts that somebody is still writing, with what they said of the meetings in them. A draft is its writer's alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    id: int
    text: str
    answers: Mapping[str, Any]
    saved_at: datetime


def listed(conn: sa.Connection, user_id: int) -> list[Draft]:
    """Whoever asks sees their own, the newest first."""
    asked = _select().where(drafts.c.user_id == user_id).order_by(drafts.c.saved_at.desc(), drafts.c.id.desc())
    return [Draft(**row._mapping) for row in conn.execute(asked)]


def by_id(conn: sa.Connection, user_id: int, number: int) -> Draft | None:
    """None for what is somebody else's, too."""
    row = conn.execute(_select().where(drafts.c.id == number, drafts.c.user_id == user_id)).first()
    return Draft(**row._mapping) if row else None


def add(conn: sa.Connection, user_id: int, text: str, answers: Mapping[str, Any], now: datetime) -> Draft:
    row = {"user_id": user_id, "text": text, "answers": dict(answers), "saved_at": now}
    number: int = conn.execute(drafts.insert().returning(drafts.c.id), row).scalar_one()
    return Draft(number, text, answers, now)


def save(conn: sa.Connection, draft: Draft) -> None:
    """As it is now; nothing where it was thrown away meanwhile."""
    values = {"text": draft.text, "answers": dict(draft.answers), "saved_at": draft.saved_at}
    conn.execute(drafts.update().where(drafts.c.id == draft.id).values(values))


def discard(conn: sa.Connection, user_id: int, number: int) -> None:
    conn.execute(drafts.delete().where(drafts.c.id == number, drafts.c.user_id == user_id))


def _select() -> sa.Select[Any]:
    return sa.select(drafts.c.id, drafts.c.text, drafts.c.answers, drafts.c.saved_at)
