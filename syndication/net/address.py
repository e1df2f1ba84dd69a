"""May we connect there? Public addresses on ports 80 and 443, and what the settings list by its exact address."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from syndication.model import Code
from syndication.values import endpoint

_PORTS = frozenset({80, 443})
# Where Python 3.11's `is_global` says more than is so: protocol assignments, 6to4 relays, carrier-grade NAT.
_NOT_PUBLIC = tuple(IPv4Network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10"))
_UNICAST = IPv6Network("2000::/3")
# Teredo and its neighbours, documentation, 6to4 (which hides an IPv4 address), documentation again (RFC 9637).
_NOT_UNICAST = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))

Address = IPv4Address | IPv6Address
Place = tuple[int, tuple[str | int | bytes, ...]]  # address family, and what `socket.connect` takes


class AddressRefused(Exception):
    """An address that we do not open. `code` is a failure kind; `detail` is for technicians."""

    def __init__(self, detail: str, code: Code = "private_addr") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Allowed:
    """Exact exceptions: an address, and its port or None for every port."""

    entries: frozenset[tuple[Address, int | None]] = frozenset()

    def __contains__(self, place: tuple[Address, int]) -> bool:
        return place in self.entries or (place[0], None) in self.entries


def allowed(entries: Iterable[str]) -> Allowed:
    """Exceptions as the settings write them: `127.0.0.1`, `127.0.0.2:8099`, `[::1]:8099`. Raises ValueError."""
    return Allowed(frozenset((_unmapped(address), port) for address, port in map(endpoint, entries)))


def judge(address: str, port: int, allowed: Allowed) -> None:
    """Raise AddressRefused unless `address` is public and `port` is one of the web's, or both are allowed."""
    place = _unmapped(ip_address(address))
    if (place, port) in allowed:
        return
    if not _is_public(place):
        raise AddressRefused(f"{place} is not a public address")
    if port not in _PORTS:
        raise AddressRefused(f"port {port} is not a port of the web")


def resolve(host: str, port: int, allowed: Allowed) -> list[Place]:
    """Every address of `host`, in the resolver's order.

    Raises AddressRefused unless each one passes, OSError where there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or longer than 63 characters
        raise socket.gaierror(socket.EAI_NONAME, f"{host!r} cannot be a name") from error
    for _, _, _, _, where in found:
        judge(str(where[0]), port, allowed)
    return [(family, where) for family, _, _, _, where in found]


def web_address(url: str) -> SplitResult:
    """The parts of an http or https URL. Raises AddressRefused for any other, and for one that carries credentials."""
    try:
        parts = urlsplit(url)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"{url!r} is no address", "dns") from error
    if scheme not in ("http", "https"):
        raise AddressRefused(f"the scheme {scheme!r} is not opened")
    if "@" in parts.netloc:
        raise AddressRefused("the address carries a user name or a password", "login")
    if not host:
        raise AddressRefused(f"{url!r} names no host", "dns")
    return parts


def _unmapped(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        return address in _UNICAST and not any(address in network for network in _NOT_UNICAST)
    special = address.is_multicast or address.is_reserved or any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not special
