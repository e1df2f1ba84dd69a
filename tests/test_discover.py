"""Whatever a person pastes, the feeds behind it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import feeds
from syndication.gather.discover import discover
from syndication.net.address import allowed
from syndication.net.session import FetchError, Limits, Session
from tests.origin import Answer, Request, Site, drip, origin

PAGE = {"Content-Type": "text/html; charset=utf-8"}
ITEM = "<item><title>{0}</title><guid>{0}</guid><pubDate>Mon, 0{0} Nov 2026 12:00:00 GMT</pubDate></item>"


@pytest.fixture
def session(site: Site) -> Session:
    return Session("Coalition/1", allowed([site.allowed]), Limits(5.0, 1_000_000))


def rss(title: str, items: int = 2) -> str:
    entries = "".join(ITEM.format(n + 1) for n in range(items))
    return f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>"


def page(*links: str, body: str = "<p>Welcome</p>") -> str:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    return f"<!doctype html><html><head><title>A site</title>{named}</head><body>{body}</body></html>"


def ics(title: str) -> str:
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261130T180000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:{title}\r\n{event}\r\nEND:VCALENDAR\r\n"


def titles(session: Session, url: str) -> list[str]:
    return [candidate.title for candidate in discover(session, feeds.parse, url)]


def failure(session: Session, url: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        discover(session, feeds.parse, url)
    return failed.value


def test_the_address_of_a_feed_is_its_only_candidate(site: Site, session: Session) -> None:
    site.serve("/feed", rss("News"), {"Content-Type": "text/xml", "ETag": '"1"'})
    (found,) = discover(session, feeds.parse, f"  {site.url('/feed')} ")
    assert (found.url, found.title, found.format, found.entries) == (site.url("/feed"), "News", "rss", 2)
    assert found.newest == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert site.paths() == ["/feed"]


def test_what_discovery_fetched_can_stand_for_the_first_poll(site: Site, session: Session) -> None:
    site.serve("/feed", rss("News"), {"ETag": '"1"'})
    (found,) = discover(session, feeds.parse, site.url("/feed"))
    assert found.document.validators
    assert found.document.validators.etag == '"1"'
    assert found.document.body_hash
    assert [entry.title for entry in found.feed.entries] == ["1", "2"]


def test_the_feeds_of_a_page_come_in_its_order_comments_and_empty_ones_last(site: Site, session: Session) -> None:
    site.serve("/", page("/comments/feed", "empty.xml", "/news.xml", "/events.xml"), PAGE)
    for path, items in [("/comments/feed", 1), ("/empty.xml", 0), ("/news.xml", 2), ("/events.xml", 3)]:
        site.serve(path, rss(path, items))
    found = discover(session, feeds.parse, site.url("/"))
    assert [candidate.title for candidate in found] == ["/news.xml", "/events.xml", "/empty.xml", "/comments/feed"]
    assert [candidate.comments for candidate in found] == [False, False, False, True]


def test_a_page_costs_its_site_seven_requests_at_most(site: Site, session: Session) -> None:
    links = [f"/{n}.xml" for n in range(20)]
    site.serve("/", page(*links), PAGE)
    for link in links:
        site.serve(link, rss(link))
    assert len(discover(session, feeds.parse, site.url("/"))) == 6
    assert len(site.requests) == 7


def test_only_what_can_be_read_is_offered(site: Site, session: Session) -> None:
    site.serve(
        "/", page("/gone.xml", "/page.html", "/", "http://127.0.0.1:1/private", "file:///etc/passwd", "/news.xml"), PAGE
    )
    site.serve("/page.html", page(), PAGE)
    site.serve("/news.xml", rss("News"))
    assert [candidate.title for candidate in discover(session, feeds.parse, site.url("/"))] == ["News"]


def test_a_feed_that_never_ends_holds_nobody_up(site: Site) -> None:
    session = Session("Coalition/1", allowed([site.allowed]), Limits(0.5, 1_000_000))
    site.raw("/slow.xml", lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n", b" "))
    site.serve("/", page("/slow.xml", "/news.xml"), PAGE)
    site.serve("/news.xml", rss("News"))
    assert [candidate.title for candidate in discover(session, feeds.parse, site.url("/"))] == ["News"]


def test_links_are_read_from_where_the_page_really_is(site: Site, session: Session) -> None:
    site.redirect("/blog", "/en/blog/")
    site.serve("/en/blog/", page("feed.xml"), PAGE)
    site.serve("/en/blog/feed.xml", rss("Blog"))
    assert [found.url for found in discover(session, feeds.parse, site.url("/blog"))] == [site.url("/en/blog/feed.xml")]


def test_the_address_kept_is_the_one_that_lasts(site: Site, session: Session) -> None:
    site.redirect("/moved", "/feed", 301)
    site.redirect("/today", "/feed", 302)
    site.serve("/feed", rss("News"))
    assert discover(session, feeds.parse, site.url("/moved"))[0].url == site.url("/feed")
    assert discover(session, feeds.parse, site.url("/today"))[0].url == site.url("/today")


@pytest.mark.parametrize(
    "written",
    [
        "{0}/feed",
        "//{0}/feed",
        "feed://{0}/feed",
        "webcal://{0}/feed",
        "feed:http://{0}/feed",
        "<http://{0}/feed>",
        "“{0}/feed”",
        "Our news are at http://{0}/feed, have a look!",
    ],
)
def test_an_address_may_be_written_as_people_write_it(site: Site, session: Session, written: str) -> None:
    site.serve("/feed", rss("News"))
    (found,) = discover(session, feeds.parse, written.format(site.allowed))
    assert found.url == site.url("/feed")  # https was tried first: this site speaks none


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("file:///etc/passwd", "private_addr"),
        ("javascript:alert(1)", "private_addr"),
        ("mailto:news@partner.example", "private_addr"),
        ("http://localhost/", "private_addr"),
        ("127.0.0.1", "private_addr"),
        ("https://me:secret@partner.example/", "login"),
        ("", "dns"),
        ("our neighbours", "dns"),
        ("@neighbours", "dns"),
    ],
)
def test_what_is_no_public_address_is_refused_in_its_kind(session: Session, pasted: str, code: str) -> None:
    assert failure(session, pasted).code == code


def test_a_page_that_names_no_feed_has_none(site: Site, session: Session) -> None:
    site.serve("/", page(), PAGE)
    assert failure(session, site.url("/")).code == "no_feed"
    assert len(site.requests) == 12  # where feeds often lie was looked at


def test_a_page_that_stands_in_for_everything_missing_is_no_feed(site: Site, session: Session) -> None:
    site.handle("/", lambda _: Answer(page().encode(), PAGE))
    for path in ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json", "/blog/feed"):
        site.serve(path, page(), PAGE)
    assert failure(session, site.url("/")).code == "no_feed"


def test_a_page_whose_feeds_are_all_gone_has_none(site: Site, session: Session) -> None:
    site.serve("/", page("/a.xml", "/b.xml"), PAGE)
    assert failure(session, site.url("/")).code == "no_feed"


def test_a_damaged_feed_is_called_damaged(site: Site, session: Session) -> None:
    site.serve("/feed", b"\x00\x01 nothing", {"Content-Type": "application/rss+xml"})
    assert failure(session, site.url("/feed")).code == "broken"


def test_why_the_address_itself_cannot_be_read_is_passed_on(site: Site, session: Session) -> None:
    site.serve("/feed", b"", status=410)
    assert failure(session, site.url("/feed")).code == "gone"


def test_links_in_the_text_are_looked_at_too(site: Site, session: Session) -> None:
    anchors = (
        f"<a href='/events.ics'>Calendar</a> <a href='webcal://{site.allowed}/c'>x</a> <a href='/our.rss'>News</a>"
    )
    site.serve("/", page("/news.xml", body=anchors), PAGE)
    for path in ("/news.xml", "/our.rss"):
        site.serve(path, rss(path))
    site.serve("/events.ics", ics("Events"), {"Content-Type": "text/calendar"})
    assert titles(session, site.url("/")) == ["/news.xml", "/our.rss", "Events"]


def test_where_many_feeds_are_named_those_of_the_site_itself_are_looked_at(site: Site, session: Session) -> None:
    parts = [f"/category/{n}/feed" for n in range(6)]
    site.serve("/", page("/comments/feed", *parts, "/feed"), PAGE)
    for path in ("/comments/feed", *parts, "/feed"):
        site.serve(path, rss(path))
    assert titles(session, site.url("/")) == ["/feed", *parts[:5]]


def test_the_sites_feed_comes_before_those_of_a_post_and_a_topic(site: Site, session: Session) -> None:
    site.serve("/rent/", page("/rent/feed/", "/tag/rent/feed/", "/feed/", "/comments/feed/"), PAGE)
    site.serve("/rent/feed/", rss("Comments on: Rent goes up"))
    for path in ("/tag/rent/feed/", "/feed/", "/comments/feed/"):
        site.serve(path, rss(path))
    found = discover(session, feeds.parse, site.url("/rent/"))
    assert [candidate.title for candidate in found] == [
        "/feed/",
        "/tag/rent/feed/",
        "/comments/feed/",
        "Comments on: Rent goes up",
    ]
    assert [candidate.comments for candidate in found] == [False, False, True, True]


def test_a_pasted_feed_of_comments_is_shown_as_what_it_is(site: Site, session: Session) -> None:
    site.serve("/comments/feed", rss("Harbor"))
    (found,) = discover(session, feeds.parse, site.url("/comments/feed"))
    assert found.comments


def test_one_feed_under_two_addresses_is_offered_once(site: Site, session: Session) -> None:
    site.serve("/", page("/a.xml", "/moved.xml", "/copy.xml", "/b.xml"), PAGE)
    site.redirect("/moved.xml", "/a.xml")
    for path in ("/a.xml", "/copy.xml"):
        site.serve(path, rss("A"))
    site.serve("/b.xml", rss("B"))
    assert titles(session, site.url("/")) == ["A", "B"]


def test_a_post_that_names_no_feed_leads_to_its_sites_home_page(site: Site, session: Session) -> None:
    site.serve("/2026/rent", page(), PAGE)
    site.serve("/", page("/news.xml"), PAGE)
    site.serve("/news.xml", rss("News"))
    assert titles(session, site.url("/2026/rent")) == ["News"]
    assert site.paths() == ["/2026/rent", "/", "/news.xml"]


def test_a_post_that_names_its_comments_alone_leads_there_too(site: Site, session: Session) -> None:
    site.serve("/rent/", page("/rent/feed/"), PAGE)
    site.serve("/rent/feed/", rss("Comments on: Rent goes up"))
    site.serve("/", page("/news.xml"), PAGE)
    site.serve("/news.xml", rss("News"))
    assert titles(session, site.url("/rent/")) == ["News", "Comments on: Rent goes up"]


def test_guessing_ends_with_the_first_round_that_finds_something(site: Site, session: Session) -> None:
    site.serve("/", page(), PAGE)
    site.serve("/rss.xml", rss("News"))
    assert titles(session, site.url("/")) == ["News"]
    assert sorted(site.paths()) == ["/", "/atom.xml", "/feed", "/feed.xml", "/rss.xml"]


def test_a_section_is_guessed_at_first(site: Site, session: Session) -> None:
    for path in ("/news/", "/"):
        site.serve(path, page(), PAGE)
    site.serve("/news/feed", rss("News"))
    assert titles(session, site.url("/news/")) == ["News"]
    assert len(site.requests) == 6


def test_a_profile_of_the_fediverse_has_a_feed_beside_it(site: Site, session: Session) -> None:
    site.serve("/@harbor", page(), PAGE)
    site.serve("/@harbor.rss", rss("Harbor"))
    assert titles(session, site.url("/@harbor")) == ["Harbor"]
    assert site.paths() == ["/@harbor", "/@harbor.rss"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=429), "slow_down"),
        (Answer(b"<title>Just a moment...</title>", PAGE, 403), "challenge"),
    ],
)
def test_a_server_that_wants_no_more_questions_gets_none(
    site: Site, session: Session, answer: Answer, code: str
) -> None:
    site.serve("/", page("/news.xml"), PAGE)
    site.handle("/news.xml", lambda _: answer)
    assert failure(session, site.url("/")).code == code
    assert site.paths() == ["/", "/news.xml"]


@pytest.mark.parametrize(
    "url",
    ["https://www.facebook.com/harbor", "m.facebook.com/harbor", "see https://instagram.com/harbor!", "x.com/harbor"],
)
def test_a_page_of_a_network_without_feeds_is_told_without_asking(url: str) -> None:
    assert failure(Session("Coalition/1", limits=Limits(0.001, 1)), url).code == "social_only"


def test_a_link_to_such_a_network_is_no_matter(site: Site, session: Session) -> None:
    site.serve("/", page("/news.xml", body="<a href='https://www.facebook.com/harbor'>Facebook</a>"), PAGE)
    site.serve("/news.xml", rss("News"))
    assert titles(session, site.url("/")) == ["News"]


LOGIN = "<!doctype html><html><title>Members</title><form><input name=u><input type=password></form></html>"


def test_a_page_that_asks_for_a_password_is_told_from_one_without_feeds(site: Site, session: Session) -> None:
    site.serve("/members", LOGIN, PAGE)
    site.redirect("/news", "/members")
    site.redirect("/", "/members")
    assert failure(session, site.url("/news")).code == "login"
    assert set(site.paths()) == {"/news", "/members", "/"}  # nobody guesses behind a locked door


def test_feeds_beside_a_field_for_a_password_are_found(site: Site, session: Session) -> None:
    site.serve("/", page("/news.xml", body="<input type=password>"), PAGE)
    site.serve("/news.xml", rss("News"))
    assert titles(session, site.url("/")) == ["News"]


@pytest.mark.parametrize(
    "parked",
    [
        "<html><frameset><frame src='{0}'></frameset></html>",
        "<!doctype html><html><body><iframe src='{0}'></iframe></body></html>",
        "<html><title>Harbor</title><body>This domain is for sale. <a href='{0}feed'>Feed</a></body></html>",
    ],
)
def test_a_parked_domain_has_no_feed_and_its_landlords_is_not_taken(site: Site, parked: str) -> None:
    with origin(host="127.0.0.2") as landlord:
        session = Session("Coalition/1", allowed([site.allowed, landlord.allowed]), Limits(5.0, 1_000_000))
        landlord.serve("/", page("/feed"), PAGE)
        landlord.serve("/feed", rss("Domains for sale"))
        site.serve("/", parked.format(landlord.url("/")), PAGE)
        assert failure(session, site.url("/")).code == "no_feed"
        assert (site.paths(), landlord.paths()) == (["/"], [])


def test_a_page_that_sends_on_at_once_is_followed_once(site: Site, session: Session) -> None:
    def sending(to: str) -> str:
        return f"<html><head><meta http-equiv=refresh content='0; url={to}'></head></html>"

    site.serve("/", sending("/en/"), PAGE)
    site.serve("/en/", page("news.xml"), PAGE)
    site.serve("/en/news.xml", rss("News"))
    assert titles(session, site.url("/")) == ["News"]
    assert site.paths() == ["/", "/en/", "/en/news.xml"]
    site.serve("/en/", sending("/en/home/"), PAGE)
    assert failure(session, site.url("/")).code == "no_feed"
    assert "/en/home/" not in site.paths()


@pytest.mark.parametrize("to", ["http://127.0.0.1:1/", "http://169.254.169.254/", "http://localhost:1/feed"])
def test_no_page_sends_us_where_we_do_not_go(site: Site, session: Session, to: str) -> None:
    site.serve("/", f"<html><meta http-equiv=refresh content='0; url={to}'></html>", PAGE)
    assert failure(session, site.url("/")).code == "private_addr"


DELAY = 0.2  # seconds


def slow(body: str, headers: dict[str, str] | None = None, delay: float = DELAY) -> Callable[[Request], Answer]:
    def answer(_: Request) -> Answer:
        time.sleep(delay)
        return Answer(body.encode(), headers or {})

    return answer


def test_six_feeds_of_a_page_take_two_rounds_after_it(site: Site, session: Session) -> None:
    paths = [f"/{n}.xml" for n in range(6)]
    site.handle("/", slow(page(*paths), PAGE))
    for path in paths:
        site.handle(path, slow(rss(path)))
    began = time.monotonic()
    assert titles(session, site.url("/")) == paths
    assert (time.monotonic() - began) / DELAY < 6  # one after another they would take seven


def test_the_order_is_the_pages_whoever_answers_first(site: Site, session: Session) -> None:
    paths = [f"/{n}.xml" for n in range(4)]
    site.serve("/", page(*paths), PAGE)
    for number, path in enumerate(paths):
        site.handle(path, slow(rss(path), delay=0.05 * (4 - number)))
    assert titles(session, site.url("/")) == paths


def test_when_the_time_is_over_what_was_found_is_offered(site: Site, session: Session) -> None:
    site.serve("/", page("/slow.xml", "/news.xml"), PAGE)
    site.raw("/slow.xml", lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n", b" "))
    site.serve("/news.xml", rss("News"))
    began = time.monotonic()
    (found,) = discover(session, feeds.parse, site.url("/"), patience=1.0)
    assert found.title == "News"
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("path", ["/", "/slow.xml"])
def test_when_nothing_was_found_by_then_it_took_too_long(site: Site, session: Session, path: str) -> None:
    site.serve("/", page("/slow.xml"), PAGE)
    site.raw("/slow.xml", lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n", b" "))
    with pytest.raises(FetchError) as failed:
        discover(session, feeds.parse, site.url(path), patience=1.0)
    assert failed.value.code == "timeout"
    assert _ends(lambda: not any(thread.name.startswith("discover") for thread in threading.enumerate()))


def test_a_reader_that_never_ends_holds_nobody_up(site: Site, session: Session) -> None:
    site.serve("/feed", rss("News"))
    goes_on = threading.Event()

    def parse(body: bytes, media_type: str | None, url: str | None) -> feeds.Feed:
        goes_on.wait(20)
        return feeds.parse(body, media_type, url)

    with pytest.raises(FetchError) as failed:
        discover(session, parse, site.url("/feed"), patience=0.5)
    goes_on.set()
    assert failed.value.code == "timeout"


def _ends(condition: Callable[[], bool], seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()
