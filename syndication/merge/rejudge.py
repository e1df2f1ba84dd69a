"""Other rules for a source: which of its recent entries they would let in or keep out, and making it so."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from syndication.channels import topic_slugs
from syndication.merge import stories as merge
from syndication.merge.judge import Judgement, judge
from syndication.merge.membership import classify
from syndication.model import Reason, Rules, Source, Standing
from syndication.settings import Settings
from syndication.store import entries

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that other rules would treat otherwise."""

    entry_id: int
    story_id: int
    key: str
    title: str
    before: Standing
    after: Standing
    why: tuple[Reason, ...]


def changes(conn: sa.Connection, settings: Settings, source: Source, rules: Rules, now: datetime) -> list[Change]:
    """What these rules would change of the last 30 days. What waits goes on waiting; holding begins with what comes."""
    asked = replace(source, rules=replace(rules, hold=False, hold_first=0))
    return list(_changes(entries.of_source(conn, source.id, now - LOOK_BACK), settings, asked))


def _changes(rows: Sequence[Any], settings: Settings, source: Source) -> Iterator[Change]:
    for row in rows:
        judged = _judged(row, settings, source)
        lets_in = row.standing == "excluded" and judged.standing == "public"
        keeps_out = row.standing in ("public", "held") and judged.standing == "excluded"
        if row.sketch is None and (lets_in or keeps_out):
            title = entries.unpack(row.document).title
            yield Change(row.id, row.story_id, row.key, title, row.standing, judged.standing, judged.why)


def _judged(row: Any, settings: Settings, source: Source) -> Judgement:
    entry = entries.unpack(row.document)
    words = (*source.topics, *(category.label or category.term for category in entry.categories))
    topics = topic_slugs(settings, words)
    return judge(entry, source, topics, approved=0, flagged=False, now=row.first_seen)


def apply(conn: sa.Connection, settings: Settings, found: Sequence[Change], now: datetime) -> None:
    """Make these changes."""
    for change in found:
        why = [asdict(reason) for reason in change.why]
        entries.update(conn, change.entry_id, standing=change.after, why=why)
    told = sorted({change.story_id for change in found})
    merge.settle(conn, told)
    if told:
        classify(conn, settings, told, now)
