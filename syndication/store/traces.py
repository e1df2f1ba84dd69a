"""Finding the entries that have something in common with one, at a cost that does not grow with how many there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from syndication.store.schema import traces

STANDING = 32  # a feature that more entries have is a standing text, and tells nothing
MOST = 16  # entries that are compared with one


@lru_cache(maxsize=128)
def _lookup(count: int) -> sa.TextClause:
    """The newest entries with each of `count` features, read from the index alone."""
    each = (
        f"select * from (select feature, entry_id from traces where feature = :f{n} "  # noqa: S608 - our own numbers
        f"order by at desc limit {STANDING + 1}) as t{n}"
        for n in range(count)
    )
    return sa.text(" union all ".join(each))


def near(conn: sa.Connection, features: Sequence[int]) -> list[int]:
    """The entries that share most of these features, at most MOST, the nearest first."""
    if not features:
        return []
    rows = conn.execute(_lookup(len(features)), {f"f{n}": feature for n, feature in enumerate(features)}).all()
    spread = Counter(feature for feature, _ in rows)
    shared = Counter(entry for feature, entry in rows if spread[feature] <= STANDING)
    nearest = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return [entry for entry, _ in nearest[:MOST]]


def leave(conn: sa.Connection, features: Mapping[int, tuple[Sequence[int], datetime]]) -> None:
    """Each entry with its features and the moment it was published."""
    rows: list[dict[str, Any]] = [
        {"feature": feature, "entry_id": entry, "at": at}
        for entry, (found, at) in features.items()
        for feature in dict.fromkeys(found)
    ]
    if rows:
        conn.execute(traces.insert(), sorted(rows, key=itemgetter("feature")))  # pages of the index in their order


def sweep(conn: sa.Connection, entry_id: int) -> None:
    """Forget the features of an entry, whose text is another one now."""
    conn.execute(traces.delete().where(traces.c.entry_id == entry_id))
