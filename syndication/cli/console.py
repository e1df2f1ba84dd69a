"""What every command shares: which home is meant, how data is printed, how errors become a sentence."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from feeds import FeedError
from feeds.text import squeeze
from syndication import home as homes
from syndication.backup import BackupError
from syndication.gather.parsing import Parsers
from syndication.health import explain
from syndication.merge.desk import Impossible
from syndication.net.session import FetchError
from syndication.poller import Poller
from syndication.preferences import in_force
from syndication.publish.publisher import Publisher
from syndication.releases import Unpublishable
from syndication.serve import PortTaken
from syndication.settings import FILE, ConfigError, Settings, load
from syndication.store.db import Store, StoreError

# Their text is the sentence.
PLAIN = (ConfigError, StoreError, BackupError, homes.Busy, PortTaken, Unpublishable, Impossible)


class Refusal(click.ClickException):
    """Ends a command with one sentence on standard error and exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        click.echo(self.message, err=True)


class Home(click.Group):
    """A group whose commands end in a sentence where a person, a disk or another process is in the way."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PLAIN as error:
            raise Refusal(str(error)) from error
        except (FetchError, FeedError) as error:
            raise Refusal(explain(error.code, "en", host="").sentence) from error
        except sa.exc.DBAPIError as error:
            raise Refusal(trouble(error)) from error
        except UnicodeEncodeError as error:
            raise Refusal("A name, an address or a setting is not plain text in UTF-8. Write it again.") from error
        except OSError as error:
            raise Refusal(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".") from error


def trouble(error: sa.exc.DBAPIError) -> str:
    """What a database said, in a sentence, and what to do."""
    said = squeeze(str(error.orig))
    if isinstance(error, sa.exc.OperationalError):
        return f"The database does not answer ({said}). Nothing was changed; try again in a moment."
    return f"The database cannot be used ({said}). Restore a backup, or correct storage.database in {FILE}."


def _keep(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """`--home` counts before and after the command's name; the one nearer to the command wins."""
    if value is not None and isinstance(context.obj, Console):
        context.obj.given = value
    return value


home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    callback=_keep,
    help="The folder with config/ and data/. Default: SYNDICATION_HOME, else the current folder.",
)


def at_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that works in a home: takes `--home` too, and is given the Console."""
    return click.option(
        "--home", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", callback=_keep, expose_value=False,
        help="The folder with config/ and data/.",
    )(click.pass_obj(command))  # fmt: skip


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


class Console:
    """One run of one command."""

    def __init__(self, given: Path | None) -> None:
        self.given = given

    @property
    def home(self) -> Path:
        return (self.given or Path(os.environ.get("SYNDICATION_HOME") or ".")).absolute()

    def file(self) -> Settings:
        """What the configuration says, without what staff chose at the desk."""
        return load(self.home, os.environ)

    def settings(self) -> Settings:
        """What holds in this home; without a database that answers, what the configuration says."""
        told = self.file()
        store = Store(told.storage.database, told.data)
        with suppress(OSError), closing(store):
            return in_force(told, store) if store.exists else told
        return told

    @contextmanager
    def store(self, settings: Settings) -> Iterator[Store]:
        """The home's database, in step with its configuration."""
        store = homes.open_store(settings)
        try:
            for warning in homes.prepare(store, settings):
                click.echo(warning, err=True)
            yield store
        finally:
            store.close()

    @contextmanager
    def poller(self, settings: Settings) -> Iterator[Poller]:
        """The means to ask sources from this process, and the store behind them."""
        with Parsers() as parsers, self.store(settings) as store, Poller(store, settings, parsers) as poller:
            yield poller


def publish(store: Store, settings: Settings) -> None:
    """Bring the published files up to date, unless a worker runs here: then it has seen the commit already."""
    with suppress(homes.Busy), homes.worker_lock(settings):
        Publisher(store, settings).publish()


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def rfc3339(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
