"""`python serve.py`: one command, its worker, and what readers get when something breaks."""

import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds import opml
from tests.conftest import make_home
from tests.origin import Site, drip, origin
from tests.service import Service, alive, children_of, eventually, free_port, processes_of, running, start, syndication
from tests.test_poll import ATOM, feed

CHANNELS = ("all", "news", "press-releases", "meetings", "upcoming")
FEEDS = [f"/feeds/{channel}.{suffix}" for channel in CHANNELS for suffix in ("atom", "rss", "json", "ics")]


@pytest.fixture(scope="module")
def partner() -> Iterator[Site]:
    with origin() as started:
        yield started


@pytest.fixture
def site(partner: Site) -> Site:
    partner.serve("/feed", feed("A", "B"), ATOM)
    return partner


@pytest.fixture(scope="module")
def published(partner: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was served and stopped, with one partner and two items; tests work on copies of it."""
    home = make_home(tmp_path_factory.mktemp("published") / "home")
    partner.serve("/feed", feed("A", "B"), ATOM)
    added = syndication(home, "sources", "add", partner.url("/feed"), "--partner", "Casa Amanecer")
    assert added.returncode == 0, added.stderr
    with running(home) as once:
        assert eventually(lambda: once.get("/readyz").status == 200)
    return home


@pytest.fixture
def left(published: Path, tmp_path: Path, site: Site) -> Path:
    """A copy of that home, which nobody serves."""
    return Path(shutil.copytree(published, tmp_path / "left"))


@pytest.fixture
def service(left: Path) -> Iterator[Service]:
    with running(left) as started:
        yield started


def worker_of(service: Service) -> int:
    def find() -> int | None:
        marks = [
            (pid, Path(f"/proc/{pid}/cmdline").read_bytes()) for pid in children_of(service.process.pid) if alive(pid)
        ]
        return next((pid for pid, command in marks if b"--tethered" in command), None)

    found = eventually(find)
    assert found
    return int(found)


def assert_every_feed_answers(service: Service) -> None:
    assert {path: service.get(path).status for path in FEEDS} == dict.fromkeys(FEEDS, 200)
    assert len(service.items()) == 2


def test_it_prints_one_line_that_ends_in_its_address_once_it_answers(home: Path) -> None:
    port = free_port()
    process = start(home, "--port", str(port))
    assert process.stdout
    line = process.stdout.readline()
    assert line.endswith(f" http://127.0.0.1:{port}/\n")
    assert Service(process, line.split()[-1], home).get("/healthz").status == 200
    process.terminate()
    rest, errors = process.communicate(timeout=15)
    assert (process.returncode, rest) == (0, "")
    assert re.fullmatch(r"Nobody works at the desk yet\. Open \S+/staff/ and type this code: [A-Z0-9-]{14}\n", errors)


def test_sigterm_ends_everything_within_ten_seconds(service: Service, site: Site) -> None:
    site.serve("/feed", feed("A", "B", "C"), {**ATOM, "ETag": '"two"'})
    syndication(service.home, "poll")
    everyone = [service.process.pid, *children_of(service.process.pid)]
    assert len(everyone) > 2, "a worker and its parsing children"
    code, seconds = service.stop()
    assert code == 0
    assert seconds < 10
    assert eventually(lambda: not any(alive(pid) for pid in everyone), 3)
    assert processes_of(service.home) == []


def test_a_killed_parent_leaves_nobody_behind(service: Service) -> None:
    everyone = children_of(service.process.pid)
    service.process.kill()
    service.process.wait()
    assert eventually(lambda: not any(alive(pid) for pid in everyone), 12)


def test_a_killed_worker_is_started_again_and_no_feed_is_missed(service: Service) -> None:
    killed = worker_of(service)
    os.kill(killed, signal.SIGKILL)
    assert_every_feed_answers(service)
    assert eventually(lambda: worker_of(service) != killed)
    assert_every_feed_answers(service)


def test_a_locked_database_stops_no_feed(service: Service) -> None:
    held = sqlite3.connect(service.home / "data" / "syndication.sqlite", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    assert_every_feed_answers(service)
    time.sleep(1.2)  # more than a tick
    assert_every_feed_answers(service)
    held.execute("ROLLBACK")
    held.close()


def test_a_database_moved_away_stops_no_feed_and_is_not_begun_anew(service: Service) -> None:
    database = service.home / "data" / "syndication.sqlite"
    database.rename(service.home / "elsewhere.sqlite")
    time.sleep(1.2)  # more than a tick
    assert_every_feed_answers(service)
    assert service.get("/").status == 200
    assert not database.exists()


def test_a_home_that_lost_its_database_is_served_from_its_files_without_a_worker(left: Path) -> None:
    database = left / "data" / "syndication.sqlite"
    database.unlink()
    with running(left) as orphan:
        assert_every_feed_answers(orphan)
        assert children_of(orphan.process.pid) == []
    refused = syndication(left, "poll")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Restore a backup, or start with --fresh" in refused.stderr
    assert not database.exists()


def test_fresh_begins_such_a_home_anew(left: Path) -> None:
    (left / "data" / "syndication.sqlite").unlink()
    with running(left, "--fresh") as anew:
        assert eventually(lambda: anew.get("/readyz").status == 200)
        assert anew.items() == []


def test_a_second_service_in_the_same_home_refuses_in_a_sentence(service: Service) -> None:
    second = start(service.home, "--port", str(free_port()))
    out, errors = second.communicate(timeout=20)
    assert (second.returncode, out) == (1, "")
    assert errors == "Another worker is running in this home already. Stop it first, or use the one that runs.\n"
    assert_every_feed_answers(service)


def test_a_taken_port_is_told_in_a_sentence(home: Path) -> None:
    with origin() as other:
        process = start(home, "--port", str(other.port))
        out, errors = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert f"Port {other.port}" in errors
    assert "--port" in errors


def test_a_restart_polls_nothing_that_was_not_due_and_changes_no_byte(left: Path, site: Site) -> None:
    asked = len(site.requests)
    public = left / "data" / "public"
    before = {file: file.read_bytes() for file in public.rglob("*") if file.is_file()}
    with running(left) as again:
        time.sleep(1.5)  # more than a tick
        assert_every_feed_answers(again)
    assert len(site.requests) == asked
    assert {file: file.read_bytes() for file in public.rglob("*") if file.is_file()} == before


def test_poll_asks_through_the_worker_that_runs(service: Service, site: Site) -> None:
    site.serve("/feed", feed("A", "B", "C"), {**ATOM, "ETag": '"two"'})
    asked = syndication(service.home, "poll", "--json")
    assert asked.returncode == 0, asked.stderr
    assert '"outcome": "changed"' in asked.stdout
    assert eventually(lambda: len(service.items()) == 3, 5)


def test_a_hangup_reads_the_configuration_again_and_refuses_a_bad_one(service: Service) -> None:
    configuration = service.home / "config" / "coalition.toml"
    good = configuration.read_text()
    configuration.write_text(good.replace("short_name", "shrt_name"))
    service.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert_every_feed_answers(service)
    configuration.write_text(good.replace("Bay State Welcome Coalition", "Another Coalition"))
    service.process.send_signal(signal.SIGHUP)
    assert eventually(lambda: b"Another Coalition" in service.get("/feeds/all.atom").body)
    assert_every_feed_answers(service)


def test_the_web_alone_needs_no_worker(left: Path) -> None:
    with running(left, "--role", "web") as web:
        assert_every_feed_answers(web)
        assert children_of(web.process.pid) == []


def test_a_home_copied_without_configuration_is_told_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = syndication(tmp_path / "empty", "sources", "list")
    assert refused.returncode == 1
    assert "syndication init" in refused.stderr
    shutil.rmtree(tmp_path / "empty")


def test_ids_under_a_name_that_is_nobodys_are_warned_of_at_start(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", '[coalition]\nname = "Ours"\n')
    process = start(home, "--port", str(free_port()))
    assert process.stdout
    assert process.stdout.readline()
    assert eventually(lambda: (home / "data" / "public" / "REVISION").exists())
    process.terminate()
    _, errors = process.communicate(timeout=15)
    assert "ours.invalid" in errors
    assert "config/coalition.toml" in errors


def test_a_damaged_database_takes_no_feed_away_at_the_next_start(left: Path) -> None:
    (left / "data" / "syndication.sqlite").write_bytes(bytes(range(256)) * 100)
    for beside in ("syndication.sqlite-wal", "syndication.sqlite-shm"):
        (left / "data" / beside).unlink(missing_ok=True)
    with running(left) as service:
        assert_every_feed_answers(service)


def test_a_host_that_is_not_ours_is_told_as_that(home: Path) -> None:
    process = start(home, "--host", "192.0.2.1", "--port", str(free_port()))
    _, told = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "192.0.2.1" in told
    assert "taken" not in told


def test_a_hangup_during_a_poll_that_drags_on_leaves_a_worker(home: Path, partner: Site) -> None:
    """A worker of its own, whom nobody starts again."""
    partner.raw("/drags-on", lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n", b" ", seconds=25))
    listed = opml.write("partners", [opml.Outline("Slow", partner.url("/drags-on"))])
    (home / "config" / "partners.opml").write_bytes(listed)
    process = start(home, "--role", "worker")
    try:
        assert eventually(lambda: partner.paths().count("/drags-on"))
        process.send_signal(signal.SIGHUP)
        time.sleep(9)
        assert process.poll() is None
        assert eventually(lambda: children_of(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        process.communicate()
