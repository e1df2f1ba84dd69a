"""The papers agree with the product: what exists is written down, and what is written down exists."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from syndication.cli import main
from syndication.sections import SECTIONS, ChannelSettings
from syndication.settings import SECRETS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

SET_UP = [
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.lock && .venv/bin/python serve.py --demo",
    "python3 -m venv .venv && .venv/bin/pip install -r requirements-test.lock && .venv/bin/python -m pytest",
]


def documented_keys(heading: str) -> set[str]:
    """The keys in the table below a heading of operations.md."""
    [section] = re.findall(rf"(?ms)^### `{re.escape(heading)}`$(.*?)(?=^##)", OPERATIONS)
    return set(re.findall(r"(?m)^\| `([a-z_]+)` \|", section))


def commands(group: click.Group, *above: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name))


def test_the_readme_is_read_in_one_sitting():
    assert len(README.splitlines()) < 120


def test_the_readme_has_exactly_the_two_commands_that_set_everything_up():
    assert re.findall(r"(?m)^.*-m venv.*$", README) == SET_UP


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_section_is_documented_and_no_other(section):
    known = {*SECTIONS[section].__struct_encode_fields__, *SECRETS.get(section, ())}
    assert documented_keys(f"[{section}]") == known


def test_every_key_of_a_channel_is_documented_and_no_other():
    assert documented_keys("[channels.<slug>]") == set(ChannelSettings.__struct_encode_fields__)


def test_every_command_is_documented_and_no_other():
    told = re.findall(r"(?m)^\| `syndication ((?:[a-z]+ ?)+)", OPERATIONS)
    assert sorted(name.strip() for name in told) == sorted(commands(main))


def test_every_option_of_serve_is_documented():
    shown = [
        option for option in main.commands["serve"].params if isinstance(option, click.Option) and not option.hidden
    ]
    assert [name for option in shown for name in option.opts if name not in OPERATIONS] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_links_between_the_papers_lead_somewhere(paper: Path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).is_file()] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_pins_everything_with_hashes_and_names_no_index(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"(?m)^([a-z0-9.-]+)(?:\[[a-z,]+\])?==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}", text)
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "    --hash"))]
    assert len(pins) == len(lines)
    assert not re.search(r"https?://|--(extra-)?index|--find-links|-e |coalition", text)


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {name_of(asked) for asked in project["dependencies"]}
    for_tests = asked | {name_of(one) for extra in ("postgres", "test", "dev") for one in extras[extra]}
    assert asked <= pinned("requirements.lock")
    assert for_tests - {name_of(project["name"])} <= pinned("requirements-test.lock")


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"(?m)^([a-z0-9.-]+)==", (ROOT / lock).read_text(encoding="utf-8")))
