"""Notices: which meetings a text states, each with the words it was read from, and never a guess."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import notices
from feeds.notices import Flag, Notice
from feeds.notices.words import tables

ZONE = "America/New_York"
ISSUED = dt.date(2026, 2, 1)


def read(text: str, issued: dt.date | None = ISSUED) -> tuple[tuple[Notice, ...], tuple[Flag, ...]]:
    return notices.read(text, issued, ZONE)


def only(text: str, issued: dt.date | None = ISSUED) -> Notice:
    found, _ = read(text, issued)
    assert len(found) == 1, found
    return found[0]


def codes(text: str, issued: dt.date | None = ISSUED) -> list[str]:
    return [flag.code for flag in read(text, issued)[1]]


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("2-4pm", "14:00", "16:00"),
        ("3 – 5 pm", "15:00", "17:00"),
        ("12-2pm", "12:00", "14:00"),
        ("11-1pm", "11:00", "13:00"),
        ("10am-12pm", "10:00", "12:00"),
        ("9 a.m.–1 p.m.", "09:00", "13:00"),
        ("10 a.m. to noon", "10:00", "12:00"),
        ("noon to 2", "12:00", "14:00"),
        ("from 6:30 to 8 p.m.", "18:30", "20:00"),
        ("between 2 and 4 p.m.", "14:00", "16:00"),
        ("18:30-20:00", "18:30", "20:00"),
        ("5:30 p.m – 8 p.m", "17:30", "20:00"),
        ("10a-1p", "10:00", "13:00"),
        ("6 p.m. (doors 5:30)", "18:00", None),
        ("six o'clock in the evening", "18:00", None),
        ("3 p.m. PT", "18:00", None),
        ("noon ET / 9 a.m. PT", "12:00", None),
    ],
)
def test_hours(hours, start, end):
    notice = only(f"Lynn: Saturday, March 7, {hours}, Elm Hall, 12 Elm Street")
    assert notice.start == dt.time.fromisoformat(start)
    assert notice.end == (end and dt.time.fromisoformat(end))
    assert (notice.place, notice.address) == ("Elm Hall", "12 Elm Street")


@pytest.mark.parametrize("hours", ["8–10", "at 7", "8:30", "9-12 a.m.", "10-2"])
def test_an_hour_without_its_half_of_the_day_is_asked_about(hours):
    found, flags = read(f"Lynn: Saturday, March 7, {hours}, Elm Hall, 12 Elm Street")
    assert (found[0].start, found[0].end) == (None, None)
    assert [flag.code for flag in flags] == ["ambiguous-time"]
    assert flags[0].meeting == 1
    assert flags[0].candidates


@pytest.mark.parametrize(("hours", "code"), [("9 p.m. - 8 p.m.", "end-before-start"), ("3 p.m. XQT", "unknown-zone")])
def test_hours_that_cannot_be_are_asked_about(hours, code):
    assert codes(f"Lynn: Saturday, March 7, {hours}, Elm Hall, 12 Elm Street") == [code]


def test_an_hour_that_clocks_skip_is_asked_about():
    found, flags = read("Lynn: Sunday, March 8, 2:30 a.m., Elm Hall, 12 Elm Street")
    assert found[0].start is None
    assert [flag.code for flag in flags] == ["dst-gap"]


def test_over_midnight_a_meeting_ends_on_the_next_day():
    notice = only("Lynn: Saturday, March 7, 9 p.m. - 1 a.m., Elm Hall, 12 Elm Street")
    assert (notice.end, notice.end_date) == (dt.time(1), dt.date(2026, 3, 8))


def test_an_end_on_another_day_is_part_of_the_same_meeting():
    text = "A vigil begins on Friday, March 6 at 7 p.m. and ends at 7 a.m. on Saturday, March 7, at Elm Green, Lynn."
    notice = only(text)
    assert (notice.date, notice.end_date) == (dt.date(2026, 3, 6), dt.date(2026, 3, 7))
    assert (notice.start, notice.end, notice.place, notice.town) == (dt.time(19), dt.time(7), "Elm Green", "Lynn")


@pytest.mark.parametrize(
    ("day", "issued", "date"),
    [
        ("Saturday, March 7", "2026-02-01", "2026-03-07"),
        ("SAT., MAR. 7th", "2026-02-01", "2026-03-07"),
        ("March 7 (Saturday)", "2026-02-01", "2026-03-07"),
        ("Saturday, 7 March", "2026-02-01", "2026-03-07"),
        ("3/7/2026", "2026-02-01", "2026-03-07"),
        ("Sat 3/7", "2026-02-01", "2026-03-07"),
        ("2026-03-07", "2026-02-01", "2026-03-07"),
        ("Saturday, January 9", "2026-11-10", "2027-01-09"),
        ("January 9", "2026-11-10", "2027-01-09"),
    ],
)
def test_days(day, issued, date):
    assert str(only(f"Lynn: {day}, 2-4pm, Elm Hall", dt.date.fromisoformat(issued)).date) == date


@pytest.mark.parametrize(
    ("day", "code", "candidates"),
    [
        ("Thursday, June 12", "weekday-mismatch", ("2026-06-11", "2026-06-12")),
        ("Saturday, June 12", "weekday-mismatch", ("2026-06-12", "2026-06-13")),
        ("Thursday, March 7, 2026", "weekday-mismatch", ("2026-03-05", "2026-03-07")),
        ("March 7 (Fri.)", "weekday-mismatch", ("2026-03-06", "2026-03-07")),
        ("January 20", "past", ("2026-01-20", "2027-01-20")),
    ],
)
def test_a_day_that_does_not_add_up_is_not_known(day, code, candidates):
    found, flags = read(f"Lynn: {day}, 2-4pm, Elm Hall")
    assert found[0].date is None
    assert [(flag.code, flag.candidates) for flag in flags] == [(code, candidates)]


def test_a_day_before_the_release_is_asked_about():
    found, flags = read("Lynn: Saturday, January 31, 2026, 2-4pm, Elm Hall")
    assert found[0].date == dt.date(2026, 1, 31)
    assert [flag.code for flag in flags] == ["past"]


def test_without_a_date_of_issue_no_year_is_made_up():
    found, flags = read("Lynn: Saturday, March 7, 2-4pm, Elm Hall", None)
    assert found[0].date is None
    assert [flag.code for flag in flags] == ["date-ambiguous"]


@pytest.mark.parametrize(
    ("line", "tbd"),
    [
        ("Lynn: Saturday, March 7, 2-4pm, Location (TBD)", ("place",)),
        ("Lynn: Saturday, March 7, 2-4pm, TBA", ("place",)),
        ("Lynn: Saturday, March 7, time TBA, Elm Hall, 12 Elm Street", ("time",)),
        ("Lynn: Saturday, March 7, time and place to be announced", ("time", "place")),
        ("Lynn: Date, time and location to be announced", ("date", "time", "place")),
        ("Lynn: TBD", ("date", "time", "place")),
        ("Lynn: Week of March 9, date TBD", ("date",)),
    ],
)
def test_what_is_still_to_come_is_a_value_of_its_own(line, tbd):
    notice = only(line)
    assert (notice.tbd, notice.status, notice.town) == (tbd, "tentative", "Lynn")
    assert codes(line) == []


@pytest.mark.parametrize(
    ("line", "status", "date"),
    [
        ("Lynn: NEW INFO: Saturday, March 7, 2-4pm, Elm Hall", "confirmed", "2026-03-07"),
        ("Lynn: CANCELLED (was Saturday, March 7, 2-4pm)", "cancelled", "2026-03-07"),
        ("Lynn: Saturday, March 7, 2-4pm, Elm Hall — CANCELED", "cancelled", "2026-03-07"),
        ("Lynn: RESCHEDULED from March 7 to Saturday, March 14, 2-4pm", "confirmed", "2026-03-14"),
        ("Lynn: POSTPONED to Saturday, March 14, 2-4pm, Elm Hall", "confirmed", "2026-03-14"),
        ("Lynn: POSTPONED until further notice", "postponed", None),
        ("• Rally (was Saturday, March 7): POSTPONED. New date to be announced.", "postponed", None),
    ],
)
def test_changes(line, status, date):
    notice = only(line)
    assert notice.update
    assert (notice.status, notice.date and str(notice.date)) == (status, date)


def test_a_tentative_day_is_asked_about():
    line = "Lynn: Saturday, March 7 (tentative), 2-4pm, Elm Hall, 12 Elm Street"
    assert only(line).status == "tentative"
    assert codes(line) == ["tentative-date"]


@pytest.mark.parametrize(
    "text",
    [
        "Applications are due by 5 p.m. on Friday, March 6.",
        "Registration closes Friday, March 6, at 5 p.m.",
        "The first session was held on Saturday, February 7, at 2 p.m. in Lynn.",
        "We have helped 400 people since Saturday, March 7, 2020.",
        "The office is open Monday to Friday, 9 a.m. to 5 p.m.",
        "The law takes effect on March 7 at 12:01 a.m.",
        "A third meeting has not been scheduled yet.",
        "• March 18, 2024, 9:30 a.m.: argument in court, 12 Elm Street, Lynn.\n• July 1, 2025: the court rules.",
        "Call 617-555-0188 or come to Room 205-206.",
        "“On March 7, at 2 p.m., we danced,” said Ms. Roe.",
    ],
)
def test_what_is_no_meeting(text):
    assert read(text) == ((), ())


def test_labels_in_a_block():
    labels = (
        "WHAT: March for homes\n\nWHEN: Friday, May 1, 4 PM – 6:30 PM\n\nWHERE: Elm Green\n       12 Elm Street, Lynn"
    )
    text = f"{labels}\n\nWHO: Tenants"
    notice = only(text)
    assert (notice.title, notice.place, notice.address) == ("March for homes", "Elm Green", "12 Elm Street, Lynn")
    assert (notice.town, notice.start, notice.end) == ("Lynn", dt.time(16), dt.time(18, 30))
    assert notice.quote == labels


def test_two_blocks_are_two_meetings():
    block = "Date: Saturday, March {}\nTime: 2-4pm\nLocation: Elm Hall, 12 Elm Street, Lynn"
    found, _ = read(f"{block.format(7)}\n\n{block.format(14)}")
    assert [notice.date.day for notice in found] == [7, 14]


def test_a_table_with_tabs():
    rows = (
        "City\tDate\tTime\tPlace",
        "Lynn\tSat., Mar. 7\t2-4pm\tElm Hall, 12 Elm St",
        "Salem\tSat., Mar. 14\tTBA\tElm Hall",
        "Peabody\tTBA\tTBA\tTBA",
    )
    lynn, salem, peabody = read("\n".join(rows))[0]
    assert (lynn.town, lynn.start, lynn.address) == ("Lynn", dt.time(14), "12 Elm St")
    assert (salem.town, salem.tbd, salem.place) == ("Salem", ("time",), "Elm Hall")
    assert peabody.tbd == ("date", "time", "place")


def test_a_meeting_on_several_lines():
    notice = only("Lynn\nSaturday, March 7\n9 a.m. - 12 p.m.\nElm Library\n12 Elm Street\nLynn, MA 01901")
    assert (notice.town, notice.start, notice.place) == ("Lynn", dt.time(9), "Elm Library")
    assert notice.address == "12 Elm Street, Lynn, MA 01901"


def test_a_lead_in_speaks_for_its_list():
    lead = "All workshops run from 6 to 8 p.m. at Elm Library, 12 Elm Street, Lynn:"
    found, flags = read(f"{lead}\n\n- Thursday, March 5\n- Thursday, March 12")
    assert [(one.date.day, one.start, one.place, one.town) for one in found] == [
        (5, dt.time(18), "Elm Library", "Lynn"),
        (12, dt.time(18), "Elm Library", "Lynn"),
    ]
    assert flags == ()


def test_meetings_in_a_sentence():
    text = (
        "The board will hold its first public meeting on Thursday, March 5, from 6:30 to 8 p.m. at the Elm Boys & "
        "Girls Club, 20 Elm Place, Lynn, and it will meet again on Monday, March 9 at 5:30 p.m. at the same address."
    )
    first, second = read(text)[0]
    assert (first.title, first.town, first.place) == ("first public meeting", "Lynn", "Elm Boys & Girls Club")
    assert (second.date.day, second.start, second.address) == (9, dt.time(17, 30), "20 Elm Place, Lynn")
    assert second.quote == "it will meet again on Monday, March 9 at 5:30 p.m. at the same address"


def test_a_sentence_that_begins_with_its_day():
    notice = only(
        "On Saturday, March 7, at 2 p.m., tenants will hold a rally in front of Elm Hall, 12 Elm Street, Lynn."
    )
    assert (notice.title, notice.start, notice.place, notice.town) == ("rally", dt.time(14), "Elm Hall", "Lynn")


def test_a_sentence_that_moves_a_meeting():
    text = (
        "The forum, planned for Saturday, March 7, has been moved to Saturday, March 14, at 2 p.m., at Elm Hall, Lynn."
    )
    notice = only(text)
    assert (notice.date, notice.start, notice.update) == (dt.date(2026, 3, 14), dt.time(14), True)


def test_one_sentence_with_three_days():
    first = "Saturday, March 7, from 9 a.m. to 1 p.m. at Elm Hall, 1 Elm Street, Lynn"
    second = "Saturday, March 14, at 2 p.m. at Oak Hall, 2 Oak Street, Salem"
    third = "Saturday, March 21, at a time to be announced"
    found, _ = read(f"Lawyers will help at three workshops: {first}; {second}; and {third}.")
    assert [notice.quote for notice in found] == [f"workshops: {first}", second, third]
    assert [(notice.town, notice.tbd) for notice in found] == [("Lynn", ()), ("Salem", ()), (None, ("time",))]
    assert {notice.title for notice in found} == {"workshops"}


def test_several_days_are_a_meeting_each():
    text = (
        "summit on Friday, March 6 and Saturday, March 7, 9 a.m. – 4 p.m. both days, at Elm Hall, 12 Elm Street, Lynn"
    )
    found, _ = read(f"The {text}.")
    assert [notice.date.day for notice in found] == [6, 7]
    assert {notice.series for notice in found} == {"Friday, March 6 and Saturday, March 7"}
    assert {notice.quote for notice in found} == {text}


def test_a_series_with_an_end_is_every_day_of_it_and_asked_about():
    found, flags = read("The series meets every Tuesday in March, 12–1 p.m., by video link: https://meet.example.org/j")
    assert [notice.date.day for notice in found] == [3, 10, 17, 24, 31]
    assert all(notice.online and notice.online_url == "https://meet.example.org/j" for notice in found)
    assert [(flag.code, flag.meeting) for flag in flags] == [("series", 1)]


def test_a_series_without_an_end_is_one_meeting_without_a_date():
    found, flags = read(
        "Join our open session on the first Thursday of every month at 4 p.m. at Elm Hall, 12 Elm Street, Lynn."
    )
    assert [(notice.date, notice.start) for notice in found] == [(None, dt.time(16))]
    assert [flag.code for flag in flags] == ["open-ended-series"]


def test_a_meeting_told_twice_is_one():
    text = "The rally is on Saturday, March 7, at 2 p.m. at Elm Hall, Lynn."
    assert len(read(f"{text}\n\nWhen: Saturday, March 7, 2 p.m.\nWhere: Elm Hall, Lynn")[0]) == 1


def test_two_languages_that_disagree_are_asked_about():
    text = (
        "La reunión es para todos los vecinos de la ciudad.\n"
        "Segunda reunión: sábado 7 de marzo, 11 a.m., lugar por confirmar\n\n"
        "The meeting is for all of the neighbors.\n"
        "Second meeting: Saturday, March 7, 11:30 a.m., place to be confirmed"
    )
    found, flags = read(text)
    assert [notice.start for notice in found] == [None]
    assert [(flag.code, flag.candidates) for flag in flags] == [("time-conflict", ("11:00", "11:30"))]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Lynn: sábado 7 de marzo, de 2 a 4 p.m., lugar por confirmar para todos los vecinos", "14:00", "16:00"),
        ("Lynn: sábado 7 de marzo, de 10 a.m. a 12 del mediodía, lugar por definir", "10:00", "12:00"),
        ("Lynn: sábado 7 de marzo, de 5 a 7 de la tarde, lugar por anunciarse", "17:00", "19:00"),
        ("Lynn – sábado, 7 de março, das 9h às 13h, local a confirmar", "09:00", "13:00"),
        ("Lynn – sábado, 7 de março, 18h30 às 20h, local a definir", "18:30", "20:00"),
        ("Lynn: samdi 7 mas, 2è – 4è nan apremidi, kote a poko konnen", "14:00", "16:00"),
        ("Lynn: samdi 7 mas, 10è nan maten rive midi, kote a poko konnen", "10:00", "12:00"),
    ],
)
def test_other_languages(line, start, end):
    notice = only(line)
    assert (notice.town, notice.date, notice.tbd) == ("Lynn", dt.date(2026, 3, 7), ("place",))
    assert (f"{notice.start:%H:%M}", f"{notice.end:%H:%M}") == (start, end)


def test_every_table_names_seven_days_and_twelve_months():
    for words in tables():
        assert (len(words.weekdays), len(words.months), len(words.numbers)) == (7, 12, 12), words.tag


TOWNS = st.sampled_from(["Lynn", "Fall River", "New Bedford", "Worcester"])
PLACES = st.sampled_from(["Elm Hall", "St. Anne Church", "Pawtucket Mills Library, Room 205-206", "La Represa Library"])
STREETS = st.sampled_from([None, "12 Elm Street", "70-71 North Parish Rd, Lynn, MA 01841", "1430 Columbia Alley"])
QUARTERS = st.integers(32, 92).map(lambda n: dt.time(n // 4, n % 4 * 15))


@st.composite
def meetings(draw: st.DrawFn) -> Notice:
    start, end = sorted(draw(st.lists(QUARTERS, min_size=2, max_size=2, unique=True)))
    date = ISSUED + dt.timedelta(days=draw(st.integers(1, 200)))
    placed = draw(st.booleans())
    return Notice(
        timezone=ZONE, quote="", town=draw(TOWNS), date=date, start=start, end=end,
        place=draw(PLACES) if placed else None, address=draw(STREETS) if placed else None,
        status="confirmed" if placed else "tentative", tbd=() if placed else ("place",), update=draw(st.booleans()),
    )  # fmt: skip


def printed(notice: Notice) -> str:
    assert notice.date is not None
    label = f"{notice.town}: " + ("NEW INFO: " if notice.update else "")
    day = f"{notice.date:%A, %B} {notice.date.day}"
    hours = f"{notice.start:%I:%M %p}-{notice.end:%I:%M %p}".lower()
    where = ", ".join(filter(None, [notice.place, notice.address])) or "Location (TBD)"
    return f"{label}{day}, {hours}, {where}"


@given(st.lists(meetings(), min_size=1, max_size=6, unique_by=lambda notice: (notice.date, notice.town)))
@settings(max_examples=60, deadline=None)
def test_what_is_printed_is_read_back(written):
    text = "\n\n".join(map(printed, written))
    found, flags = read(text)
    assert flags == ()
    assert [
        tuple(getattr(notice, name) for name in ("town", "date", "start", "end", "place", "address", "tbd", "update"))
        for notice in found
    ] == [
        tuple(getattr(notice, name) for name in ("town", "date", "start", "end", "place", "address", "tbd", "update"))
        for notice in written
    ]


_SCRAPS = """Lynn: |• |Saturday|, March 7|, 2-4pm|8–10|TBD|Location (TBD)|(was |)|CANCELLED |moved to |When: |Where: |
. |every Tuesday in March|sábado 7 de marzo|às 19h30|samdi 7 mas, 2è|12 Elm Street|Elm Hall, |3/7/2026|31/12/2026|
until |noon| and |https://x.example.org/|at the same address|# # #|EMBARGOED UNTIL |é|'|"|\t|\u202f"""
SCRAPS = st.sampled_from([*_SCRAPS.split("|"), "\n\n"])


@given(st.lists(st.one_of(SCRAPS, SCRAPS, st.text(max_size=8)), max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_reading_stands_in_its_text(text):
    found, flags = read(text)
    for notice in found:
        assert notice.quote in text
        if notice.date and not notice.series:
            assert {str(notice.date.day), f"{notice.date.day:02}"} & set(re.findall(r"\d+", text))
    assert all(flag.meeting is None or 1 <= flag.meeting <= len(found) for flag in flags)
    assert all(flag.quote is None or flag.quote in text for flag in flags)
