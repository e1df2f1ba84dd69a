"""What staff do with an item. Each leaves a line in its history, and all but `correct` are undone to the byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import sqlalchemy as sa

from feeds import Entry
from syndication.merge import stories as merge
from syndication.merge import telling
from syndication.merge.membership import classify
from syndication.model import Story
from syndication.settings import Settings
from syndication.store import entries, sources, staff, stories, versions
from syndication.store.versions import Hand, Version


class Impossible(Exception):
    """What was asked cannot be done with this item; the text is one sentence with the next step."""


def approve(conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime) -> None:
    """What waits becomes public, at the date it has."""
    waiting = [story for story in told if story.state == "held"]
    if len(waiting) < len(told):
        raise Impossible("Only items that wait can be approved. `syndication items list --held` shows them.")
    ids = [story.id for story in waiting]
    rows = [row for row in entries.of_stories(conn, ids) if row.standing == "held"]
    entries.stand(conn, [row.id for row in rows], "public")
    merge.settle(conn, ids)
    own = [story.id for story in waiting if story.source.is_own]
    stories.surface(conn, own, now)  # it is published at this moment
    staff.record(conn, ids, "approved", now)
    told_in = [_with_its_twin(conn, settings, story, now) for story in waiting]
    classify(conn, settings, list(dict.fromkeys(told_in)), now)
    _clear(conn, {row.source_id for row in rows})


def _with_its_twin(conn: sa.Connection, settings: Settings, story: Story, now: datetime) -> int:
    """The number of the story that tells it: others may have said the same while it waited."""
    home = merge.home_of(conn, settings)
    newcomer = merge.Newcomer(merge.sketch_of(story.entry, story.key, home), comes_public=True)
    (twin,) = merge.place(conn, story.source, [newcomer], home)
    if twin is None or twin.story_id == story.id or not merge.may_join(conn, story.id, twin.story_id):
        return story.id
    return merge.unite(conn, story.id, twin.story_id, now)


def take_out(conn: sa.Connection, settings: Settings, source_id: int, now: datetime) -> None:
    """All that a source said leaves; what others say of the same stays, in their words.

    Earlier texts of what nobody else says go for good.
    """
    rows = [row for row in entries.of_source(conn, source_id) if row.standing != "retracted"]
    entries.stand(conn, [row.id for row in rows], "removed")
    told = sorted({row.story_id for row in rows})
    merge.settle(conn, told)
    alone = {row.id for row in rows} & {row.id for row in entries.of_stories(conn, told) if row.leads}
    versions.erase(conn, stories.with_joined(conn, {row.story_id for row in rows if row.id in alone}))
    classify(conn, settings, told, now)


def _clear(conn: sa.Connection, source_ids: set[int]) -> None:
    """A source of which nothing waits any more has no flood."""
    waiting = entries.count_held(conn)
    sources.clear(conn, source_ids - waiting.keys())


def hold(conn: sa.Connection, settings: Settings, story: Story, now: datetime) -> None:
    """What was approved waits again."""
    if story.state != "public":
        raise Impossible(f"This item is {story.state} already.")
    rows = [row for row in entries.of_stories(conn, [story.id]) if row.standing == "public"]
    entries.stand(conn, [row.id for row in rows], "held")
    _settled(conn, settings, story, "held", now)


def hide(conn: sa.Connection, settings: Settings, story: Story, now: datetime) -> None:
    """It leaves every feed and page until staff show it again."""
    if story.state not in ("public", "held"):
        raise Impossible(f"This item is {story.state} already.")
    stories.change(conn, [story.id], ruling="hidden")
    _settled(conn, settings, story, "hidden", now)


def unhide(conn: sa.Connection, settings: Settings, story: Story, now: datetime) -> None:
    """It stands where it stood before it was hidden; what a rule keeps out is let in."""
    if story.state != "hidden":
        raise Impossible("This item is not hidden.")
    (row,) = stories.rows(conn, [story.id])
    stories.change(conn, [story.id], ruling=None)
    merge.settle(conn, [story.id])
    if row.ruling != "hidden" or stories.rows(conn, [story.id])[0].state == "hidden":
        stories.change(conn, [story.id], ruling="public")
    _settled(conn, settings, story, "unhidden", now)


def _settled(conn: sa.Connection, settings: Settings, story: Story, act: str, now: datetime) -> None:
    merge.settle(conn, [story.id])
    _done(conn, settings, [story.id], act, now)


def _done(
    conn: sa.Connection, settings: Settings, ids: Sequence[int], act: str, now: datetime, about: str = ""
) -> None:
    staff.record(conn, ids, act, now, about)
    classify(conn, settings, ids, now)


def feature(conn: sa.Connection, settings: Settings, story: Story, until: datetime, now: datetime) -> None:
    """It is pointed at until that moment."""
    if story.state != "public":
        raise Impossible("Only what is public can be featured.")
    if until <= now:
        raise Impossible("That day is over. Name a later one with --until YYYY-MM-DD.")
    stories.change(conn, [story.id], featured_until=until)
    _done(conn, settings, [story.id], "featured", now, until.isoformat(timespec="minutes"))


def unfeature(conn: sa.Connection, settings: Settings, story: Story, now: datetime) -> None:
    if story.featured_until is None:
        raise Impossible("This item is not featured.")
    stories.change(conn, [story.id], featured_until=None)
    _done(conn, settings, [story.id], "unfeatured", now)


@dataclass(frozen=True, slots=True)
class Laid:
    """What a correction did, for whoever takes it back: the `version` that it put away, if any, and the newest then."""

    version: int | None
    since: int


def correct(
    conn: sa.Connection, settings: Settings, story: Story, ours: Entry, now: datetime, by: int | None = None
) -> Laid:
    """Staff's words stand over the source's, whatever that says later; readers are told of the change.

    `by` is the number of the person of the desk; without one a command does it.
    """
    if story.state == "withdrawn":
        raise Impossible("This item was withdrawn; it cannot be corrected. Publish a new one.")
    hand = Hand("command") if by is None else Hand("desk", by)
    version = telling.lay(conn, story, ours, hand, now, settings.coalition.language)
    _done(conn, settings, [story.id], "corrected", now)
    return Laid(version, versions.newest(conn, story.id))


def uncorrect(conn: sa.Connection, settings: Settings, story: Story, laid: Laid, now: datetime, by: int) -> None:
    """What lay over the item before a correction lies over it again, or nothing does."""
    kept = versions.of_story(conn, story.id)
    before = next((one for one in kept if one.id == laid.version), None)
    if not _stands(conn, story, [one for one in kept if one.id > laid.since]) or (laid.version and not before):
        raise Impossible("Its text was changed since. Look at it as it is now, and correct it anew.")
    over = before.told.over if before else None
    telling.lay(conn, story, over, Hand("desk", by), now, settings.coalition.language)
    _done(conn, settings, [story.id], "uncorrected", now)


def _stands(conn: sa.Connection, story: Story, later: Sequence[Version]) -> bool:
    """Whether what a correction laid lies over the item: nothing has taken its place, or it came back since.

    `later`: the versions that were put away after it, newest first; the first of them is its own text.
    """
    lies = telling.standing(conn, story).over
    laid = later[-1].told.over if later else lies
    return story.state != "withdrawn" and lies is not None and laid is not None and telling.is_same(lies, laid)


def join(conn: sa.Connection, settings: Settings, one: Story, other: Story, now: datetime) -> int:
    """Two stories are one, whatever the comparison says, now and later. The number of the one that stays."""
    if one.id == other.id:
        raise Impossible("These two are one item already.")
    if (one.entry.kind == "meeting") != (other.entry.kind == "meeting"):
        raise Impossible("A meeting and a text cannot be one item. Join meetings with meetings.")
    if "withdrawn" in (one.state, other.state):
        raise Impossible("One of these was withdrawn; withdraw the other one too, or leave them apart.")
    first, second = (_numbers(conn, story.id) for story in (one, other))
    staff.decide(conn, product(first, second), same=True, now=now)
    stays = merge.unite(conn, one.id, other.id, now)
    _done(conn, settings, [stays], "joined", now, other.key if stays == one.id else one.key)
    return stays


def split(conn: sa.Connection, settings: Settings, story: Story, key: str, now: datetime) -> list[int]:
    """Take the entry with this key out of its story, with what came with it; with the story's own key, all others.

    The numbers of the stories that this makes. The two never become one again by themselves.
    """
    if story.state == "withdrawn":
        raise Impossible("This item was withdrawn; there is nothing left to split.")
    rows = entries.of_stories(conn, [story.id])
    if len(rows) < 2:
        raise Impossible("Only one source says this; there is nothing to split.")
    going = [row for row in rows if key in (row.key, row.public_id) and row.key != story.key]
    going = going or [row for row in rows if row.key != story.key]
    made: list[int] = []
    for row in going:
        if entries.by_ids(conn, [row.id])[0].story_id == story.id:  # not gone yet with one before
            made.append(merge.part(conn, story.id, row))
    groups = [_numbers(conn, number) for number in (story.id, *made)]
    pairs = (pair for n, group in enumerate(groups) for later in groups[n + 1 :] for pair in product(group, later))
    staff.decide(conn, pairs, same=False, now=now)
    staff.record(conn, made, "parted", now, story.key)
    _done(conn, settings, [story.id, *made], "split", now)
    return made


def _numbers(conn: sa.Connection, story_id: int) -> list[int]:
    return [row.id for row in entries.of_stories(conn, [story_id])]
