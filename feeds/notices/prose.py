"""Meetings told in sentences: a day, an hour and a gathering, and nothing that makes them a deadline or the past."""

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from feeds.notices.changes import Missing
from feeds.notices.fields import parts
from feeds.notices.marks import Marks, blank, scan, standing
from feeds.notices.model import Reading
from feeds.notices.moments import Group, grouped, moments
from feeds.notices.places import Place, Slice, is_room, locate, role, trim
from feeds.notices.readings import Source, compose
from feeds.notices.sentences import STOP
from feeds.notices.words import Words, either

_CAPITALS = re.compile(r"(?: [A-Z][\w'-]+)+")
_LONGEST_TITLE = 6  # words


@dataclass(frozen=True, slots=True)
class _Clause:
    """A day with its hours in a sentence, and the run beside it that says what happens then."""

    group: Group
    begin: int
    limit: int  # where the next day or the sentence's end stands
    leads: bool  # the day comes first: "On Saturday, March 7, at 2 p.m., tenants will rally"
    title: str | None = None  # of the clause before it, where nothing but "and" stands between
    joins: bool = False

    @property
    def said(self) -> tuple[int, int]:
        return (self.group.end, self.limit) if self.leads else (self.begin, self.group.start)


def read_sentence(source: Source, words: Words, previous: Place | None) -> list[Reading]:
    """The meetings of one sentence, a clause each."""
    marks = standing(scan(source.flat, words))
    source = replace(source, flat=blank(source.flat, marks.asides, " "))
    groups = [group for group in grouped(marks, words) if group.days or group.series]
    found: list[Reading] = []
    last: list[Reading] = []
    begin = 0
    for group, after in zip_longest(groups, groups[1:]):
        clause = _clause(source.flat, begin, group, after.start if after else len(source.flat), last, words)
        place, end = _around(source, clause, words, previous)
        last = []
        if _is_meeting(marks, clause, end, words, placed=bool(place.town or place.place or place.address)):
            last = _read_clause(source, clause, place, end, marks, words)
            previous = place
        found += last
        begin = max(end, group.end)
    return found


def _clause(flat: str, begin: int, group: Group, limit: int, last: list[Reading], words: Words) -> _Clause:
    before = flat[begin : group.start]
    if last and re.fullmatch(
        rf"[\s,;]*(?:{either(words.both)}\s*)?(?:{either(words.before_day)}\s*)?", before, re.IGNORECASE
    ):
        return _Clause(group, begin, limit, leads=False, title=last[-1].notice.title, joins=True)
    return _Clause(group, begin, limit, leads=len(before.split()) <= 1)


def _read_clause(source: Source, clause: _Clause, place: Place, end: int, marks: Marks, words: Words) -> list[Reading]:
    title = _title(marks.flat, clause, words)
    start = clause.begin if clause.leads else _start(source.flat, clause, title, words)
    missing = _missing(marks, clause)
    end = max([end, *([title.end] if title else []), *(one.end for one in missing)])
    named = replace(place, title=source.text[title.start : title.end] if title else clause.title)
    own = replace(marks, links=tuple(link for link in marks.links if start <= link.start <= end), missing=missing)
    whens = moments(clause.group, source.text, source.frame)
    return [compose(source, (start, end), when, named, own, words) for when in whens if not when.is_past]


def _missing(marks: Marks, clause: _Clause) -> tuple[Missing, ...]:
    return tuple(one for one in marks.missing if clause.begin <= one.start < clause.limit)


def _start(flat: str, clause: _Clause, title: Slice | None, words: Words) -> int:
    """Where the quote begins: with the gathering, else with the clause."""
    if title or clause.joins:
        return title.start if title else clause.group.start
    run = flat[clause.begin : clause.group.start]
    joint = re.compile(rf"(?:,\s+|;\s+|\s+){either(words.both)}\s+(?=[a-z])", re.IGNORECASE)
    last = _last_match(joint, run, 0, len(run))
    return clause.begin + (last.end() if last else len(run) - len(run.lstrip()))


def _is_meeting(marks: Marks, clause: _Clause, end: int, words: Words, *, placed: bool) -> bool:
    """A gathering or a verb that announces, and an hour; without an hour a gathering, a verb and a place."""
    said = marks.flat[slice(*clause.said)]
    whole = marks.flat[clause.begin : max(end, clause.said[1])]
    if re.search(either(words.not_meeting), whole, re.IGNORECASE):
        return False
    if clause.joins:
        return bool(clause.group.hours or _missing(marks, clause))
    if _is_called_off(marks, clause) and re.search(either(words.event), whole, re.IGNORECASE):
        return True
    coming = max(_last(either(words.coming), said), _moved(marks, clause))
    if _last(either(words.past), said) > coming:
        return False
    gathering = bool(re.search(either(words.event), said, re.IGNORECASE))
    if clause.leads:
        return gathering and coming >= 0 and bool(clause.group.hours)
    return gathering or coming >= 0 if clause.group.hours else gathering and coming >= 0 and placed


def _is_called_off(marks: Marks, clause: _Clause) -> bool:
    return any(
        one.kind in ("cancelled", "postponed") and clause.begin <= one.start < clause.limit for one in marks.changes
    )


def _moved(marks: Marks, clause: _Clause) -> int:
    """Where the clause says that the meeting was moved, -1 where it does not: that announces the new day."""
    moved = (one.end - clause.begin for one in marks.changes if one.kind == "moved" and one.end <= clause.group.start)
    return max((end for end in moved if end > 0), default=-1)


def _last(pattern: str, text: str) -> int:
    """Where the pattern ends last, -1 where it is not found: "will be held" announces, "held" alone tells."""
    return max((match.end() for match in re.finditer(pattern, text, re.IGNORECASE)), default=-1)


def _around(source: Source, clause: _Clause, words: Words, previous: Place | None) -> tuple[Place, int]:
    """The place told after the hours, else just before the day; and where the clause ends."""
    after, limit = clause.group.end, clause.limit
    same = re.search(either(words.same_place), source.flat[after:limit], re.IGNORECASE)
    if same and previous:
        return replace(previous, title=None), after + same.end()
    if found := place_in(source, after, limit, words, at_start=not clause.leads):
        return found, found.end
    if found := place_in(source, clause.begin, clause.group.start, words):
        return found, after
    link = re.match(r"[^.;]*?https?://\S+", source.text[after:limit])
    return Place(), after + len(link[0].rstrip(".,;:)")) if link else after


def place_in(source: Source, start: int, end: int, words: Words, *, at_start: bool = False) -> Place | None:
    """The place that a run of prose names after "at" or "in": from its first capital, field by field."""
    if at_start:
        match = _here(words).match(source.flat, start, end)
    else:
        match = _last_match(_at(words), source.flat, start, end)
    if not match:
        return None
    fields = _fields(source.flat, match.end() - 1, end, words)
    if not fields:
        return None
    place = locate(source.text, source.flat, fields, words)
    if _is_only_a_town(source.flat, match, fields, words):
        return replace(place, town=place.place, place=None)
    return place if place.place or place.address else None


def _is_only_a_town(flat: str, match: re.Match[str], fields: list[Slice], words: Words) -> bool:
    """ "in Lynn", and not "at Lynn Commons"."""
    lead = re.search(rf"{either(words.in_town)}\s+\Z", flat[match.start() : match.end() - 1], re.IGNORECASE)
    return bool(lead) and len(fields) == 1 and role(flat[fields[0].start : fields[0].end], words) == "town"


def _last_match(pattern: re.Pattern[str], flat: str, start: int, end: int) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(flat, start, end))), None)


@cache
def _at(words: Words) -> re.Pattern[str]:
    lead = rf"{either(words.at)}\s+(?-i:[a-z'][\w']*,?\s+){{0,6}}"
    return re.compile(rf"{lead}(?P<name>(?-i:[A-Z\d]))", re.IGNORECASE)


@cache
def _here(words: Words) -> re.Pattern[str]:
    """Right after the hours: a comma, or "at", with no more than a few words such as "both days," before it."""
    few = r"[\s,]*(?:(?-i:[a-z])[\w' ]{0,24},\s*)?"
    return re.compile(rf"(?:{few}{_at(words).pattern}|\s*,\s*(?P<next>(?-i:[A-Z\d])))", re.IGNORECASE)


def _fields(flat: str, start: int, end: int, words: Words) -> list[Slice]:
    """Fields as long as they are names, numbers or rooms; the last one ends where a clause begins."""
    fields: list[Slice] = []
    for part in parts(flat, start, end, r",\s"):
        piece = flat[part.start : part.end]
        if fields and not (piece[0].isupper() or piece[0].isdigit() or is_room(piece, words)):
            break
        stop = _clause_begins(words).search(piece)
        field = trim(flat, part.start, part.start + stop.start()) if stop else part
        if field:
            fields.append(field)
        if stop:
            break
    return fields


@cache
def _clause_begins(words: Words) -> re.Pattern[str]:
    clause = rf"\s+(?:{either(words.clause, words.past)}(?:\s+(?-i:(?![A-Z]))|\s*\Z)|-\s)"
    return re.compile(rf"{clause}|[;:]\s|(?-i:{STOP})|\x00|\s\(", re.IGNORECASE)


def _title(flat: str, clause: _Clause, words: Words) -> Slice | None:
    """The gathering nearest to the day, without articles: "first public meeting", "New Americans Summit"."""
    begin, end = clause.said
    events = list(re.finditer(either(words.event), flat[begin:end], re.IGNORECASE))
    if not events:
        return None
    event = events[0 if clause.leads else -1]
    start = begin + event.start()
    for word in reversed(flat[begin:start].split()[-_LONGEST_TITLE:]):
        if not _belongs(word, event[0], words):
            break
        start = flat.rindex(word, begin, start)
    after = _CAPITALS.match(flat, begin + event.end(), end) if event[0][0].isupper() else None
    quoted = re.search(rf'"[^"]+"\s+(?:{either(words.small)}\s+)*$', flat[begin:start], re.IGNORECASE)
    return trim(flat, begin + quoted.start() if quoted else start, after.end() if after else begin + event.end())


def _belongs(word: str, event: str, words: Words) -> bool:
    """Whether a word before the gathering is part of its name: capitals before a capital, else no small word."""
    if not re.fullmatch(r"[\w'&-]+", word):
        return False
    if event[0].isupper():
        return word[0].isupper()
    return not re.fullmatch(either(words.small, words.coming, words.past), word, re.IGNORECASE)
