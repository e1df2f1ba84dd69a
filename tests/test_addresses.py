"""A feed that moves, vanishes or changes hands: what is followed, what is offered, and what waits for a person."""

from datetime import timedelta

import pytest

from syndication.model import Offer
from syndication.publish.publisher import Publisher
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


@pytest.mark.parametrize(
    ("title", "host"), [("Casino", "https://casa.example"), ("Casa", "https://casino.example")], ids=["name", "site"]
)
def test_a_feed_with_other_ids_and_another_name_or_site_waits_for_a_person(desk: Desk, title: str, host: str) -> None:
    desk.was_well()
    before = desk.keys()
    strange = rss(*(f"Cheap bonus evening {n}" for n in range(6)), ids="https://casino.example/?p=")
    desk.serve(strange.replace("<title>Casa<", f"<title>{title}<").replace("https://casa.example", host))
    desk.poll(after=DAY)
    assert (desk.keys(), desk.told().status, codes(desk.told())) == (before, "waiting", {"changed_hands"})
    say_it_is_theirs(desk)
    desk.poll(after=DAY)
    assert len(desk.keys()) == len(before) + 6


def test_a_feed_whose_items_have_all_moved_on_is_still_theirs(desk: Desk) -> None:
    desk.was_well()
    desk.serve(rss(*(f"Something new of ours {n}" for n in range(6))))
    desk.poll(after=30 * DAY)
    assert len(desk.keys()) == len(NEWS) + 6


@pytest.mark.parametrize("written", ["/esc\x01", "/a b", "/esc\x1b]0;x\x07", "/\ufffe"])
def test_an_address_that_a_server_writes_can_be_written_down_by_us(desk: Desk, written: str) -> None:
    """One bad redirect must not keep the list of partners, and with it every feed, from being published."""
    desk.was_well()
    head = f"HTTP/1.1 301 Moved\r\nLocation: {written}\r\nContent-Length: 0\r\n\r\n".encode()
    desk.site.raw("/feed", lambda: [head])
    for path in ("/esc%01", "/a%20b", "/esc%1B]0;x%07", "/"):
        desk.serve(rss(*NEWS), path=path)
    desk.poll(after=DAY, times=4)
    assert desk.source.url.isprintable()
    assert Publisher(desk.store, desk.settings).publish() > 0


def test_an_address_without_end_is_no_address(desk: Desk) -> None:
    desk.site.redirect("/feed", "/" + "a" * 6_000, 301)
    desk.add()
    desk.poll()
    assert desk.source.code == "loop"


def test_a_robots_txt_that_nobody_can_read_costs_one_poll(desk: Desk) -> None:
    vanishes(desk)
    desk.serve("User-agent: *\nDisallow: http://[", {"Content-Type": "text/plain"}, path="/robots.txt")
    desk.poll(after=DAY)
    assert (desk.source.code, desk.source.failures) == ("not_found", 1)


def test_what_staff_said_of_a_doubtful_feed_holds_for_the_next_look_alone(desk: Desk) -> None:
    desk.was_well()
    with origin() as one, origin() as another:
        for stranger in (one, another):
            stranger.serve("/feed", rss("Casino", *NEWS), RSS)
        desk.site.redirect("/feed", one.url("/feed"), 302)
        desk.poll(after=DAY)
        say_it_is_theirs(desk)
        desk.serve("", status=500)
        desk.poll(after=DAY)
        desk.site.redirect("/feed", another.url("/feed"), 302)
        desk.poll(after=DAY)
        assert codes(desk.told()) == {"moved_domain"}


def test_whose_a_feed_is_stays_in_question_while_its_server_is_ill(desk: Desk) -> None:
    desk.was_well()
    with origin() as stranger:
        stranger.serve("/feed", rss("Casino", *NEWS), RSS)
        desk.site.redirect("/feed", stranger.url("/feed"), 302)
        desk.poll(after=DAY)
    desk.poll(after=DAY)
    assert codes(desk.told()) == {"moved_domain"}


def test_a_server_that_asks_us_to_wait_speaks_for_itself_and_not_for_who_sent_us_there(desk: Desk) -> None:
    with origin() as busy:
        busy.serve("/feed", "", {"Retry-After": "86400"}, 503)
        desk.site.redirect("/mine", busy.url("/feed"))
        desk.add(desk.site.url("/mine"))
        other = desk.add(desk.site.url("/other"), "Neighbours")
        desk.serve(rss(*NEWS), path="/other")
        desk.poll()
    with desk.store.read() as conn:
        neighbours = sources.by_id(conn, other.id)
    assert neighbours
    assert neighbours.next_poll_at
    assert neighbours.next_poll_at < desk.now + timedelta(hours=6)


def test_a_list_that_names_a_page_and_its_feed_makes_no_twins(desk: Desk) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    desk.serve(page, PAGE, path="/")
    desk.serve(rss(*NEWS))
    desk.add(desk.site.url("/"))
    desk.add(desk.site.url("/feed"), "The same again")
    desk.poll()
    assert desk.source.url == desk.site.url("/")


def test_a_feed_that_moves_back_is_followed_back(desk: Desk) -> None:
    moves(desk)
    desk.poll(after=DAY, times=3)
    assert desk.source.url == desk.site.url("/news.xml")
    desk.site.redirect("/news.xml", "/feed", 301)
    desk.serve(rss(*NEWS), TAGGED)
    desk.poll(after=DAY, times=3)
    assert desk.source.url == desk.site.url("/feed")
