"""What each source said, entry by entry, and the names it said it under."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from feeds import Entry
from syndication.store.schema import aliases, announcements, entries, sources, stories

BATCH = 500  # names asked for in one statement; SQLite takes 32,766 variables

T = TypeVar("T")

_decoder = msgspec.json.Decoder(Entry)


def pack(entry: Entry) -> str:
    return msgspec.json.encode(entry).decode()


def unpack(document: str) -> Entry:
    return _decoder.decode(document)


def name_digest(name: str, salt: bytes) -> str:
    """The form in which a name is kept: the same for the same name, and no word of it."""
    return hashlib.blake2b(name.encode("utf-8", "replace"), key=salt, digest_size=16).hexdigest()


def by_alias(conn: sa.Connection, source_id: int, names: Iterable[str], salt: bytes) -> dict[str, Any]:
    """For each of these names that the source has used before, the row of its entry, with `state` of the story."""
    asked = {name_digest(name, salt): name for name in names}
    wanted = sa.select(aliases.c.alias, entries, stories.c.state).join(entries, entries.c.id == aliases.c.entry_id)
    wanted = wanted.join(stories, stories.c.id == entries.c.story_id)
    wanted = wanted.where(aliases.c.source_id == source_id)
    rows = (row for batch in _batches(asked) for row in conn.execute(wanted.where(aliases.c.alias.in_(batch))))
    return {asked[row.alias]: row for row in rows}


def _batches(asked: Iterable[T]) -> Iterator[list[T]]:
    left = iter(asked)
    while batch := list(islice(left, BATCH)):
        yield batch


def of_stories(conn: sa.Connection, ids: Iterable[int]) -> list[Any]:
    """The rows of all entries of these stories, with `source_url` and `removed_at` of their sources, oldest first."""
    wanted = sa.select(entries, sources.c.url.label("source_url"), sources.c.removed_at)
    wanted = wanted.join(sources, sources.c.id == entries.c.source_id)
    return list(conn.execute(wanted.where(entries.c.story_id.in_(list(ids))).order_by(entries.c.id)))


def by_ids(conn: sa.Connection, ids: Iterable[int]) -> list[Any]:
    """The rows of these entries, with `state` of their stories and `source_url` of their sources."""
    wanted = sa.select(entries, sources.c.url.label("source_url"), stories.c.state, stories.c.ruling)
    wanted = wanted.join(sources, sources.c.id == entries.c.source_id).join(stories, stories.c.id == entries.c.story_id)
    return list(conn.execute(wanted.where(entries.c.id.in_(list(ids)))))


def compared(conn: sa.Connection, ids: Iterable[int]) -> list[Any]:
    """What of these entries is compared with others: the columns that it is told by, and no more, for it is much."""
    own = [entries.c[name] for name in ("id", "story_id", "source_id", "key", "document", "sketch")]
    wanted = sa.select(*own, sources.c.url.label("source_url"), stories.c.state, stories.c.ruling)
    wanted = wanted.join(sources, sources.c.id == entries.c.source_id).join(stories, stories.c.id == entries.c.story_id)
    return list(conn.execute(wanted.where(entries.c.id.in_(list(ids)))))


def by_key(conn: sa.Connection, key: str) -> Any | None:
    """The row of the entry that was given this key or public id."""
    return conn.execute(sa.select(entries).where(sa.or_(entries.c.key == key, entries.c.public_id == key))).first()


def of_source(conn: sa.Connection, source_id: int, since: Any = None) -> list[Any]:
    """The rows of a source's entries first seen at `since` or later, oldest first."""
    wanted = sa.select(entries).where(entries.c.source_id == source_id).order_by(entries.c.id)
    return list(conn.execute(wanted if since is None else wanted.where(entries.c.first_seen >= since)))


def published_on(conn: sa.Connection, source_id: int, published: datetime | None) -> list[Any]:
    """The rows of what this source published with exactly this date and nobody withdrew, oldest first."""
    if published is None:
        return []
    wanted = sa.select(entries).join(stories, stories.c.id == entries.c.story_id)
    wanted = wanted.where(entries.c.source_id == source_id, stories.c.published == published)
    return list(conn.execute(wanted.where(stories.c.state != "withdrawn").order_by(entries.c.id)))


def parts_of(conn: sa.Connection, story_ids: Iterable[int]) -> list[int]:
    """The stories of the notices that these releases announced."""
    releases = sa.select(entries.c.id).where(entries.c.story_id.in_(list(story_ids)))
    return list(conn.execute(sa.select(entries.c.story_id).where(entries.c.part_of_id.in_(releases))).scalars())


def announce(conn: sa.Connection, release_id: int, notices: Iterable[int]) -> None:
    """A later release tells of these notices too."""
    known = sa.select(announcements.c.notice_id).where(announcements.c.release_id == release_id)
    new = sorted(set(notices) - set(conn.execute(known).scalars()))
    if new:
        conn.execute(announcements.insert(), [{"notice_id": n, "release_id": release_id} for n in new])


def told_again_by(conn: sa.Connection, story_ids: Iterable[int]) -> list[Any]:
    """The rows of the notices that these releases tell of, and others announced first."""
    releases = sa.select(entries.c.id).where(entries.c.story_id.in_(list(story_ids)))
    told = sa.select(announcements.c.notice_id).where(announcements.c.release_id.in_(releases))
    return list(conn.execute(sa.select(entries).where(entries.c.id.in_(told))))


def insert(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """New entries; their numbers, in the same order."""
    if not rows:
        return []
    made = conn.execute(entries.insert().returning(entries.c.id, sort_by_parameter_order=True), list(rows))
    return list(made.scalars())


def update(conn: sa.Connection, entry_id: int, **values: Any) -> None:
    conn.execute(entries.update().where(entries.c.id == entry_id).values(**values))


def belongs_to(conn: sa.Connection, entry_id: int, release_id: int) -> None:
    """This notice is part of that release."""
    update(conn, entry_id, part_of_id=release_id)


def stand(conn: sa.Connection, ids: Iterable[int], standing: str) -> None:
    conn.execute(entries.update().where(entries.c.id.in_(list(ids))).values(standing=standing))


def name(conn: sa.Connection, source_id: int, names: Mapping[str, int], salt: bytes) -> None:
    """Remember that the source calls these entries so."""
    name_by_digest(conn, source_id, {name_digest(name, salt): number for name, number in names.items()})


def name_by_digest(conn: sa.Connection, source_id: int, digests: Mapping[str, int]) -> None:
    """The same for names that are digests already."""
    if digests:
        rows = [{"source_id": source_id, "alias": digest, "entry_id": e} for digest, e in digests.items()]
        conn.execute(aliases.insert(), rows)


def name_also(conn: sa.Connection, row: Any, digests: Iterable[str]) -> None:
    """An entry goes by these names too, as far as they are nobody else's of its source."""
    wanted = list(digests)
    taken = sa.select(aliases.c.alias).where(aliases.c.source_id == row.source_id, aliases.c.alias.in_(wanted))
    free = set(wanted) - set(conn.execute(taken).scalars())
    name_by_digest(conn, row.source_id, dict.fromkeys(sorted(free), row.id))


def aliases_of(conn: sa.Connection, entry_id: int) -> list[str]:
    """The digests of the names that an entry goes by."""
    asked = sa.select(aliases.c.alias).where(aliases.c.entry_id == entry_id).order_by(aliases.c.alias)
    return list(conn.execute(asked).scalars())


def count_by_source(conn: sa.Connection) -> dict[int, int]:
    """How many entries are stored of each source."""
    return dict(conn.execute(sa.select(entries.c.source_id, sa.func.count()).group_by(entries.c.source_id)).all())


def newest(conn: sa.Connection, source_id: int, most: int) -> list[Entry]:
    """What this source said last, the newest first."""
    asked = sa.select(entries.c.document).where(entries.c.source_id == source_id).order_by(entries.c.id.desc())
    return [unpack(document) for document in conn.execute(asked.limit(most)).scalars()]


def count_held(conn: sa.Connection) -> dict[int, int]:
    """Of each source, how many of the items that it tells wait for a person."""
    asked = sa.select(entries.c.source_id, sa.func.count()).join(stories, stories.c.id == entries.c.story_id)
    held = (entries.c.standing == "held", stories.c.state == "held")
    return dict(conn.execute(asked.where(*held).group_by(entries.c.source_id)).all())


def count_carrying_ours(conn: sa.Connection, ids: Iterable[int]) -> int:
    """How many of these entries say what the coalition itself has said."""
    own = entries.alias()
    is_own = sa.or_(sources.c.url.startswith("desk:"), sources.c.url.startswith("folder:"))
    said = sa.exists().where(own.c.story_id == entries.c.story_id, own.c.source_id == sources.c.id, is_own)
    counted = (
        conn.execute(sa.select(sa.func.count()).where(entries.c.id.in_(batch), said)).scalar_one()
        for batch in _batches(ids)
    )
    return sum(counted)


def sources_of(conn: sa.Connection, names: Iterable[str], salt: bytes) -> dict[int, int]:
    """For each source that has used one of these names, how many of its entries go by them."""
    found: dict[int, set[int]] = {}
    for batch in _batches(sorted({name_digest(name, salt) for name in names})):
        asked = sa.select(aliases.c.source_id, aliases.c.entry_id).where(aliases.c.alias.in_(batch))
        for source_id, entry_id in conn.execute(asked):
            found.setdefault(source_id, set()).add(entry_id)
    return {source_id: len(numbers) for source_id, numbers in found.items()}
