"""Two coalitions that pull each other's feeds: what both carry comes to rest, each item once, with who said it."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import feeds
from feeds import Entry, Feed, Meeting
from syndication import home as homes
from syndication.merge.take import take
from syndication.merge.withdraw import withdraw
from syndication.model import Source
from syndication.publish.publisher import Publisher
from syndication.settings import load
from syndication.store import sources, stories
from syndication.store.db import FILE
from tests.conftest import COALITION, make_home
from tests.hub import DAY, NOW, Hub

Files = dict[str, bytes]
Item = dict[str, Any]
SUFFIXES = (".atom", ".rss", ".json", ".ics")
COMMON = "https://clinic.example/feed"


@dataclass(frozen=True, slots=True)
class Side:
    """One coalition, the other as its partner, and the partners whom it pulls itself."""

    hub: Hub
    other: Source
    partners: dict[str, Source]  # by address
    publisher: Publisher

    def take(self, source: Source, feed: Feed) -> None:
        """What a poll brings; the first of a source, then one after another."""
        with self.hub.store.transaction() as conn:
            found = sources.by_id(conn, source.id)
            assert found
            take(conn, self.hub.settings, found, feed, self.hub.now)
        self.hub.again(source)

    def files(self) -> dict[str, bytes]:
        """Every feed as it is published now, by its path."""
        self.publisher.publish()
        folder = self.hub.settings.public / "feeds"
        return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*.*") if f.suffix in SUFFIXES}

    def withdraw(self, title: str) -> None:
        def act(conn: sa.Connection) -> None:
            (told,) = (story.id for story in stories.window(conn, "all", 99) if story.entry.title == title)
            withdraw(conn, self.hub.settings, [told], "asked", self.hub.now)

        self.hub.keep(act)
        self.files()


def essay(subject: str, words: str) -> str:
    """A text of some length that shares no sentence with that of another subject."""
    told = words.split()
    runs = (f"{subject} {told[n % len(told)]} {told[n * 7 % len(told)]} {n}" for n in range(60))
    return f"<p>{' '.join(runs)}</p>"


MEETING = Meeting("America/New_York", date=dt.date(2026, 4, 2), start=dt.time(18), town="Lynn", place="Mill Hall")
CLINIC = (
    Entry("Flu shots on two Saturdays in the school gym", "c1", "https://clinic.example/flu", "Come.",
          essay("nurse", "chair tea door bell gym coat queue ramp yard"), NOW - 3 * DAY),
    Entry("The clinic looks for people who speak Khmer", "c2", None, "Come.",
          essay("voice", "word phone desk night rota lamp friend river"), NOW - 2 * DAY),
    Entry("Closed Monday", None, "https://clinic.example/monday", "The clinic is closed on Monday."),
    Entry("No link and no date on this one of ours", "c4", None, None,
          essay("stove", "soup bread bowl table spoon salt window mat")),
    Entry("", "c5", None, "A short note without a title, on what grows in the yard of the clinic in spring."),
    Entry("Soup and blood pressure", "c6", "https://clinic.example/soup", "Soup.", published=NOW - DAY, kind="meeting",
          meeting=replace(MEETING, town="Lowell", place="Gym")),
)  # fmt: skip
OWN = {
    "a": Entry("Tenants of Olmo Street win their laundry back", "t1", "https://tenants.example/olmo", None,
               essay("laundry", "coin drum soap rope yard key boiler porch"), NOW - 4 * DAY),
    "b": Entry("A choir of thirty sings in the boiler room", "k1", "https://choir.example/thirty", None,
               essay("choir", "alto bass hum pitch coat stair echo pipe"), NOW - 5 * DAY),
}  # fmt: skip
RELEASES = {
    "a": Entry("Bay State Welcome asks the city for an office of tenants", "r", None, None,
               essay("office", "mayor vote budget letter desk hall week sign"), NOW - DAY, kind="press-release"),
    "b": Entry("River Valley Together opens three rooms for newcomers", "r", None, None,
               essay("room", "shelf quilt lamp key paint stair cup chair"), NOW - DAY, kind="press-release"),
}  # fmt: skip
NAMES = {"a": "Bay State Welcome Coalition", "b": "River Valley Coalition"}
PARTNERS = {"a": ("https://tenants.example/feed", "Tenants Union"), "b": ("https://choir.example/feed", "Choir")}


def notices(letter: str) -> Iterator[Entry]:
    notice = Entry(kind="meeting", part_of="r", published=NOW - DAY)
    for day in (2, 9):
        held = replace(MEETING, date=dt.date(2026, 4 + (letter == "b"), day))
        yield replace(notice, title=f"Meeting {letter} {day}", id=f"r#{day}", meeting=held)


def begin(folder: Path, letter: str, migrated: bytes, format: str, stack: ExitStack) -> Side:
    toml = COALITION.replace("https://hub.example/", f"https://{letter}.example/").replace(NAMES["a"], NAMES[letter])
    settings = load(make_home(folder / letter, f"{toml}[serving]\npartner_slices = false\n"), {})
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(migrated)
    store = homes.open_store(settings)
    stack.callback(store.close)
    hub = Hub(store, settings)
    there = "b" if letter == "a" else "a"
    other = hub.add(f"https://{there}.example/feeds/all.{format}", NAMES[there])
    url, name = PARTNERS[letter]
    partners = {COMMON: hub.add(COMMON, "Canal Street Clinic"), url: hub.add(url, name)}
    return Side(hub, other, partners, Publisher(store, settings))


FLU, RELEASE = CLINIC[0].title, RELEASES["a"].title
EDITED = (
    replace(CLINIC[0], content=essay("doctor", "chair tea door bell gym coat queue ramp yard")),
    *CLINIC[1:-1],
    replace(CLINIC[-1], meeting=replace(MEETING, town="Lowell", place="Gym", date=dt.date(2026, 4, 3))),
)
COMMON_TITLES = [entry.title or entry.summary or "" for entry in CLINIC]
EVERYTHING = sorted([*COMMON_TITLES, *(entry.title for entry in (*OWN.values(), *RELEASES.values()))])


def sides(folder: Path, migrated: bytes, format: str, stack: ExitStack) -> tuple[Side, Side]:
    """Two that have published their releases and not looked at anybody yet."""
    one, other = (begin(folder, letter, migrated, format, stack) for letter in "ab")
    for side, letter in ((one, "a"), (other, "b")):
        side.hub.take(RELEASES[letter], *notices(letter), source=side.hub.desk)
        side.files()
    return one, other


def look(side: Side, there: Side, document: Sequence[Entry]) -> None:
    """One looks at the other, then at its partners, an hour later, and publishes."""
    side.hub.now += timedelta(hours=1)
    told = there.files()[side.other.url.rpartition("/")[2]]
    side.take(side.other, feeds.parse(told, url=side.other.url))
    for url, source in side.partners.items():
        side.take(source, Feed(entries=tuple(document) if url == COMMON else (own_of(url),)))
    side.files()


def own_of(url: str) -> Entry:
    (letter,) = (letter for letter, (address, _) in PARTNERS.items() if address == url)
    return OWN[letter]


@dataclass(frozen=True, slots=True)
class History:
    """What each side had published after each round, by what had happened before."""

    both: tuple[Side, Side]
    chapters: dict[str, list[tuple[Files, Files]]] = field(default_factory=dict)

    def go_on(self, chapter: str, rounds: int, document: Sequence[Entry]) -> None:
        one, other = self.both
        for _ in range(rounds):
            look(one, other, document)
            look(other, one, document)
            self.chapters.setdefault(chapter, []).append((one.files(), other.files()))


@pytest.fixture(params=["atom", "json"], scope="module")
def history(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: bytes
) -> Iterator[History]:
    """Ten quiet rounds, then a partner's edits, a withdrawal, one of what a partner says, and a hundred days."""
    with ExitStack() as stack:
        both = sides(tmp_path_factory.mktemp("two"), migrated, request.param, stack)
        told = History(both)
        told.go_on("quiet", 10, CLINIC)
        told.go_on("edited", 3, EDITED)
        both[0].withdraw(RELEASE)
        told.go_on("withdrawn", 4, EDITED)
        both[0].withdraw(FLU)
        told.go_on("theirs", 2, EDITED)
        for side in both:
            side.hub.pass_time(NOW + 100 * DAY)
        told.go_on("forgotten", 2, EDITED)
        yield told


def items(files: Files, channel: str = "all") -> list[Item]:
    found: list[Item] = json.loads(files[f"{channel}.json"])["items"]
    return found


def alive(files: Files) -> list[str]:
    return sorted(item["title"] for item in items(files) if not item["_coalition"]["withdrawn"])


def gone(files: Files) -> list[str]:
    return [item["id"] for item in items(files) if item["_coalition"]["withdrawn"]]


def each(files: Files, fact: str) -> dict[str, Any]:
    """One fact of each item of `all`, by its title."""
    return {item["title"]: item[fact] for item in items(files)}


def speaker(files: Files, title: str) -> tuple[str, str]:
    (item,) = (item for item in items(files) if item["title"] == title)
    return item["authors"][0]["name"], item["_coalition"]["partner"]["name"]


def test_what_they_hold_stops_growing_after_the_second_round(history: History) -> None:
    for told in history.chapters["quiet"][1:]:
        assert [alive(files) for files in told] == [EVERYTHING, EVERYTHING]


def test_each_release_stands_once_on_each_side_with_who_said_it(history: History) -> None:
    for files in history.chapters["quiet"][-1]:
        for letter, release in RELEASES.items():
            assert speaker(files, release.title) == (NAMES[letter], NAMES[letter])


def test_what_both_pull_themselves_is_said_by_the_partner_and_not_by_the_other(history: History) -> None:
    for files in history.chapters["quiet"][-1]:
        assert {speaker(files, title)[0] for title in COMMON_TITLES} == {"Canal Street Clinic"}


def test_a_partner_of_one_alone_is_heard_through_it(history: History) -> None:
    one, other = history.chapters["quiet"][-1]
    assert speaker(one, OWN["a"].title)[0] == "Tenants Union"
    assert speaker(other, OWN["a"].title)[0] == NAMES["a"]


def test_no_release_of_the_other_is_a_press_release_of_ours(history: History) -> None:
    for letter, files in zip("ab", history.chapters["quiet"][-1], strict=True):
        assert [item["title"] for item in items(files, "press-releases")] == [RELEASES[letter].title]


def test_the_meetings_of_a_release_stand_with_their_own_coalition(history: History) -> None:
    for letter, files in zip("ab", history.chapters["quiet"][-1], strict=True):
        titles = {one.title for one in notices(letter)} | {CLINIC[-1].title}
        assert {item["title"] for item in items(files, "meetings")} == titles


def test_an_id_once_given_stays(history: History) -> None:
    first, *later = (told for chapter in ("quiet", "edited") for told in history.chapters[chapter])
    for told in later:
        for before, after in zip(first, told, strict=True):
            assert each(after, "id").items() >= each(before, "id").items()


def test_from_the_third_round_on_no_byte_changes(history: History) -> None:
    settled, *later = history.chapters["quiet"][2:]
    assert all(told == settled for told in later)


def test_what_a_partner_changes_is_told_once_on_each_side_and_nothing_else_is(history: History) -> None:
    before, first, after = history.chapters["quiet"][-1], history.chapters["edited"][0], history.chapters["edited"][-1]
    for place in range(2):
        dates = [each(told[place], "date_modified") for told in (before, first, after)]
        assert {title for title in dates[0] if dates[0][title] != dates[2][title]} == {FLU, CLINIC[-1].title}
        assert dates[1] == dates[2]
        assert alive(after[place]) == EVERYTHING


def test_what_one_withdraws_leaves_the_other_too_and_does_not_come_back(history: History) -> None:
    before = history.chapters["edited"][-1]
    for told in history.chapters["withdrawn"]:
        for files, earlier in zip(told, before, strict=True):
            assert alive(files) == sorted({*EVERYTHING} - {RELEASE})
            assert gone(files) == [each(earlier, "id")[RELEASE]]
            assert not any(b"office mayor" in body for body in files.values())


def test_after_a_withdrawal_too_no_byte_changes_any_more(history: History) -> None:
    settled, *later = history.chapters["withdrawn"][1:]
    assert all(told == settled for told in later)


def test_what_a_partner_says_stays_with_the_other_where_one_withdraws_it(history: History) -> None:
    one, other = history.chapters["theirs"][-1]
    assert FLU not in alive(one)
    assert FLU in alive(other)


def test_what_was_withdrawn_and_forgotten_does_not_come_back(history: History) -> None:
    for told in history.chapters["forgotten"]:
        assert [gone(files) for files in told] == [[], []]
        assert not any(RELEASE in alive(files) for files in told)
        assert FLU not in alive(told[0])
