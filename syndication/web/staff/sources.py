"""Sources: whom we read, worst first; the list in and out."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from starlette.responses import Response

from feeds import FeedError, opml
from feeds.opml import Outline
from syndication import condition, partnering
from syndication.model import Source
from syndication.partnering import Imported, Result
from syndication.store import entries, sources
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.month import Month, month
from syndication.web.staff.standing import Standing, standing
from syndication.web.staff.visit import Visit
from syndication.web.staff.words import ago

FEW, MANY = 20, 60  # fine sources shown below the others, and on a page of their own
MOST_BYTES = 2_000_000  # of a list
MOST_LINES = 1_000
HEAPS = ("trouble", "waiting", "fine")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with, were it the first in a cell
RESULTS: tuple[Result, ...] = ("added", "here already", "not a web address", "has no address")

NO_FILE = "No file was chosen. Choose the file with the list, then press Import."
TOO_BIG = "This file is larger than two megabytes. Import the list in parts."
TOO_LONG = f"This list has more than {MOST_LINES:,} lines. Import it in parts."
NO_LIST = "This is no list of feeds in OPML. Export the list again from where it comes, and choose that file."
NOBODY = "This list names no feed at all. Look whether it is the right file."


@dataclass(frozen=True, slots=True)
class Row:
    """A source in the list, and the one button beside it: where it leads, or what it posts."""

    standing: Standing
    month: Month
    seen: str
    label: str
    path: str
    posts: bool = False


def show(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit)


def _page(
    desk: Desk, visit: Visit, problem: str | None = None, report: Sequence[Imported] = (), status: int = 200
) -> Response:
    asked, query = visit.asked("show"), visit.asked("q")[:200]
    heap = asked if asked in HEAPS else ""
    with desk.open_store.read() as conn:
        every = _standings(conn, desk, visit)
        found = [one for one in every if _is_meant(one.source, query)]
        chosen = [one for one in found if not heap or one.heap == heap]
        fine = [one for one in chosen if one.heap == "fine"]
        start = _start(visit, len(fine))
        limit = MANY if heap or query else FEW
        shown = [one for one in chosen if one.heap != "fine"] if not start else []
        rows = [_row(conn, one, visit) for one in (*shown, *fine[start : start + limit])]
    return desk.page(
        visit,
        "sources.html",
        status,
        section="sources",
        rows=rows,
        counts=Counter(one.heap for one in every if not one.source.is_own),
        total=len(every),
        show=heap,
        q=query,
        fine=len(fine),
        more=len(fine) - start - limit,
        following=start + limit,
        problem=problem,
        report=report,
        summary=_summary(report),
    )


def _start(visit: Visit, most: int) -> int:
    said = visit.asked("from")
    return min(int(said), most) if said.isdecimal() and len(said) < 6 else 0


def _standings(conn: sa.Connection, desk: Desk, visit: Visit) -> list[Standing]:
    """All but the desk itself, those that need somebody first."""
    held = entries.count_held(conn)
    listed = [source for source in sources.listed(conn) if not source.url.startswith("desk:")]
    found = [standing(source, desk.settings, visit.now, held.get(source.id, 0)) for source in listed]
    return sorted(found, key=lambda one: (HEAPS.index(one.heap), *condition.trouble(one.source, one.told)))


def _is_meant(source: Source, query: str) -> bool:
    said = (source.partner.name, source.title or "", source.url, source.first_url, source.site_url or "")
    return all(any(word in text.casefold() for text in said) for word in query.casefold().split())


def _row(conn: sa.Connection, one: Standing, visit: Visit) -> Row:
    label, path, posts = _button(one)
    seen = ago(one.source.last_poll_at, visit.now)
    return Row(one, month(conn, one.source.id, visit.now), seen, label, path, posts)


def _button(one: Standing) -> tuple[str, str, bool]:
    """The one thing to do: its words, its address, and whether it is done at once."""
    source, health = one.source, one.told.health
    here = f"/sources/{source.id}"
    if source.paused:
        return "Resume", f"{here}/resume", True
    if one.word == "Items wait for you" and health is None:
        return "See what waits", "/inbox", False
    if source.offers:
        return "Compare and replace", f"{here}#offers", False
    if one.told.letter and health and health.who == "partner":
        return "Read the letter", f"{here}#letter", False
    if health is None or health.who in ("nobody", "us"):
        return "Look now", f"{here}/look", True
    return "Look at it", here, False


def import_(desk: Desk, visit: Visit) -> Response:
    """Add what a list names; each of its lines is told of."""
    body = visit.form.files.get("file", b"")
    if not body or len(body) > MOST_BYTES:
        return _page(desk, visit, TOO_BIG if body else NO_FILE, status=422)
    try:
        lines = opml.lines(body)
    except FeedError:
        return _page(desk, visit, NO_LIST, status=422)
    if not lines or len(lines) > MOST_LINES:
        return _page(desk, visit, TOO_LONG if lines else NOBODY, status=422)
    with desk.open_store.transaction() as conn:
        told = partnering.bring(conn, lines, visit.now)
        desk.record(conn, visit, "imported", about=_summary(told))
    return _page(desk, visit, report=told)


def _summary(told: Sequence[Imported]) -> str:
    """3 added, 1 here already"""
    counts = Counter(one.result for one in told)
    return ", ".join(f"{counts[result]:,} {result}" for result in RESULTS if counts[result])


def as_opml(desk: Desk, visit: Visit) -> Response:
    outlines = [
        Outline(title=one.partner.name, url=one.url, site_url=one.partner.url or one.site_url, topics=one.topics)
        for one in _pulled(desk)
    ]
    body = opml.write(f"{desk.settings.coalition.name}: partners", outlines, visit.now)
    return _file(body, opml.MEDIA_TYPE, "sources.opml")


def as_csv(desk: Desk, visit: Visit) -> Response:
    """For a spreadsheet: UTF-8 with its mark, so that names stay names in each of them."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(("Partner", "Address", "Site", "Topics", "State", "In words", "Last good", "Paused"))
    with desk.open_store.read() as conn:
        listed = [one for one in _standings(conn, desk, visit) if not one.source.is_own]
    for one in listed:
        rows.writerow(_harmless(cell) for cell in _cells(one))
    return _file(written.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "sources.csv")


def _cells(one: Standing) -> tuple[str, ...]:
    source = one.source
    good = f"{source.last_ok_at:%Y-%m-%d %H:%M} UTC" if source.last_ok_at else ""
    site = source.partner.url or source.site_url or ""
    return (
        source.partner.name,
        source.url,
        site,
        ", ".join(source.topics),
        one.word,
        one.told.sentence,
        good,
        "yes" if source.paused else "no",
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _pulled(desk: Desk) -> list[Source]:
    with desk.open_store.read() as conn:
        return partnering.pulled(sources.listed(conn))


def _file(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


SCREENS = (
    Screen("/sources", show),
    Screen("/sources/import", import_, "POST"),
    Screen("/sources.opml", as_opml),
    Screen("/sources.csv", as_csv),
)
