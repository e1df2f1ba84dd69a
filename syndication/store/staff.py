"""What staff decided: which entries are one story, and what was done with a story."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import acts, entries, verdicts


def decide(conn: sa.Connection, pairs: Iterable[tuple[int, int]], *, same: bool, now: datetime) -> None:
    """Each of these pairs of entries is one story, or is not, until staff say otherwise."""
    for one, other in {(min(pair), max(pair)) for pair in pairs}:
        here = sa.and_(verdicts.c.one == one, verdicts.c.other == other)
        if not conn.execute(verdicts.update().where(here).values(same=same, at=now)).rowcount:
            conn.execute(verdicts.insert(), {"one": one, "other": other, "same": same, "at": now})


def are_apart(conn: sa.Connection, some: Iterable[int], others: Iterable[int]) -> bool:
    """Whether staff said of an entry of the ones and one of the others that they are not one story."""
    first, second = list(some), list(others)
    either = sa.or_(
        sa.and_(verdicts.c.one.in_(first), verdicts.c.other.in_(second)),
        sa.and_(verdicts.c.one.in_(second), verdicts.c.other.in_(first)),
    )
    return (
        conn.execute(sa.select(verdicts.c.one).where(either, verdicts.c.same.is_(False)).limit(1)).first() is not None
    )


def record(conn: sa.Connection, story_ids: Iterable[int], act: str, now: datetime, about: str = "") -> None:
    """Remember what was done; `about` names a code, a moment or a key, and never a word of an item."""
    rows = [{"story_id": story, "at": now, "act": act, "about": about} for story in story_ids]
    if rows:
        conn.execute(acts.insert(), rows)


def was_parted_since(conn: sa.Connection, story_id: int, since: datetime) -> bool:
    """Whether staff made this a story of its own at `since` or later."""
    parted = sa.select(acts.c.id).where(acts.c.story_id == story_id, acts.c.act == "parted", acts.c.at >= since)
    return conn.execute(parted.limit(1)).first() is not None


def approved(conn: sa.Connection, source_id: int) -> int:
    """How many items of a source staff have approved."""
    of_source = sa.select(entries.c.story_id).where(entries.c.source_id == source_id)
    asked = sa.select(sa.func.count(sa.distinct(acts.c.story_id)))
    number: int = conn.execute(asked.where(acts.c.act == "approved", acts.c.story_id.in_(of_source))).scalar_one()
    return number


def history(conn: sa.Connection, story_id: int) -> list[Any]:
    """What was done with a story, in order."""
    return list(conn.execute(sa.select(acts).where(acts.c.story_id == story_id).order_by(acts.c.id)))
