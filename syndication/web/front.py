"""What the front page leads with, and the news under it by day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

from feeds import Entry

LEADS = 3
MOST = 3  # items of one partner that a day shows
RECENT = timedelta(days=14)  # how long a release of ours leads while newer things come in


@dataclass(frozen=True, slots=True)
class Run:
    """What one partner said on one day: its newest, and the rest folded away."""

    name: str
    shown: tuple[Entry, ...]
    folded: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Front:
    leads: tuple[Entry, ...]
    days: tuple[Day, ...]


def front(everything: Sequence[Entry], featured: Iterable[Entry], zone: tzinfo) -> Front:
    """Featured items lead, else our newest release while it is recent; meetings stand elsewhere on the page."""
    shown = [entry for entry in everything if entry.meeting is None and not entry.withdrawn and entry.published]
    leads = tuple(entry for entry in featured if not entry.withdrawn and entry.meeting is None)[:LEADS]
    leads = leads or tuple(_recent_release(shown))
    leading = {entry.id for entry in leads}
    return Front(leads, tuple(by_day((entry for entry in shown if entry.id not in leading), zone)))


def _recent_release(shown: Sequence[Entry]) -> Iterator[Entry]:
    """Recent as of the newest item, so that the page of a quiet month stands as it was."""
    dated = _newest_first(shown)
    newest = next(filter(_is_release, dated), None)
    if newest and _published(dated[0]) - _published(newest) <= RECENT:
        yield newest


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """By their dates; of one moment first what was changed or came last, for our releases that are dated by the day
    all have noon. Where nothing else tells them apart they stand as in the feed."""
    return sorted(entries, key=lambda entry: (_published(entry), entry.updated or _published(entry)), reverse=True)


def by_day(entries: Iterable[Entry], zone: tzinfo) -> Iterator[Day]:
    """Newest day first, in `zone`; inside a day newest first."""
    for day, group in groupby(_newest_first(entries), key=lambda entry: _published(entry).astimezone(zone).date()):
        yield Day(day, tuple(_runs(tuple(group))))


def _runs(entries: Sequence[Entry]) -> Iterator[Run]:
    """Everybody's items in the day's order; of who said more than MOST the rest stands folded under the last shown.
    Our releases are all shown: each is news that we wrote ourselves."""
    said = Counter(_name(entry) for entry in entries if not _is_release(entry))
    shown = Counter[str]()
    for entry in entries:
        name = _name(entry)
        shown[name] += not _is_release(entry)
        if _is_release(entry) or said[name] <= MOST + 1 or shown[name] < MOST:  # folding one away would save nothing
            yield Run(name, (entry,))
        elif shown[name] == MOST:
            theirs = tuple(other for other in entries if _name(other) == name and not _is_release(other))
            yield Run(name, (entry,), theirs[MOST:])


def _is_release(entry: Entry) -> bool:
    """Only the coalition itself says such."""
    return entry.kind == "press-release"


def _name(entry: Entry) -> str:
    return entry.origin.name if entry.origin else ""


def _published(entry: Entry) -> datetime:
    return entry.published or datetime.min.replace(tzinfo=UTC)
