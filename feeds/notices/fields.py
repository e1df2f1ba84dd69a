"""The fields of a list item: what stands before its day and after it, told apart as title, town and place."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from feeds.notices.places import Place, Slice, is_town, locate, role, trim
from feeds.notices.sentences import STOP
from feeds.notices.words import Words, either, fold

_STRONG = rf":(?=\s|\x00|$)|\s-\s|\t|\||{STOP}|;\s"
_WEAK = r",\s?|\n\s*"


def parts(flat: str, start: int, end: int, separators: str) -> Iterator[Slice]:
    """The trimmed parts of a run between separators (a regular expression)."""
    begin = start
    for match in re.finditer(separators, flat[start:end]):
        if part := trim(flat, begin, start + match.start()):
            yield part
        begin = start + match.end()
    if part := trim(flat, begin, end):
        yield part


def segments(flat: str, start: int, end: int, words: Words) -> Iterator[list[Slice]]:
    """The fields of a run, those between two strong separators together; leading prepositions are left out."""
    for segment in parts(flat, start, end, _STRONG):
        fields = (_bare(flat, field, words) for field in parts(flat, segment.start, segment.end, _WEAK))
        if kept := [field for field in fields if field and _says_something(flat[field.start : field.end], words)]:
            yield kept


def _bare(flat: str, field: Slice, words: Words) -> Slice | None:
    """The field without a preposition before it, and without "and on Zoom" behind it."""
    lead = _lead(words).match(flat, field.start, field.end)
    besides = _besides(words).search(flat, field.start, field.end)
    return trim(flat, lead.end() if lead else field.start, besides.start() if besides else field.end)


@cache
def _besides(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"\s+{either(words.both, words.choice)}\s+(?:\w+\s+){{0,2}}{either(words.online)}", re.IGNORECASE
    )


@cache
def _lead(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?-i:(?=[a-z])){either(words.at, words.before_day, words.before_time, words.both, words.article)}\s+)+",
        re.IGNORECASE,
    )


def _says_something(field: str, words: Words) -> bool:
    """Whether a field can name anything: capitals, a number, a building; and not only "via Zoom"."""
    if re.fullmatch(either(words.not_before), field, re.IGNORECASE) or re.match(
        either(words.not_meeting), field, re.IGNORECASE
    ):
        return False
    named = re.search(either(words.venue), field, re.IGNORECASE)
    if re.search(either(words.online), field, re.IGNORECASE) and not named:
        return False
    return bool(re.search(r"[A-Z\d]", field)) or bool(
        re.search(either(words.venue, words.room, words.event), field, re.IGNORECASE)
    )


def sort_out(
    text: str, flat: str, head: list[list[Slice]], rest: list[list[Slice]], words: Words, *, placeless: bool = False
) -> Place:
    """Town, title, place and address from the fields before the day (`head`) and after it.

    `placeless`: the text says that there is no place yet, or none at all, so a lone name is a town.
    """
    label, head = _label(text, flat, head, words)
    if label.town is None and label.title is None and not head:
        label, rest = _leading_event(text, flat, rest, words) or _leading_town(text, flat, rest, words)
    found = [locate(text, flat, fields, words, town=label.town) for fields in (*head, *rest)]
    scored = sorted(zip(found, (*head, *rest), strict=True), key=lambda pair: -_weight(pair[0], flat, pair[1], words))
    best = scored[0][0] if scored else Place()
    other = next((place for place, _ in scored[1:] if place.place and not best.place), Place())
    town = label.town or best.town or next((place.town for place in found if place.town), None) or _alone(scored)
    place = best.place or other.place
    if placeless and place and not best.address and role(fold(place), words) == "town":
        town, place = town or place, None
    return replace(best, town=town, title=label.title, place=_on_one_line(place), address=_on_one_line(best.address))


def _alone(scored: list[tuple[Place, list[Slice]]]) -> str | None:
    """The town that stands as a field of its own beside a place with its street: "Elm Hall | 12 Elm Street | Lynn"."""
    if not scored or not scored[0][0].address:
        return None
    names = [place.place for place, fields in scored[1:] if len(fields) == 1 and place.place and is_town(place.place)]
    return names[-1] if names and names[-1] not in (scored[0][0].place,) else None


def _on_one_line(text: str | None) -> str | None:
    """What stands on several lines, with commas between them."""
    return re.sub(r",?[ \t]*\n\s*", ", ", text) if text else None


def _label(text: str, flat: str, head: list[list[Slice]], words: Words) -> tuple[Place, list[list[Slice]]]:
    """What stands before a colon, a dash or the first comma: a town or the name of the gathering."""
    if not head:
        return Place(), []
    first, *others = head[0]
    words_of = flat[first.start : first.end]
    kind = role(words_of, words)
    rest = [fields for fields in (others, *head[1:]) if fields]
    if kind in ("event", "words") and (named := _event_in(words).search(words_of)):
        town = text[first.start + named.start("town") : first.start + named.end("town")]
        return Place(town=town), rest
    if kind == "town":
        title, rest = _title(text, flat, rest, words)
        return Place(town=text[first.start : first.end], title=title), rest
    if kind in ("event", "words"):
        return Place(title=_name(text, flat, first, words)), rest
    return Place(), head


def _name(text: str, flat: str, field: Slice, words: Words) -> str | None:
    """The words of a label without an article before them or a preposition left over behind."""
    small = rf"(?:(?-i:(?=[a-z]|The |A |An )){either(words.small)}\s+)*"
    before = re.match(small, flat[field.start : field.end], re.IGNORECASE)
    start = field.start + (before.end() if before else 0)
    loose = either(words.small, words.at, words.before_day, words.before_time, words.coming, words.scheduled)
    after = re.search(rf"(?:\s+{loose})+$", flat[start : field.end], re.IGNORECASE)
    found = trim(flat, start, start + after.start() if after else field.end)
    return text[found.start : found.end] if found else None


def _title(text: str, flat: str, rest: list[list[Slice]], words: Words) -> tuple[str | None, list[list[Slice]]]:
    """The gathering named after the town: "Lowell: Tenants' workshop, Saturday …"."""
    if rest and role(flat[rest[0][0].start : rest[0][0].end], words) == "event":
        first, *others = rest[0]
        return text[first.start : first.end], [fields for fields in (others, *rest[1:]) if fields]
    return None, rest


@cache
def _event_in(words: Words) -> re.Pattern[str]:
    name = r"(?P<town>(?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+)?))"
    return re.compile(rf"{either(words.event)}\s+{either(words.in_town)}\s+{name}", re.IGNORECASE)


def _leading_event(
    text: str, flat: str, rest: list[list[Slice]], words: Words
) -> tuple[Place, list[list[Slice]]] | None:
    """After a day that leads: the name of the gathering, "March 3, 6 p.m.: Tenants' workshop, Elm Hall"."""
    if not rest or role(flat[rest[0][0].start : rest[0][0].end], words) != "event":
        return None
    first, *others = rest[0]
    others_too = [fields for fields in (others, *rest[1:]) if fields]
    return Place(title=_name(text, flat, first, words)), others_too


def _leading_town(text: str, flat: str, rest: list[list[Slice]], words: Words) -> tuple[Place, list[list[Slice]]]:
    """After a day that leads: a town before a building, or alone before a colon and a building or street."""
    if not rest or role(flat[rest[0][0].start : rest[0][0].end], words) != "town":
        return Place(), rest
    first, *others = rest[0]
    roles = [role(flat[field.start : field.end], words) for field in others or (rest[1] if len(rest) > 1 else [])]
    building = "venue" in (roles[:1] if others else roles) or "address" in (roles[1:2] if others else roles)
    if not building or ("venue" not in roles[:1] and locate(text, flat, rest[0], words).town):
        return Place(), rest
    return Place(town=text[first.start : first.end]), [fields for fields in (others, *rest[1:]) if fields]


def _weight(place: Place, flat: str, fields: list[Slice], words: Words) -> int:
    roles = {role(flat[field.start : field.end], words) for field in fields}
    return 4 * bool(place.address) + 2 * ("venue" in roles) + bool(place.place)
