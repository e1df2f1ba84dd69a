"""Where people meet: the fields of a passage that are neither day nor hour, told apart as town, place and address."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feeds.notices.marks import BLANK
from feeds.notices.words import Words, either

Role = Literal["address", "state", "room", "event", "venue", "town", "words"]

_STATE = r"(?:[A-Z]{2}|Mass\.?|Massachusetts)"
_STATE_ZIP = re.compile(rf"(?:{_STATE}\.?\s*,?\s*)?\d{{5}}(?:-\d{{4}})?|{_STATE}")
_NUMBERED = re.compile(r"(?:\d{1,5}(?:-\d{1,5})?[A-Za-z]?|One|Two|Three|Four|Five|Ten)\s+(?=[A-Z0-9])[\w'. -]+$")
_NAME = re.compile(r"(?:[A-Z][\w'.-]+|[A-Z]\.)(?:[ ](?:[A-Z][\w'.-]+|of|de|the|do|da|del|la|by)){0,3}")
_NUMBER = re.compile(r"\d{1,5}[A-Za-z]?")
_EDGES = " \t\n,;:.|-–•*()[]" + BLANK


@dataclass(frozen=True, slots=True)
class Slice:
    """A run of the passage."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    town: str | None = None
    place: str | None = None
    address: str | None = None
    title: str | None = None
    url: str | None = None
    online: bool = False
    end: int = 0  # offset after the last character that was used


def trim(flat: str, start: int, end: int) -> Slice | None:
    """The run without blanks, separators and brackets at its ends; None where nothing is left."""
    while start < end and flat[start] in _EDGES:
        start += 1
    while start < end and flat[end - 1] in _EDGES:
        end -= 1
    piece = flat[start:end]
    if piece.count("(") > piece.count(")"):
        if flat[end : end + 1] != ")":
            return trim(flat, start, start + piece.rindex("("))
        end += 1
    return Slice(start, end) if start < end else None


def role(field: str, words: Words) -> Role:
    """What a folded field most likely is."""
    if _STATE_ZIP.fullmatch(field):
        return "state"
    if is_room(field, words):
        return "room"
    if _is_address(field, words):
        return "address"
    if _is_event(field, words):
        return "event"
    if re.search(either(words.venue), field, re.IGNORECASE):
        return "venue"
    return "town" if is_town(field) else "words"


def is_room(field: str, words: Words) -> bool:
    """A room with its number or name: "Room 205-206", "2nd floor"; a building is none."""
    forms, ordinal = either(words.room), rf"(?:\d+(?:st|nd|rd|th|o|a)?|{either(*words.ordinals)})"
    room = rf"(?:the\s+)?{forms}(?:\s+[\w#-]+){{0,2}}|{ordinal}\s+{forms}"
    return bool(re.fullmatch(room, field, re.IGNORECASE)) and not _NUMBERED.match(field)


def is_town(field: str) -> bool:
    """One or two capitalised words, or more joined by small ones: "Fall River", "Manchester-by-the-Sea"."""
    return bool(_NAME.fullmatch(field)) and len([w for w in field.split() if w[0].isupper()]) <= 2


def _is_address(field: str, words: Words) -> bool:
    if _NUMBERED.match(field):
        return True
    return bool(_street(words).search(field))


@cache
def _street(words: Words) -> re.Pattern[str]:
    before = rf"^{either(words.street_before)}\s+\w" if words.street_before else "(?!)"
    return re.compile(
        rf"^[A-Z][\w'.-]+(?:\s+[A-Z][\w'.-]+)*\s+(?-i:(?=[A-Z])){either(words.street)}\.?$|{before}", re.IGNORECASE
    )


def _is_event(field: str, words: Words) -> bool:
    """The noun before the first preposition is a gathering; or the field stands in quotation marks."""
    if field.startswith('"'):
        return True
    noun = re.split(
        rf"\s+{either(words.at, words.clause, words.of, words.in_town)}\s", field, maxsplit=1, flags=re.IGNORECASE
    )[0]
    if not re.search(either(words.event), noun, re.IGNORECASE):
        return False
    return bool(re.search(rf"{either(words.event)}\W*$", noun, re.IGNORECASE)) or not re.search(
        either(words.venue), noun, re.IGNORECASE
    )


def locate(text: str, flat: str, fields: list[Slice], words: Words, *, town: str | None = None) -> Place:
    """Place, address and town from consecutive fields: the address begins at the first street and runs to the end."""
    roles = [role(flat[f.start : f.end], words) for f in fields]
    street = _first_street(flat, fields, roles)
    inside = fields[:street] if street is not None else list(fields)
    address = text[fields[street].start : fields[-1].end] if street is not None else None
    found = town or _town_of_address(flat, text, fields[street + 1 :] if street is not None else [], words)
    if street is None:
        inside, found = _without_town(text, inside, roles, found)
    place = text[inside[0].start : inside[-1].end] if inside else None
    return Place(found, place, address, end=fields[-1].end if fields else 0)


def _first_street(flat: str, fields: list[Slice], roles: list[Role]) -> int | None:
    for n, field_role in enumerate(roles):
        if field_role == "address":
            return n
        following = flat[fields[n + 1].start : fields[n + 1].end] if n + 1 < len(fields) else ""
        if n and _NUMBER.fullmatch(following):
            return n  # the number after the street: "Broadway Antiga, 371"
    return None


def _town_of_address(flat: str, text: str, fields: list[Slice], words: Words) -> str | None:
    for field in reversed(fields):
        piece = flat[field.start : field.end]
        bare = re.sub(rf"\s+(?:{_STATE}\s*)?\d{{5}}(?:-\d{{4}})?$|\s+{_STATE}$", "", piece)
        if not _STATE_ZIP.fullmatch(piece) and not is_room(piece, words) and is_town(bare):
            return text[field.start : field.start + len(bare)]
    return None


def _without_town(
    text: str, fields: list[Slice], roles: list[Role], town: str | None
) -> tuple[list[Slice], str | None]:
    """Without a street the last name may be the town: "Court Green, Springfield"."""
    while fields and roles[len(fields) - 1] == "state":
        fields = fields[:-1]
    if len(fields) > 1 and roles[len(fields) - 1] == "town":
        last = text[fields[-1].start : fields[-1].end]
        if town in (None, last):
            return fields[:-1], last
    return fields, town
