"""How often a source says something, and when its silence is worth a word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.rhythm import Rhythm, rhythm_of

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def every(days: float, times: int = 10, last: timedelta = timedelta(0)) -> list[datetime]:
    return [NOW - last - n * days * DAY for n in range(times)]


@pytest.mark.parametrize("days", [0.25, 1, 7, 30.5])
def test_an_even_rhythm_is_told(days: float) -> None:
    rhythm = rhythm_of(every(days), NOW)
    assert rhythm == Rhythm(days * DAY, days * DAY, NOW)


def test_what_is_said_within_an_hour_is_one_occasion() -> None:
    thrice = [moment - minutes * HOUR / 4 for moment in every(7) for minutes in range(3)]
    assert rhythm_of(thrice, NOW).usual == pytest.approx(7 * DAY, abs=HOUR)


def test_one_old_post_that_is_kept_on_top_changes_no_rhythm() -> None:
    assert rhythm_of([*every(7), datetime(2011, 2, 15, tzinfo=UTC)], NOW).usual == 7 * DAY


def test_too_few_dates_tell_no_rhythm_but_the_newest() -> None:
    assert rhythm_of(every(7, times=3), NOW) == Rhythm(newest=NOW)
    assert rhythm_of([], NOW) == Rhythm()


def test_a_date_in_the_future_tells_nothing() -> None:
    assert rhythm_of([NOW + DAY, *every(1)], NOW).newest == NOW


@pytest.mark.parametrize(
    ("days", "quiet_after"),
    [(1, 14), (7, 21), (14, 42), (30.5, 91.5)],
    ids=["daily", "weekly", "fortnightly", "monthly"],
)
def test_silence_is_measured_against_the_source_itself(days: float, quiet_after: float) -> None:
    rhythm = rhythm_of(every(days), NOW)
    assert not rhythm.is_quiet(NOW + quiet_after * DAY)
    assert rhythm.is_quiet(NOW + quiet_after * DAY + HOUR)


def test_who_pauses_every_summer_is_not_quiet_in_summer() -> None:
    weekly = [NOW - n * 7 * DAY for n in range(8)]
    before = [weekly[-1] - 70 * DAY - n * 7 * DAY for n in range(4)]
    earlier = [before[-1] - 70 * DAY - n * 7 * DAY for n in range(4)]
    rhythm = rhythm_of([*weekly, *before, *earlier], NOW)
    assert not rhythm.is_quiet(NOW + 70 * DAY)


def test_nobody_whose_rhythm_is_unknown_is_quiet() -> None:
    assert not rhythm_of(every(7, times=3), NOW).is_quiet(NOW + 4_000 * DAY)


@given(st.lists(st.integers(-10, 10), min_size=11, max_size=30), st.integers(10, 60))
def test_no_alarm_for_a_monthly_publisher(slips: list[int], since: int) -> None:
    """Once a month, some days early or late, and the last time up to two months ago."""
    months = [NOW - since * DAY - (n * 30.4 + slip) * DAY for n, slip in enumerate(slips)]
    assert not rhythm_of(months, NOW).is_quiet(NOW)


@given(st.lists(st.timedeltas(-DAY, 4_000 * DAY).map(NOW.__sub__), max_size=60))
def test_a_rhythm_never_lies_below_an_hour_or_ahead_of_the_clock(moments: list[datetime]) -> None:
    rhythm = rhythm_of(moments, NOW)
    assert rhythm.usual is None or HOUR <= rhythm.usual <= (rhythm.longest or HOUR)
    assert rhythm.newest is None or rhythm.newest <= NOW
