"""The texts of two releases about meetings in the coming weeks: the first, and the one that brings new information."""

from dataclasses import dataclass
from datetime import date, timedelta

TUESDAY, THURSDAY, SATURDAY = 1, 3, 5
TO_COME = "Location (TBD)"


@dataclass(frozen=True, slots=True)
class _Notice:
    """One meeting: the first such weekday that is at least `after` days away."""

    town: str
    weekday: int
    after: int
    hours: str
    place: str

    def day(self, today: date) -> str:
        earliest = today + timedelta(days=self.after)
        day = earliest + timedelta(days=(self.weekday - earliest.weekday()) % 7)
        return f"{day:%A, %B} {day.day}"


ANNOUNCED = (
    _Notice("Worcester", SATURDAY, 5, "2-4pm", "Union Hill Library, 12 Orchard Street"),
    _Notice("Lowell", THURSDAY, 10, "6-8pm", "Canal Place, Community Room, 40 Mill Street"),
    _Notice("Brockton", TUESDAY, 17, "6-8pm", TO_COME),
    _Notice("New Bedford", SATURDAY, 24, "12-2pm", "Seaport Hall, 7 Ropewalk Lane"),
)
CHANGED = {  # the hours and the place that hold now
    "Lowell": ("5-7pm", "Canal Place, Community Room, 40 Mill Street"),
    "Brockton": ("6-8pm", "Maple Court School, 21 Maple Court, Brockton, MA 02301"),
}

TITLE = "Coalition Invites Neighbors to Four Meetings on Language Help at City Offices"
TEXT = """\
{title}

Interpreters, child care and soup at every meeting

{today.month}/{today.day}/{today.year} BOSTON -- The Bay State Welcome Coalition {news} four community meetings about \
help in other languages at city offices: at the school desk, at the housing window and on the telephone.

"A person who stands at a window and cannot ask the question has come for nothing," said Ana Tavares, who coordinates \
the coalition. "We want to hear at which windows that happens, and we will carry what we hear to the people who can \
change it."

Each meeting begins with the people who came and ends with a list that is read aloud. Interpreters for Spanish, \
Portuguese, Haitian Creole, Khmer and Arabic will be there. Nobody will be asked for a name or for papers.

The coalition announced meetings in the following towns:

{notices}

The Bay State Welcome Coalition is a group of clinics, tenants' unions, schools of English and legal offices. Together \
they work so that everybody who lives here can ask for what they need and be understood.

# # #
"""


def coming(today: date) -> str:
    """A release of `today` with four meetings, the place of one still to come."""
    notices = "\n\n".join(_line(notice, today) for notice in ANNOUNCED)
    return TEXT.format(title=TITLE, today=today, news="announced today that it will hold", notices=notices)


def new_info(today: date) -> str:
    """Its successor: the same four meetings, one with other hours, one with its place."""
    notices = "\n\n".join(_new_line(notice, today) for notice in ANNOUNCED)
    return TEXT.format(title=f"UPDATED: {TITLE}", today=today, news="has new information on its", notices=notices)


def _line(notice: _Notice, today: date) -> str:
    if notice.place == TO_COME:
        return f"{notice.town}: {notice.day(today)}, {notice.hours}, {TO_COME}"
    return f"{notice.town}: {notice.place}, {notice.day(today)}, {notice.hours}"


def _new_line(notice: _Notice, today: date) -> str:
    if notice.town not in CHANGED:
        return _line(notice, today)
    hours, place = CHANGED[notice.town]
    return f"{notice.town}: NEW INFO: {notice.day(today)}, {hours}, {place}"
