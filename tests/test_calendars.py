"""Calendars as others read them: icalendar, vobject and ical.js find the instants, the days and the words.

Times are read with what the readers know of zones, and again with the VTIMEZONE of the calendar alone.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from vobject import icalendar as vobject_icalendar
from vobject import readOne

from feeds import Entry, Feed, Meeting, render
from tests.conftest import IN_CI, ROOT

PACKAGES = ROOT / ".venv" / "npm" / "node_modules"  # .ci/run fills it
READ_MJS = Path(__file__).parent / "calendars" / "read.mjs"
FORMATS = ("ics", "google.ics")
NEW_YORK, LISBON, ADELAIDE, SANTIAGO = "America/New_York", "Europe/Lisbon", "Australia/Adelaide", "America/Santiago"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What a reader finds in an event: times in UTC, or days with the day after the last."""

    start: str
    end: str | None
    title: str
    place: str | None
    text: str | None
    stage: str


Reader = Callable[[bytes], dict[str, Told]]


def in_utc(moment: date | None) -> str | None:
    if not isinstance(moment, datetime):
        return moment and moment.isoformat()
    assert moment.tzinfo, "a time in no zone"
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# The readers


def icalendar(document: bytes) -> dict[str, Told]:
    return _by_icalendar(document, lambda stated: stated.dt)


def icalendar_with_the_zones_of_the_file(document: bytes) -> dict[str, Told]:
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in Calendar.from_ical(document).timezones}

    def moment(stated) -> date:
        return stated.dt.replace(tzinfo=zones[stated.params["TZID"]]) if "TZID" in stated.params else stated.dt

    return _by_icalendar(document, moment)


def _by_icalendar(document: bytes, moment: Callable[..., date]) -> dict[str, Told]:
    def told(event) -> Told:
        start, end = (in_utc(moment(event[name])) if name in event else None for name in ("DTSTART", "DTEND"))
        words = [event.get(name) and str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS")]
        return Told(start, end, *words)

    return {str(event["UID"]): told(event) for event in Calendar.from_ical(document).events}


def vobject(document: bytes) -> dict[str, Told]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vobject_icalendar, "__tzidMap", {"UTC": UTC})  # it would keep the zones of an earlier calendar
        return _by_vobject(readOne(document.decode()))


def vobject_with_the_zones_of_the_file(document: bytes) -> dict[str, Told]:
    """By itself it takes a zone that was UTC from 2000 to 2020 for UTC, and then asks pytz about Lisbon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vobject_icalendar, "__tzidMap", {"UTC": UTC})
        patch.setitem(sys.modules, "pytz", None)
        unread = readOne(document.decode(), transform=False)
        for zone in unread.contents.get("vtimezone", []):
            vobject_icalendar.registerTzid(zone.tzid.value, zone.transformToNative().tzinfo)
        unread.transformChildrenToNative()
        return _by_vobject(unread)


def _by_vobject(calendar) -> dict[str, Told]:
    def told(event) -> Told:
        names = ("dtstart", "dtend", "summary", "location", "description", "status")
        start, end, *words = (event.getChildValue(name) for name in names)
        return Told(in_utc(start), in_utc(end), *words)

    return {event.uid.value: told(event) for event in calendar.vevent_list}


def ical_js_with_the_zones_of_the_file(document: bytes) -> dict[str, Told]:
    environment = {**os.environ, "NODE_PATH": str(PACKAGES)}
    answer = subprocess.run(
        [node(), READ_MJS], input=document, env=environment, capture_output=True, check=False, timeout=60
    )
    assert answer.returncode == 0, answer.stderr.decode()
    return {event.pop("uid"): Told(**event) for event in json.loads(answer.stdout)}


def node() -> str:
    found = shutil.which("node")
    if found and (PACKAGES / "ical.js").is_dir():
        return found
    lacking = "ical.js is not in .venv/npm" if found else "node is not installed"
    return pytest.fail(lacking) if IN_CI else pytest.skip(lacking)


READERS = [
    icalendar,
    icalendar_with_the_zones_of_the_file,
    vobject,
    vobject_with_the_zones_of_the_file,
    ical_js_with_the_zones_of_the_file,
]
by_every_reader = pytest.mark.parametrize("read", READERS, ids=lambda reader: reader.__name__)
in_both_formats = pytest.mark.parametrize("format", FORMATS)


# What they read


def entry(meeting: Meeting, title: str = "Meeting", key: str = "1", summary: str | None = None) -> Entry:
    stamp = datetime(2026, 1, 2, tzinfo=UTC)
    id = f"tag:hub.example,2026:{key}"
    return Entry(title=title, id=id, published=stamp, summary=summary, kind="meeting", meeting=meeting)


def calendar(*entries: Entry, format: str = "ics") -> bytes:
    return render(Feed(title="Meetings", url="https://hub.example/", entries=entries, timezone=NEW_YORK), format)


def on_the_clock(zone: str, starts: datetime, ends: datetime | None = None) -> Meeting:
    """A meeting as a notice states it, from two times of the zone's clocks."""
    if ends is None:
        return Meeting(zone, starts.date(), starts.time())
    last = ends.date() if ends.date() != starts.date() else None
    return Meeting(zone, starts.date(), starts.time(), ends.time(), last)


def told_of(meeting: Meeting, read: Reader, format: str = "ics", **words: str) -> Told:
    (told,) = read(calendar(entry(meeting, **words), format=format)).values()
    return told


# The instants

# What the clocks show, and when that is. Two o'clock is leapt over on 8 March; one o'clock comes twice on 1 November.
INSTANTS = [
    (NEW_YORK, "2026-03-07T18:30", "2026-03-07T20:00", "2026-03-07T23:30:00Z", "2026-03-08T01:00:00Z"),
    (NEW_YORK, "2026-03-07T23:00", "2026-03-08T04:00", "2026-03-08T04:00:00Z", "2026-03-08T08:00:00Z"),
    (NEW_YORK, "2026-03-08T01:30", "2026-03-08T03:30", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"),
    (NEW_YORK, "2026-03-08T02:30", "2026-03-08T04:00", "2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z"),
    (NEW_YORK, "2026-03-08T18:30", "2026-03-08T20:00", "2026-03-08T22:30:00Z", "2026-03-09T00:00:00Z"),
    (NEW_YORK, "2026-10-31T18:30", "2026-10-31T20:00", "2026-10-31T22:30:00Z", "2026-11-01T00:00:00Z"),
    (NEW_YORK, "2026-10-31T23:00", "2026-11-01T02:30", "2026-11-01T03:00:00Z", "2026-11-01T07:30:00Z"),
    (NEW_YORK, "2026-11-01T00:30", "2026-11-01T01:30", "2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z"),
    (NEW_YORK, "2026-11-01T01:30", "2026-11-01T03:00", "2026-11-01T05:30:00Z", "2026-11-01T08:00:00Z"),
    (NEW_YORK, "2026-11-01T18:30", "2026-11-01T20:00", "2026-11-01T23:30:00Z", "2026-11-02T01:00:00Z"),
    (NEW_YORK, "2026-12-31T23:00", "2027-01-01T01:00", "2027-01-01T04:00:00Z", "2027-01-01T06:00:00Z"),
    ("America/Puerto_Rico", "2026-03-08T02:30", "2026-03-08T04:00", "2026-03-08T06:30:00Z", "2026-03-08T08:00:00Z"),
    ("America/Phoenix", "2026-11-01T01:30", "2026-11-01T03:00", "2026-11-01T08:30:00Z", "2026-11-01T10:00:00Z"),
    (LISBON, "2026-03-29T00:30", "2026-03-29T02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    (LISBON, "2026-10-25T01:30", "2026-10-25T03:00", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z"),
    (ADELAIDE, "2026-04-05T02:30", "2026-04-05T04:00", "2026-04-04T16:00:00Z", "2026-04-04T18:30:00Z"),
    (ADELAIDE, "2026-10-04T01:30", "2026-10-04T03:30", "2026-10-03T16:00:00Z", "2026-10-03T17:00:00Z"),
    (SANTIAGO, "2026-04-04T22:00", "2026-04-05T01:00", "2026-04-05T01:00:00Z", "2026-04-05T05:00:00Z"),
    ("Asia/Kolkata", "2026-03-29T01:30", "2026-03-29T03:00", "2026-03-28T20:00:00Z", "2026-03-28T21:30:00Z"),
]


@by_every_reader
@in_both_formats
def test_what_a_clock_shows_is_the_instant_that_is_meant(read: Reader, format: str):
    meant = {f"{zone}-{starts}@hub.example": instants for zone, starts, _, *instants in INSTANTS}
    meetings = [
        entry(on_the_clock(zone, *map(datetime.fromisoformat, (starts, ends))), key=f"{zone}-{starts}")
        for zone, starts, ends, _, _ in INSTANTS
    ]
    found = read(calendar(*meetings, format=format))
    assert {uid: [told.start, told.end] for uid, told in found.items()} == meant


CHANGES = [
    *(date(2025, 3, 9), date(2025, 11, 2), date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)),
    *(date(2026, 3, 29), date(2026, 10, 25)),  # Lisbon, Dublin
    *(date(2026, 4, 5), date(2026, 10, 4), date(2026, 9, 6)),  # Adelaide, Lord Howe; Santiago
]
ZONES = [
    *(NEW_YORK, "America/Puerto_Rico", "America/Phoenix", LISBON, ADELAIDE, SANTIAGO, "Asia/Kolkata"),
    "America/St_Johns",  # half an hour, and a change
    "Australia/Lord_Howe",  # a change of half an hour
    "Europe/Dublin",  # whose winter is the saving
]
HOURS = [("00:00", 90), ("00:30", 180), ("01:00", 90), ("01:30", 90), ("02:15", 120), ("03:00", 90), ("23:30", 180)]


@cache
def around_the_changes() -> dict[str, tuple[str, datetime, datetime]]:
    """Zone, start and end by its clocks, on the days before, of and after each change of any zone."""
    days = sorted({change + DAY * near for change in CHANGES for near in (-1, 0, 1)})
    shown = {}
    for zone, day, (hour, minutes) in product(ZONES, days, HOURS):
        starts = datetime.combine(day, time.fromisoformat(hour), ZoneInfo(zone))
        shown[f"{zone}-{starts:%Y%m%d%H%M}"] = (zone, starts, starts + timedelta(minutes=minutes))  # along the clock
    return shown


@cache
def calendar_around_the_changes(format: str = "ics") -> bytes:
    shown = around_the_changes().items()
    return calendar(*(entry(on_the_clock(*facts), key=key) for key, facts in shown), format=format)


@by_every_reader
def test_instants_around_both_changes_are_those_of_the_zone_database(read: Reader):
    """By zoneinfo: the first of two, and of what is leapt over the offset before it (as RFC 5545, 3.3.5)."""
    meant = {key: (in_utc(starts), in_utc(ends)) for key, (_, starts, ends) in around_the_changes().items()}
    found = read(calendar_around_the_changes())
    assert found.keys() == {f"{key}@hub.example" for key in meant}
    told = {key: (found[f"{key}@hub.example"].start, found[f"{key}@hub.example"].end) for key in meant}
    assert {key: (told[key], meant[key]) for key in meant if told[key] != meant[key]} == {}


def test_google_is_told_the_same_instants():
    assert calendar_around_the_changes("google.ics") == calendar_around_the_changes("ics")


@by_every_reader
def test_the_second_of_two_hours_that_a_clock_shows_alike_is_told_as_such(read: Reader):
    second = time(1, 30, fold=1)
    told = told_of(Meeting(NEW_YORK, date(2026, 11, 1), second, time(3, 0)), read)
    assert (told.start, told.end) == ("2026-11-01T06:30:00Z", "2026-11-01T08:00:00Z")
    told = told_of(Meeting(NEW_YORK, date(2026, 11, 1), time(1, 30), second), read)
    assert (told.start, told.end) == ("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z")


@pytest.mark.parametrize("hour", ["00:30", "01:30", "02:30"])
def test_both_times_of_an_event_are_said_in_one_way(hour: str):
    """3.8.2.2: an end in UTC only beside a start in UTC, in the eyes of those who take it strictly."""
    starts = datetime.fromisoformat(f"2026-11-01T{hour}")
    document = calendar(entry(on_the_clock(NEW_YORK, starts, starts + timedelta(hours=1)))).decode()
    (start, end) = re.findall(r"(?m)^DT(?:START|END)(;TZID=.*|:\d+T\d+Z)\r$", document)
    assert start.startswith(";TZID=") == end.startswith(";TZID=") == (hour == "02:30")


# Days, stages and words

EIGHTH = date(2026, 3, 8)
SAID = [
    pytest.param({}, ("2026-03-08", None, "Meeting", None, "CONFIRMED"), id="a whole day"),
    pytest.param(
        {"end_date": date(2026, 3, 10)},
        ("2026-03-08", "2026-03-11", "Meeting", None, "CONFIRMED"),
        id="several days",
    ),
    pytest.param(
        {"start": time(18), "end_date": date(2026, 3, 10)},
        ("2026-03-08T22:00:00Z", "2026-03-11T04:00:00Z", "Meeting", None, "CONFIRMED"),
        id="several days from an hour on",
    ),
    pytest.param(
        {"tbd": ("time",)},
        ("2026-03-08", None, "Meeting (time to be announced)", None, "TENTATIVE"),
        id="hour unknown",
    ),
    pytest.param(
        {"start": time(18), "tbd": ("place",)},
        ("2026-03-08T22:00:00Z", None, "Meeting", "To be announced", "TENTATIVE"),
        id="place unknown",
    ),
    pytest.param(
        {"start": time(18), "status": "cancelled"},
        ("2026-03-08T22:00:00Z", None, "CANCELLED: Meeting", None, "CANCELLED"),
        id="cancelled",
    ),
    pytest.param(
        {"start": time(18), "status": "postponed"},
        ("2026-03-08T22:00:00Z", None, "POSTPONED: Meeting", None, "CANCELLED"),
        id="postponed",
    ),
]


@by_every_reader
@in_both_formats
@pytest.mark.parametrize(("facts", "said"), SAID)
def test_days_and_stages_are_told(read: Reader, format: str, facts: dict[str, object], said: tuple[str | None, ...]):
    told = told_of(Meeting(NEW_YORK, EIGHTH, **facts), read, format)
    *rest, stage = said
    expected = "CONFIRMED" if stage == "CANCELLED" and format == "google.ics" else stage
    assert [told.start, told.end, told.title, told.place, told.stage] == [*rest, expected]


TITLES = {
    "Arabic": "اجتماع مفتوح للجميع حول السكن والنقل العام، في المكتبة العامة " * 6,
    "Chinese": "关于住房、交通与公共图书馆的公开会议；欢迎所有人参加" * 8,
    "emoji": "Réunion 👩🏽‍👩🏽‍👧🏽‍👦🏽 🇵🇷 pour toutes et tous 🏳️‍🌈 " * 8,
    "one word": "x" * 500,
    "marks": 'Housing, transit; C:\\new\\names, \\, \\; and "both": all; of, it ' * 4,
}
TEXT = "First, this; then that.\n\nC:\\new \\n is no break;\nnor is \\\\, this: one\n is"


@by_every_reader
@in_both_formats
@pytest.mark.parametrize("title", [pytest.param(title.strip(), id=name) for name, title in TITLES.items()])
def test_titles_and_places_are_told_to_the_letter(read: Reader, format: str, title: str):
    told = told_of(Meeting(NEW_YORK, EIGHTH, time(18), place=title), read, format, title=title)
    assert (told.title, told.place) == (title, title)


@by_every_reader
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028"])
def test_texts_are_told_to_the_letter_whatever_breaks_their_lines(read: Reader, line_break: str):
    told = told_of(Meeting(NEW_YORK, EIGHTH), read, summary=TEXT.replace("\n", line_break))
    assert told.text == TEXT


# The lines


def everything(format: str) -> bytes:
    days = [entry(Meeting(NEW_YORK, EIGHTH, **said.values[0]), key=said.id) for said in SAID]
    words = [
        entry(Meeting(NEW_YORK, EIGHTH, place=title), title, key=name, summary=TEXT) for name, title in TITLES.items()
    ]
    return calendar(*days, *words, format=format)


def assert_lines_are_sound(document: bytes) -> None:
    """3.1: each ends in CRLF and is no longer than 75 octets without it, and no character is cut in two."""
    *lines, after = document.split(b"\r\n")
    assert after == b""
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines)


def unfolded(document: bytes) -> list[str]:
    return document.replace(b"\r\n ", b"").decode().split("\r\n")


@in_both_formats
def test_lines_end_in_crlf_and_are_folded_at_75_octets(format: str):
    assert_lines_are_sound(everything(format))


@in_both_formats
def test_unfolded_lines_are_the_text(format: str):
    lines = unfolded(everything(format))
    assert f"SUMMARY:{TITLES['Chinese']}" in lines
    assert f"SUMMARY:{TITLES['emoji']}" in lines
    assert r"DESCRIPTION:First\, this\; then that.\n\nC:\\new \\n is no break\;\nnor is \\\\\, this: one\n is" in lines


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\\,;")))
def test_any_title_is_folded_between_characters(title: str):
    document = calendar(entry(Meeting(NEW_YORK, EIGHTH), title=title * 9))
    assert_lines_are_sound(document)
    assert f"SUMMARY:{title * 9}" in unfolded(document)


@in_both_formats
def test_each_event_has_an_id_of_its_own_a_stamp_and_a_number(format: str):
    events = Calendar.from_ical(everything(format)).events
    assert len({str(event["UID"]) for event in events}) == len(events) == len(SAID) + len(TITLES)
    assert {event["DTSTAMP"].dt for event in events} == {datetime(2026, 1, 2, tzinfo=UTC)}
    assert all(re.fullmatch(r"\d+", event["SEQUENCE"].to_ical().decode()) for event in events)
