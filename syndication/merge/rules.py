"""Which channels a story is in, and when time will change that. Pure: a story, the channels and an instant in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from feeds import Meeting
from feeds.text import slug
from syndication.model import Channel, Story


def channels_of(story: Story, channels: Iterable[Channel], as_of: datetime) -> set[str]:
    """The slugs of the channels that a story belongs to at this instant."""
    return {channel.slug for channel in channels if story.state == "public" and _belongs(story, channel, as_of)}


def _belongs(story: Story, channel: Channel, as_of: datetime) -> bool:
    entry, meeting = story.entry, story.entry.meeting
    return (
        (channel.notices or not story.is_notice)
        and (not channel.kinds or entry.kind in channel.kinds)
        and (channel.own is None or story.source.is_own == channel.own)
        and (not channel.partners or story.source.partner.slug in channel.partners)
        and (not channel.topics or not set(channel.topics).isdisjoint(topics_of(story)))
        and (not channel.languages or _speaks(entry.language, channel.languages))
        and (not channel.towns or (meeting is not None and slug(meeting.town or "") in channel.towns))
        and (not channel.featured or entry.featured)
        and (not channel.upcoming or (meeting is not None and not is_over(meeting, as_of)))
    )


def topics_of(story: Story) -> set[str]:
    """The slugs of what a story is about: what its source was given, and what it says itself."""
    return {*story.source.topics, *(slug(category.term) for category in story.entry.categories)}


def _speaks(language: str | None, wanted: Sequence[str]) -> bool:
    """Whether a tag is one of those wanted or a variety of it: `es-MX` speaks `es`."""
    return language is not None and any(f"{language.lower()}-".startswith(f"{tag}-") for tag in wanted)


def leaves_at(meeting: Meeting) -> datetime | None:
    """When a meeting is no longer news: its end, or for one that will not happen the end of the day after it."""
    return meeting.forgotten_at if meeting.is_off else meeting.over_at


def is_over(meeting: Meeting, as_of: datetime) -> bool:
    end = leaves_at(meeting)
    return end is not None and end <= as_of


def next_change(story: Story, as_of: datetime) -> datetime | None:
    """The next instant at which time alone changes what is said of a story."""
    end = leaves_at(story.entry.meeting) if story.entry.meeting else None
    return end if end and end > as_of else None
