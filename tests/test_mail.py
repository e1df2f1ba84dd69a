"""A letter handed to a mail server, a real one on loopback: who may read it, who vouches for it, what it may not do."""

import re
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from syndication import accounts, mail
from syndication.health.letter import Letter
from syndication.mail import Undeliverable, can_send, can_tell, send
from syndication.settings import Settings
from syndication.store.db import Store
from syndication.web.app import create_app
from tests.conftest import NOW
from tests.mail_server import USER, PostOffice, bad_office, mailing, post_office
from tests.origin import certified
from tests.service import eventually, free_port
from tests.staff import PASSWORD as STAFF_PASSWORD
from tests.staff import StaffRoom

ANA, BEN = "ana@coalition.example", "ben@coalition.example"
LETTER = Letter(
    "¿Sigue siendo Casa Amanecer?", "Hola:\n\nmañana 日本.\n.\nhttps://hub.example/staff/" + "x" * 1200 + "\n"
)
IN_URL = f"{USER.replace('@', '%40')}:p%40ss%3Aword%2F7"


def deliver(settings: Settings, letter: Letter = LETTER, to: tuple[str, ...] = (ANA, BEN), **more: object) -> object:
    return send(settings, letter, to, "digest.1@hub.example", NOW, **more)  # type: ignore[arg-type] # one keyword


# What is sent


def test_a_letter_arrives_whole_with_the_headers_that_it_needs(settings: Settings) -> None:
    with post_office() as office:
        assert deliver(mailing(settings, office.url)) == ()
    (got,) = office.got
    assert (got.sender, got.to) == ("news@hub.example", [ANA, BEN])
    letter = got.letter
    assert str(letter["From"]) == "Bay State Welcome <news@hub.example>"
    assert str(letter["To"]) == f"{ANA}, {BEN}"
    assert got.subject == LETTER.subject
    assert parsedate_to_datetime(letter["Date"]) == NOW
    assert letter["Message-ID"] == "<digest.1@hub.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content_charset() == "utf-8"
    assert got.body == LETTER.body
    assert got.raw.isascii()
    assert max(map(len, got.raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "subject",
    [
        "Bay State Welcome: una fuente con problemas, un texto espera, una reunión con algo por anunciar",
        "Bay State Welcome: one source in trouble, 3 items wait, 2 meetings with something to be announced",
        "ñ" * 150,
        "日本" * 60 + " a b " + "x" * 100,
    ],
)
def test_a_long_subject_arrives_to_the_letter(settings: Settings, subject: str) -> None:
    with post_office() as office:
        deliver(mailing(settings, office.url, short_name="Coalición «Señal», Bay"), Letter(subject, "b\n"))
    (got,) = office.got
    assert got.subject == subject
    assert str(got.letter["From"]) == '"Coalición «Señal», Bay" <news@hub.example>'
    assert max(map(len, got.raw.split(b"\r\n"))) <= 120


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\0"])
def test_no_line_end_makes_a_header_of_what_follows_it(settings: Settings, end: str) -> None:
    evil = Letter(f"Casa{end}Bcc: eve@evil.example{end}{end}<b>", f"Casa{end}.{end}MAIL FROM:<eve@evil.example>\n")
    with post_office() as office:
        deliver(mailing(settings, office.url, short_name=f"Us{end}Bcc: eve@evil.example"), evil)
    (got,) = office.got
    assert got.to == [ANA, BEN]
    assert got.letter["Bcc"] is None
    assert got.letter.get_content_type() == "text/plain"
    assert len(got.letter.get_all("Subject") or ()) == 1


@pytest.mark.parametrize(
    "address", ["a@b.example\nBcc: eve@evil.example", "a\0@b.example", "<a>@b.example", "a@b@c.example", "", "a,b@c"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(settings: Settings, address: str) -> None:
    with post_office() as office:
        with pytest.raises(Undeliverable):
            deliver(mailing(settings, office.url), to=(ANA, address))
        assert office.got == []


def test_who_is_not_known_keeps_nobody_else_from_the_letter(settings: Settings) -> None:
    with post_office() as office:
        office.refused = {BEN}
        assert deliver(mailing(settings, office.url)) == (BEN,)
        assert office.got[0].to == [ANA]
        office.refused = {ANA, BEN}
        with pytest.raises(Undeliverable):
            deliver(mailing(settings, office.url))


# How


def test_name_and_password_of_the_address_are_given(settings: Settings) -> None:
    with post_office(auth=True) as office:
        deliver(mailing(settings, office.url.replace("//", f"//{IN_URL}@")))
        assert office.got[0].user == USER


def test_a_wrong_password_is_told_without_it(settings: Settings) -> None:
    with post_office(auth=True) as office, pytest.raises(Undeliverable) as told:
        deliver(mailing(settings, office.url.replace("//", "//news%40hub.example:hunter22@")))
    assert "535" in str(told.value)
    assert "hunter22" not in str(told.value)


def test_what_is_offered_by_starttls_is_taken_and_the_password_comes_after_it(settings: Settings) -> None:
    server, client = certified("127.0.0.1")
    with post_office(auth=True, tls_context=server, require_starttls=True) as office:
        deliver(mailing(settings, office.url.replace("//", f"//{IN_URL}@")), context=client)
    assert (office.got[0].encrypted, office.got[0].user) == (True, USER)


def test_a_server_may_speak_tls_from_the_first_byte(settings: Settings) -> None:
    server, client = certified("127.0.0.1")
    with post_office(wrapped=server) as office:
        deliver(mailing(settings, office.url.replace("smtp:", "smtps:")), context=client)
    assert office.got[0].encrypted


@pytest.mark.parametrize("name", ["127.0.0.1", "mail.other.example"])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for_or_of_another_is_refused(
    settings: Settings, scheme: str, name: str
) -> None:
    server, client = certified(name)
    trusting = None if name == "127.0.0.1" else client
    more = {"wrapped": server} if scheme == "smtps" else {"tls_context": server}
    with post_office(**more) as office:  # type: ignore[arg-type] # one of the two
        with pytest.raises(Undeliverable, match=r"(?i)certificate"):
            deliver(mailing(settings, office.url.replace("smtp:", f"{scheme}:")), context=trusting)
        assert office.got == []


def test_a_password_is_never_sent_in_the_open_to_another_machine(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, port, *__: [(2, 1, 6, "", ("127.0.0.1", port))])
    with post_office(auth=True) as office:
        url = office.url.replace("//127.0.0.1", f"//{IN_URL}@mail.far.example")
        with pytest.raises(Undeliverable, match="no TLS"):
            deliver(mailing(settings, url))
        assert office.got == []


# Servers in a bad mood


def test_a_server_that_is_not_there_is_told_in_a_line(settings: Settings) -> None:
    with pytest.raises(Undeliverable, match="refused") as told:
        deliver(mailing(settings, f"smtp://127.0.0.1:{free_port()}"))
    assert "\n" not in str(told.value)


def test_a_refusal_is_told_in_the_server_s_words(settings: Settings) -> None:
    with post_office() as office:
        office.refusing = "451 4.3.0 come again later"
        with pytest.raises(Undeliverable, match=r"451 4\.3\.0 come again later"):
            deliver(mailing(settings, office.url))


@pytest.mark.parametrize("said", [b"", b"220 here I am\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220-" * 9000])
def test_a_server_that_falls_silent_costs_no_more_than_our_patience(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.3)

    def serve(connection: socket.socket) -> None:
        connection.sendall(said)
        time.sleep(3)

    began = time.monotonic()
    with bad_office(serve) as port, pytest.raises(Undeliverable):
        deliver(mailing(settings, f"smtp://127.0.0.1:{port}"))
    assert time.monotonic() - began < 2


def test_a_server_that_never_ends_is_cut_off(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LONGEST", 0.5)

    def serve(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"220-wait\r\n")
            time.sleep(0.05)

    with bad_office(serve) as port, pytest.raises(Undeliverable, match="took more than"):
        deliver(mailing(settings, f"smtp://127.0.0.1:{port}"))


def test_who_took_the_letter_and_hangs_up_at_our_goodbye_has_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.3)

    def serve(connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                if line.upper().startswith(b"QUIT"):
                    time.sleep(1)
                    return
                if line == b".\r\n" or line[:4].upper() in COMMANDS:
                    connection.sendall(b"354 go on\r\n" if line.upper().startswith(b"DATA") else b"250 fine\r\n")

    with bad_office(serve) as port:
        assert deliver(mailing(settings, f"smtp://127.0.0.1:{port}"), Letter("A", "b\n")) == ()


COMMANDS = {b"EHLO", b"MAIL", b"RCPT", b"DATA"}


def test_nothing_can_be_sent_without_a_server_and_a_sender(settings: Settings) -> None:
    assert not can_send(settings)
    without_people = mailing(settings, "smtp://mail.example.org:587")
    assert (can_send(without_people), can_tell(without_people)) == (True, False)
    assert can_tell(mailing(settings, "smtp://mail.example.org:587", ANA))


# A link to come in


@pytest.fixture
def door(settings: Settings, store: Store) -> Iterator[tuple[StaffRoom, PostOffice]]:
    with post_office() as office:
        room = desk_with(mailing(settings, office.url), store)
        room.signed_in("ana@coalition.example")
        yield room, office


def desk_with(settings: Settings, store: Store) -> StaffRoom:
    return StaffRoom(settings, store, create_app(settings, store=store))


def test_who_works_here_is_mailed_a_link_that_lets_them_in_once(door: tuple[StaffRoom, PostOffice]) -> None:
    room, office = door
    browser = room.browser().open("/staff/sign-in").press("Mail me a link", email=" Ana@Coalition.example ")
    assert (browser.status, browser.path) == (200, "/staff/link")
    assert "Look into your mail." in browser.text
    (got,) = office.wait(1)
    assert got.to == ["ana@coalition.example"]
    assert got.subject == "Bay State Welcome: your link to the desk"
    (path,) = re.findall(r"https://hub\.example(/staff/in/\S+)", got.body)
    inside = room.browser().open(path).press("Come in as ana@coalition.example")
    assert inside.path == "/staff/"
    assert room.browser().open(path).status == 410


def test_a_link_is_good_for_twenty_minutes(settings: Settings, store: Store) -> None:
    now = [NOW]
    with post_office() as office:
        app = create_app(mailing(settings, office.url), store=store, now=lambda: now[0])
        room = StaffRoom(settings, store, app)
        with store.transaction() as conn:
            accounts.invite(conn, ANA, "editor", NOW)
        room.browser().open("/staff/sign-in").press("Mail me a link", email=ANA)
        (path,) = re.findall(r"https://hub\.example(/staff/in/\S+)", office.wait(1)[0].body)
    now[0] = NOW + timedelta(minutes=19)
    assert room.browser().open(path).status == 200
    now[0] = NOW + timedelta(minutes=20)
    assert room.browser().open(path).status == 410


def test_nothing_tells_whether_an_address_is_known(door: tuple[StaffRoom, PostOffice]) -> None:
    room, office = door
    pages = []
    for email in ("ana@coalition.example", "nobody@elsewhere.example"):
        browser = room.browser().open("/staff/sign-in").press("Mail me a link", email=email)
        pages.append((browser.status, browser.text.replace(email, ""), browser.answer.headers.keys()))
    assert pages[0] == pages[1]
    office.wait(1)
    time.sleep(0.2)
    assert [got.to for got in office.got] == [["ana@coalition.example"]]


def test_links_are_not_mailed_without_end(door: tuple[StaffRoom, PostOffice]) -> None:
    room, office = door
    browser = room.browser().open("/staff/sign-in")
    statuses = [browser.press("Mail me a link", email="ana@coalition.example").status for _ in range(12)]
    assert statuses == [200] * 8 + [429] * 4
    assert "too often" in browser.text
    office.wait(8)
    assert len(office.got) == 8
    browser.open("/staff/sign-in").press("Sign in", email="ana@coalition.example", password=STAFF_PASSWORD)
    assert browser.path == "/staff/", "who asked for links may still know the password"


def test_without_an_address_nothing_is_lost_and_it_is_said_what_is_missing(door: tuple[StaffRoom, PostOffice]) -> None:
    room, _ = door
    browser = room.browser().open("/staff/sign-in?to=/password").press("Mail me a link")
    assert (browser.status, "Type your mail address first" in browser.text) == (422, True)
    browser.press("Sign in", email="ana@coalition.example", password=STAFF_PASSWORD)
    assert browser.path == "/staff/password"


def test_a_forged_or_foreign_form_mails_nothing(door: tuple[StaffRoom, PostOffice]) -> None:
    room, office = door
    client = room.browser().open("/staff/sign-in").client
    sent = {"email": "ana@coalition.example", "csrf": "x"}
    assert client.post("/staff/link", data=sent).status_code == 422
    assert client.post("/staff/link", data=sent, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    time.sleep(0.2)
    assert office.got == []


def test_a_false_host_name_stands_in_no_link(door: tuple[StaffRoom, PostOffice]) -> None:
    room, office = door
    browser = room.browser().open("/staff/sign-in")
    browser.client.headers["host"] = "evil.example"
    browser.press("Mail me a link", email="ana@coalition.example")
    assert b"evil.example" not in office.wait(1)[0].raw


def test_no_link_is_offered_where_no_mail_can_be_sent(settings: Settings, store: Store) -> None:
    staff = desk_with(settings, store)
    staff.signed_in()
    browser = staff.browser().open("/staff/sign-in")
    assert "Mail me a link" not in browser.text
    assert "An admin can give you a link" in browser.text
    assert browser.client.post("/staff/link", data={"email": ANA}).status_code == 404


def test_a_link_that_cannot_be_mailed_costs_nobody_a_wait(
    settings: Settings, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    room = desk_with(mailing(settings, f"smtp://127.0.0.1:{free_port()}"), store)
    room.signed_in("ana@coalition.example")
    browser = room.browser().open("/staff/sign-in").press("Mail me a link", email="ana@coalition.example")
    assert browser.status == 200
    assert eventually(lambda: "could not be mailed" in caplog.text, 5)
