"""Addresses that strangers wrote: absolute and harmless, or none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.urls import feed_url, host_of, safe_url, same_site

BASE = "https://harbor.example/news/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"),
        (" HTTP://X.example/ ", "HTTP://X.example/"),
        ("/rel", "https://harbor.example/rel"),
        ("?q=1", "https://harbor.example/news/?q=1"),
        ("//x.example/a", "https://x.example/a"),
        ("\\\\x.example\\a", "https://x.example/a"),
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("https://x.example/\x01a", "https://x.example/a"),
        ("https://user:secret@x.example/", None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("ftp://x.example/", None),
        ("file:///etc/passwd", None),
        ("mailto:a@b.example", None),
        ("http://", None),
        ("http:\\\\x.example/", None),
        ("http://[::1", None),
        ("http://x.example:99999/", None),
        ("https://x.example/" + "a" * 3_000, None),
        ("", None),
        (None, None),
    ],
)
def test_safe_addresses(url: str | None, expected: str | None) -> None:
    assert safe_url(url, BASE) == expected


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_a_safe_address_is_on_the_web_or_none(url: str) -> None:
    found = safe_url(url, BASE)
    assert found is None or re.match(r"https?://[^/]", found, re.IGNORECASE)


def test_feed_and_webcal_addresses_stand_for_https() -> None:
    assert feed_url("feed://x.example/f") == "https://x.example/f"
    assert feed_url("feed:http://x.example/f") == "http://x.example/f"
    assert feed_url("webcal://x.example/c.ics") == "https://x.example/c.ics"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://casa.example/feed", "https://www.casa.example/news", True),
        ("https://blog.casa.example/feed", "https://casa.example/blog/feed", True),
        ("https://casa.example:443/", "https://casa.example/", True),
        ("https://CASA.example./", "https://casa.example/", True),
        ("https://casa.example/", "https://casa.example:8443/", False),
        ("https://casa.example/", "https://notcasa.example/", False),
        ("https://casa.wordpress.example/", "https://other.wordpress.example/", False),
        ("https://casa.example/", "https://casa.example.evil.example/", False),
        ("https://casa.example/", "https://[", False),
    ],
)
def test_one_site_is_one_host_or_a_part_of_it(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Casa.example:8080/feed?a", "casa.example:8080"),
        ("https://casa.example.:443/", "casa.example"),
        ("https://año.example/", "xn--ao-zja.example"),
        ("https://www.casa.example/", "www.casa.example"),
        ("https://me:secret@casa.example/", "casa.example"),
        ("folder:content", "folder:content"),
        ("https://[", "https://["),
        ("", ""),
    ],
)
def test_the_host_of_an_address_carries_no_secret(url: str, host: str) -> None:
    assert host_of(url) == host
