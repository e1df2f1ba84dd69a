"""From a passage to the meetings it states: list items, rows, stanzas and blocks of labels."""

import re
from dataclasses import replace

from feeds.model import Unknown
from feeds.notices.changes import Missing
from feeds.notices.fields import segments, sort_out
from feeds.notices.marks import Marks, scan, standing
from feeds.notices.model import Reading
from feeds.notices.moments import Group, grouped, moments
from feeds.notices.passages import Passage, bullet
from feeds.notices.places import Place, Slice, role, trim
from feeds.notices.prose import place_in, read_sentence
from feeds.notices.readings import Source, compose, is_online
from feeds.notices.sentences import sentences
from feeds.notices.times import Hours
from feeds.notices.words import Words, either

_LONGEST_UNDATED = 14  # words of a line that only says what is to come


def read_passage(source: Source, passage: Passage, words: Words, previous: Place | None) -> list[Reading]:
    """The readings of one passage; `previous` is the place of the meeting before it ("at the same address")."""
    if passage.shape == "sentence":
        return read_sentence(source.cut(passage.start, passage.end), words, previous)
    if passage.shape == "block":
        return _read_block(source, passage, words)
    return _read_item(source, passage, words, previous)


def _read_item(whole: Source, passage: Passage, words: Words, previous: Place | None) -> list[Reading]:
    line = whole.cut(passage.start, passage.end)
    source = line.cut(0, _end_of_notice(line, words))
    marks = _in_columns(standing(scan(source.flat, words)), source, passage)
    head, rest = _fields(source, marks, words)
    placeless = is_online(marks, words) or any("place" in one.kinds for one in marks.missing)
    own = sort_out(source.text, source.flat, head, rest, words, placeless=placeless)
    place, hours = _introduced(whole, passage, words, own)
    place = _same(source, place, previous, words)
    if not _is_notice(source, marks, place, hours, words):
        return []
    quote = 0, _balanced(source.flat)
    found = [when for group in _groups(marks, hours, words) for when in moments(group, source.text, source.frame)]
    leads = _first(marks) <= bullet(source.flat, 0)
    return [replace(compose(source, quote, when, place, marks, words), leads_with_day=leads) for when in found]


def _balanced(flat: str) -> int:
    """The length without a closing quotation mark whose opening stands further up in the text, or a lone full stop."""
    if flat.endswith('"') and flat.count('"') % 2:
        return len(flat) - 1
    plain = flat.endswith(".") and not flat.endswith(("m.", ").")) and not bullet(flat, 0)
    return len(flat) - plain


def _groups(marks: Marks, hours: tuple[Hours, ...], words: Words) -> list[Group]:
    groups = grouped(marks, words) or [Group()]
    return [group if group.hours else replace(group, hours=hours) for group in groups]


def _in_columns(marks: Marks, source: Source, passage: Passage) -> Marks:
    """A lone "TBA" in a table means what its column means."""
    if not passage.columns:
        return marks
    return replace(marks, missing=tuple(_in_column(one, source, passage.columns) for one in marks.missing))


def _in_column(missing: Missing, source: Source, columns: tuple[str, ...]) -> Missing:
    number = source.flat.count("\t", 0, missing.start)
    named = columns[number].casefold() if number < len(columns) else ""
    kinds: dict[str, Unknown] = {
        "date": "date",
        "day": "date",
        "time": "time",
        "hour": "time",
        "place": "place",
        "location": "place",
    }
    kind = kinds.get(named)
    return replace(missing, kinds=(kind,)) if kind and not missing.kinds else missing


def _end_of_notice(line: Source, words: Words) -> int:
    """Where the notice ends and remarks begin: after the last sentence with a mark, or with a place."""
    marks = scan(line.flat, words)
    spans = [span for span in marks.spans if span not in marks.asides]
    end = 0
    for start, stop in sentences(line.flat, bullet(line.flat, 0), len(line.flat), words):
        first = re.split(r",", line.flat[start:stop])[0]
        if not end or any(start <= span.start < stop for span in spans) or role(first, words) in ("venue", "address"):
            end = stop
    return end or len(line.flat)


def _fields(source: Source, marks: Marks, words: Words) -> tuple[list[list[Slice]], list[list[Slice]]]:
    """The fields before the first mark, and those after it."""
    begin, gaps = bullet(source.flat, 0), []
    for span in marks.spans:
        gaps.append((begin, max(begin, span.start)))
        begin = max(begin, span.end)
    gaps.append((begin, len(source.flat)))
    dated = _first(marks)
    head = [fields for start, end in gaps if end <= dated for fields in segments(source.flat, start, end, words)]
    rest = [fields for start, end in gaps if end > dated for fields in segments(source.flat, start, end, words)]
    return head, rest


def _first(marks: Marks) -> int:
    """Where the first day, hour or unknown stands, or else the first word of change."""
    return next((span.start for span in marks.dated or marks.changes), 0)


def _introduced(whole: Source, passage: Passage, words: Words, place: Place) -> tuple[Place, tuple[Hours, ...]]:
    """What the line above the list says of all its items, where an item does not say it itself."""
    if passage.intro is None:
        return place, ()
    intro = whole.cut(*passage.intro)
    marks = scan(intro.flat, words)
    lent = place_in(replace(intro, flat=marks.flat), 0, len(intro.flat), words) or _heading(intro, marks, words)
    town = place.town or (lent.town if lent else None)
    if lent and not (place.place or place.address):
        return replace(place, town=town, place=lent.place, address=lent.address), marks.hours
    return replace(place, town=town), marks.hours


def _heading(intro: Source, marks: Marks, words: Words) -> Place | None:
    """A heading that is a town, or a place with its street; any other heading says nothing of where."""
    if re.search(either(words.coming, words.past, words.heading), intro.flat, re.IGNORECASE):
        return None
    head, rest = _fields(intro, marks, words)
    found = sort_out(intro.text, intro.flat, [], head + rest, words)
    if found.address:
        return found
    only = trim(intro.flat, 0, len(intro.flat))
    if only and role(intro.flat[only.start : only.end], words) == "town":
        return Place(town=intro.text[only.start : only.end].title())
    return None


def _same(source: Source, place: Place, previous: Place | None, words: Words) -> Place:
    if previous is None or not re.search(either(words.same_place), source.flat, re.IGNORECASE):
        return place
    return replace(place, place=previous.place, address=previous.address, town=place.town or previous.town)


def _is_notice(source: Source, marks: Marks, place: Place, hours: tuple[Hours, ...], words: Words) -> bool:
    """Whether a line with a day, or with a day to come, is about a meeting at all."""
    head = source.flat[: _first(marks)]
    if re.search(either(words.not_meeting), head, re.IGNORECASE):
        return False
    stated = bool(marks.hours or hours or marks.missing or marks.has("cancelled", "postponed", "moved"))
    if marks.days or marks.series:
        return stated or bool(place.address and (place.title or place.town))
    said = any("date" in one.kinds for one in marks.missing)
    undated = marks.has("cancelled", "postponed") or any(not one.kinds for one in marks.missing)
    named = bool(place.town or place.title)
    longest = _LONGEST_UNDATED + len((place.address or "").split())
    return (said or (undated and not marks.vetoed)) and named and len(source.flat.split()) <= longest


def _read_block(whole: Source, passage: Passage, words: Words) -> list[Reading]:
    source = whole.cut(passage.start, passage.end)
    when, where = _values(source, passage, "when"), _values(source, passage, "where")
    marks = scan(when.flat, words)
    there = scan(where.flat, words)
    told, said = (where, there) if where.flat.strip() else (when, marks)
    head, rest = _fields(told, said, words)
    place = sort_out(told.text, told.flat, [], head + rest, words)
    url, live = _joined(source, passage, there, words)
    place = replace(place, title=_what(source, passage), url=url, online=live)
    marks = replace(
        marks,
        flat=marks.flat + there.flat,
        missing=(*_meaning(marks.missing, ("date", "time")), *_meaning(there.missing, ("place",))),
        changes=marks.changes + there.changes,
    )
    if not (marks.days or marks.series or marks.missing):
        return []
    labels = [field for field in passage.fields if field.kind in ("what", "when", "where")]
    quote = labels[0].start - passage.start, labels[-1].end - passage.start
    found = [time for group in grouped(marks, words) or [Group()] for time in moments(group, source.text, source.frame)]
    return [compose(source, quote, time, place, marks, words) for time in found]


def _values(source: Source, passage: Passage, kind: str) -> Source:
    """The source with everything but the values of one kind of label left blank, each value on a line of its own."""
    flat, text = [" "] * len(source.flat), [" "] * len(source.flat)
    for field in passage.fields:
        if field.kind == kind:
            start, end = field.value - passage.start, field.end - passage.start
            flat[start:end], text[start:end] = source.flat[start:end], source.text[start:end]
            flat[field.start - passage.start] = text[field.start - passage.start] = "\n"
    return replace(source, text="".join(text), flat="".join(flat))


def _what(source: Source, passage: Passage) -> str | None:
    field = next((field for field in passage.fields if field.kind == "what"), None)
    value = trim(source.flat, field.value - passage.start, field.end - passage.start) if field else None
    return " ".join(source.text[value.start : value.end].split()) if value else None


def _joined(source: Source, passage: Passage, there: Marks, words: Words) -> tuple[str | None, bool]:
    """The link to join, under its own label, else among the words that say where; and whether people attend by it."""
    labels = (
        source.flat[f.start - passage.start : f.value - passage.start] for f in passage.fields if f.kind == "link"
    )
    live = any(re.search(either(words.online), label, re.IGNORECASE) for label in labels)
    links = (*scan(_values(source, passage, "link").flat, words).links, *there.links)
    return next((source.text[link.start : link.end] for link in links), None), live


def _meaning(missing: tuple[Missing, ...], kinds: tuple[Unknown, ...]) -> tuple[Missing, ...]:
    return tuple(one if one.kinds else replace(one, kinds=kinds) for one in missing)
