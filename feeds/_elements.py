"""XML elements by the usual prefix of their namespace, whatever prefix a document gives it."""

from collections.abc import Iterator

from lxml import etree

from feeds.text import squeeze

_PREFIXES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/event": "ev",
    "urn:ietf:params:xml:ns:xcal": "xcal",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
}


def name_of(element: etree._Element) -> tuple[str, str]:
    """The usual prefix of an element's namespace and its local name in lower case."""
    tag = str(element.tag)
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if not namespace and ":" in local:  # a prefix that was never declared
        prefix, _, local = local.partition(":")
        return prefix, local.lower()
    return _PREFIXES.get(namespace.lower().rstrip("/"), "?") if namespace else "", local.lower()


def text_of(element: etree._Element) -> str:
    return squeeze("".join(map(str, element.itertext("{*}*"))))


def first(element: etree._Element, *names: tuple[str, str]) -> str | None:
    """The text of the first child of one of these names that says something."""
    return next((text for child in children(element) if name_of(child) in names and (text := text_of(child))), None)


def children(element: etree._Element) -> Iterator[etree._Element]:
    return element.iterchildren("{*}*")


def remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text that follows it."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
