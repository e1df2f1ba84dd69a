"""What every screen of the desk works with: the store, the pages, and the way back from what was done."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from starlette.responses import HTMLResponse, RedirectResponse, Response

from syndication.poll import Tools
from syndication.settings import Settings
from syndication.store import activity, entries
from syndication.store.db import Store
from syndication.web.links import Addresses
from syndication.web.staff.sentences import sentence
from syndication.web.staff.throttle import Throttle
from syndication.web.staff.visit import Visit, number
from syndication.web.templates import Templates

COOKIE = "desk"


def no_tools() -> Tools:
    raise ConnectionError("this process asks nobody")


def nobody_asks() -> None:
    """What staff chose is heard of by nobody beside this app."""


@dataclass(slots=True)
class Desk:
    """`store` is None where the web runs over files alone. `tools` is what asking a partner needs, made when it is."""

    settings: Settings
    templates: Templates
    store: Store | None
    now: Callable[[], datetime]
    tools: Callable[[], Tools] = no_tools
    first_code: str | None = None  # lets the first admin in, while there is nobody
    changed: Callable[[], None] = nobody_asks  # after staff chose otherwise than the settings say
    throttle: Throttle = field(init=False)  # of those who type an old password
    _addresses: Addresses = field(init=False)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.now)
        self._addresses = Addresses(self.settings.base_url)

    @property
    def open_store(self) -> Store:
        if self.store is None:
            raise ConnectionError("there is no database")
        return self.store

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.coalition.timezone)

    @property
    def language(self) -> str:
        return self.settings.coalition.language

    @property
    def is_secure(self) -> bool:
        return self.settings.base_url.startswith("https:")

    def take(self, chosen: Settings) -> None:
        """Staff chose otherwise: from now on this holds, here and wherever else it is heard of."""
        self.settings = chosen
        self.changed()

    def at(self, path: str) -> str:
        """An address of the desk, on this host and below the path we live under."""
        return self._addresses.base + "/staff" + path

    def page(self, visit: Visit, name: str, status: int = 200, **context: object) -> Response:
        """A screen, with what stands on all of them: who is here, what waits, and what was just done."""
        with self.open_store.read() as conn:
            waiting = sum(entries.count_held(conn).values())
            done = self._just_done(conn, visit)
        shared = {"user": visit.user, "csrf": visit.session.csrf, "waiting": waiting, "done": done, "desk": self}
        return HTMLResponse(self.templates.render(f"staff/{name}", {**shared, **context}), status)

    def _just_done(self, conn: sa.Connection, visit: Visit) -> dict[str, Any] | None:
        """The act named in the address, in a sentence, and whether it can be undone; only one's own."""
        done = number(visit.asked("done"))
        act = activity.by_id(conn, done) if done is not None else None
        if act is None or act.user_id != visit.user.id:
            return None
        said = sentence(conn, act, self.language, mine=True)
        return {"id": act.id, "sentence": said, "undo": bool(act.before) and act.undone_at is None}

    def back(self, to: str, done: int | None = None) -> Response:
        """To another screen of the desk, with the act that was just done."""
        query = "" if done is None else f"{'&' if '?' in to else '?'}done={done}"
        path, mark, place = to.partition("#")
        return RedirectResponse(self.at(f"{path}{query}{mark}{place}"), 303)

    def record(
        self,
        conn: sa.Connection,
        visit: Visit,
        act: str,
        *,
        story_id: int | None = None,
        source_id: int | None = None,
        about: str = "",
        before: Mapping[str, Any] | None = None,
    ) -> int:
        """Remember who did this. `before` says how it is undone: see `undo.py`."""
        return activity.record(
            conn,
            visit.user.id,
            act,
            visit.now,
            story_id=story_id,
            source_id=source_id,
            about=about,
            before=before,
        )


def new_secret() -> str:
    """What a form brings back before anybody is signed in."""
    return secrets.token_urlsafe(24)
