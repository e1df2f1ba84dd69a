"""While most sources fail at once it is our own connection: since when, and how many."""

import msgspec
import sqlalchemy as sa

from syndication.model import Outage
from syndication.store.schema import service


def current(conn: sa.Connection) -> Outage | None:
    kept = conn.execute(sa.select(service.c.outage)).scalar()
    return msgspec.convert(kept, Outage) if kept else None


def begin(conn: sa.Connection, outage: Outage) -> None:
    conn.execute(service.update().values(outage=msgspec.to_builtins(outage)))


def end(conn: sa.Connection) -> None:
    conn.execute(service.update().values(outage=None))
