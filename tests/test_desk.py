"""What staff do with an item, and that it can be undone to the byte."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from feeds import Entry
from syndication.cli.items import explained
from syndication.merge import desk
from syndication.merge.desk import Impossible
from syndication.model import Rules, Story
from syndication.store import stories
from tests.hub import DAY, NOW, Hub
from tests.test_stories import OTHER, meeting, names, partners, said


def act(hub: Hub, what: Callable[..., object], story: Story, *more: object) -> None:
    hub.keep(lambda conn: what(conn, hub.settings, story, *more, hub.now))


def all_stories(hub: Hub) -> list[Story]:
    with hub.store.read() as conn:
        return stories.listed(conn)


def test_what_is_hidden_is_in_no_feed_and_comes_back_to_the_byte(hub: Hub) -> None:
    hub.take(said(id="a"), said("Flu shots on two Saturdays", OTHER, id="b"))
    before = hub.published()
    story = hub.stories()[0]
    act(hub, desk.hide, story)
    assert story.entry.title.encode() not in b"".join(hub.published().values())
    act(hub, desk.unhide, hub.find(story.key))
    assert hub.published() == before


def test_a_join_and_its_split_leave_the_same_bytes(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=two)
    before = hub.published()
    first, second = sorted(hub.stories(), key=lambda story: story.id)
    hub.keep(lambda conn: desk.join(conn, hub.settings, second, first, hub.now))
    joined = hub.story()
    assert (joined.key, names(joined)) == (first.key, ["Partner 1"])
    assert b"deleted-entry" in hub.published()["all.atom"]
    assert hub.find(second.key).key == first.key
    hub.keep(lambda conn: desk.split(conn, hub.settings, joined, second.key, hub.now))
    assert hub.published() == before


def test_a_split_and_its_join_leave_the_same_bytes(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    hub.take(said(id="b"), source=two)
    before, story = hub.published(), hub.story()
    (made,) = hub.keep(lambda conn: desk.split(conn, hub.settings, story, story.key, hub.now))
    assert len(hub.stories()) == 2
    apart = next(other for other in hub.stories() if other.id == made)
    hub.keep(lambda conn: desk.join(conn, hub.settings, apart, hub.find(story.key), hub.now))
    assert hub.published() == before


def test_a_split_keeps_the_id_with_the_entry_it_was_minted_for(hub: Hub) -> None:
    one, two, three = partners(hub, 3)
    for n, partner in enumerate((one, two, three)):
        hub.take(said(id=str(n)), source=partner)
    story = hub.story()
    hub.keep(lambda conn: desk.split(conn, hub.settings, story, story.carriers[0].key, hub.now))
    kept = hub.find(story.key)
    assert (kept.public_id, names(kept)) == (story.public_id, ["Partner 2"])
    assert hub.find(story.carriers[0].key).source.partner.name == "Partner 1"


def test_what_staff_parted_stays_apart_whatever_comes(hub: Hub) -> None:
    one, two, three = partners(hub, 3)
    hub.take(said(id="a"), source=one)
    hub.take(said(id="b"), source=two)
    story = hub.story()
    hub.keep(lambda conn: desk.split(conn, hub.settings, story, story.key, hub.now))
    hub.take(said(id="a"), source=one)
    hub.take(said(id="b"), source=two)
    hub.take(said(id="c"), source=three)
    assert len(hub.stories()) == 2


def test_a_join_of_joins_is_undone_in_turn(hub: Hub) -> None:
    sources = partners(hub, 3)
    texts = [
        said(id="a"),
        said("Flu shots on two Saturdays", OTHER, id="b"),
        said("A choir sings", OTHER[::-1], id="c"),
    ]
    for source, entry in zip(sources, texts, strict=True):
        hub.take(entry, source=source)
    first, second, third = sorted(hub.stories(), key=lambda story: story.id)
    before = hub.published()
    hub.keep(lambda conn: desk.join(conn, hub.settings, second, third, hub.now))
    middle = hub.published()
    hub.keep(lambda conn: desk.join(conn, hub.settings, first, hub.find(second.key), hub.now))
    assert names(hub.story()) == ["Partner 1", "Partner 2"]
    hub.keep(lambda conn: desk.split(conn, hub.settings, hub.find(first.key), second.key, hub.now))
    assert hub.published() == middle
    hub.keep(lambda conn: desk.split(conn, hub.settings, hub.find(second.key), third.key, hub.now))
    assert hub.published() == before


def test_what_is_featured_says_so_until_its_moment(hub: Hub) -> None:
    hub.take(said(id="a"))
    before, until = hub.published(), NOW + 3 * DAY
    act(hub, desk.feature, hub.story(), until)
    assert hub.stories("featured") == [hub.story()]
    assert b'"featured":true' in hub.published()["all.json"]
    act(hub, desk.unfeature, hub.story())
    assert hub.published() == before
    act(hub, desk.feature, hub.story(), until)
    hub.pass_time(until)
    assert hub.stories("featured") == []
    assert hub.published() == before


def test_a_correction_stands_over_what_the_source_says_later(hub: Hub) -> None:
    hub.take(said(id="a"))
    was = hub.story()
    ours = Entry("Lawyers read letters on Sunday", content="<p>It is on <b>Sunday</b>.</p>")
    act(hub, desk.correct, was, ours)
    corrected = hub.story()
    assert (corrected.entry.title, corrected.entry.content) == (ours.title, ours.content)
    assert (corrected.public_id, corrected.entry.published) == (was.public_id, was.entry.published)
    assert corrected.entry.updated == corrected.surfaced_at == hub.now
    hub.take(said("Lawyers read letters, again", id="a"))
    assert hub.story().entry.title == ours.title


def test_a_corrected_place_is_a_change_of_the_meeting(hub: Hub) -> None:
    hub.take(meeting(id="a"))
    story = hub.story()
    assert story.entry.meeting
    act(hub, desk.correct, story, Entry(meeting=replace(story.entry.meeting, place="Canal Place")))
    told = "New place: Canal Place (was Mill Hall)."
    assert hub.story().entry.meeting == replace(story.entry.meeting, place="Canal Place", sequence=1, change=told)
    assert hub.stories("meetings-changed") == [hub.story()]
    assert b"LOCATION:Canal Place" in hub.published()["meetings.ics"]


def test_what_waits_is_public_once_approved(hub: Hub) -> None:
    careful = hub.add("https://c.example/feed", "Careful", Rules(hold=True))
    hub.take(said(id="a"), source=careful)
    (waiting,) = all_stories(hub)
    assert waiting.state == "held"
    hub.keep(lambda conn: desk.approve(conn, hub.settings, [waiting], hub.now))
    assert hub.story().surfaced_at == hub.story().entry.published


def test_what_was_said_by_others_meanwhile_is_one_with_what_is_approved(hub: Hub) -> None:
    careful = hub.add("https://c.example/feed", "Careful", Rules(hold=True))
    hub.take(said(id="a"), source=careful)
    hub.take(said(id="b"))
    (waiting,) = [story for story in all_stories(hub) if story.state == "held"]
    hub.keep(lambda conn: desk.approve(conn, hub.settings, [waiting], hub.now))
    assert len(hub.story().carriers) == 1


def test_a_source_is_trusted_after_its_first_items_were_approved(hub: Hub) -> None:
    new = hub.add("https://n.example/feed", "New", Rules(hold_first=1))
    hub.take(said(id="a"), source=new)
    (waiting,) = all_stories(hub)
    hub.keep(lambda conn: desk.approve(conn, hub.settings, [waiting], hub.now))
    hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=hub.again(new))
    assert len(hub.stories()) == 2


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (lambda hub, story: act(hub, desk.unhide, story), "not hidden"),
        (lambda hub, story: act(hub, desk.unfeature, story), "not featured"),
        (lambda hub, story: act(hub, desk.feature, story, NOW - DAY), "is over"),
        (lambda hub, story: hub.keep(lambda c: desk.approve(c, hub.settings, [story], hub.now)), "items that wait"),
        (lambda hub, story: hub.keep(lambda c: desk.join(c, hub.settings, story, story, hub.now)), "one item already"),
        (lambda hub, story: hub.keep(lambda c: desk.split(c, hub.settings, story, story.key, hub.now)), "nothing to"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(hub: Hub, what: Callable[..., object], sentence: str) -> None:
    hub.take(said(id="a"))
    with pytest.raises(Impossible, match=sentence):
        what(hub, hub.story())


def test_an_item_can_say_why_it_is_where_it_is(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    hub.take(said(id="b"), source=two)
    act(hub, desk.feature, hub.story(), NOW + 3 * DAY)
    with hub.store.read() as conn:
        told = explained(conn, hub.story(), hub.settings)
    first, second, third, *rest = told["sentences"]
    assert first == "It is public."
    assert second == "It came from a source whose items are published by themselves."
    assert third.startswith("Partner 1 says the same (")
    assert "the title is the same" in third
    assert rest[-1].endswith("featured by staff until 2026-03-05T15:00+00:00")


def test_a_rule_says_which_word_kept_an_item_out(hub: Hub) -> None:
    strict = hub.add("https://s.example/feed", "Strict", Rules(exclude=("soup",)))
    hub.take(said(id="a"), source=strict)
    (story,) = all_stories(hub)
    assert story.state == "hidden"
    with hub.store.read() as conn:
        told = explained(conn, story, hub.settings)
    assert told["why"] == [{"code": "exclude", "about": "soup"}]
    act(hub, desk.unhide, story)
    assert hub.story().key == story.key


Step = tuple[Callable[[sa.Connection, Hub], object], Callable[[sa.Connection, Hub], object]]


@pytest.mark.parametrize("seed", range(4))
def test_any_run_of_acts_undone_backwards_leaves_the_same_bytes(sqlite_hub: Hub, seed: int) -> None:
    hub, draw = sqlite_hub, random.Random(seed)
    for n, partner in enumerate(partners(hub, 4)):
        news = said(f"News of {n} streets and {n} gardens", f"<p>{n} {OTHER[n * 9 :]}</p>", id=f"o{n}")
        hub.take(said(id=f"t{n}"), news, source=partner)
    states, undo = [hub.published()], []
    for _ in range(6):
        undo.append(_something(hub, draw))
        states.append(hub.published())
    for back in reversed(undo):
        assert hub.published() == states.pop()
        hub.keep(lambda conn, back=back: back(conn))
    assert hub.published() == states.pop()


def _something(hub: Hub, draw: random.Random) -> Callable[[sa.Connection], object]:
    """One act, chosen by chance; what undoes it."""
    story = draw.choice([story for story in all_stories(hub) if story.state in ("public", "hidden")])
    key, settings = story.key, hub.settings
    others = [other for other in hub.stories() if other.id != story.id and other.entry.meeting is None]
    match draw.randrange(3) if story.state == "public" and others else 0:
        case 0 if story.state == "public":
            hub.keep(lambda conn: desk.hide(conn, settings, hub.find(key), hub.now))
            return lambda conn: desk.unhide(conn, settings, _find(conn, key), hub.now)
        case 0:
            hub.keep(lambda conn: desk.unhide(conn, settings, hub.find(key), hub.now))
            return lambda conn: desk.hide(conn, settings, _find(conn, key), hub.now)
        case 1 if story.featured_until is None:
            hub.keep(lambda conn: desk.feature(conn, settings, hub.find(key), NOW + timedelta(days=9), hub.now))
            return lambda conn: desk.unfeature(conn, settings, _find(conn, key), hub.now)
    first, second = sorted((story, draw.choice(others)), key=lambda one: one.id)
    hub.keep(lambda conn: desk.join(conn, settings, first, second, hub.now))
    return lambda conn: desk.split(conn, settings, _find(conn, first.key), second.key, hub.now)


def _find(conn: sa.Connection, key: str) -> Story:
    story = stories.by_key(conn, key)
    assert story
    return story
