"""The screens about items in a real browser: phone and desktop, without scripts, with the keyboard, counted taps."""

from typing import Any

import pytest

from syndication.backup import scrub
from syndication.model import Rules
from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in
from tests.test_staff_items import HELD, OTHER, add, doubtful, now_is, publish, said, secret, tell, texts


def test_every_screen_is_for_everybody(staff: StaffRoom, staff_site: str, browser: Any) -> None:
    told = tell(staff, add(staff, "Merrimack Newcomers Alliance", HELD), *texts(7))
    tell(staff, add(staff, "Canal Street Clinic", Rules(hold_first=5)), said("Flu shots on two Saturdays", OTHER))
    doubtful(staff)
    story = secret(staff)
    staff.signed_in().open(f"/staff/items/{told[0].key}").press("Publish")
    staff.signed_in().open(f"/staff/feature?item={told[0].key}").press("Feature it")
    paths = {
        "inbox": "inbox",
        "item": f"items/{story.key}",
        "correct": f"items/{story.key}/correct",
        "feature": f"feature?item={story.key}",
        "withdraw": "withdraw?q=Quetzalina",
        "take-back": f"withdraw?item={story.key}",
    }
    for size, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        page = context.new_page()
        sign_in(page, staff_site)
        for name, path in paths.items():
            page.goto(f"{staff_site}/staff/{path}")
            shot(page, f"{name}-{size[0]}")
            assert (name, axe(page)) == (name, [])
            assert not scrolls_sideways(page), name
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_taking_back_is_two_taps_and_a_reason_without_any_script(
    staff: StaffRoom, staff_site: str, browser: Any, size: Any
) -> None:
    staff.signed_in()
    story = secret(staff)
    staff.publish()
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/withdraw?q=Quetzalina")
    page.click("text=Take this back")  # one
    page.check("text=Somebody could be harmed")  # the reason
    page.click("text=Take it back now")  # two
    page.wait_for_selector("text=Taking it back")
    shot(page, f"taking-back-{size[0]}")
    publish(staff)
    scrub(staff.store, staff.settings)
    page.wait_for_selector("text=Gone from everything we control", timeout=8000)  # by itself
    shot(page, f"taken-back-{size[0]}")
    assert not scrolls_sideways(page)
    assert now_is(staff, story) == "withdrawn"
    context.close()
    looked = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    sign_in(looked, staff_site)
    looked.goto(f"{staff_site}/staff/withdraw/{story.key}")
    assert axe(looked) == []
    looked.context.close()


def test_the_keyboard_alone_publishes_and_enter_on_a_tick_publishes_nothing(
    staff: StaffRoom, staff_site: str, browser: Any
) -> None:
    staff.signed_in()
    told = tell(staff, add(staff, rules=HELD), *texts(2))
    page = browser.new_page()
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/inbox")
    page.focus(f"input[value='{told[0].key}']")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert {now_is(staff, story) for story in told} == {"held"}
    page.focus(f"input[value='{told[0].key}']")
    page.keyboard.press("Space")
    page.focus("text=Publish those I ticked")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You published")
    assert [now_is(staff, story) for story in told] == ["public", "held"]
    page.close()
