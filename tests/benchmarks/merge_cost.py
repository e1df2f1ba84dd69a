"""What one more entry costs where a thousand are stored, and where two hundred thousand are.

python tests/benchmarks/merge_cost.py [--small 1000] [--large 200000]

Processor time, not elapsed time, in rounds that ask both stores in turn; a ratio is the median over the rounds.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlalchemy as sa

from feeds import Feed
from syndication.merge import stories as merge
from syndication.merge.membership import classify
from syndication.merge.take import take
from syndication.publish.publisher import Publisher
from syndication.store import stories
from syndication.store import traces as trace_store
from tests.benchmarks.filling import END, Hub, fill
from tests.benchmarks.invented import Invented

LIMIT = 1.20  # times that an entry may cost in the large store what it costs in the small one
DOCUMENTS = (1, 10, 25)  # new entries of one
CHANNELS = ("all", "meetings", "partners/partner-0")


class Measure:
    """Two stores that are given the same documents in turn."""

    def __init__(self, small: Hub, large: Hub, invented: Invented) -> None:
        self.hubs = (small, large)
        self.seconds: dict[str, list[tuple[float, float]]] = defaultdict(list)  # for each row: small and large
        self._invented = invented
        self._number = count(invented.large)
        self._now = END
        self._turn = count()

    def document(self, length: int) -> tuple[int, Feed]:
        """So many new entries of one partner."""
        said = (self._invented.said(number) for number in self._number)
        partner = next(one.partner for one in said if one.partner is not None)
        mine = (one.entry for one in said if one.partner == partner)
        return partner, Feed(entries=tuple(entry for entry, _ in zip(mine, range(length), strict=False)))

    def take(self, hub: Hub, partner: int, feed: Feed) -> tuple[int, ...]:
        with hub.store.transaction() as conn:
            return take(conn, hub.settings, hub.sources[partner], feed, self._now).stories

    def both(self, row: str, act: Callable[[Hub], object], parts: int = 1) -> None:
        """Note what `act` costs in each store, a part; who comes first changes from time to time."""
        order = self.hubs if next(self._turn) % 2 else self.hubs[::-1]
        cost = {hub.name: seconds(lambda hub=hub: act(hub)) / parts for hub in order}  # type: ignore[misc]
        self.seconds[row].append((cost[self.hubs[0].name], cost[self.hubs[1].name]))

    def pass_time(self) -> None:
        self._now += timedelta(minutes=10)

    def take_round(self) -> None:
        for length in DOCUMENTS:
            self.pass_time()
            partner, feed = self.document(length)
            self.both(f"take, an entry of {length}", lambda hub: self.take(hub, partner, feed), length)  # noqa: B023

    def read_round(self) -> None:
        for channel in CHANNELS:
            self.both(f"window of {channel}", lambda hub: window(hub, channel))  # noqa: B023
        self.both("classify, a story of 25", self.classify, 25)

    def classify(self, hub: Hub) -> None:
        """Stories whose memberships are right already: nothing but looking."""
        with hub.store.transaction() as conn:
            newest = list(conn.execute(sa.text("select id from stories order by id desc limit 25")).scalars())
            classify(conn, hub.settings, newest, self._now)

    def publish_rounds(self, rounds: int) -> None:
        publishers = {hub.name: Publisher(hub.store, hub.settings) for hub in self.hubs}
        for publisher in publishers.values():
            publisher.publish()
        for _ in range(rounds):
            self.pass_time()
            partner, feed = self.document(1)
            for hub in self.hubs:
                self.take(hub, partner, feed)
            self.both("publish after one entry", lambda hub: publishers[hub.name].publish())

    def counted(self, length: int, rounds: int) -> list[dict[str, float]]:
        """What an entry of documents with so many asks for, in each store."""
        documents = [self.document(length) for _ in range(rounds)]
        self.pass_time()
        return [self._count(hub, documents) for hub in self.hubs]

    def _count(self, hub: Hub, documents: list[tuple[int, Feed]]) -> dict[str, float]:
        with counting(hub) as seen:
            for partner, feed in documents:
                self.take(hub, partner, feed)
        entries = sum(len(feed.entries) for _, feed in documents)
        return {what: number / entries for what, number in seen.items()}


def seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def window(hub: Hub, channel: str) -> None:
    with hub.store.read() as conn:
        stories.window(conn, channel, 50)
        stories.departed(conn, channel, END - timedelta(days=90))


@contextmanager
def counting(hub: Hub) -> Iterator[Counter[str]]:
    """SQL statements, entries near a new one, texts read for comparing, and comparisons."""
    seen = Counter({"statements": 0, "near": 0, "sketches": 0, "comparisons": 0, "the same": 0})

    def executed(*_: object) -> None:
        seen["statements"] += 1

    def near(*asked: Any) -> Any:
        found = trace_near(*asked)
        seen["near"] += len(found)
        return found

    def sketch(*asked: Any) -> Any:
        seen["sketches"] += 1
        return read(*asked)

    def like(*asked: Any, **named: Any) -> Any:
        seen["comparisons"] += 1
        found = compare(*asked, **named)
        seen["the same"] += found.same
        return found

    trace_near, read, compare = trace_store.near, merge.sketch, merge.compare
    sa.event.listen(hub.store.engine, "before_cursor_execute", executed)
    patched = [(trace_store, "near", near), (merge, "sketch", sketch), (merge, "compare", like)]
    with ExitStack() as stack:
        for where, name, by in patched:
            stack.enter_context(patch.object(where, name, by))
        yield seen
    sa.event.remove(hub.store.engine, "before_cursor_execute", executed)


def table(hub: Hub) -> dict[str, int]:
    """Bytes by table and index, as far as this SQLite can tell them; `all` is the file."""
    assert hub.store.file
    with hub.store.read() as conn:
        try:
            found = conn.exec_driver_sql(
                "select m.tbl_name, sum(s.pgsize) from dbstat s join sqlite_master m on m.name = s.name group by 1"
            )
            sizes = dict(found.all())
        except sa.exc.OperationalError:
            sizes = {}
        pages = conn.exec_driver_sql("select page_count * page_size from pragma_page_count, pragma_page_size").scalar()
    return {"all": pages, **dict(sorted(sizes.items(), key=lambda pair: -pair[1]))}


def report(measure: Measure, sizes: Iterable[dict[str, int]], rounds: int) -> Iterator[str]:
    small, large = measure.hubs
    yield f"{'CPU milliseconds':<34}{small.size:>12,}{large.size:>12,}   ratio"
    for row, costs in measure.seconds.items():
        here, there = (median(cost[n] for cost in costs) * 1000 for n in (0, 1))
        yield f"{row:<34}{here:>12.2f}{there:>12.2f}{ratio(costs):>8.2f}"
    yield ""
    yield from counts(measure, rounds)
    yield ""
    yield f"{'kilobytes an entry':<34}{small.size:>12,}{large.size:>12,}"
    before, after = sizes
    for name, size in list(after.items())[:8]:
        yield f"{name:<34}{before.get(name, 0) / small.size / 1000:>12.2f}{size / large.size / 1000:>12.2f}"
    grown = (after["all"] - before["all"]) / (large.size - small.size) / 1000
    yield f"The database is {after['all'] / 1e6:,.0f} MB and grows by {grown:.1f} kB an entry."
    yield f"Peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB."
    yield verdict(measure)


def counts(measure: Measure, rounds: int) -> Iterator[str]:
    for length in DOCUMENTS:
        here, there = measure.counted(length, rounds)
        yield f"{f'an entry of {length} asks for':<34}"
        yield from (f"  {what:<32}{here[what]:>12.2f}{there[what]:>12.2f}" for what in here)


def ratio(costs: list[tuple[float, float]]) -> float:
    return median(there / max(here, 1e-6) for here, there in costs)


def verdict(measure: Measure) -> str:
    worst = max(ratio(costs) for row, costs in measure.seconds.items() if row.startswith("take"))
    stands = "within" if worst <= LIMIT else "NOT within"
    return f"Cost per new entry, large by small: {worst:.2f}, {stands} {LIMIT:.2f}."


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--small", type=int, default=1_000, help="entries of the one store")
    parser.add_argument("--large", type=int, default=200_000, help="entries of the other")
    parser.add_argument("--partners", type=int, default=130)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--publishes", type=int, default=4, help="rounds of the publisher; its first one takes long")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    invented = Invented(asked.small, asked.large, asked.partners)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        small = fill(Path(folder), "small", invented, invented.step)
        large = fill(Path(folder), "large", invented, 1)
        say(f"Filled in {time.monotonic() - began:.0f} s.")
        run(Measure(small, large, invented), asked.rounds, asked.publishes)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(measure: Measure, rounds: int, publishes: int) -> None:
    sizes = [table(hub) for hub in measure.hubs]
    for _ in range(2):  # what the first time alone costs
        measure.take_round()
    measure.seconds.clear()
    for _ in range(rounds):
        measure.take_round()
        measure.read_round()
    if publishes:
        measure.publish_rounds(publishes)
    for line in report(measure, sizes, rounds):
        say(line)
    for hub in measure.hubs:
        hub.store.close()


if __name__ == "__main__":
    main()
