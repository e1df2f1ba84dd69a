"""Lists of feeds, in and out."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds import FeedError, opml
from feeds.opml import Outline
from tests.conftest import manifest, needs_shared


def _list(outlines: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outlines}</body></opml>'.encode()


@needs_shared
@pytest.mark.parametrize(("file", "row"), manifest("opml"))
def test_real_lists_are_read_and_come_back_the_same(file: Path, row: dict[str, str]) -> None:
    outlines = opml.read(file.read_bytes())
    assert len(outlines) == int(row["feeds"])
    assert not outlines or outlines[0].url == row["first_feed_url"]
    assert opml.read(opml.write("Again", outlines, None)) == outlines


def test_an_outline_says_what_it_says() -> None:
    (outline,) = opml.read(
        _list(
            '<outline text="Harbor Neighbors" type="rss" xmlUrl="https://harbor.example/feed" '
            'htmlUrl="https://harbor.example/" language="es_mx" category="/topics/rent, /topics/work,/region/north"/>'
        )
    )
    assert outline == Outline(
        "Harbor Neighbors", "https://harbor.example/feed", "https://harbor.example/", "es-MX", ("rent", "work")
    )


@pytest.mark.parametrize(
    "outlines",
    [
        '<outline text="folder"><outline text="deeper"><outline text="H" xmlUrl="https://h.example/f"/></outline></outline>',
        '<outline text="H" type="rss" url="https://h.example/f"/>',
        '<OUTLINE TEXT="H" XMLURL="https://h.example/f"/>',
        '<outline title="H" xmlurl=" https://h.example/f "/>',
        '<outline text="H" xmlUrl="feed://h.example/f"/>',
        '<outline text="H" xmlUrl="https://h.example/f"/><outline text="again" xmlUrl="https://h.example/f"/>',
        '<outline text="H" xmlUrl="https://h.example/f"/><outline text="bad" xmlUrl="javascript:alert(1)"/>',
        '<outline text="H" xmlUrl="https://h.example/f"/><outline type="link" text="x" url="https://x.example/"/>',
        '<outline text="H" xmlUrl="https://h.example/f"/><outline text="note"/>',
    ],
)
def test_however_it_is_written_there_is_one_feed_in_it(outlines: str) -> None:
    assert opml.read(_list(outlines)) == (Outline("H", "https://h.example/f"),)


def test_a_bare_ampersand_a_mark_and_an_old_encoding_do_no_harm() -> None:
    body = _list('<outline text="Café & té" xmlUrl="https://h.example/?a=1&b=2"/>')
    expected = (Outline("Café & té", "https://h.example/?a=1&b=2"),)
    assert opml.read(body) == opml.read(b"\xef\xbb\xbf" + body) == expected
    assert opml.read(body.decode().encode("latin-1")) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<html><body>no</body></html>",
        b"<rss version='2.0'/>",
        b"\x00\xff" * 50,
        b'<!DOCTYPE opml [<!ENTITY a "aaa">]><opml><body><outline text="&a;"/></body></opml>',
    ],
)
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(FeedError) as refusal:
        opml.read(body)
    assert refusal.value.code == "broken"


def test_a_written_list_is_opml_2() -> None:
    body = opml.write("Partners & friends", [Outline("H", "https://h.example/f")], datetime(2011, 2, 15, tzinfo=UTC))
    root = etree.fromstring(body)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Partners & friends"
    assert root.findtext("head/dateModified") == "Tue, 15 Feb 2011 00:00:00 +0000"
    assert dict(root.find("body/outline").attrib) == {
        "type": "rss",
        "text": "H",
        "title": "H",
        "xmlUrl": "https://h.example/f",
    }


NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20)
OUTLINES = st.builds(
    Outline,
    NAMES,
    st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9?&=]{0,12}", fullmatch=True),
    st.none() | st.just("https://h.example/"),
    st.none() | st.sampled_from(["es", "pt-BR", "zh-Hant"]),
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=3).map(tuple),
)


@given(st.lists(OUTLINES, max_size=5, unique_by=lambda outline: outline.url))
def test_every_list_we_write_we_read(outlines: list[Outline]) -> None:
    assert opml.read(opml.write("x", outlines, None)) == tuple(
        Outline(opml.squeeze(o.title), o.url, o.site_url, o.language, o.topics) for o in outlines
    )


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    with pytest.raises(FeedError):
        opml.read(body)
    with suppress(FeedError):
        opml.read(_list('<outline xmlUrl="https://h.example/"/>')[:90] + body)
