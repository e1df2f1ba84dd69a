"""Withdrawn items: in every format the same id, "Withdrawn", one line, and nothing of what was said."""

import json
from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar, Event

import feeds
from feeds import Entry, Feed, parse
from tests.sample_feed import FEED, MEETING, NEWS, SITE

LINE = "Whoever published this has withdrawn it."
SECRETS = ["Planning", "Library", "Merrimack", "Lowell", "meet.example", "New room", "Food", "Doors", "flyer", "song"]
SECRETS += ["door.png", "Housing", "Ana", "hill.example", "Sign the letter", "items/x9", "Bring a chair"]


def withdrawn(entry: Entry) -> Entry:
    """As it is handed over: whatever else it still holds must not be said."""
    return replace(entry, title="Withdrawn", summary=LINE, url=entry.page, withdrawn=True)


GONE = replace(FEED, entries=(withdrawn(NEWS), withdrawn(MEETING)))


def event(feed: Feed, name: str = "ics") -> Event:
    (found,) = Calendar.from_ical(feeds.render(feed, name)).events
    return found


@pytest.mark.parametrize("name", feeds.FORMATS)
def test_nothing_of_what_was_said_is_left(name: str) -> None:
    body = feeds.render(GONE, name).decode().replace("\r\n ", "")
    assert LINE in body
    assert [secret for secret in SECRETS if secret in body] == []


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_readers_find_the_same_ids_with_another_title(name: str) -> None:
    read = parse(feeds.render(GONE, name)).entries
    assert [entry.id for entry in read] == [NEWS.id, MEETING.id]
    assert [(entry.title, entry.summary, entry.url) for entry in read] == [
        ("Withdrawn", LINE, f"{SITE}items/a1b2c3"),
        ("Withdrawn", LINE, f"{SITE}meetings/d4e5f6"),
    ]


def test_json_says_that_it_is_withdrawn() -> None:
    item, meeting = json.loads(feeds.render(GONE, "json"))["items"]
    assert item["_coalition"]["withdrawn"] is True
    assert (item["title"], item["content_text"], item["url"]) == ("Withdrawn", LINE, f"{SITE}items/a1b2c3")
    assert _known(meeting["_coalition"]["meeting"]) == {
        "starts": "2026-11-20T18:30:00-05:00",
        "ends": "2026-11-20T20:00:00-05:00",
        "timezone": "America/New_York",
        "status": "cancelled",
        "tbd": [],
        "sequence": 3,
    }


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact is not None}


def test_a_calendar_crosses_out_the_hours() -> None:
    found = event(GONE)
    assert {name: found[name].to_ical().decode() for name in found} == {
        "UID": "d4e5f6@coalition.example",
        "DTSTAMP": "20261103T000000Z",
        "LAST-MODIFIED": "20261103T000000Z",
        "CREATED": "20261103T000000Z",
        "SEQUENCE": "3",
        "DTSTART": "20261120T183000",
        "DTEND": "20261120T200000",
        "SUMMARY": "Withdrawn",
        "STATUS": "CANCELLED",
        "TRANSP": "TRANSPARENT",
        "DESCRIPTION": LINE,
        "URL": f"{SITE}meetings/d4e5f6",
    }


def test_google_keeps_showing_it_as_confirmed() -> None:
    found = event(GONE, "google.ics")
    assert (found["STATUS"], found["TRANSP"], found["SUMMARY"]) == ("CONFIRMED", "TRANSPARENT", "Withdrawn")


@pytest.mark.parametrize("status", ["cancelled", "postponed", "tentative"])
def test_its_title_says_nothing_of_how_it_stood(status: str) -> None:
    unsure = replace(MEETING.meeting, status=status, start=None, end=None, place=None, tbd=("time", "place"))
    found = event(replace(FEED, entries=(withdrawn(replace(MEETING, meeting=unsure)),)))
    assert found["SUMMARY"] == "Withdrawn"
    assert "LOCATION" not in found


def test_what_is_not_withdrawn_says_all_of_it() -> None:
    assert event(replace(FEED, entries=(withdrawn(NEWS), MEETING)))["LOCATION"]
