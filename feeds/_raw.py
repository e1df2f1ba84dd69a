"""What feedparser flattens, read from the XML itself: ids, authors, pictures, meetings, rhythm."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from lxml import etree

import feeds._limits as limits
from feeds._elements import children, first, name_of, remove, text_of
from feeds._media import caption, files, picture
from feeds.dates import parse
from feeds.html import plain
from feeds.model import Enclosure, Hints, Meeting, Person
from feeds.text import language_tag, squeeze, whole_number
from feeds.urls import safe_url

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MAIL = re.compile(r"[^\s<>()@,;:\"]+@[^\s<>()@,;:\"]+\.[^\s<>()@,;:\"]+")
_ROUND_A_MAIL = re.compile(r"mailto:|<\s*>|[()\"]")
_NOBODY = re.compile(r"no-?reply@", re.IGNORECASE)
_LONGEST_NAME = 300

_MISLEADING = ("media", "at")
_NAMES = (("dc", "creator"), ("", "author"), ("", "managingeditor"), ("", "webmaster"))
_DATED = ("", "atom", "dc", "dcterms")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST_INTERVAL = 31_536_000  # seconds: a year


@dataclass(frozen=True, slots=True)
class Facts:
    """What one entry states beside its text; dates as written."""

    id: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    authors: tuple[Person, ...] = ()
    media: tuple[Enclosure, ...] = ()
    picture: str | None = None
    caption: str | None = None
    meeting: Meeting | None = None


def entries(tree: etree._Element) -> list[etree._Element]:
    """The items and entries of a feed in the document's order; those that hold nothing are none."""
    return [element for element in _items(tree) if not _is_empty(element)]


def channel(tree: etree._Element) -> etree._Element:
    """The element that holds what is said of the feed itself."""
    found = tree.find("{*}channel")
    return tree if found is None else found


def facts(entry: etree._Element, base: str | None) -> Facts:
    return Facts(
        id=_id(entry),
        published=_date(entry, _PUBLISHED),
        updated=_date(entry, _UPDATED),
        language=language(entry),
        authors=authors(entry),
        media=tuple(files(entry, base)),
        picture=picture(entry, base),
        caption=caption(entry),
        meeting=_meeting(entry),
    )


def own_address(tree: etree._Element) -> str | None:
    """Where a feed says it lives: its link to itself, else to its page."""
    links = [link for link in children(channel(tree)) if name_of(link)[1] == "link" and link.get("href")]
    addresses = {link.get("rel") or "alternate": safe_url(link.get("href")) for link in reversed(links)}
    return addresses.get("self") or addresses.get("alternate") or safe_url(first(channel(tree), ("", "link")))


def feed_id(element: etree._Element) -> str | None:
    return first(element, ("atom", "id"), ("", "id"))


def without_what_misleads(tree: etree._Element) -> bytes:
    """The document without Media RSS, which feedparser takes for the text, without tombstones, whose links it takes for
    the feed's, without names, which it reads in quadratic time, and without items that hold nothing, which it lets end
    the item around them."""
    for element in list(tree.iter("{*}*")):
        if name_of(element)[0] in _MISLEADING or name_of(element) in _NAMES or _is_empty(element):
            remove(element)
    return etree.tostring(tree, encoding="utf-8")


def language(element: etree._Element) -> str | None:
    """The language that an element states for itself, as a BCP 47 tag."""
    stated = element.get(_LANG) or first(element, ("", "language"), ("dc", "language"))
    return language_tag(stated or "")


def authors(element: etree._Element) -> tuple[Person, ...]:
    """Everyone an entry or a feed names as author, each once, in its order."""
    people = [person for child in element for person in _people(child)]
    if not people and (name := first(element, ("itunes", "author"))):
        people = [person(name)]
    return tuple({p.name: p for p in people if p.name}.values())


def person(text: str) -> Person:
    """A name, a mail address, or both in any of the usual spellings."""
    text = text[:_LONGEST_NAME]
    found = _MAIL.search(text)
    if not found:
        return Person(plain(text))
    rest = _ROUND_A_MAIL.sub(" ", text.replace(found[0], " "))
    return Person(plain(rest).strip(" ,;-") or found[0], None if _NOBODY.match(found[0]) else found[0])


def hints(element: etree._Element) -> Hints:
    """How often a channel wishes to be asked: ttl, skipHours, skipDays (RSS 2.0), sy: (syndication module)."""
    hours = {
        hour % 24 for text in _listed(element, "skiphours") if (hour := whole_number(text)) is not None and hour <= 24
    }
    days = {_DAYS.index(text.lower()) for text in _listed(element, "skipdays") if text.lower() in _DAYS}
    minutes = whole_number(first(element, ("", "ttl"))) or 0
    seconds = max(minutes * 60, _period(element))
    return Hints(min(seconds, _LONGEST_INTERVAL) or None, frozenset(hours), frozenset(days))


def _items(tree: etree._Element) -> Iterator[etree._Element]:
    found = tree.iter("{*}item", "{*}entry")
    return (element for element in found if name_of(element)[0] in ("", "atom") or element.prefix is None)


def _is_empty(element: etree._Element) -> bool:
    return name_of(element)[1] in ("item", "entry") and not len(element) and not element.attrib


def _id(entry: etree._Element) -> str | None:
    return first(entry, ("", "guid"), ("atom", "id")) or squeeze(entry.get(_ABOUT) or "") or None


def _date(entry: etree._Element, names: tuple[str, ...]) -> str | None:
    stated = {name_of(child)[1]: text_of(child) for child in children(entry) if name_of(child)[0] in _DATED}
    return next((stated[name] for name in names if stated.get(name)), None)


def _people(element: etree._Element) -> Iterator[Person]:
    match name_of(element):
        case ("atom", "author") | ("", "author") if len(element):
            yield _atom_person(element)
        case ("", "author") | ("", "managingeditor") | ("dc", "creator"):
            yield person(text_of(element))


def _atom_person(element: etree._Element) -> Person:
    name = first(element, ("atom", "name"), ("", "name"))
    stated = first(element, ("atom", "email"), ("", "email"))
    mail = stated if stated and not _NOBODY.match(stated) else None
    uri = first(element, ("atom", "uri"), ("atom", "url"), ("", "uri"))
    return replace(person(name or mail or ""), email=mail, url=safe_url(uri, element.base))


def _meeting(entry: etree._Element) -> Meeting | None:
    """The RSS event module, or xCal; the zone is the offset that was written (`Etc/GMT+5` is UTC-5)."""
    starts = first(entry, ("ev", "startdate"), ("xcal", "dtstart"))
    begin = _moment(starts or "")
    if starts is None or begin is None:
        return None
    stop = _moment(first(entry, ("ev", "enddate"), ("xcal", "dtend")) or "")
    stop = stop.astimezone(begin.tzinfo) if stop and stop >= begin else None
    timed = ":" in starts or "T" in starts
    place = first(entry, ("ev", "location"), ("xcal", "location"))
    return Meeting(
        timezone=str(begin.tzinfo),
        date=begin.date(),
        start=begin.time() if timed else None,
        end=stop.time() if stop and timed else None,
        end_date=stop.date() if stop and stop.date() != begin.date() else None,
        place=place and place[: limits.TITLE],
    )


def _moment(text: str) -> datetime | None:
    moment = parse(text)
    return moment.astimezone(_zone(text)) if moment else None


def _zone(text: str) -> tzinfo:
    """The IANA zone of a written offset; UTC where none, or none of whole hours, is written."""
    found = re.search(r"T?\d\d:?\d\d(?::?\d\d)?\s*([+-])(\d\d):?00$", text.strip())
    if not found or int(found[2]) > 12 or int(found[2]) == 0:
        return ZoneInfo("UTC")
    return ZoneInfo(f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}")


def _listed(element: etree._Element, name: str) -> list[str]:
    """The texts within RSS's `skipHours` and `skipDays`."""
    holders = [holder for holder in children(element) if name_of(holder) == ("", name)]
    return [text_of(child) for holder in holders for child in children(holder)]


def _period(element: etree._Element) -> int:
    period = _PERIODS.get((first(element, ("sy", "updateperiod")) or "").lower(), 0)
    return period // max(whole_number(first(element, ("sy", "updatefrequency"))) or 1, 1)
