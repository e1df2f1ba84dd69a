"""Channels to files under data/public: byte-stable, compressed once, and replaced only where they changed."""

import gzip
import hashlib
import os
import threading
from datetime import datetime
from pathlib import Path

import brotli

import feeds
from syndication.model import Rendition
from syndication.publish.compose import Window, compose, formats
from syndication.settings import Settings

# feedgen sets the locale of the whole process while it writes a date.
_one_at_a_time = threading.Lock()


def render(window: Window, settings: Settings) -> dict[str, bytes]:
    """The bytes of a channel in each of its formats, by their path under the public folder."""
    with _one_at_a_time:
        return {
            f"feeds/{window.channel.slug}.{format}": feeds.render(compose(window, format, settings), format)
            for format in formats(window.channel.slug)
        }


def rendition(path: str, body: bytes, before: Rendition | None, touched_at: datetime, now: datetime) -> Rendition:
    """What `body` is recorded as: unchanged since when it last changed, else changed with the commit that made it so.

    A change that no commit explains (another configuration, another version of this program) is dated `now`.
    """
    digest = hashlib.sha256(body).hexdigest()
    if before is None:
        return Rendition(path, digest, touched_at)
    if before.digest == digest:
        return before
    return Rendition(path, digest, touched_at if touched_at > before.changed_at else now)


def stands(public: Path, wanted: Rendition) -> bool:
    """Whether the folder holds exactly this rendition, compressed copies included."""
    file = public / wanted.path
    try:
        body = file.read_bytes()
        return (
            hashlib.sha256(body).hexdigest() == wanted.digest
            and gzip.decompress(_beside(file, ".gz").read_bytes()) == body
            and brotli.decompress(_beside(file, ".br").read_bytes()) == body
            and int(file.stat().st_mtime) == int(wanted.changed_at.timestamp())
        )
    except (OSError, EOFError, gzip.BadGzipFile, brotli.error):
        return False


def write(public: Path, wanted: Rendition, body: bytes) -> None:
    """Put the file and its compressed copies in place; a reader sees the old bytes or the new ones, never half."""
    file = public / wanted.path
    replace(_beside(file, ".gz"), gzip.compress(body, 6, mtime=0), wanted.changed_at)
    replace(_beside(file, ".br"), brotli.compress(body, quality=5), wanted.changed_at)
    replace(file, body, wanted.changed_at)


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def replace(file: Path, body: bytes, changed_at: datetime) -> None:
    """Write a file beside its place and rename it there, dated `changed_at`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(body)
        os.utime(draft, (changed_at.timestamp(), changed_at.timestamp()))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
