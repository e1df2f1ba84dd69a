"""Feeds over HTTP: the publisher's files, their headers, and what survives when the files do not."""

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

import feeds
from feeds import Feed, Person
from syndication import settings as configuration
from syndication.settings import Settings
from syndication.web import renditions
from syndication.web.app import create_app
from syndication.web.negotiation import coding_for, is_current

BASE = "https://hub.example.org/"
CHANGED = 1_700_000_000
READER = {"accept-encoding": "identity"}
BROWSER = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
ALL = frozenset({"identity", "gzip", "br"})


@pytest.fixture(autouse=True)
def _always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "LOOK_EVERY", 0.0)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return make_home(tmp_path)


def make_home(folder: Path, url: str = BASE, more: str = "") -> Settings:
    (folder / "config").mkdir()
    text = f'[coalition]\nname = "Our Coalition"\nurl = "{url}"\ncontact = "news@example.org"\n{more}'
    (folder / "config" / "coalition.toml").write_text(text)
    return configuration.load(folder, {})


def put(home: Settings, name: str, body: bytes, changed: int = CHANGED) -> None:
    """Write a file as the publisher does: codings beside it, all of the same age."""
    file = home.public / name
    file.parent.mkdir(parents=True, exist_ok=True)
    for suffix, content in ((".gz", gzip.compress(body)), (".br", brotli.compress(body)), ("", body)):
        place = file.with_name(file.name + suffix)
        draft = place.with_name(f".{place.name}")
        draft.write_bytes(content)
        os.utime(draft, (changed, changed))
        draft.replace(place)


def finish_round(home: Settings) -> None:
    home.public.mkdir(parents=True, exist_ok=True)
    draft = home.public / ".REVISION"
    draft.write_text(os.urandom(8).hex())
    draft.replace(home.public / "REVISION")


def list_channels(home: Settings, *channels: str) -> None:
    put(home, "feeds/index.json", json.dumps([{"channel": channel, "title": channel} for channel in channels]).encode())


def client_of(home: Settings) -> TestClient:
    return TestClient(create_app(home), BASE, follow_redirects=False)


@pytest.fixture
def client(home: Settings) -> TestClient:
    put(home, "feeds/all.atom", b"<feed>all of it</feed>")
    put(home, "feeds/meetings.google.ics", b"BEGIN:VCALENDAR for Google")
    put(home, "partners.opml", b"<opml/>")
    finish_round(home)
    return client_of(home)


class TestHeaders:
    def test_a_feed_is_sent_as_it_lies_in_the_folder(self, client: TestClient) -> None:
        answer = client.get("/feeds/all.atom", headers=READER)
        assert (answer.status_code, answer.content) == (200, b"<feed>all of it</feed>")

    def test_the_headers_are_those_of_the_contract(self, client: TestClient) -> None:
        headers = client.get("/feeds/all.atom", headers=READER).headers
        assert headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert headers["cache-control"] == "public, max-age=60, stale-if-error=86400"
        assert headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest, Sec-Fetch-Mode"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["last-modified"] == formatdate(CHANGED, usegmt=True)
        assert headers["etag"] == f'"{hashlib.sha256(b"<feed>all of it</feed>").hexdigest()[:32]}"'

    def test_link_names_itself_and_the_other_formats(self, client: TestClient) -> None:
        links = client.get("/feeds/all.atom", headers=READER).headers["link"].split(", ")
        assert f'<{BASE}feeds/all.atom>; rel="self"' in links
        assert f'<{BASE}feeds/all.json>; rel="alternate"; type="application/feed+json"' in links
        assert len(links) == 4

    def test_link_names_the_hub_where_one_is_told(self, tmp_path: Path) -> None:
        home = make_home(tmp_path, more='[hub]\npublish = ["https://hub.example.net/"]\n')
        link = client_of(home).get("/feeds/all.rss", headers=READER).headers["link"]
        assert '<https://hub.example.net/>; rel="hub"' in link

    def test_head_has_the_headers_of_get_and_no_body(self, client: TestClient) -> None:
        head, get = client.head("/feeds/all.atom", headers=READER), client.get("/feeds/all.atom", headers=READER)
        assert dict(head.headers) == dict(get.headers)
        assert head.content == b""

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    def test_a_feed_cannot_be_written(self, client: TestClient, method: str) -> None:
        answer = client.request(method, "/feeds/all.atom")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")

    def test_a_preflight_is_allowed(self, client: TestClient) -> None:
        answer = client.options("/feeds/all.atom", headers={"origin": "https://partner.example"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == "*"

    def test_no_cookie_is_ever_set(self, client: TestClient) -> None:
        paths = ("/", "/feeds/all.atom", "/feeds/", "/nothing", "/healthz")
        assert not any("set-cookie" in client.get(path).headers for path in paths)

    def test_a_file_from_the_future_was_changed_now(self, home: Settings) -> None:
        put(home, "feeds/all.atom", b"x", changed=4_000_000_000)
        assert "2096" not in client_of(home).get("/feeds/all.atom").headers["last-modified"]

    def test_the_list_of_partners_has_its_own_type(self, client: TestClient) -> None:
        assert client.get("/partners.opml").headers["content-type"] == "text/x-opml; charset=utf-8"


class TestCodings:
    @pytest.mark.parametrize(
        ("accepts", "coding"),
        [
            ("gzip, deflate, br", "br"),
            ("gzip", "gzip"),
            ("x-gzip", "gzip"),
            ("GZip", "gzip"),
            ("br;q=0.4, gzip;q=0.8", "gzip"),
            ("br;q=0, gzip;q=0", "identity"),
            ("identity, gzip;q=0.5", "identity"),
            ("*", "br"),
            ("*;q=0.5, br;q=0", "gzip"),
            ("identity;q=0, *;q=0", "identity"),
            ("br;q=many", "identity"),
            ("br;q=2", "identity"),
            ("zstd", "identity"),
            ("", "identity"),
        ],
    )
    def test_the_weights_decide(self, accepts: str, coding: str) -> None:
        assert coding_for(accepts, ALL) == coding

    @given(st.text(max_size=60), st.sets(st.sampled_from(["gzip", "br"])))
    def test_whatever_is_asked_something_there_is_sent(self, accepts: str, beside: set[str]) -> None:
        available = frozenset(beside | {"identity"})
        assert coding_for(accepts, available) in available

    @pytest.mark.parametrize("coding", ["br", "gzip"])
    def test_a_coded_answer_carries_the_bytes_beside_the_file(self, client: TestClient, coding: str) -> None:
        answer = client.get("/feeds/all.atom", headers={"accept-encoding": coding})
        assert answer.headers["content-encoding"] == coding
        assert answer.content == b"<feed>all of it</feed>"

    def test_each_coding_has_its_own_tag(self, client: TestClient) -> None:
        asked = ("identity", "gzip", "br")
        tags = {client.get("/feeds/all.atom", headers={"accept-encoding": coding}).headers["etag"] for coding in asked}
        assert len(tags) == 3
        assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)

    def test_a_coding_of_another_round_is_not_sent(self, home: Settings) -> None:
        put(home, "feeds/all.atom", b"what it says now")
        old = home.public / "feeds" / "all.atom.gz"
        old.write_bytes(gzip.compress(b"what it said before"))
        os.utime(old, (CHANGED - 60, CHANGED - 60))
        answer = client_of(home).get("/feeds/all.atom", headers={"accept-encoding": "gzip"})
        assert ("content-encoding" in answer.headers, answer.content) == (False, b"what it says now")


class TestConditions:
    def test_a_known_tag_gets_304_with_the_same_headers_and_no_body(self, client: TestClient) -> None:
        full = client.get("/feeds/all.atom", headers=READER)
        same = client.get("/feeds/all.atom", headers=READER | {"if-none-match": full.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        repeated = (
            "etag",
            "last-modified",
            "vary",
            "cache-control",
            "link",
            "access-control-allow-origin",
            "content-type",
        )
        assert all(same.headers[name] == full.headers[name] for name in repeated)

    @pytest.mark.parametrize("tags", ["W/{}", '"other", {}', '"a",{} , "b"', "*"])
    def test_lists_weak_tags_and_the_star_match(self, client: TestClient, tags: str) -> None:
        etag = client.get("/feeds/all.atom", headers=READER).headers["etag"]
        answer = client.get("/feeds/all.atom", headers=READER | {"if-none-match": tags.format(etag)})
        assert answer.status_code == 304

    def test_the_tag_of_another_coding_is_another_tag(self, client: TestClient) -> None:
        etag = client.get("/feeds/all.atom", headers=READER).headers["etag"]
        assert (
            client.get("/feeds/all.atom", headers={"accept-encoding": "br", "if-none-match": etag}).status_code == 200
        )

    def test_a_tag_wins_over_a_date(self, client: TestClient) -> None:
        asked = {"if-none-match": '"other"', "if-modified-since": formatdate(CHANGED, usegmt=True)}
        assert client.get("/feeds/all.atom", headers=READER | asked).status_code == 200

    @pytest.mark.parametrize(("seconds", "status"), [(CHANGED, 304), (CHANGED + 9, 304), (CHANGED - 1, 200)])
    def test_a_date_decides_where_there_is_no_tag(self, client: TestClient, seconds: int, status: int) -> None:
        asked = {"if-modified-since": formatdate(seconds, usegmt=True)}
        assert client.get("/feeds/all.atom", headers=READER | asked).status_code == status

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_no_condition_is_too_strange(self, tags: str, date: str) -> None:
        assert isinstance(is_current('"a"', CHANGED, tags, date), bool)

    def test_a_date_without_a_zone_is_gmt(self) -> None:
        assert is_current('"a"', CHANGED, "", "Tue Nov 14 22:13:20 2023")
        assert not is_current('"a"', CHANGED, "", "Tue Nov 14 22:13:19 2023")


class TestAddresses:
    @pytest.mark.parametrize("query", ["", "?utm_source=x", "?page=2", "?raw=1", "?for=google", "?%00"])
    def test_other_queries_get_the_same_bytes(self, client: TestClient, query: str) -> None:
        assert client.get(f"/feeds/all.atom{query}", headers=READER).content == b"<feed>all of it</feed>"

    def test_the_calendar_for_google_has_its_own_address(self, client: TestClient) -> None:
        moved = client.get("/feeds/meetings.ics?for=google")
        assert (moved.status_code, moved.headers["location"]) == (308, "/feeds/meetings.google.ics")
        assert client.get(moved.headers["location"]).content == b"BEGIN:VCALENDAR for Google"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("/feed", "/feeds/all.rss"),
            ("/rss", "/feeds/all.rss"),
            ("/rss.xml", "/feeds/all.rss"),
            ("/atom.xml", "/feeds/all.atom"),
            ("/feed.json", "/feeds/all.json"),
            ("/feeds", "/feeds/"),
        ],
    )
    def test_addresses_of_old_lead_to_all(self, client: TestClient, old: str, new: str) -> None:
        answer = client.get(old)
        assert (answer.status_code, answer.headers["location"]) == (308, new)

    def test_the_coalitions_own_old_addresses_are_kept(self, tmp_path: Path) -> None:
        home = make_home(tmp_path, more='[redirects]\n"/old/feed" = "/feeds/news.atom"\n')
        assert client_of(home).get("/old/feed").headers["location"] == "/feeds/news.atom"

    @pytest.mark.parametrize(
        "path",
        [
            "/feeds/none.atom",
            "/feeds/all.xml",
            "/feeds/../REVISION.atom",
            "/feeds/.atom",
            "/feeds/all.atom.gz",
            "/feeds/%2e%2e/x.rss",
        ],
    )
    def test_what_is_no_feed_of_ours_is_404(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_an_unknown_json_address_says_so_in_json(self, client: TestClient) -> None:
        answer = client.get("/feeds/none.json")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404

    @pytest.mark.parametrize("path", ["/feeds/all.atom", "/hub/feeds/all.atom"])
    def test_a_base_path_may_be_stripped_or_not(self, tmp_path: Path, path: str) -> None:
        home = make_home(tmp_path, url="https://example.org/hub/")
        put(home, "feeds/all.atom", b"here")
        answer = client_of(home).get(path, headers=READER)
        assert (answer.status_code, answer.content) == (200, b"here")
        assert '<https://example.org/hub/feeds/all.atom>; rel="self"' in answer.headers["link"]

    def test_redirects_stay_under_the_base_path(self, tmp_path: Path) -> None:
        home = make_home(tmp_path, url="https://example.org/hub/")
        assert (
            client_of(home).get("/hub/feed", headers={"host": "evil.example"}).headers["location"]
            == "/hub/feeds/all.rss"
        )


class TestPeople:
    def test_a_browser_gets_a_page_at_the_same_address(self, client: TestClient) -> None:
        answer = client.get("/feeds/all.atom", headers=BROWSER)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest, Sec-Fetch-Mode"
        assert f'value="{BASE}feeds/all.atom"' in answer.text

    def test_it_gets_the_bytes_when_it_asks_for_them(self, client: TestClient) -> None:
        assert client.get("/feeds/all.atom?raw=1", headers=BROWSER).content == b"<feed>all of it</feed>"

    @pytest.mark.parametrize(
        "headers",
        [
            {"accept": "text/html"},
            {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"},
            {"sec-fetch-dest": "document"},
            {"sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate"},
        ],
    )
    def test_everything_else_gets_the_feed(self, client: TestClient, headers: dict[str, str]) -> None:
        assert client.get("/feeds/all.atom", headers=headers).content == b"<feed>all of it</feed>"

    @pytest.mark.parametrize("path", ["/feeds/meetings.ics", "/feeds/meetings.google.ics", "/feeds/upcoming.json"])
    def test_every_format_has_such_a_page(self, client: TestClient, path: str) -> None:
        assert f'value="{BASE}{path[1:]}"' in client.get(path, headers=BROWSER).text

    def test_a_feed_that_stands_in_no_list_has_one_too(self, home: Settings) -> None:
        body = feeds.render(Feed(title="Worcester", authors=(Person("Us"),)), "json")
        put(home, "feeds/towns/worcester.json", body)
        assert "Worcester" in client_of(home).get("/feeds/towns/worcester.json", headers=BROWSER).text

    @pytest.mark.parametrize("path", ["/partners.opml", "/feeds/index.json"])
    def test_lists_stay_lists(self, home: Settings, path: str) -> None:
        list_channels(home, "all")
        answer = client_of(home).get(path, headers=BROWSER)
        assert (answer.status_code, "html" in answer.headers["content-type"]) == (200, False)

    def test_a_damaged_file_still_has_a_page(self, home: Settings) -> None:
        put(home, "feeds/all.json", b"{ half of")
        assert client_of(home).get("/feeds/all.json", headers=BROWSER).status_code == 200


class TestWithoutFiles:
    @pytest.mark.parametrize("format", ["atom", "rss", "json", "ics"])
    @pytest.mark.parametrize("channel", ["all", "news", "press-releases", "meetings", "upcoming"])
    def test_a_channel_without_bytes_is_an_empty_feed(self, home: Settings, channel: str, format: str) -> None:
        answer = client_of(home).get(f"/feeds/{channel}.{format}", headers=READER)
        assert answer.status_code == 200
        assert feeds.sniff(answer.content) is not None

    def test_it_is_the_same_whenever_it_is_asked_for(self, home: Settings) -> None:
        first, second = client_of(home).get("/feeds/all.atom"), client_of(home).get("/feeds/all.atom")
        assert first.headers["etag"] == second.headers["etag"]

    def test_a_configured_channel_is_known_before_its_first_bytes(self, tmp_path: Path) -> None:
        home = make_home(tmp_path, more='[channels.worcester]\ntitle = "Worcester"\n')
        assert client_of(home).get("/feeds/worcester.json").json()["items"] == []

    def test_nobody_is_listed_before_somebody_is(self, home: Settings) -> None:
        assert client_of(home).get("/partners.opml").content.startswith(b"<?xml")

    def test_not_ready_names_what_is_missing(self, home: Settings) -> None:
        answer = client_of(home).get("/readyz")
        assert (answer.status_code, "feeds/all.atom" in answer.text) == (503, True)
        assert client_of(home).get("/healthz").status_code == 200

    def test_ready_once_every_channel_has_bytes(self, home: Settings) -> None:
        client = client_of(home)
        for line in client.get("/readyz").text.splitlines():
            put(home, line.rpartition(" ")[2], b"bytes")
        finish_round(home)
        assert client.get("/readyz").status_code == 200


class TestRounds:
    def test_new_bytes_are_seen_when_the_round_is_complete(self, home: Settings, client: TestClient) -> None:
        put(home, "feeds/all.atom", b"newer", CHANGED + 60)
        assert client.get("/feeds/all.atom", headers=READER).content == b"<feed>all of it</feed>"
        finish_round(home)
        answer = client.get("/feeds/all.atom", headers=READER)
        assert (answer.content, answer.headers["last-modified"]) == (b"newer", formatdate(CHANGED + 60, usegmt=True))

    def test_an_untouched_file_keeps_its_tag_through_a_round(self, home: Settings, client: TestClient) -> None:
        before = client.get("/feeds/all.atom").headers["etag"]
        finish_round(home)
        assert client.get("/feeds/all.atom").headers["etag"] == before

    @pytest.mark.parametrize("damage", ["file", "folder", "everything", "unreadable"])
    def test_the_last_good_bytes_outlive_the_files(self, home: Settings, client: TestClient, damage: str) -> None:
        file = home.public / "feeds" / "all.atom"
        harm: dict[str, Callable[[], object]] = {
            "file": file.unlink,
            "folder": lambda: shutil.rmtree(home.public / "feeds"),
            "everything": lambda: shutil.rmtree(home.public),
            "unreadable": lambda: (file.unlink(), file.mkdir()),
        }
        harm[damage]()
        if home.public.is_dir():
            finish_round(home)
        answer = client.get("/feeds/all.atom", headers=READER)
        assert (answer.status_code, answer.content) == (200, b"<feed>all of it</feed>")

    def test_a_channel_taken_away_is_gone(self, home: Settings) -> None:
        put(home, "feeds/partners/old.atom", b"theirs")
        list_channels(home, "all", "partners/old")
        client = client_of(home)
        assert client.get("/feeds/partners/old.atom").status_code == 200
        (home.public / "feeds" / "partners" / "old.atom").unlink()
        list_channels(home, "all")
        finish_round(home)
        assert client.get("/feeds/partners/old.atom").status_code == 410

    def test_a_listed_channel_whose_file_is_lost_is_not(self, home: Settings) -> None:
        put(home, "feeds/partners/old.atom", b"theirs")
        list_channels(home, "partners/old")
        client = client_of(home)
        client.get("/feeds/partners/old.atom")
        (home.public / "feeds" / "partners" / "old.atom").unlink()
        finish_round(home)
        assert client.get("/feeds/partners/old.atom").content == b"theirs"

    def test_a_slice_that_appears_later_is_found(self, home: Settings, client: TestClient) -> None:
        assert client.get("/feeds/topics/housing.rss").status_code == 404
        put(home, "feeds/topics/housing.rss", b"<rss/>")
        assert client.get("/feeds/topics/housing.rss").content == b"<rss/>"

    def test_memory_is_bounded_and_channels_stay_in_it(self, home: Settings) -> None:
        put(home, "feeds/all.atom", b"a" * 1000)
        for number in range(20):
            put(home, f"feeds/partners/p{number}.atom", os.urandom(1000))
        memory = renditions.Renditions(home.public, lambda _: (), budget=8000)
        read = [memory.get(f"feeds/partners/p{number}.atom") for number in range(20)]
        assert all(read)
        assert len(list(memory.names())) < 8
        assert "feeds/all.atom" in memory.names()


def test_a_file_that_is_none_of_ours_in_the_folder_hinders_nobody(home: Settings) -> None:
    put(home, "feeds/all.atom", b"<feed/>")
    put(home, "feeds/notes.txt", b"hello")
    finish_round(home)
    client = client_of(home)
    assert client.get("/feeds/all.atom").content == b"<feed/>"
    assert client.get("/feeds/notes.txt").status_code == 404
