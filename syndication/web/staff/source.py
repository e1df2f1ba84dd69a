"""One source: how it is in both languages, what it said, its rules, and what can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import Response

from syndication import editing, partnering
from syndication.condition import condition, failure
from syndication.health import Health, rhythm
from syndication.merge.desk import take_out
from syndication.merge.membership import reconcile
from syndication.merge.rejudge import Change
from syndication.model import Source
from syndication.net.session import FetchError
from syndication.partnering import Known
from syndication.reasons import say
from syndication.store import channels, entries, recent, schedule, sources
from syndication.web.staff import ruling
from syndication.web.staff.candidate import Shown, shown
from syndication.web.staff.desk import Desk
from syndication.web.staff.found import look, recall
from syndication.web.staff.gate import Screen
from syndication.web.staff.mail import mail_of
from syndication.web.staff.month import month
from syndication.web.staff.ruling import Typed
from syndication.web.staff.standing import other_language, spoken, standing
from syndication.web.staff.visit import Visit
from syndication.web.staff.words import counted, read_all

SHOWN = 20  # items
LONGEST_ID = 10  # digits; a database's numbers are not longer
LONGEST = 2_000  # characters of an address
NOTHING = "Nothing was pasted. Paste the address where they are read from now on."
ANOTHER = "That feed is no longer among what we find there. Look again, and choose."
_DAYS = 24 * 60 * 60
# What the four parts are called, in each language of staff.
PARTS = {
    "en": ("What happened", "What it means", "What to do", "Who acts"),
    "es": ("Qué pasó", "Qué significa", "Qué hacer", "Quién actúa"),
}
_ASIDE = {"hidden": ("off", "Hidden"), "held": ("wait", "Waits for you"), "scheduled": ("wait", "Its hour comes")}
IN = {"en": "In English", "es": "En español"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that it said, and where that stands."""

    key: str
    title: str
    at: datetime
    tone: str
    word: str
    why: str


def _find(conn: sa.Connection, visit: Visit, *, theirs: bool = False) -> Source:
    """404 for what is no source; `theirs`: and for what is our own."""
    said = visit.part("id")
    source = sources.by_id(conn, int(said)) if _is_number(said) else None
    if source is None or source.url.startswith("desk:") or (theirs and source.is_own):
        raise HTTPException(404)
    return source


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < LONGEST_ID


def show(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.read() as conn:
        source = _find(conn, visit)
    return _page(desk, visit, source)


def _page(
    desk: Desk,
    visit: Visit,
    source: Source,
    *,
    typed: Typed | None = None,
    problem: str | None = None,
    moved: Sequence[Change] | None = None,
) -> Response:
    settings, now = desk.settings, visit.now
    language, other = desk.language, other_language(settings)
    with desk.open_store.read() as conn:
        waiting = entries.count_held(conn).get(source.id, 0)
        stands = recent.standings(conn, source.id)
        items = [_item(row, language) for row in recent.of_source(conn, source.id, SHOWN)]
        drawn = month(conn, source.id, now)
    here = standing(source, settings, now, waiting)
    there = condition(source, spoken(settings, other), now, waiting)
    usual = source.rhythm.usual
    return desk.page(
        visit,
        "source.html",
        422 if problem else 200,
        section="sources",
        source=source,
        here=here,
        there=there,
        spoken=language,
        other=other,
        parts=PARTS,
        in_other=IN[other],
        month=drawn,
        rhythm=rhythm(usual.total_seconds() / _DAYS if usual else None, language),
        stands=stands,
        items=items,
        mail=mail_of(here.told.letter) if here.told.letter else None,
        doubted=source.code in sources.DOUBTED and not source.paused,
        came=_came(stands) if visit.asked("came") else "",
        asked=bool(visit.asked("asked")) and not source.paused,
        typed=typed or ruling.of_source(source),
        problem=problem,
        moved=moved,
        changes=[_change(one, language) for one in moved or ()],
        topics=sorted(settings.topics),
    )


def _came(stands: dict[str, int]) -> str:
    """How many items a new source brought."""
    total, held = sum(stands.values()), stands.get("held", 0)
    if not total:
        return "No item came yet."
    came = f"{counted(total, 'item', 'items')} came."
    if held == total:
        return f"{came} {'It waits' if total == 1 else 'All of them wait'} for you."
    if held:
        return f"{came} {held:,} of them {'waits' if held == 1 else 'wait'} for you; the others go out now."
    return f"{came} {'It goes' if total == 1 else 'They go'} out now."


def _item(row: Any, language: str) -> Item:
    entry = entries.unpack(row.document)
    tone, word = _stand(row)
    withdrawn = row.state == "withdrawn"
    title = "A withdrawn item" if withdrawn else entry.title or entry.summary or "An item without a title"
    return Item(row.key, title[:200], row.dated, tone, word, "" if withdrawn else _why(row, word, language))


def _stand(row: Any) -> tuple[str, str]:
    if row.state == "withdrawn" or row.standing == "retracted":
        return "off", "Withdrawn" if row.state == "withdrawn" else "Taken back by them"
    if row.standing in ("excluded", "removed") and not row.leads:
        return "off", "Left out"
    if row.state in ("hidden", "held", "scheduled"):
        return _ASIDE[row.state]
    return ("ok", "Public") if row.leads else ("ok", "Shown once, in another partner’s words")


def _why(row: Any, word: str, language: str) -> str:
    """Why it is not public; nothing where it is."""
    if word not in ("Hidden", "Left out", "Waits for you"):
        return ""
    if row.ruling == "hidden":
        return "Somebody at the desk hid it."
    if row.standing == "removed":
        return "It left when its source was removed."
    return " ".join(say(reason["code"], language, about=reason.get("about", "")) for reason in row.why)


def _change(one: Change, language: str) -> tuple[Change, str]:
    return one, say(one.why[0].code, language, about=one.why[0].about)


def rule(desk: Desk, visit: Visit) -> Response:
    """Try the rules on the last 30 days, or save them."""
    with desk.open_store.transaction() as conn:
        source = _find(conn, visit, theirs=True)
        typed = ruling.read(visit.form, ruling.of_source(source), named=True)
        if not typed.errors:
            edit = typed.edit(source.rules)
            moved = editing.changes(conn, desk.settings, source, edit, visit.now)
            if visit.form.text("do") == "save":
                editing.store(conn, desk.settings, source, edit, moved, visit.now)
                done = desk.record(conn, visit, "source_edited", source_id=source.id)
                return desk.back(f"/sources/{source.id}", done)
    if typed.errors:
        return _page(desk, visit, source, typed=typed, problem=" ".join(typed.errors.values()))
    return _page(desk, visit, source, typed=typed, moved=moved)


def look_now(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.transaction() as conn:
        source = _find(conn, visit)
        if not source.paused:
            schedule.want_now(conn, [source.id], visit.now)
    return desk.back(f"/sources/{source.id}?asked=1")


Act = Callable[[sa.Connection, Source, Visit], None]


def _doing(act: Act, name: str, undo: str = "", only: Callable[[Source], bool] = lambda _: True) -> Any:
    """A handler that does one thing to a partner's source, where it is not done already."""

    def do(desk: Desk, visit: Visit) -> Response:
        with desk.open_store.transaction() as conn:
            source = _find(conn, visit, theirs=True)
            here = f"/sources/{source.id}"
            if not only(source):
                return desk.back(here)
            act(conn, source, visit)
            channels.touch(conn, (), visit.now)
            before = {"undo": undo, "back": here} if undo else None
            done = desk.record(conn, visit, name, source_id=source.id, before=before)
        return desk.back(here, done)

    return do


pause = _doing(
    lambda conn, source, _: sources.pause(conn, source.id), "source_paused", "resume", lambda source: not source.paused
)
resume = _doing(
    lambda conn, source, visit: sources.resume(conn, source.id, visit.now),
    "source_resumed",
    "pause",
    lambda source: source.paused,
)
confirm = _doing(
    lambda conn, source, visit: sources.resume(conn, source.id, visit.now),
    "source_confirmed",
    only=lambda source: source.code in sources.DOUBTED,
)


def replace(desk: Desk, visit: Visit) -> Response:
    """Show what is at another address; with `url`, read the source there from now on."""
    with desk.open_store.read() as conn:
        source = _find(conn, visit, theirs=True)
    pasted, url = visit.form.text("pasted"), visit.form.text("url")
    if not pasted or len(pasted) > LONGEST:
        return _choose(desk, visit, source, pasted[:LONGEST], problem=NOTHING)
    try:
        found = recall(desk, visit, pasted) if url else look(desk, visit, pasted)
    except FetchError as error:
        told = failure(error.code, pasted, desk.settings, visit.now)
        return _choose(desk, visit, source, pasted, failed=told)
    with desk.open_store.read() as conn:
        candidates = [shown(conn, desk.settings, one, visit.now) for one in found]
    if not url:
        return _choose(desk, visit, source, pasted, candidates)
    chosen = next((one for one in candidates if one.found.url == url and not one.found.comments), None)
    if chosen is None:
        return _choose(desk, visit, source, pasted, candidates, problem=ANOTHER)
    try:
        with desk.open_store.transaction() as conn:
            moved = partnering.move(conn, _find(conn, visit, theirs=True), chosen.found, visit.now)
            done = desk.record(conn, visit, "source_replaced", source_id=source.id, about=moved.url)
    except Known as known:
        taken = f"{known.source.partner.name} is read at that address already. Choose another one."
        return _choose(desk, visit, source, pasted, candidates, problem=taken)
    partnering.first_poll(desk.tools(), moved, chosen.found)
    return desk.back(f"/sources/{source.id}", done)


def _choose(
    desk: Desk,
    visit: Visit,
    source: Source,
    pasted: str,
    candidates: Sequence[Shown] = (),
    *,
    failed: Health | None = None,
    problem: str | None = None,
) -> Response:
    """Each feed with how many of its items we know from this source, and whether another one has its address."""
    offered = [
        (one, {known.id: n for known, n in one.shared}.get(source.id, 0), _taken(one, source))
        for one in candidates
        if not one.found.comments
    ]
    return desk.page(
        visit,
        "source-replace.html",
        422 if problem else 200,
        section="sources",
        source=source,
        pasted=pasted,
        offered=offered,
        heading=read_all(len(offered)),
        failed=failed,
        problem=problem,
    )


def _taken(one: Shown, source: Source) -> Source | None:
    known = one.known
    return known.source if known and known.way != "content" and known.source.id != source.id else None


def ask_remove(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.read() as conn:
        source = _find(conn, visit, theirs=True)
        stands = recent.standings(conn, source.id)
    return desk.page(visit, "source-remove.html", section="sources", source=source, total=sum(stands.values()))


def remove(desk: Desk, visit: Visit) -> Response:
    """For good; what it said stays, or leaves with it."""
    items = visit.form.text("items")
    if items not in ("keep", "remove"):
        raise HTTPException(400)
    with desk.open_store.transaction() as conn:
        source = _find(conn, visit, theirs=True)
        sources.remove(conn, source.id, visit.now)
        if items == "remove":
            take_out(conn, desk.settings, source.id, visit.now)
        reconcile(conn, desk.settings, visit.now)
        channels.touch(conn, (), visit.now)
        act = "source_removed" if items == "keep" else "source_and_items_removed"
        done = desk.record(conn, visit, act, source_id=source.id)
    return desk.back("/sources", done)


SCREENS = (
    Screen("/sources/{id}", show),
    Screen("/sources/{id}/rules", rule, "POST"),
    Screen("/sources/{id}/look", look_now, "POST"),
    Screen("/sources/{id}/pause", pause, "POST"),
    Screen("/sources/{id}/resume", resume, "POST"),
    Screen("/sources/{id}/confirm", confirm, "POST"),
    Screen("/sources/{id}/replace", replace, "POST"),
    Screen("/sources/{id}/remove", ask_remove),
    Screen("/sources/{id}/remove", remove, "POST"),
)
