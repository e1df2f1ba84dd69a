"""What a value in the settings may be: the words that describe it, and how its text is read."""

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from feeds.text import slug

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def duration(text: str) -> timedelta:
    """A whole number and one unit (s, m, h, d). ValueError for anything else, as in every reader here."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text, re.ASCII)
    if found is None:
        raise ValueError(text)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def duration_between(least: str, most: str) -> Callable[[str], timedelta]:
    def read(text: str) -> timedelta:
        if not duration(least) <= duration(text) <= duration(most):
            raise ValueError(text)
        return duration(text)

    return read


def size(text: str) -> int:
    """Bytes, of a whole number and one unit (B, KB, MB, GB), each a thousand of the one before; 1 KB to 1 GB."""
    found = re.fullmatch(r"(\d{1,9})([KMG]?B)", text, re.ASCII)
    if found is None or not 10**3 <= int(found[1]) * BYTES[found[2]] <= 10**9:
        raise ValueError(text)
    return int(found[1]) * BYTES[found[2]]


def web_address(text: str) -> str:
    """http or https, with a host, without query, fragment or credentials; printable ASCII."""
    parts = urlsplit(text)
    extra = parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in ("http", "https") or not parts.hostname or extra or parts.port == 0:
        raise ValueError(text)
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError(text)
    return text


def database(text: str) -> str:
    """The word sqlite, or a PostgreSQL address; without a host it is the local server's socket."""
    parts = urlsplit(text)
    is_named = bool(parts.hostname or parts.path.strip("/")) and parts.port != 0
    if text != "sqlite" and (parts.scheme != "postgresql" or not is_named):
        raise ValueError(text)
    return text


def mail_server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0:
        raise ValueError(text)
    return text


def zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, OSError) as error:  # OSError: a folder of zones, like "America"
        raise ValueError(text) from error


def exact_address(text: str) -> str:
    endpoint(text)
    return text


def endpoint(text: str) -> tuple[IPv4Address | IPv6Address, int | None]:
    """An IP address, and the port where only one is meant: 127.0.0.1, 127.0.0.2:8099, ::1, [::1]:8099."""
    found = re.fullmatch(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[\d.]+))(?::(?P<port>\d{1,5}))?", text, re.ASCII)
    if found is None:
        return ip_address(text), None
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 0 < port < 65536:
        raise ValueError(text)
    return ip_address(found["six"] or found["four"]), port


def network(text: str) -> str:
    ip_network(text)
    return text


def short_name(text: str) -> str:
    """A name as its slug, so that "New Bedford" and "new-bedford" say the same."""
    if not slug(text):
        raise ValueError(text)
    return slug(text)


def _read(words: str, read: Callable[[str], object]) -> Meta:
    """A value written as text: `read` answers it, or raises ValueError where it is not `words`."""
    return Meta(description=words, extra={"read": read})


def _like(words: str, pattern: str) -> Meta:
    return Meta(description=words, pattern=pattern)


_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*\Z"
Name = Annotated[str, _like('one line of text in quotes that is not empty, like "Our Coalition"', _LINE)]
Text = Annotated[str, Meta(description='text in quotes, like "Our Coalition"')]
Switch = Annotated[bool, Meta(description="true or false")]
Count = Annotated[int, Meta(ge=1, le=256, description="a whole number from 1 to 256")]
Limit = Annotated[int, Meta(ge=1, le=500, description="a whole number from 1 to 500")]
Port = Annotated[int, Meta(ge=0, le=65535, description="a whole number from 0 to 65535")]
Hour = Annotated[int, Meta(ge=0, le=23, description="a whole number from 0 to 23")]
Size = Annotated[int, _read('a size from "1KB" to "1GB", like "10MB"', size)]
Interval = Annotated[timedelta, _read('a length of time from "1m" to "30d", like "15m"', duration_between("1m", "30d"))]
Timeout = Annotated[timedelta, _read('a length of time from "1s" to "10m", like "30s"', duration_between("1s", "10m"))]
Days = Annotated[timedelta, _read('a length of time of "1d" or more, like "365d"', duration_between("1d", "36500d"))]
CacheAge = Annotated[
    timedelta,
    _read('"60s" or less, so that a withdrawal reaches readers within a minute', duration_between("0s", "60s")),
]
Address = Annotated[str, _read('a web address without a query, like "https://example.org/hub/"', web_address)]
Zone = Annotated[str, _read('the name of a time zone, like "America/New_York"', zone)]
Language = Annotated[str, _like('a language tag, like "en", "es" or "pt-BR"', r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")]
Host = Annotated[str, _like('a host name in small letters, like "example.org"', r"^[a-z0-9-]+(\.[a-z0-9-]+)+\Z")]
Allowed = Annotated[str, _read('an exact IP address, like "127.0.0.1" or "127.0.0.1:8099"', exact_address)]
Network = Annotated[str, _read('an IP address or a network, like "10.0.0.5" or "10.0.0.0/8"', network)]
Database = Annotated[str, _read('"sqlite", or an address like "postgresql://db.example.org/hub"', database)]
MailServer = Annotated[str, _read('an address like "smtp://mail.example.org:587"', mail_server)]
Contact = Annotated[str, _like("a mail address or the address of a page", r"^([^@\s]+@[^@\s]+|https?://[^\s]+)\Z")]
Agent = Annotated[str, _like('one line of plain letters, like "OurCoalition/1.0"', r"^[!-~][ -~]*\Z")]
Mailbox = Annotated[str, _like('a mail address, like "news@example.org"', r"^[^@\s]+@[^@\s]+\Z")]
Named = Annotated[str, _read('a name or its short form, like "New Bedford" or "new-bedford"', short_name)]
Slug = Annotated[
    str, _like('small letters and digits with hyphens between, like "our-town"', r"^[a-z0-9]+(-[a-z0-9]+)*\Z")
]
Path = Annotated[str, _like('a path that begins with a slash, like "/old/feed"', r"^/[^\s?#]*\Z")]
Target = Annotated[str, _like('a path like "/feeds/all.rss" or a web address', r"^(/|https?://)\S*\Z")]


def words(kind: Any) -> str:
    """What a value of this kind must be, to finish the sentence "must be …"."""
    if get_origin(kind) is tuple:
        return f"a list in brackets, each {words(get_args(kind)[0])}"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(kind))
    return next((str(meta.description) for meta in _metas(kind)), str(kind))


def read(kind: Any, value: object) -> Any:
    """A value of TOML as a value of this kind. ValueError where it is none."""
    if get_origin(kind) is tuple:
        return tuple(read(get_args(kind)[0], one) for one in msgspec.convert(value, list[object]))
    reader = next((meta.extra["read"] for meta in _metas(kind) if meta.extra), None)
    if reader is None:
        return msgspec.convert(value, kind)
    if not isinstance(value, str):
        raise ValueError(value)
    return reader(value)


def _metas(kind: Any) -> list[Meta]:
    """What is said of a kind, an optional one (`kind | None`) included."""
    parts = (kind, *get_args(kind))
    return [meta for part in parts for meta in getattr(part, "__metadata__", ()) if isinstance(meta, Meta)]
