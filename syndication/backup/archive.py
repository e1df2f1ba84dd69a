"""The file itself: a zip of a database, what was withdrawn and the configuration, with a sum for each of them."""

import hashlib
import os
import struct
import zlib
from datetime import datetime
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from syndication.store.db import FILE as DATABASE
from syndication.store.db import Store
from syndication.store.upgrade import HEAD, version
from syndication.store.withdrawn import FILE as LINES

ABOUT, SUMS, CONFIG = "BACKUP.json", "SHA256SUMS", "config"
BLOCK = 1 << 20  # bytes

# What reading a zip raises where its bytes are not what was written.
_UNSOUND = (BadZipFile, zlib.error, struct.error, EOFError, LookupError, ValueError, RuntimeError, msgspec.MsgspecError)


class BackupError(Exception):
    """A backup cannot be written, or cannot be used; the text is one sentence for the person at the console."""


class About(Struct, frozen=True, kw_only=True):
    """`BACKUP.json`: `schema` is the newest migration in the database, `stories` their numbers by state."""

    version: str
    schema: str
    at: datetime
    engine: str
    stories: dict[str, int]


def pack(folder: Path, to: Path) -> None:
    """Make a backup, 0600 and through to the disk, of what is laid out in a folder."""
    config = sorted(file for file in (folder / CONFIG).rglob("*") if file.is_file())
    to.unlink(missing_ok=True)
    with os.fdopen(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as archive:
            members = (folder / DATABASE, folder / LINES, folder / ABOUT, *config)
            sums = [_add(archive, member, member.relative_to(folder).as_posix()) for member in members]
            archive.writestr(SUMS, "".join(sums))
        out.flush()
        os.fsync(out.fileno())


def _add(archive: ZipFile, member: Path, name: str) -> str:
    """Put one file in; its line of the sums, as `sha256sum -c` reads it."""
    archive.write(member, name)
    with member.open("rb") as body:
        return f"{hashlib.file_digest(body, 'sha256').hexdigest()}  {name}\n"


def unpack(file: Path, folder: Path) -> About:
    """Lay out in a folder what a backup holds. BackupError where it is none, is damaged or of a newer version."""
    about = read_back(file, folder)
    if about.schema > HEAD:
        newer = f"{file} was made by a newer version of this service ({about.version})"
        raise BackupError(f"{newer}; install that version, or use an older backup.")
    return about


def read_back(file: Path, folder: Path) -> About:
    """The same of whatever version."""
    try:
        if not _begins_as_zip(file):
            raise BackupError(f"{file} is not a backup; name a file that `syndication backup` wrote.")
        with ZipFile(file) as archive:
            return _lay_out(archive, file, folder)
    except OSError as error:
        raise BackupError(f"{file} cannot be read ({error.strerror or error}); name another file.") from error
    except (*_UNSOUND, sa.exc.DatabaseError) as error:
        raise BackupError(f"{file} is damaged and nothing in it can be relied on; use another backup.") from error


def _begins_as_zip(file: Path) -> bool:
    """So one that was cut off is known as a damaged one."""
    with file.open("rb") as opened:
        return opened.read(2) == b"PK"


def _lay_out(archive: ZipFile, file: Path, folder: Path) -> About:
    names = set(archive.namelist())
    if not {DATABASE, LINES, ABOUT, SUMS} <= names:
        raise BackupError(f"{file} is not a backup of this service; name a file that `syndication backup` wrote.")
    about = told(archive)
    known = {name: sum for sum, name in (line.split("  ", 1) for line in archive.read(SUMS).decode().splitlines())}
    found = {name: extract(archive, name, folder) for name in sorted(names - {SUMS})}
    if found != known or not _is_whole(folder, about):
        raise BadZipFile
    return about


def told(archive: ZipFile) -> About:
    return msgspec.json.decode(archive.read(ABOUT), type=About)


def extract(archive: ZipFile, name: str, folder: Path) -> str:
    """Lay out one member; its sum."""
    parts = PurePosixPath(name).parts
    if name not in (DATABASE, LINES, ABOUT) and (parts[0] != CONFIG or ".." in parts):
        raise BadZipFile
    place, digest = folder.joinpath(*parts), hashlib.sha256()
    place.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, place.open("wb") as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    place.chmod(0o600)
    return digest.hexdigest()


def _is_whole(folder: Path, about: About) -> bool:
    copy = Store("sqlite", folder)
    try:
        with copy.read() as conn:
            sound = conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return sound and version(copy) == about.schema
    finally:
        copy.close()
