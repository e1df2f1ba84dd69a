"""What honest partners read in their servers' logs after a month of us. Only the clock is not real."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from syndication import home as homes
from syndication.gather.parsing import Parsers
from syndication.poller import Poller
from syndication.settings import Settings, load
from syndication.store import sources
from syndication.store.db import Store
from tests.conftest import make_home
from tests.origin import Answer, Request, Site, origin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

BEGIN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
END = BEGIN + 28 * DAY
ASLEEP = (BEGIN + 15 * DAY, BEGIN + 17 * DAY)  # when our machine is switched off
NIGHT = frozenset(range(3, 9))


@dataclass
class Clock:
    now: datetime = BEGIN


@dataclass(frozen=True)
class Visit:
    at: datetime
    host: str
    path: str
    headers: dict[str, str]
    status: int


@dataclass
class Partner:
    """A site that posts every `every`, says so in the usual ways, and keeps a log."""

    site: Site
    clock: Clock
    log: list[Visit] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def publish(self, path: str, every: timedelta, *, said: str = "", fresh: str = "", closed: bool = False) -> None:
        """`said`: in the channel; `fresh`: how its headers say how long an answer is good; `closed`: each night."""

        def answer(request: Request) -> Answer:
            given = self._answer(path, every, said, fresh, request)
            if closed and self.clock.now.hour == 2:
                given = Answer(b"later", {"Retry-After": "7200"}, 503)
            self.log.append(Visit(self.clock.now, self.site.allowed, path, dict(request.headers), given.status))
            return given

        self.site.handle(path, answer)
        self.paths.append(path)

    def _answer(self, path: str, every: timedelta, said: str, fresh: str, request: Request) -> Answer:
        count = (self.clock.now - BEGIN) // every
        items = "".join(_item(path, BEGIN + n * every) for n in range(count, count - 12, -1))
        headers = {"ETag": f'"{count}"', "Content-Type": "application/rss+xml", **self._freshness(fresh)}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Answer(b"", headers, 304)
        body = (
            f"<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>{path}</title>"
        )
        return Answer(f"{body}{said}{items}</channel></rss>".encode(), headers)

    def _freshness(self, fresh: str) -> dict[str, str]:
        if fresh == "expires":
            said = {"Date": self.clock.now, "Expires": self.clock.now + 2 * HOUR}
            return {name: format_datetime(moment, usegmt=True) for name, moment in said.items()}
        return {"Cache-Control": fresh} if fresh else {}


def _item(path: str, at: datetime) -> str:
    moment = format_datetime(at, usegmt=True)
    return (
        f"<item><guid>{path}{moment}</guid><title>News of {moment} at {path}</title><pubDate>{moment}</pubDate></item>"
    )


SKIPS = (
    "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
    f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in sorted(NIGHT))}</skipHours>"
)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Site, Site, Site]]:
    with origin() as one, origin() as two, origin() as three:
        yield one, two, three


class Month:
    """A month of polls. `visits`: what all partners logged, in its order."""

    def __init__(self, store: Store, settings: Settings, parsers: Parsers, servers: tuple[Site, Site, Site]) -> None:
        self.store, self.settings, self.parsers, self.clock = store, settings, parsers, Clock()
        one, two, three = (Partner(site, self.clock) for site in servers)
        one.publish("/daily", DAY)
        one.publish("/busy", HOUR, fresh="max-age=7200")
        two.publish("/weekdays", DAY, said=SKIPS)
        two.publish("/ttl", 3 * HOUR, said="<ttl>120</ttl>")
        two.publish(
            "/sy", 3 * HOUR, said="<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        )
        three.publish("/monthly", 28 * DAY)
        three.publish("/expires", 3 * HOUR, fresh="expires")
        three.publish("/closed", 2 * DAY, closed=True)
        self.partners = (one, two, three)
        with store.transaction() as conn:
            owner = sources.partner(conn, "Casa Amanecer")
            for partner in self.partners:
                for path in partner.paths:
                    sources.add(conn, partner.site.url(path), owner, now=self.clock.now)

    def run(self) -> None:
        self._run(ASLEEP[0])
        self.clock.now = ASLEEP[1]
        self._run(END)

    def _run(self, until: datetime) -> None:
        with Poller(self.store, self.settings, self.parsers, lambda: self.clock.now) as poller:
            while self.clock.now < until:
                poller.poll_due()
                while poller.is_busy:
                    time.sleep(0.001)
                self.clock.now = max(self._next(), self.clock.now + timedelta(seconds=20))

    def _next(self) -> datetime:
        with self.store.read() as conn:
            return min(one.next_poll_at for one in sources.listed(conn) if one.next_poll_at and not one.is_own)

    @property
    def visits(self) -> list[Visit]:
        return sorted((visit for partner in self.partners for visit in partner.log), key=lambda visit: visit.at)

    def of(self, path: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.path == path]


@pytest.fixture(scope="module")
def month(parsers: Parsers, servers, tmp_path_factory: pytest.TempPathFactory) -> Month:
    home = make_home(tmp_path_factory.mktemp("month") / "home")
    settings = load(home, {})
    store = homes.open_store(settings)
    homes.prepare(store, settings)
    lived = Month(store, settings, parsers, servers)
    lived.run()
    store.close()
    return lived


def waits(visits: list[Visit]) -> list[timedelta]:
    return [later.at - earlier.at for earlier, later in pairwise(visits)]


def test_every_request_but_the_first_is_conditional(month: Month) -> None:
    for partner in month.partners:
        for path in partner.paths:
            unasked = [visit for visit in month.of(path) if "if-none-match" not in visit.headers]
            assert unasked == month.of(path)[:1]


def test_no_host_is_asked_twice_within_a_minute(month: Month) -> None:
    for partner in month.partners:
        of_the_host = [visit for visit in month.visits if visit.host == partner.site.allowed]
        after_the_first = of_the_host[len(partner.paths) :]  # when all of them were new somebody waited for them
        assert len(after_the_first) > 100
        assert min(waits(after_the_first)) >= MINUTE


@pytest.mark.parametrize(
    ("path", "wish"),
    [("/busy", 2 * HOUR), ("/ttl", 2 * HOUR), ("/sy", 6 * HOUR), ("/expires", 2 * HOUR)],
    ids=["max-age", "ttl", "sy:updatePeriod", "Expires"],
)
def test_how_long_an_answer_is_good_is_obeyed(month: Month, path: str, wish: timedelta) -> None:
    assert min(waits(month.of(path))) >= wish


def test_hours_and_days_to_skip_are_skipped(month: Month) -> None:
    visits = month.of("/weekdays")[1:]
    assert len(visits) > 100
    assert [visit for visit in visits if visit.at.weekday() in (5, 6) or visit.at.hour in NIGHT] == []


def test_a_server_that_asks_us_to_wait_is_not_asked_for_anything(month: Month) -> None:
    host = [visit for visit in month.visits if visit.host == month.partners[2].site.allowed]
    turned_away = [(refused, following) for refused, following in pairwise(host) if refused.status == 503]
    assert len(turned_away) > 10
    assert all(following.at - refused.at >= 2 * HOUR for refused, following in turned_away)


@pytest.mark.parametrize(
    ("path", "promised"),
    [
        ("/daily", 24),
        ("/busy", 12),
        ("/weekdays", 24),
        ("/ttl", 12),
        ("/sy", 4),
        ("/monthly", 1.2),
        ("/expires", 12),
        ("/closed", 12),
    ],
)
def test_no_more_requests_than_promised(month: Month, path: str, promised: float) -> None:
    """By the source's own rhythm, or by what it asks: so many a day, and a day's worth while we get to know it."""
    assert len(month.of(path)) <= promised * 28 + 24


def test_no_post_is_noticed_later_than_a_part_of_the_time_to_the_next(month: Month) -> None:
    seen = [visit.at for visit in month.of("/daily") if visit.status == 200][1:]
    posted = [BEGIN + n * DAY for n in range(1, 28)]
    awake = [post for post in posted if not ASLEEP[0] <= post < ASLEEP[1]]
    assert all(any(post <= at <= post + 2 * HOUR for at in seen) for post in awake)


def test_after_a_pause_each_source_is_asked_once(month: Month) -> None:
    begun = [visit for visit in month.visits if ASLEEP[1] <= visit.at < ASLEEP[1] + 10 * MINUTE]
    assert begun
    assert len(begun) == len({visit.path for visit in begun})


def test_nobody_learns_who_reads_and_everybody_whom_to_write_to(month: Month) -> None:
    for visit in month.visits:
        assert visit.headers["user-agent"].startswith("CoalitionSyndication/")
        assert "+https://hub.example/" in visit.headers["user-agent"]
        assert {"cookie", "referer", "authorization"}.isdisjoint(visit.headers)
