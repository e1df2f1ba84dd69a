"""Writing a release in a real browser: on a phone, without scripts, with the keyboard alone, and counting presses."""

from typing import Any

import pytest

from syndication.demo import releases as demo
from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in
from tests.test_staff_release import ASKING, COMING, RELEASE_2011, TODAY, by_town, kept, public


def page_of(browser: Any, size: tuple[int, int], **more: Any) -> Any:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    context.set_default_timeout(8_000)
    return context.new_page()


def paste(page: Any, site: str, text: str) -> None:
    page.goto(f"{site}/staff/release")
    page.fill("#text", text)
    page.click("text=Read it")


def test_ten_meetings_in_three_presses_on_a_phone_without_scripts_and_then_news(
    staff: StaffRoom, staff_site: str, browser: Any
) -> None:
    staff.signed_in()
    page = page_of(browser, PHONE, java_script_enabled=False)
    sign_in(page, staff_site)
    paste(page, staff_site, RELEASE_2011)  # the first press
    page.click("text=Confirm all 10")  # the second
    page.click("text=Publish with 10 meetings")  # the third
    assert "It is public" in page.inner_text("main")
    assert len(public(staff)) == 10
    for text in (COMING, demo.new_info(TODAY)):
        paste(page, staff_site, text)
        page.click("text=Confirm all 4")
        page.click("text=Publish with 4 meetings")
    changed = [one.entry.meeting.town for one in public(staff) if one.changed and one.entry.meeting]
    assert sorted(filter(None, changed)) == ["Brockton", "Lowell"]
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_every_view_is_open_to_everybody(
    staff: StaffRoom, staff_site: str, browser: Any, size: Any, scheme: str
) -> None:
    ours = staff.signed_in()
    page = page_of(browser, size, color_scheme=scheme)
    sign_in(page, staff_site)

    def look(name: str) -> None:
        shot(page, f"{name}-{size[0]}")
        assert axe(page) == []
        assert not scrolls_sideways(page)

    if size == DESKTOP:
        paste(page, staff_site, RELEASE_2011)
        look("release")
        page.click("text=Confirm all 10")
        for view in ("Web page", "Feed", "E-mail"):
            page.click(f"nav[aria-label=Views] >> text={view}")
            look(f"release-{view.lower().replace(' ', '-')}")
        ours.open("/staff/release").press("Read it", text=COMING)
        ours.press("Confirm all 4").press("Publish with 4 meetings")
        page.goto(f"{staff_site}/staff/meetings")
        look("desk-meetings")
        paste(page, staff_site, demo.new_info(TODAY))
    else:
        paste(page, staff_site, ASKING)
        page.check("li#m2 input[value=edit]")
    look("release-news")
    page.goto(f"{staff_site}/staff/release")
    look("release-start")
    page.context.close()


def test_what_is_typed_and_answered_is_kept_by_itself(staff: StaffRoom, staff_site: str, browser: Any) -> None:
    staff.signed_in()
    page = page_of(browser, DESKTOP)
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/release")
    page.fill("#text", COMING)
    page.wait_for_selector("[data-said]:text('Saved')")
    secret = next(cookie for cookie in page.context.cookies() if cookie["name"] == "desk")
    page.context.clear_cookies(name="desk")
    page.fill("#text", COMING + "more")
    page.wait_for_selector("[data-said]:text('You were signed out')")
    assert page.input_value("#text") == COMING + "more"
    page.context.add_cookies([secret])
    page.fill("#text", COMING)
    page.wait_for_selector("[data-said]:text('Saved')")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.focus("text=Read it")
    page.keyboard.press("Enter")
    page.wait_for_selector("#m1")
    for number in range(1, 5):
        page.check(f"#m{number} input[value={'refuse' if number == 2 else 'confirm'}]")
    page.wait_for_selector("[data-publish]:text('Publish with 3 meetings'):not([aria-disabled])")
    page.focus("[data-publish]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=It is public")
    assert sorted(by_town(staff)) == ["Brockton", "New Bedford", "Worcester"]
    page.context.close()


def test_two_windows_lose_nothing_of_each_other(staff: StaffRoom, staff_site: str, browser: Any) -> None:
    staff.signed_in()
    page = page_of(browser, DESKTOP)
    sign_in(page, staff_site)
    paste(page, staff_site, COMING)
    page.wait_for_selector("#m1")
    draft = page.url
    writing, answering = page.context.new_page(), page.context.new_page()
    writing.goto(f"{draft}?as=text")
    answering.goto(draft)
    page.goto(f"{draft}?as=text")
    page.fill("#text", COMING + "new")
    page.wait_for_selector("[data-said]:text('Saved')")
    writing.fill("#text", "mine")
    writing.wait_for_selector("[data-said]:text('changed in another window')")
    assert writing.input_value("#text") == "mine"
    answering.check("#m2 input[value=refuse]")
    answering.wait_for_selector("[data-told]:text('changed in another window')")
    writing.click("text=Read it")
    writing.wait_for_selector("text=Your words are below")
    assert [one.text for one in kept(staff)] == [COMING + "new"]
    page.context.close()
