"""Asking one source: from its address to the store, and every failure as a Poll.

Here, and in what it leaves behind (aftermath.py), gathering and merging meet.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import InterfaceError, OperationalError

from feeds import Feed, FeedError, is_comments
from feeds.text import squeeze
from syndication import vanished
from syndication.aftermath import Answer, remember, rhythm
from syndication.gather import folder
from syndication.gather.cadence import NO_HABITS, Habits, Wishes, next_poll
from syndication.gather.discover import discover
from syndication.gather.fetch import fetch
from syndication.gather.moving import elsewhere
from syndication.merge.take import Taken, take
from syndication.model import Document, Outcome, Poll, Source
from syndication.net.session import FetchError, Session
from syndication.settings import Settings
from syndication.store import schedule, sources, stories
from syndication.store.db import Store

log = logging.getLogger(__name__)

LONGEST_DETAIL = 500  # characters
NEAR = timedelta(days=2)  # before a meeting its source is asked more often
LOOK_EVERY = timedelta(days=7)  # for what took the place of a feed that vanished
COMMENTS = "it is a feed of comments"
NOTHING = Taken()


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
        if error.code != "webpage":
            raise
        if source.last_ok_at:
            asks_password = error.page is not None and error.page.asks_password
            raise FetchError("login" if asks_password else "webpage", f"{document.url} is a page for people") from error
    best = discover(tools.session, tools.parse, source.url)[0]  # a list of partners may hold home pages
    if best.comments:
        raise FetchError("no_feed", COMMENTS)
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
        _look_elsewhere(tools, source, error.code, now)
        retry_after, host = getattr(error, "retry_after", None), getattr(error, "host", None)
        return _failed(tools, source, error.code, error.detail, now, started, retry_after, host)
    except (InterfaceError, OperationalError) as error:
        # Nothing is stored or said of the source; its lease ends, and it is due again.
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
    document = answer.document
    if (stranger := elsewhere(source, document)) and not source.trusted:
        raise FetchError("moved_domain", stranger)
    hints = answer.feed.hints if answer.feed else source.hints
    seen = replace(source, validators=document.validators, rhythm=rhythm(source, answer.feed, now))
    following = _next(tools, seen, "unchanged", Wishes(hints, document.max_age))
    poll = Poll(source.id, now, "unchanged", following, size=len(document.body or b""), elapsed_ms=_since(started))
    is_as_before = document.validators == source.validators and document.moved_to is None and source.move is None
    if answer.feed is None and is_as_before and not source.trusted:
        return poll
    return _store(tools, source, answer, poll)


def _store(tools: Tools, source: Source, answer: Answer, poll: Poll) -> Poll:
    """Take what is new, in the transaction that also remembers what to ask with next time."""
    if answer.feed and is_comments(replace(answer.feed, feed_url=answer.feed.feed_url or source.url)):
        raise FetchError("no_feed", COMMENTS)
    with tools.store.transaction() as conn:
        source_now = sources.by_id(conn, source.id)
        if source_now is None or source_now.paused or source_now.url != source.url:  # staff changed it while we asked
            return replace(poll, recorded=True)
        taken = NOTHING
        if answer.feed:
            taken = take(conn, tools.settings, source_now, answer.feed, poll.at)
            outcome: Outcome = "changed" if taken.stories else "unchanged"
            poll = replace(poll, outcome=outcome, new=taken.new, updated=taken.updated, code=taken.code)
        if poll.code != "changed_hands":  # the same document is looked at again when staff have said whose it is
            remember(conn, source_now, answer, taken, poll.at)
        schedule.record(conn, [poll])
    return replace(poll, recorded=True)


def _look_elsewhere(tools: Tools, source: Source, code: str, now: datetime) -> None:
    """Look for what took the place of a feed that was well once; not often, for it costs the partner some requests."""
    was_well = source.last_ok_at is not None and not source.is_own
    is_time = source.looked_at is None or now - source.looked_at >= LOOK_EVERY
    if code not in vanished.CODES or not was_well or not is_time:
        return
    try:
        offers = vanished.look(tools.session, tools.parse, tools.store, source)
        if offers is not None:
            with tools.store.transaction() as conn:
                sources.offer(conn, source.id, offers, now)
    except (InterfaceError, OperationalError) as error:
        log.warning("What may take the place of source %s could not be stored: %s", source.id, error)
    except Exception:  # it is a kindness: the poll goes on without it
        log.exception("What may take the place of source %s was not found because of a mistake of ours", source.id)


def _failed(
    tools: Tools,
    source: Source,
    code: str,
    detail: str | None,
    now: datetime,
    started: float,
    retry_after: int | None = None,
    host: str | None = None,
) -> Poll:
    following = _next(tools, source, "failed", Wishes(source.hints, retry_after=retry_after), code)
    detail = squeeze(detail)[:LONGEST_DETAIL] if detail else None  # it may quote what a stranger's server said
    until = tools.now() + timedelta(seconds=retry_after) if retry_after else None
    return Poll(
        source.id,
        now,
        "failed",
        following,
        code=code,
        detail=detail,
        elapsed_ms=_since(started),
        url=source.url,
        host_until=until,
        host=host,
    )


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)


def _next(tools: Tools, source: Source, outcome: Outcome, wishes: Wishes, code: str | None = None) -> datetime | None:
    polling, now = tools.settings.polling, tools.now()
    if source.is_own:  # a folder is read when a file in it changes
        return now + polling.max_interval
    return next_poll(
        now,
        outcome,
        failures=source.failures + 1 if outcome == "failed" else 0,
        code=code,
        wishes=wishes,
        habits=_habits(tools, source, now) if outcome != "failed" else NO_HABITS,
        minimum=polling.min_interval,
        maximum=polling.max_interval,
        jitter=random.random(),  # noqa: S311 - spreads requests; nothing secret hangs on it
    )


def _habits(tools: Tools, source: Source, now: datetime) -> Habits:
    with tools.store.read() as conn:
        soon = stories.is_near(conn, source.id, now, now + NEAR)
    told = source.pushed_until is not None and source.pushed_until > now
    return Habits(source.rhythm, source.validators is not None, told, soon)
