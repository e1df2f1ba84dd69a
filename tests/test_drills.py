"""Long drills: what must hold through kills, and what a stranger's first minutes are like. Run with `-m slow`."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds import opml
from tests.conftest import ROOT
from tests.origin import Answer, Request, Site, origin
from tests.service import Service, environment, eventually, free_port, processes_of, running, start, syndication
from tests.test_poll import feed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLS = 25
SOURCES = 6


@pytest.fixture
def growing() -> Iterator[Site]:
    """Partners who say one thing more whenever they are asked."""
    with origin() as site:
        said = [0] * SOURCES

        def answer(request: Request) -> Answer:
            number = int(request.path.removeprefix("/"))
            said[number] += 1
            titles = [f"{number}-{count}" for count in range(said[number])]
            return Answer(feed(*titles).encode(), {"Content-Type": "application/atom+xml"})

        for number in range(SOURCES):
            site.handle(f"/{number}", answer)
        yield site


def published(home: Path) -> dict[str, str]:
    """Title by id of what `all.json` says: what readers were shown as saved."""
    file = home / "data" / "public" / "feeds" / "all.json"
    items = json.loads(file.read_bytes())["items"] if file.exists() else []
    return {item["id"]: item["title"] for item in items}


def stored(home: Path) -> dict[str, str]:
    listed = syndication(home, "items", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return {item["id"]: item["title"] for item in json.loads(listed.stdout)}


def test_nothing_shown_as_saved_is_lost_or_doubled_by_kills(home: Path, growing: Site) -> None:
    outlines = [opml.Outline(f"Partner {number}", growing.url(f"/{number}")) for number in range(SOURCES)]
    (home / "config" / "partners.opml").write_bytes(opml.write("", outlines, None))
    chance, seen = random.Random(1), {}
    for number in range(KILLS):
        process = start(home, "--port", str(free_port()))
        assert process.stdout
        assert process.stdout.readline()
        asked = subprocess.Popen(
            [sys.executable, "-m", "syndication", "--home", str(home), "poll"],
            cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if number == 0:  # from then on there is something to lose
            assert eventually(lambda: published(home))
        time.sleep(chance.uniform(0.2, 3.0))
        for pid in (*processes_of(home), asked.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()
        asked.wait()
        assert eventually(lambda: processes_of(home) == [], 10)
        seen |= published(home)
    with sqlite3.connect(home / "data" / "syndication.sqlite") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()
    kept = stored(home)
    assert seen, "the drill saw items come"
    assert {number: kept.get(number) for number in seen} == seen
    assert len(set(kept.values())) == len(kept), "no item twice"


def test_the_first_command_of_the_readme_serves_within_a_minute_of_the_install(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    command = re.search(r"^python3 -m venv .*--demo$", (clone / "README.md").read_text(), re.MULTILINE)
    assert command
    install, _, serve = command[0].rpartition(" && ")
    subprocess.run(["bash", "-c", f"{install} -q"], check=True, cwd=clone, env=environment())
    began = time.monotonic()
    process = subprocess.Popen(
        serve.split(), cwd=clone, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    line = process.stdout.readline()
    assert time.monotonic() - began < 60
    demo = Service(process, line.split()[-1], clone)
    assert demo.get("/").status == 200
    assert len(demo.items()) > 10
    demo.process.terminate()
    process.communicate(timeout=15)
    assert process.returncode == 0


def test_a_service_left_alone_writes_nothing(home: Path) -> None:
    with running(home) as service:
        assert eventually(lambda: service.get("/readyz").status == 200)
        time.sleep(3)
        before = {file: file.stat().st_mtime_ns for file in (home / "data").rglob("*") if file.suffix != ".lock"}
        time.sleep(10)
        assert {file: file.stat().st_mtime_ns for file in before} == before
