"""Bytes to text the way the web does it: a mark, a label, UTF-8, a guess; never a codec that browsers do not know."""

import codecs
import re

import chardet

from feeds.text import words

# WHATWG Encoding: Python codecs by the names of the encodings that browsers read; a label stands for its superset.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_WEB = words(
    "utf-8 utf-16 utf-16-le utf-16-be cp866 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp932 cp949 gb18030 big5hkscs "
    "euc_jp iso2022_jp cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-3 iso8859-4 "
    "iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"), (b"{\x00", "utf-16-le"), (b"\x00{", "utf-16-be"))
_LABEL = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_STRAY = re.compile("[\udc80-\udcff]")  # a byte that `surrogateescape` could not read
_BEYOND_ASCII = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")
_HEAD = 2_048  # bytes in which a label must stand
_SAMPLE = 65_536  # bytes a guess is made from


def decode(body: bytes, media_type: str | None = None) -> str:
    """The text of a document, without its byte order mark; bytes that fit no encoding become U+FFFD."""
    return decoded(body, media_type)[0]


def decoded(body: bytes, media_type: str | None = None) -> tuple[str, bool]:
    """The text, and whether it had to be guessed because it is in no encoding that it could be read as."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _whatever_fits(body[len(mark) :], [encoding])
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return body.decode(encoding, "replace"), False
    return _whatever_fits(body, [*_labels(body, media_type), "utf-8"])


def _whatever_fits(body: bytes, encodings: list[str]) -> tuple[str, bool]:
    for encoding in encodings:
        if (text := _strictly(body, encoding)) is not None:
            return text, False
    return _mended(body) or _guessed(body, encodings[0] if encodings[0] != "utf-8" else "cp1252"), True


def _mended(body: bytes) -> str | None:
    """UTF-8 into which bytes of the old Western encoding were pasted; None where it is something else."""
    text = body.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(text))
    if strays > len(_BEYOND_ASCII.findall(text)):
        return None
    return _STRAY.sub(lambda stray: bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def _labels(body: bytes, media_type: str | None) -> list[str]:
    """Web encodings that the document's head and its Content-Type name, the document's own first."""
    named = [group.decode("ascii") for found in _LABEL.finditer(body[:_HEAD]) for group in found.groups() if group]
    if media_type and (found := _CHARSET.search(media_type)):
        named.append(found[1])
    return [encoding for label in named if (encoding := _codec(label)) and not encoding.startswith("utf-16")]


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    return name if name in _WEB else None


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(body: bytes, otherwise: str) -> str:
    """Undeclared or falsely declared: a statistical guess, else what most of the web would be read in."""
    guess = chardet.detect(body[:_SAMPLE])["encoding"]
    encoding = (guess and _codec(guess)) or otherwise
    return _strictly(body, encoding) or body.decode(otherwise, "replace")
