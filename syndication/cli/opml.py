"""`syndication opml`: partner lists in and out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from feeds import FeedError
from feeds import opml as format_
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.overview import partners_sources
from syndication.partnering import bring


@click.group()
def opml() -> None:
    """Lists of partners: import, export."""


@opml.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@at_home
def import_(console: Console, file: Path, as_json: bool) -> None:
    """Add every feed of an OPML file that is not a source yet; they are read at the next round."""
    settings = console.settings()
    lines = _read(file)
    if not any(line.outline for line in lines):
        raise Refusal(f"{file} lists no feed.")
    with console.store(settings) as store:
        with store.transaction() as conn:
            told = [asdict(one) for one in bring(conn, lines, datetime.now(UTC))]
        publish(store, settings)
    if as_json:
        print_json(told)
    else:
        for row in told:
            click.echo(f"{row['result']}: {row['title']}  {row['url']}")


def _read(file: Path) -> Sequence[format_.Line]:
    try:
        return format_.lines(file.read_bytes())
    except FeedError as error:
        raise Refusal(f"{file} is no list of feeds in OPML. Export the list again from where it comes.") from error


@opml.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@at_home
def export(console: Console, file: Path | None) -> None:
    """Write the partners and their addresses to FILE, else to standard output."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        outlines = [
            format_.Outline(
                title=one.partner.name, url=one.url, site_url=one.partner.url or one.site_url, topics=one.topics
            )
            for one in partners_sources(conn)
        ]
    body = format_.write(f"{settings.coalition.name}: partners", outlines, None)
    if file:
        file.write_bytes(body)
        click.echo(f"{len(outlines)} partners written to {file}.")
    else:
        click.echo(body.decode(), nl=False)
