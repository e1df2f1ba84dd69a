"""A meeting put together: when, where and what the passage says of its state."""

import re
from dataclasses import dataclass, replace

from feeds.model import Status, Unknown
from feeds.notices.marks import Marks
from feeds.notices.model import Flag, Notice, Reading
from feeds.notices.moments import Frame, When
from feeds.notices.places import Place
from feeds.notices.words import Words, either

_UNKNOWNS: tuple[Unknown, ...] = ("date", "time", "place")


@dataclass(frozen=True, slots=True)
class Source:
    """A run of the text, the same folded (offsets agree), and where it begins in the whole text."""

    text: str
    flat: str
    begin: int
    frame: Frame

    def cut(self, start: int, end: int) -> "Source":
        return replace(self, text=self.text[start:end], flat=self.flat[start:end], begin=self.begin + start)


def compose(source: Source, quote: tuple[int, int], when: When, place: Place, marks: Marks, words: Words) -> Reading:
    """One meeting; `quote` is its run of the source, and everything in `marks` concerns it."""
    url = place.url or next((source.text[link.start : link.end] for link in marks.links), None)
    online = place.online or is_online(marks, words) or bool(url and not (place.place or place.address))
    missing = _missing(when, place, marks, online=online)
    nowhere = online and not (place.place or place.address)
    notice = Notice(
        timezone=source.frame.timezone,
        quote=source.text[quote[0] : quote[1]],
        title=place.title,
        town=_town(place.town) if place.town or nowhere else source.frame.town,
        date=when.date,
        start=when.start,
        end=when.end,
        end_date=when.end_date,
        place=place.place,
        address=place.address,
        online_url=url,
        status=_status(marks, when, missing),
        tbd=missing,
        online=online,
        update=marks.has("update", "cancelled", "postponed", "moved"),
        series=when.series,
    )
    flags = (*when.flags, *_doubts(notice, when, marks, source))
    return Reading(notice, source.begin + quote[0], flags, words.tag)


def _town(name: str | None) -> str | None:
    return name.title() if name and name.isupper() else name


def is_online(marks: Marks, words: Words) -> bool:
    return bool(re.search(either(words.online), marks.flat, re.IGNORECASE))


def _missing(when: When, place: Place, marks: Marks, *, online: bool) -> tuple[Unknown, ...]:
    """What the text says is to come and does not say elsewhere; a lone "TBD" stands for all that is not there."""
    open_ones = {
        "date": when.date is None and not any(flag.code != "past" for flag in when.flags),
        "time": not when.hours_stated,
        "place": not (place.place or place.address or online),
    }
    stated = {kind for one in marks.missing for kind in one.kinds or _UNKNOWNS}
    return tuple(kind for kind in _UNKNOWNS if kind in stated and open_ones[kind])


def _status(marks: Marks, when: When, missing: tuple[Unknown, ...]) -> Status:
    if marks.has("cancelled"):
        return "cancelled"
    if marks.has("postponed") and when.date is None:
        return "postponed"
    return "tentative" if missing or marks.has("tentative") else "confirmed"


def _doubts(notice: Notice, when: When, marks: Marks, source: Source) -> tuple[Flag, ...]:
    if notice.status in ("cancelled", "postponed"):
        return ()
    flags: list[Flag] = []
    tentative = next((change for change in marks.changes if change.kind == "tentative"), None)
    if tentative:
        flags.append(
            Flag("tentative-date", None, source.text[tentative.start : tentative.end], "The text calls it tentative.")
        )
    if notice.date and not when.hours_stated and "time" not in notice.tbd and notice.end_date is None:
        flags.append(Flag("no-time", None, notice.quote, "No hour is printed."))
    return tuple(flags)
