"""Filling a store quickly: the same rows that `take` would have left, without looking for what is the same."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from feeds import Entry
from syndication import home as homes
from syndication.merge import identity
from syndication.merge import stories as merge
from syndication.merge.likeness import traces
from syndication.merge.membership import classify, reconcile
from syndication.merge.stories import Home
from syndication.model import Poll, Source
from syndication.settings import Settings, load
from syndication.store import channels, entries, schedule, sources, stories
from syndication.store import traces as trace_store
from syndication.store.db import Store
from tests.benchmarks.invented import BEGAN, LASTS, TOPICS, Invented

CHUNK = 2_000  # entries that are prepared and stored at once
END = BEGAN + LASTS
_CONFIGURATION = """
[coalition]
name = "Bay State Welcome Coalition"
url = "https://hub.example/"
timezone = "America/New_York"
"""


@dataclass(frozen=True)
class Hub:
    """A filled store with its configuration and sources; None among these is the coalition's own desk."""

    name: str
    size: int
    store: Store
    settings: Settings
    sources: dict[int | None, Source]


@dataclass(frozen=True)
class _Prepared:
    """An entry as the store takes it, and what of it other processes had time to compute."""

    partner: int | None
    at: datetime
    row: dict[str, Any]
    aliases: tuple[str, ...]
    traces: tuple[int, ...]


def fill(folder: Path, name: str, invented: Invented, step: int) -> Hub:
    """A new store with every `step`th entry, in the order of their dates; each is a story by itself."""
    settings = _settings(folder / name)
    store = homes.open_store(settings)
    homes.prepare(store, settings)
    with store.transaction() as conn:
        known = _sources(conn, invented.partners)
        reconcile(conn, settings, BEGAN)
        home = merge.home_of(conn, settings)
        channels.fix_authority(conn, settings.authority)
    numbers = range(0, invented.large, step)
    urls = {partner: source.first_url for partner, source in known.items()}
    for prepared in _prepared(invented, numbers, urls, home):
        with store.transaction() as conn:
            _quickly(conn)
            _keep(conn, settings, known, prepared, home)
    with store.transaction() as conn:
        schedule.record(conn, [Poll(source.id, END, "changed", END + timedelta(hours=1)) for source in known.values()])
        found = {partner: sources.by_id(conn, source.id) for partner, source in known.items()}
    return Hub(name, len(numbers), store, settings, {partner: source for partner, source in found.items() if source})


def _settings(folder: Path) -> Settings:
    (folder / "config").mkdir(parents=True)
    topics = "".join(f'{topic.lower()} = ["{topic}"]\n' for topic in TOPICS)
    (folder / "config" / "coalition.toml").write_text(f"{_CONFIGURATION}[topics]\n{topics}")
    return load(folder, {})


def _sources(conn: sa.Connection, partners: int) -> dict[int | None, Source]:
    (desk,) = sources.by_first_urls(conn, [homes.DESK])
    made: dict[int | None, Source] = {None: desk}
    for number in range(partners):
        site = f"https://partner-{number}.example/"
        partner = sources.partner(conn, f"Partner {number}", site)
        made[number] = sources.add(conn, f"{site}feed", partner, now=BEGAN, title=f"Partner {number}")
    return made


def _prepared(
    invented: Invented, numbers: Sequence[int], urls: dict[int | None, str], home: Home
) -> Iterator[list[_Prepared]]:
    """In order, made by as many processes as there are processors."""
    chunks = [numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK)]
    if len(chunks) == 1:
        yield _prepare(invented, numbers, urls, home)
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        ahead = []
        for chunk in chunks:
            ahead.append(pool.submit(_prepare, invented, chunk, urls, home))
            if len(ahead) > 4:
                yield ahead.pop(0).result()
        yield from (future.result() for future in ahead)


def _prepare(invented: Invented, numbers: Sequence[int], urls: dict[int | None, str], home: Home) -> list[_Prepared]:
    told = [invented.said(number) for number in numbers]
    return [_prepare_one(one.entry, one.partner, urls[one.partner], home) for one in told]


def _prepare_one(entry: Entry, partner: int | None, first_url: str, home: Home) -> _Prepared:
    (named,) = identity.named([entry])
    key = identity.mint(first_url, named.aliases[0])
    row = {
        "leads": True,
        "standing": "public",
        "why": [{"code": "automatic", "about": ""}],
        "joined": {},
        "dated": entry.published,
        "key": key,
        "public_id": identity.public_id(home.authority, BEGAN.year, key),
        "named": entries.name_digest(named.aliases[0], home.salt),
        "first_seen": entry.published,
        "substance": named.substance,
        "digest": identity.digest(entry),
        "document": entries.pack(replace(entry, updated=entry.published)),
        "sketch": None,
    }
    assert entry.published
    return _Prepared(partner, entry.published, row, named.aliases, traces(merge.sketch_of(entry, key, home)))


def _quickly(conn: sa.Connection) -> None:
    """Nothing of what is filled must outlive a loss of power."""
    conn.exec_driver_sql("PRAGMA cache_size=-500000")


def _keep(
    conn: sa.Connection, settings: Settings, known: dict[int | None, Source], batch: Sequence[_Prepared], home: Home
) -> None:
    told = stories.insert(conn, [_story(one) for one in batch])
    rows = [
        one.row | {"source_id": known[one.partner].id, "story_id": story}
        for one, story in zip(batch, told, strict=True)
    ]
    numbers = entries.insert(conn, rows)
    trace_store.leave(conn, {n: (one.traces, one.at) for n, one in zip(numbers, batch, strict=True)})
    named: dict[int | None, dict[str, int]] = defaultdict(dict)
    for number, one in zip(numbers, batch, strict=True):
        named[one.partner] |= dict.fromkeys(one.aliases, number)
    for partner, names in named.items():
        entries.name(conn, known[partner].id, names, home.salt)
    classify(conn, settings, told, batch[-1].at)


def _story(one: _Prepared) -> dict[str, Any]:
    said = {"key": one.row["key"], "public_id": one.row["public_id"], "state": "public", "changed": False}
    return {**said, "published": one.at, "updated": one.at, "surfaced_at": one.at}
