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
        return self.fields.get(name, ("",))[0].strip()

    def whole(self, name: str) -> str:
        """The field as it was typed, with line ends as one character."""
        return self.fields.get(name, ("",))[0].replace("\r\n", "\n")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for value in self.fields.get(name, ()))

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
        return self.request.query_params.get(name, "").strip()

    def part(self, name: str) -> str:
        """A part of the address's path."""
        found: str = self.request.path_params[name]
        return found
