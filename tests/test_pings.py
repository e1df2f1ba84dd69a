"""Our hubs are told of our feeds (WebSub, W3C, 6): only of what changed, in one word a burst, until they have heard."""

import json
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs

import feedparser
import pytest
import sqlalchemy as sa
from msgspec import structs
from starlette.testclient import TestClient

from feeds import Entry, Feed
from syndication.channels import BUILT_IN
from syndication.errands import Errands
from syndication.gather import push
from syndication.merge.take import take
from syndication.publish import hub as telling
from syndication.publish.hub import is_topic
from syndication.publish.publisher import Publisher
from syndication.settings import Settings
from syndication.store import pings, sources
from syndication.store.db import Store
from syndication.store.schema import pings as table
from syndication.web.app import create_app
from syndication.worker import GRACE
from tests.conftest import NOW
from tests.origin import Answer, Site, origin
from tests.service import eventually
from tests.websub_hub import WebSubHub

BASE = "https://hub.example/"
NEWS = {
    f"{BASE}feeds/{slug}.{suffix}" for slug in ("all", "news", "partners/casa") for suffix in ("atom", "rss", "json")
}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PATIENCE = telling.LIMITS


@dataclass
class Speaker:
    """A service of ours that publishes: its publisher, its errands, and a clock that can be set ahead."""

    settings: Settings
    store: Store
    ahead: timedelta = timedelta(0)
    publisher: Publisher = field(init=False)
    errands: Errands = field(init=False)

    def __post_init__(self) -> None:
        self.publisher = Publisher(self.store, self.settings)
        self.errands = Errands(self.store, self.settings, now=lambda: datetime.now(UTC) + self.ahead)

    def say(self, *titles: str) -> None:
        """A partner says something, and it is published."""
        now = datetime.now(UTC)
        with self.store.transaction() as conn:
            known = sources.by_url(conn, "https://casa.example/feed")
            casa = known or sources.add(conn, "https://casa.example/feed", sources.partner(conn, "Casa"), now=now)
            take(conn, self.settings, casa, Feed(entries=tuple(Entry(id=title, title=title) for title in titles)), now)
        self.publisher.publish()

    def wait(self, span: timedelta = pings.DELAY) -> None:
        """Let time pass; then errands are run."""
        self.ahead += span
        self.errands.run()

    def owed(self) -> list[Any]:
        with self.store.read() as conn:
            return list(conn.execute(sa.select(table).order_by(table.c.topic)))


def told(site: Site, path: str = "/hub") -> Counter[str]:
    """How often a hub was told of each topic."""
    bodies = [parse_qs(one.body.decode()) for one in site.requests if one.path == path]
    assert all(body["hub.mode"] == ["publish"] for body in bodies)
    return Counter(body["hub.url"][0] for body in bodies)


@pytest.fixture
def silent(site: Site) -> Site:
    """The hub's server, which only takes what it is told."""
    site.serve("/hub", b"", status=204)
    return site


@pytest.fixture
def speaker(store: Store, settings: Settings, silent: Site) -> Speaker:
    """All that was published until now has been told."""
    made = Speaker(with_hubs(settings, silent.url("/hub")), store)
    made.say("A")
    with store.transaction() as conn:
        conn.execute(table.delete())
    return made


def with_hubs(settings: Settings, *hubs: str) -> Settings:
    return structs.replace(settings, hub=structs.replace(settings.hub, publish=hubs))


def ended() -> threading.Event:
    stop = threading.Event()
    stop.set()
    return stop


# What is told


def test_a_hub_is_told_of_each_feed_that_changed_and_of_nothing_else(speaker: Speaker, silent: Site) -> None:
    speaker.say("A", "B")
    speaker.wait()
    assert told(silent) == dict.fromkeys(NEWS, 1)
    assert speaker.owed() == []


def test_a_burst_is_one_word_a_feed(speaker: Speaker, silent: Site) -> None:
    for number in range(5):
        speaker.say(f"B{number}")
        speaker.errands.run()
    assert told(silent) == {}, "a few seconds are waited for the rest of it"
    speaker.wait()
    assert told(silent) == dict.fromkeys(NEWS, 1)


def test_nothing_is_told_where_no_byte_changed(speaker: Speaker, silent: Site) -> None:
    speaker.say("A")
    (speaker.settings.public / "feeds" / "all.atom").unlink()
    speaker.publisher.publish(everything=True)
    Publisher(speaker.store, speaker.settings).publish()
    speaker.wait()
    assert told(silent) == {}
    assert speaker.owed() == []


def test_the_feeds_that_most_people_follow_are_told_of_first(speaker: Speaker, silent: Site) -> None:
    speaker.say("A", "B")
    speaker.wait()
    channels = [topic.removeprefix(f"{BASE}feeds/").split(".")[0] for topic in told(silent)]
    assert list(dict.fromkeys(channels)) == ["all", "news", "partners/casa"]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("feeds/all.atom", True),
        ("feeds/all.ics", True),
        ("feeds/meetings.google.ics", True),
        ("feeds/towns/new-bedford.rss", True),
        ("feeds/index.json", False),
        ("feeds/all/archive/1.atom", False),
        ("partners.opml", False),
        ("partners.json", False),
        ("gone.json", False),
    ],
)
def test_a_topic_is_a_feed_that_people_follow(path: str, is_one: bool) -> None:
    assert is_topic(path) is is_one


def test_every_hub_is_told(store: Store, settings: Settings, silent: Site) -> None:
    silent.serve("/other", b"", status=202)
    both = Speaker(with_hubs(settings, silent.url("/hub"), silent.url("/other")), store)
    both.say("A")
    while both.owed():
        both.wait()
    assert told(silent) == told(silent, "/other")
    assert told(silent).keys() > NEWS


@pytest.mark.parametrize("where", ["publisher", "errands"])
def test_nothing_is_told_without_a_public_address(speaker: Speaker, silent: Site, where: str) -> None:
    nowhere = structs.replace(speaker.settings, coalition=structs.replace(speaker.settings.coalition, url=None))
    if where == "publisher":
        speaker.publisher = Publisher(speaker.store, nowhere)
    else:
        speaker.errands = Errands(speaker.store, nowhere, now=lambda: datetime.now(UTC) + speaker.ahead)
    speaker.say("A", "B")
    speaker.wait()
    assert told(silent) == {}


def test_a_hub_that_left_the_configuration_is_owed_nothing(speaker: Speaker) -> None:
    speaker.say("A", "B")
    Errands(speaker.store, with_hubs(speaker.settings, "https://another.example/")).follow(ended())
    assert speaker.owed() == []


# When


def test_a_hub_that_comes_at_once_reads_what_it_was_told_of(speaker: Speaker, silent: Site) -> None:
    """It is told only once every file of the round is in its place."""
    public = speaker.settings.public
    blocked = public / "feeds" / "news.atom.gz"
    blocked.unlink()
    blocked.mkdir()
    with pytest.raises(OSError, match="news"):
        speaker.say("A", "B")
    speaker.wait(timedelta(hours=1))
    assert told(silent) == {}
    blocked.rmdir()
    speaker.ahead = timedelta(0)
    speaker.publisher.publish()
    speaker.wait()
    assert told(silent) == dict.fromkeys(NEWS, 1)


def test_what_changes_while_the_hub_is_being_told_is_told_again(speaker: Speaker, silent: Site) -> None:
    more = iter(["C"])

    def answer(_: object) -> Answer:
        for title in more:
            speaker.say("A", "B", title)
        return Answer(b"", {}, 204)

    silent.handle("/hub", answer)
    speaker.say("A", "B")
    speaker.wait()
    again = {row.topic for row in speaker.owed()}
    assert f"{BASE}feeds/all.atom" in again
    speaker.wait()
    assert told(silent) == Counter(dict.fromkeys(NEWS, 1)) + Counter(again)
    assert speaker.owed() == []


# A hub that does not listen


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LIMITS", telling.Limits(0.3, 1000))


@pytest.mark.parametrize("manner", ["fail", "hang"])
def test_a_dead_hub_costs_one_request_a_round_whatever_it_is_owed(
    speaker: Speaker, silent: Site, hurried: None, manner: Any
) -> None:
    WebSubHub(silent, manner=manner)
    speaker.say("A", "B")
    for _ in range(5):
        speaker.wait()
    assert sum(told(silent).values()) == 1
    assert {row.topic for row in speaker.owed()} == NEWS


def test_a_hub_is_tried_ever_less_and_given_up_after_a_week_in_one_line(
    speaker: Speaker, silent: Site, caplog: pytest.LogCaptureFixture
) -> None:
    silent.serve("/hub", b"", status=503)
    speaker.say("A", "B")
    tries = []
    for hour in range(24 * 10):
        before = len(silent.requests)
        speaker.wait(timedelta(hours=1))
        tries += [hour] * (len(silent.requests) - before)
    assert speaker.owed() == []
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps == sorted(gaps)
    assert 24 <= max(gaps) <= 25
    assert 5 * 24 < tries[-1] < 9 * 24
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "HTTP 503" in line
    assert "9 feeds" in line


def test_a_hub_that_is_back_hears_of_the_newest_once(speaker: Speaker, silent: Site) -> None:
    silent.serve("/hub", b"", status=500)
    for number in range(4):
        speaker.say(f"B{number}")
        speaker.wait()
    silent.serve("/hub", b"", status=204)
    silent.requests.clear()
    speaker.wait(timedelta(hours=1))
    speaker.wait()
    assert told(silent) == dict.fromkeys(NEWS, 1)
    assert speaker.owed() == []


def test_a_change_does_not_wake_what_waits_for_a_dead_hub(speaker: Speaker, silent: Site) -> None:
    silent.serve("/hub", b"", status=500)
    speaker.say("A", "B")
    for _ in range(4):
        speaker.wait(timedelta(hours=1))
    before = len(silent.requests)
    for number in range(4):
        speaker.say(f"C{number}")
        speaker.wait()
    assert len(silent.requests) == before


def test_one_feed_that_a_hub_refuses_keeps_no_other_from_it(speaker: Speaker, silent: Site) -> None:
    def answer(asked: Any) -> Answer:
        return Answer(b"", {}, 404 if b"all.atom" in asked.body else 204)

    silent.handle("/hub", answer)
    speaker.say("A", "B")
    speaker.wait()
    speaker.wait(2 * MINUTE)
    assert [row.topic for row in speaker.owed()] == [f"{BASE}feeds/all.atom"]
    speaker.say("A", "B", "C")
    speaker.wait()
    assert told(silent)[f"{BASE}feeds/news.atom"] == 2


def test_one_hub_that_is_down_delays_no_other(store: Store, settings: Settings, silent: Site, hurried: None) -> None:
    with origin() as another:
        WebSubHub(another, manner="hang")
        both = Speaker(with_hubs(settings, another.url("/hub"), silent.url("/hub")), store)
        both.say("A")
        for _ in range(6):
            both.wait()
        assert told(silent).keys() > NEWS
        assert len(another.requests) == 1


def test_a_worker_that_is_to_end_waits_for_no_hub(speaker: Speaker, silent: Site, hurried: None) -> None:
    WebSubHub(silent, manner="hang")
    speaker.say("A", "B")
    speaker.ahead = pings.DELAY
    stop = threading.Event()
    running = threading.Thread(target=speaker.errands.follow, args=(stop,))
    running.start()
    assert eventually(lambda: silent.requests, 5)
    stop.set()
    began = time.monotonic()
    running.join(5)
    assert time.monotonic() - began < 1
    assert max(push.LIMITS.total_timeout, PATIENCE.total_timeout) < GRACE


def test_what_is_owed_is_the_same_in_either_database(either_store: Store) -> None:
    topics = ("https://a.example/feeds/all.atom", "https://a.example/feeds/all.rss")
    with either_store.transaction() as conn:
        pings.hold(conn, ("https://hub.example/",), topics, NOW)
        assert pings.due(conn, NOW + timedelta(days=1)) == []
        pings.release(conn, NOW)
        first, second = pings.due(conn, NOW + pings.DELAY)
        assert pings.put_off(conn, first, NOW + pings.DELAY) == 0
        assert [ping.topic for ping in pings.due(conn, NOW + pings.DELAY + MINUTE)] == [second.topic]
        pings.told(conn, second)
        assert len(pings.due(conn, NOW + 2 * MINUTE)) == 2, "it was put off meanwhile, so this was not its last word"
        given_up = [pings.put_off(conn, pings.due(conn, NOW + n * DAY)[0], NOW + n * DAY) for n in range(2, 34, 2)]
        assert given_up == [*([0] * 15), 2]


# What our feeds say of their hub


HUB = "https://superhub.example/"


@pytest.fixture
def client(store: Store, settings: Settings) -> TestClient:
    settings = with_hubs(settings, HUB)
    Publisher(store, settings).publish()
    return TestClient(create_app(settings), BASE)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_feed_names_its_hub_and_itself_once_in_its_headers(client: TestClient, method: str) -> None:
    for channel in BUILT_IN:
        for suffix in ("atom", "rss", "json", "ics"):
            address = f"{BASE}feeds/{channel.slug}.{suffix}"
            links = re.findall(r'<([^>]*)>; rel="(\w+)"', client.request(method, address).headers["link"])
            assert [url for url, rel in links if rel == "self"] == [address]
            assert [url for url, rel in links if rel == "hub"] == [HUB]


def in_xml(body: bytes) -> list[tuple[str, str]]:
    return [(link["rel"], link["href"]) for link in feedparser.parse(body).feed.links]


def in_json(body: bytes) -> list[tuple[str, str]]:
    said = json.loads(body)
    assert {hub["type"] for hub in said["hubs"]} == {"WebSub"}
    return [("self", said["feed_url"]), *(("hub", hub["url"]) for hub in said["hubs"])]


@pytest.mark.parametrize(("suffix", "links_in"), [("atom", in_xml), ("rss", in_xml), ("json", in_json)])
def test_every_document_names_its_hub_and_itself_once(
    client: TestClient, suffix: str, links_in: Callable[[bytes], list[tuple[str, str]]]
) -> None:
    links = links_in(client.get(f"{BASE}feeds/all.{suffix}").content)
    assert [url for rel, url in links if rel == "self"] == [f"{BASE}feeds/all.{suffix}"]
    assert [url for rel, url in links if rel == "hub"] == [HUB]
