"""Our own JSON Feed read back as it was written, `_coalition` included. What strangers write goes through jsonfeed."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Raw, Struct, field

from feeds._coalition import Gathering, Partner, Source, meeting, origin
from feeds.model import (
    Action,
    Category,
    Enclosure,
    Entry,
    Feed,
    FeedError,
    Kind,
    Link,
)


class _Carrier(Struct):
    url: str
    name: str | None = None


class _Coalition(Struct):
    kind: Kind = "news"
    part_of: str | None = None
    announced_in: tuple[str, ...] = ()
    partner: Partner | None = None
    source: Source = field(default_factory=Source)
    also: tuple[_Carrier, ...] = ()
    featured: bool = False
    featured_until: datetime | None = None
    actions: tuple[Action, ...] = ()
    translations: tuple[Link, ...] = ()
    meeting: Gathering | None = None
    withdrawn: bool = False


class _Attachment(Struct):
    url: str
    mime_type: str | None = None
    title: str | None = None
    size_in_bytes: int | None = None


class _Item(Struct):
    id: str
    url: str | None = None
    external_url: str | None = None
    title: str = ""
    summary: str | None = None
    content_html: str | None = None
    date_published: datetime | None = None
    date_modified: datetime | None = None
    image: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    attachments: tuple[_Attachment, ...] = ()
    coalition: _Coalition = field(name="_coalition", default_factory=_Coalition)


class _Document(Struct):
    title: str = ""
    description: str | None = None
    items: tuple[Raw, ...] = ()


def read(body: bytes) -> Feed:
    """One damaged item costs one item; FeedError "broken" for a damaged document."""
    try:
        document = msgspec.json.decode(body, type=_Document)
    except msgspec.MsgspecError as error:
        raise FeedError("broken", str(error)) from None
    return Feed(title=document.title, subtitle=document.description, entries=tuple(_entries(document.items)))


def _entries(items: tuple[Raw, ...]) -> Iterator[Entry]:
    for raw in items:
        try:
            yield _entry(msgspec.json.decode(raw, type=_Item))
        except (msgspec.MsgspecError, ValueError, LookupError, OSError):  # a zone or a date that nobody knows
            continue


def _entry(item: _Item) -> Entry:
    facts = item.coalition
    return Entry(
        title=item.title,
        id=item.id,
        url=item.external_url or item.url,
        page=item.url,
        summary=item.summary,
        content=item.content_html,
        published=item.date_published,
        updated=item.date_modified,
        categories=tuple(Category(tag) for tag in item.tags),
        enclosures=tuple(Enclosure(a.url, a.mime_type, a.size_in_bytes, a.title) for a in item.attachments),
        image=item.image,
        language=item.language,
        meeting=meeting(facts.meeting) if facts.meeting else None,
        origin=origin(facts.partner, facts.source) if facts.partner else None,
        kind=facts.kind,
        part_of=facts.part_of,
        announced_in=facts.announced_in,
        also=tuple(Link(carrier.url, carrier.name) for carrier in facts.also),
        actions=facts.actions,
        translations=facts.translations,
        featured=facts.featured,
        featured_until=facts.featured_until,
        withdrawn=facts.withdrawn,
    )
