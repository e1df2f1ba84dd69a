"""Whose words tell a story: the origin's, not a copy's, whoever was asked first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds import Entry
from syndication.model import Source, Standing, State

_TOGETHER = timedelta(days=1)  # within which sources are asked for the first time together
_SECOND = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "org"})
_ORDER: dict[Standing, int] = {"public": 0, "held": 1, "excluded": 2, "removed": 3, "retracted": 4}


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for one entry of a story."""

    entry_id: int
    standing: Standing
    own: bool  # the coalition itself says it
    copied: bool  # it says itself that it comes from elsewhere
    dated: datetime  # when it was said, as far as we can vouch for it
    first_seen: datetime


def leading(claims: Sequence[Claim]) -> Claim:
    """The one that may be shown, is ours, is no copy, was said first, came first.

    Who comes days after the first is not believed to have said it before, unless the others are copies.
    """
    until = min(claim.first_seen for claim in claims) + _TOGETHER

    def said(claim: Claim) -> datetime:
        return claim.dated if claim.first_seen <= until else claim.first_seen

    return min(claims, key=lambda c: (_ORDER[c.standing], not c.own, c.copied, said(c), c.first_seen, c.entry_id))


def state_of(claims: Sequence[Claim], ruling: str | None) -> State:
    """Where a story stands that was not withdrawn: by what staff said, else by the best of its entries."""
    if ruling in ("public", "hidden"):
        return ruling  # type: ignore[return-value] # the two are states
    best = min((_ORDER[claim.standing] for claim in claims), default=_ORDER["removed"])
    return "public" if best == 0 else "held" if best == 1 else "hidden"


def vouched(entry: Entry, source: Source, now: datetime) -> datetime:
    """When an entry that is first seen `now` was said. A date before our last look, which did not see it, proves
    nothing: whoever copies a story could date the copy back."""
    published = entry.published or now
    return now if source.last_ok_at is not None and published < source.last_ok_at else published


def is_copy(entry: Entry, source: Source) -> bool:
    """Whether an entry names another feed as its source, or leads to another site than its partner's."""
    named = entry.origin
    if named and (named.feed_url or named.url) and not _is_at_home(named.feed_url or named.url or "", source):
        return True
    return entry.url is not None and bool(_homes(source)) and not _is_at_home(entry.url, source)


def _is_at_home(url: str, source: Source) -> bool:
    host = _site(url)
    return any(host == home for home in _homes(source))


def _homes(source: Source) -> set[str]:
    """The sites of a source, by the names of their hosts that somebody registered."""
    return {_site(url) for url in (source.partner.url, source.site_url, source.url) if url and _site(url)}


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = host.split(".")
    if host.replace(".", "").isdigit() or ":" in host:
        return host
    return ".".join(names[-3:] if _is_public_suffix(names[-2:]) else names[-2:])


def _is_public_suffix(names: Sequence[str]) -> bool:
    """Whether names are given out below these two, as below `org.uk` and `com.br`."""
    return len(names) == 2 and len(names[1]) == 2 and names[0] in _SECOND
