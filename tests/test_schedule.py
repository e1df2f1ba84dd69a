"""Who is asked when: the same facts on SQLite and on PostgreSQL."""

from datetime import datetime, timedelta

import pytest

from syndication.model import Poll, Source
from syndication.store import schedule, sources
from syndication.store.db import Store
from syndication.store.schedule import Day
from tests.conftest import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(either_store: Store) -> Store:
    return either_store


def add(store: Store, url: str, now: datetime = NOW) -> Source:
    with store.transaction() as conn:
        return sources.add(conn, url, sources.partner(conn, "Casa Amanecer"), now=now)


def polled(store: Store, *done: Poll) -> None:
    with store.transaction() as conn:
        schedule.record(conn, done)


def well(source: Source, at: datetime, following: datetime | None) -> Poll:
    return Poll(source.id, at, "unchanged", following)


def turned_away(source: Source, at: datetime, until: datetime) -> Poll:
    return Poll(source.id, at, "failed", until, code="slow_down", host_until=until, host="host.example")


def due(store: Store, now: datetime) -> list[int]:
    with store.read() as conn:
        return [one.id for one in schedule.due(conn, now)]


def claimed(store: Store, *wanted: Source, now: datetime = NOW) -> list[int]:
    with store.transaction() as conn:
        return [source.id for source in schedule.claim(conn, [one.id for one in wanted], now, 5 * MINUTE)]


def source(store: Store, number: int) -> Source:
    with store.read() as conn:
        found = sources.by_id(conn, number)
    assert found
    return found


def two_of_one_host(store: Store) -> tuple[Source, Source]:
    """Both were asked before, and are due."""
    one, other = add(store, "https://host.example/a"), add(store, "https://HOST.example/b")
    polled(store, well(one, NOW - HOUR, NOW), well(other, NOW - HOUR, NOW))
    return one, other


def test_a_host_is_left_alone_for_a_minute_whichever_of_its_sources_was_asked(store: Store) -> None:
    one, other = two_of_one_host(store)
    elsewhere = add(store, "https://elsewhere.example/")
    polled(store, well(one, NOW, NOW + HOUR))
    assert due(store, NOW + 59 * MINUTE / 60) == [elsewhere.id]
    assert due(store, NOW + MINUTE) == [elsewhere.id, other.id] or due(store, NOW + MINUTE) == [other.id, elsewhere.id]


def test_a_host_that_is_being_asked_is_left_alone(store: Store) -> None:
    one, other = two_of_one_host(store)
    assert claimed(store, one) == [one.id]
    assert due(store, NOW + 2 * MINUTE) == []
    assert due(store, NOW + 6 * MINUTE) == [one.id, other.id]  # the lease ended by itself


def test_who_is_new_or_wanted_by_a_person_does_not_wait(store: Store) -> None:
    one, other = two_of_one_host(store)
    polled(store, well(one, NOW, NOW + HOUR))
    new = add(store, "https://host.example/new")
    assert due(store, NOW) == [new.id]
    with store.transaction() as conn:
        schedule.want_now(conn, [other.id], NOW)
    assert set(due(store, NOW)) == {new.id, other.id}


def test_what_was_wanted_once_is_not_wanted_for_ever(store: Store) -> None:
    one, other = two_of_one_host(store)
    with store.transaction() as conn:
        schedule.want_now(conn, [one.id, other.id], NOW)
    polled(store, well(one, NOW, NOW), well(other, NOW, NOW))
    assert due(store, NOW) == []
    assert len(due(store, NOW + MINUTE)) == 2


def test_a_server_that_asks_us_to_wait_speaks_for_all_of_its_sources(store: Store) -> None:
    one, other = two_of_one_host(store)
    until = NOW + 3 * HOUR
    polled(store, Poll(one.id, NOW, "failed", NOW + 4 * HOUR, code="slow_down", host_until=until, host="host.example"))
    assert source(store, other.id).next_poll_at == until
    assert due(store, until - MINUTE) == []
    assert due(store, until) == [other.id]


def test_a_hub_that_tells_of_news_cannot_make_us_rude(store: Store) -> None:
    one, other = two_of_one_host(store)
    polled(store, well(one, NOW, NOW + HOUR), well(other, NOW, NOW + HOUR))
    with store.transaction() as conn:
        schedule.tell(conn, one.id, NOW)
        schedule.tell(conn, one.id, NOW)
    assert due(store, NOW) == []
    assert due(store, NOW + MINUTE) == [one.id]
    polled(store, turned_away(other, NOW + MINUTE, NOW + HOUR))
    with store.transaction() as conn:
        schedule.tell(conn, one.id, NOW + 2 * MINUTE)
    assert due(store, NOW + 3 * MINUTE) == []


def test_news_that_a_hub_tells_of_while_the_source_is_being_asked_is_not_lost(store: Store) -> None:
    one, _ = two_of_one_host(store)
    claimed(store, one)
    with store.transaction() as conn:
        schedule.tell(conn, one.id, NOW + timedelta(seconds=1))
    polled(store, well(one, NOW, NOW + DAY))
    assert one.id in due(store, NOW + MINUTE)


def test_a_hub_wakes_nobody_who_rests(store: Store) -> None:
    one = add(store, "https://host.example/a")
    with store.transaction() as conn:
        sources.pause(conn, one.id)
        schedule.tell(conn, one.id, NOW)
    assert due(store, NOW + DAY) == []


@pytest.mark.parametrize("jump", [-400 * DAY, -2 * HOUR, 400 * DAY], ids=["a year back", "two hours back", "a year on"])
def test_after_the_clock_jumped_each_host_is_asked_once_and_then_as_before(store: Store, jump: timedelta) -> None:
    one, other = two_of_one_host(store)
    polled(store, well(one, NOW, NOW + HOUR), well(other, NOW + MINUTE, NOW + HOUR))
    then = NOW + jump
    assert set(due(store, then)) == {one.id, other.id}
    (asked,) = claimed(store, one, now=then)
    polled(store, well(one, then, then + HOUR))
    assert asked == one.id
    assert due(store, then + 59 * MINUTE / 60) == []
    assert due(store, then + MINUTE) == [other.id]
    polled(store, well(other, then + MINUTE, then + HOUR))
    assert due(store, then + 59 * MINUTE) == []


def test_a_wait_that_a_host_asked_for_before_the_clock_was_set_back_is_not_for_ever(store: Store) -> None:
    one, _ = two_of_one_host(store)
    ahead = NOW + 400 * DAY
    polled(store, turned_away(one, ahead, ahead + HOUR))
    assert one.id in due(store, NOW)


def test_a_feed_that_was_taken_away_for_good_is_asked_no_more_until_a_person_says_so(store: Store) -> None:
    one = add(store, "https://host.example/a")
    polled(store, Poll(one.id, NOW, "failed", None, code="gone"))
    assert due(store, NOW + 400 * DAY) == []
    with store.transaction() as conn:
        sources.resume(conn, one.id, NOW + DAY)
    assert due(store, NOW + DAY) == [one.id]


def test_what_was_our_own_fault_leaves_no_mark_on_a_source(store: Store) -> None:
    one = add(store, "https://host.example/a")
    polled(store, well(one, NOW, NOW))
    polled(store, Poll(one.id, NOW + HOUR, "failed", NOW + 2 * HOUR, code="us", detail="timeout"))
    after = source(store, one.id)
    assert (after.failures, after.code, after.detail, after.last_ok_at) == (0, None, None, NOW)
    assert after.next_poll_at == NOW + 2 * HOUR
    with store.read() as conn:
        assert schedule.history(conn, one.id, NOW - DAY) == [Day(NOW.date(), well=1)]


def test_the_last_thirty_days_are_told_day_by_day(store: Store) -> None:
    one = add(store, "https://host.example/a")
    polled(store, well(one, NOW - 40 * DAY, NOW), well(one, NOW - DAY, NOW), well(one, NOW - DAY + HOUR, NOW))
    polled(store, Poll(one.id, NOW, "failed", NOW, code="timeout"), Poll(one.id, NOW + HOUR, "failed", NOW, code="dns"))
    with store.read() as conn:
        told = schedule.history(conn, one.id, NOW - 30 * DAY)
    assert told == [Day((NOW - DAY).date(), well=2), Day(NOW.date(), failed=2, code="dns")]


def test_the_longer_wait_that_a_host_asked_for_holds(store: Store) -> None:
    one, other = two_of_one_host(store)
    for minutes, asked in ((0, one), (2, other)):
        until = NOW + (DAY if asked is one else 3 * MINUTE)
        at = NOW + minutes * MINUTE
        polled(store, Poll(asked.id, at, "failed", until, code="slow_down", host_until=until, host="host.example"))
    assert due(store, NOW + 5 * MINUTE) == []


def test_a_hub_does_not_hurry_us_to_a_server_that_is_ill(store: Store) -> None:
    one, _ = two_of_one_host(store)
    polled(store, Poll(one.id, NOW, "failed", NOW + HOUR, code="server_error"))
    with store.transaction() as conn:
        schedule.tell(conn, one.id, NOW + MINUTE)
    assert one.id not in due(store, NOW + 10 * MINUTE)


def test_what_came_of_an_address_that_was_replaced_meanwhile_is_said_of_nobody(store: Store) -> None:
    one, _ = two_of_one_host(store)
    claimed(store, one)
    with store.transaction() as conn:
        sources.replace(conn, one.id, "https://host.example/new", NOW)
    polled(store, Poll(one.id, NOW, "failed", None, code="gone", url=one.url))
    after = source(store, one.id)
    assert (after.code, after.failures, after.url, after.trusted) == (None, 0, "https://host.example/new", True)
    assert one.id in due(store, NOW)


def test_a_source_that_comes_back_begins_anew(store: Store) -> None:
    one, _ = two_of_one_host(store)
    polled(store, Poll(one.id, NOW, "failed", NOW + HOUR, code="gone"))
    with store.transaction() as conn:
        sources.remove(conn, one.id, NOW)
    again = add(store, one.url, NOW + DAY)
    assert (again.id, again.code, again.failures, again.final_url) == (one.id, None, 0, None)
