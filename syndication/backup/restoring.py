"""Bringing a backup back: checked first, rid of what was withdrawn since, and what was here before is kept."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from msgspec import structs

from syndication.backup.archive import CONFIG, About, BackupError, unpack
from syndication.backup.copies import by_state, fill, scratch, withdraw
from syndication.backup.scrubbing import scrub_in, set_aside
from syndication.backup.writing import keep
from syndication.preferences import in_force
from syndication.publish.publisher import Publisher
from syndication.settings import Settings
from syndication.store import withdrawn
from syndication.store.db import Store
from syndication.store.upgrade import HEAD, upgrade, version
from syndication.store.withdrawn import FILE as LINES

# What SQLite says of a file that is no database any more, and not of a full disk or of one that others use.
_RUINED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, where the database lies that was here before, and how many public files were written."""

    about: About
    kept: Path | None
    written: int


def bring_config(file: Path, home: Path) -> None:
    """Lay the configuration of a backup into a home that has none."""
    with scratch(home / "data") as folder:
        unpack(file, folder)
        if (folder / CONFIG).is_dir():
            shutil.move(folder / CONFIG, home / CONFIG)


def restore(settings: Settings, file: Path) -> Restored:
    """Put the database of a backup in the place of the home's; the caller holds the worker's lock.

    BackupError where it cannot be used: then nothing was changed.
    """
    with scratch(settings.data) as folder:
        about = unpack(file, folder / "new")
        copy, store = Store("sqlite", folder / "new"), Store(settings.storage.database, settings.data)
        upgrade(copy, datetime.now(UTC))
        theirs, ours = folder / "new" / LINES, settings.data / LINES
        withdrawn.merge(theirs, withdrawn.read(ours))
        withdraw(copy, settings, withdrawn.read(theirs))
        kept = _keep(store, settings, folder / "old")  # the first that changes anything here
        withdrawn.merge(ours, withdrawn.read(theirs))
        _install(copy, store)
        withdraw(store, settings, withdrawn.read(ours))  # what was withdrawn meanwhile
        scrub_in(folder, store, settings)
        written = Publisher(store, in_force(settings, store)).publish(everything=True)
        about = structs.replace(about, stories=by_state(store))
        store.close()
    return Restored(about, kept, written)


def _install(copy: Store, store: Store) -> None:
    if store.file and copy.file:
        copy.close()
        store.become(copy.file)
    else:
        fill(store, copy)
        copy.close()


def _keep(store: Store, settings: Settings, folder: Path) -> Path | None:
    """A backup of the database that is here, so that nothing is lost by restoring the wrong one."""
    if not store.exists:
        return None
    folder.mkdir()
    try:
        found = version(store)
        if store.file is None:
            _bring_here(store, found)
        name = f"before-restore-{datetime.now(UTC):%Y%m%d%H%M%S}"
        return keep(store, settings, name, folder) if found else None
    except (BackupError, sa.exc.DatabaseError) as error:
        if store.file is None or not _is_ruined(error):
            raise
        store.close()
        return set_aside(store.file, settings)


def _bring_here(store: Store, found: str | None) -> None:
    """The tables of PostgreSQL get the shape that this version knows."""
    if found is not None and found > HEAD:
        raise BackupError(
            "The database in PostgreSQL was written by a newer version of this service; "
            "name an empty one in storage.database and restore again."
        )
    upgrade(store, datetime.now(UTC))


def _is_ruined(error: Exception) -> bool:
    """A copy that did not come out whole is of a file that is not whole; but a full disk ruins nothing."""
    why = error.__cause__ if isinstance(error, BackupError) else error
    if isinstance(why, sa.exc.DatabaseError):
        return getattr(why.orig, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _RUINED
    return not isinstance(why, OSError)
