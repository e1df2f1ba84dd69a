"""The script of <coalition-feed> as it is served, and what webmasters paste."""

import gzip
import hashlib
import re
from base64 import b64encode
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from syndication.settings import load
from syndication.web.app import create_app
from syndication.web.embed.component import VERSION, VERSIONS, Component
from syndication.web.embed.snippet import NEWS, Snippet, reserved
from tests.conftest import COALITION, ROOT, make_home

BASE = "https://hub.example/"
NEWEST, PINNED = "/embed/v1.js", f"/embed/v{VERSION}.js"
SOURCE = (VERSIONS / f"{VERSION}.js").read_text(encoding="utf-8")

# The bytes of a version that went out never change: pages name them by this hash. A change is a new version.
RELEASED: dict[str, str] = {}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    settings = load(make_home(tmp_path / "home"), {})
    return TestClient(create_app(settings), BASE, follow_redirects=False)


@pytest.mark.parametrize("address", [NEWEST, PINNED])
def test_the_script_is_open_to_every_site(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text == SOURCE
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_the_newest_is_kept_for_an_hour_and_a_version_for_ever(client: TestClient) -> None:
    assert client.get(NEWEST).headers["cache-control"] == "public, max-age=3600"
    assert client.get(PINNED).headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("version", ["2", "1.0", "1.0.99", "0.9.0", "1.0.0.0", "..%2fcomponent", ""])
def test_a_version_that_never_was_is_not_found(client: TestClient, version: str) -> None:
    assert client.get(f"/embed/v{version}.js").status_code == 404


@pytest.mark.parametrize("coding", ["gzip", "br", "identity"])
def test_each_coding_has_its_own_tag_and_answers_304(client: TestClient, coding: str) -> None:
    answer = client.get(NEWEST, headers={"accept-encoding": coding})
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    tag = answer.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    again = client.get(NEWEST, headers={"accept-encoding": coding, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    others = {"gzip", "br", "identity"} - {coding}
    assert all(client.get(NEWEST, headers={"accept-encoding": other}).headers["etag"] != tag for other in others)


def test_head_is_get_without_the_bytes(client: TestClient) -> None:
    answer = client.head(NEWEST, headers={"accept-encoding": "gzip"})
    assert answer.content == b""
    assert answer.headers["etag"] == client.get(NEWEST, headers={"accept-encoding": "gzip"}).headers["etag"]


def test_it_answers_below_a_path_too(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", COALITION.replace("hub.example/", "example.org/hub/"))
    client = TestClient(create_app(load(home, {})), "https://example.org")
    assert client.get("/hub/embed/v1.js").text == SOURCE
    assert Component("https://example.org/hub/").address == "https://example.org/hub/embed/v1.js"


def test_the_script_is_four_kilobytes_at_most_as_it_travels() -> None:
    assert len(gzip.compress(SOURCE.encode(), 6)) <= 4096
    assert Component(BASE).size <= 4096
    assert len(brotli.compress(SOURCE.encode())) <= 4096


def test_the_script_needs_nothing_else_and_keeps_nothing() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|import|cookie|[a-z]+Storage|\.style\b"
    )
    assert re.findall(forbidden, SOURCE) == []


def test_the_hash_is_that_of_the_bytes_at_the_pinned_address(client: TestClient) -> None:
    component = Component(BASE)
    body = client.get(component.pinned.removeprefix(BASE.rstrip("/"))).content
    assert component.integrity == f"sha384-{b64encode(hashlib.sha384(body).digest()).decode()}"


def test_a_version_that_went_out_never_changes() -> None:
    now = {file.stem: file.read_bytes() for file in VERSIONS.glob("*.js")}
    assert VERSION in now
    hashes = {name: f"sha384-{b64encode(hashlib.sha384(body).digest()).decode()}" for name, body in now.items()}
    assert {name: hashes.get(name) for name in RELEASED} == RELEASED
    assert hashes.keys() - RELEASED.keys() <= {VERSION}  # only the newest may still be at work


class TestPaper:
    """docs/embedding.md, which webmasters read, says what is."""

    PAPER = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")

    def test_what_is_to_be_pasted_is_what_we_write(self) -> None:
        base = "https://hub.example.org/"
        written = Snippet(Component(base), base, "upcoming", "Coalition news and meetings").html()
        pasted = self.PAPER.split("```html\n")[1].split("```")[0]
        assert pasted.split() == written.split()

    def test_it_names_every_attribute_variable_and_part(self) -> None:
        (watched,) = re.findall(r"observedAttributes = \[(.*)\]", SOURCE)
        assert {*re.findall(r"'(\w+)'", watched), "theme"} == set(re.findall(r"(?m)^\| `([a-z]+)` \|", self.PAPER))
        assert set(re.findall(r"var\((--cf-\w+)", SOURCE)) == set(re.findall(r"`(--cf-\w+)`", self.PAPER))
        (parts,) = re.findall(r"The parts are (.*?)\.", self.PAPER)
        assert set(re.findall(r"part: '(\w+)'", SOURCE)) < set(re.findall(r"`(\w+)`", parts))


class TestSnippet:
    def test_it_names_the_channel_and_keeps_its_place_free(self) -> None:
        html = Snippet(
            Component(BASE), BASE, "upcoming", "Meetings & news", 3, {"heading": "2", "summaries": ""}
        ).html()
        assert html.startswith(
            f'<coalition-feed src="{BASE}feeds/upcoming.json" count="3" heading="2" summaries style='
        )
        assert f"min-height:{reserved(3)}" in html
        assert '<p><a href="https://hub.example/">Meetings &amp; news</a></p>' in html
        assert html.endswith(
            '<script src="https://hub.example/embed/v1.js" referrerpolicy="no-referrer" async></script>'
        )

    def test_without_a_script_it_shows_the_list_that_the_hub_writes(self) -> None:
        html = Snippet(Component(BASE), BASE, "towns/lowell", "Lowell").html()
        assert '<noscript><iframe src="https://hub.example/embed/list?channel=towns/lowell&amp;count=5"' in html

    def test_pinned_it_names_the_version_and_its_hash(self) -> None:
        component = Component(BASE)
        html = Snippet(component, BASE, "all", "News", is_pinned=True).html()
        assert f'src="{component.pinned}" integrity="{component.integrity}" crossorigin="anonymous"' in html

    def test_news_needs_less_room_than_meetings(self) -> None:
        html = Snippet(Component(BASE), BASE, "news", "News", row=NEWS).html()
        assert html.count(reserved(5, NEWS)) == 2  # the element, and the frame for those without scripts

    def test_nothing_said_in_it_ends_an_attribute(self) -> None:
        html = Snippet(Component(BASE), BASE, "all", '"><script>', more={"label": '"><img>'}).html()
        assert "<img" not in html
        assert html.count("<script") == 1
