"""The door of the desk: who comes in, with which forms. What stands behind it need not ask again."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from syndication.store import users
from syndication.store.users import Session
from syndication.web.document import NEVER
from syndication.web.staff.desk import COOKIE, Desk
from syndication.web.staff.visit import Form, Visit

log = logging.getLogger(__name__)

MAX_FIELDS = 2_000
MAX_FILES = 1
MAX_BODY = 3_000_000  # bytes of a form: a list of partners, a long release
Handler = Callable[[Desk, Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
NO_FORM = Form({}, {})


@dataclass(frozen=True, slots=True)
class Screen:
    """An address of the desk. `handler` runs in a thread; GET looks, POST does. `role`: who may come here."""

    path: str
    handler: Handler
    method: Literal["GET", "POST"] = "GET"
    role: users.Role = "editor"


def routes(desk: Desk, screens: Sequence[Screen]) -> list[Route]:
    """Each behind the door, and only by its own method."""
    return [Route(f"/staff{one.path}", _behind(desk, one), methods=[one.method]) for one in screens]


def _behind(desk: Desk, screen: Screen) -> Endpoint:
    async def answer(request: Request) -> Response:
        session = await run_in_threadpool(_session, desk, request)
        if session is None:
            return _to_the_door(desk, request)
        if screen.role == "admin" and session.user.role != "admin":
            raise HTTPException(403)
        form = await read_form(request) if screen.method == "POST" else NO_FORM
        if screen.method == "POST":
            _refuse_forged(request, form, session.csrf)
        response = await run_in_threadpool(screen.handler, desk, Visit(request, session, form, desk.now()))
        response.headers["cache-control"] = NEVER
        return response

    return over_a_database(answer)


def over_a_database(handler: Endpoint) -> Endpoint:
    """The same, and 503 where the database does not answer."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("The desk could not be answered, because the database does not answer: %s", error)
            raise HTTPException(503) from error

    return answer


def _session(desk: Desk, request: Request) -> Session | None:
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    now, store = desk.now(), desk.open_store
    with store.read() as conn:
        found = users.session(conn, secret, now)
    if found is None:
        return None
    session, to_see = found
    if to_see:
        with store.transaction() as conn:
            users.see(conn, session.token, now)
    return session


def _to_the_door(desk: Desk, request: Request) -> Response:
    """Back to where they wanted to go once they are in; what a form held is not lost, for the browser keeps it."""
    path = request.url.path.partition("/staff")[2] if request.method == "GET" else ""
    wanted = f"{path}?{request.url.query}" if request.url.query else path
    query = f"?to={quote(wanted, safe='/')}" if path.strip("/") else ""
    return RedirectResponse(desk.at(f"/sign-in{query}"), 303, {"cache-control": NEVER})


async def read_form(request: Request) -> Form:
    """What was sent. 413 where it is too much, 400 where it cannot be read."""
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_BODY) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await value.read()
                else:
                    fields.setdefault(name, []).append(value)
    except (MultiPartException, ClientDisconnect, ValueError) as error:
        raise HTTPException(400) from error
    if not all(_is_text(text) for name, values in fields.items() for text in (name, *values)):
        raise HTTPException(400)
    return Form({name: tuple(values) for name, values in fields.items()}, files)


def _is_text(text: str) -> bool:
    """Some encodings that a form may name bring halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_forged(request: Request, form: Form, csrf: str) -> None:
    """A form counts only from our own pages: the browser says so, and it brings back what only they hold."""
    refuse_foreign(request)
    if not secrets.compare_digest(form.text("csrf").encode(), csrf.encode()):
        raise HTTPException(403)


def refuse_foreign(request: Request) -> None:
    """Fetch Metadata, where the browser sends it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
