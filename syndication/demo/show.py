"""`serve --demo`: a throw-away home beside six invented partner sites, and what to open in it."""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from syndication import accounts
from syndication import home as homes
from syndication.condition import condition
from syndication.demo.home import build
from syndication.demo.sites import Sites
from syndication.releases import publish, read
from syndication.settings import Settings, load
from syndication.store import channels, sources
from syndication.store.db import Store

RELEASES = ("2011-02-15.txt", "coming.txt")  # published at once; their successor is left for the visitor
VISITOR = "you@demo.example"  # who works at the demo's desk
KEY = "key-of-the-desk.txt"  # in its home, which is thrown away
PATIENCE = 40  # seconds that the first round may take before the demo is announced as it stands


@contextmanager
def home() -> Iterator[Path]:
    """A home in a temporary folder, with its partners' sites answering and its releases published."""
    with tempfile.TemporaryDirectory(prefix="syndication-demo-") as folder, Sites(date.today()) as sites:  # noqa: DTZ011 - the visitor's own day
        root = Path(folder)
        build(root, date.today(), sites)  # noqa: DTZ011 - the same
        _publish(root)
        yield root


def _let_in(store: Store) -> str:
    """A password for the demo's desk, another at each start."""
    password = f"look-around-{secrets.token_hex(4)}"
    with store.transaction() as conn:
        user, _ = accounts.invite(conn, VISITOR, "admin", datetime.now(UTC))
        accounts.choose(conn, user, password)
    return password


def _publish(root: Path) -> None:
    settings = load(root, os.environ)
    store = homes.open_store(settings)
    homes.prepare(store, settings)
    (root / KEY).write_text(_let_in(store), encoding="utf-8")
    for name in RELEASES:
        text = (root / "releases" / name).read_text(encoding="utf-8")
        publish(store, settings, text, read(text, settings, None), datetime.now(UTC))
    store.close()


def announce(settings: Settings, store: Store | None) -> None:
    """Once every source was asked and everything is rendered: where it is, how each partner is, what to try."""
    assert store is not None, "the demo begins with a fresh home"
    until = time.monotonic() + PATIENCE
    while not _complete(settings, store) and time.monotonic() < until:
        time.sleep(0.1)
    click.echo(f"{settings.coalition.name} (a demo) is served at {settings.local_url}")
    click.echo("\nIts partners:")
    with store.read() as conn:
        for source in sources.listed(conn):
            if not source.is_own:
                click.echo(f"  {source.partner.name}: {condition(source, settings, datetime.now(UTC)).sentence}")
    _suggest(settings)
    click.echo(f"\nThe desk, where staff work: {settings.local_url}staff/")
    click.echo(f"  Sign in as {VISITOR} with the password {(settings.home / KEY).read_text(encoding='utf-8')}")
    click.echo("Ctrl-C ends the demo; nothing of it stays.")


def _complete(settings: Settings, store: Store) -> bool:
    with store.read() as conn:
        asked = all(source.last_poll_at for source in sources.active(conn))
        revision = channels.revision(conn)
    mark = settings.public / "REVISION"
    return asked and mark.is_file() and mark.read_text() == f"{revision}\n"


def _suggest(settings: Settings) -> None:
    click.echo("\nWhat to open:")
    for path, what in (
        ("feeds/all.atom", "everything, for feed readers"),
        ("feeds/meetings.ics", "every meeting, for calendars"),
        ("feeds/press-releases.rss", "our own releases"),
    ):
        click.echo(f"  {settings.local_url}{path}  {what}")
    successor = settings.home / "releases" / "new-info.txt"
    click.echo(f"\nA release with new information lies at {successor}. Read it with:")
    click.echo(f"  {_python()} -m syndication release read {successor} --home {settings.home}")


def _python() -> str:
    """The Python that runs us, as one types it from here: another one may not have the libraries."""
    here = os.path.relpath(sys.executable)
    return sys.executable if here.startswith(os.pardir) else here
