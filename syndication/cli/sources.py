"""`syndication sources`: whom we pull, how they are, and adding or resting one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa

from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.overview import overviews, partners_sources, show
from syndication.condition import failure, outage_in_words
from syndication.duplicates import known_as
from syndication.gather.discover import Candidate, discover
from syndication.merge.desk import take_out
from syndication.merge.membership import reconcile
from syndication.model import Rules, Source
from syndication.net.session import FetchError
from syndication.partnering import Known, Wanted, enter, first_poll, move
from syndication.poller import Poller
from syndication.settings import Settings
from syndication.store import channels, outages
from syndication.store import sources as store_sources

LONGEST_ID = 10  # digits; a database's numbers are not longer


@click.group()
def sources() -> None:
    """Whom we pull: list, show, check, add, edit, replace, pause, resume, remove."""


def find(conn: sa.Connection, named: str) -> Source:
    """The source with this id or address."""
    is_id = named.isdecimal() and len(named) < LONGEST_ID
    source = store_sources.by_id(conn, int(named)) if is_id else store_sources.by_url(conn, named)
    if source is None or source.url.startswith("desk:"):
        raise Refusal(f"There is no source {named}. `syndication sources list` shows them with their ids.")
    return source


@sources.command("list")
@as_json
@at_home
def list_(console: Console, as_json: bool) -> None:
    """Every source, those in trouble first."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        found = overviews(conn, settings, partners_sources(conn))
        outage = outages.current(conn)
    if outage:
        click.echo(outage_in_words(outage, settings, datetime.now(UTC)).sentence, err=True)
    if as_json:
        print_json(found)
    elif not found:
        click.echo("No partner yet. Add the first with: syndication sources add URL")
    else:
        for told in found:
            show(told)


def look(poller: Poller, url: str) -> tuple[Candidate, ...]:
    """The feeds behind what a person pasted, best first. Raises FetchError where there is none."""
    return discover(poller.tools.session, poller.tools.parse, url)


def refusal(error: FetchError, url: str, settings: Settings) -> Refusal:
    """Why nothing was found at an address, in a sentence."""
    return Refusal(failure(error.code, url, settings, datetime.now(UTC)).sentence)


@sources.command()
@click.argument("url")
@click.option("--partner", help="The organization's name. Default: what the feed calls itself.")
@click.option("--topic", "topics", multiple=True, help="A topic of everything from this source; may be repeated.")
@click.option("--hold", is_flag=True, help="Every new item waits for a person.")
@as_json
@at_home
def add(console: Console, url: str, partner: str | None, topics: tuple[str, ...], hold: bool, as_json: bool) -> None:
    """Add a partner by any of their addresses: the best feed found there is read at once."""
    settings = console.settings()
    with console.poller(settings) as poller:
        source = _add(poller, url, partner, topics, Rules(hold=hold))
        with poller.store.read() as conn:
            told = overviews(conn, settings, [store_sources.by_id(conn, source.id) or source])[0]
        publish(poller.store, settings)
    if as_json:
        print_json(told)
    else:
        click.echo("Added.")
        show(told)


def _add(poller: Poller, url: str, name: str | None, topics: Sequence[str], rules: Rules) -> Source:
    best, wanted = _best(poller, url), Wanted(name or "", tuple(topics), rules)
    with poller.store.transaction() as conn:
        _tell_known(conn, best)
        try:
            source = enter(conn, poller.settings, best, wanted, datetime.now(UTC))
        except Known as known:
            there = known.source
            raise Refusal(f"{there.partner.name} is here already, as source {there.id}: {there.url}") from known
    first_poll(poller.tools, source, best)
    return source


def _best(poller: Poller, url: str) -> Candidate:
    try:
        best = look(poller, url)[0]
    except FetchError as error:
        raise refusal(error, url, poller.settings) from error
    if best.comments:
        raise refusal(FetchError("no_feed"), url, poller.settings)
    return best


def _tell_known(conn: sa.Connection, best: Candidate) -> None:
    """Who says what another says may be another all the same: that is only told."""
    known = known_as(conn, best)
    if known and known.way == "content":
        click.echo(f"{known.source.partner.name} (source {known.source.id}) says mostly the same.", err=True)


@sources.command()
@click.argument("source")
@click.argument("url")
@as_json
@at_home
def replace(console: Console, source: str, url: str, as_json: bool) -> None:
    """Read a source at another address from now on. Its items keep their ids, and what they share is not said twice."""
    settings = console.settings()
    with console.poller(settings) as poller:
        with poller.store.read() as conn:
            found = find(conn, source)
        if found.is_own:
            raise Refusal("This is a folder of your own. Which folders are read stands in coalition.toml, [content].")
        _replace(poller, found, url)
        with poller.store.read() as conn:
            told = overviews(conn, settings, [store_sources.by_id(conn, found.id) or found])[0]
        publish(poller.store, settings)
    if as_json:
        print_json(told)
    else:
        click.echo("Replaced.")
        show(told)


def _replace(poller: Poller, source: Source, url: str) -> None:
    best = _best(poller, url)
    with poller.store.transaction() as conn:
        try:
            moved = move(conn, source, best, datetime.now(UTC))
        except Known as known:
            there = known.source
            raise Refusal(f"{there.partner.name} is read there already, as source {there.id}.") from known
    first_poll(poller.tools, moved, best)


def _change(console: Console, named: str, change: Any, done: str) -> None:
    settings = console.settings()
    with console.store(settings) as store:
        with store.transaction() as conn:
            source, now = find(conn, named), datetime.now(UTC)
            change(conn, source, now)
            channels.touch(conn, (), now)
        publish(store, settings)
    click.echo(done.format(source.partner.name))


@sources.command()
@click.argument("source")
@at_home
def pause(console: Console, source: str) -> None:
    """Look at a source no more until it is resumed; what it said stays."""
    _change(console, source, lambda conn, found, _: store_sources.pause(conn, found.id), "{} is paused.")


@sources.command()
@click.argument("source")
@at_home
def resume(console: Console, source: str) -> None:
    """Look at a paused source again, beginning now."""
    _change(
        console, source, lambda conn, found, now: store_sources.resume(conn, found.id, now), "{} is looked at again."
    )


@sources.command()
@click.argument("source")
@click.option("--items", type=click.Choice(["keep", "remove"]), default="keep", help="What becomes of what it said.")
@at_home
def remove(console: Console, source: str, items: str) -> None:
    """Pull a source no more, for good. What it said stays public unless you say --items remove."""
    settings = console.settings()

    def forget(conn: sa.Connection, found: Source, now: datetime) -> None:
        store_sources.remove(conn, found.id, now)
        if items == "remove":
            take_out(conn, settings, found.id, now)
        reconcile(conn, settings, now)

    done = "its items stay." if items == "keep" else "its items are gone from every feed and page."
    _change(console, source, forget, f"{{}} is removed; {done}")
