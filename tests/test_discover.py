"""Whatever a person pastes, the feeds behind it."""

from datetime import UTC, datetime

import pytest

import feeds
from syndication.gather.discover import discover
from syndication.net.address import allowed
from syndication.net.session import FetchError, Limits, Session
from tests.origin import Site, drip

PAGE = {"Content-Type": "text/html; charset=utf-8"}
ITEM = "<item><title>{0}</title><guid>{0}</guid><pubDate>Mon, 0{0} Nov 2026 12:00:00 GMT</pubDate></item>"


@pytest.fixture
def session(site: Site) -> Session:
    return Session("Coalition/1", allowed([site.allowed]), Limits(5.0, 1_000_000))


def rss(title: str, items: int = 2) -> str:
    entries = "".join(ITEM.format(n + 1) for n in range(items))
    return f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>"


def page(*links: str) -> str:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    return f"<!doctype html><html><head><title>A site</title>{named}</head><body><p>Welcome</p></body></html>"


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
    assert [candidate.title for candidate in found] == ["/news.xml", "/events.xml", "/comments/feed", "/empty.xml"]


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
    "written", ["{0}/feed", "//{0}/feed", "feed://{0}/feed", "webcal://{0}/feed", "feed:http://{0}/feed"]
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


def test_a_page_whose_feeds_are_all_gone_has_none(site: Site, session: Session) -> None:
    site.serve("/", page("/a.xml", "/b.xml"), PAGE)
    assert failure(session, site.url("/")).code == "no_feed"


def test_a_damaged_feed_is_called_damaged(site: Site, session: Session) -> None:
    site.serve("/feed", b"\x00\x01 nothing", {"Content-Type": "application/rss+xml"})
    assert failure(session, site.url("/feed")).code == "broken"


def test_why_the_address_itself_cannot_be_read_is_passed_on(site: Site, session: Session) -> None:
    site.serve("/feed", b"", status=410)
    assert failure(session, site.url("/feed")).code == "gone"
