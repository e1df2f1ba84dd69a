"""What staff chose holds wherever the product works over a store, and harms nobody where it cannot be used."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from lxml import html

from syndication import accounts, preferences
from syndication import home as homes
from syndication.bulletins.findings import _new_morning
from syndication.cli import main
from syndication.preferences import choose, choose_hour, in_force
from syndication.settings import ConfigError, Settings, load
from syndication.store import channels
from syndication.store import preferences as kept
from syndication.store.db import Store
from tests.conftest import COALITION, NOW, make_home
from tests.hub import Hub
from tests.origin import Site
from tests.service import Service, eventually, running
from tests.staff import PASSWORD
from tests.test_poll import ATOM, feed
from tests.test_staff_items import said

RENT = {"title": "Rent", "include": ["rent"]}


def test_where_nobody_chose_anything_the_configuration_holds(settings: Settings, store: Store) -> None:
    assert in_force(settings, store) == settings
    assert in_force(settings, None) == settings


def test_without_a_database_or_with_one_of_before_the_configuration_holds(settings: Settings) -> None:
    store = Store("sqlite", settings.data)
    assert in_force(settings, store) == settings
    store.create()
    assert in_force(settings, store) == settings
    store.close()


def test_what_staff_chose_is_laid_under_what_the_file_says(sqlite_hub: Hub, settings: Settings) -> None:
    with sqlite_hub.store.transaction() as conn:
        found = choose(conn, settings, "channels", "rent", RENT, NOW)
        found = choose(conn, found, "topics", "housing", ["Housing", "vivienda"], NOW)
        found = choose_hour(conn, found, 6)
    assert found == in_force(settings, sqlite_hub.store) == in_force(found, sqlite_hub.store)
    assert (found.channels["rent"].include, found.topics["housing"], found.digest_hour) == (
        ("rent",),
        ("Housing", "vivienda"),
        6,
    )
    with sqlite_hub.store.transaction() as conn:
        assert choose(conn, found, "channels", "rent", None, NOW).channels == {}


def test_both_databases_keep_it(either_store: Store, settings: Settings) -> None:
    hub = Hub(either_store, settings)
    hub.keep(lambda conn: choose(conn, settings, "channels", "rent", RENT, NOW))
    hub.keep(lambda conn: choose(conn, settings, "channels", "rent", {**RENT, "limit": 7}, NOW))
    assert in_force(settings, either_store).channels["rent"].limit == 7


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("channels", "news", RENT),
        ("channels", "Our Town", RENT),
        ("channels", "rent", {"limit": 0}),
        ("channels", "rent", {"lmit": 5}),
        ("channels", "rent", "everything"),
        ("topics", "rent", "Rent"),
        ("topics", "../x", ["Rent"]),
    ],
)
def test_nothing_is_kept_that_the_file_may_not_say(
    sqlite_hub: Hub, settings: Settings, table: str, key: str, value: Any
) -> None:
    with pytest.raises(ConfigError), sqlite_hub.store.transaction() as conn:
        choose(conn, settings, table, key, value, NOW)
    assert in_force(settings, sqlite_hub.store) == settings


@pytest.mark.parametrize(
    "stored",
    [
        '{"channels": [1, 2]}',
        '{"channels": {"old": {"limit": "many"}, "rent2": 5, "../x": {}}}',
        '{"topics": {"x": "one word", "y": [1]}, "digest_hour": 77}',
        '{"digest_hour": "eight"}',
        '{"digest_hour": null, "channels": null}',
        '{"something": {"of": "a later version"}}',
    ],
)
def test_what_cannot_be_used_any_more_is_left_out_with_a_line_in_the_log(
    sqlite_hub: Hub, settings: Settings, stored: str, caplog: pytest.LogCaptureFixture
) -> None:
    preferences._warn.cache_clear()
    with sqlite_hub.store.transaction() as conn:
        for key, value in json.loads(stored).items():
            kept.keep(conn, key, value)
    with caplog.at_level(logging.WARNING):
        assert in_force(settings, sqlite_hub.store) == in_force(settings, sqlite_hub.store) == settings
    assert ("left out" in caplog.text) == ("null" not in stored and "something" not in stored)
    assert len(set(caplog.messages)) == len(caplog.messages)
    homes.prepare(sqlite_hub.store, settings)


def test_what_is_no_json_harms_nobody(sqlite_hub: Hub, settings: Settings) -> None:
    with sqlite_hub.store.transaction() as conn:
        conn.execute(sa.text("insert into preferences (key, value) values ('channels', '{\"rent\": ')"))
    assert in_force(settings, sqlite_hub.store) == settings


def test_nobody_who_prepares_the_store_takes_channels_of_staff_for_removed(store: Store, settings: Settings) -> None:
    with store.transaction() as conn:
        choose(conn, settings, "channels", "rent", RENT, NOW)
    homes.prepare(store, settings)  # with what the file says alone
    with store.read() as conn:
        assert (channels.removed(conn), "rent" in channels.definitions(conn)) == ([], True)


def test_what_a_worker_placed_by_what_held_before_is_chosen_again(sqlite_hub: Hub, settings: Settings) -> None:
    sqlite_hub.keep(lambda conn: choose(conn, settings, "channels", "rent", RENT, NOW))
    sqlite_hub.take(said("Help with rent"))  # by a worker that has not heard yet
    assert sqlite_hub.stories("rent") == []
    homes.prepare(sqlite_hub.store, settings)
    assert [story.entry.title for story in sqlite_hub.stories("rent")] == ["Help with rent"]


def test_the_letter_goes_out_at_the_hour_that_staff_chose(sqlite_hub: Hub, settings: Settings) -> None:
    early = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)  # half past six in Boston
    with sqlite_hub.store.transaction() as conn:
        assert _new_morning(conn, settings, early) is None
        assert _new_morning(conn, choose_hour(conn, settings, 6), early) == early.date()


# A whole service


def work_at(home: Path) -> None:
    """Somebody with a password."""
    store = homes.open_store(load(home, {}))
    with store.transaction() as conn:
        user, _ = accounts.invite(conn, "ana@coalition.example", "admin", datetime.now(UTC))
        accounts.choose(conn, user, PASSWORD)
    store.close()


def send(client: httpx2.Client, page: str, to: str, **fields: str) -> httpx2.Response:
    shown: Any = html.fromstring(client.get(page).text)
    (csrf, *_) = shown.xpath("//main//input[@name='csrf']")
    return client.post(to, data={"csrf": csrf.value, **fields})


@contextmanager
def signed_in(service: Service) -> Iterator[httpx2.Client]:
    url = service.url.rstrip("/")
    with httpx2.Client(base_url=url, follow_redirects=True, timeout=20, trust_env=False) as client:
        answer = send(client, "/staff/sign-in", "/staff/sign-in", email="ana@coalition.example", password=PASSWORD)
        assert answer.url.path == "/staff/", answer.text
        yield client


def run(home: Path, *command: str) -> str:
    """One command in this process, as it should go."""
    told = CliRunner().invoke(main, ["--home", str(home), *command])
    assert told.exit_code == 0, told.output
    return told.output


def titles(service: Service) -> list[str]:
    if service.get("/feeds/rent.json").status != 200:
        return []
    return [item["title"] for item in service.items("rent")]


def test_a_channel_of_staff_is_served_and_outlives_a_restart_and_a_restore(tmp_path: Path, site: Site) -> None:
    site.serve("/feed", feed("Rent help", "School", "Rent again"), {**ATOM, "ETag": '"one"'})
    plain = COALITION.replace('url = "https://hub.example/"\n', "")
    home = make_home(tmp_path / "home", plain)
    work_at(home)
    run(home, "sources", "add", site.url("/feed"), "--partner", "Casa")
    with running(home) as service:
        assert eventually(lambda: len(service.items()) == 3)
        with signed_in(service) as client:
            saved = send(
                client, "/staff/channels/channel", "/staff/channels/save",
                title="Rent", include="rent", limit="50", order="published",
            )  # fmt: skip
            assert "You saved the channel Rent." in saved.text
            assert "rent.atom" in client.get("/staff/settings").text  # the web works with it at once
        assert eventually(lambda: sorted(titles(service)) == ["Rent again", "Rent help"])
        site.serve("/feed", feed("Rent help", "School", "Rent again", "Rent once more"), {**ATOM, "ETag": '"two"'})
        run(home, "poll")
        assert eventually(lambda: "Rent once more" in titles(service)), "the worker works with it"
    with running(home) as service:
        assert len(titles(service)) == 3
    new = make_home(tmp_path / "new", plain)
    assert "Rent help" in run(home, "items", "list", "--channel", "rent")
    run(home, "backup", str(tmp_path / "file"))
    run(new, "restore", str(tmp_path / "file"))
    assert (new / "data" / "public" / "feeds" / "rent.json").read_text().count("Rent") >= 3
    assert "Rent once more" in run(new, "items", "list", "--channel", "rent")
