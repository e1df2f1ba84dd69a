"""Seven days of six partners whose feeds are dressed otherwise at every poll: readers learn what is new, no more."""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import feedparser
import pytest

from feeds import Entry, Feed, Meeting
from feeds.text import slug, words
from syndication import home as homes
from syndication.merge.take import take
from syndication.model import Rules
from syndication.publish.publisher import Publisher
from syndication.settings import load
from syndication.store.db import FILE
from tests.conftest import make_home
from tests.hub import DAY, NOW, Hub

SUFFIXES = (".atom", ".rss", ".json", ".ics")
HOUR = timedelta(hours=1)
WORDS = sorted(
    words(
        "basement boiler bread bridge bus choir clinic court cousin door drum envelope garden gym hall harbor kettle "
        "kitchen ladder lamp laundry lawyer letter lunch market mayor nurse office oven paint parade permit phone "
        "porch quilt rent river roof rope school shelf shoe soup stair stove table teacher tenant ticket train vote"
    )
)
DOING = sorted(
    words("asks brings carries closes fixes holds keeps learns needs opens paints reads shares shows sings wins")
)
PARTNERS = ("Olmo Street Tenants", "Canal Clinic", "Vwazen Ansanm", "Harbor Choir", "Legal Desk", "Mill Hall")

Dress = Callable[[random.Random, Entry, datetime], Entry]
Files = dict[str, bytes]


def sentence(draw: random.Random) -> str:
    return f"{draw.choice(WORDS).title()} {draw.choice(DOING)} {' '.join(draw.sample(WORDS, 9))}."


def text(draw: random.Random) -> str:
    return "".join(f"<p>{sentence(draw)} {sentence(draw)}</p>" for _ in range(draw.randint(2, 5)))


def title(draw: random.Random) -> str:
    first, *rest = draw.sample(WORDS, 5)
    return f"{first.title()} {draw.choice(DOING)} {' '.join(rest)}"


def post(draw: random.Random, place: int, number: int, at: datetime) -> Entry:
    """An entry as its author left it: some without an id, a link, a date, or all of them."""
    name = title(draw)
    page = f"https://p{place}.example/{at.year}/{number}/{slug(name)}"
    ids = (page, f"https://p{place}.example/?p={number}", f"tag:p{place}.example,2026:{number}", str(number), None)
    return Entry(
        title=name,
        id=draw.choice(ids),
        url=page if draw.random() < 0.8 else None,
        content=text(draw),
        published=at if draw.random() < 0.8 else None,
    )


def archive(draw: random.Random, place: int) -> list[Entry]:
    """What a partner said before the week began."""
    ages = sorted(draw.sample(range(2, 300), draw.randint(12, 20)))
    return [post(draw, place, number, NOW - age * 5 * HOUR) for number, age in enumerate(ages)]


MEETING = Meeting("America/New_York", date=dt.date(2026, 3, 28), start=dt.time(18), town="Lynn", place="Mill Hall")
GATHERING = Entry("Open evening in Mill Hall", "evening-7", "https://p5.example/evening", "Come.", meeting=MEETING,
                  published=NOW - 3 * DAY, kind="meeting")  # fmt: skip


# How a partner's software dresses an entry. None of it is news.


def other_scheme(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    def flipped(address: str | None) -> str | None:
        return address and address.replace("https://", "http://")

    return replace(entry, url=flipped(entry.url), id=flipped(entry.id))


def followed(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    marks = ("utm_source=rss&utm_medium=feed", "fbclid=x1y2", "mc_cid=77&mc_eid=1", "gclid=a")
    return replace(entry, url=entry.url and f"{entry.url}?{draw.choice(marks)}#{draw.choice(WORDS)}")


def www(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    return replace(entry, url=entry.url and entry.url.replace("://", "://www."))


def new_id(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    """Another id for the same title and page."""
    return replace(entry, id=str(UUID(int=draw.getrandbits(128)))) if entry.url else entry


def no_id(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    return replace(entry, id=None) if entry.url else entry


def other_spaces(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    name, said = f" {entry.title.replace(' ', '  ', 2)}\n", entry.content
    return replace(entry, title=name, content=said and said.replace(" ", "\n "))


def other_markup(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    said = (entry.content or "").replace("<p>", "<p> <b>").replace("</p>", "</b></p><br>")
    return replace(entry, content=f"<div>{said}</div>") if said else entry


def touched(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    return replace(entry, updated=now)


def dated_now(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    return replace(entry, published=now, updated=now)


def undated(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    return replace(entry, published=None)


DRESSES: tuple[Dress, ...] = (
    other_scheme, followed, www, new_id, no_id, other_spaces, other_markup, touched, dated_now, undated,
)  # fmt: skip


def dressed(draw: random.Random, entry: Entry, now: datetime) -> Entry:
    for dress in draw.sample(DRESSES, 2):
        entry = dress(draw, entry, now)
    return entry


def document(draw: random.Random, entries: list[Entry], now: datetime) -> list[Entry]:
    """A feed as one poll finds it: in any order, each entry in some dress, sometimes cut or empty."""
    found = [dressed(draw, entry, now) for entry in entries]
    draw.shuffle(found)
    chance = draw.random()
    return [] if chance < 0.05 else found[: draw.randint(3, 9)] if chance < 0.2 else found


# What readers do with what they fetch.


@dataclass(slots=True)
class Reader:
    """A feed reader: which facts tell it that an entry is the one it has, and which that it is another text."""

    path: str
    facts: Callable[[bytes], Iterator[tuple[str, Any]]]
    stored: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""

    def fetch(self, files: Files) -> tuple[set[str], set[str]]:
        """Which entries it shows as new and which as changed."""
        if files[self.path] == self.body:
            return set(), set()
        self.body = files[self.path]
        found = dict(self.facts(self.body))
        new = found.keys() - self.stored.keys()
        changed = {id for id in found.keys() & self.stored.keys() if found[id] != self.stored[id]}
        self.stored |= found
        return new, changed


def as_miniflux(body: bytes) -> Iterator[tuple[str, Any]]:
    """By id, else link; the text and date it shows are replaced by those of the feed."""
    for entry in feedparser.parse(BytesIO(body)).entries:
        yield entry.get("id") or entry.link, (entry.title, entry.summary, entry.link, entry.published)


def as_freshrss(body: bytes) -> Iterator[tuple[str, Any]]:
    """By guid; a digest over link, title, authors, text and categories says that it was updated."""
    for entry in feedparser.parse(BytesIO(body)).entries:
        tags = tuple(tag.term for tag in entry.get("tags", ()))
        yield entry.get("id") or entry.link, (entry.link, entry.title, entry.get("author"), entry.summary, tags)


def as_netnewswire(body: bytes) -> Iterator[tuple[str, Any]]:
    """By id; any fact that differs, or another date_modified, is an update."""
    for item in json.loads(body)["items"]:
        yield item["id"], {name: item.get(name) for name in ("title", "url", "external_url", "summary", "content_html",
                                                             "date_published", "date_modified")}  # fmt: skip


# The week.


@dataclass(slots=True)
class Seen:
    """What was published after one poll, and what each reader made of it."""

    at: datetime
    files: Files
    new: list[set[str]]
    changed: list[set[str]]

    def items(self) -> dict[str, dict[str, Any]]:
        return {item["id"]: item for item in json.loads(self.files["all.json"])["items"]}

    def titles(self, ids: set[str]) -> set[str]:
        return {self.items()[id]["title"] for id in ids}


class Week:
    """Six partners and a hub; what happens is played once, and looked at in many ways."""

    def __init__(self, hub: Hub, draw: random.Random) -> None:
        self.hub, self.draw = hub, draw
        self.publisher = Publisher(hub.store, hub.settings)
        self.said = [archive(draw, place) for place in range(len(PARTNERS))]
        self.said[5].append(GATHERING)
        for place in (1, 2):  # both carry what the first one says
            self.said[place] += [
                replace(one, id=f"copy-{place}-{n}") for n, one in enumerate(self.said[0][:3]) if one.url
            ]
        rules = Rules(share="full")
        self.sources = [
            hub.add(f"https://p{place}.example/feed", name, rules if place % 2 else Rules())
            for place, name in enumerate(PARTNERS)
        ]
        self.readers = [
            Reader("all.atom", as_miniflux),
            Reader("all.rss", as_freshrss),
            Reader("all.json", as_netnewswire),
        ]
        self.seen: list[Seen] = []
        self.real: dict[int, set[str]] = {}  # number of a poll -> titles of what really was new or changed in it
        for place, entries in enumerate(self.said):
            self.take(place, entries)
        self.look()

    def take(self, place: int, found: list[Entry]) -> None:
        hub = self.hub
        with hub.store.transaction() as conn:
            take(conn, hub.settings, self.sources[place], Feed(entries=tuple(found)), hub.now)
        self.sources[place] = hub.again(self.sources[place])

    def poll(self, place: int, found: list[Entry]) -> None:
        self.take(place, found)
        self.look()

    def look(self) -> None:
        """Publish, and let every reader fetch."""
        self.publisher.publish()
        files = self.files()
        news = [reader.fetch(files) for reader in self.readers]
        self.seen.append(Seen(self.hub.now, files, [new for new, _ in news], [changed for _, changed in news]))

    def files(self) -> Files:
        folder = self.hub.settings.public / "feeds"
        return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*.*") if f.suffix in SUFFIXES}

    def go_on(self, days: int) -> None:
        """Each partner is polled every six hours, a few minutes after one another."""
        for _ in range(days * 4):
            self.hub.now += 5 * HOUR
            for place, entries in enumerate(self.said):
                self.hub.now += timedelta(minutes=10)
                self.poll(place, document(self.draw, entries, self.hub.now))

    def happen(self, place: int, entry: Entry) -> None:
        """A partner says something new, or something else under an id that it used."""
        others = [one for one in self.said[place] if one.id != entry.id]
        self.show(place, [*others, entry], {entry.title})

    def show(self, place: int, entries: list[Entry], titles: set[str]) -> None:
        """Something real: the next poll of this partner shows its feed as it is."""
        self.hub.now += timedelta(minutes=7)
        self.said[place] = entries
        self.real[len(self.seen)] = titles
        self.poll(place, entries)

    def live(self) -> None:
        """Seven days, on five of which something happens."""
        draw = random.Random(99)
        news, passed_on = (post(draw, place, 900, NOW) for place in (3, 4))
        self.go_on(1)
        self.happen(3, replace(news, id="news", url="https://p3.example/news", published=self.hub.now))
        self.go_on(1)
        self.happen(1, replace(self.known(1), content=text(draw)))
        self.go_on(1)
        self.happen(5, replace(GATHERING, meeting=replace(MEETING, place="Library")))
        self.go_on(1)
        self.happen(3, replace(self.known(3), title=title(draw)))
        self.go_on(1)
        told = replace(passed_on, id="told", url="https://p4.example/told", published=self.hub.now)
        self.happen(4, told)
        self.happen(0, replace(told, id="carried"))
        self.go_on(1)
        self.move(2)
        self.go_on(1)

    def move(self, place: int) -> None:
        """A partner's site is built anew: every id and page is another; titles, texts and days are the same."""
        moved = [
            replace(one, id=f"new-{n}", url=f"https://new.p{place}.example/{n}") if one.published else one
            for n, one in enumerate(self.said[place])
        ]
        self.show(place, moved, {one.title for one in moved})

    def known(self, place: int) -> Entry:
        """The newest entry of a partner that has an id, a page and a date, and is of nobody else's."""
        own = f"https://p{place}.example/"
        return next(one for one in self.said[place] if one.id and one.published and (one.url or "").startswith(own))

    def pairs(self) -> Iterator[tuple[Seen, Seen, set[str]]]:
        """Each poll with the one before it, and the titles of what really happened between them."""
        for number in range(1, len(self.seen)):
            yield self.seen[number - 1], self.seen[number], self.real.get(number, set())


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, migrated: bytes) -> Iterator[Week]:
    settings = load(make_home(tmp_path_factory.mktemp("week") / "home"), {})
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(migrated)
    store = homes.open_store(settings)
    played = Week(Hub(store, settings), random.Random(7))
    played.live()
    yield played
    store.close()


def test_a_week_is_some_170_polls_of_100_entries_of_every_make(week: Week) -> None:
    entries = [entry for said in week.said for entry in said]
    assert len(week.seen) > 160
    assert len(entries) > 80
    for missing in ("id", "url", "published"):
        assert sum(getattr(entry, missing) is None for entry in entries) >= 8
    assert any(entry.id is entry.url is None for entry in entries)


def test_a_poll_in_which_nothing_happened_changes_no_byte_of_any_feed(week: Week) -> None:
    for before, after, real in week.pairs():
        if not real:
            assert changed_files(before, after) == set()


def changed_files(before: Seen, after: Seen) -> set[str]:
    return {path for path in before.files | after.files if before.files.get(path) != after.files.get(path)}


def test_what_happened_changed_only_the_feeds_that_tell_it(week: Week) -> None:
    for before, after, real in week.pairs():
        untold = {
            path for path in changed_files(before, after) if path.endswith(".json") and not tells(after, path, real)
        }
        assert untold == set()


def tells(seen: Seen, path: str, titles: set[str]) -> bool:
    return any(item["title"] in titles for item in json.loads(seen.files[path])["items"])


def test_ids_never_change(week: Week) -> None:
    ids: dict[str, set[str]] = {}
    for seen in week.seen:
        for id, item in seen.items().items():
            ids.setdefault(item.get("external_url") or item["title"], set()).add(id)
    assert [page for page, given in ids.items() if len(given) > 1] == []


def test_nothing_that_was_there_before_appears_again_or_moves(week: Week) -> None:
    for before, after, real in week.pairs():
        earlier, later = list(before.items()), list(after.items())
        assert after.titles({*later} - {*earlier}) <= real
        assert [id for id in later if id in earlier] == [id for id in earlier if id in later]


def test_the_day_something_was_said_never_moves(week: Week) -> None:
    days: dict[str, set[str]] = {}
    for seen in week.seen:
        for id, item in seen.items().items():
            days.setdefault(id, set()).add(item["date_published"])
    assert all(len(stated) == 1 for stated in days.values())


def test_the_moment_of_a_change_moves_for_real_changes_alone(week: Week) -> None:
    for before, after, real in week.pairs():
        was, now = before.items(), after.items()
        moved = {id for id in was.keys() & now.keys() if was[id]["date_modified"] != now[id]["date_modified"]}
        assert after.titles(moved) <= real


def test_no_reader_sees_anything_new_but_what_was_said_that_day(week: Week) -> None:
    said = [real for _, _, real in week.pairs()]
    polls = list(zip(week.seen[1:], said, strict=True))
    for seen, real in polls:
        assert [seen.titles(new) <= real for new in seen.new] == [True, True, True]
    assert [sum(len(seen.new[reader]) for seen, _ in polls) for reader in range(3)] == [2, 2, 2]


def test_no_reader_is_told_of_a_change_that_is_none(week: Week) -> None:
    for _, seen, real in week.pairs():
        assert [seen.titles(changed) <= real for changed in seen.changed] == [True, True, True]


def test_every_reader_is_told_of_what_was_changed(week: Week) -> None:
    edits = [seen for _, seen, real in week.pairs() if len(real) == 1]
    texts, all_of_it = 2, 3  # what a reader that knows no meetings sees, and one that heeds date_modified
    assert [sum(len(seen.changed[reader]) for seen in edits) for reader in range(3)] == [texts, texts, all_of_it]


def test_a_site_that_is_built_anew_changes_its_links_alone(week: Week) -> None:
    ((before, after),) = ((before, after) for before, after, real in week.pairs() if len(real) > 1)
    was, now = before.items(), after.items()
    assert list(was) == list(now)
    assert sum("new.p2.example" in item.get("external_url", "") for item in now.values()) >= 3
    assert all(unlinked(now[id]) == unlinked(was[id]) for id in now)


def unlinked(item: dict[str, Any]) -> dict[str, Any]:
    """An item without the pages of those who say it."""
    return {name: fact for name, fact in item.items() if name not in ("external_url", "_coalition")}


def test_the_meeting_that_moved_is_told_in_the_calendar(week: Week) -> None:
    (number,) = (number for number, real in week.real.items() if GATHERING.title in real)
    assert b"Mill Hall" in week.seen[number - 1].files["meetings.ics"]
    assert b"Library" in week.seen[number].files["meetings.ics"]
    assert b"SEQUENCE:1" in week.seen[-1].files["meetings.ics"]


def test_what_two_partners_carry_is_one_item_of_whoever_said_it(week: Week) -> None:
    items = week.seen[-1].items().values()
    (told,) = (item for item in items if item.get("external_url") == "https://p4.example/told")
    assert told["authors"][0]["name"] == "Legal Desk"
    assert [carrier["name"] for carrier in told["_coalition"]["also"]] == ["Olmo Street Tenants"]


def test_an_entry_without_id_and_link_is_known_by_its_text_whatever_its_date(sqlite_hub: Hub) -> None:
    note = Entry("We moved", summary="The desk stands in the hall now.")
    sqlite_hub.take(replace(note, published=NOW - DAY))
    before = sqlite_hub.story()
    for at in (NOW, None, NOW - 2 * DAY):
        assert sqlite_hub.take(replace(note, published=at)).new == 0
    assert sqlite_hub.story() == before


def test_two_notes_of_one_text_and_two_days_stay_two(sqlite_hub: Hub) -> None:
    note = Entry("Closed today", summary="Come tomorrow.")
    document = [replace(note, published=NOW - age * DAY) for age in (1, 8)]
    assert sqlite_hub.take(*document).new == 2
    assert sqlite_hub.take(*document[::-1]).new == 0


def test_parts_of_one_page_are_told_apart_by_what_stands_after_the_hash(sqlite_hub: Hub) -> None:
    page = "https://p.example/changes"
    document = [Entry(f"Version {n}", f"{page}#v{n}", page, published=NOW - n * DAY) for n in range(3)]
    assert sqlite_hub.take(*document).new == 3
    assert sqlite_hub.take(*(replace(one, id=(one.id or "").replace("https", "http")) for one in document)).new == 0


@pytest.mark.parametrize("id", ["http://a.example:port/x", "http://[::1.example/x", "https://a.example:99999/x"])
def test_an_id_that_only_looks_like_an_address_costs_nothing(sqlite_hub: Hub, id: str) -> None:
    assert sqlite_hub.take(Entry("A", id), Entry("B", "b")).new == 2
    assert sqlite_hub.take(Entry("A", id), Entry("B", "b")).new == 0


def test_a_link_that_is_added_to_a_whole_text_is_shown_and_is_no_news(sqlite_hub: Hub) -> None:
    source = sqlite_hub.add("https://full.example/feed", "Full", Rules(share="full"))
    bare = Entry("Sign the letter", "1", content="<p>Read the letter and sign it.</p>", published=NOW - DAY)
    sqlite_hub.take(bare, source=source)
    linked = '<p>Read the <a href="https://full.example/letter">letter</a> and sign it.</p>'
    assert sqlite_hub.take(replace(bare, content=linked), source=source).updated == 0
    assert sqlite_hub.story().entry.content == linked
    revision = sqlite_hub.revision()
    followed = linked.replace('/letter"', '/letter?utm_source=a"')
    sqlite_hub.take(replace(bare, content=f"<div>{followed}</div>"), source=source)
    assert sqlite_hub.revision() == revision
