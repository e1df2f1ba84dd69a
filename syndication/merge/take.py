"""The one way content enters: a Feed becomes entries, stories and memberships, in the caller's transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from feeds import Entry, Feed, Meeting
from feeds.actions import actions
from feeds.urls import same_site
from syndication.merge import identity
from syndication.merge import stories as merge
from syndication.merge.admit import EARLIEST, admit
from syndication.merge.identity import Known, Named
from syndication.merge.membership import classify
from syndication.merge.revise import revise
from syndication.merge.withdraw import retract
from syndication.model import Note, Source
from syndication.settings import Settings
from syndication.store import entries

FLOOD = 25  # new entries at once, more than half of a feed, that are too many to be news
MANY = 5  # entries known of a feed, all of which changed their title at once: somebody else speaks there


@dataclass(frozen=True, slots=True)
class Taken:
    """What one feed brought: how many entries never seen, how many changed, and the numbers of their stories.

    `code`: what waits for a person, `notes`: what else staff may want to know, both by codes of the copy deck; `known`:
    how many of its entries we knew already.
    """

    new: int = 0
    updated: int = 0
    stories: tuple[int, ...] = ()
    code: str | None = None
    known: int = field(default=0, compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)


def take(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    feed: Feed,
    now: datetime,
    held: Collection[str] = frozenset(),
    by: int | None = None,
) -> Taken:
    """Store what `feed` says that we did not know. Taking the same feed again changes nothing.

    `held` names entries (by their id) that wait for a person. An entry's `part_of` is its release's id in this source.
    `by` is the number of the person who publishes, where one does.
    """
    home = merge.home_of(conn, settings)
    zone = settings.coalition.timezone
    told = [_tidy(entry, feed, zone) for entry in feed.entries if not _is_gone(entry, feed)]
    document = _distinct(identity.named(told))
    known = _recall(conn, source, document, home.salt)
    pairs = identity.match(document, known)
    new = [one for one, stored in pairs if stored is None]
    edits = [(one, stored) for one, stored in pairs if stored and _has_changed(one, stored)]
    if _changed_hands(source, edits, pairs) or _is_another(conn, source, feed, pairs):
        return Taken(code="changed_hands")
    code = "flood" if _is_flood(source, new, pairs) else None
    arrived = admit(conn, settings, source, new, now, held, home, flooded=code is not None)
    moved = [revise(conn, source, one, stored, now, home, by) for one, stored in edits]
    _link(conn, source, pairs, known, arrived, home.salt)
    gone = retract(conn, settings, source, [identity.id_alias(one.id) for one in feed.deleted], now)
    shown = [stored.story_id for (_, stored), change in zip(edits, moved, strict=True) if change != "none"]
    touched = [*(story for story, _ in arrived.values()), *shown, *gone]
    if touched:
        classify(conn, settings, list(dict.fromkeys(touched)), now)
    numbers = [stored.entry_id if stored else arrived[one.aliases[0]][1] for one, stored in pairs]
    notes = tuple(_notes(conn, source, pairs, known, numbers, now))
    return Taken(len(new), moved.count("material"), tuple(touched), code, len(pairs) - len(new), notes)


def _notes(
    conn: sa.Connection,
    source: Source,
    pairs: Sequence[tuple[Named, Known | None]],
    known: Mapping[str, Known],
    numbers: Sequence[int],
    now: datetime,
) -> Iterator[Note]:
    if source.is_own:
        return
    renamed = sum(stored is not None and _has_new_id(one, known) for one, stored in pairs)
    if renamed >= MANY and renamed * 2 > sum(stored is not None for _, stored in pairs):
        yield Note("ids_changed", str(renamed), now)
    if ours := entries.count_carrying_ours(conn, numbers):
        yield Note("own_items", str(ours))


def _has_new_id(one: Named, known: Mapping[str, Known]) -> bool:
    return bool(one.entry.id) and identity.id_alias(one.entry.id or "") not in known


def _tidy(entry: Entry, feed: Feed, zone: str) -> Entry:
    url = identity.untracked(entry.url) if entry.url else None
    asked = entry.actions or actions(entry.content)
    meeting = _by_our_clock(entry.meeting, zone) if entry.meeting else None
    return replace(entry, url=url, language=entry.language or feed.language, actions=asked, meeting=meeting)


def _by_our_clock(meeting: Meeting, zone: str) -> Meeting:
    """An hour that is stated as an offset from UTC belongs to no place; people read it by the clock they live by."""
    is_of_no_place = meeting.timezone == "UTC" or meeting.timezone.startswith("Etc/")
    starts, ends = meeting.starts, meeting.ends
    if not is_of_no_place or not isinstance(starts, datetime):
        return meeting
    here = starts.astimezone(ZoneInfo(zone))
    end = ends.astimezone(ZoneInfo(zone)) if isinstance(ends, datetime) else None
    return replace(
        meeting,
        timezone=zone,
        date=here.date(),
        start=here.time(),
        end=end.time() if end else None,
        end_date=end.date() if end and end.date() != here.date() else None,
    )


def _is_gone(entry: Entry, feed: Feed) -> bool:
    """Whether the feed also says that the entry was deleted, and not before it changed last (RFC 6721, 3)."""
    told = (one.when for one in feed.deleted if one.id == entry.id)
    return any(when is None or entry.updated is None or when >= entry.updated for when in told)


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


def _is_another(conn: sa.Connection, source: Source, feed: Feed, pairs: Sequence[tuple[Named, Known | None]]) -> bool:
    """Whether a feed that we knew holds nothing that we know, and calls itself otherwise or leads elsewhere."""
    nothing_known = len(pairs) >= MANY and all(stored is None for _, stored in pairs)
    if source.is_own or source.trusted or source.last_ok_at is None or not nothing_known:
        return False
    before = entries.newest(conn, source.id, MANY)
    homes = [entry.url for entry in before if entry.url]
    pages = [one.entry.url for one, _ in pairs if one.entry.url]
    is_abroad = bool(homes and pages) and not any(same_site(page, home) for page in pages for home in homes)
    is_renamed = bool(source.title and feed.title) and source.title != feed.title
    return len(before) == MANY and (is_renamed or is_abroad)


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
