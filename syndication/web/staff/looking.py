"""Which item a person means: by a key, a link of ours, the page of a partner, or words."""

import re

import sqlalchemy as sa
from starlette.exceptions import HTTPException

from feeds.html import plain
from feeds.text import bounded, squeeze
from syndication.merge.identity import ALIAS_LENGTH, canonical, id_alias
from syndication.model import Story
from syndication.store import channels, entries, finding, stories
from syndication.web.staff.visit import Visit

KEY = re.compile(r"[\w-]{1,64}")
LONGEST = 1_000  # characters of what is looked for
MOST_WORDS = 8
SHOWN = 20
_OURS = re.compile(r"/(?:items|meetings|withdraw)/([\w-]{1,64})(?:\.ics|/correct)?(?:[?#].*)?")
_QUOTES = "\"'“”„«»‘’.,;:!?()"


def item(conn: sa.Connection, visit: Visit) -> Story:
    """The item of the address. 404 where there is none."""
    found = by_key(conn, visit.part("key"))
    if found is None:
        raise HTTPException(404)
    return found


def by_key(conn: sa.Connection, key: str) -> Story | None:
    return stories.by_key(conn, key) if KEY.fullmatch(key) else None


def meant(conn: sa.Connection, asked: str) -> list[Story]:
    """The items that this may mean, likeliest first; what was withdrawn is found by its addresses alone."""
    asked = squeeze(asked.replace("\x00", " "))[:LONGEST]  # PostgreSQL takes no NUL
    if not asked:
        return []
    one = _named(conn, asked)
    if one is not None:
        return [one]
    return _at(conn, asked) if re.match(r"(?:https?|webcal|feed)://|www\.", asked) else _saying(conn, asked)


def _named(conn: sa.Connection, asked: str) -> Story | None:
    ours = _OURS.search(asked)
    if ours:
        return by_key(conn, ours[1])
    return stories.by_key(conn, asked) if KEY.fullmatch(asked) or asked.startswith("tag:") else None


def _at(conn: sa.Connection, address: str) -> list[Story]:
    """What lies at this page of a partner."""
    whole = address if "://" in address else f"https://{address}"
    try:
        link = bounded(f"link:{canonical(whole)}", ALIAS_LENGTH)
    except ValueError:
        return []
    return stories.by_ids(conn, finding.called(conn, (link, id_alias(whole)), channels.salt(conn)))[:SHOWN]


def _saying(conn: sa.Connection, asked: str) -> list[Story]:
    words = [word for each in asked.split() if (word := each.strip(_QUOTES))][:MOST_WORDS]
    if not words:
        return []
    told = {story.id: story for story in stories.by_ids(conn, finding.worded(conn, words))}
    said = {number: _text(story) for number, story in told.items()}
    for row in entries.of_stories(conn, told):
        entry = entries.unpack(row.document)
        said[row.story_id] += f" {entry.title} {entry.summary or ''} {plain(entry.content or '')}"
    lowered = [word.casefold() for word in words]
    found = [told[number] for number, text in said.items() if all(word in text.casefold() for word in lowered)]
    return sorted(found, key=lambda story: (story.surfaced_at, story.id), reverse=True)[:SHOWN]


def _text(story: Story) -> str:
    entry, meeting = story.entry, story.entry.meeting
    names = [story.source.partner.name, *(carrier.partner.name for carrier in story.carriers)]
    where = [meeting.town or "", meeting.place or "", meeting.address or ""] if meeting else []
    return " ".join([entry.title, entry.summary or "", plain(entry.content or ""), *names, *where])
