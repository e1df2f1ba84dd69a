"""What staff do with items: approve, hide, correct, feature, join, split, withdraw."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa

from syndication import releases
from syndication.backup import scrub
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.items import find, items, line, overviews
from syndication.gather import folder
from syndication.merge import desk
from syndication.merge.withdraw import REASONS, files_of, withdraw
from syndication.model import Story
from syndication.settings import Settings
from syndication.store import stories

YEARS = range(2000, 2200)

Act = Callable[[sa.Connection, Settings, Sequence[Story], datetime], Sequence[int] | None]


def _act(console: Console, named: Sequence[str], act: Act, as_json: bool, done: str) -> None:
    """Find the items, do it in one transaction, bring the files up to date, and print the items as they are now."""
    settings = console.settings()
    with console.store(settings) as store:
        with store.transaction() as conn:
            told = [find(conn, one) for one in dict.fromkeys(named)]
            made = act(conn, settings, told, datetime.now(UTC))
            after = stories.by_ids(conn, dict.fromkeys(made or [story.id for story in told]))
        publish(store, settings)
    _print(after, settings, as_json, done)


def _print(told: Sequence[Story], settings: Settings, as_json: bool, done: str) -> None:
    if as_json:
        print_json(overviews(told, settings))
        return
    for row in overviews(told, settings):
        click.echo(f"{done}: {line(row)}")


several = click.argument("named", metavar="ID...", nargs=-1, required=True)
one_item = click.argument("item", metavar="ID")


@items.command()
@several
@as_json
@at_home
def approve(console: Console, named: tuple[str, ...], as_json: bool) -> None:
    """Publish what waits."""
    _act(console, named, releases.approve, as_json, "Approved")


@items.command()
@one_item
@as_json
@at_home
def hide(console: Console, item: str, as_json: bool) -> None:
    """Take an item out of every feed and page, until it is shown again."""
    _act(console, [item], lambda conn, settings, told, now: desk.hide(conn, settings, told[0], now), as_json, "Hidden")


@items.command()
@one_item
@as_json
@at_home
def unhide(console: Console, item: str, as_json: bool) -> None:
    """Show a hidden item again, where it stood."""
    _act(console, [item], lambda conn, settings, told, now: desk.unhide(conn, settings, told[0], now), as_json, "Shown")


@items.command()
@one_item
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@at_home
def correct(console: Console, item: str, file: Path, as_json: bool) -> None:
    """Put the text of FILE (Markdown) in the place of an item's; of a meeting also what its front matter says."""

    def act(conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime) -> None:
        try:
            ours = folder.correction(file, told[0].entry.meeting)
        except ValueError as error:
            raise Refusal(f"{file} cannot be read: {error}. Nothing was changed.") from error
        desk.correct(conn, settings, told[0], ours, now)

    _act(console, [item], act, as_json, "Corrected")


@items.command()
@one_item
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Its last day.")
@as_json
@at_home
def feature(console: Console, item: str, until: datetime, as_json: bool) -> None:
    """Point at an item until the end of a day."""

    def act(conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime) -> None:
        desk.feature(conn, settings, told[0], _end(until, settings), now)

    _act(console, [item], act, as_json, "Featured")


def _end(until: datetime, settings: Settings) -> datetime:
    """The instant in the coalition's own zone; of a day alone its end."""
    if until.year not in YEARS:
        raise Refusal("That day is too far away. Name one of this century with --until YYYY-MM-DD.")
    local = until.replace(tzinfo=ZoneInfo(settings.coalition.timezone))
    return ((local + timedelta(days=1)) if until.time() == time() else local).astimezone(UTC)


@items.command()
@one_item
@as_json
@at_home
def unfeature(console: Console, item: str, as_json: bool) -> None:
    """Point at an item no longer."""
    _act(
        console,
        [item],
        lambda conn, settings, told, now: desk.unfeature(conn, settings, told[0], now),
        as_json,
        "No longer featured",
    )


@items.command()
@one_item
@click.argument("other", metavar="ID")
@as_json
@at_home
def join(console: Console, item: str, other: str, as_json: bool) -> None:
    """Two items are one story, for ever; the older id stays."""

    def act(conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime) -> list[int]:
        return [desk.join(conn, settings, told[0], told[-1], now)]

    _act(console, [item, other], act, as_json, "Joined")


@items.command()
@one_item
@as_json
@at_home
def split(console: Console, item: str, as_json: bool) -> None:
    """What one carrier said is a story of its own, for ever. Named by the story's own id, all carriers leave."""

    def act(conn: sa.Connection, settings: Settings, told: Sequence[Story], now: datetime) -> list[int]:
        return [told[0].id, *desk.split(conn, settings, told[0], item, now)]

    _act(console, [item], act, as_json, "Split")


@items.command("withdraw")
@several
@click.option("--reason", required=True, type=click.Choice(REASONS), help="Why; no word of the item is kept.")
@as_json
@at_home
def withdraw_(console: Console, named: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Take items back for good: their words are erased here, and every feed says that they were withdrawn."""
    settings = console.settings()
    with console.store(settings) as store:
        now = datetime.now(UTC)
        with store.transaction() as conn:
            told = [find(conn, one) for one in dict.fromkeys(named)]
            files = files_of(conn, settings, [story.id for story in told])
            gone = withdraw(conn, settings, [story.id for story in told], reason, now)
            after = stories.by_ids(conn, gone or [story.id for story in told])
        publish(store, settings)
        left = scrub(store, settings)
    _print(after, settings, as_json, "Withdrawn")
    for file in files:
        click.echo(f"Delete this file yourself; it holds the words still: {file}", err=True)
    for file in left:
        click.echo(f"This backup could not be mended; delete it: {file}", err=True)
