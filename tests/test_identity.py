"""Which entry is which, across polls of one source."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Entry, Meeting
from syndication.merge.identity import (
    Known,
    canonical,
    digest,
    is_typo,
    match,
    mint,
    named,
    public_id,
    substance,
    untracked,
)

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def known(entry: Entry, number: int = 1) -> dict[str, Known]:
    (one,) = named([entry])
    stored = Known(number, number, one.aliases[0], digest(entry), one.substance, entry)
    return dict.fromkeys(one.aliases, stored)


def matched(document: list[Entry], stored: dict[str, Known]) -> list[int | None]:
    return [found and found.entry_id for _, found in match(named(document), stored)]


@pytest.mark.parametrize(
    "variant",
    [
        "http://org.example/news/a",
        "https://ORG.example/news/a/",
        "https://org.example:443/news/a#comments",
        "https://org.example/news/a?utm_source=x&fbclid=1",
    ],
)
def test_addresses_of_one_page_are_one(variant: str) -> None:
    assert canonical(variant) == canonical("https://org.example/news/a")


@pytest.mark.parametrize(
    "other", ["https://org.example/news/A", "https://org.example/news/a?p=2", "https://b.example/news/a"]
)
def test_addresses_of_other_pages_are_others(other: str) -> None:
    assert canonical(other) != canonical("https://org.example/news/a")


def test_only_what_follows_people_is_cut_from_a_link() -> None:
    assert untracked("https://o.example/a?id=7&utm_medium=rss&q=a%20b") == "https://o.example/a?id=7&q=a+b"
    assert untracked("https://o.example/a?q=a%20b") == "https://o.example/a?q=a%20b"


def test_an_equal_id_makes_two_entries_one_whatever_else_changed() -> None:
    old = Entry(id="1", title="Clinic", url="https://o.example/a")
    assert matched([Entry(id="1", title="Clinic moved", url="https://o.example/b")], known(old)) == [1]


def test_a_new_id_for_the_same_page_and_title_is_the_same_entry() -> None:
    old = Entry(id="http://o.example/?p=1", title="Clinic on Saturday", url="http://o.example/clinic")
    new = replace(old, id="https://o.example/?p=1", url="https://o.example/clinic")
    assert matched([new], known(old)) == [1]


def test_a_recurring_meeting_repeats_title_and_link_and_stays_two() -> None:
    old = Entry(id="week-1", title="Open clinic", url="https://o.example/clinic")
    assert matched([old, replace(old, id="week-2")], known(old)) == [1, None]


def test_another_title_on_a_shared_page_is_another_entry() -> None:
    old = Entry(id="1", title="Clinic in March", url="https://o.example/events")
    assert matched([Entry(id="2", title="Clinic in April", url="https://o.example/events")], known(old)) == [None]


def test_an_entry_without_id_is_known_by_its_page() -> None:
    old = Entry(title="Clinic", url="https://o.example/clinic?utm_source=feed")
    assert matched([Entry(title="Clinic, new hours", url="https://o.example/clinic")], known(old)) == [1]


def test_entries_without_id_or_page_are_known_by_their_text() -> None:
    old = Entry(title="Note", summary="We moved.")
    assert matched(
        [Entry(title="Note", summary="We  moved."), Entry(title="Note", summary="We closed.")], known(old)
    ) == [1, None]


def test_a_page_that_several_entries_share_names_none_of_them() -> None:
    home = "https://o.example/"
    one, two = named([Entry(title="A", url=home), Entry(title="B", url=home)])
    assert one.aliases != two.aliases
    assert all(alias.startswith("text:") for alias in (*one.aliases, *two.aliases))


def test_white_space_and_markup_are_no_change_of_substance() -> None:
    plain = Entry(title="Clinic", content="<p>Bring your papers.</p>", published=DAY)
    dressed = Entry(title="Clinic ", content="<div>Bring\n your <b>papers</b>.</div>", updated=DAY)
    assert substance(plain) == substance(dressed)


@pytest.mark.parametrize(
    "change",
    [{"start": time(15)}, {"date": date(2026, 4, 3)}, {"place": "Library"}, {"status": "cancelled"}, {"town": "Lynn"}],
)
def test_when_where_and_state_of_a_meeting_are_substance(change: dict[str, object]) -> None:
    meeting = Meeting("America/New_York", date=date(2026, 4, 2), start=time(14), place="School")
    assert substance(Entry(meeting=meeting)) != substance(Entry(meeting=replace(meeting, **change)))  # type: ignore[arg-type] # table


def test_a_key_is_the_same_whenever_it_is_minted() -> None:
    assert mint("https://o.example/feed", "id:1") == mint("https://o.example/feed", "id:1")
    assert mint("https://o.example/feed", "id:1") != mint("https://p.example/feed", "id:1")
    assert public_id("hub.example", 2026, mint("https://o.example/feed", "id:1")) == "tag:hub.example,2026:" + mint(
        "https://o.example/feed", "id:1"
    )


entry = st.builds(
    Entry,
    id=st.none() | st.sampled_from("abc"),
    title=st.sampled_from(["A", "B"]),
    url=st.none() | st.sampled_from(["https://o.example/1", "https://o.example/2"]),
    summary=st.sampled_from(["x", "y"]),
)


@given(st.lists(entry, max_size=6))
def test_every_entry_has_a_name_and_reading_a_document_again_finds_all_of_it(document: list[Entry]) -> None:
    different = list({one.aliases[0]: one for one in named(document)}.values())
    stored: dict[str, Known] = {}
    for number, one in enumerate(different):
        found = Known(number, number, one.aliases[0], "", one.substance, one.entry)
        stored |= {alias: found for alias in one.aliases if alias not in stored}
    assert None not in [found for _, found in match(different, stored)]


def test_no_stored_entry_becomes_two() -> None:
    stored = known(Entry(id="1", title="Clinic", url="https://o.example/clinic"))
    moved = Entry(id="1", title="Clinic", url="https://o.example/new")
    other = Entry(title="Closed today", url="https://o.example/clinic")
    for document in ([moved, other], [other, moved]):
        assert {one.entry: found and found.entry_id for one, found in match(named(document), stored)} == {
            moved: 1,
            other: None,
        }


def test_an_entry_whose_every_name_is_anothers_is_known_by_its_text() -> None:
    old, new = Entry(id="1", title="Clinic"), Entry(id="2", title="Clinic", summary="Other words")
    (one,) = named([old])
    stored = Known(1, 1, "id:1", digest(old), one.substance, old)
    (_, first), (unclaimed, second) = match(named([old, new]), {"id:1": stored, "id:2": stored})
    assert (first, second) == (stored, None)
    assert unclaimed.aliases == (unclaimed.text_alias,)


def test_a_name_fits_an_index_however_long_the_id() -> None:
    long = "\U0001f4e3" * 2_000
    one, two = named([Entry(id=f"{long}1"), Entry(id=f"{long}2")])
    assert one.aliases != two.aliases
    assert all(len(alias.encode()) < 2_700 for alias in (*one.aliases, *two.aliases))


@pytest.mark.parametrize(
    ("was", "now", "typo"),
    [
        ("a comunity meeting", "a community meeting", True),
        ("a commuinty meeting", "a community meeting", True),
        ("bring your papars", "bring your papers", True),
        ("A Meeting", "a meeting", True),
        ("you can come", "you can't come", False),
        ("legal help", "illegal help", False),
        ("the doors will now open", "the doors will not open", False),
        ("room 101 upstairs", "room 102 upstairs", False),
        ("in Lowell", "in Powell", False),
        ("come on Monday", "come on Sunday", False),
        ("one two three", "one two", False),
        ("thinks woters speeks", "thinks waters speaks", True),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_meaning(was: str, now: str, typo: bool) -> None:
    assert is_typo(Entry("T", content=f"<p>{was}</p>"), Entry("T", content=f"<p>{now}</p>")) is typo
