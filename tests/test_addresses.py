"""A feed that moves, vanishes or changes hands: what is followed, what is offered, and what waits for a person."""

from datetime import timedelta

import pytest

from syndication.model import Offer
from syndication.store import sources
from tests.desk import DAY, NEWS, PAGE, RSS, Desk, codes, rss
from tests.origin import origin

TAGGED = {**RSS, "ETag": '"a"'}


def moves(desk: Desk, status: int = 301, titles: list[str] = NEWS) -> None:
    desk.was_well()
    desk.site.redirect("/feed", "/news.xml", status)
    desk.serve(rss(*titles), TAGGED, path="/news.xml")


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_adopted_when_it_has_repeated_over_days(desk: Desk, status: int) -> None:
    moves(desk, status)
    old, before = desk.source.url, desk.keys()
    desk.poll(after=DAY, times=2)
    assert desk.source.url == old
    desk.poll(after=DAY)
    assert (desk.source.url, desk.source.first_url) == (desk.site.url("/news.xml"), old)
    assert desk.keys() == before
    assert codes(desk.told()) == {"moved"}
    asked = len(desk.site.requests)
    desk.poll(after=DAY)
    assert desk.site.paths()[asked:] == ["/news.xml"]
    assert desk.site.requests[-1].headers["if-none-match"] == '"a"'


def test_what_was_followed_is_told_for_a_month(desk: Desk) -> None:
    moves(desk)
    desk.poll(after=DAY, times=3)
    desk.serve(rss("One more", *NEWS), path="/news.xml")
    desk.poll(after=20 * DAY)
    assert "moved" in codes(desk.told())
    desk.serve(rss("And one more", *NEWS), path="/news.xml")
    desk.poll(after=11 * DAY)
    assert "moved" not in codes(desk.told())


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_never_adopted(desk: Desk, status: int) -> None:
    moves(desk, status)
    old = desk.source.url
    desk.poll(after=DAY, times=6)
    assert desk.source.url == old
    assert desk.told().status == "ok"


def test_a_redirect_to_other_news_is_not_adopted(desk: Desk) -> None:
    moves(desk, titles=["Somebody else's words", "And more of them"])
    old = desk.source.url
    desk.poll(after=DAY, times=5)
    assert desk.source.url == old


def test_a_redirect_to_a_page_is_not_adopted(desk: Desk) -> None:
    desk.was_well()
    old = desk.source.url
    desk.site.redirect("/feed", "/", 301)
    desk.serve("<html><body><p>Welcome</p></body></html>", PAGE, path="/")
    desk.poll(after=DAY, times=5)
    assert (desk.source.url, desk.source.code) == (old, "webpage")


def test_the_address_of_another_source_is_not_adopted(desk: Desk) -> None:
    moves(desk)
    desk.add(desk.site.url("/news.xml"), "Neighbours")
    old = desk.source.url
    desk.poll(after=DAY, times=5)
    assert desk.source.url == old


@pytest.mark.parametrize("status", [301, 302])
def test_a_feed_that_leads_to_another_site_waits_for_a_person(desk: Desk, status: int) -> None:
    with origin() as stranger:
        desk.was_well()
        before = desk.keys()
        desk.site.redirect("/feed", stranger.url("/feed"), status)
        stranger.serve("/feed", rss("Casino", *NEWS), RSS)
        desk.poll(after=DAY, times=4)
        assert desk.keys() == before
        told = desk.told()
        assert (told.status, codes(told)) == ("waiting", {"moved_domain"})
        assert stranger.allowed in told.sentence
        say_it_is_theirs(desk)
        desk.poll(after=DAY)
        assert desk.keys().keys() == {*before, "Casino"}
        assert desk.source.url == (stranger.url("/feed") if status == 301 else desk.site.url("/feed"))
        desk.poll(after=DAY)
        assert desk.told().status == "ok"


def say_it_is_theirs(desk: Desk) -> None:
    with desk.store.transaction() as conn:
        sources.resume(conn, desk.source.id, desk.now)


def test_where_a_feed_always_led_is_no_other_site(desk: Desk) -> None:
    with origin() as host:
        desk.site.redirect("/feed", host.url("/casa"), 302)
        host.serve("/casa", rss(*NEWS), RSS)
        desk.add()
        desk.poll()
        host.serve("/casa", rss("One more", *NEWS), RSS)
        desk.poll(after=DAY)
        assert desk.keys().keys() == {*NEWS, "One more"}


def vanishes(desk: Desk, status: int = 404) -> None:
    """The feed is gone, and the site names another one."""
    desk.was_well()
    desk.serve("", status=status)
    link = '<link rel="alternate" type="application/rss+xml" href="/new.xml">'
    comments = '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
    desk.serve(f"<html><head>{comments}{link}</head></html>", PAGE, path="/")
    desk.serve(rss("One more", *NEWS[:5]), path="/new.xml")
    desk.serve(rss("Reply"), path="/comments/feed")


@pytest.mark.parametrize(("status", "code"), [(404, "not_found"), (410, "gone")])
def test_a_feed_that_vanished_is_looked_for_on_the_partners_site_and_offered(
    desk: Desk, status: int, code: str
) -> None:
    vanishes(desk, status)
    desk.poll(after=DAY)
    assert desk.source.code == code
    assert desk.source.offers == (Offer(desk.site.url("/new.xml"), "Casa", entries=6, shared=5),)
    assert desk.source.url == desk.site.url("/feed")  # a person compares and replaces


def test_it_is_looked_for_once_in_a_week(desk: Desk) -> None:
    vanishes(desk)
    desk.poll(after=DAY)
    looked = len(desk.site.requests)
    desk.poll(after=DAY, times=5)
    assert desk.site.paths()[looked:] == ["/feed"] * 5
    desk.poll(after=2 * DAY)
    assert "/new.xml" in desk.site.paths()[looked:]


@pytest.mark.parametrize(
    ("robots", "status", "looked"),
    [
        ("User-agent: *\nDisallow: /private/", 200, True),
        ("User-agent: *\nDisallow: /", 200, False),
        ("User-agent: CoalitionSyndication\nDisallow: /\n\nUser-agent: *\nAllow: /", 200, False),
        ("", 404, True),
        ("", 503, False),
    ],
    ids=["another part", "no programs", "not us", "nothing said", "not to be asked"],
)
def test_nobody_looks_at_pages_that_programs_should_leave_alone(
    desk: Desk, robots: str, status: int, looked: bool
) -> None:
    vanishes(desk)
    desk.serve(robots, {"Content-Type": "text/plain"}, status, path="/robots.txt")
    desk.poll(after=DAY)
    assert bool(desk.source.offers) is looked
    assert ("/" in desk.site.paths()) is looked


def test_a_feed_that_never_was_is_not_looked_for(desk: Desk) -> None:
    desk.serve("", status=404)
    desk.add()
    desk.poll()
    assert desk.site.paths() == ["/feed"]


def test_a_feed_that_comes_back_needs_no_other(desk: Desk) -> None:
    vanishes(desk)
    desk.poll(after=DAY)
    desk.serve(rss("Back again", *NEWS))
    desk.poll(after=DAY)
    assert (desk.told().status, desk.source.offers) == ("ok", ())


def test_a_feed_that_was_removed_for_good_is_asked_no_more(desk: Desk) -> None:
    desk.was_well()
    desk.serve("", status=410)
    desk.poll(after=DAY)
    assert desk.source.next_poll_at is None
    told = desk.told()
    assert (told.status, told.health and told.health.who) == ("gone", "you")


def test_a_feed_put_in_the_place_of_another_keeps_ids_and_says_nothing_twice(desk: Desk) -> None:
    vanishes(desk)
    before = desk.keys()
    desk.poll(after=DAY)
    with desk.store.transaction() as conn:
        sources.replace(conn, desk.source.id, desk.site.url("/new.xml"), desk.now)
    desk.poll(after=timedelta(hours=1))
    after = desk.keys()
    assert after.keys() == {*before, "One more"}
    assert {title: after[title] for title in before} == before
    assert desk.told().status == "ok"
