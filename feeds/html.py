"""HTML from strangers: made harmless on the way in, read as plain text and made of it, searched for feeds."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

import nh3
from lxml import etree

import feeds._limits as limits
from feeds._decode import decode
from feeds.comments import MENTIONED
from feeds.model import Link
from feeds.text import clean, squeeze, words
from feeds.urls import FOLLOWED, WEB, feed_url, safe_url

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

_FEED_TYPES = words(
    "application/rss+xml application/atom+xml application/feed+json application/rdf+xml application/xml text/xml "
    "text/calendar"
)


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
    return squeeze("".join(_visible(_tree(clean(markup)[:_LARGEST_PAGE]))))


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line parts paragraphs, a line break stays one; "" where it says nothing."""
    parts = (escape(part.strip(), quote=False).replace("\n", "<br>") for part in _EMPTY_LINES.split(clean(text)))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def links(markup: str) -> Iterator[Link]:
    """The links of sanitised HTML that have words, in its order, each with its words as its title."""
    for element in _tree(clean(markup)[:_LARGEST_PAGE]).iter("a"):
        said = plain(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
        if said and (url := safe_url(element.get("href"), None, FOLLOWED)):
            yield Link(url, said)


def feed_links(page: bytes | str, url: str) -> list[Link]:
    """The feeds and calendars a page names, in its order, feeds of comments last."""
    tree = _page(page)
    base = _base(tree, url)
    found: dict[str, Link] = {}
    for element in _links(tree):
        if link := _feed_link(element, base):
            found.setdefault(link.url, link)
    return sorted(found.values(), key=lambda link: bool(MENTIONED.search(f"{link.title} {link.url}")))


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


def _tree(markup: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(b"<html>" + markup.encode(), parser)
    return etree.Element("html") if root is None else root


def _page(page: bytes | str) -> etree._Element:
    return _tree(clean(decode(page) if isinstance(page, bytes) else page)[:_LARGEST_PAGE])


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


def _base(tree: etree._Element, url: str) -> str:
    href = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return safe_url(href, url) or url


def _links(tree: etree._Element) -> Iterator[etree._Element]:
    return (element for element in tree.iter("link", "a") if element.get("rel") and element.get("href"))


def _feed_link(element: etree._Element, base: str) -> Link | None:
    rels = set((element.get("rel") or "").lower().split())
    media_type = (element.get("type") or "").split(";")[0].strip().lower() or None
    url = feed_url(element.get("href"), base)
    if url is None or not ("feed" in rels or ("alternate" in rels and _is_feed_type(media_type, url))):
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
