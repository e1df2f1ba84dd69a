"""What a web page says that helps to find feeds."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feeds
from feeds.pages import read_page

BASE = "https://harbor.example/news/"


def said(markup: str, url: str = BASE) -> feeds.Page:
    return read_page(f"<!doctype html><html>{markup}", url)[1]


def test_a_page_names_its_feeds_in_any_spelling_comments_last() -> None:
    page = """<HTML><head><title>Harbor &amp; Friends</title><base href="/site/">
    <LINK REL="Alternate" TYPE="application/RSS+XML; charset=utf-8" HREF="comments/feed" title="Comments">
    <link rel="alternate" type="application/atom+xml" href="atom" hreflang="es" title=" Noticias ">
    <link rel="feed" href="any"><link rel="alternate" type="text/calendar" href="webcal://harbor.example/c.ics">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/json" href="/feed.json"><link rel="alternate" hreflang="fr" href="/fr">
    <!-- <link rel="alternate" type="application/rss+xml" href="/hidden"> -->
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <script>'<link rel="alternate" type="application/rss+xml" href="/quoted">'</script>"""
    found, _ = read_page(page, "https://harbor.example/page")
    assert [link.url for link in found] == [
        "https://harbor.example/site/atom",
        "https://harbor.example/site/any",
        "https://harbor.example/c.ics",
        "https://harbor.example/feed.json",
        "https://harbor.example/site/comments/feed",
    ]
    assert (found[0].title, found[0].language, found[0].media_type) == ("Noticias", "es", "application/atom+xml")


@pytest.mark.parametrize(
    ("anchor", "url"),
    [
        ('href="news.rss"', "https://harbor.example/news/news.rss"),
        ('href="/atom.xml?lang=es"', "https://harbor.example/atom.xml?lang=es"),
        ('href="/news/feed/"', "https://harbor.example/news/feed/"),
        ('href="/RSS"', "https://harbor.example/RSS"),
        ('href="/events.ics"', "https://harbor.example/events.ics"),
        ('href="webcal://harbor.example/calendar"', "https://harbor.example/calendar"),
        ('href="feed:https://harbor.example/any"', "https://harbor.example/any"),
        ('href="/calendar" type="text/calendar"', "https://harbor.example/calendar"),
        ('href="/blog?format=rss"', "https://harbor.example/blog?format=rss"),
        ('href="/?format=feed&amp;type=atom"', "https://harbor.example/?format=feed&type=atom"),
        ('href="/events/?ical=1"', "https://harbor.example/events/?ical=1"),
    ],
)
def test_a_link_in_the_text_can_look_like_a_feed(anchor: str, url: str) -> None:
    assert [link.url for link in said(f"<p>Follow <a {anchor}>our news</a></p>").anchors] == [url]


@pytest.mark.parametrize(
    "anchor",
    [
        'href="/feedback"',
        'href="/rss-explained"',
        'href="/sitemap.xml"',
        'href="/wp-sitemap-posts.xml"',
        'href="/report.pdf"',
        'href="mailto:feed@harbor.example"',
        'href="javascript:open(/feed)"',
        'href="https://me:secret@harbor.example/feed"',
        'name="feed"',
    ],
)
def test_other_links_do_not(anchor: str) -> None:
    assert said(f"<a {anchor}>here</a>").anchors == ()


def test_what_stands_behind_the_end_of_a_page_is_read_as_browsers_read_it() -> None:
    assert said('<body><p>Welcome</p></body></html><a href="/feed">News</a>').anchors


def test_a_link_is_called_what_it_says() -> None:
    (link,) = said('<a href="/c.rss">All <b>comments</b></a> and more <a href="/c.rss">again</a>').anchors
    assert link.title == "All comments"


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; url=/en/", "https://harbor.example/en/"),
        ("0;URL='https://new.example/'", "https://new.example/"),
        ("3, en.html", "https://harbor.example/news/en.html"),
        ("300", None),
        ("300; url=/en/", None),
        ("0; url=javascript:alert(1)", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_page_that_sends_its_visitors_on_at_once_says_where(content: str, url: str | None) -> None:
    assert said(f'<head><META HTTP-EQUIV="Refresh" content="{content}"></head>').sends_to == url


def test_a_page_says_what_it_is_called_and_what_it_frames() -> None:
    page = said('<link rel=canonical href="/channel/1"><p>Our dates: <iframe src="//calendar.example/embed"></iframe>')
    assert (page.canonical, page.frames) == ("https://harbor.example/channel/1", ("https://calendar.example/embed",))


@pytest.mark.parametrize(("markup", "asks"), [("<input type=Password>", True), ("<input type=search>", False)])
def test_a_page_with_a_field_for_a_password_asks_for_one(markup: str, asks: bool) -> None:
    assert said(f"<form>{markup}</form>").asks_password is asks


@pytest.mark.parametrize(
    "markup",
    [
        "<frameset rows='100%'><frame src='https://parking.example/?d=harbor'></frameset>",
        "<body><iframe src='//parking.example/lander'>no frames</iframe><script>go()</script></body>",
        "<title>harbor.example is for sale</title><body><p>Make an offer</p></body>",
        "<body><h1>This domain may be for sale!</h1></body>",
        "<body><h1>harbor.example</h1><p>Buy this domain</p></body>",
        "<body><p>This domain is parked free, courtesy of a registrar</p></body>",
        "<body><p>Este dominio está en venta</p><p>Dominio en venta</p></body>",
    ],
)
def test_a_parked_domain_is_nobodys_page(markup: str) -> None:
    assert said(markup).is_parked


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<body><p>Welcome</p></body>",
        "<frameset><frame src='menu.html'><frame src='https://www.harbor.example/start.html'></frameset>",
        "<body><p>Our next meeting</p><iframe src='https://video.example/1'></iframe></body>",
        "<body><h1>Public domain: the books of 1930</h1><p>Plants for sale on Saturday</p></body>",
        "<body><p>This domain is for sale, said the scam.</p>" + "<p>We warned of it in our letter.</p>" * 100,
    ],
)
def test_a_partners_own_page_is_not(markup: str) -> None:
    assert not said(markup).is_parked


def test_what_a_page_says_passes_between_processes() -> None:
    page = feeds.Page(frames=("https://o.example/",), asks_password=True)
    refusal = pickle.loads(pickle.dumps(feeds.FeedError("webpage", links=(feeds.Link(BASE),), page=page)))
    assert (refusal.links, refusal.page) == ((feeds.Link(BASE),), page)


@given(st.binary(max_size=200))
def test_no_page_is_too_odd(page: bytes) -> None:
    assert read_page(page, BASE)[0] == ()


TAGS = ["a", "link", "meta", "iframe", "frame", "base", "input", "area", "title"]
VALUES = [
    "feed",
    "alternate",
    "canonical",
    "text/calendar",
    "refresh",
    "0;url=//[",
    "webcal:",
    "//[",
    "http://a:b/",
    "\x00",
]
TAG = st.builds(
    "<{} rel='{}' href='{}' src='{}' type='{}' http-equiv='{}' content='{}'>".format,
    st.sampled_from(TAGS),
    *[st.sampled_from(VALUES) | st.text(max_size=9)] * 6,
)


@given(st.lists(TAG | st.text(max_size=20), max_size=8).map("".join), st.text(max_size=20) | st.just(BASE))
def test_a_page_of_any_tags_is_refused_as_a_page_and_nothing_else(markup: str, url: str) -> None:
    with pytest.raises(feeds.FeedError) as refused:
        feeds.parse(f"<html>{markup}".encode("utf-8", "replace"), "text/html", url)
    assert refused.value.code == "webpage"
