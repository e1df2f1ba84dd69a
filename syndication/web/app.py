"""The web put together: feeds in front, pages behind them, both under one path."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec.json import encode
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds import Entry
from syndication.poll import Tools
from syndication.settings import Settings
from syndication.store.db import Store
from syndication.web.document import NEVER
from syndication.web.embed.component import Component
from syndication.web.empty import empty_feeds
from syndication.web.headers import PageHeaders, file_headers
from syndication.web.items import Items
from syndication.web.links import Addresses
from syndication.web.phrases import say
from syndication.web.public import Feeds
from syndication.web.renditions import Renditions
from syndication.web.site import Lookup, Site
from syndication.web.staff.app import Staff
from syndication.web.staff.desk import Desk, no_tools, nobody_asks
from syndication.web.static import Static
from syndication.web.templates import Templates
from syndication.web.websub import WebSub
from syndication.web.well_known import WellKnown

MAX_BODY = 64 * 1024  # bytes; nothing here takes more than a word

Handler = Callable[[Request, Exception], Awaitable[Response]]


def nowhere(_: str) -> Entry | None:
    """A lookup without a store: what is not in memory is not there."""
    return None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    lookup: Lookup = nowhere,
    *,
    store: Store | None = None,
    tools: Callable[[], Tools] = no_tools,
    first_code: str | None = None,
    changed: Callable[[], None] = nobody_asks,
    now: Callable[[], datetime] = _utc_now,
) -> ASGIApp:
    """The service over `settings.public`.

    `lookup(key)` gives an item that is in no window any more, composed as in the feeds, or None; it runs in a thread,
    and whatever it raises becomes a 503 for that one page. `store` is what staff and partners' hubs work with, `tools`
    is what asking a partner needs, `first_code` lets the first admin in, and `changed` hears when staff chose otherwise
    than the settings say. `now` is the clock of pages.
    """
    base = Addresses(settings.base_url).base
    headers_of = file_headers(settings.base_url, int(settings.serving.max_age.total_seconds()), settings.hub.publish)
    renditions = Renditions(settings.public, headers_of)
    static = Static(base)
    items = Items(renditions)
    templates = Templates(settings, items, static, now)
    machines = WellKnown(settings, renditions, static, now)
    people = Site(settings, items, templates, lookup)
    routes = [*machines.routes(), *Component(settings.base_url).routes(), *people.routes()]
    errors = dict.fromkeys((HTTPException, Exception), _errors(templates))
    site = Starlette(routes=routes, exception_handlers=errors, max_body_size=MAX_BODY)
    site.router.redirect_slashes = False  # it would build its address from the Host header
    desk = Desk(settings, templates, store, now, tools, first_code, changed)
    feeds = Feeds(
        Staff(PageHeaders(site), desk), renditions, empty_feeds(settings, headers_of), settings.redirects, base
    )
    return BasePath(WebSub(feeds, store, settings, now), base)  # in front: a hub may send a whole feed


class BasePath:
    """Lets the service answer under `base` ("/hub") and without it, whether or not a proxy strips it."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if self._base and (path == self._base or path.startswith(f"{self._base}/")):
            scope = {**scope, "path": path[len(self._base) :] or "/"}
        await self._app(scope, receive, send)


def _errors(templates: Templates) -> Handler:
    """Errors in words; for addresses that end in .json as RFC 9457 says."""

    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        known = status if status in (404, 405, 410, 503) else 500 if status >= 500 else 404
        if request.url.path.endswith(".json"):
            problem = {"type": "about:blank", "title": say(str(known)), "status": status, "detail": say(f"{known}_why")}
            headers |= {"cache-control": NEVER, "access-control-allow-origin": "*"}
            return Response(encode(problem), status, media_type="application/problem+json", headers=headers)
        return templates.error(status, known, headers)

    return answer
