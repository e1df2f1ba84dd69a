"""Partners' pages that show our feeds: our hub on one port, their site on another, hubs that misbehave on more."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import feeds
from feeds import Entry, Feed, Meeting, Origin, Person
from syndication.settings import load
from syndication.web.app import create_app
from syndication.web.embed.component import Component
from syndication.web.embed.snippet import Snippet
from tests.browser import served
from tests.conftest import make_home

NOW = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
ZONE = "America/New_York"
NAME = "Bay State Welcome"
OURS = "https://hub.example/"
US = Origin(NAME, "bay-state-welcome", OURS)
CASA = Origin("Casa Amanecer", "casa-amanecer", "https://casa.example/")

# Three sites as partners have them (design/look/mock), each with a place for the embed.
HOSTS = {
    "plain": (
        '*{box-sizing:border-box}body{margin:0;font:16px/1.5 "Helvetica Neue",Arial,sans-serif;color:#212529;'
        "background:#fff}header{background:#1f3d7a;color:#fff;padding:14px 24px;font-weight:700;font-size:20px}"
        "main{max-width:1140px;margin:auto;padding:32px 20px;display:grid;gap:32px}h1{font-size:36px;font-weight:500;"
        "margin:0 0 16px}aside{border:1px solid #d5d9de;border-radius:8px;padding:20px}"
        "@media(min-width:900px){main{grid-template-columns:2fr 1fr}}"
        "coalition-feed{--cf-link:#0b5ed7;--cf-accent:#1f3d7a}"
    ),
    "serif": (
        '*{box-sizing:border-box}body{margin:0;background:#fffdf6;color:#222;font:18px/1.6 "Times New Roman",serif}'
        "header{text-align:center;border-bottom:1px solid;margin:0 auto;max-width:1080px;padding:28px 16px 12px;"
        "font-size:48px;line-height:1}h1{font-size:32px;line-height:1.15;font-weight:400;margin:0 0 12px}"
        "main{max-width:1080px;margin:auto;padding:28px 16px;display:grid;gap:48px}"
        "@media(min-width:900px){main{grid-template-columns:1fr 340px}}"
        "coalition-feed{--cf-accent:#7c1d1d;--cf-link:#7c1d1d}"
    ),
    "dark": (
        "*{box-sizing:border-box}body{margin:0;background:#0d1117;color:#e6edf3;font:17px/1.6 monospace}"
        "header{padding:24px 18px 0;max-width:1060px;margin:auto}main{max-width:1060px;margin:auto;padding:24px 18px;"
        "display:grid;gap:44px}h1{font-size:40px;line-height:1.1;margin:0 0 18px;color:#7ee0b5}"
        "@media(min-width:900px){main{grid-template-columns:1fr 380px}}"
        "coalition-feed{--cf-link:#7ee0b5;--cf-accent:#7ee0b5}"
    ),
}


def news(key: str, title: str, **facts: Any) -> Entry:
    entry = Entry(
        title=title,
        id=f"tag:hub.example,2026:{key}",
        url=f"https://casa.example/{key}",
        page=f"{OURS}items/{key}",
        summary="A ledger kept in pencil. " * 12,
        published=datetime(2026, 2, 27, 14, 12, tzinfo=UTC),
        updated=datetime(2026, 2, 27, 14, 12, tzinfo=UTC),
        authors=(Person(CASA.name),),
        language="en",
        origin=CASA,
    )
    return replace(entry, **facts)


def meeting(key: str, title: str, day: date | None, **facts: Any) -> Entry:
    told = {"start": time(14), "end": time(16), "town": "Worcester", "place": "Public Library"}
    known = {name: facts.pop(name) for name in ("language", "origin", "url", "summary") if name in facts}
    page = f"{OURS}meetings/{key}"
    described = Meeting(ZONE, day, **(told | facts))
    whole = {"page": page, "url": page, "kind": "meeting", "origin": US, "summary": None, "meeting": described}
    return news(key, title, **(whole | known))


MEETINGS = (
    meeting("m1", "Methuen: an evening about your rights", date(2026, 3, 3), start=time(18, 30), end=time(20),
            status="cancelled", sequence=1, place=None),
    meeting("m2", "Framingham: Secure Communities", date(2026, 3, 12), place="Mass Bay Community College",
            address="Room 205-206"),
    meeting("m3", "Lawrence: Secure Communities", date(2026, 4, 2), start=time(15), end=time(17), sequence=2,
            place="Lawrence High School", address="70-71 North Parish Rd"),
    meeting("m4", "Waltham: Secure Communities", date(2026, 4, 16), start=time(12), end=time(14), place=None,
            town="Waltham", tbd=("place",)),
    meeting("m5", "Una tarde en Chelsea", date(2026, 4, 20), start=None, end=None, tbd=("time",), language="es",
            origin=CASA),
    meeting("m6", "Lowell: the day is not known", None, start=None, end=None, tbd=("date",)),
    meeting("m7", "Salem: postponed", date(2026, 5, 2), status="postponed"),
    meeting("m8", "Long ago", date(2025, 5, 2)),
)  # fmt: skip

NEWS = (
    news("n1", "Eleven workers get their wages"),
    news("n2", "Clases de inglés por la noche", language="es"),
    news("n3", "أحد عشر عاملاً يستعيدون أجورهم", language="ar"),
    news("n4", "Sin idioma", language=None),
    news("n5", "We answer the governor", url=f"{OURS}items/n5", origin=US),
    news("n6", "A sixth", published=datetime(2025, 12, 30, 14, tzinfo=UTC)),
    news("n7", "This was taken back", withdrawn=True),
)


def rendered(entries: Sequence[Entry], title: str = f"{NAME}: Meetings") -> bytes:
    feed = Feed(title=title, url=OURS, language="en", authors=(Person(NAME),), entries=tuple(entries))
    return feeds.render(feed, "json")


class Hub:
    """The product itself over a home that holds the feeds given, at `url` (without a slash at the end)."""

    def __init__(self, home: Path) -> None:
        self.settings = load(make_home(home), {})
        self.url = ""

    def publish(self, channel: str, body: bytes) -> None:
        file = self.settings.public / "feeds" / f"{channel}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def snippet(self, channel: str = "upcoming", **more: Any) -> str:
        base = f"{self.url}/"
        attributes = {name: str(value) for name, value in more.pop("more", {}).items()}
        return Snippet(Component(base), base, channel, "Coalition news and meetings", more=attributes, **more).html()


@contextmanager
def hub_at(home: Path) -> Iterator[Hub]:
    hub = Hub(home)
    hub.publish("upcoming", rendered(MEETINGS))
    hub.publish("news", rendered(NEWS, f"{NAME}: News"))
    with served(create_app(hub.settings)) as hub.url:
        yield hub


@dataclass
class Partner:
    """A partner's site, an ASGI app: `pages` by path; what was asked of it that it does not have is in `missed`."""

    pages: dict[str, tuple[bytes, Mapping[str, str]]] = field(default_factory=dict)
    url: str = ""

    def page(self, inside: str, lang: str = "en", host: str = "plain", csp: str | None = None, more: str = "") -> str:
        """The address of a new page with `inside` beside its text; `more` stands below it."""
        direction = ' dir="rtl"' if lang.startswith("ar") else ""
        style = "" if csp else f'<link rel="icon" href="data:,"><style>{HOSTS[host]}</style>'
        html = (
            f'<!doctype html><html lang="{lang}"{direction}><meta charset="utf-8"><title>Partner</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">{style}'
            f"<body><header>North Shore Network</header><main><div><h1>You are not alone</h1><h2>Rides</h2>"
            f"<p>Our companions meet newcomers at the bus stop.</p></div>"
            f'<aside aria-label="Meetings">{inside}</aside>{more}</main>'
        )
        headers = {"content-security-policy": csp} if csp else {}
        path = f"/{len(self.pages)}"
        self.pages[path] = html.encode(), headers
        return self.url + path

    async def __call__(self, scope: Any, _: Any, send: Any) -> None:
        body, headers = self.pages.get(scope["path"], (b"", {}))
        sent = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store", **headers}
        encoded = [(name.encode(), value.encode()) for name, value in sent.items()]
        await send({"type": "http.response.start", "status": 200 if body else 404, "headers": encoded})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def partner_site() -> Iterator[Partner]:
    partner = Partner()
    with served(partner) as partner.url:
        yield partner


@dataclass
class Broken:
    """A hub's other self: `answers` by path, each a status and a body, after `wait` seconds."""

    answers: Mapping[str, tuple[int, bytes]]
    wait: float = 0.0

    async def __call__(self, scope: Any, _: Any, send: Any) -> None:
        await asyncio.sleep(self.wait)
        status, body = self.answers.get(scope["path"], (404, b"{}"))
        headers = [(b"content-type", b"application/json"), (b"access-control-allow-origin", b"*")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def silent() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def take() -> None:
        while True:
            try:
                held.append(listening.accept()[0])
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    with ExitStack() as stack:
        stack.callback(lambda: [one.close() for one in held])
        stack.callback(listening.shutdown, socket.SHUT_RDWR)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/feeds/all.json"
    listening.close()
