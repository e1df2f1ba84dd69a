"""What a web page says that helps to find feeds: those it names, what it links to, and whether it is anybody's page."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

import feeds._limits as limits
from feeds._decode import decode
from feeds.comments import MENTIONED
from feeds.html import text, tree
from feeds.model import Link, Page
from feeds.text import squeeze, words
from feeds.urls import feed_url, safe_url, same_site

_FEED_TYPES = words(
    "application/rss+xml application/atom+xml application/feed+json application/rdf+xml application/xml text/xml "
    "text/calendar"
)
_SUBSCRIBE = re.compile(r"\s*(?:feed|webcals?):", re.IGNORECASE)
_HINT = re.compile("feed|rss|rdf|xml|atom|ical|ics|webcal", re.IGNORECASE)
_LIKE_A_FEED = re.compile(r"\.(?:rss|rdf|xml|atom|ics)$|/(?:feed|rss|atom)/?$", re.IGNORECASE)
# WordPress, Joomla, Squarespace, Blogger, The Events Calendar.
_ASKS_FOR_A_FEED = re.compile(r"(?:^|&)(?:feed=(?:rss|rdf|atom)|format=(?:feed|rss|ical)\b|alt=rss\b|ical=1\b)")
_SITEMAP = re.compile("sitemap", re.IGNORECASE)
_AT_ONCE = re.compile(r"""\s*[0-5](?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)""", re.IGNORECASE)
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)  # libxml2 reads nothing behind it, browsers do
_FEW_WORDS = 3_000  # characters: pages that sell a domain have little else to say
_FOR_SALE = re.compile(
    r"\bdomain(?: name)? (?:\S+ )?(?:is|may be)(?: \w+){0,3} for sale\b|\b[\w-]+\.[a-z]{2,} is for sale\b"
    r"|\b(?:buy|purchase) (?:this|the) domain\b|\bdomain (?:is|was|has been) parked\b|\bparked domain\b"
    r"|\bparked free, courtesy\b|\bdomain (?:name )?(?:has )?expired\b|\bdominio (?:está )?(?:en venta|aparcado)\b",
    re.IGNORECASE,
)


def read_page(page: bytes | str, url: str) -> tuple[tuple[Link, ...], Page]:
    """The feeds and calendars a page from `url` names, in its order, those of comments last; and what else it says."""
    root = tree(_END.sub("", decode(page) if isinstance(page, bytes) else page))
    base = _base(root, url)
    return tuple(_named(root, base)), _page(root, base, url)


def mentions_comments(link: Link) -> bool:
    """Whether a page calls a feed one of comments, or its address does."""
    return bool(MENTIONED.search(f"{link.title} {link.url}"))


def _named(root: etree._Element, base: str) -> list[Link]:
    found: dict[str, Link] = {}
    for element in root.iter("link", "a"):
        if link := _feed_link(element, base):
            found.setdefault(link.url, link)
        if len(found) == limits.MANY:
            break
    return sorted(found.values(), key=mentions_comments)


def _page(root: etree._Element, base: str, url: str) -> Page:
    frames = tuple(islice(_frames(root, base), limits.MANY))
    return Page(
        anchors=tuple(islice(_anchors(root, base), limits.MANY)),
        frames=frames,
        canonical=_canonical(root, base),
        sends_to=_sends_to(root, base),
        asks_password=any((element.get("type") or "").strip().lower() == "password" for element in root.iter("input")),
        is_parked=_is_parked(root, frames, url),
    )


def _base(root: etree._Element, url: str) -> str:
    href = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return safe_url(href, url) or url


def _feed_link(element: etree._Element, base: str) -> Link | None:
    rels = _rels(element)
    if rels.isdisjoint(("feed", "alternate")):
        return None
    media_type = _media_type(element)
    url = feed_url(element.get("href"), base)
    if url is None or not ("feed" in rels or _is_feed_type(media_type, url)):
        return None
    return Link(
        url=url,
        title=squeeze(element.get("title") or "") or None,
        rel="alternate",
        media_type=media_type,
        language=element.get("hreflang"),
    )


def _is_feed_type(media_type: str | None, url: str) -> bool:
    """`application/json` is what JSON Feed 1.0 used, and WordPress for what is no feed."""
    return media_type in _FEED_TYPES or (media_type == "application/json" and "wp-json" not in url and "feed" in url)


def _rels(element: etree._Element) -> set[str]:
    return set((element.get("rel") or "").lower().split())


def _media_type(element: etree._Element) -> str | None:
    return (element.get("type") or "").split(";")[0].strip().lower() or None


def _anchors(root: etree._Element, base: str) -> Iterator[Link]:
    seen: set[str] = set()
    for element in root.iter("a", "area"):
        url = feed_url(element.get("href"), base) if _may_be_a_feed(element) else None
        if url and url not in seen and _looks_like_a_feed(element, url):
            seen.add(url)
            yield Link(url, _called(element), media_type=_media_type(element))


def _may_be_a_feed(element: etree._Element) -> bool:
    """Quick, because pages have thousands of links."""
    return bool(element.get("type") or _HINT.search(element.get("href") or ""))


def _called(element: etree._Element) -> str | None:
    return squeeze(element.get("title") or str(element.xpath("string()")))[: limits.TITLE] or None


def _looks_like_a_feed(element: etree._Element, url: str) -> bool:
    parts = urlsplit(url)
    if _media_type(element) in _FEED_TYPES or _SUBSCRIBE.match(element.get("href") or ""):
        return True
    is_named_so = _LIKE_A_FEED.search(parts.path) and not _SITEMAP.search(parts.path)
    return bool(is_named_so or _ASKS_FOR_A_FEED.search(parts.query))


def _frames(root: etree._Element, base: str) -> Iterator[str]:
    addresses = (safe_url(element.get("src"), base) for element in root.iter("frame", "iframe"))
    return (address for address in addresses if address)


def _canonical(root: etree._Element, base: str) -> str | None:
    hrefs = (element.get("href") for element in root.iter("link") if "canonical" in _rels(element))
    return next((url for href in hrefs if (url := safe_url(href, base))), None)


def _sends_to(root: etree._Element, base: str) -> str | None:
    """HTML, 4.2.5.3: `<meta http-equiv=refresh>`, where it does not ask visitors to wait."""
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            found = _AT_ONCE.match(element.get("content") or "")
            return safe_url(found[1], base) if found else None
    return None


def _is_parked(root: etree._Element, frames: tuple[str, ...], url: str) -> bool:
    title = next((element.text or "" for element in root.iter("title")), "")[: limits.TITLE]
    said = text(root)
    if len(said) < _FEW_WORDS and _FOR_SALE.search(f"{title} | {said}"):
        return True
    is_a_frame = next(root.iter("frameset"), None) is not None or (len(frames) == 1 and not said)
    return is_a_frame and bool(frames) and not any(same_site(frame, url) for frame in frames)
