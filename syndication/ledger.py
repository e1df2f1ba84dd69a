"""What came of polls waits here to be written together, and to be judged together: is it them, or is it us?"""

import logging
import threading
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from feeds.urls import host_of
from syndication.gather.outage import PATIENCE, ROUND, Tried, is_ours, tried
from syndication.model import Outage, Poll, Source
from syndication.store import outages, schedule, sources
from syndication.store.db import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Round:
    """Polls that are still to be written, and how each source fared lately."""

    waiting: tuple[Poll, ...]
    lately: tuple[Tried, ...]


class Ledger:
    """Outcomes that change nothing public are written at the next tick, in one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: list[Poll] = []
        self._lately: dict[int, Tried] = {}

    def add(self, source: Source, poll: Poll) -> None:
        with self._lock:
            if not poll.recorded:
                self._waiting.append(poll)
            if not source.is_own:
                before = self._lately.get(source.id)
                self._lately[source.id] = tried(source, poll, host_of(source.url), before)

    def flush(self) -> None:
        """Write down what waits. Where the database does not answer it goes on waiting, and the error is passed on."""
        with self._lock:
            round_ = self._round()
            self._waiting = []
        if not round_.waiting:
            return
        try:
            self._write(round_)
        except (OSError, InterfaceError, OperationalError):
            with self._lock:
                self._waiting[:0] = round_.waiting
            raise
        except DBAPIError:  # one of them cannot be written: the others must not wait for it
            for poll in round_.waiting:
                self._write_alone(poll)

    def _round(self) -> _Round:
        newest = max((one.at for one in self._lately.values()), default=None)
        self._lately = {n: one for n, one in self._lately.items() if newest and newest - one.at < ROUND}
        return _Round(tuple(self._waiting), tuple(self._lately.values()))

    def _write(self, round_: _Round) -> None:
        with self._store.transaction() as conn:
            suspects = self._suspects(conn, round_)
            schedule.acquit(conn, suspects - {poll.source_id for poll in round_.waiting})
            schedule.record(conn, [_blamed(poll) if poll.source_id in suspects else poll for poll in round_.waiting])
            _tell(conn, round_, len(suspects))

    def _suspects(self, conn: sa.Connection, round_: _Round) -> set[int]:
        """Whose failure is ours. Where it lasts while others can be reached, it was theirs after all."""
        if not is_ours(round_.lately, sources.count_pulled(conn)):
            return set()
        before, newest = outages.current(conn), max(one.at for one in round_.lately)
        if before and newest - before.since > PATIENCE and any(not one.failed for one in round_.lately):
            with self._lock:
                self._lately = {n: replace(one, suspect=False) for n, one in self._lately.items()}
            return set()
        return {one.source_id for one in round_.lately if one.suspect}

    def _write_alone(self, poll: Poll) -> None:
        try:
            with self._store.transaction() as conn:
                schedule.record(conn, [poll])
        except DBAPIError:
            log.exception("What came of source %s could not be written because of a mistake of ours", poll.source_id)


def _blamed(poll: Poll) -> Poll:
    """The same poll where it is our own fault: it says nothing of the source."""
    if poll.outcome != "failed":
        return poll
    return replace(poll, code="us", detail=f"{poll.code}: {poll.detail or ''}".rstrip(": "))


def _tell(conn: sa.Connection, round_: _Round, suspects: int) -> None:
    """One message, when it begins; none more while it lasts."""
    before, polls = outages.current(conn), round_.waiting
    if not suspects:
        if before and any(not one.failed for one in round_.lately):
            outages.end(conn)
        return
    since = before.since if before else min(poll.at for poll in polls)
    outages.begin(conn, Outage(since, suspects, len(round_.lately)))
    if before is None:
        log.warning(
            "%s of %s sources failed at once. It is probably our own connection; nothing is said of them.",
            suspects,
            len(round_.lately),
        )
