"""`syndication sources edit`: another name, other topics, other rules; and what the rules would have changed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa

from syndication import editing
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.overview import counted, overviews, show
from syndication.cli.sources import find, sources
from syndication.editing import Edit, Unnamed
from syndication.merge.rejudge import Change
from syndication.model import Rules, Source
from syndication.reasons import say
from syndication.settings import Settings
from syndication.store import sources as store_sources

LISTS = ("include", "exclude", "authors", "languages", "only_topics")


def _list(name: str, told: str) -> Callable[[Any], Any]:
    return click.option(
        f"--{name.replace('_', '-')}", name, multiple=True, help=f"{told}; may be repeated; '' for none."
    )


@sources.command()
@click.argument("source")
@click.option("--partner", help="The organization's name.")
@_list("topic", "A topic of everything from this source")
@_list("include", "Only items that name this word")
@_list("exclude", "No item that names this word")
@_list("authors", "Only items by this author")
@_list("languages", "Only items in this language, like es")
@_list("only_topics", "Only items about this topic")
@click.option(
    "--max-age", type=click.IntRange(0, 36_500), help="No item older than so many days when it comes; 0 for any age."
)
@click.option("--hold/--no-hold", default=None, help="Whether every new item waits for a person.")
@click.option("--hold-first", type=click.IntRange(0), help="New items wait until so many were approved.")
@click.option("--share", type=click.Choice(["link", "summary", "full"]), help="How much of a text is passed on.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what the last 30 days would be like.")
@as_json
@at_home
def edit(console: Console, source: str, partner: str | None, dry_run: bool, as_json: bool, **said: Any) -> None:
    """Change a source: its partner's name, its topics, and the rules for what it says."""
    settings = console.settings()
    with console.store(settings) as store:
        with store.transaction() as conn:
            found, now = find(conn, source), datetime.now(UTC)
            wanted = _edit(found.rules, partner, said)
            moved = editing.changes(conn, settings, found, wanted, now)
            if not dry_run:
                _store(conn, settings, found, wanted, moved, now)
            told = overviews(conn, settings, [store_sources.by_id(conn, found.id) or found])[0]
        publish(store, settings)
    _print(told, moved, settings, dry_run, as_json)


def _edit(before: Rules, partner: str | None, said: Mapping[str, Any]) -> Edit:
    """What was said; an empty text empties a list."""
    lists = {name.removeprefix("only_"): said[name] or None for name in LISTS}
    single = {name: said[name] for name in ("hold", "hold_first", "share", "max_age")}
    return Edit(editing.rules(before, **lists, **single), partner, said["topic"] or None)


def _store(
    conn: sa.Connection, settings: Settings, source: Source, wanted: Edit, moved: list[Change], now: datetime
) -> None:
    try:
        editing.store(conn, settings, source, wanted, moved, now)
    except Unnamed as unnamed:
        raise Refusal("A partner needs a name. Write it after --partner.") from unnamed


def _print(told: dict[str, Any], moved: list[Change], settings: Settings, dry_run: bool, as_json: bool) -> None:
    changed = [{"key": c.key, "title": c.title, "before": c.before, "after": c.after} for c in moved]
    if as_json:
        print_json({**told, "changed": changed})
        return
    show(told)
    would = "would change" if dry_run else "changed"
    click.echo(f"      {counted(len(moved), 'item', 'items')} of the last 30 days {would}.")
    for change in moved:
        sentence = say(change.why[0].code, settings.coalition.language, about=change.why[0].about)
        click.echo(f"      {change.before} -> {change.after}  {change.title}: {sentence}")
