"""From whatever a person pastes to the feeds behind it, each of them fetched and read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feeds import Feed, FeedError, is_comments
from syndication.gather.fetch import ask
from syndication.model import Document
from syndication.net.session import FetchError, Session

Parse = Callable[[bytes, str | None, str | None], Feed]

_MOST = 6  # feeds of one page that are looked at
_PATIENCE = 10.0  # seconds for each of them: somebody is waiting
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)  # `host:8000/feed` has none
_FOR_READERS = re.compile(r"^(?:feed|webcals?):(?:(?=https?:)|//)", re.IGNORECASE)
# What a server answers to https that only speaks plain HTTP, or holds a certificate of its landlord.
_NO_TLS = frozenset({"refused", "timeout", "tls_name", "server_error"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was found and read; with `document` and `feed`, adding it costs the partner no second request."""

    url: str
    title: str
    format: str | None
    entries: int
    newest: datetime | None
    document: Document
    feed: Feed


def discover(session: Session, parse: Parse, url: str) -> tuple[Candidate, ...]:
    """The feed at `url`, or those its page names, best first. Raises FetchError where there is none: never empty."""
    asked, document = _open(session, url.strip())
    body = document.body or b""
    try:
        return (_candidate(asked, document, _spoken(parse(body, document.media_type, document.url))),)
    except FeedError as error:
        if error.code != "webpage":
            raise FetchError(error.code, error.detail) from error
        links = error.links
    found = tuple(_linked(session, parse, [link.url for link in links], asked))
    if not found:
        raise FetchError("no_feed", f"{document.url} names no feed that can be read")
    return tuple(sorted(found, key=lambda candidate: candidate.entries == 0))


def _open(session: Session, url: str) -> tuple[str, Document]:
    """The document and the address it was asked for: https, else http, where a person wrote neither."""
    url = _FOR_READERS.sub("", url)
    if _HAS_SCHEME.match(url):
        return url, ask(session, url, _now())
    bare = url.removeprefix("//")
    try:
        return f"https://{bare}", ask(session, f"https://{bare}", _now())
    except FetchError as error:
        if error.code not in _NO_TLS:
            raise
    return f"http://{bare}", ask(session, f"http://{bare}", _now())


def _linked(session: Session, parse: Parse, links: list[str], page: str) -> Iterator[Candidate]:
    limits = replace(session.limits, total_timeout=min(_PATIENCE, session.limits.total_timeout))
    for url in [link for link in links if link != page][:_MOST]:
        try:
            document = ask(session, url, _now(), limits=limits)
            yield _candidate(url, document, _spoken(parse(document.body or b"", document.media_type, document.url)))
        except (FetchError, FeedError):
            continue  # a page may name feeds that are gone: they are not offered


def _spoken(feed: Feed) -> Feed:
    """The feed, unless it is what readers commented: that is not the partner's word."""
    if is_comments(feed):
        raise FetchError("no_feed", "it is a feed of comments")
    return feed


def _candidate(asked: str, document: Document, feed: Feed) -> Candidate:
    dates = [date for entry in feed.entries if (date := entry.updated or entry.published)]
    url = document.moved_to or asked
    return Candidate(url, feed.title or url, feed.format, len(feed.entries), max(dates, default=None), document, feed)


def _now() -> datetime:
    return datetime.now(UTC)
