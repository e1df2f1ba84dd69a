"""After a withdrawal: no byte of what was withdrawn is left in the database, nor in a backup that the home keeps."""

import logging
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, is_zipfile

import sqlalchemy as sa
from msgspec import structs

from syndication.backup.archive import About, BackupError, extract, pack, told, unpack
from syndication.backup.copies import DOCUMENTS, free, opened, scratch, seal
from syndication.backup.writing import DRAFT, copy_to, drafted
from syndication.settings import Settings
from syndication.store import channels, withdrawn
from syndication.store.db import FILE as DATABASE
from syndication.store.db import Store, put
from syndication.store.schema import entries, service, stories
from syndication.store.upgrade import BEFORE, HEAD, upgrade
from syndication.store.withdrawn import FILE as LINES
from syndication.store.withdrawn import Withdrawal

log = logging.getLogger(__name__)

DAMAGED = "damaged-"  # how the name of a database begins that was moved out of the way
UNMENDED = "%s cannot be read and may still hold what was withdrawn; delete it, or keep it where nobody reads it."


def is_due(conn: sa.Connection, settings: Settings) -> bool:
    """Whether `scrub` would find something to do."""
    return channels.state(conn).unscrubbed or any(_before_migrations(settings))


def _before_migrations(settings: Settings) -> list[Path]:
    return sorted(settings.data.glob(f"{BEFORE}*.sqlite"))


def scrub(store: Store, settings: Settings) -> list[Path]:
    """Erase for good what was withdrawn; the backups that could not be mended. At any time, in any process."""
    with scratch(settings.data) as folder:
        return scrub_in(folder, store, settings)


def scrub_in(folder: Path, store: Store, settings: Settings) -> list[Path]:
    """The same, with the right that goes with the scratch."""
    _sweep(settings)
    gone = _taken_back(store)  # before the lines are read: of what comes after, another scrub takes care
    lines = withdrawn.read(settings.data / LINES)
    clean = store.exists and store.compact(DOCUMENTS)
    _adopt(settings, folder)
    failed = [file for file in _backups(settings) if not _mended(file, settings, lines, folder)]
    if clean:
        with store.transaction() as conn:
            if _count(conn) == gone:
                channels.set_unscrubbed(conn, False)
    return failed


def _taken_back(store: Store) -> tuple[int, int] | None:
    if not store.exists:
        return None
    with store.read() as conn:
        return _count(conn)


def _count(conn: sa.Connection) -> tuple[int, int]:
    """How many stories were withdrawn, and how many entries their sources took back."""
    number = sa.select(sa.func.count())
    withdrawn_stories = number.select_from(stories).where(stories.c.state == "withdrawn")
    retracted = number.select_from(entries).where(entries.c.standing == "retracted")
    return conn.execute(withdrawn_stories).scalar_one(), conn.execute(retracted).scalar_one()


def _sweep(settings: Settings) -> None:
    """Delete the drafts of backups whose writer was killed."""
    for folder in (settings.home, settings.data, settings.backups):
        for draft in folder.glob(f".*{DRAFT}"):
            draft.unlink(missing_ok=True)


def _adopt(settings: Settings, folder: Path) -> None:
    """The copies made before a migration become backups like any other."""
    for raw in _before_migrations(settings):
        with TemporaryDirectory(dir=folder) as there, TemporaryDirectory(dir=folder) as inner:
            shutil.copyfile(raw, Path(there, DATABASE))
            settings.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with opened(Path(there)) as copy:
                    copy_to(settings.backups / f"{raw.stem}.zip", copy, settings, Path(inner))
                raw.unlink()
            except (BackupError, sa.exc.DatabaseError):
                set_aside(raw, settings)


def set_aside(database: Path, settings: Settings) -> Path:
    """Move a database that cannot be read among the backups, with its log."""
    place = free(settings, f"{DAMAGED}{datetime.now(UTC):%Y%m%d%H%M%S}", ".sqlite")
    for suffix in ("-shm", "-wal", ""):
        if (part := Path(f"{database}{suffix}")).exists():
            shutil.move(part, f"{place}{suffix}")
    return place


def _backups(settings: Settings) -> list[Path]:
    """The backups of the home, and what only looks like one."""
    found = (file for file in settings.backups.rglob("*") if file.is_file() and not file.name.startswith("."))
    return sorted({file.resolve() for file in found if _looks_like_one(file)})


def _looks_like_one(file: Path) -> bool:
    is_damaged = file.name.startswith(DAMAGED) and file.suffix == ".sqlite"
    return is_damaged or file.suffix == ".zip" or is_zipfile(file)


def _mended(file: Path, settings: Settings, lines: Sequence[Withdrawal], folder: Path) -> bool:
    try:
        with TemporaryDirectory(dir=folder) as inner:
            _mend(file, settings, lines, Path(inner))
    except Exception as error:  # whatever is wrong with one backup, the others are mended
        log.warning(UNMENDED, file)
        log.debug("%s: %s", file, type(error).__name__)
        return False
    return True


def _mend(file: Path, settings: Settings, lines: Sequence[Withdrawal], folder: Path) -> None:
    if _knows(file, lines, folder):
        return
    about = unpack(file, folder)
    with opened(folder) as copy:
        theirs = _concerning(copy, lines, about)
        if theirs:
            upgrade(copy, datetime.now(UTC))
    if not theirs:
        return
    withdrawn.merge(folder / LINES, theirs)
    seal(settings, folder, structs.replace(about, schema=HEAD), withdrawn.read(folder / LINES))
    _replace(file, folder)


def _knows(file: Path, lines: Sequence[Withdrawal], folder: Path) -> bool:
    """Whether a backup of this shape was rid of all these before."""
    with ZipFile(file) as archive:
        extract(archive, LINES, folder)
        is_new = told(archive).schema == HEAD
    known = {line.key for line in withdrawn.read(folder / LINES)}
    return is_new and all(line.key in known for line in lines)


def _concerning(copy: Store, lines: Sequence[Withdrawal], about: About) -> list[Withdrawal]:
    """What is withdrawn in a backup: all, but of another home's only what it holds.

    One made before a migration keeps its shape unless it holds something that is withdrawn now.
    """
    with copy.read() as conn:
        salt = conn.execute(sa.select(service.c.salt)).scalar()
        asked = sa.select(entries.c.key, stories.c.state).join(stories, stories.c.id == entries.c.story_id)
        states = dict(conn.execute(asked).all())
    if about.schema != HEAD and all(states.get(line.key, "withdrawn") == "withdrawn" for line in lines):
        return []
    return [line for line in lines if line.salt == salt or line.key in states]


def _replace(file: Path, folder: Path) -> None:
    """Put the mended backup in place, dated as before."""
    dated, draft = file.stat(), drafted(file)
    try:
        pack(folder, draft)
        unpack(draft, folder / "again")
        os.utime(draft, ns=(dated.st_atime_ns, dated.st_mtime_ns))
        put(draft, file)
    finally:
        draft.unlink(missing_ok=True)
