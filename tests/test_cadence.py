"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Hints
from syndication.gather.cadence import Habits, Wishes, next_poll
from syndication.rhythm import Rhythm

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # a Monday
MINUTE, QUARTER, HOUR, DAY = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
BUSY = Habits(Rhythm(usual=HOUR, longest=HOUR, newest=NOW))  # so busy that our minimum is what holds

outcomes = st.sampled_from(["changed", "unchanged", "failed"])
codes = st.sampled_from([None, "timeout", "not_found", "slow_down", "broken", "dns", "server_error", "moved_domain"])
seconds = st.none() | st.integers(-(10**6), 10**12)
hints = st.builds(
    Hints,
    interval=seconds,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
wishes = st.builds(Wishes, hints=hints, max_age=seconds, retry_after=seconds)
spans = st.none() | st.timedeltas(timedelta(0), timedelta(days=4_000))
rhythms = st.builds(
    Rhythm, usual=spans, longest=spans, newest=st.none() | st.timedeltas(-DAY, timedelta(days=9_000)).map(NOW.__sub__)
)
habits = st.builds(Habits, rhythm=rhythms, validated=st.booleans(), told=st.booleans(), soon=st.booleans())
unit = st.floats(0, 1)


def at(outcome="unchanged", *, now=NOW, jitter=0.0, minimum=QUARTER, maximum=DAY, **facts) -> datetime:
    found = next_poll(now, outcome, minimum=minimum, maximum=maximum, jitter=jitter, **{"habits": BUSY} | facts)
    assert found
    return found


def wait(outcome="unchanged", **facts) -> timedelta:
    return at(outcome, **facts) - NOW


def posts_every(span: timedelta, silent: timedelta = timedelta(0)) -> Habits:
    return Habits(Rhythm(span, span, NOW - silent))


@pytest.mark.parametrize(
    ("habits", "expected"),
    [
        (posts_every(HOUR), QUARTER),
        (posts_every(DAY), HOUR),
        (posts_every(timedelta(days=7)), 7 * HOUR),
        (posts_every(timedelta(days=30)), DAY / 1.1),
        (posts_every(DAY, silent=timedelta(days=6)), 6 * HOUR),
        (posts_every(DAY, silent=timedelta(days=400)), DAY / 1.1),
        (Habits(), HOUR),
        (Habits(Rhythm(newest=NOW - timedelta(days=5))), 5 * HOUR),
        (Habits(posts_every(DAY).rhythm, validated=False), 4 * HOUR),
        (Habits(posts_every(DAY).rhythm, told=True), 6 * HOUR),
        (Habits(posts_every(timedelta(days=7)).rhythm, soon=True), HOUR),
        (Habits(posts_every(timedelta(days=7)).rhythm, told=True, soon=True), HOUR),
    ],
    ids=[
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "a daily one silent for six days",
        "a daily one silent for a year",
        "nobody knows",
        "nobody knows, and silent for five days",
        "daily, everything sent each time",
        "daily, a hub tells us",
        "weekly, a meeting is near",
        "weekly, a hub tells us, a meeting is near",
    ],
)
def test_a_source_is_asked_in_its_own_rhythm(habits: Habits, expected: timedelta) -> None:
    assert abs(wait(habits=habits) - expected) < MINUTE


@pytest.mark.parametrize(
    "wish", [Wishes(max_age=7200), Wishes(retry_after=7200), Wishes(Hints(interval=7200)), Wishes(Hints(7200), 60, 60)]
)
def test_the_longest_wish_of_the_publisher_holds(wish: Wishes) -> None:
    assert wait(wishes=wish) == 2 * HOUR


def test_wishes_hold_after_a_failure_and_near_a_meeting_too() -> None:
    wish = Wishes(Hints(interval=4 * 3600))
    assert wait("failed", failures=1, code="timeout", wishes=wish) == 4 * HOUR
    assert wait(habits=Habits(soon=True), wishes=wish) == 4 * HOUR


def test_a_wish_shorter_than_our_minimum_changes_nothing() -> None:
    assert wait(wishes=Wishes(Hints(interval=60), max_age=1)) == QUARTER


def test_nobody_is_forgotten_for_longer_than_a_day() -> None:
    assert wait(wishes=Wishes(Hints(interval=10**10), max_age=10**9)) == DAY


def test_failures_double_the_wait_up_to_a_day() -> None:
    waits = [wait("failed", failures=n, code="timeout") for n in range(1, 12)]
    assert waits[:4] == [QUARTER, 2 * QUARTER, HOUR, 2 * HOUR]
    assert DAY * 0.9 < waits[-1] <= DAY


def test_a_missing_feed_is_asked_for_less_often_and_one_that_is_gone_no_more() -> None:
    assert wait("failed", failures=1, code="not_found") == 2 * HOUR
    assert next_poll(NOW, "failed", failures=1, code="gone", minimum=QUARTER, maximum=DAY, jitter=0) is None


def test_retry_after_holds_where_it_is_longer_than_our_own_patience() -> None:
    assert wait("failed", failures=1, code="slow_down", wishes=Wishes(retry_after=5 * 3600)) == 5 * HOUR
    assert wait("failed", failures=1, code="slow_down", wishes=Wishes(retry_after=1)) == HOUR


def test_skipped_hours_are_hours_in_gmt_and_the_first_other_one_is_taken() -> None:
    assert wait(wishes=Wishes(Hints(skip_hours={12, 13, 14}))) == timedelta(hours=2, minutes=30)


def test_skipped_days_are_skipped_even_where_that_is_longer_than_a_day() -> None:
    friday = NOW + timedelta(days=4)
    weekend = Wishes(Hints(skip_days={5, 6}))
    late = friday.replace(hour=23, minute=50)
    assert at(now=late, wishes=weekend) == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)


def test_who_skips_every_hour_of_the_week_says_nothing() -> None:
    assert wait(wishes=Wishes(Hints(skip_hours=set(range(24))))) == QUARTER
    assert wait(wishes=Wishes(Hints(skip_days=set(range(7))))) == QUARTER


def test_jitter_makes_it_later_by_a_tenth_and_spreads_those_too_who_wait_longest() -> None:
    assert wait(wishes=Wishes(max_age=10 * 3600), jitter=1.0) == 11 * HOUR
    assert wait(wishes=Wishes(max_age=86_400), jitter=1.0) == DAY
    silent = posts_every(timedelta(days=90))
    assert wait(habits=silent, jitter=0.0) < wait(habits=silent, jitter=0.5) < wait(habits=silent, jitter=1.0) <= DAY


def is_skipped(hour: datetime, hints: Hints) -> bool:
    return hour.hour in hints.skip_hours or hour.weekday() in hints.skip_days


@given(outcomes, st.integers(0, 10**6), codes, wishes, habits, unit)
def test_never_under_our_minimum_never_over_a_day_but_for_what_the_publisher_skips(
    outcome, failures, code, wishes, habits, jitter
) -> None:
    found = at(outcome, failures=failures, code=code, wishes=wishes, habits=habits, jitter=jitter)
    assert found >= NOW + QUARTER
    after_a_day = NOW + DAY
    while after_a_day < found:
        assert is_skipped(after_a_day, wishes.hints)
        after_a_day += HOUR


@given(outcomes, codes, wishes, habits, unit)
def test_no_hint_is_disobeyed(outcome, code, wishes, habits, jitter) -> None:
    found = at(outcome, failures=1, code=code, wishes=wishes, habits=habits, jitter=jitter)
    for asked in (wishes.max_age, wishes.retry_after, wishes.hints.interval):
        assert found - NOW >= timedelta(seconds=min(max(asked or 0, 0), 86_400))
    every_hour = {datetime(2026, 11, 23, tzinfo=UTC) + n * HOUR for n in range(7 * 24)}
    if not all(is_skipped(hour, wishes.hints) for hour in every_hour):
        assert not is_skipped(found, wishes.hints)


@given(st.integers(1, 40), st.integers(0, 40), codes, wishes, unit)
def test_more_failures_never_mean_sooner(failures, more, code, wishes, jitter) -> None:
    facts = {"code": code, "wishes": wishes, "jitter": jitter}
    assert wait("failed", failures=failures, **facts) <= wait("failed", failures=failures + more, **facts)


@given(wishes, habits, unit)
def test_jitter_never_means_sooner(wishes, habits, jitter) -> None:
    assert wait(wishes=wishes, habits=habits) <= wait(wishes=wishes, habits=habits, jitter=jitter)


@given(habits, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_longer_silence_never_means_sooner(habits, more) -> None:
    rhythm = habits.rhythm
    longer = rhythm.newest and Rhythm(rhythm.usual, rhythm.longest, rhythm.newest - more)
    later = Habits(longer or rhythm, habits.validated, habits.told, habits.soon)
    assert wait(habits=habits) <= wait(habits=later)


@given(st.timedeltas(MINUTE, 30 * DAY), st.timedeltas(MINUTE, 30 * DAY), habits, unit)
def test_whatever_is_configured_the_next_poll_is_never_in_the_past(minimum, maximum, habits, jitter) -> None:
    assert at(minimum=minimum, maximum=maximum, habits=habits, jitter=jitter) >= NOW + minimum


def test_a_maximum_below_the_minimum_is_the_minimum() -> None:
    assert wait("failed", failures=9, minimum=HOUR, maximum=QUARTER, jitter=1) == HOUR
