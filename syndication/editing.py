"""Other rules, topics or another name for a source: what that would change, and making it so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from feeds.text import squeeze
from syndication.merge import membership, rejudge
from syndication.merge.rejudge import Change
from syndication.model import Rules, Source
from syndication.settings import Settings
from syndication.store import channels, sources

LISTS = ("include", "exclude", "topics", "authors", "languages")


class Unnamed(Exception):
    """A partner needs a name."""


@dataclass(frozen=True, slots=True)
class Edit:
    """How a source shall be. None leaves its partner's name or its topics as they are."""

    rules: Rules
    name: str | None = None
    topics: tuple[str, ...] | None = None


def rules(before: Rules, **said: Any) -> Rules:
    """The rules with what was said and is not None; an empty text in a list is nothing, an age of 0 any age."""
    stated = {name: value for name, value in said.items() if value is not None}
    stated |= {name: tuple(filter(None, map(squeeze, stated[name]))) for name in LISTS if name in stated}
    if "languages" in stated:
        stated["languages"] = tuple(language.partition("-")[0].lower() for language in stated["languages"])
    if "max_age" in stated:
        stated["max_age"] = stated["max_age"] or None
    return replace(before, **stated)


def changes(conn: sa.Connection, settings: Settings, source: Source, edit: Edit, now: datetime) -> list[Change]:
    """What it would change of the last 30 days; nothing is stored."""
    return rejudge.changes(conn, settings, replace(source, topics=_topics(source, edit)), edit.rules, now)


def store(
    conn: sa.Connection, settings: Settings, source: Source, edit: Edit, moved: Sequence[Change], now: datetime
) -> None:
    """Make it so, with these `changes`. Raises Unnamed."""
    if edit.name is not None and not squeeze(edit.name):
        raise Unnamed
    owner = sources.rename(conn, source, squeeze(edit.name)) if edit.name else source.partner.id
    sources.edit(conn, source.id, rules=edit.rules, topics=list(_topics(source, edit)), partner_id=owner)
    rejudge.apply(conn, settings, moved, now)
    membership.again(conn, settings, source.id, now)
    channels.touch(conn, (), now)


def _topics(source: Source, edit: Edit) -> tuple[str, ...]:
    return source.topics if edit.topics is None else tuple(filter(None, edit.topics))
