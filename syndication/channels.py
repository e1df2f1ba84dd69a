"""The channels we publish: the built-in ones, those of the configuration, and the slices that items call for."""

from collections.abc import Iterable
from datetime import timedelta

from feeds.text import slug
from syndication.model import Channel
from syndication.sections import ChannelSettings
from syndication.settings import Settings

REMEMBERED = timedelta(days=90)  # that readers are told of what was withdrawn
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
    Channel(
        "meetings-changed",
        "Changed meetings",
        "Meetings with another day, hour, place or state than they were announced with.",
        kinds=("meeting",),
        notices=True,
        changed=True,
    ),
    Channel("featured", "Featured", "What the coalition points at now.", notices=True, featured=True),
)

# How the channels of one partner, topic, language and town are named.
SLICES = ("topics", "towns", "languages", "partners")


def channels(settings: Settings) -> tuple[Channel, ...]:
    """The built-in channels, then those of the configuration."""
    return (*BUILT_IN, *(_configured(name, asked, settings) for name, asked in settings.channels.items()))


def slice_of(address: str, title: str) -> Channel:
    """The channel of one partner, topic, language or town: `partners/casa`."""
    kind, _, name = address.partition("/")
    match kind:
        case "partners":
            return Channel(address, title, f"What {title} publishes.", partners=(name,))
        case "topics":
            return Channel(address, title, f"Everything about {title}.", topics=(name,))
        case "languages":
            return Channel(address, title, f"Everything in {title}.", languages=(name,))
        case "towns":
            return Channel(address, title, f"Meetings in {title}.", notices=True, towns=(name,), limit=MEETING_WINDOW)
    raise ValueError(address)


def topic_slugs(settings: Settings, words: Iterable[str]) -> set[str]:
    """What these words mean by the coalition's own list of topics; a word that is not in it stands for itself."""
    meant = {slug(word): name for name, said in settings.topics.items() for word in (name, *said)}
    return {meant.get(slug(word), slug(word)) for word in words if slug(word)}


def _configured(name: str, asked: ChannelSettings, settings: Settings) -> Channel:
    return Channel(
        name,
        asked.title or name.replace("-", " ").capitalize(),
        asked.description,
        kinds=asked.kinds,
        notices=asked.upcoming or "meeting" in asked.kinds,
        partners=asked.partners,
        topics=tuple(sorted(topic_slugs(settings, asked.topics))),
        languages=tuple(language.lower() for language in asked.languages),
        towns=asked.towns,
        featured=asked.featured,
        upcoming=asked.upcoming,
        include=asked.include,
        exclude=asked.exclude,
        authors=asked.authors,
        max_age=asked.max_age,
        limit=asked.limit,
        per_source=asked.per_source,
        order=asked.order,
    )
