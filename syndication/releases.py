"""Publishing a release of our own: one item, and a notice for each meeting in it, in one transaction.

A meeting that an earlier release announced is the same meeting: it changes where this release says other things of it.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from feeds import Entry, Feed, press
from feeds.press import is_markdown
from feeds.text import squeeze
from syndication.gather import folder
from syndication.home import DESK
from syndication.merge import desk
from syndication.merge.changes import in_words
from syndication.merge.identity import has_title, id_alias
from syndication.merge.revision import Told, could_mean, match, revised
from syndication.merge.take import take
from syndication.model import Source, Story
from syndication.settings import Settings
from syndication.store import channels, entries, sources, stories
from syndication.store.db import Store

Effect = Literal["new", "changed", "repeated", "held"]


class Unpublishable(Exception):
    """A text that cannot go out as it is; says in one sentence what to change."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What publishing does with one notice: `story` is the meeting it is about, where that was announced before."""

    entry: Entry
    effect: Effect
    told: Told
    story: Story | None = None
    change: str | None = None  # in words


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is out: its item, and its notices in the order of the text, with what became of each."""

    item: Story
    notices: tuple[Story, ...]
    effects: tuple[Effect, ...]
    is_new: bool
    is_mended: bool  # it was here, and says something else now


def read(text: str, settings: Settings, issued: date | None) -> press.Release:
    """What a text says, by the coalition's own clock; `issued` is used where the text prints no date."""
    return press.read(text, settings.coalition.timezone, issued)


def as_item(settings: Settings, text: str, release: press.Release) -> Entry:
    """The release as its page and the feeds say it; it has no id yet."""
    item = press.entry(release, settings.coalition.timezone)
    return replace(item, content=folder.rendered(text) or None) if is_markdown(text) else item


def preview(store: Store, settings: Settings, text: str, release: press.Release) -> list[Planned]:
    """What publishing would do with each notice. Stores nothing."""
    with store.read() as conn:
        ours = _desk(conn)
        return _plan(conn, ours, settings, _item(conn, ours, settings, text, release), release)


def publish(
    store: Store, settings: Settings, text: str, release: press.Release, now: datetime, by: int | None = None
) -> Published:
    """Make the release and its notices public; the same text published again changes nothing.

    `by` is the number of the person of the desk; without one a command does it.
    """
    _check(release, now)
    with store.transaction() as conn:
        ours = _desk(conn)
        item = _item(conn, ours, settings, text, release)
        before = _found(conn, ours, [item])
        planned = _plan(conn, ours, settings, item, release)
        told = [_belonging(one, item) for one in planned if one.effect != "repeated"]
        held = {one.entry.id or "" for one in planned if one.effect == "held"}
        taken = take(conn, settings, ours, Feed(entries=(item, *told)), now, held, by)
        _announce(conn, ours, item, planned)
        _remember_news(conn, ours, planned)
        found = _found(conn, ours, [item, *(one.entry for one in planned)])
    notices = tuple(found[one.entry.id] for one in planned)
    effects, moved = tuple(one.effect for one in planned), bool(taken.stories)
    return Published(found[item.id], notices, effects, item.id not in before, moved and item.id in before)


def _check(release: press.Release, now: datetime) -> None:
    if not release.title:
        raise Unpublishable("No headline was found in this text. Put it on a line of its own at the top and try again.")
    if release.embargo is None:
        return
    until = release.embargo.until
    if until is None:
        raise Unpublishable(
            "This text is under an embargo, and until when could not be read. Write day and hour, or remove the line."
        )
    if until.replace(tzinfo=ZoneInfo(release.embargo.timezone)) > now:
        raise Unpublishable(
            f"This text is under an embargo until {until:%Y-%m-%d %H:%M}. Publish it then; nothing was stored."
        )


def _belonging(one: Planned, item: Entry) -> Entry:
    """A new notice belongs to its release; one that was announced before stays with the first."""
    return replace(one.entry, part_of=None if one.story else item.id)


def approve(
    conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime, by: int | None = None
) -> list[int]:
    """What waits becomes public; a notice about a meeting that is public already changes that one.

    The numbers of the stories that are public now.
    """
    merged: dict[int, int] = {}
    for story in told:
        about = tells_of(conn, story)
        if about is not None:
            merged[story.id] = _let_change(conn, settings, story, about, now, by)
    desk.approve(conn, settings, [story for story in told if story.id not in merged], now)
    return [merged.get(story.id, story.id) for story in told]


def tells_of(conn: sa.Connection, story: Story) -> Story | None:
    """The public meeting that a notice of ours, which waits and says that something is new, tells of."""
    if story.state != "held" or not story.is_notice or story.source.url != DESK:
        return None
    row = entries.by_key(conn, story.key)
    if row is None or not row.joined.get("new_info"):
        return None
    others = [one for one in stories.own_notices(conn, story.source.id) if one.state == "public"]
    issued = story.entry.published.date() if story.entry.published else None
    return match([Told(story.entry, row.joined.get("title"), True)], others, issued)[0]


def _let_change(
    conn: sa.Connection, settings: Settings, story: Story, about: Story, now: datetime, by: int | None
) -> int:
    assert story.entry.meeting is not None
    said = revised(about.entry, story.entry.meeting, story.entry.summary)
    if said is not None:
        told = Feed(entries=(replace(said, part_of=None, announced_in=()),))
        take(conn, settings, story.source, told, now, by=by)
    row, meeting = entries.by_key(conn, story.key), entries.by_key(conn, about.key)
    if row is not None and meeting is not None and row.part_of_id not in (None, meeting.part_of_id):
        entries.announce(conn, row.part_of_id, [meeting.id])
    return desk.join(conn, settings, about, story, now)


def _desk(conn: sa.Connection) -> Source:
    ours = sources.by_url(conn, DESK)
    assert ours is not None, "a prepared home has a desk"
    return ours


def _item(conn: sa.Connection, ours: Source, settings: Settings, text: str, release: press.Release) -> Entry:
    """The release as an item. One with the headline and date of an earlier one is that one, mended."""
    item = as_item(settings, text, release)
    own_id = next(_mended(conn, ours, item), "release:" + hashlib.sha256(squeeze(text).encode()).hexdigest()[:24])
    known = entries.by_alias(conn, ours.id, [id_alias(own_id)], channels.salt(conn))
    if any(row.state == "withdrawn" for row in known.values()):
        raise Unpublishable("This release was withdrawn, and stays so. Write a new one, with other words.")
    return replace(item, id=own_id)


def _mended(conn: sa.Connection, ours: Source, item: Entry) -> Iterator[str]:
    """The ids of releases of this date and headline."""
    said = (entries.unpack(row.document) for row in entries.published_on(conn, ours.id, item.published))
    return (one.id for one in said if one.id and one.kind == item.kind and has_title(one, item))


def _plan(conn: sa.Connection, ours: Source, settings: Settings, item: Entry, release: press.Release) -> list[Planned]:
    """What becomes of each notice, in the order of the text. A text that is here already changes nothing."""
    announced = stories.own_notices(conn, ours.id)
    mine = {story.id for story in announced if (story.entry.id or "").startswith(f"{item.id}#")}
    later = _told_later(conn, announced, release.date)
    notices = press.meetings(release, item)
    told = [Told(e, notice.title, notice.update) for e, notice in zip(notices, release.notices, strict=True)]
    about = match(told, announced, release.date, later=later, same=mine)
    stands = {story.id for story in announced} if _is_here(conn, ours, item) else later
    ids = _free_ids(item, announced)
    left = [story for story in announced if story not in about]
    asked = {flag.meeting for flag in release.flags if flag.meeting is not None}
    for number, (one, story) in enumerate(zip(told, about, strict=True), 1):
        if story is None and _is_unclear(one, left, release):
            asked.add(number)
    return [
        _planned(one, story, ids, stands, settings.coalition.language, doubtful=number in asked)
        for number, (one, story) in enumerate(zip(told, about, strict=True), 1)
    ]


def _is_unclear(one: Told, left: Sequence[Story], release: press.Release) -> bool:
    """A notice that says "new" or "off" of a meeting that nobody can tell: a person must."""
    return could_mean(one, left, release.date) or (one.meeting.is_off and one.meeting.date is None)


def _is_here(conn: sa.Connection, ours: Source, item: Entry) -> bool:
    """Whether these very words are published."""
    known = _found(conn, ours, [item]).get(item.id)
    return known is not None and (known.entry.title, known.entry.content) == (item.title, item.content)


def _free_ids(item: Entry, announced: Sequence[Story]) -> Iterator[str]:
    """Ids for new notices of a release, none that one of its meetings has."""
    taken = {story.entry.id for story in announced}
    return (id for number in count(1) if (id := f"{item.id}#{number}") not in taken)


def _told_later(conn: sa.Connection, announced: Sequence[Story], issued: date | None) -> set[int]:
    """The meetings of which a release dated after this one has told: what it said stands."""
    told_at = stories.last_told(conn, [story.id for story in announced])
    return {number for number, at in told_at.items() if issued is not None and at.date() > issued}


def _planned(
    told: Told, story: Story | None, ids: Iterator[str], stands: Collection[int], language: str, *, doubtful: bool
) -> Planned:
    if story is None or (doubtful and story.state != "held"):
        return Planned(replace(told.entry, id=next(ids)), "held" if doubtful else "new", told)
    assert story.entry.meeting is not None
    said = None if doubtful or story.id in stands else revised(story.entry, told.meeting, told.entry.summary)
    if said is None or said.meeting is None:
        return Planned(replace(story.entry, part_of=None, announced_in=()), "repeated", told, story)
    change = in_words(story.entry.meeting, said.meeting, language)
    return Planned(replace(said, part_of=None, announced_in=()), "changed", told, story, change)


def _remember_news(conn: sa.Connection, ours: Source, planned: Sequence[Planned]) -> None:
    """A doubtful notice that says "new" is about a meeting that is known; whoever approves it must know that."""
    news = {id_alias(one.entry.id or ""): one for one in planned if one.effect == "held" and one.told.update}
    for alias, row in entries.by_alias(conn, ours.id, news, channels.salt(conn)).items():
        entries.update(conn, row.id, joined={**row.joined, "new_info": True, "title": news[alias].told.title})


def _announce(conn: sa.Connection, ours: Source, item: Entry, planned: Sequence[Planned]) -> None:
    """Remember that this release tells of meetings that others announced first."""
    salt = channels.salt(conn)
    rows = entries.by_alias(conn, ours.id, [id_alias(e.id or "") for e in (item, *(p.entry for p in planned))], salt)
    release = rows[id_alias(item.id or "")]
    again = [rows[id_alias(one.entry.id or "")] for one in planned if one.story]
    entries.announce(conn, release.id, [row.id for row in again if row.part_of_id != release.id])


def _found(conn: sa.Connection, ours: Source, told: Sequence[Entry]) -> dict[str | None, Story]:
    """The stories of these entries of the desk, by the ids that it gave them."""
    salt = channels.salt(conn)
    digests = [entries.name_digest(id_alias(entry.id or ""), salt) for entry in told]
    return {story.entry.id: story for story in stories.by_names(conn, ours.id, digests)}
