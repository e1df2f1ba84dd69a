"""A story is told in another text: the one place where that is written, whoever changes it.

What was ours before is kept. A partner's own words are not: of its items only what staff wrote over them.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from feeds import Entry
from syndication.merge.changes import in_words
from syndication.merge.identity import facts
from syndication.model import Source, Story
from syndication.store import entries, stories, versions
from syndication.store.versions import Hand, Told


def tell(
    conn: sa.Connection,
    story: Any,
    source: Source,
    before: Told,
    after: Told,
    hand: Hand,
    now: datetime,
    *,
    updated: datetime,
    moved: bool,
) -> int | None:
    """Readers learn of a material change of the row `story`, which `source` leads; `moved`: of a meeting's facts.

    The number of the version that is kept; None where nothing of ours became another.
    """
    over = entries.pack(after.over) if after.over else None
    changed = story.changed or (moved and story.state == "public")
    stories.change(conn, [story.id], correction=over, updated=updated, changed=changed)
    if source.is_own or moved or after.over != before.over:
        stories.surface(conn, [story.id], now)
    was, stands = (told.read if source.is_own else told.over for told in (before, after))
    if was is None or (stands is not None and is_same(was, stands)):
        return None
    return versions.add(conn, story.id, before, hand, now, own=source.is_own)


def is_same(one: Entry, other: Entry) -> bool:
    """Whether two texts say the same to a reader: what counts the changes of a meeting is none of it."""
    return _said(one) == _said(other)


def _said(entry: Entry) -> tuple[Any, ...]:
    meeting = entry.meeting and replace(entry.meeting, sequence=0, change=None)
    return entry.title, entry.summary, entry.content, meeting


def standing(conn: sa.Connection, story: Story) -> Told:
    """What tells a story now."""
    (row,) = stories.rows(conn, [story.id])
    said = entries.unpack(_lead(conn, story).document)
    return Told(said, entries.unpack(row.correction) if row.correction else None)


def _lead(conn: sa.Connection, story: Story) -> Any:
    return next(row for row in entries.of_stories(conn, [story.id]) if row.leads)


def lay(conn: sa.Connection, story: Story, over: Entry | None, hand: Hand, now: datetime, language: str) -> int | None:
    """Lay staff's words over a story, or take them off it. The number of the version that is kept, as in `tell`."""
    before = standing(conn, story)
    after = _counted(before, Told(before.entry, over), language)
    if after.entry != before.entry:
        entries.update(conn, _lead(conn, story).id, document=entries.pack(after.entry))
    (row,) = stories.rows(conn, [story.id])
    old, new = before.read.meeting, after.read.meeting
    moved = bool(old and new) and facts(old) != facts(new)
    return tell(conn, row, story.source, before, after, hand, now, updated=now, moved=moved)


def _counted(before: Told, after: Told, language: str) -> Told:
    """With the change of a meeting counted and in words, wherever its facts stand: no calendar takes a lower number."""
    old, new = before.read.meeting, after.read.meeting
    if old is None or new is None:
        return after
    moved = facts(old) != facts(new)
    told = (in_words(old, new, language) if moved else None) or old.change
    counted = replace(new, sequence=old.sequence + moved, change=told)
    if after.over and after.over.meeting:
        return replace(after, over=replace(after.over, meeting=counted))
    return replace(after, entry=replace(after.entry, meeting=counted))
