"""Keeping memberships true: after content came, after time passed, after the configuration changed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from syndication.channels import channels
from syndication.merge.rules import channels_of, next_change
from syndication.model import Channel, Story
from syndication.settings import Settings
from syndication.store import channels as store
from syndication.store import stories

BATCH = 500


def classify(conn: sa.Connection, settings: Settings, ids: Sequence[int], now: datetime) -> None:
    """Bring these stories' memberships up to date and mark every channel that says something else now."""
    known = channels(settings)
    touched: set[str] = set()
    for batch in _batches(ids):
        touched |= _place(conn, known, stories.by_ids(conn, batch), now)
    if touched:
        store.touch(conn, touched, now)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _place(conn: sa.Connection, known: Sequence[Channel], batch: Sequence[Story], now: datetime) -> set[str]:
    before = store.of_stories(conn, [story.id for story in batch])
    after = {story.id: channels_of(story, known, now) for story in batch}
    _move(conn, batch, before, after)
    stories.changes_at(conn, {story.id: next_change(story, now) for story in batch})
    touched = {slug for story in batch for slug in before[story.id] | after[story.id]}
    # A notice stands in the calendar of each channel that holds its release.
    return {channel.slug for channel in known} if touched and any(story.is_notice for story in batch) else touched


def _move(conn: sa.Connection, batch: Sequence[Story], before: dict[int, set[str]], after: dict[int, set[str]]) -> None:
    arrivals: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    departures: dict[str, list[int]] = defaultdict(list)
    for story in sorted(batch, key=_by_publication):
        for slug in sorted(after[story.id] - before[story.id]):
            arrivals[slug].append((story.id, story.surfaced_at))
        for slug in sorted(before[story.id] - after[story.id]):
            departures[slug].append(story.id)
    for slug, members in arrivals.items():
        store.join(conn, slug, members)
    for slug, ids in departures.items():
        store.leave(conn, slug, ids)


def _by_publication(story: Story) -> tuple[datetime, int]:
    assert story.entry.published is not None, "the store always dates an entry"
    return story.entry.published, story.id


def advance(conn: sa.Connection, settings: Settings, now: datetime) -> None:
    """Turn what time has changed since the last look into an ordinary commit."""
    due = [story.id for story in stories.due(conn, now)]
    if due:
        classify(conn, settings, due, now)


def reconcile(conn: sa.Connection, settings: Settings, now: datetime) -> None:
    """At start: know every channel, and choose its members again where its rule is another than before.

    So too where the clock has been ahead and was set back: what had seemed over may be coming.
    """
    stored = store.definitions(conn)
    changed = [channel for channel in channels(settings) if stored.get(channel.slug) != _definition(channel)]
    for channel in changed:
        store.define(conn, channel.slug, _definition(channel), now)
    if changed or store.state(conn).as_of > now:
        classify(conn, settings, stories.every_id(conn), now)
        store.touch(conn, [channel.slug for channel in changed], now)


def _definition(channel: Channel) -> str:
    return hashlib.sha256(repr(channel).encode()).hexdigest()[:32]
