"""From whatever a person pastes to the feeds behind it, each of them fetched and read."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self

from feeds import Feed, FeedError, Link, Page, is_comments
from syndication.gather import places
from syndication.gather.fetch import ask
from syndication.model import Document
from syndication.net.session import FetchError, Session

Parse = Callable[[bytes, str | None, str | None], Feed]

_PATIENCE = 15.0  # seconds for everything: somebody is waiting
_EACH = 10.0  # seconds for one address, so that a slow one leaves time for others
_AT_ONCE = 4  # requests
# What a server answers to https that only speaks plain HTTP, or holds a certificate of its landlord.
_NO_TLS = frozenset({"refused", "timeout", "tls_name", "server_error"})
_UNWELCOME = frozenset({"challenge", "slow_down"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was found and read; with `document` and `feed`, adding it costs the partner no second request.

    `comments`: it holds what readers said, which is not the partner's word: to be seen, not to be added.
    """

    url: str
    title: str
    format: str | None
    entries: int
    newest: datetime | None
    document: Document
    feed: Feed
    comments: bool = False


@dataclass(frozen=True, slots=True)
class _Web:
    """A page for people, where it was asked for and where it really is, and the feeds it names."""

    asked: str
    url: str
    links: tuple[Link, ...]
    page: Page


_Seen = Candidate | _Web | FetchError


def discover(session: Session, parse: Parse, url: str, *, patience: float = _PATIENCE) -> tuple[Candidate, ...]:
    """The feed at `url`, or those of its page or its site, best first. Raises FetchError: never empty.

    Takes `patience` seconds at most; what was found by then is returned.
    """
    addresses = places.addresses(places.pasted(url))
    _refuse_social(addresses[0])
    with _Search(session, parse, patience) as search:
        if known := places.known(addresses[0]):
            return _all_known(search.look(known))
        seen = _arrive(search, addresses)
        return (seen,) if isinstance(seen, Candidate) else _behind(search, seen)


class _Search:
    """Looks at addresses, few at a time, each once, and none after its time is over."""

    def __init__(self, session: Session, parse: Parse, patience: float) -> None:
        self._session = session
        self._parse = parse
        self._end = time.monotonic() + patience
        self._pool = ThreadPoolExecutor(_AT_ONCE, "discover")
        self.seen: dict[str, _Seen] = {}

    @property
    def left(self) -> float:
        """Seconds; zero where the time is over."""
        return max(0.0, self._end - time.monotonic())

    def look(self, urls: Iterable[str], within: float = _EACH) -> list[_Seen]:
        """What is at each of `urls`, in their order, whoever answered first; a "timeout" where nothing came in time."""
        urls = list(dict.fromkeys(urls))
        asked = {url: self._pool.submit(self._at, url, within) for url in urls if url not in self.seen}
        wait(asked.values(), self.left)
        self.seen |= {url: _outcome(future) for url, future in asked.items()}
        pages = [seen for seen in map(self.seen.get, urls) if isinstance(seen, _Web)]
        self.seen |= {page.url: page for page in pages}
        return [self.seen[url] for url in urls]

    def _at(self, url: str, within: float) -> _Seen:
        seconds = min(within, self.left, self._session.limits.total_timeout)
        if not seconds:
            return FetchError("timeout", "no time left to ask")
        try:
            document = ask(self._session, url, _now(), limits=replace(self._session.limits, total_timeout=seconds))
        except FetchError as error:
            return error
        return self._read(url, document) if self.left else FetchError("timeout", "no time left to read it")

    def _read(self, asked: str, document: Document) -> _Seen:
        try:
            return _candidate(asked, document, self._parse(document.body or b"", document.media_type, document.url))
        except FeedError as error:
            if error.code == "webpage":
                return _Web(asked, document.url, error.links, error.page)
            return FetchError(error.code, error.detail)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nobody waits for what is still on its way: each request ends by its own limit."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _outcome(future: Future[_Seen]) -> _Seen:
    return future.result() if future.done() else FetchError("timeout", "no answer in the time there was")


def _refuse_social(url: str) -> None:
    if places.is_social(url):
        raise FetchError("social_only", f"{url} belongs to a network that offers no feed")


def _all_known(seen: Sequence[_Seen]) -> tuple[Candidate, ...]:
    if found := _distinct(seen):
        return tuple(found)
    failures = [outcome for outcome in seen if isinstance(outcome, FetchError)]
    raise failures[0] if failures else FetchError("no_feed", "a page stands where the feed should be")


def _arrive(search: _Search, addresses: Sequence[str]) -> Candidate | _Web:
    """What is at the first of `addresses` that answers, or where its page sends on to. Raises FetchError."""
    seen = _first(search, addresses)
    if isinstance(seen, _Web) and seen.page.sends_to and not seen.links and not seen.page.is_parked:
        _refuse_social(seen.page.sends_to)
        seen = search.look([seen.page.sends_to])[0]
    if isinstance(seen, FetchError):
        raise seen
    if isinstance(seen, _Web):
        _refuse_social(seen.url)
    return seen


def _first(search: _Search, addresses: Sequence[str]) -> _Seen:
    *others, last = addresses
    for address in others:
        seen = search.look([address], within=search.left / 2)[0]
        if not isinstance(seen, FetchError) or seen.code not in _NO_TLS:
            return seen
    return search.look([last])[0]


def _behind(search: _Search, web: _Web) -> tuple[Candidate, ...]:
    """The feeds of a page's site: round after round, until one finds what is no mere comments."""
    found: list[Candidate] = []
    for addresses in _rounds(search, web):
        found = _distinct([*found, *search.look(addresses)])
        if not search.left or not all(candidate.comments for candidate in found):
            break
    if not found:
        raise _nothing(search, web)
    return tuple(sorted(found, key=lambda candidate: _flaws(candidate, web)))


def _rounds(search: _Search, web: _Web) -> Iterator[Sequence[str]]:
    """What the page names; then what its home page names; then where feeds often lie."""
    yield _named(web)
    if web.page.is_parked:
        return
    # A page that asks for a password may be another site's: that of the one who lets people in.
    if home := places.home(web.asked if web.page.asks_password else web.url):
        seen = search.look([home])[0]
        yield _named(seen) if isinstance(seen, _Web) else [home]
    if web.page.asks_password:
        return
    for guesses in places.guesses(web.url):
        if not _unwelcome(search):
            yield guesses


def _named(web: _Web) -> list[str]:
    return places.named(web.url, web.links, web.page)


def _distinct(seen: Iterable[_Seen]) -> list[Candidate]:
    """The candidates, but for those that came from one address in the end, or with the same bytes."""
    found: list[Candidate] = []
    for candidate in seen:
        if isinstance(candidate, Candidate) and not any(_is_same(candidate, other) for other in found):
            found.append(candidate)
    return found


def _is_same(one: Candidate, other: Candidate) -> bool:
    return one.document.url == other.document.url or one.document.body_hash == other.document.body_hash


def _flaws(candidate: Candidate, web: _Web) -> tuple[bool, ...]:
    """What speaks against offering it first, the gravest first."""
    is_narrow = places.is_narrow(candidate.document.url, web.url)
    return candidate.comments, candidate.entries == 0, is_narrow, candidate.format == "ics"


def _unwelcome(search: _Search) -> FetchError | None:
    """What a server said that wants no more questions."""
    failures = (seen for seen in search.seen.values() if isinstance(seen, FetchError))
    return next((failure for failure in failures if failure.code in _UNWELCOME), None)


def _nothing(search: _Search, web: _Web) -> FetchError:
    if not search.left:
        return FetchError("timeout", f"{web.url} was read, but no feed of it in the time there was")
    if web.page.asks_password:
        return FetchError("login", f"{web.url} asks for a password and names no feed")
    if web.page.is_parked:
        return FetchError("no_feed", f"{web.url} is nobody's page: a domain that is parked or for sale")
    return _unwelcome(search) or FetchError("no_feed", f"{web.url} names no feed that can be read")


def _candidate(asked: str, document: Document, feed: Feed) -> Candidate:
    dates = [date for entry in feed.entries if (date := entry.updated or entry.published)]
    url = document.moved_to or asked
    return Candidate(
        url=url,
        title=feed.title or url,
        format=feed.format,
        entries=len(feed.entries),
        newest=max(dates, default=None),
        document=document,
        feed=feed,
        comments=is_comments(feed) or is_comments(Feed(url=url, feed_url=document.url)),
    )


def _now() -> datetime:
    return datetime.now(UTC)
