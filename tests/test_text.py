"""Text that every format can carry."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.text import clean, excerpt, slug, squeeze, words

ANY = st.text(st.characters(codec=None), max_size=200)  # lone surrogates included


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("Bell\x07 and null\x00", "Bell and null"),
        ("two\r\nlines\rand three", "two\nlines\nand three"),
        ("cafe\u0301", "café"),
        ("\ud83d\ude00", "😀"),
        ("half \ud83d of a face", "half  of a face"),
        ("no\ufffe\uffffn-characters", "non-characters"),
        ("tab\tand newline\n stay", "tab\tand newline\n stay"),
    ],
)
def test_clean_keeps_what_xml_allows(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(ANY)
def test_clean_text_fits_into_xml_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    element = etree.Element("title")
    element.text = cleaned  # raises ValueError for a character XML forbids
    assert etree.fromstring(etree.tostring(element)).text in (cleaned, None)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


def test_squeezed_text_stands_on_one_line() -> None:
    assert squeeze("  Reunión\u00a0\n\t abierta ") == "Reunión abierta"


def test_what_fits_is_its_own_excerpt() -> None:
    assert excerpt(" short  enough ") == "short enough"


def test_an_excerpt_ends_with_a_whole_word_and_an_ellipsis() -> None:
    assert excerpt("The clinic opens, and everyone is welcome", 18) == "The clinic opens…"


def test_an_excerpt_of_a_script_without_spaces_is_not_empty() -> None:
    assert excerpt("移民权利联盟" * 100, 20) == ("移民权利联盟" * 4)[:19] + "…"


def test_an_excerpt_does_not_part_a_letter_from_its_accents() -> None:
    assert (
        excerpt("x\u0332\u0323" * 20, 12).removesuffix("…")[-1] == "\u0332"
        or excerpt("x\u0332\u0323" * 20, 12)[-2] != "x"
    )


@given(ANY, st.integers(10, 100))
def test_an_excerpt_is_never_longer_than_asked(text: str, limit: int) -> None:
    short = excerpt(text, limit)
    assert len(short) <= limit
    assert short.endswith("…") or short == squeeze(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Unión de Vecinos", "union-de-vecinos"),
        ("São João", "sao-joao"),
        ("Straße & Ærø, Łódź", "strasse-aero-lodz"),
        ("  --Harbor   Neighbors!-- ", "harbor-neighbors"),
        ("Workers’ Center #3", "workers-center-3"),
        ("移民", ""),
        ("", ""),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(ANY)
def test_the_slug_of_a_slug_is_the_same(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))


def test_words_of_a_list() -> None:
    assert words(" a  b\na") == {"a", "b"}
