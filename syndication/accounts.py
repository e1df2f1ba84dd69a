"""Coming in at the desk: passwords, links that are good once, and sessions. The only import of Argon2."""

import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from syndication.store import users
from syndication.store.users import Role, User

INVITATION = timedelta(days=7)  # how long somebody new has to come
LINK = timedelta(minutes=20)  # how long a mailed link is good
SHORTEST, LONGEST = 10, 200  # characters of a password
_UNSEEN = "\\x00-\\x1f\\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
_MAILBOX = re.compile(rf"[^@\s{_UNSEEN}]{{1,64}}@[^@\s{_UNSEEN}]{{1,190}}")

_hasher = PasswordHasher()
_nobodys = _hasher.hash(secrets.token_urlsafe(16))  # checked where there is no such person: it takes as long


class Unfit(Exception):
    """What was given cannot be used; the text is one sentence with the next step."""


def invite(conn: sa.Connection, email: str, role: Role, now: datetime) -> tuple[User, str]:
    """Somebody who may work at the desk from now on, and the secret of the link that lets them in once."""
    if not _MAILBOX.fullmatch(email.strip()):
        raise Unfit("This is no mail address. Write it like ana@example.org.")
    user = users.add(conn, email, role, now)
    return user, link_for(conn, user, now, INVITATION)


def link_for(conn: sa.Connection, user: User, now: datetime, good_for: timedelta) -> str:
    """The secret of a link that signs this person in once."""
    secret = secrets.token_urlsafe(24)
    users.invite(conn, user.id, secret, now + good_for)
    return secret


def enter(conn: sa.Connection, user: User, now: datetime) -> str:
    """What the browser holds from now on: a new secret at each sign-in, so that none can be planted before it."""
    secret = secrets.token_urlsafe(32)
    users.begin(conn, user.id, secret, secrets.token_urlsafe(24), now)
    return secret


def is_right(user: User | None, password: str) -> bool:
    """Whether it is their password. It takes as long where there is no such person, or none chosen."""
    hashed = user.password if user and user.password else _nobodys
    try:
        return _hasher.verify(hashed, password[:LONGEST]) and hashed != _nobodys
    except (Argon2Error, InvalidHashError):
        return False


def choose(conn: sa.Connection, user: User, password: str) -> None:
    """Their password from now on; every browser of theirs is signed out."""
    if len(password) < SHORTEST:
        raise Unfit(f"A password needs at least {SHORTEST} characters. Three or four plain words are good.")
    if len(password) > LONGEST:
        raise Unfit(f"A password may have {LONGEST} characters. Choose a shorter one.")
    if password.strip().lower() in (user.email, user.email.partition("@")[0]):
        raise Unfit("Your own name is easily guessed. Choose three or four plain words instead.")
    users.set_password(conn, user.id, _hasher.hash(password))
