"""/websub/{token}: a partner's hub verifies what we asked it for, and tells us that there is news (WebSub, 5.3 and 7).

What a hub sends is a reason to look, never content: the poll that follows asks the partner itself, as often as its
host allows, and knows what it has read before.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.text import squeeze
from syndication.gather.push import Signature
from syndication.settings import Settings
from syndication.store import schedule, subscriptions
from syndication.store.db import Store
from syndication.store.subscriptions import Subscription
from syndication.web.document import NEVER

CALLBACK = re.compile(r"/websub/([A-Za-z0-9_-]{1,100})")
METHODS = "GET, HEAD, POST"
HEADERS = {"cache-control": NEVER, "x-content-type-options": "nosniff"}  # a challenge is a stranger's text
SOME_LEASE = 86_400  # seconds, where a hub does not say how long it will tell us
LONGEST_REASON = 200  # characters
NO_MORE: Mapping[str, str] = MappingProxyType({})
UNREACHABLE = (OSError, sa.exc.SQLAlchemyError)

log = logging.getLogger(__name__)


class WebSub:
    """Answers hubs from the store; all other requests go on to `app`. No word of ours names a token."""

    def __init__(self, app: ASGIApp, store: Store | None, settings: Settings, now: Callable[[], datetime]) -> None:
        self._app = app
        self._store = store
        self._most = settings.polling.max_bytes
        self._patience = settings.polling.total_timeout.total_seconds()
        self._now = now
        self._ringing: set[int] = set()  # sources that are being made due at this moment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = CALLBACK.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            return await self._app(scope, receive, send)
        answer = await self._answer(Request(scope, receive), found[1])
        return await answer(scope, receive, send)

    async def _answer(self, request: Request, token: str) -> Response:
        if request.method not in METHODS.split(", "):
            return _say(405, "Hubs use GET and POST here.", {"allow": METHODS})
        try:
            known = await run_in_threadpool(self._find, token)
            if request.method == "POST":
                return await self._hear(request, token, known)
            return await self._verify(request, token, known)
        except UNREACHABLE as error:
            log.warning("A hub could not be answered, because the database does not answer: %s", error)
            return _say(503, "Not now.", {"retry-after": "60"})

    async def _verify(self, request: Request, token: str, known: Subscription | None) -> Response:
        """The challenge comes back only where we want what the hub says that we asked for; HEAD changes nothing."""
        asked = {name: request.query_params.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge")}
        acts = request.method == "GET"
        if asked["mode"] == "subscribe" and known and subscriptions.is_expected(known, asked["topic"]):
            is_known = subscriptions.is_confirmed(known, _lease(request), self._now()) or not acts
            agreed = is_known or await run_in_threadpool(self._confirm, token, asked["topic"], _lease(request))
            return _say(200, asked["challenge"]) if agreed else _say(404)
        if asked["mode"] == "unsubscribe" and not (known and known.is_alive):
            await self._let_go(token, known if acts else None)
            return _say(200, asked["challenge"])
        if asked["mode"] == "denied" and known and acts:
            return await self._deny(request, token, known)
        return _say(404)

    async def _deny(self, request: Request, token: str, known: Subscription) -> Response:
        if not await run_in_threadpool(self._note_denial, token, request.query_params.get("hub.topic", "")):
            return _say(404)
        reason = squeeze(request.query_params.get("hub.reason", ""))[:LONGEST_REASON]
        log.info(
            "The hub %s will not tell us of source %d: %s", known.hub, known.source_id, reason or "no reason given"
        )
        return _say(200)

    async def _hear(self, request: Request, token: str, known: Subscription | None) -> Response:
        """Accepted whether or not the signature holds: who tries to guess learns nothing (WebSub, 7.1)."""
        if known is None or not known.is_alive:
            await self._let_go(token, known)
            return _say(410)
        signature = Signature(request.headers.get("x-hub-signature", ""), known.secret)
        try:
            async with asyncio.timeout(self._patience):
                is_whole = await self._pass_by(request, signature)
        except (TimeoutError, ClientDisconnect):
            return _say(408)
        if not is_whole:
            return _say(413)  # nothing was checked, so nothing is accepted; no poll would read as much either
        return _say(202, ring=BackgroundTask(self._ring, known.source_id) if signature.holds() else None)

    async def _pass_by(self, request: Request, signature: Signature) -> bool:
        """Read the body without keeping it; False where it is larger than a poll would take."""
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > self._most:
                return False
            signature.update(piece)
        return True

    async def _ring(self, source_id: int) -> None:
        """Have the source polled. What comes while this waits for the database is the same news."""
        if source_id in self._ringing:
            return
        self._ringing.add(source_id)
        try:
            await run_in_threadpool(self._tell, source_id)
        except UNREACHABLE as error:
            log.warning(
                "A hub's word of source %d was lost, because the database does not answer: %s", source_id, error
            )
        finally:
            self._ringing.discard(source_id)

    async def _let_go(self, token: str, known: Subscription | None) -> None:
        """The hub stops now; where the source only rests, it is asked again afterwards."""
        if known and known.state != "wanted":
            await run_in_threadpool(self._forget, token)

    def _open(self) -> Store:
        if self._store is None:
            raise ConnectionError("there is no database")
        return self._store

    def _find(self, token: str) -> Subscription | None:
        with self._open().read() as conn:
            return subscriptions.by_token(conn, token)

    def _confirm(self, token: str, topic: str, lease: int) -> bool:
        with self._open().transaction() as conn:
            return subscriptions.confirm(conn, token, topic, lease, self._now())

    def _note_denial(self, token: str, topic: str) -> bool:
        with self._open().transaction() as conn:
            return subscriptions.deny(conn, token, topic, self._now())

    def _forget(self, token: str) -> None:
        with self._open().transaction() as conn:
            subscriptions.let_go(conn, token, self._now())

    def _tell(self, source_id: int) -> None:
        with self._open().transaction() as conn:
            schedule.tell(conn, source_id, self._now())


def _lease(request: Request) -> int:
    stated = request.query_params.get("hub.lease_seconds", "")[:12]
    return int(stated) if stated.isdecimal() else SOME_LEASE


def _say(
    status: int, text: str = "", headers: Mapping[str, str] = NO_MORE, ring: BackgroundTask | None = None
) -> Response:
    return PlainTextResponse(text, status, {**HEADERS, **headers}, background=ring)
