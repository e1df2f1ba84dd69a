"""Channels and topics: which feeds there are and what they hold, what means a topic, the hour of the letter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from feeds.text import slug, squeeze
from syndication import preferences
from syndication.channels import BUILT_IN, channels
from syndication.mail import can_tell
from syndication.model import Channel
from syndication.settings import FILE, ConfigError, Settings, entry
from syndication.store import channels as stored
from syndication.store import sources
from syndication.web.moments import zone_name
from syndication.web.staff import channel, channel_form
from syndication.web.staff.channel_words import Names, holds
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.settings import formats
from syndication.web.staff.visit import Visit

LONGEST = 60  # characters of a topic's name
NO_NAME = "Give the topic a name with letters or digits, of at most 60 characters."
NO_WORDS = "Write words of one line with commas between them, 50 at most."
TAKEN = "There is a topic of this name already. Add the words to that one."
NO_HOUR = "Choose an hour of the day."


@dataclass(frozen=True, slots=True)
class Row:
    """A channel as it is listed. `is_ours`: staff chose it and may change it."""

    channel: Channel
    holds: str
    formats: list[tuple[str, str]]
    number: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is listed, or as it is being written; `slug` is "" for a new one."""

    slug: str
    name: str
    words: str
    is_ours: bool = True
    wrong: str = ""  # a sentence about what was typed


NEW = Topic("", "", "")


def show(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit)


def _page(desk: Desk, visit: Visit, typed: Topic = NEW, problem: str = "") -> Response:
    with desk.open_store.read() as conn:
        settings = preferences.laid_under(conn, desk.settings)
        rows = list(_rows(conn, settings))
        shown: dict[str, object] = {"lost": _lost(conn, settings)}
    shown |= {"ours_listed": [row for row in rows if row.channel not in BUILT_IN], "topics": _topics(settings, typed)}
    shown |= {"built_in": [row for row in rows if row.channel in BUILT_IN], "new": NEW if typed.slug else typed}
    shown |= {"hour": settings.digest_hour, "is_sent": can_tell(settings), "zone": zone_name(desk.zone.key)}
    shown |= {"problem": problem or typed.wrong, "file": FILE, "may": visit.user.role == "admin"}
    return desk.page(visit, "channels.html", 422 if problem or typed.wrong else 200, section="more", **shown)


def _rows(conn: sa.Connection, settings: Settings) -> Iterator[Row]:
    partners = {one.partner.slug: one.partner.name for one in sources.listed(conn)}
    names = Names(partners, {slug: next(iter(words), slug) for slug, words in settings.topics.items()})
    sizes = stored.sizes(conn)
    for one in channels(settings):
        asked = settings.channels.get(one.slug)
        said = holds(asked, names) if asked else one.description
        is_ours = ("channels", one.slug) in settings.chosen
        yield Row(one, said, formats(one), sizes.get(one.slug, 0), is_ours)


def _lost(conn: sa.Connection, settings: Settings) -> list[tuple[str, str, str]]:
    """What staff chose and cannot be used any more: its table, short name and title."""
    found = []
    for table in preferences.TABLES:
        told = preferences.told(conn, table)
        found += [(table, name, _called(told[name], name)) for name in told if name not in getattr(settings, table)]
    return found


def _called(told: Any, name: str) -> str:
    title = channel_form.of_stored(name, told).told.get("title")
    return str(title or name)


def _topics(settings: Settings, typed: Topic) -> list[Topic]:
    listed = (_topic(settings, name, words) for name, words in settings.topics.items())
    return [typed if one.slug == typed.slug else one for one in listed]


def _topic(settings: Settings, name: str, words: tuple[str, ...]) -> Topic:
    title, *others = words or (name,)
    return Topic(name, title, ", ".join(others), ("topics", name) in settings.chosen)


def save_topic(desk: Desk, visit: Visit) -> Response:
    form = visit.form
    typed = Topic(form.text("slug"), squeeze(form.text("name")), form.whole("words").strip())
    with desk.open_store.transaction() as conn:
        settings = preferences.laid_under(conn, desk.settings)
        wrong = _wrong(typed, settings)
        if wrong:
            return _page(desk, visit, Topic(typed.slug, typed.name, typed.words, wrong=wrong))
        name = typed.slug or slug(typed.name)
        told = [typed.name, *channel_form.words(typed.words)]
        chosen = preferences.choose(conn, settings, "topics", name, told, visit.now)
        done = desk.record(conn, visit, "topic_saved", about=typed.name)
    desk.take(chosen)
    return desk.back("/channels#topics", done)


def _wrong(typed: Topic, settings: Settings) -> str:
    """What keeps a topic from being kept; "" for nothing."""
    said = channel_form.words(typed.words)
    if not slug(typed.name) or len(typed.name) > LONGEST or not _is_fit([typed.name]):
        return NO_NAME
    if len(said) > channel_form.MOST_WORDS or any(len(word) > channel_form.LONGEST_WORD for word in said):
        return NO_WORDS
    if not _is_fit(said):
        return NO_WORDS
    if typed.slug and ("topics", typed.slug) not in settings.chosen:
        return "This topic is not kept at the desk any more. Write it as a new one."
    others: Mapping[str, Any] = {name: words for name, words in settings.topics.items() if name != typed.slug}
    is_taken = slug(typed.name) in others or any(slug(typed.name) == slug(next(iter(w), "")) for w in others.values())
    return TAKEN if is_taken else ""


def _is_fit(said: list[str]) -> bool:
    try:
        entry("topics", "draft", said)
    except ConfigError:
        return False
    return True


def remove_topic(desk: Desk, visit: Visit) -> Response:
    """Asked first; afterwards the address of its feed says that it is gone."""
    name = visit.form.text("slug")
    with desk.open_store.transaction() as conn:
        told = preferences.told(conn, "topics")
        if name not in told:
            return desk.back("/channels#topics")
        title = str(next(iter(told[name]), name)) if isinstance(told[name], list) else name
        if not visit.form.has("sure"):
            return desk.page(visit, "channel-remove.html", 200, section="more", what="topic", slug=name, title=title)
        chosen = preferences.choose(conn, desk.settings, "topics", name, None, visit.now)
        done = desk.record(conn, visit, "topic_removed", about=title)
    desk.take(chosen)
    return desk.back("/channels#topics", done)


def choose_hour(desk: Desk, visit: Visit) -> Response:
    hour = visit.form.text("hour")
    if not (hour.isdecimal() and len(hour) < 3 and int(hour) < 24):
        return _page(desk, visit, problem=NO_HOUR)
    with desk.open_store.transaction() as conn:
        chosen = preferences.choose_hour(conn, desk.settings, int(hour))
        done = desk.record(conn, visit, "digest_hour", about=f"{int(hour)}:00")
    desk.take(chosen)
    return desk.back("/channels#letter", done)


SCREENS = (
    *channel.SCREENS,
    Screen("/channels", show),
    Screen("/channels/topics/save", save_topic, "POST", role="admin"),
    Screen("/channels/topics/remove", remove_topic, "POST", role="admin"),
    Screen("/channels/digest", choose_hour, "POST", role="admin"),
)
