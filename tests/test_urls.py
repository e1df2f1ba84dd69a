"""Addresses that strangers wrote: absolute and harmless, or none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.urls import feed_url, safe_url

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
