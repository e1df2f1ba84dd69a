"""Earlier texts of an item, as its page shows them, and making one of them the text again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from feeds import Entry
from syndication.merge import telling
from syndication.merge.desk import Impossible
from syndication.model import Story
from syndication.store import versions
from syndication.store.versions import Told, Version
from syndication.web.staff import correct
from syndication.web.staff.desk import Desk
from syndication.web.staff.sentences import name
from syndication.web.staff.visit import Visit, number

WAYS: Mapping[str, str] = {
    "command": "A command changed it then",
    "folder": "Its file changed then",
    "source": "Its source changed it then",
}
GONE = "This earlier text is not here any more. Look at those that are."
SAME = "This is what people read now. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Earlier:
    """What people read until `at`; `by` says in a sentence what came then. `again`: it can be made the text again."""

    id: int
    at: datetime
    by: str
    entry: Entry
    text: str
    again: bool


def earlier(conn: sa.Connection, story: Story) -> list[Earlier]:
    """Newest first."""
    kept = versions.of_story(conn, story.id)
    now = telling.standing(conn, story) if kept else Told(Entry())
    return [_earlier(one, story, now) for one in kept]


def _earlier(one: Version, story: Story, now: Told) -> Earlier:
    by = f"{name(one.who)} changed it then" if one.who else WAYS.get(one.way, "It was changed then")
    again = _may_return(one, story) and not _is_read(_ours(one, story, now), story, now)
    return Earlier(one.id, one.at, by, one.told.read, correct.written(one.told.read), again)


def _may_return(one: Version, story: Story) -> bool:
    """What a file says is changed in the file: its words under a correction would hide whatever it says later."""
    return one.told.over is not None or not story.source.url.startswith("folder:")


def _ours(one: Version, story: Story, now: Told) -> Entry:
    """The correction that makes it the text again. What its partner called off stays so."""
    if story.source.is_own:
        said = one.told.read
        return Entry(title=said.title, summary=said.summary, content=said.content, meeting=said.meeting)
    ours, theirs = one.told.over or Entry(), now.entry.meeting
    if ours.meeting and theirs and theirs.is_off:
        return replace(ours, meeting=replace(ours.meeting, status=theirs.status))
    return ours


def _is_read(ours: Entry, story: Story, now: Told) -> bool:
    """Whether this is what people read already: of a partner's item, whether it lies over it."""
    if story.source.is_own:
        return telling.is_same(ours, now.read)
    return now.over is not None and telling.is_same(ours, now.over)


def again(conn: sa.Connection, desk: Desk, visit: Visit, story: Story, asked: str) -> int:
    """Make an earlier text the text again, as a correction; the number of the act. Raises Impossible."""
    one = next((one for one in versions.of_story(conn, story.id) if one.id == number(asked)), None)
    if one is None or not _may_return(one, story):
        raise Impossible(GONE)
    now = telling.standing(conn, story)
    ours = _ours(one, story, now)
    if _is_read(ours, story, now):
        raise Impossible(SAME)
    return correct.keep(conn, desk, visit, story, ours)
