"""Backups: what comes back from one, what is refused, and what no byte of is left."""

import gzip
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import brotli
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from msgspec import structs

from feeds import Entry, Meeting
from syndication import backup
from syndication import home as homes
from syndication.backup import BackupError
from syndication.backup.archive import ABOUT, SUMS, pack, unpack
from syndication.cli import main
from syndication.merge.withdraw import withdraw
from syndication.sections import Storage
from syndication.settings import Settings, load
from syndication.store import channels, stories, withdrawn
from syndication.store.db import FILE, Store
from syndication.store.schema import metadata
from syndication.store.upgrade import HEAD
from tests.conftest import NOW, make_home
from tests.hub import Hub
from tests.service import eventually, running

WORD = "Xyloquartz"
SPOKEN = Entry(id="spoken", title=f"{WORD} is coming", summary=f"Ask {WORD}", url="https://partner.example/spoken")
OTHER = Entry(id="other", title="Clases de inglés", url="https://partner.example/other", published=NOW)
MEETING = Meeting("America/New_York", date=NOW.date(), town="Lawrence")
Run = Callable[..., Result]


@dataclass(frozen=True)
class Place:
    """A home with a database of one kind, and what its partner said."""

    hub: Hub
    settings: Settings

    @property
    def store(self) -> Store:
        return self.hub.store

    @property
    def home(self) -> Path:
        return self.settings.home

    def back_up(self, name: str = "one.zip") -> Path:
        return backup.write(self.store, self.settings, self.settings.backups / name).file

    def withdraw(self, key: str) -> None:
        self.hub.keep(lambda conn: withdraw(conn, self.settings, [self.hub.find(key).id], "privacy", NOW))

    def spoken(self) -> str:
        """The key of the item that holds the word, which is public now."""
        self.hub.take(SPOKEN, OTHER)
        return next(story.key for story in self.hub.stories() if WORD in story.entry.title)

    def unscrubbed(self) -> bool:
        with self.store.read() as conn:
            return bool(channels.state(conn).unscrubbed)


def place(settings: Settings, store: Store, database: str) -> Place:
    settings = structs.replace(settings, storage=Storage(database=database))
    return Place(Hub(store, settings), settings)


@pytest.fixture
def here(settings: Settings, sqlite: Store) -> Place:
    return place(settings, sqlite, "sqlite")


@pytest.fixture
def on_postgresql(tmp_path: Path, settings: Settings, postgresql: Store) -> Place:
    elsewhere = structs.replace(settings, home=make_home(tmp_path / "elsewhere"))
    return place(elsewhere, postgresql, postgresql.engine.url.render_as_string(hide_password=False))


@pytest.fixture(params=["here", "on_postgresql"])
def either(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("SYNDICATION_HOME", raising=False)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, [*arguments, "--home", str(home)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def rows(store: Store) -> dict[str, list[Any]]:
    """All that a database holds; whether it was scrubbed is its own affair."""
    with store.read() as conn:
        return {table.name: sorted(map(repr, conn.execute(sa.select(table)))) for table in metadata.sorted_tables}


def opened(settings: Settings) -> Store:
    return Store(settings.storage.database, settings.data)


def all_rows(settings: Settings) -> dict[str, list[Any]]:
    store = opened(settings)
    try:
        return rows(store)
    finally:
        store.close()


def bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file below a folder, and of what is compressed in it."""
    for file in folder.rglob("*"):
        if file.is_file():
            yield from _bodies(file.relative_to(folder).as_posix(), file)


def _bodies(name: str, file: Path) -> Iterator[tuple[str, bytes]]:
    body = file.read_bytes()
    yield name, body
    if file.suffix == ".zip":
        with ZipFile(file) as archive:
            yield from ((f"{name}:{member}", archive.read(member)) for member in archive.namelist())
    if file.suffix in (".gz", ".br"):
        yield name, (gzip.decompress if file.suffix == ".gz" else brotli.decompress)(body)


def holding(folder: Path, word: str = WORD) -> list[str]:
    return sorted({name for name, body in bodies(folder) if word.encode() in body})


def mend(file: Path, folder: Path, change: Callable[[Path], None]) -> None:
    """Change what a backup holds, with sums that are right."""
    unpack(file, folder)
    change(folder)
    pack(folder, file)


# Round trips


def fill(hub: Hub) -> None:
    hub.take(OTHER, Entry(id="meeting", kind="meeting", title="Reunión", meeting=MEETING))
    for title in ("Our own", "Our very own, which says more"):
        hub.take(Entry(id="own", title=title, published=NOW), source=hub.desk)


def test_every_row_and_every_byte_of_a_feed_comes_back(either: Place) -> None:
    fill(either.hub)
    either.withdraw(either.spoken())
    before = either.hub.published()
    known = rows(either.store)
    file = either.back_up("one.zip").rename(either.home.parent / "one.zip")
    if either.store.file:
        either.store.close()
        shutil.rmtree(either.settings.data)
    else:
        either.hub.take(Entry(id="later", title="Later"))
    backup.restore(either.settings, file)
    after = all_rows(either.settings)
    assert {**after, "service": None} == {**known, "service": None}
    assert after["service"][0].replace("False", "True") == known["service"][0]
    feeds = either.settings.public / "feeds"
    assert {name: (feeds / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("back", [False, True], ids=["sqlite to postgresql", "postgresql to sqlite"])
def test_the_other_engine_takes_it_too(here: Place, on_postgresql: Place, back: bool) -> None:
    giving, taking = (on_postgresql, here) if back else (here, on_postgresql)
    fill(giving.hub)
    giving.hub.take(Entry(id="again", title="Clases de inglés", url="https://partner.example/other"))
    known, before = rows(giving.store), giving.hub.published()
    backup.restore(taking.settings, giving.back_up())
    assert all_rows(taking.settings) == {**known, "renditions": all_rows(taking.settings)["renditions"]}
    feeds = taking.settings.public / "feeds"
    assert {name: (feeds / name).read_bytes() for name in before} == before
    assert taking.hub.take(Entry(id="new", title="Numbered after all others")).new == 1


def test_stories_that_refer_to_later_ones_are_carried_over(here: Place, on_postgresql: Place) -> None:
    here.hub.take(OTHER)
    here.hub.take(Entry(id="second", title="Second"))
    first, second = (story.id for story in here.hub.stories())
    older, newer = min(first, second), max(first, second)
    here.hub.keep(lambda conn: stories.change(conn, [older], joined_into=newer))
    backup.restore(on_postgresql.settings, here.back_up())
    with on_postgresql.store.read() as conn:
        assert stories.rows(conn, [older])[0].joined_into == newer


def test_a_home_that_is_lost_comes_back_with_its_configuration(here: Place, tmp_path: Path) -> None:
    here.hub.take(OTHER)
    new = tmp_path / "new"
    told = CliRunner().invoke(main, ["restore", str(here.back_up()), "--home", str(new)])
    assert told.exit_code == 0, told.stderr
    assert "1 item (1 public)" in told.stdout
    assert (new / "config" / "coalition.toml").read_bytes() == (here.home / "config" / "coalition.toml").read_bytes()
    assert "Clases de" in (new / "data" / "public" / "feeds" / "all.atom").read_text()


def test_a_configuration_that_is_there_stays(here: Place) -> None:
    file = here.back_up()
    (here.home / "config" / "coalition.toml").write_text("[coalition]\nname = 'Another'\n")
    told = CliRunner().invoke(main, ["restore", str(file), "--home", str(here.home)])
    assert told.exit_code == 0, told.stderr
    assert "Another" in (here.home / "config" / "coalition.toml").read_text()


def test_what_was_here_before_is_kept(either: Place) -> None:
    file = either.back_up()
    either.hub.take(OTHER)
    known = rows(either.store)
    kept = backup.restore(either.settings, file).kept
    assert kept
    assert either.hub.stories() == []
    backup.restore(either.settings, kept)
    assert all_rows(either.settings)["entries"] == known["entries"]


@pytest.mark.parametrize("ruin", [b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_a_database_that_is_ruined_is_moved_aside_and_replaced(here: Place, ruin: bytes) -> None:
    here.hub.take(OTHER)
    file, known = here.back_up(), rows(here.store)
    here.store.close()
    (here.settings.data / FILE).write_bytes(ruin)
    kept = backup.restore(here.settings, file).kept
    assert all_rows(here.settings)["entries"] == known["entries"]
    if kept:
        assert kept.name.startswith("damaged-")
        assert kept.read_bytes() == ruin


# Writing


def test_a_backup_is_private_and_says_what_it_is(either: Place) -> None:
    either.hub.take(OTHER)
    file = either.back_up()
    assert file.stat().st_mode & 0o777 == 0o600
    with ZipFile(file) as archive:
        assert {FILE, withdrawn.FILE, ABOUT, SUMS, "config/coalition.toml"} == set(archive.namelist())
        told = json.loads(archive.read(ABOUT))
    assert told["engine"] == ("sqlite" if either.store.file else "postgresql")
    assert (told["schema"], told["stories"]) == (HEAD, {"public": 1})


def test_a_file_that_holds_a_secret_is_left_out(here: Place) -> None:
    (here.home / "config" / "mail").write_text("smtp://hub:hunter2@mail.example\n")
    email = structs.replace(here.settings.email, smtp="smtp://hub:hunter2@mail.example")
    file = here.settings.backups / "one.zip"
    backup.write(here.store, structs.replace(here.settings, email=email), file)
    assert [name for name in holding(here.home, "hunter2") if name != "config/mail"] == []


def test_while_others_write_a_backup_holds_one_moment(either: Place) -> None:
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            either.hub.take(Entry(id=f"{number}a", title=f"A {number}"), Entry(id=f"{number}b", title=f"B {number}"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [either.back_up(f"{number}.zip") for number in range(4)]
    finally:
        done.set()
        writer.join()
    for file in files:
        unpack(file, folder := either.home / file.stem)
        copy = Store("sqlite", folder)
        with copy.read() as conn:
            counts = [conn.execute(sa.text(f"select count(*) from {t}")).scalar_one() for t in ("entries", "stories")]
        copy.close()
        assert counts[0] == counts[1]
        assert counts[0] % 2 == 0


def test_the_command_says_in_one_sentence_what_it_wrote(run: Run, here: Place) -> None:
    here.hub.take(OTHER)
    told = run("backup", str(here.home / "one.zip"))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.count("\n") == 1
    assert "holds 1 item (1 public)" in told.stdout
    described = json.loads(run("backup", str(here.home / "two.zip"), "--json").stdout)
    assert described["bytes"] == (here.home / "two.zip").stat().st_size
    assert {"file", "at", "version", "schema", "engine", "stories"} < described.keys()


def test_where_no_backup_can_be_written_one_sentence_says_why(run: Run, here: Place) -> None:
    (here.home / "there").write_text("mine")
    for where, why in (
        (here.home, "is a folder"),
        (here.home / "there", "exists already"),
        (here.home / "nowhere" / "one.zip", "cannot be written"),
        (here.home / "there" / "one.zip", "cannot be written"),
        (here.settings.data / FILE, "is the database itself"),
    ):
        told = run("backup", str(where))
        assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (1, "", 1)
        assert why in told.stderr
    assert (here.home / "there").read_text() == "mine"
    assert run("backup", str(here.home / "there"), "--force").exit_code == 0
    assert unpack(here.home / "there", here.home / "laid").engine == "sqlite"


# Refusals


def refusal(place: Place, file: Path) -> str:
    """The sentence of a restore that is refused and changes nothing."""
    known = rows(place.store)
    with pytest.raises(BackupError) as refused:
        backup.restore(place.settings, file)
    assert rows(place.store) == known
    return str(refused.value)


def test_no_byte_of_a_backup_can_change_unseen(here: Place) -> None:
    here.hub.take(OTHER)
    file = here.back_up()
    whole = file.read_bytes()
    unpack(file, first := here.home / "first")
    for number, at in enumerate(range(7, len(whole), len(whole) // 150)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        laid = here.home / f"laid-{number}"
        try:
            unpack(file, laid)
        except BackupError:
            continue
        for name in (withdrawn.FILE, ABOUT, "config/coalition.toml"):
            assert (laid / name).read_bytes() == (first / name).read_bytes()


def test_a_damaged_backup_is_refused(either: Place) -> None:
    file = either.back_up()
    whole = file.read_bytes()
    file.write_bytes(whole[:2000] + bytes(200) + whole[2200:])
    assert "is damaged" in refusal(either, file)
    file.write_bytes(whole[: len(whole) // 2])
    assert "is damaged" in refusal(either, file)


def test_a_backup_with_right_sums_and_a_ruined_database_is_refused(here: Place, tmp_path: Path) -> None:
    def ruin(folder: Path) -> None:
        body = (folder / FILE).read_bytes()
        (folder / FILE).write_bytes(body[:8192] + os.urandom(8192) + body[16384:])

    here.hub.take(OTHER)
    mend(file := here.back_up(), tmp_path / "laid", ruin)
    assert "is damaged" in refusal(here, file)


def test_a_backup_of_a_newer_version_is_refused(either: Place, tmp_path: Path) -> None:
    def renew(folder: Path) -> None:
        (folder / ABOUT).write_text((folder / ABOUT).read_text().replace(f'"{HEAD}"', '"9999"'))
        copy = Store("sqlite", folder)
        with copy.transaction() as conn:
            conn.execute(sa.text("update alembic_version set version_num = '9999'"))
        copy.close()

    mend(file := either.back_up(), tmp_path / "laid", renew)
    assert "newer version" in refusal(either, file)


def test_what_is_no_backup_is_refused(here: Place, run: Run) -> None:
    here.store.close()
    with ZipFile(here.home / "other.zip", "w") as other:
        other.writestr("letter.txt", "Dear all")
    (here.home / "text").write_text("Dear all")
    for name, why in (
        ("other.zip", "not a backup"),
        ("text", "not a backup"),
        ("nothing", "cannot be read"),
        ("", "cannot be read"),
    ):
        told = run("restore", str(here.home / name))
        assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (1, "", 1)
        assert why in told.stderr


def test_a_name_that_leads_out_of_the_folder_is_refused(here: Place, tmp_path: Path) -> None:
    file = here.back_up()
    with ZipFile(file, "a") as archive:
        archive.writestr("config/../../out", "x")
    assert "is damaged" in refusal(here, file)
    assert not list(tmp_path.rglob("out"))


def test_nothing_is_restored_while_a_worker_runs(here: Place, run: Run) -> None:
    file = here.back_up()
    with homes.worker_lock(here.settings):
        told = run("restore", str(file))
    assert (told.exit_code, told.stdout) == (1, "")
    assert "worker" in told.stderr


def test_a_newer_database_gives_way_to_an_older_backup(here: Place) -> None:
    file = here.back_up()
    with here.store.transaction() as conn:
        conn.execute(sa.text("update alembic_version set version_num = '9999'"))
    kept = backup.restore(here.settings, file).kept
    homes.open_store(here.settings).close()
    assert kept
    with pytest.raises(BackupError, match="newer version"):
        unpack(kept, here.home / "laid")


# What was withdrawn


def test_no_byte_of_a_withdrawn_word_is_left_in_the_home(either: Place) -> None:
    spoken = either.spoken()
    either.hub.published()
    file = either.back_up()
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert f"data/backups/one.zip:{FILE}" in holding(either.home)
    either.withdraw(spoken)
    either.hub.published()
    assert either.unscrubbed()
    assert backup.scrub(either.store, either.settings) == []
    assert not either.unscrubbed()
    assert holding(either.home) == []
    assert (file.stat().st_mtime, file.stat().st_mode & 0o777) == (1_700_000_000, 0o600)
    assert unpack(file, either.home / "laid").stories == {"public": 1, "withdrawn": 1}


def test_no_byte_of_a_word_that_only_an_earlier_text_held_is_left(either: Place) -> None:
    for title, text in ((f"{WORD} is coming", f"Ask {WORD}"), ("Somebody is coming", "Ask us"), ("She came", "Thanks")):
        either.hub.take(Entry(id="own", title=title, summary=text, published=NOW), source=either.hub.desk)
    (story,) = either.hub.stories()
    assert story.entry.title == "She came"
    either.hub.published()
    file = either.back_up()
    assert f"data/backups/one.zip:{FILE}" in holding(either.home)
    either.withdraw(story.key)
    either.hub.published()
    assert backup.scrub(either.store, either.settings) == []
    assert holding(either.home) == []
    assert unpack(file, either.home / "laid").stories == {"withdrawn": 1}
    backup.restore(either.settings, file)
    assert holding(either.home) == []
    assert all_rows(either.settings)["versions"] == []


def test_postgresql_keeps_no_row_that_held_it(on_postgresql: Place) -> None:
    spoken = on_postgresql.spoken()
    on_postgresql.withdraw(spoken)
    with on_postgresql.store.transaction() as conn:
        conn.execute(sa.text("analyze entries"))
        conn.execute(sa.text("analyze versions"))
    assert backup.scrub(on_postgresql.store, on_postgresql.settings) == []
    with on_postgresql.store.read() as conn:
        samples = conn.execute(sa.text("select most_common_vals::text, histogram_bounds::text from pg_stats")).all()
        dead = conn.execute(sa.text("select pg_relation_size('entries') / 8192, count(*) from entries")).one()
    assert WORD not in repr(samples)
    assert dead == (1, 2)


def test_an_older_backup_does_not_bring_it_back(either: Place) -> None:
    spoken = either.spoken()
    outside = either.back_up().rename(either.home.parent / "outside.zip")
    either.withdraw(spoken)
    known = either.hub.published()
    backup.restore(either.settings, outside)
    assert either.hub.find(spoken).state == "withdrawn"
    assert holding(either.home) == []
    assert {name for name, body in either.hub.published().items() if WORD.encode() in body} == set()
    assert either.hub.published().keys() == known.keys()


def test_a_backup_carries_what_was_withdrawn_to_another_home(here: Place, tmp_path: Path) -> None:
    old = here.back_up("old.zip")
    spoken = here.spoken()
    here.withdraw(spoken)
    backup.scrub(here.store, here.settings)
    there = structs.replace(here.settings, home=make_home(tmp_path / "there"))
    backup.restore(there, old)
    assert [line.key for line in withdrawn.read(there.data / withdrawn.FILE)] == [spoken]


def test_a_backup_under_way_when_something_is_withdrawn_does_not_hold_it(either: Place) -> None:
    spoken = either.spoken()
    file = either.home.parent / "outside.zip"
    number = either.hub.find(spoken).id
    writing = threading.Thread(target=backup.write, args=(either.store, either.settings, file))
    with either.store.transaction() as conn:
        writing.start()
        assert eventually(file.with_name(f".{file.name}.backup-draft").exists)
        withdraw(conn, either.settings, [number], "privacy", NOW)
    writing.join()
    backup.scrub(either.store, either.settings)
    assert holding(either.home.parent) == []
    assert file.exists()


def test_while_somebody_reads_older_pages_the_work_stays_undone(either: Place) -> None:
    spoken = either.spoken()
    with either.store.read() as conn:
        if either.store.file is None:
            conn.execute(sa.text("set transaction isolation level repeatable read"))
        conn.execute(sa.text("select count(*) from entries")).scalar()
        either.withdraw(spoken)
        backup.scrub(either.store, either.settings)
        assert either.unscrubbed()
    backup.scrub(either.store, either.settings)
    assert not either.unscrubbed()


def test_many_may_scrub_at_once_while_others_write_and_publish(either: Place) -> None:
    either.withdraw(either.spoken())
    either.back_up()
    failures: list[BaseException] = []

    def guarded(step: Callable[[], object]) -> None:
        try:
            step()
        except BaseException as error:
            failures.append(error)

    steps: list[Callable[[], object]] = [lambda: backup.scrub(either.store, either.settings)] * 3
    steps += [lambda: either.back_up("two.zip"), either.hub.published]
    steps += [lambda: [either.hub.take(Entry(id=str(n), title=f"T {n}")) for n in range(10)]]
    threads = [threading.Thread(target=guarded, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    backup.scrub(either.store, either.settings)
    assert holding(either.home) == []


def test_a_database_that_nobody_has_read_yet_can_be_compacted(here: Place) -> None:
    fresh = opened(here.settings)
    assert fresh.compact(())
    fresh.close()


def test_what_a_killed_process_left_is_removed(here: Place) -> None:
    here.withdraw(here.spoken())
    for name in ("data/.scratch-x1", "data/backups"):
        (here.home / name).mkdir(parents=True)
    for name in ("data/.scratch-x1/syndication.sqlite", ".a.zip.backup-draft", "data/backups/.a.zip.backup-draft"):
        (here.home / name).write_text(WORD)
    backup.scrub(here.store, here.settings)
    assert holding(here.home) == []


def test_a_backup_that_cannot_be_read_is_named_and_left(here: Place, caplog: pytest.LogCaptureFixture) -> None:
    spoken = here.spoken()
    cut, whole = here.back_up("cut.zip"), here.back_up("whole.zip")
    cut.write_bytes(body := cut.read_bytes()[:-100])
    here.withdraw(spoken)
    assert backup.scrub(here.store, here.settings) == [cut]
    assert cut.read_bytes() == body
    assert WORD not in caplog.text
    assert str(cut) in caplog.text
    assert unpack(whole, here.home / "laid").stories == {"public": 1, "withdrawn": 1}
    assert not here.unscrubbed()


def test_the_backup_of_another_home_is_left_alone(here: Place, tmp_path: Path, migrated: bytes) -> None:
    there = structs.replace(here.settings, home=make_home(tmp_path / "there"))
    there.data.mkdir()
    (there.data / FILE).write_bytes(migrated)
    theirs = Place(Hub(opened(there), there), there)
    shutil.copy(theirs.back_up(), file := here.back_up().with_name("theirs.zip"))
    theirs.store.close()
    body = file.read_bytes()
    here.withdraw(here.spoken())
    assert backup.scrub(here.store, here.settings) == []
    assert file.read_bytes() == body


def test_a_channel_that_began_since_is_no_hindrance(here: Place) -> None:
    spoken = here.spoken()
    here.back_up()
    told = here.home / "config" / "coalition.toml"
    told.write_text(f'{told.read_text()}[channels.young]\ntitle = "Young"\n')
    settings = load(here.home, {})
    homes.prepare(here.store, settings)
    here.withdraw(spoken)
    assert backup.scrub(here.store, settings) == []
    assert holding(here.home) == []


def test_the_copy_made_before_a_migration_becomes_a_backup(here: Place) -> None:
    spoken = here.spoken()
    raw = here.settings.data / "before-0002-20260302150000.sqlite"
    here.store.copy(raw)
    here.withdraw(spoken)
    assert backup.scrub(here.store, here.settings) == []
    assert not raw.exists()
    assert holding(here.home) == []
    assert unpack(here.settings.backups / f"{raw.stem}.zip", here.home / "laid").stories["withdrawn"] == 1


def test_a_copy_made_before_a_migration_that_is_half_is_moved_aside(here: Place) -> None:
    raw = here.settings.data / "before-0002-20260302150000.sqlite"
    raw.write_bytes(b"half")
    (left,) = backup.scrub(here.store, here.settings)
    assert left.read_bytes() == b"half"
    assert not raw.exists()


def test_the_worker_finishes_what_a_killed_command_began(here: Place) -> None:
    here.withdraw(here.spoken())
    here.back_up()
    here.store.copy(raw := here.settings.data / "before-0002-20260302150000.sqlite")
    with running(here.home):
        assert eventually(lambda: not here.unscrubbed() and not raw.exists(), 60)
    here.store.close()
    assert holding(here.home) == []
