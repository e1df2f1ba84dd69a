"""People: who works at the desk, inviting them, what they may do, and parting with them. For admins."""

import sqlalchemy as sa
from starlette.responses import Response

from syndication import accounts
from syndication.accounts import INVITATION, Unfit
from syndication.store import users
from syndication.store.users import Role, User
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

ROLES: dict[str, Role] = {"editor": "editor", "admin": "admin"}
NO_ROLE = "Say what they may do: choose editor or admin."
NOBODY = "Nobody here has this number any more. The list below is how it is now."
YOURSELF = "This is you. Ask another admin to do it, so that it never happens by accident."
LAST = "This is the last admin. Make somebody else an admin first."


def show(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit)


def _page(desk: Desk, visit: Visit, status: int = 200, **context: object) -> Response:
    with desk.open_store.read() as conn:
        people = users.listed(conn)
    shown = {"people": people, "problem": None, "link": None, "invited": None, "email": "", "role": "editor"}
    return desk.page(visit, "people.html", status, section="more", **{**shown, **context})


def invite(desk: Desk, visit: Visit) -> Response:
    """Somebody new. The link is shown this once, for only its digest is kept."""
    email, role = visit.form.text("email").lower(), ROLES.get(visit.form.text("role"))
    try:
        with desk.open_store.transaction() as conn:
            if role is None:
                raise Unfit(NO_ROLE)
            if users.by_email(conn, email):
                raise Unfit(f"{email} works here already. “New link” beside the name lets them in.")
            user, secret = accounts.invite(conn, email, role, visit.now)
            desk.record(conn, visit, "invited", about=user.email)
    except Unfit as unfit:
        return _page(desk, visit, 422, problem=str(unfit), email=visit.form.text("email"), role=role or "editor")
    return _page(desk, visit, invited=user, link=_link(desk, secret))


def renew(desk: Desk, visit: Visit) -> Response:
    """A new way in for somebody who lost theirs: the old password, links and browsers no longer let anybody in."""
    try:
        with desk.open_store.transaction() as conn:
            user = _other(conn, visit)
            users.lock_out(conn, user.id)
            secret = accounts.link_for(conn, user, visit.now, INVITATION)
            desk.record(conn, visit, "linked", about=user.email)
    except Unfit as unfit:
        return _page(desk, visit, 422, problem=str(unfit))
    return _page(desk, visit, invited=user, link=_link(desk, secret))


def change_role(desk: Desk, visit: Visit) -> Response:
    try:
        with desk.open_store.transaction() as conn:
            user, role = _other(conn, visit), ROLES.get(visit.form.text("role"))
            if role is None:
                raise Unfit(NO_ROLE)
            if role != "admin":
                _refuse_last(conn, user)
            users.set_role(conn, user.id, role)
            done = desk.record(conn, visit, "role_changed", about=user.email) if role != user.role else None
    except Unfit as unfit:
        return _page(desk, visit, 422, problem=str(unfit))
    return desk.back("/people", done)


def remove(desk: Desk, visit: Visit) -> Response:
    """They are signed out at once, in every browser."""
    try:
        with desk.open_store.transaction() as conn:
            user = _other(conn, visit)
            _refuse_last(conn, user)
            users.remove(conn, user.id, visit.now)
            done = desk.record(conn, visit, "dismissed", about=user.email)
    except Unfit as unfit:
        return _page(desk, visit, 422, problem=str(unfit))
    return desk.back("/people", done)


def _other(conn: sa.Connection, visit: Visit) -> User:
    """Whom the form names: somebody else than who sent it, who is still an admin while this is done."""
    people = {str(user.id): user for user in users.listed(conn)}
    me, user = people.get(str(visit.user.id)), people.get(visit.form.text("person"))
    if user is None or me is None or me.role != "admin":
        raise Unfit(NOBODY)
    if user.id == me.id:
        raise Unfit(YOURSELF)
    return user


def _refuse_last(conn: sa.Connection, user: User) -> None:
    if not any(one.role == "admin" and one.id != user.id for one in users.listed(conn)):
        raise Unfit(LAST)


def _link(desk: Desk, secret: str) -> str:
    return f"{desk.settings.base_url}staff/in/{secret}"


SCREENS = (
    Screen("/people", show, role="admin"),
    Screen("/people/invite", invite, "POST", role="admin"),
    Screen("/people/link", renew, "POST", role="admin"),
    Screen("/people/role", change_role, "POST", role="admin"),
    Screen("/people/remove", remove, "POST", role="admin"),
)
