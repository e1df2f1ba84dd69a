"""The publisher's files in memory: read again when REVISION changed, kept when they cannot be read.

A resource is one file of the public folder with the codings that lie beside it (`.gz`, `.br`); a representation is
the bytes of one of them with the headers they are sent with. Channels are all held; what lies in a subfolder
(slices, archives) is read when asked for, and the longest unasked leave when there is too much of it.
"""

import hashlib
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import msgspec

LOOK_EVERY = 0.5  # seconds between two looks at REVISION
BUDGET = 128 * 1024 * 1024  # bytes of bodies held
NAME = re.compile(r"feeds/[\w-]+(?:/[\w-]+)*(?:\.google)?\.(?:atom|rss|json|ics)|partners\.(?:json|opml)")
INDEX = "feeds/index.json"
PARTNERS = "partners.opml"
GONE = "gone.json"  # the channels that were here once
CODINGS = {"identity": "", "gzip": ".gz", "br": ".br"}

Headers = tuple[tuple[bytes, bytes], ...]
Stamp = tuple[int, int, int]  # inode, size, nanoseconds: a file replaced by rename never has the old one

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Representation:
    body: bytes
    etag: str
    headers: Headers  # of a 200
    headers_unchanged: Headers  # of a 304


@dataclass(frozen=True, slots=True)
class Resource:
    name: str  # path below the public folder
    modified: int  # seconds since 1970
    by_coding: Mapping[str, Representation]
    codings: frozenset[str]

    @property
    def body(self) -> bytes:
        return self.by_coding["identity"].body

    @property
    def size(self) -> int:
        return sum(len(representation.body) for representation in self.by_coding.values())


@dataclass(slots=True)
class _Held:
    resource: Resource
    stamp: Stamp
    round: int  # in which it was last compared with its file


def resource(name: str, modified: int, bodies: Mapping[str, bytes], headers: Headers) -> Resource:
    """`bodies` by coding, with identity; `headers` are those every coding is sent with."""
    digest = hashlib.sha256(bodies["identity"]).hexdigest()[:32]
    dated = (*headers, (b"last-modified", formatdate(modified, usegmt=True).encode()))
    by_coding = {coding: _representation(body, f'"{digest}{_tag(coding)}"', coding, dated)
                 for coding, body in bodies.items()}  # fmt: skip
    return Resource(name, modified, by_coding, frozenset(by_coding))


def _tag(coding: str) -> str:
    return "" if coding == "identity" else f"-{coding}"


def _representation(body: bytes, etag: str, coding: str, headers: Headers) -> Representation:
    unchanged = (*headers, (b"etag", etag.encode()))
    length: Headers = ((b"content-length", str(len(body)).encode()),)
    encoding: Headers = () if coding == "identity" else ((b"content-encoding", coding.encode()),)
    return Representation(body, etag, (*unchanged, *encoding, *length), unchanged)


class Renditions:
    """`headers_of(name)` gives the headers of a file by its path. Not for several threads at once."""

    def __init__(self, folder: Path, headers_of: Callable[[str], Headers], budget: int = BUDGET) -> None:
        self._folder = folder
        self._headers_of = headers_of
        self._budget = budget
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._size = 0
        self._gone: set[str] = set()
        self._removed: frozenset[str] = frozenset()  # channels that were here once
        self._round = 0
        self._next_look = 0.0
        self._revision = _stamp(folder / "REVISION")
        self._read_channels()

    def refresh(self) -> None:
        """Look whether the publisher finished a round; cheap enough for every request."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY
        revision = _stamp(self._folder / "REVISION")
        if revision is not None and revision != self._revision:
            self._revision = revision
            self._round += 1
            self._read_channels()

    def get(self, name: str) -> Resource | None:
        """The file's last good bytes, or None where it was never seen or its channel was taken away."""
        held = self._held.get(name)
        if held is None or held.round != self._round:
            return self._look(name)
        self._held.move_to_end(name)
        return held.resource

    def is_gone(self, name: str) -> bool:
        """Whether it was there, and its channel has left the publisher's list; known across restarts by that list."""
        return name in self._gone or _channel(name) in self._removed

    def names(self) -> Iterator[str]:
        """The files that are in memory now."""
        return iter(tuple(self._held))

    def _read_channels(self) -> None:
        for name in (INDEX, *self._channel_files()):
            self._look(name)
        self._removed = _removed(self._folder / GONE, self._removed)

    def _channel_files(self) -> list[str]:
        try:
            with os.scandir(self._folder / "feeds") as files:
                return [f"feeds/{file.name}" for file in files if NAME.fullmatch(f"feeds/{file.name}")]
        except OSError:
            return []

    def _look(self, name: str) -> Resource | None:
        """Compare with the file, and read it where it is another one."""
        if NAME.fullmatch(name) is None:
            return None
        held = self._held.get(name)
        stamp = _stamp(self._folder / name)
        if stamp is not None and (held is None or held.stamp != stamp):
            return self._read(name, stamp) or (held.resource if held else None)
        if held is None:
            return None
        if stamp is None and self._left_the_list(name):
            self._forget(name)
            return None
        held.round = self._round
        return held.resource

    def _read(self, name: str, stamp: Stamp) -> Resource | None:
        """Read the file in; one that cannot be read leaves the last good bytes in place."""
        try:
            bodies = dict(_bodies(self._folder / name))
        except OSError as error:
            log.warning("%s cannot be read (%s); the last good bytes stay", name, error.strerror)
            return None
        modified = min(stamp[2] // 10**9, int(time.time()))  # never later than the answer's own Date
        read = resource(name, modified, bodies, self._headers_of(name))
        self._drop(name)
        self._held[name] = _Held(read, stamp, self._round)
        self._size += read.size
        self._gone.discard(name)
        self._shrink()
        return read

    def _forget(self, name: str) -> None:
        self._drop(name)
        self._gone.add(name)

    def _drop(self, name: str) -> None:
        held = self._held.pop(name, None)
        self._size -= held.resource.size if held else 0

    def _shrink(self) -> None:
        if self._size <= self._budget:
            return
        for name in [name for name in self._held if "/" in name.removeprefix("feeds/")]:
            self._drop(name)
            if self._size <= self._budget:
                return

    def _left_the_list(self, name: str) -> bool:
        """The publisher's list is there and does not name this feed's channel. A vanished folder lists nothing."""
        if name == INDEX or not name.startswith("feeds/"):
            return False
        try:
            listed = msgspec.json.decode((self._folder / INDEX).read_bytes(), type=list[dict[str, str | None]])
        except (OSError, msgspec.MsgspecError):
            return False
        return _channel(name) not in {entry.get("channel") for entry in listed}


def _channel(name: str) -> str:
    return name.removeprefix("feeds/").split(".")[0].split("/archive/")[0]


def _removed(file: Path, before: frozenset[str]) -> frozenset[str]:
    try:
        return frozenset(msgspec.json.decode(file.read_bytes(), type=list[str]))
    except (OSError, msgspec.MsgspecError):
        return before


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _bodies(file: Path) -> Iterator[tuple[str, bytes]]:
    """The file and its codings; one of another age than the file belongs to another round of the publisher."""
    yield "identity", file.read_bytes()
    changed = file.stat().st_mtime_ns
    for coding, suffix in CODINGS.items():
        beside = file.with_name(file.name + suffix)
        if suffix and beside.is_file() and beside.stat().st_mtime_ns == changed:
            yield coding, beside.read_bytes()
