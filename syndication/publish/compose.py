"""What a channel says: stories in, one Feed a format out. Pure, so two nodes say the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from feeds import FORMATS, Action, Category, Deleted, Entry, Feed, Link, Origin, Person
from feeds.html import plain
from feeds.text import excerpt
from syndication.channels import topic_slugs
from syndication.model import Channel, Story
from syndication.reasons import say
from syndication.settings import Settings

SUMMARY = 400  # characters of a partner's text that we pass on; the whole lives on their site
TITLE = 90  # characters of its text that name an entry without a title


@dataclass(frozen=True, slots=True)
class Window:
    """All that is needed to say a channel: its newest stories, the meetings of its releases, and as of when."""

    channel: Channel
    stories: tuple[Story, ...]
    notices: tuple[Story, ...]
    as_of: datetime
    feed_id: str  # a tag URI
    departed: tuple[Deleted, ...] = ()  # who left for good, newest first


def fair_share(newest_first: Iterable[Story], per_source: int | None, limit: int) -> tuple[Story, ...]:
    """The newest `limit` stories, at most `per_source` of each source; those withdrawn over and above."""
    counted = Counter[int]()
    kept, withdrawn = [], []
    for story in newest_first:
        counted[story.source.id] += story.state != "withdrawn"
        if story.state == "withdrawn":
            withdrawn.append(story)
        elif per_source is None or counted[story.source.id] <= per_source:
            kept.append(story)
    return (*kept[:limit], *withdrawn)


def compose(window: Window, format: str, settings: Settings) -> Feed:
    """The feed of a channel in one of FORMATS; a calendar holds the meetings of its stories, notices included."""
    stories = _calendar(window) if format.endswith("ics") else _ordered(window)
    entries = tuple(published(story, settings) for story in stories)
    channel = window.channel
    return Feed(
        title=settings.coalition.name if channel.slug == "all" else f"{settings.coalition.name}: {channel.title}",
        id=window.feed_id,
        url=settings.base_url,
        feed_url=feed_url(settings, channel.slug, format),
        subtitle=settings.coalition.description or channel.description
        if channel.slug == "all"
        else channel.description,
        language=settings.coalition.language,
        updated=max((entry.updated for entry in entries if entry.updated), default=None),
        rights=settings.coalition.rights or None,
        logo=settings.coalition.logo or None,
        authors=(Person(settings.coalition.name, url=settings.base_url),),
        entries=entries,
        deleted=window.departed,
        alternates=_alternates(settings, channel.slug, format),
        hubs=settings.hub.publish,
        timezone=settings.coalition.timezone,
    )


def feed_url(settings: Settings, channel: str, format: str) -> str:
    return f"{settings.base_url}feeds/{channel}.{format}"


def formats(channel: str) -> tuple[str, ...]:
    """The formats a channel is rendered in; the calendar of all meetings has a variant for Google."""
    return tuple(name for name in FORMATS if name != "google.ics" or channel == "meetings")


def _alternates(settings: Settings, channel: str, format: str) -> tuple[Link, ...]:
    others = (name for name in FORMATS if name not in (format, "google.ics"))
    links = (Link(feed_url(settings, channel, name), rel="alternate", media_type=_bare(name)) for name in others)
    return (Link(settings.base_url, rel="alternate", media_type="text/html"), *links)


def _bare(format: str) -> str:
    return FORMATS[format].media_type.partition(";")[0]


def _ordered(window: Window) -> Sequence[Story]:
    if window.channel.order == "start":
        return sorted(window.stories, key=_start)
    by_start = sorted(window.stories, key=_start)  # the meetings of one release were published in one moment
    return sorted(by_start, key=lambda story: story.entry.published or story.first_seen, reverse=True)


def _calendar(window: Window) -> Sequence[Story]:
    meetings = {story.id: story for story in (*window.stories, *window.notices) if story.entry.meeting}
    return sorted((story for story in meetings.values() if not _forgotten(story, window.as_of)), key=_start)


def _forgotten(story: Story, as_of: datetime) -> bool:
    meeting = story.entry.meeting
    gone_at = meeting.forgotten_at if meeting and meeting.is_off else None
    return gone_at is not None and gone_at <= as_of


def _start(story: Story) -> tuple[datetime, str]:
    """By first instant; a day without an hour at its beginning, a meeting without a day at the end. Texts stay as the
    window has them, newest to come first: our releases of one day bear the same moment."""
    meeting = story.entry.meeting
    if meeting is None or meeting.date is None:
        return datetime.max.replace(tzinfo=UTC), story.key if meeting else ""
    begins = datetime.combine(meeting.date, meeting.start or time(), ZoneInfo(meeting.timezone))
    return begins.astimezone(UTC), story.key


def published(story: Story, settings: Settings) -> Entry:
    """One story as every output says it."""
    entry, own = story.entry, story.source.is_own
    page = f"{settings.base_url}{'meetings' if entry.meeting else 'items'}/{story.key}"
    if story.state == "withdrawn":
        return _withdrawn(story, page, settings)
    text = entry.summary or (plain(entry.content) if entry.content else "")
    share = "full" if own else story.source.rules.share
    return replace(
        entry,
        id=story.public_id,
        title=entry.title or excerpt(text, TITLE) or settings.coalition.name,
        url=page if own else entry.url or page,
        page=page,
        summary=excerpt(text, SUMMARY) or None if share != "link" else None,
        content=entry.content if share == "full" else None,
        authors=(_author(story, settings),),
        categories=_categories(story, settings),
        language=entry.language or (settings.coalition.language if own else None),
        origin=_own_origin(story, settings) if own else _partner_origin(story),
        also=tuple(Link(c.url or page, c.partner.name) for c in story.carriers),
        actions=_actions(story),
        featured=story.featured_until is not None,
        featured_until=story.featured_until,
    )


def _withdrawn(story: Story, page: str, settings: Settings) -> Entry:
    """A neutral line under the same id: readers overwrite with it what they have stored."""
    language = settings.coalition.language
    return Entry(
        id=story.public_id,
        title=say("withdrawn_title", language),
        url=page,
        page=page,
        summary=say("withdrawn_line", language),
        published=story.entry.published,
        updated=story.entry.updated,
        authors=(_author(story, settings),),
        language=language,
        meeting=story.entry.meeting,
        kind=story.entry.kind,
        origin=_own_origin(story, settings) if story.source.is_own else _partner_origin(story),
        withdrawn=True,
    )


def _actions(story: Story) -> tuple[Action, ...]:
    """What readers can do: as the story itself asks, then as each carrier asks, under its name."""
    asked = {action.url: action for action in story.entry.actions}
    for carrier in story.carriers:
        for action in carrier.actions:
            asked.setdefault(action.url, replace(action, label=f"{action.label} ({carrier.partner.name})"))
    return tuple(asked.values())


def _author(story: Story, settings: Settings) -> Person:
    if story.source.is_own:
        return Person(settings.coalition.name, url=settings.base_url)
    return Person(story.source.partner.name, url=story.source.partner.url or story.source.site_url)


def _categories(story: Story, settings: Settings) -> tuple[Category, ...]:
    """The topics of the source, then those the entry names itself; each with a scheme and a label."""
    terms = (*(Category(topic) for topic in story.source.topics), *story.entry.categories)
    known = {category.term: category for category in (_meant(term, settings) for term in terms)}
    ours = f"{settings.base_url}feeds/#topic"
    return tuple(Category(c.term, c.scheme or ours, c.label or c.term) for c in known.values())


def _meant(category: Category, settings: Settings) -> Category:
    """The topic of the coalition's own list that a partner's word means; the word as it is where it means none."""
    (topic,) = topic_slugs(settings, (category.label or category.term,)) or {""}
    if topic not in settings.topics:
        return category
    return Category(topic, None, next(iter(settings.topics[topic]), topic))


def _own_origin(story: Story, settings: Settings) -> Origin:
    name, feed = settings.coalition.name, feed_url(settings, "press-releases", "atom")
    return Origin(name, story.source.partner.slug, settings.base_url, feed, name, feed, story.entry.updated)


def _partner_origin(story: Story) -> Origin:
    source, partner = story.source, story.source.partner
    site = partner.url or source.site_url
    return Origin(partner.name, partner.slug, site, source.first_url, source.title, source.url, story.entry.updated)
