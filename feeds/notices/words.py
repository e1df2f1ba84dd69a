"""What a language says so that notices in it can be read: plain words, one table a language (`words_<tag>.py`).

Forms are separated by "|"; a star stands for any ending ("cancel*"). Case and accents never matter: tables and
texts are folded the same way.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import import_module
from itertools import zip_longest
from pkgutil import iter_modules
from typing import Any

_DASHES = "‐‑‒–—―−"
_CONTROLS = {number: " " for number in range(32) if number not in (9, 10)}  # some stand for marks while reading
_FEW = 3  # known words: with fewer, a text may be in any language
_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "°": "o"})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Words:
    tag: str
    common: str  # frequent small words: they tell the languages apart

    # Days
    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]
    numbers: tuple[str, ...]  # one … twelve
    ordinals: tuple[str, ...]  # first … fourth, last
    of: str = ""  # between day, month and year
    article: str = ""  # before the number of a day
    ordinal_endings: str = ""
    both: str  # joins two days or two hours
    to: str  # joins the ends of a range
    month_first: bool = False  # 4/2 is April 2
    every: str
    every_other: str
    every_month: str
    inside: str  # "every Tuesday in March"

    # Hours
    before_time: str  # "at", "from"
    before_day: str  # "on"
    noon: str
    midnight: str
    morning: str  # what makes an hour a.m.
    afternoon: str  # what makes an hour p.m.
    between: str  # "between 2 and 4"
    hour_marks: str = ""  # after a number: an hour of 24
    hour_names: str = ""  # after a number: an hour, which half of the day is not said
    half_hour: str = ""  # after a number: thirty minutes more
    quarter: str = ""
    half_past: str = ""  # before a number
    minutes_past: str = ""  # between the minutes and a number: "10 past 9"
    own_clock: bool = False  # a bare 10:00 is one of 24 hours
    aside_time: str  # doors, livestream: an hour that is not the start

    # What is known
    tbd: str
    are: str  # "the place is still to be announced"
    date_noun: str
    time_noun: str
    place_noun: str
    update: str
    cancelled: str
    postponed: str
    moved: str
    moved_from: str = ""
    tentative: str
    unchanged: str
    same_time: str
    old: str  # directly before a date or place that no longer holds

    # What is a meeting
    event: str
    coming: str  # verbs that announce
    scheduled: str  # "the forum scheduled for"
    past: str  # words that tell of what was
    ends: str  # "… and ends at 7 a.m. on Saturday"
    not_before: str  # directly before a day or an hour: a deadline, a period
    not_meeting: str  # a line or clause about these is no meeting
    clause: str  # begins a clause after a place

    # Where
    at: str  # before a place
    small: str  # articles and adjectives before a title
    venue: str
    street: str  # what a street is called, after its name
    street_before: str = ""  # and before it
    room: str
    same_place: str
    online: str
    choice: str = ""  # "or on Zoom"
    in_town: str
    heading: str  # of a list, when it names no place

    # Labels of a block
    what: str
    when: str
    where: str
    link: str
    other_label: str  # a label whose value is neither

    # A release
    release: str
    embargo: str
    contact: str
    featured: str
    subject: str = ""
    posted: str
    carried: str  # words of someone who passes on another's text
    action: str  # labels of links at the foot
    letter: str  # salutations
    closing: str
    counted: str  # cities, towns: what a headline counts


def fold(text: str) -> str:
    """The text character for character without accents, with plain spaces, dashes and quotation marks."""
    text = text.translate(_CONTROLS)
    return text if text.isascii() else "".join(map(_plain, text))


@cache
def _plain(letter: str) -> str:
    if letter in _DASHES:
        return "-"
    category = unicodedata.category(letter)
    if category == "Zs":
        return " "
    if category.startswith("L"):
        base = unicodedata.normalize("NFKD", letter)[0]
        return base if base.isalpha() else letter
    return letter.translate(_MARKS)


@cache
def either(*forms: str, end: str = r"(?!\w)") -> str:
    """A regular expression for any of the forms, longest first, as whole words; one that never matches for none."""
    words = sorted({form for text in forms for form in fold(text).split("|") if form}, key=len, reverse=True)
    if not words:
        return r"(?!)"
    return r"(?<!\w)(?:" + "|".join(map(_expression, words)) + ")" + end


def _expression(form: str) -> str:
    return re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def find(forms: str) -> re.Pattern[str]:
    return re.compile(either(forms), re.IGNORECASE)


@cache
def tables() -> tuple[Words, ...]:
    """Every table of the package, English first."""
    package = __name__.rpartition(".")[0]
    path = import_module(package).__path__
    names = sorted(module.name for module in iter_modules(path) if module.name.startswith("words_"))
    found = [import_module(f"{package}.{name}").WORDS for name in names]
    return tuple(sorted(found, key=lambda words: (words.tag != "en", words.tag)))


@cache
def joined(languages: tuple[Words, ...]) -> Words:
    """One table that knows the words of all; its rules are those of the first."""
    main, *others = languages
    merged = {field.name: _join([getattr(words, field.name) for words in languages]) for field in fields(Words)}
    return replace(main, **merged) if others else main


def _join(values: list[Any]) -> Any:  # the type of the field, which is the same in every table
    if isinstance(values[0], tuple):
        return tuple("|".join(row) for row in zip_longest(*values, fillvalue=""))
    return "|".join(values) if isinstance(values[0], str) else values[0]


def spoken(text: str, hint: str | None = None) -> tuple[Words, ...]:
    """The tables of the languages in the text, the main one first; `hint` is a language tag that goes first."""
    found = Counter(re.findall(r"[^\W\d]{2,}", fold(text).casefold()))
    counts = {table: sum(found[word] for word in _common(table)) for table in tables()}
    most = max(counts.values())
    wanted = (hint or "").casefold().split("-")[0]
    chosen = [t for t, count in counts.items() if most < _FEW or count * 4 >= most or t.tag == wanted]
    return tuple(sorted(chosen, key=lambda table: (table.tag != wanted, -counts[table])))


@cache
def _common(table: Words) -> frozenset[str]:
    """What tells a language: its frequent words, and the names of its days and months."""
    names = [name for forms in (*table.weekdays, *table.months) for name in forms.split("|") if len(name) > 3]
    return frozenset(fold("|".join((table.common, *names))).split("|"))
