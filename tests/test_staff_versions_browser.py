"""The page of an item with earlier versions in a real browser: phone and desktop, without scripts."""

from typing import Any

import pytest

from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in
from tests.test_staff_items import said, tell
from tests.test_staff_versions import corrected, evening, ours, title_of
from tests.test_stories import TEXT


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_earlier_versions_are_for_everybody(
    staff: StaffRoom, staff_site: str, browser: Any, size: Any, scheme: str
) -> None:
    desk = staff.signed_in()
    (story,) = tell(staff, ours(staff), said("The laundry room of Olmo Street is an office now", TEXT))
    corrected(desk, story, title="An office in Olmo Street", text="It is open.\n\n- on Monday\n- on Friday")
    corrected(desk, story, title="An office in Olmo Street, at last")
    met = evening(staff, ours(staff))
    corrected(desk, met, place="Mill Hall", address="x" * 90)
    corrected(desk, met, place="Canal Place", address="40 Mill Street")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, staff_site)
    for name, told in (("text", story), ("meeting", met)):
        page.goto(f"{staff_site}/staff/items/{told.key}")
        for summary in page.query_selector_all("section[aria-labelledby=versions] summary"):
            summary.click()
        shot(page, f"versions-{name}-{size[0]}")
        assert (name, axe(page)) == (name, [])
        assert not scrolls_sideways(page), name
    context.close()
    bare = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=False)
    page = bare.new_page()
    sign_in(page, staff_site)
    page.goto(f"{staff_site}/staff/items/{story.key}")
    page.click("section[aria-labelledby=versions] summary >> nth=1")
    page.click("section[aria-labelledby=versions] details[open] button")
    page.wait_for_selector("text=You corrected")
    assert title_of(staff, story) == "The laundry room of Olmo Street is an office now"
    bare.close()
