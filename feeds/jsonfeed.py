"""JSON Feed 1.1: writing; 1.0 and 1.1: reading."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import msgspec

import feeds._limits as limits
import feeds._peers as peers
from feeds._decode import decode
from feeds._jsonvalues import Json, address, line, listed, moment
from feeds._writing import authors, build_each, identity, index_url, legal, local_timestamp, timestamp
from feeds.dates import states_zone
from feeds.direction import directed
from feeds.html import paragraphs, plain, sanitise
from feeds.model import Action, Category, Deleted, Enclosure, Entry, Feed, FeedError, Meeting, Origin, Person
from feeds.text import bounded, excerpt, language_tag

MEDIA_TYPE = "application/feed+json"

_VERSION = "https://jsonfeed.org/version/1.1"

_LARGEST = 2**63  # of what a database holds as a number


def read(body: bytes, url: str | None) -> Feed:
    """JSON Feed 1.0 and 1.1, whatever the types in it; `url` is where it came from. FeedError "broken" for the rest."""
    document = _document(body)
    feed_url = address(document, "feed_url", url)
    base = url or feed_url or address(document, "home_page_url", None)
    items = [item for item in listed(document.get("items"))[: limits.ENTRIES] if isinstance(item, dict)]
    return Feed(
        title=line(document.get("title"), limits.TITLE) or "",
        url=address(document, "home_page_url", base),
        feed_url=feed_url,
        subtitle=line(document.get("description")),
        language=language_tag(line(document.get("language")) or ""),
        logo=address(document, "icon", base),
        authors=_people(document, base),
        entries=tuple(_entry(item, base) for item in items if not _is_withdrawn(item)),
        deleted=tuple(_deleted(items)),
        hubs=tuple(hub for stated in listed(document.get("hubs")) if (hub := address(stated, "url", base))),
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


def _is_withdrawn(item: Json) -> bool:
    return peers.is_withdrawn(item.get("_coalition"))


def _deleted(items: list[Json]) -> Iterator[Deleted]:
    """A tombstone for each item that another instance of this product withdrew."""
    for item in items:
        if _is_withdrawn(item) and (id := _id(item)):
            yield Deleted(id, moment(item.get("date_modified")))


def _entry(item: Json, base: str | None) -> Entry:
    entry, peer = _item_of_anyone(item, base), peers.read(item.get("_coalition"), base)
    if peer is None:
        return entry
    return replace(
        entry,
        url=address(item, "external_url", base) or entry.url,  # the partner's page before the instance's own
        kind=peer.kind,
        origin=peer.origin,
        meeting=peer.meeting,
        actions=peer.actions,
    )


def _id(item: Json) -> str | None:
    return bounded(line(item.get("id"), None) or "", limits.ID) or None


def _item_of_anyone(item: Json, base: str | None) -> Entry:
    content = _content(item, base)
    files = (file for stated in listed(item.get("attachments")) if (file := _enclosure(stated, base)))
    return Entry(
        title=line(item.get("title"), limits.TITLE) or "",
        id=_id(item),
        url=address(item, "url", base) or address(item, "external_url", base),
        summary=line(item.get("summary")) or (excerpt(plain(content)) if content else None),
        content=content,
        published=moment(item.get("date_published")),
        updated=moment(item.get("date_modified")),
        authors=_people(item, base),
        categories=_categories(item),
        enclosures=tuple(islice(files, limits.MANY)),
        image=address(item, "image", base) or address(item, "banner_image", base),
        language=language_tag(line(item.get("language")) or ""),
    )


def _content(item: Json, base: str | None) -> str | None:
    markup, text = item.get("content_html"), item.get("content_text")
    if isinstance(markup, str) and markup.strip():
        return sanitise(markup, base) or None
    return (paragraphs(text) or None) if isinstance(text, str) else None


def _categories(item: Json) -> tuple[Category, ...]:
    tags = (tag for stated in listed(item.get("tags")) if (tag := line(stated, limits.TERM)))
    return tuple(map(Category, islice(dict.fromkeys(tags), limits.MANY)))


def _people(stated: Json, base: str | None) -> tuple[Person, ...]:
    """`authors` of 1.1, else `author` of 1.0; a person without a name is called by the address."""
    people = [person for person in (*listed(stated.get("authors")), stated.get("author")) if isinstance(person, dict)]
    named = ((line(person.get("name"), limits.TERM), address(person, "url", base)) for person in people)
    return tuple(
        dict.fromkeys(Person(name or url or "", url=url) for name, url in islice(named, limits.MANY) if name or url)
    )


def _enclosure(stated: object, base: str | None) -> Enclosure | None:
    url = address(stated, "url", base)
    if url is None or not isinstance(stated, dict):
        return None
    return Enclosure(
        url,
        line(stated.get("mime_type"), limits.TERM),
        _size(stated.get("size_in_bytes")),
        line(stated.get("title"), limits.TITLE),
    )


def _size(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value < _LARGEST else None


def _doubts(item: Json) -> Iterator[str]:
    """What staff should hear of the dates of an item."""
    for stated in filter(None, (item.get("date_published"), item.get("date_modified"))):
        if moment(stated) is None:
            yield "bad_dates"
        elif not states_zone(stated):
            yield "no_timezone"


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
        content_html=directed(entry.content, entry.language),
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
        announced_in=list(entry.announced_in),
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
