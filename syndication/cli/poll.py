"""`syndication poll`: ask sources now, whether due or not."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from syndication import home as homes
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json
from syndication.cli.overview import overviews, parts
from syndication.cli.sources import find
from syndication.condition import outage_in_words
from syndication.model import Outage, Poll, Source
from syndication.publish.publisher import Publisher
from syndication.settings import Settings
from syndication.store import outages, schedule, sources
from syndication.store.db import Store

PATIENCE = 120  # seconds that a running worker is given to answer for the sources asked of it
LOOK_EVERY = 0.2


@click.command()
@click.argument("wanted", metavar="[SOURCE]...", nargs=-1)
@as_json
@at_home
def poll(console: Console, wanted: tuple[str, ...], as_json: bool) -> None:
    """Ask sources now, whether they are due or not: all of them, or those named by id or address."""
    settings = console.settings()
    try:
        with homes.worker_lock(settings), console.poller(settings) as poller:
            _poll(poller.store, settings, wanted, poller.poll, as_json)
            Publisher(poller.store, settings).publish()
    except homes.Busy:
        with console.store(settings) as store:
            _poll(store, settings, wanted, lambda chosen: _by_worker(store, chosen), as_json)


def _poll(
    store: Store,
    settings: Settings,
    wanted: Sequence[str],
    ask: Callable[[Sequence[Source]], Iterable[Poll]],
    as_json: bool,
) -> None:
    with store.read() as conn:
        chosen = [_not_resting(find(conn, named)) for named in wanted] or sources.active(conn)
    asked = datetime.now(UTC)
    done = {poll.source_id for poll in _shown(ask(chosen), len(chosen), quiet=as_json)}
    with store.read() as conn:  # how they fared is known when all have: most failing at once is our own fault
        after = [source for source in sources.listed(conn) if source.id in done and not source.is_own]
        polls = {source.id: schedule.last_poll(conn, source, asked) for source in after}
        outage = outages.current(conn)
        told = [_outcome(row, polls[row["id"]], settings, outage) for row in overviews(conn, settings, after)]
    if as_json:
        print_json(told)
    else:
        for row in told:
            click.echo(f"{row['partner']['name']}: {_in_words(row)}")


def _not_resting(source: Source) -> Source:
    if source.paused:
        raise Refusal(f"{source.partner.name} is paused. `syndication sources resume {source.id}` looks at it again.")
    return source


def _shown(polls: Iterable[Poll], length: int, *, quiet: bool) -> Iterable[Poll]:
    """The same polls, with a bar on a terminal that somebody watches."""
    if quiet or not sys.stderr.isatty():
        return polls
    with click.progressbar(polls, length=length, label="Asking", file=sys.stderr) as bar:
        return list(bar)


def _outcome(row: dict[str, Any], poll: Poll | None, settings: Settings, outage: Outage | None) -> dict[str, Any]:
    if poll is None:  # what came of it waits to be written still
        return {**row, "outcome": "unchanged", "new": 0, "updated": 0}
    if poll.code == "us" and outage:
        ours = outage_in_words(outage, settings, datetime.now(UTC))
        row = {**row, "code": "us", "sentence": ours.sentence, "health": parts(ours)}
    return {**row, "outcome": poll.outcome, "new": poll.new, "updated": poll.updated}


def _in_words(row: dict[str, Any]) -> str:
    if row["outcome"] == "failed" or row["code"] in ("changed_hands", "flood"):
        return str(row["sentence"])
    return f"{row['new']} new, {row['updated']} changed." if row["outcome"] == "changed" else "nothing new."


def _by_worker(store: Store, chosen: Sequence[Source]) -> Iterator[Poll]:
    """Have the worker that runs here ask them, and wait for what it writes down."""
    asked = datetime.now(UTC)
    with store.transaction() as conn:
        schedule.want_now(conn, [source.id for source in chosen], asked)
    waiting, until = {source.id: source for source in chosen}, time.monotonic() + PATIENCE
    while waiting and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        with store.read() as conn:
            done = [poll for source in waiting.values() if (poll := schedule.last_poll(conn, source, asked))]
        for poll in done:
            del waiting[poll.source_id]
            yield poll
    if waiting:
        raise Refusal(
            "The worker has not answered for every source yet. `syndication sources list` shows how they are."
        )
