"""The commands: what they print, what they store, and one sentence for whatever a person can do wrong."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner, Result

from feeds import ical, opml
from syndication.cli import main
from tests.conftest import ROOT, SHARED, needs_shared
from tests.origin import Site, origin
from tests.test_poll import ATOM, feed

Run = Callable[..., Result]
RELEASE = ROOT / "syndication" / "demo" / "releases" / "2011-02-15.txt"
PAGE = ROOT / "syndication" / "demo" / "releases" / "partner-page.txt"
TOWNS = [
    "Worcester",
    "Framingham",
    "Lawrence",
    "Waltham",
    "Chelsea",
    "Brockton",
    "Lowell",
    "New Bedford",
    "Springfield",
    "Boston",
]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("SYNDICATION_HOME", raising=False)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, [*arguments, "--home", str(home)], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def site(site: Site) -> Site:
    site.serve("/feed", feed("A", "B"), ATOM)
    return site


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def public(home: Path) -> dict[str, bytes]:
    folder = home / "data" / "public"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def items(home: Path, channel: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(public(home)[f"feeds/{channel}.json"])["items"]
    return found


def test_home_counts_before_and_after_the_command(home: Path, tmp_path: Path) -> None:
    for arguments in (
        ["--home", str(home), "sources", "list"],
        ["sources", "list", "--home", str(home)],
        ["sources", "--help"],
    ):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    other = CliRunner().invoke(main, ["--home", str(tmp_path), "sources", "list"])
    assert (other.exit_code, other.stdout) == (1, "")
    assert "syndication init" in other.stderr


def test_wrong_usage_is_exit_code_2(run: Run) -> None:
    assert run("sources", "add").exit_code == 2
    assert run("sources", "ad").exit_code == 2


def test_init_makes_a_home_that_works_at_once_and_never_touches_one_that_is_there(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["init", str(tmp_path / "ours")])
    assert made.exit_code == 0
    assert CliRunner().invoke(main, ["doctor", "--home", str(tmp_path / "ours")]).exit_code == 0
    again = CliRunner().invoke(main, ["init", str(tmp_path / "ours")])
    assert again.exit_code == 1
    assert "left as it is" in again.stderr


def test_a_partner_is_added_with_one_request_and_published(run: Run, home: Path, site: Site) -> None:
    added = data(run("sources", "add", site.url("/feed"), "--partner", "Casa Amanecer", "--topic", "housing", "--json"))
    assert site.paths() == ["/feed"]
    assert {name: added[name] for name in ("url", "title", "status", "code", "entries")} == {
        "url": site.url("/feed"), "title": "Casa", "status": "ok", "code": None, "entries": 2,
    }  # fmt: skip
    assert added["partner"]["name"] == "Casa Amanecer"
    assert added["last_ok"].endswith("Z")
    assert added["next_poll"].endswith("Z")
    assert {item["title"] for item in items(home, "all")} == {"A", "B"}
    assert items(home, "all")[0]["tags"] == ["housing"]


def test_the_same_partner_is_not_added_twice(run: Run, site: Site) -> None:
    run("sources", "add", site.url("/feed"))
    again = run("sources", "add", site.url("/feed"))
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is here already" in again.stderr


def test_a_page_leads_to_its_feed(run: Run, site: Site) -> None:
    page = '<html><head><link rel="alternate" type="application/atom+xml" href="/feed"></head></html>'
    site.serve("/", page, {"Content-Type": "text/html"})
    assert data(run("sources", "add", site.url("/"), "--json"))["url"] == site.url("/feed")


def test_check_stores_nothing(run: Run, site: Site) -> None:
    checked = data(run("sources", "check", site.url("/feed"), "--json"))
    (candidate,) = checked["candidates"]
    assert {name: candidate[name] for name in ("url", "title", "format", "entries", "known_as")} == {
        "url": site.url("/feed"), "title": "Casa", "format": "atom", "entries": 2, "known_as": None,
    }  # fmt: skip
    assert (checked["code"], candidate["newest"]) == (None, "2026-01-01T00:00:00Z")
    assert data(run("sources", "list", "--json")) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "no longer at this address"),
        ("/page", "no feed on this site"),
        ("/broken", "damaged"),
        ("/huge", "larger than 10 MB"),
    ],
)
def test_an_address_without_a_feed_is_told_in_a_sentence_and_stores_nothing(run: Run, path: str, words: str) -> None:
    with origin() as site:
        site.serve("/page", "<html><body><p>Welcome</p></body></html>", {"Content-Type": "text/html"})
        site.serve("/broken", "<rss><<<", {"Content-Type": "application/rss+xml"})
        site.raw("/huge", lambda: (b"HTTP/1.1 200 OK\r\n\r\n", *(b" " * 10**6 for _ in range(200))))
        for command in ("add", "check"):
            refused = run("sources", command, site.url(path))
            assert refused.exit_code == 1
            assert words in refused.stderr
            assert refused.stderr.count("\n") == 1
    assert data(run("sources", "list", "--json")) == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.2/", "http://10.0.0.1/", "http://[::1]/feed"]
)
def test_addresses_inside_a_network_are_not_opened(run: Run, address: str) -> None:
    refused = run("sources", "add", address)
    assert refused.exit_code == 1
    assert "private network" in refused.stderr


def test_nobody_at_the_address(run: Run) -> None:
    with origin() as gone:
        address = gone.url("/feed")
    refused = run("sources", "add", address)
    assert refused.exit_code == 1
    assert "switched off or refuses us" in refused.stderr


def test_poll_prints_a_line_a_source_and_json_with_what_came_of_it(run: Run, site: Site) -> None:
    run("sources", "add", site.url("/feed"), "--partner", "Casa Amanecer")
    site.serve("/feed", feed("A", "B", "C"), {**ATOM, "ETag": '"two"'})
    (told,) = data(run("poll", "--json"))
    assert (told["outcome"], told["new"], told["updated"], told["entries"]) == ("changed", 1, 0, 3)
    assert run("poll").stdout == "Casa Amanecer: nothing new.\n"
    unknown = run("poll", "99")
    assert (unknown.exit_code, unknown.stdout) == (1, "")


def test_polling_unchanged_sources_and_rebuilding_leave_every_file_as_it_was(run: Run, home: Path, site: Site) -> None:
    run("sources", "add", site.url("/feed"))
    before = public(home)
    (told,) = data(run("poll", "--json"))
    assert told["outcome"] == "unchanged"
    assert site.requests[-1].headers["if-none-match"] == ATOM["ETag"]
    assert public(home) == before
    assert run("rebuild").exit_code == 0
    assert public(home) == before


def test_pause_resume_and_remove(run: Run, site: Site) -> None:
    number = str(data(run("sources", "add", site.url("/feed"), "--json"))["id"])
    assert run("sources", "pause", number).exit_code == 0
    assert data(run("sources", "list", "--json"))[0]["status"] == "paused"
    assert data(run("poll", "--json")) == []
    assert run("sources", "resume", site.url("/feed")).exit_code == 0
    assert data(run("sources", "list", "--json"))[0]["status"] == "ok"
    assert run("sources", "remove", number).exit_code == 0
    assert data(run("sources", "list", "--json")) == []
    assert len(data(run("items", "list", "--json"))) == 2
    assert run("sources", "pause", number).exit_code == 1


def test_a_source_can_be_removed_with_everything_it_said(run: Run, home: Path, site: Site) -> None:
    run("sources", "add", site.url("/feed"))
    assert run("sources", "remove", site.url("/feed"), "--items", "remove").exit_code == 0
    assert items(home, "all") == items(home, "news") == []
    assert {item["state"] for item in data(run("items", "list", "--json"))} == {"hidden"}
    data(run("sources", "add", site.url("/feed"), "--json"))
    assert items(home, "all") == [], "what was removed does not come back by itself"


def test_a_list_of_partners_comes_in_and_goes_out_the_same(run: Run, tmp_path: Path) -> None:
    outlines = (
        opml.Outline(
            "Casa Amanecer", "https://casa.example/feed", site_url="https://casa.example/", topics=("housing",)
        ),
        opml.Outline("Vwazen Ansanm", "https://vwazen.example/feed"),
    )
    (tmp_path / "in.opml").write_bytes(opml.write("Partners", outlines, None))
    told = data(run("opml", "import", str(tmp_path / "in.opml"), "--json"))
    assert [row["result"] for row in told] == ["added", "added"]
    assert run("opml", "export", str(tmp_path / "out.opml")).exit_code == 0
    assert opml.read((tmp_path / "out.opml").read_bytes()) == outlines
    assert [row["result"] for row in data(run("opml", "import", str(tmp_path / "out.opml"), "--json"))] == [
        "here already"
    ] * 2


def test_what_is_no_list_is_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.opml").write_text("hello")
    refused = run("opml", "import", str(tmp_path / "in.opml"))
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1


def test_partners_of_the_configuration_are_added_once_and_a_removed_one_stays_removed(run: Run, home: Path) -> None:
    partners = home / "config" / "partners.opml"
    partners.write_bytes(opml.write("", [opml.Outline("Casa", "https://casa.example/feed")], None))
    (one,) = data(run("sources", "list", "--json"))
    assert (one["status"], one["url"]) == ("new", "https://casa.example/feed")
    run("sources", "remove", str(one["id"]))
    assert data(run("sources", "list", "--json")) == []


def test_a_damaged_list_of_partners_stops_nothing(run: Run, home: Path) -> None:
    (home / "config" / "partners.opml").write_text("hello")
    listed = run("sources", "list", "--json")
    assert data(listed) == []
    assert "partners.opml could not be read" in listed.stderr


def test_the_release_of_2011_is_read_with_its_ten_meetings(run: Run) -> None:
    read = data(run("release", "read", str(RELEASE), "--json"))
    assert read["title"] == 'Patrick Administration to Discuss "Secure Communities" with Immigrants.'
    assert (read["date"], read["city"], read["kind"], read["flags"]) == ("2011-02-15", "Boston", "press-release", [])
    assert [meeting["town"] for meeting in read["meetings"]] == TOWNS
    assert [meeting["update"] for meeting in read["meetings"]] == [town == "Lawrence" for town in TOWNS]
    assert [meeting["tbd"] for meeting in read["meetings"]] == [[]] * 3 + [["place"]] * 7
    assert data(run("items", "list", "--json")) == []


@needs_shared
@pytest.mark.parametrize("name", ["003_99b1c08807d3a568", "000_65521175b6f681e0"])
def test_both_seed_documents_are_read_as_a_careful_person_reads_them(run: Run, name: str) -> None:
    truth = json.loads((SHARED / "releases" / f"seed-{name[:3]}.json").read_text())
    read = data(run("release", "read", str(SHARED / "seeds" / f"{name}.txt"), "--json"))
    for fact in ("title", "subtitle", "date", "city", "kind", "language", "embargo"):
        assert read[fact] == truth[fact], fact
    asked = (
        "title",
        "town",
        "date",
        "start",
        "end",
        "end_date",
        "timezone",
        "place",
        "address",
        "online_url",
        "status",
        "tbd",
        "update",
        "quote",
    )
    assert [{n: m[n] for n in asked} for m in read["meetings"]] == [{n: m[n] for n in asked} for m in truth["meetings"]]
    assert {flag["code"] for flag in read["flags"]} == {flag["code"] for flag in truth["must_flag"]}


def test_a_partners_page_gives_no_meeting_and_no_invention(run: Run) -> None:
    read = data(run("release", "read", str(PAGE), "--json"))
    assert (read["kind"], read["date"], read["city"], read["meetings"]) == ("not-a-release", None, None, [])


def test_publishing_asks_and_nobody_there_stores_nothing(run: Run) -> None:
    refused = run("release", "publish", str(RELEASE))
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert data(run("items", "list", "--json")) == []


def test_a_release_stands_in_every_feed_beside_a_hundred_newer_items(run: Run, home: Path, site: Site) -> None:
    site.serve("/many", feed(*(f"Item {number}" for number in range(100))), ATOM)
    run("sources", "add", site.url("/many"))
    told = data(run("release", "publish", str(RELEASE), "--yes", "--json"))
    assert len(told["notices"]) == 10
    assert {notice["state"] for notice in (told["item"], *told["notices"])} == {"public"}
    for channel in ("all", "press-releases"):
        (release,) = (item for item in items(home, channel) if item["id"] == told["item"]["id"])
        assert release["date_published"].startswith("2011-02-15")
    for name in ("all.atom", "all.rss", "press-releases.atom", "press-releases.rss"):
        read = feedparser.parse(io.BytesIO(public(home)[f"feeds/{name}"]))
        assert told["item"]["id"] in {entry.id for entry in read.entries}
    for name in ("meetings.atom", "meetings.rss"):
        read = feedparser.parse(io.BytesIO(public(home)[f"feeds/{name}"]))
        assert {entry.id for entry in read.entries} == {notice["id"] for notice in told["notices"]}
    assert items(home, "all")[-1]["id"] == told["item"]["id"], "ordered by its own date"
    assert len(items(home, "all")) == 50
    notices = items(home, "meetings")
    assert [item["_coalition"]["part_of"] for item in notices] == [told["item"]["id"]] * 10
    for name in ("meetings", "all", "press-releases"):
        calendar = ical.read(public(home)[f"feeds/{name}.ics"], None)
        assert [entry.meeting.starts.isoformat()[:16] for entry in calendar.entries if entry.meeting] == [  # type: ignore[union-attr] # each has an hour
            "2011-02-26T14:00", "2011-03-12T14:00", "2011-04-02T15:00", "2011-04-16T12:00", "2011-04-28T18:00",
            "2011-05-12T12:00", "2011-05-26T18:00", "2011-06-11T12:00", "2011-06-30T18:00", "2011-07-09T12:00",
        ]  # fmt: skip
    assert items(home, "upcoming") == []


def test_publishing_a_release_again_changes_nothing(run: Run, home: Path) -> None:
    first = data(run("release", "publish", str(RELEASE), "--yes", "--json"))
    before = public(home)
    assert data(run("release", "publish", str(RELEASE), "--yes", "--json")) == first
    assert public(home) == before


def test_a_doubtful_meeting_is_held_and_the_release_goes_out(run: Run, home: Path, tmp_path: Path) -> None:
    text = RELEASE.read_text().replace("Saturday, February 26", "Sunday, February 26")
    (tmp_path / "release.txt").write_text(text)
    told = data(run("release", "publish", str(tmp_path / "release.txt"), "--yes", "--json"))
    assert [notice["state"] for notice in told["notices"]] == ["held"] + ["public"] * 9
    assert {flag["code"] for flag in told["flags"]} == {"weekday-mismatch"}
    assert len(items(home, "meetings")) == 9
    (held,) = data(run("items", "list", "--held", "--json"))
    assert held["title"].startswith("Worcester")


def test_a_text_without_a_headline_is_not_published(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n\n")
    refused = run("release", "publish", str(tmp_path / "empty.txt"), "--yes")
    assert refused.exit_code == 1
    assert "headline" in refused.stderr


def test_a_file_that_is_no_text_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "word.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    refused = run("release", "read", str(tmp_path / "word.doc"))
    assert refused.exit_code == 1
    assert "UTF-8" in refused.stderr


def test_an_item_is_shown_by_its_key_and_by_its_id(run: Run, site: Site) -> None:
    run("sources", "add", site.url("/feed"))
    listed = data(run("items", "list", "--channel", "news", "--json"))
    for name in (listed[0]["key"], listed[0]["id"]):
        assert data(run("items", "show", name, "--json"))["title"] == listed[0]["title"]
    assert run("items", "show", "nothing").exit_code == 1


def test_a_file_that_can_be_no_release_is_refused_before_it_is_read(run: Run, tmp_path: Path) -> None:
    (file := tmp_path / "minutes.txt").write_text("Boston: Saturday, April 2, 3 pm\n" * 40_000)
    refused = run("release", "read", str(file))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "larger than a megabyte" in refused.stderr


def test_doctor_names_a_source_in_trouble(run: Run, site: Site) -> None:
    run("sources", "add", site.url("/feed"), "--partner", "Casa Amanecer")
    site.serve("/feed", "", status=410)
    run("poll")
    told = run("doctor", "--json")
    assert told.exit_code == 1
    (trouble,) = (finding for finding in json.loads(told.stdout) if not finding["ok"])
    assert "Casa Amanecer says this feed was removed for good" in trouble["sentence"]


def test_an_unknown_setting_is_told_with_the_nearest_known_one(run: Run, home: Path) -> None:
    file = home / "config" / "coalition.toml"
    file.write_text(file.read_text().replace("short_name", "shrt_name"))
    refused = run("sources", "list")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "shrt_name" in refused.stderr
    assert "short_name" in refused.stderr


@pytest.mark.parametrize("source", ["9" * 30, "\udcff", "http://[::1", "", "\u0663"])
def test_no_name_of_a_source_is_too_odd(run: Run, source: str) -> None:
    for command in (["sources", "pause"], ["poll"]):
        refused = run(*command, source)
        assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize("address", ["http://[::1", "http://x:99999/", "//", "javascript:alert(1)", "\udcff"])
def test_no_address_is_too_odd(run: Run, address: str) -> None:
    for command in ("check", "add"):
        refused = run("sources", command, address)
        assert (refused.exit_code, len((refused.stderr or refused.stdout).splitlines())) == (1, 1)


def test_a_file_that_is_no_database_is_told_in_a_sentence(run: Run, home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "syndication.sqlite").write_bytes(bytes(range(256)) * 100)
    refused = run("sources", "list")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)
    assert "file is not a database" in refused.stderr


def test_a_paused_source_is_not_polled_before_it_is_resumed(run: Run, site: Site) -> None:
    added = data(run("sources", "add", site.url("/feed"), "--json"))
    run("sources", "pause", str(added["id"]))
    refused = run("poll", str(added["id"]))
    assert refused.exit_code == 1
    assert f"resume {added['id']}" in refused.stderr
