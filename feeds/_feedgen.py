"""The only import of feedgen: it builds the skeleton of Atom and RSS, and our extension says what it cannot.

feedgen drops everything but the address of an Atom entry's links, knows half of `source`, adds the clock where no date
is set, and calls `locale.setlocale` for each RSS date: two threads that write at once can leave the process in another
locale. Whoever renders holds a lock (publish/render.py does).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds._media import media_type
from feeds._writing import (
    GENERATOR,
    authors,
    build_each,
    categories,
    changed_at,
    entry_changed_at,
    identity,
    local_timestamp,
    location,
    whole_seconds,
)
from feeds.direction import directed
from feeds.model import Category, Enclosure, Entry, Feed, Link, Meeting

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
EV = "{http://purl.org/rss/1.0/modules/event/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
AT = "{http://purl.org/atompub/tombstones/1.0}"

FinishFeed = Callable[[etree._Element], None]
FinishEntry = Callable[[etree._Element, Entry], None]


class _FeedExtension:
    """Hands feedgen's finished element to `finish` (feedgen's extension protocol; it makes instances itself)."""

    finish: FinishFeed

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DC[1:-1], "ev": EV[1:-1], "media": MEDIA[1:-1]}

    def extend_atom(self, element: etree._Element) -> None:
        self.finish(element)

    extend_rss = extend_atom


class _EntryExtension(_FeedExtension):
    """The same for one entry."""


class _Built:
    """An entry whose element was made already: all that feedgen asks of one it is given."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def register_extension(self, *_: object) -> None:
        """The element is finished: nothing extends it again."""

    def atom_entry(self) -> etree._Element:
        return self._element

    rss_entry = atom_entry


def atom(feed: Feed, finish_feed: FinishFeed, finish_entry: FinishEntry) -> bytes:
    """Atom; `feed` is legal, and each of its entries has a link or content (RFC 4287, 4.1.2)."""
    generator = _generator(feed, finish_feed)
    for element in build_each(feed.entries, lambda entry: _entry(feed, entry, finish_entry).atom_entry()):
        generator.add_entry(_Built(element), order="append")
    return bytes(generator.atom_str(pretty=True))


def rss(feed: Feed, finish_feed: FinishFeed, finish_entry: FinishEntry) -> bytes:
    """RSS 2.0; `feed` is legal."""
    generator = _generator(feed, finish_feed)
    for element in build_each(feed.entries, lambda entry: _entry(feed, entry, finish_entry).rss_entry()):
        generator.add_entry(_Built(element), order="append")
    return bytes(generator.rss_str(pretty=True))


def _generator(feed: Feed, finish: FinishFeed) -> Any:
    made = FeedGenerator()
    made.register_extension("coalition", _FeedExtension, _EntryExtension)
    made.coalition.finish = finish
    address = feed.url or feed.feed_url or feed.id or "about:blank"
    made.id(feed.id or feed.feed_url or address)
    made.title(feed.title or address)
    made.description(feed.subtitle or feed.title or address)
    made.updated(changed_at(feed))
    made.generator(GENERATOR)
    made.language(feed.language or None)
    made.rights(feed.rights or None)
    made.logo(feed.logo or None)
    made.author([{"name": person.name, "email": person.email, "uri": person.url} for person in feed.authors])
    made.link(href=address, rel="alternate")
    return made


def _entry(feed: Feed, entry: Entry, finish: FinishEntry) -> Any:
    made = FeedEntry()
    made.register_extension("coalition", _EntryExtension)
    made.coalition.finish = lambda element: finish(element, entry)
    made.id(identity(entry))
    made.title(entry.title or entry.url or identity(entry))
    made.updated(entry_changed_at(entry, feed))
    made.published(whole_seconds(entry.published) if entry.published else None)
    made.summary(escape(entry.summary, quote=False) if entry.summary else None, type="html")
    made.content(directed(entry.content, entry.language), type="html")
    # No address of a person's mailbox: RSS would need one for <author>, and nobody asked us to spread it.
    made.author([{"name": person.name, "uri": person.url} for person in authors(entry, feed)])
    made.category([_category(category) for category in categories(entry, feed)])
    if entry.origin:
        made.source(entry.origin.feed_url, entry.origin.title or entry.origin.name)
    for file in files(entry)[:1]:
        made.enclosure(file.url, file.length or 0, file.media_type or "application/octet-stream")
    made.link({"href": entry.url, "rel": "alternate"} if entry.url else None)  # last: what comes later would replace it
    return made


def _category(category: Category) -> dict[str, str]:
    stated = {"term": category.term, "scheme": category.scheme, "label": category.label}
    return {name: value for name, value in stated.items() if value}


def files(entry: Entry) -> tuple[Enclosure, ...]:
    """What comes with the entry, its picture last."""
    if not entry.image or any(file.url == entry.image for file in entry.enclosures):
        return entry.enclosures
    return (*entry.enclosures, Enclosure(entry.image, media_type(None, entry.image) or "image/jpeg"))


def feed_links(feed: Feed, media_type: str) -> Iterator[Link]:
    """The links of a feed document; one alternate for each media type and language (RFC 4287, 4.1.1)."""
    seen: set[tuple[str | None, ...]] = set()
    for link in feed.alternates:
        rel = link.rel or "alternate"
        key = (rel, link.media_type, link.language)
        if link.url != feed.feed_url and (rel != "alternate" or key not in seen):
            seen.add(key)
            yield replace(link, rel=rel)
    if feed.feed_url:
        yield Link(feed.feed_url, rel="self", media_type=media_type)
    yield from (Link(hub, rel="hub") for hub in feed.hubs)
    if feed.url and ("alternate", "text/html", None) not in seen:
        yield Link(feed.url, rel="alternate", media_type="text/html")


def entry_links(entry: Entry) -> Iterator[Link]:
    """What an entry points to beside its page and its files: who else carries it, other languages, what one can do."""
    yield from (replace(carrier, rel="via") for carrier in entry.also)
    yield from (replace(other, rel="related") for other in entry.translations)
    yield from (Link(action.url, action.label, "related") for action in entry.actions)


def put(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str | None) -> None:
    """A child element; attributes without a value are left out, and so is an element that would say nothing."""
    stated = {key: value for key, value in attributes.items() if value}
    if text or stated:
        etree.SubElement(parent, name, stated).text = text


def put_link(parent: etree._Element, name: str, link: Link) -> None:
    put(parent, name, rel=link.rel, type=link.media_type, hreflang=link.language, title=link.title, href=link.url)


def put_meeting(parent: etree._Element, meeting: Meeting, organizer: str) -> None:
    """The RSS event module: dates as W3C-DTF, in the meeting's own zone; what is not known is left out."""
    put(parent, f"{EV}startdate", local_timestamp(meeting.starts))
    put(parent, f"{EV}enddate", local_timestamp(meeting.ends))
    put(parent, f"{EV}location", location(meeting))
    put(parent, f"{EV}organizer", organizer)
    put(parent, f"{EV}type", "meeting")
