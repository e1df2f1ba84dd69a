"""Documents are read in children that have limits, and that nobody has to clean up after."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import feeds
from syndication.gather import _child, parsing
from syndication.gather.parsing import Parsers
from tests.conftest import ROOT

RSS = b"<rss version='2.0'><channel><title>News</title><item><title>One</title><guid>1</guid></item></channel></rss>"
ADDRESS = "https://partner.example/feed"


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(2) as parsers:
        yield parsers


def test_a_document_comes_back_as_the_feed_that_it_is(parsers: Parsers) -> None:
    assert parsers.parse(RSS, "text/xml", ADDRESS) == feeds.parse(RSS, "text/xml", ADDRESS)


def test_a_page_brings_the_feeds_it_names(parsers: Parsers) -> None:
    page = b"<html><head><link rel=alternate type=application/rss+xml href=/news.rss></head><body>"
    with pytest.raises(feeds.FeedError) as failed:
        parsers.parse(page, "text/html", ADDRESS)
    assert [link.url for link in failed.value.links] == ["https://partner.example/news.rss"]


def test_a_page_that_is_built_to_be_slow_is_given_up(parsers: Parsers) -> None:
    page = b"<html><body %s>" % b" ".join(b"a%d=x" % number for number in range(150_000))
    assert _detail(parsers, page) == "took too long to read"


@pytest.mark.parametrize(
    ("body", "code"), [(b"<html><p>hello</html>", "webpage"), (b"", "broken"), (b"\x00\xff", "broken")]
)
def test_a_document_that_is_no_feed_raises_what_the_reader_raised(parsers: Parsers, body: bytes, code: str) -> None:
    with pytest.raises(feeds.FeedError) as failed:
        parsers.parse(body, None, ADDRESS)
    assert failed.value.code == code


def test_many_threads_share_the_children(parsers: Parsers) -> None:
    with ThreadPoolExecutor(12) as pool:
        titles = list(
            pool.map(lambda n: parsers.parse(RSS.replace(b"News", b"%d" % n), None, ADDRESS).title, range(60))
        )
    assert titles == [str(n) for n in range(60)]


def test_a_child_takes_its_leave_after_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_DOCUMENTS", 2)
    with Parsers(1) as parsers:
        born = [_pid_after_parse(parsers) for _ in range(5)]
    assert born[0] == born[1] != born[2] == born[3] != born[4]


def test_a_child_that_died_idle_costs_no_document() -> None:
    with Parsers(1) as parsers:
        os.kill(_pid_after_parse(parsers), signal.SIGKILL)
        time.sleep(0.1)
        assert parsers.parse(RSS, None, ADDRESS).title == "News"


def test_a_server_that_died_is_started_again() -> None:
    with Parsers(2) as parsers:
        parsers._server._process.kill()
        parsers._server._process.wait()
        assert parsers.parse(RSS, None, ADDRESS).title == "News"


def test_nothing_is_left_after_closing() -> None:
    with Parsers(1) as parsers:
        child, server = _pid_after_parse(parsers), parsers._server._process.pid
    assert not _is_there(child)
    assert not _is_there(server)


def test_parsers_that_read_nothing_close() -> None:
    parsers = Parsers()
    parsers.close()
    assert not _is_there(parsers._server._process.pid)


def test_children_outlive_signals_meant_for_the_service() -> None:
    with Parsers(1) as parsers:
        child, server = _pid_after_parse(parsers), parsers._server._process.pid
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(child, number)
            os.kill(server, number)
        assert _pid_after_parse(parsers) == child


# Limits are tried with readers of our own in the place of feeds.parse: which documents are slow is not known for ever.

HOSTILE = textwrap.dedent(
    """
    import itertools, os, sys, time, feeds
    from syndication.gather import _child

    def parse(body, media_type, url):
        match body:
            case b"busy":
                for _ in itertools.count(): pass
            case b"asleep":
                time.sleep(60)
            case b"greedy":
                held = bytearray(2 * _child.MEMORY)
            case b"crash":
                os.abort()
            case b"busy for a while":
                end = time.process_time() + 0.7
                while time.process_time() < end: pass
        return feeds.Feed(title=body.decode())

    feeds.parse, _child.CPU = parse, 1
    """
)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parsers]:
    """Parsers whose children read with the function above."""
    (tmp_path / "hostile_child.py").write_text(
        HOSTILE + "import socket\n_child.serve(socket.socket(fileno=int(sys.argv[1])))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(parsing, "_WALL", 5.0)
    monkeypatch.setattr(_child, "__name__", "hostile_child")
    with Parsers(1) as parsers:
        yield parsers


def test_a_document_that_keeps_the_processor_busy_is_given_up(hostile: Parsers) -> None:
    assert _detail(hostile, b"busy") == "took too long to read"
    assert hostile.parse(b"next", None, ADDRESS).title == "next"


def test_each_document_has_a_processor_limit_of_its_own(hostile: Parsers) -> None:
    titles = [hostile.parse(b"busy for a while", None, ADDRESS).title for _ in range(3)]
    assert titles == ["busy for a while"] * 3


def test_a_document_that_only_waits_is_given_up_too(hostile: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_WALL", 0.5)
    pid = _pid_after_parse(hostile)
    assert _detail(hostile, b"asleep") == "took too long to read"
    assert hostile.parse(b"next", None, ADDRESS).title == "next"
    assert not _is_there(pid)


def test_a_document_that_fills_the_memory_is_given_up(hostile: Parsers) -> None:
    assert _detail(hostile, b"greedy") == "took too much memory to read"
    assert hostile.parse(b"next", None, ADDRESS).title == "next"


def test_a_reader_that_crashes_costs_one_document(hostile: Parsers) -> None:
    with pytest.raises(feeds.FeedError, match="broken"):
        hostile.parse(b"crash", None, ADDRESS)
    assert hostile.parse(b"next", None, ADDRESS).title == "next"


# Where it is started from

PROGRAM = textwrap.dedent(
    """
    import os, sys, time
    print("main was run", flush=True)
    if __name__ == "__main__":
        from syndication.gather.parsing import Parsers
        parsers = Parsers(1)
        feed = parsers.parse(b"<rss version='2.0'><channel><title>Here</title></channel></rss>", None, None)
        reader = parsers._free.get()
        print(feed.title, parsers._server._process.pid, reader._pid, flush=True)
        if "wait" in sys.argv: time.sleep(60)
    """
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path / "program.py"


@pytest.mark.parametrize("how", [["program.py"], ["-m", "program"]], ids=["script", "module"])
def test_the_main_module_is_never_run_again_and_forgetting_to_close_leaves_nobody(
    program: Path, how: list[str]
) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *how], cwd=program.parent, env=environment, capture_output=True, text=True, timeout=30
    )
    first, second = done.stdout.splitlines()
    assert (first, second.split()[0], done.stderr) == ("main was run", "Here", "")
    assert all(_goes(int(pid)) for pid in second.split()[1:])


def test_a_killed_parent_leaves_no_children(program: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(program), "wait"], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        parent.stdout.readline()
        pids = [int(pid) for pid in parent.stdout.readline().split()[1:]]
        lived = [_is_there(pid) for pid in pids]
        parent.kill()
    assert lived == [True, True]
    assert all(_goes(pid) for pid in pids)


def test_children_do_not_see_the_settings_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATION__STORAGE__DATABASE", "postgresql://me:secret@db/x")
    with Parsers(1) as parsers:
        seen = Path(f"/proc/{_pid_after_parse(parsers)}/environ").read_bytes()
    assert b"secret" not in seen


def _pid_after_parse(parsers: Parsers) -> int:
    """The child that has just read something."""
    parsers.parse(RSS, None, ADDRESS)
    reader = parsers._free.get()
    parsers._free.put(reader)
    return reader._pid


def _detail(parsers: Parsers, body: bytes) -> str:
    with pytest.raises(feeds.FeedError) as failed:
        parsers.parse(body, None, ADDRESS)
    assert failed.value.code == "broken"
    return failed.value.detail


def _is_there(pid: int) -> bool:
    """Whether a process lives; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _goes(pid: int) -> bool:
    """Whether it has ended within five seconds."""
    end = time.monotonic() + 5
    while _is_there(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not _is_there(pid)
