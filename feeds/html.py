"""HTML from strangers: made harmless on the way in, read as plain text and made of it."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

import nh3
from lxml import etree

import feeds._limits as limits
from feeds.model import Link
from feeds.text import clean, squeeze, words
from feeds.urls import FOLLOWED, WEB, safe_url

_LARGEST = 200_000  # characters of markup that are sanitised; nh3 is quadratic in what stays open
_DEEPEST = 100
_LARGEST_PAGE = 2_000_000


_GONE = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title", "textarea", "select"}
_BLOCKS = words(
    "address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table td tfoot th thead tr ul"
)
_TAGS = words(
    "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div "
    "dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p picture pre q rp rt ruby "
    "s samp section small source span strong sub summary sup table tbody td tfoot th thead time tr u ul var video wbr"
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "img": {"alt", "height", "src", "srcset", "sizes", "style", "width"},
    "ins": {"datetime"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}
_URLS = {"cite": WEB, "href": FOLLOWED, "poster": WEB, "src": WEB}

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_CLOSED_BY_THE_NEXT = words(
    "a area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr"
)
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_STYLE = re.compile(r' style="([^"]*)"')
_UNSEEN = re.compile(r' (?:width|height)="\s*[01](?:\.\d*)?(?:px)?\s*"|(?:width|height):\s*[01]px|display:\s*none')
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+[wx]))?\s*(?:,|$)")


def sanitise(markup: str, base: str | None = None) -> str:
    """Markup that can stand on any page: listed tags only, absolute links, nothing that runs, submits or tracks."""
    markup = clean(markup)[:_LARGEST]
    if _is_too_deep(markup):
        return f"<p>{escape(squeeze(unescape(_ANY_TAG.sub(' ', markup))), quote=False)}</p>"
    safe = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute(base),
        link_rel="noopener nofollow ugc",
        url_schemes=set(FOLLOWED),
        filter_style_properties={"width", "height", "display"},
    )
    return clean(_IMAGE.sub(_seen_image, safe)).strip()


def plain(markup: str) -> str:
    """The words a reader would see, on one line; block elements part words."""
    if "<" not in markup and "&" not in markup:
        return squeeze(markup)
    return text(tree(markup))


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line parts paragraphs, a line break stays one; "" where it says nothing."""
    parts = (escape(part.strip(), quote=False).replace("\n", "<br>") for part in _EMPTY_LINES.split(clean(text)))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def links(markup: str) -> Iterator[Link]:
    """The links of sanitised HTML that have words, in its order, each with its words as its title."""
    for element in tree(markup).iter("a"):
        said = plain(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
        if said and (url := safe_url(element.get("href"), None, FOLLOWED)):
            yield Link(url, said)


def tree(markup: str) -> etree._Element:
    """Markup as a browser would understand it, without comments; at most 2,000,000 characters of it."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(b"<html>" + clean(markup)[:_LARGEST_PAGE].encode(), parser)
    return etree.Element("html") if root is None else root


def text(root: etree._Element) -> str:
    """The words of `root` that a reader would see, on one line; block elements part words."""
    return squeeze("".join(_visible(root)))


def _attribute(base: str | None) -> Callable[[str, str, str], str | None]:
    def kept(_tag: str, name: str, value: str) -> str | None:
        if name == "srcset":
            return _srcset(value, base)
        return safe_url(value, base, _URLS[name]) if name in _URLS else value

    return kept


def _srcset(value: str, base: str | None) -> str | None:
    """HTML 4.8.4.2.1: candidates of a URL and a width or density, each absolute and safe or left out."""
    candidates = ((safe_url(url, base), size) for url, size in _CANDIDATE.findall(value[: limits.URL * 4]))
    return ", ".join(f"{url} {size}".strip() for url, size in candidates if url) or None


def _seen_image(image: re.Match[str]) -> str:
    """The image without its style; nothing where it has no address or only tells that it was loaded."""
    if " src=" not in image[1] or _UNSEEN.search(image[1]):
        return ""
    return f"<img{_STYLE.sub('', image[1])}>"


def _is_too_deep(markup: str) -> bool:
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _CLOSED_BY_THE_NEXT:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def _visible(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _GONE and element is not root:
            walk.skip_subtree()
        elif event == "start":
            yield " " if element.tag in _BLOCKS else ""
            yield element.text or ""
        else:
            yield " " if element.tag in _BLOCKS else ""
            yield element.tail or ""
