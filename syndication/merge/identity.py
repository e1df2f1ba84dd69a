"""Which entry is which: the names one source has for it, the id we mint, and what counts as a change. Pure."""

import hashlib
import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from feeds import Entry, Meeting
from feeds.html import plain
from feeds.text import bounded, squeeze

_TYPOS = 2  # words that may be spelt otherwise in a short text
_LONG = 5  # letters of a word that is still the same with one of them mended
KEY_LENGTH = 12  # base32 characters: 60 bits
ALIAS_LENGTH = 500  # characters; PostgreSQL's index takes 2,700 bytes, and a character may be four

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]", re.IGNORECASE)
_TARGET = re.compile(r'\b(?:href|src)="([^"]*)"')
_TRACKERS = ("utm_", "mc_", "pk_", "hsa_", "_hs", "vero_", "oly_")
_TRACKER_NAMES = {
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "igshid",
    "yclid",
    "twclid",
    "mkt_tok",
    "s_cid",
    "ref_src",
    "_ga",
    "_gl",
}


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that the store holds already, as far as recognising it again needs."""

    entry_id: int
    story_id: int
    named: str  # the alias it was minted from
    digest: str
    substance: str
    entry: Entry
    sealed: bool = False  # it was taken back: nothing it says now is stored


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a document with every name it goes by, strongest first."""

    entry: Entry
    aliases: tuple[str, ...]
    substance: str
    text_alias: str  # the name that is left where all others are another entry's


def untracked(url: str) -> str:
    """The same address without the parameters that only follow people around."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_tracker(name.lower())]
    return url if len(kept) == len(pairs) else urlunsplit(parts._replace(query=urlencode(kept)))


def _is_tracker(name: str) -> bool:
    return name in _TRACKER_NAMES or name.startswith(_TRACKERS)


def canonical(url: str) -> str:
    """One form for all addresses of a page, only to compare: no scheme, `www.`, tracker, fragment, usual port, last
    slash."""
    parts = urlsplit(untracked(url))
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def substance(entry: Entry) -> str:
    """Digest of what a reader must learn of when it changes: title, text, a meeting's day, hour, place and state."""
    text = squeeze(plain(entry.content)) if entry.content else squeeze(entry.summary or "")
    return _digest([squeeze(entry.title), text, *facts(entry.meeting)])


def is_typo(old: Entry, new: Entry) -> bool:
    """Whether only a letter in a word or two changed: no figure, no short word, and nothing about a meeting."""
    before, after = _words(old), _words(new)
    if facts(old.meeting) != facts(new.meeting) or len(before) != len(after):
        return False
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    return len(changed) <= max(_TYPOS, len(before) // 100) and all(_is_respelt(one, other) for one, other in changed)


def _words(entry: Entry) -> list[str]:
    return squeeze(f"{entry.title} {plain(entry.content) if entry.content else entry.summary or ''}").split()


def _is_respelt(one: str, other: str) -> bool:
    """One letter more, less or other, or two changed about, after the first; short words mean something else then."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    if shorter == longer:
        return True
    if len(shorter) < _LONG or shorter[0] != longer[0] or any(letter.isdigit() for letter in shorter + longer):
        return False
    at = next((n for n, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]), len(shorter))
    if len(longer) > len(shorter):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return swapped or shorter[at + 1 :] == longer[at + 1 :]


def facts(meeting: Meeting | None) -> list[str | None]:
    """A meeting's day, hour, place and state: what its `sequence` counts the changes of."""
    if meeting is None:
        return []
    when = [meeting.date, meeting.start, meeting.end, meeting.end_date]
    where = [meeting.town, meeting.place, meeting.address, meeting.online_url]
    return [*(part.isoformat() if part else None for part in when), *where, meeting.status]


def dressed_as(old: Entry, new: Entry) -> Entry:
    """`new` as `old` writes it, wherever they differ in white space, markup or the form of an address alone."""
    return replace(
        new,
        title=old.title if squeeze(old.title) == squeeze(new.title) else new.title,
        url=_written_as(old.url, new.url),
        image=_written_as(old.image, new.image),
        summary=old.summary if squeeze(old.summary or "") == squeeze(new.summary or "") else new.summary,
        content=old.content if _reads_alike(old.content or "", new.content or "") else new.content,
    )


def _written_as(old: str | None, new: str | None) -> str | None:
    return old if old and new and canonical(old) == canonical(new) else new


def _reads_alike(old: str, new: str) -> bool:
    """Whether two texts in HTML have the same words, links and pictures."""
    return squeeze(plain(old)) == squeeze(plain(new)) and _targets(old) == _targets(new)


def _targets(markup: str) -> list[str]:
    return [canonical(address) for address in _TARGET.findall(markup)]


def digest(entry: Entry) -> str:
    """Digest of everything an entry says."""
    return hashlib.sha256(msgspec.json.encode(entry)).hexdigest()[:32]


def _digest(parts: Iterable[str | None]) -> str:
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:32]


def named(entries: Sequence[Entry]) -> list[Named]:
    """The entries of one document with their aliases.

    A link or a text that several entries share names none of them, unless nothing else tells them apart.
    """
    found = [(entry, _own_names(entry), substance(entry)) for entry in entries]
    shared = Counter(
        name for entry, names, text in found for name in {*names, _text_alias(entry, text), f"text:{text}"}
    )
    return [_named(entry, names, shared, text) for entry, names, text in found]


def _named(entry: Entry, names: Sequence[str], shared: Mapping[str, int], text: str) -> Named:
    telling = tuple(name for name in names if name.startswith("id:") or shared[name] == 1)
    by_text = _text_alias(entry, text)
    if not telling:  # its date may move, or come later
        bare = f"text:{text}"
        return Named(entry, (by_text, bare) if shared[bare] == 1 and bare != by_text else (by_text,), text, by_text)
    # A source that changes its ids and links is known by a text and its moment. A meeting that recurs repeats both.
    is_telling = entry.published is not None and entry.meeting is None and shared[by_text] == 1
    return Named(entry, (*telling, by_text) if is_telling else telling, text, by_text)


def _text_alias(entry: Entry, text: str) -> str:
    said = entry.published.isoformat() if entry.published and entry.meeting is None else ""
    return f"text:{text}{said}"


def _own_names(entry: Entry) -> list[str]:
    by_id = [id_alias(entry.id)] if entry.id else []
    by_link = [bounded(f"link:{canonical(entry.url)}", ALIAS_LENGTH)] if entry.url else []
    return by_id + by_link


def id_alias(id: str) -> str:
    """The name of the entry that its source gives this id; an id that is an address in whichever form it is written."""
    return bounded(f"id:{_one_form(id) if _ADDRESS.match(id) else id}", ALIAS_LENGTH)


def _one_form(id: str) -> str:
    """Of an id that is an address: what stands after # tells entries of one page apart."""
    address, mark, part = id.partition("#")
    try:
        return f"{canonical(address)}{mark}{part}"
    except ValueError:  # it only looks like one
        return id


def match(document: Sequence[Named], known: Mapping[str, Known]) -> list[tuple[Named, Known | None]]:
    """Each entry of a document with the stored one that it is, or None; no stored entry is given to two.

    An equal id decides. An equal link makes a stored entry this one only if no other of the document is it by its id
    and, where this one brings a new id, if the title is the same too: one page is linked from many posts.
    """
    found: dict[int, Known] = {}
    free = dict.fromkeys(stored.entry_id for stored in known.values())
    for rule in (_by_first_name, _by_name, _by_link, _by_text):  # the surest first, whatever the document's order
        for place, one in enumerate(document):
            stored = None if place in found else next((s for s in rule(one, known) if s.entry_id in free), None)
            if stored:
                found[place] = stored
                del free[stored.entry_id]
    pairs = [(one, found.get(place)) for place, one in enumerate(document)]
    return _told_apart([(one if stored else _unclaimed(one, known), stored) for one, stored in pairs], known)


def _by_first_name(one: Named, known: Mapping[str, Known]) -> Iterator[Known]:
    return (known[alias] for alias in one.aliases if alias in known and known[alias].named == alias)


def _by_name(one: Named, known: Mapping[str, Known]) -> Iterator[Known]:
    return (known[alias] for alias in one.aliases if alias in known and alias.startswith(("id:", "text:")))


def _by_link(one: Named, known: Mapping[str, Known]) -> Iterator[Known]:
    linked = (known[alias] for alias in one.aliases if alias in known)
    return (s for s in linked if one.entry.id is None or s.sealed or has_title(s.entry, one.entry))


def _by_text(one: Named, known: Mapping[str, Known]) -> Iterator[Known]:
    """Where each of its names is another's."""
    if one.text_alias in known and all(alias in known for alias in one.aliases):
        yield known[one.text_alias]


def has_title(one: Entry, other: Entry) -> bool:
    """Whether two entries have the same title, whatever its case and spaces."""
    return squeeze(one.title).casefold() == squeeze(other.title).casefold()


def _unclaimed(one: Named, known: Mapping[str, Known]) -> Named:
    """Under those of its names that are not another's already."""
    return replace(one, aliases=tuple(a for a in one.aliases if a not in known) or (one.text_alias,))


def _told_apart(
    pairs: Sequence[tuple[Named, Known | None]], known: Mapping[str, Known]
) -> list[tuple[Named, Known | None]]:
    """Without a new entry that repeats the text of another, where nothing else could tell the two apart."""
    seen = set(known)
    kept = []
    for one, stored in pairs:
        if stored or one.aliases[0] not in seen:
            kept.append((one, stored))
            seen.add(one.aliases[0])
    return kept


def mint(first_url: str, alias: str) -> str:
    """The key of an entry: the same whenever it is computed from the same source and name."""
    return b32encode(hashlib.sha256(f"{first_url}\x1f{alias}".encode()).digest()).decode().lower()[:KEY_LENGTH]


def public_id(authority: str, year: int, key: str) -> str:
    """A tag URI (RFC 4151)."""
    return f"tag:{authority},{year}:{key}"
