"""The head of a release: labels, headline, date; and where its body begins."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from feeds.notices.dateline import Issued, Setting, days_of, issued, read_dateline
from feeds.notices.days import resolve
from feeds.notices.moments import Frame, When, timed
from feeds.notices.passages import Line, is_field, lines_of
from feeds.notices.sentences import has_stop
from feeds.notices.times import find_hours
from feeds.notices.words import either

_LONGEST_HEADLINE = 180  # characters
_LONGEST_SENTENCE = 110  # of a headline that ends in a full stop
_MOST_TITLES = 2  # a headline and what stands under it
_NOT_STATED = Issued()
_EDGES = " \t*:-|.,/!"
_PHONE_OR_MAIL = re.compile(r"\d{3}[-. ]\d{3}[-. ]\d{4}|\S@\S")


@dataclass(frozen=True, slots=True)
class Embargo:
    until: dt.datetime | None  # wall clock in `timezone`, without a zone of its own
    timezone: str  # IANA name
    quote: str


@dataclass(frozen=True, slots=True)
class Head:
    body: int | None = None  # offset of the first character after it
    titles: tuple[str, ...] = ()  # the headline, then what stands under it
    issued: Issued = _NOT_STATED
    city: str | None = None
    embargo: Embargo | None = None
    labelled: bool = False  # "FOR IMMEDIATE RELEASE", "Press release" …
    carried: bool = False  # a partner's label for someone else's text: "FEATURED STORY", "Posted …"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the head as printed, the same folded, its offset in the text, and the number of its paragraph."""

    text: str
    flat: str
    start: int
    paragraph: int


def read_head(setting: Setting) -> Head:
    head, contact = Head(), -1
    pieces = [_piece(line, setting) for line in lines_of(setting.flat)]
    for line, after in zip_longest(pieces, pieces[1:]):
        if line.paragraph == contact or _is_contact(line, setting):
            contact = line.paragraph
            continue
        following = None if _begins_block(line, after, setting) else _with_line(head, line, setting)
        if following is None:
            return replace(head, body=line.start)
        head = following
        if head.body is not None:
            return head
    return replace(head, body=len(setting.flat))


def _piece(line: Line, setting: Setting) -> Piece:
    return Piece(setting.text[line.start : line.end], setting.flat[line.start : line.end], line.start, line.paragraph)


def _begins_block(line: Piece, after: Piece | None, setting: Setting) -> bool:
    """A label above another one: "Date:" above "Time:" is a meeting's, alone it is that of the release."""
    return bool(after and is_field(line.flat, setting.words) and is_field(after.flat, setting.words))


def _with_line(head: Head, line: Piece, setting: Setting) -> Head | None:
    """The head with one more line; None where the line is no part of it."""
    for read in (_embargo, _label, _featured, _posted, _subject, _dateline, _only_a_date):
        if found := read(head, line, setting):
            return found
    if line.flat.count("|") > 1 or _PHONE_OR_MAIL.search(line.flat):
        return replace(head, titles=())  # a menu or an address: what stood above it was the letterhead
    if re.fullmatch(either(setting.words.heading), line.flat, re.IGNORECASE):
        return head
    if len(head.titles) == _MOST_TITLES or _is_body(line, setting):
        return None
    return replace(head, titles=(*head.titles, line.text))


def _is_contact(line: Piece, setting: Setting) -> bool:
    return bool(re.match(rf"{either(setting.words.contact)}[^:.]{{0,20}}:", line.flat, re.IGNORECASE))


def _is_body(line: Piece, setting: Setting) -> bool:
    if line.flat.endswith(":") or re.match(either(setting.words.letter), line.flat, re.IGNORECASE):
        return True
    if len(line.flat) > (_LONGEST_SENTENCE if line.flat.endswith(".") else _LONGEST_HEADLINE):
        return True
    return has_stop(line.flat) or is_field(line.flat, setting.words) or _is_dated(line, setting)


def _is_dated(line: Piece, setting: Setting) -> bool:
    """A day with an hour is a meeting, not a headline."""
    hours = (hour for words in setting.languages for hour in find_hours(line.flat, words))
    return bool(days_of(line.flat, setting.languages)) and any(not hour.bare for hour in hours)


def _embargo(head: Head, line: Piece, setting: Setting) -> Head | None:
    """ "FOR RELEASE" is an embargo only with an hour."""
    match = re.match(rf"\W*{either(setting.words.embargo)}", line.flat, re.IGNORECASE)
    if not match or head.embargo:
        return None
    days = days_of(line.flat, setting.languages)
    hours = next((hours for words in setting.languages for hours in find_hours(line.flat, words)), None)
    if not hours and (not days or re.fullmatch(rf"\W*{either(setting.words.release)}", match[0], re.IGNORECASE)):
        return None
    day = resolve(days[0].days[0], head.issued.date) if days else None
    when = timed(When(day.date if day else None), hours, line.flat, Frame(head.issued.date, setting.timezone))
    until = dt.datetime.combine(when.date, when.start) if when.date and when.start else None
    return replace(head, embargo=Embargo(until, setting.timezone, line.text))


def _label(head: Head, line: Piece, setting: Setting) -> Head | None:
    """A label of its own, or one with a date behind it; what stood above it was the letterhead."""
    label = re.compile(either(setting.words.release), re.IGNORECASE)
    rest, labels = line.flat.strip(_EDGES), 0
    while match := label.match(rest):
        rest, labels = rest[match.end() :].strip(_EDGES), labels + 1
    days = days_of(rest, setting.languages)
    if not labels or (rest and not days):
        return None
    labelled = replace(head, labelled=True, titles=())
    if not days or days[0].start == 0 == len(rest[days[0].end :].strip(_EDGES)):
        return _dated(labelled, issued(days[0], rest)) if days else labelled
    return labelled if days[0].start <= 5 else None  # "MEDIA ADVISORY FOR MONDAY, …" is the day of the event


def _featured(head: Head, line: Piece, setting: Setting) -> Head | None:
    label = rf"\W*{either(setting.words.featured)}\W*?(?:[|:]\s*|\s-+\s|$)"
    if match := re.match(label, line.flat, re.IGNORECASE):
        title = line.text[match.end() :].strip()
        return replace(head, carried=True, titles=(title,) if title else ())
    return None


def _posted(head: Head, line: Piece, setting: Setting) -> Head | None:
    match = re.match(rf"{either(setting.words.posted)}\s*:?\s*", line.flat, re.IGNORECASE)
    days = days_of(line.flat, setting.languages)
    if not match or not days or days[0].start > match.end():
        return None
    return _dated(replace(head, carried=True), issued(days[0], line.text))


def _subject(head: Head, line: Piece, setting: Setting) -> Head | None:
    match = re.match(rf"{either(setting.words.subject)}:\s*", line.flat, re.IGNORECASE)
    return replace(head, titles=(line.text[match.end() :],)) if match else None


def _only_a_date(head: Head, line: Piece, setting: Setting) -> Head | None:
    days = days_of(line.flat, setting.languages)
    label = re.match(rf"{either(setting.words.date_noun)}\s*:", line.flat, re.IGNORECASE)
    begin = label.end() if label else 0
    if not days or (line.flat[begin : days[0].start] + line.flat[days[0].end :]).strip(" |().,"):
        return None
    return _dated(head, issued(days[0], line.text))


def _dateline(head: Head, line: Piece, setting: Setting) -> Head | None:
    found = read_dateline(line.text, line.flat, setting)
    if found is None:
        return None
    body = line.start + found.end if found.end < len(line.flat) else None
    return replace(_dated(head, found.issued), city=found.city, body=body)


def _dated(head: Head, found: Issued | None) -> Head:
    """The head with its date, if it has none yet."""
    return replace(head, issued=found) if found and head.issued is _NOT_STATED else head
