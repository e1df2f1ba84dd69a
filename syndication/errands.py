"""What we owe to hubs: partners' are asked for word of their news, our own are told of ours. Nobody waits for it."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from syndication.gather import push
from syndication.net.session import Session, open_session
from syndication.publish import hub
from syndication.settings import Settings
from syndication.store import pings, subscriptions
from syndication.store.db import Store
from syndication.store.pings import Ping

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
REST = 5.0  # seconds after a look that failed
MOST = 20  # hubs' answers that are waited for before what came of them is written down


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Errands:
    """Nothing leaves this machine without a public address of ours, for no hub could come back to us."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        session: Session | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._session = session or open_session(settings)
        self._now = now
        self._stop = threading.Event()

    def follow(self, stop: threading.Event) -> None:
        """Run errands until told to stop; one that is under way ends within seconds."""
        self._stop = stop
        if not self._settings.coalition.url:
            return
        self._try(self._forget_hubs)
        while not stop.wait(LOOK_EVERY):
            self._try(self.run)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("What hubs are owed could not be looked up or written down: %s", error)
            self._stop.wait(REST)
        except Exception:  # whatever one hub provokes, the others wait for the next look
            log.exception("Hubs could not be spoken to because of a mistake of ours")
            self._stop.wait(REST)

    def run(self) -> None:
        """One look: all that our hubs are to be told, then one hub of a partner asked: ours wait for no other."""
        if self._settings.coalition.url:
            self._tell_hubs()
            self._ask_hub()

    def _forget_hubs(self) -> None:
        """Those that stand in the configuration no more."""
        with self._store.transaction() as conn:
            pings.forget(conn, self._settings.hub.publish)

    def _tell_hubs(self) -> None:
        with self._store.read() as conn:
            due = hub.in_order(pings.due(conn, self._now()), self._settings)
        told: list[Ping] = []
        silent: dict[str, tuple[Ping, str]] = {}  # hubs that did not listen, and why: asked no more in this round
        for ping in due[:MOST]:
            if ping.hub in silent or self._stop.is_set():
                continue
            if failure := hub.tell(self._session, ping):
                silent[ping.hub] = ping, failure
            else:
                told.append(ping)
        if told or silent:
            self._write_down(told, silent)

    def _write_down(self, told: Iterable[Ping], silent: Mapping[str, tuple[Ping, str]]) -> None:
        with self._store.transaction() as conn:
            for ping in told:
                pings.told(conn, ping)
            for ping, failure in silent.values():
                if lost := pings.put_off(conn, ping, self._now()):
                    log.warning(
                        "The hub %s has not listened for a week (%s); %d feeds are given up.", ping.hub, failure, lost
                    )

    def _ask_hub(self) -> None:
        if not self._settings.hub.subscribe or self._stop.is_set():
            return
        with self._store.read() as conn:
            wanted = subscriptions.next_due(conn, self._now())
        if wanted is None:
            return
        with self._store.transaction() as conn:
            subscriptions.asking(conn, wanted, self._now())
        if not push.subscribe(self._session, wanted, f"{self._settings.base_url}websub/{wanted.token}"):
            with self._store.transaction() as conn:
                subscriptions.refused(conn, wanted, self._now())
