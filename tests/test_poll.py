"""Asking sources: from an address to the store, and every failure as a Poll."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from syndication.gather.parsing import Parsers
from syndication.ledger import Ledger
from syndication.model import Poll, Source
from syndication.poller import Poller
from syndication.settings import Settings
from syndication.store import channels, schedule, sources, stories
from syndication.store.db import Store
from syndication.store.schema import polls as polls_table
from tests.origin import Answer, Site, drip, origin
from tests.service import eventually

ATOM = {"Content-Type": "application/atom+xml", "ETag": '"one"'}


def feed(*titles: str) -> str:
    entries = "".join(
        f"<entry><id>urn:{title}</id><title>{title}</title><updated>2026-01-01T00:00:00Z</updated></entry>"
        for title in titles
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>Casa</title>'
        f"<updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
    )


@pytest.fixture
def poller(store: Store, settings: Settings, parsers: Parsers) -> Iterator[Poller]:
    with Poller(store, settings, parsers) as made:
        yield made


def add(store: Store, url: str) -> Source:
    with store.transaction() as conn:
        return sources.add(conn, url, sources.partner(conn, "Casa Amanecer"), now=datetime.now(UTC))


def source(store: Store, number: int) -> Source:
    with store.read() as conn:
        found = sources.by_id(conn, number)
    assert found
    return found


def poll(poller: Poller, *wanted: Source) -> list[Poll]:
    return list(poller.poll([source(poller.store, one.id) for one in wanted]))


def titles(store: Store) -> set[str]:
    with store.read() as conn:
        return {story.entry.title for story in stories.window(conn, "all", 100)}


def test_a_first_poll_brings_the_entries_in(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/feed", feed("A", "B"), ATOM)
    added = add(store, site.url("/feed"))
    (one,) = poll(poller, added)
    assert (one.outcome, one.new, one.updated, one.code) == ("changed", 2, 0, None)
    assert titles(store) == {"A", "B"}
    after = source(store, added.id)
    assert after.title == "Casa"
    assert after.last_ok_at
    assert after.next_poll_at
    assert after.next_poll_at > datetime.now(UTC) + timedelta(minutes=14)


def test_unchanged_sources_cost_a_304_no_parse_and_no_write_but_the_outcome(
    poller: Poller, store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve("/feed", feed("A"), ATOM)
    added = add(store, site.url("/feed"))
    poll(poller, added)
    with store.read() as conn:
        revision = channels.revision(conn)
    parsed: list[bytes] = []
    monkeypatch.setattr(Parsers, "parse", lambda _, body, *__: parsed.append(body))
    (again,) = poll(poller, added)
    assert site.requests[-1].headers["if-none-match"] == '"one"'
    assert (again.outcome, parsed) == ("unchanged", [])
    with store.read() as conn:
        assert channels.revision(conn) == revision


def test_the_same_bytes_without_validators_are_not_parsed_again(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/feed", feed("A"), {"Content-Type": "application/atom+xml"})
    added = add(store, site.url("/feed"))
    poll(poller, added)
    (again,) = poll(poller, added)
    assert (again.outcome, again.recorded) == ("unchanged", False)


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("<html><body><p>Welcome</p></body></html>", {"Content-Type": "text/html"}, 200, "no_feed"),
        ("<rss><channel><item><title>a</ti", {"Content-Type": "text/xml"}, 200, "broken"),
        ("\x00\x01\x02 not anything", {"Content-Type": "application/rss+xml"}, 200, "broken"),
        ("", {}, 404, "not_found"),
        ("", {}, 410, "gone"),
        ("", {}, 401, "login"),
        ("", {}, 500, "server_error"),
        ("", {"Retry-After": "7200"}, 429, "slow_down"),
    ],
)
def test_every_failure_is_a_poll_with_a_code(
    poller: Poller, store: Store, site: Site, body: str, headers: dict[str, str], status: int, code: str
) -> None:
    site.serve("/feed", body, headers, status)
    (one,) = poll(poller, add(store, site.url("/feed")))
    assert one.code == code
    assert one.outcome == "failed"


def test_retry_after_is_obeyed(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/feed", "", {"Retry-After": "7200"}, 429)
    added = add(store, site.url("/feed"))
    poll(poller, added)
    after = source(store, added.id).next_poll_at
    assert after
    assert after >= datetime.now(UTC) + timedelta(minutes=119)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x.example/", "http://127.9.9.9/feed", "http://[::1]/feed"]
)
def test_addresses_that_are_no_public_web_addresses_are_refused(poller: Poller, store: Store, url: str) -> None:
    (one,) = poll(poller, add(store, url))
    assert (one.outcome, one.code) == ("failed", "private_addr")


def test_a_broken_source_costs_no_other_source(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/good", feed("A"), ATOM)
    site.serve("/bad", "\x00", ATOM)
    polls = poll(poller, add(store, site.url("/bad")), add(store, site.url("/good")))
    assert sorted(one.outcome for one in polls) == ["changed", "failed"]
    assert titles(store) == {"A"}


def test_what_was_read_before_stays_when_the_source_breaks(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/feed", feed("A"), ATOM)
    added = add(store, site.url("/feed"))
    poll(poller, added)
    site.serve("/feed", "\x00 broken", {"Content-Type": "application/atom+xml"})
    poll(poller, added)
    assert titles(store) == {"A"}
    assert source(store, added.id).code == "broken"


def test_a_page_in_a_list_of_partners_leads_to_its_feed(poller: Poller, store: Store, site: Site) -> None:
    site.serve(
        "/",
        '<html><head><link rel="alternate" type="application/atom+xml" href="/feed"></head></html>',
        {"Content-Type": "text/html"},
    )
    site.serve("/feed", feed("A"), ATOM)
    added = add(store, site.url("/"))
    (one,) = poll(poller, added)
    assert one.outcome == "changed"
    after = source(store, added.id)
    assert (after.url, after.first_url) == (site.url("/feed"), site.url("/"))


def test_only_what_is_due_is_polled(poller: Poller, store: Store, site: Site) -> None:
    site.serve("/due", feed("due"), ATOM)
    site.serve("/later", feed("later"), ATOM)
    add(store, site.url("/due"))
    later = add(store, site.url("/later"))
    with store.transaction() as conn:
        schedule.record(conn, [Poll(later.id, datetime.now(UTC), "unchanged", datetime.now(UTC) + timedelta(hours=1))])
    poller.poll_due()
    assert eventually(site.paths)
    poller.close()
    assert site.paths() == ["/due"]


def test_a_partner_who_drips_delays_nobody_else(poller: Poller, store: Store, site: Site) -> None:
    with origin() as slow:
        slow.raw("/feed", lambda: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x", seconds=1.5))
        site.serve("/feed", feed("A"), ATOM)
        slow_one = add(store, slow.url("/feed"))
        add(store, site.url("/feed"))
        began = datetime.now(UTC)
        poller.poll_due()
        while "A" not in titles(store):
            assert datetime.now(UTC) - began < timedelta(seconds=20)
        with store.read() as conn:
            assert slow_one.id not in conn.execute(sa.select(polls_table.c.source_id)).scalars().all()


def test_a_host_that_hangs_with_many_sources_holds_up_no_other(poller: Poller, store: Store, site: Site) -> None:
    with origin() as slow:
        slow.raw("/", lambda: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x", seconds=0.5))
        for number in range(poller.settings.polling.workers * 3):
            add(store, slow.url(f"/?{number}"))
        poller.poll_due()
        site.serve("/feed", feed("A"), ATOM)
        add(store, site.url("/feed"))
        poller.poll_due()
        assert eventually(lambda: "A" in titles(store), 5)
        poller.close()


def test_a_host_that_is_being_asked_is_not_asked_again_meanwhile(poller: Poller, store: Store, site: Site) -> None:
    leave = threading.Event()
    site.handle("/slow", lambda _: leave.wait(10) and Answer(feed("slow").encode(), ATOM))
    site.serve("/feed", feed("A"), ATOM)
    add(store, site.url("/slow"))
    poller.poll_due()
    assert eventually(site.paths)
    add(store, site.url("/feed"))
    poller.poll_due()
    assert not eventually(lambda: site.paths() != ["/slow"], 0.5)
    leave.set()
    assert eventually(lambda: (poller.poll_due(), "A" in titles(store))[1])


def test_never_two_requests_at_once_for_one_host(poller: Poller, store: Store, site: Site) -> None:
    lock, most = threading.Lock(), []
    running = 0

    def answer(_: object) -> Answer:
        nonlocal running
        with lock:
            running += 1
            most.append(running)
        threading.Event().wait(0.05)
        with lock:
            running -= 1
        return Answer(feed("A").encode(), ATOM)

    for number in range(4):
        site.handle(f"/{number}", answer)
        add(store, site.url(f"/{number}"))
    with store.read() as conn:
        list(poller.poll([one for one in sources.active(conn) if not one.is_own]))
    assert max(most) == 1


def test_a_mistake_of_ours_costs_one_poll(
    poller: Poller, store: Store, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site.serve("/feed", feed("A"), ATOM)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("syndication.poll.take", fail)
    (one,) = poll(poller, add(store, site.url("/feed")))
    assert (one.outcome, one.code) == ("failed", "internal")
    assert "mistake of ours" in caplog.text


def test_a_folder_of_markdown_is_a_source(poller: Poller, store: Store, home: Path) -> None:
    (home / "content").mkdir()
    (home / "content" / "hello.md").write_text("---\ntitle: Office closed\nkind: news\n---\nBack on Monday.\n")
    with store.read() as conn:
        folder = next(one for one in sources.listed(conn) if one.url == "folder:content")
    (one,) = poll(poller, folder)
    assert (one.outcome, one.new) == ("changed", 1)
    (again,) = poll(poller, folder)
    assert again.outcome == "unchanged"
    assert titles(store) == {"Office closed"}


def test_a_database_that_cannot_be_written_loses_nothing_and_blames_no_partner(
    poller: Poller, store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve("/feed", feed("A"), ATOM)
    added = add(store, site.url("/feed"))

    def locked(*_: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr("syndication.poll.take", locked)
        poll(poller, added)
    assert source(store, added.id).code is None
    (again,) = poll(poller, added)
    assert (again.outcome, again.new) == ("changed", 1)


def test_what_a_server_says_is_kept_as_text_that_every_database_takes(poller: Poller, store: Store, site: Site) -> None:
    site.raw("/feed", lambda: [b"HTTP/1.1 2000000 \x00\xff\x1b[31m\r\n\r\n"])
    (failed,) = poll(poller, add(store, site.url("/feed")))
    assert failed.code == "server_error"
    assert failed.detail
    assert failed.detail.isprintable()


def test_an_outcome_that_cannot_be_written_keeps_no_other_from_being_written(either_store: Store) -> None:
    added, ledger, now = add(either_store, "https://casa.example/"), Ledger(either_store), datetime.now(UTC)
    never_was = replace(added, id=4711)
    for one in (never_was, added):
        ledger.add(one, Poll(one.id, now, "failed", now, code="timeout"))
    ledger.flush()
    assert source(either_store, added.id).code == "timeout"
    ledger.flush()
    assert source(either_store, added.id).failures == 1


def test_after_a_pause_what_is_overdue_is_not_begun_all_at_once(poller: Poller, store: Store) -> None:
    now = datetime.now(UTC)
    with store.transaction() as conn:
        owner = sources.partner(conn, "Casa Amanecer")
        hosts = [f"http://127.0.0.1:{port}/" for port in range(20_000, 20_300)]
        overdue = [sources.add(conn, host, owner, now=now) for host in hosts]
        schedule.record(conn, [Poll(one.id, now - timedelta(hours=9), "unchanged", now) for one in overdue])
    poller.poll_due()
    assert eventually(lambda: not poller.is_busy)
    poller.close()
    with store.read() as conn:
        begun = set(conn.execute(sa.select(polls_table.c.source_id).where(polls_table.c.at >= now)).scalars())
    assert len(begun & {one.id for one in overdue}) == 5  # of 300, in the first of sixty ticks
