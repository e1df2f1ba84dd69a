"""`syndication sources check` and `show`: all that can be said of one address, and of one source."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import sqlalchemy as sa

from feeds.text import squeeze
from feeds.urls import host_of
from syndication.cli.console import Console, as_json, at_home, print_json, rfc3339
from syndication.cli.overview import counted, overviews, parts, show
from syndication.cli.sources import find, look, sources
from syndication.condition import failure
from syndication.duplicates import carried, known_as
from syndication.gather.discover import Candidate
from syndication.health import Health, explain, last_good, next_look, rhythm
from syndication.health.letter import Letter, letter
from syndication.net.session import FetchError
from syndication.partnering import TO_STRANGERS, asked_every
from syndication.rhythm import rhythm_in
from syndication.settings import Settings
from syndication.store import schedule
from syndication.store import sources as store_sources
from syndication.store.schedule import Day

SHOWN = 5  # items of a feed
HISTORY = timedelta(days=30)
_MONTH = timedelta(days=30)
_DAY = timedelta(days=1)


@sources.command()
@click.argument("url")
@as_json
@at_home
def check(console: Console, url: str, as_json: bool) -> None:
    """Look at any address of a partner and say what is there: which feeds, how well, how often. Stores nothing."""
    settings, error, told = console.settings(), None, []
    with console.poller(settings) as poller:
        try:
            found = look(poller, url)
            with poller.store.read() as conn:
                told = [_candidate(conn, settings, one) for one in found]
        except FetchError as failed:
            error = failed
    if error is None:
        _print(told, as_json)
    else:
        _fail(error, url, settings, as_json)


def _print(told: Sequence[dict[str, Any]], as_json: bool) -> None:
    sentence = "One feed found." if len(told) == 1 else f"{len(told)} feeds found, the best first."
    if as_json:
        print_json({"candidates": told, "code": None, "sentence": sentence, "health": None, "letter": None})
        return
    click.echo(sentence)
    for one in told:
        for line in _lines(one):
            click.echo(line)


def _fail(error: FetchError, url: str, settings: Settings, as_json: bool) -> None:
    health, note = _why(error, url, settings)
    click.echo(health.sentence, err=True)
    if as_json:
        told = {"code": health.code, "sentence": health.sentence, "health": parts(health)}
        print_json({"candidates": [], **told, "letter": asdict(note) if note else None, "detail": error.detail})
        raise SystemExit(1)
    if error.detail:
        click.echo(f"Details for technical people: {squeeze(error.detail)}")
    if note:
        click.echo(f"A letter to their webmaster, ready to send:\n\n{note.subject}\n\n{note.body}")
    raise SystemExit(1)


def _why(error: FetchError, url: str, settings: Settings) -> tuple[Health, Letter | None]:
    """In words; with a letter where one may write to people whom nobody here follows yet."""
    us, health = settings.coalition, failure(error.code, url, settings, datetime.now(UTC))
    if error.code not in TO_STRANGERS:
        return health, None
    return health, letter(
        error.code,
        us.language,
        org=None,
        us=us.name,
        reader=settings.reader,
        url=url,
        contact=us.contact,
        detail=error.detail,
    )


def _candidate(conn: sa.Connection, settings: Settings, one: Candidate) -> dict[str, Any]:
    now, language = datetime.now(UTC), settings.coalition.language
    known, feed = known_as(conn, one), one.feed
    seen = rhythm_in(feed, now)
    notes = (explain(code, language, host=host_of(one.url), n=one.entries) for code in feed.warnings)
    return {
        "url": one.url,
        "title": one.title,
        "format": one.format,
        "entries": one.entries,
        "newest": rfc3339(one.newest),
        "known_as": known.source.partner.name if known else None,
        "known_by": known.way if known else None,
        "carried": _carried(conn, one),
        "comments": one.comments,
        "language": feed.language,
        "full_text": any(entry.content for entry in feed.entries),
        "a_month": round(_MONTH / seen.usual, 1) if seen.usual else None,
        "rhythm": rhythm(seen.usual / _DAY if seen.usual else None, language),
        "asked_every": asked_every(settings, one, now),
        "hub": next(iter(one.document.hubs or feed.hubs), None),
        "notes": [parts(note) for note in notes],
        "items": [
            {"title": entry.title, "url": entry.url, "published": rfc3339(entry.published)}
            for entry in feed.entries[:SHOWN]
        ],
    }


def _carried(conn: sa.Connection, one: Candidate) -> list[dict[str, Any]]:
    """Whose items it repeats, and how many."""
    said = ((store_sources.by_id(conn, number), shared) for number, shared in carried(conn, one).items())
    return [{"partner": source.partner.name, "items": shared} for source, shared in said if source]


def _lines(one: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{one['url']}"
    newest = f", the newest of {one['newest'][:10]}" if one["newest"] else ""
    yield f"  {one['title']}: {counted(one['entries'], 'entry', 'entries')}{newest}. {one['rhythm']}"
    if one["known_as"]:
        yield f"  Here already: {one['known_as']} (the same {one['known_by']})."
    elif one["carried"]:
        said = ", ".join(f"{row['items']} of {row['partner']}" for row in one["carried"])
        yield f"  We carry some of this already: {said}."
    if one["comments"]:
        yield "  It holds what readers commented, so it cannot be added."
    yield f"  {'Whole texts' if one['full_text'] else 'Summaries'}; asked about every {_span(one['asked_every'])}."
    for note in one["notes"]:
        yield f"  {note['happened']} {note['todo']}"
    for item in one["items"]:
        yield f"    {(item['published'] or '')[:10]:10}  {item['title']}"


def _span(seconds: int) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return counted(hours, "hour", "hours") if hours else counted(minutes, "minute", "minutes")


@sources.command("show")
@click.argument("source")
@as_json
@at_home
def show_(console: Console, source: str, as_json: bool) -> None:
    """One source: how it is and was, what to do, and a note to the partner that is ready to send."""
    settings, since = console.settings(), datetime.now(UTC) - HISTORY
    with console.store(settings) as store, store.read() as conn:
        found = find(conn, source)
        (told,) = overviews(conn, settings, [found])
        history = schedule.history(conn, found.id, since)
    usual = found.rhythm.usual
    told |= {"rhythm": rhythm(usual / _DAY if usual else None, settings.coalition.language)}
    told |= {"history": [{**asdict(day), "date": day.date.isoformat()} for day in history]}
    if as_json:
        print_json(told)
        return
    language, zone, now = settings.coalition.language, settings.coalition.timezone, datetime.now(UTC)
    times = (
        last_good(found.last_ok_at, language, zone=zone, now=now),
        next_look(found.next_poll_at, language, zone=zone, now=now),
    )
    show(told)
    for line in _more(told | {"times": " ".join(times)}, history):
        click.echo(f"      {line}")


def _more(told: dict[str, Any], history: Sequence[Day]) -> Iterator[str]:
    if told["health"]:
        yield told["health"]["means"]
        yield f"Who acts: {told['health']['actor']}."
    yield told["times"]
    yield told["rhythm"]
    well = sum(not day.failed for day in history)
    yield f"In the last 30 days: {well} of {counted(len(history), 'day', 'days')} without trouble."
    for day in history:
        if day.failed:
            yield f"  {day.date}: {counted(day.failed, 'poll', 'polls')} failed ({day.code}), {day.well} went well."
    if told["letter"]:
        yield "A note to their webmaster, ready to send:"
        yield from ("", told["letter"]["subject"], "", *told["letter"]["body"].splitlines())
