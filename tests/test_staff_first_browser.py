"""Today, Activity, People and Settings in a real browser: on a phone, on a desktop, by keyboard, without scripts."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from feeds import Entry, Meeting
from syndication.merge import desk as acts
from syndication.model import Poll, Rules
from syndication.store import activity, schedule, stories, users
from syndication.store.schema import entries as entries_table
from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.hub import Hub
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in

DAY = timedelta(days=1)
BEN = "ben@coalition.example"
NEWS = (
    "“We stand with the coalition”: Merrimack police chiefs tell why",
    "Sunday supper needs twelve cooks",
    "Eleven dairy workers, one kitchen table",
)
SCREENS = {
    "today": "/staff/",
    "activity": "/staff/activity",
    "people": "/staff/people",
    "settings": "/staff/settings",
}


@pytest.fixture
def room(staff: StaffRoom) -> StaffRoom:
    """A morning like others: a doubtful source, four stories that wait, a notice to compare, some news."""
    staff.signed_in(BEN, "editor")
    staff.signed_in()
    hub = Hub(staff.store, staff.settings)
    strict = hub.add("https://khmer.example/feed", "Lowell Khmer Families", Rules(hold_first=5))
    others = [hub.add(f"https://p{n}.example/feed", f"Partner number {n}") for n in range(8)]
    merrimack = hub.add("https://merrimack.example/feed", "Merrimack Newcomers Alliance")
    hub.take(*(Entry(id=f"k{n}", title=f"What we do in week {n}") for n in range(4)), source=strict)
    when = Meeting("America/New_York", date=date(2027, 4, 2), start=time(15), town="Lawrence")
    notice = Entry(id="r#1", title="Meeting in Lawrence", kind="meeting", meeting=when, part_of="r")
    release = Entry(id="r", title="Patrick Administration to discuss ten ways to work together", kind="press-release")
    hub.take(release, notice, source=hub.desk, held=frozenset({"r#1"}))
    hub.now = datetime.now(UTC) - timedelta(hours=1)
    told = hub.take(*(Entry(id=title, title=title) for title in NEWS), source=merrimack).stories
    hub.take(Entry(id="es", title="Clases de inglés por la noche: 60 lugares gratis", language="es"))
    now = datetime.now(UTC)
    with staff.store.transaction() as conn:
        lawrence = entries_table.c.document.contains("in Lawrence")
        conn.execute(entries_table.update().where(lawrence).values(joined={"new_info": True}))
        schedule.record(conn, [Poll(s.id, now, "unchanged", now + DAY) for s in (*others, strict, merrimack)])
        doubt = "https://casa-amanecer-bonus.example/feed"
        schedule.record(conn, [Poll(hub.partner.id, now - 2 * DAY, "unchanged", now)])
        schedule.record(conn, [Poll(hub.partner.id, now, "failed", now + DAY, "moved_domain", doubt)])
        hidden, featured = stories.by_ids(conn, list(told)[1:3])
        ana = users.by_email(conn, "ana@coalition.example")
        assert ana
        acts.hide(conn, staff.settings, hidden, now)
        acts.feature(conn, staff.settings, featured, now + 9 * DAY, now)
        activity.record(conn, ana.id, "source_added", now - DAY, source_id=strict.id)
        back = {"undo": "unhide", "back": "/"}
        activity.record(conn, ana.id, "hidden", now, story_id=hidden.id, before=back)
    return staff


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (PHONE, "light"), (DESKTOP, "light")])
def test_the_screens_are_open_to_everybody(
    room: StaffRoom, staff_site: str, browser: Any, size: tuple[int, int], scheme: str
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, staff_site)
    for name, path in SCREENS.items():
        page.goto(staff_site + path)
        for closed in page.locator("details").all():
            closed.locator("summary").click()
        shot(page, f"desk-{name}-{size[0]}-{scheme}")
        assert axe(page) == []
        assert not scrolls_sideways(page)
    context.close()


def test_somebody_is_invited_with_the_keyboard_alone(room: StaffRoom, staff_site: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/people")
    page.focus("#email")
    page.keyboard.type("cleo@coalition.example")
    page.keyboard.press("Tab")
    page.keyboard.type("A")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#link")
    assert "/staff/in/" in page.input_value("#link")
    with room.store.read() as conn:
        cleo = users.by_email(conn, "cleo@coalition.example")
    assert cleo
    assert cleo.role == "admin"
    shot(page, "desk-people-invited-360")
    assert axe(page) == []
    assert not scrolls_sideways(page)
    context.close()


def test_without_a_script_an_act_is_taken_back_and_somebody_is_removed(
    room: StaffRoom, staff_site: str, browser: Any
) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/activity")
    page.click(".log button")
    assert page.locator("text=Undone at").count() == 1
    page.goto(f"{staff_site}/staff/people")
    page.click("summary")
    page.click("button.stop")
    assert "You removed ben@coalition.example" in page.inner_text(".undo")
    shot(page, "desk-people-removed-360")
    context.close()
