"""Tombstones (RFC 6721): what a feed says is gone, read from strangers and written in Atom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

import feeds
from feeds import Deleted, Feed, FeedError, atom, parse
from tests.sample_feed import FEED

AT = "http://purl.org/atompub/tombstones/1.0"
GONE = Deleted("tag:coalition.example,2026:gone", datetime(2026, 11, 2, 8, 0, tzinfo=UTC))


def document(*tombstones: str) -> bytes:
    stones = "".join(tombstones)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="{AT}"><title>x</title><id>x</id>{stones}</feed>'
    ).encode()


def stone(ref: str, when: str = 'when="2026-11-02T08:00:00Z"') -> str:
    return f'<at:deleted-entry ref="{ref}" {when}/>'


# Reading


def test_a_feed_of_tombstones_alone_is_a_feed() -> None:
    feed = parse(document(stone("a"), stone("b")))
    assert feed.entries == ()
    assert [gone.id for gone in feed.deleted] == ["a", "b"]


def test_a_tombstone_says_since_when_in_utc() -> None:
    (gone,) = parse(document(stone(" a ", 'when="2026-11-02T03:00:00-05:00"'))).deleted
    assert gone == Deleted("a", datetime(2026, 11, 2, 8, tzinfo=UTC))


@pytest.mark.parametrize("when", ["", 'when=""', 'when="yesterday"', 'when="2026-02-30T00:00:00Z"'])
def test_one_without_a_readable_moment_still_stands(when: str) -> None:
    feed = parse(document(stone("a", when)))
    assert feed.deleted == (Deleted("a", None),)
    assert feed.warnings == ()


def test_one_that_names_nothing_is_none() -> None:
    assert parse(document(stone(""), stone("  "), "<at:deleted-entry/>", stone("a"))).deleted == (
        Deleted("a", GONE.when),
    )


def test_an_id_that_is_gone_twice_is_gone_once() -> None:
    assert len(parse(document(stone("a"), stone("a", ""), stone("b"))).deleted) == 2


def test_only_so_many_are_read_and_their_names_are_short() -> None:
    feed = parse(document(*(stone(f"{number}") for number in range(2_500)), stone("x" * 9_999)))
    assert len(feed.deleted) == 2_000
    (long,) = parse(document(stone("x" * 9_999))).deleted
    assert len(long.id) == 2_048


def test_a_long_id_is_cut_as_that_of_its_entry_is() -> None:
    entry = f"<entry><id>{'x' * 9_999}</id><title>t</title></entry>"
    feed = parse(document(stone("x" * 9_999), entry))
    assert feed.deleted[0].id == feed.entries[0].id


def test_what_stands_within_an_entry_deletes_nothing() -> None:
    inside = f"<entry><id>1</id><title>t</title><content type='xhtml'><div>{stone('2')}</div></content></entry>"
    assert parse(document(inside)).deleted == ()


def test_the_links_and_names_of_a_tombstone_are_not_the_feeds() -> None:
    told = '<link rel="self" href="https://evil.example/"/><at:by><name>Eve</name></at:by><at:comment>Oops</at:comment>'
    feed = parse(document(f'<at:deleted-entry ref="a">{told}</at:deleted-entry>'))
    assert (feed.feed_url, feed.authors, len(feed.deleted)) == (None, (), 1)


def test_any_prefix_and_none_will_do() -> None:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><deleted-entry xmlns="{AT}" ref="a"/></feed>'
    assert parse(body.encode()).deleted == (Deleted("a", None),)
    assert parse(body.replace(AT, "https://other.example/").encode()).deleted == ()


def test_a_broken_feed_keeps_its_tombstones() -> None:
    cut = document(stone("a")).removesuffix(b"</feed>")
    assert parse(cut).deleted == (Deleted("a", GONE.when),)
    with pytest.raises(FeedError):
        parse(b"<feed><title>x</feed>")


# Writing


def stones(feed: Feed) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in etree.fromstring(atom.write(feed)).findall(f"{{{AT}}}deleted-entry")]


def test_each_is_one_element_that_says_what_and_when() -> None:
    other = Deleted("tag:coalition.example,2026:other", datetime(2026, 11, 1, 20, tzinfo=timezone(timedelta(hours=-4))))
    assert stones(replace(FEED, deleted=(GONE, other))) == [
        {"ref": GONE.id, "when": "2026-11-02T08:00:00Z"},
        {"ref": other.id, "when": "2026-11-02T00:00:00Z"},
    ]


def test_without_a_moment_it_is_gone_since_the_feed_last_changed() -> None:
    assert stones(replace(FEED, deleted=(Deleted("a", None),))) == [{"ref": "a", "when": "2026-11-04T10:00:00Z"}]


def test_an_id_is_named_once_and_must_be_one() -> None:
    twice = (GONE, Deleted("", GONE.when), Deleted("\x00", GONE.when), GONE)
    assert [each["ref"] for each in stones(replace(FEED, deleted=twice))] == [GONE.id]


def test_a_feed_without_tombstones_does_not_know_the_word() -> None:
    assert AT.encode() not in atom.write(FEED)


def test_what_is_written_reads_back() -> None:
    feed = parse(atom.write(replace(FEED, deleted=(GONE,))))
    assert feed.deleted == (GONE,)
    assert [entry.id for entry in feed.entries] == [entry.id for entry in FEED.entries]


@pytest.mark.parametrize("name", ["rss", "json", "ics", "google.ics"])
def test_other_formats_leave_them_out(name: str) -> None:
    assert feeds.render(replace(FEED, deleted=(GONE,)), name) == feeds.render(FEED, name)
