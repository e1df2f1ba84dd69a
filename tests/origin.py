"""A real HTTP server on loopback for tests: answers what it is told to, and remembers what it was asked.

with origin() as site:
    site.serve("/feed", b"<rss/>", {"Content-Type": "application/rss+xml"})
    site.url("/feed"), site.allowed, site.requests
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

DRIPS_FOR = 20.0  # seconds


@dataclass(frozen=True)
class Request:
    """`path` with its query; `headers` by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Site:
    """What the server answers by path, and `requests` in the order they came."""

    def __init__(self, port: int, scheme: str, host: str) -> None:
        self.port = port
        self.allowed = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"  # for `allow_addresses`
        self.requests: list[Request] = []
        self._base = f"{scheme}://{self.allowed}"
        self._answers: dict[str, Callable[[Request], Answer | Iterable[bytes]]] = {}

    def url(self, path: str = "/") -> str:
        return self._base + path

    def serve(self, path: str, body: bytes | str, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """`body` at `path`; a request that names its ETag or Last-Modified gets 304."""
        fixed = Answer(body.encode() if isinstance(body, str) else body, headers or {}, status)
        self.handle(path, lambda request: _not_modified(fixed) if _is_known(fixed, request) else fixed)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.serve(path, b"", {"Location": to}, status)

    def handle(self, path: str, handler: Callable[[Request], Answer]) -> None:
        self._answers[path] = handler

    def raw(self, path: str, pieces: Callable[[], Iterable[bytes]]) -> None:
        """Exactly these bytes, status line and headers included, each piece sent at once; then the connection ends."""
        self._answers[path] = lambda _: pieces()

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Answer | Iterable[bytes]:
        self.requests.append(request)
        handler = self._answers.get(request.path) or self._answers.get(request.path.partition("?")[0])
        return handler(request) if handler else Answer(b"not here", {"Content-Type": "text/plain"}, 404)


def drip(head: bytes, piece: bytes, every: float = 0.1, seconds: float = DRIPS_FOR) -> Iterator[bytes]:
    """`head`, then `piece` again and again: what no timeout between two bytes ever ends."""
    yield head
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(every)
        yield piece


@contextmanager
def origin(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0) -> Iterator[Site]:
    """A site on a free port of `host`, gone at the end of the block."""
    server = (_ServerSix if ":" in host else _Server)((host, port), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.site = Site(server.server_address[1], "https" if tls else "http", host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certified(name: str, not_after: datetime | None = None) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server needs to speak TLS as `name`, and a client to trust who issued that."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(name, not_after=not_after).configure_cert(server)
    authority.configure_trust(client)
    return server, client


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or refuses our certificate is part of the test."""


class _ServerSix(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.site.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
        try:
            self._send(answer) if isinstance(answer, Answer) else self._send_raw(answer)
        except OSError:  # the client hung up
            self.close_connection = True

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - names that http.server looks for

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body)

    def _send_raw(self, pieces: Iterable[bytes]) -> None:
        self.close_connection = True
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `requests` instead."""


def _is_known(answer: Answer, request: Request) -> bool:
    etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if "if-none-match" in request.headers:
        return request.headers["if-none-match"] == etag
    return modified is not None and request.headers.get("if-modified-since") == modified


def _not_modified(answer: Answer) -> Answer:
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in ("content-type", "location")}
    return Answer(b"", kept, 304)
