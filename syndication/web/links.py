"""Addresses on pages: ours below the path we live under, others' only where they are safe to follow."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from feeds import Entry, Meeting
from syndication.web.items import key_of
from syndication.web.notices import street

SAFE = frozenset({"http", "https", "mailto", "tel", "webcal", "feed"})


def link(url: str | None) -> str | None:
    """The address if a browser may be sent there, else None: never a script, never a path that only looks like one."""
    if not url or any(character.isspace() or ord(character) < 32 for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    whole = parts.scheme in ("mailto", "tel", "feed") or bool(parts.netloc)
    return url if parts.scheme.lower() in SAFE and whole else None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Everything that pages point at; `base_url` is the public one and ends in a slash."""

    base_url: str

    @property
    def base(self) -> str:
        """The path we live under, without a slash at the end: "" or "/hub"."""
        return urlsplit(self.base_url).path.rstrip("/")

    def at(self, path: str) -> str:
        """A path of ours as pages of ours name it."""
        return self.base + quote(path, safe="/#?=&:@.,+~-_")

    def absolute(self, path: str) -> str:
        return self.base_url + path.removeprefix("/")

    def item(self, entry: Entry) -> str:
        return self.at(f"/{'meetings' if entry.meeting else 'items'}/{key_of(entry.id or '')}")

    def is_own(self, entry: Entry) -> bool:
        """Said by the coalition itself. A partner's event without a page of its own is still the partner's."""
        return entry.origin.url == self.base_url if entry.origin else away(entry) is None

    def webcal(self, path: str) -> str:
        return f"webcal://{self.absolute(path).partition('://')[2]}"

    def google(self, path: str) -> str:
        """Google Calendar's page that follows a calendar; it takes the address only as webcal or http."""
        return f"https://calendar.google.com/calendar/r?{urlencode({'cid': self.webcal(path)})}"

    def outlook(self, path: str, name: str) -> str:
        query = urlencode({"url": self.absolute(path), "name": name}, quote_via=quote)
        return f"https://outlook.live.com/calendar/0/addfromweb?{query}"


def away(entry: Entry) -> str | None:
    """The page of the item that is not ours; None where there is none, or none that a browser may be sent to."""
    return link(entry.url) if entry.url != entry.page else None


def host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url and link(url) else None


def map_of(meeting: Meeting) -> str | None:
    """A map's search for the place; None where no street address is known."""
    if not meeting.address:
        return None
    return f"https://www.openstreetmap.org/search?{urlencode({'query': street(meeting)}, quote_via=quote)}"


def mailbox(contact: str | None, subject: str = "") -> str | None:
    """A mail to the coalition, or its contact page; None where it names neither."""
    if not contact or ":" in contact or "@" not in contact:
        return link(contact)
    query = f"?{urlencode({'subject': subject}, quote_via=quote)}" if subject else ""
    return f"mailto:{quote(contact, safe='@')}{query}"
