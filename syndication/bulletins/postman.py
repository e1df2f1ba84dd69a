"""Who carries our letters: each once, as things stand when it is sent, and again for a day where it was not taken."""

import hashlib
import logging
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa

from syndication import bulletins
from syndication.bulletins.findings import Watch, needs, news
from syndication.health.letter import Letter
from syndication.mail import Undeliverable, can_tell, send
from syndication.settings import Settings
from syndication.store import channels, letters, outages
from syndication.store.db import Store
from syndication.store.letters import Mail

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0  # seconds
REST = 5.0  # seconds after a look that failed


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Postman:
    """Nobody waits for it. Nothing is sent where the settings name no mail server, no sender or nobody to tell."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: Callable[[], datetime] = _utc_now,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._context = context
        self._stop = threading.Event()
        self._watch = Watch(settings.public / "REVISION")

    def follow(self, stop: threading.Event) -> None:
        """Look and carry until told to stop."""
        self._stop = stop
        while can_tell(self._settings) and not stop.wait(LOOK_EVERY):
            self._try()

    def _try(self) -> None:
        try:
            self.run()
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("Which letters are to be sent could not be looked up or written down: %s", error)
            self._stop.wait(REST)
        except Exception:  # the next letter needs a postman
            log.exception("Letters could not be sent because of a mistake of ours")
            self._stop.wait(REST)

    def run(self) -> None:
        """One look: what happened is noted, and what is due is sent."""
        if not can_tell(self._settings):
            return
        self._note()
        with self._store.read() as conn:
            due = letters.due(conn, self._now())
        for mail in due:
            if not self._stop.is_set():
                self._deliver(mail)

    def _note(self) -> None:
        now = self._now()
        with self._store.read() as conn:
            found = news(conn, self._settings, self._watch, now)
        if found:
            with self._store.transaction() as conn:
                found.write(conn, now)

    def _deliver(self, mail: Mail) -> None:
        """The attempt is written down first, so that a letter is not sent at every look where that fails afterwards."""
        now = self._now()
        with self._store.transaction() as conn:
            letters.attempt(conn, mail, now)
        with self._store.read() as conn:
            authority, _ = channels.authority(conn, self._settings)
            letter, tells_of_silence = self._compose(conn, mail, now)
        if letter and not self._is_sent(mail, letter, authority, now):
            return
        with self._store.transaction() as conn:
            letters.conclude(conn, mail, now if letter else None)
            if letter and tells_of_silence:
                letters.told_of_silence(conn, bulletins.today(self._settings, now), now)

    def _is_sent(self, mail: Mail, letter: Letter, authority: str, now: datetime) -> bool:
        # The same name at each attempt: who gets a letter twice because a server's word was lost sees it once.
        named = hashlib.sha256(f"{mail.kind} {mail.about}".encode()).hexdigest()[:16]
        to = self._settings.email.digest_to
        try:
            refused = send(self._settings, letter, to, f"{mail.kind}.{named}@{authority}", now, self._context)
        except Undeliverable as error:
            if mail.attempts == 0:
                log.warning("A letter to our own people could not be sent and is tried again for a day: %s", error)
            return False
        if refused:
            log.warning("The mail server takes no letters for %s.", ", ".join(refused))
        return True

    def _compose(self, conn: sa.Connection, mail: Mail, now: datetime) -> tuple[Letter | None, bool]:
        """The letter as things stand now, None where nothing is left to say; and whether it tells who is silent."""
        settings = self._settings
        if mail.kind == "digest":
            found = needs(conn, settings, now)
            return bulletins.digest(found, settings, now, f"{settings.digest_hour:02}:00"), bool(found.quiet)
        return self._urgent(conn, mail, now), False

    def _urgent(self, conn: sa.Connection, mail: Mail, now: datetime) -> Letter | None:
        settings = self._settings
        if mail.kind == "takeover":
            source = letters.doubted(conn).get(int(mail.about))
            return bulletins.takeover(source, settings, now) if source else None
        if mail.kind == "outage":
            since, current = datetime.fromisoformat(mail.about), outages.current(conn)
            return bulletins.outage(since, current if current and current.since == since else None, settings, now)
        stuck_since = self._watch.since if mail.about == self._watch.stands_at else None
        return bulletins.stuck(stuck_since, settings, now) if stuck_since else None
