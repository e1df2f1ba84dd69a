"""Earlier texts of ours: kept once each, by whichever way the next one came; a partner's are not."""

from dataclasses import replace
from datetime import time

import pytest

from feeds import Entry
from syndication import accounts
from syndication.merge import desk
from syndication.merge.desk import Impossible, Laid, take_out
from syndication.merge.withdraw import apply, withdraw
from syndication.model import Source, Story
from syndication.store import users, versions, withdrawn
from syndication.store.versions import Version
from tests.hub import Hub
from tests.test_revision import ANNOUNCED, NEW_INFO, publish
from tests.test_stories import MEETING, OTHER, TEXT, meeting, partners, said
from tests.test_withdraw import WORD, everything_stored, retracting, take_back

FIRST, SECOND = f"<p>{WORD} opens the door.</p>", "<p>The door is open to everybody now.</p>"


def kept(hub: Hub, story: Story) -> list[Version]:
    with hub.store.read() as conn:
        return versions.of_story(conn, story.id)


def read(hub: Hub, story: Story) -> list[tuple[str, str | None]]:
    """What people read before, newest first."""
    return [(one.told.read.title, one.told.read.content) for one in kept(hub, story)]


def own(hub: Hub, *contents: str, source: Source | None = None) -> Story:
    """An item of ours that said all this, one after the other."""
    for content in contents:
        hub.take(said("The door", content, id="door"), source=source or hub.desk)
    return hub.story()


def correct(hub: Hub, story: Story, by: int | None = None, **ours: object) -> Laid:
    entry = Entry(**ours)  # type: ignore[arg-type] # a table of facts
    told = hub.find(story.key)
    return hub.keep(lambda conn: desk.correct(conn, hub.settings, told, entry, hub.now, by))


def uncorrect(hub: Hub, story: Story, laid: Laid) -> None:
    number = person(hub)
    told = hub.find(story.key)
    hub.keep(lambda conn: desk.uncorrect(conn, hub.settings, told, laid, hub.now, number))


def person(hub: Hub, email: str = "ana@coalition.example") -> int:
    with hub.store.transaction() as conn:
        found = users.by_email(conn, email) or accounts.invite(conn, email, "editor", hub.now)[0]
    return found.id


def test_an_own_text_that_changed_is_kept_as_it_was(hub: Hub) -> None:
    story = own(hub, FIRST, SECOND, "<p>It is closed.</p>")
    assert read(hub, story) == [("The door", SECOND), ("The door", FIRST)]
    assert [(one.at, one.way, one.who) for one in kept(hub, story)][:1] == [(hub.now, "command", "")]


def test_the_same_text_twice_makes_none(hub: Hub) -> None:
    story = own(hub, FIRST, FIRST, FIRST.replace(" ", "  "))
    correct(hub, story, title="The gate")
    correct(hub, story, title="The gate")
    assert read(hub, story) == [("The door", FIRST)]


def test_a_letter_that_is_mended_makes_none(hub: Hub) -> None:
    story = own(hub, "<p>Everybody may come tomorow.</p>", "<p>Everybody may come tomorrow.</p>")
    assert hub.story().entry.content == "<p>Everybody may come tomorrow.</p>"
    assert kept(hub, story) == []


def test_a_file_of_a_folder_is_named_as_what_changed_it(hub: Hub) -> None:
    story = own(hub, FIRST, SECOND, source=hub.add("folder:content", "Us"))
    assert [one.way for one in kept(hub, story)] == ["folder"]


def test_a_partners_own_texts_are_theirs(hub: Hub) -> None:
    story = own(hub, FIRST, SECOND, source=hub.partner)
    assert kept(hub, story) == []


def test_of_a_partners_item_only_what_staff_wrote_is_kept(hub: Hub) -> None:
    hub.take(said("The door", FIRST, id="door"))
    story = hub.story()
    correct(hub, story, title="Ours")
    assert kept(hub, story) == []
    correct(hub, story, person(hub), content=SECOND)
    (one,) = kept(hub, story)
    assert (one.told.read, one.who) == (Entry(title="Ours"), "ana@coalition.example")


def test_an_own_text_is_kept_as_people_read_it_with_what_staff_wrote_over_it(hub: Hub) -> None:
    story = own(hub, FIRST)
    correct(hub, story, title="The gate")
    correct(hub, story, title="The gate", content=SECOND)
    assert read(hub, story) == [("The gate", FIRST), ("The door", FIRST)]


def test_what_changes_under_a_correction_that_hides_it_makes_none(hub: Hub) -> None:
    story = own(hub, FIRST)
    correct(hub, story, title="The gate", content=SECOND)
    own(hub, "<p>Nobody reads this.</p>")
    assert read(hub, story) == [("The door", FIRST)]


def test_a_release_that_is_mended_and_a_meeting_that_moves_are_kept(hub: Hub) -> None:
    first = publish(hub, ANNOUNCED)
    publish(hub, NEW_INFO)
    notice = first.notices[0]
    (one,) = kept(hub, notice)
    assert one.told.read.meeting == notice.entry.meeting
    assert kept(hub, first.item) == []
    mended = ANNOUNCED.replace("\n# # #", "\nEverybody is welcome, with or without papers.\n\n# # #")
    assert mended != ANNOUNCED
    publish(hub, mended)
    assert [title for title, _ in read(hub, first.item)] == [first.item.entry.title]


def test_a_partner_who_moves_a_meeting_leaves_our_words_over_it_as_a_version(hub: Hub) -> None:
    hub.take(meeting(id="m"))
    story = hub.story()
    correct(hub, story, meeting=replace(MEETING, place="Mill Hall"))
    hub.take(meeting(id="m", held=replace(MEETING, start=time(16))))
    (one,) = kept(hub, story)
    assert (one.way, one.told.read.meeting and one.told.read.meeting.place) == ("source", "Mill Hall")


class TestUndo:
    def test_the_first_correction_leaves_the_sources_words(self, hub: Hub) -> None:
        hub.take(said("The door", TEXT, id="a"))
        hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=hub.desk)
        for story in hub.stories():
            laid = correct(hub, story, title="Ours")
            uncorrect(hub, story, laid)
            assert hub.find(story.key).entry.title == story.entry.title

    def test_a_second_one_leaves_the_first_and_both_can_go_one_by_one(self, hub: Hub) -> None:
        story = own(hub, FIRST)
        one = correct(hub, story, title="One")
        two = correct(hub, story, title="Two")
        uncorrect(hub, story, two)
        assert hub.find(story.key).entry.title == "One"
        uncorrect(hub, story, one)
        assert hub.find(story.key).entry.title == "The door"
        own(hub, SECOND)
        assert hub.find(story.key).entry.content == SECOND

    def test_what_was_undone_is_kept_too(self, hub: Hub) -> None:
        story = own(hub, FIRST)
        uncorrect(hub, story, correct(hub, story, title="One"))
        assert [title for title, _ in read(hub, story)] == ["One", "The door"]
        assert kept(hub, story)[0].who == "ana@coalition.example"

    def test_it_is_refused_where_a_command_or_the_source_changed_it_since(self, hub: Hub) -> None:
        hub.take(meeting(id="m"))
        story = hub.story()
        laid = correct(hub, story, meeting=replace(MEETING, place="Mill Hall"))
        hub.take(meeting(id="m", held=replace(MEETING, status="cancelled")))
        with pytest.raises(Impossible):
            uncorrect(hub, story, laid)
        laid = correct(hub, story, title="Off")
        correct(hub, story, title="Off for good")
        with pytest.raises(Impossible):
            uncorrect(hub, story, laid)

    def test_it_is_refused_where_the_text_was_erased_since(self, hub: Hub) -> None:
        story = own(hub, FIRST)
        laid = correct(hub, story, title="One")
        take_back(hub, story)
        with pytest.raises(Impossible):
            uncorrect(hub, story, laid)

    @pytest.mark.parametrize("ours", [True, False], ids=["own", "partner"])
    def test_no_meetings_sequence_goes_down(self, hub: Hub, ours: bool) -> None:
        source = hub.desk if ours else hub.partner
        hub.take(meeting(id="m"), source=source)
        story = hub.story()
        seen = [sequence(hub, story)]
        one = correct(hub, story, meeting=replace(MEETING, start=time(16)))
        two = correct(hub, story, title="Only the title, and the hour of before")
        seen += [sequence(hub, story)]
        three = correct(hub, story, meeting=replace(MEETING, start=time(17)))
        seen += [sequence(hub, story)]
        for laid in (three, two, one):
            uncorrect(hub, story, laid)
            seen += [sequence(hub, story)]
        assert seen == [0, 2, 3, 4, 5, 6]
        told = hub.find(story.key).entry.meeting
        assert told
        assert (told.start, told.change) == (MEETING.start, "New hours: 6 pm–8 pm (were 4 pm–8 pm).")
        hub.take(meeting(id="m", held=replace(MEETING, start=time(15))), source=source)
        assert sequence(hub, story) == 7


def sequence(hub: Hub, story: Story) -> int:
    told = hub.find(story.key).entry.meeting
    assert told
    return told.sequence


class TestErased:
    def test_a_word_of_an_old_version_goes_with_its_item(self, hub: Hub) -> None:
        story = own(hub, FIRST, SECOND)
        assert WORD in everything_stored(hub)
        take_back(hub, story)
        assert WORD not in everything_stored(hub)
        assert kept(hub, story) == []

    def test_a_word_that_stood_in_a_correction_over_a_partners_item_goes(self, hub: Hub) -> None:
        hub.take(said("The door", TEXT, id="door"))
        story = hub.story()
        correct(hub, story, content=FIRST)
        correct(hub, story, content=SECOND)
        take_back(hub, story)
        assert WORD not in everything_stored(hub)

    def test_texts_of_what_was_joined_to_it_go_with_it(self, hub: Hub) -> None:
        one, two = partners(hub, 2)
        hub.take(said("The door", TEXT, id="a"), source=one)
        hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=two)
        younger, older = sorted(hub.stories(), key=lambda story: -story.id)
        correct(hub, younger, content=FIRST)
        correct(hub, younger, title=f"{WORD} again")
        hub.keep(lambda conn: desk.join(conn, hub.settings, older, younger, hub.now))
        assert WORD in everything_stored(hub)
        take_back(hub, older)
        assert WORD not in everything_stored(hub)

    def test_a_release_takes_those_of_its_meetings_with_it(self, hub: Hub) -> None:
        first = publish(hub, ANNOUNCED)
        publish(hub, NEW_INFO)
        assert kept(hub, first.notices[0])
        take_back(hub, first.item)
        assert not any(kept(hub, story) for story in (first.item, *first.notices))

    def test_a_meeting_that_a_withdrawn_release_told_of_again_keeps_none(self, hub: Hub) -> None:
        first = publish(hub, ANNOUNCED)
        later = publish(hub, NEW_INFO)
        assert kept(hub, first.notices[0])
        take_back(hub, later.item)
        assert hub.find(first.notices[0].key).state == "public"
        assert kept(hub, first.notices[0]) == []

    def test_what_a_source_takes_back_leaves_none(self, hub: Hub) -> None:
        hub.take(said("The door", TEXT, id="door"))
        story = hub.story()
        correct(hub, story, content=FIRST)
        correct(hub, story, content=SECOND)
        retracting(hub, hub.partner, "door")
        assert WORD not in everything_stored(hub)

    def test_a_source_that_leaves_with_its_items_takes_them_along(self, hub: Hub) -> None:
        folder = hub.add("folder:content", "Us")
        story, stays = own(hub, FIRST, SECOND, source=folder), hub.partner
        hub.take(said("Flu shots on two Saturdays", OTHER, id="b"), source=stays)
        other = next(one for one in hub.stories() if one.id != story.id)
        correct(hub, other, title="One")
        correct(hub, other, title="Two")
        hub.keep(lambda conn: take_out(conn, hub.settings, folder.id, hub.now))
        assert (kept(hub, story), len(kept(hub, other))) == ([], 1)

    def test_an_older_copy_is_rid_of_them_by_the_lines_alone(self, hub: Hub) -> None:
        """As a backup is: it holds the versions, and is told what was withdrawn since."""
        story = own(hub, FIRST, SECOND)

        with hub.store.transaction() as conn:
            nested = conn.begin_nested()
            withdraw(conn, hub.settings, [story.id], "safety", hub.now)
            nested.rollback()
        assert len(kept(hub, story)) == 1
        lines = withdrawn.read(hub.settings.data / withdrawn.FILE)
        hub.keep(lambda conn: apply(conn, hub.settings, lines, hub.now))
        assert WORD not in everything_stored(hub)
