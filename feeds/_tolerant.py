"""Reading RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0 through feedparser, however they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

import feeds._limits as limits
import feeds._raw as raw
import feeds._texts as texts
import feeds._tombstones as tombstones
from feeds._media import media_type
from feeds._raw import Facts
from feeds._xml import Document, prepare
from feeds.dates import parse, states_zone
from feeds.html import plain
from feeds.model import Category, Enclosure, Entry, Feed, FeedError, Hints, Link, Origin
from feeds.text import bounded, language_tag, squeeze, whole_number
from feeds.urls import safe_url

_PAGES = ("text/html", "application/xhtml+xml", "html")

# Names are read in quadratic time: of more than this nobody is called so.
_LONG_NAME = re.compile(rb"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|publisher)\b[^<>]*>[^<]{1000})[^<]+")

# What reading one entry of a stranger can trip over; such an entry is left out, the others stay.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, etree.LxmlError)

Flat = Any  # feedparser's dictionaries: untyped, and what they hold is whatever a stranger wrote


@dataclass(slots=True)
class _Reading:
    """What is known while one document is read, and what staff should hear of it."""

    base: str | None
    month_first: bool
    warnings: set[str] = field(default_factory=set)

    def date(self, text: str | None) -> datetime | None:
        if not text:
            return None
        moment = parse(text, month_first=self.month_first)
        if moment is None:
            self.warnings.add("bad_dates")
        elif not states_zone(text):
            self.warnings.add("no_timezone")
        return moment


def read(body: bytes, content_type: str | None, url: str | None) -> Feed:
    """Raises FeedError("broken") where nothing of a feed could be read."""
    document = prepare(body, content_type)
    base = url or (None if document.tree is None else raw.own_address(document.tree))
    facts = [] if document.tree is None else [raw.facts(entry, base) for entry in raw.entries(document.tree)]
    deleted = () if document.tree is None else tombstones.deleted(document.tree)
    flat = _flatten(document, base)  # takes out of the tree what feedparser must not see
    if not (flat.entries or flat.version):
        raise FeedError("broken", document.error or "XML, but no feed")
    feed = _feed(flat.feed, document.tree, base)
    reading = _Reading(base, month_first=feed.language == "en-US", warnings=set(_warnings(document)))
    entries = tuple(_entries(flat.entries, facts, reading))
    if not entries and (flat.entries or (document.error and not deleted)):
        raise FeedError("broken", document.error or "no entry could be read")
    return replace(
        feed,
        updated=reading.date(_updated(flat.feed)),
        entries=entries,
        deleted=deleted,
        format="atom" if flat.version.startswith("atom") else "rss",
        warnings=tuple(sorted(reading.warnings)),
    )


def _flatten(document: Document, base: str | None) -> Flat:
    """feedparser's view; where it gives up on what is not well-formed, its view of what lxml made of it."""
    if document.tree is None:
        return _feedparser(document.body, base)
    mended = raw.without_what_misleads(document.tree)
    if document.error is None:
        return _feedparser(mended, base)
    try:
        return _feedparser(_LONG_NAME.sub(rb"\1", document.body), base)
    except _UNREADABLE:
        return _feedparser(mended, base)


def _feedparser(body: bytes, base: str | None) -> Flat:
    """Bytes in a BytesIO and nothing else: what looks like a path or an address feedparser would open."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base or ""}
    return feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _warnings(document: Document) -> Iterator[str]:
    if document.error or document.cut:
        yield "broken_recovered"
    if document.garbled:
        yield "garbled"


def _feed(flat: Flat, tree: etree._Element | None, base: str | None) -> Feed:
    """What the document says of itself, without its entries and dates."""
    channel = None if tree is None else raw.channel(tree)
    links = list(_links(flat, base))
    page = _page(links)
    return Feed(
        title=texts.title(flat),
        id=None if channel is None else raw.feed_id(channel),
        url=page,
        feed_url=next((link.url for link in links if link.rel == "self"), None),
        subtitle=texts.line(flat, "subtitle"),
        language=_language(flat, tree),
        rights=texts.line(flat, "rights"),
        logo=safe_url(flat.get("logo") or flat.get("image", {}).get("href") or flat.get("icon"), base),
        authors=() if channel is None else raw.authors(channel),
        alternates=tuple(link for link in links if link.rel == "alternate" and link.url != page),
        hubs=tuple(dict.fromkeys(link.url for link in links if link.rel == "hub")),
        hints=Hints() if channel is None else raw.hints(channel),
    )


def _language(flat: Flat, tree: etree._Element | None) -> str | None:
    stated = None if tree is None else raw.language(raw.channel(tree)) or raw.language(tree)
    return stated or language_tag(flat.get("language") or "")


def _updated(flat: Flat) -> str | None:
    stated: str | None = flat.get("updated") if "updated" in flat else flat.get("published")
    return stated


def _entries(flats: list[Flat], facts: list[Facts], reading: _Reading) -> Iterator[Entry]:
    if len(facts) != len(flats):  # the two readers see different entries: one of them is wrong, so trust one alone
        facts = list(map(_flat_facts, flats))
    for flat, stated in zip(flats, facts, strict=True):
        try:
            entry = _entry(flat, stated, reading)
        except _UNREADABLE:
            reading.warnings.add("broken_recovered")
        else:
            yield entry


def _entry(flat: Flat, facts: Facts, reading: _Reading) -> Entry:
    links = list(_links(flat, reading.base))
    summary, content = texts.summary_and_content(flat, reading.base, facts.caption)
    enclosures = tuple(_enclosures(flat, facts.media, reading.base))[: limits.MANY]
    return Entry(
        title=texts.title(flat),
        id=bounded(facts.id or "", limits.ID) or None,
        url=_page(links, facts.language) or safe_url(flat.get("link"), reading.base),
        summary=summary,
        content=content,
        published=reading.date(facts.published),
        updated=reading.date(facts.updated),
        authors=facts.authors,
        categories=tuple(_categories(flat))[: limits.MANY],
        enclosures=enclosures,
        image=facts.picture or next((file.url for file in enclosures if _is_picture(file)), None),
        language=facts.language,
        meeting=facts.meeting,
        origin=_origin(flat.get("source") or {}, reading),
        kind="meeting" if facts.meeting else "news",
    )


def _flat_facts(flat: Flat) -> Facts:
    """The same facts as far as feedparser kept them."""
    names = (author.get("name") or author.get("email") or "" for author in flat.get("authors", ()))
    return Facts(
        id=squeeze(flat.get("id") or "") or None,
        published=flat.get("published") or flat.get("created"),
        updated=flat.get("updated") if "updated" in flat else None,
        authors=tuple(raw.person(name) for name in names if name),
    )


def _links(flat: Flat, base: str | None) -> Iterator[Link]:
    for link in flat.get("links", ()):
        if url := safe_url(link.get("href"), base):
            language = language_tag(link.get("hreflang") or "")
            title = squeeze(link.get("title") or "")[: limits.TITLE]
            yield Link(url, title or None, link.get("rel"), link.get("type"), language)


def _page(links: list[Link], language: str | None = None) -> str | None:
    """The page for people: of the alternates an HTML one in the entry's own language, the first of equals."""

    def unlike(link: Link) -> tuple[bool, bool]:
        return link.media_type not in _PAGES, link.language not in (None, language)

    return min((link for link in links if link.rel == "alternate"), key=unlike, default=Link("")).url or None


def _enclosures(flat: Flat, media: tuple[Enclosure, ...], base: str | None) -> Iterator[Enclosure]:
    """Attached files, each once; an alternative text that Media RSS gives goes with the same file."""
    known = {file.url: file for file in media}
    for link in flat.get("links", ()):
        if link.get("rel") == "enclosure" and (url := safe_url(link.get("href"), base)):
            title = squeeze(link.get("title") or "")[: limits.TITLE] or (known[url].title if url in known else None)
            known[url] = Enclosure(url, media_type(link.get("type"), url), whole_number(link.get("length")), title)
    yield from known.values()


def _is_picture(file: Enclosure) -> bool:
    return (file.media_type or "").startswith("image/")


def _categories(flat: Flat) -> Iterator[Category]:
    seen = set()
    for tag in flat.get("tags", ()):
        label = plain(tag.get("label") or "")[: limits.TERM]  # many are escaped twice
        term = plain(tag.get("term") or "")[: limits.TERM] or label
        if term and term not in seen:
            seen.add(term)
            yield Category(term, (tag.get("scheme") or "")[: limits.URL] or None, label or None)


def _origin(source: Flat, reading: _Reading) -> Origin | None:
    """Where an entry was copied from, as Atom's or RSS's `source` says (RFC 4287, 4.2.11)."""
    name = texts.title(source)
    if not name:
        return None
    links = list(_links(source, reading.base))
    return Origin(
        name=name,
        url=_page(links),
        id=squeeze(source.get("id") or "") or None,
        title=name,
        feed_url=next((link.url for link in links if link.rel == "self"), safe_url(source.get("href"), reading.base)),
        updated=reading.date(_updated(source)),
        rights=texts.line(source, "rights"),
    )
