"""May a program look at a page by itself? The feed that a partner gave us to read is not asked about (RFC 9309)."""

from dataclasses import replace
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from syndication.net.session import FetchError, Session

_NAME = "CoalitionSyndication"
_LARGEST = 500 * 1024  # bytes that must be read (RFC 9309, 2.5)


def may_look(session: Session, url: str) -> bool:
    """What the site's robots.txt says; yes where it has none, no where it cannot be asked (RFC 9309, 2.3.1)."""
    limits = replace(session.limits, max_bytes=_LARGEST)
    try:
        answer = session.get(urljoin(url, "/robots.txt"), limits=limits)
    except FetchError:
        return False
    if answer.status != 200:
        return 400 <= answer.status < 500
    rules = RobotFileParser()
    try:
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        return rules.can_fetch(_NAME, url)
    except ValueError:  # Python's reader trips over addresses and numbers that are none
        return False
