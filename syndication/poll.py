"""Asking one source: from its address to the store, and every failure as a Poll.

The only module that knows both how content is gathered and how it is merged.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from feeds import Feed, FeedError, Hints, is_comments
from feeds.text import squeeze
from syndication.gather import folder
from syndication.gather.cadence import next_poll
from syndication.gather.discover import discover
from syndication.gather.fetch import fetch
from syndication.merge.take import take
from syndication.model import NO_HINTS, Document, Outcome, Poll, Source
from syndication.net.session import FetchError, Session
from syndication.settings import Settings
from syndication.store import sources
from syndication.store.db import Store

log = logging.getLogger(__name__)

LONGEST_DETAIL = 500  # characters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said when it was asked: a document, and the feed in it where it is not the one of last time."""

    document: Document
    feed: Feed | None
    found_at: str | None = None  # the address of the feed, where the source's own is a page that names it


@dataclass(frozen=True, slots=True)
class Tools:
    """What asking needs. `now` is the clock."""

    store: Store
    settings: Settings
    session: Session
    parse: Callable[[bytes, str | None, str | None], Feed]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def _from_web(tools: Tools, source: Source) -> Answer:
    document = fetch(tools.session, source, tools.now())
    if document.body is None:
        return Answer(document, None)
    try:
        return Answer(document, tools.parse(document.body, document.media_type, document.url))
    except FeedError as error:
        if error.code != "webpage" or source.last_ok_at:
            raise
    best = discover(tools.session, tools.parse, source.url)[0]  # a list of partners may hold home pages
    return Answer(best.document, best.feed, best.url)


def _from_folder(tools: Tools, source: Source) -> Answer:
    feed = folder.read(folder_of(tools, source), tools.settings.coalition.timezone)
    return Answer(Document(source.url, None), feed)


def folder_of(tools: Tools, source: Source) -> Path:
    """Where the files of a `folder:` source lie."""
    return tools.settings.home / source.url.removeprefix("folder:")


# Where the next kind of source is entered.
_SCHEMES = {"http": _from_web, "https": _from_web, "folder": _from_folder}


def poll_one(tools: Tools, source: Source, answer: Answer | None = None) -> Poll:
    """Ask one source and take what is new. A poll that brought nothing is left to the caller to record.

    `answer`: discovery has asked already.
    """
    started, now = time.monotonic(), tools.now()
    try:
        return _settle(tools, source, answer or _ask(tools, source), now, started)
    except (FetchError, FeedError) as error:
        return _failed(tools, source, error.code, error.detail, now, started, getattr(error, "retry_after", None))
    except (
        InterfaceError,
        OperationalError,
    ) as error:  # nothing is stored or said of the source; its lease ends, and it is due again
        log.warning("What source %s brought could not be stored; it is asked again later: %s", source.id, error)
        return replace(_failed(tools, source, "internal", None, now, started), recorded=True)
    except Exception:  # whatever one source provokes, it costs one poll of that source
        log.exception("Source %s could not be read because of a mistake of ours", source.id)
        return _failed(tools, source, "internal", None, now, started)


def _ask(tools: Tools, source: Source) -> Answer:
    scheme = urlsplit(source.url).scheme
    if scheme not in _SCHEMES:
        raise FetchError("private_addr", f"the scheme {scheme!r} is not read")
    return _SCHEMES[scheme](tools, source)


def _settle(tools: Tools, source: Source, answer: Answer, now: datetime, started: float) -> Poll:
    hints = answer.feed.hints if answer.feed else source.hints
    following = _next(tools, source, "unchanged", hints=hints, max_age=answer.document.max_age)
    poll = Poll(
        source.id, now, "unchanged", following, size=len(answer.document.body or b""), elapsed_ms=_since(started)
    )
    if answer.feed is None and answer.document.validators == source.validators:
        return poll
    return _store(tools, source, answer, poll)


def _store(tools: Tools, source: Source, answer: Answer, poll: Poll) -> Poll:
    """Take what is new, in the transaction that also remembers what to ask with next time."""
    if answer.feed and is_comments(replace(answer.feed, feed_url=answer.feed.feed_url or source.url)):
        raise FetchError("no_feed", "it is a feed of comments")
    with tools.store.transaction() as conn:
        source_now = sources.by_id(conn, source.id)
        if source_now is None:  # removed while we asked
            return poll
        if answer.feed:
            taken = take(conn, tools.settings, source_now, answer.feed, poll.at)
            outcome: Outcome = "changed" if taken.stories else "unchanged"
            poll = replace(poll, outcome=outcome, new=taken.new, updated=taken.updated, code=taken.code)
        if poll.code != "changed_hands":  # the same document is looked at again when staff have said whose it is
            _remember(conn, source, answer)
        sources.record(conn, [poll])
    return replace(poll, recorded=True)


def _remember(conn: sa.Connection, source: Source, answer: Answer) -> None:
    sources.remember(conn, source.id, answer.document)
    if answer.found_at:
        sources.move(conn, source.id, answer.found_at)
    if answer.feed:
        sources.describe(conn, source.id, answer.feed)


def _failed(
    tools: Tools,
    source: Source,
    code: str,
    detail: str | None,
    now: datetime,
    started: float,
    retry_after: int | None = None,
) -> Poll:
    following = _next(tools, source, "failed", code=code, retry_after=retry_after)
    detail = squeeze(detail)[:LONGEST_DETAIL] if detail else None  # it may quote what a stranger's server said
    return Poll(source.id, now, "failed", following, code=code, detail=detail, elapsed_ms=_since(started))


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)


def _next(
    tools: Tools,
    source: Source,
    outcome: Outcome,
    *,
    code: str | None = None,
    hints: Hints = NO_HINTS,
    max_age: int | None = None,
    retry_after: int | None = None,
) -> datetime:
    polling = tools.settings.polling
    if source.is_own:  # a folder is read when a file in it changes
        return tools.now() + polling.max_interval
    return next_poll(
        tools.now(),
        outcome,
        failures=source.failures + 1 if outcome == "failed" else 0,
        code=code,
        hints=hints,
        max_age=max_age,
        retry_after=retry_after,
        minimum=polling.min_interval,
        maximum=polling.max_interval,
        jitter=random.random(),  # noqa: S311 - spreads requests; nothing secret hangs on it
    )
