"""How often somebody may try to come in."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from syndication import accounts
from syndication.store import users
from syndication.web.app import create_app
from syndication.web.staff.throttle import MOST, MOST_KEYS, Throttle
from tests.staff import PASSWORD, StaffRoom

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class Clock:
    now = NOW


@pytest.fixture
def throttle() -> Throttle:
    Clock.now = NOW
    return Throttle(lambda: Clock.now)


def test_so_many_tries_in_a_quarter_of_an_hour(throttle: Throttle) -> None:
    assert [throttle.take("ana", "1.2.3.4") for _ in range(MOST + 1)] == [True] * MOST + [False]
    Clock.now += timedelta(minutes=16)
    assert throttle.take("ana", "1.2.3.4")


def test_who_is_refused_does_not_make_the_wait_longer(throttle: Throttle) -> None:
    for _ in range(MOST):
        throttle.take("ana", "1.2.3.4")
    for _ in range(8):
        Clock.now += timedelta(minutes=1, seconds=50)
        throttle.take("ana", "1.2.3.4")
    Clock.now += timedelta(minutes=1)
    assert throttle.take("ana", "1.2.3.4")


def test_a_try_that_went_well_is_given_back(throttle: Throttle) -> None:
    for _ in range(3 * MOST):
        assert throttle.take("ana", "1.2.3.4")
        throttle.give_back("ana", "1.2.3.4")


def test_a_name_is_guarded_from_everywhere_and_a_line_for_all_names(throttle: Throttle) -> None:
    for n in range(MOST):
        assert throttle.take("ana", f"1.2.3.{n}")
    assert not throttle.take("Ana", "9.9.9.9")
    for n in range(MOST):
        assert throttle.take(f"guess {n}", "2001:db8::1")
    assert not throttle.take("another", "2001:db8::ffff")
    assert throttle.take("another", "2001:db8:1::1")


def test_a_flood_of_names_makes_nobody_forgotten_and_takes_little_room(throttle: Throttle) -> None:
    for _ in range(MOST):
        throttle.take("ana", "1.2.3.4")
    for n in range(MOST_KEYS + 50):
        throttle.take(f"{n}" + "x" * 1000, f"10.{n % 250}.{n // 250 % 250}.1")
    assert not throttle.take("ana", "9.9.9.9")
    assert max(len(key) for table in throttle._tables for key in table) < 50


def test_guesses_at_the_same_moment_are_counted_one_by_one(staff: StaffRoom) -> None:
    staff.signed_in()
    door = staff.browser().open("/staff/sign-in")
    held = next(cookie.value for cookie in door.client.cookies.jar if cookie.name == "desk-form")

    async def guess() -> Counter[int]:
        transport = httpx2.ASGITransport(staff.app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://testserver") as client:
            sent = {"csrf": held, "email": "ana@coalition.example", "password": "guess"}
            headers = {"cookie": f"desk-form={held}"}
            tries = (client.post("/staff/sign-in", data=sent, headers=headers) for _ in range(40))
            return Counter(answer.status_code for answer in await asyncio.gather(*tries))

    with ThreadPoolExecutor(1) as thread:  # in this one the browser of other tests may have its own loop
        assert thread.submit(asyncio.run, guess()).result() == Counter({422: MOST, 429: 40 - MOST})


def test_an_old_password_is_not_guessed_from_an_open_session_either(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    for _ in range(MOST):
        browser.open("/staff/password").press("Keep this password", old="guess", new="another long password")
    browser.open("/staff/password").press("Keep this password", old=PASSWORD, new="another long password")
    assert "too often" in browser.text


@pytest.mark.parametrize("path", ["/staff/", "/staff/sign-in", "/staff/first", "/staff/in/x", "/staff/inbox"])
def test_without_a_database_the_desk_says_so(staff: StaffRoom, path: str) -> None:
    client = TestClient(create_app(staff.settings), base_url="https://testserver")
    client.cookies.set("desk", "x" * 40, path="/staff")
    answer = client.get(path)
    assert (answer.status_code, "closed for a moment" in answer.text) == (503, True)


def test_what_is_too_large_or_no_text_is_told_in_a_sentence(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    (field, *_) = browser.page.xpath("//input[@name='csrf']")
    large = browser.client.post("/staff/release/read", data={"csrf": field.value, "text": "x" * 3_100_000})
    assert (large.status_code, "three megabytes" in large.text) == (413, True)
    halves = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--b--\r\n'
    kind = {"content-type": "multipart/form-data; boundary=b; charset=utf-7"}
    assert browser.client.post("/staff/release/read", content=halves, headers=kind).status_code == 400


def test_a_link_that_was_not_used_is_good_no_more_after_a_new_password(staff: StaffRoom) -> None:
    browser = staff.signed_in()
    with staff.store.transaction() as conn:
        user = users.by_email(conn, "ana@coalition.example")
        assert user
        secret = accounts.link_for(conn, user, datetime.now(UTC), accounts.LINK)
    browser.open("/staff/password").press("Keep this password", old=PASSWORD, new="another long password")
    assert staff.browser().open(f"/staff/in/{secret}").status == 410


@pytest.mark.parametrize("email", ["a\0b@x.example", "a\x07@x.example", "\u202ebob@x.example", "no address"])
def test_nobody_has_a_name_that_cannot_be_seen(staff: StaffRoom, email: str) -> None:
    with staff.store.transaction() as conn, pytest.raises(accounts.Unfit):
        accounts.invite(conn, email, "editor", datetime.now(UTC))
