"""Letters to our own people: each goes out once, also across restarts; and how long sources have been in trouble."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from syndication.model import Source
from syndication.store.schema import mails, polls
from syndication.store.schema import sources as table
from syndication.store.sources import DOUBTED, by_ids

Kind = Literal["digest", "quiet", "takeover", "outage", "stuck"]

FIRST_WAIT = timedelta(minutes=1)  # after a failure, then doubled
MOST_SELDOM = timedelta(hours=4)
GIVE_UP_AFTER = 14  # failures in a row: with these waits about a day
REMEMBERED = timedelta(days=60)
_CLOCK_SLIP = timedelta(hours=1)  # a wait that ends later than it can means that the clock was set back


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter that is to go out. `about`: a day, the number of a source, a moment or a revision."""

    kind: Kind
    about: str
    attempts: int  # that failed


def wish(conn: sa.Connection, kind: Kind, about: str, now: datetime) -> bool:
    """This is to be told, unless it was already or will be; whether it is news."""
    if conn.execute(sa.select(mails.c.kind).where(_is(kind, about))).first():
        return False
    conn.execute(mails.insert(), {"kind": kind, "about": about, "due_at": now, "attempts": 0})
    return True


def known(conn: sa.Connection, kind: Kind) -> set[str]:
    """What was told of this kind, or will be."""
    return set(conn.execute(sa.select(mails.c.about).where(mails.c.kind == kind)).scalars())


def due(conn: sa.Connection, now: datetime) -> list[Mail]:
    """What is to be sent now, the longest waiting first."""
    its_time = sa.or_(mails.c.due_at <= now, mails.c.due_at > now + MOST_SELDOM + _CLOCK_SLIP)
    asked = sa.select(mails.c.kind, mails.c.about, mails.c.attempts).where(its_time)
    return [Mail(*row) for row in conn.execute(asked.order_by(mails.c.due_at, mails.c.kind, mails.c.about))]


def attempt(conn: sa.Connection, mail: Mail, now: datetime) -> None:
    """It is being sent. Unless word comes that it went, it is sent again after a while, and given up after a day."""
    tried = mail.attempts + 1
    again = None if tried >= GIVE_UP_AFTER else now + min(FIRST_WAIT * 2**mail.attempts, MOST_SELDOM)
    conn.execute(mails.update().where(_is(mail.kind, mail.about)).values(attempts=tried, due_at=again))


def conclude(conn: sa.Connection, mail: Mail, sent_at: datetime | None) -> None:
    """It went out, or there was nothing to say (`sent_at` None)."""
    conn.execute(mails.update().where(_is(mail.kind, mail.about)).values(due_at=None, sent_at=sent_at))


def begin_day(conn: sa.Connection, day: date, now: datetime) -> None:
    """The letter of this day is to go out; those of other days go out no more, and what is long over is forgotten."""
    conn.execute(mails.update().where(mails.c.kind == "digest", mails.c.due_at.is_not(None)).values(due_at=None))
    over = sa.and_(mails.c.kind.in_(("digest", "quiet", "outage")), mails.c.about < (day - REMEMBERED).isoformat())
    conn.execute(mails.delete().where(over))
    wish(conn, "digest", day.isoformat(), now)


def told_of_silence(conn: sa.Connection, day: date, now: datetime) -> None:
    """The letter of this day has named those who are silent."""
    if wish(conn, "quiet", day.isoformat(), now):
        conclude(conn, Mail("quiet", day.isoformat(), 0), now)


def keep(conn: sa.Connection, kind: Kind, abouts: Collection[str]) -> None:
    """All else of this kind is over: it is told no more, and when it happens again it is news."""
    conn.execute(mails.delete().where(mails.c.kind == kind, mails.c.about.not_in(list(abouts))))


def doubted(conn: sa.Connection) -> dict[int, Source]:
    """The sources that may have been taken over, by their numbers."""
    asked = sa.select(table.c.id).where(table.c.code.in_(DOUBTED), table.c.paused.is_(False))
    found = list(conn.execute(asked.where(table.c.removed_at.is_(None))).scalars())
    return by_ids(conn, found) if found else {}


def unwell(conn: sa.Connection) -> set[int]:
    """The sources that may have been taken over, or cannot be read since; of the others that question is over."""
    asked = sa.select(table.c.id).where(sa.or_(table.c.code.in_(DOUBTED), table.c.failures > 0))
    return set(conn.execute(asked.where(table.c.paused.is_(False), table.c.removed_at.is_(None))).scalars())


def failing(conn: sa.Connection, source: Source) -> tuple[datetime, datetime] | None:
    """The first and the last of the polls of a source that failed in a row; None where the first is forgotten."""
    failed = (polls.c.source_id == source.id, polls.c.outcome == "failed", polls.c.code.is_distinct_from("us"))
    newest = sa.select(polls.c.at).where(*failed).order_by(polls.c.id.desc()).limit(1)
    first = conn.execute(newest.offset(max(source.failures - 1, 0))).scalar()
    last = conn.execute(newest).scalar()
    return (first, last) if first and last else None


def _is(kind: str, about: str) -> sa.ColumnElement[bool]:
    return sa.and_(mails.c.kind == kind, mails.c.about == about)
