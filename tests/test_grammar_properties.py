"""What must hold for every notice and every text: what is printed is read back, nothing raises, nothing is made up."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import notices, press
from feeds.notices import Notice
from feeds.notices.words import either, fold, tables
from tests.cost import NEARLY_LINEAR, growth

ZONE = "America/New_York"
ISSUED = dt.date(2026, 2, 1)
FIELDS = ("town", "date", "start", "end", "place", "address", "tbd")


@dataclass(frozen=True)
class Meeting:
    town: str
    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    place: str | None
    address: str | None

    @property
    def tbd(self) -> tuple[str, ...]:
        """What its notice says is to come: with no day it says nothing of the hour."""
        known = {"date": self.date, "time": self.start or not self.date, "place": self.place}
        return tuple(kind for kind, value in known.items() if not value)


@dataclass(frozen=True)
class Tongue:
    """How notices of one language print days and hours, and what they call what is not known."""

    tag: str
    weekdays: str
    months: str
    days: tuple[str, ...]  # of {weekday}, {day}, {month}, {year}
    hours: tuple[Callable[[dt.time], str], ...]
    ranges: tuple[str, ...]  # of {start} and {end}
    tbd: dict[str, str]
    labels: tuple[str, str]  # When, Where
    places: tuple[str, ...]
    remark: str  # a sentence that makes the language plain
    streets: tuple[str | None, ...] = field(
        default=(None, "12 Elm Street", "70-71 North Parish Rd, Lynn, MA 01841", "1430 Columbia Alley")
    )


def twelve(mark: str, colon: str = ":", *, bare: bool = True) -> Callable[[dt.time], str]:
    """A writer of hours on 12 hours: the minutes left out where there are none and `bare` is set."""

    def write(time: dt.time) -> str:
        minutes = "" if bare and not time.minute else f"{colon}{time.minute:02}"
        return f"{time.hour % 12 or 12}{minutes}{mark.replace('x', 'a' if time.hour < 12 else 'p')}"

    return write


def twenty_four(mark: str, *, end: str = "") -> Callable[[dt.time], str]:
    return lambda time: f"{time.hour}{mark}{time.minute:02}{end}"


def after_noon(time: dt.time) -> str:
    """On 24 hours where that is plain: "13:00", and "11:00 a.m."."""
    return (twenty_four(":") if time.hour > 12 else twelve(" x.m.", bare=False))(time)


def part_of_day(mark: str, morning: str, afternoon: str) -> Callable[[dt.time], str]:
    def write(time: dt.time) -> str:
        minutes = f":{time.minute:02}" if time.minute else ""
        return f"{time.hour % 12 or 12}{minutes}{mark} {morning if time.hour < 12 else afternoon}"

    return write


TONGUES = (
    Tongue(
        tag="en",
        weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        months="January February March April May June July August September October November December",
        days=(
            "{weekday}, {month} {day}",
            "{weekday:.3}., {month:.3}. {day}",
            "{month} {day} ({weekday})",
            "{weekday}, {day} {month}",
            "{weekday}, {month} {day}, {year}",
            "{number}/{day}/{year}",
            "{weekday:.3} {number}/{day}",
            "{year}-{number:02}-{day:02}",
        ),
        hours=(twelve(" x.m."), twelve("xm"), twelve(" xM", bare=False), twelve("x", bare=False), after_noon),
        ranges=("{start}-{end}", "{start} – {end}", "{start} to {end}", "from {start} to {end}"),
        tbd={"date": "date TBD", "time": "time to be announced", "place": "Location (TBD)"},
        labels=("When", "Where"),
        places=("Elm Hall", "St. Anne Church", "Pawtucket Mills Library, Room 205-206"),
        remark="The meeting is for all of the people who live in our towns and for their friends.",
    ),
    Tongue(
        tag="es",
        weekdays="lunes martes miércoles jueves viernes sábado domingo",
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        days=("{weekday} {day} de {month}", "{weekday}, {day} de {month} de {year}", "el {weekday} {day} de {month}"),
        hours=(
            twelve(" x.m."),
            twelve(" x. m."),
            twenty_four(":", end=" h"),
            part_of_day("", "de la mañana", "de la tarde"),
        ),
        ranges=("{start} a {end}", "de {start} a {end}", "{start} – {end}", "desde las {start} hasta las {end}"),
        tbd={"date": "fecha por confirmar", "time": "hora por anunciar", "place": "lugar por definir"},
        labels=("Cuándo", "Dónde"),
        places=("Biblioteca Elm", "Iglesia Santa Ana", "Centro La Represa"),
        remark="La reunión es para todos los vecinos de la ciudad y para sus amigos.",
    ),
    Tongue(
        tag="pt",
        weekdays="segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        days=("{weekday}, {day} de {month}", "{day} de {month} ({weekday})", "{weekday}, {day} de {month} de {year}"),
        hours=(twenty_four("h"), twenty_four(":"), part_of_day("", "da manhã", "da tarde")),
        ranges=("das {start} às {end}", "{start} às {end}", "{start} – {end}"),
        tbd={"date": "data a definir", "time": "horário a confirmar", "place": "local a ser anunciado"},
        labels=("Quando", "Onde"),
        places=("Biblioteca Elm", "Igreja São José", "Centro Comunitário"),
        remark="A reunião é para todos os moradores da cidade e para os seus amigos.",
    ),
    Tongue(
        tag="ht",
        weekdays="lendi madi mèkredi jedi vandredi samdi dimanch",
        months="janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm",
        days=("{weekday} {day} {month}", "{weekday}, {day} {month} {year}", "{weekday} le {day} {month}"),
        hours=(part_of_day("è", "nan maten", "nan apremidi"), part_of_day("zè", "di maten", "diswa"), twelve(" x.m.")),
        ranges=("{start} – {end}", "{start} rive {end}", "depi {start} jiska {end}"),
        tbd={"date": "dat la poko fikse", "time": "lè a poko konnen", "place": "kote a poko konnen"},
        labels=("Kilè", "Ki kote"),
        places=("Bibliyotèk Elm", "Legliz Sen Jan", "Lekòl Desalin"),
        remark="Reyinyon an se pou tout moun nan vil la ak pou zanmi yo.",
    ),
)

TOWNS = st.sampled_from(["Lynn", "Fall River", "New Bedford", "Worcester"])
QUARTERS = st.integers(32, 92).map(lambda n: dt.time(n // 4, n % 4 * 15))


@st.composite
def meetings(draw: st.DrawFn, tongue: Tongue) -> Meeting:
    start, end = sorted(draw(st.lists(QUARTERS, min_size=2, max_size=2, unique=True)))
    missing = draw(st.sampled_from(["", "", "", "date", "time", "place"]))
    address = draw(st.sampled_from(tongue.streets))
    return Meeting(
        town=draw(TOWNS),
        date=None if missing == "date" else ISSUED + dt.timedelta(days=draw(st.integers(1, 200))),
        start=None if missing in ("time", "date") else start,
        end=None if missing in ("time", "date") or draw(st.booleans()) else end,
        place=None if missing == "place" else draw(st.sampled_from(tongue.places)),
        address=None if missing == "place" else address,
    )


def day_of(meeting: Meeting, tongue: Tongue, shape: str) -> str:
    date = meeting.date
    if date is None:
        return tongue.tbd["date"]
    weekday, month = tongue.weekdays.split()[date.weekday()], tongue.months.split()[date.month - 1]
    return shape.format(weekday=weekday, month=month, number=date.month, day=date.day, year=date.year)


def hours_of(meeting: Meeting, tongue: Tongue, hour: Callable[[dt.time], str], between: str) -> str:
    if meeting.start is None:
        return "" if meeting.date is None else tongue.tbd["time"]
    start = hour(meeting.start)
    return between.format(start=start, end=hour(meeting.end)) if meeting.end else start


def where_of(meeting: Meeting, tongue: Tongue) -> str:
    return ", ".join(filter(None, [meeting.place, meeting.address])) or tongue.tbd["place"]


LAYOUTS = {
    "town first": "{town}: {when}, {where}",
    "in a list": "• {town} – {when}, {where}",
    "day first": "{when}: {town}, {where}",
    "place first": "{where} — {when}",
    "block": "{when_label}: {when}\n{where_label}: {where}",
    "stanza": "{town}\n{when_lines}\n{where}",
    "row": "{town}\t{day}\t{hours}\t{where}",
}


@st.composite
def printed(draw: st.DrawFn) -> tuple[Tongue, str, Meeting, str]:
    """A meeting and its notice in some language and layout; one that begins with its place has a day."""
    tongue = draw(st.sampled_from(TONGUES))
    meeting = draw(meetings(tongue))
    layout = draw(
        st.sampled_from(sorted(LAYOUTS) if meeting.date and meeting.place else ["block", "row", "town first"])
    )
    day = day_of(meeting, tongue, draw(st.sampled_from(tongue.days)))
    hours = hours_of(meeting, tongue, draw(st.sampled_from(tongue.hours)), draw(st.sampled_from(tongue.ranges)))
    when_label, where_label = tongue.labels
    told = [part for part in (day, hours) if part]
    text = LAYOUTS[layout].format(
        town=meeting.town, day=day, hours=hours, when=", ".join(told), when_lines="\n".join(told),
        where=where_of(meeting, tongue), when_label=when_label, where_label=where_label,
    )  # fmt: skip
    return tongue, layout, meeting, text


@given(printed())
@settings(max_examples=150)
def test_what_is_printed_is_read_back(written):
    tongue, layout, meeting, line = written
    text = f"{tongue.remark}\n\n{line}\n\n{tongue.remark}"
    found, flags = notices.read(text, ISSUED, ZONE, tongue.tag)
    assert len(found) == 1, (line, found)
    names = [name for name in FIELDS if name in said_by(layout, meeting)]
    assert {name: getattr(found[0], name) for name in names} == {name: getattr(meeting, name) for name in names}, line
    assert [flag.code for flag in flags if flag.code != "no-time"] == [], line


def said_by(layout: str, meeting: Meeting) -> set[str]:
    """The fields that a layout prints."""
    silent = {"town"} if layout in ("block", "place first") else set()
    return set(FIELDS) - silent


_SCRAPS = """Lynn: |• |Saturday|, March 7|, 2-4pm|8–10|TBD|Location (TBD)|(was |)|CANCELLED |moved to |moved from |
When: |Where: |. |every Tuesday in March|sábado 7 de marzo|às 19h30|samdi 7 mas, 2è|12 Elm Street|Elm Hall, |3/7/2026|
31/12/2026|3/1-3/7|until |noon| and |from |between |half past seven|de 22 a 25 de|May 3|Feb 29| to |-|# # #|24h|y media|
https://x.example.org/|at the same address|EMBARGOED UNTIL |FOR IMMEDIATE RELEASE|é|'|"|2026|7:56:30 pm|meia-noite| """
SCRAPS = st.sampled_from([*_SCRAPS.replace("\n", "").split("|"), "\n", "\n\n", "\t", "\u202f", "\x00"])
TEXTS = st.lists(st.one_of(SCRAPS, SCRAPS, st.text(max_size=8)), max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=80)
def test_no_text_raises_and_every_quote_stands_in_it(text):
    release = press.read(text, ZONE, ISSUED)
    assert all(notice.quote in release.body for notice in release.notices)
    assert all(flag.meeting is None or 1 <= flag.meeting <= len(release.notices) for flag in release.flags)


MONTHS = ["|".join(table.months[number] for table in tables()) for number in range(12)]


@given(TEXTS)
@settings(max_examples=120)
def test_no_date_is_stated_that_is_not_printed(text):
    for notice in notices.read(text, ISSUED, ZONE)[0]:
        for date in filter(None, [notice.date, notice.end_date]):
            if not (_is_counted(notice) and date != notice.date) and notice.series is None:
                assert_printed(date, text if date != notice.date else notice.quote, text)


def _is_counted(notice: Notice) -> bool:
    """Whether the end lies after midnight, or the hours were those of another zone: its day is counted, not printed."""
    return notice.end_date is not None and notice.date is not None and (notice.end_date - notice.date).days <= 1


def assert_printed(date: dt.date, quote: str, text: str) -> None:
    """Its day in numbers, its month by name or number, and its year, unless that is the text's own or the next."""
    flat = fold(quote)
    numbers = [int(number) for number in re.findall(r"\d+", flat)]
    assert date.day in numbers, (date, quote)
    named = re.search(either(MONTHS[date.month - 1], end=r"(?![^\W\d])"), flat, re.IGNORECASE)
    assert named or date.month in numbers, (date, quote)
    years = {ISSUED.year, ISSUED.year + 1} | {
        int(number) + (2000 if int(number) < 100 else 0) for number in re.findall(r"\d+", fold(text))
    }
    leap = (date.month, date.day) == (2, 29)
    assert date.year in years or leap, (date, text)


NASTY = {
    "digits": "1234567890",
    "numbers": "12 7 2026 ",
    "commas": ",",
    "blanks": " ",
    "tabs": "\t",
    "brackets": "([",
    "closed brackets": "()[]",
    "weekdays": "Saturday, ",
    "months": "March ",
    "days": "March 7, ",
    "days in numbers": "3/7 ",
    "spans": "March 7 to ",
    "slashes": "1/2-",
    "hours": "2-4pm ",
    "bare hours": "from 2 to 4 ",
    "between": "between ",
    "and": "7 and ",
    "capitals": "Elm Hall, ",
    "stops": "Elm. Hall. ",
    "colons": "When: ",
    "labels": "When: March 7\n",
    "lines": "Lynn: March 7, 2-4pm, Elm Hall\n",
    "short lines": "a\n",
    "tbd": "TBD, time and place ",
    "moved": "moved from Elm ",
    "every": "every Tuesday and ",
    "letters": "a",
    "dashes": " - ",
    "links": "https://x.example.org/ ",
    "mail": "a.b@",
    "quotation marks": "“”\"'",
    "spanish": "martes 3, jueves 5 y ",
    "portuguese": "das 14h às ",
    "creole": "samdi 7 mas, 2è ",
}


@pytest.mark.parametrize("name", NASTY)
def test_one_line_costs_nearly_as_much_as_it_is_long(name):
    piece = NASTY[name]
    assert growth(_read, lambda length: (piece * (length // len(piece) + 1))[:length], 40_000) < NEARLY_LINEAR


@pytest.mark.parametrize("name", NASTY)
def test_paragraphs_cost_nearly_as_much_as_they_are_many(name):
    """The longest that are read at all."""
    paragraph = (NASTY[name].replace("\n", " ") * 1400)[:1400]
    assert growth(_read, lambda length: f"{paragraph}\n\n" * (length // 1400), 20_000) < NEARLY_LINEAR


def _read(text: str) -> object:
    return press.read(text, ZONE, ISSUED)
