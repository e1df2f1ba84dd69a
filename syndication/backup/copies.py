"""Copies of a database: taken while others write, carried from one engine to the other, rid of what was withdrawn."""

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import sqlalchemy as sa
from msgspec import structs

from syndication.backup.archive import ABOUT, About
from syndication.merge.withdraw import apply
from syndication.settings import Settings
from syndication.store import withdrawn
from syndication.store.db import FILE as DATABASE
from syndication.store.db import Store
from syndication.store.schema import entries, metadata, service, stories, versions
from syndication.store.upgrade import HEAD, upgrade
from syndication.store.withdrawn import FILE as LINES
from syndication.store.withdrawn import Withdrawal

LOCK = "scrub.lock"
SCRATCH = ".scratch-"  # how the name of a folder of copies begins
BATCH = 1000  # rows
DOCUMENTS = (entries.name, stories.name, versions.name)  # the tables that hold words


@contextmanager
def scratch(data: Path) -> Iterator[Path]:
    """A folder for copies that is gone afterwards, and the right to be the only one who handles backups here."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for stale in data.glob(f"{SCRATCH}*"):  # of a process that was killed
            shutil.rmtree(stale)
        with TemporaryDirectory(prefix=SCRATCH, dir=data) as folder:
            yield Path(folder)


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The copy in a folder; closed again, all of it is in the one file."""
    copy = Store("sqlite", folder)
    try:
        yield copy
    finally:
        copy.close()


def free(settings: Settings, name: str, suffix: str) -> Path:
    """A place among the home's backups that nothing has."""
    settings.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    place, number = settings.backups / f"{name}{suffix}", 1
    while place.exists():
        number += 1
        place = settings.backups / f"{name}-{number}{suffix}"
    return place


def take(store: Store, folder: Path) -> None:
    """One consistent state of the database, whatever is written meanwhile, as an SQLite file in a folder."""
    if store.file:
        store.copy(folder / DATABASE)
        return
    with opened(folder) as copy:
        copy.create()
        upgrade(copy, datetime.now(UTC))
        isolated = store.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with isolated as source, copy.transaction() as target:
            _pour(source, target)


def fill(store: Store, copy: Store) -> None:
    """Give a PostgreSQL database what a copy holds, and nothing else, in one transaction."""
    with copy.read() as source, store.transaction() as target:
        target.execute(sa.text(f"truncate {', '.join(metadata.tables)}"))
        _pour(source, target)
        for table in metadata.sorted_tables:
            if table.autoincrement_column is not None:
                _count_on(target, table)


def _pour(source: sa.Connection, target: sa.Connection) -> None:
    """Every row of every table; what a row says of another row of its own table comes when all are there."""
    for table in metadata.sorted_tables:
        own = [column for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
        without = dict.fromkeys(column.name for column in own)
        with source.execute(sa.select(table).execution_options(yield_per=BATCH)) as rows:
            for batch in rows.mappings().partitions():
                target.execute(table.insert(), [{**row, **without} for row in batch])
        for column in own:
            _refer(source, target, column)


def _refer(source: sa.Connection, target: sa.Connection, column: sa.Column[int]) -> None:
    table = column.table
    asked = sa.select(table.c.id.label("row"), column.label("other")).where(column.is_not(None))
    pairs = [dict(pair) for pair in source.execute(asked).mappings()]
    if pairs:
        here = table.c.id == sa.bindparam("row")
        target.execute(sa.update(table).where(here).values({column.name: sa.bindparam("other")}), pairs)


def _count_on(conn: sa.Connection, table: sa.Table) -> None:
    """New rows are numbered after the highest number in use."""
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    after = sa.func.coalesce(sa.func.max(table.c.id), 0) + 1
    conn.execute(sa.select(sa.func.setval(sequence, after, False)))


def seal(settings: Settings, folder: Path, about: About, lines: Sequence[Withdrawal]) -> About:
    """Withdraw in a copy what these lines name, and lay beside it what it is and what was withdrawn.

    A copy of another shape than this version's is left as it is.
    """
    with opened(folder) as copy:
        if about.schema == HEAD:
            withdraw(copy, settings, lines)
        about = structs.replace(about, stories=by_state(copy))
    (folder / LINES).touch()
    withdrawn.merge(folder / LINES, lines)
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about)) + b"\n")
    return about


def by_state(store: Store) -> dict[str, int]:
    """The number of stories in each state."""
    asked = sa.select(stories.c.state, sa.func.count()).group_by(stories.c.state).order_by(stories.c.state)
    with store.read() as conn:
        return dict(conn.execute(asked).all())


def withdraw(store: Store, settings: Settings, lines: Sequence[Withdrawal]) -> None:
    """What these lines name leaves no byte in a database."""
    with store.transaction() as conn:
        if not lines or conn.execute(sa.select(service.c.id)).first() is None:
            return
        done = apply(conn, settings, lines, datetime.now(UTC))
    if done:
        store.compact(DOCUMENTS)
