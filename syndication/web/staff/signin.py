"""Coming in: a password, a link that is good once, and the very first person."""

import asyncio
import logging
import secrets
import threading
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from syndication import accounts, bulletins
from syndication.accounts import Unfit
from syndication.mail import Undeliverable, can_send, send
from syndication.store import activity, channels, users
from syndication.store.users import User
from syndication.web.document import NEVER
from syndication.web.staff.desk import COOKIE, Desk, new_secret
from syndication.web.staff.gate import Screen, over_a_database, read_form, refuse_foreign
from syndication.web.staff.throttle import Throttle
from syndication.web.staff.visit import Form, Visit

log = logging.getLogger(__name__)

FORM = "desk-form"  # the cookie that a form brings back before anybody is signed in
WRONG = "The mail address or the password is not right. Try again, or ask an admin for a new link."
TOO_OFTEN = "That was tried too often. Wait a quarter of an hour, then try again."
STALE = "This page was open for too long. Please send it once more."
NO_LINK = "This link was used already or is too old. Ask an admin for a new one."
NO_ADDRESS = "Type your mail address first, so that we know where to send the link."
HASHES = 4  # passwords that are checked at once
WRONG_CODE = "This is not the code that the service printed when it started. Look at its console, and type it again."


class SignIn:
    """The screens outside the door. Each form brings back what its page put into a cookie, so that none is forged."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._throttle = Throttle(desk.now)
        self._mailed = Throttle(desk.now)
        self._hashing = asyncio.Semaphore(HASHES)

    def routes(self) -> list[Route]:
        doors = (
            ("/sign-in", "GET", self.show),
            ("/sign-in", "POST", self.enter),
            ("/link", "POST", self.mail_link),
            ("/in/{secret}", "GET", self.show_link),
            ("/in/{secret}", "POST", self.follow_link),
            ("/first", "GET", self.show_first),
            ("/first", "POST", self.first),
        )
        return [Route(f"/staff{path}", over_a_database(door), methods=[method]) for path, method, door in doors]

    async def show(self, request: Request) -> Response:
        if await run_in_threadpool(self._is_nobody_here):
            return RedirectResponse(self._desk.at("/first"), 303, {"cache-control": NEVER})
        return self._page(request, "sign-in.html", to=request.query_params.get("to", ""))

    async def enter(self, request: Request) -> Response:
        form, problem = await self._read(request)
        email = form.text("email")
        if problem is None and not self._throttle.take(email, _client(request)):
            problem = TOO_OFTEN
        user = None if problem else await self._recognised(email, form.whole("password"))
        if user is None:
            shown = {"problem": problem or WRONG, "email": email, "to": form.text("to")}
            return self._page(request, "sign-in.html", 429 if problem == TOO_OFTEN else 422, **shown)
        self._throttle.give_back(email, _client(request))
        return await run_in_threadpool(self._let_in, user, _inside(form.text("to")))

    async def mail_link(self, request: Request) -> Response:
        """It says the same, and as soon, whether somebody of this address works here or not."""
        if not can_send(self._desk.settings):
            raise HTTPException(404)
        form, problem = await self._read(request)
        email = form.text("email")
        problem = problem or (None if email else NO_ADDRESS)
        if problem is None and not self._mailed.take(email, _client(request)):
            problem = TOO_OFTEN
        if problem:
            shown = {"problem": problem, "email": email, "to": form.text("to")}
            return self._page(request, "sign-in.html", 429 if problem == TOO_OFTEN else 422, **shown)
        threading.Thread(target=self._send_link, args=(email,), name="link", daemon=True).start()
        return self._page(request, "sign-in.html", email=email, to=form.text("to"), mailed=True)

    async def show_link(self, request: Request) -> Response:
        user = await run_in_threadpool(self._invited, request.path_params["secret"])
        if user is None:
            return self._page(request, "sign-in.html", 410, problem=NO_LINK)
        return self._page(request, "link.html", email=user.email, secret=request.path_params["secret"])

    async def follow_link(self, request: Request) -> Response:
        """Only when the button is pressed: mail programs look at links before people do."""
        _, problem = await self._read(request)
        secret = request.path_params["secret"]
        user = None if problem else await run_in_threadpool(self._spend, secret)
        if user is None:
            return self._page(request, "sign-in.html", 410, problem=problem or NO_LINK)
        return await run_in_threadpool(self._let_in, user, "/" if user.password else "/password")

    async def show_first(self, request: Request) -> Response:
        if not await run_in_threadpool(self._is_nobody_here):
            return RedirectResponse(self._desk.at("/sign-in"), 303, {"cache-control": NEVER})
        return self._page(request, "first.html")

    async def first(self, request: Request) -> Response:
        """The first admin, by the code on the console."""
        form, problem = await self._read(request)
        if not await run_in_threadpool(self._is_nobody_here):
            raise HTTPException(403)
        if problem is None and not self._throttle.take("the first", _client(request)):
            problem = TOO_OFTEN
        code = self._desk.first_code or ""
        typed = form.text("code").upper().replace(" ", "").replace("-", "")
        if problem is None and not (code and secrets.compare_digest(typed.encode(), code.replace("-", "").encode())):
            problem = WRONG_CODE
        if problem is None:
            try:
                user = await run_in_threadpool(self._make_first, form.text("email"), form.whole("password"))
            except Unfit as unfit:
                problem = str(unfit)
            else:
                return await run_in_threadpool(self._let_in, user, "/")
        return self._page(request, "first.html", 422, problem=problem, email=form.text("email"), code=form.text("code"))

    async def _read(self, request: Request) -> tuple[Form, str | None]:
        """The form, and what is wrong with it where it did not come from a page of ours that is still fresh."""
        refuse_foreign(request)
        form = await read_form(request)
        held = request.cookies.get(FORM, "")
        is_ours = bool(held) and secrets.compare_digest(form.text("csrf").encode(), held.encode())
        return form, None if is_ours else STALE

    def _page(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        secret = request.cookies.get(FORM) or new_secret()
        shown: dict[str, Any] = {"problem": None, "email": "", "to": "", "code": "", "csrf": secret, "desk": self._desk}
        shown |= {"mailed": False, "can_mail": can_send(self._desk.settings)}
        page = HTMLResponse(self._desk.templates.render(f"staff/{name}", {**shown, **context}), status)
        page.set_cookie(FORM, secret, **self._cookie("strict"))
        page.headers["cache-control"] = NEVER
        return page

    def _cookie(self, same_site: str) -> dict[str, Any]:
        return {"path": self._desk.at(""), "httponly": True, "secure": self._desk.is_secure, "samesite": same_site}

    async def _recognised(self, email: str, password: str) -> User | None:
        """A few at a time: each takes a tenth of a second and 64 MB, on purpose."""
        async with self._hashing:
            return await run_in_threadpool(self._recognise, email, password)

    def _is_nobody_here(self) -> bool:
        with self._desk.open_store.read() as conn:
            return not users.listed(conn)

    def _recognise(self, email: str, password: str) -> User | None:
        with self._desk.open_store.read() as conn:
            user = users.by_email(conn, email)
        return user if accounts.is_right(user, password) else None

    def _send_link(self, email: str) -> None:
        """Nobody waits for it."""
        settings, now = self._desk.settings, self._desk.now()
        try:
            with self._desk.open_store.transaction() as conn:
                user = users.by_email(conn, email)
                if user is None:
                    return
                secret = accounts.link_for(conn, user, now, accounts.LINK)
                authority, _ = channels.authority(conn, settings)
            letter = bulletins.sign_in(secret, accounts.LINK, settings)
            send(settings, letter, (user.email,), f"link.{new_secret()}@{authority}", now)
        except Undeliverable as error:
            log.warning("A link to come in could not be mailed: %s", error)
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("A link to come in could not be made, because the database does not answer: %s", error)

    def _invited(self, secret: str) -> User | None:
        with self._desk.open_store.read() as conn:
            return users.invited(conn, secret, self._desk.now())

    def _spend(self, secret: str) -> User | None:
        with self._desk.open_store.transaction() as conn:
            user = users.invited(conn, secret, self._desk.now())
            return user if user and users.spend(conn, secret) else None

    def _make_first(self, email: str, password: str) -> User:
        with self._desk.open_store.transaction() as conn:
            if users.listed(conn):
                raise Unfit("Somebody was quicker. Sign in, or ask them for a link.")
            user, _ = accounts.invite(conn, email, "admin", self._desk.now())
            accounts.choose(conn, user, password)
        self._desk.first_code = None
        return user

    def _let_in(self, user: User, to: str) -> Response:
        with self._desk.open_store.transaction() as conn:
            secret = accounts.enter(conn, user, self._desk.now())
            activity.record(conn, user.id, "signed_in", self._desk.now())
        answer = RedirectResponse(self._desk.at(to), 303, {"cache-control": NEVER})
        answer.set_cookie(COOKIE, secret, **self._cookie("lax"))
        return answer


def _inside(to: str) -> str:
    """An address of the desk; its front for anything else."""
    inside = to.startswith("/") and not to.startswith("//") and "\\" not in to and not any(ord(c) < 33 for c in to)
    return to if inside else "/"


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def sign_out(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.transaction() as conn:
        users.end(conn, visit.session.token)
    answer = desk.back("/sign-in")
    answer.delete_cookie(COOKIE, path=desk.at(""))
    return answer


def show_password(desk: Desk, visit: Visit) -> Response:
    return desk.page(visit, "password.html", problem=None)


def set_password(desk: Desk, visit: Visit) -> Response:
    """Who has a password must know it to change it; every other browser of theirs is signed out, this one stays in."""
    user = visit.user
    problem = None
    if user.password and not desk.throttle.take(user.email, "the desk"):
        problem = TOO_OFTEN
    elif user.password and not accounts.is_right(user, visit.form.whole("old")):
        problem = "The old password is not right. Type it again, or ask an admin for a new link."
    if problem is None:
        try:
            with desk.open_store.transaction() as conn:
                accounts.choose(conn, user, visit.form.whole("new"))
                secret = accounts.enter(conn, user, visit.now)
                desk.record(conn, visit, "password")
        except Unfit as unfit:
            problem = str(unfit)
        else:
            answer = desk.back("/")
            answer.set_cookie(COOKIE, secret, path=desk.at(""), httponly=True, secure=desk.is_secure, samesite="lax")
            return answer
    return desk.page(visit, "password.html", 422, problem=problem)


SCREENS = (
    Screen("/sign-out", sign_out, "POST"),
    Screen("/password", show_password),
    Screen("/password", set_password, "POST"),
)
