"""What staff chose at the desk, laid under the configuration: channels, topics, the hour of the daily letter.

Where the file and the desk both name one channel or topic, the file's holds.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from msgspec import structs

from syndication import values
from syndication.merge.membership import reconcile
from syndication.settings import ConfigError, Settings, entry
from syndication.store import preferences as kept
from syndication.store.db import Store

log = logging.getLogger(__name__)

TABLES = ("topics", "channels")
HOUR = "digest_hour"


def in_force(settings: Settings, store: Store | None) -> Settings:
    """The settings with what staff chose; as they are where no database answers, or one that has no such table yet."""
    if store is None or not store.exists:
        return settings
    try:
        with store.read() as conn:
            return laid_under(conn, settings)
    except (OSError, sa.exc.SQLAlchemyError):
        return settings


def laid_under(conn: sa.Connection, settings: Settings) -> Settings:
    """The same, with what staff chose by now in the place of what they had chosen before."""
    found = kept.kept(conn)
    of_file = {table: in_file(settings, table) for table in TABLES}
    ours = {table: _usable(table, _table(found, table), of_file[table]) for table in TABLES}
    return structs.replace(
        settings,
        **{table: {**of_file[table], **ours[table]} for table in TABLES},
        chosen=frozenset((table, key) for table in TABLES for key in ours[table]),
        digest_hour=_hour(found),
    )


def in_file(settings: Settings, table: str) -> dict[str, Any]:
    """What the configuration itself says of topics or channels."""
    return {key: value for key, value in getattr(settings, table).items() if (table, key) not in settings.chosen}


def told(conn: sa.Connection, table: str) -> dict[str, Any]:
    """What staff wrote of topics or channels, in the words of the file; usable or not."""
    return dict(_table(kept.kept(conn), table))


def choose(conn: sa.Connection, settings: Settings, table: str, key: str, value: Any, now: datetime) -> Settings:
    """Keep one channel or topic, or with None no longer; every feed says so at once. The settings from now on.

    ConfigError where the file would not be allowed to say this.
    """
    if value is not None:
        entry(table, key, value)
    others = {name: said for name, said in told(conn, table).items() if name != key}
    kept.keep(conn, table, others if value is None else {**others, key: value})
    found = laid_under(conn, settings)
    kept.doubt(conn)
    reconcile(conn, found, now)
    kept.doubt(conn)  # until a worker that runs has read this, it places what comes by what held before
    return found


def choose_hour(conn: sa.Connection, settings: Settings, hour: int) -> Settings:
    """When the daily letter goes out; ValueError for no hour of the day."""
    kept.keep(conn, HOUR, values.read(values.Hour, hour))
    return laid_under(conn, settings)


def _table(found: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    value = found.get(table, {})
    if isinstance(value, dict):
        return value
    _warn(f"What staff chose as {table} cannot be read, and is left out.")
    return {}


def _usable(table: str, said: Mapping[str, Any], of_file: Mapping[str, Any]) -> dict[str, Any]:
    """What can still be used and the file does not name; the rest is left out with a line in the log."""
    usable: dict[str, Any] = {}
    for key, value in said.items():
        try:
            read = entry(table, key, value)
        except ConfigError as error:
            _warn(f"What staff chose as {table}.{key} is left out: {error}")
        else:
            usable |= {} if key in of_file else {key: read}
    return usable


def _hour(found: Mapping[str, Any]) -> int:
    try:
        hour: int = values.read(values.Hour, found.get(HOUR, 8))
    except ValueError:
        _warn("The hour that staff chose for the daily letter is none, and is left out.")
        return 8
    return hour


@cache
def _warn(text: str) -> None:
    """Once in a process: this is looked at again and again."""
    log.warning("%s", text)
