"""The records that pass between the rooms of the service. Times are aware and in UTC."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from feeds import Action, Entry, Hints
from syndication.rhythm import NO_RHYTHM, Rhythm

NO_HINTS = Hints()

Code = str  # a failure kind of the copy deck: "dns", "timeout", "webpage" …
Outcome = Literal["changed", "unchanged", "failed"]
State = Literal["public", "held", "hidden", "withdrawn", "scheduled"]
Standing = Literal["public", "held", "excluded", "removed", "retracted"]
Share = Literal["link", "summary", "full"]


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
    max_age: int | None = field(default=None, compare=False)  # seconds that the answer they came with stays fresh


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a code of `reasons.py`, and what its sentence names."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be said of a source's entries before they are public. An empty tuple asks nothing."""

    hold: bool = False  # every new item waits for a person
    hold_first: int = 0  # new items wait until so many of the source were approved
    include: tuple[str, ...] = ()  # at least one of these words
    exclude: tuple[str, ...] = ()  # none of these
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_age: int | None = None  # days, when it is first seen
    share: Share = "summary"  # how much of a text the partner lets us pass on


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing of a source that is well: a code of the copy deck, and what its sentence names."""

    code: Code
    about: str = ""
    at: datetime | None = None  # of what happened once, and is told for a while


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect, seen `count` times in a row; adopted once it has proven itself.

    `shared`: what lay there when it was first followed was what we knew from before.
    """

    url: str
    since: datetime
    count: int = 1
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed found on the partner's site that may take the place of one that vanished."""

    url: str
    title: str
    entries: int
    shared: int  # of its entries that we know from this source


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
    rules: Rules = Rules()
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
    trusted: bool = False  # the next document is taken even if all in it has changed
    rhythm: Rhythm = NO_RHYTHM
    notes: tuple[Note, ...] = ()
    final_url: str | None = None  # where the document that was last taken really lay
    move: Move | None = None
    offers: tuple[Offer, ...] = ()
    looked_at: datetime | None = None  # when `offers` were looked for
    pushed_until: datetime | None = None  # as long as a hub tells us of its news

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
    hubs: tuple[str, ...] = ()  # who tells of its news, and under which address: its Link header (RFC 8288)
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """What came of asking one source once."""

    source_id: int
    at: datetime
    outcome: Outcome
    next_poll_at: datetime | None  # None: not again until a person says so
    code: Code | None = None
    detail: str | None = None
    new: int = 0
    updated: int = 0
    elapsed_ms: int = 0
    size: int = 0  # bytes of the decoded body
    url: str | None = None  # which address failed
    host_until: datetime | None = None  # until when `host` asked to be left alone
    host: str | None = None
    recorded: bool = False  # nothing of it is left to write


@dataclass(frozen=True, slots=True)
class Outage:
    """Most sources failed at once: `failed` of those `tried` within a round, the first at `since`."""

    since: datetime
    failed: int
    tried: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """A partner who says the same: where, and what readers can do there."""

    partner: Partner
    url: str | None
    key: str  # of its entry
    actions: tuple[Action, ...] = ()


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
    carriers: tuple[Carrier, ...] = ()  # in the order they came, without the partner who leads
    featured_until: datetime | None = None
    withdrawn_at: datetime | None = None
    changed: bool = False  # a meeting that has other facts than when it was first published

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
    changed: bool = False  # only meetings that changed after they were first published
    include: tuple[str, ...] = ()  # words, of which one must stand in the title or text
    exclude: tuple[str, ...] = ()  # words, of which none may
    authors: tuple[str, ...] = ()
    max_age: timedelta | None = None  # since it was published
    limit: int = 50
    per_source: int | None = None  # at most so many of one source, its newest
    order: Literal["published", "start"] = "published"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One rendered file: its path under the public folder, and when what it says last changed."""

    path: str
    digest: str  # SHA-256 of the bytes, hex
    changed_at: datetime
