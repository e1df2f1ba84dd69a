"""When each source is asked, what came of it, and what is remembered of that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from syndication.model import Poll, Source
from syndication.store.schema import polls, sources
from syndication.store.sources import DOUBTED, by_ids

CLOCK_SLIP = timedelta(hours=1)  # that clocks may differ by, or be set back, before it matters
SPACING = timedelta(minutes=1)  # between two polls of one host that nobody waits for
LONGEST_WAIT = timedelta(days=1)  # that a host may ask of us
UNREADABLE = frozenset({"broken", "webpage", "no_feed"})


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is to be asked. `at_once`: a person waits for it, or it was never asked."""

    id: int
    host: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What came of a day's polls of one source; `code` of the last that failed."""

    date: date
    well: int = 0
    failed: int = 0
    code: str | None = None


def want_now(conn: sa.Connection, source_ids: Sequence[int], now: datetime) -> None:
    """Somebody waits for these sources: they are due, whatever their hosts wish."""
    wanted = {"next_poll_at": now, "wanted": True, "lease_until": None}
    conn.execute(sources.update().where(sources.c.id.in_(source_ids)).values(**wanted))


def tell(conn: sa.Connection, source_id: int, now: datetime) -> None:
    """A hub says that there is news: the source is due, and its host's wishes hold. One that is ill is left alone."""
    under_way = sources.c.lease_until > now  # it may have been read before there was news
    asleep = sa.or_(sources.c.next_poll_at.is_(None), sources.c.next_poll_at > now, under_way)
    awake = sources.c.paused.is_(False) & sources.c.removed_at.is_(None) & (sources.c.failures == 0)
    conn.execute(sources.update().where(sources.c.id == source_id, asleep, awake).values(next_poll_at=now))


def due(conn: sa.Connection, now: datetime) -> list[Due]:
    """Every source that is due, the longest waiting first."""
    asked = sa.select(sources.c.id, sources.c.host, _at_once().label("at_once")).where(*_due(now))
    return [Due(*row) for row in conn.execute(asked.order_by(sources.c.next_poll_at, sources.c.id))]


def claim(conn: sa.Connection, wanted: Iterable[int], now: datetime, lease: timedelta) -> list[Source]:
    """Lease those of the sources that are due, in the order of their numbers. A lease ends by itself."""
    asked = sa.select(sources.c.id).where(sources.c.id.in_(list(wanted)), *_due(now))
    ids = list(conn.execute(asked).scalars())
    was_due = sa.case((sources.c.next_poll_at > now, now), else_=sources.c.next_poll_at)  # the clock was set back
    conn.execute(sources.update().where(sources.c.id.in_(ids)).values(lease_until=now + lease, next_poll_at=was_due))
    return [source for _, source in sorted(by_ids(conn, ids).items())]


def _at_once() -> sa.ColumnElement[bool]:
    return sa.or_(sources.c.wanted, sources.c.last_poll_at.is_(None))


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """A poll or a lease that lies ahead of the clock means that the clock was set back, not that there is time."""
    ahead = now + CLOCK_SLIP
    free = sa.or_(sources.c.lease_until.is_(None), sources.c.lease_until <= now, sources.c.lease_until > ahead)
    set_back = sa.and_(sources.c.next_poll_at.is_not(None), sources.c.last_poll_at > ahead)
    its_time = sa.or_(sources.c.next_poll_at <= now, set_back)
    welcome = sa.or_(_at_once(), sa.and_(_may_be_asked(now), ~_was_just_asked(now)))
    return its_time, free, welcome, sources.c.paused.is_(False), sources.c.removed_at.is_(None)


def _may_be_asked(now: datetime) -> sa.ColumnElement[bool]:
    until = sources.c.not_before
    return sa.or_(until.is_(None), until <= now, until > now + LONGEST_WAIT + CLOCK_SLIP)


def _was_just_asked(now: datetime) -> sa.ColumnElement[bool]:
    """Whether the same host is being asked, or was less than SPACING ago, for this source or another."""
    other = sources.alias()
    under_way = other.c.lease_until.between(now, now + CLOCK_SLIP)
    asked = sa.and_(other.c.last_poll_at > now - SPACING, other.c.last_poll_at <= now + CLOCK_SLIP)
    return sa.exists().where(other.c.host == sources.c.host, sa.or_(under_way, asked))


def record(conn: sa.Connection, done: Iterable[Poll]) -> None:
    """What came of these polls: a row each in the history, and where it leaves the source."""
    for poll in done:
        conn.execute(
            polls.insert(), {column.name: getattr(poll, column.name) for column in polls.c if column.name != "id"}
        )
        still = sources.c.url == poll.url if poll.url else sa.true()  # staff may have given it another meanwhile
        conn.execute(sources.update().where(sources.c.id == poll.source_id, still).values(**_aftermath(poll)))
        conn.execute(sources.update().where(sources.c.id == poll.source_id).values(lease_until=None))
        if poll.host_until and poll.host:
            _postpone(conn, poll.host, poll.host_until)


def _postpone(conn: sa.Connection, host: str, until: datetime) -> None:
    """No source of the host is asked before then (RFC 9110, 10.2.3: it is the server that asks us to wait)."""
    later = sa.case((sources.c.next_poll_at < until, until), else_=sources.c.next_poll_at)
    longer = sa.case((sources.c.not_before > until, sources.c.not_before), else_=until)
    conn.execute(sources.update().where(sources.c.host == host).values(not_before=longer, next_poll_at=later))


def _aftermath(poll: Poll) -> dict[str, Any]:
    asked_again = sources.c.next_poll_at > poll.at  # while it was under way
    following = sa.case(
        (sources.c.paused, None),
        (asked_again, sources.c.next_poll_at),
        else_=sa.literal(poll.next_poll_at, sources.c.next_poll_at.type),
    )
    after: dict[str, Any] = {
        "last_poll_at": poll.at,
        "lease_until": None,
        "next_poll_at": following,
        "wanted": sa.and_(sources.c.wanted, sa.func.coalesce(asked_again, sa.false())),
    }
    if poll.code == "us":  # what failed here says nothing of them
        return after
    well = poll.outcome != "failed"
    code, detail = (_code(poll), poll.detail) if well else _failure(poll)
    after |= {"failures": 0 if well else sources.c.failures + 1, "code": code, "detail": detail}
    after["trusted"] = False  # what staff said held for what was to be read now
    if well:
        return {**after, "last_ok_at": poll.at}
    # A body that could not be read must come whole again, whatever its validators say.
    return {**after, "validators": None, "body_hash": None} if poll.code in UNREADABLE else after


def _code(poll: Poll) -> Any:
    """What waits for a person goes on waiting through polls that bring nothing."""
    if poll.code:
        return poll.code
    return sa.case((sources.c.code == "flood", "flood"), else_=None)


def _failure(poll: Poll) -> tuple[Any, Any]:
    """Code and detail. Whose a feed is stays in question while its server is ill."""
    if poll.code in DOUBTED:
        return poll.code, poll.detail
    in_question = sources.c.code.in_(DOUBTED)
    stated = ((sources.c.code, poll.code), (sources.c.detail, poll.detail))
    code, detail = (sa.case((in_question, kept), else_=sa.literal(new, sa.Text())) for kept, new in stated)
    return code, detail


def last_poll(conn: sa.Connection, source: Source, since: datetime) -> Poll | None:
    """The newest poll of a source that began at `since` or later."""
    newest = (
        sa.select(polls).where(polls.c.source_id == source.id, polls.c.at >= since).order_by(polls.c.id.desc()).limit(1)
    )
    row = conn.execute(newest).first()
    if row is None:
        return None
    kept = {name: value for name, value in row._mapping.items() if name != "id"}
    return Poll(**kept, next_poll_at=source.next_poll_at, detail=source.detail)


def acquit(conn: sa.Connection, source_ids: Iterable[int]) -> None:
    """What went wrong with these sources, which had been well, was our own fault."""
    well = {"failures": 0, "code": None, "detail": None}
    conn.execute(sources.update().where(sources.c.id.in_(list(source_ids))).values(**well))


def history(conn: sa.Connection, source_id: int, since: datetime) -> list[Day]:
    """The days on which a source was asked at `since` or later, oldest first; what was our own fault does not count."""
    asked = sa.select(polls.c.at, polls.c.outcome, polls.c.code).where(
        polls.c.source_id == source_id, polls.c.at >= since, polls.c.code.is_distinct_from("us")
    )
    days: dict[date, Day] = {}
    for at, outcome, code in conn.execute(asked.order_by(polls.c.at, polls.c.id)):
        day = days.get(at.date(), Day(at.date()))
        failed = outcome == "failed"
        days[at.date()] = Day(day.date, day.well + (not failed), day.failed + failed, code if failed else day.code)
    return list(days.values())


def forget_polls(conn: sa.Connection, before: datetime) -> None:
    """Drop the history that is older."""
    conn.execute(polls.delete().where(polls.c.at < before))
