"""What a document leaves behind of its source: where it lives, how often it speaks, and what is worth knowing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from feeds import Feed
from syndication.gather.moving import followed, is_proven
from syndication.merge.take import Taken
from syndication.model import Document, Note, Source
from syndication.rhythm import Rhythm, rhythm_in
from syndication.store import entries, sources, subscriptions

TOLD_FOR = timedelta(days=30)  # how long what happened once is told of


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said when it was asked: a document, and the feed in it where it is not the one of last time."""

    document: Document
    feed: Feed | None
    found_at: str | None = None  # the address of the feed, where the source's own is a page that names it


def remember(conn: sa.Connection, source: Source, answer: Answer, taken: Taken, now: datetime) -> None:
    """Keep what asking again needs, and what staff may want to know."""
    sources.remember(conn, source.id, answer.document)
    if answer.found_at and sources.by_url(conn, answer.found_at) is None:
        sources.move(conn, source.id, answer.found_at)
    moved = _follow(conn, source, answer, taken, now)
    kept = [note for note in (*source.notes, *moved) if note.at and now - note.at < TOLD_FOR]
    if answer.feed:
        sources.describe(conn, source.id, answer.feed, rhythm(source, answer.feed, now))
        sources.note(conn, source.id, [*kept, *_notes(conn, source, answer.feed, taken)])
        subscriptions.wish(conn, source.id, answer.document, answer.feed, now)
    elif moved:
        sources.note(conn, source.id, [*(note for note in source.notes if not note.at), *kept])


def rhythm(source: Source, feed: Feed | None, now: datetime) -> Rhythm:
    """Read from the dates of a document, or the day it came where it has none; one too short to tell keeps the old."""
    if feed is None:
        return source.rhythm
    read = rhythm_in(feed, now)
    known = read if read.usual else source.rhythm
    return replace(known, newest=read.newest or (now if feed.entries else source.rhythm.newest))


def _follow(conn: sa.Connection, source: Source, answer: Answer, taken: Taken, now: datetime) -> list[Note]:
    """Adopt the address of a permanent redirect that has proven itself, or that staff have confirmed."""
    move = followed(source.move, answer.document, now)
    if move and move.count == 1 and answer.feed and not taken.known:
        move = replace(move, shared=False)
    is_adopted = move and (source.trusted or is_proven(move, now))
    owner = sources.by_url(conn, move.url) if move else None
    if move and is_adopted and (owner is None or owner.id == source.id):
        sources.move(conn, source.id, move.url)
        return [Note("moved", move.url, now)]
    if move != source.move:
        sources.redirect(conn, source.id, move)
    return []


def _notes(conn: sa.Connection, source: Source, feed: Feed, taken: Taken) -> Iterator[Note]:
    """What this document shows, besides what it says."""
    if not feed.entries and not entries.newest(conn, source.id, 1):
        yield Note("empty")
    for code in feed.warnings:
        yield Note(code, str(len(feed.entries)) if code == "broken_recovered" else "")
    yield from taken.notes
