"""Where the product connects, and where never."""

import socket
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.net.address import AddressRefused, allowed, judge, resolve, web_address

NOBODY = allowed([])

PUBLIC = ["8.8.8.8", "1.1.1.1", "192.0.1.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"]
REFUSED = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "fe80::1%1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_opened_on_the_ports_of_the_web(address: str) -> None:
    assert judge(address, 80, NOBODY) is None
    assert judge(address, 443, NOBODY) is None


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        judge(address, 443, NOBODY)
    assert refused.value.code == "private_addr"


@pytest.mark.parametrize("port", [22, 25, 6379, 8000, 8443])
def test_other_ports_are_refused_at_public_addresses_too(port: int) -> None:
    with pytest.raises(AddressRefused, match=str(port)):
        judge("8.8.8.8", port, NOBODY)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_the_address_it_carries(address: IPv4Address) -> None:
    assert _passes(str(address)) == _passes(f"::ffff:{address}")


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_outside_global_unicast_passes(address: object) -> None:
    if _passes(str(address)):
        assert ip_address(str(address)).is_global


def test_an_exception_names_one_address_and_no_neighbour() -> None:
    exceptions = allowed(["127.0.0.1", "127.0.0.2:8099", "[::1]:8099"])
    for address, port in [
        ("127.0.0.1", 1),
        ("127.0.0.1", 8000),
        ("127.0.0.2", 8099),
        ("::1", 8099),
        ("::ffff:127.0.0.1", 9),
    ]:
        judge(address, port, exceptions)
    for address, port in [("127.0.0.2", 80), ("127.0.0.3", 8099), ("::1", 80), ("127.0.0.0", 80), ("10.0.0.1", 80)]:
        with pytest.raises(AddressRefused):
            judge(address, port, exceptions)


@pytest.mark.parametrize(
    ("written", "address"), [("[::1]", "::1"), ("::ffff:127.0.0.1", "127.0.0.1"), ("0:0::1", "::1")]
)
def test_an_exception_may_be_spelt_in_other_ways(written: str, address: str) -> None:
    assert judge(address, 4000, allowed([written])) is None


@pytest.mark.parametrize(
    "entry",
    [
        "localhost",
        "",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "127.0.0.1:http",
        "10.0.0.0/8",
        "[::1]8099",
        "[::1",
    ],
)
def test_an_exception_that_is_no_address_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|127\.0\.0\.1:"):
        allowed([entry])


def test_a_name_is_refused_when_one_of_its_addresses_is(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        resolve("mixed.example", 443, NOBODY)


def test_a_name_passes_when_each_address_is_public_or_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, "93.184.215.14", "127.0.0.1")
    assert [place[1][0] for place in resolve("mixed.example", 443, allowed(["127.0.0.1"]))] == [
        "93.184.215.14",
        "127.0.0.1",
    ]


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost"])
def test_other_spellings_of_loopback_are_loopback(host: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(host, 80, NOBODY)


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example"])
def test_a_name_that_cannot_exist_has_no_address(host: str) -> None:
    with pytest.raises(socket.gaierror):
        resolve(host, 80, NOBODY)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "gopher://x/", "javascript:alert(1)", "data:,x", "example.org", ""],
)
def test_only_http_and_https_are_opened(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        web_address(url)
    assert refused.value.code == "private_addr"


@pytest.mark.parametrize(
    "url", ["https://me@example.org/", "https://me:secret@example.org/feed", "http://@example.org/"]
)
def test_credentials_in_an_address_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        web_address(url)
    assert refused.value.code == "login"
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize("url", ["http://", "https:///feed", "http://[::1", "http://example.org:port/"])
def test_an_address_without_a_host_is_mistyped(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        web_address(url)
    assert refused.value.code == "dns"


def _passes(address: str) -> bool:
    try:
        judge(address, 443, NOBODY)
    except AddressRefused:
        return False
    return True


def _answer(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
