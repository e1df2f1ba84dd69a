"""What each source said, entry by entry, and the names it said it under."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa

from feeds import Entry
from syndication.store.schema import aliases, entries

BATCH = 500  # names asked for in one statement; SQLite takes 32,766 variables

_decoder = msgspec.json.Decoder(Entry)


def pack(entry: Entry) -> str:
    return msgspec.json.encode(entry).decode()


def unpack(document: str) -> Entry:
    return _decoder.decode(document)


def by_alias(conn: sa.Connection, source_id: int, names: Iterable[str]) -> dict[str, Any]:
    """For each of these names that the source has used before, the row of the entry it stands for."""
    wanted = sa.select(aliases.c.alias, entries).join(entries, entries.c.id == aliases.c.entry_id)
    wanted = wanted.where(aliases.c.source_id == source_id)
    rows = (row for batch in _batches(names) for row in conn.execute(wanted.where(aliases.c.alias.in_(batch))))
    return {row.alias: row for row in rows}


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while batch := list(islice(left, BATCH)):
        yield batch


def insert(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """New entries; their numbers, in the same order."""
    if not rows:
        return []
    made = conn.execute(entries.insert().returning(entries.c.id, sort_by_parameter_order=True), list(rows))
    return list(made.scalars())


def update(conn: sa.Connection, entry_id: int, *, entry: Entry, digest: str, substance: str) -> None:
    new = {"document": pack(entry), "digest": digest, "substance": substance}
    conn.execute(entries.update().where(entries.c.id == entry_id).values(**new))


def belongs_to(conn: sa.Connection, entry_id: int, release_id: int) -> None:
    """This notice is part of that release."""
    conn.execute(entries.update().where(entries.c.id == entry_id).values(part_of_id=release_id))


def name(conn: sa.Connection, source_id: int, names: Mapping[str, int]) -> None:
    """Remember that the source calls these entries so."""
    if names:
        conn.execute(aliases.insert(), [{"source_id": source_id, "alias": a, "entry_id": e} for a, e in names.items()])


def count_by_source(conn: sa.Connection) -> dict[int, int]:
    """How many entries are stored of each source."""
    rows = conn.execute(sa.select(entries.c.source_id, sa.func.count()).group_by(entries.c.source_id))
    return dict(rows.all())
