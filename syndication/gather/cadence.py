"""When to ask a source again. Pure: what came of this poll, what the publisher wishes, and the clock as a value."""

from datetime import UTC, datetime, timedelta

from feeds import Hints
from syndication.model import Code, Outcome

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SPREAD = 0.1  # of the wait, that jitter may add
_DOUBLINGS = 20  # beyond which every wait is longer than any maximum

# How many intervals more than the first failure of another kind these wait: what nobody mends within the hour.
_SLOWER = {"not_found": 8, "slow_down": 4, "login": 4, "blocked": 4, "challenge": 4}


def next_poll(
    now: datetime,
    outcome: Outcome,
    *,
    failures: int,
    code: Code | None = None,
    hints: Hints,
    max_age: int | None,
    retry_after: int | None,
    minimum: timedelta,
    maximum: timedelta,
    jitter: float,
) -> datetime:
    """Between `minimum` and `maximum` from `now`; later, up to a day, where the publisher names hours or days to skip.

    `failures` in a row, this one included; `max_age` and `retry_after` in seconds; `jitter` 0 to 1 makes it later only.
    """
    maximum = max(minimum, maximum)
    wait = _after_failure(failures, code, minimum, maximum) if outcome == "failed" else minimum
    for seconds in (hints.interval, max_age, retry_after):
        wait = max(wait, _span(seconds))
    at = now + min(wait * (1 + _SPREAD * jitter), maximum)
    return min(_not_skipped(at, hints), now + max(maximum, _DAY))


def _after_failure(failures: int, code: Code | None, minimum: timedelta, maximum: timedelta) -> timedelta:
    if code == "gone":
        return maximum
    doublings = min(max(failures - 1, 0), _DOUBLINGS)
    return min(minimum * (_SLOWER.get(code or "", 1) << doublings), maximum)


def _span(seconds: int | None) -> timedelta:
    """At most a day, whatever number a server writes."""
    return timedelta(seconds=min(max(seconds or 0, 0), _DAY.total_seconds()))


def _not_skipped(at: datetime, hints: Hints) -> datetime:
    """The first instant from `at` that is in no skipped hour (GMT) and on no skipped day."""
    moment = at.astimezone(UTC)
    for _ in range(8 * 24):
        if moment.hour not in hints.skip_hours and moment.weekday() not in hints.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return at  # every hour of the week is skipped: that says nothing
