"""A feed that vanished: its successor is looked for on the partner's site, and offered."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from feeds import Feed
from feeds.urls import safe_url
from syndication.gather.discover import Candidate, discover
from syndication.gather.robots import may_look
from syndication.merge import recognise
from syndication.model import Offer, Source
from syndication.net.session import FetchError, Session
from syndication.store.db import Store

CODES = frozenset({"not_found", "gone", "webpage", "no_feed"})  # after which it may live elsewhere
MOST = 3  # offers: a person compares them


def look(
    session: Session, parse: Callable[[bytes, str | None, str | None], Feed], store: Store, source: Source
) -> list[Offer] | None:
    """The feeds on the partner's own pages that may be the one we lost, those that share most with it first.

    None where no page could be looked at: that says nothing.
    """
    looked = False
    for page in (page for page in _pages(source) if may_look(session, page)):
        try:
            found = [one for one in discover(session, parse, page) if not one.comments and one.url != source.url]
        except FetchError as error:
            looked = looked or error.code in CODES
            continue
        if found:
            return _offers(store, source, found)
        looked = True
    return [] if looked else None


def _pages(source: Source) -> Iterator[str]:
    """Where the partner lives, each address once."""
    parts = urlsplit(source.url)
    root = f"{parts.scheme}://{parts.netloc}/"
    known = (safe_url(url) for url in (source.site_url, source.partner.url, root))
    return iter(dict.fromkeys(url for url in known if url and url != source.url))


def _offers(store: Store, source: Source, found: list[Candidate]) -> list[Offer]:
    with store.read() as conn:
        shared = {one.url: recognise.sources_of(conn, one.feed).get(source.id, 0) for one in found}
    offers = [Offer(one.url, one.title, one.entries, shared[one.url]) for one in found]
    return sorted(offers, key=lambda offer: -offer.shared)[:MOST]
