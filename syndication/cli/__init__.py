"""The commands. Whatever a person can do wrong ends in one sentence and exit code 1; wrong usage in 2."""

import logging
from pathlib import Path

import click

import syndication.cli.check
import syndication.cli.desk
import syndication.cli.edit  # noqa: F401 - these three add commands to items and sources
from syndication import VERSION
from syndication.cli.backup import backup, restore
from syndication.cli.console import Console, Home, home_option
from syndication.cli.items import items
from syndication.cli.opml import opml
from syndication.cli.poll import poll
from syndication.cli.release import release
from syndication.cli.service import doctor, init, rebuild, serve
from syndication.cli.sources import sources
from syndication.cli.users import users


@click.group(cls=Home)
@click.version_option(VERSION)
@home_option
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """One place for a coalition's news and meetings: pulls partners' feeds, merges, and serves the result."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    context.obj = Console(home)


for command in (init, serve, poll, sources, opml, release, items, users, rebuild, backup, restore, doctor):
    main.add_command(command)
