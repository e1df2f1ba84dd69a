"""The feeds over HTTP, in front of routing: one look into a dict, and bytes.

What is not a feed of ours, and a feed that a person opened in a browser, goes on to the site.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qs, quote

from starlette.types import ASGIApp, Receive, Scope, Send

from syndication.web.negotiation import coding_for, is_current
from syndication.web.renditions import INDEX, PARTNERS, Headers, Renditions, Resource

FILES = re.compile(r"/(feeds/.+\.(?:atom|rss|json|ics)|partners\.opml)")
GOOGLE = "/feeds/meetings.google.ics"
METHODS = b"GET, HEAD, OPTIONS"
OLD_ADDRESSES = {
    "/feed": "/feeds/all.rss",
    "/rss": "/feeds/all.rss",
    "/rss.xml": "/feeds/all.rss",
    "/atom.xml": "/feeds/all.atom",
    "/feed.json": "/feeds/all.json",
    "/feeds": "/feeds/",
}
PREFLIGHT: Headers = (
    (b"allow", METHODS),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", METHODS),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, Accept, Content-Type"),
    (b"access-control-max-age", b"86400"),
)
REFUSAL = b"This address can only be read: use GET.\n"


class Feeds:
    """Answers feed addresses from `renditions`; `empty(name)` makes the empty feed of a channel that has no bytes yet.

    `moved` maps old paths to paths of ours (`base`, the path we live under, is put before them) or to other sites.
    """

    def __init__(
        self,
        site: ASGIApp,
        renditions: Renditions,
        empty: Callable[[str], Resource | None],
        moved: Mapping[str, str],
        base: str,
    ) -> None:
        self._site = site
        self._renditions = renditions
        self._empty = empty
        self._moved = {**OLD_ADDRESSES, **moved}
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._site(scope, receive, send)
        self._renditions.refresh()
        path = scope["path"]
        if path in self._moved:
            return await self._redirect(send, self._moved[path])
        if FILES.fullmatch(path) is None:
            return await self._site(scope, receive, send)
        if scope["method"] == "OPTIONS":
            return await _send(send, 204, PREFLIGHT)
        found = self.find(path.removeprefix("/"))
        if found is None:
            return await self._site(scope, receive, send)
        return await self._answer(found, scope, receive, send)

    def find(self, name: str) -> Resource | None:
        return self._renditions.get(name) or (None if self._renditions.is_gone(name) else self._empty(name))

    async def _answer(self, found: Resource, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            headers = ((b"allow", METHODS), (b"content-type", b"text/plain; charset=utf-8"), *PREFLIGHT[1:2])
            return await _send(send, 405, headers, REFUSAL)
        query = _query(scope["query_string"])
        if found.name == "feeds/meetings.ics" and query.get("for") == ["google"]:
            return await self._redirect(send, GOOGLE)
        asked = _asked(scope["headers"])
        if _is_person(asked) and "raw" not in query and found.name not in (INDEX, PARTNERS):
            return await self._site(scope, receive, send)
        return await _send_resource(send, found, asked, with_body=scope["method"] == "GET")

    async def _redirect(self, send: Send, target: str) -> None:
        location = self._base + target if target.startswith("/") else target
        encoded = quote(location, safe="/:?#[]@!$&'()*+,;=%").encode("ascii")
        headers = ((b"location", encoded), (b"cache-control", b"public, max-age=3600"), *PREFLIGHT[1:2])
        await _send(send, 308, headers)


def _query(raw: bytes) -> dict[str, list[str]]:
    return parse_qs(raw.decode("latin-1"), keep_blank_values=True) if raw else {}


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """The request's fields; the lines of a repeated one are one list (RFC 9110, 5.3)."""
    asked: dict[bytes, str] = {}
    for name, value in headers:
        text = value.decode("latin-1")
        asked[name] = f"{asked[name]}, {text}" if name in asked else text
    return asked


def _is_person(asked: Mapping[bytes, str]) -> bool:
    """A browser that opens the address as a page says so; readers, scripts and other sites do not."""
    return asked.get(b"sec-fetch-dest") == "document" and asked.get(b"sec-fetch-mode") == "navigate"


async def _send_resource(send: Send, found: Resource, asked: Mapping[bytes, str], with_body: bool) -> None:
    chosen = found.by_coding[coding_for(asked.get(b"accept-encoding", ""), found.codings)]
    if_none_match, since = asked.get(b"if-none-match", ""), asked.get(b"if-modified-since", "")
    if is_current(chosen.etag, found.modified, if_none_match, since):
        await _send(send, 304, chosen.headers_unchanged)
    else:
        await _send(send, 200, chosen.headers, chosen.body if with_body else b"")


async def _send(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
