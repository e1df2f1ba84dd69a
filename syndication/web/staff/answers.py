"""What a person said of the meetings found in a text, and the release that comes of it. Pure.

Answers belong to the words a meeting was read from: where those change, the meeting is asked about anew.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from feeds.model import Unknown
from feeds.notices import Flag, Notice
from feeds.press import Release

Choice = Literal["", "confirm", "take", "edit", "refuse", "hold"]

LONGEST = 300  # characters of a field
PARTS: tuple[Unknown, ...] = ("date", "time", "place")
FIELDS = ("town", "date", "start", "end", "place", "address")


class Unreadable(Exception):
    """What was typed over a meeting cannot be; the text says what to change, `field` names where."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Answer:
    """`reading` numbers the candidate that was chosen; `fields` and `tbd` hold what was typed, as it was typed."""

    choice: Choice = ""
    reading: int = 0
    fields: Mapping[str, str] | None = None
    tbd: tuple[str, ...] = ()


def keys(release: Release) -> list[str]:
    """A name for each meeting that lasts as long as its words do."""
    seen: Counter[str] = Counter()
    found = []
    for notice in release.notices:
        said = f"{notice.quote}|{notice.date}|{notice.start}|{notice.town}"
        name = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def stored(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """As JSON keeps it."""
    return {
        key: {"choice": one.choice, "reading": one.reading, "fields": dict(one.fields or {}), "tbd": list(one.tbd)}
        for key, one in answers.items()
    }


def restored(kept: Mapping[str, Any]) -> dict[str, Answer]:
    return {
        key: Answer(one["choice"], one["reading"], one["fields"] or None, tuple(one["tbd"]))
        for key, one in kept.items()
    }


def as_typed(notice: Notice) -> dict[str, str]:
    """The fields of a meeting as a form shows them before anybody types."""
    return {
        "town": notice.town or "",
        "date": notice.date.isoformat() if notice.date else "",
        "start": f"{notice.start:%H:%M}" if notice.start else "",
        "end": f"{notice.end:%H:%M}" if notice.end else "",
        "place": notice.place or "",
        "address": notice.address or "",
    }


def asked(release: Release, number: int) -> tuple[Flag, ...]:
    return tuple(flag for flag in release.flags if flag.meeting == number)


def readings(flags: Sequence[Flag]) -> tuple[str, ...]:
    """All that the reader offers for this meeting, in one row of choices."""
    return tuple(candidate for flag in flags for candidate in flag.candidates)


def answered(notice: Notice, answer: Answer, flags: Sequence[Flag], *, unclear: bool = False) -> Notice:
    """The meeting as the person wants it. `unclear`: nobody can tell which public meeting "new information" means.

    Raises Unreadable.
    """
    offered = readings(flags)
    if answer.choice == "take" and 0 <= answer.reading < len(offered):
        return _taken(notice, offered[answer.reading])
    if answer.choice == "edit" and answer.fields is not None:
        return edited(notice, answer.fields, answer.tbd)
    return replace(notice, update=False) if unclear and answer.choice == "confirm" else notice


def _taken(notice: Notice, reading: str) -> Notice:
    """A day, an hour, or two hours: 2026-06-11, 11:00, 08:00-10:00."""
    if reading.count("-") == 2:
        return replace(notice, date=dt.date.fromisoformat(reading))
    start, _, end = reading.partition("-")
    return replace(notice, start=clock(start), end=clock(end) or notice.end)


def edited(notice: Notice, fields: Mapping[str, str], tbd: Sequence[str]) -> Notice:
    """The meeting with what was typed. Raises Unreadable."""
    typed = {name: fields.get(name, "").strip()[:LONGEST] for name in FIELDS}
    on = _day(typed["date"])
    start, end = _hour("start", typed["start"]), _hour("end", typed["end"])
    _refuse_both(typed, tbd)
    last = notice.end_date if on == notice.date else None
    if end and not start:
        raise Unreadable("start", "Say when it begins, too.")
    if start and end and end <= start and last is None:
        raise Unreadable("end", "It ends before it begins. Correct one of the two hours.")
    unknown = tuple(part for part in PARTS if part in tbd)
    series = notice.series if on == notice.date else None
    there = replace(notice, town=typed["town"] or None, place=typed["place"] or None, address=typed["address"] or None)
    changed = replace(there, date=on, start=start, end=end, end_date=last, tbd=unknown, series=series)
    return _standing(changed, had=notice.tbd)


def _refuse_both(typed: Mapping[str, str], tbd: Sequence[str]) -> None:
    filled = {"date": typed["date"], "time": typed["start"], "place": typed["place"] or typed["address"]}
    fields = {"date": "date", "time": "start", "place": "place"}
    words = {"date": "day", "time": "hour", "place": "place"}
    for part in PARTS:
        if part in tbd and filled[part]:
            raise Unreadable(
                fields[part], f"The {words[part]} is filled in and is also to be announced. Clear one of the two."
            )


def _standing(notice: Notice, had: Sequence[str]) -> Notice:
    """What lacks something is tentative; what only lacked something is so no more."""
    if notice.status == "confirmed" and notice.tbd:
        return replace(notice, status="tentative")
    if notice.status == "tentative" and had and not notice.tbd:
        return replace(notice, status="confirmed")
    return notice


def _day(typed: str) -> dt.date | None:
    found = day(typed)
    if typed and found is None:
        raise Unreadable("date", "This day cannot be read. Write it as year-month-day: 2026-04-16.")
    return found


def _hour(field: str, typed: str) -> dt.time | None:
    found = clock(typed)
    if typed and found is None:
        raise Unreadable(field, "This hour cannot be read. Write it on 24 hours: 18:30.")
    return found


def day(typed: str) -> dt.date | None:
    """2026-04-16, as forms send it."""
    try:
        return dt.date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None


def clock(typed: str) -> dt.time | None:
    """18:30, as forms send it; seconds are let go."""
    try:
        return dt.time.fromisoformat(typed[:5]) if len(typed) in (5, 8) else None
    except ValueError:
        return None


def settled(release: Release, answers: Sequence[tuple[Notice, Choice]]) -> Release:
    """The release that goes out: without what is no meeting, and asking only of what is to wait or was not answered."""
    kept = list(_kept(answers))
    places = {old: new for new, (old, _, _) in enumerate(kept, 1)}
    open_ = {old for old, _, choice in kept if choice in ("", "hold")}
    flags = (
        *(flag for flag in release.flags if flag.meeting is None),
        *(
            replace(flag, meeting=places[flag.meeting])
            for flag in release.flags
            if flag.meeting is not None and flag.meeting in open_
        ),
    )
    return replace(release, notices=tuple(notice for _, notice, _ in kept), flags=flags)


def _kept(answers: Sequence[tuple[Notice, Choice]]) -> Iterator[tuple[int, Notice, Choice]]:
    for number, (notice, choice) in enumerate(answers, 1):
        if choice != "refuse":
            yield number, notice, choice
