"""Asking an address over HTTP: judged at every hop, within a total time and size. The only import of requests.

requests reads and unpacks the body of a redirect before anyone can object, its timeouts never fire on a dripping
server, and its adapter loads the certificate bundle again for every host: hence the loop, the deadline, the adapter.
"""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import requests
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from feeds.text import clean
from syndication.net import address, failure
from syndication.net.address import AddressRefused, Allowed, Place, resolve, web_address
from syndication.net.deadline import Deadline
from syndication.net.failure import FetchError
from syndication.settings import Settings

__all__ = ["FetchError", "Limits", "Response", "Session", "open_session"]

logging.getLogger("urllib3.connection").setLevel(logging.ERROR)  # it would quote strangers' headers in our log

_HOPS = 5
_LONGEST_ADDRESS = 2_048  # characters
_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\x9f]")  # what no address holds, and no terminal should be sent
_CONNECT = 10.0  # seconds for one address of a name
_CHUNK = 65_536
_RATIO, _RATIO_FROM = 200, 1_000_000  # unpacked bytes to one received; short answers may be as dense as they like
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOVED_AS_IT_IS = frozenset({307, 308})  # with method and body (RFC 9110, 15.4.8 and 15.4.9)
_NONE: Mapping[str, str] = MappingProxyType({})
_ONLY_PUBLIC = Allowed()
_UNREADABLE = (requests.RequestException, HTTPError, OSError, ValueError)  # ValueError: a chunk of length -10

HeadersAt = Mapping[str, Mapping[str, str]]
_NOWHERE: HeadersAt = MappingProxyType({})
_OpenSocket = Callable[[str, int], socket.socket]


@dataclass(frozen=True, slots=True)
class Limits:
    total_timeout: float = 30.0  # seconds, redirects included
    max_bytes: int = 10_000_000  # of the unpacked body


@dataclass(frozen=True, slots=True)
class Response:
    """The last answer of a chain. `redirects`: the status of each hop and where it led; `headers` ignore case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[tuple[int, str], ...] = ()


class Session:
    """Safe to share between threads: it keeps no connection, cookie or other trace from one exchange to the next."""

    def __init__(
        self,
        user_agent: str,
        allowed: Allowed = _ONLY_PUBLIC,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._allowed = allowed
        self._tls = tls or _verifying_context()
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, br", "Connection": "close"}

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = _NONE,
        headers_at: HeadersAt = _NOWHERE,
        limits: Limits | None = None,
    ) -> Response:
        """What `url` answers, whatever its status; raises FetchError.

        `headers_at`: headers for one address only, wherever in a chain of redirects it stands.
        """
        request = requests.Request("GET", url, headers=dict(headers))
        return self._exchange(request, _Way(_MOVED, headers_at), limits or self.limits)

    def post(self, url: str, form: Mapping[str, str], *, limits: Limits | None = None) -> Response:
        """What `url` answers to a form, whatever its status; raises FetchError.

        Only redirects that keep the form are followed; any other is the answer.
        """
        request = requests.Request("POST", url, data=dict(form))
        return self._exchange(request, _Way(_MOVED_AS_IT_IS, _NOWHERE), limits or self.limits)

    def _exchange(self, request: requests.Request, way: "_Way", limits: Limits) -> Response:
        with Deadline(limits.total_timeout) as deadline, _Guarded(self._opener(deadline), self._tls) as session:
            session.headers.update(self._headers)
            try:
                return _follow(session, request, way, limits, deadline)
            except AddressRefused as error:
                raise FetchError(error.code, error.detail) from error
            except _UNREADABLE as error:
                raise _late(limits) if deadline.passed else failure.of(error) from error

    def _opener(self, deadline: Deadline) -> _OpenSocket:
        return lambda host, port: _connected(resolve(host, port, self._allowed), deadline)


def open_session(settings: Settings) -> Session:
    """The way out that this configuration describes."""
    polling = settings.polling
    limits = Limits(polling.total_timeout.total_seconds(), polling.max_bytes)
    return Session(settings.user_agent(1), address.allowed(polling.allow_addresses), limits)


@dataclass(frozen=True, slots=True)
class _Way:
    """The statuses whose redirects are followed, and the headers for one address only."""

    followed: frozenset[int]
    headers_at: HeadersAt


class _Connection(HTTPConnection):
    """Connects to the address that was judged, so that no second look-up can give another."""

    def __init__(self, *args: Any, open_socket: _OpenSocket, **options: Any) -> None:
        super().__init__(*args, **options)
        self._open_socket = open_socket

    def _new_conn(self) -> socket.socket:
        return self._open_socket(self._dns_host, self.port)


class _SecureConnection(_Connection, HTTPSConnection):
    """The same under TLS: the certificate is checked against the name, not the address."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """A pool of its own for every hop; one verifying context for all of them."""

    def __init__(self, open_socket: _OpenSocket, tls: ssl.SSLContext) -> None:
        super().__init__()
        self._open_socket = open_socket
        self._tls = tls
        self._pools: list[HTTPConnectionPool] = []

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *_: Any, **__: Any
    ) -> HTTPConnectionPool:
        parts = web_address(str(request.url))
        assert parts.hostname
        options: dict[str, Any] = {"maxsize": 1, "open_socket": self._open_socket}
        if parts.scheme == "https":
            self._pools.append(_SecurePool(parts.hostname, parts.port or 443, ssl_context=self._tls, **options))
        else:
            self._pools.append(_Pool(parts.hostname, parts.port or 80, **options))
        return self._pools[-1]

    def cert_verify(self, *_: Any) -> None:
        """Nothing: the context verifies, and the bundle that would be loaded into it here is in it already."""

    def close(self) -> None:
        super().close()
        for pool in self._pools:
            pool.close()


class _Guarded(requests.Session):
    """The session of one exchange: no proxy, no netrc, no cookie, and no redirect that requests follows or reads."""

    def __init__(self, open_socket: _OpenSocket, tls: ssl.SSLContext) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.clear()
        self.cookies = RequestsCookieJar(DefaultCookiePolicy(allowed_domains=()))
        self.adapters.clear()
        self.mount("http", _Adapter(open_socket, tls))

    def get_redirect_target(self, _resp: requests.Response) -> None:
        return None


def _follow(
    session: _Guarded,
    request: requests.Request,
    way: _Way,
    limits: Limits,
    deadline: Deadline,
) -> Response:
    seen: list[str] = []
    redirects: list[tuple[int, str]] = []
    while True:
        prepared = _prepared(session, request, way.headers_at)
        url = urldefrag(str(prepared.url)).url
        _check_chain(seen, url)
        seen.append(url)
        with session.send(prepared, stream=True, timeout=max(deadline.remaining, 0.001)) as answer:
            target = _target(answer, url) if answer.status_code in way.followed else None
            if target is None:
                body = _body(answer, limits)
                if deadline.passed:  # a body that was cut off can look like one that ended
                    raise _late(limits)
                return Response(url, answer.status_code, answer.headers, body, tuple(redirects))
            redirects.append((answer.status_code, target))
        request.url = target


def _prepared(session: _Guarded, request: requests.Request, headers_at: HeadersAt) -> requests.PreparedRequest:
    try:
        prepared = session.prepare_request(request)
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise FetchError("dns", str(error)) from error
    web_address(str(prepared.url))
    prepared.headers.update(headers_at.get(urldefrag(str(prepared.url)).url, _NONE))
    return prepared


def _check_chain(seen: list[str], url: str) -> None:
    if url in seen or len(seen) > _HOPS:
        raise FetchError("loop", " -> ".join([*seen, url])[:300])
    if seen and urlsplit(seen[-1]).scheme == "https" and urlsplit(url).scheme != "https":
        raise FetchError("refused", f"redirected from https to {url}"[:300])


def _target(answer: requests.Response, url: str) -> str | None:
    """Where a redirect leads, absolute and plain; servers write UTF-8 there and http.client reads Latin-1."""
    location = answer.headers.get("Location")
    if not location:
        return None
    written = clean(location.encode("latin-1", "replace").decode("utf-8", "replace")).strip()
    if len(written) > _LONGEST_ADDRESS:
        raise FetchError("loop", f"redirected to an address of {len(written)} characters")
    try:
        return urldefrag(urljoin(url, _UNWRITABLE.sub(lambda found: quote(found[0]), written))).url
    except ValueError as error:
        raise FetchError("dns", f"redirected to {location!r}, which is no address"[:300]) from error


def _body(answer: requests.Response, limits: Limits) -> bytes:
    declared = answer.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limits.max_bytes:
        raise FetchError("too_big", f"{declared} bytes are announced, {limits.max_bytes} accepted")
    chunks: list[bytes] = []
    size = 0
    for chunk in answer.iter_content(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > limits.max_bytes:
            raise FetchError("too_big", f"more than {limits.max_bytes} bytes")
        if size > max(_RATIO_FROM, _RATIO * answer.raw.tell()):
            raise FetchError("too_big", f"{answer.raw.tell()} bytes unpack to more than {size}")
    return b"".join(chunks)


def _connected(places: list[Place], deadline: Deadline) -> socket.socket:
    """A connection to the first of `places` that takes one; raises the OSError of the last that did not."""
    refusal: OSError = TimeoutError("no time left to connect")
    for family, place in places:
        if deadline.passed:
            break
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(max(min(_CONNECT, deadline.remaining), 0.001))
            connection.connect(place)
            deadline.watch(connection)
            connection.settimeout(max(deadline.remaining, 0.001))
        except OSError as error:
            connection.close()
            refusal = error
        else:
            return connection
    raise refusal


def _late(limits: Limits) -> FetchError:
    return FetchError("timeout", f"no complete answer within {limits.total_timeout:g} s")


@cache
def _verifying_context() -> ssl.SSLContext:
    """The public authorities and those the system's administrator trusts."""
    context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    context.load_default_certs()
    return context
