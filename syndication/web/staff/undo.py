"""Taking back what was done: each act of the desk remembers what that needs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from syndication.merge import desk as acts
from syndication.merge.desk import Impossible
from syndication.model import Source, Story
from syndication.settings import Settings
from syndication.store import activity, channels, sources, stories
from syndication.store.activity import Act
from syndication.web.staff import feature
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

LOG = "/activity"  # the one other screen from which acts are taken back
BATCH = 500  # acts asked for at once
LATE = "Somebody has changed it since, so this can no longer be taken back. Look at it as it is now, and decide anew."
FULL = f"{feature.FEATURED} Stop one of them first; then this one can be featured anew."


class Full(Impossible):
    """Its place on the front page was given to another."""


@dataclass(frozen=True, slots=True)
class Back:
    """Taking an act back: what that needs, the number of the person who does it, and when."""

    before: Mapping[str, Any]
    by: int
    now: datetime


Undo = Callable[[sa.Connection, Settings, Story, Back], object]


def _feature(conn: sa.Connection, settings: Settings, story: Story, back: Back) -> None:
    if len([one for one in feature.featured(conn) if one.id != story.id]) >= feature.MOST:
        raise Full(FULL)
    acts.feature(conn, settings, story, datetime.fromisoformat(back.before["until"]), back.now)


def _join(conn: sa.Connection, settings: Settings, story: Story, back: Back) -> None:
    other = stories.by_key(conn, back.before["key"])
    if other is None:
        raise Impossible("What was split off is not here any more.")
    acts.join(conn, settings, story, other, back.now)


def _uncorrect(conn: sa.Connection, settings: Settings, story: Story, back: Back) -> None:
    laid = acts.Laid(back.before["version"], back.before["since"])
    acts.uncorrect(conn, settings, story, laid, back.now, back.by)


# What an act's `before["undo"]` names, for acts on an item.
OF_ITEMS: Mapping[str, Undo] = {
    "hide": lambda conn, settings, story, back: acts.hide(conn, settings, story, back.now),
    "unhide": lambda conn, settings, story, back: acts.unhide(conn, settings, story, back.now),
    "hold": lambda conn, settings, story, back: acts.hold(conn, settings, story, back.now),
    "unfeature": lambda conn, settings, story, back: acts.unfeature(conn, settings, story, back.now),
    "feature": _feature,
    "split": lambda conn, settings, story, back: acts.split(conn, settings, story, back.before["key"], back.now),
    "join": _join,
    "uncorrect": _uncorrect,
}

# Whether an item still stands as the act left it; a way that is not named here is tried when it is asked for.
STANDS: Mapping[str, Callable[[Story, Mapping[str, Any], datetime], bool]] = {
    "hide": lambda story, _, __: story.state in ("public", "held"),
    "unhide": lambda story, _, __: story.state == "hidden",
    "hold": lambda story, _, __: story.state == "public",
    "unfeature": lambda story, _, __: story.featured_until is not None,
    "feature": lambda story, before, now: story.state == "public" and datetime.fromisoformat(before["until"]) > now,
    "split": lambda story, _, __: story.state != "withdrawn" and bool(story.carriers),
    "uncorrect": lambda story, _, __: story.state != "withdrawn",
}
OF_SOURCES: Mapping[str, Callable[[Source], bool]] = {
    "pause": lambda source: not source.paused,
    "resume": lambda source: source.paused,
}


def undo(desk: Desk, visit: Visit) -> Response:
    """Take one act back and go where the person came from."""
    number = visit.form.text("act")
    try:
        with desk.open_store.transaction() as conn:
            act = activity.by_id(conn, int(number)) if _is_number(number) else None
            if act is None or not act.before or act.undone_at is not None:
                return desk.back("/")
            if act.id not in undoable(conn, [act], visit.now):
                raise Impossible(LATE)
            take_back(conn, desk.settings, act, visit.user.id, visit.now)
    except Impossible as impossible:
        why = str(impossible) if isinstance(impossible, Full) else LATE
        return desk.page(visit, "error.html", 409, heading="It is too late for that", why=why)
    return desk.back(LOG if visit.form.text("to") == LOG else str(act.before.get("back", "/")))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 12


def undoable(conn: sa.Connection, listed: list[Act], now: datetime) -> set[int]:
    """The numbers of those acts that can still be taken back, as far as can be told without trying: where the same item
    or source was acted on since, that later decision stands."""
    open_ones = [act for act in listed if act.before and act.undone_at is None]
    told = {story.id: story for story in stories.by_ids(conn, {act.story_id for act in open_ones if act.story_id})}
    asked = sources.by_ids(conn, {act.source_id for act in open_ones if act.source_id})
    here = {source.id for source in sources.listed(conn)} if asked else set()
    last = _last(conn, min((act.id for act in open_ones), default=None))
    followed = {number: source for number, source in asked.items() if number in here}
    return {act.id for act in open_ones if _is_of(act, last[_about(act)]) and _stands(act, told, followed, now)}


def _about(act: Act) -> tuple[int | None, int | None]:
    return act.story_id, act.source_id


def _is_of(act: Act, last: Act) -> bool:
    """Whether it is the last one, or was done by the same press of a button."""
    return act.id == last.id or (act.act, act.at, act.user_id) == (last.act, last.at, last.user_id)


def _last(conn: sa.Connection, first: int | None) -> dict[tuple[int | None, int | None], Act]:
    """For each item and source its newest act that stands, among the acts from this one on."""
    found: dict[tuple[int | None, int | None], Act] = {}
    for act in _since(conn, first) if first is not None else ():
        if act.undone_at is None:
            found.setdefault(_about(act), act)
    return found


def _since(conn: sa.Connection, first: int) -> Iterator[Act]:
    """The acts from this one on, newest first."""
    before: int | None = None
    while acts_ := activity.listed(conn, BATCH, before):
        yield from takewhile(lambda act: act.id >= first, acts_)
        before = acts_[-1].id
        if before <= first:
            return


def _stands(act: Act, told: Mapping[int, Story], asked: Mapping[int, Source], now: datetime) -> bool:
    way = str(act.before.get("undo"))
    if act.story_id is not None and way in OF_ITEMS:
        story = told.get(act.story_id)
        return story is not None and (way not in STANDS or STANDS[way](story, act.before, now))
    if act.source_id is not None and way in OF_SOURCES:
        source = asked.get(act.source_id)
        return source is not None and OF_SOURCES[way](source)
    return False


def take_back(conn: sa.Connection, settings: Settings, act: Act, by: int, now: datetime) -> None:
    """Undo it and remember that; it is one of those that are `undoable`. Raises Impossible."""
    activity.undone(conn, act.id, now)
    way = str(act.before.get("undo"))
    if act.story_id is not None:
        for story in stories.by_ids(conn, [act.story_id]):
            OF_ITEMS[way](conn, settings, story, Back(act.before, by, now))
    elif act.source_id is not None:
        if way == "pause":
            sources.pause(conn, act.source_id)
        else:
            sources.resume(conn, act.source_id, now)
        channels.touch(conn, (), now)  # the list of partners says who is followed


SCREENS = (Screen("/undo", undo, "POST"),)
