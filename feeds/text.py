"""Text that every format can carry: legal in XML 1.0, normalised, cut at words."""

import hashlib
import re
import unicodedata

# XML 1.0, 2.2 Char: everything outside these ranges makes a whole document unreadable.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_SLUG = re.compile("[^a-z0-9]+")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z0-9])")
_TRAILING = " ,;:.-–—·|/(¿¡"

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


def clean(text: str) -> str:
    """NFC text of legal XML 1.0 characters only; line ends become LF, halves of a surrogate pair are joined."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def squeeze(text: str) -> str:
    """Clean text on one line: each run of white space is one space, none at the ends."""
    return " ".join(clean(text).split())


def excerpt(text: str, limit: int = 300) -> str:
    """The first whole words of `text`, at most `limit` characters with the closing `…`; all of it where it fits."""
    text = squeeze(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if text[limit - 1] != " " and (space := cut.rfind(" ")) > limit // 2:
        cut = cut[:space]
    else:
        cut = _whole_characters(cut, text[limit - 1])
    return (cut.rstrip(_TRAILING) or cut) + "…"


def bounded(name: str, limit: int) -> str:
    """A name of at most `limit` (65 and more) characters: of a longer one the beginning and a digest tell it apart."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    return f"{name[: limit - len(digest)]}{digest}"


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def slug(text: str) -> str:
    """`text` as a piece of an address: `a-z0-9`, accents dropped, every other run one hyphen; "" if nothing is left."""
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_PLAIN_LETTERS)
    base = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_SLUG.sub("-", base).strip("-")


def language_tag(text: str) -> str | None:
    """BCP 47: `es_mx` is `es-MX`; None where it is no tag."""
    found = _LANGUAGE.match(text.strip())
    if not found:
        return None
    primary, script, region = found.groups()
    return "-".join(filter(None, (primary.lower(), (script or "").title(), (region or "").upper())))


def whole_number(text: str | None) -> int | None:
    """A number written in decimal digits alone; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _whole_characters(cut: str, following: str) -> str:
    """`cut` without its last character where the accents that follow it were cut off."""
    while cut and (unicodedata.combining(following) or following in "\u200d\ufe0f" or cut[-1] == "\u200d"):
        cut, following = cut[:-1], cut[-1]
    return cut
