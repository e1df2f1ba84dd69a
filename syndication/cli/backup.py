"""The commands about backups: backup, restore."""

from pathlib import Path
from typing import Any

import click

from syndication import backup as backups
from syndication import home as homes
from syndication.backup import About, Backup
from syndication.cli.console import Console, as_json, at_home, print_json, rfc3339
from syndication.cli.overview import counted


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@as_json
@at_home
def backup(console: Console, file: Path, force: bool, as_json: bool) -> None:
    """Write the database, what was withdrawn and the configuration to FILE; the service may run meanwhile."""
    settings = console.settings()
    with console.store(settings) as store:
        done = backups.write(store, settings, file, force=force)
    if as_json:
        print_json(_told(done))
    else:
        click.echo(f"{file} holds {_items(done.about)} in {_size(done.size)}; it was read back and is whole.")


def _told(done: Backup) -> dict[str, Any]:
    about = done.about
    facts = {"version": about.version, "schema": about.schema, "engine": about.engine, "stories": about.stories}
    return {"file": str(done.file), "bytes": done.size, "at": rfc3339(about.at), **facts}


def _items(about: About) -> str:
    by_state = ", ".join(f"{number} {state}" for state, number in about.stories.items())
    return counted(sum(about.stories.values()), "item", "items") + (f" ({by_state})" if by_state else "")


def _size(size: int) -> str:
    return f"{size / 10**6:.1f} MB" if size >= 10**6 else f"{-(-size // 1000)} kB"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@at_home
def restore(console: Console, file: Path) -> None:
    """Put the database of a backup in the place of this home's, and write every published file from it."""
    if not (console.home / "config").exists():
        backups.bring_config(file, console.home)
    settings = console.settings()
    with homes.worker_lock(settings):
        done = backups.restore(settings, file)
    click.echo(f"Brought back {_items(done.about)} of {rfc3339(done.about.at)}; {done.written} files were written.")
    if done.kept:
        click.echo(f"The database that was here before lies in {done.kept}.")
