"""`syndication sources edit`: another name, other topics, other rules; and what the rules would have changed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa

from feeds.text import squeeze
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.overview import counted, overviews, show
from syndication.cli.sources import find, sources
from syndication.merge import membership, rejudge
from syndication.merge.rejudge import Change
from syndication.model import Rules, Source
from syndication.reasons import say
from syndication.settings import Settings
from syndication.store import channels
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
            rules = _rules(found.rules, said)
            moved = rejudge.changes(conn, settings, _with_topics(found, said), rules, now)
            if not dry_run:
                _store(conn, settings, found, partner, rules, said, moved, now)
            told = overviews(conn, settings, [store_sources.by_id(conn, found.id) or found])[0]
        publish(store, settings)
    _print(told, moved, settings, dry_run, as_json)


def _rules(before: Rules, said: Mapping[str, Any]) -> Rules:
    """The rules with what was said; an empty text empties a list."""
    lists: dict[str, Any] = {name: tuple(filter(None, said[name])) for name in LISTS if said[name]}
    if "only_topics" in lists:
        lists["topics"] = lists.pop("only_topics")
    if "languages" in lists:
        lists["languages"] = tuple(language.partition("-")[0].lower() for language in lists["languages"])
    single: dict[str, Any] = {name: said[name] for name in ("hold", "hold_first", "share") if said[name] is not None}
    if said["max_age"] is not None:
        single["max_age"] = said["max_age"] or None
    return replace(before, **lists, **single)


def _with_topics(source: Source, said: Mapping[str, Any]) -> Source:
    return replace(source, topics=tuple(filter(None, said["topic"]))) if said["topic"] else source


def _store(
    conn: sa.Connection,
    settings: Settings,
    source: Source,
    name: str | None,
    rules: Rules,
    said: Mapping[str, Any],
    moved: list[Change],
    now: datetime,
) -> None:
    if name is not None and not squeeze(name):
        raise Refusal("A partner needs a name. Write it after --partner.")
    owner = store_sources.rename(conn, source, squeeze(name)) if name else source.partner.id
    topics = list(_with_topics(source, said).topics)
    store_sources.edit(conn, source.id, rules=rules, topics=topics, partner_id=owner)
    rejudge.apply(conn, settings, moved, now)
    membership.again(conn, settings, source.id, now)
    channels.touch(conn, (), now)


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
