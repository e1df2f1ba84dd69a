"""Has a feed moved? When a permanent redirect counts, and when it leads to somebody else. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from feeds.urls import same_site
from syndication.model import Document, Move, Source

_OFTEN = 3  # polls in a row that were sent to the same place
_LONG = timedelta(days=2)  # over which: a server that was set up wrongly is mended by then


def followed(before: Move | None, document: Document, now: datetime) -> Move | None:
    """What is known of the permanent redirect that led to `document`; None where there was none."""
    if document.moved_to is None:
        return None
    if before is None or before.url != document.moved_to:
        return Move(document.moved_to, now)
    return replace(before, count=before.count + 1)


def is_proven(move: Move, now: datetime) -> bool:
    """Whether it has repeated over days, to the same news. That they can still be read is for the caller to know."""
    return move.shared and move.count >= _OFTEN and now - move.since >= _LONG


def elsewhere(source: Source, document: Document) -> str | None:
    """The address on another site than all that a person or an earlier poll has seen of this source: where the document
    lies, or where a permanent redirect leads on the way to it."""
    known = [url for url in (source.url, source.final_url) if url]
    if source.final_url is None and source.last_ok_at is None:
        return None
    reached = (url for url in (document.url, document.moved_to) if url)
    return next((url for url in reached if not any(same_site(one, url) for one in known)), None)
