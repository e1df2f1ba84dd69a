"""Adding a partner, the sources and one source in a real browser: by touch, by keyboard, and without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syndication.model import Note, Offer, Poll
from syndication.store import schedule, sources
from syndication.store.schema import sources as table
from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.desk import PAGE, RSS
from tests.origin import Site
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in
from tests.test_staff_sources import feed

DAY = timedelta(days=1)
NEWS = [
    "A court interpreter’s glossary, now in nine languages",
    "Free training: interpreting at the emergency room",
    "We stand with the coalition on Secure Communities",
    "Lowell high school asks for volunteers who speak Khmer",
    "What changed in the licence law this week",
]


@pytest.fixture
def guild(site: Site) -> Site:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    named = "".join(map(link.format, ("/feed", "/trainings", "/comments/feed")))
    site.serve("/", f"<html><head>{named}</head></html>", PAGE)
    site.serve("/feed", feed(*NEWS, title="Pioneer Valley Interpreters Guild"), RSS)
    site.serve("/trainings", feed("Saturday class", title="Guild trainings", last=9 * DAY), RSS)
    site.serve("/comments/feed", feed("A reply", title="Comments for the Guild"), RSS)
    return site


@pytest.fixture
def page(staff: StaffRoom, staff_site: str, browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Signed in at the desk, in a browser as `request.param` has it."""
    staff.signed_in()
    context = browser.new_context(base_url=staff_site, **request.param)
    opened = context.new_page()
    sign_in(opened, staff_site)
    yield opened
    context.close()


def size(of: tuple[int, int], scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": of[0], "height": of[1]}, "color_scheme": scheme}


def well(page: Any, name: str) -> None:
    shot(page, f"{name}-{page.viewport_size['width']}")
    assert axe(page) == []
    assert not scrolls_sideways(page)


def fill_the_list(staff: StaffRoom) -> int:
    """Three in trouble and two that are fine; the number of one that vanished."""
    now = datetime.now(UTC)
    states: tuple[tuple[str, str | None], ...] = (
        ("Casa Amanecer", "moved_domain"), ("Vwazen Ansanm", "not_found"), ("Sociedade Alvorada", "refused"),
        ("Merrimack Newcomers Alliance", None), ("Charles River Legal Clinic", None),
    )  # fmt: skip
    with staff.store.transaction() as conn:
        numbers = []
        for name, code in states:
            host = name.split()[0].lower()
            source = sources.add(conn, f"https://{host}.example/feed", sources.partner(conn, name), now=now)
            outcomes = ["failed" if code and n < 3 else "unchanged" for n in range(29, -1, -1)]
            for n, outcome in zip(range(29, -1, -1), outcomes, strict=True):
                failed = code if outcome == "failed" else None
                schedule.record(conn, [Poll(source.id, now - n * DAY, outcome, now + DAY / 8, code=failed)])  # type: ignore[arg-type]  # one of the three
            numbers.append(source.id)
        detail = {"detail": "https://casa-amanecer-bonus.example/feed"}
        conn.execute(table.update().where(table.c.id == numbers[0]).values(**detail))
        sources.offer(conn, numbers[1], [Offer("https://vwazen.example/news/feed", "Vwazen Ansanm", 20, 18)], now)
        sources.note(conn, numbers[1], [Note("no_timezone")])
    return numbers[1]


@pytest.mark.parametrize("page", [size(PHONE, "dark"), size(DESKTOP, "light")], ids=["phone", "desktop"], indirect=True)
def test_all_that_concerns_sources_is_open_to_everybody(page: Any, staff: StaffRoom, guild: Site) -> None:
    lost = fill_the_list(staff)
    page.goto("/staff/sources")
    well(page, "sources")
    page.goto(f"/staff/sources/{lost}")
    page.click("summary:has-text('En español')")
    well(page, "source")
    page.fill("#max_age", "soon")
    page.click("text=Save")
    well(page, "source-error")
    page.fill("#pasted", guild.url("/"))
    page.click("text=Look there")
    well(page, "source-replace")
    page.goto(f"/staff/sources/{lost}/remove")
    well(page, "source-remove")
    page.goto("/staff/partners/add")
    page.fill("#pasted", guild.url("/"))
    page.click("text=Check")
    page.click("summary:has-text('More choices') >> nth=0")
    well(page, "add-partner-found")
    page.click("text=Add this one")
    well(page, "source-new")
    page.goto("/staff/partners/add")
    page.fill("#pasted", "https://www.facebook.com/guild")
    page.click("text=Check")
    well(page, "add-partner-failed")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_two_clicks_add_a_partner_without_scripts(page: Any, guild: Site) -> None:
    page.goto("/staff/partners/add")
    page.fill("#pasted", guild.url("/"))
    page.click("text=Check")  # one
    page.click("text=Add this one")  # two
    assert "5 items came. They go out now." in page.text_content("main")


@pytest.mark.parametrize("page", [{}], indirect=True)
def test_the_keyboard_alone_adds_a_partner(page: Any, guild: Site) -> None:
    page.goto("/staff/partners/add")
    page.keyboard.type(guild.url("/"))  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#found-title")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Add this one"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=5 items came.")
    assert "You added Pioneer Valley Interpreters Guild." in page.text_content("main")
