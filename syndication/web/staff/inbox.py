"""Waiting: what a person has to look at before it is public, and why, source by source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import sqlalchemy as sa
from starlette.responses import Response

from feeds import Entry, Meeting
from syndication import releases
from syndication.merge import desk as acts
from syndication.merge import why
from syndication.merge.changes import in_words
from syndication.merge.desk import Impossible
from syndication.merge.revision import revised
from syndication.model import Reason, Source, Story
from syndication.publish.compose import published
from syndication.store import activity, entries, stories
from syndication.store.activity import Act
from syndication.web import notices
from syndication.web.phrases import number as word
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.item import Sentence, told
from syndication.web.staff.looking import by_key
from syndication.web.staff.undo import LATE, take_back, undoable
from syndication.web.staff.visit import Visit

SHOWN = 10  # cards of one source, where others wait too
MOST = 500  # cards in all
NEWEST = 5  # of a flood
RECENT = 3_000  # acts among which those of one press are looked for
DECIDED = ("approved", "hidden")
LATE_MANY = "{n} of them were changed by somebody since, and stay as they are now. The others were taken back."
NONE_TICKED = "Tick at least one of the items below, or use the buttons of one item."


@dataclass(frozen=True, slots=True)
class Change:
    """A public meeting, and what a notice that waits would make of it: (what, before, after) for each fact."""

    entry: Entry  # as it is public now
    facts: tuple[tuple[str, str, str], ...]
    words: str | None


@dataclass(frozen=True, slots=True)
class Card:
    story: Story
    entry: Entry  # as readers will see it
    reasons: tuple[Reason, ...]
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What waits of one source. `last` is the number of the newest: a button for all means what was seen."""

    source: Source
    cards: tuple[Card, ...]
    number: int
    last: int
    shared: tuple[Reason, ...]  # the reasons that all its cards have

    @property
    def is_many(self) -> bool:
        return self.number > 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a button asks: to publish, hide, or publish apart these items; and to hide the others."""

    verb: str
    told: tuple[Story, ...]
    hidden: tuple[Story, ...] = ()


def inbox(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit)


def _page(desk: Desk, visit: Visit, status: int = 200, problem: str = "") -> Response:
    only = _number(visit.asked("source"))
    with desk.open_store.read() as conn:
        counted = entries.count_held(conn)
        waiting = _held_of(conn, only) if only else stories.listed(conn, state="held", limit=MOST)
        groups = list(_groups(conn, desk, waiting, counted, whole=only is not None))
        done = _together(conn, visit)
    shown = {
        "groups": groups,
        "total": sum(counted.values()),
        "only": only if groups else None,
        "together": done,
        "missed": _number(visit.asked("missed")),
        "ticked": visit.form.all("item"),
        "newest": NEWEST,
        "explain": lambda reason: _told(desk, reason),
    }
    return desk.page(visit, "inbox.html", status, section="inbox", problem=problem, **shown)


def _told(desk: Desk, reason: Reason) -> Sentence:
    return told(reason, desk.language)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None


def _held_of(conn: sa.Connection, source_id: int) -> list[Story]:
    """All that waits and is led by this source, newest first."""
    ids = {row.story_id for row in entries.of_source(conn, source_id) if row.standing == "held"}
    told = [story for story in stories.by_ids(conn, ids) if story.state == "held" and story.source.id == source_id]
    return sorted(told, key=_moment, reverse=True)


def _moment(story: Story) -> tuple[datetime, int]:
    return story.entry.published or datetime.min.replace(tzinfo=UTC), story.id


def _groups(
    conn: sa.Connection, desk: Desk, told: Sequence[Story], counted: dict[int, int], *, whole: bool
) -> Iterator[Group]:
    """Our own first, then the source with the newest; of each its newest first."""
    first: dict[int, int] = {}
    for place, story in enumerate(told):
        first.setdefault(story.source.id, -1 if story.source.is_own else place)
    by_source = sorted(told, key=lambda story: first[story.source.id])
    known = why.reasons(conn, [story.id for story in told])
    for _, found in groupby(by_source, key=lambda story: story.source.id):
        waiting = sorted(found, key=_moment, reverse=True)
        source = waiting[0].source
        shown = waiting if whole or source.is_own else waiting[:SHOWN]
        cards = tuple(_card(conn, desk, story, known.get(story.id, ())) for story in shown)
        number = max(len(waiting), counted.get(source.id, 0)) if len(told) >= MOST else len(waiting)
        yield Group(source, cards, number, max(story.id for story in waiting), _shared(cards))


def _shared(cards: Sequence[Card]) -> tuple[Reason, ...]:
    return tuple(r for r in cards[0].reasons if len(cards) > 1 and all(r in card.reasons for card in cards))


def _card(conn: sa.Connection, desk: Desk, story: Story, reasons: tuple[Reason, ...]) -> Card:
    return Card(story, published(story, desk.settings), reasons, _change(conn, desk, story))


def _change(conn: sa.Connection, desk: Desk, story: Story) -> Change | None:
    about = releases.tells_of(conn, story)
    if about is None or story.entry.meeting is None or about.entry.meeting is None:
        return None
    said = revised(about.entry, story.entry.meeting, story.entry.summary)
    old, new = about.entry.meeting, said.meeting if said and said.meeting else about.entry.meeting
    facts = tuple((what, was, becomes) for (what, was), (_, becomes) in zip(_facts(old), _facts(new), strict=True))
    return Change(published(about, desk.settings), facts, in_words(old, new, desk.language))


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    place = ", ".join(filter(None, (meeting.place, meeting.address))) or meeting.online_url
    held = "It takes place" if meeting.status in ("confirmed", "tentative") else f"It is {meeting.status}"
    return [
        ("Day", notices.days(meeting) or "Not known yet"),
        ("Hours", notices.short_hours(meeting) or "Not known yet"),
        ("Place", place or "To be announced"),
        ("State", held),
    ]


def decide(desk: Desk, visit: Visit) -> Response:
    """Publish or hide: one item, those that were ticked, or all of a source that were seen."""
    back = "/inbox" if _number(visit.asked("source")) is None else f"/inbox?source={visit.asked('source')}"
    if visit.form.text("do") == "look":
        return _page(desk, visit)
    try:
        with desk.open_store.transaction() as conn:
            asked, missed = _asked(conn, visit)
            made = [] if asked is None else _do(conn, desk, visit, asked, back)
    except Impossible as impossible:
        return _page(desk, visit, 422, str(impossible))
    if asked is None:
        return _page(desk, visit, 422, NONE_TICKED)
    query = f"{'&' if '?' in back else '?'}missed={missed}" if missed else ""
    if len(made) > 1:
        return desk.back(f"{back}{query}{'&' if '?' in back + query else '?'}together={made[0]}")
    return desk.back(back + query, made[0] if made else None)


def _asked(conn: sa.Connection, visit: Visit) -> tuple[Decision | None, int]:
    """What the button that was pressed asks, and how many of its items wait no more."""
    verb, _, which = visit.form.text("do").partition(":")
    what, _, of = verb.partition("-")
    if of in ("all", "newest"):
        return _of_source(conn, what, of, which), 0
    keys = list(dict.fromkeys(visit.form.all("item") if which == "" else (which,)))
    if not keys or what not in ("publish", "hide", "apart"):
        return None, 0
    found = {s.id: s for key in keys if (s := by_key(conn, key)) is not None and s.state == "held" and s.key == key}
    return Decision(what, tuple(found.values())), len(keys) - len(found)


def _of_source(conn: sa.Connection, what: str, of: str, which: str) -> Decision | None:
    source, last = (_number(part) for part in (which.partition(":")[0], which.partition(":")[2]))
    if source is None or last is None or what not in ("publish", "hide"):
        return None
    seen = [story for story in _held_of(conn, source) if story.id <= last]
    if of == "newest":
        return Decision("publish", tuple(seen[:NEWEST]), tuple(seen[NEWEST:]))
    return Decision(what, tuple(seen))


def _do(conn: sa.Connection, desk: Desk, visit: Visit, asked: Decision, back: str) -> list[int]:
    """The numbers of the acts."""
    return [*_publish(conn, desk, visit, asked, back), *_hide(conn, desk, visit, asked, back)]


def _publish(conn: sa.Connection, desk: Desk, visit: Visit, asked: Decision, back: str) -> Iterator[int]:
    if asked.verb not in ("publish", "apart") or not asked.told:
        return
    if asked.verb == "publish":
        releases.approve(conn, desk.settings, asked.told, visit.now, visit.user.id)
    else:
        acts.approve(conn, desk.settings, asked.told, visit.now)
    for row in stories.rows(conn, [story.id for story in asked.told]):
        told_in = row.joined_into or row.id  # others said the same, or it changed a meeting: that stays
        before = {"undo": "hold", "back": back} if row.state == "public" else None
        yield desk.record(conn, visit, "approved", story_id=told_in, before=before)


def _hide(conn: sa.Connection, desk: Desk, visit: Visit, asked: Decision, back: str) -> Iterator[int]:
    for story in asked.told if asked.verb == "hide" else asked.hidden:
        acts.hide(conn, desk.settings, story, visit.now)
        yield desk.record(conn, visit, "hidden", story_id=story.id, before={"undo": "unhide", "back": back})


@dataclass(frozen=True, slots=True)
class Together:
    """What one press did with several items."""

    first: int
    approved: int
    hidden: int
    undoable: int


def _acts(conn: sa.Connection, visit: Visit, number: int | None) -> list[Act]:
    """The acts that one press of this person's did, the first of them by its number; newest first."""
    first = activity.by_id(conn, number) if number else None
    if first is None or first.user_id != visit.user.id or first.act not in DECIDED:
        return []
    told = activity.listed(conn, RECENT)
    return [a for a in told if a.at == first.at and a.user_id == first.user_id and a.act in DECIDED]


def _together(conn: sa.Connection, visit: Visit) -> Together | None:
    first = _number(visit.asked("together"))
    done = _acts(conn, visit, first)
    if first is None or not done:
        return None
    approved = sum(act.act == "approved" for act in done)
    return Together(first, approved, len(done) - approved, len(undoable(conn, done, visit.now)))


def undo_all(desk: Desk, visit: Visit) -> Response:
    """Take back what one press did; of what somebody has decided since, that decision stands and is told of."""
    with desk.open_store.transaction() as conn:
        done = [act for act in _acts(conn, visit, _number(visit.form.text("together"))) if act.before]
        asked = [act for act in done if act.undone_at is None]
        can = undoable(conn, asked, visit.now)
        for act in asked:
            if act.id in can:
                take_back(conn, desk.settings, act, visit.user.id, visit.now)
    late = len(asked) - len(can)
    if late:
        why = LATE if late == 1 else LATE_MANY.format(n=word(late).capitalize())
        return desk.page(visit, "error.html", 409, heading="It is too late for that", why=why)
    return desk.back("/inbox")


SCREENS = (
    Screen("/inbox", inbox),
    Screen("/inbox", decide, "POST"),
    Screen("/inbox/undo", undo_all, "POST"),
)
