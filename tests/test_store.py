"""The database: the same facts on SQLite and on PostgreSQL."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from feeds import Entry
from syndication import home as homes
from syndication.model import Document, Poll, Source, Validators
from syndication.rhythm import Rhythm
from syndication.settings import Settings
from syndication.store import channels, schedule, sources, versions
from syndication.store.db import Store, StoreError
from syndication.store.schema import metadata, partners, service
from syndication.store.upgrade import HEAD, MIGRATIONS, upgrade
from tests.conftest import NOW
from tests.hub import Hub

LEASE = timedelta(minutes=5)


def add(
    store: Store, url: str = "https://partner.example/feed", name: str = "Casa Amanecer", now: datetime = NOW
) -> Source:
    with store.transaction() as conn:
        return sources.add(conn, url, sources.partner(conn, name), now=now)


def due(conn: sa.Connection, now: datetime) -> list[int]:
    return [one.id for one in schedule.due(conn, now)]


def test_migrations_make_the_tables_that_the_schema_names(either_store: Store) -> None:
    with either_store.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_start_expects() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_a_database_of_a_newer_version_is_refused(either_store: Store) -> None:
    with either_store.transaction() as conn:
        conn.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        upgrade(either_store, NOW)


def test_moments_come_back_aware_and_in_utc(either_store: Store) -> None:
    boston = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("America/New_York"))
    with either_store.transaction() as conn:
        channels.begin(conn, boston)
    with either_store.read() as conn:
        as_of = channels.state(conn).as_of
    assert as_of == boston
    assert as_of.utcoffset() == timedelta(0)


def test_a_transaction_that_fails_leaves_nothing_behind(either_store: Store) -> None:
    def fail() -> None:
        with either_store.transaction() as conn:
            sources.partner(conn, "Half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with either_store.read() as conn:
        assert conn.execute(sa.select(partners)).all() == []


def test_writers_in_many_threads_lose_no_change(either_store: Store) -> None:
    with either_store.transaction() as conn:
        channels.begin(conn, NOW)

    def write() -> None:
        for _ in range(10):
            with either_store.transaction() as conn:
                before = channels.revision(conn)
                conn.execute(service.update().values(revision=before + 1))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with either_store.read() as conn:
        assert channels.revision(conn) == 40


def test_partners_of_one_name_are_one_and_slugs_are_never_shared(either_store: Store) -> None:
    with either_store.transaction() as conn:
        first, again = sources.partner(conn, "Casa Amanecer"), sources.partner(conn, "Casa Amanecer")
        other = sources.partner(conn, "Casa  amanecer!")
        unwritable = sources.partner(conn, "!!!")
    assert first == again
    assert (first.slug, other.slug, unwritable.slug) == ("casa-amanecer", "casa-amanecer-2", "partner")


def test_a_claimed_source_is_nobody_elses_until_its_lease_ends(either_store: Store) -> None:
    added = add(either_store)
    with either_store.transaction() as conn:
        claimed = schedule.claim(conn, due(conn, NOW), NOW, LEASE)
        assert [source.id for source in claimed] == [added.id]
        assert due(conn, NOW) == []
        assert schedule.claim(conn, [one.id for one in claimed], NOW, LEASE) == []
        later = schedule.claim(conn, [one.id for one in claimed], NOW + LEASE, LEASE)
        assert [source.id for source in later] == [added.id]


def test_a_clock_that_was_set_back_silences_no_source(either_store: Store) -> None:
    added, ahead = add(either_store), NOW + timedelta(days=4_000)
    with either_store.transaction() as conn:
        schedule.record(conn, [Poll(added.id, ahead, "unchanged", ahead + LEASE)])
        schedule.claim(conn, [added.id], ahead + LEASE, LEASE)
        (claimed,) = schedule.claim(conn, due(conn, NOW), NOW, LEASE)
        schedule.record(conn, [Poll(claimed.id, NOW, "unchanged", NOW + timedelta(hours=1))])
        after = sources.by_id(conn, added.id)
        assert due(conn, NOW + timedelta(minutes=59)) == []
    assert after
    assert after.next_poll_at == NOW + timedelta(hours=1)


def test_a_failed_poll_counts_and_a_good_one_forgives(either_store: Store) -> None:
    added = add(either_store)
    failed = Poll(added.id, NOW, "failed", NOW + timedelta(hours=1), code="timeout", detail="30 s")
    good = Poll(added.id, NOW + timedelta(hours=1), "unchanged", NOW + timedelta(hours=2))
    with either_store.transaction() as conn:
        schedule.record(conn, [failed, failed])
        in_trouble = sources.by_id(conn, added.id)
        schedule.record(conn, [good])
        well = sources.by_id(conn, added.id)
    assert in_trouble
    assert well
    assert (in_trouble.failures, in_trouble.code, in_trouble.last_ok_at) == (2, "timeout", None)
    assert (well.failures, well.code, well.last_ok_at) == (0, None, good.at)
    assert well.next_poll_at == good.next_poll_at


def test_a_poll_that_ends_after_a_pause_does_not_make_the_source_due_again(either_store: Store) -> None:
    added = add(either_store)
    with either_store.transaction() as conn:
        sources.pause(conn, added.id)
        schedule.record(conn, [Poll(added.id, NOW, "unchanged", NOW + timedelta(hours=1))])
        rested = sources.by_id(conn, added.id)
    assert rested
    assert rested.next_poll_at is None


def test_a_wish_to_poll_now_is_not_lost_to_a_poll_under_way(either_store: Store) -> None:
    added, asked = add(either_store), NOW + timedelta(seconds=5)
    with either_store.transaction() as conn:
        schedule.claim(conn, [added.id], NOW, LEASE)
        schedule.want_now(conn, [added.id], asked)
        schedule.record(conn, [Poll(added.id, NOW, "unchanged", NOW + timedelta(hours=1))])
        assert due(conn, asked) == [added.id]


def test_a_removed_source_is_gone_but_never_unknown(either_store: Store) -> None:
    added = add(either_store)
    with either_store.transaction() as conn:
        sources.remove(conn, added.id, NOW)
        assert sources.listed(conn) == []
        assert added.url in sources.ever_added(conn)
    assert add(either_store).id == added.id


def test_validators_are_kept_verbatim_until_a_body_could_not_be_read(either_store: Store) -> None:
    added = add(either_store)
    validators = Validators("https://partner.example/feed", 'W/"a,b"', "Mon, 02 Mar 2026 15:00:00 GMT")
    with either_store.transaction() as conn:
        sources.remember(conn, added.id, Document(added.url, None, validators=validators, body_hash="abc"))
        kept = sources.by_id(conn, added.id)
        schedule.record(conn, [Poll(added.id, NOW, "failed", NOW, code="broken")])
        dropped = sources.by_id(conn, added.id)
    assert kept
    assert dropped
    assert (kept.validators, kept.body_hash) == (validators, "abc")
    assert (dropped.validators, dropped.body_hash) == (None, None)


def test_a_database_that_was_moved_away_is_missed_not_replaced(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    assert store.file
    store.file.rename(tmp_path / "elsewhere.sqlite")
    with pytest.raises(sa.exc.OperationalError), store.read() as conn:
        conn.execute(sa.select(service))
    assert not store.file.exists()


def test_a_home_with_files_and_no_database_is_never_started_empty(settings: Settings) -> None:
    settings.public.mkdir(parents=True)
    (settings.public / "REVISION").write_text("7\n")
    with pytest.raises(StoreError, match="Restore a backup, or start with --fresh"):
        homes.open_store(settings)
    homes.open_store(settings, fresh=True).close()
    assert not settings.public.exists()


def test_two_workers_never_share_a_home(settings: Settings) -> None:
    with homes.worker_lock(settings), pytest.raises(homes.Busy, match="Another worker"):
        homes.worker_lock(settings).__enter__()
    with homes.worker_lock(settings) as lock:
        assert lock > 0


def shaped_as(conn: sa.Connection, revision: str) -> None:
    """Make the tables of an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


def test_a_desk_from_before_versions_keeps_what_it_has_and_its_texts_from_now_on(
    tmp_path: Path, settings: Settings
) -> None:
    old = Store("sqlite", tmp_path)
    old.create()
    with old.transaction() as conn:
        shaped_as(conn, "0005")
    hub = Hub(old, settings)
    hub.take(Entry("The door", id="a", content="<p>It is shut.</p>"), source=hub.desk)
    upgrade(old, NOW)
    hub.take(Entry("The door", id="a", content="<p>It is open.</p>"), source=hub.desk)
    story = hub.story()
    with old.read() as conn:
        (kept,) = versions.of_story(conn, story.id)
    old.close()
    assert (story.entry.content, kept.told.read.content) == ("<p>It is open.</p>", "<p>It is shut.</p>")


def test_what_the_first_version_knew_of_a_source_is_brought_along(tmp_path: Path) -> None:
    old = Store("sqlite", tmp_path)
    old.create()
    with old.transaction() as conn:
        shaped_as(conn, "0001")
        conn.execute(sa.text("insert into partners (id, slug, name) values (1, 'casa', 'Casa')"))
        for number, url, validators in (
            (1, "https://Casa.example:8080/feed", '{"url": "https://casa.example:8080/final", "etag": "a"}'),
            (2, "folder:content", None),
        ):
            conn.execute(
                sa.text(
                    "insert into sources (id, partner_id, url, first_url, topics, rules, trusted, paused, added_at,"
                    " hints, failures, validators) values (:id, 1, :url, :url, '[]', '{}', 0, 0, '2026-03-02',"
                    " '{}', 0, :v)"
                ),
                {"id": number, "url": url, "v": validators},
            )
    upgrade(old, NOW)
    with old.read() as conn:
        told = sources.listed(conn)
        hosts = list(conn.execute(sa.text("select host from sources order by id")).scalars())
    old.close()
    assert hosts == ["casa.example:8080", "folder:content"]
    assert [(one.url, one.final_url, one.rhythm, one.notes) for one in told] == [
        ("https://Casa.example:8080/feed", "https://casa.example:8080/final", Rhythm(), ()),
        ("folder:content", None, Rhythm(), ()),
    ]
