"""Staff's words over those of a source: title and text, and of a meeting day, hours and place."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from starlette.responses import Response

from feeds import Entry
from feeds.html import plain
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
FACTS = ("date", "start", "end", "town", "place", "address", "online_url", "status")
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
    return _page(desk, visit, story, as_shown(story))


def _page(
    desk: Desk, visit: Visit, story: Story, typed: Mapping[str, str], status: int = 200, wrong: Refused | None = None
) -> Response:
    shown = {"story": story, "entry": published(story, desk.settings), "typed": typed, "statuses": STATUSES}
    problem = {"problem": str(wrong) if wrong else "", "wrong": wrong.field if wrong else ""}
    has_links = "<a " in (story.entry.content or "")
    return desk.page(visit, "correct.html", status, section="today", has_links=has_links, **shown, **problem)


def as_shown(story: Story) -> dict[str, str]:
    """What the form holds at first."""
    entry, meeting = story.entry, story.entry.meeting
    shown = {"title": entry.title, "text": _written(entry)}
    if meeting is None:
        return shown
    hours = {name: f"{at:%H:%M}" if at else "" for name, at in (("start", meeting.start), ("end", meeting.end))}
    words = {name: getattr(meeting, name) or "" for name in ("town", "place", "address", "online_url")}
    day = meeting.date.isoformat() if meeting.date else ""
    return {**shown, "date": day, **hours, **words, "status": meeting.status}


def _written(entry: Entry) -> str:
    """The text as one may write it in Markdown, without links and pictures."""
    if not entry.content:
        return entry.summary or ""
    parts = (plain(_ITEM.sub("- ", part)) for part in _BREAK.split(entry.content))
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(part for part in parts if part))


def correct(desk: Desk, visit: Visit) -> Response:
    typed = {name: visit.form.text(name) for name in ("title", *FACTS)} | {"text": visit.form.whole("text").strip()}
    try:
        with desk.open_store.transaction() as conn:
            story = looking.item(conn, visit)
            acts.correct(conn, desk.settings, story, _ours(conn, story, typed), visit.now)
            done = desk.record(conn, visit, "corrected", story_id=story.id)
    except Refused as refused:
        return _page(desk, visit, story, {**as_shown(story), **typed}, 422, refused)
    except Impossible:
        return desk.back(f"/items/{story.key}")  # it was withdrawn meanwhile; its page says so
    return desk.back(f"/items/{story.key}", done)


def _ours(conn: sa.Connection, story: Story, typed: Mapping[str, str]) -> Entry:
    """The correction as it is to stand: what was changed now, over what staff wrote before."""
    shown = as_shown(story)
    changed = {name for name in shown if typed[name] and squeeze(typed[name]) != squeeze(shown[name])}
    if story.state != "withdrawn" and not changed:
        raise Refused("", SAME)
    _check(typed)
    said = _read(story, {name: typed[name] for name in changed})
    kept = stories.rows(conn, [story.id])[0].correction
    before = entries.unpack(kept) if kept else Entry()
    has_text = "text" in changed
    return replace(
        before,
        title=typed["title"] if "title" in changed else before.title,
        summary=None if has_text else before.summary,
        content=said.content if has_text else before.content,
        meeting=said.meeting or before.meeting,
    )


def _check(typed: Mapping[str, str]) -> None:
    if len(typed["title"]) > LONGEST_TITLE:
        raise Refused("title", f"The title is longer than {LONGEST_TITLE} characters. Say it shorter.")
    for name in FACTS:
        if len(typed[name]) > LONGEST_FACT:
            raise Refused(name, f"This field takes {LONGEST_FACT} characters. Say it shorter.")


def _read(story: Story, changed: Mapping[str, str]) -> Entry:
    """What was typed, read as `syndication items correct` reads a file."""
    facts = {name: changed[name] for name in FACTS if name in changed}
    facts["title"] = (
        changed.get("title") or story.entry.title or "–"
    )  # so that no heading of the text becomes the title
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
