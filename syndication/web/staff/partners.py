"""Add a partner: one field, a look at what is there, and one button."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from feeds.urls import host_of
from syndication import partnering
from syndication.condition import failure
from syndication.gather.discover import Candidate
from syndication.health import Health
from syndication.health.letter import Letter, letter
from syndication.model import Source
from syndication.net.session import FetchError
from syndication.partnering import TO_STRANGERS, Known, Wanted
from syndication.settings import Settings
from syndication.store import sources
from syndication.store.sources import NO_RULES
from syndication.web.staff import ruling
from syndication.web.staff.candidate import shown
from syndication.web.staff.desk import Desk
from syndication.web.staff.found import look, recall
from syndication.web.staff.gate import Screen
from syndication.web.staff.mail import mail_of
from syndication.web.staff.ruling import Typed
from syndication.web.staff.visit import Visit
from syndication.web.staff.words import in_word, read_all

LONGEST = 2_000  # characters of an address
NOTHING = "Nothing was pasted. Paste any address of theirs, or type the name of their site."
TOO_LONG = "This is too long for an address. Paste only the address."
ANOTHER = "That feed is no longer among what we find there. Look at the list again, and choose."


@dataclass(frozen=True, slots=True)
class Failed:
    """Why nothing was found; `known` is the source that has this address already."""

    health: Health
    letter: Letter | None
    detail: str
    known: Source | None


def show(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit, visit.asked("pasted")[:LONGEST])


def check(desk: Desk, visit: Visit) -> Response:
    """Look at what was pasted. Stores nothing."""
    pasted = visit.form.text("pasted")
    if not pasted or len(pasted) > LONGEST:
        return _page(desk, visit, pasted[:LONGEST], problem=TOO_LONG if pasted else NOTHING)
    try:
        found = look(desk, visit, pasted)
    except FetchError as error:
        return _page(desk, visit, pasted, failed=_failed(desk, visit, pasted, error))
    return _page(desk, visit, pasted, found)


def add(desk: Desk, visit: Visit) -> Response:
    """The feed with this address, of those that were found."""
    pasted, url = visit.form.text("pasted"), visit.form.text("url")
    if not pasted or len(pasted) > LONGEST:
        return _page(desk, visit, "", problem=NOTHING)
    typed = ruling.read(visit.form)
    try:
        found = recall(desk, visit, pasted)
    except FetchError as error:
        return _page(desk, visit, pasted, failed=_failed(desk, visit, pasted, error))
    chosen = next((one for one in found if one.url == url and not one.comments), None)
    if chosen is None:
        return _page(desk, visit, pasted, found, problem=ANOTHER)
    if typed.errors:
        problem = " ".join(typed.errors.values())
        return _page(desk, visit, pasted, found, problem=problem, typed=typed, typed_for=url)
    edit = typed.edit(NO_RULES)
    wanted = Wanted(edit.name or "", edit.topics or (), edit.rules)
    try:
        with desk.open_store.transaction() as conn:
            source = partnering.enter(conn, desk.settings, chosen, wanted, visit.now)
            done = desk.record(conn, visit, "source_added", source_id=source.id)
    except Known:
        return _page(desk, visit, pasted, found)  # which says so, and leads there
    partnering.first_poll(desk.tools(), source, chosen)
    return desk.back(f"/sources/{source.id}?came=1", done)


def _failed(desk: Desk, visit: Visit, pasted: str, error: FetchError) -> Failed:
    with desk.open_store.read() as conn:
        known = sources.by_url(conn, pasted)
    health = failure(error.code, pasted, desk.settings, visit.now)
    is_stranger = error.code in TO_STRANGERS and known is None
    return Failed(health, _letter(desk.settings, pasted, error) if is_stranger else None, error.detail, known)


def _letter(settings: Settings, pasted: str, error: FetchError) -> Letter | None:
    us, reader = settings.coalition, settings.reader
    return letter(error.code, us.language, org=None, us=us.name, reader=reader, url=pasted, contact=us.contact)


def _page(
    desk: Desk,
    visit: Visit,
    pasted: str,
    found: Sequence[Candidate] = (),
    *,
    failed: Failed | None = None,
    problem: str | None = None,
    typed: Typed = ruling.EMPTY,
    typed_for: str = "",
) -> Response:
    with desk.open_store.read() as conn:
        candidates = [shown(conn, desk.settings, one, visit.now) for one in found]
    offered = [one for one in candidates if not one.found.comments]
    unwanted = [one for one in candidates if one.found.comments]
    return desk.page(
        visit,
        "add-partner.html",
        422 if problem else 200,
        section="sources",
        pasted=pasted,
        host=host_of(pasted),
        offered=offered,
        unwanted=unwanted,
        heading=read_all(len(offered)),
        unwanted_number=in_word(len(unwanted)).capitalize(),
        failed=failed,
        mail=mail_of(failed.letter) if failed and failed.letter else None,
        problem=problem,
        typed=typed,
        typed_for=typed_for,
        topics=sorted(desk.settings.topics),
    )


SCREENS = (
    Screen("/partners/add", show),
    Screen("/partners/check", check, "POST"),
    Screen("/partners/add", add, "POST"),
)
