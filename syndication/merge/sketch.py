"""What of an entry is compared with those of other sources, as keyed hashes, and where a like one is looked for. Pure.

The two lowest bits of a hash say what it stands for, so that one set holds a text's runs, numerals and names.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from heapq import nsmallest
from html import unescape
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from feeds import Entry, Kind, Meeting
from feeds.html import plain
from feeds.notices.words import tables
from feeds.text import words

RUN, NUMERAL, NAME, OPENING = range(4)  # what a member of `shingles` stands for
UNSPACED = 1  # the same bits in a title: a pair of characters of a script that does not part words
KINDS = 3  # the bits themselves
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)

_WORDS = 3_000  # of a text that are looked at
_LENGTH = 4  # words of a run
_FIRST = 60  # words of a text that most excerpts consist of
_HASHED = ("link", "title", "run", "number", "name", "uid", "day", "start", "town", "place")
_LINKS, _TITLE_TRACES, _OPENING_TRACES, _TEXT_TRACES = 3, 5, 8, 14

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a\u00ad\u200b-\u200f\u2060\ufeff]"
)
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ´`](?=\w)")
_CJK = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}])[^\W_])+(?:(?<=\d)[.:,](?=\d)(?:(?![{_CJK}])[^\W_])+)*")
_SPACED_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.:,](?=\d)[^\W_]+)*")  # the same where there is nothing of these
_IS_UNSPACED = re.compile(rf"[{_CJK}]")
_COUNTED = re.compile(
    "第[一二三四五六七八九十百零〇]+|[一二三四五六七八九十百零〇]+(?=[月日号號期届屆次回年集章部])|(?<=星期|礼拜|禮拜)[一二三四五六日天]"
    "|(?<=周|週)[一二三四五六日]|[月火水木金土日](?=曜)"
)
_DIGITS = re.compile(r"(\d+(?:[.:,]\d+)*)(?:am|pm|a|p|h|st|nd|rd|th|o|er|e|yem)?")
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14}
_ARABIC_DAYS = "الاثنين|الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"
_ARABIC_MONTHS = (
    "يناير|كانون فبراير|شباط مارس|آذار أبريل|نيسان مايو|أيار يونيو|حزيران يوليو|تموز أغسطس|آب سبتمبر|أيلول أكتوبر "
    "نوفمبر ديسمبر"
)
_SHORT = words(
    "mon tue tues wed thu thur thurs fri jan feb apr jun jul aug sep sept oct nov dec two six ten dos twa kat"
)
_ORDINARY = words("once second size youn")  # numbers in one language, common words in another
_BEFORE = (
    "updated?|breaking|breaking news|corrected|correction|press release|news release|media release|media advisory|"
    "for immediate release|new info|new information|repost|shared|fwd?|re|rt|via|"
    "actuali[sz]aci[oó]n|actualizado|[uú]ltima hora|comunicado|comunicado de prensa|nota de prensa|"
    "bolet[ií]n de prensa|"
    "atuali[sz]a[cç][aã]o|atualizado|comunicado [àa] imprensa|nota [àa] imprensa|"
    "kominike|kominike pou laprès|nòt pou laprès|dènye nouvèl|mizajou|communiqué|communiqué de presse|mise à jour|"
    "تحديث|بيان صحفي|عاجل|更新|新闻稿|新聞稿|快讯|快訊|转载|轉載"
)
_NOISE = re.compile(rf"\s*[\[(]?\s*(?:{_BEFORE})\s*(?:[\])]\s*[:：–—-]?|[:：]|\s[|–—-]\s)\s*", re.IGNORECASE)
_TAIL = re.compile(r"(.*\S)\s+(\||::|»|[-–—·•])\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class MeetingSketch:
    """When and where people meet, hashed; None where the notice does not say."""

    uid: int | None
    day: int | None
    start: int | None  # the instant
    town: int | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of an entry is compared: nothing in it can be read as text."""

    kind: Kind
    at: datetime  # when it was published; UNDATED where nothing says
    links: frozenset[int]  # canonical addresses of pages; a home page is none
    title: tuple[int, ...]  # its words in order, without what a site puts before or after
    numbers: frozenset[int]  # those words of it that are numerals, ordinals, months and days: what a series differs by
    shingles: frozenset[int]  # runs of four words of the text; by their lowest bits also numerals, names, the opening
    words: int  # of the text, at most 3,000; two characters of a script without spaces are one
    meeting: MeetingSketch | None


class _Word(NamedTuple):  # thousands a text: cheaper to make than a frozen dataclass
    folded: str
    number: bool = False
    capital: bool = False
    name: bool = False
    unspaced: bool = False


def sketch(entry: Entry, links: Iterable[str], salt: bytes) -> Sketch:
    """`links`: canonical addresses of the entry; `salt`: at most 64 bytes, the same for all that are compared."""
    text = list(islice(_words(_URL.sub(" ", _text(entry))), _WORDS))
    return replace(
        head(entry, links, salt),
        shingles=frozenset(_shingles(text, _hasher(salt))),
        words=round(sum(0.5 if word.unspaced else 1 for word in text)),
    )


def head(entry: Entry, links: Iterable[str], salt: bytes) -> Sketch:
    """The sketch without the text, which is what costs."""
    hashed = _hasher(salt)
    title = list(_words(_bare(entry)))
    return Sketch(
        kind=entry.kind,
        at=entry.published or entry.updated or UNDATED,
        links=frozenset(hashed("link", link) for link in links if "/" in link or "?" in link),
        title=tuple(_title_word(word, hashed) for word in title),
        numbers=frozenset(_title_word(word, hashed) for word in title if word.number),
        shingles=frozenset(),
        words=0,
        meeting=_meeting(entry, entry.meeting, hashed) if entry.meeting else None,
    )


def traces(sketch: Sketch) -> tuple[int, ...]:
    """Features under which an index finds what may be the same: at most 32, each kind apart from the others.

    An excerpt from the beginning shares some with its text whatever the length; one from the middle very probably
    where it is a tenth of the text or more, or has its title.
    """
    found = [_trace("link", link) for link in sorted(sketch.links)[:_LINKS]]
    found += _title_traces(sketch)
    if sketch.meeting:
        return tuple(dict.fromkeys((*found, *_meeting_traces(sketch.meeting))))
    opening = nsmallest(_OPENING_TRACES, (s & ~KINDS for s in sketch.shingles if s & KINDS == OPENING))
    text = nsmallest(_TEXT_TRACES, (s for s in sketch.shingles if s & KINDS == RUN))
    return tuple(dict.fromkeys((*found, *(_trace("text", shingle) for shingle in (*opening, *text)))))


def _title_traces(sketch: Sketch) -> Iterator[int]:
    title = sketch.title
    if not title:
        return
    yield _trace("title", *title)
    unnumbered = tuple(word for word in title if word not in sketch.numbers)
    if len(unnumbered) > 2:
        yield _trace("title", *unnumbered)
    runs = {_trace("title_part", *title[i : i + 3]) for i in range(len(title) - 2)}
    yield from nsmallest(_TITLE_TRACES, runs)


def _meeting_traces(meeting: MeetingSketch) -> Iterator[int]:
    if meeting.uid is not None:
        yield _trace("uid", meeting.uid)
    for when in (meeting.start, meeting.day):
        for where in (meeting.town, meeting.place):
            if when is not None and where is not None:
                yield _trace("meets", when, where)


def _trace(kind: str, *values: int) -> int:
    digest = hashlib.blake2b(f"{kind} {values}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


Hasher = Callable[[str, str], int]


@lru_cache(maxsize=4)
def _hasher(salt: bytes) -> Hasher:
    """A hash of 64 bits, signed, the two lowest clear; what it is of keeps equal texts of two kinds apart."""
    begun = {kind: hashlib.blake2b(f"{kind}\x1f".encode(), key=salt, digest_size=8) for kind in _HASHED}

    def hashed(kind: str, text: str) -> int:
        state = begun[kind].copy()
        state.update(text.encode("utf-8", "replace"))
        return int.from_bytes(state.digest(), "big", signed=True) & ~KINDS

    return hashed


def _text(entry: Entry) -> str:
    whole, short = plain(entry.content) if entry.content else "", plain(entry.summary) if entry.summary else ""
    return whole if len(whole) > len(short) else short


def _shingles(text: Sequence[_Word], hashed: Hasher) -> Iterator[int]:
    folded = [word.folded for word in text]
    for place in range(max(1, len(text) - _LENGTH + 1) if text else 0):
        run = hashed("run", " ".join(folded[place : place + _LENGTH]))
        yield run | RUN
        if place + _LENGTH <= _FIRST:
            yield run | OPENING
    yield from (hashed("number", number) | NUMERAL for number in {word.folded for word in text if word.number})
    common = {word.folded for word in text if not word.capital}
    yield from (hashed("name", name) | NAME for name in {word.folded for word in text if word.name} - common)


def _title_word(word: _Word, hashed: Hasher) -> int:
    return hashed("title", word.folded) | (UNSPACED if word.unspaced else 0)


def _meeting(entry: Entry, meeting: Meeting, hashed: Hasher) -> MeetingSketch:
    instant = _instant(meeting)
    return MeetingSketch(
        uid=hashed("uid", entry.id) if entry.id and _is_unique(entry.id) else None,
        day=hashed("day", meeting.date.isoformat()) if meeting.date else None,
        start=hashed("start", instant) if instant else None,
        town=_named("town", meeting.town or "", hashed),
        place=_named("place", meeting.place or meeting.online_url or meeting.address or "", hashed),
    )


def _instant(meeting: Meeting) -> str | None:
    """When it begins, whatever the zone; None where the hour is not known, or lies before all time."""
    try:
        return meeting.starts.astimezone(UTC).isoformat() if isinstance(meeting.starts, datetime) else None
    except OverflowError:
        return None


def _named(kind: Literal["town", "place"], text: str, hashed: Hasher) -> int | None:
    """By what stands before the first comma: "Mill Hall, 5 Common St" is Mill Hall."""
    name = " ".join(word.folded for word in _words(text.partition(",")[0]))
    return hashed(kind, name) if name else None


def _is_unique(uid: str) -> bool:
    """Row numbers of two databases meet by chance."""
    return len(uid) >= 10 and not uid.isdigit()


def _bare(entry: Entry) -> str:
    """The title without "Update:" before it and the site's name after it."""
    title = plain(unescape(entry.title))
    while (noise := _NOISE.match(title)) and noise.end() < len(title):
        title = title[noise.end() :]
    while (tail := _TAIL.fullmatch(title)) and _is_site(tail[2], tail[3], tail[1], entry):
        title = tail[1]
    return title


def _is_site(mark: str, tail: str, head: str, entry: Entry) -> bool:
    """A dash also stands before a town or a subtitle: then only what the entry itself is known as is a site's name."""
    if len(tail.split()) > 6 or any(letter.isdigit() for letter in tail):
        return False
    if mark in ("|", "::", "»") and (len(head.split()) > 2 or _IS_UNSPACED.search(head)):
        return True
    name = _joined(tail)
    known = [_host(entry.url), *(_joined(person.name) for person in entry.authors)]
    known += [_joined(said) for said in ((entry.origin.name, entry.origin.title) if entry.origin else ()) if said]
    return len(name) > 3 and any(name in one for one in known)


def _joined(text: str) -> str:
    return "".join(word.folded for word in _words(text))


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").replace("-", "").replace(".", "")
    except ValueError:  # an address in brackets that is none
        return ""


def _words(text: str) -> Iterator[_Word]:
    """Folded words; pairs of neighbouring characters where a script does not part them."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    text = _APOSTROPHES.sub("", text)
    mixed = not text.isascii() and _IS_UNSPACED.search(text) is not None
    for found in (_WORD if mixed else _SPACED_WORD).finditer(text):
        word = found[0]
        if mixed and _IS_UNSPACED.match(word):
            yield from _pairs(word)
        else:
            yield _word(word, not word.islower() and _is_inside(text, found.start()))


def _pairs(run: str) -> Iterator[_Word]:
    """A counted thing ("third", "May") is a word of its own kind beside the pairs."""
    counted = {place for found in _COUNTED.finditer(run) for place in range(*found.span())}
    for place in range(max(1, len(run) - 1)):
        yield _Word(run[place : place + 2], number=bool(counted & {place, place + 1}), unspaced=True)


def _is_inside(text: str, place: int) -> bool:
    """Whether a word continues a sentence: there a capital letter makes a name."""
    return place > 1 and text[place - 1] == " " and (text[place - 2].isalnum() or text[place - 2] == ",")


@lru_cache(maxsize=20_000)
def _word(word: str, inside: bool) -> _Word:
    folded = word.casefold()
    if (number := _number(folded)) is not None:
        return _Word(number, number=True)
    capital = len(word) > 2 and word[0].isupper()
    return _Word(folded, capital=capital, name=capital and inside)


def _number(word: str) -> str | None:
    """One form for every way of writing a number, a month or a weekday; None for other words."""
    if digits := _DIGITS.fullmatch(word):
        plain_number = re.sub(r",(?=\d{3})", "", digits[1])
        return "".join(str(unicodedata.decimal(d)) if d.isdigit() else d for d in plain_number).removesuffix(":00")
    return word if any(letter.isdigit() for letter in word) else _number_words().get(word)


@cache
def _number_words() -> dict[str, str]:
    """What the languages of notices call numbers, months and weekdays, without words that mean something else."""
    known = {name: str(number) for name, number in _ROMAN.items()}
    for table in tables():
        for mark, rows in (("", table.numbers), ("#", table.ordinals[:-1]), ("m", table.months), ("d", table.weekdays)):
            known |= _numbered(mark, rows)
    known |= _numbered("d", _ARABIC_DAYS.split()) | _numbered("m", _ARABIC_MONTHS.split())
    common = {word for table in tables() for word in table.common.split("|")}
    return {name: value for name, value in known.items() if name not in common | _ORDINARY}


def _numbered(mark: str, rows: Iterable[str]) -> dict[str, str]:
    forms = [(_joined_letters(form), number) for number, row in enumerate(rows, 1) for form in row.split("|")]
    telling = [(form, number) for form, number in forms if len(form) > 3 or form in _SHORT]
    return {form: f"{mark}{number}" for form, number in telling}


def _joined_letters(form: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", form)).casefold()
