"""Pictures and files of Media RSS and of podcasts (itunes:)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from feeds._elements import children, first, name_of, text_of
from feeds.html import plain
from feeds.model import Enclosure
from feeds.text import whole_number
from feeds.urls import safe_url

_PORTRAITS = "gravatar.com/avatar/"  # WordPress.com adds its author's face to each post as a picture
_LONGEST_TYPE = 128  # RFC 6838, 4.2
_LONGEST = 1_000  # characters of words about a file
_TYPES = {
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


def files(entry: etree._Element, base: str | None) -> Iterator[Enclosure]:
    """The files of Media RSS, of a group the default or the first; alternative texts stand beside or above them."""
    for element in _contents(entry):
        if url := safe_url(element.get("url"), base):
            length = whole_number(element.get("fileSize"))
            kind = media_type(element.get("type"), url)
            picture = element.get("medium") == "image" or (kind or "").startswith("image/")
            yield Enclosure(
                url, kind, length, _said(element, entry, ("description", "title") if picture else ("title",))
            )


def picture(entry: etree._Element, base: str | None) -> str | None:
    """The picture that stands for an entry."""
    contents = [element.get("url") for element in _contents(entry) if element.get("medium") == "image"]
    others = [_address(element) for element in entry.iter("{*}thumbnail", "{*}image")]
    return next((url for stated in contents + others if (url := safe_url(stated, base))), None)


def caption(entry: etree._Element) -> str | None:
    """What Media RSS says of an entry: for a video often its only words."""
    groups = [child for child in children(entry) if name_of(child) == ("media", "group")]
    return next((said for holder in (entry, *groups) if (said := first(holder, ("media", "description")))), None)


def media_type(stated: str | None, url: str) -> str | None:
    """The type a file states, else what its suffix says of the few that feeds carry."""
    named = (stated or "").split(";")[0].strip().lower()
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    return named if "/" in named and len(named) < _LONGEST_TYPE else _TYPES.get(suffix)


def _contents(entry: etree._Element) -> list[etree._Element]:
    found = [element for element in entry.iter("{*}content") if name_of(element) == ("media", "content")]
    return [element for element in found if _is_chosen(element) and _PORTRAITS not in (element.get("url") or "")]


def _address(element: etree._Element) -> str | None:
    match name_of(element):
        case ("media", "thumbnail"):
            return element.get("url") or text_of(element)
        case ("itunes", "image"):
            return element.get("href")
    return None


def _is_chosen(element: etree._Element) -> bool:
    group = element.getparent()
    if group is None or name_of(group) != ("media", "group"):
        return True
    contents = [child for child in children(group) if name_of(child) == ("media", "content")]
    return element is next((child for child in contents if child.get("isDefault") == "true"), contents[0])


def _said(element: etree._Element, entry: etree._Element, names: tuple[str, ...]) -> str | None:
    """The words that stand with a file, or above it up to its entry."""
    for holder in (element, *element.iterancestors()):
        if said := next((said for name in names if (said := first(holder, ("media", name)))), None):
            return plain(said)[:_LONGEST]
        if holder is entry:
            break
    return None
