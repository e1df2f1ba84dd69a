"""A home: the folder that holds configuration and data. Opening it, and keeping two workers out of it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from feeds import FeedError, opml
from syndication.merge.membership import reconcile
from syndication.merge.withdraw import apply
from syndication.preferences import laid_under
from syndication.settings import Settings
from syndication.store import channels, sources, withdrawn
from syndication.store.db import Store, StoreError
from syndication.store.upgrade import upgrade

DESK = "desk:"

EMPTIED = "This home has published files but no database. Restore a backup, or start with --fresh to begin anew."
TAKEN = "Another worker is running in this home already. Stop it first, or use the one that runs."


class Busy(Exception):
    """Another process holds the worker's lock."""


@contextmanager
def worker_lock(settings: Settings) -> Iterator[int]:
    """The right to poll and publish in this home; Busy where another process has it. Gives the lock's file number."""
    settings.data.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.data / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(TAKEN) from None
        yield handle
    finally:
        os.close(handle)


def open_store(settings: Settings, *, fresh: bool = False) -> Store:
    """The home's database, made or migrated as needed. StoreError where files were published from one that is gone."""
    store = Store(settings.storage.database, settings.data)
    if fresh and not store.exists:
        shutil.rmtree(settings.public, ignore_errors=True)
    if not store.exists and (settings.public / "REVISION").exists():
        raise StoreError(EMPTIED)
    if not store.exists:
        store.create()
    upgrade(store, datetime.now(UTC))
    return store


def prepare(store: Store, settings: Settings) -> list[str]:
    """Bring the store in step with the configuration: our own sources, new partners, channels. Warnings in words."""
    now = datetime.now(UTC)
    warnings = []
    with store.transaction() as conn:
        settings = laid_under(conn, settings)  # whoever calls: no channel of staff is taken for removed
        lines = withdrawn.read(settings.data / withdrawn.FILE)
        channels.begin(conn, now, lines[0].salt if lines else None)
        known = sources.ever_added(conn)
        us = sources.partner(conn, settings.coalition.name, settings.coalition.url)
        for url in (DESK, *settings.folder_urls):
            if url not in known:
                sources.add(conn, url, us, now=now, title=settings.coalition.name)
        try:
            _add_listed(conn, settings, known, now)
        except FeedError as error:
            warnings.append(f"config/partners.opml could not be read ({error.detail}); the partners known so far stay.")
        apply(conn, settings, lines, now)
        reconcile(conn, settings, now)
    return warnings


def nameless(store: Store, settings: Settings) -> str | None:
    """What to tell staff while ids would be minted under a name that is nobody's."""
    with store.read() as conn:
        authority, _ = channels.authority(conn, settings)
    if not authority.endswith(".invalid"):
        return None
    return (
        f"No public address is set, so items get ids under {authority}, for ever. "
        "Set url (or authority) under [coalition] in config/coalition.toml before you publish."
    )


def _add_listed(conn: sa.Connection, settings: Settings, known: set[str], now: datetime) -> None:
    file = settings.home / "config" / "partners.opml"
    if not file.is_file():
        return
    for outline in opml.read(file.read_bytes()):
        if outline.url not in known:
            partner = sources.partner(conn, outline.title or outline.url, outline.site_url)
            sources.add(conn, outline.url, partner, now=now, title=outline.title, topics=outline.topics)
