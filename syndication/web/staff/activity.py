"""Activity: who did what, in sentences, day by day; the same as a table to keep."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlencode

import sqlalchemy as sa
from starlette.responses import Response

from syndication.store import activity, users
from syndication.store.activity import Act
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.sentences import sentences
from syndication.web.staff.undo import undoable
from syndication.web.staff.visit import Visit

SHOWN = 50  # acts on a page
BATCH = 500  # acts asked for at once
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a formula begins in a table program
HEAD = ("Day", "Hour", "Who", "What", "Undone")


@dataclass(frozen=True, slots=True)
class Told:
    """An act in words, and whether it can still be taken back."""

    act: Act
    sentence: str
    undo: bool


def log(conn: sa.Connection, before: int | None = None, user_id: int | None = None) -> Iterator[Act]:
    """All acts, newest first: those before one, those of one person."""
    return (act for acts in _batches(conn, before) for act in acts if user_id in (None, act.user_id))


def _batches(conn: sa.Connection, before: int | None = None) -> Iterator[list[Act]]:
    while acts := activity.listed(conn, BATCH, before):
        yield acts
        before = acts[-1].id


def show(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.read() as conn:
        people = users.ever(conn)
        who = _number(visit.asked("who"))
        who = who if who in people else None
        acts = list(islice(log(conn, _number(visit.asked("before")), who), SHOWN + 1))
        told = _told(conn, desk, visit, acts[:SHOWN])
    days: dict[date, list[Told]] = {}  # by hand, for a clock that was set back tells a day twice
    for one in told:
        days.setdefault(one.act.at.astimezone(desk.zone).date(), []).append(one)
    older = _query(before=acts[SHOWN - 1].id, who=who) if len(acts) > SHOWN else None
    shown = {"days": list(days.items()), "people": people, "who": who, "older": older}
    return desk.page(visit, "activity.html", 200, section="activity", is_later=visit.asked("before") != "", **shown)


def _told(conn: sa.Connection, desk: Desk, visit: Visit, acts: list[Act]) -> list[Told]:
    can = undoable(conn, acts, visit.now)
    said = sentences(conn, acts, desk.language)
    return [Told(act, words, act.id in can) for act, words in zip(acts, said, strict=True)]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _query(**asked: int | None) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value is not None})


def export(desk: Desk, visit: Visit) -> Response:
    """Everything, as a table; what was withdrawn is named nowhere in it."""
    with desk.open_store.read() as conn:
        rows = [_row(desk, act, said) for acts in _batches(conn) for act, said in _said(conn, desk, acts)]
    name = f"activity-{visit.now.astimezone(desk.zone).date()}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(_csv([HEAD, *rows]), 200, headers, "text/csv; charset=utf-8")


def _said(conn: sa.Connection, desk: Desk, acts: Sequence[Act]) -> Iterator[tuple[Act, str]]:
    return zip(acts, sentences(conn, acts, desk.language), strict=True)


def _row(desk: Desk, act: Act, said: str) -> tuple[str, ...]:
    at = act.at.astimezone(desk.zone)
    undone = act.undone_at.astimezone(desk.zone) if act.undone_at else None
    return f"{at:%Y-%m-%d}", f"{at:%H:%M}", act.who, said, f"{undone:%Y-%m-%d %H:%M}" if undone else ""


def _csv(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([[harmless(cell) for cell in row] for row in rows])
    return "\ufeff" + file.getvalue()  # by this mark table programs know that it is UTF-8


def harmless(cell: str) -> str:
    """No table program takes it for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


SCREENS = (Screen("/activity", show), Screen("/activity.csv", export))
