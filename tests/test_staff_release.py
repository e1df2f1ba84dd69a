"""Writing a release at the desk: what was read, what a person says of it, and what goes out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feeds import press
from syndication.demo import releases as demo
from syndication.model import Story
from syndication.store import drafts, stories
from syndication.store.drafts import digest
from syndication.web.staff import answers, release, review
from syndication.web.staff.answers import Answer, Unreadable
from tests.staff import Browser, StaffRoom

RELEASE_2011 = (Path(demo.__file__).parent / "releases" / "2011-02-15.txt").read_text("utf-8")
TODAY = datetime.now(UTC).date()
COMING = demo.coming(TODAY)
READ = press.read
ASKING = """\
Neighbors Meet About the Rent

Contact: Odalys Ferrantino, 617-555-0129

BOSTON, May 20, 2026 -- The coalition invites everybody.

Lynn: Thursday, June 12, 2-4pm, Elm Hall, 12 Elm Street

Salem: Saturday, June 13, 2-4pm, Location (TBD)

# # #
"""


def pasted(browser: Browser, text: str, **more: Any) -> Browser:
    return browser.open("/staff/release").press("Read it", text=text, **more)


def public(staff: StaffRoom, kind: str = "meeting") -> list[Story]:
    with staff.store.read() as conn:
        return [one for one in stories.listed(conn, state="public") if one.entry.kind == kind]


def by_town(staff: StaffRoom) -> dict[str, Story]:
    return {one.entry.meeting.town or "": one for one in public(staff) if one.entry.meeting}


def field(browser: Browser, number: int, name: str = "") -> str:
    """What the form calls a field of a meeting."""
    (here,) = browser.page.xpath(f"//li[@id='m{number}']//input[contains(@name, '.here')]")
    return str(here.get("name")).removesuffix(".here") + (f".{name}" if name else "")


def labels(browser: Browser, number: int) -> list[str]:
    found = browser.page.xpath(f"//li[@id='m{number}']//label[input/@type='radio']")
    return [" ".join(label.text_content().split()) for label in found]


def button(browser: Browser) -> Any:
    (found,) = browser.page.xpath("//button[@data-publish]")
    return found


def test_the_release_of_2011_goes_out_with_ten_meetings_in_three_presses(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), RELEASE_2011)
    assert "Patrick Administration to Discuss" in browser.text
    assert len(browser.page.xpath("//mark")) == 10
    browser.press("Confirm all 10")
    assert button(browser).text_content() == "Publish with 10 meetings"
    browser.press("Publish with 10 meetings")
    assert (browser.status, "It is public" in browser.text) == (200, True)
    assert "Its 10 meetings" in browser.text
    assert by_town(staff).keys() >= {"Worcester", "Lawrence", "New Bedford"}
    assert len(public(staff)) == 10
    assert "You published the release “Patrick Administration" in browser.text
    assert "Your drafts" not in browser.open("/staff/release").text


def test_the_same_headline_and_date_mend_the_release_that_is_out(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4").press("Publish with 4 meetings")
    pasted(browser, COMING.replace("Nobody will be asked", "No one will be asked")).press("Confirm all 4")
    browser.press("Publish with 4 meetings")
    assert "You revised the release" in browser.text
    (release,) = public(staff, "press-release")
    assert "No one will be asked" in (release.entry.content or "")
    assert len(public(staff)) == 4


def test_nothing_goes_out_unconfirmed(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), RELEASE_2011)
    assert button(browser).get("aria-disabled") == "true"
    browser.press("Publish")
    assert (browser.status, "Each meeting needs an answer first" in browser.text) == (422, True)
    assert public(staff) == [] == public(staff, "press-release")


def test_what_is_no_meeting_stays_out_and_what_was_edited_goes_out_so(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING)
    changed = {
        field(browser, 1, "place"): "Elm Hall",
        field(browser, 1, "start"): "15:30",
        field(browser, 1, "end"): "17:00",
    }
    browser.press("Keep my answers", {**changed, field(browser, 2): "refuse"})
    browser.press("Confirm the 2 without a question")
    browser.press("Publish with 3 meetings")
    out = by_town(staff)
    assert sorted(out) == ["Brockton", "New Bedford", "Worcester"]
    meeting = out["Worcester"].entry.meeting
    assert meeting
    assert (meeting.place, f"{meeting.start:%H:%M}", meeting.address) == ("Elm Hall", "15:30", "12 Orchard Street")


def test_a_place_that_was_to_be_announced_is_filled_in(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING)
    browser.press("Keep my answers", {field(browser, 3, "place"): "Maple Court School"})
    assert "The place is filled in and is also to be announced" in browser.text
    assert browser.page.xpath("//input[@aria-invalid='true']/@value") == ["Maple Court School"]
    browser.press("Keep my answers", {field(browser, 3, "tbd.place"): []})
    browser.press("Confirm the 3").press("Publish with 4 meetings")
    meeting = by_town(staff)["Brockton"].entry.meeting
    assert meeting
    assert (meeting.place, meeting.tbd, meeting.status) == ("Maple Court School", (), "confirmed")


def test_a_question_offers_its_readings_in_words(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), ASKING)
    said = [label.removesuffix(", 2026") for label in labels(browser, 1)]  # the year stands where they are over
    assert said == ["Thursday, June 11", "Friday, June 12", "Edit", "Not a meeting", "Let it wait"]
    assert "The weekday and the date do not fit together. Which day is it?" in browser.text
    browser.press("Confirm Salem")
    assert button(browser).get("aria-disabled") == "true"
    browser.press("Keep my answers", {field(browser, 1): "take.1"}).press("Publish with 2 meetings")
    meeting = by_town(staff)["Lynn"].entry.meeting
    assert meeting
    assert meeting.date == date(2026, 6, 12)


def test_what_is_to_wait_is_held_and_does_not_hold_the_release(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), ASKING).press("Confirm Salem")
    browser.press("Keep my answers", {field(browser, 1): "hold"})
    assert "2 of 2 meetings answered; 1 will wait" in browser.text
    browser.press("Publish with 1 meeting")
    assert "Waits, and is not public" in browser.text
    assert sorted(by_town(staff)) == ["Salem"]
    with staff.store.read() as conn:
        assert [one.entry.meeting.town for one in stories.listed(conn, state="held") if one.entry.meeting] == ["Lynn"]


def test_a_meeting_with_a_question_is_not_let_through_by_a_yes_to_all(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), ASKING)
    browser.press("Keep my answers", {field(browser, 1): "confirm", "confirm": "all"})
    assert "1 of 2 meetings answered" in browser.text


def test_the_button_does_what_it_says_and_no_more(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4")
    browser.press("Publish with 4 meetings", {field(browser, 2): "refuse"})
    assert (browser.status, "It goes out with 3 meetings now" in browser.text) == (422, True)
    assert public(staff) == []
    browser.press("Publish with 3 meetings")
    assert len(public(staff)) == 3


def test_new_information_changes_the_meetings_that_are_public(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4").press("Publish with 4 meetings")
    before = by_town(staff)
    pasted(browser, demo.new_info(TODAY))
    changed = browser.page.xpath("//li[@id='m2']")[0]
    assert "Changes a public meeting" in changed.text_content()
    assert ["6–8 pm" in s.text_content() for s in changed.iter("s")] == [True]
    assert labels(browser, 2) == ["Confirm the change", "Edit", "Not a meeting"]
    browser.press("Confirm all 4")
    assert button(browser).text_content() == "Publish with 4 meetings, two of them changed"
    browser.press("Publish with 4 meetings")
    after = by_town(staff)
    assert {town: one.public_id for town, one in after.items()} == {town: one.public_id for town, one in before.items()}
    assert sorted(town for town, one in after.items() if one.changed) == ["Brockton", "Lowell"]


def test_a_change_that_is_refused_changes_nothing(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4").press("Publish with 4 meetings")
    pasted(browser, demo.new_info(TODAY))
    browser.press("Confirm all 4", {field(browser, 2): "refuse"}).press("Publish with 3 meetings")
    assert [town for town, one in by_town(staff).items() if one.changed] == ["Brockton"]


def test_publishing_twice_changes_nothing(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4")
    browser.press("Publish with 4 meetings")
    before = {one.key: one.entry for one in (*public(staff), *public(staff, "press-release"))}
    pasted(browser, COMING).press("Confirm all 4")
    assert button(browser).text_content() == "Publish with 4 meetings, none of them changed"
    browser.press("Publish with 4 meetings")
    assert "nothing changed" in browser.text
    assert {one.key: one.entry for one in (*public(staff), *public(staff, "press-release"))} == before


def test_a_button_that_is_pressed_twice_finds_the_draft_gone(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4")
    twin = Browser(browser.client).open(browser.path)
    browser.press("Publish with 4 meetings")
    twin.press("Publish with 4 meetings")
    assert "That draft is not here any more" in twin.text
    assert len(public(staff)) == 4


def test_a_text_under_embargo_is_refused_and_stays_a_draft(staff: StaffRoom) -> None:
    later = datetime.now(UTC) + timedelta(days=30)
    text = f"EMBARGOED UNTIL {later:%B} {later.day}, {later.year}, 9:00 am\n\n{COMING}"
    browser = pasted(staff.signed_in(), text)
    assert "Under embargo." in browser.text
    browser.press("Confirm all 4").press("Publish with 4 meetings")
    assert (browser.status, "This text is under an embargo until" in browser.text) == (422, True)
    assert public(staff) == [] == public(staff, "press-release")
    assert "Your drafts" in browser.open("/staff/release").text


def test_a_text_without_a_date_asks_for_it(staff: StaffRoom) -> None:
    text = COMING.replace(f"{TODAY.month}/{TODAY.day}/{TODAY.year} ", "")
    browser = pasted(staff.signed_in(), text)
    assert "Of which day is this release?" in browser.text
    browser.press("Read it again", issued=TODAY.isoformat())
    assert "Of which day is this release?" not in browser.text
    browser.press("Confirm all 4").press("Publish with 4 meetings")
    (release,) = public(staff, "press-release")
    assert release.entry.published
    assert release.entry.published.date() == TODAY


def test_a_date_that_can_be_read_in_two_ways_is_asked_for_by_its_days(staff: StaffRoom) -> None:
    text = "Los vecinos se reúnen\n\n03/04/2026 LYNN -- La escuela invita a todas las familias del barrio.\n\n###\n"
    browser = pasted(staff.signed_in(), text)
    assert "Of which day is this release?" in browser.text
    browser.press("April 3, 2026").press("Publish")
    (release,) = public(staff, "press-release")
    assert release.entry.published
    assert release.entry.published.date() == date(2026, 4, 3)


def test_the_views_show_what_goes_out(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING)
    browser.press("Keep my answers", {field(browser, 2): "refuse"}).press("Confirm the 3")
    web = browser.follow("Web page").text
    assert "Union Hill Library" in web
    shown = browser.page.xpath("//article//li")
    assert len(shown) == 3
    feed = browser.follow("Feed")
    assert "<title>Coalition Invites Neighbors" in feed.page.xpath("//pre")[0].text_content()
    mail = browser.follow("E-mail").page.get_element_by_id("letter").value
    assert "\n\nEach meeting begins with the people who came" in mail
    assert "The meetings at a glance:" in mail
    assert "- Brockton: " in mail
    assert "Place to be announced" in mail
    assert "- Lowell" not in mail


def test_answers_stay_with_the_words_they_are_about(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4")
    browser.follow("Change the text")
    text = browser.page.get_element_by_id("text").value
    assert text.replace("\r\n", "\n") == COMING
    browser.press("Read it", text=text.replace("Worcester: Union", "Worcester: New Union"))
    assert "3 of 4 meetings answered" in browser.text


def test_a_draft_is_its_writers_alone(staff: StaffRoom) -> None:
    hers = pasted(staff.signed_in(), COMING)
    path = hers.path
    his = staff.signed_in("ben@coalition.example", "editor")
    assert his.open(path).status == 404
    assert "Worcester" not in his.open("/staff/release").text
    csrf = his.page.xpath("//input[@name='csrf']/@value")[0]
    for act in ("save", "publish", "discard"):
        his.client.post(f"{path}/{act}", data={"csrf": csrf, "text": "mine now"})
    his.client.post("/staff/release/read", data={"csrf": csrf, "text": "mine now", "draft": path.rpartition("/")[2]})
    assert hers.open(path).status == 200
    assert "Coalition Invites Neighbors" in hers.text


def test_more_meetings_than_a_page_can_ask_about_are_told_of(staff: StaffRoom) -> None:
    days = [TODAY + timedelta(days=n) for n in range(10, 140)]
    lines = "\n\n".join(f"Lynn: {day:%A, %B} {day.day}, {day.year}, 2-4pm, Elm Hall" for day in days)
    browser = pasted(staff.signed_in(), COMING.replace("Worcester: Union", f"{lines}\n\nWorcester: Union"))
    assert "Split the text in two" in browser.text
    browser.press("Publish")
    assert (browser.status, public(staff)) == (422, [])


def test_there_is_no_such_draft(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for number in ("0", "-1", "%C2%B2", "read", "٣", "A" * 12, "٣" * 12, "A" * 5000, "%00" * 12, "%ED%A0%80" * 4):
        assert browser.open(f"/staff/release/{number}").status == 404, number


def test_a_text_is_shown_as_text_whatever_is_in_it(staff: StaffRoom) -> None:
    evil = COMING.replace("Union Hill Library", "<script>alert(1)</script> <b onclick=x>Hall</b>")
    browser = pasted(staff.signed_in(), evil)
    for view in ("", "?as=web", "?as=feed", "?as=mail", "?as=text"):
        page = browser.open(browser.path.partition("?")[0] + view).page
        assert not page.xpath("//script[not(@src)] | //*[@onclick]")
    browser.open(browser.path.partition("?")[0]).press("Confirm all 4").press("Publish with 4 meetings")
    assert not browser.page.xpath("//script[not(@src)] | //*[@onclick]")


def test_a_text_that_cannot_be_read_is_told_of_and_not_lost(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for text in ("", " \n ", "\0\0"):
        pasted(browser, text)
        assert (browser.status, "There is no text yet" in browser.text) == (422, True)
    pasted(browser, "word " * 50_000)
    assert (browser.status, "which no release is" in browser.text) == (422, True)
    assert len(browser.page.get_element_by_id("text").value) == 250_000
    pasted(browser, COMING, issued="soon")
    assert (browser.status, browser.page.get_element_by_id("issued").value) == (422, "soon")


def test_what_is_typed_is_kept_before_anybody_presses_anything(staff: StaffRoom) -> None:
    browser = staff.signed_in().open("/staff/release")
    csrf = browser.page.xpath("//input[@name='csrf']/@value")[0]
    first = browser.client.post("/staff/release/save", data={"csrf": csrf, "text": "Neighbors"}).json()
    again = {"csrf": csrf, "text": "Neighbors meet", "seen": first["seen"]}
    for _ in range(2):  # where the first answer went astray, the same words come once more
        said = browser.client.post(f"/staff/release/{first['draft']}/save", data=again).json()
        assert said == {"saved": True, "draft": first["draft"], "seen": digest("Neighbors meet")}
    assert [one.text for one in kept(staff)] == ["Neighbors meet"]
    assert "Neighbors meet" in browser.open("/staff/release").text


SAID_SO = "This draft was changed in another window."
GONE = "This draft was published or thrown away in another window."


def kept(staff: StaffRoom) -> list[drafts.Draft]:
    with staff.store.read() as conn:
        return drafts.listed(conn, 1)


def twin(browser: Browser, path: str = "") -> Browser:
    """Another window of the same person."""
    return Browser(browser.client).open(path or browser.path)


def sent_by_script(browser: Browser, **fill: str) -> dict[str, Any]:
    """What the page's script is told when it keeps what stands in the form."""
    (form,) = browser.page.xpath("//form[@data-draft or @data-answers]")
    fields = {**dict(form.form_values()), **fill}
    to = form.get("data-answers") or f"{form.get('data-saves')}/{fields['draft']}/save"
    said: dict[str, Any] = browser.client.post(to, data=fields, headers={"accept": "application/json"}).json()
    return said


def test_an_old_window_does_not_overwrite_what_was_written_in_a_newer_one(staff: StaffRoom) -> None:
    newer = pasted(staff.signed_in(), COMING).follow("Change the text")
    older = twin(newer)
    newer.press("Read it", text=COMING.replace("Nobody will be asked", "No one will be asked"))
    assert sent_by_script(older, text="mine") == {"saved": False, "said": f"{SAID_SO} {release.STAYS}"}
    older.press("Read it", text="mine")
    assert (older.status, SAID_SO in older.text) == (422, True)
    assert older.page.get_element_by_id("text").value == "mine"
    (draft,) = kept(staff)
    assert "No one will be asked" in draft.text
    older.press("Read it")
    assert sorted(one.text == "mine" for one in kept(staff)) == [False, True]


def test_an_old_window_keeps_its_words_where_the_draft_was_published(staff: StaffRoom) -> None:
    newer = pasted(staff.signed_in(), COMING)
    older, answering = twin(newer, f"{newer.path}?as=text"), twin(newer)
    newer.press("Confirm all 4").press("Publish with 4 meetings")
    pasted(newer, ASKING)
    assert sent_by_script(older, text="mine") == {"saved": False, "said": f"{GONE} {release.STAYS}"}
    assert sent_by_script(answering) == {"saved": False, "said": f"{GONE} {release.ANEW}"}
    older.press("Read it", text="mine")
    assert (older.status, GONE in older.text) == (422, True)
    assert older.page.get_element_by_id("text").value == "mine"
    assert [one.text for one in kept(staff)] == [ASKING]


def test_answers_from_an_old_window_are_shown_and_not_kept_and_publish_nothing(staff: StaffRoom) -> None:
    newer = pasted(staff.signed_in(), COMING).press("Confirm all 4")
    path = newer.path
    olds = [twin(newer) for _ in range(4)]
    newer.follow("Change the text").press("Read it", text=COMING.replace("Union Hill", "Union Hall"))
    before = kept(staff)
    assert sent_by_script(olds[0]) == {"saved": False, "said": f"{SAID_SO} {release.ANEW}"}
    for old, label in zip(
        olds, ("Keep my answers", "Publish with 4 meetings", "Throw it away", "Publish"), strict=True
    ):
        old.press(label, {field(old, 2): "refuse"} if label.startswith("Keep") else None)
        assert (old.status, SAID_SO in old.text, "Union Hall" in old.text) == (422, True, True), label
    assert olds[0].page.xpath("//li[@id='m2']//input[@value='refuse']/@checked")
    assert (kept(staff), public(staff)) == (before, [])
    assert twin(newer, path).press("Throw it away").path == "/staff/release"


def test_a_text_that_comes_between_is_not_overwritten_either(staff: StaffRoom) -> None:
    pasted(staff.signed_in(), COMING)
    (draft,) = kept(staff)
    with staff.store.transaction() as conn:
        assert drafts.save(conn, replace(draft, text="newer"), draft.seen)
        assert not drafts.save(conn, replace(draft, text="older"), draft.seen)
        assert not drafts.save(conn, replace(draft, answers={}), draft.seen)
        assert not drafts.discard(conn, draft)
        assert drafts.discard(conn, replace(draft, text="newer"))
        assert not drafts.save(conn, draft, draft.seen)


def test_no_draft_takes_the_address_of_an_earlier_one(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING)
    path = browser.path
    browser.press("Throw it away for good")
    assert pasted(browser, ASKING).path != path
    assert browser.open(path).status == 404


@pytest.mark.parametrize("act", ["Keep my answers", "Confirm all 4", "Publish", "Web page"])
def test_a_text_is_read_once_for_each_press(staff: StaffRoom, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    browser = pasted(staff.signed_in(), COMING)
    reads: list[str] = []
    monkeypatch.setattr(press, "read", lambda *said: reads.append(said[0]) or READ(*said))  # type: ignore[func-returns-value]
    browser.client.follow_redirects = False
    _ = browser.follow(act) if act == "Web page" else browser.press(act)
    assert reads == [COMING]


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ({"new": 10}, ""),
        ({"repeated": 10}, ", none of them changed"),
        ({"repeated": 1}, ", unchanged"),
        ({"changed": 1}, ", changed"),
        ({"changed": 3}, ", all of them changed"),
        ({"changed": 1, "repeated": 3}, ", one of them changed"),
        ({"changed": 12, "repeated": 3}, ", 12 of them changed"),
        ({"new": 2, "repeated": 3}, ", two of them new"),
        ({"new": 1, "changed": 2, "repeated": 3}, ", two changed and one new"),
    ],
)
def test_the_button_tells_how_many_meetings_change(effects: dict[str, int], said: str) -> None:
    assert review._news(effects) == said


@pytest.mark.parametrize(
    ("day", "is_past", "said"),
    [
        (date(2026, 4, 16), False, "Thursday, April 16"),
        (date(2027, 4, 15), False, "Thursday, April 15"),
        (date(2027, 4, 16), False, "Friday, April 16, 2027"),
        (date(2026, 4, 15), False, "Wednesday, April 15, 2026"),
        (date(2026, 5, 1), True, "Friday, May 1, 2026"),
    ],
)
def test_a_day_that_is_not_to_come_within_a_year_says_its_year(day: date, is_past: bool, said: str) -> None:
    assert review.day_in_words(day, date(2026, 4, 16), is_past=is_past) == said


def test_days_that_are_over_are_told_of_with_their_year(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), RELEASE_2011)
    assert "These days are over" in browser.text
    assert "2011" in browser.page.xpath("//li[@id='m1']")[0].text_content()
    assert "These days are over" not in pasted(browser, COMING).text


def test_a_day_before_the_release_is_asked_about_with_its_year(staff: StaffRoom) -> None:
    issued, day = TODAY + timedelta(days=40), TODAY + timedelta(days=20)
    line = f"Lynn: {day:%A, %B} {day.day}, {day.year}, 2-4pm, Elm Hall"
    text = COMING.replace(f"{TODAY.month}/{TODAY.day}/{TODAY.year}", f"{issued.month}/{issued.day}/{issued.year}")
    browser = pasted(staff.signed_in(), text.replace("Worcester: Union", f"{line}\n\nWorcester: Union"))
    assert "This day lies before the day of the release" in browser.text
    assert f"{day:%A, %B} {day.day}, {day.year}" in " ".join(
        browser.page.xpath("//li[@id='m1']/p[1]")[0].text_content().split()
    )


def test_who_is_signed_out_is_sent_to_the_door_and_nothing_is_stored(staff: StaffRoom) -> None:
    staff.signed_in()
    answer = staff.browser().client.post("/staff/release/read", data={"text": COMING})
    assert answer.url.path == "/staff/sign-in"
    with staff.store.read() as conn:
        assert drafts.listed(conn, 1) == []


def test_a_draft_is_thrown_away(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Throw it away for good")
    assert browser.path == "/staff/release"
    assert "Your drafts" not in browser.text


def test_meetings_to_come_stand_by_day_and_what_they_lack_stands_first(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    assert "No meeting is announced" in browser.open("/staff/meetings").text
    day = TODAY + timedelta(days=3)
    soon = COMING.replace("Worcester: Union Hill Library, 12 Orchard Street, ", "Lynn: ").replace(
        demo.ANNOUNCED[0].day(TODAY), f"{day:%A, %B} {day.day}"
    )
    soon = soon.replace(f"Lynn: {day:%A, %B} {day.day}, 2-4pm", f"Lynn: {day:%A, %B} {day.day}, 2-4pm, Location (TBD)")
    pasted(browser, soon).press("Confirm all 4").press("Publish with 4 meetings")
    browser.open("/staff/meetings")
    assert "4 meetings to come" in browser.text
    assert "One meeting in the next week has no place yet" in browser.text
    lynn = by_town(staff)["Lynn"]
    assert f"/staff/items/{lynn.key}" in browser.page.xpath("//a/@href")


def test_a_page_of_the_desk_is_there_only_for_releases(staff: StaffRoom) -> None:
    browser = pasted(staff.signed_in(), COMING).press("Confirm all 4").press("Publish with 4 meetings")
    meeting = by_town(staff)["Lowell"]
    assert browser.open(f"/staff/release/out/{meeting.key}").status == 404
    assert browser.open("/staff/release/out/nothing").status == 404


# Answers alone


def notice() -> Any:
    return press.read(COMING, "America/New_York").notices[2]


@pytest.mark.parametrize(
    ("fields", "tbd", "name"),
    [
        ({"date": "soon"}, (), "date"),
        ({"start": "25:00"}, (), "start"),
        ({"end": "10:00"}, (), "start"),
        ({"start": "10:00", "end": "09:00"}, (), "end"),
        ({"place": "Hall"}, ("place",), "place"),
        ({"date": "2026-04-16"}, ("date",), "date"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(fields: dict[str, str], tbd: tuple[str, ...], name: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        answers.edited(notice(), fields, tbd)
    assert wrong.value.field == name


def test_an_answer_is_stored_and_comes_back() -> None:
    said = {"a": Answer("take", 1), "b": Answer("edit", 0, {"town": "Lynn"}, ("place",)), "c": Answer("refuse")}
    assert answers.restored(answers.stored(said)) == said


def test_a_release_of_which_nothing_was_said_is_the_release() -> None:
    release = press.read(ASKING, "America/New_York")
    assert answers.settled(release, [(one, "") for one in release.notices]) == release


def test_flags_are_counted_anew_where_a_meeting_is_left_out() -> None:
    release = press.read(
        ASKING.replace("Lynn: ", "Lynn: Monday, June 1, 1-2pm, Oak Hall\n\nLynn: "), "America/New_York"
    )
    assert [flag.meeting for flag in release.flags] == [2]
    left = answers.settled(release, [(one, "refuse" if n == 0 else "hold") for n, one in enumerate(release.notices)])
    assert ([flag.meeting for flag in left.flags], len(left.notices)) == ([1], 2)
