"""Keeping memberships true: after content came, after time passed, after the configuration changed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from syndication.channels import channels, slice_of
from syndication.merge.rules import channels_of, next_change, slices_of, topic_name
from syndication.model import Channel, Story
from syndication.settings import Settings
from syndication.store import channels as store
from syndication.store import entries, sources, stories

BATCH = 500


def classify(conn: sa.Connection, settings: Settings, ids: Sequence[int], now: datetime) -> None:
    """Bring these stories' memberships up to date and mark every channel that says something else now."""
    known = channels(settings)
    touched: set[str] = set()
    for batch in _batches(ids):
        touched |= _place(conn, known, settings, stories.by_ids(conn, batch), now)
    if touched:
        store.touch(conn, touched, now)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _place(
    conn: sa.Connection, known: Sequence[Channel], settings: Settings, batch: Sequence[Story], now: datetime
) -> set[str]:
    before = store.of_stories(conn, [story.id for story in batch])
    after = {story.id: channels_of(story, known, settings, now, before[story.id]) for story in batch}
    _cut_slices(conn, settings, batch, now)
    _move(conn, batch, before, after)
    stories.changes_at(conn, {story.id: next_change(story, known, now) for story in batch})
    touched = {slug for story in batch for slug in before[story.id] | after[story.id]}
    # A notice stands in the calendar of each channel that holds its release.
    return touched | store.of_releases(conn, [story.id for story in batch if story.is_notice])


def _cut_slices(conn: sa.Connection, settings: Settings, batch: Sequence[Story], now: datetime) -> None:
    """A slice begins with the first story that stands in it; who named it first names it."""
    public = [story for story in batch if story.state == "public"]
    named = {address: name for story in reversed(public) for address, name in slices_of(story, settings)}
    here = store.definitions(conn).keys() if named else set()
    for address in sorted(named.keys() - here):
        store.define(conn, address, _definition(slice_of(address, ""), settings), now, title=named[address])


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


def again(conn: sa.Connection, settings: Settings, source_id: int, now: datetime) -> None:
    """After a source was given another partner, name or topic: all that it leads is told anew."""
    told = sorted({row.story_id for row in entries.of_source(conn, source_id) if row.leads})
    classify(conn, settings, told, now)
    for address, title in _titles(conn, settings).items():
        store.entitle(conn, address, title)


def advance(conn: sa.Connection, settings: Settings, now: datetime) -> None:
    """Turn what time has changed since the last look into an ordinary commit."""
    due = [story.id for story in stories.due(conn, now)]
    if due:
        stories.end_features(conn, now)
        classify(conn, settings, due, now)


def reconcile(conn: sa.Connection, settings: Settings, now: datetime) -> None:
    """At start: know every channel, and choose its members again where its rule is another than before.

    So too where the clock has been ahead and was set back: what had seemed over may be coming.
    """
    wanted = {channel.slug: _definition(channel) for channel in channels(settings)} | _wanted_slices(conn, settings)
    stored, titles = store.definitions(conn), _titles(conn, settings)
    changed = [slug for slug, definition in wanted.items() if stored.get(slug) != definition]
    gone = [slug for slug in stored if slug not in wanted and not slug.startswith(("towns/", "languages/"))]
    for slug in changed:
        store.define(conn, slug, wanted[slug], now, title=titles.get(slug))
    if gone:
        store.remove(conn, gone, now)
    if _must_choose(conn, changed) or store.state(conn).as_of > now:
        classify(conn, settings, stories.every_id(conn), now)
    if changed or gone:
        store.touch(conn, changed, now)


def _must_choose(conn: sa.Connection, changed: Sequence[str]) -> bool:
    """Whether stories that are here may belong to these channels. Of a partner who is new there are none yet."""
    speaking = {f"partners/{slug}" for slug in sources.partners_heard(conn)}
    return any(not slug.startswith("partners/") or slug in speaking for slug in changed)


def _wanted_slices(conn: sa.Connection, settings: Settings) -> dict[str, str]:
    """Of each partner whom we pull or who stands in one, and of each topic, whether anything stands in it or not."""
    addresses = [f"topics/{slug}" for slug in settings.topics]
    if settings.serving.partner_slices:
        addresses += [f"partners/{source.partner.slug}" for source in sources.listed(conn)]
        addresses += store.peopled(conn, "partners/")
    return {address: _definition(slice_of(address, ""), settings) for address in sorted(addresses)}


def _titles(conn: sa.Connection, settings: Settings) -> dict[str, str]:
    partners = {f"partners/{source.partner.slug}": source.partner.name for source in sources.listed(conn)}
    return partners | {f"topics/{slug}": topic_name(settings, slug) for slug in settings.topics}


def _definition(channel: Channel, settings: Settings | None = None) -> str:
    """A digest of what decides who is in a channel."""
    meaning = settings.topics if settings and channel.topics else None
    return hashlib.sha256(repr((channel, meaning)).encode()).hexdigest()[:32]
