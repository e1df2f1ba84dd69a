"""What an entry says now that it did not say before: stored, and told to readers where it matters to them."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from feeds import Entry
from syndication.merge import identity
from syndication.merge import stories as merge
from syndication.merge.admit import EARLIEST, is_plausible
from syndication.merge.changes import in_words
from syndication.merge.identity import Known, Named
from syndication.merge.likeness import traces
from syndication.merge.stories import Home
from syndication.model import Source
from syndication.store import entries, stories
from syndication.store import traces as trace_store

Change = Literal["none", "shown", "material"]


def revise(conn: sa.Connection, source: Source, one: Named, stored: Known, now: datetime, home: Home) -> Change:
    """Store what an entry says now; `shown` where readers see another thing, `material` where they must learn of it."""
    (row,), (story,) = entries.by_ids(conn, [stored.entry_id]), stories.rows(conn, [stored.story_id])
    old, new = stored.entry, identity.dressed_as(stored.entry, one.entry)
    material = one.substance != stored.substance and not identity.is_typo(old, new)
    moved = identity.facts(old.meeting) != identity.facts(new.meeting)
    if new.meeting and old.meeting:
        sequence = max(old.meeting.sequence + moved, new.meeting.sequence)
        told = in_words(old.meeting, new.meeting, home.language) if moved else old.meeting.change
        new = replace(new, meeting=replace(new.meeting, sequence=sequence, change=told))
    stated = new.updated if is_plausible(new.updated, now) and new.updated > (old.updated or EARLIEST) else now  # type: ignore[operator] # plausible is not None
    new = replace(new, language=new.language or old.language)
    kept = replace(new, published=old.published, updated=stated if material else old.updated)
    digests = {"digest": identity.digest(one.entry), "substance": one.substance}
    entries.update(conn, stored.entry_id, document=entries.pack(kept), **digests)
    if material:
        _tell(conn, source, row, story, kept, moved, now, home)
        return "material"
    return "none" if replace(kept, id=old.id) == old else "shown"


def _tell(
    conn: sa.Connection, source: Source, row: Any, story: Any, kept: Entry, moved: bool, now: datetime, home: Home
) -> None:
    """A material change: what is compared is new, and so is what readers see where the entry leads."""
    sketched = merge.sketch_of(kept, row.key, home)
    trace_store.sweep(conn, row.id)
    trace_store.leave(conn, {row.id: (traces(sketched), sketched.at)})
    if not row.leads:
        return
    updated = max(story.updated, kept.updated or now)
    stories.change(conn, [story.id], updated=updated, changed=story.changed or (moved and story.state == "public"))
    if source.is_own or moved:
        stories.surface(conn, [story.id], now)
