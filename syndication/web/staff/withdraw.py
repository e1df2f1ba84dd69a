"""Taking back: two taps and a reason, then place by place what is gone. No withdrawn word stands on these pages."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zipfile import is_zipfile

import msgspec
import sqlalchemy as sa
from starlette.responses import Response

from feeds import Entry
from syndication import backup
from syndication.merge import withdraw as merge
from syndication.model import Story
from syndication.publish.compose import published
from syndication.settings import Settings
from syndication.store import channels, entries, finding, sources, staff, stories, withdrawn
from syndication.web.links import Addresses
from syndication.web.moments import full_date
from syndication.web.renditions import LOOK_EVERY
from syndication.web.staff import looking
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

NEWEST = 6  # items that are shown before anything is looked for
LOOK_AGAIN = 3  # seconds
# The reasons of `items withdraw --reason`: to choose from, and as the page says it afterwards.
REASONS = {
    "safety": ("Somebody could be harmed", "somebody could be harmed"),
    "privacy": ("It names somebody who must not be named", "it named somebody"),
    "request": ("Somebody asked us to", "somebody asked us to"),
    "error": ("It is wrong", "it was wrong"),
    "legal": ("The law asks for it", "the law asks for it"),
    "other": ("Another reason", "another reason"),
    merge.BY_SOURCE: ("", "its own source took it back"),
}
LETTERS = {
    "en": (
        "Please delete something we both carried",
        "Hello,\n\n{us} has withdrawn an item that you carried too: the one of {day}, which is told on our side at\n"
        "{page}\n\nWe withdrew it because {why}. Please delete it from your site, and from your newsletter or "
        "archive if it stands there. We do not repeat its words here, so that they are nowhere any more.\n\n"
        "Thank you\n\n{us}\n",
    ),
    "es": (
        "Por favor, borren algo que ambos difundimos",
        "Hola:\n\n{us} ha retirado un texto que ustedes también difundieron: el del {day}, que de nuestro lado está "
        "en\n{page}\n\nPor favor, bórrenlo de su sitio, y de su boletín o archivo si está ahí. No repetimos aquí sus "
        "palabras, para que no estén ya en ninguna parte.\n\nGracias\n\n{us}\n",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    story: Story
    entry: Entry  # as it is public; of one that was withdrawn a neutral line


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was. `tone`: ok, it is gone from there now; wait or off, it is not, and `state` says what happens."""

    name: str
    says: str
    tone: str
    state: str
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """What went with one withdrawal: the stories, by key and kind."""

    ids: tuple[int, ...]
    keys: frozenset[str]
    has_meeting: bool


def show(desk: Desk, visit: Visit) -> Response:
    """What to take back: looked for, or chosen already."""
    if visit.asked("item"):
        return _choose(desk, visit, visit.asked("item"))
    return _search(desk, visit)


def _search(desk: Desk, visit: Visit, status: int = 200, problem: str = "") -> Response:
    asked = visit.asked("q")
    with desk.open_store.read() as conn:
        told = looking.meant(conn, asked) if asked else stories.listed(conn, state="public", limit=NEWEST)
    found = [Found(story, published(story, desk.settings)) for story in told]
    shown = {"asked": asked, "found": found, "chosen": None, "problem": problem}
    return desk.page(visit, "withdraw.html", status, section="withdraw", **shown)


def _choose(desk: Desk, visit: Visit, key: str, status: int = 200, problem: str = "") -> Response:
    with desk.open_store.read() as conn:
        story = looking.by_key(conn, key)
        if story is None:
            return _search(desk, visit, 404, "There is no such item. Look for it by its words, or paste its link.")
        meetings = len(entries.parts_of(conn, [story.id]))
    if story.state == "withdrawn":
        return desk.back(f"/withdraw/{story.key}")
    names = [carrier.partner.name for carrier in story.carriers]
    shown = {"chosen": Found(story, published(story, desk.settings)), "meetings": meetings, "names": names}
    reasons = [(code, words[0]) for code, words in REASONS.items() if words[0]]
    context = {**shown, "reasons": reasons, "problem": problem, "asked": "", "found": []}
    return desk.page(visit, "withdraw.html", status, section="withdraw", **context)


def withdraw(desk: Desk, visit: Visit) -> Response:
    """Erase its words. What remains, backups too, the worker does; the page that follows shows how far it is."""
    reason = visit.form.text("reason")
    if reason not in merge.REASONS:
        return _choose(desk, visit, visit.form.text("item"), 422, "Choose why. One tap on the nearest reason will do.")
    with desk.open_store.transaction() as conn:
        story = looking.by_key(conn, visit.form.text("item"))
        if story is not None:
            for number in merge.withdraw(conn, desk.settings, [story.id], reason, visit.now):
                desk.record(conn, visit, "withdrawn", story_id=number, about=reason)
    if story is None:
        return _search(desk, visit, 404, "There is no such item. Look for it by its words, or paste its link.")
    return desk.back(f"/withdraw/{story.key}")


def progress(desk: Desk, visit: Visit) -> Response:
    """How far it is, looked at anew each time."""
    with desk.open_store.read() as conn:
        story = looking.item(conn, visit)
        if story.state != "withdrawn" or story.withdrawn_at is None:
            return desk.back(f"/withdraw?item={story.key}")
        gone = _gone(conn, desk.settings, story)
        places = list(_places(conn, desk.settings, gone, visit.now))
        partners = _partners(conn, gone)
        files = merge.files_of(conn, desk.settings, gone.ids)
        who, why = _decided(conn, story)
    ours = [place for place in places if place.ours]
    clean = [place for place in ours if place.tone == "ok"]
    is_done = len(clean) == len(ours)
    answer = desk.page(
        visit,
        "withdrawing.html",
        section="withdraw",
        is_done=is_done,
        story=story,
        places=places,
        clean=len(clean),
        ours=len(ours),
        partners=partners,
        letter=_letter(desk, story, why) if partners else None,
        files=[os.path.relpath(file, desk.settings.home) for file in files],
        with_it=len(gone.ids) - 1,
        who=who,
        why=why,
    )
    if not is_done:
        answer.headers["refresh"] = str(LOOK_AGAIN)
    return answer


def _gone(conn: sa.Connection, settings: Settings, story: Story) -> Gone:
    """All that the same press took back, by the file that remembers it."""
    lines = withdrawn.read(settings.data / withdrawn.FILE)
    same = {line.story for line in lines if line.at == story.withdrawn_at}
    rows = stories.with_key(conn, sorted({story.key, *same}))
    told = stories.by_ids(conn, [row.id for row in rows.values() if row.state == "withdrawn"])
    has_meeting = any(one.entry.meeting for one in told)
    return Gone(tuple(one.id for one in told), frozenset(one.key for one in told), has_meeting)


def _decided(conn: sa.Connection, story: Story) -> tuple[str, str]:
    """Who took it back, where the desk knows it, and why in words."""
    acts = [act for act in finding.acts(conn, story.id) if act.act == "withdrawn"]
    (act,) = acts[-1:] or [None]
    reason = act.about if act else _reason(conn, story)
    return (act.who.partition("@")[0] if act else ""), REASONS.get(reason, REASONS["other"])[1]


def _reason(conn: sa.Connection, story: Story) -> str:
    from_history = [act.about for act in staff.history(conn, story.id) if act.act == "withdrawn"]
    return from_history[-1] if from_history else "other"


def _places(conn: sa.Connection, settings: Settings, gone: Gone, now: datetime) -> Iterator[Place]:
    told = _is_told(conn, settings, gone, now)
    service = channels.state(conn)
    broken = _unreadable(settings)
    yield _place("Our pages", "Its address says in one sentence that it was withdrawn.", told)
    yield _place("Feeds", "Readers find one neutral line under the same number, and overwrite what they kept.", told)
    yield _place(
        "Pages of partners",
        "Where our feeds are shown, no copy is kept. An open page changes when it is loaded again.",
        told,
    )
    if gone.has_meeting:
        yield _place("Calendars on our side", "Title, place and text are emptied, and the meeting is called off.", told)
    erased = not service.unscrubbed
    yield _place("Database", "Its words are overwritten, not only marked as deleted.", erased)
    clean = erased and not backup.is_due(conn, settings)
    yield _place("Backups", "Each one that we keep here is opened and cleaned.", clean)
    if broken:
        names = ", ".join(file.name for file in broken)
        yield Place(
            "Damaged backups",
            f"These cannot be opened, so nobody can clean them: {names}.",
            "off",
            "Delete them",
            ours=False,
        )
    yield Place(
        "Reader apps", "Most replace it at their next look, in minutes or hours.", "wait", "Within hours", ours=False
    )
    if gone.has_meeting:
        yield Place(
            "Calendars of people",
            "Apple and Outlook look within hours, Google within a day.",
            "wait",
            "Up to a day",
            ours=False,
        )


def _place(name: str, says: str, is_gone: bool) -> Place:
    return Place(name, says, "ok", "Gone") if is_gone else Place(name, says, "wait", "Being cleaned")


def _is_told(conn: sa.Connection, settings: Settings, gone: Gone, now: datetime) -> bool:
    """Whether all public files were written after the withdrawal, and none still says one of these."""
    if finding.unpublished(conn, gone.ids, _published(settings, now)):
        return False
    files = (settings.public / "feeds").rglob("*.json")
    return not any(_says(file, gone.keys) for file in files)


def _published(settings: Settings, now: datetime) -> int:
    """The revision that the public files tell completely, and every page with them; -1 where there is none."""
    mark = settings.public / "REVISION"
    try:
        is_read = now.timestamp() - mark.stat().st_mtime > LOOK_EVERY  # by then who serves the pages has looked at it
        return int(mark.read_text(encoding="ascii")) if is_read else -1
    except (OSError, ValueError):
        return -1


def _says(file: Path, keys: frozenset[str]) -> bool:
    """Whether a feed holds one of these items otherwise than as withdrawn."""
    try:
        body = file.read_bytes()
    except FileNotFoundError:  # its channel has been removed this moment
        return False
    if not any(key.encode() in body for key in keys):
        return False
    feed = msgspec.json.decode(body)
    items = feed.get("items", []) if isinstance(feed, dict) else []
    return any(_key(item) in keys and not item.get("_coalition", {}).get("withdrawn") for item in items)


def _key(item: dict[str, Any]) -> str:
    return str(item.get("id", "")).rpartition(":")[2]


def _unreadable(settings: Settings) -> list[Path]:
    """Files among the backups that cannot be opened, and so not be cleaned."""
    found = (file for file in settings.backups.rglob("*") if file.suffix in (".zip", ".sqlite") and file.is_file())
    return sorted(file for file in found if not is_zipfile(file) and not file.name.startswith("."))


def _partners(conn: sa.Connection, gone: Gone) -> list[str]:
    """The partners on whose own pages it stands, by their names."""
    numbers = {row.source_id for row in entries.of_stories(conn, gone.ids)}
    told = (source for source in sources.by_ids(conn, numbers).values() if not source.is_own)
    return sorted({source.partner.name for source in told}, key=str.casefold)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str
    mail: str  # an address that opens it in a mail program


def _letter(desk: Desk, story: Story, why: str) -> Letter:
    """To those who carry it. It does not repeat the words, nor the address of their page, which may hold some."""
    spanish = desk.language.lower().startswith("es")
    subject, text = LETTERS["es" if spanish else "en"]
    at = (story.entry.published or story.first_seen).astimezone(desk.zone).date()
    page = Addresses(desk.settings.base_url).absolute(f"/{'meetings' if story.entry.meeting else 'items'}/{story.key}")
    day = f"{at.day}/{at.month}/{at.year}" if spanish else full_date(at)
    body = text.format(us=desk.settings.coalition.name, day=day, page=page, why=why)
    return Letter(subject, body, f"mailto:?{urlencode({'subject': subject, 'body': body}, quote_via=quote)}")


SCREENS = (
    Screen("/withdraw", show),
    Screen("/withdraw", withdraw, "POST"),
    Screen("/withdraw/{key}", progress),
)
