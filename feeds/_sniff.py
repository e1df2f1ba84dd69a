"""What kind of document these bytes are: looked at first, told by their label only where looking says nothing."""

import re
from typing import Literal

from feeds.text import words

Family = Literal["xml", "json", "ics", "html"]

_HEAD = 8_192  # bytes
_PREAMBLE = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+([\w:]+)[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FEEDS = words("rss feed rdf channel")
_FEED_ROOT = re.compile(r"<rss\s[^<>]*version=|<(?:\w+:)?(?:feed|RDF)\s[^<>]*xmlns[:\w]*=", re.IGNORECASE)
_MARKUP = words("html head body title meta link script style div p br b h1 h2 table center span font a")
_LABELS: tuple[tuple[str, Family], ...] = (("json", "json"), ("calendar", "ics"), ("html", "html"), ("xml", "xml"))


def sniff(body: bytes, media_type: str | None = None) -> Family | None:
    """The family of a document by its content, else by its Content-Type; None where neither tells."""
    head = _head(body)
    start, doctype = after_preamble(head)
    if head.startswith(("{", "["), start):
        return "json"
    if head[start : start + 15].upper() == "BEGIN:VCALENDAR":
        return "ics"
    if element := _ELEMENT.match(head, start):
        return _of_element(element[1].lower(), doctype, head)
    if _FEED_ROOT.search(head, start):  # a server's warning printed before the feed
        return "xml"
    return "html" if doctype == "html" else _of_label(media_type) if head[start:] else None


def _head(body: bytes) -> str:
    head = body.lstrip(b" \t\r\n")[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head[:2].count(0) == 1:
        return head.decode("utf-16-be" if head[0] == 0 else "utf-16-le", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def after_preamble(head: str) -> tuple[int, str | None]:
    """Where blanks, comments, instructions and the DOCTYPE end, and the name in the DOCTYPE."""
    start, doctype = 0, None
    while found := _PREAMBLE.match(head, start) or _DOCTYPE.match(head, start):
        start = found.end()
        doctype = found[1].lower() if found.re is _DOCTYPE else doctype
    return start, doctype


def _of_element(name: str, doctype: str | None, head: str) -> Family:
    if name in _FEEDS or _FEED_ROOT.search(head):  # a feed that a page was wrapped around is still a feed
        return "xml"
    return "html" if doctype == "html" or name in _MARKUP else "xml"


def _of_label(media_type: str | None) -> Family | None:
    label = (media_type or "").lower()
    return next((family for word, family in _LABELS if word in label), None)
