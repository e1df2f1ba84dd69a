"""One request at the desk: who asks, from which browser, with what in the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from syndication.store.users import Session, User


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent, field by field; of a field that was left out the text is empty."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """The field without the white space around it."""
        return _plain(self.fields.get(name, ("",))[0]).strip()

    def whole(self, name: str) -> str:
        """The field as it was typed, with line ends as one character."""
        return _plain(self.fields.get(name, ("",))[0])

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(_plain(value).strip() for value in self.fields.get(name, ()))

    def has(self, name: str) -> bool:
        """Whether the field was sent at all: a box that is ticked, a button that was pressed."""
        return name in self.fields


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person's request. `form` is empty for a page that is only looked at."""

    request: Request
    session: Session
    form: Form
    now: datetime

    @property
    def user(self) -> User:
        return self.session.user

    def asked(self, name: str) -> str:
        """A parameter of the address after `?`; empty where it is not there."""
        return _plain(self.request.query_params.get(name, "")).strip()

    def part(self, name: str) -> str:
        """A part of the address's path."""
        return _plain(str(self.request.path_params[name]))


def number(text: str) -> int | None:
    """A number of ours; None for what is none, or is larger than databases count."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _plain(text: str) -> str:
    """With one character for a line's end, and none that a database cannot keep."""
    return text.replace("\r\n", "\n").replace("\0", "")
