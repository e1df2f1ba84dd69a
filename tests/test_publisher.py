"""From a commit to the files that readers get."""

import datetime as dt
import gzip
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import feedparser
import pytest
from msgspec import structs

from feeds import Entry, Feed, Meeting, ical, opml
from syndication import home as homes
from syndication.channels import BUILT_IN
from syndication.merge.take import take
from syndication.publish.publisher import Publisher
from syndication.sections import ChannelSettings
from syndication.settings import Settings
from syndication.store import channels, sources
from syndication.store.db import Store

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
Take = Callable[..., None]


@pytest.fixture
def publisher(store: Store, settings: Settings) -> Publisher:
    return Publisher(store, settings)


@pytest.fixture
def take_in(store: Store, settings: Settings) -> Take:
    def take_in(*entries: Entry, at: datetime = NOW) -> None:
        with store.transaction() as conn:
            partner = sources.partner(conn, "Casa Amanecer")
            source = sources.by_url(conn, "https://casa.example/feed") or sources.add(
                conn, "https://casa.example/feed", partner, now=at, topics=("housing",)
            )
            take(conn, settings, source, Feed(entries=entries), at)

    return take_in


def contents(public: Path) -> dict[str, bytes]:
    return {str(file.relative_to(public)): file.read_bytes() for file in sorted(public.rglob("*")) if file.is_file()}


def times(public: Path) -> dict[str, int]:
    return {
        str(file.relative_to(public)): int(file.stat().st_mtime) for file in sorted(public.rglob("*")) if file.is_file()
    }


def test_the_first_round_writes_every_channel_in_every_format_even_empty(
    publisher: Publisher, settings: Settings
) -> None:
    publisher.publish()
    for channel in BUILT_IN:
        for suffix in ("atom", "rss", "json", "ics"):
            assert (settings.public / "feeds" / f"{channel.slug}.{suffix}").stat().st_size > 0
    assert (settings.public / "feeds" / "meetings.google.ics").is_file()
    assert not (settings.public / "feeds" / "news.google.ics").exists()


def test_an_item_is_in_every_format(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="Clases de inglés", url="https://casa.example/1", published=NOW))
    publisher.publish()
    feeds = settings.public / "feeds"
    assert feedparser.parse(str(feeds / "all.atom")).entries[0].title == "Clases de inglés"
    assert feedparser.parse(str(feeds / "all.rss")).entries[0].title == "Clases de inglés"
    assert json.loads((feeds / "all.json").read_bytes())["items"][0]["title"] == "Clases de inglés"
    assert ical.read((feeds / "all.ics").read_bytes(), None).entries == ()


def test_compressed_copies_hold_the_same_bytes(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    plain = (settings.public / "feeds" / "all.atom").read_bytes()
    assert gzip.decompress((settings.public / "feeds" / "all.atom.gz").read_bytes()) == plain
    assert brotli.decompress((settings.public / "feeds" / "all.atom.br").read_bytes()) == plain


def test_a_round_without_a_commit_writes_nothing(publisher: Publisher, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"))
    assert publisher.publish() > 0
    assert publisher.publish() == 0


def test_only_what_says_something_else_is_written(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    before = contents(settings.public)
    take_in(Entry(id="2", title="B"), at=NOW + timedelta(hours=1))
    publisher.publish()
    changed = {name for name, body in contents(settings.public).items() if body != before.get(name)}
    assert "feeds/all.atom" in changed
    assert "feeds/news.json.br" in changed
    assert not any(name.startswith(("feeds/meetings", "feeds/press-releases", "feeds/upcoming")) for name in changed)
    assert "feeds/all.ics" not in changed


def test_a_restart_and_a_rebuild_leave_every_byte_and_date_alone(
    publisher: Publisher, store: Store, settings: Settings, take_in: Take
) -> None:
    take_in(Entry(id="1", title="A", published=NOW))
    publisher.publish()
    before, dated = contents(settings.public), times(settings.public)
    homes.prepare(store, settings)
    assert Publisher(store, settings).publish() == 0
    assert Publisher(store, settings).publish(everything=True) > 0
    assert contents(settings.public) == before
    del dated["REVISION"]
    assert {name: time for name, time in times(settings.public).items() if name != "REVISION"} == dated


def test_what_was_damaged_or_lost_is_written_anew_at_start(
    publisher: Publisher, store: Store, settings: Settings, take_in: Take
) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    before = contents(settings.public)
    (settings.public / "feeds" / "all.atom").write_bytes(b"half")
    (settings.public / "feeds" / "all.rss.gz").unlink()
    assert Publisher(store, settings).publish() == 2
    assert contents(settings.public) == before


def test_a_file_is_dated_by_the_commit_that_changed_it(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"), at=NOW)
    publisher.publish()
    take_in(Entry(id="1", title="A"), Entry(id="2", title="B"), at=NOW + timedelta(hours=1))
    publisher.publish()
    assert (settings.public / "feeds" / "all.atom").stat().st_mtime == (NOW + timedelta(hours=1)).timestamp()


def test_another_name_in_the_configuration_is_a_change_of_its_own_time(
    publisher: Publisher, store: Store, settings: Settings, take_in: Take
) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    renamed = structs.replace(settings, coalition=structs.replace(settings.coalition, name="Another name"))
    began = datetime.now(UTC).timestamp()
    Publisher(store, renamed).publish()
    feed = settings.public / "feeds" / "all.atom"
    assert b"Another name" in feed.read_bytes()
    assert feed.stat().st_mtime >= int(began)


def test_the_partners_and_their_addresses_are_a_list(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    (outline,) = opml.read((settings.public / "partners.opml").read_bytes())
    assert (outline.title, outline.url, outline.topics) == ("Casa Amanecer", "https://casa.example/feed", ("housing",))
    (partner,) = json.loads((settings.public / "partners.json").read_bytes())
    assert partner == {"name": "Casa Amanecer", "slug": "casa-amanecer", "url": None, "items": 1}


def test_every_channel_is_listed_with_all_its_formats(publisher: Publisher, settings: Settings) -> None:
    publisher.publish()
    listed = json.loads((settings.public / "feeds" / "index.json").read_bytes())
    ours = "partners/bay-state-welcome-coalition"
    assert [row["channel"] for row in listed] == [*(channel.slug for channel in BUILT_IN), ours]
    assert listed[0]["ics"] == "https://hub.example/feeds/all.ics"


def test_one_text_that_no_format_can_say_costs_no_other_item(
    publisher: Publisher, settings: Settings, take_in: Take
) -> None:
    take_in(Entry(id="1", title="bad \x0b \ufffe"), Entry(id="2", title="good"))
    publisher.publish()
    assert "good" in {entry.title for entry in feedparser.parse(str(settings.public / "feeds" / "all.rss")).entries}


def test_a_channel_that_cannot_be_rendered_holds_up_no_other(
    publisher: Publisher, settings: Settings, take_in: Take
) -> None:
    no_midnight = Meeting("Asia/Tokyo", date=dt.date(1, 1, 1), start=dt.time(0))  # UTC has no such day
    take_in(Entry(id="1", title="before time", kind="meeting", meeting=no_midnight), Entry(id="2", title="good"))
    publisher.publish()
    assert "good" in {entry.title for entry in feedparser.parse(str(settings.public / "feeds" / "news.rss")).entries}


def test_strange_things_in_the_folder_stop_no_round(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    (settings.public / "feeds" / "old.feeds").mkdir(parents=True)
    (settings.public / ".partners.opml.4711").write_bytes(b"half a li")  # of a publisher that was killed
    (settings.public / "REVISION").write_bytes(b"\xff\xfe\x00")
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    assert (settings.public / "REVISION").read_bytes() != b"\xff\xfe\x00"
    assert not list(settings.public.glob(".*"))


def test_a_folder_that_was_taken_away_is_filled_again(publisher: Publisher, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"))
    publisher.publish()
    before = contents(settings.public)
    shutil.rmtree(settings.public)
    publisher.publish()
    assert contents(settings.public) == before


def test_the_feeds_of_a_channel_that_is_no_more_are_deleted(
    publisher: Publisher, store: Store, settings: Settings, home: Path
) -> None:
    spanish = {"es": ChannelSettings(title="Español", languages=("es",))}
    more = structs.replace(settings, channels=spanish)
    homes.prepare(store, more)
    Publisher(store, more).publish()
    assert (settings.public / "feeds" / "es.atom.br").is_file()
    publisher.publish()
    assert not list((settings.public / "feeds").glob("es.*"))


def test_two_nodes_write_the_same_bytes(publisher: Publisher, store: Store, settings: Settings, take_in: Take) -> None:
    take_in(Entry(id="1", title="A"), Entry(id="2", title="B"))
    publisher.publish()
    first = contents(settings.public)
    settings.public.rename(settings.public.with_name("first"))
    Publisher(store, settings).publish()
    assert contents(settings.public) == first
    with store.read() as conn:
        assert len(channels.rendered(conn)) == len(
            [name for name in first if not name.endswith((".gz", ".br", "REVISION"))]
        )
