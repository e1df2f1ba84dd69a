"""A stranger's XML made safe and whole before anything reads it: entities, depth, bad characters, cut ends."""

import re
from dataclasses import dataclass
from html.entities import html5
from itertools import islice
from xml.parsers import expat

from lxml import etree

import feeds._limits as limits
from feeds._decode import decoded
from feeds._sniff import after_preamble
from feeds.model import FeedError
from feeds.text import clean

_DEEPEST = 200
_DEEPEST_BROKEN = 1_000  # where elements are left open the count runs on
_MOST_ATTRIBUTES = 500  # reading them is quadratic

_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?(?:rss|feed|RDF|channel))(?=[\s/>])", re.IGNORECASE)
_EMPTY_ROOT = re.compile(r"<[^<>]*/>")
_NAME = re.compile(r"<([A-Za-z_][\w.:-]*)")
_ENTRY = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s>])")
_ENTRY_END = re.compile(r"</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>")
_LONG_TAG = re.compile(r"<[A-Za-z_][^<>]{8000,}")
_DECLARATION = re.compile(r"<\?xml\s[^<>]*\?>|<!DOCTYPE[^<>]*>", re.IGNORECASE)
_LITERAL = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
_REFERENCES = re.compile(r"(?:&#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});)+")
_AMPERSAND = re.compile(_LITERAL + r"|&(?:(#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});)|([A-Za-z][A-Za-z0-9]*;))?", re.DOTALL)
_REFERENCE = re.compile(r"&#(?:([0-9]+)|[xX]([0-9A-Fa-f]+));")
_TAG = re.compile(_LITERAL + r"|<(/?)[A-Za-z_][^\s<>/]*[^<>]*?(/?)>", re.DOTALL)
_XML_NAMES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))


@dataclass(frozen=True, slots=True)
class Document:
    """XML in UTF-8 from its root element on, without DOCTYPE; as a tree too, as far as that could be read."""

    body: bytes
    tree: etree._Element | None
    error: str | None  # "line N: …" where it was not well-formed and could not be made so
    cut: bool  # it ended in the middle; the entry that was cut is gone
    garbled: bool  # its letters had to be guessed, or some are lost


def forest(text: str, root: str) -> etree._Element:
    """All documents of a text that may hold several, under one element; FeedError where none has that root."""
    found = re.search(rf"<(?:[\w.-]+:)?{root}[\s>]", text, re.IGNORECASE)
    if not found:
        raise FeedError("broken", f"no <{root}> element")
    _refuse_entities(text[: found.start()])
    tree = _tree(f"<forest>{_DECLARATION.sub('', _repaired(text))}</forest>".encode())
    if tree is None:
        raise FeedError("broken", "nothing could be read")
    return tree


class _TooDeepError(Exception):
    pass


def prepare(body: bytes, media_type: str | None) -> Document:
    """Raises FeedError("broken") for what is no feed, or is built to exhaust whoever reads it."""
    read, guessed = decoded(body, media_type)
    text = clean(read)
    start, root = _root(text)
    _refuse_entities(text[:start])
    before = text.count("\n", 0, start)
    text, cut = _whole(_repaired(text[start:]), root)
    if any(tag[0].count("=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise FeedError("broken", "an element with too many attributes")
    safe = text.encode()
    error = _error(safe, before)
    if error and _depth(text) > _DEEPEST_BROKEN:
        raise FeedError("broken", "nested too deep")
    return Document(safe, _tree(safe), error, cut, guessed or "\ufffd" in text)


def _root(text: str) -> tuple[int, str]:
    """Where the feed's root element starts, and its name as written; what stands before it is not the feed's."""
    start, _ = after_preamble(text)
    if found := _ROOT.match(text, start) or _ROOT.search(text, start):
        return found.start(), found[1]
    name = _NAME.search(text, start)
    raise FeedError("broken", f"XML, but no feed: <{name[1][:50]}>" if name else "no XML element")


def _refuse_entities(preamble: str) -> None:
    """Entities can be built to grow without end; no feed needs its own."""
    if "<!entity" in preamble.lower():
        raise FeedError("broken", "the DOCTYPE declares entities")


def _repaired(text: str) -> str:
    """The text without references to characters that XML 1.0 forbids, and without bare or unknown entities."""
    return _AMPERSAND.sub(_ampersand, _REFERENCES.sub(_references, text))


def _ampersand(found: re.Match[str]) -> str:
    number, name = found.groups()
    if found[0].startswith("<") or number or name in _XML_NAMES:
        return found[0]
    return "".join(map(_reference, html5[name])) if name in html5 else "&amp;" + found[0][1:]


def _references(found: re.Match[str]) -> str:
    """A run of numeric references, for two may be the halves of one character."""
    run = found[0]
    codes = [int(decimal or hexadecimal, 10 if decimal else 16) for decimal, hexadecimal in _REFERENCE.findall(run)]
    letters = "".join(chr(code) for code in codes if code <= 0x10FFFF)
    return run if len(codes) == len(letters) and clean(letters) == letters else "".join(map(_reference, clean(letters)))


def _reference(letter: str) -> str:
    return f"&#{ord(letter)};"


def _whole(text: str, root: str) -> tuple[str, bool]:
    """The text up to its root's end, without an entry that was cut off or is one too many, and whether it was cut.

    FeedError where the entry that was cut off is the only one.
    """
    end = text.rfind(f"</{root}")
    starts = [found.start() for found in islice(_ENTRY.finditer(text), limits.ENTRIES + 1)]
    if len(starts) > limits.ENTRIES:
        return _closed(text[: starts[-1]], root), False
    if end >= 0:
        return text[:end] + f"</{root}>", False
    if starts and not _ENTRY_END.search(text, starts[-1]):
        if len(starts) == 1:
            raise FeedError("broken", "cut off in its first entry")
        return _closed(text[: starts[-1]], root), True
    return (text, False) if _EMPTY_ROOT.match(text) else (_closed(text, root), True)


def _closed(text: str, root: str) -> str:
    channel = "</channel>" if root.lower() == "rss" and "</channel>" not in text else ""
    return f"{text}{channel}</{root}>"


def _error(body: bytes, before: int) -> str | None:
    """What expat objects to, and in which line after those `before`; FeedError where it is nested deeper than feeds."""
    parser = expat.ParserCreate()
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _TooDeepError

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        return f"line {before + error.lineno}: {expat.ErrorString(error.code)}"
    except _TooDeepError:
        raise FeedError("broken", "nested too deep") from None
    return None


def _depth(text: str) -> int:
    """How deep elements are open at most, told from the tags alone."""
    depth = deepest = 0
    for closing, empty in _TAG.findall(text):
        depth += 0 if empty else -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def _tree(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:  # nothing at all could be recovered
        return None
