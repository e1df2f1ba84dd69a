"""Real feeds that say the same, from several addresses: each story once, whichever came first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

import feeds
from feeds import Feed
from syndication import home as homes
from syndication.merge.take import Taken, take
from syndication.model import Source, Story
from syndication.settings import load
from syndication.store import entries
from syndication.store.db import FILE
from tests.conftest import SHARED, make_home, needs_shared
from tests.hub import Hub

pytestmark = needs_shared

FIREBALL = ("jsonfeed/netnewswire-DaringFireball.json", "atom/netnewswire-DaringFireball.atom")
VERGE = ("atom/feedreader-AtomTheVerge.xml", "atom/feedreader-AtomVergeAllPosts.xml")
DUSTRI = ("rss2/v2-large_rss.xml", "atom/v2-large_atom.xml")
TPM = tuple(f"atom/node-feedparser-{name}.atom" for name in ("tpm", "tpm-with-empty-base", "tpm-with-fragment-base"))
POLLS = ("rss2/stringer-feed01-first.xml", "rss2/stringer-feed01-updated.xml")

Files = tuple[str, ...]
Groups = frozenset[frozenset[tuple[str, str]]]  # which (file, id) are told together


@dataclass(frozen=True, slots=True)
class Told:
    """What came of polling files one after another, and then of polling them all again."""

    groups: Groups
    stories: Sequence[Story]
    again: Sequence[Taken]

    @property
    def sizes(self) -> list[int]:
        """How many stories are told by one file, by two, by three."""
        return [sum(len(group) == count for group in self.groups) for count in (1, 2, 3)]


Gather = Callable[[Files], Told]


@cache
def read(name: str) -> Feed:
    return feeds.parse((SHARED / "corpus" / name).read_bytes())


def pull(hub: Hub, source: Source, name: str) -> Taken:
    with hub.store.transaction() as conn:
        return take(conn, hub.settings, source, read(name), hub.now)


def groups(hub: Hub, pulled: dict[str, Source]) -> Groups:
    told: dict[int, set[tuple[str, str]]] = {}
    with hub.store.read() as conn:
        for name, source in pulled.items():
            for row in entries.of_source(conn, source.id):
                told.setdefault(row.story_id, set()).add((name, entries.unpack(row.document).id or ""))
    return frozenset(map(frozenset, told.values()))


@pytest.fixture(scope="module")
def gather(tmp_path_factory: pytest.TempPathFactory, migrated: bytes) -> Gather:
    """Each file as a source of its own in a new home, polled in the order given."""

    @cache
    def gathered(order: Files) -> Told:
        settings = load(make_home(tmp_path_factory.mktemp("groups") / "home"), {})
        settings.data.mkdir()
        (settings.data / FILE).write_bytes(migrated)
        store = homes.open_store(settings)
        hub = Hub(store, settings)
        pulled = {name: hub.add(f"https://{place}.example/feed", name) for place, name in enumerate(order)}
        for name, source in pulled.items():
            pull(hub, source, name)
        again = [pull(hub, hub.again(source), name) for name, source in pulled.items()]
        told = Told(groups(hub, pulled), hub.stories(), again)
        store.close()
        return told

    return gathered


orders = pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned round"])


def turned_round(names: Files, turned: bool) -> Files:
    return names[::-1] if turned else names


@orders
def test_one_blog_in_two_formats_is_48_stories_each_with_the_other_as_carrier(gather: Gather, turned: bool) -> None:
    told = gather(turned_round(FIREBALL, turned))
    assert told.sizes == [0, 48, 0]
    assert len(told.stories) == 48
    for story in told.stories:
        (carrier,) = story.carriers
        assert {story.source.partner.name, carrier.partner.name} == set(FIREBALL)


def test_no_story_of_one_blog_is_told_with_another(gather: Gather) -> None:
    titles = {(name, entry.id): entry.title for name in FIREBALL for entry in read(name).entries}
    assert all(len({titles[one] for one in group}) == 1 for group in gather(FIREBALL).groups)


@orders
def test_two_feeds_of_one_publisher_share_8_stories(gather: Gather, turned: bool) -> None:
    assert gather(turned_round(VERGE, turned)).sizes == [4, 8, 0]


@orders
def test_a_feed_as_rss_and_as_atom_is_25_stories_with_the_same_ids(gather: Gather, turned: bool) -> None:
    told = gather(turned_round(DUSTRI, turned))
    assert told.sizes == [0, 25, 0]
    assert all(len({id for _, id in group}) == 1 for group in told.groups)


@orders
def test_one_feed_with_three_ways_of_writing_its_base_is_its_20_stories(gather: Gather, turned: bool) -> None:
    told = gather(turned_round(TPM, turned))
    assert told.sizes == [0, 0, 20]
    assert len(told.stories) == 20


families = pytest.mark.parametrize("names", [FIREBALL, VERGE, DUSTRI, TPM], ids=["fireball", "verge", "dustri", "tpm"])


@families
def test_which_entries_are_one_story_does_not_depend_on_who_came_first(gather: Gather, names: Files) -> None:
    assert gather(names).groups == gather(names[::-1]).groups


@families
def test_the_same_documents_again_bring_nothing(gather: Gather, names: Files) -> None:
    assert set(gather(names).again) == {Taken()}


def test_of_a_later_poll_4_entries_are_known_and_1_is_new(sqlite_hub: Hub) -> None:
    first, later = POLLS
    source = sqlite_hub.add("https://news.example/feed", "News")
    assert pull(sqlite_hub, source, first).new == 5
    before = {story.public_id for story in sqlite_hub.stories()}
    assert pull(sqlite_hub, sqlite_hub.again(source), later).new == 1
    assert len(sqlite_hub.stories()) == 6
    assert before < {story.public_id for story in sqlite_hub.stories()}
