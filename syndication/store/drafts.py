"""Texts that somebody is still writing, with what they said of the meetings in them. A draft is its writer's alone.

A draft may be open in two windows: who saves or deletes names the text that they have seen, and where the stored one is
another nothing happens.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import drafts

_BYTES = 9  # of a key; twelve characters
_KEY = re.compile(r"[\w-]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """`key` is random and never used again."""

    key: str
    text: str
    answers: Mapping[str, Any]
    saved_at: datetime

    @property
    def seen(self) -> str:
        """What names this text, until it is another one."""
        return digest(self.text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def listed(conn: sa.Connection, user_id: int) -> list[Draft]:
    """Whoever asks sees their own, the newest first."""
    asked = _select().where(drafts.c.user_id == user_id).order_by(drafts.c.saved_at.desc(), drafts.c.key)
    return [Draft(**row._mapping) for row in conn.execute(asked)]


def by_key(conn: sa.Connection, user_id: int, key: str) -> Draft | None:
    """None for what is somebody else's, too."""
    if not _KEY.fullmatch(key):
        return None
    row = conn.execute(_select().where(drafts.c.key == key, drafts.c.user_id == user_id)).first()
    return Draft(**row._mapping) if row else None


def add(conn: sa.Connection, user_id: int, text: str, answers: Mapping[str, Any], now: datetime) -> Draft:
    draft = Draft(secrets.token_urlsafe(_BYTES), text, answers, now)
    conn.execute(drafts.insert().values(key=draft.key, user_id=user_id, **_values(draft)))
    return draft


def save(conn: sa.Connection, draft: Draft, seen: str) -> bool:
    """Whether it was kept: not where the stored text is neither the one `seen` names nor this one, or is gone."""
    expected = drafts.c.digest.in_((seen, draft.seen))
    return conn.execute(drafts.update().where(drafts.c.key == draft.key, expected).values(_values(draft))).rowcount > 0


def discard(conn: sa.Connection, draft: Draft) -> bool:
    """Whether it is gone now, or was before: not where the stored text is another than this one."""
    conn.execute(drafts.delete().where(drafts.c.key == draft.key, drafts.c.digest == draft.seen))
    return conn.execute(_select().where(drafts.c.key == draft.key)).first() is None


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "text": draft.text,
        "digest": draft.seen,
        "answers": dict(draft.answers),
        "saved_at": draft.saved_at,
    }


def _select() -> sa.Select[Any]:
    return sa.select(drafts.c.key, drafts.c.text, drafts.c.answers, drafts.c.saved_at)
