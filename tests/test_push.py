"""A partner's hub tells us of news (WebSub, W3C): asked, verified, believed, renewed, and never relied on.

Numbers in names are those of websub.rocks' tests of subscribers.
"""

import hashlib
import hmac
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
import uvicorn
from msgspec import structs

import feeds
from feeds import Feed
from syndication.errands import Errands
from syndication.gather import push
from syndication.gather.fetch import fetch
from syndication.gather.push import Signature
from syndication.model import Document, Poll, Source
from syndication.net.session import open_session
from syndication.settings import Settings
from syndication.store import schedule, sources, subscriptions
from syndication.store.db import FILE, Store
from syndication.store.schema import subscriptions as table
from syndication.web.app import create_app
from syndication.web.websub import CALLBACK
from tests.conftest import NOW
from tests.origin import Site
from tests.service import eventually
from tests.websub_hub import LEASE, WebSubHub, request

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWS = b"<feed>whatever it says is asked again</feed>"
MOST = 100_000  # bytes of a push


@dataclass
class Listener:
    """A service of ours that hubs can reach: its web over real HTTP, its errands, and one clock for both."""

    settings: Settings
    store: Store
    now: datetime = NOW
    errands: Errands = field(init=False)

    def __post_init__(self) -> None:
        self.errands = Errands(self.store, self.settings, now=lambda: self.now)

    def add(self, url: str) -> Source:
        with self.store.transaction() as conn:
            source = sources.add(conn, url, sources.partner(conn, url), now=self.now)
        return self.read(source)

    def read(self, source: Source) -> Source:
        """Poll once: what a document says of its hub is wished for, and the next poll is a day away."""
        document = fetch(open_session(self.settings), source, self.now)
        assert document.body is not None
        feed = feeds.parse(document.body, document.media_type, document.url)
        with self.store.transaction() as conn:
            subscriptions.wish(conn, source.id, document, feed, self.now)
            schedule.record(conn, [Poll(source.id, self.now, "changed", self.now + DAY)])
        return self.source(source)

    def source(self, source: Source) -> Source:
        with self.store.read() as conn:
            return sources.by_ids(conn, [source.id])[source.id]

    def row(self, source: Source) -> Any:
        with self.store.read() as conn:
            return conn.execute(sa.select(table).where(table.c.source_id == source.id)).first()

    def callback(self, source: Source) -> str:
        return f"{self.settings.base_url}websub/{self.row(source).token}"

    def is_due(self, source: Source, within: float = 0.1) -> bool:
        """Whether a poll was asked for within these seconds; a hub is answered before that is written down."""

        def asked() -> bool:
            due_at = self.source(source).next_poll_at
            return due_at is not None and due_at <= self.now

        return bool(eventually(asked, within))


class Door:
    """One real server for all tests of this module; behind it stands the app of the test that runs."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hub/"
        self.app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        opened = Door(listening.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(opened, log_config=None, access_log=False, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield opened
        server.should_exit = True
        thread.join()


@pytest.fixture
def listener(settings: Settings, migrated: bytes, door: Door) -> Iterator[Listener]:
    settings = structs.replace(
        settings,
        coalition=structs.replace(settings.coalition, url=door.url),
        polling=structs.replace(settings.polling, max_bytes=MOST, total_timeout=timedelta(seconds=1)),
    )
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(migrated)
    made = Listener(settings, Store("sqlite", settings.data))
    door.app = create_app(settings, store=made.store, now=lambda: made.now)
    yield made
    made.store.close()


@pytest.fixture
def hub(site: Site) -> WebSubHub:
    return WebSubHub(site)


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:t</id>{}</feed>'
RSS = '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>T</title>{}</channel></rss>'


def atom(hub: str, topic: str) -> str:
    return ATOM.format(f'<link rel="hub" href="{hub}"/><link rel="self" href="{topic}"/>')


def rss(hub: str, topic: str) -> str:
    return RSS.format(f'<a:link rel="hub" href="{hub}"/><a:link rel="self" href="{topic}"/>')


def json(hub: str, topic: str) -> str:
    return (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], '
        f'"feed_url": "{topic}", "hubs": [{{"type": "WebSub", "url": "{hub}"}}]}}'
    )


def links(hub: str, topic: str) -> dict[str, str]:
    return {"Link": f'<{hub}>; rel="hub", <{topic}>; rel="self"'}


@pytest.fixture
def followed(listener: Listener, site: Site, hub: WebSubHub) -> Source:
    """A source whose hub has promised us word."""
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    hub.settle()
    assert listener.row(source).state == "active"
    return source


# Finding the hub


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (ATOM.format(""), links("{hub}", "{topic}")),
        (atom("{hub}", "{topic}"), {}),
        (rss("{hub}", "{topic}"), {}),
        (json("{hub}", "{topic}"), {"Content-Type": "application/feed+json"}),
        (atom("http://nobody.example/", "http://nobody.example/feed"), links("{hub}", "{topic}")),
    ],
    ids=["100 Link header", "101 Atom", "102 RSS", "103 JSON Feed", "104 the header before the document"],
)
def test_the_hub_that_a_source_names_is_asked(
    listener: Listener, site: Site, hub: WebSubHub, body: str, headers: dict[str, str]
) -> None:
    def filled(text: str) -> str:
        return text.replace("{hub}", hub.url).replace("{topic}", site.url("/topic"))

    site.serve("/feed", filled(body), {name: filled(value) for name, value in headers.items()})
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    hub.settle()
    (asked,) = hub.asked
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == site.url("/topic"), "its own word for itself, whatever address was read"
    assert asked["hub.callback"] == listener.callback(source)
    assert 20 < len(asked["hub.secret"].encode()) < 200
    assert int(asked["hub.lease_seconds"]) > 0
    assert hub.leases.keys() == {listener.callback(source)}
    assert listener.source(source).pushed_until == listener.now + timedelta(seconds=LEASE)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_200_to_202_a_topic_that_moved_is_asked_for_as_it_calls_itself_there(
    listener: Listener, site: Site, hub: WebSubHub, status: int
) -> None:
    site.redirect("/old", "/new", status)
    site.serve("/new", atom(hub.url, site.url("/new")))
    listener.add(site.url("/old"))
    listener.errands.run()
    assert [asked["hub.topic"] for asked in hub.asked] == [site.url("/new")]


@pytest.mark.parametrize("status", [307, 308])
def test_203_and_204_a_hub_that_moved_is_followed_with_all_that_it_is_asked(
    listener: Listener, site: Site, hub: WebSubHub, status: int
) -> None:
    site.redirect("/hub-before", hub.path, status)
    site.serve("/feed", atom(site.url("/hub-before"), site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    hub.settle()
    assert len(hub.asked) == 1
    assert listener.row(source).state == "active"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: structs.replace(s, coalition=structs.replace(s.coalition, url=None)),
        lambda s: structs.replace(s, hub=structs.replace(s.hub, subscribe=False)),
    ],
    ids=["without a public address", "where staff do not want it"],
)
def test_no_hub_is_asked(listener: Listener, site: Site, hub: WebSubHub, change: Any) -> None:
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    listener.add(site.url("/feed"))
    Errands(listener.store, change(listener.settings), now=lambda: listener.now).run()
    assert hub.asked == []


def test_no_hub_in_a_private_place_is_asked(listener: Listener, site: Site) -> None:
    with socket.create_server(("127.0.0.2", 0)) as inside:
        inside.setblocking(False)
        site.serve("/feed", atom(f"http://127.0.0.2:{inside.getsockname()[1]}/", site.url("/feed")))
        source = listener.add(site.url("/feed"))
        listener.errands.run()
        with pytest.raises(BlockingIOError):
            inside.accept()
    assert listener.row(source).state == "asked"


# Verification


def test_205_what_we_did_not_ask_for_is_not_verified(listener: Listener, followed: Source, hub: WebSubHub) -> None:
    here, topic = listener.callback(followed), listener.row(followed).topic
    unknown = here.rpartition("/")[0] + "/" + "x" * 43
    for callback, asked, mode in (
        (here, f"{topic}/another", "subscribe"),
        (here, "", "subscribe"),
        (here, topic, "unsubscribe"),
        (here, topic, "publish"),
        (unknown, topic, "subscribe"),
        (unknown, topic, "denied"),
        (here, f"{topic}/another", "denied"),
    ):
        answer = hub.verify(callback, asked, mode)
        assert answer.status == 404
        assert answer.body == b""
    assert listener.row(followed).state == "active"


def test_a_stranger_who_verifies_another_topic_changes_nothing(listener: Listener, site: Site, hub: WebSubHub) -> None:
    hub.manner = "stranger"
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    hub.settle()
    assert [answer.status for answer in hub.answers] == [404]
    assert listener.source(source).pushed_until is None


def test_a_hub_may_verify_before_it_answers(listener: Listener, site: Site, hub: WebSubHub) -> None:
    hub.manner = "at once"
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    assert listener.row(source).state == "active"


def test_a_challenge_comes_back_as_text_that_no_browser_takes_for_more(listener: Listener, followed: Source) -> None:
    challenge = "<script>alert(1)</script>"
    query = {"hub.mode": "subscribe", "hub.topic": listener.row(followed).topic, "hub.challenge": challenge}
    for method in ("GET", "HEAD"):
        answer = request(f"{listener.callback(followed)}?{urlencode(query)}", method=method)
        assert answer.status == 200
        assert answer.body == (challenge.encode() if method == "GET" else b"")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_head_confirms_nothing(listener: Listener, site: Site, hub: WebSubHub) -> None:
    hub.manner = "silent"
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    query = {"hub.mode": "subscribe", "hub.topic": site.url("/feed"), "hub.challenge": "x"}
    assert request(f"{listener.callback(source)}?{urlencode(query)}", method="HEAD").status == 200
    assert listener.row(source).state == "asked"


def test_other_methods_are_told_which_there_are(listener: Listener, followed: Source) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = request(listener.callback(followed), method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


LEASES = ((60, HOUR), (100_000, timedelta(seconds=100_000)), (10**11, 30 * DAY), (-5, DAY), ("soon", DAY))


def test_a_lease_is_what_the_hub_says_within_reason(listener: Listener, followed: Source, hub: WebSubHub) -> None:
    for stated, lease in LEASES:
        hub.lease = stated
        assert hub.verify(listener.callback(followed), listener.row(followed).topic).status == 200
        assert listener.source(followed).pushed_until == listener.now + lease


# Word of news


def test_300_a_signed_push_makes_exactly_its_source_due(
    listener: Listener, site: Site, followed: Source, hub: WebSubHub
) -> None:
    site.serve("/other", atom(hub.url, site.url("/other")))
    other = listener.add(site.url("/other"))
    assert hub.deliver(listener.callback(followed), NEWS).status == 202
    assert listener.is_due(followed, 5)
    assert not listener.is_due(other)


@pytest.mark.parametrize("signature", ["sha256=" + "0" * 64, ""], ids=["301 wrong", "302 missing"])
def test_301_and_302_what_is_not_signed_is_accepted_and_ignored(
    listener: Listener, followed: Source, hub: WebSubHub, signature: str
) -> None:
    assert hub.deliver(listener.callback(followed), NEWS, signature).status == 202
    assert not listener.is_due(followed)


@pytest.mark.parametrize("method", push.METHODS)
def test_a_signature_holds_over_a_body_in_pieces(method: str) -> None:
    stated = f"{method.upper()}={hmac.new(b'secret', NEWS, method).hexdigest().upper()}"
    for last, holds in ((NEWS[-1:], True), (b"!", False)):
        signature = Signature(stated, "secret")
        for piece in (NEWS[:7], b"", NEWS[7:-1], last):
            signature.update(piece)
        assert signature.holds() is holds


@pytest.mark.parametrize(
    "stated",
    [
        "sha256=" + hmac.new(b"another secret", NEWS, "sha256").hexdigest(),
        "sha1=" + hmac.new(b"secret", NEWS, "sha256").hexdigest(),
        "sha256=" + hashlib.sha256(NEWS).hexdigest(),
        "md5=" + hmac.new(b"secret", NEWS, "md5").hexdigest(),
        hmac.new(b"secret", NEWS, "sha256").hexdigest(),
        "sha256=\N{LATIN SMALL LETTER U WITH DIAERESIS}",
        "sha256=",
        "sha256",
        "=",
        "",
    ],
)
def test_no_other_signature_holds(stated: str) -> None:
    signature = Signature(stated, "secret")
    signature.update(NEWS)
    assert not signature.holds()


def test_a_flood_of_pushes_is_one_poll_and_its_host_is_left_its_minute(
    listener: Listener, followed: Source, hub: WebSubHub
) -> None:
    listener.now += timedelta(seconds=20)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hub.deliver(listener.callback(followed), NEWS), range(60)))
    assert {answer.status for answer in answers} == {202}
    assert listener.is_due(followed, 5)
    assert listener.source(followed).next_poll_at == listener.now
    with listener.store.read() as conn:
        assert schedule.due(conn, listener.now) == []
        assert [one.id for one in schedule.due(conn, listener.now + timedelta(minutes=1))] == [followed.id]


def test_a_push_as_large_as_a_poll_may_be_is_heard_and_a_larger_one_is_not(
    listener: Listener, followed: Source, hub: WebSubHub
) -> None:
    assert hub.deliver(listener.callback(followed), b"x" * (MOST + 1)).status == 413
    assert not listener.is_due(followed)
    assert hub.deliver(listener.callback(followed), b"x" * MOST).status == 202
    assert listener.is_due(followed, 5)


def test_a_body_that_does_not_end_is_left(listener: Listener, followed: Source) -> None:
    address = listener.callback(followed).split("/", 3)
    host, _, port = address[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"POST /{address[3]} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 408 ")
    assert not listener.is_due(followed)


# Subscriptions that end


def pause(conn: sa.Connection, source: Source) -> None:
    sources.pause(conn, source.id)


def remove(conn: sa.Connection, source: Source) -> None:
    sources.remove(conn, source.id, NOW)


@pytest.mark.parametrize("end", [pause, remove])
def test_a_source_that_is_not_wanted_is_gone_for_its_hub_and_asked_for_anew_when_it_is(
    listener: Listener, site: Site, followed: Source, hub: WebSubHub, end: Any
) -> None:
    callback, topic = listener.callback(followed), listener.row(followed).topic
    with listener.store.transaction() as conn:
        end(conn, followed)
    assert hub.deliver(callback, NEWS).status == 410
    assert not listener.is_due(followed)
    assert hub.verify(callback, topic).status == 404
    assert hub.verify(callback, topic, "unsubscribe").status == 200
    listener.now += DAY
    listener.errands.run()
    assert len(hub.asked) == 1
    with listener.store.transaction() as conn:
        if end is pause:
            sources.resume(conn, followed.id, listener.now)
        else:
            sources.add(conn, site.url("/feed"), followed.partner, now=listener.now)
    listener.errands.run()
    hub.settle()
    assert len(hub.asked) == 2
    assert listener.row(followed).state == "active"


def test_a_token_that_nobody_has_is_gone(listener: Listener) -> None:
    assert request(f"{listener.settings.base_url}websub/{'x' * 43}", NEWS).status == 410


def test_a_source_with_another_hub_ends_the_promise_of_the_first(
    listener: Listener, site: Site, followed: Source, hub: WebSubHub
) -> None:
    before = listener.callback(followed)
    another = WebSubHub(site, "/another")
    site.serve("/feed", atom(another.url, site.url("/feed")))
    listener.read(followed)
    assert listener.source(followed).pushed_until is None
    assert hub.deliver(before, NEWS).status == 410
    listener.errands.run()
    another.settle()
    assert listener.callback(followed) in another.leases
    assert listener.callback(followed) != before


def test_a_source_that_names_no_hub_any_more_is_only_polled(listener: Listener, site: Site, followed: Source) -> None:
    site.serve("/feed", ATOM.format(""))
    listener.read(followed)
    assert listener.row(followed) is None
    assert listener.source(followed).pushed_until is None


def test_a_hub_that_says_no_is_asked_again_after_a_week(
    listener: Listener, site: Site, hub: WebSubHub, caplog: pytest.LogCaptureFixture
) -> None:
    hub.manner = "deny"
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    with caplog.at_level(logging.INFO):
        listener.errands.run()
        hub.settle()
    assert [answer.status for answer in hub.answers] == [200]
    assert "not welcome" in caplog.text
    assert (listener.row(source).state, listener.source(source).pushed_until) == ("denied", None)
    assert asked_on_days(listener, hub, 8) == [7]


def test_a_promise_that_the_hub_takes_back_is_over_at_once(
    listener: Listener, followed: Source, hub: WebSubHub
) -> None:
    hub.verify(listener.callback(followed), listener.row(followed).topic, "denied")
    assert listener.source(followed).pushed_until is None


def asked_on_days(listener: Listener, hub: WebSubHub, days: int) -> list[int]:
    """The days from now on which the hub was asked at least once, looked at every hour."""
    began, before, found = listener.now, len(hub.asked), []
    while listener.now < began + days * DAY:
        listener.now += HOUR
        listener.errands.run()
        hub.settle()
        if len(hub.asked) > before:
            found.append((listener.now - began).days)
            before = len(hub.asked)
    return sorted(set(found))


# Leases


def test_a_lease_is_renewed_when_four_fifths_of_it_are_over(
    listener: Listener, followed: Source, hub: WebSubHub
) -> None:
    listener.now += timedelta(seconds=LEASE * 0.8 - 1)
    listener.errands.run()
    assert len(hub.asked) == 1
    listener.now += timedelta(seconds=1)
    listener.errands.run()
    hub.settle()
    assert len(hub.asked) == 2
    assert listener.source(followed).pushed_until == listener.now + timedelta(seconds=LEASE)
    assert len(hub.leases) == 1, "the same callback"


def test_a_push_is_heard_while_a_lease_is_renewed(listener: Listener, followed: Source, hub: WebSubHub) -> None:
    hub.manner = "silent"
    listener.now += timedelta(seconds=LEASE * 0.8)
    listener.errands.run()
    assert hub.deliver(listener.callback(followed), NEWS).status == 202
    assert listener.is_due(followed, 5)


def test_a_lease_that_is_not_renewed_runs_out(listener: Listener, followed: Source, hub: WebSubHub) -> None:
    hub.manner = "refuse"
    until = listener.source(followed).pushed_until
    asked_on_days(listener, hub, 3)
    assert listener.source(followed).pushed_until == until
    assert until < listener.now


# Hubs that do not work


@pytest.mark.parametrize("manner", ["refuse", "silent"])
def test_a_hub_that_does_not_agree_is_asked_ever_less_and_once_a_day_in_the_end(
    listener: Listener, site: Site, hub: WebSubHub, manner: Any
) -> None:
    hub.manner = manner
    site.serve("/feed", atom(hub.url, site.url("/feed")))
    source = listener.add(site.url("/feed"))
    listener.errands.run()
    asked_on_days(listener, hub, 3)
    first = len(hub.asked)
    assert 3 < first < 15
    asked_on_days(listener, hub, 4)
    assert 3 <= len(hub.asked) - first <= 4
    assert listener.source(source).next_poll_at == NOW + DAY, "polling goes its own way"


@pytest.mark.parametrize("manner", ["fail", "hang"])
def test_a_hub_that_is_down_costs_one_request_whatever_waits_for_it(
    listener: Listener, site: Site, hub: WebSubHub, manner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "LIMITS", push.Limits(0.3, 1000))
    hub.manner = manner
    for number in range(5):
        site.serve(f"/{number}", atom(hub.url, site.url(f"/{number}")))
        listener.add(site.url(f"/{number}"))
    before = len(site.requests)
    for _ in range(6):
        listener.errands.run()
    assert site.paths()[before:] == [hub.path]
    hub.manner = "accept"
    listener.now += timedelta(minutes=6)
    for _ in range(5):
        listener.errands.run()
    hub.settle()
    assert len(hub.leases) == 5


# What strangers and logs learn


def test_no_token_and_no_secret_is_ever_logged_or_shown(
    listener: Listener, followed: Source, hub: WebSubHub, caplog: pytest.LogCaptureFixture
) -> None:
    row, callback = listener.row(followed), listener.callback(followed)
    with listener.store.read() as conn:
        shown = repr(subscriptions.by_token(conn, row.token))
    with caplog.at_level(logging.DEBUG):
        hub.deliver(callback, NEWS, "sha1=0")
        hub.deliver(callback, NEWS)
        hub.verify(callback, row.topic, "denied")
        (listener.settings.data / FILE).rename(listener.settings.data / "elsewhere")
        assert request(callback, NEWS).status == 503
    logged = [
        record.getMessage() for record in caplog.records if record.name != "uvicorn.access"
    ]  # which serve.py mutes
    assert any("database" in line for line in logged)
    assert not any(secret in line for secret in (row.token, row.secret) for line in (shown, *logged))


def test_a_database_that_does_not_answer_is_told_as_later(listener: Listener, followed: Source, hub: WebSubHub) -> None:
    callback = listener.callback(followed)
    (listener.settings.data / FILE).rename(listener.settings.data / "elsewhere")
    for answer in (hub.deliver(callback, NEWS), hub.verify(callback, hub.leases[callback].topic)):
        assert (answer.status, answer.headers["retry-after"]) == (503, "60")


def test_the_callback_answers_whether_or_not_a_proxy_strips_our_path(listener: Listener, followed: Source) -> None:
    assert CALLBACK.fullmatch(f"/websub/{listener.row(followed).token}")
    assert "/hub/websub/" in listener.callback(followed)
    stripped = listener.callback(followed).replace("/hub/websub/", "/websub/")
    assert request(stripped, NEWS).status == 202


def test_pages_and_feeds_are_as_they_were(listener: Listener) -> None:
    assert request(f"{listener.settings.base_url}feeds/all.atom").status == 200
    assert request(f"{listener.settings.base_url}websub/").status == 404
    assert request(f"{listener.settings.base_url}healthz").status == 200


def test_a_subscription_is_the_same_in_either_database(either_store: Store) -> None:
    named = Document("https://casa.example/feed", None, hubs=("https://hub.example/",))
    with either_store.transaction() as conn:
        source = sources.add(conn, named.url, sources.partner(conn, "Casa"), now=NOW)
        subscriptions.wish(conn, source.id, named, Feed(), NOW)
        wanted = subscriptions.next_due(conn, NOW)
        assert wanted
        subscriptions.asking(conn, wanted, NOW)
        assert subscriptions.next_due(conn, NOW + HOUR) is None
        subscriptions.refused(conn, wanted, NOW)
        assert subscriptions.next_due(conn, NOW + HOUR)
        assert subscriptions.confirm(conn, wanted.token, named.url, 7200, NOW)
        subscriptions.refused(conn, wanted, NOW + DAY)
        known = subscriptions.by_token(conn, wanted.token)
        assert known
        assert (known.state, known.attempts, known.is_alive, known.lease_until) == ("active", 0, True, NOW + 2 * HOUR)
        assert subscriptions.deny(conn, wanted.token, named.url, NOW)
        found = sources.by_id(conn, source.id)
        assert found
        assert found.pushed_until is None
