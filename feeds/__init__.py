"""What a feed is: bytes to `Feed` and `Feed` to bytes. Pure: no socket, file, clock or thread."""

from collections.abc import Callable
from dataclasses import dataclass

import feeds._tolerant as tolerant
import feeds.atom as atom
import feeds.ical as ical
import feeds.jsonfeed as jsonfeed
import feeds.rss as rss
from feeds._sniff import sniff
from feeds.comments import is_comments
from feeds.model import (
    Action,
    Category,
    Deleted,
    Enclosure,
    Entry,
    Feed,
    FeedError,
    Hints,
    Kind,
    Link,
    Meeting,
    Origin,
    Page,
    Person,
    Status,
    Unknown,
)
from feeds.pages import read_page

__all__ = [
    "FORMATS",
    "Action",
    "Category",
    "Deleted",
    "Enclosure",
    "Entry",
    "Feed",
    "FeedError",
    "Format",
    "Hints",
    "Kind",
    "Link",
    "Meeting",
    "Origin",
    "Page",
    "Person",
    "Status",
    "Unknown",
    "is_comments",
    "parse",
    "render",
    "sniff",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format we publish: its media type and its writer; the suffix of its files is its key in FORMATS."""

    media_type: str
    write: Callable[[Feed], bytes]


FORMATS = {
    "atom": Format(atom.MEDIA_TYPE, atom.write),
    "rss": Format(rss.MEDIA_TYPE, rss.write),
    "json": Format(jsonfeed.MEDIA_TYPE, jsonfeed.write),
    "ics": Format(ical.MEDIA_TYPE, ical.write),
    "google.ics": Format(ical.MEDIA_TYPE, ical.write_for_google),
}


def parse(body: bytes, media_type: str | None = None, url: str | None = None) -> Feed:
    """The feed in a document; `media_type` is its Content-Type, `url` where it came from (base of relative links).

    Raises FeedError, and nothing else whatever the bytes: "webpage" for a page for people, "broken" for the rest.
    """
    try:
        return _read(body, media_type, url)
    except FeedError:
        raise
    except Exception as error:  # readers of strangers' bytes: what one of them trips over is a broken document
        raise FeedError("broken", f"{type(error).__name__}: {error}"[:300]) from error


def render(feed: Feed, format: str) -> bytes:
    """`feed` in one of FORMATS."""
    return FORMATS[format].write(feed)


def _read(body: bytes, media_type: str | None, url: str | None) -> Feed:
    match sniff(body, media_type):
        case "xml":
            return tolerant.read(body, media_type, url)
        case "json":
            return jsonfeed.read(body, url)
        case "ics":
            return ical.read(body, url)
        case "html":
            links, page = read_page(body, url or "")
            raise FeedError("webpage", links=links, page=page)
        case None:
            raise FeedError("broken", "neither XML, JSON nor iCalendar" if body.strip() else "an empty document")
