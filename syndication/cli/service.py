"""The commands about the service itself: init, serve, rebuild, doctor."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from syndication import home as homes
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, trouble
from syndication.cli.overview import counted, overviews, partners_sources
from syndication.demo import show
from syndication.preferences import in_force
from syndication.publish.publisher import Publisher
from syndication.serve import Web, bind, first_code
from syndication.settings import ConfigError, Settings
from syndication.store import channels
from syndication.store.db import Store, StoreError
from syndication.supervisor import Supervisor
from syndication.worker import run as work

Announce = Callable[[Settings, Store | None], None]

NEEDS_SOMEBODY = ("trouble", "gone", "waiting")
LITTLE_ROOM = 200  # megabytes
STARTER = Path(__file__).parent.parent / "starter"
DEMO_PORTS = 50  # tried from the first on


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Make a new home in DIRECTORY: a configuration to fill in, and a list of partners."""
    if (directory / "config").exists():
        raise Refusal(f"{directory} is a home already; its configuration was left as it is.")
    shutil.copytree(STARTER, directory, dirs_exist_ok=True)
    click.echo(f"Made {directory}. Say who you are in {directory / 'config' / 'coalition.toml'}, then:")
    click.echo(f"  syndication sources add URL --home {directory}")
    click.echo(f"  syndication serve --home {directory}")


@click.command()
@click.option("--host", help="The local address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--role", type=click.Choice(["all", "web", "worker"]), default="all", help="Which half to run; both by default."
)
@click.option("--fresh", is_flag=True, help="Begin with an empty database where only published files are left.")
@click.option("--demo", is_flag=True, help="A throw-away home with six invented partners and two releases.")
@click.option("--tethered", type=int, hidden=True)
@at_home
def serve(
    console: Console, host: str | None, port: int | None, role: str, fresh: bool, demo: bool, tethered: int | None
) -> None:
    """Start the web and its worker; Ctrl-C ends both."""
    if role == "worker":
        _work(console, tethered)
    elif demo:
        with show.home() as home:
            _serve(Console(home), host, port, role, fresh, show.announce, search=DEMO_PORTS)
    else:
        _serve(console, host, port, role, fresh, lambda settings, _: click.echo(_line(settings)))


def _line(settings: Settings) -> str:
    return f"{settings.coalition.name} is served at {settings.local_url}"


def _serve(
    console: Console, host: str | None, port: int | None, role: str, fresh: bool, announce: Announce, *, search: int = 1
) -> None:
    told = console.file()
    listening = bind(host or told.serving.host, port or told.serving.port, search=search)
    address = listening.getsockname()[:2]
    settings = told.at(*address)
    with ExitStack() as stack:
        lock = stack.enter_context(homes.worker_lock(settings)) if role == "all" else None
        store = _store(settings, fresh, create=role == "all")
        settings = in_force(settings, store)
        supervisor = Supervisor(settings, lock) if lock is not None and store else None
        if supervisor:
            supervisor.start()
        code = first_code(store)
        if code:
            click.echo(
                f"Nobody works at the desk yet. Open {settings.base_url}staff/ and type this code: {code}", err=True
            )
        web = Web(settings, store, supervisor, reread=lambda: console.file().at(*address), first_code=code)
        web.serve(listening, lambda: announce(settings, store))
        if store:
            store.close()


def _store(settings: Settings, fresh: bool, *, create: bool) -> Store | None:
    """The database; without one the web still answers from the files, and says in a sentence what to do."""
    if not create and not Store(settings.storage.database, settings.data).exists:
        return None
    until_then = "Until then the pages and feeds published so far are served, and nothing is read."
    try:
        return homes.open_store(settings, fresh=fresh)
    except StoreError as error:
        click.echo(f"{error} {until_then}", err=True)
        return None
    except DBAPIError as error:
        if not (settings.public / "REVISION").exists():
            raise
        click.echo(f"{trouble(error)} {until_then}", err=True)
        return Store(settings.storage.database, settings.data)  # the worker looks again by itself


def _work(console: Console, tethered: int | None) -> None:
    """The worker alone; `tethered` is the number of the lock that the web beside it holds and hands on."""
    settings = console.file()
    with nullcontext() if tethered is not None else homes.worker_lock(settings):
        work(settings, tethered=tethered is not None, reread=console.file)


@click.command()
@at_home
def rebuild(console: Console) -> None:
    """Write every published file anew from the database."""
    settings = console.settings()
    with homes.worker_lock(settings), console.store(settings) as store:
        written = Publisher(store, settings).publish(everything=True)
    click.echo(f"{written} files written to {settings.public}.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `doctor` looked at, and what to do where it is not well."""

    check: str
    ok: bool
    sentence: str


@click.command()
@as_json
@at_home
def doctor(console: Console, as_json: bool) -> None:
    """Look at configuration, database, disk, clock and sources; say what to do."""
    findings = list(_examine(console))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.ok else 'LOOK'}  {finding.check}: {finding.sentence}")
    if not all(finding.ok for finding in findings):
        raise SystemExit(1)


def _examine(console: Console) -> Iterator[Finding]:
    try:
        settings = console.settings()
    except ConfigError as error:
        yield Finding("config", False, str(error))
        return
    yield Finding("config", True, f"{settings.coalition.name}, public address {settings.base_url}")
    yield _disk(settings)
    try:
        with console.store(settings) as store, store.read() as conn:
            yield Finding("database", True, f"answers; revision {channels.revision(conn)}.")
            yield _clock(channels.state(conn).as_of)
            yield from _sources(conn, settings)
    except StoreError as error:
        yield Finding("database", False, str(error))
    except DBAPIError as error:
        yield Finding("database", False, trouble(error))


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home).free // 10**6
    advice = "enough." if free > LITTLE_ROOM else "free some room, or new items cannot be stored."
    return Finding("disk", free > LITTLE_ROOM, f"{free} MB are free: {advice}")


def _clock(as_of: datetime) -> Finding:
    late = as_of - datetime.now(UTC)
    if late > timedelta(minutes=1):
        return Finding("clock", False, "This machine's clock is behind what was published before. Set it right.")
    return Finding("clock", True, "not behind what was published.")


def _sources(conn: sa.Connection, settings: Settings) -> Iterator[Finding]:
    listed = overviews(conn, settings, partners_sources(conn))
    for told in listed:
        if told["status"] in NEEDS_SOMEBODY:
            yield Finding(f"source {told['id']}", False, f"{told['partner']['name']}: {told['sentence']}")
    if not listed:
        yield Finding("sources", True, "No partner yet. Add the first with: syndication sources add URL")
    elif all(told["status"] not in NEEDS_SOMEBODY for told in listed):
        yield Finding("sources", True, f"{counted(len(listed), 'source is', 'sources are')} fine.")
