"""HTML from strangers: harmless, readable as text."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.html import plain, sanitise
from feeds.text import words
from tests.cost import NEARLY_LINEAR, growth

BASE = "https://harbor.example/news/"

PAYLOADS = [
    "<script>alert(1)</script>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<!--><img src=x onerror=alert(1)>-->",
    "text<img src=x onerror=alert(1)",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<template><script>alert(1)</script></template>",
    "<img srcset='javascript:alert(1) 2x, /a.png 1x' src='/a.png'>",
    "<p style='background:url(javascript:alert(1))' id=a class=b name=c onclick=alert(1)>x</p>",
    "<object data='x'><embed src='javascript:alert(1)'></object>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><base href='https://evil.example/'>",
    "<video src=x onerror=alert(1) autoplay><source onerror=alert(1)></video>",
]
PIECES = [
    "<",
    ">",
    '"',
    "'",
    "/",
    "=",
    " ",
    "&",
    ";",
    "<!--",
    "-->",
    "]]>",
    "a",
    "img",
    "svg",
    "style",
    "x",
    "href",
    "src",
]
PIECES += [
    "onerror",
    "javascript:",
    "&#9;",
    "&colon;",
    "\x00",
    "<p>",
    "</p>",
    "<script>",
    "<table>",
    "srcset",
    "math",
    "\\",
]


NEVER = words("script style iframe form input button svg math object embed base meta link template noscript")


class _Judge(HTMLParser):
    """Whatever a browser would run, submit, fetch from elsewhere than the web, or be addressed by."""

    bad: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEVER:
            self.bad = tag
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "id", "class", "name", "target", "srcdoc", "action"):
                self.bad = name
            if name in ("href", "src", "cite", "poster") and not re.match(r"(?:https?|mailto|tel):", value or ""):
                self.bad = f"{name}={value}"


def _harm(markup: str) -> str | None:
    judge = _Judge()
    judge.feed(markup)
    judge.close()
    return judge.bad


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_comes_through(payload: str) -> None:
    assert _harm(sanitise(payload, BASE)) is None
    assert _harm(sanitise(f"<div>before {payload} after</div>", None)) is None


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_mixture_of_markup_comes_through(markup: str) -> None:
    safe = sanitise(markup, BASE)
    assert _harm(safe) is None
    assert _harm(sanitise(safe, BASE)) is None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Hello <b>there</b></p>", "<p>Hello <b>there</b></p>"),
        ('<a href="/a">x</a>', '<a href="https://harbor.example/a" rel="noopener nofollow ugc">x</a>'),
        (
            '<a href="//cdn.example/a" target="_blank">x</a>',
            '<a href="https://cdn.example/a" rel="noopener nofollow ugc">x</a>',
        ),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example" rel="noopener nofollow ugc">x</a>'),
        ('<a href="tel:+16175550100">x</a>', '<a href="tel:+16175550100" rel="noopener nofollow ugc">x</a>'),
        ('<img src="b.png" alt="A boat">', '<img src="https://harbor.example/news/b.png" alt="A boat">'),
        ('<img src="https://t.example/x.gif" width="1" height="1">', ""),
        ('<img src="https://t.example/x.gif" style="display:none">', ""),
        ('<img alt="nothing to see">', ""),
        ('<img src="a.png" style="width:300px">', '<img src="https://harbor.example/news/a.png">'),
        ("<h2 id='top' class='x'>News</h2>", "<h2>News</h2>"),
        ("<td>cell</td>", "cell"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("bell\x07", "bell"),
    ],
)
def test_what_people_write_stays(markup: str, expected: str) -> None:
    assert sanitise(markup, BASE) == expected


def test_every_candidate_of_a_srcset_is_absolute_and_safe() -> None:
    safe = sanitise('<img src="a.png" srcset="a.png 1x, javascript:x() 2x, //c.example/a.png 3x">', BASE)
    assert 'srcset="https://harbor.example/news/a.png 1x, https://c.example/a.png 3x"' in safe


def test_a_relative_link_without_a_base_is_no_link() -> None:
    assert sanitise('<a href="/a">x</a>') == '<a rel="noopener nofollow ugc">x</a>'


@pytest.mark.parametrize(
    ("markup", "length"),
    [
        pytest.param(lambda n: "<div>" * n, 40_000, id="div"),
        pytest.param(lambda n: "<b>" * n, 60_000, id="b"),
        pytest.param(lambda n: "<" * n, 200_000, id="<"),
        pytest.param(lambda n: "<table><td>" * n, 20_000, id="table"),
        pytest.param(lambda n: "<a " * n, 60_000, id="a"),
        pytest.param(lambda n: "".join(f"<font x={k}>" for k in range(90)) + "<p>" * n, 60_000, id="font"),
    ],
)
def test_what_is_built_to_exhaust_us_does_not(markup: Callable[[int], str], length: int) -> None:
    assert _harm(sanitise(markup(length))) is None
    assert growth(lambda text: plain(sanitise(text)), markup, length) < NEARLY_LINEAR


def test_what_is_nested_too_deep_is_kept_as_text() -> None:
    assert sanitise("<div>" * 500 + "the <b>words</b>") == "<p>the words</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("AT&amp;T", "AT&T"),
        ("a<br>b<p>c</p>d", "a b c d"),
        ("<li>one</li><li>two</li>", "one two"),
        ("a <b>bo</b>ld", "a bold"),
        ("Hi<script>alert(1)</script> <style>p{}</style>you", "Hi you"),
        ("1 <3 2", "1 <3 2"),
        ("&lt;b&gt;", "<b>"),
        ("<!-- hidden -->", ""),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_would_see(markup: str, text: str) -> None:
    assert plain(markup) == text
