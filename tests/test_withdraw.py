"""Taking back: the words are gone, readers are told, and nothing brings them back."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import icalendar
import msgspec
import pytest
import sqlalchemy as sa

from feeds import Deleted, Entry, Feed, parse
from syndication.merge.stories import home_of, sketch_of
from syndication.merge.take import take
from syndication.merge.withdraw import apply, withdraw
from syndication.model import Source, Story
from syndication.store import entries, stories, withdrawn
from syndication.store.schema import metadata
from tests.hub import DAY, NOW, Hub
from tests.test_stories import OTHER, TEXT, meeting, names, partners, said

WORD = "Quetzalina"
SECRET = TEXT.replace("Marisol", WORD)
LINK = f"https://p0.example/{WORD.lower()}-in-olmo-street"


def take_back(hub: Hub, *told: Story, reason: str = "safety") -> list[int]:
    return hub.keep(lambda conn: withdraw(conn, hub.settings, [one.id for one in told], reason, hub.now))


def everything_stored(hub: Hub) -> str:
    """Every value of every row, and the file beside the database."""
    with hub.store.read() as conn:
        rows = [repr(row) for table in metadata.sorted_tables for row in conn.execute(sa.select(table))]
    file = hub.settings.data / withdrawn.FILE
    return "\n".join(rows) + (file.read_text() if file.exists() else "")


def secret(hub: Hub, source: Source, **facts: object) -> Story:
    hub.take(said(f"{WORD} helps in the laundry room", SECRET, id=f"post-{WORD}", url=LINK, **facts), source=source)
    return hub.story()


def test_not_a_word_of_it_is_stored(hub: Hub) -> None:
    one, two = partners(hub, 2)
    story = secret(hub, one)
    hub.take(said("Elsewhere", SECRET, id=f"{WORD}-too", url=f"https://p1.example/{WORD}"), source=two)
    assert WORD in everything_stored(hub)
    take_back(hub, story)
    stored = everything_stored(hub)
    assert WORD not in stored
    assert WORD.lower() not in stored


def test_readers_are_told_under_the_same_id_for_ninety_days(hub: Hub) -> None:
    story = secret(hub, hub.partner)
    hub.take(said("Flu shots on two Saturdays", OTHER, id="b"))
    hub.published()
    take_back(hub, story)
    feeds = hub.published()
    assert WORD.encode() not in b"".join(feeds.values())
    item = next(item for item in json.loads(feeds["all.json"])["items"] if item["id"] == story.public_id)
    assert (item["title"], item["_coalition"]["withdrawn"]) == ("Withdrawn", True)
    assert item["content_text"] == "This item was withdrawn. Please delete your copy."
    assert parse(feeds["all.atom"]).deleted == (Deleted(story.public_id, hub.now),)
    hub.pass_time(hub.now + timedelta(days=91))
    later = hub.published()
    assert story.public_id.encode() not in later["all.json"]
    assert b"deleted-entry" not in later["all.atom"]


def test_it_stands_over_and_above_the_limit(hub: Hub) -> None:
    story = secret(hub, hub.partner, published=NOW - 40 * DAY)
    hub.take(*(said(f"News number {n} of the street", f"<p>{n}</p>", id=str(n)) for n in range(55)))
    hub.published()
    take_back(hub, story)
    items = json.loads(hub.published()["all.json"])["items"]
    assert len(items) == 51
    assert [item["id"] for item in items if item["_coalition"]["withdrawn"]] == [story.public_id]


@pytest.mark.parametrize("suffix", ["", "google."])
def test_a_withdrawn_meeting_empties_the_calendars_entry(hub: Hub, suffix: str) -> None:
    hub.take(meeting(id="uid-1", title=f"Evening with {WORD}"))
    story = hub.story()
    hub.published()
    take_back(hub, story)
    calendar = icalendar.Calendar.from_ical(hub.published()[f"meetings.{suffix}ics"])
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Withdrawn"
    assert "LOCATION" not in event
    assert event["STATUS"] == ("CONFIRMED" if suffix else "CANCELLED")
    assert event["UID"].startswith(story.key)


def test_no_poll_brings_it_back_not_even_under_another_id_or_edited(hub: Hub) -> None:
    story = secret(hub, hub.partner)
    take_back(hub, story)
    again = said(f"{WORD} helps in the laundry room", SECRET, id=f"post-{WORD}", url=LINK)
    for entry in (
        again,
        replace(again, id="new"),
        replace(again, id="newer", url=None),
        replace(again, title="Edited"),
    ):
        hub.take(entry)
    assert WORD not in everything_stored(hub)
    assert [story.state for story in hub.stories()] == ["withdrawn"]


def test_no_repost_brings_it_back(hub: Hub) -> None:
    one, two = partners(hub, 2)
    take_back(hub, secret(hub, one))
    hub.take(said("A neighbor helps in the laundry room", SECRET, id="x"), source=two)
    assert WORD not in everything_stored(hub)
    assert [story.state for story in hub.stories()] == ["withdrawn"]


def test_a_database_begun_anew_knows_it_still(hub: Hub, tmp_path: Path) -> None:
    story = secret(hub, hub.partner)
    take_back(hub, story)
    lines = withdrawn.read(hub.settings.data / withdrawn.FILE)
    assert [(line.public_id, line.reason) for line in lines] == [(story.public_id, "safety")]
    with hub.store.transaction() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
    fresh = Hub(hub.store, hub.settings, salt=lines[0].salt)
    fresh.keep(lambda conn: apply(conn, hub.settings, lines, fresh.now))
    fresh.take(said(f"{WORD} helps in the laundry room", SECRET, id=f"post-{WORD}", url=LINK))
    assert WORD not in everything_stored(fresh)
    assert fresh.stories() == []


def test_applying_the_lines_again_changes_nothing(hub: Hub) -> None:
    take_back(hub, secret(hub, hub.partner))
    before = everything_stored(hub)
    lines = withdrawn.read(hub.settings.data / withdrawn.FILE)
    assert hub.keep(lambda conn: apply(conn, hub.settings, lines, hub.now)) == 0
    assert everything_stored(hub) == before


def test_a_line_that_was_cut_off_costs_no_other(tmp_path: Path, hub: Hub) -> None:
    take_back(hub, secret(hub, hub.partner))
    file = hub.settings.data / withdrawn.FILE
    file.write_bytes(file.read_bytes() + b'{"at": "2026')
    hub.take(said("Flu shots on two Saturdays", OTHER, id="b"))
    take_back(hub, next(story for story in hub.stories() if story.state == "public"))
    assert len(withdrawn.read(file)) == 2


def test_a_release_is_withdrawn_with_its_notices(hub: Hub) -> None:
    hub.take(said(WORD, SECRET, id="r", kind="press-release"), meeting(f"Lynn: {WORD}", id="r#1", part_of="r"),
             source=hub.desk)  # fmt: skip
    (release,) = hub.stories("press-releases")
    assert len(take_back(hub, release)) == 2
    assert WORD not in everything_stored(hub)


def retracting(hub: Hub, source: Source, *ids: str) -> None:
    hub.now += timedelta(hours=1)
    with hub.store.transaction() as conn:
        take(conn, hub.settings, source, Feed(deleted=tuple(Deleted(id, None) for id in ids)), hub.now)


def test_a_source_takes_its_own_entry_back(hub: Hub) -> None:
    secret(hub, hub.partner)
    retracting(hub, hub.partner, f"post-{WORD}")
    assert WORD not in everything_stored(hub)
    assert hub.story().state == "withdrawn"


def test_a_source_takes_back_nothing_of_anothers(hub: Hub) -> None:
    one, two = partners(hub, 2)
    story = secret(hub, one)
    retracting(hub, two, f"post-{WORD}")
    assert hub.story() == story


def test_what_a_source_takes_back_others_go_on_saying(hub: Hub) -> None:
    one, two, three = partners(hub, 3)
    story = secret(hub, one)
    hub.take(said("The laundry room is an office now", SECRET, id="x"), source=two)
    retracting(hub, one, f"post-{WORD}")
    left = hub.story()
    assert (left.key, left.state, left.source.partner.name, names(left)) == (story.key, "public", "Partner 1", [])
    hub.take(said("The laundry room is an office now", SECRET, id="y"), source=three)
    assert names(hub.story()) == ["Partner 2"]


def test_an_entry_that_comes_deleted_never_enters(hub: Hub) -> None:
    hub.now += timedelta(hours=1)
    gone = Entry("Withdrawn", id="z", summary="Taken back.", updated=NOW)
    with hub.store.transaction() as conn:
        take(conn, hub.settings, hub.partner, Feed(entries=(gone,), deleted=(Deleted("z", NOW),)), hub.now)
        assert stories.every_id(conn) == []


def test_what_a_source_took_back_stays_so_in_an_older_copy(hub: Hub) -> None:
    one, two = partners(hub, 2)
    story = secret(hub, one)
    retracting(hub, one, f"post-{WORD}")
    lines = withdrawn.read(hub.settings.data / withdrawn.FILE)
    with hub.store.transaction() as conn:  # as a copy from before it is
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
    older = Hub(hub.store, hub.settings, salt=lines[0].salt)
    one, two = partners(older, 2)
    secret(older, one)
    older.take(said("The laundry room is an office now", SECRET, id="x"), source=two)
    older.keep(lambda conn: apply(conn, hub.settings, lines, older.now))
    with older.store.read() as conn:
        told = {row.source_id: entries.unpack(row.document) for row in entries.of_stories(conn, [older.story().id])}
    assert (told[one.id].title, told[one.id].content) == ("", None)
    assert (older.story().key, older.story().source.partner.name) == (story.key, "Partner 1")


@pytest.mark.parametrize(
    "again",
    [
        said("Another headline", SECRET, id="x"),
        said(f"{WORD} helps in the laundry room", SECRET, id="x", published=NOW - 200 * DAY),
        said("Another headline", " ".join(SECRET.split()[:40]), id="x"),
        said("We pass on", f"<p>Our friends write: {SECRET}", id="x"),
    ],
    ids=["headline", "long ago", "beginning", "within"],
)
def test_its_words_do_not_come_back_in_another_dress(hub: Hub, again: Entry) -> None:
    one, two = partners(hub, 2)
    take_back(hub, secret(hub, one))
    hub.take(again, replace(again, id="y", title="A third headline"), source=two)
    assert [story.state for story in hub.stories()] == ["withdrawn"]
    assert WORD not in everything_stored(hub)


def test_copies_that_stand_beside_it_go_with_it(hub: Hub) -> None:
    one, two = partners(hub, 2)
    story = secret(hub, one)
    hub.take(said("Reminder", SECRET, id="x"), said("Reminder again", SECRET, id="y"), source=two)
    take_back(hub, story)
    assert WORD not in everything_stored(hub)
    assert WORD.encode() not in b"".join(hub.published().values())


def test_what_we_publish_anew_is_not_held_against_us(hub: Hub) -> None:
    hub.take(said(f"{WORD} speaks", SECRET, id="r", kind="press-release"), source=hub.desk)
    take_back(hub, hub.story())
    hub.take(said("A neighbor speaks", TEXT, id="r2", kind="press-release"), source=hub.desk)
    assert [story.entry.title for story in hub.stories() if story.state == "public"] == ["A neighbor speaks"]


def test_a_copy_that_was_parted_before_stays_through_a_restore(hub: Hub) -> None:
    one, two = partners(hub, 2)
    story = secret(hub, one)
    hub.take(said("Elsewhere", SECRET, id="x"), source=two)
    line = withdrawn.Withdrawal(
        at=hub.now, reason="error", story=story.key, key=story.key, public_id=story.public_id, kind="news",
        published=NOW, source=one.first_url, named="", names=(), sketch=_sketch(hub, story), salt="00",
    )  # fmt: skip
    hub.keep(lambda conn: apply(conn, hub.settings, [line], hub.now))
    assert {story.state for story in hub.stories()} == {"public", "withdrawn"}


def _sketch(hub: Hub, story: Story) -> object:
    with hub.store.read() as conn:
        return msgspec.to_builtins(sketch_of(story.entry, story.key, home_of(conn, hub.settings)))
