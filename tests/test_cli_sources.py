"""`syndication sources`: looking at any address, how each source is, and putting one in the place of another."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.desk import NEWS, PAGE, RSS
from tests.origin import Site, origin
from tests.test_cli import Run, data, run

assert run  # a fixture

DAY = timedelta(days=1)
Write = Callable[[str], Path]


def feed(*titles: str, every: timedelta = DAY, last: timedelta = DAY, more: str = "") -> str:
    """Items `every` so often, the newest `last` ago."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><guid>{title}</guid><link>https://casa.example/{title.replace(' ', '-')}</link><title>{title}</title>"
        f"<pubDate>{format_datetime(now - last - n * every)}</pubDate></item>"
        for n, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Casa</title>{more}{items}</channel></rss>"


@pytest.fixture
def casa(site: Site) -> Site:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    site.serve("/", f"<html><head>{link.format('/comments/feed')}{link.format('/feed')}</head></html>", PAGE)
    site.serve("/feed", feed(*NEWS, more="<language>es</language><ttl>120</ttl>"), RSS)
    site.serve("/comments/feed", feed("A reply"), RSS)
    return site


@pytest.fixture
def partners() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        sites = [stack.enter_context(origin()) for _ in range(4)]
        for n, one in enumerate(sites):
            one.serve("/feed", feed(*(f"{title} of partner {n}" for title in NEWS)), RSS)
        yield sites


def test_check_says_all_that_can_be_said_of_an_address(run: Run, casa: Site) -> None:
    told = data(run("sources", "check", casa.url("/"), "--json"))
    first, comments = told["candidates"]
    assert (first["url"], first["comments"], comments["comments"]) == (casa.url("/feed"), False, True)
    assert (first["entries"], first["language"], first["a_month"]) == (8, "es", 30.0)
    assert first["rhythm"] == "Usually posts every day."
    assert first["asked_every"] == 4 * 3600  # without validators a quarter as often as hourly, and not under its ttl
    assert [item["title"] for item in first["items"]] == NEWS[:5]
    assert (first["known_as"], first["carried"], told["code"]) == (None, [], None)


def test_check_in_words(run: Run, casa: Site) -> None:
    told = run("sources", "check", casa.url("/")).stdout
    assert "2 feeds found, the best first." in told
    assert "Casa: 8 entries" in told
    assert "cannot be added" in told
    assert NEWS[0] in told


def test_check_names_who_is_here_already(run: Run, casa: Site) -> None:
    run("sources", "add", casa.url("/feed"), "--partner", "Casa Amanecer")
    casa.redirect("/old", "/feed")
    casa.serve("/copy", feed(*NEWS, more="<description>the same in other bytes</description>"), RSS)
    casa.serve("/digest", feed(*NEWS[:2], *(f"Something else {n}" for n in range(6))), RSS)
    known = {}
    for path in ("/feed", "/old", "/copy", "/digest"):
        (one,) = data(run("sources", "check", casa.url(path), "--json"))["candidates"]
        known[path] = (one["known_as"], one["known_by"], [row["items"] for row in one["carried"]])
    assert known == {
        "/feed": ("Casa Amanecer", "address", [8]),
        "/old": ("Casa Amanecer", "redirect", [8]),
        "/copy": ("Casa Amanecer", "content", [8]),
        "/digest": (None, None, [2]),
    }


@pytest.mark.parametrize("path", ["/feed", "/old"])
def test_one_feed_is_one_source_whichever_way_leads_to_it(run: Run, casa: Site, path: str) -> None:
    run("sources", "add", casa.url("/feed"), "--partner", "Casa Amanecer")
    casa.redirect("/old", "/feed")
    refused = run("sources", "add", casa.url(path))
    assert refused.exit_code == 1
    assert "Casa Amanecer is here already, as source" in refused.stderr


def test_who_says_what_another_says_may_be_another_all_the_same(run: Run, casa: Site) -> None:
    run("sources", "add", casa.url("/feed"), "--partner", "Casa Amanecer")
    casa.serve("/copy", feed(*NEWS, more="<description>others</description>"), RSS)
    added = run("sources", "add", casa.url("/copy"), "--partner", "Neighbours", "--json")
    assert "says mostly the same" in added.stderr
    assert data(added)["partner"]["name"] == "Neighbours"


def test_what_readers_commented_is_never_added(run: Run, site: Site) -> None:
    site.serve("/comments/feed", feed("A reply"), RSS)
    refused = run("sources", "add", site.url("/comments/feed"))
    assert refused.exit_code == 1
    assert data(run("sources", "list", "--json")) == []


def test_check_of_an_address_that_fails_says_why_in_four_parts_with_a_letter(run: Run, site: Site) -> None:
    site.serve("/", "<html><body><p>Welcome</p></body></html>", PAGE)
    checked = run("sources", "check", site.url("/"), "--json")
    assert (checked.exit_code, len(checked.stderr.splitlines())) == (1, 1)
    told = json.loads(checked.stdout)
    assert (told["code"], told["candidates"]) == ("no_feed", [])
    assert all(told["health"][part] for part in ("happened", "means", "todo", "who", "actor"))
    assert site.url("/") in told["letter"]["body"]


def test_nobody_is_promised_a_letter_about_an_address_that_is_no_source(run: Run, site: Site) -> None:
    site.serve("/feed", "no robots", status=403)
    checked = run("sources", "check", site.url("/feed"))
    assert "protection service" in checked.stderr
    assert "letter" not in checked.stdout


def test_the_list_begins_with_who_needs_a_person(run: Run, partners: list[Site]) -> None:
    names = ["Fine", "Broken", "Quiet", "Flooded"]
    for name, site in zip(names, partners, strict=True):
        run("sources", "add", site.url("/feed"), "--partner", name)
    fine, broken, quiet, flooded = partners
    broken.serve("/feed", "<rss><<<", RSS)
    quiet.serve("/feed", feed(*(f"{title} once" for title in NEWS), last=80 * DAY), RSS)
    flooded.serve("/feed", feed(*(f"Bulk {n}" for n in range(60))), RSS)
    fine.serve("/feed", feed("One more", *(f"{title} of partner 0" for title in NEWS)), RSS)
    run("poll")
    listed = data(run("sources", "list", "--json"))
    assert [(one["partner"]["name"], one["status"], one["code"]) for one in listed] == [
        ("Flooded", "waiting", "flood"),
        ("Broken", "trouble", "broken"),
        ("Quiet", "ok", "quiet"),
        ("Fine", "ok", None),
    ]


def test_show_tells_a_source_day_by_day_and_writes_the_letter(run: Run, casa: Site) -> None:
    number = str(data(run("sources", "add", casa.url("/feed"), "--json"))["id"])
    casa.serve("/feed", "<rss>\n<channel>\n<<<", RSS)
    run("poll")
    told = data(run("sources", "show", number, "--json"))
    assert (told["code"], told["health"]["who"]) == ("broken", "partner")
    assert [(day["well"], day["failed"], day["code"]) for day in told["history"]] == [(1, 1, "broken")]
    assert told["last_ok"]
    assert casa.url("/feed") in told["letter"]["body"]
    words = run("sources", "show", number).stdout
    for part in ("Who acts: The partner.", "Last good:", "Next look:", "1 poll failed (broken)", "Thank you"):
        assert part in words


def test_a_feed_that_vanished_is_offered_and_replaced(run: Run, casa: Site) -> None:
    added = data(run("sources", "add", casa.url("/feed"), "--partner", "Casa Amanecer", "--json"))
    keys = {item["key"] for item in data(run("items", "list", "--json"))}
    casa.serve("/feed", "", status=404)
    casa.serve("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/new"></head></html>', PAGE)
    casa.serve("/new", feed("One more", *NEWS), RSS)
    run("poll")
    (told,) = data(run("sources", "list", "--json"))
    assert [(offer["url"], offer["shared"]) for offer in told["offers"]] == [(casa.url("/new"), 8)]
    assert "found one possible new one" in told["sentence"]
    assert f"sources replace {added['id']} {casa.url('/new')}" in run("sources", "list").stdout
    replaced = data(run("sources", "replace", str(added["id"]), casa.url("/new"), "--json"))
    assert (replaced["id"], replaced["url"], replaced["status"]) == (added["id"], casa.url("/new"), "ok")
    after = {item["key"] for item in data(run("items", "list", "--json"))}
    assert (keys < after, len(after - keys)) == (True, 1)


def test_replace_takes_any_address_and_refuses_that_of_another(run: Run, casa: Site, partners: list[Site]) -> None:
    number = str(data(run("sources", "add", casa.url("/feed"), "--json"))["id"])
    run("sources", "add", partners[0].url("/feed"), "--partner", "Neighbours")
    refused = run("sources", "replace", number, partners[0].url("/feed"))
    assert "Neighbours is read there already" in refused.stderr
    assert run("sources", "replace", number, casa.url("/nowhere")).exit_code == 1
    assert data(run("sources", "list", "--json"))[-1]["url"] in (casa.url("/feed"), partners[0].url("/feed"))
    partners[1].serve("/", '<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>', PAGE)
    assert data(run("sources", "replace", number, partners[1].url("/"), "--json"))["url"] == partners[1].url("/feed")


def test_when_nobody_can_be_reached_it_is_said_once_and_of_nobody(run: Run) -> None:
    with ExitStack() as unplugged:
        for n, site in enumerate([unplugged.enter_context(origin()) for _ in range(4)]):
            site.serve("/feed", feed(f"News of partner {n}"), RSS)
            run("sources", "add", site.url("/feed"), "--partner", f"Partner {n}")
    polled = data(run("poll", "--json"))
    assert {(one["outcome"], one["code"], one["status"]) for one in polled} == {("failed", "us", "ok")}
    listed = run("sources", "list", "--json")
    assert {(one["code"], one["status"]) for one in data(listed)} == {(None, "ok")}
    assert listed.stderr.count("probably our own connection") == 1


def test_the_words_are_in_the_coalitions_language(run: Run, home: Path, site: Site) -> None:
    file = home / "config" / "coalition.toml"
    file.write_text(file.read_text().replace("[coalition]", '[coalition]\nlanguage = "es"'))
    site.serve("/feed", "", status=403)
    refused = run("sources", "add", site.url("/feed"))
    assert "protección" in refused.stderr
    site.serve("/feed", feed(*NEWS), RSS)
    assert data(run("sources", "add", site.url("/feed"), "--json"))["sentence"] == "Bien."
