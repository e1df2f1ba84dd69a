"""Partners, and the sources we pull from them. When they are asked, and what came of it, stands in `schedule.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from feeds import Feed, Hints
from feeds.text import slug
from feeds.urls import host_of
from syndication.model import Document, Move, Note, Offer, Partner, Rules, Source, Validators
from syndication.rhythm import Rhythm
from syndication.store.schema import entries, partners, sources

NO_RULES = Rules()
DOUBTED = ("changed_hands", "moved_domain")  # nothing is taken until a person has said whose the feed is

_COLUMNS = [c.label(f"source_{c.name}") for c in sources.c] + [c.label(f"partner_{c.name}") for c in partners.c]
_FROM = sources.join(partners)


def columns() -> Sequence[sa.Label[Any]]:
    """What another select must ask for so that `from_row` can make a Source of it."""
    return _COLUMNS


def from_row(row: Any) -> Source:
    """The Source in a row of a select that asked for `columns()`."""
    partner = Partner(row.partner_id, row.partner_slug, row.partner_name, row.partner_url)
    return Source(
        id=row.source_id,
        url=row.source_url,
        first_url=row.source_first_url,
        partner=partner,
        title=row.source_title,
        site_url=row.source_site_url,
        topics=tuple(row.source_topics),
        rules=rules_of(row.source_rules),
        trusted=row.source_trusted,
        paused=row.source_paused,
        validators=Validators(**row.source_validators) if row.source_validators else None,
        body_hash=row.source_body_hash,
        hints=_hints(row.source_hints),
        next_poll_at=row.source_next_poll_at,
        failures=row.source_failures,
        last_ok_at=row.source_last_ok_at,
        last_poll_at=row.source_last_poll_at,
        code=row.source_code,
        detail=row.source_detail,
        rhythm=msgspec.convert(row.source_rhythm, Rhythm),
        notes=msgspec.convert(row.source_notes, tuple[Note, ...]),
        final_url=row.source_final_url,
        move=msgspec.convert(row.source_move, Move) if row.source_move else None,
        offers=msgspec.convert(row.source_offers, tuple[Offer, ...]),
        looked_at=row.source_looked_at,
        pushed_until=row.source_pushed_until,
    )


def rules_of(kept: dict[str, Any]) -> Rules:
    return msgspec.convert(kept, Rules)


def _hints(kept: dict[str, Any]) -> Hints:
    return Hints(kept.get("interval"), frozenset(kept.get("skip_hours", ())), frozenset(kept.get("skip_days", ())))


def _select(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).select_from(_FROM).where(sources.c.removed_at.is_(None), *where).order_by(sources.c.id)


def listed(conn: sa.Connection) -> list[Source]:
    """Every source that was not removed, our own included, in the order they were added."""
    return [from_row(row) for row in conn.execute(_select())]


def by_first_urls(conn: sa.Connection, urls: Sequence[str]) -> list[Source]:
    """The sources that were added with these addresses."""
    return [from_row(row) for row in conn.execute(_select(sources.c.first_url.in_(urls)))]


def active(conn: sa.Connection) -> list[Source]:
    """Every source that can be asked: not removed, not paused, not the desk."""
    return [source for source in listed(conn) if not source.paused and not source.url.startswith("desk:")]


def count_pulled(conn: sa.Connection) -> int:
    """How many sources of others are asked."""
    pulled = (sources.c.paused.is_(False), sources.c.removed_at.is_(None), sources.c.url.startswith("http"))
    number: int = conn.execute(sa.select(sa.func.count()).select_from(sources).where(*pulled)).scalar_one()
    return number


def by_id(conn: sa.Connection, source_id: int) -> Source | None:
    row = conn.execute(_select(sources.c.id == source_id)).first()
    return from_row(row) if row else None


def ever(conn: sa.Connection, first_url: str) -> tuple[int, bool]:
    """The number of the source added with this address, removed or not, and True; else our desk's, and False."""
    asked = sa.select(sources.c.id, sources.c.first_url).where(sources.c.first_url.in_((first_url, "desk:")))
    found = {url: number for number, url in conn.execute(asked)}
    return found.get(first_url, found["desk:"]), first_url in found


def by_ids(conn: sa.Connection, ids: Iterable[int]) -> dict[int, Source]:
    """These sources by their numbers, removed ones too."""
    asked = sa.select(*_COLUMNS).select_from(_FROM).where(sources.c.id.in_(list(ids)))
    return {source.id: source for source in map(from_row, conn.execute(asked))}


def by_url(conn: sa.Connection, url: str) -> Source | None:
    """The source with this address, now or when it was added."""
    row = conn.execute(_select(sa.or_(sources.c.url == url, sources.c.first_url == url))).first()
    return from_row(row) if row else None


def by_destination(conn: sa.Connection, url: str) -> Source | None:
    """The source whose address is this one, or leads there."""
    row = conn.execute(_select(sa.or_(sources.c.url == url, sources.c.final_url == url))).first()
    return from_row(row) if row else None


def ever_added(conn: sa.Connection) -> set[str]:
    """Every address that was ever a source, removed ones included."""
    rows = conn.execute(sa.select(sources.c.url, sources.c.first_url))
    return {url for row in rows for url in row}


def partner(conn: sa.Connection, name: str, url: str | None = None) -> Partner:
    """The partner of this name; added, with a slug of its own for ever, when there is none."""
    row = conn.execute(sa.select(partners).where(partners.c.name == name)).first()
    if row is None:
        taken = set(conn.execute(sa.select(partners.c.slug)).scalars())
        new = {"slug": _free_slug(name, taken), "name": name, "url": url}
        row = conn.execute(partners.insert().returning(partners), new).one()
    return Partner(row.id, row.slug, row.name, row.url)


def rename(conn: sa.Connection, source: Source, name: str) -> int:
    """The partner of a source has this name from now on; where another has it already, the source is theirs."""
    taken = conn.execute(sa.select(partners.c.id).where(partners.c.name == name)).scalar()
    if taken is None:
        conn.execute(partners.update().where(partners.c.id == source.partner.id).values(name=name))
    return taken or source.partner.id


def _free_slug(name: str, taken: set[str]) -> str:
    stem = slug(name) or "partner"
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def partners_heard(conn: sa.Connection) -> set[str]:
    """The slugs of the partners of whom anything is stored."""
    said = sa.select(sources.c.partner_id).where(sa.exists().where(entries.c.source_id == sources.c.id))
    return set(conn.execute(sa.select(partners.c.slug).where(partners.c.id.in_(said))).scalars())


def add(
    conn: sa.Connection,
    url: str,
    partner: Partner,
    *,
    now: datetime,
    title: str | None = None,
    site_url: str | None = None,
    topics: Iterable[str] = (),
    rules: Rules = NO_RULES,
) -> Source:
    """A new source, due at once unless it is our own desk; one that was removed comes back as it was."""
    said = {
        "url": url,
        "host": host_of(url),
        "partner_id": partner.id,
        "title": title,
        "site_url": site_url,
        "topics": list(topics),
        "rules": msgspec.to_builtins(rules),
    }
    due = {"next_poll_at": None if url.startswith("desk:") else now, "removed_at": None, "paused": False}
    known = conn.execute(sa.select(sources.c.id).where(sources.c.first_url == url)).scalar()
    if known is None:
        row = {**said, **due, "first_url": url, "added_at": now, "failures": 0, "hints": {}, "trusted": False}
        known = conn.execute(sources.insert().returning(sources.c.id), row).scalar_one()
    else:
        forgotten = dict.fromkeys(("validators", "body_hash", "final_url", "move", "code", "detail", "not_before"))
        _set(conn, known, **said, **due, **forgotten, failures=0, trusted=False, offers=[], notes=[])
    added = by_id(conn, known)
    assert added is not None, "it was stored just now"
    return added


def pause(conn: sa.Connection, source_id: int) -> None:
    _set(conn, source_id, paused=True, next_poll_at=None)


def resume(conn: sa.Connection, source_id: int, now: datetime) -> None:
    """It is looked at again; where it seemed to be somebody else's, staff have now said that it is theirs."""
    asked = sa.case((sources.c.code.in_(DOUBTED), sa.true()), else_=sources.c.trusted)
    _set(
        conn, source_id, paused=False, next_poll_at=now, wanted=True, failures=0, trusted=asked, code=None, detail=None
    )


def edit(conn: sa.Connection, source_id: int, **said: Any) -> None:
    """Another partner, other topics or other rules."""
    if isinstance(said.get("rules"), Rules):
        said["rules"] = msgspec.to_builtins(said["rules"])
    _set(conn, source_id, **said)


def clear(conn: sa.Connection, source_ids: Iterable[int]) -> None:
    """Nothing of these sources waits for a person any more."""
    flooded = sa.and_(sources.c.id.in_(list(source_ids)), sources.c.code == "flood")
    conn.execute(sources.update().where(flooded).values(code=None))


def remove(conn: sa.Connection, source_id: int, now: datetime) -> None:
    """The source is pulled no more; its address stays known, so that no list adds it again by itself."""
    _set(conn, source_id, removed_at=now, next_poll_at=None, paused=False)


def move(conn: sa.Connection, source_id: int, url: str) -> None:
    """The source is read at another address from now on; ids go on being minted from its first one."""
    _set(conn, source_id, url=url, host=host_of(url), move=None, offers=[])


def replace(conn: sa.Connection, source_id: int, url: str, now: datetime) -> None:
    """Staff have found where the source lives now: what is read there counts, even if all in it has changed."""
    move(conn, source_id, url)
    fresh = {"validators": None, "body_hash": None, "final_url": None, "code": None, "detail": None, "failures": 0}
    _set(conn, source_id, **fresh, trusted=True, paused=False, next_poll_at=now, wanted=True)


def redirect(conn: sa.Connection, source_id: int, move: Move | None) -> None:
    """What is known of a permanent redirect that is not adopted yet."""
    _set(conn, source_id, move=msgspec.to_builtins(move) if move else None)


def offer(conn: sa.Connection, source_id: int, offers: Iterable[Offer], now: datetime) -> None:
    """Feeds that may take the place of this one, which vanished; they were looked for at `now`."""
    _set(conn, source_id, offers=msgspec.to_builtins(tuple(offers)), looked_at=now)


def note(conn: sa.Connection, source_id: int, notes: Iterable[Note]) -> None:
    """All that is worth knowing of a source that is well."""
    _set(conn, source_id, notes=msgspec.to_builtins(tuple(notes)))


def remember(conn: sa.Connection, source_id: int, document: Document) -> None:
    """What to ask with next time; a document that counted whatever changed in it was the last such."""
    validators = asdict(document.validators) if document.validators else None
    _set(
        conn,
        source_id,
        validators=validators,
        body_hash=document.body_hash,
        final_url=document.url,
        trusted=False,
        offers=[],
    )


def describe(conn: sa.Connection, source_id: int, feed: Feed, rhythm: Rhythm) -> None:
    """What the source's own feed says of itself, where it does, and how often it says something."""
    hints = {
        "interval": feed.hints.interval,
        "skip_hours": sorted(feed.hints.skip_hours),
        "skip_days": sorted(feed.hints.skip_days),
    }
    said = {name: value for name, value in (("title", feed.title), ("site_url", feed.url)) if value}
    _set(conn, source_id, hints=hints, rhythm=msgspec.to_builtins(rhythm), **said)


def _set(conn: sa.Connection, source_id: int, **values: Any) -> None:
    conn.execute(sources.update().where(sources.c.id == source_id).values(**values))
