"""Readings side by side: what was told twice is one meeting, and a list of days that are all past is a history."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from feeds.notices.model import Flag, Reading


def together(readings: Sequence[Reading], runs: Sequence[int]) -> list[Reading]:
    """The meetings of a text in order; `runs` names the list that each reading stands in."""
    kept: list[Reading] = []
    for reading in _without_histories(readings, runs):
        same = next((n for n, one in enumerate(kept) if _is_same(one, reading)), None)
        if same is None:
            kept.append(reading)
        else:
            kept[same] = _merged(kept[same], reading)
    return kept


def _without_histories(readings: Sequence[Reading], runs: Sequence[int]) -> Iterator[Reading]:
    for _, run in groupby(zip(readings, runs, strict=True), key=lambda pair: pair[1]):
        found = [reading for reading, _ in run]
        if not all(_is_past(reading) and reading.leads_with_day for reading in found):
            yield from found


def _is_past(reading: Reading) -> bool:
    return any(flag.code == "past" for flag in reading.flags)


def _is_same(one: Reading, other: Reading) -> bool:
    """The same day, and nothing that tells them apart; in another language only the words may differ."""
    a, b = one.notice, other.notice
    if a.date is None or a.date != b.date or not _agree(a.town, b.town):
        return False
    if one.language != other.language:
        return a.start == b.start or a.address == b.address
    return (
        _agree(a.start, b.start)
        and _agree(a.place, b.place)
        and _agree(a.address, b.address)
        and _agree(a.title, b.title)
    )


def _agree(a: object, b: object) -> bool:
    return a is None or b is None or a == b


def _merged(one: Reading, other: Reading) -> Reading:
    a, b = one.notice, other.notice
    if a.start and b.start and a.start != b.start:
        times = (f"{a.start:%H:%M}", f"{b.start:%H:%M}")
        flag = Flag("time-conflict", None, b.quote, "The two versions of the text give different hours.", times)
        return replace(one, notice=replace(a, start=None, end=None), flags=(*one.flags, flag))
    return one if _known(one) >= _known(other) else replace(other, start=one.start)


def _known(reading: Reading) -> int:
    notice = reading.notice
    return sum(value is not None for value in (notice.start, notice.end, notice.place, notice.address, notice.town))
