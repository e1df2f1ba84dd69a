"""Notices as people lay them out: lists, blocks, tables, stanzas and sentences, each with its right reading."""

import datetime as dt

import pytest

from feeds import notices, press
from feeds.notices import Notice

ZONE = "America/New_York"
ISSUED = dt.date(2026, 2, 1)
ELM = "Elm Hall, 12 Elm Street"


def read(text: str) -> list[Notice]:
    return list(notices.read(text, ISSUED, ZONE)[0])


def short(notice: Notice) -> str:
    """Day, hours, town, place and address, and what is not as always: one line."""
    hours = "-".join(f"{hour:%H:%M}" for hour in (notice.start, notice.end) if hour)
    last = f"..{notice.end_date:%m-%d}" if notice.end_date else ""
    day = f"{notice.date:%m-%d}{last}" if notice.date else "?"
    state = [] if notice.status == "confirmed" else [notice.status]
    marks = [*state, *(f"{kind} tbd" for kind in notice.tbd)]
    marks += [name for name in ("update", "online") if getattr(notice, name)]
    told = (day, hours or "?", notice.town, notice.title, notice.place, notice.address, *marks)
    return " | ".join(part for part in told if part)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        # Lists
        (
            "• Lynn — Tuesday, March 3 — 6–8 pm — Elm Hall, 12 Elm Street\n"
            "• Salem — Thursday, March 5 — 6–8 pm — Oak Library, 40 Oak Ave",
            [
                "03-03 | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street",
                "03-05 | 18:00-20:00 | Salem | Oak Library | 40 Oak Ave",
            ],
        ),
        (
            "- Mar 3 (Tue) 6pm: Lynn, Elm Hall, 12 Elm St\n- Mar 5 (Thu) 6pm: Salem, Oak Hall, 4 Oak St",
            ["03-03 | 18:00 | Lynn | Elm Hall | 12 Elm St", "03-05 | 18:00 | Salem | Oak Hall | 4 Oak St"],
        ),
        (
            "1. Lynn, Tue 3/3, 6-8pm, Elm Hall\n2. Salem, 3/5 at 6pm, Oak Hall",
            ["03-03 | 18:00-20:00 | Lynn | Elm Hall", "03-05 | 18:00 | Salem | Oak Hall"],
        ),
        (
            "• 3 de março (terça-feira), das 18h às 20h – Lynn, Biblioteca Elm, 12 Elm Street",
            ["03-03 | 18:00-20:00 | Lynn | Biblioteca Elm | 12 Elm Street"],
        ),
        (
            "Lynn: Tuesday, March 3, 6 p.m., Elm Hall, 1 Elm Way; Salem: Thursday, March 5, 6 p.m., Oak Hall",
            ["03-03 | 18:00 | Lynn | Elm Hall | 1 Elm Way", "03-05 | 18:00 | Salem | Oak Hall"],
        ),
        (
            "Lynn, March 3, 6 p.m.; Salem, March 5, 7 p.m.; and Peabody, March 10, 6 p.m.",
            ["03-03 | 18:00 | Lynn", "03-05 | 19:00 | Salem", "03-10 | 18:00 | Peabody"],
        ),
        # Tables
        (
            "Date\tTown\tTime\tPlace\n3/3\tLynn\t6-8pm\tElm Hall\n3/5\tSalem\tTBA\tOak Hall",
            ["03-03 | 18:00-20:00 | Lynn | Elm Hall", "03-05 | ? | Salem | Oak Hall | tentative | time tbd"],
        ),
        (
            "Tuesday, March 3 | 6:00 pm | Elm Hall | 12 Elm Street | Lynn",
            ["03-03 | 18:00 | Lynn | Elm Hall | 12 Elm Street"],
        ),
        # Blocks of labels
        (
            "WHAT: Know your rights workshop\nWHEN: Tuesday, March 3, 6–8 pm\nand Saturday, March 7, 10 am – noon\n"
            "WHERE: Elm Hall, 12 Elm Street, Lynn",
            [
                "03-03 | 18:00-20:00 | Lynn | Know your rights workshop | Elm Hall | 12 Elm Street, Lynn",
                "03-07 | 10:00-12:00 | Lynn | Know your rights workshop | Elm Hall | 12 Elm Street, Lynn",
            ],
        ),
        (
            "Town: Lynn\nDate: Tuesday, March 3\nTime: 6-8 p.m. (EST)\nVenue: Elm Hall\nAddress: 12 Elm Street",
            ["03-03 | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street"],
        ),
        (
            "WHEN:\nTuesday, March 3, 6 p.m.\n\nWHERE:\nElm Hall\n12 Elm Street\nLynn, MA 01901\n\n"
            "RSVP: by Friday, February 27, to rsvp@example.org or 617-555-0188",
            ["03-03 | 18:00 | Lynn | Elm Hall | 12 Elm Street, Lynn, MA 01901"],
        ),
        ("When: Tuesday, March 3 @ 6pm\nWhere: Zoom (https://zoom.example.org/j/98765)", ["03-03 | 18:00 | online"]),
        (
            "Cuándo: sábado, 7 de marzo de 2026, 10:00 a. m. a 1:00 p. m.\nDónde: Biblioteca Elm, 12 Elm Street, Lynn",
            ["03-07 | 10:00-13:00 | Lynn | Biblioteca Elm | 12 Elm Street, Lynn"],
        ),
        (
            "Kilè: samdi 7 mas 2026, 10zè nan maten – 1è nan apremidi\nKi kote: Bibliyotèk Elm, 12 Elm Street, Lynn",
            ["03-07 | 10:00-13:00 | Lynn | Bibliyotèk Elm | 12 Elm Street, Lynn"],
        ),
        # Stanzas
        (
            "LYNN\nTuesday, March 3, 6-8 p.m.\nElm Hall, 12 Elm Street\n\n"
            "SALEM\nThursday, March 5, 6-8 p.m.\nOak Hall, 40 Oak Street",
            [
                "03-03 | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street",
                "03-05 | 18:00-20:00 | Salem | Oak Hall | 40 Oak Street",
            ],
        ),
        (
            "Tuesday, March 3\n6:00 pm – 8:00 pm\nElm Hall, Room 205\n12 Elm Street\nLynn, MA 01901",
            ["03-03 | 18:00-20:00 | Lynn | Elm Hall, Room 205 | 12 Elm Street, Lynn, MA 01901"],
        ),
        # The day behind the place, and the gathering behind the day
        (f"{ELM}, Lynn — Saturday, March 7, 6–8 pm", ["03-07 | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street, Lynn"]),
        (
            "Tuesday, March 3, 6 p.m. – Tenants' workshop, Elm Hall, 12 Elm Street, Lynn",
            ["03-03 | 18:00 | Lynn | Tenants' workshop | Elm Hall | 12 Elm Street, Lynn"],
        ),
        (
            "Come to Elm Hall, 12 Elm Street, Lynn, on Tuesday, March 3, from 6 to 8 p.m. for a community meeting.",
            ["03-03 | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street, Lynn"],
        ),
        (
            "The next forum is at 6 p.m. Tuesday, March 3, at Elm Hall, 12 Elm Street, Lynn.",
            ["03-03 | 18:00 | Lynn | next forum | Elm Hall | 12 Elm Street, Lynn"],
        ),
        # Several days
        (
            f"Lynn: March 3 & 5, 6-8 pm, {ELM}",
            [f"03-0{day} | 18:00-20:00 | Lynn | Elm Hall | 12 Elm Street" for day in (3, 5)],
        ),
        (
            f"Lynn: March 30-April 1, 9 a.m.-noon, {ELM}",
            [f"{day} | 09:00-12:00 | Lynn | Elm Hall | 12 Elm Street" for day in ("03-30", "03-31", "04-01")],
        ),
        (f"Exhibit: March 1 to April 30, {ELM}", ["03-01..04-30 | ? | Exhibit | Elm Hall | 12 Elm Street"]),
        (
            "Lynn: martes 3, jueves 5 y sábado 7 de marzo, de 6 a 8 p.m., para todos los vecinos de la ciudad",
            [f"03-0{day} | 18:00-20:00 | Lynn" for day in (3, 5, 7)],
        ),
        ("Lynn: madi 3 ak jedi 5 mas, 6è – 8è diswa", [f"03-0{day} | 18:00-20:00 | Lynn" for day in (3, 5)]),
        ("Lynn: every second Tuesday at 6 p.m., Elm Hall", ["? | 18:00 | Lynn | Elm Hall"]),
        # What is still to come, and what changed
        ("Lynn: Tuesday, March 10, 6-8 pm, Location TBA", ["03-10 | 18:00-20:00 | Lynn | tentative | place tbd"]),
        (
            "Lynn — Place TBA; Tuesday, March 3, 6 pm",
            ["03-03 | 18:00 | Lynn | tentative | place tbd"],
        ),
        (
            f"UPDATED: Lynn, Tuesday, March 10, 6 pm, {ELM}",
            ["03-10 | 18:00 | Lynn | Elm Hall | 12 Elm Street | update"],
        ),
        (
            f"NEW INFO Lynn: Tuesday, March 10, 6 pm, {ELM}",
            ["03-10 | 18:00 | Lynn | Elm Hall | 12 Elm Street | update"],
        ),
        (
            f"POSTPONED TO Tuesday, March 10: Lynn meeting, 6-8 pm, {ELM}",
            ["03-10 | 18:00-20:00 | Lynn meeting | Elm Hall | 12 Elm Street | update"],
        ),
        ("Lynn: RESCHEDULED – now Tuesday, March 10, 6 pm, Elm Hall", ["03-10 | 18:00 | Lynn | Elm Hall | update"]),
        (
            "Lynn: moved from Elm Hall to Oak Hall, 40 Oak Street; Tuesday, March 3, 6 p.m.",
            ["03-03 | 18:00 | Lynn | Oak Hall | 40 Oak Street | update"],
        ),
        ("Lynn: Tuesday, March 3, 7 p.m. (was 6 p.m.), Elm Hall", ["03-03 | 19:00 | Lynn | Elm Hall"]),
        (
            "The Lynn hearing scheduled for Tuesday, March 3 at 6 p.m. has been canceled.",
            ["03-03 | 18:00 | Lynn hearing | cancelled | update"],
        ),
        (
            "La reunión del martes 3 de marzo en Lynn fue cancelada.",
            ["03-03 | ? | Lynn | reunión | cancelled | update"],
        ),
    ],
)
def test_layouts(text, right):
    assert [short(notice) for notice in read(text)] == right


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("Doors 5:30, meeting 6–8 pm", "18:00", "20:00"),
        ("from noon until 2", "12:00", "14:00"),
        ("6:00PM-8:00PM EST", "18:00", "20:00"),
        ("6p–8p", "18:00", "20:00"),
        ("6 pm sharp", "18:00", None),
        ("18:00:00", "18:00", None),
        ("six-thirty in the evening", "18:30", None),
        ("half past seven in the evening", "19:30", None),
        ("in the evening from 6 to 8", "18:00", "20:00"),
        ("6.30-8.30pm", "18:30", "20:30"),
        ("4 p.m. MT", "18:00", None),
    ],
)
def test_hours_as_people_print_them(hours, start, end):
    (notice,) = read(f"Lynn: Tuesday, March 3, {hours}, {ELM}")
    assert (notice.start and f"{notice.start:%H:%M}", notice.end and f"{notice.end:%H:%M}") == (start, end)
    assert (notice.place, notice.address) == ("Elm Hall", "12 Elm Street")


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Lynn: 7 de abril a las 18 h, lugar por confirmar para todos los vecinos", "18:00", None),
        ("Lynn: 7 de abril, de 6 y media a 8 de la noche, lugar por confirmar para todos", "18:30", "20:00"),
        ("Lynn: 7 de abril a las 18.30 hrs., lugar por confirmar para todos los vecinos", "18:30", None),
        ("Lynn: 7 de abril, das 14h às 16h30, local a confirmar para a comunidade", "14:00", "16:30"),
        ("Lynn: 7 de abril, às sete e meia da noite, local a confirmar para a comunidade", "19:30", None),
        ("Lynn: 7 avril, 2è edmi – 4è nan apremidi, kote a poko konnen", "14:30", "16:00"),
    ],
)
def test_hours_in_other_languages(line, start, end):
    (notice,) = read(line)
    assert (notice.town, notice.date, notice.tbd) == ("Lynn", dt.date(2026, 4, 7), ("place",))
    assert (f"{notice.start:%H:%M}", notice.end and f"{notice.end:%H:%M}") == (start, end)


@pytest.mark.parametrize(
    ("where", "place", "address"),
    [
        ("Suite 300, 1600 Main Street, Lynn, MA 01901", "Suite 300", "1600 Main Street, Lynn, MA 01901"),
        ("One Center Plaza, 3rd Floor, Room 2-4", None, "One Center Plaza, 3rd Floor, Room 2-4"),
        ("Elm Hall, 4 May Street", "Elm Hall", "4 May Street"),
        ("10-12 April Lane, Lynn", None, "10-12 April Lane, Lynn"),
        ("Elm Hall, 1 March Street, Lynn, MA 02026", "Elm Hall", "1 March Street, Lynn, MA 02026"),
        ("Elm Hall, 12 Elm Street and on Zoom", "Elm Hall", "12 Elm Street"),
        ("Elm Hall, 12 Elm Street, RSVP by Friday, February 27", "Elm Hall", "12 Elm Street"),
        ("Elm Hall. Rain date: Sunday, March 8", "Elm Hall", None),
        ("Elm Hall, 12A Elm Street", "Elm Hall", "12A Elm Street"),
    ],
)
def test_numbers_of_houses_rooms_and_deadlines_are_no_days_and_hours(where, place, address):
    (notice,) = read(f"Lynn: Saturday, March 7, 6-8 pm, {where}")
    assert (notice.date, notice.start, notice.place, notice.address) == (
        dt.date(2026, 3, 7),
        dt.time(18),
        place,
        address,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Register by March 1. Office hours: Monday-Friday 9-5. Call 617-555-0188.",
        "Office hours: Mondays and Wednesdays, 1–4 p.m., Room 12, 12 Elm Street.",
        "Last Saturday, January 24, families rallied at 2 p.m. at Elm Hall, 12 Elm Street, Lynn.",
        "Free tickets go on sale Tuesday, March 3, at 10 a.m.",
        "The office moved from 12 Elm Street to 40 Oak Street on March 3.",
        "We won 3-2 on 3/4 of the 24/7 cases in 2026.",
        "The deadline to apply is Friday, March 6, at 5 p.m. Our office is open weekdays from 9 a.m. to 5 p.m.",
        "The council voted 5-4 on 3/4, at 7 p.m., to reject it. The vote, on 2/3, was 9-4.",
        "Room 3/4, 12/14 Elm Street, Lynn, MA 01901-0304",
    ],
)
def test_no_meeting_is_seen_in_other_days_and_hours(text):
    assert read(text) == []


ADVISORY = """MEDIA ADVISORY

CONTACT: Odalys Ferrantino, 617-555-0129

Tenants to Rally at Two City Halls
***UPDATED: NEW LOCATION FOR SALEM***

LYNN, Mass. (Feb. 24, 2026) – Tenants from 9 buildings will rally before the March 10 deadline to comment.

LYNN — Tuesday, March 3 — 12 to 1:30 PM
Elm Hall, 3rd floor, 12 March Street

SALEM — Thursday, March 5 — 5:30 PM (doors 5:00)
NEW LOCATION: Oak Hall, 40 Oak Street

Office hours are Monday to Friday, 9 to 5, at 617-555-0100. On January 8, 200 people met in Salem.

-30-
"""


def test_an_advisory_of_two_rallies():
    release = press.read(ADVISORY, ZONE)
    assert (release.title, release.date, release.city) == (
        "Tenants to Rally at Two City Halls",
        dt.date(2026, 2, 24),
        "Lynn",
    )
    assert [short(notice) for notice in release.notices] == [
        "03-03 | 12:00-13:30 | Lynn | Elm Hall, 3rd floor | 12 March Street",
        "03-05 | 17:30 | Salem | Oak Hall | 40 Oak Street | update",
    ]
