"""How often somebody speaks, read from the dates of what they said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from feeds import Feed

_RECENT = 20  # occasions that count: who they were years ago does not
_AT_ONCE = timedelta(hours=1)  # what is said within it was said on one occasion
_ENOUGH = 4  # gaps from which a rhythm can be told
_HOLIDAY = timedelta(days=14)  # a silence that nobody need hear of


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The time between two occasions on which something was said; None where too little is known.

    `longest`: the longest such time but one, for one exception is no habit. `newest`: the last occasion.
    """

    usual: timedelta | None = None
    longest: timedelta | None = None
    newest: datetime | None = None

    def silence(self, now: datetime) -> timedelta:
        """How long nothing was said."""
        return max(now - self.newest, timedelta()) if self.newest else timedelta()

    def is_quiet(self, now: datetime) -> bool:
        """Whether they have been silent for much longer than they ever are. Nobody whose rhythm is unknown is."""
        if self.usual is None or self.longest is None:
            return False
        return self.silence(now) > max(3 * self.usual, self.longest * 3 / 2, _HOLIDAY)


NO_RHYTHM = Rhythm()


def rhythm_of(moments: Iterable[datetime], now: datetime) -> Rhythm:
    """The rhythm in these moments; what lies ahead of `now` is a mistake and tells nothing."""
    occasions = _occasions(moment for moment in moments if moment <= now)
    newest = occasions[-1] if occasions else None
    gaps = sorted(later - earlier for earlier, later in pairwise(occasions))
    if len(gaps) < _ENOUGH:
        return Rhythm(newest=newest)
    without_exception = gaps[:-1]
    return Rhythm(sum(without_exception, timedelta()) / len(without_exception), without_exception[-1], newest)


def rhythm_in(feed: Feed, now: datetime) -> Rhythm:
    """How often a feed says something. The dates of a calendar tell when people meet, not when it was said."""
    said = (entry.published or entry.updated for entry in feed.entries if entry.meeting is None)
    return rhythm_of((moment for moment in said if moment), now)


def _occasions(moments: Iterable[datetime]) -> list[datetime]:
    """The last of them, oldest first, each at least `_AT_ONCE` after the one before."""
    occasions: list[datetime] = []
    for moment in sorted(moments):
        if not occasions or moment - occasions[-1] >= _AT_ONCE:
            occasions.append(moment)
    return occasions[-_RECENT:]
