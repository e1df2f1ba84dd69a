"""What an address tells before anything is asked."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Link, Page
from syndication.gather import places

CHANNEL = "UCabcdefghijklmnopqrstuv"
CALENDAR = "harbor123@group.calendar.google.com"
ENCODED = base64.urlsafe_b64encode(CALENDAR.encode()).decode().rstrip("=")
BASIC = "https://calendar.google.com/calendar/ical/harbor123%40group.calendar.google.com/public/basic.ics"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("  https://harbor.example/news \n", "https://harbor.example/news"),
        ("<https://harbor.example/news>", "https://harbor.example/news"),
        ("“https://harbor.example/news”", "https://harbor.example/news"),
        ("'harbor.example'", "harbor.example"),
        ("https://harbor.example/news.", "https://harbor.example/news"),
        ("(see https://harbor.example/news),", "https://harbor.example/news"),
        ("https://harbor.example/Mill_(river)", "https://harbor.example/Mill_(river)"),
        ("[our news](https://harbor.example/news)", "https://harbor.example/news"),
        ("Our news are at https://harbor.example/news, have a look!", "https://harbor.example/news"),
        ("Our site is harbor.example; write to ana@harbor.example", "harbor.example"),
        ("write to ana@harbor.example or see www.harbor.example/news", "www.harbor.example/news"),
        ("our news (e.g. version 2.0) are at harbor.example", "harbor.example"),
        ("harbor.example:8000/feed", "harbor.example:8000/feed"),
        ("bücher.example", "bücher.example"),
        ("feed:https://harbor.example/feed", "feed:https://harbor.example/feed"),
        ("webcal://harbor.example/c.ics", "webcal://harbor.example/c.ics"),
        ("https://https://harbor.example/", "https://harbor.example/"),
        ("https://archive.example/http://harbor.example/", "https://archive.example/http://harbor.example/"),
        ("\u200bhttps://harbor.example/\ufeff", "https://harbor.example/"),
        ("mailto:ana@harbor.example", "mailto:ana@harbor.example"),
        ("our neighbours", "our neighbours"),
        ("", ""),
    ],
)
def test_the_address_is_found_in_what_people_paste(text: str, address: str) -> None:
    assert places.pasted(text) == address


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://harbor.example/", ("https://harbor.example/",)),
        ("http://harbor.example/", ("http://harbor.example/",)),
        ("harbor.example", ("https://harbor.example", "http://harbor.example")),
        ("bücher.example", ("https://bücher.example", "http://bücher.example")),
        ("harbor.example:8000/feed", ("https://harbor.example:8000/feed", "http://harbor.example:8000/feed")),
        ("//harbor.example/", ("https://harbor.example/", "http://harbor.example/")),
        ("webcal://harbor.example/c", ("https://harbor.example/c", "http://harbor.example/c")),
        ("feed:http://harbor.example/c", ("http://harbor.example/c",)),
        ("mailto:ana@harbor.example", ("mailto:ana@harbor.example",)),
    ],
)
def test_where_nobody_wrote_a_scheme_https_is_asked_first(address: str, asked: tuple[str, ...]) -> None:
    assert places.addresses(address) == asked


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", f"{VIDEOS}?channel_id={CHANNEL}"),
        (f"https://m.youtube.com/channel/{CHANNEL}/videos", f"{VIDEOS}?channel_id={CHANNEL}"),
        ("https://youtube.com/playlist?list=PL0123_ab-c", f"{VIDEOS}?playlist_id=PL0123_ab-c"),
        ("https://calendar.google.com/calendar/embed?src=harbor123%40group.calendar.google.com&ctz=x", BASIC),
        (f"https://calendar.google.com/calendar/u/0/embed?src={ENCODED}", BASIC),
        (f"https://calendar.google.com/calendar/u/0?cid={ENCODED}", BASIC),
        (f"https://www.google.com/calendar/render?cid={CALENDAR}", BASIC),
        ("https://www.google.com/calendar/render?cid=webcal%3A%2F%2Fharbor.example%2Fc", "https://harbor.example/c"),
        ("https://bsky.app/profile/harbor.example", "https://bsky.app/profile/harbor.example/rss"),
        ("https://bsky.app/profile/did:plc:abc123/post/3k", "https://bsky.app/profile/did:plc:abc123/rss"),
        ("https://www.reddit.com/r/boston/", "https://www.reddit.com/r/boston/.rss"),
        ("https://old.reddit.com/u/harbor", "https://www.reddit.com/user/harbor/.rss"),
        ("https://medium.com/@harbor/rent-goes-up-1a2b", "https://medium.com/feed/@harbor"),
        ("https://harbor.medium.com/", "https://harbor.medium.com/feed"),
        ("https://harbor.substack.com/p/rent-goes-up", "https://harbor.substack.com/feed"),
        ("https://open.substack.com/pub/harbor/p/rent", "https://harbor.substack.com/feed"),
        ("https://harbor.tumblr.com/post/1", "https://harbor.tumblr.com/rss"),
    ],
)
def test_known_places_keep_their_feeds_by_a_rule(page: str, feed: str) -> None:
    assert places.known(page) == (feed,)


def test_a_view_of_two_calendars_is_two_feeds() -> None:
    view = "https://calendar.google.com/calendar/embed?src=a%40b.example&src=c%40d.example"
    assert [feed.split("/")[5] for feed in places.known(view)] == ["a%40b.example", "c%40d.example"]


@pytest.mark.parametrize(
    "page",
    [
        "https://harbor.example/",
        "https://harbor.example/channel/UCabcdefghijklmnopqrstuv",
        "https://www.youtube.com/@harbor",
        "https://www.youtube.com/watch?v=abc",
        f"{VIDEOS}?channel_id={CHANNEL}",
        "https://calendar.google.com/calendar/r",
        "https://calendar.google.com/calendar/embed?src=!!!",
        "https://www.google.com/search?src=a@b.example",
        BASIC,
        "https://bsky.app/profile/harbor.example/rss",
        "https://www.reddit.com/r/boston/.rss",
        "https://medium.com/feed/@harbor",
        "https://harbor.substack.com/feed",
        "https://harbor.tumblr.com/rss",
        "https://www.tumblr.com/",
        "https://notsubstack.com/",
        "https://me:secret@harbor.substack.com/",
        "ftp://harbor.substack.com/",
        "https://[",
    ],
)
def test_where_no_rule_is_sure_the_page_itself_is_asked(page: str) -> None:
    assert places.known(page) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/harbor",
        "https://m.facebook.com/harbor",
        "https://es-la.facebook.com/harbor",
        "https://fb.me/harbor",
        "https://instagram.com/harbor",
        "https://X.com/harbor",
        "https://mobile.twitter.com/harbor",
        "https://www.tiktok.com/@harbor",
        "https://uk.linkedin.com/company/harbor",
        "https://www.threads.net/@harbor",
        "https://chat.whatsapp.com/abc",
        "http://wa.me/15550100",
    ],
)
def test_pages_of_networks_without_feeds_are_known(url: str) -> None:
    assert places.is_social(url)


@pytest.mark.parametrize(
    "url",
    ["https://harbor.example/facebook.com", "https://engineering.fb.com/", "https://netflix.com/", "https://dropbox.com/",
     "https://facebook.com.harbor.example/", "https://faceweb.book.com/", "https://[", "our neighbours"],
)  # fmt: skip
def test_other_pages_are_none_of_them(url: str) -> None:
    assert not places.is_social(url)


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://harbor.example/2026/11/rent?x=1", "https://harbor.example/"),
        ("http://harbor.example:8000/a", "http://harbor.example:8000/"),
        ("https://www.youtube.com/@harbor", None),
        ("https://www.eventbrite.com/e/1", None),
        ("https://sites.google.com/view/harbor", None),
        ("https://social.example/@harbor", None),
    ],
)
def test_the_front_of_a_house_of_many_is_no_partners(url: str, home: str | None) -> None:
    assert places.home(url) == home
    if home is None:
        assert not any("/feed" in guess for guesses in places.guesses(url) for guess in guesses)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://harbor.example/", "https://harbor.example/feed"),
        ("https://harbor.example/news/", "https://harbor.example/news/feed"),
        ("https://harbor.example/2026/11/rent", "https://harbor.example/feed"),
        ("https://harbor.example/index.html", "https://harbor.example/feed"),
        ("https://social.example/@harbor", "https://social.example/@harbor.rss"),
    ],
)
def test_the_likeliest_address_is_guessed_first(url: str, first: str) -> None:
    rounds = list(places.guesses(url))
    assert rounds[0][0] == first
    assert max(map(len, rounds)) <= 4
    assert sum(map(len, rounds)) <= 12


@pytest.mark.parametrize(
    ("url", "page", "narrow"),
    [
        ("https://h.example/feed", "https://h.example/", False),
        ("https://h.example/feed", "https://h.example/rent/", False),
        ("https://h.example/rent/feed/", "https://h.example/rent/", True),
        ("https://h.example/rent/feed/", "https://h.example/", False),
        ("https://h.example/category/housing/feed/", "https://h.example/", True),
        ("https://h.example/tag/rent/feed", "https://h.example/", True),
        ("https://h.example/feeds/posts/default/-/Rent", "https://h.example/", True),
        ("https://h.example/event/party/?ical=1", "https://h.example/", True),
        ("https://h.example/events/?ical=1", "https://h.example/", False),
        ("https://h.example/?feed=rss2&cat=4", "https://h.example/", True),
    ],
)
def test_a_feed_of_one_part_of_a_site_is_told_by_its_address(url: str, page: str, narrow: bool) -> None:
    assert places.is_narrow(url, page) is narrow


def named(*links: str, url: str = "https://h.example/", **page: Any) -> list[str]:
    return places.named(url, [Link(link) for link in links], Page(**page))


def test_a_page_gives_its_feeds_in_its_order() -> None:
    links = ["https://h.example/b", "https://other.example/a", "https://h.example/a"]
    assert named(*links, anchors=(Link("https://h.example/c"), Link(links[0]))) == [*links, "https://h.example/c"]


def test_of_too_many_feeds_those_of_the_site_itself_are_taken() -> None:
    foreign = [f"https://other.example/{n}" for n in range(5)]
    own = ["https://h.example/feed", "https://h.example/news.rss"]
    found = named("https://h.example/comments/feed", *foreign, "https://h.example/tag/rent/feed", *own)
    assert found == [*foreign[:3], "https://h.example/tag/rent/feed", *own]


def test_a_channel_is_known_by_the_name_that_its_page_gives_it() -> None:
    channel = f"https://www.youtube.com/channel/{CHANNEL}"
    assert named(url="https://www.youtube.com/@harbor", canonical=channel) == [f"{VIDEOS}?channel_id={CHANNEL}"]
    assert named(url="https://h.example/", canonical=channel) == []


def test_a_calendar_that_a_page_shows_is_its_own_and_other_frames_are_not() -> None:
    shown = f"https://calendar.google.com/calendar/embed?src={CALENDAR}"
    assert named(frames=(shown, "https://harbor.substack.com/embed", "https://parking.example/feed")) == [BASIC]


def test_of_a_parked_domain_only_what_is_its_own_is_taken() -> None:
    parked = {"is_parked": True, "anchors": (Link("https://h.example/feed"),)}
    assert named("https://parking.example/feed", "https://h.example/news.rss", **parked) == [
        "https://h.example/news.rss"
    ]


@given(st.text(max_size=60) | st.text(max_size=40).map("https://calendar.google.com/calendar/embed?src={}".format))
def test_nothing_that_is_pasted_is_too_odd(text: str) -> None:
    for address in places.addresses(places.pasted(text)):
        assert isinstance(places.is_social(address), bool)
        assert isinstance(places.known(address), tuple)
