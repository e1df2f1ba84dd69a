"""Today: what needs somebody, worst first, and what went out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby, takewhile

import sqlalchemy as sa
from starlette.responses import Response

from feeds.text import excerpt
from syndication.channels import channels as defined
from syndication.model import Story
from syndication.store import arrivals, channels, stories
from syndication.web.front import LEADS
from syndication.web.phrases import number
from syndication.web.staff.activity import log
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.sentences import name
from syndication.web.staff.tasks import Needs, needs
from syndication.web.staff.visit import Visit

SHOWN = 40  # lines of what went out
AT_ONCE = 4  # so many of one partner in one moment are one line
TITLE = 110  # characters
EVERYWHERE = {"all", "upcoming", "meetings-changed", "featured"}  # channels that say nothing of what an item is about


@dataclass(frozen=True, slots=True)
class Line:
    """Something that went out, or was taken from view; `hidden_by` names who did that."""

    at: datetime
    story: Story
    title: str
    where: str  # News, Español, Holyoke
    notices: int = 0  # meetings that came with it
    hidden_by: str = ""
    posts: tuple["Line", ...] = ()  # where it stands for all that its partner brought at once


@dataclass(frozen=True, slots=True)
class Out:
    """The newest lines of the day, how many stories there are in all, and how many lines are not shown."""

    lines: tuple[Line, ...]
    public: int
    more: int


def today(desk: Desk, visit: Visit) -> Response:
    with desk.open_store.read() as conn:
        found = needs(conn, desk.settings, visit.now)
        out = _out(conn, desk, visit.now)
        front = _featured(conn)
    shown = {"needs": found, "out": out, "front": front, "heading": heading(found)}
    shown |= {"stands": stands(found, out.public), "fine": _fine(found) if found.followed else ""}
    return desk.page(visit, "today.html", 200, section="today", free=max(0, LEADS - len(front)), **shown)


def _featured(conn: sa.Connection) -> list[tuple[Story, datetime]]:
    """What is pointed at, and the last moment of that: an end at midnight is told as the day before."""
    told = stories.listed(conn, state="public", channel="featured", limit=SHOWN)
    return [(story, story.featured_until - timedelta(seconds=1)) for story in told if story.featured_until]


def heading(found: Needs) -> str:
    """Three things need you; Nothing needs you. 131 sources are fine."""
    many = len(found.tasks)
    if many:
        return f"{number(many).capitalize()} thing{'s need' if many > 1 else ' needs'} you"
    fine = _fine(found)
    return f"Nothing needs you. {fine[0].upper()}{fine[1:]}." if found.followed else "Nothing needs you"


def stands(found: Needs, public: int) -> str:
    """How everything else is."""
    went = f"{_count(public, 'story', 'stories')} went out today" if public else "nothing went out yet today"
    if not found.followed:
        return "No partner is followed yet. Add the first: any address of their site will do."
    if found.outage:
        return f"What is public stays public, and {went}."
    if found.tasks:
        return f"Everything else runs by itself: {_fine(found)}, and {went}."
    tried = "We look again by ourselves. " if found.tried else ""
    return f"{tried}{went[0].upper()}{went[1:]}."


def _fine(found: Needs) -> str:
    """131 sources are fine; 128 of 131 sources are fine."""
    if found.fine == found.followed:
        return f"{_count(found.fine, 'source is', 'sources are')} fine"
    if not found.fine:
        return (
            "the one source is not fine yet" if found.followed == 1 else f"none of {found.followed} sources is fine yet"
        )
    return f"{found.fine} of {found.followed} sources {'is' if found.fine == 1 else 'are'} fine"


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _out(conn: sa.Connection, desk: Desk, now: datetime) -> Out:
    """What became public since midnight, the newest first, with what staff hid; notices stand with their release."""
    midnight = datetime.combine(now.astimezone(desk.zone).date(), time(), desk.zone)
    came = arrivals.since(conn, midnight)
    public = sorted(stories.by_ids(conn, came), key=lambda story: (came[story.id], story.id), reverse=True)
    here = {story.public_id for story in public}
    notices = Counter(story.entry.part_of for story in public if story.entry.part_of in here)
    told = [story for story in public if story.entry.part_of not in here]
    hidden = _hidden(conn, midnight)
    taken = stories.by_ids(conn, hidden)
    lines = [Line(hidden[s.id][0], s, _title(s), "", hidden_by=hidden[s.id][1]) for s in taken if s.state == "hidden"]
    lines += _together([Line(came[s.id], s, _title(s), "", notices[s.public_id]) for s in told])
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    where = _where(conn, desk, [line.story for line in newest[:SHOWN] if not line.hidden_by and not line.posts])
    shown = tuple(replace(line, where=where.get(line.story.id, "")) for line in newest[:SHOWN])
    return Out(shown, len(told), max(0, len(newest) - SHOWN))


def _together(lines: Iterable[Line]) -> Iterator[Line]:
    """What one partner brought at once in one line; our own words stand each for themselves."""
    in_order = sorted(lines, key=lambda line: (line.at, line.story.source.partner.id), reverse=True)
    for _, found in groupby(in_order, key=lambda line: (line.at, line.story.source.partner.id)):
        here = tuple(found)
        if len(here) < AT_ONCE or here[0].story.source.is_own:
            yield from here
        else:
            yield replace(here[0], posts=here)


def _hidden(conn: sa.Connection, since: datetime) -> dict[int, tuple[datetime, str]]:
    """What people hid since then: when, and who it was."""
    recent = takewhile(lambda act: act.at >= since, log(conn))
    acts = [act for act in recent if act.act == "hidden" and act.story_id and act.undone_at is None]
    return {act.story_id: (act.at, name(act.who)) for act in reversed(acts) if act.story_id}


def _title(story: Story) -> str:
    said = excerpt(story.entry.title or story.entry.summary or "", TITLE)
    town = story.entry.meeting.town if story.entry.meeting else None
    return said or town or "Without a title"


def _where(conn: sa.Connection, desk: Desk, told: Iterable[Story]) -> dict[int, str]:
    """The channels that each stands in, by their titles; not those that nearly all are in."""
    titles: Mapping[str, str | None] = {one.slug: one.title for one in defined(desk.settings)} | channels.slices(conn)
    usual = {*EVERYWHERE, f"languages/{desk.language.lower()}"}
    standing = channels.of_stories(conn, [story.id for story in told])
    return {story: ", ".join(_titles(slugs - usual, titles)) for story, slugs in standing.items()}


def _titles(slugs: Iterable[str], titles: Mapping[str, str | None]) -> list[str]:
    """Our own channels first, then topics, languages and towns; a partner's is named already."""
    telling = [slug for slug in slugs if not slug.startswith("partners/")]
    ordered = sorted(telling, key=lambda slug: ("/" in slug, titles.get(slug) or slug))
    return [title for slug in ordered if (title := titles.get(slug))]


SCREENS = (Screen("/", today),)
