"""The stories: what is public, what waits, who carries each, and when time will change one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from feeds import Entry
from syndication.model import Carrier, Partner, State, Story
from syndication.store import sources
from syndication.store.entries import unpack
from syndication.store.schema import Moment, aliases, announcements, entries, memberships, partners, stories
from syndication.store.schema import sources as sources_table

_release = entries.alias("release")
_announced = stories.alias("announced")

_COLUMNS = [
    *(stories.c[name] for name in ("id", "key", "public_id", "state", "published", "updated", "surfaced_at")),
    *(stories.c[name] for name in ("correction", "featured_until", "withdrawn_at", "changed")),
    entries.c.document,
    entries.c.first_seen,
    _announced.c.public_id.label("part_of"),
    *sources.columns(),
]
_FROM = (
    stories.join(entries, sa.and_(entries.c.story_id == stories.c.id, entries.c.leads))
    .join(sources_table, sources_table.c.id == entries.c.source_id)
    .join(partners, partners.c.id == sources_table.c.partner_id)
    .outerjoin(_release, _release.c.id == entries.c.part_of_id)
    .outerjoin(_announced, _announced.c.id == _release.c.story_id)
)


def _select(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).select_from(_FROM).where(*where)


def _stories(conn: sa.Connection, select: sa.Select[Any]) -> list[Story]:
    rows = conn.execute(select).all()
    carried = _carriers(conn, [row.id for row in rows])
    again = _announced_in(conn, [row.id for row in rows if row.part_of])
    return [_story(row, carried.get(row.id, []), again.get(row.id, ())) for row in rows]


def _story(row: Any, carried: Sequence[Carrier], again: Sequence[str]) -> Story:
    source = sources.from_row(row)
    said = replace(unpack(row.document), part_of=row.part_of, published=row.published, updated=row.updated)
    said = replace(said, announced_in=tuple(again)) if again else said
    others = {c.partner.id: c for c in reversed(carried) if c.partner.id != source.partner.id}  # the first of each
    return Story(
        id=row.id,
        key=row.key,
        public_id=row.public_id,
        entry=corrected(said, unpack(row.correction) if row.correction else None),
        source=source,
        state=row.state,
        first_seen=row.first_seen,
        surfaced_at=row.surfaced_at,
        carriers=tuple(reversed(others.values())),
        featured_until=row.featured_until,
        withdrawn_at=row.withdrawn_at,
        changed=row.changed,
    )


def _announced_in(conn: sa.Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """The public ids of the later releases that tell of these notices again, in their order."""
    if not ids:
        return {}
    notice = entries.alias("notice")
    asked = sa.select(notice.c.story_id, stories.c.public_id).join(
        announcements, announcements.c.notice_id == notice.c.id
    )
    asked = asked.join(_release, _release.c.id == announcements.c.release_id)
    asked = asked.join(stories, stories.c.id == _release.c.story_id)
    asked = asked.where(notice.c.story_id.in_(ids), stories.c.state == "public").order_by(stories.c.id)
    found: dict[int, list[str]] = defaultdict(list)
    for story, public_id in conn.execute(asked):
        found[story].append(public_id)
    return found


def corrected(said: Entry, ours: Entry | None) -> Entry:
    """The entry with what staff wrote over it, where they did."""
    if ours is None:
        return said
    return replace(
        said,
        title=ours.title or said.title,
        summary=ours.summary or (None if ours.content else said.summary),
        content=ours.content or said.content,
        meeting=ours.meeting or said.meeting,
    )


def _carriers(conn: sa.Connection, ids: Sequence[int]) -> dict[int, list[Carrier]]:
    """The public entries of these stories that do not lead, in the order they came."""
    asked = sa.select(
        entries.c.story_id, entries.c.key, entries.c.document, *(c.label(f"p_{c.name}") for c in partners.c)
    )
    asked = asked.join(sources_table, sources_table.c.id == entries.c.source_id).join(partners)
    asked = asked.where(entries.c.story_id.in_(ids), entries.c.leads.is_(False), entries.c.standing == "public")
    found: dict[int, list[Carrier]] = defaultdict(list)
    for row in conn.execute(asked.order_by(entries.c.id)):
        entry, partner = unpack(row.document), Partner(row.p_id, row.p_slug, row.p_name, row.p_url)
        found[row.story_id].append(Carrier(partner, entry.url, row.key, entry.actions))
    return found


def by_ids(conn: sa.Connection, ids: Iterable[int]) -> list[Story]:
    """In the order of their numbers."""
    return _stories(conn, _select(stories.c.id.in_(list(ids))).order_by(stories.c.id))


def by_key(conn: sa.Connection, key: str) -> Story | None:
    """The story that this key or public id leads to, whichever of its entries was given it."""
    asked = sa.select(entries.c.story_id).where(sa.or_(entries.c.key == key, entries.c.public_id == key))
    return next(iter(_stories(conn, _select(stories.c.id.in_(asked)))), None)


def by_names(conn: sa.Connection, source_id: int, digests: Sequence[str]) -> list[Story]:
    """The stories of the entries that a source has named so; `digests` as `entries.name_digest` makes them."""
    named = sa.select(aliases.c.entry_id).where(aliases.c.source_id == source_id, aliases.c.alias.in_(digests))
    told = sa.select(entries.c.story_id).where(entries.c.id.in_(named))
    return _stories(conn, _select(stories.c.id.in_(told)))


def window(conn: sa.Connection, channel: str, limit: int) -> list[Story]:
    """The newest `limit` stories of a channel, newest surfaced first; those withdrawn are over and above."""
    here = _select(memberships.c.channel == channel, memberships.c.present.is_(True))
    here = here.join(memberships, memberships.c.story_id == stories.c.id)
    here = here.order_by(memberships.c.surfaced_at.desc(), memberships.c.position.desc())
    newest = _stories(conn, here.where(stories.c.state != "withdrawn").limit(limit))
    withdrawn = _withdrawn(conn, channel)
    return newest + (_stories(conn, here.where(stories.c.id.in_(withdrawn))) if withdrawn else [])


def _withdrawn(conn: sa.Connection, channel: str) -> list[int]:
    """Those of a channel that were withdrawn, found by what is withdrawn anywhere: that is less than what is here."""
    anywhere = sa.select(stories.c.id).where(stories.c.state == "withdrawn")
    # Asking for what is present would lead SQLite to an index by which it reads the whole channel.
    asked = sa.select(memberships.c.story_id, memberships.c.present)
    asked = asked.where(memberships.c.channel == channel, memberships.c.story_id.in_(anywhere))
    return [row.story_id for row in conn.execute(asked) if row.present]


def departed(conn: sa.Connection, channel: str, since: datetime) -> list[tuple[str, datetime]]:
    """The public ids that left a channel at `since` or later because their story was withdrawn or is told elsewhere."""
    left = sa.func.coalesce(stories.c.left_at, stories.c.withdrawn_at, type_=Moment)
    recent = (sa.select(stories.c.id).where(moment >= since) for moment in (stories.c.left_at, stories.c.withdrawn_at))
    asked = sa.select(stories.c.public_id, left).join(memberships, memberships.c.story_id == stories.c.id)
    asked = asked.where(memberships.c.channel == channel, memberships.c.story_id.in_(sa.union(*recent)))
    asked = asked.where(left >= since, stories.c.state.in_(("withdrawn", "joined")))
    return [(public_id, at) for public_id, at in conn.execute(asked.order_by(left.desc(), stories.c.public_id))]


def notices_of(conn: sa.Connection, releases: Sequence[int]) -> list[Story]:
    """The public meetings that these releases (numbers of stories) announce."""
    if not releases:
        return []
    parents = sa.select(entries.c.id).where(entries.c.story_id.in_(list(releases)))
    first = sa.select(entries.c.story_id).where(entries.c.part_of_id.in_(parents))
    notice = entries.alias("notice")
    again = sa.select(notice.c.story_id).join(announcements, announcements.c.notice_id == notice.c.id)
    told = sa.union(first, again.where(announcements.c.release_id.in_(parents)))
    return _stories(conn, _select(stories.c.id.in_(told), stories.c.state == "public").order_by(stories.c.id))


def own_notices(conn: sa.Connection, source_id: int) -> list[Story]:
    """The meetings that releases of this source have announced and nobody withdrew."""
    ours = _select(entries.c.source_id == source_id, entries.c.part_of_id.is_not(None))
    return _stories(conn, ours.where(stories.c.state.in_(("public", "held", "hidden"))).order_by(stories.c.id))


def last_told(conn: sa.Connection, notices: Sequence[int]) -> dict[int, datetime]:
    """The date of the newest release that tells of each of these meetings (numbers of stories)."""
    notice = entries.alias("notice")
    here = notice.c.story_id.in_(notices)
    first = sa.select(notice.c.story_id, notice.c.part_of_id.label("release")).where(here)
    again = sa.select(notice.c.story_id, announcements.c.release_id.label("release"))
    again = again.join(announcements, announcements.c.notice_id == notice.c.id).where(here)
    told = sa.union(first, again).subquery()
    newest = sa.func.max(_announced.c.published, type_=Moment)
    read_in = told.join(_release, _release.c.id == told.c.release)
    read_in = read_in.join(_announced, _announced.c.id == _release.c.story_id)
    return dict(conn.execute(sa.select(told.c.story_id, newest).select_from(read_in).group_by(told.c.story_id)).all())


def listed(
    conn: sa.Connection, *, state: State | None = None, channel: str | None = None, limit: int = 200
) -> list[Story]:
    """Stories for a person to look through, newest surfaced first; not those told elsewhere."""
    wanted = _select(stories.c.state != "joined").order_by(stories.c.surfaced_at.desc(), stories.c.id.desc())
    if state:
        wanted = wanted.where(stories.c.state == state)
    if channel:
        members = sa.select(memberships.c.story_id)
        members = members.where(memberships.c.channel == channel, memberships.c.present.is_(True))
        wanted = wanted.where(stories.c.id.in_(members))
    return _stories(conn, wanted.limit(limit))


def surfaced_since(conn: sa.Connection, since: datetime) -> list[Story]:
    """The public stories that surfaced at `since` or later, newest first."""
    recent = _select(stories.c.surfaced_at >= since, stories.c.state == "public")
    return _stories(conn, recent.order_by(stories.c.surfaced_at.desc(), stories.c.id.desc()))


def any_due(conn: sa.Connection, now: datetime) -> bool:
    return conn.execute(sa.select(stories.c.id).where(stories.c.changes_at <= now).limit(1)).first() is not None


def due(conn: sa.Connection, now: datetime) -> list[Story]:
    """The stories that time has changed since they were last looked at."""
    return by_ids(conn, conn.execute(sa.select(stories.c.id).where(stories.c.changes_at <= now)).scalars())


def every_id(conn: sa.Connection) -> list[int]:
    return list(conn.execute(sa.select(stories.c.id).order_by(stories.c.id)).scalars())


def insert(conn: sa.Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """New stories; their numbers, in the same order."""
    if not rows:
        return []
    made = conn.execute(stories.insert().returning(stories.c.id, sort_by_parameter_order=True), list(rows))
    return list(made.scalars())


def rows(conn: sa.Connection, ids: Iterable[int]) -> list[Any]:
    """The rows of these stories as they stand in the table."""
    return list(conn.execute(sa.select(stories).where(stories.c.id.in_(list(ids))).order_by(stories.c.id)))


def change(conn: sa.Connection, ids: Iterable[int], **values: Any) -> None:
    conn.execute(stories.update().where(stories.c.id.in_(list(ids))).values(**values))


def with_joined(conn: sa.Connection, ids: Iterable[int]) -> list[int]:
    """The numbers of these stories, and of those that are told in them now."""
    told = list(ids)
    joined = sa.select(stories.c.id).where(stories.c.joined_into.in_(told)).order_by(stories.c.id)
    return list(dict.fromkeys([*told, *conn.execute(joined).scalars()]))


def follow(conn: sa.Connection, one: int, other: int) -> None:
    """What was told in the one story is told in the other."""
    conn.execute(stories.update().where(stories.c.joined_into == one).values(joined_into=other))


def with_key(conn: sa.Connection, keys: Sequence[str]) -> dict[str, Any]:
    """The rows of the stories that have these keys of their own."""
    found = conn.execute(sa.select(stories).where(stories.c.key.in_(keys)))
    return {row.key: row for row in found}


def end_features(conn: sa.Connection, now: datetime) -> None:
    """Whatever was featured until now is not any more."""
    conn.execute(stories.update().where(stories.c.featured_until <= now).values(featured_until=None))


def surface(conn: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    """Readers must learn of these: move them to the top of their channels."""
    change(conn, ids, surfaced_at=now)
    conn.execute(memberships.update().where(memberships.c.story_id.in_(ids)).values(surfaced_at=now))


def is_near(conn: sa.Connection, source_id: int, since: datetime, until: datetime) -> bool:
    """Whether something that this source tells of ends between the two: a meeting of theirs, mostly."""
    near = stories.c.changes_at.between(since, until) & (stories.c.state == "public")
    told = sa.select(stories.c.id).join(entries, entries.c.story_id == stories.c.id)
    return conn.execute(told.where(near, entries.c.source_id == source_id).limit(1)).first() is not None


def changes_at(conn: sa.Connection, moments: dict[int, datetime | None]) -> None:
    """When time alone will next change each of these stories."""
    if moments:
        update = stories.update().where(stories.c.id == sa.bindparam("story")).values(changes_at=sa.bindparam("at"))
        conn.execute(update, [{"story": story, "at": at} for story, at in moments.items()])


def count_public(conn: sa.Connection) -> dict[int, int]:
    """How many public stories each partner leads."""
    told = sa.select(entries.c.source_id, sa.func.count()).where(entries.c.leads).group_by(entries.c.source_id)
    # Of most stories the index of entries says enough; those that are not public are few.
    others = sa.select(stories.c.id).where(stories.c.state.in_(("held", "hidden", "withdrawn", "scheduled")))
    kept: Counter[int] = Counter(dict(conn.execute(told).all()))
    kept.subtract(dict(conn.execute(told.where(entries.c.story_id.in_(others))).all()))
    partner_of = dict(conn.execute(sa.select(sources_table.c.id, sources_table.c.partner_id)).all())
    counts: Counter[int] = Counter()
    for source, number in kept.items():
        counts[partner_of[source]] += number
    return {partner: number for partner, number in counts.items() if number}
