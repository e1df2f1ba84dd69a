"""Is it the same story? Placing new entries beside those of other sources, and keeping each story whole.

A source stands in a story once: within one feed only an equal id makes two entries one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from feeds import Entry
from syndication.merge.identity import canonical
from syndication.merge.lead import Claim, is_copy, leading, state_of
from syndication.merge.likeness import (
    Likeness,
    Sketch,
    compare,
    head,
    may_be_same,
    says_ours,
    says_withdrawn,
    sketch,
    traces,
)
from syndication.model import Source
from syndication.settings import Settings
from syndication.store import channels, entries, sources, staff, stories
from syndication.store import traces as trace_store

UNDO = timedelta(days=1)  # after which what was parted by staff and is joined again has been missed by readers
_STANDING_TEXT = 2  # other entries of one source that hold the same run of words
_sketches = msgspec.json.Decoder(Sketch)


@dataclass(frozen=True, slots=True)
class Home:
    """What of this home goes into every entry: the key of its digests, how pages and ids begin, its language."""

    salt: bytes
    base_url: str
    authority: str
    language: str

    def page(self, kind: str, key: str) -> str:
        return canonical(f"{self.base_url}{kind}/{key}")


def home_of(conn: sa.Connection, settings: Settings) -> Home:
    authority, _ = channels.authority(conn, settings)
    return Home(channels.salt(conn), settings.base_url, authority, settings.coalition.language)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entry never seen, as it is compared."""

    sketch: Sketch
    comes_public: bool  # the rules let it through
    own: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A stored entry that has something in common with a new one."""

    entry_id: int
    story_id: int
    source_id: int
    own: bool
    state: str
    hidden_by_staff: bool
    head: Sketch
    sketch: Callable[[], Sketch]  # made when it is first asked for: of most the head says that they are others


@dataclass(frozen=True, slots=True)
class Placement:
    """The story a newcomer belongs to, the entry it is like, and other stories that it shows to be the same."""

    story_id: int
    entry_id: int
    likeness: Likeness
    bridges: tuple[int, ...] = ()


def sketch_of(entry: Entry, key: str, home: Home) -> Sketch:
    """What of an entry is compared with those of other sources."""
    return sketch(entry, _links(entry, key, home), home.salt)


def _links(entry: Entry, key: str, home: Home) -> list[str]:
    """An entry leads to its own page, and to ours about it."""
    links = {canonical(entry.url)} if entry.url else set()
    links |= {home.page(kind, key) for kind in ("items", "meetings")}
    if entry.id and entry.id.startswith(f"tag:{home.authority},"):  # somebody passes on what we publish
        links.add(home.page("items", entry.id.rpartition(":")[2]))
    return sorted(links)


def place(conn: sa.Connection, source: Source, newcomers: Sequence[Newcomer], home: Home) -> list[Placement | None]:
    """For each newcomer the story of others that it is, if any: the surest first, none with two of this source."""
    around = _neighbours(conn, newcomers, home)
    likely = [
        [n for n in found if _is_other(n, source) and _may_be(one, n)]
        for one, found in zip(newcomers, around, strict=True)
    ]
    often = _standing_text(likely).union(_repeated([one.sketch for one in newcomers])) if any(likely) else frozenset()
    alike = [
        (likeness, place, neighbour)
        for place, found in enumerate(likely)
        for likeness, neighbour in _alike(newcomers[place], newcomers, found, around[place], often)
    ]
    alike.sort(key=lambda match: (not match[2].own, -match[0].score, match[2].story_id, match[2].entry_id))
    return _settled(conn, source, len(newcomers), alike)


def _may_be(one: Newcomer, neighbour: Neighbour) -> bool:
    return neighbour.state == "withdrawn" or may_be_same(one.sketch, neighbour.head, ours=neighbour.own)


def _alike(
    one: Newcomer,
    newcomers: Sequence[Newcomer],
    likely: Sequence[Neighbour],
    found: Sequence[Neighbour],
    often: Set[int],
) -> Iterator[tuple[Likeness, Neighbour]]:
    """Those of the likely neighbours that say the same. `often`: standing text that the whole document shows; what is
    near this newcomer shows more."""
    if not likely:
        return
    standing = often | _standing_text([found])
    for neighbour in likely:
        likeness = _like(one, neighbour, newcomers, found, standing)
        if likeness.same:
            yield likeness, neighbour


def still_saying(conn: sa.Connection, gone: Sequence[Sketch], home: Home) -> list[int]:
    """The stories of partners that go on saying what is being withdrawn; what is ours staff withdraw themselves."""
    found = _neighbours(conn, [Newcomer(one, comes_public=False) for one in gone], home)
    pairs = ((sketched, near) for sketched, around in zip(gone, found, strict=True) for near in around)
    return sorted({near.story_id for sketched, near in pairs if _goes_on(sketched, near)})


def _goes_on(gone: Sketch, near: Neighbour) -> bool:
    """A text and a meeting are two, whatever words they share."""
    if near.own or near.state in ("withdrawn", "joined") or (near.head.meeting is None) != (gone.meeting is None):
        return False
    return says_withdrawn(near.sketch(), gone)


def _is_other(neighbour: Neighbour, source: Source) -> bool:
    """Of one source only what was withdrawn is looked for: it must not come back under another id."""
    return neighbour.source_id != source.id or neighbour.state == "withdrawn"


def _neighbours(conn: sa.Connection, newcomers: Sequence[Newcomer], home: Home) -> list[list[Neighbour]]:
    near = [trace_store.near(conn, traces(one.sketch)) for one in newcomers]
    rows = {
        row.id: row for batch in _batches({e for found in near for e in found}) for row in entries.compared(conn, batch)
    }
    known = {number: _neighbour(row, home) for number, row in rows.items()}
    return [[known[number] for number in found if number in known] for found in near]


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    return (listed[start : start + entries.BATCH] for start in range(0, len(listed), entries.BATCH))


def _neighbour(row: Any, home: Home) -> Neighbour:
    own = row.source_url.startswith(("desk:", "folder:"))
    said = (row.id, row.story_id, row.source_id, own, row.state, row.ruling == "hidden")
    if row.sketch:
        kept = _sketches.decode(row.sketch)
        return Neighbour(*said, kept, lambda: kept)
    entry = entries.unpack(row.document)
    first = head(entry, _links(entry, row.key, home), home.salt)
    return Neighbour(*said, first, cache(lambda: sketch_of(entry, row.key, home)))


def _standing_text(around: Sequence[Sequence[Neighbour]]) -> frozenset[int]:
    """The runs of words that one source puts under many of its entries: they tell nothing of what one says."""
    sources_of: dict[int, dict[int, Neighbour]] = defaultdict(dict)
    for neighbour in (neighbour for found in around for neighbour in found):
        sources_of[neighbour.source_id][neighbour.entry_id] = neighbour
    several = [list(found.values()) for found in sources_of.values() if len(found) > _STANDING_TEXT]
    return frozenset(s for found in several for s in _repeated([neighbour.sketch() for neighbour in found]))


def _repeated(group: Sequence[Sketch]) -> Iterator[int]:
    if len(group) <= _STANDING_TEXT:
        return iter(())
    titles: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for one in group:
        for shingle in one.shingles:
            titles[shingle].add(one.title)
    return (shingle for shingle, under in titles.items() if len(under) > _STANDING_TEXT)


def _like(
    one: Newcomer, neighbour: Neighbour, newcomers: Sequence[Newcomer], found: Sequence[Neighbour], standing: Set[int]
) -> Likeness:
    """A story that waits for a person keeps nothing back that others may say."""
    if neighbour.state == "withdrawn":
        again = says_withdrawn(one.sketch, neighbour.sketch(), own=one.own)
        return Likeness(again, float(again), ())
    if neighbour.state == "held" and one.comes_public and not neighbour.hidden_by_staff and not neighbour.own:
        return Likeness(False, 0.0, ())
    if neighbour.own and (ours := says_ours(one.sketch, neighbour.sketch())).same:
        return ours
    return compare(one.sketch, neighbour.sketch(), common=standing, repeats=_recurs(one, neighbour, newcomers, found))


def _recurs(one: Newcomer, neighbour: Neighbour, newcomers: Sequence[Newcomer], found: Sequence[Neighbour]) -> bool:
    """Whether one of the two sources has said this title more than once."""
    here = sum(other.sketch.title == one.sketch.title for other in newcomers) > 1
    there = any(
        other.source_id == neighbour.source_id and other.entry_id != neighbour.entry_id
        and other.head.title == neighbour.head.title
        for other in found
    )  # fmt: skip
    return bool(one.sketch.title) and (here or there)


def _settled(
    conn: sa.Connection, source: Source, count: int, found: Sequence[tuple[Likeness, int, Neighbour]]
) -> list[Placement | None]:
    inside = _sources_in(conn, {neighbour.story_id for _, _, neighbour in found})
    chosen: dict[int, Placement] = {}
    bridges: dict[int, list[int]] = defaultdict(list)
    for likeness, place, neighbour in found:
        if place in chosen and neighbour.story_id != chosen[place].story_id:
            bridges[place].append(neighbour.story_id)
        elif place not in chosen and (neighbour.state == "withdrawn" or source.id not in inside[neighbour.story_id]):
            chosen[place] = Placement(neighbour.story_id, neighbour.entry_id, likeness)
            inside[neighbour.story_id].add(source.id)
    return [
        replace(chosen[place], bridges=tuple(dict.fromkeys(bridges[place]))) if place in chosen else None
        for place in range(count)
    ]


def _sources_in(conn: sa.Connection, story_ids: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in entries.of_stories(conn, story_ids):
        found[row.story_id].add(row.source_id)
    return found


def may_join(conn: sa.Connection, one: int, other: int) -> bool:
    """Whether two stories may become one by themselves: no source stands in both, and staff did not part them."""
    inside = {story: entries.of_stories(conn, [story]) for story in (one, other)}
    if {row.source_id for row in inside[one]} & {row.source_id for row in inside[other]}:
        return False
    rows = stories.rows(conn, (one, other))
    if any(row.state in ("withdrawn", "joined") for row in rows) or len({row.ruling == "hidden" for row in rows}) > 1:
        return False
    return not staff.are_apart(conn, [row.id for row in inside[one]], [row.id for row in inside[other]])


def unite(conn: sa.Connection, one: int, other: int, now: datetime) -> int:
    """Make two stories one: the older id stays, the younger leaves. The number of the one that stays."""
    rows = {row.id: row for row in stories.rows(conn, (one, other))}
    stays, leaves = sorted((one, other))  # a story is stored when its id is minted
    is_missed = rows[leaves].state == "public" and not staff.was_parted_since(conn, leaves, now - UNDO)
    for row in entries.of_stories(conn, [leaves]):
        came_from = [*row.joined.get("from", ()), leaves]
        entries.update(conn, row.id, story_id=stays, joined={**row.joined, "from": came_from})
    stories.change(conn, [leaves], state="joined", joined_into=stays, left_at=now if is_missed else None)
    stories.follow(conn, leaves, stays)
    channels.touch(conn, channels.depart(conn, leaves), now)
    settle(conn, [stays])
    return stays


def part(conn: sa.Connection, story_id: int, row: Any) -> int:
    """Take an entry out of a story, with those that came with it. The story it has now: its old one, else a new one."""
    before = stories.with_key(conn, [row.key]).get(row.key)
    if before is None:
        own = stories.insert(conn, [_alone(row)])[0]
        moved = [row]
    else:
        own = before.id
        stories.change(conn, [own], state="public", joined_into=None, left_at=None)
        moved = [other for other in entries.of_stories(conn, [story_id]) if own in other.joined.get("from", ())]
    for other in moved:
        came_from = list(other.joined.get("from", ()))
        kept = came_from[: came_from.index(own)] if own in came_from else came_from
        entries.update(conn, other.id, story_id=own, joined={**other.joined, "from": kept})
    settle(conn, [story_id, own])
    return own


def _alone(row: Any) -> dict[str, Any]:
    """A story of one entry that was told in another's so far; it stands at its own date."""
    said = entries.unpack(row.document)
    named = {"key": row.key, "public_id": row.public_id, "changed": False, "state": "public"}
    return {**named, "published": said.published, "updated": said.updated, "surfaced_at": said.published}


def settle(conn: sa.Connection, story_ids: Iterable[int]) -> None:
    """Choose whose words tell each story, and say where it stands, by what its entries are now."""
    ids = list(story_ids)
    told: dict[int, list[Any]] = defaultdict(list)
    for row in entries.of_stories(conn, ids):
        told[row.story_id].append(row)
    by_source = sources.by_ids(conn, {row.source_id for found in told.values() for row in found})
    for story in stories.rows(conn, ids):
        if told[story.id] and story.state not in ("withdrawn", "joined"):
            _settle(conn, story, told[story.id], by_source)


def _settle(conn: sa.Connection, story: Any, rows: Sequence[Any], by_source: Mapping[int, Source]) -> None:
    claims = [_claim(row, by_source[row.source_id], alone=len(rows) == 1) for row in rows]
    leads = leading(claims).entry_id
    for row in rows:
        if row.leads != (row.id == leads):
            entries.update(conn, row.id, leads=row.id == leads)
    state = state_of(claims, story.ruling)
    if state != story.state:
        stories.change(conn, [story.id], state=state)


def _claim(row: Any, source: Source, *, alone: bool) -> Claim:
    copied = not alone and is_copy(entries.unpack(row.document), source)
    return Claim(row.id, row.standing, source.is_own, copied, row.dated, row.first_seen)


def pack_sketch(kept: Sketch) -> str:
    return msgspec.json.encode(kept).decode()
