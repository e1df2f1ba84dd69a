"""Staff's words over those of a source: title and text, and of a meeting day, hours and place."""

import json
import re
from collections.abc import Collection, Mapping, Set
from dataclasses import replace

import sqlalchemy as sa
from starlette.responses import Response

from feeds import Entry, Meeting
from feeds.html import plain
from feeds.model import Unknown
from feeds.text import squeeze
from syndication.gather import folder
from syndication.merge import desk as acts
from syndication.merge.desk import Impossible
from syndication.model import Story
from syndication.publish.compose import published
from syndication.store import entries, stories
from syndication.web.staff import looking
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

LONGEST_TITLE = 300  # characters
LONGEST_FACT = 300
LONGEST_TEXT = 20_000  # Markdown reads some texts in the square of their length
FACTS = ("date", "start", "end", "town", "place", "address", "online_url", "status")
PARTS: Mapping[Unknown, tuple[str, ...]] = {"date": ("date",), "time": ("start", "end"), "place": ("place", "address")}
WORDS: Mapping[Unknown, str] = {"date": "day", "time": "hour", "place": "place"}
STATUSES = (
    ("confirmed", "It takes place"),
    ("tentative", "Not certain yet"),
    ("postponed", "Postponed, a new day is not known"),
    ("cancelled", "Cancelled"),
)
SAME = "Nothing here is other than before. Change what is wrong, then keep it."
_BREAK = re.compile(r"</(?:p|h[1-6]|li|div|blockquote|tr|pre)>|<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]*>", re.IGNORECASE)


class Refused(Exception):
    """What was typed cannot stand; `field` is where, or empty."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def show(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.read() as conn:
        story = looking.item(conn, visit)
    if story.state == "withdrawn" or story.key != visit.part("key"):
        return desk.back(f"/items/{story.key}")
    return _page(desk, visit, story, as_shown(story), _open(story))


def _page(
    desk: Desk,
    visit: Visit,
    story: Story,
    typed: Mapping[str, str],
    tbd: Collection[Unknown],
    status: int = 200,
    wrong: Refused | None = None,
) -> Response:
    shown = {"story": story, "entry": published(story, desk.settings), "typed": typed, "statuses": STATUSES, "tbd": tbd}
    problem = {"problem": str(wrong) if wrong else "", "wrong": wrong.field if wrong else ""}
    has_links = "<a " in (story.entry.content or "")
    return desk.page(visit, "correct.html", status, section="today", has_links=has_links, **shown, **problem)


def _open(story: Story) -> tuple[Unknown, ...]:
    return story.entry.meeting.tbd if story.entry.meeting else ()


def as_shown(story: Story) -> dict[str, str]:
    """What the form holds at first."""
    entry, meeting = story.entry, story.entry.meeting
    shown = {"title": entry.title, "text": written(entry)}
    if meeting is None:
        return shown
    hours = {name: f"{at:%H:%M}" if at else "" for name, at in (("start", meeting.start), ("end", meeting.end))}
    words = {name: getattr(meeting, name) or "" for name in ("town", "place", "address", "online_url")}
    day = meeting.date.isoformat() if meeting.date else ""
    return {**shown, "date": day, **hours, **words, "status": meeting.status}


def written(entry: Entry) -> str:
    """The text as one may write it in Markdown, without links and pictures."""
    if not entry.content:
        return entry.summary or ""
    parts = (plain(_ITEM.sub("- ", part)) for part in _BREAK.split(entry.content))
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(part for part in parts if part))


def correct(desk: Desk, visit: Visit) -> Response:
    typed = {name: visit.form.text(name) for name in ("title", *FACTS)} | {"text": visit.form.whole("text").strip()}
    tbd = tuple(part for part in PARTS if part in visit.form.all("tbd"))
    with desk.open_store.read() as conn:
        story = looking.item(conn, visit)
    if story.state == "withdrawn":
        return desk.back(f"/items/{story.key}")
    try:
        _check(story, typed)
        content = _content(story, typed)  # which may take its time, and so is read while others can write
        with desk.open_store.transaction() as conn:
            story = looking.item(conn, visit)
            done = keep(conn, desk, visit, story, _ours(conn, story, typed, content, tbd))
    except Refused as refused:
        return _page(desk, visit, story, {**as_shown(story), **typed}, tbd, 422, refused)
    except Impossible:
        return desk.back(f"/items/{story.key}")  # it was withdrawn meanwhile; its page says so
    return desk.back(f"/items/{story.key}", done)


def keep(conn: sa.Connection, desk: Desk, visit: Visit, story: Story, ours: Entry) -> int:
    """Lay a correction over the item; the number of the act. Raises Impossible."""
    laid = acts.correct(conn, desk.settings, story, ours, visit.now, visit.user.id)
    before = {"undo": "uncorrect", "version": laid.version, "since": laid.since, "back": f"/items/{story.key}"}
    return desk.record(conn, visit, "corrected", story_id=story.id, before=before)


def _changed(story: Story, typed: Mapping[str, str]) -> set[str]:
    """The fields that say something else than they did; an empty one says nothing."""
    shown = as_shown(story)
    return {name for name in shown if typed[name] and squeeze(typed[name]) != squeeze(shown[name])}


def _check(story: Story, typed: Mapping[str, str]) -> None:
    if len(typed["title"]) > LONGEST_TITLE:
        raise Refused("title", f"The title is longer than {LONGEST_TITLE} characters. Say it shorter.")
    for name in FACTS:
        if len(typed[name]) > LONGEST_FACT:
            raise Refused(name, f"This field takes {LONGEST_FACT} characters. Say it shorter.")
    if len(typed["text"]) > LONGEST_TEXT and "text" in _changed(story, typed):
        raise Refused("text", f"The text is longer than {LONGEST_TEXT:,} characters. Say it shorter.")


def _content(story: Story, typed: Mapping[str, str]) -> str | None:
    """The text that was typed as HTML; None where it was left as it is."""
    if "text" not in _changed(story, typed):
        return None
    return _read(story, {"text": typed["text"]}).content


def _ours(
    conn: sa.Connection, story: Story, typed: Mapping[str, str], content: str | None, tbd: tuple[Unknown, ...]
) -> Entry:
    """The correction as it is to stand: what was changed now, over what staff wrote before."""
    changed = _changed(story, typed) - {"text"}
    meeting = _meeting(story, typed, changed, tbd) if story.entry.meeting else None
    if story.state != "withdrawn" and "title" not in changed and content is None and meeting is None:
        raise Refused("", SAME)
    kept = stories.rows(conn, [story.id])[0].correction
    before = entries.unpack(kept) if kept else Entry()
    return replace(
        before,
        title=typed["title"] if "title" in changed else before.title,
        summary=before.summary if content is None else None,
        content=before.content if content is None else content,
        meeting=meeting or before.meeting,
    )


def _meeting(story: Story, typed: Mapping[str, str], changed: Set[str], tbd: tuple[Unknown, ...]) -> Meeting | None:
    """The meeting with what was typed and without what is to be announced; None where all is as it was."""
    old = story.entry.meeting
    assert old is not None, "it is a meeting"
    said = {part for part, fields in PARTS.items() if changed & {*fields}}
    for part in PARTS:
        if part in tbd and part in said and part not in old.tbd:
            sentence = f"The {WORDS[part]} was changed and is also to be announced. Clear one of the two."
            raise Refused(next(name for name in PARTS[part] if name in changed), sentence)
    stated = {name: typed[name] for name in changed & {*FACTS}}
    told = (_read(story, stated).meeting if stated else None) or old
    known = said if "start" in changed else said - {"time"}  # an end alone says not when it begins
    open_ = tuple(part for part in PARTS if part in tbd and part not in known)
    told = replace(_without(told, open_, typed), tbd=open_)
    told = told if "status" in changed else _standing(told, had=old.tbd)
    return told if told != old else None


def _without(meeting: Meeting, open_: Collection[Unknown], typed: Mapping[str, str]) -> Meeting:
    """Nothing is left of what falls through. A link to join stays with a place that is open, unless it was cleared."""
    if "date" in open_:
        meeting = replace(meeting, date=None, end_date=None)
    if "time" in open_:
        meeting = replace(meeting, start=None, end=None)
    if "place" in open_:
        meeting = replace(
            meeting, place=None, address=None, online_url=meeting.online_url if typed["online_url"] else None
        )
    return meeting


def _standing(meeting: Meeting, had: Collection[Unknown]) -> Meeting:
    """What lacks something is tentative; what only lacked something is so no more."""
    if meeting.status == "confirmed" and {*meeting.tbd} - {*had}:
        return replace(meeting, status="tentative")
    if meeting.status == "tentative" and had and not meeting.tbd:
        return replace(meeting, status="confirmed")
    return meeting


def _read(story: Story, changed: Mapping[str, str]) -> Entry:
    """What was typed, read as `syndication items correct` reads a file."""
    facts = {name: changed[name] for name in FACTS if name in changed}
    facts["title"] = story.entry.title or "–"  # so that no heading of the text becomes the title
    head = "".join(f"{name}: {json.dumps(squeeze(value), ensure_ascii=False)}\n" for name, value in facts.items())
    try:
        return folder.correction_in(f"---\n{head}---\n{changed.get('text', '')}", story.entry.meeting)
    except ValueError as error:
        sentence = str(error)
        field = next((name for name in FACTS if sentence.startswith(name)), "end" if "ends" in sentence else "")
        raise Refused(field, f"{sentence[:1].upper()}{sentence[1:]}.") from error


SCREENS = (
    Screen("/items/{key}/correct", show),
    Screen("/items/{key}/correct", correct, "POST"),
)
