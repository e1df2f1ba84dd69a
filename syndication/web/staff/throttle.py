"""How often somebody may try to come in. Kept in memory alone: who tried is nobody's business for longer than that."""

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address

WINDOW = timedelta(minutes=15)
MOST = 8  # tries in it
MOST_KEYS = 10_000  # of which each table remembers so many

Tries = deque[datetime]


class Throttle:
    """Counts tries by whom they name and by where they come from; a try that went well is given back."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tables: tuple[OrderedDict[str, Tries], ...] = (OrderedDict(), OrderedDict())

    def take(self, name: str, client: str) -> bool:
        """Count a try before it is made; False, and not counted, where there were too many.

        In one step, without a wait in it, so that many at once are counted one by one.
        """
        tries = [self._tries(table, key) for table, key in self._places(name, client)]
        if any(len(one) >= MOST for one in tries):
            return False
        for one in tries:
            one.append(self._now())
        return True

    def give_back(self, name: str, client: str) -> None:
        for table, key in self._places(name, client):
            if tries := table.get(key):
                tries.pop()

    def _places(self, name: str, client: str) -> tuple[tuple[OrderedDict[str, Tries], str], ...]:
        names, clients = self._tables
        return (names, _digest(name.lower())), (clients, _digest(_network(client)))

    def _tries(self, table: OrderedDict[str, Tries], key: str) -> Tries:
        """The tries of one key within the window. Who has tried least is forgotten first where there are too many."""
        if key not in table and len(table) >= MOST_KEYS:
            del table[min(table, key=lambda other: len(self._recent(table[other])))]
        return self._recent(table.setdefault(key, deque(maxlen=MOST)))

    def _recent(self, tries: Tries) -> Tries:
        since = self._now() - WINDOW
        while tries and tries[0] < since:
            tries.popleft()
        return tries


def _digest(key: str) -> str:
    """Of one length, however long somebody's name is."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:24]


def _network(client: str) -> str:
    """Whose line it is: of IPv6 every house has more addresses than can be counted."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(address) if address.version == 4 else str(IPv6Network((address, 64), strict=False))
