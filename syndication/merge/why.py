"""Why an item is where it is: what decided it, who else says it and how they were recognised, what staff did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syndication.model import Reason, Source
from syndication.reasons import say
from syndication.store import channels, entries, sources, staff


@dataclass(frozen=True, slots=True)
class Recognised:
    """An entry that does not lead, and how it was known to say the same; `score` is None where staff said so."""

    key: str
    source: Source
    standing: str
    score: float | None
    reasons: tuple[str, ...]  # codes of `reasons.LIKENESS`
    at: str | None  # RFC 3339
    document: str  # the Entry as JSON

    def in_words(self, language: str) -> str:
        score = f"{self.score:.2f}" if self.score is not None else "–"
        return say("carries", language, name=self.source.partner.name, score=score, reasons=self.likeness(language))

    def likeness(self, language: str) -> str:
        return "; ".join(say(code, language) for code in self.reasons)


@dataclass(frozen=True, slots=True)
class Account:
    """All that is known of why one story stands where it does; `acts` are rows of `staff.history`."""

    reasons: tuple[Reason, ...]
    carriers: tuple[Recognised, ...]
    channels: tuple[str, ...]
    acts: tuple[Any, ...]
    document: str  # the leading Entry as its source said it, as JSON


def account(conn: sa.Connection, story_id: int) -> Account:
    rows = entries.of_stories(conn, [story_id])
    known = sources.by_ids(conn, {row.source_id for row in rows})
    (lead,) = (row for row in rows if row.leads)
    return Account(
        reasons=_decided(lead),
        carriers=tuple(_recognised(row, known[row.source_id]) for row in rows if not row.leads),
        channels=tuple(sorted(channels.of_stories(conn, [story_id])[story_id])),
        acts=tuple(staff.history(conn, story_id)),
        document=lead.document,
    )


def reasons(conn: sa.Connection, story_ids: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    """For each story why the entry that leads it stands where it does."""
    return {row.story_id: _decided(row) for row in entries.of_stories(conn, story_ids) if row.leads}


def _decided(lead: Any) -> tuple[Reason, ...]:
    """Whose source was removed is not asked by rules any more."""
    if lead.standing == "removed":
        return (Reason("removed"),)
    return tuple(Reason(**one) for one in lead.why)


def _recognised(row: Any, source: Source) -> Recognised:
    joined = row.joined
    why = joined.get("reasons", ["staff"] if joined.get("from") else [])
    return Recognised(
        row.key, source, row.standing, joined.get("score"), tuple(why), joined.get("at"), document=row.document
    )
