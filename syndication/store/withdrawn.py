"""`data/withdrawn.jsonl`: what was withdrawn, for ever, outside the database, so that no older copy brings it back.

A line is one entry: its ids, and keyed digests by which it is known again. Not a word of it.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FILE = "withdrawn.jsonl"


class Withdrawal(Struct, frozen=True, kw_only=True):
    """One entry of a story that was withdrawn; `story` is the story's key, `sketch` what its text is known by."""

    at: datetime
    reason: str
    story: str
    key: str
    public_id: str
    kind: str
    published: datetime
    source: str  # the first address of the source that said it
    named: str
    names: tuple[str, ...]
    sketch: Any
    salt: str  # hex; that of the database whose digests these are


def read(file: Path) -> list[Withdrawal]:
    """Every line that can be read: the last one may have been cut off by a loss of power."""
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [found for line in lines if (found := _read(line))]


def _read(line: bytes) -> Withdrawal | None:
    try:
        return msgspec.json.decode(line, type=Withdrawal)
    except msgspec.MsgspecError:
        return None


def add(file: Path, withdrawals: Sequence[Withdrawal]) -> None:
    """Write these to the end of the file, and through to the disk."""
    if not withdrawals:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, _start(file) + b"".join(msgspec.json.encode(one) + b"\n" for one in withdrawals))
        os.fsync(handle)
    finally:
        os.close(handle)


def _start(file: Path) -> bytes:
    """A line of its own, also where the one before was cut off."""
    body = file.read_bytes()
    return b"\n" if body and not body.endswith(b"\n") else b""


def merge(file: Path, others: Iterable[Withdrawal]) -> None:
    """Add those of another such file that are not here yet."""
    known = {one.key for one in read(file)}
    add(file, [one for one in others if one.key not in known])
