"""Our own JSON renditions, read back for the pages."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Category, Entry, Feed, FeedError, Meeting, jsonfeed, readback
from tests.sample_feed import FEED, MEETING, NEWS, ORIGIN

words = st.none() | st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=20)
times = st.none() | st.times().map(lambda at: at.replace(microsecond=0, fold=0))
meetings = st.builds(
    Meeting,
    timezone=st.sampled_from(["America/New_York", "UTC", "Asia/Kathmandu"]),
    date=st.none() | st.dates(date(1970, 1, 2), date(2100, 1, 1)),
    start=times,
    end=times,
    town=words,
    place=words,
    address=words,
    online_url=words,
    status=st.sampled_from(["confirmed", "tentative", "cancelled", "postponed"]),
    tbd=st.lists(st.sampled_from(["date", "time", "place"]), unique=True).map(tuple),
    sequence=st.integers(0, 3),
    change=words,
)


def back(entry: Entry) -> Entry:
    (found,) = readback.read(jsonfeed.write(replace(FEED, entries=(entry,)))).entries
    return found


def test_an_item_comes_back_but_for_what_json_feed_does_not_say() -> None:
    assert back(NEWS) == replace(
        NEWS,
        published=NEWS.published and NEWS.published.replace(microsecond=0),
        authors=(),
        categories=(Category("Housing"),),
        origin=replace(ORIGIN, updated=None, rights=None),
    )


def test_a_meeting_comes_back_whole() -> None:
    assert back(MEETING) == MEETING


@given(meetings)
def test_any_meeting_comes_back(meeting: Meeting) -> None:
    if meeting.date is None or meeting.start is None:  # an end without a beginning is not said
        meeting = replace(meeting, start=None, end=None)
    assert back(replace(MEETING, meeting=meeting)).meeting == meeting


def test_the_feed_keeps_its_names() -> None:
    assert readback.read(jsonfeed.write(FEED)) == Feed(
        title=FEED.title, subtitle=FEED.subtitle, entries=(back(NEWS), back(MEETING))
    )


def test_one_damaged_item_costs_one_item() -> None:
    nowhere = {"id": "a", "_coalition": {"meeting": {"timezone": "Mars/Olympus"}}}
    never = {"id": "b", "_coalition": {"meeting": {"timezone": "UTC", "starts": "2026-02-30"}}}
    body = msgspec.json.encode({"title": "x", "items": [{"title": "no id"}, 5, nowhere, never, {"id": "c"}]})
    assert [entry.id for entry in readback.read(body).entries] == ["c"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"items": {}}', b"\xff"])
def test_a_damaged_document_is_broken(body: bytes) -> None:
    with pytest.raises(FeedError, match="broken"):
        readback.read(body)
