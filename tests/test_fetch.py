"""One address asked once: what is kept of the answer, and what each failure is called."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndication.gather.fetch import fetch
from syndication.model import Partner, Source, Validators
from syndication.net.address import allowed
from syndication.net.session import FetchError, Limits, Session
from tests.origin import Site

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FEED = b"<rss version='2.0'/>"
DIGEST = hashlib.sha256(FEED).hexdigest()
TYPE = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def session(site: Site) -> Session:
    return Session("Coalition/1", allowed([site.allowed]), Limits(5.0, 100_000))


def source(url: str, **facts: object) -> Source:
    partner = Partner(1, "neighbours", "Neighbours", None)
    return replace(Source(1, url, url, partner, None, None, ()), **facts)


def failure(session: Session, asked: Source) -> FetchError:
    with pytest.raises(FetchError) as failed:
        fetch(session, asked, NOW)
    return failed.value


def test_a_document_carries_what_asking_again_needs(site: Site, session: Session) -> None:
    site.serve("/feed", FEED, TYPE | {"ETag": 'W/"a b"', "Last-Modified": "yesterday, about noon"})
    document = fetch(session, source(site.url("/feed")), NOW)
    assert (document.body, document.media_type, document.url) == (FEED, "application/rss+xml", site.url("/feed"))
    assert document.validators == Validators(site.url("/feed"), 'W/"a b"', "yesterday, about noon")
    assert document.body_hash == DIGEST
    assert (document.max_age, document.moved_to) == (None, None)


def test_a_request_prefers_feeds(site: Site, session: Session) -> None:
    site.serve("/feed", FEED)
    fetch(session, source(site.url("/feed")), NOW)
    accepted = site.requests[0].headers["accept"]
    assert all(
        kind in accepted for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json", "*/*")
    )


def test_validators_go_back_verbatim_and_spare_the_body(site: Site, session: Session) -> None:
    site.serve(
        "/feed",
        FEED,
        TYPE | {"ETag": '"a"', "Last-Modified": "Mon, 01 Jan 2026 00:00:00 GMT", "Cache-Control": "max-age=60"},
    )
    first = fetch(session, source(site.url("/feed")), NOW)
    known = source(site.url("/feed"), validators=first.validators, body_hash=first.body_hash)
    second = fetch(session, known, NOW)
    assert second.body is None
    assert (second.validators, second.body_hash, second.max_age) == (first.validators, DIGEST, 60)
    assert site.requests[1].headers["if-none-match"] == '"a"'
    assert site.requests[1].headers["if-modified-since"] == "Mon, 01 Jan 2026 00:00:00 GMT"


def test_validators_of_another_address_are_not_sent(site: Site, session: Session) -> None:
    site.serve("/feed", FEED)
    fetch(session, source(site.url("/feed"), validators=Validators(site.url("/old"), '"a"', "then")), NOW)
    assert not {"if-none-match", "if-modified-since"} & set(site.requests[0].headers)


def test_validators_reach_the_address_behind_a_redirect_and_only_that(site: Site, session: Session) -> None:
    site.redirect("/feed", "/real", 302)
    site.serve("/real", FEED, {"ETag": '"a"'})
    first = fetch(session, source(site.url("/feed")), NOW)
    second = fetch(session, source(site.url("/feed"), validators=first.validators), NOW)
    assert second.body is None
    assert [request.headers.get("if-none-match") for request in site.requests] == [None, None, None, '"a"']


def test_a_304_may_bring_new_validators(site: Site, session: Session) -> None:
    site.serve("/feed", b"", {"ETag": '"b"'}, 304)
    document = fetch(session, source(site.url("/feed"), validators=Validators(site.url("/feed"), '"a"', "then")), NOW)
    assert document.validators == Validators(site.url("/feed"), '"b"', "then")


def test_a_304_that_nobody_asked_for_is_an_error_of_the_server(site: Site, session: Session) -> None:
    site.serve("/feed", b"", status=304)
    assert failure(session, source(site.url("/feed"))).code == "server_error"


def test_the_same_bytes_are_nothing_new(site: Site, session: Session) -> None:
    site.serve("/feed", FEED, {"ETag": '"new"'})
    document = fetch(session, source(site.url("/feed"), body_hash=DIGEST), NOW)
    assert document.body is None
    assert document.validators == Validators(site.url("/feed"), '"new"', None)


def test_a_validator_that_cannot_be_sent_back_is_dropped(site: Site, session: Session) -> None:
    site.raw("/feed", lambda: [b'HTTP/1.1 200 OK\r\nETag: "a\x01b"\r\n\r\n' + FEED])
    assert fetch(session, source(site.url("/feed")), NOW).validators is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=3600"}, 3600),
        ({"Cache-Control": 'private,MAX-AGE = "60"'}, 60),
        ({"Cache-Control": "s-maxage=60"}, None),
        ({"Cache-Control": "max-age=3600", "Age": "3000"}, 600),
        ({"Cache-Control": "max-age=60", "Age": "3000"}, 0),
        ({"Cache-Control": "max-age=60", "Expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, 60),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Expires": "0"}, 0),
        ({"Expires": "-1"}, 0),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_how_long_an_answer_stays_fresh(
    site: Site, session: Session, headers: dict[str, str], seconds: int | None
) -> None:
    site.serve("/feed", FEED, headers)
    assert fetch(session, source(site.url("/feed")), NOW).max_age == seconds


def test_expires_counts_from_the_servers_own_clock(site: Site, session: Session) -> None:
    head = b"HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nExpires: Sat, 01 Jan 2000 01:00:00 GMT\r\n\r\n"
    site.raw("/feed", lambda: [head + FEED])
    assert fetch(session, source(site.url("/feed")), NOW).max_age == 3600


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), "/1"), ((308, 301), "/2"), ((302,), None), ((307, 301), None), ((301, 302), "/1"), ((303,), None)],
)
def test_only_permanent_redirects_move_a_source(
    site: Site, session: Session, statuses: tuple[int, ...], moved: str | None
) -> None:
    for n, status in enumerate(statuses):
        site.redirect(f"/{n}", f"/{n + 1}", status)
    site.serve(f"/{len(statuses)}", FEED)
    assert fetch(session, source(site.url("/0")), NOW).moved_to == (site.url(moved) if moved else None)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, "server_error"), (302, "server_error"), (400, "refused"), (401, "login"), (403, "blocked"),
        (404, "not_found"), (406, "refused"), (407, "login"), (408, "timeout"), (410, "gone"),
        (429, "slow_down"), (451, "blocked"),
        (500, "server_error"), (503, "server_error"), (599, "server_error"),
    ],
)  # fmt: skip
def test_each_status_is_a_kind_of_failure(site: Site, session: Session, status: int, code: str) -> None:
    site.serve("/feed", b"" if status == 204 else FEED, TYPE, status)
    error = failure(session, source(site.url("/feed")))
    assert error.code == code
    assert str(status) in error.detail


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("999999", 86_400),
        ("9" * 400, 86_400),
        ("Mon, 23 Nov 2026 13:00:00 GMT", 3600),
        ("Mon, 23 Nov 2020 13:00:00 GMT", 0),
        ("Mon, 23 Nov 2099 13:00:00 GMT", 86_400),
        ("-5", None),
        ("soon", None),
    ],
)
def test_a_server_may_say_when_to_come_again(site: Site, session: Session, value: str, seconds: int | None) -> None:
    for status in (429, 503):
        site.serve("/feed", b"", {"Retry-After": value}, status)
        error = failure(session, source(site.url("/feed")))
        assert (error.code, error.retry_after) == ("slow_down", seconds)


@pytest.mark.parametrize(
    ("status", "headers", "page"),
    [
        (403, {"cf-mitigated": "challenge"}, b""),
        (202, {"x-amzn-waf-action": "challenge"}, b""),
        (403, {"Content-Type": "text/html"}, b"<html><title>Just a moment...</title>"),
        (503, {"Content-Type": "text/html; charset=utf-8"}, b"<p>Checking your browser before accessing"),
        (200, {"Content-Type": "text/html"}, b"<script src='/_Incapsula_Resource?a'></script>"),
    ],
)
def test_a_page_that_asks_whether_we_are_human_is_a_challenge(
    site: Site, session: Session, status: int, headers: dict[str, str], page: bytes
) -> None:
    site.serve("/feed", page, headers, status)
    assert failure(session, source(site.url("/feed"))).code == "challenge"


def test_a_feed_or_a_real_page_that_speaks_of_challenges_is_none(site: Site, session: Session) -> None:
    site.serve("/feed", b"<rss><title>Just a moment...</title></rss>", TYPE)
    site.serve("/page", b"<title>Blog</title><script src='/_Incapsula_Resource?a'></script>" + b"<p>words</p>" * 1000,
               {"Content-Type": "text/html"})  # fmt: skip
    assert fetch(session, source(site.url("/feed")), NOW).body
    assert fetch(session, source(site.url("/page")), NOW).body


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "desk:", "gopher://x/", "http://127.0.0.1/feed", "http://10.0.0.1/"]
)
def test_what_is_no_public_web_address_is_not_asked(session: Session, url: str) -> None:
    assert failure(session, source(url)).code == "private_addr"


def test_a_document_larger_than_the_limit_is_too_big(site: Site, session: Session) -> None:
    site.serve("/feed", b"x" * 100_001)
    assert failure(session, source(site.url("/feed"))).code == "too_big"
