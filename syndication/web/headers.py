"""The headers that answers carry: those of the public files, and those of the pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feeds import FORMATS, opml
from syndication.web.renditions import INDEX, PARTNERS, Headers

VARY = "Accept-Encoding, Sec-Fetch-Dest, Sec-Fetch-Mode"
SUFFIXES = ("atom", "rss", "json", "ics")
OTHER_TYPES = {INDEX: "application/json", PARTNERS: opml.MEDIA_TYPE}

# Pages bring nothing from elsewhere and run nothing written inside them.
PAGE_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "vary": VARY,
}


def file_headers(base_url: str, max_age: int, hubs: Sequence[str] = ()) -> Callable[[str], Headers]:
    """The headers of a public file by its name, whatever its coding and whether it changed; `max_age` in seconds."""
    shared: Headers = (
        (b"cache-control", f"public, max-age={max_age}, stale-if-error=86400".encode()),
        (b"vary", VARY.encode()),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", b"ETag, Last-Modified, Link"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-robots-tag", b"noindex"),
    )

    def headers_of(name: str) -> Headers:
        links = ", ".join(_links(name, base_url, hubs))
        return ((b"content-type", f"{media_type(name)}; charset=utf-8".encode()), (b"link", links.encode()), *shared)

    return headers_of


def media_type(name: str) -> str:
    return OTHER_TYPES.get(name) or FORMATS[name.rpartition(".")[2]].media_type


def _links(name: str, base_url: str, hubs: Sequence[str]) -> Iterator[str]:
    """The Link field (RFC 8288): the file itself, the same channel in the other formats, who tells of changes."""
    yield f'<{base_url}{name}>; rel="self"'
    if name in OTHER_TYPES:
        return
    channel = name.split(".")[0]
    for suffix in SUFFIXES:
        if f"{channel}.{suffix}" != name:
            yield f'<{base_url}{channel}.{suffix}>; rel="alternate"; type="{FORMATS[suffix].media_type}"'
    yield from (f'<{hub}>; rel="hub"' for hub in hubs)


class PageHeaders:
    """Puts the headers of a page on every answer that does not bring its own."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = PAGE_HEADERS) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
