"""Earlier texts at the desk: the item page shows them, one of them is made the text again, a correction is undone."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds import Entry, Meeting
from syndication import releases
from syndication.home import DESK
from syndication.merge import desk as acts
from syndication.model import Source, Story
from syndication.store import activity, sources, stories
from tests.staff import Browser, StaffRoom
from tests.test_revision import ANNOUNCED, NEW_INFO
from tests.test_staff_items import DAY, EVIL, WORD, add, assert_harmless, feeds, item_page, said, tell
from tests.test_stories import OTHER, TEXT

EARLIER = "Earlier versions"
AGAIN = "Make this the text again"


def ours(staff: StaffRoom, url: str = DESK) -> Source:
    with staff.store.read() as conn:
        found = sources.by_url(conn, url)
    assert found
    return found


def corrected(browser: Browser, story: Story, **typed: str) -> Browser:
    return item_page(browser, story).follow("Correct").press("Keep this correction", **typed)


def listed(browser: Browser) -> list[str]:
    """What stands in the list of earlier versions, newest first."""
    found = browser.page.xpath("//section[h2[@id='versions']]//details")
    return [" ".join(one.text_content().split()) for one in found]


def title_of(staff: StaffRoom, story: Story) -> str:
    with staff.store.read() as conn:
        return stories.by_ids(conn, [story.id])[0].entry.title


def updated(staff: StaffRoom, story: Story) -> datetime:
    with staff.store.read() as conn:
        at: datetime = stories.rows(conn, [story.id])[0].updated
    return at


def sequence_of(staff: StaffRoom, story: Story) -> int:
    with staff.store.read() as conn:
        told = stories.by_ids(conn, [story.id])[0].entry.meeting
    assert told
    return told.sequence


def evening(staff: StaffRoom, source: Source) -> Story:
    when = (datetime.now(UTC) + 20 * DAY).date()
    hour = datetime.now(UTC).time().replace(18, 0, 0, 0)
    told = Meeting("America/New_York", when, hour, town="Lynn", place="Elm Hall")
    (story,) = tell(staff, source, said("Open evening", kind="meeting", meeting=told))
    return story


class TestShown:
    def test_without_any_there_is_no_heading(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = corrected(staff.signed_in(), story, title="Ours")
        assert EARLIER not in browser.text

    def test_they_say_until_when_and_who_came_then_newest_first(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, ours(staff), said("The door", TEXT))
        browser = staff.signed_in()
        corrected(browser, story, title="The gate")
        corrected(staff.signed_in("beto@coalition.example", "editor"), story, text="It is *open*.\n\nCome in.")
        newest, oldest = listed(item_page(browser, story))
        assert newest.startswith("Until ")
        assert "Beto changed it then. The gate" in newest
        assert "Ana changed it then. The door" in oldest
        assert browser.page.xpath("//section[h2[@id='versions']]//time/@datetime")

    def test_a_notice_says_day_hour_and_place(self, staff: StaffRoom) -> None:
        for text, when in ((ANNOUNCED, datetime(2026, 2, 1, 17, tzinfo=UTC)), (NEW_INFO, datetime.now(UTC))):
            read = releases.read(text, staff.settings, None)
            out = releases.publish(staff.store, staff.settings, text, read, when)
        browser = item_page(staff.signed_in(), out.notices[0])
        (earlier,) = listed(browser)
        assert "Canal Place" in earlier
        assert browser.page.xpath("//details//p[@class='num'][contains(., 'March 12')][contains(., '6')]")
        assert "A command changed it then." in earlier

    def test_who_publishes_at_the_desk_is_named(self, staff: StaffRoom) -> None:
        browser = staff.signed_in()
        for text in (ANNOUNCED, NEW_INFO):
            browser.open("/staff/release").press("Read it", text=text).press("Confirm").press("Publish with")
        with staff.store.read() as conn:
            lowell = next(
                one for one in stories.own_notices(conn, ours(staff).id) if one.entry.meeting.town == "Lowell"
            )
        assert "Ana changed it then." in listed(item_page(browser, lowell))[0]

    def test_what_is_written_in_them_is_text(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, ours(staff), said(EVIL, f"<p>{EVIL}</p>", summary=EVIL))
        browser = corrected(staff.signed_in(), story, title="Harmless", text="Harmless.")
        assert len(listed(browser)) == 1
        assert_harmless(browser)


class TestAgain:
    def test_an_earlier_text_of_ours_is_the_text_again_as_a_correction(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, ours(staff), said("The door", TEXT))
        browser = corrected(staff.signed_in(), story, title="The gate", text="Shut.")
        was = updated(staff, story)
        browser.press(AGAIN)
        assert "You corrected “The door”." in browser.text
        (item,) = json.loads(feeds(staff)["all.json"])["items"]
        assert (item["title"], item["content_html"]) == ("The door", TEXT)
        assert updated(staff, story) > was
        assert [("The gate" in one, "The door" in one) for one in listed(browser)] == [(True, False), (False, True)]
        browser.press("Undo")
        assert title_of(staff, story) == "The gate"

    def test_of_a_partners_item_what_staff_wrote_before_lies_over_it_again(self, staff: StaffRoom) -> None:
        source = add(staff)
        (story,) = tell(staff, source, said())
        browser = staff.signed_in()
        corrected(browser, story, title="One")
        corrected(browser, story, title="Two", text="Ours.")
        browser.press(AGAIN)
        tell(staff, source, said(content=OTHER))
        (item,) = json.loads(feeds(staff)["all.json"])["items"]
        assert item["title"] == "One"
        assert "Ours." not in item["summary"]

    def test_a_meeting_that_goes_back_is_one_more_change(self, staff: StaffRoom) -> None:
        story = evening(staff, ours(staff))
        browser = corrected(staff.signed_in(), story, place="Mill Hall")
        browser.press(AGAIN)
        with staff.store.read() as conn:
            told = stories.by_ids(conn, [story.id])[0].entry.meeting
        assert told
        assert (told.place, told.sequence, told.change) == ("Elm Hall", 2, "New place: Elm Hall (was Mill Hall).")

    def test_what_its_partner_called_off_stays_so(self, staff: StaffRoom) -> None:
        source = add(staff)
        story = evening(staff, source)
        browser = staff.signed_in()
        corrected(browser, story, place="Mill Hall")
        corrected(browser, story, place="Canal Place")
        assert story.entry.meeting
        off = replace(story.entry.meeting, status="cancelled")
        tell(staff, source, said("Open evening", kind="meeting", meeting=off))
        item_page(browser, story)
        for _ in listed(browser):
            if AGAIN in browser.text:
                browser.press(AGAIN)
        with staff.store.read() as conn:
            told = stories.by_ids(conn, [story.id])[0].entry.meeting
        assert told
        assert told.status == "cancelled"

    def test_what_is_the_text_already_and_what_a_file_says_has_no_button(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, ours(staff), said("The door", TEXT))
        browser = corrected(staff.signed_in(), story, title="The gate").press("Undo")
        assert [AGAIN in one for one in listed(browser)] == [True, False]
        folder = ours(staff, "folder:content")
        for words in ("It is shut today.", "It is open today."):
            (filed,) = tell(staff, folder, said("The file", f"<p>{words}</p>", id="news.md"))
        (only,) = listed(item_page(browser, filed))
        assert "Its file changed then." in only
        assert "It is shut today." in only
        assert AGAIN not in only

    @pytest.mark.parametrize("asked", ["", "0", "999999", "x", "1e3", "-1", EVIL])
    def test_what_is_no_version_of_this_item_is_refused(self, staff: StaffRoom, asked: str) -> None:
        (story,) = tell(staff, ours(staff), said("The door", TEXT))
        browser = corrected(staff.signed_in(), story, title="The gate")
        (other,) = tell(staff, add(staff), said("Flu shots on two Saturdays", OTHER))
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        sent = {"csrf": csrf.value, "do": f"again:{asked}"}
        assert browser.client.post(f"/staff/items/{story.key}", data=sent).status_code == 422
        (button,) = browser.page.xpath("//input[starts-with(@value, 'again:')]/@value")
        answer = browser.client.post(f"/staff/items/{other.key}", data={**sent, "do": button})
        assert answer.status_code == 422
        assert browser.client.post(f"/staff/items/{story.key}", data={"do": button}).status_code == 403
        assert (title_of(staff, story), title_of(staff, other)) == ("The gate", "Flu shots on two Saturdays")


class TestUndo:
    def test_a_first_correction_is_undone_from_the_bar(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = corrected(staff.signed_in(), story, title="Ours").press("Undo")
        assert browser.path == f"/staff/items/{story.key}"
        assert title_of(staff, story) == story.entry.title
        assert "correction undone by staff" in browser.text.lower()

    def test_corrections_are_undone_one_by_one_from_activity(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = staff.signed_in()
        for title in ("One", "Two"):
            corrected(browser, story, title=title)
        browser.open("/staff/activity").press("Undo")
        assert title_of(staff, story) == "One"
        browser.open("/staff/activity").press("Undo")
        assert title_of(staff, story) == story.entry.title

    def test_what_somebody_did_since_stands(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = corrected(staff.signed_in(), story, title="One")
        corrected(staff.signed_in("beto@coalition.example", "editor"), story, title="Two")
        assert browser.press("Undo").status == 409
        assert title_of(staff, story) == "Two"

    def test_what_a_command_wrote_since_stands(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = corrected(staff.signed_in(), story, title="One")
        with staff.store.transaction() as conn:
            acts.correct(conn, staff.settings, story, Entry("Two"), datetime.now(UTC))
        assert browser.press("Undo").status == 409
        assert title_of(staff, story) == "Two"

    def test_a_meetings_sequence_never_goes_down(self, staff: StaffRoom) -> None:
        story = evening(staff, add(staff))
        browser = corrected(staff.signed_in(), story, place="Mill Hall")
        assert sequence_of(staff, story) == 1
        browser.press("Undo")
        assert sequence_of(staff, story) == 2
        assert b"SEQUENCE:2" in feeds(staff)["meetings.ics"]


def test_no_word_of_them_stands_in_the_rows_of_activity_or_its_export(staff: StaffRoom) -> None:
    (story,) = tell(staff, ours(staff), said(f"{WORD} is here", TEXT))
    browser = corrected(staff.signed_in(), story, title="Somebody was here").press(AGAIN).press("Undo")
    with staff.store.read() as conn:
        told = [repr((act.about, act.before)) for act in activity.listed(conn, 50)]
    assert not [one for one in told if WORD in one or "Somebody" in one]
    rows = list(csv.reader(io.StringIO(browser.open("/staff/activity.csv").answer.content.decode("utf-8-sig"))))
    assert not [row for row in rows if WORD in repr(row)]


def test_a_withdrawn_item_shows_none(staff: StaffRoom) -> None:
    (story,) = tell(staff, ours(staff), said(f"{WORD} is here", TEXT))
    browser = corrected(staff.signed_in(), story, title="Somebody was here")
    assert WORD in browser.answer.text
    browser.open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="safety")
    assert WORD not in item_page(browser, story).answer.text
    assert WORD not in browser.open("/staff/activity").answer.text
