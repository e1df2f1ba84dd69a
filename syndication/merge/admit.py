"""Storing entries never seen: dated, judged, and placed in the stories they belong to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from feeds import Entry
from syndication.channels import topic_slugs
from syndication.merge import identity, language
from syndication.merge import stories as merge
from syndication.merge.identity import Named
from syndication.merge.judge import Judgement, judge
from syndication.merge.lead import vouched
from syndication.merge.likeness import Sketch, traces
from syndication.merge.stories import Home, Newcomer, Placement
from syndication.merge.withdraw import blank
from syndication.model import Reason, Source
from syndication.settings import Settings
from syndication.store import channels, entries, staff, stories
from syndication.store import traces as trace_store

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # a date before the web is a mistake


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An entry never seen, ready to be stored."""

    named: Named
    entry: Entry  # with the dates that we stand by
    key: str
    sketch: Sketch
    judgement: Judgement


def admit(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    new: Sequence[Named],
    now: datetime,
    held: Collection[str],
    home: Home,
    *,
    flooded: bool,
) -> dict[str, tuple[int, int]]:
    """Store entries never seen, in the stories they belong to; for each first alias the numbers of story and entry."""
    if not new:
        return {}
    approved = staff.approved(conn, source.id) if source.rules.hold_first else 0
    arrivals = [_arrival(one, settings, source, approved, now, held, flooded, home) for one in new]
    newcomers = [Newcomer(one.sketch, one.judgement.standing == "public", source.is_own) for one in arrivals]
    places = merge.place(conn, source, newcomers, home)
    channels.fix_authority(conn, settings.authority)
    rows = _rows(conn, settings, source, arrivals, places, now, home.salt)
    numbers = entries.insert(conn, rows)
    trace_store.leave(conn, {n: (traces(one.sketch), one.sketch.at) for n, one in zip(numbers, arrivals, strict=True)})
    _unite(conn, places, now)
    told = {row.id: row.story_id for row in entries.by_ids(conn, numbers)}
    return {one.named.aliases[0]: (told[n], n) for one, n in zip(arrivals, numbers, strict=True)}


def _arrival(
    one: Named,
    settings: Settings,
    source: Source,
    approved: int,
    now: datetime,
    held: Collection[str],
    flooded: bool,
    home: Home,
) -> _Arrival:
    entry, key = _dated(one.entry, now), identity.mint(source.first_url, one.aliases[0])
    words = (*source.topics, *(category.label or category.term for category in entry.categories))
    topics = topic_slugs(settings, words)
    flagged = one.entry.id in held
    judged = judge(entry, source, topics, approved=approved, flagged=flagged, now=now)
    if flooded and judged.standing == "public":
        judged = Judgement("held", (Reason("flood"),))
    return _Arrival(one, entry, key, merge.sketch_of(entry, key, home), judged)


def _rows(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    arrivals: Sequence[_Arrival],
    places: Sequence[Placement | None],
    now: datetime,
    salt: bytes,
) -> list[dict[str, Any]]:
    """The rows of new entries, whose stories are there already or are begun here."""
    authority, year = channels.authority(conn, settings)
    ids = [{"key": one.key, "public_id": identity.public_id(authority, year, one.key)} for one in arrivals]
    begun = [
        _story_row(source, one, now) | named
        for one, place, named in zip(arrivals, places, ids, strict=True)
        if place is None
    ]
    made = iter(stories.insert(conn, begun))
    withdrawn = _withdrawn(conn, places)
    return [
        _entry_row(source, one, place, now, salt)
        | named
        | {"story_id": place.story_id if place else next(made), "leads": place is None}
        | (_blanked(one) if place and place.story_id in withdrawn else {})
        for one, place, named in zip(arrivals, places, ids, strict=True)
    ]


def _withdrawn(conn: sa.Connection, places: Sequence[Placement | None]) -> set[int]:
    """The stories among these that were withdrawn: who repeats one is known, and not a word of it is stored."""
    return {row.id for row in stories.rows(conn, {p.story_id for p in places if p}) if row.state == "withdrawn"}


def _story_row(source: Source, one: _Arrival, now: datetime) -> dict[str, Any]:
    """A partner's entry, and whatever a first poll brings, surfaces at its own date; what we publish ourselves, now."""
    ours = source.is_own and (source.url.startswith("desk:") or source.last_ok_at is not None)
    standing = one.judgement.standing
    return {
        "state": standing if standing in ("public", "held") else "hidden",
        "published": one.entry.published,
        "updated": one.entry.updated,
        "surfaced_at": now if ours else one.entry.published,
        "changed": False,
    }


def _entry_row(source: Source, one: _Arrival, place: Placement | None, now: datetime, salt: bytes) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "standing": one.judgement.standing,
        "why": [asdict(reason) for reason in one.judgement.why],
        "joined": _joined(place, now),
        "dated": vouched(one.entry, source, now),
        "named": entries.name_digest(one.named.aliases[0], salt),
        "first_seen": now,
        "substance": one.named.substance,
        "digest": identity.digest(one.named.entry),
        "document": entries.pack(one.entry),
        "sketch": None,
    }


def _joined(place: Placement | None, now: datetime) -> dict[str, Any]:
    """Why it is in the story of another, for whoever asks."""
    if place is None:
        return {}
    likeness = place.likeness
    return {
        "with": place.entry_id,
        "score": round(likeness.score, 3),
        "reasons": list(likeness.reasons),
        "at": now.isoformat(timespec="seconds"),
    }


def _blanked(one: _Arrival) -> dict[str, Any]:
    kept = {"document": entries.pack(blank(one.entry)), "sketch": merge.pack_sketch(one.sketch)}
    return {**kept, "why": [], "digest": "", "substance": ""}


def _unite(conn: sa.Connection, places: Iterable[Placement | None], now: datetime) -> None:
    """Make whole what the new entries joined, and one what they show to be the same."""
    stays: dict[int, int] = {}
    for place in filter(None, places):
        story = stays.get(place.story_id, place.story_id)
        for other in (stays.get(bridge, bridge) for bridge in place.bridges):
            if other != story and merge.may_join(conn, story, other):
                kept = merge.unite(conn, story, other, now)
                stays |= {story: kept, other: kept}
                story = kept
    merge.settle(conn, {stays.get(place.story_id, place.story_id) for place in places if place})


def _dated(entry: Entry, now: datetime) -> Entry:
    """With the dates that we stand by, the stated ones where plausible, else the moment it was first seen; and with its
    language, told from its words where nothing states it."""
    published = next((d for d in (entry.published, entry.updated) if is_plausible(d, now)), None) or now
    updated = entry.updated if is_plausible(entry.updated, now) else None
    spoken = entry.language or language.detect(entry)
    return replace(entry, published=published, updated=max(published, updated or published), language=spoken)


def is_plausible(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and EARLIEST <= moment <= now
