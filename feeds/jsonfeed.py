"""JSON Feed 1.1: writing; 1.0 and 1.1: reading."""

import json
import math
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

import feeds._limits as limits
from feeds._decode import decode
from feeds._writing import authors, build_each, identity, index_url, legal, local_timestamp, timestamp
from feeds.dates import parse, states_zone
from feeds.html import paragraphs, plain, sanitise
from feeds.model import Action, Category, Enclosure, Entry, Feed, FeedError, Meeting, Origin, Person
from feeds.text import bounded, excerpt, language_tag, squeeze
from feeds.urls import safe_url

MEDIA_TYPE = "application/feed+json"

_VERSION = "https://jsonfeed.org/version/1.1"

_LARGEST = 2**63  # of what a database holds as a number

Json = dict[str, Any]


def read(body: bytes, url: str | None) -> Feed:
    """JSON Feed 1.0 and 1.1, whatever the types in it; `url` is where it came from. FeedError "broken" for the rest."""
    document = _document(body)
    feed_url = _url(document, "feed_url", url)
    base = url or feed_url or _url(document, "home_page_url", None)
    items = [item for item in _list(document.get("items"))[: limits.ENTRIES] if isinstance(item, dict)]
    return Feed(
        title=_text(document.get("title"), limits.TITLE) or "",
        url=_url(document, "home_page_url", base),
        feed_url=feed_url,
        subtitle=_text(document.get("description")),
        language=language_tag(_text(document.get("language")) or ""),
        logo=_url(document, "icon", base),
        authors=_people(document, base),
        entries=tuple(_entry(item, base) for item in items),
        hubs=tuple(hub for stated in _list(document.get("hubs")) if (hub := _url(stated, "url", base))),
        format="json",
        warnings=tuple(sorted({warning for item in items for warning in _doubts(item)})),
    )


def _document(body: bytes) -> Json:
    """The first JSON value: caches append comments to feeds, and control characters in strings are forgiven."""
    try:
        document, _ = json.JSONDecoder(strict=False).raw_decode(_decoded(body).lstrip())
    except (ValueError, RecursionError) as error:
        raise FeedError("broken", f"JSON: {error}"[:200]) from None
    if isinstance(document, dict) and (
        isinstance(document.get("items"), list) or "jsonfeed" in str(document.get("version"))
    ):
        return document
    raise FeedError("broken", "JSON, but no JSON Feed: neither version nor items")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(body)


def _entry(item: Json, base: str | None) -> Entry:
    content = _content(item, base)
    files = (file for stated in _list(item.get("attachments")) if (file := _enclosure(stated, base)))
    return Entry(
        title=_text(item.get("title"), limits.TITLE) or "",
        id=bounded(_text(item.get("id"), None) or "", limits.ID) or None,
        url=_url(item, "url", base) or _url(item, "external_url", base),
        summary=_text(item.get("summary")) or (excerpt(plain(content)) if content else None),
        content=content,
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        authors=_people(item, base),
        categories=_categories(item),
        enclosures=tuple(islice(files, limits.MANY)),
        image=_url(item, "image", base) or _url(item, "banner_image", base),
        language=language_tag(_text(item.get("language")) or ""),
    )


def _content(item: Json, base: str | None) -> str | None:
    markup, text = item.get("content_html"), item.get("content_text")
    if isinstance(markup, str) and markup.strip():
        return sanitise(markup, base) or None
    return (paragraphs(text) or None) if isinstance(text, str) else None


def _categories(item: Json) -> tuple[Category, ...]:
    tags = (tag for stated in _list(item.get("tags")) if (tag := _text(stated, limits.TERM)))
    return tuple(map(Category, islice(dict.fromkeys(tags), limits.MANY)))


def _people(stated: Json, base: str | None) -> tuple[Person, ...]:
    """`authors` of 1.1, else `author` of 1.0; a person without a name is called by the address."""
    people = [person for person in (*_list(stated.get("authors")), stated.get("author")) if isinstance(person, dict)]
    named = ((_text(person.get("name"), limits.TERM), _url(person, "url", base)) for person in people)
    return tuple(
        dict.fromkeys(Person(name or url or "", url=url) for name, url in islice(named, limits.MANY) if name or url)
    )


def _enclosure(stated: object, base: str | None) -> Enclosure | None:
    url = _url(stated, "url", base)
    if url is None or not isinstance(stated, dict):
        return None
    return Enclosure(
        url,
        _text(stated.get("mime_type"), limits.TERM),
        _size(stated.get("size_in_bytes")),
        _text(stated.get("title"), limits.TITLE),
    )


def _size(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value < _LARGEST else None


def _date(value: object) -> datetime | None:
    return parse(value) if isinstance(value, str) else None


def _doubts(item: Json) -> Iterator[str]:
    """What staff should hear of the dates of an item."""
    for stated in filter(None, (item.get("date_published"), item.get("date_modified"))):
        if _date(stated) is None:
            yield "bad_dates"
        elif not states_zone(stated):
            yield "no_timezone"


def _url(stated: object, name: str, base: str | None) -> str | None:
    url = stated.get(name) if isinstance(stated, dict) else None
    return safe_url(url, base) if isinstance(url, str) else None


def _text(value: object, limit: int | None = limits.FIELD) -> str | None:
    """Words or a number as one line of text; None for everything else and for nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return squeeze(str(value))[:limit] or None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, (str, dict)) else []


def write(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1, UTF-8, one line: the same bytes for the same feed."""
    feed = legal(feed)
    document = _stated(
        version=_VERSION,
        title=feed.title or feed.url or feed.feed_url or "?",
        home_page_url=feed.url,
        feed_url=feed.feed_url,
        description=feed.subtitle,
        icon=feed.logo,
        authors=[_stated(name=person.name, url=person.url) for person in feed.authors if person.name],
        language=feed.language,
        hubs=[{"type": "WebSub", "url": hub} for hub in feed.hubs],
    )
    document["items"] = list(build_each(feed.entries, lambda entry: _item(entry, feed)))
    return msgspec.json.encode(document) + b"\n"


def _stated(**facts: object) -> Json:
    """The facts that there are: None and empty lists are left out."""
    return {name: fact for name, fact in facts.items() if fact is not None and fact not in ([], "", {})}


def _item(entry: Entry, feed: Feed) -> Json:
    page = entry.page or entry.url
    return _stated(
        id=identity(entry),
        url=page,
        external_url=entry.url if entry.url != page else None,
        title=entry.title,
        content_html=entry.content,
        content_text=None if entry.content else entry.summary or entry.title or identity(entry),
        summary=entry.summary,
        image=entry.image,
        date_published=timestamp(entry.published),
        date_modified=timestamp(entry.updated),
        authors=[_stated(name=person.name, url=person.url) for person in authors(entry, feed)],
        tags=list(dict.fromkeys(topic.label or topic.term for topic in entry.categories if topic.label or topic.term)),
        language=entry.language,
        attachments=[_attachment(file) for file in entry.enclosures],
        _coalition=_coalition(entry, feed),
    )


def _attachment(file: Enclosure) -> Json:
    media_type = file.media_type or "application/octet-stream"
    return _stated(url=file.url, mime_type=media_type, title=file.title, size_in_bytes=file.length)


def _coalition(entry: Entry, feed: Feed) -> Json:
    """What JSON Feed has no name for (docs/formats.md)."""
    return _stated(
        about=index_url(feed),
        kind=entry.kind,
        part_of=entry.part_of,
        partner=_partner(entry.origin),
        source=_source(entry.origin),
        also=[_stated(name=carrier.title, url=carrier.url) for carrier in entry.also],
        featured=entry.featured,
        featured_until=timestamp(entry.featured_until),
        actions=[_action(action) for action in entry.actions],
        translations=[_stated(language=other.language, url=other.url) for other in entry.translations],
        meeting=entry.meeting and _meeting(entry.meeting),
        withdrawn=entry.withdrawn,
    )


def _partner(origin: Origin | None) -> Json | None:
    return _stated(name=origin.name, slug=origin.slug, url=origin.url) if origin else None


def _source(origin: Origin | None) -> Json | None:
    return _stated(id=origin.id, title=origin.title, feed_url=origin.feed_url) if origin else None


def _action(action: Action) -> Json:
    return _stated(label=action.label, url=action.url, expires=timestamp(action.expires))


def _meeting(meeting: Meeting) -> Json:
    """Every fact by name; what is not known is null."""
    return {
        "starts": local_timestamp(meeting.starts),
        "ends": local_timestamp(meeting.ends),
        "timezone": meeting.timezone,
        "town": meeting.town,
        "place": meeting.place,
        "address": meeting.address,
        "online_url": meeting.online_url,
        "status": meeting.status,
        "tbd": list(meeting.tbd),
        "sequence": meeting.sequence,
        "change": meeting.change,
    }
