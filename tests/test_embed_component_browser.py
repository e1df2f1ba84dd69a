"""<coalition-feed> on partners' pages in a real browser: what it shows, what it asks, and what it does without us."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import axe, scrolls_sideways, served, shot
from tests.embedding import (
    MEETINGS,
    NAME,
    NEWS,
    NOW,
    OURS,
    Broken,
    Hub,
    Partner,
    hub_at,
    meeting,
    partner_site,
    rendered,
    silent,
)

FALLBACK = "Coalition news and meetings"
FAILED = "Failed to load resource"  # what the browser itself says of a request that came to nothing
OPEN = Callable[..., Page]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub_at(tmp_path_factory.mktemp("hub") / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def partner() -> Iterator[Partner]:
    with partner_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def visitors(browser: Any) -> Iterator[OPEN]:
    """A browser context for each kind of visitor, opened once: they keep nothing, and a test holds that."""
    known: dict[str, Any] = {}

    def context(at: Any, script: str, **settings: Any) -> Any:
        who = repr((at, script, sorted(settings.items())))
        if who not in known:
            known[who] = browser.new_context(**settings)
            if at:
                known[who].clock.set_fixed_time(at)
            if script:
                known[who].add_init_script(script)
        return known[who]

    yield context
    for one in known.values():
        one.close()


@pytest.fixture
def visit(visitors: Any) -> Iterator[OPEN]:
    """Open an address as a visitor with these settings; at the end nobody may have seen an error."""
    pages: list[Page] = []
    troubles: list[str] = []

    def open_page(address: str, width: int = 1280, at: Any = NOW, script: str = "", **settings: Any) -> Page:
        size = {"width": width, "height": 800}
        page: Page = visitors(at, script, viewport=size, **{"timezone_id": "America/New_York", **settings}).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if FAILED not in said.text else None)
        page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert troubles == []


def shown(page: Page) -> Page:
    """The page once its element is filled."""
    page.locator("coalition-feed li").first.wait_for()
    return page


def rows(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("coalition-feed li").all_inner_texts()]


class TestWhatIsAsked:
    """E1"""

    def test_two_requests_both_to_the_hub_and_nothing_is_kept(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        asked: list[Any] = []
        page = visit("about:blank")
        page.on("request", lambda request: asked.append(request))
        page.goto(partner.page(hub.snippet()))
        shown(page)
        script, data = asked[1:]
        assert (script.url, data.url) == (f"{hub.url}/embed/v1.js", f"{hub.url}/feeds/upcoming.json")
        assert "referer" not in data.all_headers()
        assert "referer" not in script.all_headers()
        assert "cookie" not in data.all_headers()
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    def test_elements_that_show_the_same_share_one_request(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        asked: list[str] = []
        page = visit("about:blank")
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.goto(partner.page(hub.snippet() + hub.snippet(count=2)))
        page.locator("coalition-feed:nth-of-type(2) li").first.wait_for()
        assert page.locator("coalition-feed:nth-of-type(2) li").count() == 2
        assert asked.count("/feeds/upcoming.json") == 1

    def test_the_frame_for_those_without_scripts_is_not_asked_for(
        self, hub: Hub, partner: Partner, visit: OPEN
    ) -> None:
        asked: list[str] = []
        page = visit("about:blank")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(partner.page(hub.snippet()))
        shown(page)
        assert [url for url in asked if "/embed/list" in url] == []

    def test_without_scripts_the_link_and_the_frame_stand_there(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = visit("about:blank", java_script_enabled=False, at=None)
        page.route("**/embed/list?*", lambda route: route.fulfill(body="the list", content_type="text/html"))
        page.goto(partner.page(hub.snippet()))
        assert page.get_by_role("link", name=FALLBACK).is_visible()
        assert page.locator("coalition-feed iframe").get_attribute("src") == (
            f"{hub.url}/embed/list?channel=upcoming&count=5"
        )


WRONG = {
    "/feeds/error.json": (500, rendered(MEETINGS)),
    "/feeds/gone.json": (404, b'{"status": 404}'),
    "/feeds/markup.json": (200, b"<html>We are being repaired"),
    "/feeds/shape.json": (200, b'{"items": {"0": 1}, "title": 3}'),
    "/feeds/null.json": (200, b"null"),
    "/feeds/list.json": (200, b"[1, 2]"),
    "/feeds/junk.json": (200, b'{"items": [null, 1, "x", [], {"_coalition": {"meeting": 5}}]}'),
    "/feeds/empty.json": (200, rendered([])),
    "/feeds/withdrawn.json": (200, rendered([NEWS[-1]])),
}


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with served(Broken(WRONG)) as url:
        yield url


class TestWhenWeAreAway:
    """E3, E12"""

    def stays(self, page: Page) -> None:
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("link", name=FALLBACK).is_visible()
        box = page.locator("coalition-feed").bounding_box()
        assert box
        assert box["height"] >= 320
        assert "Failed" not in page.inner_text("body")

    def test_the_link_stays_whatever_the_hub_answers(
        self, hub: Hub, partner: Partner, broken: str, visit: OPEN
    ) -> None:
        """All at once, each in an element of its own: none may be filled or emptied."""
        one = hub.snippet().replace(f"{hub.url}/feeds/upcoming.json", "{}")
        page = visit(partner.page("".join(one.replace("{}", broken + path) for path in WRONG)), at=None)
        page.wait_for_load_state("networkidle")
        links = page.get_by_role("link", name=FALLBACK)
        assert links.count() == len(WRONG)
        assert all(link.is_visible() for link in links.all())

    @pytest.mark.parametrize("src", ["http://127.0.0.1:9/feeds/all.json", "http://no.invalid/x.json", "nonsense", ""])
    def test_the_link_stays_where_nobody_answers(self, hub: Hub, partner: Partner, src: str, visit: OPEN) -> None:
        snippet = hub.snippet().replace(f"{hub.url}/feeds/upcoming.json", src)
        self.stays(visit(partner.page(snippet), at=None))

    def test_a_hub_that_says_nothing_is_given_up(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        """The patience of 8 seconds is seen asked for, and cut to a fifth of one."""
        hurry = (
            "const { timeout } = AbortSignal;"
            "AbortSignal.timeout = ms => timeout.call(AbortSignal, (window.ms = ms) / 40)"
        )
        with silent() as address:
            snippet = hub.snippet().replace(f"{hub.url}/feeds/upcoming.json", address)
            page = visit("about:blank", at=None, script=hurry)
            with page.expect_event("requestfailed"):
                page.goto(partner.page(snippet))
            self.stays(page)
            assert page.evaluate("ms") == 8000

    def test_without_its_script_the_element_is_a_link(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = visit(partner.page(hub.snippet().replace("/embed/v1.js", "/embed/v9.js")), at=None)
        self.stays(page)

    def test_the_next_visit_finds_us_again(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = visit("about:blank")
        page.route("**/feeds/upcoming.json", lambda route: route.abort())
        page.goto(partner.page(hub.snippet()))
        self.stays(page)
        page.unroute("**/feeds/upcoming.json")
        page.reload()
        assert len(rows(shown(page))) == 5


class TestItsPlaceOnThePage:
    @pytest.mark.parametrize("width", [360, 768, 1280])
    def test_nothing_moves_when_it_arrives(self, hub: Hub, partner: Partner, width: int, visit: OPEN) -> None:
        """E4, with the feed a third of a second late and text below the element."""
        watch = (
            "window.shift = 0;"
            "new PerformanceObserver(seen => { for (const one of seen.getEntries()) shift += one.value })"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        with served(Broken({"/feeds/upcoming.json": (200, rendered(MEETINGS))}, wait=0.3)) as slow:
            snippet = hub.snippet().replace(f"{hub.url}/feeds", f"{slow}/feeds")
            below = "<section><h2>Below</h2>" + "<p>What stands below must not jump.</p>" * 9 + "</section>"
            address = partner.page(f"{snippet}{below}", more=below)
            page = shown(visit(address, width, script=watch))
            page.wait_for_timeout(100)
            assert page.evaluate("shift") <= 0.02
            assert not scrolls_sideways(page)

    def test_it_may_leave_and_come_back(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet())))
        page.evaluate(
            "() => { const e = document.querySelector('coalition-feed'), p = e.parentNode; e.remove(); p.append(e) }"
        )
        assert len(rows(shown(page))) == 5
        page.go_back()
        page.go_forward()
        assert len(rows(shown(page))) == 5

    def test_one_made_by_a_script_works(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet())))
        page.evaluate(
            """src => {
                const made = document.createElement('coalition-feed');
                made.src = made.id = 'made';
                made.setAttribute('src', src);
                document.querySelector('main').append(made);
            }""",
            f"{hub.url}/feeds/news.json",
        )
        page.locator("#made li").first.wait_for()

    def test_the_script_twice_does_no_harm(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        script = hub.snippet().splitlines()[-1]
        shown(visit(partner.page(hub.snippet() + script + script.replace("v1.js", "v1.0.0.js"))))

    def test_its_attributes_may_change(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet(more={"heading": "4"}))))
        element = page.locator("coalition-feed")
        assert element.locator("h4").inner_text() == f"{NAME}: Meetings"
        change = "(element, [name, value]) => element.setAttribute(name, value)"
        for name, value in (("count", "2"), ("heading", "2"), ("label", "What is on"), ("lang", "es")):
            element.evaluate(change, [name, value])
        assert element.locator("h2").inner_text() == "What is on"
        assert element.locator("li").count() == 2
        assert element.get_by_text("Cancelada").is_visible()
        element.evaluate(change, ["src", f"{hub.url}/feeds/news.json"])
        element.get_by_text("Eleven workers").wait_for()

    def test_counts_beyond_reason_are_five(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        given = {"0": 5, "-3": 5, "many": 5, "100": 5, "3": 3, "99": 7}
        one = hub.snippet(count=0)
        page = shown(visit(partner.page("".join(one.replace('count="0"', f'count="{asked}"') for asked in given))))
        page.locator("coalition-feed:last-of-type li").first.wait_for()
        lists = page.locator("coalition-feed ul").all()
        assert [shown_list.locator("li").count() for shown_list in lists] == list(given.values())


class TestWhatIsShown:
    def test_meetings_with_their_state_hour_and_place(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet(count=9))))
        assert rows(page) == [
            "Tue 3 Mar Methuen: an evening about your rights Cancelled 6:30 – 8 PM · Worcester",
            "Thu 12 Mar Framingham: Secure Communities 2 – 4 PM · Mass Bay Community College, Room 205-206",
            "Thu 2 Apr Lawrence: Secure Communities Updated 3 – 5 PM · Lawrence High School, 70-71 North Parish Rd",
            "Thu 16 Apr Waltham: Secure Communities Place to be announced 12 – 2 PM · Waltham",
            "Mon 20 Apr Una tarde en Chelsea Hour to be announced Public Library · Casa Amanecer",
            "? Lowell: the day is not known Day to be announced Public Library",
            "Sat 2 May Salem: postponed Postponed 2 – 4 PM · Public Library",
        ]

    def test_the_line_repeats_the_state(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet(count=4))))
        read = "leaves => leaves.map(leaf => getComputedStyle(leaf).borderBlockStartStyle)"
        assert page.locator("coalition-feed .day").evaluate_all(read) == ["dotted", "solid", "double", "dashed"]
        struck = page.locator("coalition-feed s").first
        assert "line-through" in struck.evaluate("element => getComputedStyle(element).textDecorationLine")
        assert page.locator("coalition-feed .state svg[aria-hidden=true]").count() == 3

    def test_news_names_its_partner_and_its_day(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet("news", count=9))))
        assert rows(page)[0] == "Eleven workers get their wages Casa Amanecer · February 27, 2026"
        assert len(rows(page)) == 6
        assert "taken back" not in page.inner_text("body")

    def test_news_leads_to_the_partner_meetings_and_our_own_words_to_us(
        self, hub: Hub, partner: Partner, visit: OPEN
    ) -> None:
        page = shown(visit(partner.page(hub.snippet("news") + hub.snippet(count=5))))
        led = page.locator("coalition-feed [part=link]").evaluate_all("links => links.map(link => link.href)")
        assert led[0] == "https://casa.example/n1"
        assert led[4] == f"{OURS}items/n5"
        assert led[5:] == [f"{OURS}meetings/m{n}" for n in range(1, 6)]
        more = page.locator("coalition-feed [part=more]").first
        assert (more.inner_text(), more.get_attribute("href")) == (f"More from {NAME}", OURS)
        assert page.locator("coalition-feed [target]").count() == 0

    def test_each_item_says_its_own_language_and_direction(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet("news"))))
        read = "items => items.map(item => [item.lang, item.dir])"
        assert page.locator("coalition-feed li").evaluate_all(read) == [
            ["en", "ltr"], ["es", "ltr"], ["ar", "rtl"], ["", "auto"], ["en", "ltr"]
        ]  # fmt: skip

    def test_summaries_come_when_asked_for_and_are_three_lines(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet("news", more={"summaries": ""}) + hub.snippet("news"))))
        summaries = page.locator("coalition-feed [part=summary]")
        assert summaries.count() == 5
        read = "text => text.clientHeight / parseFloat(getComputedStyle(text).lineHeight)"
        assert summaries.first.evaluate(read) == pytest.approx(3, abs=0.2)

    def test_meetings_that_are_over_give_way(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        old = (meeting("o1", "Last year", date(2025, 5, 2)), meeting("o2", "Two days", date(2025, 5, 2), start=None,
               end=None, end_date=date(2025, 5, 3)))  # fmt: skip
        hub.publish("both", rendered((*old, MEETINGS[1])))
        hub.publish("old", rendered(old))
        assert len(rows(shown(visit(partner.page(hub.snippet("both")))))) == 1
        page = shown(visit(partner.page(hub.snippet("old"))))
        assert rows(page)[0] == "Fri 2 May 2025 Last year 2 – 4 PM · Public Library"
        assert rows(page)[1].startswith("Fri 2 May 2025 Two days May 2 – 3, 2025")

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
    def test_a_day_without_an_hour_is_that_day_everywhere(
        self, hub: Hub, partner: Partner, zone: str, visit: OPEN
    ) -> None:
        page = shown(visit(partner.page(hub.snippet(count=5)), timezone_id=zone))
        assert rows(page)[1].startswith("Thu 12 Mar")
        assert rows(page)[4].startswith("Mon 20 Apr")
        assert page.locator("coalition-feed time").nth(4).get_attribute("datetime") == "2026-04-20"

    def test_the_zone_is_named_to_those_on_another_clock(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        address = partner.page(hub.snippet(count=2))
        assert "2 – 4 PM ·" in rows(shown(visit(address, timezone_id="America/Detroit")))[1]
        assert "2 – 4 PM ET ·" in rows(shown(visit(address, timezone_id="America/Los_Angeles")))[1]

    def test_what_is_not_certain_says_so(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        online = {"place": None, "online_url": "https://meet.example/1"}
        doubtful = meeting("maybe", "Perhaps", date(2026, 3, 14), status="tentative", **online)
        both = meeting("both", "Half known", date(2026, 3, 15), status="tentative", tbd=("time", "place"), start=None)
        hub.publish("doubt", rendered([doubtful, both]))
        page = shown(visit(partner.page(hub.snippet("doubt"))))
        assert rows(page)[0] == "Sat 14 Mar Perhaps Not certain yet 2 – 4 PM · Online"
        assert "Half known Hour to be announced Place to be announced" in rows(page)[1]
        read = "leaves => leaves.map(leaf => getComputedStyle(leaf).borderBlockStartStyle)"
        assert page.locator("coalition-feed .day").evaluate_all(read) == ["dashed", "dashed"]

    def test_a_night_that_ends_tomorrow_says_both_days(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        night = meeting("night", "Vigil", date(2026, 3, 14), start=time(20), end=time(2), end_date=date(2026, 3, 15))
        hub.publish("night", rendered([night]))
        page = shown(visit(partner.page(hub.snippet("night"))))
        assert "3/14/2026, 8 PM – 3/15/2026, 2 AM" in rows(page)[0]


LANGUAGES = {
    "en-US": ("Cancelled", "Place to be announced", "More from", "Tue 3 Mar"),
    "es": ("Cancelada", "Lugar por anunciar", "Más de", "mar 3 mar"),
    "pt-BR": ("Cancelada", "Local a anunciar", "Mais de", "ter. 3 mar."),
    "ht": ("Anile", "Kote poko anonse", "Plis nan men", "mad 3 mas"),
    "zh-Hans": ("已取消", "地点待公布", "更多来自", "周二 3 3月"),
    "ar": ("أُلغي", "يُعلن لاحقًا: المكان", "المزيد من", "الثلاثاء 3 مارس"),
    "fr": ("Cancelled", "Place to be announced", "More from", "Tue 3 Mar"),
    "tlh-x": ("Cancelled", "Place to be announced", "More from", "Tue 3 Mar"),
}


def test_it_speaks_the_language_around_it(hub: Hub, partner: Partner, visit: OPEN) -> None:
    """E7"""
    inside = "".join(f'<div lang="{lang}">{hub.snippet(count=4)}</div>' for lang in LANGUAGES)
    page = shown(visit(partner.page(inside), 360, timezone_id="America/Los_Angeles"))
    for lang, words in LANGUAGES.items():
        section = page.locator(f'[lang="{lang}"] > coalition-feed section')
        text = " ".join(section.inner_text().split())
        assert [word for word in words if word not in text] == []
        assert re.search(r"New York|ET|UTC|توقيت", text)
        assert section.get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    assert not scrolls_sideways(page)
    shot(page, "embed-languages")


def test_the_nearest_language_counts(hub: Hub, partner: Partner, visit: OPEN) -> None:
    page = shown(visit(partner.page(f"{hub.snippet()}{hub.snippet(more={'lang': 'pt'})}", lang="es")))
    page.get_by_text("Local a anunciar").wait_for()
    assert page.get_by_text("Lugar por anunciar").count() == 1


class TestStrictPages:
    """E5"""

    def test_a_page_that_allows_only_our_script_and_our_data(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        policy = (
            f"default-src 'none'; script-src {hub.url}; connect-src {hub.url}; require-trusted-types-for 'script'; "
            "trusted-types 'none'"
        )
        snippet = re.sub(r' style="[^"]*"', "", hub.snippet(), count=1)
        watch = "window.broke = []; addEventListener('securitypolicyviolation', e => broke.push(e.violatedDirective))"
        page = shown(visit(partner.page(snippet, csp=policy), at=None, script=watch))
        assert page.evaluate("broke") == []
        line = (
            "getComputedStyle(document.querySelector('coalition-feed').shadowRoot.querySelector('ul')).borderTopWidth"
        )
        assert page.evaluate(line) == "2px"

    def test_a_page_that_demands_these_very_bytes(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        shown(visit(partner.page(hub.snippet(is_pinned=True))))

    def test_other_bytes_than_the_page_demands_do_not_run(self, hub: Hub, partner: Partner, browser: Any) -> None:
        page = browser.new_page()
        page.goto(partner.page(hub.snippet(is_pinned=True).replace("sha384-", "sha384-AAAA")))
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("link", name=FALLBACK).is_visible()
        assert not page.evaluate("!!customElements.get('coalition-feed')")
        page.close()

    def test_a_frame_that_may_only_run_scripts(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        inside = partner.page(hub.snippet())
        asked: list[Any] = []
        page = visit("about:blank")
        page.on("request", lambda request: asked.append(request))
        page.goto(partner.page(f'<iframe sandbox="allow-scripts" title="Frame" src="{inside}"></iframe>'))
        page.frame_locator("iframe").locator("coalition-feed li").first.wait_for()
        assert asked[-1].all_headers()["origin"] == "null"


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"host": "plain"},
    "dark": {"host": "dark"},
    "rtl": {"lang": "ar", "width": 360},
    "320 px": {"width": 320},
    "200 %": {"width": 640, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
}


class TestEverybody:
    """E6"""

    @pytest.mark.parametrize("look", LOOKS)
    def test_nobody_is_shut_out(self, hub: Hub, partner: Partner, look: str, visit: OPEN) -> None:
        settings = dict(LOOKS[look])
        where = {name: settings.pop(name) for name in ("host", "lang") if name in settings}
        page = shown(visit(partner.page(hub.snippet(count=7) + hub.snippet("news"), **where), **settings))
        page.locator("coalition-feed:nth-of-type(2) li").first.wait_for()
        shot(page, f"embed-{look.replace(' ', '-').replace('%', '')}")
        assert axe(page) == []
        assert not scrolls_sideways(page)
        heights = "links => links.map(link => link.getBoundingClientRect().height)"
        assert min(page.locator("coalition-feed a:visible").evaluate_all(heights)) >= 24

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_a_theme_brings_its_own_ground(self, hub: Hub, partner: Partner, theme: str, visit: OPEN) -> None:
        host = "dark" if theme == "light" else "plain"
        page = shown(visit(partner.page(hub.snippet(more={"theme": theme, "style": ""}), host=host)))
        page.add_style_tag(content="coalition-feed{--cf-link:inherit!important;--cf-accent:currentColor!important}")
        assert axe(page) == []
        ground = page.locator("coalition-feed").evaluate("element => getComputedStyle(element).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}[theme]
        shot(page, f"embed-theme-{theme}")

    def test_the_list_is_a_list_and_the_keyboard_is_seen(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet(count=3))))
        assert page.get_by_role("list").get_by_role("listitem").count() == 3
        assert page.get_by_role("heading", name=f"{NAME}: Meetings", level=3).is_visible()
        page.keyboard.press("Tab")
        focused = "document.activeElement.shadowRoot.activeElement"
        assert page.evaluate(f"{focused}.textContent") == "Methuen: an evening about your rights"
        assert page.evaluate(f"getComputedStyle({focused}).outlineWidth") == "3px"

    def test_small_letters_keep_the_links_large(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(f'<div style="font-size:10px">{hub.snippet()}</div>')))
        heights = "links => links.map(link => link.getBoundingClientRect().height)"
        assert min(page.locator("coalition-feed a:visible").evaluate_all(heights)) >= 24


PARTS = ("heading", "list", "item", "link", "date", "meta", "source", "summary", "cancelled", "more")


class TestStyling:
    """E8"""

    def test_every_part_can_be_dressed(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        rules = "".join(f"coalition-feed::part({part}){{outline:{n + 1}px solid}}" for n, part in enumerate(PARTS))
        both = hub.snippet(count=2) + hub.snippet("news", more={"summaries": ""})
        page = shown(visit(partner.page(f"<style>{rules}</style>{both}")))
        page.locator("coalition-feed:nth-of-type(2) li").first.wait_for()
        for n, part in enumerate(PARTS):
            found = page.locator(f"coalition-feed [part~={part}]").first
            assert found.evaluate("element => getComputedStyle(element).outlineWidth") == f"{n + 1}px", part

    def test_it_takes_the_letters_of_the_page_and_the_colours_it_is_given(
        self, hub: Hub, partner: Partner, visit: OPEN
    ) -> None:
        colours = "--cf-link:rgb(1,0,0);--cf-accent:rgb(2,0,0);--cf-bg:rgb(255,255,3);--cf-text:rgb(4,0,0);--cf-gap:5px"
        page = shown(
            visit(partner.page(f"<style>main coalition-feed{{{colours}}}</style>{hub.snippet()}", host="serif"))
        )
        style = "(element, name) => getComputedStyle(element)[name]"
        element = page.locator("coalition-feed")
        assert element.locator("p").last.evaluate(style, "fontFamily") == '"Times New Roman", serif'
        assert element.locator("[part=link]").first.evaluate(style, "color") == "rgb(1, 0, 0)"
        assert element.locator("ul").evaluate(style, "borderTopColor") == "rgb(2, 0, 0)"
        assert element.evaluate(style, "backgroundColor") == "rgb(255, 255, 3)"
        assert element.locator("[part=meta]").first.evaluate(style, "color") == "rgb(4, 0, 0)"
        assert element.locator("li").first.evaluate(style, "paddingTop") == "5px"

    def test_it_has_no_ground_of_its_own(self, hub: Hub, partner: Partner, visit: OPEN) -> None:
        page = shown(visit(partner.page(hub.snippet(more={"theme": "auto"}))))
        style = "element => getComputedStyle(element).backgroundColor"
        assert page.locator("coalition-feed").evaluate(style) == "rgba(0, 0, 0, 0)"


EVIL = '<img src=x onerror="window.ran=1"><script>window.ran=2</script>'
HOSTILE = [
    {"title": EVIL, "url": "javascript:window.ran=3", "language": '"><b onclick=1>', "date_published": EVIL},
    {"title": EVIL, "url": "data:text/html,<script>parent.ran=4</script>", "external_url": " javascript:ran=5"},
    {"title": "W" * 900, "url": "https://ok.example/", "_coalition": {"partner": {"name": "M" * 400}}},
    {"title": "\u202e" + "Z\u0310\u0311\u0312\u0313" * 90, "url": "//ok.example/", "summary": EVIL},
    {"title": {"a": 1}, "url": {"b": 2}, "_coalition": {"partner": {"name": EVIL}}},
    {"title": "Bad hours", "_coalition": {"meeting": {"starts": "soon", "tbd": [], "timezone": "Nowhere/Such"}}},
    {"title": "Odd meeting", "url": "https://ok.example/m", "_coalition": {"meeting": {
        "starts": "2026-04-04T14:00:00-04:00", "ends": None, "timezone": "America/New_York", "tbd": [],
        "status": "__proto__", "place": EVIL, "address": "9" * 300, "online_url": "javascript:1"}}},
]  # fmt: skip


def test_hostile_words_run_nothing_and_stay_in_their_box(hub: Hub, partner: Partner, visit: OPEN) -> None:
    feed = {"title": EVIL, "home_page_url": "javascript:window.ran=6", "authors": [{"name": EVIL}], "items": HOSTILE}
    with served(Broken({"/evil.json": (200, json.dumps(feed).encode())})) as evil:
        snippet = hub.snippet(count=9, more={"summaries": ""}).replace(
            f"{hub.url}/feeds/upcoming.json", f"{evil}/evil.json"
        )
        page = shown(visit(partner.page(snippet), 360))
        assert page.evaluate("window.ran") is None
        assert page.locator("coalition-feed img, coalition-feed script").count() == 0
        led = page.locator("coalition-feed section a[href]").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        assert led == ["https://ok.example/", "https://ok.example/m"]
        assert not scrolls_sideways(page)


@pytest.mark.parametrize("host", ["plain", "serif", "dark"])
def test_it_looks_at_home_on_three_sites(hub: Hub, partner: Partner, host: str, visit: OPEN) -> None:
    page = shown(visit(partner.page(hub.snippet(count=4, more={"label": "Community meetings"}), host=host)))
    inherited = "element => getComputedStyle(element).color === getComputedStyle(document.body).color"
    assert page.locator("coalition-feed").evaluate(inherited)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        shot(page, f"embed-{host}-{width}")


def test_it_prints_with_all_its_words(hub: Hub, partner: Partner, visit: OPEN) -> None:
    page = shown(visit(partner.page(hub.snippet())))
    page.emulate_media(media="print")
    assert page.get_by_text("Place to be announced").is_visible()
