"""The one way content enters: a Feed becomes entries, stories and memberships, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from feeds import Entry, Feed
from feeds.actions import actions
from syndication.channels import topic_slugs
from syndication.merge import identity, language
from syndication.merge import stories as merge
from syndication.merge.identity import Known, Named
from syndication.merge.judge import Judgement, judge
from syndication.merge.lead import vouched
from syndication.merge.likeness import Sketch, traces
from syndication.merge.membership import classify
from syndication.merge.stories import Newcomer, Placement
from syndication.merge.withdraw import blank, retract
from syndication.model import Reason, Source
from syndication.settings import Settings
from syndication.store import channels, entries, staff, stories
from syndication.store import traces as trace_store

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # a date before the web is a mistake
FLOOD = 25  # new entries at once, more than half of a feed, that are too many to be news
MANY = 5  # entries known of a feed, all of which changed their title at once: somebody else speaks there


@dataclass(frozen=True, slots=True)
class Taken:
    """What one feed brought: how many entries never seen, how many changed, and the numbers of their stories.

    `code`: what staff should know of it, as in failures.py.
    """

    new: int = 0
    updated: int = 0
    stories: tuple[int, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An entry never seen, ready to be stored."""

    named: Named
    entry: Entry  # with the dates that we stand by
    sketch: Sketch
    judgement: Judgement


def take(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    feed: Feed,
    now: datetime,
    held: Collection[str] = frozenset(),
) -> Taken:
    """Store what `feed` says that we did not know. Taking the same feed again changes nothing.

    `held` names entries (by their id) that wait for a person. An entry's `part_of` is its release's id in this source.
    """
    salt = channels.salt(conn)
    document = _distinct(identity.named([_tidy(entry, feed) for entry in feed.entries]))
    known = _recall(conn, source, document, salt)
    pairs = identity.match(document, known)
    new = [one for one, stored in pairs if stored is None]
    edits = [(one, stored) for one, stored in pairs if stored and _has_changed(one, stored)]
    if _changed_hands(source, edits, pairs):
        return Taken(code="changed_hands")
    code = "flood" if _is_flood(source, new, pairs) else None
    arrived = _admit(conn, settings, source, new, now, held, flooded=code is not None)
    moved = [_revise(conn, source, one, stored, now, salt) for one, stored in edits]
    _link(conn, source, pairs, known, arrived, salt)
    gone = retract(conn, settings, source, [identity.id_alias(one.id) for one in feed.deleted], now)
    touched = [*(story for story, _ in arrived.values()), *(stored.story_id for _, stored in edits), *gone]
    if touched:
        classify(conn, settings, list(dict.fromkeys(touched)), now)
    return Taken(len(new), sum(moved), tuple(touched), code)


def _tidy(entry: Entry, feed: Feed) -> Entry:
    url = identity.untracked(entry.url) if entry.url else None
    asked = entry.actions or actions(entry.content)
    return replace(entry, url=url, language=entry.language or feed.language or language.detect(entry), actions=asked)


def _distinct(document: Iterable[Named]) -> list[Named]:
    """Each name once: where a document repeats an id, the version changed last stands (RFC 4287, 4.1.1)."""
    best: dict[str, Named] = {}
    for one in document:
        before = best.get(one.aliases[0])
        if before is None or (one.entry.updated or EARLIEST) > (before.entry.updated or EARLIEST):
            best[one.aliases[0]] = one
    return list(best.values())


def _recall(conn: sa.Connection, source: Source, document: Sequence[Named], salt: bytes) -> dict[str, Known]:
    releases = {identity.id_alias(one.entry.part_of) for one in document if one.entry.part_of}
    names = {alias for one in document for alias in (*one.aliases, one.text_alias)}
    rows = entries.by_alias(conn, source.id, names | releases, salt)
    return {alias: _known(alias, row, salt) for alias, row in rows.items()}


def _known(alias: str, row: Any, salt: bytes) -> Known:
    named = alias if row.named == entries.name_digest(alias, salt) else ""
    sealed = row.state == "withdrawn" or row.standing == "retracted"
    return Known(row.id, row.story_id, named, row.digest, row.substance, entries.unpack(row.document), sealed)


def _has_changed(one: Named, stored: Known) -> bool:
    return not stored.sealed and stored.digest != identity.digest(one.entry)


def _is_flood(source: Source, new: Sequence[Named], pairs: Sequence[tuple[Named, Known | None]]) -> bool:
    """Whether so much is new at once that a person should look. A first poll brings everything."""
    return source.last_ok_at is not None and not source.is_own and len(new) > FLOOD and len(new) * 2 > len(pairs)


def _changed_hands(
    source: Source, edits: Sequence[tuple[Named, Known]], pairs: Sequence[tuple[Named, Known | None]]
) -> bool:
    """Whether each entry that we knew has another title now."""
    known = sum(stored is not None for _, stored in pairs)
    renamed = sum(not identity.has_title(one.entry, stored.entry) for one, stored in edits)
    return not (source.is_own or source.trusted) and known >= MANY and renamed == known


def _admit(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    new: Sequence[Named],
    now: datetime,
    held: Collection[str],
    *,
    flooded: bool,
) -> dict[str, tuple[int, int]]:
    """Store entries never seen, in the stories they belong to; for each first alias the numbers of story and entry."""
    if not new:
        return {}
    salt = channels.salt(conn)
    approved = staff.approved(conn, source.id) if source.rules.hold_first else 0
    arrivals = [_arrival(one, settings, source, approved, now, held, flooded, salt) for one in new]
    newcomers = [Newcomer(one.sketch, one.judgement.standing == "public") for one in arrivals]
    places = merge.place(conn, source, newcomers, salt)
    channels.fix_authority(conn, settings.authority)
    rows = _rows(conn, settings, source, arrivals, places, now, salt)
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
    salt: bytes,
) -> _Arrival:
    entry = _dated(one.entry, now)
    words = (*source.topics, *(category.label or category.term for category in entry.categories))
    topics = topic_slugs(settings, words)
    flagged = one.entry.id in held
    judged = judge(entry, source, topics, approved=approved, flagged=flagged, now=now)
    if flooded and judged.standing == "public":
        judged = Judgement("held", (Reason("flood"),))
    return _Arrival(one, entry, merge.sketch_of(entry, salt), judged)


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
    keys = [identity.mint(source.first_url, one.named.aliases[0]) for one in arrivals]
    ids = [{"key": key, "public_id": identity.public_id(authority, year, key)} for key in keys]
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
    return {"document": entries.pack(blank(one.entry)), "sketch": merge.keep_sketch(one.sketch)}


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
    """With the dates that we stand by: the stated ones where plausible, else the moment it was first seen."""
    published = next((d for d in (entry.published, entry.updated) if _plausible(d, now)), None) or now
    updated = entry.updated if _plausible(entry.updated, now) else None
    return replace(entry, published=published, updated=max(published, updated or published))


def _plausible(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and EARLIEST <= moment <= now


def _revise(conn: sa.Connection, source: Source, one: Named, stored: Known, now: datetime, salt: bytes) -> bool:
    """Store what an entry says now; True where that is a material change."""
    (row,), (story,) = entries.by_ids(conn, [stored.entry_id]), stories.rows(conn, [stored.story_id])
    old, new = stored.entry, one.entry
    material = one.substance != stored.substance
    moved = identity.facts(old.meeting) != identity.facts(new.meeting)
    if new.url and old.url and identity.canonical(new.url) == identity.canonical(old.url):
        new = replace(new, url=old.url)
    if new.meeting and old.meeting:
        sequence = max(old.meeting.sequence + moved, new.meeting.sequence)
        new = replace(new, meeting=replace(new.meeting, sequence=sequence))
    stated = new.updated if _plausible(new.updated, now) and new.updated > (old.updated or EARLIEST) else now  # type: ignore[operator] # plausible is not None
    kept = replace(new, published=old.published, updated=stated if material else old.updated)
    digests = {"digest": identity.digest(one.entry), "substance": one.substance}
    entries.update(conn, stored.entry_id, document=entries.pack(kept), **digests)
    if material:
        _tell(conn, source, row, story, kept, moved, now, salt)
    return material


def _tell(
    conn: sa.Connection, source: Source, row: Any, story: Any, kept: Entry, moved: bool, now: datetime, salt: bytes
) -> None:
    """A material change: what is compared is new, and so is what readers see where the entry leads."""
    sketched = merge.sketch_of(kept, salt)
    trace_store.sweep(conn, row.id)
    trace_store.leave(conn, {row.id: (traces(sketched), sketched.at)})
    if not row.leads:
        return
    updated = max(story.updated, kept.updated or now)
    stories.change(conn, [story.id], updated=updated, changed=story.changed or (moved and story.state == "public"))
    if source.is_own or moved:
        stories.surface(conn, [story.id], now)


def _link(
    conn: sa.Connection,
    source: Source,
    pairs: Sequence[tuple[Named, Known | None]],
    known: Mapping[str, Known],
    arrived: Mapping[str, tuple[int, int]],
    salt: bytes,
) -> None:
    """Remember every name that is new, and which release each new notice belongs to."""
    names: dict[str, int] = {}
    for one, stored in pairs:
        number = stored.entry_id if stored else arrived[one.aliases[0]][1]
        names |= {alias: number for alias in one.aliases if alias not in known and alias not in names}
    entries.name(conn, source.id, names, salt)
    for one, stored in pairs:
        if stored is None and one.entry.part_of:
            alias = identity.id_alias(one.entry.part_of)
            release = known[alias].entry_id if alias in known else arrived[alias][1]
            entries.belongs_to(conn, arrived[one.aliases[0]][1], release)
