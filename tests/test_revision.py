"""A later release and the meetings of an earlier one: the same meeting, changed everywhere; another one, left alone."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from feeds import Entry, Meeting
from syndication import releases
from syndication.demo.releases import coming, new_info
from syndication.merge import desk
from syndication.merge.changes import in_words
from syndication.merge.revision import Told, match, revised
from syndication.merge.withdraw import withdraw
from syndication.model import Partner, Source, Story
from syndication.releases import Published
from tests.conftest import SHARED, needs_shared
from tests.hub import NOW, Hub

FOLDER = SHARED / "releases"


def publish(hub: Hub, text: str) -> Published:
    hub.now += dt.timedelta(hours=1)
    release = releases.read(text, hub.settings, None)
    return releases.publish(hub.store, hub.settings, text, release, hub.now)


def truth(name: str) -> dict[str, Any]:
    (file,) = FOLDER.glob(f"{name}-*.json")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def text_of(name: str) -> str:
    return (FOLDER / truth(name)["text_file"]).read_text()


def items(hub: Hub, channel: str) -> dict[str, Any]:
    return {item["id"]: item for item in json.loads(hub.published()[f"{channel}.json"])["items"]}


@needs_shared
@pytest.mark.parametrize(("first", "later"), [("001", "002"), ("013", "014"), ("015", "016")])
def test_a_later_release_changes_the_meetings_of_the_earlier_one(sqlite_hub: Hub, first: str, later: str) -> None:
    hub = sqlite_hub
    before = publish(hub, text_of(first))
    was = items(hub, "meetings")
    after = publish(hub, text_of(later))
    now = items(hub, "meetings")
    firsts = {m["id"]: story for m, story in zip(truth(first)["meetings"], before.notices, strict=True)}
    for meeting, story, effect in zip(truth(later)["meetings"], after.notices, after.effects, strict=True):
        about = meeting.get("revises") or meeting.get("same_as")
        if effect == "held":
            continue
        assert about is None or story.public_id == firsts[about].public_id, meeting["id"]
        if about:
            old, new = was.get(story.public_id), now[story.public_id]
            assert old is None or old["_coalition"]["meeting"]["sequence"] == 0
            assert new["_coalition"]["meeting"]["sequence"] == (effect == "changed")
            assert (effect == "changed") is bool(meeting.get("revises")), meeting["id"]
    repeated = {s.public_id for s, effect in zip(after.notices, after.effects, strict=True) if effect == "repeated"}
    for id in repeated & was.keys():
        assert {**now[id], "_coalition": None} == {**was[id], "_coalition": None}
        assert now[id]["_coalition"]["meeting"] == was[id]["_coalition"]["meeting"]


@needs_shared
@pytest.mark.parametrize(("one", "other"), [("004", "005"), ("019", "020")])
def test_releases_that_look_alike_are_about_other_meetings(sqlite_hub: Hub, one: str, other: str) -> None:
    first, second = (publish(sqlite_hub, text_of(name)) for name in (one, other))
    assert {story.public_id for story in first.notices} & {story.public_id for story in second.notices} == set()
    assert "changed" not in second.effects


ANNOUNCED = """\
Coalition Invites Neighbors to Three Meetings

2/1/2026 BOSTON -- The coalition announced today that it will hold three community meetings.

Lowell: Canal Place, 40 Mill Street, Thursday, March 12, 6-8pm

Brockton: Tuesday, March 17, 6-8pm, Location (TBD)

Lynn: Mill Hall, 5 Common Street, Saturday, March 21, 2-4pm

# # #
"""
NEW_INFO = """\
UPDATED: Coalition Invites Neighbors to Three Meetings

2/15/2026 BOSTON -- The coalition has new information on its three community meetings.

Lowell: NEW INFO: Thursday, March 12, 5-7pm, Canal Place, 40 Mill Street

Brockton: NEW INFO: Tuesday, March 17, 6-8pm, Maple Court School, 21 Maple Court

Lynn: Mill Hall, 5 Common Street, Saturday, March 21, 2-4pm

# # #
"""
CANCELLED = """\
UPDATED: One Meeting Is Cancelled

3/1/2026 BOSTON -- The coalition will not hold its meeting in Lowell.

Lowell: CANCELLED: Thursday, March 12, 5-7pm, Canal Place, 40 Mill Street

# # #
"""


def test_new_info_changes_the_same_meeting_in_every_format(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    before = hub.published()
    second = publish(hub, NEW_INFO)
    assert second.effects == ("changed", "changed", "repeated")
    assert [story.public_id for story in second.notices] == [story.public_id for story in first.notices]
    after = hub.published()
    told = {item["id"]: item["_coalition"]["meeting"] for item in json.loads(after["meetings.json"])["items"]}
    lowell, brockton, lynn = (told[story.public_id] for story in second.notices)
    assert (lowell["starts"], lowell["sequence"]) == ("2026-03-12T17:00:00-04:00", 1)
    assert lowell["change"] == "New hours: 5 pm–7 pm (were 6 pm–8 pm)."
    assert (brockton["place"], brockton["tbd"], brockton["sequence"]) == ("Maple Court School", [], 1)
    assert brockton["change"] == "Place set: Maple Court School, 21 Maple Court."
    assert (lynn["sequence"], lynn["change"]) == (0, None)
    assert b"2026-03-12T17:00:00-04:00" in after["meetings.atom"]
    assert b"Maple Court School" in after["meetings.rss"]
    events = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(after["meetings.ics"]).walk("VEVENT")}
    event = events[f"{second.notices[1].key}@hub.example"]
    assert (event["SEQUENCE"], event["STATUS"], str(event["LOCATION"])) == (
        1,
        "CONFIRMED",
        "Maple Court School, 21 Maple Court, Brockton",
    )
    assert len(json.loads(after["meetings-changed.json"])["items"]) == 2
    assert _of(before["meetings.json"], first.notices[2]) == {
        **_of(after["meetings.json"], first.notices[2]),
        "_coalition": _of(before["meetings.json"], first.notices[2])["_coalition"],
    }


def _of(body: bytes, story: Story) -> dict[str, Any]:
    return next(item for item in json.loads(body)["items"] if item["id"] == story.public_id)


def test_each_release_lists_the_meetings_it_tells_of(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    second = publish(hub, NEW_INFO)
    told = items(hub, "meetings")[first.notices[0].public_id]["_coalition"]
    assert told["part_of"] == first.item.public_id
    assert told["announced_in"] == [second.item.public_id]
    calendar = icalendar.Calendar.from_ical(hub.published()["press-releases.ics"])
    assert len(calendar.walk("VEVENT")) == 3


def test_cancelled_keeps_what_was_said_of_day_and_place(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    publish(hub, NEW_INFO)
    third = publish(hub, CANCELLED)
    assert third.effects == ("changed",)
    lowell = items(hub, "meetings")[first.notices[0].public_id]["_coalition"]["meeting"]
    assert (lowell["status"], lowell["place"], lowell["sequence"]) == ("cancelled", "Canal Place", 2)
    assert lowell["change"] == "Cancelled: please do not go."


def test_publishing_any_of_them_again_changes_nothing(hub: Hub) -> None:
    for text in (ANNOUNCED, NEW_INFO, CANCELLED):
        publish(hub, text)
    before = hub.published()
    for text in (ANNOUNCED, NEW_INFO, CANCELLED, ANNOUNCED):
        out = publish(hub, text)
        assert not out.is_new
        assert set(out.effects) == {"repeated"}
    assert hub.published() == before


def test_what_was_told_before_a_newer_release_does_not_undo_it(hub: Hub) -> None:
    publish(hub, NEW_INFO)
    out = publish(hub, ANNOUNCED)
    assert "changed" not in out.effects
    lowell = items(hub, "meetings")[out.notices[0].public_id]["_coalition"]["meeting"]
    assert lowell["starts"] == "2026-03-12T17:00:00-04:00"


def test_a_slip_of_the_pen_that_is_mended_moves_nothing(hub: Hub) -> None:
    publish(hub, ANNOUNCED.replace("community meetings", "comunity meetings"))
    before = items(hub, "press-releases")
    out = publish(hub, ANNOUNCED)
    assert not out.is_new
    assert set(out.effects) == {"repeated"}
    (was,), (now,) = before.values(), items(hub, "press-releases").values()
    assert "comunity" in was["content_html"]
    assert "comunity" not in now["content_html"]
    assert (now["id"], now["date_modified"]) == (was["id"], was["date_modified"])


def test_a_meeting_that_is_added_to_a_release_leaves_the_others_what_they_are(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    added = "Lawrence: Library, 1 Essex Street, Monday, March 9, 6-8pm\n\nLowell:"
    out = publish(hub, ANNOUNCED.replace("Lowell:", added, 1))
    assert out.effects == ("new", "repeated", "repeated", "repeated")
    assert [story.key for story in out.notices[1:]] == [story.key for story in first.notices]
    assert len(items(hub, "press-releases")) == 1


def test_what_waits_for_an_answer_is_held_once(hub: Hub) -> None:
    doubtful = ANNOUNCED.replace("Saturday, March 21", "Friday, March 21")
    assert publish(hub, doubtful).effects[-1] == "held"
    assert publish(hub, doubtful).effects[-1] == "repeated"


def test_a_doubtful_change_is_made_once_a_person_says_so(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    doubtful = NEW_INFO.replace("5-7pm, Canal Place", "5-7, Canal Place")  # morning or evening?
    second = publish(hub, doubtful)
    assert second.effects[0] == "held"
    meeting = items(hub, "meetings")[first.notices[0].public_id]["_coalition"]["meeting"]
    assert meeting["starts"] == "2026-03-12T18:00:00-04:00"
    (kept,) = hub.keep(lambda conn: releases.approve(conn, hub.settings, [second.notices[0]], hub.now))
    assert kept == first.notices[0].id
    lowell = [item for item in items(hub, "meetings").values() if item["_coalition"]["meeting"]["town"] == "Lowell"]
    assert [item["id"] for item in lowell] == [first.notices[0].public_id]
    assert lowell[0]["_coalition"]["announced_in"] == [second.item.public_id]


def test_a_doubtful_meeting_that_is_new_changes_no_other_once_approved(hub: Hub) -> None:
    publish(hub, ANNOUNCED)
    another = ANNOUNCED.replace("Three Meetings", "One More").replace("Lynn: Mill Hall", "Lynn: Library")
    out = publish(hub, another.replace("Saturday, March 21", "Friday, March 28"))  # no Friday
    assert out.effects[-1] == "held"
    hub.keep(lambda conn: releases.approve(conn, hub.settings, [out.notices[-1]], hub.now))
    lynn = [i for i in items(hub, "meetings").values() if i["_coalition"]["meeting"]["town"] == "Lynn"]
    assert sorted(i["_coalition"]["meeting"]["place"] for i in lynn) == ["Library", "Mill Hall"]


def test_an_hour_that_is_mended_in_the_same_release_changes_the_meeting(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    out = publish(hub, ANNOUNCED.replace("Thursday, March 12, 6-8pm", "Thursday, March 12, 5-7pm"))
    assert out.effects == ("changed", "repeated", "repeated")
    assert out.is_mended
    assert out.notices[0].key == first.notices[0].key


def test_a_correction_hides_no_cancellation(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    lowell = first.notices[0]
    assert lowell.entry.meeting
    mended = Entry(meeting=replace(lowell.entry.meeting, place="Canal Place, upper floor"))
    hub.keep(lambda conn: desk.correct(conn, hub.settings, lowell, mended, hub.now))
    publish(hub, CANCELLED.replace("5-7pm", "6-8pm"))
    told = items(hub, "meetings")[lowell.public_id]["_coalition"]["meeting"]
    assert (told["status"], told["place"]) == ("cancelled", "Canal Place, upper floor")


def test_a_withdrawn_release_is_not_published_again(hub: Hub) -> None:
    out = publish(hub, ANNOUNCED)
    hub.keep(lambda conn: withdraw(conn, hub.settings, [out.item.id], "error", hub.now))
    with pytest.raises(releases.Unpublishable, match="was withdrawn"):
        publish(hub, ANNOUNCED)


def test_a_change_that_two_meetings_could_mean_waits(hub: Hub) -> None:
    two = ANNOUNCED.replace("Brockton: Tuesday, March 17", "Lowell: Tuesday, March 17")
    publish(hub, two)
    unclear = CANCELLED.replace("CANCELLED: Thursday, March 12, 5-7pm, Canal Place, 40 Mill Street", "CANCELLED")
    moved = CANCELLED.replace("CANCELLED: Thursday, March 12", "NEW INFO: Friday, March 20")
    for text in (unclear, moved):
        assert set(publish(hub, text).effects) <= {"held"}
    assert {i["_coalition"]["meeting"]["status"] for i in items(hub, "meetings").values()} <= {"confirmed", "tentative"}


def test_new_info_of_a_meeting_that_nobody_announced_is_a_new_meeting(hub: Hub) -> None:
    assert publish(hub, NEW_INFO).effects == ("new", "new", "new")


def test_a_place_that_only_a_withdrawn_update_named_is_to_be_announced(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    second = publish(hub, NEW_INFO)
    hub.keep(lambda conn: withdraw(conn, hub.settings, [second.item.id], "safety", hub.now))
    brockton = items(hub, "meetings")[first.notices[1].public_id]["_coalition"]["meeting"]
    assert (brockton["place"], brockton["address"], brockton["tbd"]) == (None, None, ["place"])
    assert brockton["change"] == "The place is to be announced again."
    assert b"Maple Court" not in b"".join(hub.published().values())


def test_what_is_under_an_embargo_does_not_go_out(hub: Hub) -> None:
    with pytest.raises(releases.Unpublishable, match="until 2026-03-20 09:00"):
        publish(hub, f"EMBARGOED UNTIL March 20, 2026, 9 a.m.\n\n{ANNOUNCED}")
    assert hub.stories("press-releases") == []


DESK = Source(1, "desk:", "desk:", Partner(1, "us", "Us", None), "Us", None)
MEETING = Meeting(
    "America/New_York", date=dt.date(2026, 3, 12), start=dt.time(18), end=dt.time(20), town="Lowell", place="Mill Hall"
)


def known(meeting: Meeting = MEETING, title: str = "Lowell: Neighbors meet", number: int = 1) -> Story:
    return Story(number, f"k{number}", f"tag:x,2026:k{number}", Entry(title, meeting=meeting), DESK, "public", NOW, NOW)


def told(meeting: Meeting = MEETING, title: str | None = None, *, update: bool = False) -> Told:
    return Told(Entry(title or "Lowell: Something else", meeting=meeting), title, update)


@pytest.mark.parametrize(
    ("one", "is_same"),
    [
        (told(), True),
        (told(replace(MEETING, place="Canal Place")), True),
        (told(replace(MEETING, start=None, end=None)), True),
        (told(replace(MEETING, start=dt.time(10), end=None)), False),
        (told(replace(MEETING, start=dt.time(10), end=None), update=True), True),
        (told(replace(MEETING, date=dt.date(2026, 3, 19))), False),
        (told(replace(MEETING, date=dt.date(2026, 3, 19)), update=True), True),
        (told(replace(MEETING, town="Lynn")), False),
        (told(replace(MEETING, town="Lynn"), update=True), False),
        (told(replace(MEETING, date=None, start=None, end=None, status="cancelled")), True),
        (told(replace(MEETING, date=None, start=None, end=None, status="postponed")), True),
    ],
)
def test_which_notice_is_about_a_known_meeting(one: Told, is_same: bool) -> None:
    assert (match([one], [known()], dt.date(2026, 3, 1)) == [known()]) is is_same


def test_of_two_meetings_in_a_town_the_named_one_is_meant() -> None:
    rally = known(replace(MEETING, date=dt.date(2026, 3, 14)), "Rally", 2)
    teach_in = known(replace(MEETING, date=dt.date(2026, 3, 15)), "Teach-in", 3)
    moved = told(replace(MEETING, date=dt.date(2026, 3, 20)), "Teach-in", update=True)
    assert match([moved], [rally, teach_in], dt.date(2026, 3, 1)) == [teach_in]


def test_where_two_could_be_meant_none_is_changed() -> None:
    two = [known(replace(MEETING, date=dt.date(2026, 3, day)), number=day) for day in (14, 15)]
    assert match([told(replace(MEETING, date=dt.date(2026, 3, 20)), update=True)], two, dt.date(2026, 3, 1)) == [None]


def test_what_is_over_is_not_meant() -> None:
    moved = told(replace(MEETING, date=dt.date(2026, 4, 9)), update=True)
    assert match([moved], [known()], dt.date(2026, 3, 20)) == [None]


def test_what_a_notice_does_not_say_still_holds() -> None:
    old = Entry("Lowell: Neighbors meet", meeting=MEETING)
    silent = replace(MEETING, start=None, end=None, place=None, date=dt.date(2026, 3, 19))
    new = revised(old, silent, None)
    assert new
    assert new.meeting == replace(MEETING, date=dt.date(2026, 3, 19))


def test_what_is_to_be_announced_again_is_not_known_any_more() -> None:
    old = Entry("Lowell: Neighbors meet", meeting=MEETING)
    new = revised(old, replace(MEETING, place=None, tbd=("place",)), None)
    assert new
    assert new.meeting
    assert (new.meeting.place, new.meeting.tbd) == (None, ("place",))


FIRM: dict[str, Any] = {"status": "confirmed", "tbd": ()}  # as a line reads that says nothing of place and state
TO_COME = replace(MEETING, place=None, address=None, status="tentative", tbd=("place",))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, None),
        ({"start": dt.time(17)}, "tentative"),
        ({"date": dt.date(2026, 3, 19)}, "tentative"),
        ({"place": "Mill Hall"}, "confirmed"),
        ({"status": "tentative"}, None),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "postponed", "date": dt.date(2026, 3, 19)}, "postponed"),
    ],
)
def test_silence_makes_no_meeting_firm_whose_place_is_unknown(said: dict[str, Any], status: str | None) -> None:
    new = revised(Entry("Lowell: Neighbors meet", meeting=TO_COME), replace(TO_COME, **{**FIRM, **said}), None)
    assert (new.meeting.status if new and new.meeting else None) == status


def test_a_day_that_becomes_known_makes_a_meeting_firm_once_nothing_is_unknown() -> None:
    old = replace(MEETING, date=None, status="tentative", tbd=("date",))
    new = revised(Entry("Lowell: Neighbors meet", meeting=old), MEETING, None)
    assert new
    assert new.meeting == MEETING


def test_a_line_that_repeats_a_meeting_without_a_word_of_its_place_changes_nothing(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    line = "Brockton: NEW INFO: Tuesday, March 17, 6-8pm"
    second = publish(hub, NEW_INFO.replace(f"{line}, Maple Court School, 21 Maple Court", line))
    assert second.effects == ("changed", "repeated", "repeated")
    assert second.notices[1].public_id == first.notices[1].public_id
    meeting = second.notices[1].entry.meeting
    assert meeting
    assert (meeting.status, meeting.tbd, meeting.sequence) == ("tentative", ("place",), 0)


@pytest.mark.parametrize(
    ("change", "english", "spanish"),
    [
        ({"status": "cancelled"}, "Cancelled: please do not go.", "Cancelada: por favor, no vaya."),
        (
            {"date": dt.date(2026, 3, 19)},
            "New day: Thursday, March 19 (was Thursday, March 12).",
            "Nuevo día: jueves 19 de marzo (antes jueves 12 de marzo).",
        ),
        (
            {"place": "Canal Place"},
            "New place: Canal Place (was Mill Hall).",
            "Nuevo lugar: Canal Place (antes Mill Hall).",
        ),
        (
            {"place": None},
            "The place is to be announced (was Mill Hall).",
            "El lugar está por anunciar (antes Mill Hall).",
        ),
        ({"end": None}, "New hours: 6 pm (were 6 pm–8 pm).", "Nueva hora: 18:00 (antes 18:00–20:00)."),
        ({"sequence": 3}, None, None),
    ],
)
def test_a_change_in_words(change: dict[str, Any], english: str | None, spanish: str | None) -> None:
    assert in_words(MEETING, replace(MEETING, **change), "en") == english
    assert in_words(MEETING, replace(MEETING, **change), "es-US") == spanish


def test_the_file_of_the_demo_is_a_successor(hub: Hub) -> None:
    today = dt.date(2026, 3, 2)
    publish(hub, coming(today))
    assert publish(hub, new_info(today)).effects == ("repeated", "changed", "changed", "repeated")
