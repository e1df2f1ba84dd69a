"""What all tests share: where the data lies, a home, and a database of each kind."""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import sqlalchemy as sa

from syndication import home as homes
from syndication.gather.parsing import Parsers
from syndication.settings import Settings, load
from syndication.store.db import FILE, Store
from syndication.store.schema import metadata
from syndication.store.upgrade import HEAD, upgrade
from tests.desk import Desk
from tests.hub import Hub
from tests.origin import Site, origin
from tests.staff import StaffRoom, staff_room

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
SHARED = ROOT.parent / "shared"
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"
IN_CI = bool(os.environ.get("CI"))

# The same examples in every run: a test that fails is about the change, not about luck. EXPLORE=1 tries new ones.
hypothesis.settings.register_profile("product", deadline=None, derandomize=not os.environ.get("EXPLORE"))
hypothesis.settings.load_profile("product")

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this clone")


def manifest(folder: str) -> list[Any]:
    """The documents of a folder of the shared corpus as parameters (file, row); none where it is not here."""
    here = SHARED / "corpus" / folder
    if not here.is_dir():
        return []
    with (here / "MANIFEST.tsv").open(encoding="utf-8", errors="replace") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(here / row["file"], row, id=row["file"]) for row in rows]


COALITION = """
[coalition]
name = "Bay State Welcome Coalition"
short_name = "Bay State Welcome"
url = "https://hub.example/"
timezone = "America/New_York"
[polling]
allow_addresses = ["127.0.0.1"]
"""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line about what was skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        told = "; ".join(f"{number} because {reason}" for reason, number in reasons.items())
        terminalreporter.write_line(f"Skipped: {told}.")


def make_home(folder: Path, configuration: str = COALITION) -> Path:
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "coalition.toml").write_text(configuration)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a configuration and nothing else."""
    return make_home(tmp_path / "home")


@pytest.fixture
def site() -> Iterator[Site]:
    """A partner's server, which answers nothing yet."""
    with origin() as started:
        yield started


@pytest.fixture
def settings(home: Path) -> Settings:
    return load(home, {})


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a new SQLite database; migrating each test's own anew would take most of their time."""
    opened = Store("sqlite", tmp_path_factory.mktemp("migrated"))
    opened.create()
    upgrade(opened, NOW)
    opened.close()
    assert opened.file
    return opened.file.read_bytes()


@pytest.fixture
def sqlite(settings: Settings, migrated: bytes) -> Iterator[Store]:
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(migrated)
    opened = homes.open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def store(sqlite: Store, settings: Settings) -> Store:
    """A prepared SQLite database."""
    homes.prepare(sqlite, settings)
    return sqlite


@pytest.fixture(scope="session")
def parsers() -> Iterator[Parsers]:
    with Parsers(1) as started:
        yield started


@pytest.fixture
def desk(site: Site, store: Store, parsers: Parsers, tmp_path: Path) -> Iterator[Desk]:
    """A partner's site and our side of it, which waits for a second and takes 200 KB."""
    limits = 'total_timeout = "1s"\nmax_bytes = "200KB"\n'
    quick = load(make_home(tmp_path / "quick", f"{COALITION}{limits}"), {})
    with ExitStack() as stack:
        yield Desk(site, store, quick, parsers, stack)


@pytest.fixture
def staff(settings: Settings, store: Store, parsers: Parsers) -> Iterator[StaffRoom]:
    """The staff desk over a prepared store, at https://testserver/staff/."""
    with staff_room(settings, store, parsers) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; from tests/browser.py, which needs playwright."""
    from tests.browser import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture
def staff_site(staff: StaffRoom) -> Iterator[str]:
    """Where the desk answers a real browser: the address of its public front, without a slash at the end."""
    from tests.browser import served

    with served(staff.app) as url:
        yield url


@pytest.fixture
def hub(either_store: Store, settings: Settings) -> Hub:
    return Hub(either_store, settings)


@pytest.fixture
def sqlite_hub(sqlite: Store, settings: Settings) -> Hub:
    return Hub(sqlite, settings)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest) -> Store:
    """A database as `open_store` makes it, of each kind in turn."""
    opened: Store = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
def postgresql(postgresql_schema: Store) -> Store:
    tables = ", ".join(metadata.tables)
    with postgresql_schema.transaction() as conn:
        conn.execute(sa.text(f"truncate {tables} restart identity cascade"))
        conn.execute(sa.text("update alembic_version set version_num = :head"), {"head": HEAD})
    return postgresql_schema


@pytest.fixture(scope="session")
def postgresql_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    admin = sa.create_engine(POSTGRESQL.replace("://", "+psycopg://"))
    schema = f"test_{uuid4().hex}"
    try:
        with admin.begin() as conn:
            conn.execute(sa.text(f"create schema {schema}"))
    except sa.exc.OperationalError:
        if IN_CI:
            raise
        pytest.skip("no PostgreSQL answers at 127.0.0.1:5432")
    opened = Store(f"{POSTGRESQL}?options=-csearch_path%3D{schema}", tmp_path_factory.mktemp("postgresql"))
    upgrade(opened, NOW)
    yield opened
    opened.close()
    with admin.begin() as conn:
        conn.execute(sa.text(f"drop schema {schema} cascade"))
    admin.dispose()
