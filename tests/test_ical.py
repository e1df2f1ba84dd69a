from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from feeds import Category, Entry, Feed, FeedError, Meeting, Person, ical
from tests.conftest import manifest, needs_shared
from tests.sample_feed import FEED, MEETING, NEWS, SITE

NEW_YORK = "America/New_York"


def calendar(feed: Feed) -> Calendar:
    return Calendar.from_ical(ical.write(feed))


def changed(**facts: object) -> Feed:
    """The sample feed with another meeting in it."""
    return replace(FEED, entries=(replace(MEETING, meeting=replace(MEETING.meeting, **facts)),))


def event(**facts: object) -> Event:
    (found,) = calendar(changed(**facts)).events
    return found


def summary(**facts: object) -> str:
    return str(event(**facts)["SUMMARY"])


def read(*lines: str, zone: str | None = None) -> Feed:
    head = [f"X-WR-TIMEZONE:{zone}"] if zone else []
    body = ["BEGIN:VCALENDAR", *head, *lines, "END:VCALENDAR", ""]
    return ical.read("\r\n".join(body).encode(), "https://site.example/cal/all.ics")


def entry_from(*lines: str, zone: str | None = None) -> Entry:
    (entry,) = read("BEGIN:VEVENT", *lines, "END:VEVENT", zone=zone).entries
    return entry


def meeting_from(*lines: str, zone: str | None = None) -> Meeting:
    meeting = entry_from(*lines, zone=zone).meeting
    assert meeting is not None
    return meeting


# Writing


def test_a_calendar_says_what_it_is_and_how_often_to_ask():
    found = calendar(FEED)
    assert {name: found[name].to_ical().decode() for name in found} == {
        "VERSION": "2.0",
        "PRODID": "-//coalition-syndication//feeds//EN",
        "CALSCALE": "GREGORIAN",
        "NAME": "The Coalition",
        "X-WR-CALNAME": "The Coalition",
        "X-WR-TIMEZONE": NEW_YORK,
        "DESCRIPTION": "What our partners say",
        "X-WR-CALDESC": "What our partners say",
        "URL": SITE,
        "SOURCE": f"{SITE}feeds/all.atom",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }


def test_a_meeting_is_one_event():
    (found,) = calendar(FEED).events
    assert {name: found[name].to_ical().decode() for name in found} == {
        "UID": "d4e5f6@coalition.example",
        "DTSTAMP": "20261103T000000Z",
        "LAST-MODIFIED": "20261103T000000Z",
        "CREATED": "20261103T000000Z",
        "SEQUENCE": "3",
        "DTSTART": "20261120T183000",
        "DTEND": "20261120T200000",
        "SUMMARY": r"Planning\, part 2\; all welcome",
        "STATUS": "CONFIRMED",
        "LOCATION": r"Public Library\, 401 Merrimack St\, Lowell",
        "CONFERENCE": "https://meet.example/room?a=1,2",
        "DESCRIPTION": r"New room.\n\nBring a chair.\n\nhttps://meet.example/room?a=1\,2",
        "URL": f"{SITE}meetings/d4e5f6",
    }
    assert found["DTSTART"].params["TZID"] == NEW_YORK


def test_what_is_no_meeting_is_no_event():
    assert calendar(replace(FEED, entries=(NEWS,))).events == []
    assert calendar(replace(FEED, entries=(replace(MEETING, kind="news"),))).events == []


def test_an_id_that_is_no_tag_is_the_uid():
    feed = replace(FEED, entries=(replace(MEETING, id="https://river.example/1,2"),))
    assert [str(found["UID"]) for found in calendar(feed).events] == ["https://river.example/1,2"]


def test_stamps_are_the_last_change():
    moment = datetime(2026, 11, 5, 6, 7, 8, tzinfo=UTC)
    (found,) = calendar(replace(FEED, entries=(replace(MEETING, updated=moment),))).events
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == moment


def test_topics_are_categories():
    topics = (Category("housing", label="Housing, shelter"), Category("food"))
    (found,) = calendar(replace(FEED, entries=(replace(MEETING, categories=topics),))).events
    assert found["CATEGORIES"].to_ical() == rb"Housing\, shelter,food"


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 1), date(2026, 1, 1)])
@pytest.mark.parametrize("zone", [NEW_YORK, "Europe/Dublin", "Africa/Casablanca", "Pacific/Chatham", "Asia/Kolkata"])
@pytest.mark.parametrize("hour", [0, 1, 3, 4, 23])
def test_every_zone_is_defined_and_right_around_the_change_of_clocks(day: date, zone: str, hour: int):
    feed = changed(timezone=zone, date=day, start=time(hour, 30), end=None)
    document = calendar(feed)
    assert document.get_missing_tzids() == set()
    (definition,) = document.timezones
    (found,) = document.events
    wall = found["DTSTART"].dt.replace(tzinfo=None)
    assert (
        wall.replace(tzinfo=definition.to_tz(lookup_tzid=False)).utcoffset()
        == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    )


def test_a_zone_is_defined_for_the_years_in_which_something_happens():
    document = ical.write(changed(date=date(2026, 12, 31), end=time(1, 0), end_date=date(2027, 1, 1))).decode()
    starts = [line for line in document.splitlines() if line.startswith("DTSTART:")]
    assert [start[8:12] for start in starts] == ["2026"] * 3 + ["2027"] * 3


def test_a_time_in_utc_needs_no_zone():
    document = calendar(changed(timezone="UTC"))
    assert document.timezones == []
    assert document.events[0]["DTSTART"].to_ical() == b"20261120T183000Z"


def test_an_empty_calendar_holds_the_zone_of_its_publisher_and_no_event():
    document = calendar(replace(FEED, entries=()))
    assert [str(zone["TZID"]) for zone in document.timezones] == [NEW_YORK]
    assert document.events == []
    assert [str(zone["TZID"]) for zone in calendar(Feed()).timezones] == ["UTC"]


def test_an_unknown_hour_is_a_day_that_says_so():
    found = event(start=None, end=None, tbd=("time",))
    assert (found["DTSTART"].dt, found["DTSTART"].params["VALUE"]) == (date(2026, 11, 20), "DATE")
    assert found["SUMMARY"] == "Planning, part 2; all welcome (time to be announced)"
    assert found["STATUS"] == "TENTATIVE"
    assert "DTEND" not in found


def test_whole_days_say_nothing_of_an_hour_and_end_the_day_after():
    found = event(start=None, end=None, end_date=date(2026, 11, 22))
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 11, 20), date(2026, 11, 23))
    assert found["SUMMARY"] == MEETING.title


def test_an_unknown_day_is_no_event():
    assert calendar(changed(date=None, start=None, end=None, tbd=("date",))).events == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"place": None, "address": None, "tbd": ("place",)}, "To be announced"),
        ({"place": None, "address": None, "town": None, "tbd": ("place",)}, "To be announced"),
        ({"place": None, "address": None}, "Lowell"),
        ({"place": None, "address": None, "town": None}, "https://meet.example/room?a=1,2"),
        ({"address": "1 Main St, Lowell", "town": "Lowell"}, "Public Library, 1 Main St, Lowell"),
    ],
)
def test_the_place_is_told_as_far_as_it_is_known(facts: dict[str, object], said: str):
    assert event(**facts)["LOCATION"] == said


def test_nothing_is_told_of_a_place_that_nobody_mentioned():
    assert "LOCATION" not in event(place=None, address=None, town=None, online_url=None)


def test_an_unknown_place_makes_a_meeting_tentative():
    assert event(tbd=("place",))["STATUS"] == "TENTATIVE"
    assert event(status="tentative")["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize(("status", "prefix"), [("cancelled", "CANCELLED: "), ("postponed", "POSTPONED: ")])
def test_a_meeting_that_is_off_says_so_twice_and_takes_no_time(status: str, prefix: str):
    found = event(status=status)
    assert found["SUMMARY"] == prefix + MEETING.title
    assert (found["STATUS"], found["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_google_is_told_in_words_only(status: str):
    feed = changed(status=status)
    (found,) = Calendar.from_ical(ical.write_for_google(feed)).events
    assert found["STATUS"] == "CONFIRMED"
    assert found["SUMMARY"] == summary(status=status)
    assert ical.write_for_google(FEED) == ical.write(FEED)


@pytest.mark.parametrize("end", [time(18, 30), time(17, 0)])
def test_an_end_that_is_not_after_the_start_is_left_out(end: time):
    assert "DTEND" not in event(end=end)


def test_a_meeting_past_midnight_ends_the_day_after():
    assert event(end=time(1, 0), end_date=date(2026, 11, 21))["DTEND"].dt.isoformat() == "2026-11-21T01:00:00-05:00"


def test_several_days_that_start_at_an_hour_end_with_the_last_day():
    assert event(end=None, end_date=date(2026, 11, 22))["DTEND"].dt.isoformat() == "2026-11-23T00:00:00-05:00"


def test_lines_end_in_crlf_and_are_folded_between_characters():
    feed = replace(FEED, entries=(replace(MEETING, title="Réunion für alle 😀 " * 20, summary="x" * 500),))
    document = ical.write(feed)
    assert document.count(b"\n") == document.count(b"\r\n")
    lines = document.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() or line == b"" for line in lines)
    assert str(Calendar.from_ical(document).events[0]["SUMMARY"]) == feed.entries[0].title


def test_text_is_escaped():
    feed = replace(FEED, entries=(replace(MEETING, title="a\\n;,\r\nb\u2028c"),))
    assert rb"SUMMARY:a\\n\;\,\nb\nc" + b"\r\n" in ical.write(feed)


def test_no_method_is_written():
    assert b"METHOD" not in ical.write(FEED)


def test_a_meeting_in_a_zone_that_is_none_costs_itself():
    bad = replace(MEETING, id="tag:x,2026:1", meeting=replace(MEETING.meeting, timezone="Mars/Base"))
    assert len(calendar(replace(FEED, entries=(bad, MEETING))).events) == 1


# Reading


def test_our_own_meeting_reads_back():
    feed = ical.read(ical.write(FEED), None)
    (entry,) = feed.entries
    assert (feed.title, feed.subtitle, feed.url, feed.timezone, feed.format) == (
        FEED.title,
        FEED.subtitle,
        SITE,
        NEW_YORK,
        "ics",
    )
    assert feed.hints.interval == 3600
    assert (entry.id, entry.title, entry.url) == ("d4e5f6@coalition.example", MEETING.title, MEETING.url)
    assert (entry.kind, entry.published) == ("meeting", MEETING.published)
    assert entry.meeting == Meeting(
        timezone=NEW_YORK,
        date=date(2026, 11, 20),
        start=time(18, 30),
        end=time(20, 0),
        place="Public Library, 401 Merrimack St, Lowell",
        online_url="https://meet.example/room?a=1,2",
        sequence=3,
    )


def test_an_event_says_all_that_is_known():
    entry = entry_from(
        "UID:1@site.example",
        "SUMMARY:Budget\\, again",
        "DTSTART;TZID=America/Chicago:20260715T180000",
        "DTEND;TZID=America/Chicago:20260715T193000",
        "LOCATION:City Hall",
        "URL:/events/1",
        "CATEGORIES:Money,Housing",
        "CATEGORIES:Money",
        "STATUS:TENTATIVE",
        "SEQUENCE:4",
        "CREATED:20260101T000000Z",
        "LAST-MODIFIED:20260202T000000Z",
        "DTSTAMP:20260303T000000Z",
        'ORGANIZER;CN="Clerk\'s Office":mailto:clerk@site.example',
        "DESCRIPTION:First a < b.\\n\\nThen\\nmore.",
    )
    assert (entry.id, entry.title, entry.url) == ("1@site.example", "Budget, again", "https://site.example/events/1")
    assert entry.categories == (Category("Money"), Category("Housing"))
    assert entry.authors == (Person("Clerk's Office"),)
    assert entry.published == datetime(2026, 1, 1, tzinfo=UTC)
    assert entry.updated == datetime(2026, 2, 2, tzinfo=UTC)
    assert entry.content == "<p>First a &lt; b.</p>\n<p>Then<br>more.</p>"
    assert entry.summary == "First a < b. Then more."
    assert entry.meeting == Meeting(
        timezone="America/Chicago",
        date=date(2026, 7, 15),
        start=time(18, 0),
        end=time(19, 30),
        place="City Hall",
        status="tentative",
        sequence=4,
    )


def test_what_is_read_is_made_of_plain_values():
    feed = read("BEGIN:VEVENT", "UID:1", "SUMMARY:Talk", "DTSTART:20260101T100000Z", "SEQUENCE:4", "END:VEVENT")
    assert msgspec.json.decode(msgspec.json.encode(feed), type=Feed) == feed


def test_an_event_without_a_date_of_creation_was_not_published():
    entry = entry_from("UID:1", "DTSTART:20260101T100000Z", "DTSTAMP:20260303T000000Z")
    assert (entry.published, entry.updated) == (None, datetime(2026, 3, 3, tzinfo=UTC))
    assert entry_from("UID:1", "CREATED:19000101T120000Z").published is None


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("America/New_York", NEW_YORK),
        ("america/new_york", NEW_YORK),
        ("Eastern Standard Time", NEW_YORK),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("custom_America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ('"(UTC-05:00) Eastern Time (US & Canada)"', NEW_YORK),
        ('"(UTC+07:00) Bangkok, Hanoi, Jakarta"', "Asia/Bangkok"),
        ("UTC+11", "Etc/GMT-11"),
        ("GMT-0500", "Etc/GMT+5"),
        ("GMT", "UTC"),
    ],
)
def test_zones_go_by_many_names(tzid: str, zone: str):
    meeting = meeting_from(f"DTSTART;TZID={tzid}:20260715T180000")
    assert (meeting.timezone, meeting.start) == (zone, time(18, 0))


def custom_zone(month: int, week: str, freq: str = "YEARLY") -> list[str]:
    return [
        "BEGIN:VTIMEZONE",
        "TZID:Customized Time Zone",
        "BEGIN:STANDARD",
        "DTSTART:16010101T020000",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        f"RRULE:FREQ={freq};BYDAY=1SU;BYMONTH=11",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        f"RRULE:FREQ={freq};BYDAY={week};BYMONTH={month}",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def test_a_zone_with_a_name_of_its_own_is_known_by_its_rules():
    feed = read(
        *custom_zone(3, "2SU"),
        "BEGIN:VEVENT",
        "DTSTART;TZID=Customized Time Zone:20200825T103500",
        "END:VEVENT",
    )
    assert feed.entries[0].meeting.timezone == NEW_YORK
    assert feed.warnings == ()


@pytest.mark.parametrize(("month", "freq"), [(6, "YEARLY"), (3, "SECONDLY")])
def test_a_zone_that_is_nobodys_is_told_to_staff(month: int, freq: str):
    feed = read(
        *custom_zone(month, "2SU", freq),
        "BEGIN:VEVENT",
        "DTSTART;TZID=Customized Time Zone:20200825T103500",
        "END:VEVENT",
    )
    assert feed.entries[0].meeting.start == time(10, 35)
    assert feed.warnings == ("no_timezone",)


def test_utc_is_shown_on_the_clock_of_the_calendar():
    stated = "DTSTART:20260715T220000Z"
    assert meeting_from(stated, zone=NEW_YORK).starts == datetime(2026, 7, 15, 18, tzinfo=ZoneInfo(NEW_YORK))
    assert meeting_from(stated).starts == datetime(2026, 7, 15, 22, tzinfo=UTC)
    assert read("BEGIN:VEVENT", stated, "END:VEVENT").warnings == ()


def test_the_only_zone_a_calendar_defines_is_its_own():
    zone = ["BEGIN:VTIMEZONE", "TZID:Europe/Madrid", "END:VTIMEZONE"]
    feed = read(*zone, "BEGIN:VEVENT", "DTSTART:20260715T160000Z", "END:VEVENT")
    assert (feed.timezone, feed.entries[0].meeting.start) == ("Europe/Madrid", time(18, 0))


def test_floating_times_are_the_calendars_else_doubtful():
    lines = ("BEGIN:VEVENT", "DTSTART:20260715T180000", "END:VEVENT")
    known, unknown = read(*lines, zone=NEW_YORK), read(*lines)
    assert (known.entries[0].meeting.timezone, known.warnings) == (NEW_YORK, ())
    assert (unknown.entries[0].meeting.timezone, unknown.warnings) == ("UTC", ("no_timezone",))


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (["DTEND;VALUE=DATE:20260716"], None),
        (["DTEND;VALUE=DATE:20260715"], None),
        (["DTEND;VALUE=DATE:20260718"], date(2026, 7, 17)),
        (["DURATION:P3D"], date(2026, 7, 17)),
        ([], None),
    ],
)
def test_whole_days_end_with_their_last_day(lines: list[str], last: date | None):
    meeting = meeting_from("DTSTART;VALUE=DATE:20260715", *lines)
    assert (meeting.date, meeting.start, meeting.end_date) == (date(2026, 7, 15), None, last)


@pytest.mark.parametrize(
    ("lines", "end", "day"),
    [
        (["DURATION:PT1H30M"], time(19, 30), None),
        (["DURATION:PT8H"], time(2, 0), date(2026, 7, 16)),
        (["DTEND;TZID=America/Chicago:20260715T190000"], time(20, 0), None),
        (["DTEND:20260715T233000Z"], time(19, 30), None),
        (["DTEND;TZID=America/New_York:20260717T120000"], time(12, 0), date(2026, 7, 17)),
        (["DTEND;TZID=America/New_York:20260715T120000"], None, None),
        (["DURATION:-PT1H"], None, None),
        (["DTEND:tomorrow"], None, None),
    ],
)
def test_an_end_is_told_on_the_clock_of_the_start(lines: list[str], end: time | None, day: date | None):
    meeting = meeting_from("DTSTART;TZID=America/New_York:20260715T180000", *lines)
    assert (meeting.end, meeting.end_date) == (end, day)


def test_a_duration_counts_hours_when_the_clocks_change():
    assert meeting_from("DTSTART;TZID=America/New_York:20261031T200000", "DURATION:PT6H").end == time(1, 0)


def test_a_place_that_is_an_address_of_the_web_is_where_people_meet_online():
    meeting = meeting_from("LOCATION:https://meet.example/room")
    assert (meeting.place, meeting.online_url) == (None, "https://meet.example/room")


def test_a_cancelled_event_is_kept():
    assert meeting_from("DTSTART:20260101T100000Z", "STATUS:Cancelled").status == "cancelled"


def test_a_changed_occurrence_has_an_id_of_its_own():
    lines = ("UID:1", "RECURRENCE-ID;TZID=America/New_York:20260715T180000", "DTSTART:20260715T220000Z")
    assert entry_from(*lines).id == "1#20260715T180000"


def test_a_recurring_event_is_one_entry():
    feed = read("BEGIN:VEVENT", "UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=SECONDLY", "END:VEVENT")
    assert len(feed.entries) == 1


def test_alarms_say_nothing():
    entry = entry_from("SUMMARY:Talk", "BEGIN:VALARM", "SUMMARY:Wake up", "DESCRIPTION:Ring", "END:VALARM", "UID:1")
    assert (entry.title, entry.content, entry.id) == ("Talk", None, "1")


def test_a_description_in_html_is_sanitised():
    entry = entry_from("DESCRIPTION:<b>Now</b><script>x()</script>\\nand <a href='/a'>here</a>")
    assert entry.content is not None
    assert entry.content.startswith("<b>Now</b><br>and <a href=")
    assert "script" not in entry.content
    other = entry_from('X-ALT-DESC;FMTTYPE=text/html:<p onclick="x()">Rich</p>', "DESCRIPTION:Poor")
    assert other.content == "<p>Rich</p>"


def test_a_broken_line_costs_no_event():
    feed = read("BEGIN:VEVENT", "UID:1", "no colon here", "GEO:x", "SEQUENCE:x", "SUMMARY:Talk", "END:VEVENT")
    assert [(entry.id, entry.title) for entry in feed.entries] == [("1", "Talk")]


def test_a_broken_date_is_told_to_staff_and_costs_the_day():
    feed = read("BEGIN:VEVENT", "UID:1", "DTSTART:20260230T100000Z", "END:VEVENT")
    assert (feed.entries[0].meeting.date, feed.warnings) == (None, ("bad_dates",))


def test_an_event_that_is_never_closed_ends_where_the_next_begins():
    feed = read("BEGIN:VEVENT", "UID:1", "BEGIN:VALARM", "BEGIN:VEVENT", "UID:2", "END:VEVENT")
    assert [entry.id for entry in feed.entries] == ["1", "2"]


def test_an_event_that_the_document_ends_within_is_left_out():
    body = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:2026"
    feed = ical.read(body, None)
    assert ([entry.id for entry in feed.entries], feed.warnings) == (["1"], ("broken_recovered",))


def test_a_character_that_was_folded_in_two_is_whole():
    body = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Reuni\xc3\r\n \xb3n\r\nEND:VEVENT\r\nEND:VCALENDAR"
    assert ical.read(body, None).entries[0].title == "Reunión"


def test_several_calendars_in_one_document_are_read():
    event = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:%d\nEND:VEVENT\nEND:VCALENDAR\n"
    assert [entry.id for entry in ical.read(event % 1 + event % 2, None).entries] == ["1", "2"]


def test_a_calendar_without_events_is_an_empty_feed():
    assert read().entries == ()


@pytest.mark.parametrize("body", [b"", b"BEGIN:VCARD\nEND:VCARD", b"<html></html>", b"\x00\xff"])
def test_what_is_no_calendar_is_broken(body: bytes):
    with pytest.raises(FeedError) as caught:
        ical.read(body, None)
    assert caught.value.code == "broken"


PIECES = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "DTSTART:20260715T180000",
        "DTSTART;TZID=X:99990101T235959",
        "DTSTART;VALUE=DATE:00010101",
        "DTSTART:00010101T000000Z",
        "DURATION:P99999999D",
        "DTEND:99991231T235959Z",
        "RRULE:FREQ=YEARLY",
        "SEQUENCE:99999999999",
        "UID:1",
        "TZID:X",
        "TZID:Y",
        "TZOFFSETTO:+9999",
        "TZOFFSETFROM:x",
        "RECURRENCE-ID:x",
        "CATEGORIES:a",
        "CREATED:x",
        "DTSTAMP;TZID=Z:20260101T000000",
    ]
)


def test_what_is_indented_below_a_mark_continues_nothing():
    (entry,) = read("\tX-WR-CALNAME:Ours", "BEGIN:VEVENT", " UID:1", "SUMMARY:Meet", "  ing", "END:VEVENT").entries
    assert (entry.id, entry.title) == ("1", "Meet ing")


@given(st.lists(PIECES | st.text(max_size=20), max_size=20))
def test_no_lines_do_harm(lines: list[str]):
    assert read(*lines).format == "ics"


# Its first event has no readable day; the manifest tells of the second.
OTHER_FIRST = {"ics-parser-ICal.ics"}


@needs_shared
@pytest.mark.parametrize(("file", "row"), manifest("ics"))
def test_real_calendars_read_as_others_read_them(file: Path, row: dict[str, str]):
    feed = ical.read(file.read_bytes(), "https://x.example/calendar.ics")
    assert len(feed.entries) >= int(row["events"])
    if int(row["events"]) and file.name not in OTHER_FIRST:
        first = feed.entries[0]
        assert (first.id or "") == row["first_uid"] or first.id.startswith(row["first_uid"] + "#")
        assert first.title == row["first_summary"].strip()
        starts = first.meeting.starts
        match row["first_dtstart"]:
            case "" | "unparsable":
                assert starts is None
            case stated if "+" in stated[10:] or "-" in stated[10:]:
                assert starts == datetime.fromisoformat(stated)
            case stated:  # a day, or a clock without a zone
                assert starts.isoformat()[: len(stated)] == stated
