"""Channels and topics in a real browser: on a phone and on a desktop, without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest

from syndication.preferences import in_force
from tests.browser import DESKTOP, PHONE, axe, scrolls_sideways, shot
from tests.staff import StaffRoom
from tests.test_staff_browser import sign_in
from tests.test_staff_channels import make
from tests.test_staff_items import add, said, tell


@pytest.fixture
def page(staff: StaffRoom, staff_site: str, browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Signed in at the desk, where there is a channel and a topic, in a browser as `request.param` has it."""
    tell(
        staff,
        add(staff),
        said("A rent freeze in Lawrence", language="en"),
        said("Help with the rent", "Come on Friday with your lease."),
    )
    tell(
        staff,
        add(staff, "Centro Comunitario de Trabajadores"),
        said("La renta sube", "La renta sube otra vez en Lowell.", language="es"),
    )
    hers = make(
        staff.signed_in(), title="Rent and home", include="rent, renta", description="What tenants need to know."
    )
    hers.press("Add this topic", name="Housing", words="vivienda, tenants, aluguel")
    context = browser.new_context(base_url=staff_site, **request.param)
    opened = context.new_page()
    opened.set_default_timeout(5_000)
    sign_in(opened, staff_site)
    yield opened
    context.close()


def well(page: Any, name: str) -> None:
    shot(page, f"{name}-{page.viewport_size['width']}")
    assert axe(page) == []
    assert not scrolls_sideways(page)


def size(of: tuple[int, int], scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": of[0], "height": of[1]}, "color_scheme": scheme}


@pytest.mark.parametrize(
    "page", [size(PHONE, "light"), size(DESKTOP, "light")], indirect=True, ids=["phone", "desktop"]
)
def test_everybody_can_make_a_channel(page: Any) -> None:
    page.goto("/staff/channels")
    page.get_by_text("Add a topic").click()
    well(page, "channels")
    page.get_by_role("link", name="Make a channel").click()
    page.fill("#title", "Casa")
    page.get_by_label("Casa Amanecer").check()
    page.get_by_role("button", name="Try it").click()
    well(page, "channel-tried")
    page.fill("#limit", "many")
    page.get_by_role("button", name="Make this channel").click()
    well(page, "channel-wrong")
    page.goto("/staff/channels")
    page.get_by_role("button", name="Remove").first.click()
    well(page, "channel-remove")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_it_needs_no_script(page: Any, staff: StaffRoom) -> None:
    page.goto("/staff/channels/channel")
    page.fill("#title", "Spanish")
    page.get_by_label("Español").check()
    page.get_by_role("button", name="Make this channel").click()
    assert page.get_by_text("You saved the channel Spanish.").is_visible()
    assert in_force(staff.settings, staff.store).channels["spanish"].languages == ("es",)
