"""Writing a backup while the service runs, and reading it back."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from syndication import VERSION
from syndication.backup.archive import CONFIG, About, BackupError, pack, read_back
from syndication.backup.copies import free, opened, scratch, seal, take
from syndication.settings import Settings
from syndication.store import withdrawn
from syndication.store.db import Store, put
from syndication.store.upgrade import HEAD, version
from syndication.store.withdrawn import FILE as LINES

DRAFT = ".backup-draft"  # how the name of a backup ends that is being written


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written; its size in bytes."""

    file: Path
    size: int
    about: About


def write(store: Store, settings: Settings, file: Path, *, force: bool = False) -> Backup:
    """Write a backup of the home. BackupError where `file` cannot be one, or is there already."""
    _refuse(store, file, force)
    if file.absolute().parent == settings.backups:
        settings.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with scratch(settings.data) as folder:
            return copy_to(file, store, settings, folder)
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror}); name a file in another folder.") from error


def _refuse(store: Store, file: Path, force: bool) -> None:
    if file.is_dir():
        raise BackupError(f"{file} is a folder; name a file in it, such as {file / 'backup.zip'}.")
    if store.file and file.resolve() == store.file.resolve():
        raise BackupError(f"{file} is the database itself; name another file.")
    if os.path.lexists(file) and not (force and file.is_file()):
        raise BackupError(f"{file} exists already; name another file, or replace this one with --force.")


def keep(store: Store, settings: Settings, name: str, folder: Path) -> Path:
    """A backup among those that the home keeps; `folder` is of the scratch."""
    return copy_to(free(settings, name, ".zip"), store, settings, folder).file


def copy_to(file: Path, store: Store, settings: Settings, folder: Path) -> Backup:
    """Write a backup, with the right that goes with the scratch."""
    about = _lay(store, settings, folder)
    draft = drafted(file)
    try:
        while True:
            lines = withdrawn.read(settings.data / LINES)
            about = seal(settings, folder, about, lines)
            pack(folder, draft)
            read_back(draft, folder / "again")
            # Nobody withdraws anything between this look and the end of the transaction.
            with store.transaction():
                if withdrawn.read(settings.data / LINES) == lines:
                    put(draft, file)
                    return Backup(file, file.stat().st_size, about)
    finally:
        draft.unlink(missing_ok=True)


def drafted(file: Path) -> Path:
    return file.with_name(f".{file.name}{DRAFT}")


def _lay(store: Store, settings: Settings, folder: Path) -> About:
    """Lay out what a backup holds, with the database in the shape that it has."""
    now = datetime.now(UTC).replace(microsecond=0)
    take(store, folder)
    _lay_config(settings, folder)
    with opened(folder) as copy:
        schema = version(copy)
    engine = "sqlite" if store.file else "postgresql"
    return About(version=VERSION, schema=schema or HEAD, at=now, engine=engine, stories={})


def _lay_config(settings: Settings, folder: Path) -> None:
    """The configuration as it is, but for the files of secrets: their whole text is the secret."""
    secrets = {secret.encode() for secret in (settings.storage.database, settings.email.smtp) if secret}
    for file in (settings.home / CONFIG).rglob("*"):
        if file.is_file() and (body := file.read_bytes()).strip() not in secrets:
            place = folder / CONFIG / file.relative_to(settings.home / CONFIG)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
