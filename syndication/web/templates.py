"""The templates in pages/, and what every one of them may say."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from feeds import Entry
from feeds.direction import is_rtl
from feeds.html import plain
from feeds.text import excerpt
from syndication.languages import language_name
from syndication.settings import Settings
from syndication.web import links, moments, notices, phrases
from syndication.web.document import NEVER, document
from syndication.web.items import Items, key_of
from syndication.web.links import Addresses
from syndication.web.static import Static

BRIEF = 180  # characters of a summary in a list


class Templates:
    """Renders pages; `now` tells the day that dates are near to or far from."""

    def __init__(self, settings: Settings, items: Items, static: Static, now: Callable[[], datetime]) -> None:
        self._items = items
        self._name = settings.coalition.name
        self._zone = ZoneInfo(settings.coalition.timezone)
        self._now = now
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        coalition = settings.coalition
        self._addresses = Addresses(settings.base_url)
        self._environment.globals.update(
            coalition=coalition,
            brand=coalition.short_name or coalition.name,
            addresses=self._addresses,
            static=static.address,
            local=self._local,
            speaker=self._speaker,
            direction=direction,
            key_of=key_of,
            link=links.link,
            is_own=self._addresses.is_own,
            away=links.away,
            deck=deck,
            map_of=links.map_of,
            mailbox=links.mailbox,
            brief=partial(excerpt, limit=BRIEF),
            moments=moments,
            notices=notices,
            say=phrases.say,
            number=phrases.number,
            language_name=language_name,
            page_language=phrases.LANGUAGE,
        )

    def page(self, request: Request, name: str, cache: str, **context: object) -> Response:
        return document(request, self._render(name, context), "text/html", cache)

    def error(self, status: int, known: int, headers: dict[str, str]) -> Response:
        """`known` is the status that we have words for."""
        return HTMLResponse(self._render("error.html", {"status": known}), status, {"cache-control": NEVER, **headers})

    def today(self) -> date:
        return self._now().astimezone(self._zone).date()

    def _speaker(self, entry: Entry) -> str:
        """Who said it; a partner without a name by its host, never by ours."""
        if entry.origin and entry.origin.name:
            return entry.origin.name
        return self._name if self._addresses.is_own(entry) else links.host(links.away(entry)) or ""

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def render(self, name: str, context: dict[str, object]) -> str:
        """A page of the desk: what it shows comes from its screen alone."""
        return self._environment.get_template(name).render({"section": "", "today": self.today(), **context})

    def _render(self, name: str, context: dict[str, object]) -> bytes:
        shared = {"partners": self._items.partners(), "today": self.today(), "section": ""}
        return self._environment.get_template(name).render(shared | context).encode()


def direction(entry: Entry) -> str:
    """Which way an item's language is written; "auto" where it names none: the browser looks at the letters."""
    if not entry.language:
        return "auto"
    return "rtl" if is_rtl(entry.language) else "ltr"


def deck(entry: Entry) -> str | None:
    """The line that stands under a headline; None where it only repeats how the text begins."""
    said = " ".join((entry.summary or "").split()).rstrip("…")
    text = " ".join(plain(entry.content).split()) if entry.content else ""
    return entry.summary if said and text and not text.startswith(said) else None
