"""One story once: who says it first, who carries it, and what keeps two stories apart."""

import datetime as dt
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds import Action, Entry, Meeting, Origin
from syndication.merge import desk
from syndication.model import Rules, Source, Story
from syndication.store import channels, entries
from tests.hub import DAY, NOW, Hub

TEXT = (
    "<p>On Saturday the tenants of Olmo Street open the laundry room as an office. Two lawyers will sit at the folding "
    "tables, and whoever has had a letter from the landlord can bring it and have it read aloud in Spanish, in English "
    "or in Haitian Creole. Nobody has to give a name. There will be soup from eleven, and the children can stay with "
    "Marisol in the yard while their parents talk. The union asks everybody to bring the envelope too, because the day "
    "stamped on it decides how much time is left to answer the court.</p>"
)
OTHER = (
    "<p>The clinic on Canal Street gives flu shots on two Saturdays. No appointment is needed and no insurance is "
    "asked for; there are chairs, tea and a corner with toys. The nurses speak Portuguese and Khmer, and those who "
    "cannot climb the stairs are met at the side door by the loading ramp, where a bell has been put up at the height "
    "of a wheelchair.</p>"
)
TITLE = "Lawyers read landlords' letters in the laundry room"


def said(title: str = TITLE, content: str = TEXT, **facts: object) -> Entry:
    return replace(Entry(title, content=content, published=NOW - DAY), **facts)  # type: ignore[arg-type] # a table of facts


def excerpt(content: str = TEXT) -> str:
    return " ".join(content.removeprefix("<p>").split()[:45]) + "…"


def partners(hub: Hub, count: int) -> list[Source]:
    return [hub.add(f"https://p{n}.example/feed", f"Partner {n}") for n in range(count)]


def names(story: Story) -> list[str]:
    return [carrier.partner.name for carrier in story.carriers]


def test_a_story_that_five_partners_carry_is_one_item(hub: Hub) -> None:
    for n, partner in enumerate(partners(hub, 5)):
        hub.take(said(id=f"p{n}", url=f"https://p{n}.example/letters"), source=partner)
    assert hub.story().source.partner.name == "Partner 0"
    assert names(hub.story()) == ["Partner 1", "Partner 2", "Partner 3", "Partner 4"]


def test_an_excerpt_joins_the_whole_text_and_the_whole_text_an_excerpt(hub: Hub) -> None:
    one, two, three = partners(hub, 3)
    hub.take(said(content=f"<p>{excerpt()}</p>", id="a"), source=one)
    hub.take(said(id="b"), source=two)
    hub.take(said(content=f"<p>{excerpt()}</p>", id="c"), source=three)
    assert len(hub.story().carriers) == 2


def test_two_stories_of_one_day_stay_two(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=two)
    assert len(hub.stories()) == 2


def test_within_one_feed_only_an_equal_id_makes_two_entries_one(hub: Hub) -> None:
    hub.take(said(id="week-1"), said(id="week-2", published=NOW - 8 * DAY))
    assert len(hub.stories()) == 2


def test_an_id_that_another_partner_claims_touches_nothing_of_the_first(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="tag:p0.example,2026:1", url="https://p0.example/1"), source=one)
    before = hub.story()
    hub.take(said("Cheap pills", OTHER, id="tag:p0.example,2026:1", url="https://p0.example/1"), source=two)
    assert len(hub.stories()) == 2
    assert hub.find(before.key) == before


def test_a_copy_dated_back_does_not_become_the_origin(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a", url="https://p0.example/a"), source=one)
    hub.take(source=two)
    hub.take(said(id="b", url="https://p1.example/b", published=NOW - 3 * DAY), source=hub.again(two))
    assert hub.story().source.partner.name == "Partner 0"


def test_the_origin_leads_even_where_a_copy_came_first_and_the_id_stays(hub: Hub) -> None:
    one, two = partners(hub, 2)
    copy = said(id="b", url="https://p1.example/b", origin=Origin("Partner 1", feed_url="https://p1.example/feed"))
    hub.take(copy, source=one)
    first = hub.story()
    assert first.source.partner.name == "Partner 0"
    hub.take(said(id="b", url="https://p1.example/b", published=NOW - 2 * DAY), source=two)
    after = hub.story()
    assert after.source.partner.name == "Partner 1"
    assert names(after) == ["Partner 0"]
    assert (after.key, after.public_id) == (first.key, first.public_id)
    assert after.entry.published == first.entry.published
    assert after.entry.updated == first.entry.updated


def test_a_carriers_action_is_kept_with_its_name(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    asked = TEXT + '<p><a href="https://p1.example/sign">Sign the letter to the court</a></p>'
    hub.take(said(content=asked, id="b"), source=two)
    (item,) = _items(hub, "all")
    assert item["_coalition"]["actions"] == [
        {"label": "Sign the letter to the court (Partner 1)", "url": "https://p1.example/sign"}
    ]
    assert Action("Sign the letter to the court", "https://p1.example/sign") in hub.story().carriers[0].actions


def _items(hub: Hub, channel: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(hub.published()[f"{channel}.json"])["items"]
    return found


def test_our_own_release_coming_back_is_reach_and_no_item(hub: Hub) -> None:
    release = said(id="r", kind="press-release")
    hub.take(release, source=hub.desk)
    page = f"https://hub.example/items/{hub.story().key}"
    one, two, three = partners(hub, 3)
    hub.take(said("We stand with the tenants", "<p>Read what the coalition says.</p>", id="a", url=page), source=one)
    hub.take(said("From our friends", TEXT.replace("<p>", "<p>We share this: "), id="b"), source=two)
    hub.take(said("Other news", OTHER, id="c"), source=three)
    ours = hub.stories("press-releases")[0]
    assert names(ours) == ["Partner 0", "Partner 1"]
    assert [story.entry.title for story in hub.stories("news")] == ["Other news"]


def test_what_carries_our_id_is_ours(hub: Hub) -> None:
    hub.take(said(id="r", kind="press-release"), source=hub.desk)
    hub.take(said("Reposted", "<p>From the coalition.</p>", id=hub.story().public_id), source=hub.partner)
    assert names(hub.story()) == ["Casa Amanecer"]


def test_a_long_comment_of_their_own_on_a_page_of_ours_is_theirs(hub: Hub) -> None:
    hub.take(said(id="r", kind="press-release"), source=hub.desk)
    page = f"https://hub.example/items/{hub.story().key}"
    hub.take(said("Why we signed", OTHER, id="a", url=page), source=hub.partner)
    assert len(hub.stories()) == 2


def test_a_sentence_of_ours_in_a_partners_article_is_no_repost(hub: Hub) -> None:
    hub.take(said(id="r", kind="press-release"), source=hub.desk)
    quote = "whoever has had a letter from the landlord can bring it and have it read aloud in Spanish"
    hub.take(
        said("A week in Olmo Street", OTHER * 3 + f"<p>“{quote},” says the union.</p>", id="a"), source=hub.partner
    )
    assert len(hub.stories()) == 2


def test_a_repost_keeps_a_hidden_story_hidden(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    story = hub.story()
    hub.keep(lambda conn: desk.hide(conn, hub.settings, story, hub.now))
    hub.take(said(id="b"), source=two)
    assert hub.stories() == []


def test_what_waits_keeps_no_one_else_back(hub: Hub) -> None:
    waiting = hub.add("https://w.example/feed", "Waiting", Rules(hold=True))
    hub.take(said(id="a"), source=waiting)
    assert hub.stories() == []
    hub.take(said(id="b"), source=hub.partner)
    assert hub.story().source.partner.name == "Casa Amanecer"


MEETING = Meeting(
    "America/New_York", date=dt.date(2026, 4, 2), start=dt.time(18), end=dt.time(20), town="Lynn", place="Mill Hall"
)


def meeting(title: str = "Open evening for tenants", held: Meeting = MEETING, **facts: object) -> Entry:
    return said(title, "<p>Come.</p>", kind="meeting", meeting=held, **facts)


def test_a_meeting_in_two_calendars_is_one(hub: Hub) -> None:
    one, two, three = partners(hub, 3)
    hub.take(meeting(id="uid-1"), source=one)
    hub.take(meeting(id="uid-1", title="Open evening for tenants (Lynn)"), source=two)
    hub.take(meeting(id="other", held=replace(MEETING, town=None, place="Mill Hall, Lynn")), source=three)
    assert len(hub.story().carriers) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(MEETING, date=dt.date(2026, 4, 9)),
        replace(MEETING, start=dt.time(10), end=dt.time(12)),
        replace(MEETING, town="Lawrence", place="Canal Place"),
    ],
    ids=["next week", "in the morning", "elsewhere"],
)
def test_meetings_of_another_day_hour_or_town_are_others(hub: Hub, other: Meeting) -> None:
    one, two = partners(hub, 2)
    hub.take(meeting(id="a"), source=one)
    hub.take(meeting(id="b", held=other), source=two)
    assert len(hub.stories()) == 2


def test_a_claim_to_anothers_uid_with_another_meeting_is_another_meeting(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(meeting(id="uid-1"), source=one)
    before = hub.story()
    hub.take(meeting(id="uid-1", title="Sale of carpets", held=replace(MEETING, date=dt.date(2026, 5, 1))), source=two)
    assert len(hub.stories()) == 2
    assert hub.find(before.key) == before


def test_a_notice_is_never_its_release(hub: Hub) -> None:
    release = said(id="r", kind="press-release")
    notice = meeting(id="r#1", part_of="r")
    hub.take(release, notice, source=hub.desk)
    assert len(hub.stories("meetings")) == 1
    assert len(hub.stories("press-releases")) == 1


def test_every_join_keeps_its_score_and_reasons(hub: Hub) -> None:
    one, two = partners(hub, 2)
    hub.take(said(id="a"), source=one)
    hub.take(said(id="b"), source=two)
    with hub.store.read() as conn:
        lead, carrier = entries.of_stories(conn, [hub.story().id])
    assert lead.joined == {}
    assert carrier.joined["with"] == lead.id
    assert 0.5 < carrier.joined["score"] <= 1
    assert {"title", "text"} <= set(carrier.joined["reasons"])


def _shuffled(draw: random.Random) -> list[tuple[int, Entry]]:
    """Posts of several stories by several partners: whole, cut, with another headline's suffix."""
    posts = []
    for n, text in enumerate((TEXT, OTHER, "<p>A choir of thirty sings in the boiler room. " + OTHER[3:][::-1])):
        for partner in draw.sample(range(4), draw.randint(1, 4)):
            title = (TITLE, "Flu shots on two Saturdays", "A choir of thirty sings in the boiler room")[n]
            content = text if draw.random() < 0.7 else f"<p>{excerpt(text)}</p>"
            dressed = title if draw.random() < 0.7 else f"{title} | Partner {partner}"
            when = NOW - DAY - timedelta(minutes=draw.randint(0, 600))
            posts.append((partner, said(dressed, content, id=f"{n}-{partner}", published=when)))
    return posts


def _groups(hub: Hub, group: Sequence[Source]) -> set[frozenset[str]]:
    """Which entries of these sources are told together."""
    with hub.store.read() as conn:
        rows = [row for source in group for row in entries.of_source(conn, source.id)]
    told: dict[int, set[str]] = {}
    for row in rows:
        told.setdefault(row.story_id, set()).add(entries.unpack(row.document).id or "")
    return {frozenset(ids) for ids in told.values()}


@pytest.mark.parametrize("seed", range(8))
def test_which_entries_are_one_story_does_not_depend_on_who_came_first(sqlite_hub: Hub, seed: int) -> None:
    hub, posts, found = sqlite_hub, _shuffled(random.Random(seed)), []
    for order in range(3):
        group = [hub.add(f"https://p{n}.example/{order}/feed", f"Partner {n} {order}") for n in range(4)]
        random.Random(order).shuffle(posts)
        for partner, entry in posts:
            long_ago = (entry.published or NOW) - order * 200 * DAY
            hub.take(replace(entry, published=long_ago), source=group[partner])
        found.append(_groups(hub, group))
    assert found[0] == found[1] == found[2]


def test_a_slice_begins_with_its_first_story(hub: Hub) -> None:
    assert "languages/es" not in hub.published()
    hub.take(said(id="a", language="es-MX"))
    with hub.store.read() as conn:
        assert {"languages/es", "partners/casa-amanecer"} <= channels.slices(conn).keys()
    assert {"languages/es.atom", "languages/es.ics", "partners/casa-amanecer.json"} <= hub.published().keys()
