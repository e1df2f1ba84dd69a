"""Reading: what kind of document it is, and that no document harms us."""

import pickle
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import feeds
from feeds import Feed, FeedError, Link, parse, render, sniff
from tests.conftest import CORPUS
from tests.cost import NEARLY_LINEAR, growth

DOCUMENTS = [
    file.read_bytes() for file in sorted(CORPUS.iterdir()) if file.suffix in (".rss", ".atom", ".rdf", ".xml", ".html")
]
PIECES = [
    b"<",
    b">",
    b"&",
    b"&#xD800;",
    b"&#x0;",
    b"<![CDATA[",
    b"]]>",
    b"<item>",
    b"</item>",
    b"<!--",
    b"\x00",
    b"\xff",
]
PIECES += [b'"', b"</channel>", b"</rss>", b"<link/>", b"<image><width/></image>", b"<entry>", b"xml:base='http://[x'"]


def _rss(items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Harbor</title>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("body", "media_type", "family"),
    [
        (b"<rss version='2.0'/>", None, "xml"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- a --><feed/>", None, "xml"),
        (b"<!-- before --><?xml version='1.0'?><rdf:RDF xmlns='x'/>", "text/html", "xml"),
        ("\ufeff<?xml version='1.0'?><rss/>".encode("utf-16-le"), None, "xml"),
        ("<?xml version='1.0'?><rss/>".encode("utf-16-be"), None, "xml"),
        (b"<br><b>Warning</b>: x <?xml version='1.0'?><rss version='2.0'>", "text/html", "xml"),
        (b"Notice: x\n<rss version='2.0'>", None, "xml"),
        (b"<!DOCTYPE rss SYSTEM 'x'><rss/>", None, "xml"),
        (b' {"version": "https://jsonfeed.org/version/1.1"}', "text/plain", "json"),
        (b"\xef\xbb\xbf{}", None, "json"),
        (b"begin:vcalendar\r\n", "text/plain", "ics"),
        (b"\r\nBEGIN:VCALENDAR\n", None, "ics"),
        (b"<!doctype HTML><title>x", "application/rss+xml", "html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'>", "application/xml", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html/>", None, "html"),
        (b"hello", "text/html; charset=utf-8", "html"),
        (b"hello", "text/calendar", "ics"),
        (b"hello", None, None),
        (b"", "application/xml", None),
    ],
)
def test_a_document_is_known_by_its_content_first(body: bytes, media_type: str | None, family: str | None) -> None:
    assert sniff(body, media_type) == family


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"/etc/passwd", "neither"),
        (b"http://127.0.0.1/", "neither"),
        (b"<urlset/>", "<urlset>"),
        (b"<opml version='2.0'/>", "<opml>"),
        (b"<rdf:RDF xmlns:rdf='x'><a/></rdf:RDF>", "no feed"),
        (b"<rss version='2.0'>\n<channel>\n<a></b>\n</channel></rss>", "line 3: "),
        (_rss("</b>"), "line 1: "),
        (b"<rss version='2.0'><channel><title>Harbor</title><item><title>Fir", "cut off in its first entry"),
        (b"BEGIN:VCALENDAR\nX-WR-CALNAME:Harbor\nBEGIN:VEVENT\nUID:1\nSUMM", "no event"),
        (b'<!DOCTYPE rss [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>' + _rss("&b;"), "entities"),
        (_rss("<a>" * 100_000), "deep"),
        (_rss("<a>" * 100_000 + "</a>" * 100_000), "deep"),
        (_rss("<item " + " ".join(f'a{n}="1"' for n in range(16_000)) + "/>"), "attributes"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, detail: str) -> None:
    with pytest.raises(FeedError) as refusal:
        parse(body)
    assert refusal.value.code == "broken"
    assert detail in refusal.value.detail


def test_a_feed_that_ends_before_its_first_entry_is_read_as_an_empty_one() -> None:
    feed = parse(b"<rss version='2.0'><channel><title>Harbor</title>")
    assert (feed.title, feed.entries, feed.warnings) == ("Harbor", (), ("broken_recovered",))


def test_a_page_is_told_from_a_broken_feed() -> None:
    with pytest.raises(FeedError) as refusal:
        parse(b"<!DOCTYPE html><html><body>Moved</body></html>", "application/rss+xml")
    assert refusal.value.code == "webpage"


@pytest.mark.parametrize(
    ("body", "length"),
    [
        pytest.param(lambda n: _rss(f"<item><author>{'a' * n}</author></item>"), 40_000, id="names"),
        pytest.param(lambda n: _rss(f"<item><author>{'a' * n}</author></wrong>"), 40_000, id="broken-names"),
        pytest.param(lambda n: _rss("<item><title>x</title></item>" * n), 20_000, id="entries"),
        pytest.param(
            lambda n: _rss(f"<item><description><![CDATA[{'<p>x</p>' * n}]]></description></item>"),
            200_000,
            id="content",
        ),
        pytest.param(lambda n: _rss("<item><title>" + "<" * n), 100_000, id="brackets"),
        pytest.param(lambda n: _rss("<![CDATA[" * n), 100_000, id="cdata"),
        pytest.param(lambda n: _rss("<!--" * n), 100_000, id="comments"),
        pytest.param(lambda n: _rss(f"<title>{'&#1;' * n}</title>"), 200_000, id="refs"),
        pytest.param(lambda n: b" " * n + b"<rss>", 1_000_000, id="blanks"),
        pytest.param(lambda n: b"<!DOCTYPE rss [" * n, 50_000, id="types"),
        pytest.param(lambda n: b"[" * n, 100_000, id="json"),
    ],
)
def test_what_is_built_to_exhaust_us_does_not(body: Callable[[int], bytes], length: int) -> None:
    assert growth(_outcome, body, length) < NEARLY_LINEAR


def test_a_feed_without_end_is_read_to_a_limit() -> None:
    assert len(parse(_rss("<item><title>x</title></item>" * 3_000)).entries) == 2_000


def test_long_fields_are_cut() -> None:
    (entry,) = parse(_rss(f"<item><title>{'x' * 5_000}</title><guid>{'y' * 9_000}</guid></item>")).entries
    assert (len(entry.title), len(entry.id or "")) == (1_024, 2_048)


def test_the_content_type_names_the_encoding_where_nothing_else_does() -> None:
    body = _rss("<item><title>Привет, соседи</title></item>").decode().encode("koi8-r")
    assert parse(body, "application/rss+xml; charset=koi8-r").entries[0].title == "Привет, соседи"


@pytest.mark.parametrize("encoding", ["punycode", "utf-7", "unicode_escape", "undefined", "idna", "rot13", "no-such"])
def test_codecs_that_no_browser_knows_are_not_used(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + _rss("<item><title>é+ADw-</title></item>")
    assert parse(body).entries[0].title == "é+ADw-"


@pytest.mark.parametrize("encoding", ["gb2312", "shift_jis", "euc-jp", "euc-kr", "big5", "windows-1251", "iso-8859-1"])
def test_declared_encodings_are_read(encoding: str) -> None:
    title = {"windows-1251": "Соседи", "iso-8859-1": "Señales", "euc-kr": "이웃", "big5": "鄰居"}.get(encoding, "隣人")
    title = "邻居" if encoding == "gb2312" else title
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + _rss(f"<item><title>{title}</title></item>").decode()
    assert parse(body.encode(encoding)).entries[0].title == title


def test_relative_links_stand_on_the_documents_address() -> None:
    body = _rss("<item><link>/a</link><description>&lt;a href='b'&gt;x&lt;/a&gt;</description></item>")
    (entry,) = parse(body, url="https://harbor.example/feeds/all").entries
    assert entry.url == "https://harbor.example/a"
    assert 'href="https://harbor.example/feeds/b"' in (entry.content or "")


def test_the_description_alone_is_both_the_whole_and_its_excerpt() -> None:
    (entry,) = parse(_rss(f"<item><description>{'word ' * 200}</description></item>")).entries
    assert (entry.content or "").count("word") == 200
    assert (entry.summary or "").endswith("word…")


@pytest.mark.parametrize("format", sorted(feeds.FORMATS))
def test_every_format_is_rendered_and_read_again(format: str) -> None:
    feed = Feed(
        title="Harbor",
        id="tag:harbor.example,2011:f",
        url="https://harbor.example/",
        feed_url="https://harbor.example/f",
    )
    body = render(feed, format)
    assert parse(body).title == "Harbor"
    assert sniff(body, feeds.FORMATS[format].media_type) == sniff(body, None)


def test_a_refusal_passes_between_processes() -> None:
    refusal = pickle.loads(pickle.dumps(FeedError("broken", "line 3: no", (Link("https://o.example/feed"),))))
    assert (refusal.code, refusal.detail) == ("broken", "line 3: no")
    assert refusal.links == (Link("https://o.example/feed"),)


def _outcome(body: bytes) -> str:
    try:
        feed = parse(body, url="https://harbor.example/feed")
    except FeedError as refusal:
        return refusal.code
    return type(feed).__name__


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(["", "<rss>", "<feed xmlns='x'>", "{", "BEGIN:VCALENDAR\n", "\ufeff<"]))
def test_any_bytes_give_a_feed_or_a_refusal(body: bytes, start: str) -> None:
    assert _outcome(start.encode() + body) in ("Feed", "webpage", "broken")


@settings(max_examples=200)
@given(st.sampled_from(DOCUMENTS), st.integers(0, 2**32), st.integers(1, 12))
def test_any_damaged_feed_gives_a_feed_or_a_refusal(document: bytes, seed: int, times: int) -> None:
    chance, body = random.Random(seed), bytearray(document)
    for _ in range(times):
        at, until = sorted(chance.randrange(len(body) + 1) for _ in range(2))
        match chance.randrange(4):
            case 0:
                del body[at : min(until, at + 40)]
            case 1:
                body[at:at] = chance.choice(PIECES)
            case 2:
                body[at:at] = body[at : min(until, at + 200)]
            case 3 if chance.random() < 0.2:
                del body[at:]
    assert _outcome(bytes(body)) in ("Feed", "webpage", "broken")
