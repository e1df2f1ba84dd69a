"""The desk asked as a browser asks it: real pages, forms and cookies over a real store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from argon2 import PasswordHasher
from httpx2 import Response
from lxml import html
from starlette.testclient import TestClient

from syndication import accounts
from syndication.gather.parsing import Parsers
from syndication.net.session import open_session
from syndication.poll import Tools
from syndication.publish.publisher import Publisher
from syndication.settings import Settings
from syndication.store import users
from syndication.store.db import Store
from syndication.web.app import create_app

PASSWORD = "lantern otter forty-two"


@dataclass
class Browser:
    """Follows redirects and keeps cookies, as a browser does. `page` is what it shows."""

    client: TestClient
    answer: Response = field(init=False)

    def open(self, path: str) -> "Browser":
        self.answer = self.client.get(path)
        return self

    @property
    def page(self) -> Any:
        return html.fromstring(self.answer.text)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        """Where it is now."""
        return self.answer.url.raw_path.decode()

    @property
    def text(self) -> str:
        """The words of the page, on one line."""
        return " ".join(self.page.body.text_content().split())

    def press(self, label: str, fill: Mapping[str, Any] | None = None, **more: Any) -> "Browser":
        """Press the button with these words, with its form filled in; file fields take bytes."""
        (button, *_) = [b for b in self.page.iter("button") if label in " ".join(b.text_content().split())] or [None]
        assert button is not None, f"no button {label!r} on {self.path}: {self.text[:2000]}"
        form = next(parent for parent in button.iterancestors("form"))
        several: dict[str, list[str]] = {}
        for name, value in form.form_values():
            several.setdefault(name, []).append(value)
        sent: dict[str, Any] = {**several, **(fill or {}), **more}
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        action = button.get("formaction") or form.get("action") or self.path
        files = {name: value for name, value in sent.items() if isinstance(value, bytes)}
        data = {name: value for name, value in sent.items() if not isinstance(value, bytes)}
        method = (form.get("method") or "get").lower()
        if method == "get":
            self.answer = self.client.get(action, params=data)
        else:
            self.answer = self.client.post(action, data=data, files=files or None)
        return self

    def follow(self, label: str) -> "Browser":
        """Follow the link with these words."""
        links = [link for link in self.page.iter("a") if label in " ".join(link.text_content().split())]
        assert links, f"no link {label!r} on {self.path}: {self.text[:2000]}"
        return self.open(links[0].get("href"))


@dataclass
class StaffRoom:
    """The desk over one store, and people who work at it."""

    settings: Settings
    store: Store
    app: Any

    def browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url="https://testserver", follow_redirects=True))

    def signed_in(self, email: str = "ana@coalition.example", role: users.Role = "admin") -> Browser:
        with self.store.transaction() as conn:
            if users.by_email(conn, email) is None:
                user, _ = accounts.invite(conn, email, role, datetime.now(UTC))
                accounts.choose(conn, user, PASSWORD)
        browser = self.browser().open("/staff/sign-in")
        return browser.press("Sign in", email=email, password=PASSWORD)

    def publish(self) -> None:
        """Bring the public files up to date, as the worker does."""
        Publisher(self.store, self.settings).publish()


@contextmanager
def staff_room(settings: Settings, store: Store, parsers: Parsers) -> Iterator[StaffRoom]:
    # The product's own costs a tenth of a second for each sign-in, and there are hundreds here.
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    tools = Tools(store, settings, open_session(settings), parsers.parse)
    Publisher(store, settings).publish()
    yield StaffRoom(
        settings, store, create_app(settings, store=store, tools=lambda: tools, first_code="ABCD-EFGH-JKMN")
    )
