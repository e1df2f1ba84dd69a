"""The records that pass between the rooms of the service. Times are aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feeds import Entry, Hints

NO_HINTS = Hints()

Code = str  # a failure kind of the copy deck: "dns", "timeout", "webpage" …
Outcome = Literal["changed", "unchanged", "failed"]
State = Literal["public", "held", "hidden", "withdrawn", "scheduled"]


@dataclass(frozen=True, slots=True)
class Partner:
    id: int
    slug: str
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Validators:
    """What the partner's server gave us to ask again with, verbatim (RFC 9110, 8.8); good for `url` only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An address we pull, and what we remember of it."""

    id: int
    url: str
    first_url: str  # as first added: ids are minted from it, so it never changes
    partner: Partner
    title: str | None
    site_url: str | None
    topics: tuple[str, ...] = ()
    held: bool = False  # new items wait for a person
    paused: bool = False
    validators: Validators | None = None
    body_hash: str | None = None  # of the last body that was read
    hints: Hints = NO_HINTS
    next_poll_at: datetime | None = None
    failures: int = 0  # in a row
    last_ok_at: datetime | None = None
    last_poll_at: datetime | None = None
    code: Code | None = None  # of the last poll, None when it was well
    detail: str | None = None  # for technicians

    @property
    def is_own(self) -> bool:
        """The coalition itself speaks here: the staff desk, or a folder of Markdown."""
        return self.url.startswith(("desk:", "folder:"))


@dataclass(frozen=True, slots=True)
class Document:
    """What an address answered: the bytes, or the word that they are the same as last time (`body` None)."""

    url: str  # after redirects
    body: bytes | None
    media_type: str | None = None  # the Content-Type header as sent
    validators: Validators | None = None
    max_age: int | None = None  # seconds, from Cache-Control or Expires
    moved_to: str | None = None  # where permanent redirects led
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """What came of asking one source once."""

    source_id: int
    at: datetime
    outcome: Outcome
    next_poll_at: datetime
    code: Code | None = None
    detail: str | None = None
    new: int = 0
    updated: int = 0
    elapsed_ms: int = 0
    size: int = 0  # bytes of the decoded body
    recorded: bool = False  # nothing of it is left to write


@dataclass(frozen=True, slots=True)
class Story:
    """One thing that was said, whoever carries it: its leading entry, and where it stands."""

    id: int
    key: str
    public_id: str
    entry: Entry  # `published` and `updated` are ours and always set; `part_of` is a public id
    source: Source
    state: State
    first_seen: datetime
    surfaced_at: datetime

    @property
    def is_notice(self) -> bool:
        """A meeting announced by a release of ours."""
        return self.entry.part_of is not None


@dataclass(frozen=True, slots=True)
class Channel:
    """A published feed: which stories it holds and in which order. An empty tuple or None asks nothing."""

    slug: str
    title: str
    description: str
    kinds: tuple[str, ...] = ()
    notices: bool = False  # the meetings of our releases stand here by themselves, not only with their release
    own: bool | None = None
    partners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    featured: bool = False  # only what staff feature now
    upcoming: bool = False  # only meetings that are not over
    limit: int = 50
    per_source: int | None = None  # at most so many of one source, its newest
    order: Literal["published", "start"] = "published"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One rendered file: its path under the public folder, and when what it says last changed."""

    path: str
    digest: str  # SHA-256 of the bytes, hex
    changed_at: datetime
