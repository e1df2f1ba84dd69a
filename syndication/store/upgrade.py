"""Bringing a database to the shape this version knows: forward only, a copy first, a newer one refused."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from syndication.store.db import Store, StoreError

HEAD = "0001"  # the newest of migrations/versions; a test holds it true
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store, now: datetime) -> None:
    """Make the tables, or migrate them forward. StoreError where a newer version of the service has been here."""
    version = _version(store)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreError(
            "The database was written by a newer version of this service. "
            "Install that version, or restore a backup made before it."
        )
    if version is not None and store.file:
        _copy(store, store.file.with_name(f"before-{HEAD}-{now:%Y%m%d%H%M%S}.sqlite"))
    _migrate(store)


def _version(store: Store) -> str | None:
    with store.read() as conn:
        if not sa.inspect(conn).has_table("alembic_version"):
            return None
        return conn.execute(sa.text("select version_num from alembic_version")).scalar()


def _copy(store: Store, to: Path) -> None:
    with store.engine.connect() as conn:
        conn.connection.driver_connection.execute("VACUUM INTO ?", (str(to),))  # type: ignore[union-attr] # sqlite3's own connection


def _migrate(store: Store) -> None:
    # Alembic takes a second to import and is needed once in a year.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.transaction() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
