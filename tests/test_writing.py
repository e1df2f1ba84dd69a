"""What holds for every format: whatever legal feed is written, it can be read, and says the same thing twice."""

import json
import locale
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from feeds import (
    Action,
    Category,
    Deleted,
    Enclosure,
    Entry,
    Feed,
    Link,
    Meeting,
    Origin,
    Person,
    atom,
    ical,
    jsonfeed,
    rss,
)
from feeds.text import clean, squeeze
from tests.sample_feed import FEED, MEETING

Write = Callable[[Feed], bytes]

WRITERS = {
    "atom": atom.write,
    "rss": rss.write,
    "json": jsonfeed.write,
    "ics": ical.write,
    "google": ical.write_for_google,
}
every_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)

NASTY = [
    "]]>",
    "\x00\x0b",
    "\ud800",
    "\U0001f600",
    "\u202eevil",
    "العربية",
    "a;b,c\\d",
    "x\r\ny",
    "\u2028",
    "&amp;<b>",
    "é" * 99,
]
texts = st.text(max_size=12) | st.sampled_from(NASTY) | st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join)
maybe = st.none() | texts
words = texts.filter(lambda text: squeeze(text) != "")
links = st.builds("https://x.example/{}".format, st.text("abc/?&=%ü", max_size=9))
moments = st.none() | st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants its bounds naive
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
times = st.none() | st.times()
zones = st.sampled_from(["UTC", "America/New_York", "Europe/Dublin", "Asia/Kolkata", "America/St_Johns", "Etc/GMT+5"])

some_links = st.lists(st.builds(Link, links, maybe, st.none(), maybe, st.none() | st.just("fr")), max_size=2).map(tuple)
people = st.lists(st.builds(Person, texts, maybe, st.none() | links), max_size=2).map(tuple)
origins = st.none() | st.builds(
    Origin, texts, maybe, st.none() | links, maybe, maybe, st.none() | links, moments, maybe
)
files = st.lists(
    st.builds(Enclosure, links, st.none() | st.just("image/png"), st.none() | st.integers(0, 2**40), maybe), max_size=2
)
meetings = st.builds(
    Meeting,
    timezone=zones,
    date=st.none() | days,
    start=times,
    end=times,
    end_date=st.none() | days,
    town=maybe,
    place=maybe,
    address=maybe,
    online_url=st.none() | links,
    status=st.sampled_from(["confirmed", "tentative", "cancelled", "postponed"]),
    tbd=st.lists(st.sampled_from(["date", "time", "place"]), unique=True).map(tuple),
    sequence=st.integers(0, 99),
    change=maybe,
)
entries = st.builds(
    Entry,
    title=words,
    id=st.uuids().map(lambda key: f"tag:x.example,2026:{key.hex}"),
    url=st.none() | links,
    summary=maybe,
    content=maybe,
    published=moments,
    updated=moments,
    authors=people,
    categories=st.lists(st.builds(Category, texts, maybe, maybe), max_size=2).map(tuple),
    enclosures=files.map(tuple),
    image=st.none() | links,
    language=st.none() | st.sampled_from(["ht", "ar"]),
    meeting=st.none() | meetings,
    origin=origins,
    kind=st.sampled_from(["news", "press-release", "meeting", "action"]),
    page=st.none() | links,
    part_of=maybe,
    also=some_links,
    actions=st.lists(st.builds(Action, texts, links, moments), max_size=1).map(tuple),
    translations=some_links,
    featured=st.booleans(),
    featured_until=moments,
    withdrawn=st.booleans(),
)
feeds = st.builds(
    Feed,
    title=texts,
    id=maybe,
    url=st.none() | links,
    feed_url=st.none() | links,
    subtitle=maybe,
    language=st.none() | st.just("en"),
    updated=moments,
    rights=maybe,
    logo=st.none() | links,
    authors=people,
    entries=st.lists(entries, max_size=3).map(tuple),
    deleted=st.lists(st.builds(Deleted, texts, moments), max_size=2).map(tuple),
    alternates=some_links,
    hubs=st.lists(links, max_size=1).map(tuple),
    timezone=zones,
)
any_feed = given(feed=feeds)
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@any_feed
@quick
@pytest.mark.parametrize("write", [atom.write, rss.write], ids=["atom", "rss"])
def test_xml_reads_back_with_the_same_ids_and_titles(write: Write, feed: Feed):
    found = list(etree.fromstring(write(feed)).iter("{*}item", "{*}entry"))
    assert [entry.findtext("{*}id") or entry.findtext("guid") for entry in found] == [
        entry.id for entry in feed.entries
    ]
    assert [squeeze(entry.findtext("{*}title")) for entry in found] == [squeeze(entry.title) for entry in feed.entries]


@any_feed
@quick
def test_json_reads_back_with_the_same_ids_and_titles(feed: Feed):
    items = json.loads(jsonfeed.write(feed))["items"]
    assert [(item["id"], item["title"]) for item in items] == [(entry.id, clean(entry.title)) for entry in feed.entries]
    assert all("content_html" in item or "content_text" in item for item in items)


@any_feed
@quick
@pytest.mark.parametrize("write", [ical.write, ical.write_for_google], ids=["ics", "google"])
def test_calendars_read_back_with_the_same_meetings(write: Write, feed: Feed):
    body = write(feed)
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert body.count(b"\n") == body.count(b"\r\n")
    document = Calendar.from_ical(body)
    assert document.get_missing_tzids() == set()
    wanted = [entry for entry in feed.entries if entry.kind == "meeting" and entry.meeting and entry.meeting.date]
    assert [found["UID"] for found in document.events] == [f"{entry.id.split(':')[2]}@x.example" for entry in wanted]
    for found, entry in zip(document.events, wanted, strict=True):
        assert not found.errors
        assert squeeze(entry.title) in squeeze(str(found["SUMMARY"]))
        assert (
            found["DTSTART"].dt == entry.meeting.starts.replace(microsecond=0)
            if entry.meeting.start
            else entry.meeting.date
        )


@any_feed
@quick
@every_writer
def test_the_same_feed_is_the_same_bytes(write: Write, feed: Feed):
    assert write(feed) == write(feed)


@every_writer
def test_the_clock_is_not_asked(write: Write, monkeypatch: pytest.MonkeyPatch):
    before = write(FEED)
    monkeypatch.setattr("feedgen.feed.datetime", Later)
    monkeypatch.setattr("feedgen.entry.datetime", Later)
    assert write(FEED) == before


class Clock(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Later(metaclass=Clock):
    """The clock, ten years on."""

    @staticmethod
    def now(_zone: object = None) -> datetime:
        return datetime(2036, 1, 1, tzinfo=UTC)


@every_writer
def test_a_feed_without_entries_is_written(write: Write):
    assert write(Feed())
    assert write(replace(FEED, entries=()))


@every_writer
def test_an_entry_that_nothing_identifies_is_left_out(write: Write):
    nameless = replace(MEETING, id=None, url=None)
    assert write(replace(FEED, entries=(nameless, MEETING))) == write(replace(FEED, entries=(MEETING,)))


@every_writer
def test_a_link_stands_in_for_an_id(write: Write):
    assert MEETING.url.encode() in write(replace(FEED, entries=(replace(MEETING, id=None),)))


@every_writer
def test_an_entry_that_cannot_be_written_is_left_out_and_told_by_its_id_alone(
    write: Write, caplog: pytest.LogCaptureFixture
):
    bad = replace(MEETING, id="tag:x,2026:bad", title="Secret", meeting=replace(MEETING.meeting, timezone="Mars/Base"))
    with caplog.at_level(logging.ERROR):
        body = write(replace(FEED, entries=(bad, MEETING)))
    assert body == write(replace(FEED, entries=(MEETING,)))
    assert "tag:x,2026:bad" in caplog.text
    assert "Secret" not in caplog.text


@every_writer
def test_control_characters_are_dropped(write: Write):
    dirty = replace(MEETING, title="Plan\x0bning\ud800\x00")
    assert write(replace(FEED, entries=(dirty,))) == write(replace(FEED, entries=(replace(MEETING, title="Planning"),)))


@every_writer
def test_times_in_other_zones_are_the_same_instants(write: Write):
    moved = replace(MEETING, published=MEETING.published.astimezone(tz=None))
    assert write(replace(FEED, entries=(moved,))) == write(replace(FEED, entries=(MEETING,)))


@every_writer
def test_a_naive_time_is_taken_as_utc(write: Write):
    naive = replace(MEETING, published=MEETING.published.replace(tzinfo=None))
    assert write(replace(FEED, entries=(naive,))) == write(replace(FEED, entries=(MEETING,)))


@every_writer
def test_the_locale_stays_as_it_was(write: Write):
    before = locale.setlocale(locale.LC_ALL)
    write(FEED)
    assert locale.setlocale(locale.LC_ALL) == before


@every_writer
def test_a_withdrawn_entry_is_written_as_given(write: Write):
    emptied = replace(MEETING, title="Withdrawn", summary=None, withdrawn=True)
    body = write(replace(FEED, entries=(emptied,)))
    assert b"Withdrawn" in body
    assert MEETING.title.encode() not in body


@every_writer
def test_a_hundred_entries_are_written_in_their_order(write: Write):
    many = tuple(
        replace(MEETING, id=f"tag:x.example,2026:k{number:03}", published=MEETING.published - timedelta(days=number))
        for number in range(100)
    )
    body = write(replace(FEED, entries=many)).decode()
    places = [body.index(f"k{number:03}") for number in range(100)]
    assert places == sorted(places)
