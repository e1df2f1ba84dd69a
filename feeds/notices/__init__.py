"""Notices of meetings, read from plain text by a small grammar and a table of words for each language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from feeds.notices.grammar import read_passage
from feeds.notices.model import Flag, Notice, Reading
from feeds.notices.moments import Frame
from feeds.notices.passages import Passage, cut
from feeds.notices.places import Place
from feeds.notices.readings import Source
from feeds.notices.together import together
from feeds.notices.words import Words, fold, joined, spoken

_LONGEST = 1500  # characters: no notice is longer

__all__ = ["Flag", "Notice", "read"]


def read(
    text: str, issued: dt.date | None, timezone: str, language: str | None = None, town: str | None = None
) -> tuple[tuple[Notice, ...], tuple[Flag, ...]]:
    """The meetings that `text` announces, in its order, and what a person must look at.

    `issued` gives the year where none is printed; `timezone` (IANA) is that of the hours; `language` is a tag, else it
    is recognised; `town` is that of the whole text, where it is about one town.
    """
    flat = fold(text)
    source = Source(text, flat, 0, Frame(issued, timezone, town))
    languages = spoken(text, language)
    readings: list[Reading] = []
    runs: list[int] = []
    previous: Place | None = None
    for passage in cut(flat, joined(languages)):
        if passage.end - passage.start > _LONGEST:
            continue
        found = _first_that_reads(source, passage, languages, previous)
        readings += found
        runs += [passage.group] * len(found)
        previous = _place(found) or previous
    return _numbered(together(readings, runs))


def _first_that_reads(
    source: Source, passage: Passage, languages: Sequence[Words], previous: Place | None
) -> list[Reading]:
    for words in languages:
        if found := read_passage(source, passage, words, previous):
            return found
    return []


def _place(found: list[Reading]) -> Place | None:
    if not found or not (found[-1].notice.place or found[-1].notice.address):
        return None
    notice = found[-1].notice
    return Place(notice.town, notice.place, notice.address)


def _numbered(readings: list[Reading]) -> tuple[tuple[Notice, ...], tuple[Flag, ...]]:
    flags = tuple(replace(flag, meeting=number) for number, one in enumerate(readings, 1) for flag in one.flags)
    return tuple(reading.notice for reading in readings), flags
