"""Days and hours as thousands of other people wrote them, put into a notice and read from it.

Chosen from the phrases of `event-text/` by this rule, which looks only at a phrase and its expected values:

1. It states days (with their month), hours of the clock, or both; one, or the two ends of a range. That leaves out
   weeks, months, years, holidays, parts of a day, weekdays alone, what repeats, and "before", "since" and "until".
2. All that it states is printed in it. Each day: its number in digits, its month by name or number, and its year where
   the value does not depend on when the phrase was said. Each hour: in digits, as a number from one to twelve, or as
   noon or midnight; minutes in digits. That leaves out "tomorrow", "in 3 days", "from 2pm for 2 hours", "half past".
3. It has no "this", "next" or "last", no quarter of a year, no time zone (the expected values ignore zones), and no
   year in two digits that means the last century.
4. Where it prints a weekday, that is the weekday of a value which is not over, or whose year is printed; other values
   do not count (the expected values ignore weekdays).

A phrase that occurs twice with the same values counts once. Where the expected values are several, the later day is
right, and so is asking with no other candidates than these; of an hour each of them is one that may be stated.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from feeds import notices
from feeds.notices import Flag, Notice
from feeds.notices.words import fold
from tests.conftest import SHARED, needs_shared

FOLDER = SHARED / "corpus" / "event-text"
ZONE = "America/New_York"
HOURS = "18:30-20:00"  # of a notice whose phrase states only a day
WHERE = "Mill Hall, 12 Mill Street"

MONTHS = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}
FULL_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "es": "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "uma duas tres quatro cinco seis sete oito nove dez onze doze",
}
NOON = {"en": "noon|midday", "es": "mediodia", "pt": "meio dia|meio-dia"}
MIDNIGHT = {"en": "midnight", "es": "medianoche", "pt": "meia noite|meia-noite"}
LEADS = {"en": "at|from", "es": "a las|a la|las|de las", "pt": "as|das"}  # what stands before an hour in its sentence
ELSEWHERE = {  # words of rule 3
    "en": r"this|next|last|q\d|timezone|time zone|[pmce][sd]?t|gmt|utc",
    "es": r"este|esta|proxim[oa]|pasad[oa]|t\d|[pmce][sd]?t|gmt|utc",
    "pt": r"este|esta|proxim[oa]|passad[oa]|t\d|[pmce][sd]?t|gmt|utc",
}
WEEKDAYS = {
    "en": "mon(?:day)? tue(?:s|sday)? wed(?:nesday)? thu(?:rs|rsday)? fri(?:day)? sat(?:urday)? sun(?:day)?",
    "es": "lun(?:es)? martes mie(?:rcoles)? jue(?:ves)? vie(?:rnes)? sab(?:ado)? dom(?:ingo)?",
    "pt": "seg(?:unda)? ter(?:ca)? qua(?:rta)? qui(?:nta)? sex(?:ta)? sab(?:ado)? dom(?:ingo)?",
}

_POINT = re.compile(r"(?:(\d{4}|XXXX)-(\d\d)-(\d\d))?(?:T(\d\d)(?::(\d\d))?(?::\d\d)?)?")


@dataclass(frozen=True)
class Point:
    """One end as the timex gives it; `year` only where it does not depend on when the phrase was said."""

    year: int | None
    month: int | None
    day: int | None
    hour: int | None
    minute: int | None


@dataclass(frozen=True)
class Phrase:
    """A phrase and what it may state: `values` are (date, start, end date, end), None where it does not say."""

    language: str
    text: str
    issued: dt.date
    values: tuple[tuple[Any, ...], ...]


@dataclass
class Count:
    stated: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.stated + self.asked + len(self.misses)

    def __str__(self) -> str:
        right = self.stated + self.asked
        return f"{right} of {self.all} = {right / self.all:.1%} ({self.stated} stated, {self.asked} asked as they must)"


def chosen(language: str) -> list[Phrase]:
    found: dict[tuple[str, object], Phrase] = {}
    for line in (FOLDER / f"dates-{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for span in row["expected"]:
            if not row["reference"] or not _could_be_held(span, row["text"][span["start"] : span["end"]], language):
                continue
            if phrase := _phrase(row, span, language):
                found.setdefault((phrase.text.casefold(), phrase.values), phrase)
    return list(found.values())


def _could_be_held(span: dict[str, Any], text: str, language: str) -> bool:
    if any("Mod" in value or "not resolved" in value.values() for value in span["values"]) or span["type"] == "set":
        return False
    ends = _points(span["values"][0]["timex"])
    if not ends or (span["type"].endswith("range") and len(ends) != 2):
        return False
    flat = fold(text).casefold()
    return all(_is_printed(end, flat, language) for end in ends) and not re.search(
        rf"\b(?:{ELSEWHERE[language]})\b", flat
    )


def _points(timex: str) -> list[Point]:
    """The ends of a timex, or its one point; none where it is anything else."""
    pair = re.fullmatch(r"\(([^,]+),([^,]+),[^,]+\)", timex)
    points = []
    for end in pair.groups() if pair else (timex,):
        match = _POINT.fullmatch(end)
        if not match or not end:
            return []
        points.append(Point(*(int(part) if part and part != "XXXX" else None for part in match.groups())))
    return points


def _is_printed(point: Point, flat: str, language: str) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", flat)]
    if point.day is not None and point.month is not None:
        named = re.search(rf"(?<![a-z]){MONTHS[language].split()[point.month - 1]}", flat)
        rest = [number for number in numbers if number != point.day] + [point.day] * (numbers.count(point.day) - 1)
        if point.day not in numbers or not (named or point.month in rest):
            return False
        if point.year and point.year not in rest and not (point.year > 1999 and point.year % 100 in rest):
            return False
    return point.hour is None or _is_printed_hour(point.hour, point.minute or 0, flat, numbers, language)


def _is_printed_hour(hour: int, minute: int, flat: str, numbers: list[int], language: str) -> bool:
    word = NUMBERS[language].split()[(hour - 1) % 12]
    special = NOON if hour == 12 else MIDNIGHT if hour % 24 == 0 else {language: "(?!)"}
    said = {hour, hour % 12 or 12, 24 if hour == 0 else hour} & set(numbers)
    named = re.search(rf"\b(?:{word}|{special[language]})\b", flat)
    return bool(said or named) and (not minute or minute in numbers)


def _phrase(row: dict[str, Any], span: dict[str, Any], language: str) -> Phrase | None:
    """The phrase with the values that its weekday leaves; None where it leaves none."""
    text, start = row["text"], span["start"]
    issued = dt.date.fromisoformat(row["reference"][:10])
    if span["type"].startswith("time"):
        lead = re.search(rf"(?<!\w)(?:{LEADS[language]})\s+$", fold(text[:start]), re.IGNORECASE)
        start = lead.start() if lead else start
    words = text[start : span["end"]]
    values = [_value(value, span["type"]) for value in span["values"]]
    if weekday := _weekday(words, language):
        dated = "XXXX" not in span["values"][0]["timex"]
        values = [v for v in values if v[0].weekday() == weekday - 1 and (dated or v[0] >= issued)]
    return Phrase(language, words, issued, tuple(values)) if values else None


def _weekday(text: str, language: str) -> int | None:
    """The first printed weekday, Monday 1."""
    found = [re.search(rf"\b{name}\b", fold(text), re.IGNORECASE) for name in WEEKDAYS[language].split()]
    return min(((match.start(), number) for number, match in enumerate(found, 1) if match), default=(0, None))[1]


def _value(value: dict[str, str], kind: str) -> tuple[Any, ...]:
    date, start = _moment(value.get("value") or value["start"], kind)
    end_date, end = _moment(value["end"], kind) if "end" in value else (None, None)
    return date, start, end_date if end_date != date else None, end


def _moment(text: str, kind: str) -> tuple[dt.date | None, dt.time | None]:
    if kind.startswith("time"):
        return None, dt.time.fromisoformat(text).replace(second=0)
    date, _, time = text.partition(" ")
    return dt.date.fromisoformat(date), dt.time.fromisoformat(time).replace(second=0) if time else None


def line_of(phrase: Phrase) -> str:
    """The phrase in a notice, which says the day or the hours where the phrase does not."""
    date, start, end_date, _ = phrase.values[0]
    day = f"{_day(phrase)}, " if date is None else ""
    hours = f", {HOURS}" if start is None and end_date is None else ""
    return f"Lynn: {day}{phrase.text}{hours}, {WHERE}"


def _day(phrase: Phrase) -> str:
    month = FULL_MONTHS[phrase.language].split()[phrase.issued.month - 1]
    return f"{month} {phrase.issued.day}" if phrase.language == "en" else f"{phrase.issued.day} de {month}"


def reading(phrase: Phrase) -> tuple[tuple[Notice, ...], tuple[Flag, ...]]:
    return notices.read(line_of(phrase), phrase.issued, ZONE, phrase.language)


def judge(phrase: Phrase) -> str:
    """`stated`, `asked`, or what was read instead."""
    found, flags = reading(phrase)
    if len(found) != 1:
        return f"{len(found)} meetings"
    notice = found[0]
    values = phrase.values
    dates = {value[0] or phrase.issued for value in values}
    if notice.date != max(dates) and not (notice.date is None and _asked(flags, set(map(str, dates)))):
        return f"date {notice.date}"
    hours = {value[1::2] for value in values} if values[0][1] else {_hours_of_the_notice(values[0])}
    if (notice.start, notice.end) not in hours and not (notice.start is None and _asked(flags, _candidates(hours))):
        return f"hours {notice.start} {notice.end} {[flag.code for flag in flags]}"
    last = {value[2] for value in values}
    if notice.date and notice.start and notice.end_date not in last:
        return f"end date {notice.end_date}"
    return "stated" if notice.date and (notice.start or values[0][2]) else "asked"


def _hours_of_the_notice(value: tuple[Any, ...]) -> tuple[dt.time | None, dt.time | None]:
    return (None, None) if value[2] else (dt.time(18, 30), dt.time(20))


def _candidates(hours: set[tuple[Any, ...]]) -> set[str]:
    return {"-".join(f"{hour:%H:%M}" for hour in pair if hour) for pair in hours}


def _asked(flags: tuple[Flag, ...], values: set[str]) -> bool:
    """A question that leaves nothing open but these values; the latest of days is among its candidates."""
    return len(values) > 1 and any(flag.candidates and set(flag.candidates) <= values for flag in flags)


def counted(language: str) -> Count:
    count = Count()
    for phrase in chosen(language):
        verdict = judge(phrase)
        if verdict in ("stated", "asked"):
            setattr(count, verdict, getattr(count, verdict) + 1)
        else:
            count.misses.append(f"{line_of(phrase)} ({phrase.issued}): {verdict}; right {phrase.values[-1]}")
    return count


def table(language: str, count: Count) -> Iterator[str]:
    yield f"{language}: {count}"
    yield from (f"  {miss}" for miss in count.misses[:15])


@needs_shared
@pytest.mark.parametrize(("language", "goal", "size"), [("en", 0.90, 140), ("es", 0.80, 128), ("pt", 0.80, 35)])
def test_phrases_that_a_notice_could_hold_are_read(language, goal, size):
    count = counted(language)
    told = "\n".join(table(language, count))
    print(told)  # noqa: T201 - the table is for people: pytest -s
    assert count.all >= size, "the chosen part has shrunk"
    assert count.stated + count.asked >= goal * count.all, told
