"""Bringing a database to the shape this version knows: forward only, a copy first, a newer one refused."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from syndication.store.db import Store, StoreError

HEAD = "0006"  # the newest of migrations/versions; a test holds it true
MIGRATIONS = Path(__file__).parent / "migrations"
BEFORE = "before-"  # how the name of a copy in data/ begins; the next scrub makes it a backup like any other


def upgrade(store: Store, now: datetime) -> None:
    """Make the tables, or migrate them forward. StoreError where a newer version of the service has been here."""
    found = version(store)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreError(
            "The database was written by a newer version of this service. "
            "Install that version, or restore a backup made before it."
        )
    if found is not None and store.file:
        store.copy(store.file.with_name(f"{BEFORE}{HEAD}-{now:%Y%m%d%H%M%S}.sqlite"))
    _migrate(store)


def version(store: Store) -> str | None:
    """The newest migration that the database has seen; None before the first."""
    with store.read() as conn:
        if not sa.inspect(conn).has_table("alembic_version"):
            return None
        return conn.execute(sa.text("select version_num from alembic_version")).scalar()


def _migrate(store: Store) -> None:
    # Alembic takes a second to import and is needed once in a year.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.transaction() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
