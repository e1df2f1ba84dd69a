"""When to ask a source again. Pure: what came of it, its rhythm, its publisher's wishes, and the clock as a value."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feeds import Hints
from syndication.model import NO_HINTS, Code, Outcome
from syndication.rhythm import NO_RHYTHM, Rhythm

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_WEEK = 7 * 24  # hours
_SPREAD = 0.1  # of the wait, that jitter may add
_DOUBLINGS = 20  # beyond which every wait is longer than any maximum

# Of the time that usually lies between two items we wait this part, so that news is a few hundredths of it old.
_PART = 24
_UNKNOWN = _HOUR  # where the rhythm is not known yet
_WHOLE_AGAIN = 4  # times as seldom, where a server sends everything each time
_TOLD = timedelta(hours=6)  # where a hub tells us: polling is the net below it

# How many intervals more than the first failure of another kind these wait: what nobody mends within the hour.
_SLOWER = {
    "not_found": 8,
    "webpage": 8,
    "no_feed": 8,
    "social_only": 8,
    "moved_domain": 8,
    "slow_down": 4,
    "login": 4,
    "blocked": 4,
    "challenge": 4,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a publisher asks of those who come: hints of the feed; `max_age`, `retry_after` of the server (seconds)."""

    hints: Hints = NO_HINTS
    max_age: int | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What we know of a source. `validated`: its server can say "nothing new"; `told`: a hub tells us of news; `soon`:
    a meeting of theirs is near."""

    rhythm: Rhythm = NO_RHYTHM
    validated: bool = True
    told: bool = False
    soon: bool = False


NO_WISHES = Wishes()
NO_HABITS = Habits()


def next_poll(
    now: datetime,
    outcome: Outcome,
    *,
    failures: int = 0,
    code: Code | None = None,
    wishes: Wishes = NO_WISHES,
    habits: Habits = NO_HABITS,
    minimum: timedelta,
    maximum: timedelta,
    jitter: float,
) -> datetime | None:
    """Between `minimum` and `maximum` from `now`, but for hours and days that the publisher asks to skip; no wish of a
    server counts for more than a day. None where the feed was taken away for good.

    `failures` in a row, this one included; `jitter` from 0 to 1 makes it later only.
    """
    if code == "gone":
        return None
    maximum = max(minimum, maximum)
    top = maximum / (1 + _SPREAD)  # of what we choose ourselves, so that who waits longest is spread as well
    own = _after_failure(failures, code, minimum) if outcome == "failed" else _habitual(habits, now)
    wait = max(min(own, top), minimum)
    for seconds in (wishes.hints.interval, wishes.max_age, wishes.retry_after):
        wait = max(wait, min(_span(seconds), maximum))
    return _not_skipped(now + min(wait * (1 + _SPREAD * jitter), maximum), wishes.hints)


def _habitual(habits: Habits, now: datetime) -> timedelta:
    """A part of the time between two items; who has fallen silent is asked ever less."""
    rhythm = habits.rhythm
    wait = max(rhythm.usual / _PART if rhythm.usual else _UNKNOWN, rhythm.silence(now) / _PART)
    if not habits.validated:
        wait *= _WHOLE_AGAIN
    if habits.told:
        wait = max(wait, _TOLD)
    return min(wait, _HOUR) if habits.soon else wait


def _after_failure(failures: int, code: Code | None, minimum: timedelta) -> timedelta:
    doublings = min(max(failures - 1, 0), _DOUBLINGS)
    return minimum * (_SLOWER.get(code or "", 1) << doublings)


def _span(seconds: int | None) -> timedelta:
    """At most a day, whatever number a server writes."""
    return timedelta(seconds=min(max(seconds or 0, 0), _DAY.total_seconds()))


def _not_skipped(at: datetime, hints: Hints) -> datetime:
    """The first instant from `at` that is in no skipped hour (GMT) and on no skipped day."""
    moment = at.astimezone(UTC)
    for _ in range(_WEEK + 1):
        if moment.hour not in hints.skip_hours and moment.weekday() not in hints.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return at  # every hour of the week is skipped: that says nothing
