"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Hints
from syndication.gather.cadence import next_poll

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # a Monday
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

outcomes = st.sampled_from(["changed", "unchanged", "failed"])
codes = st.sampled_from([None, "timeout", "not_found", "gone", "slow_down", "broken", "dns", "server_error"])
seconds = st.none() | st.integers(-(10**6), 10**12)
hints = st.builds(
    Hints,
    interval=seconds,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
unit = st.floats(0, 1)


def wait(outcome="unchanged", **facts) -> timedelta:
    given = {"failures": 0, "hints": Hints(), "max_age": None, "retry_after": None, "jitter": 0.0} | facts
    return next_poll(NOW, outcome, minimum=QUARTER, maximum=DAY, **given) - NOW


def test_a_source_that_says_nothing_is_asked_after_our_minimum() -> None:
    assert wait() == QUARTER


@pytest.mark.parametrize("fact", [{"max_age": 7200}, {"retry_after": 7200}, {"hints": Hints(interval=7200)}])
def test_the_longest_wish_of_the_publisher_holds(fact: dict) -> None:
    assert wait(**fact) == 2 * HOUR
    assert wait(**{"max_age": 60, "retry_after": 60} | fact) == 2 * HOUR


def test_a_wish_shorter_than_our_minimum_changes_nothing() -> None:
    assert wait(max_age=1, hints=Hints(interval=60)) == QUARTER


def test_nobody_is_forgotten_for_longer_than_a_day() -> None:
    assert wait(max_age=10**9, hints=Hints(interval=10**10)) == DAY


def test_failures_double_the_wait_up_to_a_day() -> None:
    waits = [wait("failed", failures=n, code="timeout") for n in range(1, 9)]
    assert waits[:4] == [QUARTER, 2 * QUARTER, HOUR, 2 * HOUR]
    assert waits[-1] == DAY


def test_a_missing_feed_is_asked_for_less_often_and_one_that_is_gone_once_a_day() -> None:
    assert wait("failed", failures=1, code="not_found") == 2 * HOUR
    assert wait("failed", failures=1, code="gone") == DAY


def test_retry_after_holds_where_it_is_longer_than_our_own_patience() -> None:
    assert wait("failed", failures=1, code="slow_down", retry_after=5 * 3600) == 5 * HOUR
    assert wait("failed", failures=1, code="slow_down", retry_after=1) == HOUR


def test_skipped_hours_are_hours_in_gmt_and_the_first_other_one_is_taken() -> None:
    assert wait(hints=Hints(skip_hours={12, 13, 14})) == timedelta(hours=2, minutes=30)


def test_skipped_days_never_make_a_source_wait_for_more_than_a_day() -> None:
    assert wait(hints=Hints(skip_days={0})) == timedelta(hours=11, minutes=30)
    assert wait(hints=Hints(skip_days={0, 1, 2})) == DAY


def test_who_skips_every_hour_says_nothing() -> None:
    assert wait(hints=Hints(skip_hours=set(range(24)))) == QUARTER


def test_jitter_makes_it_later_by_a_tenth_at_most() -> None:
    assert wait(max_age=10 * 3600, jitter=1.0) == 11 * HOUR
    assert wait(max_age=86_400, jitter=1.0) == DAY


@given(outcomes, st.integers(0, 10**6), codes, hints, seconds, seconds, unit)
def test_the_next_poll_lies_between_our_minimum_and_a_day(
    outcome, failures, code, hints, max_age, retry_after, jitter
) -> None:
    facts = {"failures": failures, "code": code, "hints": hints, "max_age": max_age, "retry_after": retry_after}
    assert QUARTER <= wait(outcome, jitter=jitter, **facts) <= DAY


@given(st.integers(1, 40), st.integers(0, 40), codes, hints, seconds, unit)
def test_more_failures_never_mean_sooner(failures, more, code, hints, retry_after, jitter) -> None:
    facts = {"code": code, "hints": hints, "retry_after": retry_after, "jitter": jitter}
    assert wait("failed", failures=failures, **facts) <= wait("failed", failures=failures + more, **facts)


@given(hints, seconds, unit)
def test_jitter_never_means_sooner(hints, max_age, jitter) -> None:
    assert wait(hints=hints, max_age=max_age) <= wait(hints=hints, max_age=max_age, jitter=jitter)


def test_a_maximum_below_the_minimum_is_the_minimum() -> None:
    at = next_poll(
        NOW,
        "failed",
        failures=9,
        hints=Hints(),
        max_age=None,
        retry_after=None,
        minimum=HOUR,
        maximum=QUARTER,
        jitter=1,
    )
    assert at == NOW + HOUR
