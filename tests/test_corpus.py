"""Documents that arrived, and beside them what they should become: ours in tests/corpus, the world's in ../shared."""

import json
import unicodedata
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from feeds import Feed, FeedError, dates, html, parse
from tests.conftest import CORPUS, SHARED, manifest, needs_shared

OURS = sorted(file for file in CORPUS.iterdir() if file.suffix != ".json" and file.with_suffix(".json").exists())
WORLD = ("rss2", "rss1", "atom", "jsonfeed", "malformed", "encodings")

# Where the majority of parsers is not the wish: why this one reads otherwise.
REFUSED = {
    "node-feedparser-notafeed.html": "webpage",
    "feedparser-rss_incomplete_cdata.xml": "cut off in its first entry",
}
DATED_AFTER_ALL = {"rss-parser-uolNoticias.rss": datetime(2018, 9, 24, 22, 42, 40, tzinfo=UTC)}  # "Seg, 24 Set 2018"


def _rows(undated: bool = False) -> list[Any]:
    found = [one for folder in WORLD for one in manifest(folder)]
    return [one for one in found if not undated or _is_undated(one.values[1])]


def _is_undated(row: dict[str, str]) -> bool:
    return not row["first_date_utc"] and int(row["entries"]) > 0 and row["file"] not in REFUSED


def _plain(value: Any) -> Any:
    """A value of the model as JSON would hold it."""
    if isinstance(value, datetime):
        return dates.rfc3339(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    return [_plain(held) for held in value] if isinstance(value, (tuple, list)) else value


def _assert_holds(found: Any, expected: Any, where: str) -> None:
    """Everything that is expected is there; what is not mentioned may be anything."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), where
        for key, value in expected.items():
            _assert_holds(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), f"{where}: {found}"
        for number, value in enumerate(expected):
            _assert_holds(found[number], value, f"{where}[{number}]")
    else:
        assert found == expected, where


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_each_of_our_documents_becomes_what_stands_beside_it(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    if "error" in expected:
        with pytest.raises(FeedError) as refusal:
            parse(file.read_bytes(), url="https://harbor.example/feed")
        assert refusal.value.code == expected["error"]
        return
    feed = _plain(asdict(parse(file.read_bytes(), url="https://harbor.example/feed")))
    _assert_holds(feed, expected.get("feed", {}), "feed")
    _assert_holds(feed["entries"], expected["entries"], "entries")


def test_our_documents_are_there() -> None:
    assert len(OURS) >= 30


@needs_shared
@pytest.mark.parametrize(("file", "row"), _rows())
def test_the_worlds_feeds_are_read(file: Path, row: dict[str, str]) -> None:
    if file.name in REFUSED:
        with pytest.raises(FeedError, match=REFUSED[file.name]):
            parse(file.read_bytes())
        return
    feed = parse(file.read_bytes())
    assert len(feed.entries) >= int(row["entries"])
    if feed.entries and int(row["entries"]):
        _assert_first_entry(feed, row)


def _assert_first_entry(feed: Feed, row: dict[str, str]) -> None:
    first, unsure = feed.entries[0], row["disagreements"]
    if "id:" not in unsure:
        assert row["first_id"] in {first.id or "", first.url or ""}
    if "title text differs" not in unsure and "\ufffd" not in row["first_title"]:
        assert _letters(first.title) == _letters(_without_tags(row["first_title"]))
    if row["first_date_utc"]:
        moment = first.published or first.updated
        assert moment is not None
        assert dates.rfc3339(moment) == row["first_date_utc"]


def _without_tags(title: str) -> str:
    """Half of the six parsers leave the markup of a title in it."""
    return html.plain(title)


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@needs_shared
@pytest.mark.parametrize(("file", "row"), _rows(undated=True))
def test_what_nobody_finds_a_date_in_stays_undated(file: Path, row: dict[str, str]) -> None:
    first = parse(file.read_bytes()).entries[0]
    if file.name in DATED_AFTER_ALL:
        assert first.published == DATED_AFTER_ALL[file.name]
    else:
        assert (first.published, first.updated) == (None, None)


@needs_shared
def test_three_ways_to_state_a_base_give_the_same_links() -> None:
    names = ("tpm", "tpm-with-empty-base", "tpm-with-fragment-base")
    feeds = [parse((SHARED / "corpus" / "atom" / f"node-feedparser-{name}.atom").read_bytes()) for name in names]
    first, *others = [[entry.url for entry in feed.entries] for feed in feeds]
    assert all(url and url.startswith("http://talkingpointsmemo.com/") for url in first)
    assert others == [first, first]
