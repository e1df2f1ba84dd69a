"""The starter: what `syndication init` copies works at once, and what it shows as a default is the default."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from lxml import etree

from syndication.sections import SECTIONS, ChannelSettings
from syndication.settings import SECRETS, load
from tests.conftest import ROOT

STARTER = ROOT / "syndication" / "starter"


def make_home(home: Path, text: str) -> Path:
    (home / "config").mkdir()
    (home / "config" / "coalition.toml").write_text(text, encoding="utf-8")
    return home


def switched_on(text: str) -> str:
    """The file with every key that it shows as a comment."""
    return re.sub(r'(?m)^# (?=\[|[a-z_]+ = |"[^"]*" = )', "", text)


@pytest.mark.parametrize("name", ["coalition.toml", "partners.opml"])
def test_the_config_of_the_clone_is_the_starter(name):
    assert (ROOT / "config" / name).read_bytes() == (STARTER / "config" / name).read_bytes()


def test_the_config_folder_holds_nothing_else():
    assert {path.name for path in (ROOT / "config").iterdir()} == {"coalition.toml", "partners.opml"}


def test_the_starter_works_as_it_is(tmp_path):
    settings = load(make_home(tmp_path, (STARTER / "config" / "coalition.toml").read_text()), {})
    assert settings.coalition.name == "Our Coalition"
    assert settings.coalition.timezone == "America/New_York"


def test_what_the_starter_shows_switched_off_is_what_holds_without_it(tmp_path):
    text = (STARTER / "config" / "coalition.toml").read_text()
    plain = load(make_home(tmp_path, text), {})
    without_secrets = re.sub(r"(?m)^[a-z]+_file = .*$", "", switched_on(text))
    (tmp_path / "config" / "coalition.toml").write_text(without_secrets, encoding="utf-8")
    shown = load(tmp_path, {})
    for section in ("storage", "serving", "content"):
        assert getattr(shown, section) == getattr(plain, section)
    for key in ("min_interval", "max_interval", "total_timeout", "max_bytes", "workers", "per_host"):
        assert getattr(shown.polling, key) == getattr(plain.polling, key)
    assert shown.channels["merrimack-valley"].towns == ("lawrence", "lowell")


def test_the_starter_shows_every_key_that_there_is():
    shown = tomllib.loads(switched_on((STARTER / "config" / "coalition.toml").read_text()))
    for section, kind in SECTIONS.items():
        assert set(shown[section]) == {*kind.__struct_encode_fields__, *SECRETS.get(section, ())}
    assert set(shown["channels"]["merrimack-valley"]) == set(ChannelSettings.__struct_encode_fields__)


def test_the_starter_names_no_partner_yet_and_shows_how():
    tree = etree.parse(STARTER / "config" / "partners.opml")
    assert tree.getroot().get("version") == "2.0"
    assert tree.xpath("/opml/body/outline")
    assert not tree.xpath("//outline/@xmlUrl")
    assert "xmlUrl=" in (STARTER / "config" / "partners.opml").read_text()


def test_the_example_of_a_text_has_front_matter_that_yaml_reads():
    _, front, body = (STARTER / "content" / "how-to-write-here.txt").read_text().split("---\n", 2)
    assert set(yaml.safe_load(front)) == {"title", "language", "kind", "summary"}
    assert body.strip()


def test_a_new_home_publishes_nothing_that_nobody_wrote():
    assert not list((STARTER / "content").glob("*.md"))
