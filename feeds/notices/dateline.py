"""The line that says where and when a release was given out: "2/15/2011 BOSTON --", "LYNN, Mass. (Feb. 20) –"."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.notices.days import Days, resolve
from feeds.notices.model import Flag
from feeds.notices.printed_days import find_days
from feeds.notices.sentences import is_sentence
from feeds.notices.words import Words, either, joined

_DAY = "\x01"  # stands for a printed day while a date line is matched
_LONGEST = 400  # characters of a line that are searched for a date
_FURTHEST = 70  # characters before the last day of a date line
_SHORTEST_BODY = 100  # characters behind a city that has neither state nor date
_STATE = r"(?P<state>,\s*(?:[A-Z]{2}|Mass|Massachusetts|[A-Z][a-z]{2,5}\.)\.?)"
_CITY = rf"\(?(?P<city>[A-Z][\w'.]+(?:[ -][A-Z][\w'.]+){{0,3}}){_STATE}?\)?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_CITY}[\s,|-]*\(?(?P<day>{_DAY})?\)?[\s./]*{_DAY}?(?:\s*\([A-Z]+\))?\s*(?:-+|:)(?:\s|$)",
        rf"(?P<city>[A-Z][A-Z'. ]{{2,30}}){_STATE}?-+(?=[\w\"])(?P<day>(?!))?",
        rf"(?P<day>{_DAY})[\s,|-]*{_CITY}\s*(?:-+\s|\|?\s*$)",
        rf"{_CITY}[\s,|-]*(?P<day>{_DAY})(?:\s*/\s*{_DAY})?$",
    )
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole text, the same folded, the zone of its hours, and the tables of its languages, the main one first."""

    text: str
    flat: str
    timezone: str
    languages: tuple[Words, ...]

    @property
    def words(self) -> Words:
        """One table with the words of all languages of the text."""
        return joined(self.languages)


@dataclass(frozen=True, slots=True)
class Issued:
    """The printed date of a document: certain, or what it could be and why not."""

    date: dt.date | None = None
    candidates: tuple[dt.date, ...] = ()
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    city: str
    end: int  # of the line, in its characters
    issued: Issued | None


def read_dateline(text: str, flat: str, setting: Setting) -> Dateline | None:
    """The date line that a folded line begins with; `text` is the line as printed."""
    days = [day for day in days_of(flat, setting.languages) if day.start < _FURTHEST]
    short = flat
    for day in reversed(days):
        short = short[: day.start] + _DAY + short[day.end :]
    match = next(filter(None, (shape.match(short) for shape in _SHAPES)), None)
    if not match or not _is_dateline(match, short, setting.words):
        return None
    taken = days[: match[0].count(_DAY)]
    end = match.end() + sum(day.end - day.start - 1 for day in taken)
    city = match["city"].title() if match["city"].isupper() else match["city"]
    return Dateline(city, end, issued(taken[0], text) if match["day"] else None)


def _is_dateline(match: re.Match[str], short: str, words: Words) -> bool:
    """A city, and one thing more that a headline has not: a date, a state, or capitals before a sentence."""
    city = match["city"]
    if re.search(either(words.update, words.release), city, re.IGNORECASE):
        return False
    if match["day"] or match["state"]:
        return True
    return city.isupper() and (len(short) - match.end() > _SHORTEST_BODY or is_sentence(short))


def days_of(flat: str, languages: Sequence[Words]) -> list[Days]:
    """The days of a line in whichever language finds them; where two overlap, that of the main language."""
    found: list[Days] = []
    for words in languages:
        new = [day for day in find_days(flat[:_LONGEST], words) if not any(_overlap(day, one) for one in found)]
        found += new
    return sorted(found, key=lambda day: day.start)


def _overlap(one: Days, other: Days) -> bool:
    return one.start < other.end and other.start < one.end


def issued(days: Days, text: str) -> Issued | None:
    """The date of a document from a day in its line `text`; None where no year is printed."""
    if days.days[0].year is None:
        return None
    found = resolve(days.days[0], None)
    if found.date or not found.code:
        return Issued(found.date)
    reasons = {"weekday-mismatch": "Its weekday and its date do not agree."}
    note = reasons.get(found.code, "The date of the text can be read in more than one way.")
    flag = Flag(found.code, None, text[days.start : days.end], note, tuple(map(str, found.candidates)))
    return Issued(None, found.candidates, flag)
