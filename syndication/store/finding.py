"""Finding a story for a person: by its words, by a page that it lies at, and who at the desk did what with it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from syndication.store import entries as entry_store
from syndication.store.schema import (
    activity,
    aliases,
    channels,
    entries,
    memberships,
    partners,
    sources,
    stories,
    users,
)

MOST = 400  # stories that are looked through


def worded(conn: sa.Connection, words: Sequence[str]) -> list[int]:
    """The newest stories that may say all these words, or whose partner is called so. More than do: what stands in the
    database is written in JSON."""
    said = sa.select(entries.c.story_id).join(sources, sources.c.id == entries.c.source_id)
    said = said.join(partners, partners.c.id == sources.c.partner_id).join(stories, stories.c.id == entries.c.story_id)
    places = (entries.c.document, stories.c.correction, partners.c.name)
    for word in words:
        said = said.where(sa.or_(*(place.icontains(word, autoescape=True) for place in places)))
    alive = sa.select(stories.c.id).where(stories.c.id.in_(said), stories.c.state.not_in(("joined", "withdrawn")))
    newest = alive.order_by(stories.c.surfaced_at.desc(), stories.c.id.desc()).limit(MOST)
    return list(conn.execute(newest).scalars())


def called(conn: sa.Connection, names: Iterable[str], salt: bytes) -> list[int]:
    """The stories of which a source has used one of these names, newest first."""
    digests = [entry_store.name_digest(name, salt) for name in names]
    named = sa.select(aliases.c.entry_id).where(aliases.c.alias.in_(digests))
    told = sa.select(entries.c.story_id).where(entries.c.id.in_(named)).distinct()
    return sorted(conn.execute(told).scalars(), reverse=True)


def acts(conn: sa.Connection, story_id: int) -> list[Any]:
    """What people did with it at the desk, in order: `at`, `act`, `about`, `who`."""
    asked = sa.select(activity.c.at, activity.c.act, activity.c.about, users.c.email.label("who")).join(users)
    return list(conn.execute(asked.where(activity.c.story_id == story_id).order_by(activity.c.id)))


def unpublished(conn: sa.Connection, story_ids: Sequence[int], published: int) -> bool:
    """Whether a channel that held one of these stories changed after the revision that the public files tell."""
    held = sa.select(memberships.c.channel).where(memberships.c.story_id.in_(list(story_ids)))
    later = sa.select(channels.c.slug).where(channels.c.slug.in_(held), channels.c.revision > published)
    return conn.execute(later.limit(1)).first() is not None
