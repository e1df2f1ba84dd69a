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


def is_elsewhere(source: Source, document: Document) -> bool:
    """Whether the document lies on another site than all that a person or an earlier poll has seen of this source."""
    known = [url for url in (source.url, source.final_url) if url]
    is_known = source.final_url is not None or source.last_ok_at is not None
    return is_known and not any(same_site(url, document.url) for url in known)
