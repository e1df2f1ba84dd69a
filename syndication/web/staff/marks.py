"""Where in a text each meeting was read, and the text cut into marked and unmarked words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.press import Release


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the text; `numbers` are those of the meetings that were read from them, empty for all other words."""

    words: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    numbers: tuple[int, ...]


def begin_of(release: Release) -> int:
    """Offset in characters at which the body begins."""
    return release.body_end - len(release.body)


def places(release: Release) -> list[Place]:
    """The source words of the meetings in the order of the text; words that overlap are one place."""
    found = sorted(_found(release), key=lambda place: (place.start, place.numbers))
    joined: list[Place] = []
    for one in found:
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            joined[-1] = Place(last.start, max(last.end, one.end), (*last.numbers, *one.numbers))
        else:
            joined.append(one)
    return joined


def _found(release: Release) -> Iterator[Place]:
    """Notices stand in the order of the text; those of a series share their words."""
    begin, cursor = begin_of(release), 0
    known: dict[str, int] = {}
    for number, notice in enumerate(release.notices, 1):
        at = known.get(notice.quote, -1)
        if at < 0:
            at = release.body.find(notice.quote, cursor)
        if at < 0:
            at = release.body.find(notice.quote)
        if at < 0 or not notice.quote:
            continue
        known[notice.quote] = at
        cursor = max(cursor, at + len(notice.quote))
        yield Place(begin + at, begin + at + len(notice.quote), (number,))


def runs(text: str, marked: Sequence[Place]) -> list[Run]:
    """The whole text, cut at the marks; put together it is the text."""
    cut, at = [], 0
    for place in marked:
        cut.append(Run(text[at : place.start]))
        cut.append(Run(text[place.start : place.end], place.numbers))
        at = place.end
    return [run for run in (*cut, Run(text[at:])) if run.words]
