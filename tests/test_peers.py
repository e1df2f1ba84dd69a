"""JSON Feeds of other instances of this product: what `_coalition` says of an item, whoever wrote it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Action, Deleted, Entry, Feed, Meeting, Origin, jsonfeed
from feeds.text import words
from tests.sample_feed import FEED, MEETING, NEWS, ORIGIN, SITE

ADDRESS = "https://other.example/feeds/all.json"


def read(*items: dict[str, Any]) -> Feed:
    return jsonfeed.read(json.dumps({"items": items}).encode(), ADDRESS)


def entry_from(coalition: object, **item: object) -> Entry:
    (entry,) = read({"id": "1", "_coalition": coalition, **item}).entries
    return entry


def meeting_from(**facts: object) -> Meeting | None:
    return entry_from({"meeting": {"timezone": "America/New_York", **facts}}).meeting


def test_what_one_instance_writes_another_reads() -> None:
    news, meeting = jsonfeed.read(jsonfeed.write(FEED), ADDRESS).entries
    assert news.url == NEWS.url
    assert news.origin == replace(ORIGIN, updated=None, rights=None)
    assert news.actions == NEWS.actions
    assert (meeting.kind, meeting.meeting, meeting.url) == ("meeting", MEETING.meeting, MEETING.url)


def test_the_partners_page_comes_before_the_instances_own() -> None:
    pages = {"url": f"{SITE}items/a", "external_url": "https://river.example/a"}
    assert entry_from({}, **pages).url == "https://river.example/a"
    (stranger,) = read({"id": "1", **pages}).entries
    assert stranger.url == f"{SITE}items/a"


def test_an_instances_own_item_is_at_its_own_page() -> None:
    assert entry_from({}, url=f"{SITE}items/a", external_url="javascript:x()").url == f"{SITE}items/a"


@pytest.mark.parametrize("kind", ["news", "press-release", "meeting", "action"])
def test_a_kind_of_ours_is_taken(kind: str) -> None:
    assert entry_from({"kind": kind}).kind == kind


@pytest.mark.parametrize("kind", ["podcast", None, 5, [], {}])
def test_another_kind_is_what_the_item_is(kind: object) -> None:
    assert entry_from({"kind": kind}).kind == "news"
    assert entry_from({"kind": kind, "meeting": {"timezone": "UTC", "starts": "2026-11-20"}}).kind == "meeting"


def test_a_source_without_a_partner_gives_the_name() -> None:
    source = {"id": "tag:river.example,2020:feed", "title": " River\nNews ", "feed_url": "/feed.xml"}
    assert entry_from({"source": source}).origin == Origin(
        name="River News",
        id="tag:river.example,2020:feed",
        title="River News",
        feed_url="https://other.example/feed.xml",
    )


@pytest.mark.parametrize("partner", [None, {}, [], "River", {"name": 5}, {"name": " "}, {"url": "https://r.example/"}])
def test_without_a_name_nobody_said_it(partner: object) -> None:
    assert entry_from({"partner": partner, "source": {"id": "x"}}).origin is None


def test_of_a_partner_what_is_of_the_wrong_type_is_ignored() -> None:
    partner = {"name": "River", "slug": ["r"], "url": "javascript:x()"}
    assert entry_from({"partner": partner, "source": {"id": 5, "title": {}}}).origin == Origin("River")


def test_a_slug_is_a_piece_of_an_address() -> None:
    origin = entry_from({"partner": {"name": "River", "slug": "../River Side"}}).origin
    assert origin is not None
    assert origin.slug == "river-side"


def test_a_moment_with_another_offset_is_shown_by_the_meetings_clock() -> None:
    meeting = meeting_from(starts="2026-11-20T23:30:00Z", ends="2026-11-21T01:00:00+00:00")
    assert meeting == Meeting("America/New_York", date(2026, 11, 20), time(18, 30), time(20, 0))


def test_a_moment_without_an_offset_is_the_meetings_own() -> None:
    assert meeting_from(starts="2026-11-20T18:30:00") == Meeting("America/New_York", date(2026, 11, 20), time(18, 30))


def test_of_a_meeting_what_is_of_the_wrong_type_is_ignored() -> None:
    assert meeting_from(
        starts="2026-11-20",
        ends=7,
        town=["Lowell"],
        place="  The\nLibrary ",
        address=None,
        online_url="javascript:x()",
        status="rescheduled",
        tbd=["time", "weather"],
        sequence="3",
        change=True,
        weather="rain",
    ) == Meeting("America/New_York", date(2026, 11, 20), place="The Library")


def test_a_sequence_is_a_number_that_calendars_can_hold() -> None:
    sequences = [meeting.sequence for number in (-1, 2, 2**70) if (meeting := meeting_from(sequence=number))]
    assert sequences == [0, 2, 2**31 - 1]


@pytest.mark.parametrize(
    "meeting",
    [
        None,
        [],
        "tomorrow",
        {},
        {"timezone": 5},
        {"timezone": "Mars/Olympus"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "America"},
        {"timezone": "\x00"},
        {"timezone": "UTC", "starts": "2026-02-30"},
        {"timezone": "UTC", "starts": "soon"},
        {"timezone": "UTC", "starts": "0001-01-01"},
        {"timezone": "Asia/Tokyo", "starts": "9999-12-31T23:00:00-11:00"},
    ],
)
def test_a_meeting_that_nobody_can_go_to_is_none(meeting: object) -> None:
    assert entry_from({"meeting": meeting}).meeting is None


def test_actions_are_well_formed_and_few() -> None:
    stated = [
        {"label": "Sign", "url": f"{SITE}sign", "expires": "2026-12-01T00:00:00Z"},
        {"label": "Sign"},
        {"url": f"{SITE}sign"},
        {"label": "Sign", "url": "javascript:x()"},
        "Sign",
        5,
        {"label": "Call " + "x" * 200, "url": "tel:+16175550100", "expires": "never"},
        {"label": "Write", "url": "mailto:a@senate.example", "expires": []},
        {"label": "RSVP", "url": f"{SITE}rsvp"},
    ]
    actions = entry_from({"actions": stated}).actions
    assert actions[0] == Action("Sign", f"{SITE}sign", datetime(2026, 12, 1, tzinfo=UTC))
    assert [action.url for action in actions[1:]] == ["tel:+16175550100", "mailto:a@senate.example"]
    assert [action.expires for action in actions[1:]] == [None, None]
    assert len(actions[1].label) <= 80


def test_what_is_only_said_of_a_place_in_their_feed_stays_there() -> None:
    entry = entry_from({"featured": True, "part_of": "x", "also": [{"name": "x", "url": SITE}]}, url=f"{SITE}a")
    assert (entry.featured, entry.part_of, entry.also, entry.page) == (False, None, (), None)


def test_a_withdrawn_item_is_gone_since_it_was_last_changed() -> None:
    withdrawn = replace(NEWS, title="Withdrawn", content=None, withdrawn=True)
    feed = jsonfeed.read(jsonfeed.write(replace(FEED, entries=(withdrawn, MEETING))), ADDRESS)
    assert feed.deleted == (Deleted(NEWS.id or "", NEWS.updated),)
    assert [entry.id for entry in feed.entries] == [MEETING.id]


@pytest.mark.parametrize("changed", [None, 5, "soon", {}])
def test_a_withdrawn_item_without_a_readable_date_is_gone_all_the_same(changed: object) -> None:
    feed = read({"id": 7, "date_modified": changed, "_coalition": {"withdrawn": True}})
    assert (feed.entries, feed.deleted) == ((), (Deleted("7", None),))


def test_a_withdrawn_item_that_names_nothing_is_nothing() -> None:
    feed = read({"title": "Withdrawn", "_coalition": {"withdrawn": True}})
    assert (feed.entries, feed.deleted) == ((), ())


@pytest.mark.parametrize("stated", [False, None, "true", 1, [True], {}])
def test_only_true_is_withdrawn(stated: object) -> None:
    assert read({"id": "1", "_coalition": {"withdrawn": stated}}).deleted == ()


@pytest.mark.parametrize("stated", [None, True, 5, "x", [], [{"kind": "meeting"}]])
def test_what_is_no_object_is_a_strangers_item(stated: object) -> None:
    assert entry_from(stated) == entry_from(None)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
MOMENTS = st.sampled_from(["2026-11-20", "2026-11-20T18:30:00-05:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59"])
INNER = st.sampled_from(
    sorted(words("name slug url id title feed_url label expires starts ends timezone town place status tbd sequence"))
)
OBJECTS = st.dictionaries(INNER, VALUES | MOMENTS | st.just("Asia/Tokyo"), max_size=8)
OUTER = st.sampled_from(sorted(words("kind part_of partner source also featured actions translations meeting about")))


@given(st.dictionaries(OUTER, VALUES | OBJECTS | st.lists(OBJECTS, max_size=2), max_size=6))
def test_wrong_types_anywhere_cost_no_item(coalition: dict[str, Any]) -> None:
    entry = entry_from(coalition)
    (again,) = jsonfeed.read(jsonfeed.write(Feed(entries=(entry,))), ADDRESS).entries
    assert again.id == entry.id
