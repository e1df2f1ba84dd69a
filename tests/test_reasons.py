"""Every reason has its words, in English and in Spanish."""

from string import Formatter

import pytest

from syndication import reasons
from syndication.reasons import ACTS, LIKENESS, STANDING, STATES, say

TABLES = (STANDING, LIKENESS, ACTS, STATES, reasons._PHRASES)


def test_no_two_tables_name_a_reason_alike() -> None:
    codes = [code for table in TABLES for code in table]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("code", [code for table in TABLES for code in table])
def test_both_languages_say_it_with_the_same_facts(code: str) -> None:
    (english, spanish) = next(table[code] for table in TABLES if code in table)
    assert english
    assert spanish
    assert english != spanish
    assert {name for _, name, *_ in Formatter().parse(english)} == {name for _, name, *_ in Formatter().parse(spanish)}


def test_the_language_is_the_coalitions_own() -> None:
    assert say("own", "es-MX") == "Es nuestro."
    assert say("own", "ht") == "It is our own."
