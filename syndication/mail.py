"""A letter handed to the mail server of the settings. The only import of smtplib."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.utils import format_datetime, quote
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from feeds.text import excerpt, squeeze
from syndication.health.letter import Letter
from syndication.net.deadline import Deadline
from syndication.settings import Settings

PATIENCE = 20.0  # seconds for each answer of the mail server
LONGEST = 60.0  # seconds for all of them
# EmailMessage is not used: where it folds a header it puts spaces into the words of it.
_PRINTABLE = Charset("utf-8")
_PRINTABLE.body_encoding = QP
PORTS = {"smtp": 25, "smtps": 465}


class Undeliverable(Exception):
    """The mail server did not take a letter; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class _Server:
    """A mail server, as its address in the settings names it."""

    host: str
    port: int
    is_wrapped: bool  # TLS from the first byte
    user: str
    password: str

    @classmethod
    def of(cls, address: str) -> "_Server":
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname or "", port, parts.scheme == "smtps", user, password)

    @property
    def is_here(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class _Conversation(smtplib.SMTP):
    """With a server that cannot stretch it beyond the deadline."""

    def __init__(self, server: _Server, name: str, context: ssl.SSLContext, deadline: Deadline) -> None:
        self._server, self._context, self._deadline = server, context, deadline
        super().__init__(server.host, server.port, local_hostname=name, timeout=PATIENCE)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """smtplib connects by this."""
        plain = socket.create_connection((host, port), timeout)
        self._deadline.watch(plain)
        return self._context.wrap_socket(plain, server_hostname=host) if self._server.is_wrapped else plain

    def begin(self) -> None:
        """TLS where it is offered, and our name and password, which nobody on the way may read."""
        self.ehlo_or_helo_if_needed()
        is_private = self._server.is_wrapped
        if not is_private and self.has_extn("starttls"):
            self.starttls(context=self._context)
            self.ehlo()
            is_private = True
        if not self._server.user:
            return
        if not (is_private or self._server.is_here):
            raise smtplib.SMTPNotSupportedError("it offers no TLS, and the password would be sent in the open")
        self.login(self._server.user, self._server.password)


def can_send(settings: Settings) -> bool:
    return bool(settings.email.smtp and settings.email.sender)


def can_tell(settings: Settings) -> bool:
    """Whether there is anybody to tell what needs a person."""
    return can_send(settings) and bool(settings.email.digest_to)


def send(
    settings: Settings,
    letter: Letter,
    to: Sequence[str],
    message_id: str,
    now: datetime,
    context: ssl.SSLContext | None = None,
) -> tuple[str, ...]:
    """Hand a letter to the mail server; those of `to` that it refused. Undeliverable where nobody will get it.

    `message_id` without its brackets: the same one where a letter is sent once more. `context`: who is trusted to
    vouch for the server, by default whom this machine trusts.
    """
    assert settings.email.smtp and settings.email.sender, "asked only where mail can be sent"  # noqa: PT018 - one fact
    server, name = _Server.of(settings.email.smtp), settings.authority or "[127.0.0.1]"
    deadline = Deadline(LONGEST)
    try:
        message = _message(settings, letter, to, message_id, now)
        with deadline:
            return _hand_over(_Conversation(server, name, context or ssl.create_default_context(), deadline), message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        why = f"it took more than {LONGEST:.0f} seconds" if deadline.passed else _why(error)
        raise Undeliverable(f"{server.host}:{server.port}: {why}") from error


def _message(settings: Settings, letter: Letter, to: Sequence[str], message_id: str, now: datetime) -> Message:
    """ValueError where an address is none. Each text stands on one line, so that none makes a header of its own."""
    message: Message = Message()
    message.set_payload(letter.body, _PRINTABLE)
    message["From"] = f"{_quoted(settings.coalition.short_name)} <{_address(settings.email.sender or '')}>"
    message["To"] = ", ".join(_address(one) for one in to)
    message["Subject"] = _encoded(letter.subject, "Subject")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: nobody's absence is answered to us
    message["Content-Language"] = settings.coalition.language
    return message


def _encoded(text: str, name: str) -> str:
    """What stands behind the name of a header, in plain letters (RFC 2047), folded."""
    line = squeeze(text)
    return Header(line, "us-ascii" if line.isascii() else "utf-8", header_name=name).encode()


def _quoted(name: str) -> str:
    """The name beside an address."""
    line = squeeze(excerpt(name, 100))
    return f'"{quote(line)}"' if line.isascii() else _encoded(line, "From")


def _address(text: str) -> str:
    try:
        return Address(addr_spec=text).addr_spec
    except (MessageError, ValueError, IndexError) as error:  # IndexError: of an empty one
        raise ValueError(f"{text!r} is no mail address") from error


def _hand_over(conversation: _Conversation, message: Message) -> tuple[str, ...]:
    try:
        conversation.begin()
        refused = tuple(conversation.send_message(message))
        with suppress(OSError, smtplib.SMTPException):  # it has the letter, whatever it says to our goodbye
            conversation.quit()
    finally:
        conversation.close()
    return refused


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return excerpt(f"{error.smtp_code} {said}", 200)
    return excerpt(str(error), 200) or type(error).__name__
