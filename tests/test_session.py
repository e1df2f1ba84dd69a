"""The only door out: what it asks, what it refuses, and what no server can make it do."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from msgspec import structs

from syndication.net.address import allowed
from syndication.net.session import FetchError, Limits, Session, open_session
from syndication.settings import Settings
from tests.origin import DRIPS_FOR, Answer, Site, certified, drip, origin

LIMITS = Limits(total_timeout=5.0, max_bytes=1_000_000)
HURRIED = Limits(total_timeout=0.4, max_bytes=1_000_000)
AGENT = "Coalition/1 (+https://coalition.example/; 3 subscribers)"


@pytest.fixture
def session(site: Site) -> Session:
    return Session(AGENT, allowed([site.allowed]), LIMITS)


def failure(session: Session, url: str, **options: object) -> FetchError:
    with pytest.raises(FetchError) as failed:
        session.get(url, **options)
    return failed.value


# What is asked


def test_an_answer_comes_with_its_address_status_headers_and_bytes(site: Site, session: Session) -> None:
    site.serve("/feed", b"<rss/>", {"Content-Type": "text/xml", "ETag": 'W/"é"'}, status=203)
    answer = session.get(site.url("/feed#top"))
    assert (answer.url, answer.status, answer.body) == (site.url("/feed"), 203, b"<rss/>")
    assert answer.headers["content-type"] == "text/xml"
    assert answer.headers["etag"] == 'W/"é"'


def test_a_request_names_us_and_carries_nothing_about_anybody(site: Site, session: Session) -> None:
    site.serve("/feed", b"", {"Set-Cookie": "id=1"})
    site.redirect("/", "/feed")
    session.get(site.url("/"), headers={"Accept": "text/xml"})
    session.get(site.url("/feed"))
    for request in site.requests:
        assert request.headers["user-agent"] == AGENT
        assert request.headers["accept-encoding"] == "gzip, br"
        assert not {"cookie", "referer", "authorization"} & set(request.headers)
    assert [request.headers.get("accept") for request in site.requests] == ["text/xml", "text/xml", None]


def test_headers_for_one_address_go_to_that_address_only(site: Site, session: Session) -> None:
    site.serve("/feed", b"")
    site.redirect("/old", "/feed")
    session.get(site.url("/old"), headers_at={site.url("/feed"): {"If-None-Match": '"1"'}})
    assert [request.headers.get("if-none-match") for request in site.requests] == [None, '"1"']


def test_proxies_and_passwords_of_the_environment_are_not_used(
    site: Site, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.serve("/feed", b"x")
    assert session.get(site.url("/feed")).body == b"x"
    assert "authorization" not in site.requests[0].headers


def test_one_session_serves_many_threads(site: Site, session: Session) -> None:
    for n in range(40):
        site.serve(f"/{n}", str(n))
    with ThreadPoolExecutor(16) as pool:
        bodies = list(pool.map(lambda n: session.get(site.url(f"/{n}")).body, range(40)))
    assert bodies == [str(n).encode() for n in range(40)]


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_packed_bodies_are_unpacked(site: Site, session: Session, coding: str, pack: Callable[[bytes], bytes]) -> None:
    site.serve("/feed", pack(b"<rss/>" * 1000), {"Content-Encoding": coding})
    assert session.get(site.url("/feed")).body == b"<rss/>" * 1000


def test_an_address_in_ipv6_is_asked_like_any_other() -> None:
    try:
        with origin(host="::1") as site:
            site.serve("/feed", b"six")
            assert Session(AGENT, allowed([site.allowed]), LIMITS).get(site.url("/feed")).body == b"six"
    except OSError:
        pytest.skip("this machine has no IPv6 on loopback")


# Forms


def test_a_form_is_sent_as_browsers_send_it_and_says_as_little_of_us(site: Site, session: Session) -> None:
    site.serve("/hub", b"noted", status=202)
    answer = session.post(site.url("/hub"), {"hub.mode": "publish", "hub.url": "https://a.example/ü?x=1&y"})
    (request,) = site.requests
    assert (answer.status, answer.body, request.method) == (202, b"noted", "POST")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body == b"hub.mode=publish&hub.url=https%3A%2F%2Fa.example%2F%C3%BC%3Fx%3D1%26y"
    assert request.headers["user-agent"] == AGENT
    assert not {"cookie", "referer", "authorization"} & set(request.headers)


@pytest.mark.parametrize("status", [307, 308])
def test_a_form_goes_where_a_redirect_keeps_it(site: Site, session: Session, status: int) -> None:
    site.redirect("/old", "/hub", status)
    site.serve("/hub", b"", status=202)
    answer = session.post(site.url("/old"), {"a": "b"})
    assert (answer.status, answer.redirects) == (202, ((status, site.url("/hub")),))
    assert [(request.method, request.body) for request in site.requests] == [("POST", b"a=b")] * 2


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_lose_the_form_is_the_answer(site: Site, session: Session, status: int) -> None:
    site.redirect("/old", "/hub", status)
    assert session.post(site.url("/old"), {"a": "b"}).status == status
    assert site.paths() == ["/old"]


def test_a_form_passes_the_same_guard_limits_and_deadline(site: Site, session: Session) -> None:
    site.redirect("/away", "http://127.0.0.1:1/", 307)
    site.redirect("/circle", "/circle", 308)
    site.serve("/large", b"x" * 1_000_001)
    site.raw("/slow", lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a", every=0.05))
    wanted = {"/away": "private_addr", "/circle": "loop", "/large": "too_big", "/slow": "timeout"}
    for path, code in wanted.items():
        with pytest.raises(FetchError) as failed:
            session.post(site.url(path), {"a": "b"}, limits=HURRIED)
        assert failed.value.code == code


def test_the_way_out_is_as_the_configuration_describes_it(site: Site, settings: Settings) -> None:
    site.serve("/feed", b"x" * 2000)
    polling = structs.replace(settings.polling, max_bytes=1000, allow_addresses=(site.allowed,), user_agent="Us/1")
    opened = open_session(structs.replace(settings, polling=polling))
    assert failure(opened, site.url("/feed")).code == "too_big"
    assert failure(opened, "http://127.0.0.2:80/").code == "private_addr"
    assert site.requests[0].headers["user-agent"] == "Us/1"


# Redirects


def test_redirects_are_followed_and_remembered(site: Site, session: Session) -> None:
    site.redirect("/a", "/b", 301)
    site.redirect("/b", site.url("/ç#x".encode().decode("latin-1")), 302)
    site.serve("/%C3%A7", b"here")
    answer = session.get(site.url("/a"))
    assert answer.body == b"here"
    assert answer.url == site.url("/%C3%A7")
    assert answer.redirects == ((301, site.url("/b")), (302, site.url("/ç")))


def test_five_redirects_are_followed_and_not_one_more(site: Site, session: Session) -> None:
    for n in range(6):
        site.redirect(f"/{n}", f"/{n + 1}")
    site.serve("/6", b"far")
    assert session.get(site.url("/1")).body == b"far"
    assert failure(session, site.url("/0")).code == "loop"


def test_a_circle_is_noticed_when_it_closes(site: Site, session: Session) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert failure(session, site.url("/a")).code == "loop"
    assert site.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://127.0.0.1:1/"]
)
def test_every_hop_is_judged(site: Site, session: Session, location: str) -> None:
    site.redirect("/feed", location)
    assert failure(session, site.url("/feed")).code == "private_addr"


def test_a_neighbour_on_loopback_is_never_asked(site: Site, session: Session) -> None:
    with origin(host="127.0.0.2") as neighbour:
        neighbour.serve("/", b"secret")
        site.redirect("/feed", neighbour.url("/"))
        assert failure(session, neighbour.url("/")).code == "private_addr"
        assert failure(session, site.url("/feed")).code == "private_addr"
        assert neighbour.requests == []


def test_a_redirect_without_a_place_to_go_is_an_answer(site: Site, session: Session) -> None:
    site.serve("/feed", b"moved", status=302)
    assert session.get(site.url("/feed")).status == 302


@pytest.mark.parametrize("location", ["http://[::1", "https://", "http://a:b:c/"])
def test_a_redirect_to_no_address_is_mistyped(site: Site, session: Session, location: str) -> None:
    site.redirect("/feed", location)
    assert failure(session, site.url("/feed")).code == "dns"


def test_a_bomb_in_a_redirect_is_not_read(site: Site, session: Session) -> None:
    sent = []
    bomb = gzip.compress(bytes(50_000_000))

    def pieces() -> Iterator[bytes]:
        yield b"HTTP/1.1 302 Found\r\nLocation: /feed\r\nContent-Encoding: gzip\r\n\r\n"
        for _ in range(2000):
            sent.append(len(bomb))
            yield bomb

    site.raw("/bomb", pieces)
    site.serve("/feed", b"calm")
    with _memory() as peak:
        assert session.get(site.url("/bomb")).body == b"calm"
    assert peak() < 3_000_000
    assert len(sent) < 200


# Time


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
    ids=["header", "body", "announced body", "chunks", "trailer", "endless 100", "silence"],
)
def test_a_dripping_server_is_left_when_the_time_is_over(
    site: Site, session: Session, head: bytes, piece: bytes
) -> None:
    site.raw("/feed", lambda: drip(head, piece, every=0.05))
    started = time.monotonic()
    assert failure(session, site.url("/feed"), limits=HURRIED).code == "timeout"
    assert time.monotonic() - started < DRIPS_FOR / 2


def test_redirects_share_the_time_of_one_request(site: Site, session: Session) -> None:
    def slowly(_request: object) -> Answer:
        time.sleep(0.25)
        return Answer(b"", {"Location": f"/{len(site.requests)}"}, 302)

    for n in range(7):
        site.handle(f"/{n}", slowly)
    assert failure(session, site.url("/0"), limits=HURRIED).code == "timeout"


def test_a_handshake_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        session = Session(AGENT, allowed([f"127.0.0.1:{port}"]), HURRIED)
        assert failure(session, f"https://127.0.0.1:{port}/").code == "timeout"


def test_nothing_is_left_running_after_an_answer(site: Site, session: Session) -> None:
    site.serve("/feed", b"x")
    session.get(site.url("/feed"))
    watches = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for watch in watches:
        watch.join(1.0)
    assert not any(watch.is_alive() for watch in watches)


# Size


def test_a_body_is_left_where_it_grows_too_big(site: Site, session: Session) -> None:
    sent = []

    def pieces() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(200):
            sent.append(1)
            yield b"x" * 1_000_000

    site.raw("/feed", pieces)
    with _memory() as peak:
        assert failure(session, site.url("/feed")).code == "too_big"
    assert peak() < 6_000_000
    assert len(sent) < 30


def test_a_body_that_is_announced_too_big_is_not_begun(site: Site, session: Session) -> None:
    site.raw("/feed", lambda: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n", b"x"))
    assert failure(session, site.url("/feed")).code == "too_big"


def test_a_body_of_just_the_limit_is_read(site: Site, session: Session) -> None:
    site.serve("/feed", b"x" * 1_000_000)
    assert len(session.get(site.url("/feed")).body) == 1_000_000


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(100_000_000), 6)),
        ("deflate", zlib.compress(bytes(100_000_000))),
        ("br", brotli.compress(bytes(100_000_000), quality=5)),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(100_000_000)))),
    ],
    ids=["gzip", "deflate", "brotli", "gzip in gzip"],
)
def test_a_bomb_stops_at_the_limit(site: Site, session: Session, coding: str, bomb: bytes) -> None:
    site.serve("/feed", bomb, {"Content-Encoding": coding})
    with _memory() as peak:
        assert failure(session, site.url("/feed")).code == "too_big"
    assert peak() < 8_000_000


def test_a_body_too_dense_to_be_a_feed_is_left_long_before_the_limit(site: Site, session: Session) -> None:
    site.serve("/feed", brotli.compress(bytes(50_000_000), quality=5), {"Content-Encoding": "br"})
    error = failure(session, site.url("/feed"), limits=Limits(5.0, 40_000_000))
    assert error.code == "too_big"
    assert "unpack" in error.detail


# What goes wrong


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://0/"]
)
def test_private_places_are_refused(session: Session, url: str) -> None:
    assert failure(session, url).code == "private_addr"


@pytest.mark.parametrize(
    "url", ["", "example.org", "http://", "http://[::1", "https://a..b/", "http://a b/", "http://*.x/"]
)
def test_what_is_no_address_is_mistyped(session: Session, url: str) -> None:
    assert failure(session, url).code in ("dns", "private_addr")


def test_a_name_that_does_not_exist_is_said_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert failure(session, "https://nobody.example/").code == "dns"


def test_a_closed_port_is_a_refusal(session: Session) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(Session(AGENT, allowed(["127.0.0.1"]), LIMITS), f"http://127.0.0.1:{port}/").code == "refused"


@pytest.mark.parametrize(
    ("bytes_sent", "code"),
    [
        (b"", "refused"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "refused"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "refused"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "server_error"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "server_error"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "server_error"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed", "server_error"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", "refused"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-10\r\nhello\r\n", "server_error"),
    ],
    ids=[
        "nothing",
        "cut off",
        "cut chunk",
        "no HTTP",
        "many headers",
        "long header",
        "false gzip",
        "no chunk",
        "negative chunk",
    ],
)
def test_a_broken_answer_is_one_kind_of_failure(site: Site, session: Session, bytes_sent: bytes, code: str) -> None:
    site.raw("/feed", lambda: [bytes_sent])
    assert failure(session, site.url("/feed")).code == code


# Names and certificates


def test_the_next_address_of_a_name_is_tried(site: Site, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    site.serve("/feed", b"x")
    both = Session(AGENT, allowed(["127.0.0.1", "127.0.0.9"]), LIMITS)
    _resolve(monkeypatch, "127.0.0.9", "127.0.0.1")
    assert both.get(f"http://partner.example:{site.port}/feed").body == b"x"
    assert site.requests[0].headers["host"] == f"partner.example:{site.port}"


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = _resolve(monkeypatch, "127.0.0.1")
    site.serve("/feed", b"x")
    Session(AGENT, allowed([site.allowed]), LIMITS).get(f"http://partner.example:{site.port}/feed")
    assert looked_up == ["partner.example"]


def test_a_name_with_one_private_address_is_refused(
    site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _resolve(monkeypatch, "127.0.0.1", "10.0.0.1")
    assert failure(session, f"http://partner.example:{site.port}/feed").code == "private_addr"
    assert site.requests == []


def test_a_certificate_is_checked_against_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve(monkeypatch, "127.0.0.1")
    with _secure("partner.example") as (site, session):
        site.serve("/feed", b"x")
        assert session.get(f"https://partner.example:{site.port}/feed").body == b"x"
        assert failure(session, f"https://other.example:{site.port}/feed").code == "tls_name"


def test_a_certificate_that_ran_out_is_said_so() -> None:
    with _secure("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1)) as (site, session):
        assert failure(session, site.url("/feed")).code == "tls_expired"


def test_a_certificate_of_an_unknown_authority_is_not_trusted() -> None:
    with _secure("127.0.0.1") as (site, _):
        stranger = Session(AGENT, allowed([site.allowed]), LIMITS)
        assert failure(stranger, site.url("/feed")).code == "tls_name"


def test_https_never_falls_to_http(site: Site) -> None:
    with _secure("127.0.0.1", also=site) as (safe, session):
        safe.redirect("/feed", site.url("/feed"))
        assert failure(session, safe.url("/feed")).code == "refused"
        assert site.requests == []


@contextmanager
def _secure(name: str, also: Site | None = None, not_after: datetime | None = None) -> Iterator[tuple[Site, Session]]:
    """A site with a certificate for `name`, and a session that trusts who issued it."""
    server, client = certified(name, not_after)
    with origin(server) as site:
        exceptions = allowed([site.allowed, *([also.allowed] if also else [])])
        yield site, Session(AGENT, exceptions, LIMITS, client)


@contextmanager
def _memory() -> Iterator[Callable[[], int]]:
    """The most bytes that Python held at once inside the block."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _resolve(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name has these addresses; the names that were looked up."""
    looked_up: list[str] = []

    def getaddrinfo(host: str, port: int, **_options: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up
