"""A text cut into the passages that can hold a notice: rows, list items, blocks of labels, stanzas, sentences.

All offsets are those of the whole text; a passage never covers half a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from feeds.notices.changes import find_missing
from feeds.notices.days import Days
from feeds.notices.printed_days import find_days
from feeds.notices.sentences import has_stop, is_sentence, sentences
from feeds.notices.series import Series, find_series
from feeds.notices.words import Words, either

Shape = Literal["item", "row", "block", "stanza", "sentence"]
FieldKind = Literal["what", "when", "where", "link", "other"]
_FIELDS: tuple[FieldKind, ...] = ("what", "when", "where", "link", "other")

_BULLET = re.compile(r"(?:[•◦▪●○■*·➤►▸–>+-]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_LABEL = re.compile(r"([^:\t\n]{2,70}?)(?::\s|\t|\s-\s)")
_ADDRESS = re.compile(r"([^:\t\n]{2,140}?)(?::\s|\t|\s-\s)")  # a label too, where it is a place
_NEXT_TOWN = re.compile(r";\s+(?:[a-z]{1,3}\s+)?(?P<town>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3})\s*(?:,|:|-(?=\s))\s")
_NEAR = 40  # characters behind a town in which its day stands
_LONGEST_LABEL = 9  # words before the day of a list item
_LONGEST_NAME = 5  # words of a field that names a place
_LONGEST_LINE = 140  # characters of a line that can be part of a stanza, or lead a list
_LONGEST_HEADING = 60  # characters, of one without a colon
_MOST_LINES, _MOST_FIELDS = 7, 20  # of a stanza, of a block
_FAR = 400  # characters into a line: a list item has its day before that


@dataclass(frozen=True, slots=True)
class Line:
    start: int  # of its first visible character
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Field:
    kind: FieldKind
    start: int  # of the label
    value: int  # where the value begins
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    shape: Shape
    start: int
    end: int
    group: int  # passages that stand in one list share it
    fields: tuple[Field, ...] = ()
    columns: tuple[str, ...] = ()  # of a row, where a header names them
    intro: tuple[int, int] | None = None  # the heading or lead-in of its list


def cut(flat: str, words: Words) -> Iterator[Passage]:
    """The passages of a folded text, in order."""
    lines = list(lines_of(flat))
    lead: Line | None = None
    while lines:
        taken, found = _block(flat, lines, words) or _table(flat, lines) or _paragraph(flat, lines, words)
        yield from _led(found, lead)
        last = lines[taken - 1]
        lead = last if flat[last.end - 1] == ":" else None
        lines = lines[taken:]


def _led(passages: list[Passage], lead: Line | None) -> Iterator[Passage]:
    """A list without a heading of its own takes the line above it, where that ends in a colon."""
    for passage in passages:
        if lead and passage.shape in ("item", "row") and passage.intro is None:
            yield replace(passage, intro=(lead.start, lead.end))
        else:
            yield passage


def lines_of(flat: str) -> Iterator[Line]:
    offset, paragraph = 0, 0
    for raw in flat.split("\n"):
        if stripped := raw.strip():
            start = offset + raw.index(stripped)
            yield Line(start, start + len(stripped), paragraph)
        else:
            paragraph += 1
        offset += len(raw) + 1


def bullet(flat: str, start: int) -> int:
    """Where the text of a line begins, after its bullet or number."""
    match = _BULLET.match(flat, start)
    return match.end() if match else start


def _block(flat: str, lines: list[Line], words: Words) -> tuple[int, list[Passage]] | None:
    """What, When and Where on lines of their own, with blank lines between them or not."""
    fields: list[Field] = []
    if _is_header(_cells(flat, lines[0])):
        return None
    for number, line in enumerate(lines):
        found = _field(flat, line, words)
        if len(fields) == _MOST_FIELDS or (found and _begins_another(flat, fields, found, words)):
            break
        if found:
            fields.append(found)
        elif fields and _continues(flat, fields[-1], line, lines[number - 1]):
            fields[-1] = replace(fields[-1], end=line.end)
        else:
            break
    if not any(field.kind == "when" for field in fields):
        return None
    taken = sum(line.start < fields[-1].end for line in lines)
    return taken, [Passage("block", fields[0].start, fields[-1].end, lines[0].start, tuple(fields))]


def _begins_another(flat: str, fields: list[Field], field: Field, words: Words) -> bool:
    """A second day after the first has its place, or a second "What"."""
    if not any(has_day(flat, one.value, one.end, words) for one in fields if one.kind == "when"):
        return False
    if field.kind == "what":
        return True
    placed = any(one.kind == "where" for one in fields)
    return field.kind == "when" and placed and has_day(flat, field.value, field.end, words)


def has_day(flat: str, start: int, end: int, words: Words) -> bool:
    """Whether a run prints a day, or words that stand for several."""
    return _is_dated(flat[start:end], words)


@lru_cache(256)
def _is_dated(piece: str, words: Words) -> bool:
    return any(True for find in (find_days, find_series) for _ in find(piece, words))


def _continues(flat: str, field: Field, line: Line, previous: Line) -> bool:
    """A line without a label belongs to the value above it; so does the first one under an empty label."""
    if re.match(r"[^:\n]{2,60}:\s", flat[line.start : line.end] + " "):
        return False
    return line.paragraph == previous.paragraph or field.value >= field.end


def _field(flat: str, line: Line, words: Words) -> Field | None:
    match = _field_pattern(words).match(flat, bullet(flat, line.start), line.end)
    if not match:
        return None
    kind = next(kind for kind in _FIELDS if match[kind])
    return Field(kind, line.start, min(match.end(), line.end), line.end)


@cache
def _field_pattern(words: Words) -> re.Pattern[str]:
    kinds = {
        "what": words.what,
        "when": words.when,
        "where": words.where,
        "link": words.link,
        "other": words.other_label,
    }
    forms = "|".join(f"(?P<{kind}>{either(value)})" for kind, value in kinds.items())
    return re.compile(rf"[*_]*(?:{forms})[*_]*\s*(?:[:\t|]|\s-\s|$)[*_\s]*", re.IGNORECASE)


def _table(flat: str, lines: list[Line]) -> tuple[int, list[Passage]] | None:
    rows: list[Line] = []
    for line in lines:
        if flat.count("\t", line.start, line.end) < 1 or line.paragraph != lines[0].paragraph:
            break
        rows.append(line)
    if len(rows) < 2:
        return None
    columns = _cells(flat, rows[0])
    header = not re.search(r"\d|tb[ad]", " ".join(columns), re.IGNORECASE)
    return len(rows), [
        Passage("row", row.start, row.end, rows[0].start, columns=columns if header else ()) for row in rows[header:]
    ]


def _cells(flat: str, line: Line) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in flat[line.start : line.end].split("\t"))


def _is_header(cells: tuple[str, ...]) -> bool:
    """The names of three columns or more."""
    return len(cells) > 2 and all(re.fullmatch(r"[^\W\d][^\d:]*", cell) for cell in cells)


def _paragraph(flat: str, lines: list[Line], words: Words) -> tuple[int, list[Passage]]:
    same = [line for line in lines if line.paragraph == lines[0].paragraph]
    for number, line in enumerate(same[1:], 1):
        if _field(flat, line, words) and _block(flat, lines[number:], words):
            same = same[:number]
            break
    if stanza := _stanza(flat, same, words):
        return len(same), [stanza]
    return len(same), list(_lines(flat, same, words))


def _stanza(flat: str, lines: list[Line], words: Words) -> Passage | None:
    """Short lines that say one meeting together: a name, a day, a place."""
    if not 2 <= len(lines) <= _MOST_LINES or any(line.end - line.start > _LONGEST_LINE for line in lines):
        return None
    dated = [line for line in lines if has_day(flat, line.start, line.end, words) or _is_to_come(flat, line, words)]
    others = [flat[line.start : line.end] for line in lines if line not in dated]
    if len(dated) != 1 or any(bullet(flat, line.start) != line.start for line in lines):
        return None
    if any(has_stop(piece) or is_sentence(piece) for piece in others):
        return None
    return Passage("stanza", lines[0].start, lines[-1].end, lines[0].start)


def _is_to_come(flat: str, line: Line, words: Words) -> bool:
    """A line that only says that the day is still to be announced."""
    return any("date" in missing.kinds for missing in find_missing(flat[line.start : line.end], words))


def _lines(flat: str, lines: list[Line], words: Words) -> Iterator[Passage]:
    heading: tuple[int, int] | None = None
    for line in lines:
        if _is_item(flat, line, words):
            for start, end in _pieces(flat, line, words):
                yield Passage("item", start, end, lines[0].start, intro=heading)
        elif _is_heading(flat, line, words):
            heading = line.start, line.end
        else:
            for start, end in sentences(flat, line.start, line.end, words):
                yield Passage("sentence", start, end, lines[0].start)


def _pieces(flat: str, line: Line, words: Words) -> Iterator[tuple[int, int]]:
    """A line cut where a town with a day of its own follows a semicolon: "Lynn, March 3; Salem, March 5"."""
    begin = line.start
    for match in _NEXT_TOWN.finditer(flat, line.start, line.end):
        if has_day(flat, begin, match.start(), words) and has_day(flat, match.end(), match.end() + _NEAR, words):
            yield begin, match.start()
            begin = match.start("town")
    yield begin, line.end


def _is_heading(flat: str, line: Line, words: Words) -> bool:
    piece = flat[line.start : line.end]
    if not piece.endswith(":") and len(piece) > _LONGEST_HEADING:
        return False
    return len(piece) <= _LONGEST_LINE and not is_sentence(piece) and not has_day(flat, line.start, line.end, words)


def _is_item(flat: str, line: Line, words: Words) -> bool:
    """A bullet, a short label, or a day near the front of a line without verbs."""
    start = bullet(flat, line.start)
    text = flat[start : min(line.end, start + _FAR)]
    label = _LABEL.match(text) or _address(text, words)
    days: list[Days | Series] = [*find_days(text, words), *find_series(text, words)]
    first = min(days, key=lambda day: day.start, default=None)
    head = label[1] if label else text[: first.start] if first else text
    if _words_around(head, first) > _LONGEST_LABEL and not _address(text, words):
        return False
    if label:
        return len(days) <= 1 or not _has_verb(head, words)
    if start != line.start:
        return not _has_verb(head, words)
    return first is not None and not has_stop(head + "X") and not text.startswith('"') and not _has_verb(text, words)


def _words_around(head: str, day: Days | Series | None) -> int:
    """How many words a label has; behind the day that it begins with they may be as many again."""
    if day and day.start == 0 and day.end <= len(head):
        return max(1, len(head[day.end :].split()))
    return len(head.split())


def _address(text: str, words: Words) -> re.Match[str] | None:
    match = _ADDRESS.match(text)
    return match if match and _is_where(match[1], words) else None


def _is_where(head: str, words: Words) -> bool:
    """A place with its address: short fields, the first of them a building or a house."""
    fields = re.split(r",\s", head)
    short = all(len(field.split()) <= _LONGEST_NAME for field in fields)
    return short and bool(re.match(r"\d", head) or re.search(either(words.venue), fields[0], re.IGNORECASE))


def _has_verb(piece: str, words: Words) -> bool:
    """Whether a word announces or tells; a capitalised one inside a line is a name: "Igreja São José"."""
    found = re.finditer(either(words.coming, words.past), piece, re.IGNORECASE)
    return any(match[0].isupper() or not match[0][0].isupper() or match.start() == 0 for match in found)


def is_field(piece: str, words: Words) -> bool:
    """Whether a line begins with one of the labels of a block ("When:") and has something behind it."""
    match = _field_pattern(words).match(piece)
    return bool(match and match.end() < len(piece))
