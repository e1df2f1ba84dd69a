"""WebSub through the product as people run it: a release reaches a stranger's reader, a partner's word reaches us."""

import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds import opml
from syndication.store.db import Store
from syndication.store.schema import sources
from tests.conftest import COALITION, ROOT, make_home
from tests.origin import Answer, Request, Site, origin
from tests.service import Service, eventually, free_port, running, syndication
from tests.test_poll import feed
from tests.websub_hub import Lease, WebSubHub

RELEASE = ROOT / "syndication" / "demo" / "releases" / "2011-02-15.txt"


@dataclass
class World:
    """A service of ours, a partner, and a hub that both use."""

    service: Service
    partner: Site
    hub: WebSubHub

    def partner_says(self, *titles: str) -> None:
        links = f'<link rel="hub" href="{self.hub.url}"/><link rel="self" href="{self.partner.url("/feed")}"/>'
        self.partner.serve("/feed", feed(*titles).replace("<title>Casa", f"{links}<title>Casa"))

    def titles(self) -> set[str]:
        return {item["title"] for item in self.service.items()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    port = free_port()
    with origin() as partner, origin() as hubs:
        hub = WebSubHub(hubs)
        told = COALITION.replace("https://hub.example/", f"http://127.0.0.1:{port}/")
        home = make_home(tmp_path_factory.mktemp("websub") / "home", f'{told}[hub]\npublish = ["{hub.url}"]\n')
        world = World(None, partner, hub)  # type: ignore[arg-type] - it runs in a moment
        world.partner_says("A")
        listed = opml.write("partners", [opml.Outline("Casa Amanecer", partner.url("/feed"))])
        (home / "config" / "partners.opml").write_bytes(listed)
        with running(home, "--port", str(port)) as world.service:
            yield world
        hub.settle()


def test_a_partner_that_names_a_hub_is_polled_as_soon_as_it_says_something(world: World) -> None:
    assert eventually(lambda: world.hub.leases, 10), "we asked its hub, and it asked us back"
    (callback,) = world.hub.leases
    assert callback.startswith(f"{world.service.url}websub/")
    with Store("sqlite", world.service.home / "data").transaction() as conn:  # its host has had its minute
        conn.execute(sources.update().values(last_poll_at=datetime.now(UTC) - timedelta(minutes=2)))
    world.partner_says("A", "B")
    world.hub.publish(world.partner.url("/feed"))
    assert world.hub.answers[-1].status == 202
    assert eventually(lambda: "B" in world.titles(), 5)


def test_a_release_of_ours_reaches_who_subscribed_at_our_hub(world: World) -> None:
    topic = f"{world.service.url}feeds/press-releases.atom"
    received: list[Request] = []

    def reader(delivery: Request) -> Answer:
        received.append(delivery)
        return Answer(b"", {}, 202)

    world.partner.handle("/reader", reader)
    world.hub.leases[world.partner.url("/reader")] = Lease(topic, "theirs")
    published = syndication(world.service.home, "release", "publish", str(RELEASE), "--yes")
    assert published.returncode == 0, published.stderr
    assert eventually(lambda: any(b"<entry" in delivery.body for delivery in received), 15)
    assert received[-1].body == world.service.get("/feeds/press-releases.atom").body


def test_a_hub_finds_us_after_the_configuration_was_read_again(world: World) -> None:
    (callback,) = (url for url in world.hub.leases if "/websub/" in url)
    world.service.process.send_signal(signal.SIGHUP)
    before = len(world.hub.answers)
    assert eventually(lambda: world.hub.deliver(callback, b"news").status == 202, 10)
    assert all(answer.status == 202 for answer in world.hub.answers[before:])


def test_nothing_that_only_a_hub_may_know_was_logged(world: World) -> None:
    world.service.stop()
    assert world.service.process.stderr
    logged = world.service.process.stderr.read()
    tokens = secrets_of(world.service.home)
    assert len(tokens) == 2
    assert not any(token in logged for token in tokens)


def secrets_of(home: Path) -> list[str]:
    database = sqlite3.connect(home / "data" / "syndication.sqlite")
    (row,) = database.execute("select token, secret from subscriptions").fetchall()
    database.close()
    return list(row)
