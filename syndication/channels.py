"""The channels we publish: the built-in ones, then those of the configuration."""

from syndication.model import Channel
from syndication.sections import ChannelSettings
from syndication.settings import Settings

MEETING_WINDOW = 200  # a calendar must not lose a coming meeting because many were announced after it

BUILT_IN = (
    Channel("all", "News and meetings", "Everything our members and we publish."),
    Channel("news", "News", "News and calls to action, whoever said it.", kinds=("news", "action")),
    Channel(
        "press-releases", "Press releases", "What the coalition itself announces.", kinds=("press-release",), own=True
    ),
    Channel("meetings", "Meetings", "Every meeting.", kinds=("meeting",), notices=True, limit=MEETING_WINDOW),
    Channel(
        "upcoming",
        "Coming meetings",
        "The meetings that are not over, soonest first.",
        kinds=("meeting",),
        notices=True,
        upcoming=True,
        limit=MEETING_WINDOW,
        order="start",
    ),
)


def channels(settings: Settings) -> tuple[Channel, ...]:
    """The built-in channels, then those of the configuration."""
    return (*BUILT_IN, *(_configured(name, asked) for name, asked in settings.channels.items()))


def _configured(name: str, asked: ChannelSettings) -> Channel:
    return Channel(
        name,
        asked.title or name.replace("-", " ").capitalize(),
        asked.description,
        kinds=asked.kinds,
        notices=asked.upcoming or "meeting" in asked.kinds,
        partners=asked.partners,
        topics=asked.topics,
        languages=tuple(language.lower() for language in asked.languages),
        towns=asked.towns,
        featured=asked.featured,
        upcoming=asked.upcoming,
        limit=asked.limit,
        per_source=asked.per_source,
        order=asked.order,
    )
