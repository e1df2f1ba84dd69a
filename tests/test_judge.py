"""May an entry be public? The rules of a source, and what they say of their decision."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds import Entry, Person
from syndication.merge.judge import Judgement, judge, mentions
from syndication.model import Partner, Reason, Rules, Source

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SOURCE = Source(
    2, "https://casa.example/feed", "https://casa.example/feed", Partner(2, "casa", "Casa", None), None, None
)
ENTRY = Entry(
    "Reunión sobre Vivienda en Lynn",
    content="<p>Ven a la <b>biblioteca</b> con tu carta.</p>",
    published=NOW - timedelta(days=10),
    authors=(Person("Ana Díaz"),),
    language="es-MX",
)


def judged(rules: Rules, entry: Entry = ENTRY, *, approved: int = 0, flagged: bool = False) -> Judgement:
    source = replace(SOURCE, rules=rules)
    return judge(entry, source, {"housing"}, approved=approved, flagged=flagged, now=NOW)


@pytest.mark.parametrize(
    ("rules", "standing", "reason"),
    [
        (Rules(), "public", Reason("automatic")),
        (Rules(include=("vivienda",)), "public", Reason("included", "vivienda")),
        (Rules(include=("escuela", "trabajo")), "excluded", Reason("include", "escuela, trabajo")),
        (Rules(exclude=("biblioteca",)), "excluded", Reason("exclude", "biblioteca")),
        (Rules(exclude=("escuela",)), "public", Reason("automatic")),
        (Rules(topics=("Housing",)), "public", Reason("automatic")),
        (Rules(topics=("work",)), "excluded", Reason("topic", "work")),
        (Rules(authors=("ana diaz",)), "public", Reason("automatic")),
        (Rules(authors=("Luis",)), "excluded", Reason("author", "Luis")),
        (Rules(languages=("es",)), "public", Reason("automatic")),
        (Rules(languages=("en", "ht")), "excluded", Reason("language", "en, ht")),
        (Rules(max_age=10), "public", Reason("automatic")),
        (Rules(max_age=9), "excluded", Reason("age", "9")),
        (Rules(hold=True), "held", Reason("hold")),
        (Rules(hold_first=3), "held", Reason("hold_first", "3")),
        (Rules(hold=True, exclude=("Lynn",)), "excluded", Reason("exclude", "Lynn")),
    ],
)
def test_a_rule_decides_and_says_why(rules: Rules, standing: str, reason: Reason) -> None:
    found = judged(rules)
    assert (found.standing, found.why[0]) == (standing, reason)


def test_the_first_items_wait_until_enough_were_approved() -> None:
    assert judged(Rules(hold_first=3), approved=2).standing == "held"
    assert judged(Rules(hold_first=3), approved=3).standing == "public"


def test_every_rule_that_speaks_against_an_entry_is_named() -> None:
    assert [reason.code for reason in judged(Rules(exclude=("Lynn",), max_age=1)).why] == ["exclude", "age"]


def test_our_own_words_pass_and_a_doubt_holds_even_them() -> None:
    ours = replace(SOURCE, url="desk:", rules=Rules(hold=True))
    assert judge(ENTRY, ours, set(), approved=0, flagged=False, now=NOW).standing == "public"
    assert judge(ENTRY, ours, set(), approved=0, flagged=True, now=NOW) == Judgement("held", (Reason("flagged"),))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("VIVIENDA", True),
        ("reunion", True),
        ("vivien", False),
        ("carta", True),
        ("la biblioteca con", True),
        ("biblioteca carta", False),
        (".*", False),
    ],
)
def test_words_and_phrases_are_found_whole_whatever_their_case_and_accents(word: str, found: bool) -> None:
    assert (mentions(ENTRY, [word]) == word) is found


def test_a_script_without_spaces_is_searched_within() -> None:
    assert mentions(Entry("移民权利组织周六在图书馆开会"), ["图书馆"]) == "图书馆"
