"""Is it them, or is it us?"""

import logging
from collections.abc import Iterable
from datetime import timedelta

import pytest

from syndication.gather.outage import Tried, is_ours
from syndication.ledger import Ledger
from syndication.model import Outage, Poll, Source
from syndication.store import outages, schedule, sources
from syndication.store.db import Store
from tests.conftest import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def well(*hosts: str) -> list[Tried]:
    return [Tried(n, host, NOW, suspect=False, failed=False) for n, host in enumerate(hosts)]


def unreachable(*hosts: str) -> list[Tried]:
    return [Tried(100 + n, host, NOW, suspect=True, failed=True) for n, host in enumerate(hosts)]


def ill_before(*hosts: str) -> list[Tried]:
    return [Tried(200 + n, host, NOW, suspect=False, failed=True) for n, host in enumerate(hosts)]


@pytest.mark.parametrize(
    ("round_", "ours"),
    [
        ([*well("a", "b"), *unreachable("c", "d", "e")], True),
        (unreachable("a", "b", "c", "d"), True),
        ([*well("a", "b", "c"), *unreachable("d", "e", "f")], False),
        (unreachable("a", "b"), False),
        ([*well("a", "b"), *unreachable("c", "c", "c", "c", "c")], False),
        ([*well("a"), *ill_before("b", "c", "d", "e")], False),
        ([*unreachable("a", "b", "c"), *ill_before("d", "e", "f", "g", "h")], True),
        ([], False),
    ],
    ids=[
        "more than half",
        "all",
        "half",
        "too few to say",
        "many of one server",
        "who failed before",
        "all who were well",
        "nobody",
    ],
)
def test_more_than_half_of_those_who_were_well_on_more_than_half_of_the_servers(
    round_: list[Tried], ours: bool
) -> None:
    assert is_ours(round_) is ours


@pytest.fixture
def partners(store: Store) -> list[Source]:
    """Five that were well an hour ago."""
    with store.transaction() as conn:
        owner = sources.partner(conn, "Casa")
        added = [sources.add(conn, f"https://{name}.example/", owner, now=NOW) for name in "abcde"]
        schedule.record(conn, [Poll(one.id, NOW - HOUR, "unchanged", NOW) for one in added])
        return [sources.by_id(conn, one.id) or one for one in added]


def poll(ledger: Ledger, store: Store, some: Iterable[Source], code: str | None, at=NOW) -> None:
    outcome = "failed" if code else "unchanged"
    for one in some:
        with store.read() as conn:
            now = sources.by_id(conn, one.id) or one
        ledger.add(now, Poll(one.id, at, outcome, at + HOUR, code=code))
    ledger.flush()


def codes(store: Store) -> list[str | None]:
    with store.read() as conn:
        return [one.code for one in sources.listed(conn) if not one.is_own]


def outage(store: Store) -> Outage | None:
    with store.read() as conn:
        return outages.current(conn)


def test_when_half_of_all_fail_in_a_round_there_is_one_message_and_nobodys_health_is_worse(
    store: Store, partners: list[Source], caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Ledger(store)
    with caplog.at_level(logging.WARNING):
        poll(ledger, store, partners, "timeout")
        poll(ledger, store, partners, "dns", NOW + 10 * MINUTE)
    assert codes(store) == [None] * 5
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert outage(store) == Outage(NOW, 5, 5)


def test_who_failed_first_is_acquitted_when_the_others_follow(store: Store, partners: list[Source]) -> None:
    ledger = Ledger(store)
    poll(ledger, store, partners[:2], "timeout")
    assert codes(store) == ["timeout", "timeout", None, None, None]
    poll(ledger, store, partners[2:], "timeout", NOW + MINUTE)
    assert codes(store) == [None] * 5


def test_it_ends_with_the_first_round_that_goes_well(store: Store, partners: list[Source]) -> None:
    ledger = Ledger(store)
    poll(ledger, store, partners, "refused")
    assert outage(store)
    poll(ledger, store, partners, None, NOW + 20 * MINUTE)
    assert outage(store) is None
    assert codes(store) == [None] * 5


def test_what_partners_do_wrong_themselves_is_never_ours(store: Store, partners: list[Source]) -> None:
    poll(Ledger(store), store, partners, "not_found")
    assert codes(store) == ["not_found"] * 5
    assert outage(store) is None


def test_a_source_alone_in_trouble_is_in_trouble(store: Store, partners: list[Source]) -> None:
    ledger = Ledger(store)
    poll(ledger, store, partners[1:], None)
    poll(ledger, store, partners[:1], "timeout")
    assert codes(store)[0] == "timeout"


def test_a_small_coalition_learns_of_its_own_outage_though_its_polls_lie_apart(
    store: Store, partners: list[Source]
) -> None:
    """Each is asked in its own minute, and again soon after it failed."""
    ledger = Ledger(store)
    for minute in range(0, 90, 15):
        for n, one in enumerate(partners):
            poll(ledger, store, [one], "dns", NOW + (minute + 3 * n) * MINUTE)
    assert codes(store) == [None] * 5
    assert outage(store)


def test_what_lasts_while_others_can_be_reached_is_theirs_after_all(store: Store, partners: list[Source]) -> None:
    ledger = Ledger(store)
    for quarter in range(24):
        at = NOW + quarter * 15 * MINUTE
        poll(ledger, store, partners[:2], None, at)
        poll(ledger, store, partners[2:], "refused", at)
    assert codes(store) == [None, None, "refused", "refused", "refused"]
    assert outage(store) is None


def test_of_many_sources_a_few_that_were_asked_lately_say_too_little() -> None:
    round_ = [*well("a", "b"), *unreachable("c", "d", "e")]
    assert is_ours(round_, pulled=40)
    assert not is_ours(round_, pulled=200)


def test_failures_a_day_apart_are_no_round(store: Store, partners: list[Source]) -> None:
    ledger = Ledger(store)
    for n, one in enumerate(partners):
        poll(ledger, store, [one], "timeout", NOW + n * 24 * HOUR)
    assert codes(store) == ["timeout"] * 5
