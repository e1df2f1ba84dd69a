"""The worker: polls what is due, turns time into commits, and keeps the published files true."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa

from syndication import backup
from syndication.bulletins.postman import Postman
from syndication.clock import Clock
from syndication.errands import Errands
from syndication.gather.parsing import Parsers
from syndication.home import nameless, open_store, prepare
from syndication.merge.membership import advance
from syndication.poller import Poller
from syndication.preferences import laid_under
from syndication.publish.publisher import Publisher
from syndication.settings import ConfigError, Settings
from syndication.store import schedule, stories
from syndication.store.db import Store

log = logging.getLogger(__name__)

GRACE = 8.0  # seconds that polls under way are given when the worker is asked to stop
REST = 5.0  # seconds after something that failed
PRUNE_EVERY = 3600  # ticks
_HEARD = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Worker:
    """Everything a worker holds open. `run` returns when it is told to stop; polls that will not end are dropped."""

    def __init__(self, settings: Settings, give_up: Callable[[], None], renew: Callable[[], None]) -> None:
        self._settings = settings
        self._wanted = settings  # with what staff chose by now
        self._give_up = give_up  # ends the process, with polls that will not end
        self._renew = renew  # begins it anew with the configuration read again
        self._stop = threading.Event()
        self._ticks = 0
        self._scrubber = threading.Thread()

    def run(self) -> None:
        # The parsing children are forked before the first thread begins.
        with Parsers() as parsers:
            store = open_store(self._settings)
            for warning in filter(None, [*prepare(store, self._settings), nameless(store, self._settings)]):
                log.warning("%s", warning)
            with store.read() as conn:
                self._settings = self._wanted = laid_under(conn, self._settings)
            self._work(store, parsers)

    def stop(self) -> None:
        self._stop.set()

    def _work(self, store: Store, parsers: Parsers) -> None:
        publisher, poller = Publisher(store, self._settings), Poller(store, self._settings, parsers)
        publishing = threading.Thread(target=publisher.follow, args=(self._stop,), name="publisher")
        errands = Errands(store, self._settings)
        running_errands = threading.Thread(target=errands.follow, args=(self._stop,), name="errands")
        postman = Postman(store, self._settings)
        carrying = threading.Thread(target=postman.follow, args=(self._stop,), name="postman", daemon=True)
        clock = Clock(lambda: self._tick(store, poller))
        publishing.start()
        running_errands.start()
        carrying.start()
        clock.start()
        self._stop.wait()

        def close() -> None:
            clock.stop()
            poller.close()
            publishing.join()
            running_errands.join()
            carrying.join(1)  # a mail server that says nothing is left behind
            if self._scrubber.is_alive():
                self._scrubber.join()
            store.close()

        closing = threading.Thread(target=close, daemon=True)
        closing.start()
        closing.join(GRACE)
        if closing.is_alive():
            self._give_up()

    def _tick(self, store: Store, poller: Poller) -> None:
        self._try(lambda: self._pass_time(store))
        self._try(poller.poll_due)

    def _try(self, step: Callable[[], object]) -> None:
        """One step must not keep the other, or the next tick, from being tried."""
        try:
            step()
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("The database does not answer; looking again in a moment: %s", error)
            self._stop.wait(REST)
        except Exception:
            log.exception("A tick failed because of a mistake of ours")
            self._stop.wait(REST)

    def _pass_time(self, store: Store) -> None:
        now = datetime.now(UTC)
        with store.read() as conn:
            due = stories.any_due(conn, now)
            unscrubbed = backup.is_due(conn, self._settings)
            wanted = laid_under(conn, self._wanted)
        if wanted != self._wanted:  # somebody at the desk chose otherwise
            self._wanted = wanted
            self._renew()
        if due:
            with store.transaction() as conn:
                advance(conn, self._settings, now)
        if self._ticks % PRUNE_EVERY == 0:
            with store.transaction() as conn:
                schedule.forget_polls(conn, now - self._settings.storage.keep_drafts)
        if unscrubbed and not self._scrubber.is_alive():
            self._scrubber = threading.Thread(target=self._scrub, args=(store,), name="scrubber")
            self._scrubber.start()
        self._ticks += 1

    def _scrub(self, store: Store) -> None:
        self._try(lambda: backup.scrub(store, self._settings))
        self._stop.wait(REST)  # what somebody still reads is looked at again


def run(settings: Settings, *, tethered: bool, reread: Callable[[], Settings]) -> None:
    """A worker until SIGTERM, Ctrl-C or, when tethered, the end of standard input.

    SIGHUP, or another choice of staff, begins it anew with the configuration read again, unless that cannot be used.
    """
    anew = threading.Event()

    def give_up() -> None:
        """What still hangs is dropped with the process; its leases end by themselves."""
        logging.shutdown()
        if anew.is_set():
            _begin_anew()
        os._exit(0)

    def hang_up(*_: object) -> None:
        try:
            reread()
        except ConfigError as error:
            log.error("%s The configuration stays as it was.", error)
            return
        anew.set()
        worker.stop()

    worker = Worker(settings, give_up, hang_up)

    def leave(*_: object) -> None:
        worker.stop()

    def watch_tether() -> None:
        sys.stdin.buffer.read()
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    signal.signal(signal.SIGHUP, hang_up)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)  # one may wait that came while this process began
    if tethered:
        threading.Thread(target=watch_tether, daemon=True).start()
    worker.run()
    if anew.is_set():
        _begin_anew()


def _begin_anew() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)  # they wait until there is somebody to hear them
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program, begun again
