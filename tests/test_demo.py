"""`python serve.py --demo`: what a stranger sees first."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import Service, alive, children_of, eventually, running, syndication

PARTNERS = 6


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("nowhere") / "unused", "--demo") as started:
        yield started


@pytest.fixture(scope="module")
def told(demo: Service) -> list[str]:
    """What it prints after its first line, as far as the hint how to end it."""
    lines: list[str] = []
    assert demo.process.stdout
    for line in demo.process.stdout:
        lines.append(line.rstrip("\n"))
        if "Ctrl-C" in line:
            break
    return lines


def test_it_announces_itself_once_every_source_was_polled_and_rendered(demo: Service) -> None:
    assert demo.url.startswith("http://127.0.0.1:")
    assert len({item["_coalition"]["partner"]["name"] for item in demo.items()}) == PARTNERS  # five, and the coalition


def test_it_shows_all_six_partners_the_broken_one_in_words(told: list[str]) -> None:
    partners = told[told.index("Its partners:") + 1 :][:PARTNERS]
    assert sum(line.endswith(": Fine.") for line in partners) == PARTNERS - 1
    (broken,) = (line for line in partners if not line.endswith(": Fine."))
    assert "The feed is damaged" in broken


def test_both_releases_and_coming_meetings_are_there(demo: Service) -> None:
    releases = demo.items("press-releases")
    assert len(releases) == 2
    assert releases[-1]["date_published"].startswith("2011-02-15")
    upcoming = demo.items("upcoming")
    assert len(upcoming) >= 4
    starts = [item["_coalition"]["meeting"]["starts"] for item in upcoming]
    assert starts == sorted(starts)
    assert any("place" in item["_coalition"]["meeting"]["tbd"] for item in upcoming)
    assert len(demo.items("meetings")) >= 14


def test_a_partner_who_reposts_the_release_is_named_with_it(demo: Service) -> None:
    (release,) = [item for item in demo.items() if "Secure Communities" in item["title"]]
    assert release["_coalition"]["kind"] == "press-release"
    assert [carrier["name"] for carrier in release["_coalition"]["also"]] == ["Harbor Street Workers' Center"]


def test_partners_speak_three_languages(demo: Service) -> None:
    assert {item.get("language") for item in demo.items()} >= {"en", "es", "ht"}


def test_a_feed_was_discovered_on_a_page(demo: Service) -> None:
    outlines = demo.get("/partners.opml").body.decode()
    assert outlines.count("xmlUrl=") == PARTNERS


def test_the_successor_of_the_release_lies_where_the_demo_says(demo: Service, told: list[str]) -> None:
    (file,) = {match[1] for line in told if (match := re.search(r"(/\S+new-info\.txt)", line))}
    read = syndication(demo.home.parent, "release", "read", file, "--home", str(Path(file).parent.parent), "--json")
    assert read.returncode == 0, read.stderr
    assert '"update": true' in read.stdout


@pytest.mark.parametrize("page", ["/", "/meetings", "/subscribe/all", "/feeds/"])
def test_pages_for_people_answer(demo: Service, page: str) -> None:
    answer = demo.get(page)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_every_item_has_its_page_and_every_meeting_its_calendar(demo: Service) -> None:
    for item in demo.items() + demo.items("meetings"):
        path = "/" + item["url"].partition("://")[2].partition("/")[2]
        assert demo.get(path).status == 200
        if item["_coalition"]["kind"] == "meeting":
            assert demo.get(f"{path}.ics").body.startswith(b"BEGIN:VCALENDAR")


def test_nothing_of_it_stays(demo: Service, told: list[str]) -> None:
    (file,) = {match[1] for line in told if (match := re.search(r"(/\S+new-info\.txt)", line))}
    everyone = children_of(demo.process.pid)
    code, seconds = demo.stop()
    assert code == 0
    assert seconds < 10
    assert eventually(lambda: not any(alive(pid) for pid in everyone), 5)
    assert not Path(file).exists()
