"""The desk put together: one module a screen, each with its addresses, all behind one door."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from syndication.web.document import NEVER
from syndication.web.headers import PAGE_HEADERS, PageHeaders
from syndication.web.staff import (
    activity,
    channels,
    correct,
    feature,
    inbox,
    item,
    meetings,
    partners,
    people,
    release,
    settings,
    signin,
    source,
    sources,
    today,
    undo,
    withdraw,
)
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import MAX_BODY, Screen, routes
from syndication.web.staff.signin import SignIn

# Where the next screen is entered.
SCREENS: tuple[Screen, ...] = (
    *signin.SCREENS,
    *undo.SCREENS,
    *today.SCREENS,
    *release.SCREENS,
    *meetings.SCREENS,
    *activity.SCREENS,
    *people.SCREENS,
    *partners.SCREENS,
    *sources.SCREENS,
    *source.SCREENS,
    *settings.SCREENS,
    *channels.SCREENS,
    *inbox.SCREENS,
    *item.SCREENS,
    *correct.SCREENS,
    *feature.SCREENS,
    *withdraw.SCREENS,
)

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-robots-tag": "noindex",
}
WORDS = {
    400: ("This form could not be read", "Go back, and send it once more."),
    403: ("This is not for you", "Only an admin may do this, or the page was not ours. Go back, and try again."),
    404: ("There is nothing at this address", "The item or source may have been removed."),
    405: ("This address is used otherwise", "Go back to the desk, and begin again from there."),
    413: ("That is too much", "A form may hold three megabytes. Send less at once."),
    503: ("The desk is closed for a moment", "The database does not answer. What is public stays so; try again soon."),
}


class Staff:
    """Answers what lies below /staff; all other requests go on to `app`."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        errors = {HTTPException: self._error, Exception: self._error}
        found = [*SignIn(desk).routes(), *routes(desk, SCREENS)]
        site = Starlette(routes=found, exception_handlers=errors, max_body_size=MAX_BODY)
        site.router.redirect_slashes = False
        self._site = PageHeaders(site, PAGE_HEADERS | HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path == "/staff":
            scope = {**scope, "path": "/staff/"}
        is_ours = scope["type"] == "http" and scope["path"].startswith("/staff/")
        if is_ours and _is_too_large(scope):
            page = await self._error(Request(scope), HTTPException(413))
            return await page(scope, receive, send)
        await (self._site if is_ours else self._app)(scope, receive, send)
        return None

    async def _error(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title, why = WORDS.get(status, ("Something went wrong on our side", "It is not you. Please try again."))
        page = self._desk.templates.render("staff/error.html", {"desk": self._desk, "heading": title, "why": why})
        return HTMLResponse(page, status, {"cache-control": NEVER})


def _is_too_large(scope: Scope) -> bool:
    stated = dict(scope["headers"]).get(b"content-length", b"")
    return stated.isdigit() and int(stated[:12]) > MAX_BODY
