"""Publishing a release of our own: one item, and a notice for each meeting in it, in one transaction."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from feeds import Entry, Feed, press
from feeds.text import squeeze
from syndication.home import DESK
from syndication.merge.identity import id_alias
from syndication.merge.take import take
from syndication.model import Story
from syndication.settings import Settings
from syndication.store import channels, entries, sources, stories
from syndication.store.db import Store


class Unpublishable(Exception):
    """A text that cannot go out as it is; says in one sentence what to change."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is out: its item, and its notices in the order of the text, the flagged ones held."""

    item: Story
    notices: tuple[Story, ...]
    is_new: bool


def read(text: str, settings: Settings, issued: date | None) -> press.Release:
    """What a text says, by the coalition's own clock; `issued` is used where the text prints no date."""
    return press.read(text, settings.coalition.timezone, issued)


def publish(store: Store, settings: Settings, text: str, release: press.Release, now: datetime) -> Published:
    """Make the release and its notices public; the same text published again changes nothing."""
    if not release.title:
        raise Unpublishable("No headline was found in this text. Put it on a line of its own at the top and try again.")
    feed, held = _feed(text, release, settings)
    with store.transaction() as conn:
        desk = sources.by_url(conn, DESK)
        assert desk is not None, "a prepared home has a desk"
        taken, salt = take(conn, settings, desk, feed, now, held), channels.salt(conn)
        found = {
            story.entry.id: story
            for story in stories.by_names(conn, desk.id, [_digest(entry, salt) for entry in feed.entries])
        }
    item, *notices = (found[entry.id] for entry in feed.entries)
    return Published(item, tuple(notices), taken.new > 0)


def _digest(entry: Entry, salt: bytes) -> str:
    return entries.name_digest(id_alias(entry.id or ""), salt)


def _feed(text: str, release: press.Release, settings: Settings) -> tuple[Feed, frozenset[str]]:
    """The entries of a release, and the ids of those notices that a flag asks a person about."""
    own_id = "release:" + hashlib.sha256(squeeze(text).encode()).hexdigest()[:24]
    item = replace(press.entry(release, settings.coalition.timezone), id=own_id)
    notices = [
        replace(entry, id=f"{own_id}#{number}", part_of=own_id)
        for number, entry in enumerate(press.meetings(release, item), 1)
    ]
    asked = {flag.meeting for flag in release.flags if flag.meeting is not None}
    held = frozenset(f"{own_id}#{number}" for number in asked)
    return Feed(entries=(item, *notices)), held
