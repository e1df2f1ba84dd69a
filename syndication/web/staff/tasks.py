"""What needs a person, worst first, each as a card of Today: a question, what happened, and what to press."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from syndication.condition import Condition, outage_in_words, trouble
from syndication.model import Outage, Source, Story
from syndication.settings import Settings
from syndication.store import entries, outages, schedule, sources, stories
from syndication.store.sources import DOUBTED
from syndication.web.moments import near_date
from syndication.web.phrases import number
from syndication.web.staff.standing import PATIENCE, standing

APART = 2  # so many sources in trouble have a card each; more share one
NAMED = 5  # names on a card for many
MOST = 2_000  # items that wait, of which a card tells

Found = tuple[Source, Condition]

# Why items of a partner wait -> what the card says: of one, of many. {n} is a word with a capital.
WAITS: Mapping[str, tuple[str, str]] = {
    "hold_first": ("{n} is among the first from {org}.", "{n} are the first from {org}."),
    "flood": ("{n} came from {org} together with many others.", "{n} came from {org} at once."),
    "hold": ("{n} is from {org}, whose stories always wait.", "{n} are from {org}, whose stories always wait."),
}
FROM = ("{n} is from {org}.", "{n} are from {org}.")


@dataclass(frozen=True, slots=True)
class Way:
    """An address of the desk, and the words on it."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Task:
    """A card. `doubted`: the number of a source of which somebody must say whose it is."""

    tone: Literal["wait", "new", "off"]
    word: str
    title: str
    told: tuple[str, ...]
    way: Way
    doubted: int | None = None
    named: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """The cards, and how many of the partners' sources are fine, as the list of sources counts them.

    `tried`: whether some cannot be read at the moment, which we look at again by ourselves.
    """

    tasks: tuple[Task, ...]
    fine: int
    followed: int
    outage: bool
    tried: bool = False


def needs(conn: sa.Connection, settings: Settings, now: datetime) -> Needs:
    """All that waits for a person at this moment."""
    outage, held = outages.current(conn), entries.count_held(conn)
    listed = [source for source in sources.listed(conn) if not source.is_own]
    every = [standing(one, settings, now, held.get(one.id, 0)) for one in listed]
    found = [(one.source, one.told) for one in every if not one.source.paused]
    ill = sorted((pair for pair in found if is_ill(*pair)), key=lambda pair: trouble(*pair))
    tasks = (
        *(_doubt(one, told, settings, now) for one, told in ill if one.code in DOUBTED),
        *_ours(outage, settings, now),
        *_waiting(conn, settings, now),
        *(() if outage else _troubles(_lasting(conn, ill, now), settings, now)),
    )
    fine = sum(one.heap == "fine" for one in every)
    return Needs(tasks, fine, len(every), outage is not None, tried=bool(ill))


def is_ill(source: Source, found: Condition) -> bool:
    """Whether nothing new comes from it at the moment."""
    return found.status in ("trouble", "gone") or source.code in DOUBTED


def _doubt(source: Source, found: Condition, settings: Settings, now: datetime) -> Task:
    assert found.health
    told = (f"{found.health.happened} {found.health.means}",)
    look = Way(f"/sources/{source.id}", "Look at it")
    word = _since("Stopped", source.last_ok_at, settings, now)
    return Task("off", word, f"Is this still {source.partner.name}?", told, look, doubted=source.id)


def _ours(outage: Outage | None, settings: Settings, now: datetime) -> Iterator[Task]:
    if outage:
        said = outage_in_words(outage, settings, now)
        word = _since("Trying", outage.since, settings, now)
        told = (said.happened, f"{said.means} {said.todo}")
        yield Task("wait", word, "We cannot reach most partners", told, Way("/sources", "See the sources"))


def _lasting(conn: sa.Connection, ill: Sequence[Found], now: datetime) -> list[Found]:
    """Those that have failed for so long that a person should know."""
    sick = [(one, found) for one, found in ill if one.code not in DOUBTED]
    return [(one, found) for one, found in sick if now - _well_until(conn, one, now) >= PATIENCE]


def _well_until(conn: sa.Connection, source: Source, now: datetime) -> datetime:
    """When it last went well; for one that never did, the day on which it was first asked."""
    if source.last_ok_at:
        return source.last_ok_at
    days = schedule.history(conn, source.id, now - timedelta(days=30))
    first = days[0].date if days else None
    return datetime(first.year, first.month, first.day, 23, 59, tzinfo=UTC) if first else now


def _troubles(ill: Sequence[Found], settings: Settings, now: datetime) -> Iterator[Task]:
    if len(ill) <= APART:
        yield from (_trouble(one, found, settings, now) for one, found in ill)
        return
    named = tuple(Way(f"/sources/{one.id}", one.partner.name) for one, _ in ill[:NAMED])
    rest = len(ill) - len(named)
    told = ["We have tried for more than a day. What they said before stays public."]
    if rest:
        told.append(f"{number(rest).capitalize()} more {'is' if rest == 1 else 'are'} on the page of the sources.")
    title = f"{number(len(ill)).capitalize()} sources cannot be read"
    yield Task("off", "For more than a day", title, tuple(told), Way("/sources", "See the sources"), named=named)


def _trouble(source: Source, found: Condition, settings: Settings, now: datetime) -> Task:
    word = _since("Not read", source.last_ok_at, settings, now)
    title = f"We cannot read {source.partner.name}"
    return Task("off", word, title, (found.sentence,), Way(f"/sources/{source.id}", "See what to do"))


def _since(word: str, moment: datetime | None, settings: Settings, now: datetime) -> str:
    """Not read since Monday, March 2."""
    if moment is None:
        return f"{word} yet" if word == "Not read" else word
    zone = ZoneInfo(settings.coalition.timezone)
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    return f"{word} since {'today' if day == today else near_date(day, today)}"


def _waiting(conn: sa.Connection, settings: Settings, now: datetime) -> Iterator[Task]:
    """What waits to be let through: what others said, and meetings of our own releases."""
    held = stories.listed(conn, state="held", limit=MOST)
    rows = {row.story_id: row for row in entries.of_stories(conn, [story.id for story in held]) if row.leads}
    notices = [story for story in held if story.is_notice and story.source.is_own]
    news = [story for story in notices if rows[story.id].joined.get("new_info")]
    others = [story for story in held if story not in notices]
    if others:
        yield _stories(others, rows)
    if news:
        yield _news(news, settings, now)
    if len(notices) > len(news):
        yield _unsure([story for story in notices if story not in news])


def _stories(held: Sequence[Story], rows: Mapping[int, Any]) -> Task:
    n = len(held)
    title = "One story waits to be let through" if n == 1 else f"{n} stories wait to be let through"
    reasons = Counter((_reason(rows[story.id]), story.source.partner.name) for story in held)
    told = [_waits(code, org, many, n) for (code, org), many in reasons.most_common(3)]
    rest = n - sum(many for _, many in reasons.most_common(3))
    if rest:
        told.append(f"{number(rest).capitalize()} more {'is' if rest == 1 else 'are'} from others.")
    return Task("wait", "Waiting for you", title, (" ".join(told),), Way("/inbox", "Read and decide"))


def _reason(row: Any) -> str:
    return next((str(reason["code"]) for reason in row.why), "")


def _waits(code: str, org: str, many: int, of: int) -> str:
    word = number(many).capitalize() if many < of else "It" if of == 1 else "All"
    return WAITS.get(code, FROM)[many != 1].format(n=word, org=org)


def _news(notices: Sequence[Story], settings: Settings, now: datetime) -> Task:
    way, n = Way("/inbox", "Compare and confirm"), len(notices)
    if n > 1:
        told = f"Our release has something new about {_towns(notices)}. Compare it with what is public."
        return Task("new", "New information", f"{n} meetings have new information", (told,), way)
    (notice,) = notices
    meeting, issued = notice.entry.meeting, notice.entry.published or now
    today, zone = now.astimezone(ZoneInfo(settings.coalition.timezone)).date(), ZoneInfo(settings.coalition.timezone)
    place = f" in {meeting.town}" if meeting and meeting.town else ""
    day = f" on {near_date(meeting.date, today)}" if meeting and meeting.date else ""
    told = (
        f"Our release of {near_date(issued.astimezone(zone).date(), today)} has something new about a meeting"
        f"{place}{day}. Compare it with the one that is public."
    )
    return Task("new", "New information", f"Is this the meeting{place or ' that is public'}?", (told,), way)


def _unsure(notices: Sequence[Story]) -> Task:
    n = len(notices)
    title = "One meeting waits to be confirmed" if n == 1 else f"{n} meetings wait to be confirmed"
    told = f"Something about {_towns(notices)} in our release could not be read for certain. The release itself is out."
    return Task("wait", "Waiting for you", title, (told,), Way("/inbox", "Read and confirm"))


def _towns(notices: Sequence[Story]) -> str:
    """Lawrence, Holyoke and Quincy."""
    towns = list(dict.fromkeys(n.entry.meeting.town for n in notices if n.entry.meeting and n.entry.meeting.town))
    if not towns:
        return "a meeting" if len(notices) == 1 else "meetings"
    named, rest = towns[:NAMED], len(towns) - NAMED
    said = [*named, f"{number(rest)} more"] if rest > 0 else named
    return " and ".join(part for part in (", ".join(said[:-1]), said[-1]) if part)
