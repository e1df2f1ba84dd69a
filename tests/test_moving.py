"""When a feed has moved, and when it is somebody else's now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndication.gather.moving import elsewhere, followed, is_proven
from syndication.model import Document, Move, Partner, Source

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW = "https://casa.example/feed", "https://casa.example/news/feed"
SOURCE = Source(1, OLD, OLD, Partner(1, "casa", "Casa", None), None, None)


def document(url: str, moved_to: str | None = None) -> Document:
    return Document(url, b"", moved_to=moved_to)


def seen(*polls: tuple[float, str | None]) -> Move | None:
    """What is known after polls on these days that were sent there."""
    move = None
    for day, target in polls:
        move = followed(move, document(target or OLD, target), NOW + day * DAY)
    return move


@pytest.mark.parametrize(
    ("polls", "proven"),
    [
        (((0, NEW),), False),
        (((0, NEW), (0.1, NEW), (0.2, NEW), (0.3, NEW)), False),
        (((0, NEW), (3, NEW)), False),
        (((0, NEW), (1, NEW), (2, NEW)), True),
        (((0, NEW), (1, None), (2, NEW), (3, NEW)), False),
        (((0, NEW), (1, "https://casa.example/other"), (2, NEW)), False),
    ],
    ids=["once", "four times in a day", "twice", "three times over days", "not in between", "elsewhere in between"],
)
def test_a_permanent_redirect_counts_when_it_repeats_over_days(
    polls: tuple[tuple[float, str | None], ...], proven: bool
) -> None:
    move = seen(*polls)
    assert move
    assert is_proven(move, NOW + polls[-1][0] * DAY) is proven


def test_a_redirect_that_ended_is_forgotten() -> None:
    assert seen((0, NEW), (1, None)) is None


@pytest.mark.parametrize(
    ("known", "found", "strange"),
    [
        ({"last_ok_at": NOW}, "https://casa.example/other", False),
        ({"last_ok_at": NOW}, "https://casino.example/feed", True),
        ({"last_ok_at": NOW, "final_url": "https://feeds.example/casa"}, "https://feeds.example/casa2", False),
        ({"final_url": "https://feeds.example/casa"}, "https://casino.example/feed", True),
        ({}, "https://feeds.example/casa", False),
    ],
    ids=["the same site", "another", "where it always led", "another than it always led to", "never asked before"],
)
def test_a_feed_on_another_site_than_ever_seen_waits_for_a_person(
    known: dict[str, object], found: str, strange: bool
) -> None:
    assert elsewhere(replace(SOURCE, **known), document(found)) == (found if strange else None)


def test_a_permanent_redirect_through_another_site_is_seen_even_where_it_comes_back() -> None:
    through = document("https://casa.example/feed2", "https://casino.example/hop")
    assert elsewhere(replace(SOURCE, last_ok_at=NOW), through) == "https://casino.example/hop"
