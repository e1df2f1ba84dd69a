"""Right-to-left: which languages are, and how HTML that leaves us says so."""

import json
from dataclasses import replace

import pytest
from lxml import etree

from feeds import Entry, atom, jsonfeed, parse, readback, rss
from feeds.direction import directed, is_rtl
from feeds.html import sanitise
from tests.sample_feed import FEED, NEWS

ARABIC = replace(NEWS, language="ar", content="<p>الأبواب مفتوحة</p>")
WRAPPED = '<div dir="rtl"><p>الأبواب مفتوحة</p></div>'


@pytest.mark.parametrize(
    "tag", ["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi", "AR", "ar_EG", "fa-IR"]
)
def test_these_languages_run_right_to_left(tag: str) -> None:
    assert is_rtl(tag)


@pytest.mark.parametrize("tag", [None, "", "en", "es-MX", "ht", "ku", "pa", "tr", "zh-Hans", "ark", "arabic"])
def test_these_do_not(tag: str | None) -> None:
    assert not is_rtl(tag)


@pytest.mark.parametrize(
    ("tag", "rtl"),
    [
        ("ku-Arab", True),
        ("pa-Arab-PK", True),
        ("az_arab", True),
        ("en-Hebr", True),
        ("ar-Latn", False),
        ("ks-Deva", False),
        ("sd-Deva-IN", False),
        ("yi-Latn-US", False),
        ("nqo-Nkoo", True),
    ],
)
def test_a_script_decides_over_the_language(tag: str, rtl: bool) -> None:
    assert is_rtl(tag) is rtl


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        ("<p>x</p>", False),
        ("x", False),
        ('<p dir="rtl">x</p>', True),
        (' <div lang="ar" dir="ltr">x</div>', True),
        ('<p title="dir=&quot;rtl&quot;">x</p>', False),
        ('<p><b dir="rtl">x</b></p>', False),
        ("", True),
        (None, True),
    ],
)
def test_content_that_begins_with_its_own_direction_stays(content: str | None, stays: bool) -> None:
    assert (directed(content, "ar") == content) is stays
    assert directed(content, "es") == content


def contents(entry: Entry) -> list[str | None]:
    """The whole text as Atom, RSS and JSON Feed carry it."""
    feed = replace(FEED, entries=(entry,))
    (item,) = json.loads(jsonfeed.write(feed))["items"]
    return [
        etree.fromstring(atom.write(feed)).findtext("{*}entry/{*}content"),
        etree.fromstring(rss.write(feed)).findtext("channel/item/{*}encoded"),
        item.get("content_html"),
    ]


def test_every_format_that_carries_html_says_it() -> None:
    assert contents(ARABIC) == [WRAPPED] * 3
    assert contents(NEWS) == [NEWS.content] * 3


def test_plain_text_stays_plain() -> None:
    feed = replace(FEED, entries=(replace(ARABIC, content=None, summary="الأبواب"),))
    assert b"dir=" not in atom.write(feed) + rss.write(feed) + jsonfeed.write(feed)


def test_the_wrapper_outlives_the_sanitiser() -> None:
    assert sanitise(WRAPPED) == WRAPPED


@pytest.mark.parametrize("read", [readback.read, parse])
def test_wrappers_do_not_pile_up(read) -> None:
    (entry,) = read(jsonfeed.write(replace(FEED, entries=(ARABIC,)))).entries
    assert contents(entry) == [WRAPPED] * 3
