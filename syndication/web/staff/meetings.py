"""The meetings to come, our own and the partners', by day: what is still to be announced soon stands first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from syndication.model import Story
from syndication.store import stories
from syndication.web.notices import State, is_over, state
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.review import PARTS
from syndication.web.staff.visit import Visit

SOON = timedelta(days=7)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting that is not over; `release` is the one that announced it, where that was ours."""

    story: Story
    state: State
    release: Story | None = None

    @property
    def day(self) -> date | None:
        return self.story.entry.meeting.date if self.story.entry.meeting else None

    @property
    def lacks(self) -> tuple[str, ...]:
        meeting = self.story.entry.meeting
        return () if meeting is None or meeting.is_off else meeting.tbd

    @property
    def when(self) -> tuple[bool, date, str]:
        """By day and hour; those without a day at the end."""
        meeting = self.story.entry.meeting
        hour = f"{meeting.start:%H:%M}" if meeting and meeting.start else ""
        return self.day is None, self.day or date.max, hour


def show(desk: Desk, visit: Visit) -> Response:
    today = visit.now.astimezone(desk.zone).date()
    with desk.open_store.read() as conn:
        coming = _coming(conn, today)
    by_day = [(day, list(held)) for day, held in groupby(coming, key=lambda one: one.day)]
    soon = [one for one in coming if one.lacks and one.day is not None and one.day <= today + SOON]
    shown: dict[str, Any] = {
        "days": by_day,
        "soon": soon,
        "lacking": _lacking(soon),
        "today": today,
        "number": len(coming),
    }
    return desk.page(visit, "meetings.html", section="meetings", **shown)


def _coming(conn: sa.Connection, today: date) -> list[Coming]:
    public = stories.listed(conn, channel="meetings", state="public", limit=MOST)
    held = [story for story in stories.listed(conn, state="held", limit=MOST) if story.entry.meeting]
    ahead = [story for story in (*public, *held) if story.entry.meeting and not is_over(story.entry.meeting, today)]
    parts = {story.entry.part_of for story in ahead if story.source.is_own and story.entry.part_of}
    told = {part: stories.by_key(conn, part) for part in parts}
    found = [Coming(one, state(one.entry, today), told.get(one.entry.part_of or "")) for one in ahead]
    return sorted(found, key=lambda one: (*one.when, one.story.id))


def _lacking(soon: Sequence[Coming]) -> str:
    """3 meetings in the next week have no place yet."""
    if not soon:
        return ""
    missing = {part for one in soon for part in one.lacks}
    what = " or ".join(PARTS[part] for part in ("date", "time", "place") if part in missing)
    return (
        f"{len(soon)} meetings in the next week have no {what} yet"
        if len(soon) > 1
        else (f"One meeting in the next week has no {what} yet")
    )


SCREENS = (Screen("/meetings", show),)
