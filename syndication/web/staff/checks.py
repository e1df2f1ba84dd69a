"""What a text should not show, or should: for a person to look at once more. It warns and never blocks. Pure.

English and Spanish. Each pattern is bounded, so that the work grows with the text and not faster.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from feeds.notices import Notice
from feeds.press import Release
from feeds.text import words
from syndication.web.staff.marks import Place, begin_of, places

MOST = 5  # of one kind: more of them say nothing new


@dataclass(frozen=True, slots=True)
class Concern:
    """`words` are those of the text; empty where something is missing."""

    code: str
    words: str
    sentence: str


_DAY = (
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\sde\s[a-z]{4,10}(?:\sde\s\d{4})?)"
)
_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][\w'’-]{1,24}"
_NAME = rf"(?P<name>\b{_CAPITAL}(?:\s(?:de\sla|de\slos|del|de|da|dos|[A-Z]\.)(?=\s))?(?:\s{_CAPITAL}){{1,3}})"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Ter|Square|Sq|Place|Pl|Way)\b"
)
_TAKEN = r"(?:detained|arrested|deported|apprehended|detenid[oa]|arrestad[oa]|deportad[oa])\b"
_IS = r"(?:was|is|has\sbeen|had\sbeen|fue|ha\ssido|está|estaba|quedó)"
_BESIDE = r"(?:,[^,.\n]{1,40},|\s\([^)\n]{1,30}\))?"
_YEARS = r"(?P<age>\d|1[0-7])"

# code -> pattern; what is called `name` must look like a person's.
EVERYWHERE: dict[str, tuple[re.Pattern[str], ...]] = {
    "a-number": (re.compile(r"\bA(?:[-#]|\s?#)?\s?(?:\d{8,9}|\d{2,3}-\d{3}-\d{3})\b"),),
    "ssn": (re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}(?P<joint>[- ])\d{2}(?P=joint)\d{4}(?![\d-])"),),
    "born": (
        re.compile(
            r"\b(?:[Dd]ate\sof\s[Bb]irth|DOB|D\.O\.B\.|[Bb]orn\son|[Ff]echa\sde\s[Nn]acimiento|[Nn]acid[oa]\sel|[Nn]ació\sel)"
            rf"[:\s]{{1,3}}{_DAY}"
        ),
    ),
    "plate": (
        re.compile(
            r"\b(?:[Ll]icen[cs]e\s[Pp]lates?|[Pp]late\s(?:[Nn]umber|[Nn]o\.?)|[Mm]atrícula|[Pp]laca)\b"
            r"[:\s]{1,2}(?:(?:is|was|number|no\.|número)\s){0,2}(?=[A-Z\d -]{0,7}\d)[A-Z\d]{2,4}[- ]?[A-Z\d]{2,4}\b"
        ),
    ),
    "detained": (
        re.compile(rf"{_NAME}{_BESIDE}\s{_IS}\s(?:\w{{1,15}}\s){{0,2}}{_TAKEN}"),
        re.compile(rf"\b(?:detained|arrested|deported|detuvo\sa|detuvieron\sa|arrestó\sa|arrestaron\sa)\s{_NAME}"),
        re.compile(rf"\b(?:arrest|detention|deportation|detención|arresto|deportación)\s(?:of|de)\s{_NAME}"),
    ),
    "minor": (
        re.compile(rf"{_NAME},?\s(?:\(|aged?\s|de\s)?{_YEARS}(?:-year-old|\syears?\sold|\saños|\))"),
        re.compile(rf"{_NAME},\s(?:age\s)?{_YEARS},"),
        re.compile(rf"\b{_YEARS}-year-old\s(?:[a-z]{{2,12}}\s){{0,2}}{_NAME}"),
        re.compile(rf"\b(?:[Ee]l\sniño|[Ll]a\sniña|[Ll]a\smenor|[Ee]l\smenor)\s{_NAME}"),
    ),
}
IN_THE_BODY: dict[str, tuple[re.Pattern[str], ...]] = {  # a meeting's own words, head and foot say such things rightly
    "address": (
        re.compile(rf"\b\d{{1,5}}(?:-\d{{1,5}})?\s(?:[A-Z][\w.'’-]{{1,20}}\s){{1,4}}{_STREET}"),
        re.compile(rf"\b(?:[Cc]alle|[Aa]venida|Av\.)\s(?:{_CAPITAL}\s){{1,3}}(?:#|[Nn]o\.\s|n\.º\s)?\d{{1,5}}\b"),
    ),
    "telephone": (re.compile(r"(?<![\d-])\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}(?![\d-])"),),
    "mail": (
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}@(?:gmail|yahoo|hotmail|outlook|icloud|aol|live|msn|proton|protonmail|me)\.[a-z]{2,3}\b",
            re.IGNORECASE,
        ),
    ),
}
SENTENCES = {
    "a-number": "This looks like an A-number. It names one person in the government's files: take it out.",
    "ssn": "This looks like a Social Security number. Take it out.",
    "born": "This looks like somebody's date of birth. Does the story need it?",
    "plate": "This looks like a licence plate. It leads to one person.",
    "detained": "A full name stands beside an arrest. Did this person, or a lawyer or the family, say yes to that?",
    "minor": "A child is named. Use a first name or none, unless the family agreed.",
    "address": "A street address stands outside the meetings. Is it somebody's home?",
    "telephone": "A telephone number stands in the text. Is it an office's, or somebody's own?",
    "mail": "A private mail address stands in the text. Should everybody have it?",
    "unread": "This line looks like a meeting, but no day was read.",
    "over": "These days are over: nobody can go there any more. Is it the right text?",
    "no-contact": "No telephone or mail address is given. Whom does a reporter ask?",
    "no-end": "The text has no end mark (###). Was all of it pasted?",
    "no-date": "The text prints no date.",
}
_OFFICIAL = re.compile(
    r"\b(?:call|hotline|regist\w+|rsvp|office|information|info|reservations?|llam[ea]\w*|línea|oficina|informaci[oó]n|inscri\w+)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(r"\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}|[\w.+-]{1,64}@[\w-]{1,64}\.\w")
_NEAR = 60  # characters before a number in which a word says whose it is
_LABELLED = re.compile(r"^[ \t]*(?:[-*•–][ \t]+)?(?P<label>[^:\n]{2,40}):(?P<said>[^\n]{0,300})", re.MULTILINE)
_TO_COME = re.compile(
    r"\b(?:TB[ADC]|T\.B\.[ADC]|to be (?:announced|confirmed|decided|determined|set)"
    r"|por (?:anunciar|confirmar|decidir|definir|determinar))\b|[,;:(–—]\s{0,3}(?:Location|Lugar|Ubicación)\b"
)
_SMALL = words("at da das de del do dos in la las los of on the y")  # in the name of a town
_NO_TOWN = words(  # what else stands before a colon
    "agenda childcare contact cost date day details food host hour hours language languages location media note notes "
    "place press price speaker speakers time topic venue what when where who why "
    "contacto costo cuándo día dirección dónde fecha hora horario lugar nota prensa qué quién tema ubicación"
)
_INSTITUTIONS = (
    "Agency Agents America American April August Avenue Bay Board Boston Building Bureau Center Centro Church City "
    "Coalition College Committee Communities Community Congress County Court Customs December Department Detention "
    "District Enforcement February Federal Federation Friday General Governor High House Immigration Immigrations "
    "January July June Justice Library March Massachusetts May Monday National New November October Office Officers "
    "Officials Park Police Program Project Public Saturday School Secure Senate September Service Services Sheriff "
    "Square State States Street Sunday Thursday Town Tuesday Union United University Wednesday Workers"
)
_NO_PERSON = frozenset(_INSTITUTIONS.split())


def concerns(text: str, release: Release) -> tuple[Concern, ...]:
    """What to look at before the text goes out, in the order of the kinds."""
    kept = places(release)
    body = (*_in_the_body(text, release, kept), *_few("unread", _unread(text, release, kept)))
    found = (*_everywhere(text), *body, *_missing(text, release))
    return tuple(Concern(code, said, SENTENCES[code]) for code, said in found)


def over(meetings: Sequence[Notice], today: date) -> tuple[Concern, ...]:
    """Whether nothing that a text invites to is still to come: an old text, or a wrong year."""
    days = [one.end_date or one.date for one in meetings]
    if not days or any(day is None or day >= today for day in days):
        return ()
    return (Concern("over", "", SENTENCES["over"]),)


def _everywhere(text: str) -> Iterator[tuple[str, str]]:
    for code, patterns in EVERYWHERE.items():
        yield from _few(code, (match[0] for pattern in patterns for match in pattern.finditer(text) if _fits(match)))


def _fits(match: re.Match[str]) -> bool:
    """Whether what stands as a name can be a person's."""
    name = match.groupdict().get("name")
    return name is None or _NO_PERSON.isdisjoint(name.split())


def _in_the_body(text: str, release: Release, kept: Sequence[Place]) -> Iterator[tuple[str, str]]:
    starts = [place.start for place in kept]
    for code, patterns in IN_THE_BODY.items():
        hits = (match for pattern in patterns for match in pattern.finditer(text, begin_of(release), release.body_end))
        ours = (match[0] for match in hits if not _is_kept(match, kept, starts) and not _is_official(code, match))
        yield from _few(code, ours)


def _unread(text: str, release: Release, kept: Sequence[Place]) -> Iterator[str]:
    """Lines like those of the meetings, of which none was read: "Waltham: Aprl 16, 2-4pm, Location (TBD)"."""
    ends = [place.end for place in kept]
    for line in _LABELLED.finditer(text, begin_of(release), release.body_end):
        after = bisect_right(ends, line.start())  # the first place that ends in this line or behind it
        is_read = after < len(kept) and kept[after].start < line.end()
        if not is_read and _is_town(line["label"]) and _TO_COME.search(f":{line['said']}"):
            yield line[0].strip()


def _is_town(label: str) -> bool:
    said = label.split()
    named = [word for word in said if word.casefold() not in _SMALL]
    return (
        0 < len(named) <= 4
        and all(word[0].isupper() for word in named)
        and _NO_TOWN.isdisjoint(word.casefold() for word in said)
    )


def _is_kept(match: re.Match[str], kept: Sequence[Place], starts: Sequence[int]) -> bool:
    """Whether it stands in the words of a meeting."""
    last = bisect_right(starts, match.start()) - 1
    return last >= 0 and match.start() < kept[last].end


def _is_official(code: str, match: re.Match[str]) -> bool:
    """A number that readers are told to call."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    return code == "telephone" and bool(_OFFICIAL.search(before.rpartition("\n")[2]))


def _missing(text: str, release: Release) -> Iterator[tuple[str, str]]:
    if release.date is None:
        yield "no-date", ""
    if not _REACHED.search(text):
        yield "no-contact", ""
    if release.end_mark is None:
        yield "no-end", ""


def _few(code: str, hits: Iterator[str]) -> Iterator[tuple[str, str]]:
    for said in list(dict.fromkeys(hits))[:MOST]:
        yield code, said
