"""Addresses as strangers write them: absolute, of a scheme that may be followed, without credentials."""

import re
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import feeds._limits as limits
from feeds.text import clean

WEB = ("http", "https")
FOLLOWED = (*WEB, "mailto", "tel")  # by a person

_SUBSCRIBE = re.compile(r"\s*(?:feed|webcals?):(?:(?=(https?:))|(?=//))", re.IGNORECASE)


def safe_url(url: str | None, base: str | None = None, schemes: Collection[str] = WEB) -> str | None:
    """`url` resolved against `base`; None unless it has one of `schemes` and no credentials."""
    url = re.sub("[\x00-\x1f\x7f]", "", clean(url or "")).strip()
    if not url or len(url) > limits.URL:
        return None
    try:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url):
            url = url.replace("\\", "/")
            url = "https:" + url if url.startswith("//") else urljoin(base or "", url)
        return _checked(url, schemes)
    except ValueError:  # urllib's word for what is no address
        return None


def feed_url(url: str | None, base: str | None = None) -> str | None:
    """`safe_url` for a place to subscribe at: `feed:` and `webcal:` stand for https."""
    if url and (found := _SUBSCRIBE.match(url)):
        url = url[found.end() :] if found[1] else "https:" + url[found.end() :]
    return safe_url(url, base)


def host_of(url: str) -> str:
    """The server behind an address in one form, with an unusual port; of what is no web address, all of it."""
    return _site(url) or url


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: one host, or one that lies under the other; `www` is nothing."""
    here, there = _site(one).removeprefix("www."), _site(other).removeprefix("www.")
    return here == there or here.endswith(f".{there}") or there.endswith(f".{here}")


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # urllib's word for what is no address
        return ""
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    return host if port in (None, 80, 443) else f"{host}:{port}"


def _checked(url: str, schemes: Collection[str]) -> str | None:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in schemes:
        return None
    if scheme not in WEB:
        return url.replace(" ", "%20") if parts.path else None
    if not parts.hostname or parts.port == 0 or re.search(r"[@\\\s]", parts.netloc):
        return None
    return re.sub(r'[\s"<>`{}|\\^]', lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
