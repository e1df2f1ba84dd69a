"""What a notice says, and what a person must still look at."""

import datetime as dt
from dataclasses import dataclass

from feeds.model import Status, Unknown


@dataclass(frozen=True, slots=True)
class Notice:
    """One meeting as its text states it: wall-clock values in `timezone`; None is "not known", never a guess."""

    timezone: str  # IANA name
    quote: str  # the words it was read from: one unbroken run of the text
    title: str | None = None
    town: str | None = None
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    end_date: dt.date | None = None  # only where it ends on another day
    place: str | None = None  # the building, with a room printed before the street
    address: str | None = None  # from the street to the end of what is printed
    online_url: str | None = None
    status: Status = "confirmed"
    tbd: tuple[Unknown, ...] = ()  # what the text itself says is still to come
    online: bool = False
    update: bool = False  # the text marks it as new, changed, moved or cancelled
    series: str | None = None  # the words that stand for several dates


@dataclass(frozen=True, slots=True)
class Flag:
    """A question for a person. `meeting` counts from 1; None concerns the whole text."""

    code: str
    meeting: int | None = None
    quote: str | None = None
    note: str = ""
    candidates: tuple[str, ...] = ()  # the readings that remain


@dataclass(frozen=True, slots=True)
class Reading:
    """A notice with its own flags (their `meeting` not yet counted) and where its quote stands in the text."""

    notice: Notice
    start: int
    flags: tuple[Flag, ...] = ()
    language: str = "en"
    leads_with_day: bool = False  # nothing stands before its day
