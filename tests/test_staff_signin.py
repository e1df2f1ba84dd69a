"""Coming in at the desk, and staying out of it."""

import re
from datetime import UTC, datetime

import pytest

from syndication import accounts
from syndication.store import users
from tests.staff import PASSWORD, StaffRoom


def test_the_first_person_sets_up_the_desk_with_the_code_of_the_console(staff: StaffRoom) -> None:
    browser = staff.browser().open("/staff/")
    assert browser.path == "/staff/first"
    browser.press("Begin", code="abcd efgh jkmn", email="Ana@Coalition.example", password=PASSWORD)
    assert (browser.status, browser.path) == (200, "/staff/")
    assert "ana@coalition.example" in browser.text
    with staff.store.read() as conn:
        assert [(user.email, user.role) for user in users.listed(conn)] == [("ana@coalition.example", "admin")]


def test_the_code_is_good_for_nobody_else(staff: StaffRoom) -> None:
    wrong = (
        staff.browser().open("/staff/first").press("Begin", code="AAAA", email="eve@evil.example", password=PASSWORD)
    )
    assert (wrong.status, "not the code" in wrong.text) == (422, True)
    staff.signed_in()
    late = staff.browser().open("/staff/first")
    assert late.path == "/staff/sign-in"


@pytest.mark.parametrize("password", ["short", "ana@coalition.example", "x" * 201])
def test_a_password_that_is_easily_guessed_is_refused_and_nothing_typed_is_lost(
    staff: StaffRoom, password: str
) -> None:
    browser = staff.browser().open("/staff/first")
    browser.press("Begin", code="ABCD-EFGH-JKMN", email="ana@coalition.example", password=password)
    assert browser.status == 422
    assert browser.page.get_element_by_id("email").value == "ana@coalition.example"


def test_who_is_not_signed_in_comes_to_the_door_and_then_where_they_wanted_to_go(staff: StaffRoom) -> None:
    staff.signed_in()
    browser = staff.browser().open("/staff/password")
    assert browser.path == "/staff/sign-in?to=/password"
    browser.press("Sign in", email="ana@coalition.example", password=PASSWORD)
    assert browser.path == "/staff/password"


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/%0d%0aX: y", "javascript:x"]
)
def test_nobody_is_sent_to_another_site(staff: StaffRoom, to: str) -> None:
    staff.signed_in()
    browser = staff.browser().open(f"/staff/sign-in?to={to}")
    browser.press("Sign in", email="ana@coalition.example", password=PASSWORD)
    assert browser.answer.url.host == "testserver"
    assert browser.path.startswith("/staff/")


@pytest.mark.parametrize(("email", "password"), [("ana@coalition.example", "wrong"), ("nobody@x.example", PASSWORD)])
def test_wrong_words_say_nothing_of_who_works_here(staff: StaffRoom, email: str, password: str) -> None:
    staff.signed_in()
    browser = staff.browser().open("/staff/sign-in").press("Sign in", email=email, password=password)
    assert browser.status == 422
    assert "The mail address or the password is not right" in browser.text
    assert browser.page.get_element_by_id("email").value == email


def test_guessing_is_slowed_down_and_the_right_password_waits_too(staff: StaffRoom) -> None:
    staff.signed_in()
    browser = staff.browser().open("/staff/sign-in")
    for _ in range(8):
        browser.press("Sign in", email="ana@coalition.example", password="guess")
    browser.press("Sign in", email="ana@coalition.example", password=PASSWORD)
    assert (browser.status, "too often" in browser.text) == (429, True)


def test_a_session_is_new_at_each_sign_in(staff: StaffRoom) -> None:
    browser = staff.browser()
    staff.signed_in()
    held = set()
    for _ in range(2):
        browser.open("/staff/sign-in").press("Sign in", email="ana@coalition.example", password=PASSWORD)
        held.add(next(cookie.value for cookie in browser.client.cookies.jar if cookie.name == "desk"))
    assert len(held) == 2


def test_the_cookie_is_kept_from_scripts_and_other_sites(staff: StaffRoom) -> None:
    staff.signed_in()
    browser = staff.browser().open("/staff/sign-in")
    browser.client.follow_redirects = False
    browser.press("Sign in", email="ana@coalition.example", password=PASSWORD)
    cookie = browser.answer.headers["set-cookie"]
    assert re.search(r"desk=[\w-]+;.*HttpOnly.*Path=/staff.*SameSite=lax.*Secure", cookie, re.IGNORECASE)


def test_signing_out_ends_the_session_everywhere_it_was_copied_to(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    secret = next(cookie.value for cookie in browser.client.cookies.jar if cookie.name == "desk")
    browser.press("Sign out")
    thief = staff.browser()
    thief.client.headers["cookie"] = f"desk={secret}"
    assert thief.open("/staff/").path == "/staff/sign-in"


def test_a_link_lets_in_once_and_only_when_its_button_is_pressed(staff: StaffRoom) -> None:
    with staff.store.transaction() as conn:
        _, secret = accounts.invite(conn, "ben@coalition.example", "editor", datetime.now(UTC))
    looked_at_by_a_mail_program = staff.browser().open(f"/staff/in/{secret}")
    assert looked_at_by_a_mail_program.status == 200
    browser = staff.browser().open(f"/staff/in/{secret}").press("Come in as ben@coalition.example")
    assert browser.path == "/staff/password"
    browser.press("Keep this password", new=PASSWORD)
    assert browser.path == "/staff/"
    again = staff.browser().open(f"/staff/in/{secret}")
    assert (again.status, "used already" in again.text) == (410, True)


@pytest.mark.parametrize("forged", ["", "x" * 32])
def test_a_form_that_is_not_ours_does_nothing(staff: StaffRoom, forged: str) -> None:
    browser = staff.signed_in()
    answer = browser.client.post("/staff/sign-out", data={"csrf": forged})
    assert answer.status_code == 403
    assert browser.open("/staff/").path == "/staff/"


def test_a_form_of_another_site_does_nothing_even_with_our_secret(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    (field, *_) = browser.page.xpath("//input[@name='csrf']")
    headers = {"sec-fetch-site": "cross-site"}
    assert browser.client.post("/staff/sign-out", data={"csrf": field.value}, headers=headers).status_code == 403


def test_pages_of_the_desk_are_kept_by_nobody_and_framed_by_nobody(staff: StaffRoom) -> None:
    headers = staff.signed_in().answer.headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


def test_a_false_host_name_leads_nobody_anywhere(staff: StaffRoom) -> None:
    staff.signed_in()
    browser = staff.browser()
    browser.client.follow_redirects = False
    answer = browser.client.get("/staff/", headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")
    assert "evil.example" not in staff.browser().client.get("/staff/sign-in", headers={"host": "evil.example"}).text
