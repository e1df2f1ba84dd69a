"""Taking back: an item's words are erased wherever we keep them, and known again whoever brings them.

One mechanism for all of it: what staff withdraw, what a source takes back itself, what a restored backup still holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from feeds import Entry, Meeting, Unknown
from syndication.merge.identity import id_alias
from syndication.merge.likeness import Sketch, traces
from syndication.merge.membership import classify
from syndication.merge.stories import Home, home_of, pack_sketch, part, settle, sketch_of, still_saying
from syndication.model import Source
from syndication.reasons import say
from syndication.settings import Settings
from syndication.store import channels, entries, sources, staff, stories, versions, withdrawn
from syndication.store import traces as trace_store
from syndication.store.withdrawn import Withdrawal

PLACE: Unknown = "place"
REASONS = ("safety", "privacy", "request", "error", "legal", "other")
BY_SOURCE = "source"  # the reason where a source took its own entry back


def blank(entry: Entry) -> Entry:
    """What is left of a withdrawn entry: of which kind it was, and when; of a meeting the hour, so that calendars
    strike it out."""
    return Entry(kind=entry.kind, published=entry.published, updated=entry.updated, meeting=_emptied(entry.meeting))


def _emptied(meeting: Meeting | None) -> Meeting | None:
    if meeting is None:
        return None
    gone = replace(meeting, town=None, place=None, address=None, online_url=None, tbd=(), change=None)
    return replace(gone, status="cancelled", sequence=meeting.sequence + 1)


def withdraw(conn: sa.Connection, settings: Settings, ids: Sequence[int], reason: str, now: datetime) -> list[int]:
    """Withdraw these stories, each release with its notices, and what of partners says the same; all that are gone.

    The file is written before the transaction ends: what is told as withdrawn stays so whatever happens next.
    """
    wanted = list(dict.fromkeys([*ids, *entries.parts_of(conn, ids)]))
    going = [story for story in stories.rows(conn, wanted) if story.state != "withdrawn"]
    sketches = _erase(conn, settings, going, reason, now)
    also = stories.rows(conn, still_saying(conn, sketches, home_of(conn, settings)))
    _erase(conn, settings, also, reason, now)
    gone = [story.id for story in (*going, *also)]
    unquoted = _unquote(conn, gone, settings, now)
    if gone:
        classify(conn, settings, list(dict.fromkeys([*gone, *unquoted])), now)
    return gone


def files_of(conn: sa.Connection, settings: Settings, ids: Iterable[int]) -> list[Path]:
    """The files of our own folders that these stories were read from and that are there still; also after a
    withdrawal, by the names that are kept as digests."""
    rows = [row for row in entries.of_stories(conn, ids) if row.source_url.startswith("folder:")]
    salt, found = channels.salt(conn), []
    for row in rows:
        folder, names = settings.home / row.source_url.removeprefix("folder:"), entries.aliases_of(conn, row.id)
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        found += [f for f in files if entries.name_digest(id_alias(f.relative_to(folder).as_posix()), salt) in names]
    return found


def _unquote(conn: sa.Connection, gone: Sequence[int], settings: Settings, now: datetime) -> list[int]:
    """Meetings that a withdrawn release only told of again stay, without its words and without a place that it may have
    named: people learn that this is to be announced. Their earlier texts may have said it too, and go. The numbers of
    their stories."""
    told = [row for row in entries.told_again_by(conn, gone) if row.story_id not in gone]
    versions.erase(conn, stories.with_joined(conn, {row.story_id for row in told}))
    for row in told:
        said = replace(entries.unpack(row.document), summary=None)
        emptied = _placeless(said.meeting, settings.coalition.language) if said.meeting else None
        entries.update(conn, row.id, document=entries.pack(replace(said, meeting=emptied)))
        if emptied != said.meeting:
            stories.change(conn, [row.story_id], updated=now, correction=None, changed=True)
            stories.surface(conn, [row.story_id], now)
    return [row.story_id for row in told]


def _placeless(meeting: Meeting, language: str) -> Meeting:
    if meeting.sequence == 0 or not (meeting.place or meeting.address or meeting.online_url):
        return meeting
    tbd = (*(name for name in meeting.tbd if name != "place"), PLACE)
    bare = replace(meeting, place=None, address=None, online_url=None, tbd=tbd, sequence=meeting.sequence + 1)
    return replace(bare, change=say("place_gone", language))


def _erase(conn: sa.Connection, settings: Settings, going: Sequence[Any], reason: str, now: datetime) -> list[Sketch]:
    """Blank all entries of these stories; what each is known by."""
    home = home_of(conn, settings)
    rows = entries.of_stories(conn, [story.id for story in going])
    keys = {story.id: story.key for story in going}
    by_source = sources.by_ids(conn, {row.source_id for row in rows})
    lines = [_line(conn, row, keys[row.story_id], by_source[row.source_id], reason, now, home) for row in rows]
    withdrawn.add(settings.data / withdrawn.FILE, lines)
    sketches = [msgspec.convert(line.sketch, Sketch) for line in lines]
    for row, sketch in zip(rows, sketches, strict=True):
        _blank_row(conn, row, sketch)
    if going:
        _mark(conn, [story.id for story in going], reason, now)
    return sketches


def _line(
    conn: sa.Connection, row: Any, story: str, source: Source, reason: str, now: datetime, home: Home
) -> Withdrawal:
    entry = entries.unpack(row.document)
    return Withdrawal(
        at=now,
        reason=reason,
        story=story,
        key=row.key,
        public_id=row.public_id,
        kind=entry.kind,
        published=entry.published or now,
        source=source.first_url,
        named=row.named,
        names=tuple(entries.aliases_of(conn, row.id)),
        sketch=msgspec.to_builtins(sketch_of(entry, row.key, home)),
        salt=home.salt.hex(),
    )


def _blank_row(conn: sa.Connection, row: Any, sketch: Sketch | None) -> None:
    entry = entries.unpack(row.document)
    kept = pack_sketch(sketch) if sketch else None
    document = entries.pack(blank(entry))
    entries.update(conn, row.id, document=document, digest="", substance="", why=[], sketch=kept)


def _mark(conn: sa.Connection, ids: Sequence[int], reason: str, now: datetime) -> None:
    gone = {"state": "withdrawn", "withdrawn_at": now, "updated": now, "correction": None, "featured_until": None}
    stories.change(conn, ids, **gone)
    everywhere = stories.with_joined(conn, ids)  # staff's words over what was joined to it wait there for a split
    stories.change(conn, everywhere, correction=None)
    versions.erase(conn, everywhere)
    stories.surface(conn, ids, now)
    staff.record(conn, ids, "withdrawn", now, reason)
    channels.set_unscrubbed(conn, True)


def retract(conn: sa.Connection, settings: Settings, source: Source, names: Sequence[str], now: datetime) -> list[int]:
    """A source took these of its own entries back (RFC 6721): their words go; what others say of the same stays.

    The numbers of their stories.
    """
    if not names:
        return []
    found = {row.id: row for row in entries.by_alias(conn, source.id, names, channels.salt(conn)).values()}
    going = [row for row in found.values() if row.standing != "retracted" and row.state != "withdrawn"]
    home, keys = home_of(conn, settings), {s.id: s.key for s in stories.rows(conn, {row.story_id for row in going})}
    lines = [_line(conn, row, keys[row.story_id], source, BY_SOURCE, now, home) for row in going]
    withdrawn.add(settings.data / withdrawn.FILE, lines)
    return _retracted(conn, going, now)


def _retracted(conn: sa.Connection, going: Sequence[Any], now: datetime) -> list[int]:
    """Blank these entries; a story that nobody tells any more is withdrawn. The numbers of the stories."""
    for row in going:
        _blank_row(conn, row, None)
        trace_store.sweep(conn, row.id)
    entries.stand(conn, [row.id for row in going], "retracted")
    told = sorted({row.story_id for row in going})
    versions.erase(conn, stories.with_joined(conn, told))
    settle(conn, told)
    alone = [story for story in told if all(e.standing == "retracted" for e in entries.of_stories(conn, [story]))]
    if alone:
        _mark(conn, alone, BY_SOURCE, now)
    if told:
        channels.set_unscrubbed(conn, True)
    return told


def apply(conn: sa.Connection, settings: Settings, lines: Iterable[Withdrawal], now: datetime) -> int:
    """Withdraw what these lines name and this database still holds, and remember what it never held; how many."""
    known, done = {line.key: line for line in lines}, 0
    for line in known.values():
        row = entries.by_key(conn, line.key)
        if row is None:
            _remember(conn, line)
            done += 1
        elif not _is_done(conn, row, line):
            told = _retracted(conn, [row], now) if line.reason == BY_SOURCE else _withdrawn_again(conn, row, known)
            unquoted = [] if line.reason == BY_SOURCE else _unquote(conn, told, settings, now)
            classify(conn, settings, [*told, *unquoted], now)
            done += 1
    return done


def _is_done(conn: sa.Connection, row: Any, line: Withdrawal) -> bool:
    (story,) = stories.rows(conn, [row.story_id])
    return story.state == "withdrawn" or (line.reason == BY_SOURCE and row.standing == "retracted")


def _withdrawn_again(conn: sa.Connection, row: Any, known: Mapping[str, Withdrawal]) -> list[int]:
    """A story that this database still tells: its entries go as far as lines name them; the others were parted from
    it since, and stay. The numbers of the stories that changed."""
    (story,) = stories.rows(conn, [row.story_id])
    rows = entries.of_stories(conn, [story.id])
    stays = [each for each in rows if each.key not in known]
    goes = [each for each in rows if each.key in known]
    apart = stays if story.key in known else goes  # whoever gave the story its id keeps it
    made = {each.key: part(conn, story.id, each) for each in apart}
    for each in goes:
        line = known[each.key]
        _blank_row(conn, each, msgspec.convert(line.sketch, Sketch))
        entries.name_also(conn, each, line.names)
        _mark(conn, [made.get(each.key, story.id)], line.reason, line.at)
    return sorted({story.id, *made.values()})


def _remember(conn: sa.Connection, line: Withdrawal) -> None:
    """An entry that this database never held: it is known if it comes."""
    source, is_known = sources.ever(conn, line.source)
    is_retracted = line.reason == BY_SOURCE
    story_key = line.key if is_retracted else line.story  # others may tell that story
    before = stories.with_key(conn, [story_key]).get(story_key)
    story = before.id if before else stories.insert(conn, [_story_row(line, story_key)])[0]
    sketch = msgspec.convert(line.sketch, Sketch)
    (number,) = entries.insert(conn, [_entry_row(line, source, story, leads=before is None)])
    if is_known:
        entries.name_by_digest(conn, source, dict.fromkeys(line.names, number))
    if not is_retracted:
        trace_store.leave(conn, {number: (traces(sketch), sketch.at)})


def _entry_row(line: Withdrawal, source: int, story: int, *, leads: bool) -> dict[str, Any]:
    kind: Any = line.kind
    said = Entry(kind=kind, published=line.published, updated=line.at)
    return {
        "source_id": source,
        "story_id": story,
        "leads": leads,
        "standing": "retracted" if line.reason == BY_SOURCE else "public",
        "why": [],
        "joined": {},
        "dated": line.published,
        "key": line.key,
        "public_id": line.public_id,
        "named": line.named,
        "first_seen": line.at,
        "substance": "",
        "digest": "",
        "document": entries.pack(said),
        "sketch": None if line.reason == BY_SOURCE else pack_sketch(msgspec.convert(line.sketch, Sketch)),
    }


def _story_row(line: Withdrawal, key: str) -> dict[str, Any]:
    told = {"key": key, "public_id": line.public_id.removesuffix(line.key) + key}
    dates = {"published": line.published, "updated": line.at, "surfaced_at": line.at, "withdrawn_at": line.at}
    return {**told, **dates, "state": "withdrawn", "changed": False}
