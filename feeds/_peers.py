"""The `_coalition` object of another instance of this product: a stranger's, so wrong types are as nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TypeVar

import msgspec
from msgspec import Struct

import feeds._limits as limits
from feeds._coalition import Gathering, Partner, Source, meeting, origin
from feeds._jsonvalues import Json, address, line, listed, moment
from feeds.model import Action, Kind, Meeting, Origin
from feeds.text import bounded, excerpt, slug
from feeds.urls import FOLLOWED, safe_url

_LARGEST = 2**31 - 1  # of SEQUENCE, an INTEGER (RFC 5545, 3.3.8)
_FAULTS = (ArithmeticError, LookupError, OSError, ValueError)  # of a zone or a date that nobody knows

_Shape = TypeVar("_Shape", bound=Struct)


@dataclass(frozen=True, slots=True)
class Peer:
    """What an item says in the words of this product."""

    kind: Kind = "news"
    origin: Origin | None = None
    meeting: Meeting | None = None
    actions: tuple[Action, ...] = ()


class _Sort(Struct):
    kind: Kind


def read(stated: object, base: str | None) -> Peer | None:
    """The facts of an item's `_coalition`; None where it has none: it comes from other software."""
    if not isinstance(stated, dict):
        return None
    sort, held = _forgiven(_Sort, stated), _meeting(stated.get("meeting"))
    return Peer(
        kind=sort.kind if sort else "meeting" if held else "news",
        origin=_origin(stated, base),
        meeting=held,
        actions=tuple(islice(_actions(stated, base), limits.ACTIONS)),
    )


def is_withdrawn(stated: object) -> bool:
    """Whether an item's `_coalition` says that its text is gone, and this is only what stands in its place."""
    return isinstance(stated, dict) and stated.get("withdrawn") is True


def _forgiven(shape: type[_Shape], value: object) -> _Shape | None:
    """What an object states of that shape, without what is of another type; None where too little is left."""
    facts = value if isinstance(value, dict) else {}
    fields = msgspec.structs.fields(shape)
    kept = {
        each.name: facts[each.name] for each in fields if each.name in facts and _is_of(each.type, facts[each.name])
    }
    try:
        return msgspec.convert(kept, shape)
    except msgspec.ValidationError:
        return None


def _is_of(kind: object, value: object) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _origin(stated: Json, base: str | None) -> Origin | None:
    partner = _forgiven(Partner, stated.get("partner")) or Partner()
    source = _forgiven(Source, stated.get("source")) or Source()
    said = origin(partner, source)
    title = line(said.title, limits.TITLE)
    name = line(said.name, limits.TITLE) or title
    if name is None:
        return None
    return Origin(
        name=name,
        slug=slug(said.slug or "")[: limits.TERM] or None,
        url=safe_url(said.url, base),
        id=bounded(line(said.id, None) or "", limits.ID) or None,
        title=title,
        feed_url=safe_url(said.feed_url, base),
    )


def _meeting(value: object) -> Meeting | None:
    stated = _forgiven(Gathering, value)
    try:
        held = meeting(stated) if stated else None
    except _FAULTS:
        return None
    if held is None or not all(map(_is_usual, (held.date, held.end_date))):
        return None
    return replace(
        held,
        town=line(held.town, limits.TITLE),
        place=line(held.place, limits.TITLE),
        address=line(held.address, limits.TITLE),
        online_url=safe_url(held.online_url),
        tbd=tuple(dict.fromkeys(held.tbd)),
        sequence=min(max(held.sequence, 0), _LARGEST),
        change=line(held.change),
    )


def _is_usual(day: date | None) -> bool:
    return day is None or day.year in limits.YEARS


def _actions(stated: Json, base: str | None) -> Iterator[Action]:
    for each in listed(stated.get("actions")):
        if (url := address(each, "url", base, FOLLOWED)) and (label := line(each.get("label"))):
            yield Action(excerpt(label, limits.LABEL), url, moment(each.get("expires")))
