"""The desk's screens about items: what waits, one item and why it is here, what is featured, and taking back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from feeds import Entry, Feed, Meeting
from syndication import releases
from syndication.backup import scrub
from syndication.merge.membership import reconcile
from syndication.merge.take import take
from syndication.model import Rules, Source, Story
from syndication.store import activity, channels, entries, sources, stories
from syndication.store.db import FILE
from syndication.web.renditions import LOOK_EVERY
from tests.staff import Browser, StaffRoom
from tests.test_revision import ANNOUNCED
from tests.test_stories import OTHER, TEXT, TITLE

EVIL = '"><script>alert(1)</script>'
WORD = "Quetzalina"
DAY = timedelta(days=1)
NO_RULES = Rules()
HELD = Rules(hold=True)


def add(staff: StaffRoom, name: str = "Casa Amanecer", rules: Rules = NO_RULES, host: str = "") -> Source:
    host = host or name.split()[0].lower()
    with staff.store.transaction() as conn:
        owner = sources.partner(conn, name, f"https://{host}.example/")
        source = sources.add(conn, f"https://{host}.example/feed", owner, now=datetime.now(UTC), rules=rules)
        reconcile(conn, staff.settings, datetime.now(UTC))
    return source


def said(title: str = TITLE, content: str = TEXT, **facts: object) -> Entry:
    told = Entry(title, content=content, published=datetime.now(UTC).replace(microsecond=0) - DAY)
    return replace(told, **{"id": title, **facts})  # type: ignore[arg-type] # a table of facts


def tell(staff: StaffRoom, source: Source, *told: Entry, held: frozenset[str] = frozenset()) -> list[Story]:
    """What the source says, as the stories that tell it."""
    with staff.store.transaction() as conn:
        taken = take(conn, staff.settings, source, Feed(entries=told), datetime.now(UTC), held)
        return stories.by_ids(conn, taken.stories)


def now_is(staff: StaffRoom, story: Story) -> str:
    with staff.store.read() as conn:
        return stories.rows(conn, [story.id])[0].state


def now_featured(staff: StaffRoom, story: Story) -> datetime | None:
    with staff.store.read() as conn:
        until: datetime | None = stories.rows(conn, [story.id])[0].featured_until
    return until


def feeds(staff: StaffRoom) -> dict[str, bytes]:
    """The bytes of every feed, by its path; not the list of feeds, which keeps a slice that held something once."""
    staff.publish()
    folder = staff.settings.public / "feeds"
    files = (
        file for file in folder.rglob("*") if file.suffix in (".atom", ".rss", ".json", ".ics") and file.stem != "index"
    )
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def texts(count: int) -> list[Entry]:
    """So many items that nobody takes for one."""
    words = "lantern otter kettle ferry orchard violin pepper marble canyon saddle tunnel willow".split()  # noqa: SIM905
    return [said(f"The {word} of {word} street", f"<p>{f'{word} ' * 40}</p>") for word in words[:count]]


def item_page(browser: Browser, story: Story) -> Browser:
    return browser.open(f"/staff/items/{story.key}")


class TestInbox:
    def test_nothing_waits(self, staff: StaffRoom) -> None:
        assert "Nothing waits" in staff.signed_in().open("/staff/inbox").text

    def test_an_item_says_whose_it_is_and_why_it_waits(self, staff: StaffRoom) -> None:
        tell(staff, add(staff, rules=Rules(hold_first=5)), said())
        browser = staff.signed_in().open("/staff/inbox")
        assert "One item waits" in browser.text
        assert TITLE in browser.text
        assert "Casa Amanecer" in browser.text
        assert "The first 5 items of this source wait for a person." in browser.text

    def test_publishing_and_hiding_are_undone_to_the_byte(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff, rules=HELD), said())
        before, browser = feeds(staff), staff.signed_in()
        for label, state in (("Publish", "public"), ("Hide", "hidden")):
            browser.open("/staff/inbox").press(label)
            assert now_is(staff, story) == state
            assert (state == "public") == (TITLE.encode()[:20] in b"".join(feeds(staff).values()))
            browser.press("Undo")
            assert browser.path == "/staff/inbox"
            assert now_is(staff, story) == "held"
            assert feeds(staff).items() >= before.items()

    def test_only_what_is_ticked_is_published(self, staff: StaffRoom) -> None:
        told = tell(staff, add(staff, rules=HELD), *texts(4))
        before, browser = feeds(staff), staff.signed_in().open("/staff/inbox")
        browser.press("Publish those I ticked", item=[told[0].key, told[2].key])
        assert [now_is(staff, story) for story in told] == ["public", "held", "public", "held"]
        assert "You published 2 items" in browser.text
        browser.press("Undo all 2")
        assert {now_is(staff, story) for story in told} == {"held"}
        assert feeds(staff).items() >= before.items()

    def test_nothing_ticked_is_said_and_nothing_done(self, staff: StaffRoom) -> None:
        told = tell(staff, add(staff, rules=HELD), *texts(2))
        browser = staff.signed_in().open("/staff/inbox").press("Publish those I ticked")
        assert (browser.status, "Tick at least one" in browser.text) == (422, True)
        assert {now_is(staff, story) for story in told} == {"held"}

    def test_a_flood_is_published_whole_or_its_newest_or_not_at_all(self, staff: StaffRoom) -> None:
        source = add(staff, rules=HELD)
        told = tell(
            staff, source, *(replace(one, published=one.published - n * DAY) for n, one in enumerate(texts(12)))
        )
        browser = staff.signed_in().open("/staff/inbox")
        assert "Show the other 2 of Casa Amanecer" in browser.text
        browser.press("Publish the newest 5, hide the rest")
        assert [now_is(staff, story) for story in told] == ["public"] * 5 + ["hidden"] * 7
        assert "You published 5 items and hid 7 items" in browser.text
        browser.press("Undo all 12").press("Publish all 12 of Casa Amanecer")
        assert {now_is(staff, story) for story in told} == {"public"}
        browser.press("Undo all 12").press("Hide all 12")
        assert {now_is(staff, story) for story in told} == {"hidden"}

    def test_all_means_what_was_seen(self, staff: StaffRoom) -> None:
        source, (first, second, late) = add(staff, rules=HELD), texts(3)
        seen = tell(staff, source, first, second)
        browser = staff.signed_in().open("/staff/inbox")
        (unseen,) = tell(staff, source, late)
        browser.press("Publish all 2")
        assert [now_is(staff, story) for story in (*seen, unseen)] == ["public", "public", "held"]

    def test_ids_of_others_in_a_form_do_nothing(self, staff: StaffRoom) -> None:
        (public,) = tell(staff, add(staff, "Public House"), said())
        one, two = tell(staff, add(staff, rules=HELD), *texts(2))
        browser = staff.signed_in().open("/staff/inbox")
        browser.press("Hide those I ticked", item=[public.key, "nothing", "../../x", "' or 1=1", one.key])
        assert [now_is(staff, story) for story in (public, one, two)] == ["public", "hidden", "held"]
        assert "4 of them did not wait any more" in browser.text

    def test_buttons_that_nobody_drew_do_nothing(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff, rules=HELD), said())
        browser = staff.signed_in().open("/staff/inbox")
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        for do in ("", "publish-all:x:y", "publish-all:99999:1", "drop:1", "publish-all:1", "publish:", EVIL):
            assert browser.client.post("/staff/inbox", data={"csrf": csrf.value, "do": do}).status_code < 500
        assert now_is(staff, story) == "held"

    def test_what_one_person_did_another_cannot_undo_from_the_address(self, staff: StaffRoom) -> None:
        told = tell(staff, add(staff, rules=HELD), *texts(2))
        ana = staff.signed_in().open("/staff/inbox").press("Publish all 2")
        together = ana.path.partition("together=")[2]
        ben = staff.signed_in("ben@coalition.example", "editor").open(f"/staff/inbox?together={together}")
        assert "You published" not in ben.text
        (csrf, *_) = ben.page.xpath("//input[@name='csrf']")
        ben.client.post("/staff/inbox/undo", data={"csrf": csrf.value, "together": together})
        assert {now_is(staff, story) for story in told} == {"public"}

    def test_undo_all_leaves_what_another_decided_since(self, staff: StaffRoom) -> None:
        told = tell(staff, add(staff, rules=HELD), *texts(3))
        ana, ed = staff.signed_in().open("/staff/inbox"), staff.signed_in("ed@coalition.example", "editor")
        ana.press("Publish all 3")
        item_page(ed, told[1]).press("Hide").press("Show it again")
        ana.press("Undo all 3")
        assert (ana.status, "Somebody has changed it since" in ana.text) == (409, True)
        assert [now_is(staff, story) for story in told] == ["held", "public", "held"]

    def test_new_information_shows_what_was_and_what_will_be(self, staff: StaffRoom) -> None:
        public = doubtful(staff)
        browser = staff.signed_in().open("/staff/inbox")
        assert "New information about a public meeting" in browser.text
        cells = [" ".join(cell.text_content().split()) for cell in browser.page.xpath("//td")]
        assert "6–8 pm" in cells
        assert "5–7 pm" in cells
        browser.press("Confirm")
        with staff.store.read() as conn:
            changed = stories.by_key(conn, public.key)
        assert changed is not None
        assert changed.entry.meeting is not None
        assert (changed.entry.meeting.start.hour, changed.entry.meeting.sequence) == (17, 1)
        assert "Nothing waits" in browser.open("/staff/inbox").text


def doubtful(staff: StaffRoom) -> Story:
    """A public meeting, of which a notice that waits says something new."""
    when = datetime(2026, 2, 1, 17, tzinfo=UTC)
    text = ANNOUNCED
    first = releases.publish(staff.store, staff.settings, text, releases.read(text, staff.settings, None), when)
    public = first.notices[0]
    with staff.store.transaction() as conn:
        ours = sources.by_url(conn, "desk:")
        assert ours is not None
        meeting = public.entry.meeting
        assert meeting is not None
        assert meeting.start is not None
        moved = replace(meeting, start=meeting.start.replace(hour=17), end=meeting.start.replace(hour=19))
        release = replace(first.item.entry, id="later", title="Later", part_of=None, published=when + DAY)
        notice = Entry(
            "Lowell: meeting", id="later#1", kind="meeting", meeting=moved, published=when + DAY, part_of="later"
        )
        take(conn, staff.settings, ours, Feed(entries=(release, notice)), when + DAY, frozenset({"later#1"}))
        (waiting,) = (one for one in stories.listed(conn, state="held") if one.source.is_own)
        row = entries.by_key(conn, waiting.key)
        assert row is not None
        entries.update(conn, row.id, joined={**row.joined, "new_info": True, "title": None})
    return public


class TestItem:
    def test_it_says_where_it_stands_and_why(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff, rules=Rules(include=("landlord",))), said())
        browser = item_page(staff.signed_in(), story)
        assert "Public" in browser.text
        assert [mark.text_content() for mark in browser.page.iter("mark")] == ["landlord"]
        assert "It stands in" in browser.text
        assert browser.page.xpath(f"//a[contains(@href, '/items/{story.key}')]")

    def test_hiding_showing_and_their_undo(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        before, browser = feeds(staff), staff.signed_in()
        item_page(browser, story).press("Hide")
        assert now_is(staff, story) == "hidden"
        assert "Ana hid it." in browser.text
        browser.press("Undo")
        assert feeds(staff).items() >= before.items()
        item_page(browser, story).press("Hide").press("Show it again")
        assert feeds(staff).items() >= before.items()
        browser.press("Undo")
        assert now_is(staff, story) == "hidden"

    def test_who_carries_it_is_told_with_the_reasons_and_can_be_taken_out(self, staff: StaffRoom) -> None:
        tell(staff, add(staff), said(id="a"))
        (story,) = tell(staff, add(staff, "Otter House"), said(id="b"))
        before, browser = feeds(staff), item_page(staff.signed_in(), story)
        assert "It is one story, not two." in browser.text
        assert "Otter House" in browser.text
        assert "the title is the same; the text is the same" in browser.text
        browser.press("Split")
        assert len(json.loads(feeds(staff)["all.json"])["items"]) == 2
        browser.press("Undo")
        assert feeds(staff).items() >= before.items()

    def test_joining_takes_a_link_and_is_undone_to_the_byte(self, staff: StaffRoom) -> None:
        (one,) = tell(staff, add(staff), said())
        (two,) = tell(staff, add(staff, "Otter House"), said("Flu shots on two Saturdays", OTHER))
        before, browser = feeds(staff), staff.signed_in()
        item_page(browser, two).press("Join the two", other=f"https://hub.example/items/{one.key}")
        assert browser.path.startswith(f"/staff/items/{one.key}")
        assert "It is one story, not two." in browser.text
        browser.press("Undo")
        assert feeds(staff).items() >= before.items()

    def test_what_is_no_item_is_said_and_what_was_typed_stays(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = staff.signed_in()
        for other in ("https://elsewhere.example/x", "no such words", "https://[", EVIL):
            item_page(browser, story).press("Join the two", other=other)
            assert (browser.status, "No item of ours" in browser.text) == (422, True)
            assert browser.page.get_element_by_id("other").value == other
            assert_harmless(browser, 422)

    def test_a_correction_stands_over_the_source(self, staff: StaffRoom) -> None:
        source = add(staff)
        (story,) = tell(staff, source, said())
        browser = item_page(staff.signed_in(), story).follow("Correct")
        browser.press("Keep this correction", title="Tea in the laundry room", text="It is **open** now.")
        assert "You corrected" in browser.text
        tell(staff, source, said(content=OTHER))
        (item,) = json.loads(feeds(staff)["all.json"])["items"]
        assert (item["title"], item["summary"]) == ("Tea in the laundry room", "It is open now.")

    def test_a_second_correction_keeps_the_first(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = item_page(staff.signed_in(), story).follow("Correct").press("Keep this correction", text="Ours.")
        browser.follow("Correct").press("Keep this correction", title="Mine")
        (item,) = json.loads(feeds(staff)["all.json"])["items"]
        assert (item["title"], item["summary"]) == ("Mine", "Ours.")

    def test_a_form_that_changes_nothing_is_told_so(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = item_page(staff.signed_in(), story).follow("Correct").press("Keep this correction")
        assert (browser.status, "Nothing here is other than before" in browser.text) == (422, True)

    def test_a_meeting_gets_another_day_and_what_cannot_be_is_refused(self, staff: StaffRoom) -> None:
        when = (datetime.now(UTC) + 20 * DAY).date()
        told = Meeting("America/New_York", when, datetime.now(UTC).time().replace(18, 0, 0, 0), place="Elm Hall")
        (story,) = tell(staff, add(staff), said(kind="meeting", meeting=told))
        browser = item_page(staff.signed_in(), story).follow("Correct")
        browser.press("Keep this correction", title="Kept", end="17:00")
        assert (browser.status, "before it starts" in browser.text) == (422, True)
        assert browser.page.get_element_by_id("title").value == "Kept"
        browser.press("Keep this correction", end="19:30", place='Mill "Hall"\n---\ntitle: x')
        (item,) = json.loads(feeds(staff)["meetings.json"])["items"]
        assert item["title"] == "Kept"
        assert item["_coalition"]["meeting"]["place"] == 'Mill "Hall" --- title: x'

    def test_a_text_that_is_too_long_is_said_at_its_field_and_kept(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = item_page(staff.signed_in(), story).follow("Correct")
        started = monotonic()
        browser.press("Keep this correction", text="[" * 200_000)
        assert monotonic() - started < 2
        assert (browser.status, "longer than 20,000 characters" in browser.text) == (422, True)
        field = browser.page.get_element_by_id("text")
        assert (len(field.text.strip()), field.get("aria-invalid")) == (200_000, "true")
        browser.press("Keep this correction", text="[" * 20_000)
        assert browser.status == 200
        assert monotonic() - started < 4

    def test_a_wrong_place_is_taken_off_as_far_as_calendars(self, staff: StaffRoom) -> None:
        story = meeting(staff)
        browser = item_page(staff.signed_in(), story).follow("Correct")
        browser.press("Keep this correction", tbd=["place"])
        calendar = feeds(staff)["meetings.ics"].decode()
        assert "LOCATION:To be announced" in calendar
        assert "STATUS:TENTATIVE" in calendar
        assert "Elm Hall" not in "".join(line for line in calendar.splitlines() if line.startswith("LOCATION"))
        told = told_meeting(staff, story)
        assert (told.place, told.address, told.tbd, told.status) == (None, None, ("place",), "tentative")
        assert told.sequence == 1
        assert "The place is to be announced (was" in (told.change or "")
        browser.follow("Correct").press("Keep this correction", place="Mill Hall")
        told = told_meeting(staff, story)
        assert (told.place, told.tbd, told.status, told.sequence) == ("Mill Hall", (), "confirmed", 2)

    def test_day_and_hour_are_taken_off_too(self, staff: StaffRoom) -> None:
        story = meeting(staff)
        browser = item_page(staff.signed_in(), story).follow("Correct")
        browser.press("Keep this correction", tbd=["date", "time", "rights"])
        told = told_meeting(staff, story)
        assert (told.date, told.start, told.end, told.tbd) == (None, None, None, ("date", "time"))
        assert (told.place, told.status) == ("Elm Hall", "tentative")

    def test_a_new_place_that_is_also_to_be_announced_is_refused(self, staff: StaffRoom) -> None:
        browser = item_page(staff.signed_in(), meeting(staff)).follow("Correct")
        browser.press("Keep this correction", place="Mill Hall", tbd=["place"])
        assert (browser.status, "The place was changed and is also to be announced" in browser.text) == (422, True)
        assert browser.page.get_element_by_id("place").value == "Mill Hall"
        assert browser.page.xpath("//input[@name='tbd' and @value='place']/@checked")

    def test_what_is_hidden_names_who_hid_it_or_the_rule(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff, rules=Rules(include=("landlord",))), said())
        browser = item_page(staff.signed_in(), story).press("Hide")
        assert "Ana hid it on " in browser.text
        (kept_out,) = tell(staff, add(staff, "Otter House", Rules(exclude=("Flu",))), said("Flu shots", OTHER))
        assert "hid it" not in item_page(browser, kept_out).text
        assert "leave out" in browser.text

    def test_what_is_not_there_is_not_found(self, staff: StaffRoom) -> None:
        browser = staff.signed_in()
        for path in ("items/nothing", "items/nothing/correct", "withdraw/nothing", "items/..%2f..%2fx"):
            assert browser.open(f"/staff/{path}").status == 404

    def test_acts_that_cannot_be_are_refused(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = item_page(staff.signed_in(), story)
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        for do in ("", "split:nothing", "publish", "unhide", "drop", "join", EVIL):
            answer = browser.client.post(f"/staff/items/{story.key}", data={"csrf": csrf.value, "do": do})
            assert answer.status_code == 422
        assert now_is(staff, story) == "public"

    def test_an_item_told_elsewhere_leads_there(self, staff: StaffRoom) -> None:
        (one,) = tell(staff, add(staff), said())
        (two,) = tell(staff, add(staff, "Otter House"), said("Flu shots on two Saturdays", OTHER))
        browser = item_page(staff.signed_in(), two).press("Join the two", other=one.key)
        assert item_page(browser, two).path == f"/staff/items/{one.key}"


def meeting(staff: StaffRoom) -> Story:
    """A meeting of a partner, in three weeks, at Elm Hall."""
    when = datetime.now(UTC) + 20 * DAY
    hour = when.time().replace(18, 0, 0, 0)
    told = Meeting("America/New_York", when.date(), hour, place="Elm Hall", address="4 Elm Street", town="Lynn")
    (story,) = tell(staff, add(staff), said(kind="meeting", meeting=told))
    return story


def told_meeting(staff: StaffRoom, story: Story) -> Meeting:
    with staff.store.read() as conn:
        found = stories.by_ids(conn, [story.id])[0].entry.meeting
    assert found
    return found


class TestFeature:
    def test_undoing_a_stop_makes_no_fourth(self, staff: StaffRoom) -> None:
        told, browser = tell(staff, add(staff), *texts(4)), staff.signed_in()
        for story in told[:3]:
            browser.open(f"/staff/feature?item={story.key}").press("Feature it")
        browser.press("Stop featuring")
        stopped = next(s for s in told[:3] if now_featured(staff, s) is None)
        staff.signed_in().open(f"/staff/feature?item={told[3].key}").press("Feature it")
        browser.press("Undo")
        assert (browser.status, "Three items are featured already." in browser.text) == (409, True)
        assert now_featured(staff, stopped) is None

    def test_it_has_an_end_and_both_ways_are_undone(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        before, browser = feeds(staff), staff.signed_in()
        item_page(browser, story).follow("Feature").press("Feature it")
        featured = feeds(staff)
        assert len(json.loads(featured["featured.json"])["items"]) == 1
        browser.press("Undo")
        assert feeds(staff).items() >= before.items()
        item_page(browser, story).follow("Feature").press("Feature it")
        assert feeds(staff)["featured.json"] == featured["featured.json"]
        browser.press("Stop featuring")
        assert feeds(staff).items() >= before.items()
        browser.press("Undo")
        assert feeds(staff)["featured.json"] == featured["featured.json"]

    def test_without_a_day_that_can_be_nothing_is_featured(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        browser = staff.signed_in()
        for until in ("", "2001-01-01", "2999-01-01", "soon", "9999-12-31", EVIL):
            browser.open(f"/staff/feature?item={story.key}").press("Feature it", until=until)
            assert browser.status == 422
            assert browser.page.get_element_by_id("until").value == until
        assert not json.loads(feeds(staff)["featured.json"])["items"]

    def test_a_fourth_waits(self, staff: StaffRoom) -> None:
        told, browser = tell(staff, add(staff), *texts(4)), staff.signed_in()
        fourth = staff.signed_in().open(f"/staff/feature?item={told[3].key}")
        for story in told[:3]:
            browser.open(f"/staff/feature?item={story.key}").press("Feature it")
        fourth.press("Feature it")
        assert (fourth.status, "Three items are featured already" in fourth.text) == (422, True)
        assert len(json.loads(feeds(staff)["featured.json"])["items"]) == 3

    def test_items_are_found_by_their_words(self, staff: StaffRoom) -> None:
        tell(staff, add(staff), *texts(3))
        browser = staff.signed_in().open("/staff/feature").press("Find", q="OTTER street").follow("Choose")
        browser.press("Feature it")
        assert "One of three places" in browser.text

    def test_what_is_not_there_is_not_featured(self, staff: StaffRoom) -> None:
        browser = staff.signed_in().open("/staff/feature")
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        for key in ("nothing", "../x", ""):
            sent = {"csrf": csrf.value, "item": key, "until": "2026-12-01"}
            assert browser.client.post("/staff/feature", data=sent).status_code == 422


def secret(staff: StaffRoom) -> Story:
    """An item that names somebody, which two partners carry."""
    text = TEXT.replace("Marisol", WORD)
    tell(staff, add(staff), said(f"{WORD} helps", text, url=f"https://casa.example/{WORD.lower()}"))
    (story,) = tell(staff, add(staff, "Otter House"), said(f"{WORD} helps", text, url="https://otter.example/post"))
    return story


def everything(staff: StaffRoom, browser: Browser, story: Story) -> str:
    """All public files, and the pages of the desk that could name the item."""
    publish(staff)
    files = (f for f in staff.settings.public.rglob("*") if f.is_file() and f.suffix not in (".gz", ".br"))
    pages = (
        "",
        "inbox",
        "feature",
        "activity",
        f"items/{story.key}",
        "withdraw",
        f"withdraw/{story.key}",
        "withdraw?q=x",
    )
    told = [file.read_text(errors="replace") for file in files]
    told += [browser.open(f"/staff/{page}").answer.text for page in pages]
    return "\n".join([*told, browser.client.get(f"/items/{story.key}").text]).lower()


def publish(staff: StaffRoom) -> None:
    """And wait until the pages tell it."""
    staff.publish()
    sleep(LOOK_EVERY + 0.1)


class TestWithdraw:
    def test_two_presses_and_a_reason_erase_it_everywhere(self, staff: StaffRoom) -> None:
        story = secret(staff)
        browser = staff.signed_in()
        item_page(browser, story).press("Hide").press("Undo")
        assert WORD.lower() in everything(staff, browser, story)
        for asked in (f"https://hub.example/items/{story.key}", "https://casa.example/quetzalina?utm_source=x", WORD):
            browser.open("/staff/withdraw").press("Find", q=asked)
            browser.follow("Take this back")
        browser.press("Take it back now", reason="privacy")
        assert browser.path == f"/staff/withdraw/{story.key}"
        assert "Taking it back" in browser.text
        assert WORD.lower() not in everything(staff, browser, story)

    def test_it_tells_place_by_place_only_what_is_true(self, staff: StaffRoom) -> None:
        story = secret(staff)
        staff.publish()
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}")
        browser.press("Take it back now", reason="safety")
        assert (standing(browser, "Feeds"), standing(browser, "Database")) == ("Being cleaned", "Being cleaned")
        assert browser.answer.headers["refresh"] == "3"
        publish(staff)
        browser.open(browser.path)
        assert (standing(browser, "Feeds"), standing(browser, "Database")) == ("Gone", "Being cleaned")
        scrub(staff.store, staff.settings)
        browser.open(browser.path)
        assert (standing(browser, "Database"), standing(browser, "Backups")) == ("Gone", "Gone")
        assert "Gone from everything we control" in browser.text
        assert "refresh" not in browser.answer.headers
        assert b"quetzalina" not in (staff.settings.data / FILE).read_bytes().lower()

    def test_a_feed_that_was_left_behind_is_not_gone(self, staff: StaffRoom) -> None:
        story = secret(staff)
        before = feeds(staff)["all.json"]
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="other")
        publish(staff)
        (staff.settings.public / "feeds" / "all.json").write_bytes(before)
        assert standing(browser.open(browser.path), "Feeds") == "Being cleaned"

    def test_partners_who_carry_it_get_a_letter_without_its_words(self, staff: StaffRoom) -> None:
        story = secret(staff)
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}")
        assert "Otter House said of the same goes too" in browser.text
        browser.press("Take it back now", reason="request")
        assert "Casa Amanecer and Otter House: on their own pages only they can delete it." in browser.text
        (mail,) = browser.page.xpath("//a[starts-with(@href, 'mailto:')]/@href")
        assert f"items/{story.key}" in mail.replace("%2F", "/")
        assert WORD.lower() not in mail.lower()

    def test_more_of_a_partner_is_found_whatever_it_is_called(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff, "Tenants & Owners #1", host="tenants"), said(url="https://tenants.example/a"))
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="error")
        browser.follow("Withdraw more of")
        assert browser.page.get_element_by_id("q").value == "Tenants & Owners #1"

    def test_a_release_takes_its_meetings_with_it_and_says_so_before(self, staff: StaffRoom) -> None:
        when = datetime(2026, 2, 1, 17, tzinfo=UTC)
        text = ANNOUNCED
        out = releases.publish(staff.store, staff.settings, text, releases.read(text, staff.settings, None), when)
        browser = staff.signed_in().open(f"/staff/withdraw?item={out.item.key}")
        assert "The three meetings that it announces go with it." in browser.text
        browser.press("Take it back now", reason="error")
        assert "Three other items that belong to it or say the same went with it." in browser.text
        assert standing(browser, "Calendars on our side") == "Being cleaned"

    def test_files_that_hold_the_words_still_are_named(self, staff: StaffRoom) -> None:
        with staff.store.read() as conn:
            source = next(one for one in sources.active(conn) if one.url.startswith("folder:"))
        folder = staff.settings.home / source.url.removeprefix("folder:")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "news.md").write_text(f"# {WORD}\n")
        (story,) = tell(staff, source, said(id="news.md"))
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="error")
        assert "news.md still holds the words" in browser.text
        (folder / "news.md").unlink()
        assert "news.md" not in browser.open(browser.path).text

    def test_without_a_reason_nothing_is_taken_back(self, staff: StaffRoom) -> None:
        (story,) = tell(staff, add(staff), said())
        for reason in ("", "source", "x" * 500, EVIL):
            browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}")
            browser.press("Take it back now", reason=reason)
            assert (browser.status, "Choose why" in browser.text) == (422, True)
        assert now_is(staff, story) == "public"

    def test_what_is_withdrawn_stays_so(self, staff: StaffRoom) -> None:
        story = secret(staff)
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="error")
        assert "This item was taken back" in item_page(browser, story).text
        assert browser.open(f"/staff/items/{story.key}/correct").path == f"/staff/items/{story.key}"
        assert browser.open(f"/staff/withdraw?item={story.key}").path == f"/staff/withdraw/{story.key}"
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        for path, sent in (
            (f"items/{story.key}", {"do": "unhide"}),
            (f"items/{story.key}", {"do": "hide"}),
            (f"items/{story.key}/correct", {"title": "Back"}),
            ("feature", {"item": story.key, "until": "2026-12-01"}),
            ("inbox", {"do": f"publish:{story.key}"}),
            ("withdraw", {"item": story.key, "reason": "other"}),
        ):
            answer = browser.client.post(f"/staff/{path}", data={"csrf": csrf.value, **sent})
            assert answer.status_code in (200, 422), path
            assert WORD not in answer.text
        assert now_is(staff, story) == "withdrawn"

    def test_it_cannot_be_undone_and_is_remembered_without_words(self, staff: StaffRoom) -> None:
        story = secret(staff)
        browser = staff.signed_in().open(f"/staff/withdraw?item={story.key}").press("Take it back now", reason="legal")
        with staff.store.read() as conn:
            acts = [act for act in activity.listed(conn, 10) if act.act == "withdrawn"]
            assert channels.state(conn).unscrubbed
        assert [(act.about, dict(act.before)) for act in acts] == [("legal", {})]
        (csrf, *_) = browser.page.xpath("//input[@name='csrf']")
        browser.client.post("/staff/undo", data={"csrf": csrf.value, "act": acts[0].id})
        assert now_is(staff, story) == "withdrawn"

    def test_whatever_is_looked_for_the_page_answers(self, staff: StaffRoom) -> None:
        tell(staff, add(staff), said())
        browser = staff.signed_in()
        for asked in ("%", "_", "\\", "''", "https://", "tag:x", EVIL, "x" * 5000, "\x00", "items/..", "https://["):
            answer = browser.client.get("/staff/withdraw", params={"q": asked})
            assert answer.status_code == 200, asked
            assert "<script>alert" not in answer.text

    def test_nobody_comes_here_unsigned(self, staff: StaffRoom) -> None:
        staff.signed_in()
        (story,) = tell(staff, add(staff), said())
        for path in ("inbox", f"items/{story.key}", "feature", "withdraw", f"withdraw/{story.key}"):
            assert staff.browser().open(f"/staff/{path}").path.startswith("/staff/sign-in")
        assert (
            staff.browser().client.post("/staff/withdraw", data={"item": story.key, "reason": "other"}).status_code
            == 200
        )
        assert now_is(staff, story) == "public"


def standing(browser: Browser, place: str) -> str:
    """What the page says of one place."""
    (row,) = [li for li in browser.page.xpath("//ul[contains(@class, 'outs')]/li") if li[0].text_content() == place]
    return " ".join(row[2].text_content().split())


def test_what_partners_write_is_text_on_every_screen(staff: StaffRoom) -> None:
    held = add(staff, f"{EVIL} Held", Rules(hold=True, include=("laundry",)), host="held")
    evil = said(EVIL, f"<p>{EVIL} laundry</p>", summary=f"{EVIL} laundry", url="javascript:alert(1)", id="e")
    (waiting,) = tell(staff, held, evil)
    tell(staff, add(staff, "Casa Amanecer"), said(EVIL, TEXT, id="a"))
    (public,) = tell(staff, add(staff, f"{EVIL} Carrier", host="carrier"), said(EVIL, TEXT, id="b"))
    browser = staff.signed_in()
    item_page(browser, public).follow("Feature").press("Feature it")
    paths = [f"{path}/{story.key}" for path in ("items", "withdraw") for story in (waiting, public)]
    paths += [
        "inbox",
        f"items/{public.key}/correct",
        "feature",
        f"feature?q={EVIL[2:10]}",
        "withdraw",
        "withdraw?q=alert",
    ]
    paths += [f"withdraw?item={public.key}", f"feature?item={public.key}"]
    for path in paths:
        assert_harmless(browser.open(f"/staff/{path}"))
    browser.open(f"/staff/withdraw?item={public.key}").press("Take it back now", reason="other")
    assert_harmless(browser)


def assert_harmless(browser: Browser, status: int = 200) -> None:
    assert browser.status == status
    assert "<script>alert" not in browser.answer.text
    assert not browser.page.xpath("//@href[starts-with(., 'javascript:')]")
    assert all(script.get("src") for script in browser.page.iter("script"))
    assert not browser.page.xpath("//*[@style]")
