"""People: inviting them, what they may do, and parting with them."""

from datetime import UTC, datetime
from typing import Any

from syndication.store import activity, users
from tests.staff import PASSWORD, Browser, StaffRoom

BEN = "ben@coalition.example"


def people(staff: StaffRoom) -> dict[str, str]:
    with staff.store.read() as conn:
        return {user.email: user.role for user in users.listed(conn)}


def number_of(staff: StaffRoom, email: str) -> str:
    with staff.store.read() as conn:
        user = users.by_email(conn, email)
    assert user
    return str(user.id)


def post(browser: Browser, path: str, **fields: Any) -> Browser:
    """A form that no page of ours has, with our secret in it."""
    csrf = browser.open("/staff/").page.xpath("//input[@name='csrf']")[0].value
    browser.answer = browser.client.post(path, data={"csrf": csrf, **fields})
    return browser


def press(browser: Browser, label: str, email: str) -> Browser:
    """The button of this person."""
    return browser.open("/staff/people").press(f"{label} {email}")


def test_who_is_invited_comes_in_once_by_the_link_on_the_page(staff: StaffRoom) -> None:
    ana = staff.signed_in().open("/staff/people")
    ana.press("Invite", email="Ben@Coalition.example", role="editor")
    assert ana.status == 200
    assert "It lets them in once and is good for a week." in ana.text
    link = ana.page.get_element_by_id("link").value
    assert link.startswith("https://hub.example/staff/in/")
    assert people(staff) == {"ana@coalition.example": "admin", BEN: "editor"}
    path = link.removeprefix("https://hub.example")
    ben = staff.browser().open(path).press("Come in").press("Keep this password", new=PASSWORD)
    assert ben.path == "/staff/"
    assert staff.browser().open(path).status == 410
    assert link not in ana.open("/staff/people").answer.text


def test_an_invitation_that_is_not_right_keeps_what_was_typed(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for email, role in (("no address", "editor"), (BEN, "owner"), (BEN, ""), ("", "editor")):
        browser.open("/staff/people").press("Invite", email=email, role=role)
        assert browser.status == 422
        assert browser.page.get_element_by_id("problem") is not None
        assert browser.page.get_element_by_id("email").value == email
    assert people(staff) == {"ana@coalition.example": "admin"}


def test_inviting_somebody_who_works_here_changes_nothing(staff: StaffRoom) -> None:
    browser = staff.signed_in().open("/staff/people")
    browser.press("Invite", email="ANA@coalition.example", role="editor")
    assert (browser.status, "works here already" in browser.text) == (422, True)
    assert people(staff) == {"ana@coalition.example": "admin"}


def test_a_form_sets_nothing_that_it_does_not_ask_for(staff: StaffRoom) -> None:
    more = {"id": "1", "password": "x", "removed_at": "", "added_at": "1999-01-01", "person": "1"}
    post(staff.signed_in(), "/staff/people/invite", email=BEN, role="editor", **more)
    with staff.store.read() as conn:
        ben = users.by_email(conn, BEN)
    assert ben
    assert (ben.password, ben.role, ben.id != 1) == (None, "editor", True)


def test_who_is_removed_is_out_at_once_and_what_they_did_keeps_their_name(staff: StaffRoom) -> None:
    ben, ana = staff.signed_in(BEN, "editor"), staff.signed_in()
    press(ana, "Remove", BEN)
    assert (ana.status, "You removed ben@coalition.example from the desk." in ana.text) == (200, True)
    assert ben.open("/staff/").path == "/staff/sign-in"
    ben.press("Sign in", email=BEN, password=PASSWORD)
    assert ben.status == 422
    assert "Ben signed in." in ana.open("/staff/activity").text


def test_a_role_counts_from_the_next_click(staff: StaffRoom) -> None:
    ben, ana = staff.signed_in(BEN, "editor"), staff.signed_in()
    assert ben.open("/staff/people").status == 403
    ana.open("/staff/people").press(f"Make an admin: {BEN}")
    assert "You changed the role of ben@coalition.example." in ana.text
    assert ben.open("/staff/people").status == 200
    ana.open("/staff/people").press(f"Make an editor: {BEN}")
    assert ben.open("/staff/people").status == 403


def test_nobody_changes_or_removes_themselves(staff: StaffRoom) -> None:
    staff.signed_in(BEN, "admin")
    ana = staff.signed_in().open("/staff/people")
    mine = number_of(staff, "ana@coalition.example")
    assert mine not in [field.value for field in ana.page.xpath("//input[@name='person']")]
    for path, more in (("remove", {}), ("role", {"role": "editor"}), ("link", {})):
        refused = post(ana, f"/staff/people/{path}", person=mine, **more)
        assert (refused.status, "This is you." in refused.text) == (422, True)
    assert people(staff) == {"ana@coalition.example": "admin", BEN: "admin"}


def test_two_admins_who_part_at_once_leave_one(staff: StaffRoom) -> None:
    ben, ana = staff.signed_in(BEN, "admin"), staff.signed_in()
    csrf = ben.open("/staff/").page.xpath("//input[@name='csrf']")[0].value
    press(ana, "Remove", BEN)
    form = {"csrf": csrf, "person": number_of(staff, "ana@coalition.example")}
    ben.answer = ben.client.post("/staff/people/remove", data=form)
    assert people(staff) == {"ana@coalition.example": "admin"}


def test_a_number_of_nobody_does_nothing(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for person in ("", "0", "999", "-1", "1 or 1=1", "1" * 5000, "../1"):
        ana = post(browser, "/staff/people/remove", person=person)
        assert (ana.status, "Nobody here has this number any more." in ana.text) == (422, True)


def test_editors_do_none_of_this(staff: StaffRoom) -> None:
    ben = staff.signed_in(BEN, "editor")
    staff.signed_in()
    number = number_of(staff, "ana@coalition.example")
    for path in ("invite", "link", "role", "remove"):
        assert post(ben, f"/staff/people/{path}", person=number, email="eve@x.example", role="admin").status == 403
    assert people(staff) == {"ana@coalition.example": "admin", BEN: "editor"}


def test_a_new_link_shuts_every_old_way_in(staff: StaffRoom) -> None:
    ben, ana = staff.signed_in(BEN, "editor"), staff.signed_in()
    press(ana, "New link for", BEN)
    first = ana.page.get_element_by_id("link").value.removeprefix("https://hub.example")
    press(ana, "New link for", BEN)
    second = ana.page.get_element_by_id("link").value.removeprefix("https://hub.example")
    assert ben.open("/staff/").path == "/staff/sign-in"
    assert staff.browser().open(first).status == 410
    back = staff.browser().open(second).press("Come in")
    assert back.path == "/staff/password"
    assert back.press("Keep this password", new="another lantern otter").path == "/staff/"


def test_who_came_back_is_a_stranger_to_their_old_password(staff: StaffRoom) -> None:
    staff.signed_in(BEN, "admin")
    ana = staff.signed_in()
    press(ana, "Remove", BEN)
    ana.open("/staff/people").press("Invite", email=BEN, role="editor")
    ben = staff.browser().open("/staff/sign-in").press("Sign in", email=BEN, password=PASSWORD)
    assert ben.status == 422
    assert people(staff)[BEN] == "editor"


def test_a_name_is_shown_and_never_run(staff: StaffRoom) -> None:
    evil = "<img/src=x/onerror=alert(1)>@evil.example"
    ana = staff.signed_in().open("/staff/people").press("Invite", email=evil, role="editor")
    assert "<img" not in ana.answer.text
    for path in ("/staff/people", "/staff/activity"):
        assert "<img" not in ana.open(path).answer.text
    with staff.store.transaction() as conn:
        user = users.by_email(conn, evil)
        assert user
        activity.record(conn, user.id, "unheard of", datetime.now(UTC), about="{who.__class__}")
    assert "<img" not in ana.open("/staff/activity").answer.text


def test_all_of_it_stands_in_the_log_and_no_link_does(staff: StaffRoom) -> None:
    ana = staff.signed_in().open("/staff/people").press("Invite", email=BEN, role="editor")
    secret = ana.page.get_element_by_id("link").value.rpartition("/")[2]
    press(ana, "New link for", BEN)
    press(ana, "Remove", BEN)
    log = ana.open("/staff/activity")
    for said in ("Ana invited ben@", "Ana gave ben@coalition.example a new link to come in.", "Ana removed ben@"):
        assert said in log.text
    assert secret not in log.answer.text
