"""The one way content enters: a Feed becomes entries, stories and memberships, in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from feeds import Entry, Feed
from syndication.merge import identity
from syndication.merge.identity import Known, Named
from syndication.merge.membership import classify
from syndication.model import Source
from syndication.settings import Settings
from syndication.store import channels, entries, stories

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # a date before the web is a mistake


@dataclass(frozen=True, slots=True)
class Taken:
    """What one feed brought: how many entries never seen, how many changed, and the numbers of their stories."""

    new: int = 0
    updated: int = 0
    stories: tuple[int, ...] = ()


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
    document = _distinct(identity.named([_tidy(entry, feed) for entry in feed.entries]))
    known = _recall(conn, source, document)
    pairs = identity.match(document, known)
    new = [one for one, stored in pairs if stored is None]
    edits = [(one, stored) for one, stored in pairs if stored and stored.digest != identity.digest(one.entry)]
    arrived = _admit(conn, settings, source, new, now, held)
    moved = [_revise(conn, source, one, stored, now) for one, stored in edits]
    _link(conn, source, pairs, known, arrived)
    touched = [*(story for story, _ in arrived.values()), *(stored.story_id for _, stored in edits)]
    if touched:
        classify(conn, settings, touched, now)
    return Taken(len(new), sum(moved), tuple(touched))


def _tidy(entry: Entry, feed: Feed) -> Entry:
    url = identity.untracked(entry.url) if entry.url else None
    return replace(entry, url=url, language=entry.language or feed.language)


def _distinct(document: Iterable[Named]) -> list[Named]:
    """Each name once: where a document repeats an id, the version changed last stands (RFC 4287, 4.1.1)."""
    best: dict[str, Named] = {}
    for one in document:
        before = best.get(one.aliases[0])
        if before is None or (one.entry.updated or EARLIEST) > (before.entry.updated or EARLIEST):
            best[one.aliases[0]] = one
    return list(best.values())


def _recall(conn: sa.Connection, source: Source, document: Sequence[Named]) -> dict[str, Known]:
    releases = {identity.id_alias(one.entry.part_of) for one in document if one.entry.part_of}
    names = {alias for one in document for alias in (*one.aliases, one.text_alias)}
    rows = entries.by_alias(conn, source.id, names | releases)
    return {
        alias: Known(row.id, row.story_id, row.named, row.digest, row.substance, entries.unpack(row.document))
        for alias, row in rows.items()
    }


def _admit(
    conn: sa.Connection, settings: Settings, source: Source, new: Sequence[Named], now: datetime, held: Collection[str]
) -> dict[str, tuple[int, int]]:
    """Store entries never seen, a story each; for each first alias the numbers of story and entry."""
    if not new:
        return {}
    dated = [_dated(one.entry, now) for one in new]
    waits = [source.held or one.entry.id in held for one in new]
    made = stories.insert(
        conn, [_story_row(source, entry, wait, now) for entry, wait in zip(dated, waits, strict=True)]
    )
    channels.fix_authority(conn, settings.authority)
    authority, year = channels.authority(conn, settings)
    rows = []
    for one, entry, story in zip(new, dated, made, strict=True):
        key = identity.mint(source.first_url, one.aliases[0])
        ids = {"key": key, "public_id": identity.public_id(authority, year, key), "named": one.aliases[0]}
        digests = {"substance": one.substance, "digest": identity.digest(one.entry)}
        place = {"source_id": source.id, "story_id": story, "leads": True, "first_seen": now}
        rows.append({**ids, **digests, **place, "document": entries.pack(entry)})
    numbers = entries.insert(conn, rows)
    return {one.aliases[0]: (story, number) for one, story, number in zip(new, made, numbers, strict=True)}


def _story_row(source: Source, entry: Entry, waits: bool, now: datetime) -> dict[str, object]:
    """A partner's entry, and whatever a first poll brings, surfaces at its own date; what we publish ourselves, now."""
    ours = source.is_own and (source.url.startswith("desk:") or source.last_ok_at is not None)
    return {"state": "held" if waits else "public", "surfaced_at": now if ours else entry.published}


def _dated(entry: Entry, now: datetime) -> Entry:
    """With the dates that we stand by: the stated ones where plausible, else the moment it was first seen."""
    published = next((d for d in (entry.published, entry.updated) if _plausible(d, now)), None) or now
    updated = entry.updated if _plausible(entry.updated, now) else None
    return replace(entry, published=published, updated=max(published, updated or published))


def _plausible(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and EARLIEST <= moment <= now


def _revise(conn: sa.Connection, source: Source, one: Named, stored: Known, now: datetime) -> bool:
    """Store what an entry says now; True where that is a material change."""
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
    entries.update(conn, stored.entry_id, entry=kept, digest=identity.digest(one.entry), substance=one.substance)
    if material and (source.is_own or moved):
        stories.surface(conn, [stored.story_id], now)
    return material


def _link(
    conn: sa.Connection,
    source: Source,
    pairs: Sequence[tuple[Named, Known | None]],
    known: dict[str, Known],
    arrived: dict[str, tuple[int, int]],
) -> None:
    """Remember every name that is new, and which release each new notice belongs to."""
    names: dict[str, int] = {}
    for one, stored in pairs:
        number = stored.entry_id if stored else arrived[one.aliases[0]][1]
        names |= {alias: number for alias in one.aliases if alias not in known and alias not in names}
    entries.name(conn, source.id, names)
    for one, stored in pairs:
        if stored is None and one.entry.part_of:
            alias = identity.id_alias(one.entry.part_of)
            release = known[alias].entry_id if alias in known else arrived[alias][1]
            entries.belongs_to(conn, arrived[one.aliases[0]][1], release)
