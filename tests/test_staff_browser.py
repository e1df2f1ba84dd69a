"""The desk in a real browser: on a phone and on a desktop, with the keyboard alone, without scripts."""

from typing import Any

import pytest

from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.staff import PASSWORD, StaffRoom


def sign_in(page: Any, site: str) -> None:
    page.goto(f"{site}/staff/sign-in")
    page.fill("#email", "ana@coalition.example")
    page.fill("#password", PASSWORD)
    page.click("button.go")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_is_open_to_everybody(staff: StaffRoom, staff_site: str, browser: Any, size: Any, scheme: str) -> None:
    staff.signed_in()
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{staff_site}/staff/sign-in")
    shot(page, f"sign-in-{size[0]}-{scheme}")
    assert axe(page) == []
    assert not scrolls_sideways(page)
    context.close()
