"""Which channels a story is in, and when time will change that. Pure: a story, the channels and an instant in."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime

from feeds import Meeting
from feeds.text import slug
from syndication.channels import REMEMBERED, topic_slugs
from syndication.languages import language_name
from syndication.merge.judge import is_by, mentions
from syndication.model import Channel, Story
from syndication.settings import Settings


def channels_of(
    story: Story, channels: Iterable[Channel], settings: Settings, as_of: datetime, before: Set[str] = frozenset()
) -> set[str]:
    """The slugs of the channels that a story belongs to at this instant.

    What was withdrawn stays for a while where it stood `before`: readers overwrite what they have stored.
    """
    if story.state == "withdrawn":
        return set(before) if story.withdrawn_at and as_of < story.withdrawn_at + REMEMBERED else set()
    if story.state != "public":
        return set()
    topics = topics_of(story, settings)
    chosen = {channel.slug for channel in channels if _belongs(story, channel, topics, as_of)}
    return chosen | {address for address, _ in slices_of(story, settings)}


def _belongs(story: Story, channel: Channel, topics: Set[str], as_of: datetime) -> bool:
    entry, meeting = story.entry, story.entry.meeting
    return (
        (channel.notices or not story.is_notice)
        and (not channel.kinds or entry.kind in channel.kinds)
        and (channel.own is None or story.source.is_own == channel.own)
        and (not channel.partners or story.source.partner.slug in channel.partners)
        and (not channel.topics or not topics.isdisjoint(channel.topics))
        and (not channel.languages or _speaks(entry.language, channel.languages))
        and (not channel.towns or (meeting is not None and slug(meeting.town or "") in channel.towns))
        and (not channel.featured or is_featured(story, as_of))
        and (not channel.upcoming or (meeting is not None and not is_over(meeting, as_of)))
        and (not channel.changed or story.changed)
        and (not channel.include or mentions(entry, channel.include) is not None)
        and (not channel.exclude or mentions(entry, channel.exclude) is None)
        and (not channel.authors or is_by(entry, channel.authors))
        and (channel.max_age is None or as_of < _published(story) + channel.max_age)
    )


def _published(story: Story) -> datetime:
    return story.entry.published or story.first_seen


def slices_of(story: Story, settings: Settings) -> Iterator[tuple[str, str]]:
    """The slices that a public story stands in, with the name each is called by where it is the first there."""
    entry, meeting, partner = story.entry, story.entry.meeting, story.source.partner
    town = meeting.town if meeting and (story.source.is_own or meeting.status == "confirmed") else None
    if town and slug(town):
        yield f"towns/{slug(town)}", town
    if story.is_notice:
        return
    if settings.serving.partner_slices:
        yield f"partners/{partner.slug}", partner.name
    for topic in sorted(topics_of(story, settings) & settings.topics.keys()):
        yield f"topics/{topic}", topic_name(settings, topic)
    language = entry.language or (settings.coalition.language if story.source.is_own else None)
    if language:
        yield f"languages/{language.partition('-')[0].lower()}", language_name(language)


def topic_name(settings: Settings, topic: str) -> str:
    """What readers see of a topic of the configuration."""
    return next(iter(settings.topics[topic]), topic)


def topics_of(story: Story, settings: Settings) -> set[str]:
    """The slugs of what a story is about: what its source was given, and what it says itself."""
    return topic_slugs(settings, (*story.source.topics, *(c.label or c.term for c in story.entry.categories)))


def _speaks(language: str | None, wanted: Sequence[str]) -> bool:
    """Whether a tag is one of those wanted or a variety of it: `es-MX` speaks `es`."""
    return language is not None and any(f"{language.lower()}-".startswith(f"{tag}-") for tag in wanted)


def is_featured(story: Story, as_of: datetime) -> bool:
    return story.featured_until is not None and story.featured_until > as_of


def leaves_at(meeting: Meeting) -> datetime | None:
    """When a meeting is no longer news: its end, or for one that will not happen the end of the day after it."""
    return meeting.forgotten_at if meeting.is_off else meeting.over_at


def is_over(meeting: Meeting, as_of: datetime) -> bool:
    end = leaves_at(meeting)
    return end is not None and end <= as_of


def next_change(story: Story, channels: Iterable[Channel], as_of: datetime) -> datetime | None:
    """The next instant at which time alone changes what is said of a story, or which channels it is in."""
    moments = (
        *(_published(story) + channel.max_age for channel in channels if channel.max_age is not None),
        leaves_at(story.entry.meeting) if story.entry.meeting else None,
        story.featured_until,
        story.withdrawn_at + REMEMBERED if story.withdrawn_at else None,
    )
    return min((moment for moment in moments if moment and moment > as_of), default=None)
