"""What staff chose, as it was written down; whether it can still be used is asked of `syndication.preferences`."""

import json
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import channels, preferences


def kept(conn: sa.Connection) -> dict[str, Any]:
    """Each key and what was written under it; what is no JSON any more is left out."""
    rows = conn.execute(sa.select(preferences.c.key, sa.cast(preferences.c.value, sa.Text)))
    found = {key: _read(text) for key, text in rows}
    return {key: value for key, value in found.items() if value is not None}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def keep(conn: sa.Connection, key: str, value: Any) -> None:
    """Write `value`, which is JSON, in the place of what stood under `key`."""
    conn.execute(preferences.delete().where(preferences.c.key == key))
    conn.execute(preferences.insert(), {"key": key, "value": value})


def doubt(conn: sa.Connection) -> None:
    """Whoever next brings the channels in step with the configuration chooses the members of all of them again."""
    conn.execute(channels.update().where(channels.c.slug == "all").values(definition=""))
