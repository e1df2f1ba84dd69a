"""Which way imports flow (read from the syntax, nothing is run), and where each outside library is let in."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = (  # a room may import from its own floor and from those before it
    {"settings", "sections", "values", "model", "condition", "health", "reasons", "channels", "languages", "rhythm"},
    {"net", "store"},
    {"gather", "merge", "publish"},
    {
        "accounts",
        "poll",
        "poller",
        "mail",
        "bulletins",
        "errands",
        "aftermath",
        "duplicates",
        "editing",
        "partnering",
        "ledger",
        "vanished",
        "home",
        "preferences",
        "releases",
        "backup",
    },
    {"web", "clock", "cluster", "worker"},
    {"export", "supervisor", "serve", "demo", "cli", "__main__"},
)
STRANGERS = {"gather", "merge", "publish"}  # never import each other
IMPURE = {
    "alembic",
    "apscheduler",
    "requests",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "starlette",
    "subprocess",
    "threading",
}
DOORS = {  # the one module that imports a library
    "feedparser": "feeds/_tolerant.py",
    "feedgen": "feeds/_feedgen.py",
    "nh3": "feeds/html.py",
    "requests": "syndication/net/session.py",
    "icalendar": "feeds/_icalendar.py",
    "apscheduler": "syndication/clock.py",
    "argon2": "syndication/accounts.py",
    "smtplib": "syndication/mail.py",
}
INSIDE = {"alembic": "syndication/store/"}  # the one folder that does


@cache
def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    files = (file.relative_to(ROOT) for folder in ("feeds", "syndication") for file in (ROOT / folder).rglob("*.py"))
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__"): file for file in files}


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, at any depth of its code; `from a import b` is a.b where that is a module."""
    tree = ast.parse((ROOT / modules()[module]).read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written out"
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if name in modules() else str(node.module) for name in inner)


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "syndication" and len(parts) > 1 else None


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def steps() -> Iterator[tuple[str, str, str]]:
    """(module, its room, a room that it imports)"""
    for module in modules():
        for imported in imports(module):
            here, there = room(module), room(imported)
            if here and there and here != there:
                yield module, here, there


def test_every_room_has_a_floor():
    known = set().union(*FLOORS)
    assert {here for module in modules() if (here := room(module))} <= known


def test_imports_flow_one_way():
    assert [(module, there) for module, here, there in steps() if floor(there) > floor(here)] == []


def test_gather_merge_and_publish_never_import_each_other():
    assert [module for module, here, there in steps() if {here, there} <= STRANGERS] == []


def test_feeds_knows_nothing_of_the_service_and_touches_no_machine():
    reached = {name.split(".")[0] for module in modules() if module.startswith("feeds") for name in imports(module)}
    assert reached & {"syndication", *IMPURE} == set()


def test_no_module_reaches_itself():
    graph = {module: imports(module) & modules().keys() - {module} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle of imports: {' <- '.join(circle.args[1])}")
    assert graph


def test_each_outside_library_comes_in_by_one_door():
    seen = defaultdict(set)
    for module, file in modules().items():
        for name in imports(module):
            seen[name.split(".")[0]].add(file.as_posix())
    assert {library: seen[library] - {door} for library, door in DOORS.items() if seen[library] - {door}} == {}
    for library, folder in INSIDE.items():
        assert all(file.startswith(folder) for file in seen[library])


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "base"])
def test_no_module_has_a_name_that_says_nothing(name):
    assert name not in {module.rsplit(".", 1)[-1] for module in modules()}
