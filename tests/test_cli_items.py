"""What staff do with items, by command."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from syndication.cli import main
from tests.conftest import ROOT
from tests.origin import Site

Run = Callable[..., Result]
RELEASE = ROOT / "syndication" / "demo" / "releases" / "2011-02-15.txt"
TEXT = (
    "Two lawyers sat down at the folding tables of the laundry room to read the letters of the landlord aloud in "
    "Spanish, in English and in Haitian Creole, and nobody had to give a name to be heard or to be told what the day "
    "stamped on the envelope means for the answer that the court expects from each of the tenants of the street."
)


def rss(title: str, *items: tuple[str, str, str]) -> bytes:
    told = "".join(
        f"<item><guid isPermaLink='false'>{id}</guid><title>{head}</title><link>https://p.example/{id}</link>"
        f"<description>{text}</description><pubDate>Mon, 02 Mar 2026 15:00:00 GMT</pubDate></item>"
        for id, head, text in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{told}</channel></rss>".encode()


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("SYNDICATION_HOME", raising=False)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, [*arguments, "--home", str(home)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def partners(run: Run, site: Site) -> None:
    """Two partners who tell one story, and one who tells another."""
    site.serve("/one", rss("Casa", ("1", "Letters read aloud in Olmo Street", TEXT)))
    site.serve("/two", rss("Lakou", ("2", "Letters read aloud in Olmo Street", TEXT)))
    site.serve("/three", rss("Clinic", ("3", "Flu shots on two Saturdays", "Come to the side door, there is tea.")))
    for path, name in (("/one", "Casa"), ("/two", "Lakou"), ("/three", "Clinic")):
        assert run("sources", "add", site.url(path), "--partner", name).exit_code == 0


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def listed(run: Run, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data(run("items", "list", "--json", *more))
    return found


def titled(run: Run, word: str) -> dict[str, Any]:
    return next(item for item in listed(run) if word in item["title"])


def feed(home: Path, channel: str = "all") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((home / "data/public/feeds" / f"{channel}.json").read_bytes())["items"]
    return items


@pytest.mark.usefixtures("partners")
def test_a_story_of_two_partners_is_listed_once_with_both(run: Run) -> None:
    story = titled(run, "Letters")
    assert (story["partner"]["name"], [link["name"] for link in story["also"]]) == ("Casa", ["Lakou"])
    assert len(listed(run)) == 2
    assert "(also: Lakou)" in run("items", "list").stdout


@pytest.mark.usefixtures("partners")
def test_why_tells_the_reasons_in_sentences_and_as_data(run: Run) -> None:
    key = titled(run, "Letters")["key"]
    told = data(run("items", "why", key, "--json"))
    assert told["why"] == [{"code": "automatic", "about": ""}]
    assert {"title", "text"} <= set(told["carriers"][0]["reasons"])
    assert "partners/casa" in told["channels"]
    assert "Lakou says the same" in run("items", "why", key).stdout


@pytest.mark.usefixtures("partners")
def test_split_and_join_by_key(run: Run, home: Path) -> None:
    story = titled(run, "Letters")
    carrier = data(run("items", "why", story["key"], "--json"))["carriers"][0]["key"]
    assert {item["key"] for item in data(run("items", "split", carrier, "--json"))} == {story["key"], carrier}
    assert len(feed(home)) == 3
    (joined,) = data(run("items", "join", carrier, story["key"], "--json"))
    assert joined["key"] == story["key"]
    assert len(feed(home)) == 2


@pytest.mark.usefixtures("partners")
def test_hide_unhide_feature_and_unfeature(run: Run, home: Path) -> None:
    key, before = titled(run, "Letters")["key"], feed(home)
    assert data(run("items", "hide", key, "--json"))[0]["state"] == "hidden"
    assert len(feed(home)) == 1
    assert data(run("items", "unhide", key, "--json"))[0]["state"] == "public"
    assert feed(home) == before
    assert data(run("items", "feature", key, "--until", "2099-01-01", "--json"))[0]["featured_until"].startswith("2099")
    assert [item["_coalition"]["featured"] for item in feed(home, "featured")] == [True]
    assert run("items", "unfeature", key).exit_code == 0
    assert feed(home, "featured") == []


@pytest.mark.usefixtures("partners")
def test_correct_takes_a_text_from_a_file(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.md"
    file.write_text("# Letters read aloud on Sunday\n\nIt is on **Sunday**.\n")
    (told,) = data(run("items", "correct", titled(run, "Letters")["key"], str(file), "--json"))
    assert told["title"] == "Letters read aloud on Sunday"
    assert run("poll").exit_code == 0
    assert "Letters read aloud on Sunday" in {item["title"] for item in feed(home)}


def test_a_wrong_place_of_a_meeting_is_corrected_everywhere(run: Run, home: Path, tmp_path: Path) -> None:
    run("release", "publish", str(RELEASE), "--yes")
    key = titled(run, "Waltham")["key"]
    file = tmp_path / "place.md"
    file.write_text("---\nplace: Canal Hall\naddress: 8 Canal Street\n---\n")
    assert run("items", "correct", key, str(file)).exit_code == 0
    meeting = next(item for item in feed(home, "meetings") if key in item["url"])["_coalition"]["meeting"]
    assert (meeting["place"], meeting["address"], meeting["tbd"], meeting["sequence"]) == (
        "Canal Hall",
        "8 Canal Street",
        [],
        1,
    )
    assert [item["id"] for item in feed(home, "meetings-changed")] == [titled(run, "Waltham")["id"]]
    calendar = (home / "data/public/feeds/meetings.ics").read_text()
    assert "Canal Hall\\, 8 Canal Street" in calendar.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("start: late", "start must be an hour"),
        ("date: soon", "date must be a day"),
        ("date: 9999-12-31", "date must be a day"),
        ("status: off", "status must be"),
        ("online_url: javascript:alert(1)", "online_url must be a web address"),
        ("start: 18:30\nend: 17:00", "it ends at 17:00, before it starts at 18:30"),
        ("kind: news", "it states nothing"),
    ],
)
def test_a_fact_that_cannot_be_read_changes_nothing(run: Run, tmp_path: Path, line: str, sentence: str) -> None:
    run("release", "publish", str(RELEASE), "--yes")
    file = tmp_path / "bad.md"
    file.write_text(f"---\n{line}\n---\n")
    refused = run("items", "correct", titled(run, "Waltham")["key"], str(file))
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert "Nothing was changed" in refused.stderr


def test_what_waits_is_approved(run: Run, home: Path, site: Site) -> None:
    site.serve("/one", rss("Casa", ("1", "Letters read aloud", TEXT), ("2", "Flu shots", "Tea.")))
    added = data(run("sources", "add", site.url("/one"), "--hold", "--json"))
    assert (added["status"], added["code"]) == ("waiting", None)
    assert added["sentence"] == "Items that wait for you: 2."
    assert feed(home) == []
    keys = [item["key"] for item in listed(run, "--held")]
    assert len(data(run("items", "approve", *keys, "--json"))) == 2
    assert data(run("sources", "list", "--json"))[0]["status"] == "ok"
    assert len(feed(home)) == 2
    refused = run("items", "approve", keys[0])
    assert refused.exit_code == 1
    assert "Only items that wait" in refused.stderr


@pytest.mark.usefixtures("partners")
def test_withdraw_says_what_it_cannot_reach(run: Run, home: Path) -> None:
    (home / "content").mkdir(exist_ok=True)
    file = home / "content" / "note.md"
    file.write_text("# A note of Quetzalina\n\nText.\n")
    assert run("poll").exit_code == 0
    done = run("items", "withdraw", titled(run, "Quetzalina")["key"], "--reason", "privacy", "--json")
    assert [item["state"] for item in json.loads(done.stdout)] == ["withdrawn"]
    assert str(file) in done.stderr
    assert "Quetzalina" not in done.stderr.replace(str(file), "")
    assert run("poll").exit_code == 0
    assert "Quetzalina" not in json.dumps(feed(home))
    told = run("items", "why", json.loads(done.stdout)[0]["key"])
    assert "It was withdrawn; its words are gone." in told.stdout


@pytest.mark.usefixtures("partners")
def test_rules_are_tried_before_they_are_set(run: Run, home: Path) -> None:
    number = data(run("sources", "list", "--json"))[-1]["id"]
    before = feed(home)
    tried = data(run("sources", "edit", str(number), "--exclude", "flu shots", "--dry-run", "--json"))
    assert [(c["before"], c["after"]) for c in tried["changed"]] in ([("public", "excluded")], [])
    assert feed(home) == before


def test_a_rule_takes_out_what_is_recent_and_its_end_brings_it_back(run: Run, home: Path, site: Site) -> None:
    site.serve("/one", rss("Casa", ("1", "Letters read aloud", TEXT), ("2", "Flu shots", "Tea.")))
    number = str(data(run("sources", "add", site.url("/one"), "--json"))["id"])
    tried = data(run("sources", "edit", number, "--exclude", "FLU", "--dry-run", "--json"))
    assert [(c["title"], c["before"], c["after"]) for c in tried["changed"]] == [("Flu shots", "public", "excluded")]
    assert len(feed(home)) == 2
    run("sources", "edit", number, "--exclude", "FLU")
    assert [item["title"] for item in feed(home)] == ["Letters read aloud"]
    told = run("items", "why", next(i["key"] for i in listed(run) if i["title"] == "Flu shots"))
    assert "It names “FLU”, which this source's rules leave out." in told.stdout
    run("sources", "edit", number, "--exclude", "")
    assert len(feed(home)) == 2


@pytest.mark.parametrize(
    ("share", "holds"), [("link", (None, None)), ("full", (True, True)), ("summary", (True, None))]
)
def test_a_partner_decides_how_much_of_a_text_is_passed_on(
    run: Run, home: Path, site: Site, share: str, holds: tuple[bool | None, bool | None]
) -> None:
    site.serve("/one", rss("Casa", ("1", "Letters read aloud", TEXT)))
    number = str(data(run("sources", "add", site.url("/one"), "--json"))["id"])
    assert run("sources", "edit", number, "--share", share).exit_code == 0
    (item,) = feed(home)
    assert (item.get("summary") and True, item.get("content_html") and True) == holds


@pytest.mark.usefixtures("partners")
def test_another_name_moves_no_address(run: Run, home: Path) -> None:
    number = next(told["id"] for told in data(run("sources", "list", "--json")) if told["partner"]["name"] == "Casa")
    told = data(run("sources", "edit", str(number), "--partner", "Casa Amanecer", "--json"))
    assert told["partner"] == {"name": "Casa Amanecer", "slug": "casa", "url": None}
    assert len(feed(home, "partners/casa")) == 1
    index = json.loads((home / "data/public/feeds/index.json").read_bytes())
    assert {"Casa Amanecer"} == {row["title"] for row in index if row["channel"] == "partners/casa"}


@pytest.mark.usefixtures("partners")
def test_a_changed_channel_is_tried_before_the_service_reads_it(run: Run, home: Path) -> None:
    file = home / "config" / "coalition.toml"
    file.write_text(file.read_text() + '\n[channels.letters]\ninclude = ["letters"]\n')
    assert run("items", "list", "--channel", "nope", "--dry-run").exit_code == 1
    found = run("items", "list", "--channel", "letters", "--dry-run", "--json")
    assert {item["change"] for item in data(found)} <= {"in"}
    assert not (home / "data/public/feeds/letters.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nope"),
        ("why", "nope"),
        ("hide", "nope"),
        ("approve", "nope"),
        ("withdraw", "nope", "--reason", "safety"),
        ("join", "nope", "neither"),
        ("split", "nope"),
        ("feature", "nope", "--until", "2099-01-01"),
    ],
)
def test_an_item_that_is_not_there_is_a_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run("items", *arguments)
    assert refused.exit_code == 1
    assert refused.stderr == "There is no item nope. `syndication items list` shows the newest with their keys.\n"


def test_a_feed_of_comments_is_no_source(run: Run, site: Site) -> None:
    site.serve("/comments/feed/", rss("Comments on: Casa", ("1", "By: Ana", "I agree.")))
    refused = run("sources", "add", site.url("/comments/feed/"))
    assert refused.exit_code == 1
    assert "no feed" in refused.stderr
    assert data(run("sources", "list", "--json")) == []


def test_numbers_beyond_all_days_are_refused(run: Run, site: Site) -> None:
    site.serve("/one", rss("Casa", ("1", "Letters read aloud", TEXT)))
    number = str(data(run("sources", "add", site.url("/one"), "--json"))["id"])
    assert run("sources", "edit", number, "--max-age", "800000").exit_code == 2
    refused = run("items", "feature", listed(run)[0]["key"], "--until", "9999-12-31")
    assert (refused.exit_code, "too far away" in refused.stderr) == (1, True)


def test_a_channel_that_is_not_there_is_a_sentence(run: Run) -> None:
    assert (
        run("items", "list", "--channel", "nope").stderr
        == "There is no channel nope. The page /feeds/ lists them all.\n"
    )
    assert run("items", "list", "--held").stdout == "Nothing waits.\n"
