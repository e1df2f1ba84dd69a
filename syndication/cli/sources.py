"""`syndication sources`: whom we pull, how they are, and adding or resting one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import click
import sqlalchemy as sa

from feeds import FeedError
from syndication import failures
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish, rfc3339
from syndication.gather.discover import Candidate, discover
from syndication.merge.desk import take_out
from syndication.merge.membership import reconcile
from syndication.model import Rules, Source
from syndication.net.session import FetchError
from syndication.poll import Answer
from syndication.poller import Poller
from syndication.reasons import say
from syndication.settings import Settings
from syndication.store import channels, entries
from syndication.store import sources as store_sources

LONGEST_ID = 10  # digits; a database's numbers are not longer


@click.group()
def sources() -> None:
    """Whom we pull: list, check, add, edit, pause, resume, remove."""


def find(conn: sa.Connection, named: str) -> Source:
    """The source with this id or address."""
    is_id = named.isdecimal() and len(named) < LONGEST_ID
    source = store_sources.by_id(conn, int(named)) if is_id else store_sources.by_url(conn, named)
    if source is None or source.url.startswith("desk:"):
        raise Refusal(f"There is no source {named}. `syndication sources list` shows them with their ids.")
    return source


def partners_sources(conn: sa.Connection) -> list[Source]:
    """What we pull from others, in the order it was added."""
    return [source for source in store_sources.listed(conn) if not source.is_own]


def status(source: Source, waiting: int = 0) -> str:
    """`waiting`: how many of its items wait for a person."""
    if source.paused:
        return "paused"
    if source.code in ("flood", "changed_hands") or (source.code is None and waiting):
        return "waiting"
    if source.code is None:
        return "ok" if source.last_ok_at else "new"
    return "gone" if source.code == "gone" else "trouble"


def overview(source: Source, settings: Settings, entries: int, waiting: int = 0) -> dict[str, Any]:
    """A source as every command prints it in JSON."""
    partner = source.partner
    held = f" {say('waits', settings.coalition.language, n=waiting)}" if waiting else ""
    return {
        "id": source.id,
        "url": source.url,
        "title": source.title,
        "partner": {"name": partner.name, "slug": partner.slug, "url": partner.url or source.site_url},
        "topics": list(source.topics),
        "status": status(source, waiting),
        "code": source.code,
        "sentence": failures.of_source(source, settings.coalition.timezone) + held,
        "detail": source.detail,
        "last_ok": rfc3339(source.last_ok_at),
        "next_poll": rfc3339(source.next_poll_at),
        "entries": entries,
    }


def overviews(conn: sa.Connection, settings: Settings, listed: Sequence[Source]) -> list[dict[str, Any]]:
    counts, held = entries.count_by_source(conn), entries.count_by_source(conn, "held")
    return [overview(source, settings, counts.get(source.id, 0), held.get(source.id, 0)) for source in listed]


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def show(told: dict[str, Any]) -> None:
    click.echo(f"{told['id']:>4}  {told['partner']['name']}  {told['url']}")
    click.echo(f"      {told['sentence']} {counted(told['entries'], 'entry', 'entries')}.")
    if told["detail"]:
        click.echo(f"      Details for technical people: {told['detail']}")


@sources.command("list")
@as_json
@at_home
def list_(console: Console, as_json: bool) -> None:
    """Every source, those in trouble first."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        found = overviews(conn, settings, partners_sources(conn))
    found.sort(key=lambda told: told["status"] in ("ok", "new", "paused"))
    if as_json:
        print_json(found)
    elif not found:
        click.echo("No partner yet. Add the first with: syndication sources add URL")
    else:
        for told in found:
            show(told)


@sources.command()
@click.argument("url")
@as_json
@at_home
def check(console: Console, url: str, as_json: bool) -> None:
    """Look at an address and say which feeds are there. Stores nothing."""
    settings = console.settings()
    with console.poller(settings) as poller:
        candidates, code = _look(poller, url)
        with poller.store.read() as conn:
            told = [_candidate(conn, candidate) for candidate in candidates]
    sentence = failures.sentence(code, host=failures.host_of(url)) if code else _found(told)
    if as_json:
        print_json({"candidates": told, "code": code, "sentence": sentence})
    elif not code:
        click.echo(sentence)
        for one in told:
            known = f" (already here: {one['known_as']})" if one["known_as"] else ""
            click.echo(f"  {one['url']}  {one['title']}, {counted(one['entries'], 'entry', 'entries')}{known}")
    if code:
        raise Refusal(sentence) if not as_json else SystemExit(1)


def _look(poller: Poller, url: str) -> tuple[tuple[Candidate, ...], str | None]:
    try:
        return discover(poller.tools.session, poller.tools.parse, url), None
    except (FetchError, FeedError) as error:
        return (), error.code


def _found(told: Sequence[dict[str, Any]]) -> str:
    return f"{len(told)} feed{'s' if len(told) > 1 else ''} found, the best first."


def _candidate(conn: sa.Connection, candidate: Candidate) -> dict[str, Any]:
    known = store_sources.by_url(conn, candidate.url)
    return {
        "url": candidate.url,
        "title": candidate.title,
        "format": candidate.format,
        "entries": candidate.entries,
        "newest": rfc3339(candidate.newest),
        "known_as": known.partner.name if known else None,
    }


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
    candidates, code = _look(poller, url)
    if code:
        raise Refusal(failures.sentence(code, host=failures.host_of(url)))
    best, now = candidates[0], datetime.now(UTC)
    with poller.store.transaction() as conn:
        known = store_sources.by_url(conn, best.url)
        if known:
            raise Refusal(f"{known.partner.name} is here already, as source {known.id}: {known.url}")
        partner = store_sources.partner(conn, name or best.title or urlsplit(best.url).netloc, best.feed.url)
        source = store_sources.add(
            conn, best.url, partner, now=now, title=best.title, site_url=best.feed.url, topics=topics, rules=rules
        )
        reconcile(conn, poller.settings, now)
        channels.touch(conn, (), now)
    poller.take_answer(source, Answer(best.document, best.feed))
    return source


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
