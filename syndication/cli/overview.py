"""A source as every command prints it: as one JSON object, and as a few lines for people."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa

from syndication.cli.console import rfc3339
from syndication.condition import Condition, condition, trouble
from syndication.health import Health
from syndication.model import Source
from syndication.settings import Settings
from syndication.store import entries, sources


def partners_sources(conn: sa.Connection) -> list[Source]:
    """What we pull from others, in the order it was added."""
    return [source for source in sources.listed(conn) if not source.is_own]


def overviews(conn: sa.Connection, settings: Settings, listed: Sequence[Source]) -> list[dict[str, Any]]:
    """These sources, those that need a person first."""
    counts, held, now = entries.count_by_source(conn), entries.count_held(conn), datetime.now(UTC)
    found = [(source, condition(source, settings, now, held.get(source.id, 0))) for source in listed]
    ordered = sorted(found, key=lambda pair: trouble(*pair))
    return [_overview(source, one, counts.get(source.id, 0)) for source, one in ordered]


def _overview(source: Source, found: Condition, stored: int) -> dict[str, Any]:
    partner = source.partner
    return {
        "id": source.id,
        "url": source.url,
        "title": source.title,
        "partner": {"name": partner.name, "slug": partner.slug, "url": partner.url or source.site_url},
        "topics": list(source.topics),
        "status": found.status,
        "code": found.health.code if found.health else None,
        "sentence": found.sentence,
        "health": parts(found.health),
        "notes": [parts(note) for note in found.notes],
        "letter": asdict(found.letter) if found.letter else None,
        "detail": source.detail,
        "last_ok": rfc3339(source.last_ok_at),
        "next_poll": rfc3339(source.next_poll_at),
        "entries": stored,
        "offers": [asdict(offer) for offer in source.offers],
    }


def parts(health: Health | None) -> dict[str, str] | None:
    """The four parts of what is to be said, and its code."""
    return asdict(health) if health else None


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def show(told: dict[str, Any]) -> None:
    """Two lines, and what is worth knowing besides."""
    click.echo(f"{told['id']:>4}  {told['partner']['name']}  {told['url']}")
    click.echo(f"      {told['sentence']} {counted(told['entries'], 'entry', 'entries')}.")
    for note in told["notes"]:
        click.echo(f"      {note['happened']}")
    for offer in told["offers"]:
        click.echo(f"      Perhaps it is here now: {offer['url']}  {offer['title']}, {_shared(offer)}")
        click.echo(f"      If so: syndication sources replace {told['id']} {offer['url']}")
    if told["detail"]:
        click.echo(f"      Details for technical people: {told['detail']}")


def _shared(offer: dict[str, Any]) -> str:
    return f"{counted(offer['entries'], 'entry', 'entries')}, {offer['shared']} of them known from this source"
