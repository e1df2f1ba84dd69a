"""Which stories each channel holds, what was touched when, and what has been rendered of it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from feeds.text import slug
from syndication.model import Rendition
from syndication.settings import Settings
from syndication.store.schema import announcements, channels, entries, memberships, renditions, service, stories


def begin(conn: sa.Connection, now: datetime, salt: str | None = None) -> None:
    """The one row of the service, made at its very first start; `salt` where one was used here before."""
    if conn.execute(sa.select(service.c.id)).first() is None:
        row = {"id": 1, "revision": 0, "as_of": now, "year": now.year, "unscrubbed": False}
        conn.execute(service.insert(), {**row, "salt": salt or secrets.token_hex(32)})


def state(conn: sa.Connection) -> Any:
    """The row of the service: `revision`, `as_of`, `year`, `authority`, `unscrubbed`."""
    return conn.execute(sa.select(service)).one()


def salt(conn: sa.Connection) -> bytes:
    """What keys the digests of names and texts in this database."""
    return bytes.fromhex(conn.execute(sa.select(service.c.salt)).scalar_one())


def set_unscrubbed(conn: sa.Connection, unscrubbed: bool) -> None:
    """Whether something was withdrawn whose bytes may still lie about."""
    conn.execute(service.update().values(unscrubbed=unscrubbed))


def revision(conn: sa.Connection) -> int:
    number: int = conn.execute(sa.select(service.c.revision)).scalar_one()
    return number


def authority(conn: sa.Connection, settings: Settings) -> tuple[str, int]:
    """The name and year that ids are minted under: those fixed once, else what the configuration gives for now."""
    fixed, us = state(conn), settings.coalition
    return (
        fixed.authority or settings.authority or f"{slug(us.short_name or us.name) or 'coalition'}.invalid",
        fixed.year,
    )


def fix_authority(conn: sa.Connection, authority: str | None) -> None:
    """From now on ids are minted under this name, whatever the configuration becomes; what was fixed before stands."""
    conn.execute(service.update().where(service.c.authority.is_(None)).values(authority=authority))


def touch(conn: sa.Connection, slugs: Iterable[str], now: datetime) -> None:
    """Something public changed at `now`, and these channels say it."""
    number = conn.execute(
        service.update().values(revision=service.c.revision + 1, as_of=now).returning(service.c.revision)
    ).scalar_one()
    conn.execute(channels.update().where(channels.c.slug.in_(list(slugs))).values(revision=number, touched_at=now))


def definitions(conn: sa.Connection) -> dict[str, str]:
    """Each channel that there is, and the digest of the rule that chose its members."""
    here = sa.select(channels.c.slug, channels.c.definition).where(channels.c.removed_at.is_(None))
    return dict(conn.execute(here).all())


def define(conn: sa.Connection, slug: str, definition: str, now: datetime, title: str | None = None) -> None:
    """A channel that is new, chooses otherwise than before, has another title, or comes back."""
    said = {"definition": definition, "title": title, "removed_at": None}
    changed = conn.execute(channels.update().where(channels.c.slug == slug).values(**said)).rowcount
    if not changed:
        row = {"slug": slug, **said, "last_position": 0, "revision": 0, "touched_at": now}
        conn.execute(channels.insert(), row)


def entitle(conn: sa.Connection, slug: str, title: str) -> None:
    """A slice is called otherwise from now on; its address stays."""
    conn.execute(channels.update().where(channels.c.slug == slug, channels.c.title != title).values(title=title))


def slices(conn: sa.Connection) -> dict[str, str | None]:
    """The slices that there are, and their titles: of a partner, a topic, a language, a town."""
    asked = sa.select(channels.c.slug, channels.c.title)
    asked = asked.where(channels.c.slug.contains("/"), channels.c.removed_at.is_(None)).order_by(channels.c.slug)
    return dict(conn.execute(asked).all())


def remove(conn: sa.Connection, slugs: Iterable[str], now: datetime) -> None:
    """These channels are no more; their addresses say so."""
    conn.execute(channels.update().where(channels.c.slug.in_(list(slugs))).values(removed_at=now))


def removed(conn: sa.Connection) -> list[str]:
    """The channels that were here once."""
    asked = sa.select(channels.c.slug).where(channels.c.removed_at.is_not(None)).order_by(channels.c.slug)
    return list(conn.execute(asked).scalars())


def touched(conn: sa.Connection) -> dict[str, tuple[int, datetime]]:
    """For each channel the revision and the instant at which it last changed."""
    rows = conn.execute(sa.select(channels.c.slug, channels.c.revision, channels.c.touched_at))
    return {slug: (number, at) for slug, number, at in rows}


def sizes(conn: sa.Connection) -> dict[str, int]:
    """How many public stories stand in each channel that holds any."""
    asked = sa.select(memberships.c.channel, sa.func.count()).join(stories, stories.c.id == memberships.c.story_id)
    asked = asked.where(memberships.c.present.is_(True), stories.c.state == "public").group_by(memberships.c.channel)
    return dict(conn.execute(asked).all())


def of_stories(conn: sa.Connection, ids: Sequence[int]) -> dict[int, set[str]]:
    """The channels that each of these stories is in."""
    found: dict[int, set[str]] = {story: set() for story in ids}
    for story, channel in conn.execute(
        sa.select(memberships.c.story_id, memberships.c.channel).where(
            memberships.c.story_id.in_(ids), memberships.c.present.is_(True)
        )
    ):
        found[story].add(channel)
    return found


def of_releases(conn: sa.Connection, notices: Sequence[int]) -> set[str]:
    """The channels that hold the releases which announced these meetings."""
    if not notices:
        return set()
    told = entries.c.story_id.in_(notices)
    first = sa.select(entries.c.part_of_id).where(told, entries.c.part_of_id.is_not(None))
    again = sa.select(announcements.c.release_id).join(entries, entries.c.id == announcements.c.notice_id).where(told)
    release = entries.alias("release")
    asked = sa.select(memberships.c.channel).join(release, release.c.story_id == memberships.c.story_id)
    asked = asked.where(sa.or_(release.c.id.in_(first), release.c.id.in_(again)), memberships.c.present.is_(True))
    return set(conn.execute(asked).scalars())


def join(conn: sa.Connection, channel: str, arrivals: Sequence[tuple[int, datetime]]) -> None:
    """Give each (story, surfaced_at) the next position of the channel, in this order; who was here has one still."""
    back = set(_return(conn, channel, [story for story, _ in arrivals]))
    arrivals = [arrival for arrival in arrivals if arrival[0] not in back]
    if not arrivals:
        return
    move = channels.update().where(channels.c.slug == channel)
    last = conn.execute(
        move.values(last_position=channels.c.last_position + len(arrivals)).returning(channels.c.last_position)
    ).scalar_one()
    first = last - len(arrivals) + 1
    rows = [
        {"channel": channel, "story_id": story, "position": first + n, "surfaced_at": at, "present": True}
        for n, (story, at) in enumerate(arrivals)
    ]
    conn.execute(memberships.insert(), rows)


def peopled(conn: sa.Connection, prefix: str) -> list[str]:
    """The channels of this kind in which a story stands."""
    here = sa.and_(memberships.c.channel.startswith(prefix), memberships.c.present.is_(True))
    return list(conn.execute(sa.select(memberships.c.channel).where(here).distinct()).scalars())


def _return(conn: sa.Connection, channel: str, ids: Sequence[int]) -> Sequence[int]:
    """Those of the stories that were in the channel before are again."""
    here = sa.and_(memberships.c.channel == channel, memberships.c.story_id.in_(ids))
    return (
        conn.execute(memberships.update().where(here).values(present=True).returning(memberships.c.story_id))
        .scalars()
        .all()
    )


def leave(conn: sa.Connection, channel: str, ids: Sequence[int]) -> None:
    """These stories are no longer in the channel; their positions stay theirs."""
    here = sa.and_(memberships.c.channel == channel, memberships.c.story_id.in_(ids))
    conn.execute(memberships.update().where(here).values(present=False))


def depart(conn: sa.Connection, story_id: int) -> set[str]:
    """A story leaves every channel it is in; their slugs."""
    here = sa.and_(memberships.c.story_id == story_id, memberships.c.present.is_(True))
    left = memberships.update().where(here).values(present=False).returning(memberships.c.channel)
    return set(conn.execute(left).scalars())


def rendered(conn: sa.Connection) -> dict[str, Rendition]:
    """What each public file says and since when, by its path."""
    return {row.path: Rendition(row.path, row.digest, row.changed_at) for row in conn.execute(sa.select(renditions))}


def record_renditions(conn: sa.Connection, changed: Mapping[str, Rendition]) -> None:
    for path, rendition in changed.items():
        values = {"digest": rendition.digest, "changed_at": rendition.changed_at}
        if not conn.execute(renditions.update().where(renditions.c.path == path).values(**values)).rowcount:
            conn.execute(renditions.insert(), {"path": path, **values})
