"""Today, Activity and Settings: what needs somebody, what went out, who did what, and what holds, without secrets."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from feeds import Entry, Meeting
from syndication.merge import desk as acts
from syndication.model import Outage, Poll, Rules, Source
from syndication.store import activity, outages, schedule, sources, stories, users
from syndication.store.schema import entries as entries_table
from syndication.web.staff.activity import harmless
from syndication.web.staff.tasks import needs
from tests.hub import Hub
from tests.staff import Browser, StaffRoom, staff_room

DAY = timedelta(days=1)
ENDS = datetime(2095, 3, 2, tzinfo=ZoneInfo("America/New_York"))
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def hub(staff: StaffRoom) -> Hub:
    """What partners say, a few minutes ago."""
    opened = Hub(staff.store, staff.settings)
    opened.now = datetime.now(UTC) - timedelta(hours=1)
    return opened


def well(staff: StaffRoom, *listed: Source, ago: timedelta = timedelta(minutes=5)) -> None:
    with staff.store.transaction() as conn:
        at = datetime.now(UTC) - ago
        schedule.record(conn, [Poll(one.id, at, "unchanged", at + DAY) for one in listed])


def ill(staff: StaffRoom, code: str, *listed: Source, detail: str | None = None) -> None:
    with staff.store.transaction() as conn:
        at = datetime.now(UTC)
        schedule.record(conn, [Poll(one.id, at, "failed", at + DAY, code, detail) for one in listed])


def say(hub: Hub, *titles: str, source: Source | None = None) -> list[int]:
    hub.now = datetime.now(UTC) - timedelta(hours=1)
    said = [Entry(id=title, title=title, url=f"https://partner.example/{title}") for title in titles]
    return list(hub.take(*said, source=source).stories)


def do(staff: StaffRoom, act: str, email: str = "ana@coalition.example", **more: Any) -> int:
    """A line in the log."""
    with staff.store.transaction() as conn:
        user = users.by_email(conn, email)
        assert user
        return activity.record(conn, user.id, act, more.pop("at", datetime.now(UTC)), **more)


def cards(browser: Browser) -> list[str]:
    return words(browser.page.find_class("task"))


def lines(browser: Browser) -> list[str]:
    """What stands in the logs of a page."""
    return words(browser.page.xpath("//ul[@class='log']/li"))


def words(elements: Sequence[Any]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in elements]


def buttons(browser: Browser) -> int:
    """How many acts of a log can be taken back."""
    return len(browser.page.xpath("//ul[@class='log']//button"))


def test_without_partners_nothing_needs_anybody_and_the_first_step_is_said(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    assert browser.page.find(".//h1").text_content() == "Nothing needs you"
    assert "Add the first: any address of their site will do." in browser.text
    assert "Nothing yet. What partners publish appears here by itself." in browser.text


def test_a_calm_day_says_so_in_its_title(staff: StaffRoom, hub: Hub) -> None:
    well(staff, hub.partner, hub.add("https://other.example/feed", "Other"))
    browser = staff.signed_in()
    assert browser.page.find(".//h1").text_content() == "Nothing needs you. 2 sources are fine."


def test_a_feed_that_may_be_a_strangers_is_asked_about_first(staff: StaffRoom, hub: Hub) -> None:
    strict = hub.add("https://first.example/feed", "Lowell Khmer Families", Rules(hold=True))
    say(hub, "Our first story", "Our second story", source=strict)
    well(staff, hub.partner, strict)
    ill(staff, "moved_domain", hub.partner, detail="https://casa-bonus.example/feed")
    browser = staff.signed_in()
    assert browser.page.find(".//h1").text_content() == "Two things need you"
    doubt, waiting = cards(browser)
    assert "Is this still Casa Amanecer?" in doubt
    assert "casa-bonus.example" in doubt
    assert "2 stories wait to be let through All are from Lowell Khmer Families, whose stories always wait." in waiting
    forms = [form.get("action") for form in browser.page.xpath("//li[@class='task']//form")]
    assert forms == [f"/staff/sources/{hub.partner.id}/confirm", f"/staff/sources/{hub.partner.id}/pause"]
    assert browser.page.xpath(f"//a[@href='/staff/sources/{hub.partner.id}']")[0].text_content() == "Look at it"
    assert len(browser.page.find_class("go")) == 1


def test_every_way_that_today_shows_leads_somewhere(staff: StaffRoom, hub: Hub) -> None:
    say(hub, "Sunday supper")
    say(hub, "Our first story", source=hub.add("https://first.example/feed", "First", Rules(hold=True)))
    well(staff, hub.partner)
    ill(staff, "changed_hands", hub.partner)
    browser = staff.signed_in()
    for path in sorted({a.get("href") for a in browser.page.xpath("//main//a")}):
        assert browser.open(path).status == 200, path
    browser.open("/staff/").press("Yes, it is them")
    assert browser.status == 200
    assert browser.open("/staff/").page.find(".//h1").text_content() == "One thing needs you"


def test_nobody_is_called_before_a_day_of_failure(staff: StaffRoom, hub: Hub) -> None:
    well(staff, hub.partner, hub.add("https://other.example/feed", "Other"), ago=timedelta(hours=23))
    ill(staff, "timeout", hub.partner)
    browser = staff.signed_in()
    assert browser.page.find(".//h1").text_content() == "Nothing needs you. 1 of 2 sources is fine."
    assert "We look again by ourselves." in browser.text


def test_a_day_of_failure_is_told_with_what_to_do(staff: StaffRoom, hub: Hub) -> None:
    well(staff, hub.partner, ago=timedelta(hours=25))
    ill(staff, "login", hub.partner)
    (card,) = cards(staff.signed_in())
    assert "We cannot read Casa Amanecer" in card
    assert "The feed asks for a password. Ask Casa Amanecer for the public address." in card


def test_one_that_never_went_well_is_told_a_day_after_it_was_first_asked(staff: StaffRoom, hub: Hub) -> None:
    ill(staff, "dns", hub.partner)
    with staff.store.read() as conn:
        now = datetime.now(UTC)
        assert needs(conn, staff.settings, now).tasks == ()
        (task,) = needs(conn, staff.settings, now + 2 * DAY).tasks
    assert (task.word, task.title) == ("Not read yet", "We cannot read Casa Amanecer")


def test_many_in_trouble_are_one_thing(staff: StaffRoom, hub: Hub) -> None:
    many = [hub.add(f"https://p{n}.example/feed", f"Partner {n}") for n in range(7)]
    well(staff, hub.partner, *many, ago=2 * DAY)
    ill(staff, "refused", *many)
    browser = staff.signed_in()
    (card,) = cards(browser)
    assert "Seven sources cannot be read" in card
    assert "Two more are on the page of the sources." in card
    assert browser.page.find(".//h1").text_content() == "One thing needs you"


def test_while_it_is_us_no_partner_is_blamed(staff: StaffRoom, hub: Hub) -> None:
    many = [hub.add(f"https://p{n}.example/feed", f"Partner {n}") for n in range(4)]
    well(staff, *many, ago=2 * DAY)
    ill(staff, "refused", *many)
    with staff.store.transaction() as conn:
        outages.begin(conn, Outage(datetime.now(UTC), 4, 5))
    browser = staff.signed_in()
    (card,) = cards(browser)
    assert "We cannot reach most partners" in card
    assert "4 of 5 sources failed" in card
    assert "Partner 1" not in browser.text


def test_what_is_paused_needs_nobody(staff: StaffRoom, hub: Hub) -> None:
    well(staff, hub.partner, ago=3 * DAY)
    ill(staff, "changed_hands", hub.partner)
    with staff.store.transaction() as conn:
        sources.pause(conn, hub.partner.id)
    assert cards(staff.signed_in()) == []


def notice(town: str, day: int) -> Entry:
    meeting = Meeting("America/New_York", date=date(2026, 4, day), town=town)
    return Entry(id=f"r#{town}", title=f"Meeting in {town}", kind="meeting", meeting=meeting, part_of="r")


def test_new_information_of_our_own_release_is_compared(staff: StaffRoom, hub: Hub) -> None:
    release = Entry(id="r", title="Ten meetings", kind="press-release", published=hub.now)
    held = frozenset({"r#Lawrence", "r#Quincy"})
    hub.take(release, notice("Lawrence", 2), notice("Quincy", 3), source=hub.desk, held=held)
    with staff.store.transaction() as conn:
        news = entries_table.c.document.contains("in Lawrence")
        conn.execute(entries_table.update().where(news).values(joined={"new_info": True}))
    new, unsure = cards(staff.signed_in())
    assert "Is this the meeting in Lawrence?" in new
    assert "Compare and confirm" in new
    assert "One meeting waits to be confirmed Something about Quincy in our release" in unsure


def test_what_went_out_is_told_with_partner_hour_and_feed_and_who_hid_what(staff: StaffRoom, hub: Hub) -> None:
    first, _ = say(hub, "Sunday supper needs twelve cooks", "Clases de inglés")
    browser = staff.signed_in()
    with staff.store.transaction() as conn:
        (story,) = stories.by_ids(conn, [first])
        acts.hide(conn, staff.settings, story, datetime.now(UTC))
    do(staff, "hidden", story_id=first)
    hidden, out = lines(browser.open("/staff/"))
    assert hidden.endswith("m Sunday supper needs twelve cooks Casa Amanecer. Hidden by Ana")
    assert out.endswith("m Clases de inglés Casa Amanecer. In News")
    assert "1 story went out today" in browser.text


def test_what_a_partner_dates_before_today_is_told_by_when_we_saw_it(staff: StaffRoom, hub: Hub) -> None:
    hub.now = datetime.now(UTC)
    hub.take(Entry(id="old", title="An old post", published=hub.now - 9 * DAY), source=hub.partner)
    out = lines(staff.signed_in().open("/staff/"))
    assert len(out) == 1
    assert "An old post Casa Amanecer" in out[0]


def test_what_was_corrected_or_shown_again_did_not_go_out_today(staff: StaffRoom, hub: Hub) -> None:
    hub.now = datetime.now(UTC) - 3 * DAY
    one, two = hub.take(Entry(id="a", title="Supper"), Entry(id="b", title="Lantern walk")).stories
    now = datetime.now(UTC)
    with staff.store.transaction() as conn:
        first, second = stories.by_ids(conn, [one, two])
        acts.correct(conn, staff.settings, first, Entry("Supper at six"), now)
        acts.hide(conn, staff.settings, second, now)
        acts.unhide(conn, staff.settings, stories.by_ids(conn, [two])[0], now)
    browser = staff.signed_in()
    assert lines(browser) == []
    assert "Nothing went out yet today." in browser.text


def test_what_was_let_through_today_went_out_today(staff: StaffRoom, hub: Hub) -> None:
    strict = hub.add("https://first.example/feed", "First", Rules(hold=True))
    hub.now = datetime.now(UTC) - 3 * DAY
    (number,) = hub.take(Entry(id="a", title="Supper"), source=strict).stories
    browser = staff.signed_in()
    assert lines(browser.open("/staff/")) == []
    with staff.store.transaction() as conn:
        acts.approve(conn, staff.settings, stories.by_ids(conn, [number]), datetime.now(UTC))
    assert len(lines(browser.open("/staff/"))) == 1


def test_many_of_one_partner_at_once_are_one_line(staff: StaffRoom, hub: Hub) -> None:
    names = ("Lantern", "Otter", "Kettle", "Ferry", "Orchard", "Violin")
    hub.now = datetime.now(UTC)
    hub.take(*(Entry(id=name, title=f"{name} {name}", published=hub.now - n * DAY) for n, name in enumerate(names)))
    browser = staff.signed_in()
    (line,) = browser.page.xpath("//ul[@class='log']/li")
    assert line.find(".//summary").text_content() == "6 posts of Casa Amanecer"
    assert len(line.findall(".//a")) == 6
    assert "6 stories went out today" in browser.text


def test_today_counts_as_the_list_of_sources_and_leads_there(staff: StaffRoom, hub: Hub) -> None:
    other, third = (hub.add(f"https://{name}.example/feed", name) for name in ("other", "third"))
    well(staff, hub.partner, other, third, ago=timedelta(hours=20))
    ill(staff, "tls_expired", hub.partner)
    with staff.store.transaction() as conn:
        sources.pause(conn, third.id)
    browser = staff.signed_in()
    assert browser.page.find(".//h1").text_content() == "Nothing needs you. 1 of 3 sources is fine."
    browser.follow("1 of 3 sources is fine")
    assert browser.path == "/staff/sources"
    for count in ("Need you 0", "Fine 1"):
        assert count in browser.text


def test_undoing_what_somebody_decided_anew_is_refused(staff: StaffRoom, hub: Hub) -> None:
    (number,) = say(hub, "Sunday supper")
    with staff.store.read() as conn:
        (story,) = stories.by_ids(conn, [number])
    ana, ed = staff.signed_in(), staff.signed_in("ed@coalition.example", "editor")
    ana.open(f"/staff/items/{story.key}").press("Hide").press("Show it again")
    ed.open(f"/staff/items/{story.key}").press("Hide")
    ana.open("/staff/activity")
    assert buttons(ana) == 1  # Ed's alone
    with staff.store.read() as conn:
        first = next(act for act in reversed(activity.listed(conn, 20)) if act.act == "hidden")
    csrf = ana.page.xpath("//input[@name='csrf']")[0].value
    ana.answer = ana.client.post("/staff/undo", data={"csrf": csrf, "act": str(first.id)})
    assert (ana.status, "Somebody has changed it since" in ana.text) == (409, True)
    with staff.store.read() as conn:
        assert stories.by_ids(conn, [number])[0].state == "hidden"
        undone = activity.by_id(conn, first.id)
    assert undone
    assert undone.undone_at is None


def test_undoing_a_pause_of_a_source_that_was_removed_is_refused(staff: StaffRoom, hub: Hub) -> None:
    browser = staff.signed_in().open(f"/staff/sources/{hub.partner.id}").press("Pause")
    with staff.store.transaction() as conn:
        act = activity.listed(conn, 1)[0]
        sources.remove(conn, hub.partner.id, datetime.now(UTC))
    csrf = browser.page.xpath("//input[@name='csrf']")[0].value
    browser.answer = browser.client.post("/staff/undo", data={"csrf": csrf, "act": str(act.id)})
    assert (browser.status, "It is too late for that" in browser.text) == (409, True)
    assert buttons(browser.open("/staff/activity")) == 0


def test_the_front_page_and_its_free_places(staff: StaffRoom, hub: Hub) -> None:
    told = say(hub, "One", "Two", "Three")
    browser = staff.signed_in()
    assert "Three places are free." in browser.text
    for n, number in enumerate(told):
        with staff.store.transaction() as conn:
            (story,) = stories.by_ids(conn, [number])
            acts.feature(conn, staff.settings, story, ENDS, datetime.now(UTC))
        expected = ("Two places are free.", "One place is free.", "All places are taken.")[n]
        assert expected in browser.open("/staff/").text
    assert "until Tuesday, March 1, 2095" in browser.text


def test_what_partners_say_runs_nowhere(staff: StaffRoom, hub: Hub) -> None:
    evil = hub.add("https://evil.example/feed", EVIL, Rules(hold=True))
    stories_of = say(hub, f"{EVIL} out now")
    say(hub, EVIL, source=evil)
    well(staff, hub.partner, evil)
    ill(staff, "changed_hands", evil)
    browser = staff.signed_in()
    do(staff, "hidden", story_id=stories_of[0])
    do(staff, "source_replaced", source_id=evil.id, about=f"https://x.example/{EVIL}")
    for path in ("/staff/", "/staff/activity", "/staff/people", "/staff/settings"):
        browser.open(path)
        assert browser.status == 200
        assert "<script>alert" not in browser.answer.text


def test_activity_tells_the_newest_first_with_the_hour_and_the_name(staff: StaffRoom, hub: Hub) -> None:
    browser = staff.signed_in()
    at = datetime.now(UTC).replace(microsecond=0)
    do(staff, "source_paused", source_id=hub.partner.id, at=at)
    do(staff, "imported", about="12 sources", at=at + timedelta(seconds=1))
    told = [line.split("m ", 1)[1] for line in lines(browser.open("/staff/activity"))]
    assert told == ["Ana imported a list: 12 sources.", "Ana paused Casa Amanecer.", "Ana signed in."]


def test_activity_of_one_person_and_older_pages(staff: StaffRoom) -> None:
    staff.signed_in("ben@coalition.example", "editor")
    browser = staff.signed_in()
    for n in range(120):
        do(staff, "imported", ("ana@coalition.example", "ben@coalition.example")[n % 2], about=f"number {n}.")
    browser.open("/staff/activity").follow("ben@coalition.example")
    seen = [browser.text.count("Ben imported")]
    assert "Ana imported" not in browser.text
    browser.follow("Earlier")
    seen.append(browser.text.count("Ben imported"))
    assert seen == [50, 10]
    assert "number 1." in browser.text
    assert "Earlier" not in browser.text
    assert browser.follow("Back to the newest").text.count("Ben imported") == 50


def test_activity_answers_whatever_is_asked(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for query in ("before=x", "before=-1", "who=9999", "who=%27%20or%201=1", f"before={'9' * 40}", "before=0&who=1"):
        assert browser.open(f"/staff/activity?{query}").status == 200


def test_an_act_is_taken_back_from_the_log_while_it_still_stands(staff: StaffRoom, hub: Hub) -> None:
    (number,) = say(hub, "Sunday supper")
    browser = staff.signed_in()
    with staff.store.transaction() as conn:
        acts.hide(conn, staff.settings, stories.by_ids(conn, [number])[0], datetime.now(UTC))
    do(staff, "hidden", story_id=number, before={"undo": "unhide", "back": "/inbox"})
    browser.open("/staff/activity").press("Undo")
    assert browser.path == "/staff/activity"
    assert "Undone at" in browser.text
    assert buttons(browser) == 0
    with staff.store.read() as conn:
        assert stories.by_ids(conn, [number])[0].state == "public"


def test_a_split_and_a_pause_are_taken_back_too(staff: StaffRoom, hub: Hub) -> None:
    other = hub.add("https://other.example/feed", "Other")
    (one,), (two,) = say(hub, "Sunday supper"), say(hub, "Dairy workers", source=other)
    browser = staff.signed_in()
    now = datetime.now(UTC)
    with staff.store.transaction() as conn:
        first, second = stories.by_ids(conn, [one, two])
        acts.join(conn, staff.settings, first, second, now)
        acts.split(conn, staff.settings, stories.by_ids(conn, [one])[0], second.key, now)
        sources.pause(conn, other.id)
    do(staff, "split", story_id=one, before={"undo": "join", "key": second.key})
    do(staff, "source_paused", source_id=other.id, before={"undo": "resume"})
    browser.open("/staff/activity").press("Undo")
    assert buttons(browser) == 1
    browser.press("Undo")
    assert buttons(browser) == 0
    with staff.store.read() as conn:
        assert [carrier.partner.name for carrier in stories.by_ids(conn, [one])[0].carriers] == ["Other"]
        again = sources.by_id(conn, other.id)
    assert again
    assert not again.paused


def test_what_somebody_changed_meanwhile_offers_no_way_back_and_says_so(staff: StaffRoom, hub: Hub) -> None:
    (number,) = say(hub, "Sunday supper")
    browser = staff.signed_in()
    act = do(staff, "hidden", story_id=number, before={"undo": "unhide", "back": "/inbox"})
    browser.open("/staff/activity")
    assert buttons(browser) == 0
    csrf = browser.page.xpath("//input[@name='csrf']")[0].value
    browser.answer = browser.client.post(
        "/staff/undo", data={"csrf": csrf, "act": str(act), "to": "https://evil.example/"}
    )
    assert (browser.status, "It is too late for that" in browser.text) == (409, True)


def test_the_table_holds_no_formula_and_no_withdrawn_word(staff: StaffRoom, hub: Hub) -> None:
    staff.signed_in("=cmd@coalition.example", "editor")
    kept, gone = say(hub, "A story that stays", "The secret address")
    browser = staff.signed_in("ben@coalition.example", "editor")
    do(staff, "hidden", "=cmd@coalition.example", story_id=kept)
    do(staff, "withdrawn", "ben@coalition.example", story_id=gone, about="safety")
    with staff.store.transaction() as conn:
        stories.change(conn, [gone], state="withdrawn")
    browser.open("/staff/activity.csv")
    assert browser.answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in browser.answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(browser.answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Day", "Hour", "Who", "What", "Undone"]
    assert [row[2:4] for row in rows[1:3]] == [
        ["ben@coalition.example", "Ben withdrew an item (safety)."],
        ["'=cmd@coalition.example", "'=cmd hid “A story that stays”."],
    ]
    assert "secret" not in browser.answer.text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_could_be_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_settings_tell_what_holds_in_sentences(staff: StaffRoom) -> None:
    browser = staff.signed_in().open("/staff/settings")
    assert "Readers see the name Bay State Welcome Coalition, in narrow places Bay State Welcome." in browser.text
    assert "The public finds you at https://hub.example/" in browser.text
    assert "every 15 minutes at most, every day at least" in browser.text
    assert "Days and hours are those of Eastern Time (America/New_York)." in browser.text
    assert "one SQLite file" in browser.text
    assert browser.page.xpath("//a[@href='/feeds/news.atom']")
    assert browser.page.xpath("//a[@href='/staff/people']")


def test_settings_offer_people_to_admins_alone(staff: StaffRoom) -> None:
    browser = staff.signed_in("ben@coalition.example", "editor").open("/staff/settings")
    assert browser.status == 200
    assert browser.page.xpath("//a[@href='/staff/people']") == []


def test_settings_tell_no_secret(staff: StaffRoom, parsers: Any) -> None:
    us = staff.settings
    email = structs.replace(us.email, smtp="smtps://ana:hunter2@mail.example", sender="news@coalition.example")
    storage = structs.replace(us.storage, database="postgresql://desk:hunter3@db.example/desk")
    hub = structs.replace(us.hub, publish=("https://hub.example/?token=hunter4",))
    with staff_room(structs.replace(us, email=email, storage=storage, hub=hub), staff.store, parsers) as secretive:
        browser = secretive.signed_in().open("/staff/settings")
    assert "with news@coalition.example as sender" in browser.text
    assert "a PostgreSQL database" in browser.text
    for secret in ("hunter", "mail.example", "db.example"):
        assert secret not in browser.answer.text
