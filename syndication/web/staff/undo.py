"""Taking back what was done: each act of the desk remembers what that needs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from syndication.merge import desk as acts
from syndication.merge.desk import Impossible
from syndication.model import Story
from syndication.settings import Settings
from syndication.store import activity, sources, stories
from syndication.store.activity import Act
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

Undo = Callable[[sa.Connection, Settings, Story, Mapping[str, Any], datetime], object]


def _unfeature(conn: sa.Connection, settings: Settings, story: Story, _: Mapping[str, Any], now: datetime) -> None:
    acts.unfeature(conn, settings, story, now)


def _feature(conn: sa.Connection, settings: Settings, story: Story, before: Mapping[str, Any], now: datetime) -> None:
    acts.feature(conn, settings, story, datetime.fromisoformat(before["until"]), now)


# What an act's `before["undo"]` names, for acts on an item.
OF_ITEMS: Mapping[str, Undo] = {
    "hide": lambda conn, settings, story, _, now: acts.hide(conn, settings, story, now),
    "unhide": lambda conn, settings, story, _, now: acts.unhide(conn, settings, story, now),
    "hold": lambda conn, settings, story, _, now: acts.hold(conn, settings, story, now),
    "unfeature": _unfeature,
    "feature": _feature,
    "split": lambda conn, settings, story, before, now: acts.split(conn, settings, story, before["key"], now),
}


def undo(desk: Desk, visit: Visit) -> Response:
    """Take one act back and go where the person came from."""
    number = visit.form.text("act")
    with desk.open_store.transaction() as conn:
        act = activity.by_id(conn, int(number)) if number.isdecimal() and len(number) < 12 else None
        if act is None or not act.before or not activity.undone(conn, act.id, visit.now):
            return desk.back("/")
        _take_back(conn, desk.settings, act, visit.now)
    return desk.back(str(act.before.get("back", "/")))


def _take_back(conn: sa.Connection, settings: Settings, act: Act, now: datetime) -> None:
    way = str(act.before.get("undo"))
    if act.story_id is not None and way in OF_ITEMS:
        for story in stories.by_ids(conn, [act.story_id]):
            OF_ITEMS[way](conn, settings, story, act.before, now)
    elif act.source_id is not None and way == "pause":
        sources.pause(conn, act.source_id)
    elif act.source_id is not None and way == "resume":
        sources.resume(conn, act.source_id, now)
    else:
        raise Impossible("This cannot be taken back any more.")


SCREENS = (Screen("/undo", undo, "POST"),)
