"""How often somebody may try to come in. Kept in memory alone: who tried is nobody's business for longer than that."""

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
MOST = 8  # failures in it
MOST_KEYS = 10_000  # who else tries makes the oldest forgotten


class Throttle:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def may(self, *keys: str) -> bool:
        """Whether none of these (an address, a name) has failed too often lately."""
        since = self._now() - WINDOW
        for key in keys:
            failures = self._failures.get(key)
            while failures and failures[0] < since:
                failures.popleft()
            if failures and len(failures) >= MOST:
                return False
        return True

    def failed(self, *keys: str) -> None:
        for key in keys:
            self._failures[key].append(self._now())
        while len(self._failures) > MOST_KEYS:
            self._failures.pop(next(iter(self._failures)))
