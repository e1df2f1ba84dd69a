"""OPML 2.0: lists of feeds, read however they are written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from feeds._decode import decode
from feeds._elements import name_of
from feeds._xml import forest
from feeds.dates import rfc822
from feeds.text import clean, language_tag, squeeze
from feeds.urls import feed_url, safe_url

MEDIA_TYPE = "text/x-opml"

_FEEDS = ("rss", "atom", "feed", "json", "ics")  # types whose `url` is a feed; of `link` and `include` it is none
_TOPICS = "/topics/"


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; topics are the categories under `/topics/`."""

    title: str
    url: str
    site_url: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list that is no folder; `outline` None where what is `written` is no address to subscribe at."""

    title: str
    written: str
    outline: Outline | None


def lines(body: bytes) -> tuple[Line, ...]:
    """All that a list names, in its order, whatever folders it is in. FeedError("broken") for no OPML."""
    tree = forest(clean(decode(body)), "opml")
    return tuple(_lines(tree))


def read(body: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each once, in its order. FeedError("broken") for no OPML."""
    found: dict[str, Outline] = {}
    for line in lines(body):
        if line.outline:
            found.setdefault(line.outline.url, line.outline)
    return tuple(found.values())


def write(title: str, outlines: Iterable[Outline], updated: datetime | None = None) -> bytes:
    """OPML 2.0; reading it gives the same outlines."""
    root = etree.Element("opml", version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = clean(title)
    if updated:
        etree.SubElement(head, "dateModified").text = rfc822(updated)
    for outline in outlines:
        etree.SubElement(body, "outline", dict(_attributes(outline)))
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _lines(tree: etree._Element) -> Iterator[Line]:
    for element in tree.iter("{*}*"):
        if name_of(element)[1] != "outline":
            continue
        stated = {str(key).rpartition("}")[2].lower(): str(value) for key, value in element.attrib.items()}
        title = squeeze(stated.get("text") or stated.get("title") or "")
        address = stated.get("xmlurl") or (stated.get("url") if stated.get("type", "").lower() in _FEEDS else None)
        if outline := _outline(stated, title, address):
            yield Line(title, outline.url, outline)
        elif address or not len(element):
            yield Line(title, squeeze(address or ""), None)


def _outline(stated: Mapping[str, str], title: str, address: str | None) -> Outline | None:
    url = feed_url(address)
    if url is None:
        return None
    return Outline(
        title=title,
        url=url,
        site_url=safe_url(stated.get("htmlurl")),
        language=language_tag(stated.get("language", "")),
        topics=tuple(_topics(stated.get("category", ""))),
    )


def _topics(category: str) -> Iterator[str]:
    for path in map(str.strip, category.split(",")):
        if path.startswith(_TOPICS) and len(path) > len(_TOPICS):
            yield path.removeprefix(_TOPICS)


def _attributes(outline: Outline) -> Iterator[tuple[str, str]]:
    yield "type", "rss"
    yield "text", clean(outline.title)
    yield "title", clean(outline.title)
    yield "xmlUrl", clean(outline.url)
    if outline.site_url:
        yield "htmlUrl", clean(outline.site_url)
    if outline.language:
        yield "language", outline.language
    if outline.topics:
        yield "category", clean(",".join(_TOPICS + topic for topic in outline.topics))
