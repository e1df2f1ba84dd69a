"""The corpus of entries that were read and judged, same or not, and how well `compare` tells them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from feeds import Entry, Feed, parse
from syndication.merge.identity import canonical
from syndication.merge.likeness import Sketch, sketch
from tests.conftest import SHARED

SALT = b"salt of the tests"
CORPUS = SHARED / "corpus"
FOLDERS = ("rss2", "atom", "jsonfeed", "rss1")
_NUMBER = re.compile(r"\[#(\d+)\]$")


@dataclass(frozen=True)
class Judged:
    one: tuple[str, int]  # file, number of the entry in it
    other: tuple[str, int]
    same: bool
    why: str

    @property
    def across(self) -> bool:
        return self.one[0] != self.other[0]


def rows(path: str) -> Iterator[dict[str, str]]:
    with (CORPUS / path).open(encoding="utf-8", errors="replace") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def feeds_of_the_corpus() -> dict[str, Feed]:
    files = [f"{folder}/{row['file']}" for folder in FOLDERS for row in rows(f"{folder}/MANIFEST.tsv")]
    return {file: parse((CORPUS / file).read_bytes()) for file in files}


def judged(feeds: dict[str, Feed]) -> list[Judged]:
    return [
        Judged(
            (row["file_a"], _place(feeds[row["file_a"]], row["entry_a"])),
            (row["file_b"], _place(feeds[row["file_b"]], row["entry_b"])),
            row["verdict"] == "same",
            row["why"],
        )
        for row in rows("same-story/pairs.tsv")
    ]


def _place(feed: Feed, name: str) -> int:
    if number := _NUMBER.search(name):
        return int(number[1]) - 1
    by_id = [place for place, entry in enumerate(feed.entries) if entry.id == name]
    (place,) = by_id or [place for place, entry in enumerate(feed.entries) if entry.url == name]
    return place


def sketches(feed: Feed) -> list[Sketch]:
    return [sketched(entry) for entry in feed.entries]


def sketched(entry: Entry) -> Sketch:
    return sketch(entry, [canonical(entry.url)] if entry.url else [], SALT)
