"""One address asked once: a Document, or a FetchError that says what stood in the way."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from feeds.urls import host_of, safe_url
from syndication.model import Code, Document, Source, Validators
from syndication.net.session import FetchError, Limits, Response, Session

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, text/calendar, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_DAY = 86_400
_PERMANENT = frozenset({301, 308})
_READ = frozenset({200, 203})
_KINDS: Mapping[int, Code] = {
    401: "login",
    403: "blocked",
    404: "not_found",
    407: "login",
    408: "timeout",
    410: "gone",
    429: "slow_down",
    451: "blocked",
}
# What the pages of protection services say that ask whether one is human. Some of it stands in harmless pages too, so
# in an answer without an error it counts only where little else is said.
_SHORT = 10_000  # bytes
_CHALLENGE = re.compile(
    rb"_cf_chl_opt|<title>\s*(?:just a moment|attention required|one moment, please|ddos-guard)"
    rb"|checking (?:if the site connection is secure|your browser before)|sucuri_cloudproxy_js|_Incapsula_Resource"
    rb"|captcha-delivery\.com|px-captcha|/\.well-known/sgcaptcha",
    re.IGNORECASE,
)
_LINK = re.compile(r"<([^<>]*)>((?:\s*;[^<>]*)?)")
_REL = re.compile(r";\s*rel\s*=\s*\"?([^\";,]+)", re.IGNORECASE)
_LONGEST_LINKS = 16_000  # characters of a Link header that are read
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,12})\"?", re.IGNORECASE)


def fetch(session: Session, source: Source, now: datetime) -> Document:
    """What `source` says now; `body` None where it is what was read last time, by its validators or by its hash."""
    return ask(session, source.url, now, source.validators, source.body_hash)


def ask(
    session: Session,
    url: str,
    now: datetime,
    validators: Validators | None = None,
    body_hash: str | None = None,
    limits: Limits | None = None,
) -> Document:
    """The document at `url`, and nothing but its facts where it is the one of `body_hash`. Raises FetchError."""
    condition = _condition(validators)
    response = session.get(
        url,
        headers={"Accept": _ACCEPT},
        headers_at={validators.url: condition} if validators else {},
        limits=limits,
    )
    if response.status == 304 and validators and condition and response.url == validators.url:
        return _document(response, now, None, body_hash, validators)
    _check(response, now)
    digest = hashlib.sha256(response.body).hexdigest()
    return _document(response, now, None if digest == body_hash else response.body, digest, None)


def _document(
    response: Response, now: datetime, body: bytes | None, body_hash: str | None, before: Validators | None
) -> Document:
    max_age = _max_age(response.headers, now)
    if max_age is None and before:  # a 304 need not repeat it (RFC 9111, 4.3.4)
        max_age = before.max_age
    links = {rel: tuple(_linked(response, rel)) for rel in ("hub", "self")}
    return Document(
        url=response.url,
        body=body,
        media_type=response.headers.get("Content-Type"),
        validators=_validators(response, before, max_age),
        max_age=max_age,
        moved_to=_moved_to(response.redirects),
        body_hash=body_hash,
        hubs=links["hub"],
        topic=next(iter(links["self"]), None),
    )


def _linked(response: Response, rel: str) -> Iterator[str]:
    """The targets of one relation in the Link header, each absolute (RFC 8288)."""
    for found in _LINK.finditer(response.headers.get("Link", "")[:_LONGEST_LINKS]):
        rels = _REL.search(found[2])
        if rels and rel in rels[1].lower().split() and (url := safe_url(found[1], response.url)):
            yield url


def _condition(validators: Validators | None) -> dict[str, str]:
    stated = {
        "If-None-Match": validators.etag if validators else None,
        "If-Modified-Since": validators.last_modified if validators else None,
    }
    return {name: value for name, value in stated.items() if value}


def _validators(response: Response, before: Validators | None, max_age: int | None) -> Validators | None:
    """Verbatim; a 304 need not repeat what it confirms (RFC 9110, 15.4.5)."""
    before = before or Validators(response.url)
    etag = _sendable(response.headers.get("ETag")) or before.etag
    last_modified = _sendable(response.headers.get("Last-Modified")) or before.last_modified
    return Validators(response.url, etag, last_modified, max_age) if etag or last_modified else None


def _sendable(value: str | None) -> str | None:
    """A header folded over lines, or with control characters, cannot be sent back as it came."""
    return value if value and not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value) else None


def _check(response: Response, now: datetime) -> None:
    """Raise FetchError unless the answer holds a document."""
    code = _failure(response)
    if code:
        wait = _retry_after(response.headers.get("Retry-After"), now)
        raise FetchError(code, _words(response), wait, host_of(response.url))


def _failure(response: Response) -> Code | None:
    if _is_challenge(response):
        return "challenge"
    if response.status in _READ:
        return None
    if response.status == 503 and response.headers.get("Retry-After"):
        return "slow_down"
    if response.status >= 500 or response.status < 400:
        return "server_error"
    return _KINDS.get(response.status, "refused")


def _is_challenge(response: Response) -> bool:
    """Only where a protection service says so, or a page with its own marks stands in place of a document."""
    if response.headers.get("cf-mitigated") == "challenge" or response.headers.get("x-amzn-waf-action"):
        return True
    is_page = "html" in response.headers.get("Content-Type", "").lower()
    is_suspect = response.status not in _READ or len(response.body) < _SHORT
    return is_page and is_suspect and bool(_CHALLENGE.search(response.body[:50_000]))


def _words(response: Response) -> str:
    via = f" after {len(response.redirects)} redirects" if response.redirects else ""
    return f"HTTP {response.status} from {response.url}{via}"


def _retry_after(value: str | None, now: datetime) -> int | None:
    """Seconds, at most a day, from a number of seconds or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return min(int(value.strip()[:12]), _DAY)
    moment = _http_date(value)
    return None if moment is None else int(min(max((moment - now).total_seconds(), 0), _DAY))


def _max_age(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds that this answer stays fresh (RFC 9111, 4.2.1): what caches on the way have used up is taken off."""
    if found := _MAX_AGE.search(headers.get("Cache-Control", "")):
        age = headers.get("Age", "")
        return max(int(found[1]) - (int(age[:12]) if age.isdecimal() else 0), 0)
    if "Expires" not in headers:
        return None
    expires = _http_date(headers["Expires"])
    said_at = _http_date(headers.get("Date", "")) or now
    return max(int((expires - said_at) / timedelta(seconds=1)), 0) if expires else 0


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _moved_to(redirects: tuple[tuple[int, str], ...]) -> str | None:
    """Where the permanent redirects at the head of the chain led; what stands behind a temporary one may change."""
    target = None
    for status, url in redirects:
        if status not in _PERMANENT:
            break
        target = url
    return target
