"""The web half of the service: one listening socket, one app, signals."""

import asyncio
import contextlib
import errno
import logging
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from signal import SIGHUP, SIGINT, SIGTERM
from typing import Any

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from feeds import Entry
from syndication.gather.parsing import Parsers
from syndication.net.session import open_session
from syndication.poll import Tools
from syndication.preferences import in_force
from syndication.publish.compose import published
from syndication.settings import ConfigError, Settings
from syndication.store import stories, users
from syndication.store.db import Store
from syndication.supervisor import Supervisor
from syndication.web.app import create_app

log = logging.getLogger(__name__)

OPEN_REQUESTS = 5  # seconds that requests under way are given
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE_LENGTH = 12


class PortTaken(Exception):
    """Someone else answers at this address already, or it is none of ours."""


def bind(host: str, port: int, *, search: int = 1) -> socket.socket:
    """A listening socket at the port, or at the next free one among `search`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + search):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(2048)
        except (OSError, UnicodeError, TypeError) as error:  # the last two: what cannot be a name
            listening.close()
            if getattr(error, "errno", None) != errno.EADDRINUSE:
                why = getattr(error, "strerror", None) or "it cannot be a name"
                raise PortTaken(
                    f"Nothing can be served at {host!r}, port {port}: {why}. Correct --host or --port."
                ) from error
        else:
            return listening
    raise PortTaken(f"Port {port} on {host} is taken. Stop what runs there, or choose another with --port.")


class _Server(uvicorn.Server):
    """uvicorn, but for signals: they are ours, because the worker hears of them first and the exit code is 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


class _Current:
    """The app of the configuration in force; a new one takes its place between two requests."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def lookup(store: Store | None, settings: Settings) -> Callable[[str], Entry | None]:
    """How pages find an item that stands in no feed any more: public ones only, None for all others."""

    def find(key: str) -> Entry | None:
        if store is None:
            raise ConnectionError("there is no database")
        with store.read() as conn:
            story = stories.by_key(conn, key)
        return published(story, settings) if story and story.state == "public" else None

    return find


class _Asking:
    """What the desk needs to look at a pasted address, made when somebody first pastes one."""

    def __init__(self, store: Store | None, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._lock = threading.Lock()
        self._parsers: Parsers | None = None

    def tools(self) -> Tools:
        if self._store is None:
            raise ConnectionError("there is no database")
        with self._lock:
            self._parsers = self._parsers or Parsers(1)
        return Tools(self._store, self._settings, open_session(self._settings), self._parsers.parse)

    def close(self) -> None:
        if self._parsers:
            self._parsers.close()


def first_code(store: Store | None) -> str | None:
    """What the console shows to whoever sets up the desk; None where somebody works there already."""
    if store is None:
        return None
    try:
        with store.read() as conn:
            if users.listed(conn):
                return None
    except (OSError, SQLAlchemyError):  # a database that does not answer yet
        return None
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


@dataclass(slots=True)
class Web:
    """Answers requests, beside its worker where `supervisor` keeps one."""

    settings: Settings
    store: Store | None
    supervisor: Supervisor | None
    reread: Callable[[], Settings]
    first_code: str | None = None
    _asking: _Asking = field(init=False)
    _current: _Current = field(init=False)
    _server: _Server = field(init=False)
    _loop: asyncio.AbstractEventLoop | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._asking = _Asking(self.store, self.settings)
        self._current = _Current(self._app())
        proxies = self.settings.serving.trusted_proxies
        config = uvicorn.Config(
            self._current,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=OPEN_REQUESTS,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies) or None,
        )
        self._server = _Server(config)

    def _app(self) -> Any:
        return create_app(
            self.settings,
            lookup(self.store, self.settings),
            store=self.store,
            tools=self._asking.tools,
            first_code=self.first_code,
            changed=self._heed,
        )

    def serve(self, listening: socket.socket, announce: Callable[[], None]) -> None:
        """Until SIGTERM or Ctrl-C. `announce` is called in a thread once requests are answered."""
        asyncio.run(self._serve(listening, announce))
        self._asking.close()
        if self.supervisor:
            self.supervisor.stop()

    async def _serve(self, listening: socket.socket, announce: Callable[[], None]) -> None:
        self._loop = loop = asyncio.get_running_loop()
        for number, handler in ((SIGTERM, self._leave), (SIGINT, self._leave), (SIGHUP, self._hang_up)):
            loop.add_signal_handler(number, handler)
        running = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started and not running.done():
            await asyncio.sleep(0.01)
        threading.Thread(target=announce, daemon=True).start()
        await running

    def _leave(self) -> None:
        self._server.should_exit = True
        if self.supervisor:
            self.supervisor.ask_to_stop()

    def _hang_up(self) -> None:
        try:
            told = self.reread()
        except ConfigError as error:
            log.error("%s The configuration stays as it was.", error)
            return
        self._take(told)
        if self.supervisor:
            self.supervisor.reread(self.settings)

    def _heed(self) -> None:
        """Somebody at the desk chose otherwise; called in their thread. Every worker sees it by itself."""
        if self._loop:
            self._loop.call_soon_threadsafe(lambda: self._take(self.settings))

    def _take(self, settings: Settings) -> None:
        self.settings = in_force(settings, self.store)
        self._asking.close()
        self._asking = _Asking(self.store, self.settings)
        self._current.app = self._app()
