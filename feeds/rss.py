"""RSS 2.0 (with the Advisory Board's profile), through feedgen: two threads must not write at once (see _feedgen)."""

from dataclasses import replace
from functools import partial

from lxml import etree

from feeds._feedgen import ATOM, DC, MEDIA, entry_links, feed_links, files, put, put_link, put_meeting, rss
from feeds._writing import authors, entry_changed_at, legal, timestamp
from feeds.html import plain
from feeds.model import Enclosure, Entry, Feed
from feeds.text import excerpt

MEDIA_TYPE = "application/rss+xml"

_MEDIUMS = {"image", "audio", "video"}


def write(feed: Feed) -> bytes:
    """The feed as RSS: the same bytes for the same feed. Needs the lock that _feedgen tells of."""
    feed = legal(feed)
    feed = replace(feed, entries=tuple(map(_with_description, feed.entries)))
    return rss(feed, partial(_finish_channel, feed=feed), partial(_finish_item, feed=feed))


def _with_description(entry: Entry) -> Entry:
    """`content:encoded` stands beside a description, never alone: else the text's beginning stands in."""
    if entry.summary or not entry.content:
        return entry
    return replace(entry, summary=excerpt(plain(entry.content)) or entry.title)


def _finish_channel(element: etree._Element, *, feed: Feed) -> None:
    (channel,) = element.findall("channel")
    for link in feed_links(feed, MEDIA_TYPE):
        put_link(channel, f"{ATOM}link", link)


def _finish_item(element: etree._Element, entry: Entry, *, feed: Feed) -> None:
    people = authors(entry, feed)
    for person in people:
        put(element, f"{DC}creator", person.name)
    put(element, f"{DC}language", entry.language)
    put(element, f"{ATOM}updated", timestamp(entry_changed_at(entry, feed)))
    for link in entry_links(entry):
        put_link(element, f"{ATOM}link", link)
    for file in files(entry):
        _put_media(element, file)
    if entry.meeting:
        put_meeting(element, entry.meeting, people[0].name)


def _put_media(element: etree._Element, file: Enclosure) -> None:
    medium = (file.media_type or "").partition("/")[0]
    attributes = {"url": file.url, "type": file.media_type, "medium": medium if medium in _MEDIUMS else None}
    if file.length is not None:
        attributes["fileSize"] = str(file.length)
    media = etree.SubElement(element, f"{MEDIA}content", {name: value for name, value in attributes.items() if value})
    put(media, f"{MEDIA}description", file.title, type="plain" if file.title else None)
