"""What an entry says now that it did not say before: stored, and told to readers where it matters to them."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from feeds import Entry, Meeting
from syndication.merge import identity
from syndication.merge import stories as merge
from syndication.merge.admit import EARLIEST, is_plausible
from syndication.merge.changes import in_words
from syndication.merge.identity import Known, Named
from syndication.merge.likeness import traces
from syndication.merge.stories import Home
from syndication.merge.telling import tell
from syndication.model import Source
from syndication.store import entries, stories
from syndication.store import traces as trace_store
from syndication.store.versions import Hand, Told, Way

Change = Literal["none", "shown", "material"]


def revise(
    conn: sa.Connection, source: Source, one: Named, stored: Known, now: datetime, home: Home, by: int | None = None
) -> Change:
    """Store what an entry says now; `shown` where readers see another thing, `material` where they must learn of it.

    `by`: the number of the person who has it say so, where one does.
    """
    (row,), (story,) = entries.by_ids(conn, [stored.entry_id]), stories.rows(conn, [stored.story_id])
    old, new = stored.entry, identity.dressed_as(stored.entry, one.entry)
    material = one.substance != stored.substance and not identity.is_typo(old, new)
    moved = identity.facts(old.meeting) != identity.facts(new.meeting)
    if new.meeting and old.meeting:
        sequence = max(old.meeting.sequence + moved, new.meeting.sequence)
        told = (in_words(old.meeting, new.meeting, home.language) if moved else None) or old.meeting.change
        new = replace(new, meeting=replace(new.meeting, sequence=sequence, change=told))
    stated = new.updated if is_plausible(new.updated, now) and new.updated > (old.updated or EARLIEST) else now  # type: ignore[operator] # plausible is not None
    new = replace(new, language=new.language or old.language)
    kept = replace(new, published=old.published, updated=stated if material else old.updated)
    digests = {"digest": identity.digest(one.entry), "substance": one.substance}
    entries.update(conn, stored.entry_id, document=entries.pack(kept), **digests)
    if replace(kept, id=old.id) == old:
        return "none"
    sketched = merge.sketch_of(kept, row.key, home)
    trace_store.sweep(conn, row.id)
    trace_store.leave(conn, {row.id: (traces(sketched), sketched.at)})
    if not material:
        return "shown"
    if row.leads:
        _tell(conn, source, story, old, kept, _hand(source, by), now)
    return "material"


def _hand(source: Source, by: int | None) -> Hand:
    if by is not None:
        return Hand("desk", by)
    way: Way = "folder" if source.url.startswith("folder:") else "command" if source.is_own else "source"
    return Hand(way)


def _tell(conn: sa.Connection, source: Source, story: Any, old: Entry, kept: Entry, hand: Hand, now: datetime) -> None:
    """A material change of the entry whose words readers see."""
    moved = identity.facts(old.meeting) != identity.facts(kept.meeting)
    before = Told(old, entries.unpack(story.correction) if story.correction else None)
    over = _over(before.over, old.meeting, kept.meeting) if moved and before.over else before.over
    updated = max(story.updated, kept.updated or now)
    tell(conn, story, source, before, Told(kept, over), hand, now, updated=updated, moved=moved)


def _over(ours: Entry, old: Meeting | None, new: Meeting | None) -> Entry:
    """What staff wrote, with what the source has changed since: no correction may hide a cancellation."""
    if ours.meeting is None or old is None or new is None:
        return ours
    changed = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name) != getattr(old, f.name)}
    return replace(ours, meeting=replace(ours.meeting, **{**changed, "sequence": ours.meeting.sequence + 1}))
