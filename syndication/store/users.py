"""Who works at the desk, who is signed in, and links that sign somebody in once. Secrets are kept as digests."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from syndication.store.schema import passes, sessions, users

Role = Literal["editor", "admin"]

RESTING = timedelta(hours=12)  # after which a browser that did nothing is signed out
LONGEST = timedelta(days=14)  # after which every browser is
GLANCE = timedelta(minutes=1)  # how exactly the last request is remembered


@dataclass(frozen=True, slots=True)
class User:
    id: int
    email: str
    role: Role
    password: str | None = field(repr=False)  # an Argon2 hash


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in; `csrf` is what each of its forms brings back."""

    token: str = field(repr=False)  # a digest
    user: User
    csrf: str = field(repr=False)


def digest(secret: str) -> str:
    """The form in which a secret with enough chance in it is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def listed(conn: sa.Connection) -> list[User]:
    return [_user(row) for row in conn.execute(_select().order_by(users.c.email))]


def by_email(conn: sa.Connection, email: str) -> User | None:
    row = conn.execute(_select().where(users.c.email == email.strip().lower())).first()
    return _user(row) if row else None


def by_ids(conn: sa.Connection, ids: list[int]) -> dict[int, str]:
    """The mail addresses of these people, those who left too."""
    return dict(conn.execute(sa.select(users.c.id, users.c.email).where(users.c.id.in_(ids))).all())


def ever(conn: sa.Connection) -> dict[int, str]:
    """The mail addresses of everybody who has ever worked here, by their numbers."""
    return dict(conn.execute(sa.select(users.c.id, users.c.email).order_by(users.c.email)).all())


def add(conn: sa.Connection, email: str, role: Role, now: datetime) -> User:
    """Somebody new, or with another role; who had left comes back without a password."""
    email = email.strip().lower()
    known = conn.execute(sa.select(users).where(users.c.email == email)).first()
    if known is None:
        conn.execute(users.insert(), {"email": email, "role": role, "added_at": now})
    else:
        fresh = {"removed_at": None, "password": None} if known.removed_at else {}
        conn.execute(users.update().where(users.c.id == known.id).values(role=role, **fresh))
    found = by_email(conn, email)
    assert found, "it was stored just now"
    return found


def remove(conn: sa.Connection, user_id: int, now: datetime) -> None:
    """They are signed out everywhere and cannot come in again; what they did keeps their name."""
    conn.execute(users.update().where(users.c.id == user_id).values(removed_at=now, password=None))
    for table in (sessions, passes):
        conn.execute(table.delete().where(table.c.user_id == user_id))


def set_role(conn: sa.Connection, user_id: int, role: Role) -> None:
    conn.execute(users.update().where(users.c.id == user_id).values(role=role))


def lock_out(conn: sa.Connection, user_id: int) -> None:
    """Password, links and browsers of theirs let nobody in any more; a new link does."""
    conn.execute(users.update().where(users.c.id == user_id).values(password=None))
    for table in (sessions, passes):
        conn.execute(table.delete().where(table.c.user_id == user_id))


def set_password(conn: sa.Connection, user_id: int, hashed: str) -> None:
    """Every browser of theirs is signed out: who changes a password may have lost the old one."""
    conn.execute(users.update().where(users.c.id == user_id).values(password=hashed))
    for table in (sessions, passes):
        conn.execute(table.delete().where(table.c.user_id == user_id))


def begin(conn: sa.Connection, user_id: int, secret: str, csrf: str, now: datetime) -> None:
    """A browser that holds `secret` is signed in; sessions that ran out are forgotten."""
    over = sa.or_(sessions.c.seen_at < now - RESTING, sessions.c.began_at < now - LONGEST)
    conn.execute(sessions.delete().where(over))
    row = {"token": digest(secret), "user_id": user_id, "csrf": csrf, "began_at": now, "seen_at": now}
    conn.execute(sessions.insert(), row)


def session(conn: sa.Connection, secret: str, now: datetime) -> tuple[Session, bool] | None:
    """Who holds this secret, and whether it is time to `see` them; None where nobody does."""
    alive = (sessions.c.seen_at >= now - RESTING, sessions.c.began_at >= now - LONGEST)
    asked = _select(sessions.c.token, sessions.c.csrf, sessions.c.seen_at).join(sessions)
    row = conn.execute(asked.where(sessions.c.token == digest(secret), *alive)).first()
    return (Session(row.token, _user(row), row.csrf), now - row.seen_at > GLANCE) if row else None


def see(conn: sa.Connection, token: str, now: datetime) -> None:
    conn.execute(sessions.update().where(sessions.c.token == token).values(seen_at=now))


def end(conn: sa.Connection, token: str) -> None:
    conn.execute(sessions.delete().where(sessions.c.token == token))


def invite(conn: sa.Connection, user_id: int, secret: str, expires_at: datetime) -> None:
    """Whoever holds `secret` may sign in as this user, once."""
    conn.execute(passes.insert(), {"token": digest(secret), "user_id": user_id, "expires_at": expires_at})


def invited(conn: sa.Connection, secret: str, now: datetime) -> User | None:
    """Whom a link would sign in."""
    asked = _select().join(passes).where(passes.c.token == digest(secret), passes.c.expires_at > now)
    row = conn.execute(asked).first()
    return _user(row) if row else None


def spend(conn: sa.Connection, secret: str) -> bool:
    """The link is used up; whether it was good until now."""
    return conn.execute(passes.delete().where(passes.c.token == digest(secret))).rowcount > 0


def _select(*more: Any) -> sa.Select[Any]:
    return sa.select(users.c.id, users.c.email, users.c.role, users.c.password, *more).where(
        users.c.removed_at.is_(None)
    )


def _user(row: Any) -> User:
    return User(row.id, row.email, row.role, row.password)
