"""The six partners' sites: small web servers on loopback, each at a port of its own."""

import hashlib
from contextlib import ExitStack
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from syndication.demo.pages import PARTNERS, Partner, other_page, pages

HOST = "127.0.0.1"


class Sites:
    """Serves the partners' sites inside a `with` block, with the content of `today`."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.addresses: list[tuple[str, str]] = []  # partner, and the address a person would paste
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for partner in PARTNERS:
                self.addresses.append((partner.name, starting.enter_context(_Site(partner, self.today)).url))
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()


class _Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, partner: Partner, today: date) -> None:
        super().__init__((HOST, 0), _Handler)
        address = f"http://{HOST}:{self.server_address[1]}"
        self.url = address + partner.pasted
        self.pages = pages(partner, address, today)
        self.other = other_page(partner)
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Site

    def do_GET(self) -> None:
        media_type, body = self.server.pages.get(self.path, self.server.other)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = self.headers.get("If-None-Match") == etag
        self.send_response(304 if known else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", media_type)
        if not known:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not known and self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - http.server's name for it

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the demo's own lines are what a visitor should read."""
