"""A day at the desk of `serve.py --demo`, in a real browser on a phone, counting every press."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import PHONE, shot
from tests.conftest import ROOT
from tests.desk import RSS
from tests.origin import Site
from tests.service import Service, eventually, running
from tests.test_cli_sources import feed

RELEASE = (ROOT / "syndication" / "demo" / "releases" / "2011-02-15.txt").read_text(encoding="utf-8")
OURS = RELEASE.replace("Patrick Administration to Discuss", "The Coalition Asks to Discuss", 1)
NEWS = ["A night school opens its doors", "Volunteers wanted for the clinic", "A choir sings for the harbor"]


@dataclass
class Hand:
    """Presses things, and counts."""

    page: Any
    site: str
    presses: int = 0

    def press(self, label: str) -> None:
        self.presses += 1
        self.page.locator(f"main >> :is(a, button):has-text({label!r})").first.click()

    def begin(self, path: str) -> None:
        """Open a screen of the desk; the count begins."""
        self.page.goto(f"{self.site}/staff{path}")
        self.presses = 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("nowhere") / "unused", "--demo") as started:
        yield started


@pytest.fixture(scope="module")
def hand(demo: Service, browser: Any) -> Iterator[Hand]:
    """Signed in as the demo says."""
    told = ""
    assert demo.process.stdout
    while "Ctrl-C ends" not in told:
        told += demo.process.stdout.readline()
    found = re.search(r"Sign in as (\S+) with the password (\S+)", told)
    assert found
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{demo.url}staff/")
    page.fill("#email", found[1])
    page.fill("#password", found[2])
    page.click("main button.go")
    yield Hand(page, demo.url.rstrip("/"))
    context.close()


def titles(demo: Service, channel: str = "all") -> set[str]:
    return {item["title"] for item in demo.items(channel)}


def test_a_new_partner_is_public_after_two_presses(demo: Service, hand: Hand, site: Site) -> None:
    site.serve("/", '<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>')
    site.serve("/feed", feed(*NEWS), RSS)
    hand.begin("/partners/add")
    hand.page.fill("input[name=pasted]", site.url("/"))
    hand.press("Check")
    shot(hand.page, "demo-add-partner")
    hand.press("Add this one")
    assert hand.presses == 2
    assert eventually(lambda: titles(demo) >= set(NEWS))
    assert site.paths().count("/feed") == 1


def test_a_release_with_ten_meetings_is_public_after_three_presses(demo: Service, hand: Hand) -> None:
    before = len(demo.items("meetings"))
    hand.begin("/release")
    hand.page.fill("#text", OURS)
    hand.press("Read it")
    shot(hand.page, "demo-release")
    hand.press("Confirm all")
    hand.press("Publish with 10 meetings")
    assert hand.presses == 3
    assert eventually(lambda: any("The Coalition Asks" in title for title in titles(demo, "press-releases")))
    assert len(demo.items("meetings")) >= before


def test_a_second_release_changes_a_meeting_everywhere(demo: Service, hand: Hand) -> None:
    home = next(Path(part) for part in _told_home(demo))
    hand.begin("/release")
    hand.page.fill("#text", (home / "releases" / "new-info.txt").read_text(encoding="utf-8"))
    hand.press("Read it")
    hand.press("Confirm all")
    hand.press("Publish with")
    assert hand.presses == 3
    assert eventually(lambda: len(demo.items("meetings-changed")) >= 2)
    calendar = demo.get("/feeds/meetings.ics").body.decode()
    assert calendar.count("SEQUENCE:1") >= 2


def _told_home(demo: Service) -> Iterator[str]:
    """Where the demo's throw-away home lies, by what its own process was told."""
    for folder in Path(tempfile.gettempdir()).glob("syndication-demo-*"):
        config = folder / "data" / "public" / "feeds" / "all.json"
        if config.is_file() and demo.get("/feeds/all.json").body == config.read_bytes():
            yield str(folder)


def key_of(demo: Service, title: str) -> str:
    (item,) = [item for item in demo.items() if item["title"] == title]
    found: str = item["id"].rpartition(":")[2]
    return found


def test_a_story_is_featured_with_an_end_after_two_presses(demo: Service, hand: Hand) -> None:
    hand.begin(f"/items/{key_of(demo, NEWS[0])}")
    hand.press("Feature")
    shot(hand.page, "demo-feature")
    hand.press("Feature")
    assert hand.presses == 2
    assert eventually(lambda: NEWS[0] in titles(demo, "featured"))


def test_hiding_is_one_press_and_taken_back_with_another(demo: Service, hand: Hand) -> None:
    hand.begin(f"/items/{key_of(demo, NEWS[2])}")
    hand.press("Hide")
    assert eventually(lambda: NEWS[2] not in titles(demo))
    hand.press("Undo")
    assert hand.presses == 2
    assert eventually(lambda: NEWS[2] in titles(demo))


def test_a_story_is_taken_back_for_good_in_two_taps_and_a_reason(demo: Service, hand: Hand) -> None:
    key = key_of(demo, NEWS[1])
    hand.begin(f"/items/{key}")
    hand.press("Withdraw")
    hand.page.locator("input[name=reason]").first.check()
    shot(hand.page, "demo-withdraw")
    hand.press("Take it back")
    assert hand.presses == 2
    hand.page.wait_for_selector("text=Gone from everything we control", timeout=60_000)
    shot(hand.page, "demo-withdrawn")
    assert NEWS[1] not in hand.page.inner_text("body")
    assert NEWS[1] not in titles(demo)
    assert demo.get(f"/items/{key}").status == 410
