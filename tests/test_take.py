"""The one way content enters."""

import datetime as dt
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from msgspec import structs

from feeds import Entry, Meeting
from syndication.merge.membership import reconcile
from syndication.merge.take import Taken
from syndication.model import Poll
from syndication.sections import ChannelSettings
from syndication.settings import Settings
from syndication.store import schedule, sources
from syndication.store.schema import memberships
from tests.hub import DAY, NOW, Hub

MEETING = Meeting("America/New_York", date=dt.date(2026, 4, 2), start=dt.time(14), end=dt.time(16), town="Lawrence")


def test_taking_the_same_feed_again_changes_nothing(hub: Hub) -> None:
    entries = (
        Entry(id="1", title="A"),
        Entry(title="B", url="https://o.example/b"),
        Entry(title="C", summary="no id, no link"),
    )
    assert hub.take(*entries).new == 3
    before, revision = hub.stories(), hub.revision()
    assert hub.take(*entries) == Taken()
    assert (hub.stories(), hub.revision()) == (before, revision)


@pytest.mark.parametrize("seed", range(12))
def test_however_a_source_mixes_up_ids_and_links_reading_it_again_changes_nothing(hub: Hub, seed: int) -> None:
    draw = random.Random(seed)
    links = (None, "https://o.example/1", "https://o.example/2", "https://o.example/3")

    def entry() -> Entry:
        id, url, text = draw.choice((None, "1", "2", "3")), draw.choice(links), draw.choice((None, "a", "b"))
        return Entry(draw.choice(("", "A", "B")), id, url, summary=text)

    for _ in range(12):
        document = [entry() for _ in range(draw.randint(0, 5))]
        hub.take(*document)
        assert hub.take(*document) == Taken()


def test_ids_longer_than_an_index_takes_are_told_apart(hub: Hub) -> None:
    long = "".join(random.Random(1).choices("\U0001f4e2\U0001f4e3\U0001f4e4\U0001f4e5", k=2_000))
    entries = [Entry(title=str(number), id=f"{long}{number}") for number in range(3)]
    assert hub.take(*entries).new == 3
    assert hub.take(*entries) == Taken()


def test_an_undated_entry_is_dated_when_first_seen_and_keeps_that_date(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A"))
    first = hub.story().entry
    assert first.published == first.updated == NOW + timedelta(hours=1)
    hub.take(Entry(id="1", title="A, corrected"))
    assert hub.story().entry.published == first.published
    assert hub.story().entry.updated == NOW + timedelta(hours=2)


@pytest.mark.parametrize("stated", [NOW + 400 * DAY, datetime(1970, 1, 1, tzinfo=UTC)])
def test_an_impossible_date_is_replaced_by_the_moment_it_was_first_seen(hub: Hub, stated: datetime) -> None:
    hub.take(Entry(id="1", title="A", published=stated))
    assert hub.story().entry.published == hub.now


def test_published_never_moves_whatever_the_partner_states_later(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A", published=NOW - 9 * DAY))
    hub.take(Entry(id="1", title="A", published=NOW - DAY))
    assert hub.story().entry.published == NOW - 9 * DAY


def test_updated_moves_for_a_change_of_substance_only(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A", content="<p>Come.</p>", published=NOW - DAY))
    hub.take(Entry(id="1", title=" A ", content="<p>Come.</p><br>", published=NOW - DAY, updated=NOW))
    assert hub.story().entry.updated == NOW - DAY
    hub.take(Entry(id="1", title="A", content="<p>Do not come.</p>", published=NOW - DAY, updated=NOW))
    assert hub.story().entry.updated == NOW


def test_another_scheme_or_tracker_in_a_link_changes_nothing(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A", url="https://o.example/a"))
    revision = hub.revision()
    assert hub.take(Entry(id="1", title="A", url="https://o.example/a?utm_source=rss")).updated == 0
    assert hub.revision() == revision
    hub.take(Entry(id="1", title="A", url="http://o.example/a"))
    assert hub.story().entry.url == "https://o.example/a"


def test_an_id_in_one_source_says_nothing_about_another_source(hub: Hub) -> None:
    other = hub.add("https://other.example/feed", "Vwazen Ansanm")
    hub.take(Entry(id="1", title="Ours"))
    hub.take(Entry(id="1", title="Theirs"), source=other)
    assert {one.entry.title for one in hub.stories()} == {"Ours", "Theirs"}


def test_where_a_document_repeats_an_id_the_version_changed_last_stands(hub: Hub) -> None:
    hub.take(Entry(id="1", title="Old", updated=NOW - DAY), Entry(id="1", title="New", updated=NOW))
    assert hub.story().entry.title == "New"


def test_an_empty_feed_deletes_nothing(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A"))
    hub.take()
    assert hub.story().entry.title == "A"


def test_ids_are_minted_once_and_the_same_when_minted_again(hub: Hub, settings: Settings) -> None:
    hub.take(Entry(id="1", title="A"))
    one = hub.story()
    assert one.public_id == f"tag:hub.example,2026:{one.key}"
    hub.take(Entry(id="1", title="B"))
    assert (hub.story().key, hub.story().public_id) == (one.key, one.public_id)


def test_the_authority_is_fixed_with_the_first_item(hub: Hub) -> None:
    hub.take(Entry(id="1", title="A"))
    coalition = hub.settings.coalition
    hub.settings = structs.replace(hub.settings, coalition=structs.replace(coalition, url="https://moved.example/"))
    hub.take(Entry(id="2", title="B"))
    assert all(one.public_id.startswith("tag:hub.example,2026:") for one in hub.stories())


def test_a_partners_entry_surfaces_at_its_own_date_and_ours_when_it_is_published(hub: Hub) -> None:
    hub.take(Entry(id="1", title="Old", published=NOW - 99 * DAY))
    hub.take(Entry(id="r", title="Ours", kind="press-release", published=NOW - 5000 * DAY), source=hub.desk)
    ours, theirs = hub.stories()
    assert (ours.entry.title, ours.surfaced_at) == ("Ours", hub.now)
    assert theirs.surfaced_at == NOW - 99 * DAY


def test_our_release_of_2011_stands_in_the_window_beside_a_hundred_newer_items(hub: Hub) -> None:
    hub.take(*(Entry(id=str(n), title=f"{n}", published=NOW - n * timedelta(hours=1)) for n in range(100)))
    hub.take(
        Entry(id="r", title="2011", kind="press-release", published=datetime(2011, 2, 15, 17, tzinfo=UTC)),
        source=hub.desk,
    )
    assert hub.stories()[0].entry.title == "2011"


def test_a_partners_edit_does_not_bring_an_old_item_back_to_the_top(hub: Hub) -> None:
    hub.take(Entry(id="old", title="Old", published=NOW - 9 * DAY), Entry(id="new", title="New", published=NOW - DAY))
    hub.take(Entry(id="old", title="Old, corrected", published=NOW - 9 * DAY))
    assert [one.entry.title for one in hub.stories()] == ["New", "Old, corrected"]


def test_a_meeting_that_moves_surfaces_and_counts_its_changes(hub: Hub) -> None:
    hub.take(Entry(id="m", title="Meeting", kind="meeting", meeting=MEETING, published=NOW - 9 * DAY))
    hub.take(Entry(id="n", title="News", published=NOW - DAY))
    moved = replace(MEETING, place="Lawrence High School")
    hub.take(Entry(id="m", title="Meeting", kind="meeting", meeting=moved, published=NOW - 9 * DAY))
    first = hub.stories()[0]
    assert first.entry.meeting == replace(moved, sequence=1, change="Place set: Lawrence High School.")
    assert first.surfaced_at == hub.now


def test_a_correction_of_a_meetings_title_is_no_change_of_the_meeting(hub: Hub) -> None:
    hub.take(Entry(id="m", title="Meeting", kind="meeting", meeting=MEETING))
    hub.take(Entry(id="m", title="Open meeting", kind="meeting", meeting=MEETING))
    assert hub.story().entry.meeting == MEETING


def test_a_notice_belongs_to_its_release_and_stands_with_the_meetings(hub: Hub) -> None:
    release = Entry(id="r", title="Release", kind="press-release")
    notice = Entry(id="r#1", title="Lawrence", kind="meeting", meeting=MEETING, part_of="r")
    hub.take(release, notice, source=hub.desk)
    assert [one.entry.title for one in hub.stories("all")] == ["Release"]
    (found,) = hub.stories("meetings")
    assert found.entry.part_of == hub.stories("all")[0].public_id


def test_a_held_notice_does_not_hold_its_release(hub: Hub) -> None:
    release = Entry(id="r", title="Release", kind="press-release")
    notice = Entry(id="r#1", title="Lawrence", kind="meeting", meeting=MEETING, part_of="r")
    hub.take(release, notice, source=hub.desk, held=frozenset({"r#1"}))
    assert len(hub.stories("press-releases")) == 1
    assert hub.stories("meetings") == []


def test_time_alone_takes_a_meeting_from_the_upcoming_ones(hub: Hub) -> None:
    hub.take(Entry(id="m", title="Meeting", kind="meeting", meeting=MEETING))
    end = datetime(2026, 4, 2, 20, tzinfo=UTC)
    hub.pass_time(end - timedelta(seconds=1))
    revision = hub.revision()
    assert len(hub.stories("upcoming")) == 1
    hub.pass_time(end)
    assert hub.stories("upcoming") == []
    assert len(hub.stories("meetings")) == 1
    assert hub.revision() == revision + 1


def test_a_clock_that_was_ahead_and_is_set_back_loses_no_coming_meeting(hub: Hub) -> None:
    hub.take(Entry(id="m", title="Meeting", kind="meeting", meeting=MEETING))
    hub.pass_time(datetime(2099, 1, 1, tzinfo=UTC))
    assert hub.stories("upcoming") == []
    with hub.store.transaction() as conn:
        reconcile(conn, hub.settings, NOW + DAY)
    assert len(hub.stories("upcoming")) == 1


def test_positions_count_up_and_a_hole_stays_a_hole(hub: Hub) -> None:
    for number, day in enumerate((2, 3, 4), 1):
        meeting = replace(MEETING, date=dt.date(2026, 4, day))
        hub.take(Entry(id=str(number), title=str(number), kind="meeting", meeting=meeting))
    hub.pass_time(datetime(2026, 4, 3, 0, tzinfo=UTC))
    hub.take(Entry(id="4", title="4", kind="meeting", meeting=replace(MEETING, date=dt.date(2026, 4, 9))))
    with hub.store.read() as conn:
        rows = conn.execute(
            sa.select(memberships.c.position)
            .where(memberships.c.channel == "upcoming", memberships.c.present)
            .order_by("position")
        )
        assert list(rows.scalars()) == [2, 3, 4]


def test_a_channel_that_is_new_in_the_configuration_finds_what_was_said_before(hub: Hub) -> None:
    hub.take(Entry(id="1", title="Clases", language="es"), Entry(id="2", title="Classes", language="en"))
    hub.settings = structs.replace(hub.settings, channels={"es": ChannelSettings(title="Español", languages=("es",))})
    with hub.store.transaction() as conn:
        reconcile(conn, hub.settings, hub.now)
    assert [one.entry.title for one in hub.stories("es")] == ["Clases"]


def test_a_flood_waits_for_a_person_and_the_source_says_so(hub: Hub) -> None:
    hub.take(Entry(id="1", title="Known"))
    source = hub.again(hub.partner)
    flood = [Entry(id=f"n{n}", title=f"Old story number {n}") for n in range(26)]
    taken = hub.take(*flood, source=source)
    assert (taken.new, taken.code) == (26, "flood")
    assert [story.entry.title for story in hub.stories()] == ["Known"]


def test_a_first_poll_and_a_few_new_entries_are_no_flood(hub: Hub) -> None:
    assert hub.take(*(Entry(id=f"n{n}", title=f"Story number {n}") for n in range(40))).code is None
    source = hub.again(hub.partner)
    assert hub.take(*(Entry(id=f"m{n}", title=f"News number {n}") for n in range(25)), source=source).code is None
    assert len(hub.stories("news")) == 50


def test_a_feed_whose_every_title_changed_is_not_taken_until_staff_say_it_is_theirs(hub: Hub) -> None:
    hub.take(*(Entry(id=str(n), title=f"Clinic {n}") for n in range(5)))
    before = hub.stories()
    spam = [Entry(id=str(n), title=f"Cheap pills {n}") for n in range(5)]
    source = hub.again(hub.partner)
    assert hub.take(*spam, source=source) == Taken(code="changed_hands")
    assert [story.entry for story in hub.stories()] == [story.entry for story in before]
    hub.keep(lambda conn: schedule.record(conn, [Poll(source.id, hub.now, "unchanged", hub.now, "changed_hands")]))
    hub.keep(lambda conn: sources.resume(conn, source.id, hub.now))
    trusted = hub.keep(lambda conn: sources.by_id(conn, source.id))
    assert trusted
    assert trusted.trusted
    assert hub.take(*spam, source=trusted).updated == 5


def test_a_site_that_changes_every_address_and_id_brings_nothing_twice(hub: Hub) -> None:
    old = [
        Entry(id=f"http://o.example/?p={n}", title=f"Story {n}", url=f"http://o.example/{n}", published=NOW - n * DAY)
        for n in range(1, 31)
    ]
    hub.take(*old)
    moved = [replace(e, id=f"urn:{n}", url=f"https://new.example/{n}.html") for n, e in enumerate(old)]
    assert hub.take(*moved, source=hub.again(hub.partner)).new == 0


@pytest.mark.parametrize(("text", "tag"), [("es", "es"), ("ht", "ht"), ("short", None)])
def test_the_language_of_words_is_told_where_nothing_states_it(hub: Hub, text: str, tag: str | None) -> None:
    said = {
        "es": "La reunión del sábado cambia de lugar. Vengan a la biblioteca para preparar la audiencia.",
        "ht": "Klas yo fèt le swa, de fwa pa semèn. Ou pa bezwen konn li ak ekri byen pou kòmanse vini.",
        "short": "Taxi",
    }
    hub.take(Entry(id="1", title=said[text]), Entry(id="2", title="Declared", language="vi", summary=said["es"]))
    told = {story.entry.id: story.entry.language for story in hub.stories()}
    assert told == {"1": tag, "2": "vi"}


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", "2026-11-28", ("23:00", "2026-11-29", "01:30")),
        ("Etc/GMT+3", "2026-11-28", ("20:00", None, "22:30")),
    ],
)
def test_an_hour_of_no_place_is_told_by_the_coalitions_own_clock(
    hub: Hub, zone: str, day: str, hours: tuple[str, str | None, str]
) -> None:
    start, end_date, end = hours
    said = Meeting(
        zone, dt.date.fromisoformat(day), dt.time.fromisoformat(start), dt.time.fromisoformat(end),
        dt.date.fromisoformat(end_date) if end_date else None, place="Town Hall",
    )  # fmt: skip
    hub.take(Entry(id="1", title="Community dinner", kind="meeting", meeting=said, published=NOW))
    meeting = hub.stories("meetings")[0].entry.meeting
    assert meeting
    assert (meeting.timezone, meeting.date, meeting.start, meeting.end, meeting.end_date) == (
        "America/New_York", dt.date(2026, 11, 28), dt.time(18), dt.time(20, 30), None,
    )  # fmt: skip
    assert meeting.starts == said.starts
