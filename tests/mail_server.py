"""A mail server on loopback that keeps what it is given: with a password, with TLS, or in a bad mood."""

import email
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec import structs

from syndication.settings import Settings
from tests.service import eventually, free_port

USER, PASSWORD = "news@hub.example", "p@ss:word/7"


@dataclass(frozen=True)
class Got:
    """A letter as the server was given it."""

    sender: str
    to: list[str]
    raw: bytes
    encrypted: bool
    user: str | None

    @property
    def letter(self) -> EmailMessage:
        found = email.message_from_bytes(self.raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def subject(self) -> str:
        return str(self.letter["Subject"])

    @property
    def body(self) -> str:
        return str(self.letter.get_content()).replace("\r\n", "\n")


@dataclass
class PostOffice:
    port: int
    got: list[Got] = field(default_factory=list)
    refusing: str = ""  # what it answers instead of taking a letter
    refused: set[str] = field(default_factory=set)  # recipients that it does not know
    tried: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def subjects(self) -> list[str]:
        return [one.subject for one in self.got]

    def wait(self, number: int) -> list[Got]:
        """The letters, once there are so many."""
        assert eventually(lambda: len(self.got) >= number, 5), f"{len(self.got)} letters came"
        return self.got

    async def handle_RCPT(self, *said: Any) -> str:  # noqa: N802 - the name that aiosmtpd calls
        _, _, envelope, address, _ = said
        if address in self.refused:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.tried += 1
        if self.refusing:
            return self.refusing
        user = session.auth_data.login.decode() if session.authenticated else None
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from
        self.got.append(Got(envelope.mail_from, list(envelope.rcpt_tos), envelope.content, _is_encrypted(server), user))
        return "250 taken"


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=data)


def _is_encrypted(server: SMTP) -> bool:
    assert server.transport
    return server.transport.get_extra_info("sslcontext") is not None


@contextmanager
def post_office(*, auth: bool = False, wrapped: ssl.SSLContext | None = None, **more: Any) -> Iterator[PostOffice]:
    """`wrapped`: TLS from the first byte; `tls_context`: by STARTTLS."""
    office = PostOffice(free_port())
    if auth:
        more |= {"authenticator": knows, "auth_require_tls": "tls_context" in more}
    server = Controller(office, "127.0.0.1", office.port, ssl_context=wrapped, server_hostname="mail.example", **more)
    server.start()
    try:
        yield office
    finally:
        server.stop()


@contextmanager
def bad_office(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does with each connection what the test says."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_serve, args=(serve, connection), daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _serve(serve: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            serve(connection)
        except OSError:  # the client had enough
            return


def mailing(settings: Settings, url: str, *to: str, **coalition: Any) -> Settings:
    """The same settings with a mail server, and people to tell."""
    sent_by = structs.replace(settings.email, smtp=url, sender="news@hub.example", digest_to=to)
    return structs.replace(settings, email=sent_by, coalition=structs.replace(settings.coalition, **coalition))
