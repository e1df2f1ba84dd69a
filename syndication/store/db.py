"""The one database: opening it, reading it, and the only way to write it.

SQLite lives under rules of its own. A writer holds `write.lock` for as long as its transaction lasts, and checkpoints
happen inside it, for SQLite before 3.51.3 can damage a WAL that is reset while another writes. A connection never
creates a file, so that a database that was moved away is missed rather than replaced by an empty one.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

FILE = "syndication.sqlite"
LONGEST_WAIT = 60.0  # seconds for the right to write; then whoever waits is told
BUSY_TIMEOUT = 10_000  # milliseconds
CACHE = 16_000  # KiB of pages that a connection keeps: an entry's traces lie all over the index
CHECKPOINT = 8_000  # pages of the WAL after which it is written back; each page is then written once for many commits
PATIENCE = 5.0  # seconds that readers of older pages are waited for
_ADVISORY_LOCK = 0x5F1D  # any number that no one else uses in this PostgreSQL database
_LOCKED = "55P03"  # lock_not_available, in PostgreSQL's codes

# While one of these runs, VACUUM keeps the rows that it could still see.
_OLDER_READERS = sa.text(
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
    "and backend_type = 'client backend' and backend_xmin is not null and xact_start < :began"
)


class StoreError(Exception):
    """The database cannot be used; the text is one sentence for the person at the console."""


class Store:
    """An open database. `read()` and `transaction()` give connections; `close()` ends its lifetime."""

    def __init__(self, database: str, data: Path) -> None:
        self.file = data / FILE if database == "sqlite" else None
        self._lock_file = data / "write.lock"
        self._thread_lock = threading.Lock()
        self.engine = _sqlite(self.file) if self.file else _postgresql(database)
        # While one connection stays open no reader is the last to close, so none checkpoints outside the lock.
        self._keeper: sa.Connection | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a database to open, empty or not."""
        return self.file is None or self.file.is_file()

    def create(self) -> None:
        """Make an empty SQLite file; an existing one stays as it is."""
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(mode=0o600)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one consistent state and writes nothing."""
        self._keep()
        with self.engine.connect() as conn:
            if self.file is None:
                conn = conn.execution_options(isolation_level="REPEATABLE READ")
            with conn.begin():
                yield conn

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """The connection of the one writer of the moment; committed at the end, undone by an exception."""
        self._keep()
        with self._writer(), self.engine.connect() as conn:
            conn = conn.execution_options(writes=True)
            with conn.begin():
                if self.file is None:
                    conn.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                yield conn

    def copy(self, to: Path) -> None:
        """Write what an SQLite database holds at this moment to a new file; others go on reading and writing."""
        self._keep()
        with self._bare() as conn:
            conn.exec_driver_sql("VACUUM INTO ?", (str(to),))

    def compact(self, tables: Iterable[str]) -> bool:
        """Write the database anew (of PostgreSQL these tables), without a byte of what was deleted or replaced.

        False where somebody still reads older pages: they are left for another time.
        """
        if self.file is None:
            return self._compact_tables(tables)
        self._keep()
        with self._writer(), self._bare() as conn:
            conn.exec_driver_sql("VACUUM")
        return _patiently(self._empty_wal)

    def become(self, file: Path) -> None:
        """Put another SQLite file, which nobody has open, in the place of this database."""
        assert self.file is not None, "PostgreSQL has no file"
        self.close()
        with self._writer():
            # A log that is left would be replayed into the new file.
            for name in (f"{FILE}-wal", f"{FILE}-shm"):
                self.file.with_name(name).unlink(missing_ok=True)
            put(file, self.file)

    def close(self) -> None:
        """Let go of every connection; the checkpoint of the last one takes the write lock too."""
        with self._writer():
            if self._keeper is not None:
                self._keeper.close()
                self._keeper = None
            self.engine.dispose()

    def _keep(self) -> None:
        if self.file and self._keeper is None:
            with self._thread_lock:
                self._keeper = self._keeper or self.engine.connect()

    @contextmanager
    def _bare(self) -> Iterator[sa.Connection]:
        """A connection without a transaction around its statements; nobody uses it afterwards."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.detach()
            yield conn

    def _empty_wal(self) -> bool:
        with self._writer(), self._bare() as conn:
            conn.exec_driver_sql("PRAGMA busy_timeout=200")  # writers wait behind this one
            busy: int = conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        return not busy

    def _compact_tables(self, tables: Iterable[str]) -> bool:
        with self._bare() as conn:
            began = conn.execute(sa.text("select clock_timestamp()")).scalar()
            if not _patiently(lambda: not conn.execute(_OLDER_READERS, {"began": began}).scalar()):
                return False
            conn.exec_driver_sql(f"set lock_timeout = '{PATIENCE:.0f}s'")
            # ANALYZE too: the planner's statistics hold samples of what the rows said.
            try:
                conn.exec_driver_sql(f"vacuum (full, analyze) {', '.join(tables)}")
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", None) != _LOCKED:
                    raise
                return False
        return True

    @contextmanager
    def _writer(self) -> Iterator[None]:
        if self.file is None or not self.file.parent.is_dir():
            yield
            return
        until = time.monotonic() + LONGEST_WAIT
        if not self._thread_lock.acquire(timeout=LONGEST_WAIT):
            raise _locked()
        try:
            with self._lock_file.open("w") as lock:
                while not _is_ours(lock):
                    if time.monotonic() > until:
                        raise _locked()
                    time.sleep(0.005)
                yield
        finally:
            self._thread_lock.release()


def _is_ours(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked() -> sa.exc.OperationalError:
    """As the database itself would say it."""
    return sa.exc.OperationalError("write.lock", None, TimeoutError("another process is writing for too long"))


def put(file: Path, place: Path) -> None:
    """Move a file into its place, so that a loss of power leaves the old one or the new one, whole."""
    _sync(file)
    file.replace(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _patiently(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not (finished := done()) and time.monotonic() < until:
        time.sleep(0.1)
    return finished


def _sqlite(file: Path) -> sa.Engine:
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        poolclass=NullPool,
        hide_parameters=True,
        creator=lambda: _connect(file),
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _connect(file: Path) -> Any:
    import sqlite3

    conn = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
    )
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"cache_size=-{CACHE}",
        f"wal_autocheckpoint={CHECKPOINT}",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def _begin(conn: sa.Connection) -> None:
    if conn.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writes") else "BEGIN")


def _postgresql(url: str) -> sa.Engine:
    """Parameters are hidden from errors and so from logs: they may hold the text of items."""
    try:
        return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), hide_parameters=True)
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs psycopg beside this service: pip install 'psycopg[binary]'.") from error
