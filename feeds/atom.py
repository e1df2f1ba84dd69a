"""Atom 1.0 (RFC 4287), through feedgen: two threads must not write at once (see _feedgen)."""

from dataclasses import replace
from functools import partial
from html import escape

from lxml import etree

from feeds._feedgen import AT, atom, entry_links, feed_links, files, put, put_link, put_meeting
from feeds._writing import authors, changed_at, identity, legal, timestamp, whole_seconds
from feeds.dates import rfc3339
from feeds.model import Entry, Feed, Link, Origin

MEDIA_TYPE = "application/atom+xml"

KINDS = {"news": "News", "press-release": "Press release", "meeting": "Meeting", "action": "Call to action"}

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(feed: Feed) -> bytes:
    """The feed as Atom: the same bytes for the same feed. Needs the lock that _feedgen tells of."""
    feed = legal(feed)
    feed = replace(feed, entries=tuple(map(_with_content, feed.entries)))
    return atom(feed, partial(_finish_feed, feed=feed), partial(_finish_entry, feed=feed))


def _with_content(entry: Entry) -> Entry:
    """An entry has content or a link (4.1.2); one that has neither says its text again."""
    if entry.content or entry.url:
        return entry
    return replace(entry, content=escape(entry.summary or entry.title or identity(entry), quote=False))


def _finish_feed(element: etree._Element, *, feed: Feed) -> None:
    _drop(element, "link")
    if not feed.subtitle:
        _drop(element, "subtitle")  # RSS demands one, so feedgen was given the title
    for link in feed_links(feed, MEDIA_TYPE):
        put_link(element, "link", link)
    _put_deleted(element, feed)


def _put_deleted(element: etree._Element, feed: Feed) -> None:
    """Tombstones (RFC 6721, 3), which name no moment but one the feed states: without their own, its last change."""
    for deleted in {each.id: each for each in feed.deleted if each.id}.values():
        stated = {"ref": deleted.id, "when": rfc3339(whole_seconds(deleted.when or changed_at(feed)))}
        etree.SubElement(element, f"{AT}deleted-entry", stated, nsmap={"at": AT[1:-1]})


def _finish_entry(element: etree._Element, entry: Entry, *, feed: Feed) -> None:
    if entry.language:
        element.set(_LANG, entry.language)
    element.findall("category")[-1].set("label", KINDS[entry.kind])  # in RSS it would stand in place of the term
    _drop(element, "link")
    if entry.url:
        put_link(element, "link", Link(entry.url, rel="alternate"))
    for link in entry_links(entry):
        put_link(element, "link", link)
    for file in files(entry):
        length = None if file.length is None else str(file.length)
        put(element, "link", rel="enclosure", type=file.media_type, length=length, title=file.title, href=file.url)
    _drop(element, "source")
    if entry.origin:
        _put_source(element, entry.origin)
    if entry.meeting:
        put_meeting(element, entry.meeting, authors(entry, feed)[0].name)


def _put_source(entry: etree._Element, origin: Origin) -> None:
    """Where the entry was copied from (4.2.11), as far as that feed said."""
    source = etree.SubElement(entry, "source")
    put(source, "id", origin.id or origin.feed_url)
    put(source, "title", origin.title or origin.name)
    put(source, "updated", timestamp(origin.updated))
    if origin.feed_url:
        put_link(source, "link", Link(origin.feed_url, rel="self"))
    if origin.url:
        put_link(source, "link", Link(origin.url, rel="alternate"))
    put(source, "rights", origin.rights)


def _drop(element: etree._Element, name: str) -> None:
    for child in element.findall(name):
        element.remove(child)
