"""Pages for people: what they say, whom they name, and that nothing hostile gets through them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import feeds
from feeds import Action, Category, Enclosure, Entry, Feed, Link, Meeting, Origin, Person
from syndication import settings as configuration
from syndication.settings import Settings
from syndication.web import moments, notices
from syndication.web.app import create_app
from syndication.web.front import front
from syndication.web.links import link
from syndication.web.moments import hours
from syndication.web.site import Lookup

BASE = "https://hub.example.org/"
ZONE = "America/New_York"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
OWN = Origin("Our Coalition", "our-coalition", BASE)
PARTNER = Origin("Merrimack Alliance", "merrimack-alliance", "https://merrimack.example/")
RELEASE = "tag:hub.example.org,2026:release"


def news(key: str, title: str = "Eleven workers get their wages", **facts: object) -> Entry:
    entry = Entry(
        title=title,
        id=f"tag:hub.example.org,2026:{key}",
        url=f"https://merrimack.example/{key}",
        page=f"{BASE}items/{key}",
        summary="A ledger kept in pencil.",
        published=datetime(2026, 11, 22, 14, 12, tzinfo=UTC),
        updated=datetime(2026, 11, 22, 14, 12, tzinfo=UTC),
        authors=(Person("Merrimack Alliance"),),
        language="en",
        origin=PARTNER,
    )
    return replace(entry, **facts)  # type: ignore[arg-type] # each test names fields of Entry


def release(**facts: object) -> Entry:
    page = f"{BASE}items/release"
    kind = {
        "kind": "press-release",
        "url": page,
        "page": page,
        "origin": OWN,
        "content": "<p>The <b>whole</b> text.</p>",
    }
    return news("release", "State to hold open meetings", **(kind | facts))


def notice(key: str, *, day: date | None = date(2026, 12, 5), **meeting: object) -> Entry:
    told = {
        "start": time(14),
        "end": time(16),
        "town": "Worcester",
        "place": "Public Library",
        "address": "3 Salem Square",
    }
    facts = {name: meeting.pop(name) for name in ("part_of", "origin", "url", "language", "title") if name in meeting}
    page = f"{BASE}meetings/{key}"
    described = Meeting(ZONE, day, **(told | meeting))  # type: ignore[arg-type] # each test names fields of Meeting
    ours = {"kind": "meeting", "url": page, "page": page, "origin": OWN, "part_of": RELEASE, "summary": None}
    return news(key, **({"title": "Worcester: open meeting"} | ours | facts), meeting=described)  # type: ignore[arg-type] # the same


class Home:
    """A home whose public folder holds the JSON renditions of the channels given."""

    def __init__(self, folder: Path, url: str = BASE) -> None:
        (folder / "config").mkdir()
        text = (
            f'[coalition]\nname = "Our Coalition"\nurl = "{url}"\ntimezone = "{ZONE}"\ncontact = "news@example.org"\n'
        )
        (folder / "config" / "coalition.toml").write_text(text)
        self.settings: Settings = configuration.load(folder, {})

    def publish(self, channel: str, entries: Iterable[Entry]) -> None:
        feed = Feed(title=channel.capitalize(), url=BASE, authors=(Person("Our Coalition"),), entries=tuple(entries))
        self.write(f"feeds/{channel}.json", feeds.render(feed, "json"))

    def name_partners(self, *partners: dict[str, object]) -> None:
        self.write("partners.json", msgspec.json.encode(partners))

    def write(self, name: str, body: bytes) -> None:
        file = self.settings.public / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def client(self, lookup: Lookup = lambda _: None) -> TestClient:
        app = create_app(self.settings, lookup, now=lambda: NOW)
        return TestClient(app, BASE, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


class Outline(HTMLParser):
    """The heads, addresses and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.heads += [tag] if re.fullmatch(r"h[1-6]", tag) else []
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        self.attributes |= {name for name, _ in attrs}


class TestHome:
    def test_an_empty_coalition_is_told_how_to_begin(self, home: Home) -> None:
        page = home.client().get("/").text
        assert "Nothing has been published here yet." in page
        assert "syndication sources add" in page

    def test_the_newest_release_leads_and_stands_only_once(self, home: Home) -> None:
        home.publish("all", [release(), news("n1")])
        page = home.client().get("/").text
        assert page.count('href="/items/release"') == 1
        assert page.index("From the coalition") < page.index("Eleven workers")

    def test_who_said_it_stands_bold_beside_each_headline(self, home: Home) -> None:
        home.publish("all", [news("n1")])
        assert "<b><bdi>Merrimack Alliance</bdi></b>" in home.client().get("/").text

    def test_hours_are_those_of_the_coalition(self, home: Home) -> None:
        home.publish("all", [news("n1")])
        page = home.client().get("/").text
        assert "9:12 am" in page
        assert "Sunday, November 22<" in page

    def test_our_own_texts_bear_no_hour_that_nobody_wrote(self, home: Home) -> None:
        newer = release(id="tag:hub.example.org,2026:newer", page=f"{BASE}items/newer", url=f"{BASE}items/newer")
        home.publish("all", [newer, release()])
        assert "9:12 am" not in home.client().get("/").text

    def test_who_else_carries_it_is_counted(self, home: Home) -> None:
        carriers = (Link("https://a.example/", "A"), Link("https://b.example/", "B"))
        home.publish("all", [news("n1", also=carriers), news("n2", also=carriers[:1])])
        page = home.client().get("/").text
        assert "Also at 2 other partners" in page
        assert "Also at A" in page

    def test_an_item_in_another_language_says_so_and_is_marked(self, home: Home) -> None:
        home.publish("all", [news("n1", "Clases de inglés", language="es"), news("n2", "خبر", language="ar")])
        page = home.client().get("/").text
        assert '<span class="tag" lang="es">Español</span>' in page
        assert '<li class="story" dir="rtl">\n<h3 class="headline" lang="ar">' in page

    def test_lists_mark_only_what_differs(self, home: Home) -> None:
        off = notice("m2", status="cancelled")
        waiting = notice("m3", tbd=("place",), place=None, address=None)
        home.publish("upcoming", [notice("m1"), off, waiting, notice("m4", sequence=1)])
        page = home.client().get("/").text
        assert "Confirmed" not in page
        assert [page.count(word) for word in ("Cancelled", "Place to be announced", "Updated")] == [1, 1, 1]

    def test_the_release_leads_to_its_meetings(self, home: Home) -> None:
        home.publish("all", [release()])
        home.publish("meetings", [notice("m1"), notice("m2", day=date(2026, 12, 6))])
        assert "See the two meetings" in home.client().get("/").text

    def test_partners_are_named_with_their_sites(self, home: Home) -> None:
        home.name_partners(
            {"name": "Casa", "slug": "casa", "url": "https://casa.example/", "items": 2},
            {"name": "Trap", "slug": "trap", "url": "javascript:alert(1)", "items": 0},
        )
        page = home.client().get("/").text
        assert 'href="https://casa.example/"' in page
        assert "Trap" in page
        assert "javascript:" not in page
        assert "2 organizations, one place to read them" in page


class TestFront:
    def test_a_release_leads_until_newer_things_are_a_fortnight_younger(self) -> None:
        old = release(published=NOW - timedelta(days=30))
        assert front([old, news("n1")], [], UTC).leads == ()
        assert front([old], [], UTC).leads == (old,)

    def test_who_says_much_on_one_day_is_folded_after_three(self) -> None:
        entries = [news(f"n{number}", published=NOW - timedelta(minutes=number)) for number in range(7)]
        (day,) = front(entries, [], UTC).days
        assert [[entry.id for entry in run.shown] for run in day.runs] == [[entry.id] for entry in entries[:3]]
        assert day.runs[-1].folded == tuple(entries[3:])
        (day,) = front(entries[:4], [], UTC).days
        assert [run.folded for run in day.runs] == [(), (), (), ()]

    def test_our_releases_are_never_folded_away(self) -> None:
        ours = [release(id=f"r{number}", published=NOW - timedelta(minutes=number)) for number in range(7)]
        theirs = [news(f"n{number}", published=NOW - timedelta(minutes=10 + number)) for number in range(5)]
        told = front([*ours, *theirs], [theirs[4]], UTC)
        runs = told.days[0].runs
        assert [entry for run in runs for entry in run.shown] == [*ours, *theirs[:4]]
        assert [run.folded for run in runs] == [()] * 11

    def test_of_one_moment_what_came_last_stands_first_and_leads(self) -> None:
        noon = datetime(2026, 11, 22, 17, tzinfo=UTC)
        ours = [release(id=f"r{number}", published=noon, updated=noon) for number in range(3)]
        later = release(id="a", published=noon, updated=noon + timedelta(hours=2))
        told = front([*ours, later], [], UTC)
        assert told.leads == (later,)
        assert [run.shown[0].id for run in told.days[0].runs] == ["r0", "r1", "r2"]  # as they stand in the feed
        assert front(ours, [], UTC).leads == (ours[0],)

    def test_what_is_folded_can_be_opened_without_a_script(self, home: Home) -> None:
        home.publish("all", [news(f"n{number}", published=NOW - timedelta(minutes=number)) for number in range(7)])
        page = home.client().get("/").text
        assert "<summary>4 more from Merrimack Alliance</summary>" in page

    def test_featured_items_lead_instead(self) -> None:
        chosen = news("n1", featured=True)
        told = front([release(), chosen], [chosen], UTC)
        assert told.leads == (chosen,)
        assert [entry.kind for day in told.days for run in day.runs for entry in run.shown] == ["press-release"]

    def test_days_are_counted_in_the_zone_given(self) -> None:
        late = news("n1", published=datetime(2026, 11, 22, 2, tzinfo=UTC))
        assert [day.date.day for day in front([late], [], ZoneInfo(ZONE)).days] == [21]


class TestItem:
    def test_a_partners_item_leads_to_the_partner(self, home: Home) -> None:
        home.publish("all", [news("n1", also=(Link("https://b.example/x", "North Shore Network"),))])
        page = home.client().get("/items/n1").text
        assert 'href="https://merrimack.example/n1"' in page
        assert "Read it all at Merrimack Alliance" in page
        assert "North Shore Network" in page

    def test_our_own_item_is_whole_and_leads_nowhere_else(self, home: Home) -> None:
        home.publish("all", [release()])
        page = home.client().get("/items/release").text
        assert "<p>The <b>whole</b> text.</p>" in page
        assert "Read it all" not in page

    def test_a_line_of_its_own_under_the_headline_is_shown_and_a_mere_beginning_is_not(self, home: Home) -> None:
        home.publish("all", [release(summary="Ten towns"), news("n1")])
        assert '<p class="deck" dir="ltr">Ten towns</p>' in home.client().get("/items/release").text
        home.publish("all", [release(summary="The whole…")])
        assert 'class="deck"' not in home.client().get("/items/release").text

    def test_a_release_lists_its_meetings_by_day(self, home: Home) -> None:
        home.publish("press-releases", [release()])
        home.publish("meetings", [notice("late", day=None), notice("b", day=date(2026, 12, 9)), notice("a")])
        found = re.findall(r'href="/meetings/(\w+)"', home.client().get("/items/release").text)
        assert found == ["a", "b", "late"]

    def test_a_meeting_has_its_page_elsewhere(self, home: Home) -> None:
        home.publish("meetings", [notice("m1")])
        answer = home.client().get("/items/m1")
        assert (answer.status_code, answer.headers["location"]) == (308, "/meetings/m1")

    def test_what_is_not_a_meeting_has_its_page_among_the_items(self, home: Home) -> None:
        home.publish("all", [news("n1")])
        assert home.client().get("/meetings/n1").headers["location"] == "/items/n1"

    def test_an_old_item_is_looked_up(self, home: Home) -> None:
        client = home.client(lambda key: news(key, "From the store") if key == "old" else None)
        assert "From the store" in client.get("/items/old").text
        assert client.get("/items/never").status_code == 404

    @pytest.mark.parametrize("key", ["%00", "a%00b", "%ff", "a" * 5_000, "tag:o.example,2026:x", "%f0%9f%8e%89"])
    def test_what_cannot_be_a_key_is_not_looked_up(self, home: Home, key: str) -> None:
        asked: list[str] = []
        client = home.client(asked.append)
        assert {client.get(f"/{kind}/{key}").status_code for kind in ("items", "meetings")} == {404}
        assert asked == []

    def test_a_broken_store_costs_only_the_pages_that_need_it(self, home: Home) -> None:
        def broken(_: str) -> Entry | None:
            raise OSError("disk I/O error")

        home.publish("all", [news("n1")])
        client = home.client(broken)
        answer = client.get("/items/old")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert "disk" not in answer.text
        assert client.get("/items/n1").status_code == 200

    def test_a_withdrawn_item_is_gone_and_says_nothing_of_itself(self, home: Home) -> None:
        home.publish("all", [news("n1", "Withdrawn", withdrawn=True)])
        answer = home.client().get("/items/n1")
        assert answer.status_code == 410
        assert "Merrimack" not in answer.text

    def test_a_page_is_asked_for_again_cheaply(self, home: Home) -> None:
        home.publish("all", [news("n1")])
        client = home.client()
        first = client.get("/items/n1")
        assert "must-revalidate" in first.headers["cache-control"]
        assert client.get("/items/n1", headers={"if-none-match": first.headers["etag"]}).status_code == 304


class TestMeeting:
    def test_when_and_where_stand_in_words(self, home: Home) -> None:
        home.publish("meetings", [notice("m1")])
        page = home.client().get("/meetings/m1").text
        for words in (
            "2 to 4 pm",
            "Saturday, December 5, 2026, Eastern Time",
            "Public Library",
            "3 Salem Square, Worcester",
        ):
            assert words in page
        assert "Confirmed: day, hour and place" in page

    def test_a_missing_place_is_said_and_not_guessed(self, home: Home) -> None:
        home.publish("meetings", [notice("m1", tbd=("place",), place=None, address=None)])
        page = home.client().get("/meetings/m1").text
        assert "To be announced, in Worcester" in page
        assert "openstreetmap" not in page

    def test_a_cancelled_meeting_keeps_its_day_struck_through_and_offers_no_calendar(self, home: Home) -> None:
        home.publish("meetings", [notice("m1", status="cancelled", change="The hall has no heat.")])
        page = home.client().get("/meetings/m1").text
        assert "Cancelled: please do not go" in page
        assert "The hall has no heat." in page
        assert "<s>2 to 4 pm</s>" in page
        assert "m1.ics" not in page

    def test_a_meeting_that_is_over_says_so_and_offers_no_calendar(self, home: Home) -> None:
        home.publish("meetings", [notice("m1", day=date(2011, 4, 16), tbd=("place",), place=None, address=None)])
        page = home.client().get("/meetings/m1").text
        assert "This meeting is over" in page
        assert "Confirmed" not in page
        assert "to be announced" not in page.lower()
        assert ".ics" not in page

    def test_a_partners_event_without_a_page_of_its_own_is_still_the_partners(self, home: Home) -> None:
        event = notice("m1", origin=PARTNER, part_of=None, town=None, title="Potluck")
        home.publish("upcoming", [event])
        home.publish("meetings", [event])
        client = home.client()
        assert '<p class="small soft"><bdi>Merrimack Alliance</bdi></p>' in client.get("/meetings").text
        assert "Read it all" not in client.get("/meetings/m1").text

    def test_an_updated_meeting_says_when_and_what(self, home: Home) -> None:
        home.publish("meetings", [notice("m1", sequence=1, change="The hour is new.")])
        page = home.client().get("/meetings/m1").text
        assert "Updated on November 22, 2026" in page
        assert "The hour is new." in page

    def test_it_leads_back_to_its_release(self, home: Home) -> None:
        home.publish("all", [release()])
        home.publish("meetings", [notice("m1")])
        page = home.client().get("/meetings/m1").text
        assert 'href="/items/release"' in page
        assert "from the release of November 22, 2026" in page

    def test_one_meeting_is_a_calendar_of_its_own(self, home: Home) -> None:
        home.publish("meetings", [notice("m1"), notice("m2")])
        answer = home.client().get("/meetings/m1.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert (answer.text.count("BEGIN:VEVENT"), "DTSTART;TZID=America/New_York:20261205T140000" in answer.text) == (
            1,
            True,
        )

    def test_news_is_no_calendar(self, home: Home) -> None:
        home.publish("all", [news("n1")])
        assert home.client().get("/meetings/n1.ics").status_code == 404

    def test_all_meetings_stand_on_one_page_the_earlier_ones_below(self, home: Home) -> None:
        home.publish("upcoming", [notice("m1")])
        home.publish("meetings", [notice("m1"), notice("m0", day=date(2011, 3, 12))])
        page = home.client().get("/meetings").text
        assert page.index("/meetings/m1") < page.index("Earlier meetings") < page.index("/meetings/m0")
        assert "Mar 2011" in page


class TestStates:
    @pytest.mark.parametrize(
        ("facts", "tone", "word"),
        [
            ({}, "ok", "Confirmed: day, hour and place"),
            ({"tbd": ("time",), "start": None}, "wait", "Hour to be announced"),
            ({"tbd": ("date", "time", "place")}, "wait", "Day, hour and place to be announced"),
            ({"status": "tentative"}, "wait", "Not certain yet"),
            ({"sequence": 2}, "new", "Updated"),
            ({"status": "postponed"}, "off", "Postponed"),
            ({"status": "cancelled", "tbd": ("place",), "sequence": 3}, "off", "Cancelled"),
        ],
    )
    def test_the_worst_that_is_true_is_said(self, facts: dict[str, object], tone: str, word: str) -> None:
        state = notices.state(notice("m1", **facts), NOW.date())
        assert (state.tone, state.word) == (tone, word)

    def test_a_meeting_is_over_after_its_last_day_and_stays_cancelled_where_it_was(self) -> None:
        fair = notice("m1", end_date=date(2026, 12, 6), tbd=("place",))
        cancelled = notice("m1", status="cancelled")
        assert notices.state(fair, date(2026, 12, 6)).tone == "wait"
        assert notices.state(fair, date(2026, 12, 7)).tone == "over"
        assert notices.state(cancelled, date(2026, 12, 7)).tone == "off"

    def test_the_town_is_not_said_twice(self) -> None:
        assert notices.subject(notice("m1")) == "Open meeting"
        assert notices.subject(notice("m1", town="Wor")) == "Worcester: open meeting"


class TestMoments:
    @pytest.mark.parametrize(
        ("start", "end", "said"),
        [
            (time(14), time(16), "2–4 pm"),
            (time(18, 30), time(20), "6:30–8 pm"),
            (time(11), time(13), "11 am–1 pm"),
            (time(12), None, "12 pm"),
            (time(0), time(0, 5), "12–12:05 am"),
        ],
    )
    def test_hours_in_words(self, start: time, end: time | None, said: str) -> None:
        assert hours(start, end) == said

    def test_a_year_is_said_where_the_day_is_far(self) -> None:
        today = date(2026, 11, 23)
        assert moments.near_date(date(2027, 1, 9), today) == "Saturday, January 9"
        assert moments.near_date(date(2011, 2, 15), today) == "Tuesday, February 15, 2011"

    @pytest.mark.parametrize(
        ("zone", "said"), [("America/New_York", "Eastern Time"), ("Europe/Berlin", "Berlin time"), ("UTC", "UTC")]
    )
    def test_zones_have_names(self, zone: str, said: str) -> None:
        assert moments.zone_name(zone) == said


class TestSubscribe:
    def test_three_ways_with_whole_addresses(self, home: Home) -> None:
        page = home.client().get("/subscribe/meetings").text
        assert f'value="{BASE}feeds/meetings.atom"' in page
        assert 'href="webcal://hub.example.org/feeds/meetings.ics"' in page
        assert "hub.example.org%2Ffeeds%2Fmeetings.google.ics" in page

    def test_news_alone_offers_no_calendar(self, home: Home) -> None:
        assert "webcal:" not in home.client().get("/subscribe/news").text

    def test_an_unknown_channel_is_404(self, home: Home) -> None:
        assert home.client().get("/subscribe/none").status_code == 404


PAGES = ("/", "/meetings", "/items/n1", "/items/release", "/meetings/m1", "/subscribe/all", "/feeds/", "/nothing")


class TestEveryPage:
    @pytest.fixture
    def client(self, home: Home) -> TestClient:
        home.publish("all", [release(), news("n1")])
        home.publish("meetings", [notice("m1")])
        home.publish("upcoming", [notice("m1")])
        return home.client()

    @pytest.mark.parametrize("path", PAGES)
    def test_nothing_inline_and_nothing_from_elsewhere(self, client: TestClient, path: str) -> None:
        answer = client.get(path)
        outline = Outline(answer.text)
        assert not {"style", "onclick", "onload"} & outline.attributes
        assert "style" not in outline.tags
        assert "'unsafe" not in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize("path", PAGES)
    def test_one_head_and_no_level_skipped(self, client: TestClient, path: str) -> None:
        levels = [int(head[1]) for head in Outline(client.get(path).text).heads]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_no_link_of_ours_dangles(self, client: TestClient) -> None:
        ours = {address.partition("#")[0] for path in PAGES for address in Outline(client.get(path).text).addresses}
        inside = [address for address in ours if address.startswith("/")]
        assert len(inside) > 15
        assert {
            address: client.get(address).status_code for address in inside if client.get(address).status_code != 200
        } == {}

    def test_links_live_under_the_base_path(self, tmp_path: Path) -> None:
        home = Home(tmp_path, url="https://example.org/hub/")
        home.publish("all", [news("n1")])
        addresses = Outline(home.client().get("/hub/").text).addresses
        assert [address for address in addresses if address.startswith("/") and not address.startswith("/hub/")] == []
        assert home.client().get("/hub/items/n1").status_code == 200

    def test_a_page_cannot_be_written(self, client: TestClient) -> None:
        answer = client.post("/")
        assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)
        assert "only be read" in answer.text

    def test_the_sheet_is_kept_for_ever_and_is_small(self, client: TestClient) -> None:
        address = next(a for a in Outline(client.get("/").text).addresses if a.endswith(".css"))
        sheet = client.get(address, headers={"accept-encoding": "identity"})
        assert "immutable" in sheet.headers["cache-control"]
        assert len(sheet.content) < 24_000
        assert "immutable" not in client.get("/static/look.css").headers["cache-control"]
        assert client.get("/static/none.css").status_code == 404

    @pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/.well-known/security.txt", "/healthz"])
    def test_what_the_web_expects_is_there(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 200


HOSTILE = '"><script>alert(1)</script>'
TRAPS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "vbscript:x",
)


class TestHostile:
    def test_markup_in_any_text_is_only_text(self, home: Home) -> None:
        said = replace(PARTNER, name=HOSTILE)
        entry = news("n1", HOSTILE, summary=HOSTILE, origin=said, categories=(Category(HOSTILE),), language="en")
        meeting = notice("m1", town=HOSTILE, place=HOSTILE, address=HOSTILE, change=HOSTILE, origin=said, title=HOSTILE)
        home.publish("all", [entry])
        home.publish("upcoming", [meeting])
        home.name_partners({"name": HOSTILE, "slug": HOSTILE, "url": HOSTILE, "items": 1})
        client = home.client()
        for path in ("/", "/items/n1", "/meetings", "/meetings/m1"):
            tags = Outline(client.get(path).text).tags
            assert tags.count("script") == (1 if path == "/meetings/m1" else 0)

    @pytest.mark.parametrize("trap", TRAPS)
    def test_no_link_leads_to_a_trap(self, home: Home, trap: str) -> None:
        assert link(trap) is None
        entry = news(
            "n1",
            url=trap,
            also=(Link(trap, "x"),),
            actions=(Action("Act", trap),),
            translations=(Link(trap, language="es"),),
            enclosures=(Enclosure(trap),),
            origin=replace(PARTNER, url=trap),
        )
        home.publish("all", [entry, replace(release(), actions=entry.actions, translations=entry.translations)])
        home.publish("upcoming", [notice("m1", online_url=trap, origin=replace(PARTNER, url=trap), url=trap)])
        client = home.client()
        for path in ("/", "/items/n1", "/items/release", "/meetings/m1"):
            assert trap not in Outline(client.get(path).text).addresses

    def test_a_damaged_rendition_holds_nothing(self, home: Home) -> None:
        home.write("feeds/all.json", b"{")
        client = home.client()
        assert (client.get("/").status_code, client.get("/items/n1").status_code) == (200, 404)


texts = st.text(st.characters(codec="utf-8"), max_size=20)
optional = st.none() | texts
meetings = st.builds(
    Meeting,
    timezone=st.sampled_from([ZONE, "UTC", "Asia/Kathmandu"]),
    date=st.none() | st.dates(date(1970, 1, 2), date(2100, 1, 1)),
    start=st.none() | st.times().map(lambda at: at.replace(microsecond=0)),
    end=st.none() | st.times().map(lambda at: at.replace(microsecond=0)),
    town=optional,
    place=optional,
    address=optional,
    online_url=optional,
    status=st.sampled_from(["confirmed", "tentative", "cancelled", "postponed"]),
    tbd=st.lists(st.sampled_from(["date", "time", "place"]), unique=True).map(tuple),
    sequence=st.integers(0, 3),
    change=optional,
)
entries = st.builds(
    lambda title, summary, language, meeting, origin: news(
        "x1",
        title,
        summary=summary,
        language=language,
        meeting=meeting,
        kind="meeting" if meeting else "news",
        origin=origin,
    ),
    texts,
    optional,
    st.sampled_from([None, "en", "ar", "pt-BR", "zz"]),
    st.none() | meetings,
    st.none() | st.builds(Origin, name=texts, url=optional),
)


@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=entries)
def test_every_item_has_a_page(home: Home, entry: Entry) -> None:
    home.publish("all", [entry])
    home.publish("upcoming", [entry] if entry.meeting else [])
    client = home.client()
    page = f"/{'meetings' if entry.meeting else 'items'}/x1"
    assert [client.get(path).status_code for path in ("/", "/meetings", page)] == [200, 200, 200]
