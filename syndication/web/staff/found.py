"""What was found at a pasted address, kept for a short while: adding it costs the partner no second request."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from syndication.gather.discover import Candidate, discover
from syndication.web.staff.desk import Desk
from syndication.web.staff.visit import Visit

KEPT_FOR = timedelta(minutes=10)
MOST = 24  # looks
MOST_BYTES = 48_000_000  # of documents; the newest look is kept whatever its size

Key = tuple[str, int, str]  # the home, who looked, and what they pasted


class Found:
    """The last looks of this process, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Key, tuple[datetime, tuple[Candidate, ...]]] = {}

    def keep(self, key: Key, found: Sequence[Candidate], now: datetime) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (now, tuple(found))
            while len(self._kept) > 1 and self._is_full():
                del self._kept[next(iter(self._kept))]

    def get(self, key: Key, now: datetime) -> tuple[Candidate, ...]:
        """Nothing where it was never looked for, or too long ago."""
        with self._lock:
            self._kept = {kept: look for kept, look in self._kept.items() if now - look[0] < KEPT_FOR}
            return self._kept[key][1] if key in self._kept else ()

    def _is_full(self) -> bool:
        size = sum(len(one.document.body or b"") for _, found in self._kept.values() for one in found)
        return len(self._kept) > MOST or size > MOST_BYTES


FOUND = Found()


def look(desk: Desk, visit: Visit, pasted: str) -> tuple[Candidate, ...]:
    """Ask the partner, and remember what was there. Raises FetchError."""
    tools = desk.tools()
    found = discover(tools.session, tools.parse, pasted)
    FOUND.keep(_key(desk, visit, pasted), found, visit.now)
    return found


def recall(desk: Desk, visit: Visit, pasted: str) -> tuple[Candidate, ...]:
    """What this person saw there just now; asked for anew where that is forgotten. Raises FetchError."""
    return FOUND.get(_key(desk, visit, pasted), visit.now) or look(desk, visit, pasted)


def _key(desk: Desk, visit: Visit, pasted: str) -> Key:
    return str(desk.settings.home), visit.user.id, pasted
