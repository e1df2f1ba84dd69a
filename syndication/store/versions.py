"""Earlier texts of ours: kept for ever, unless their item is withdrawn or leaves with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from feeds import Entry
from syndication.store.entries import pack, unpack
from syndication.store.schema import users, versions
from syndication.store.stories import corrected

Way = Literal["desk", "command", "folder", "source"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a story is told by: the entry that leads it, and what staff wrote over that."""

    entry: Entry
    over: Entry | None = None

    @property
    def read(self) -> Entry:
        """What people read."""
        return corrected(self.entry, self.over)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes a text: a person of the desk by their number, a command, our folder, the source itself."""

    way: Way
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A text that stood until `at`, when another took its place by this way; `who` is a mail address or empty.

    Of a partner's item `told.entry` is empty: what was theirs is not kept.
    """

    id: int
    at: datetime
    way: str
    who: str
    told: Told


def add(conn: sa.Connection, story_id: int, told: Told, hand: Hand, now: datetime, *, own: bool) -> int:
    """The number of the new version, which no other gets after it."""
    row = {"story_id": story_id, "at": now, "way": hand.way, "user_id": hand.user_id}
    row |= {"document": pack(told.entry) if own else None, "correction": pack(told.over) if told.over else None}
    number: int = conn.execute(versions.insert().returning(versions.c.id), row).scalar_one()
    return number


def of_story(conn: sa.Connection, story_id: int) -> list[Version]:
    """Newest first."""
    asked = sa.select(versions, users.c.email.label("who")).outerjoin(users, users.c.id == versions.c.user_id)
    rows = conn.execute(asked.where(versions.c.story_id == story_id).order_by(versions.c.id.desc()))
    return [
        Version(row.id, row.at, row.way, row.who or "", Told(_entry(row.document) or Entry(), _entry(row.correction)))
        for row in rows
    ]


def newest(conn: sa.Connection, story_id: int) -> int:
    """The number of a story's newest version; 0 where it has none."""
    asked = sa.select(sa.func.max(versions.c.id)).where(versions.c.story_id == story_id)
    return conn.execute(asked).scalar() or 0


def erase(conn: sa.Connection, story_ids: Iterable[int]) -> None:
    conn.execute(versions.delete().where(versions.c.story_id.in_(list(story_ids))))


def _entry(packed: str | None) -> Entry | None:
    return unpack(packed) if packed else None
