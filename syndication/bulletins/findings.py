"""What is to be told, as the store and the public files show it at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from syndication.bulletins import Needs, is_open, today
from syndication.condition import condition
from syndication.model import Source, Story
from syndication.settings import Settings
from syndication.store import channels, entries, letters, outages, sources, stories
from syndication.store.letters import Kind

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
AN_HOUR = timedelta(hours=1)
STUCK_FOR = timedelta(minutes=5)
ASLEEP = timedelta(minutes=3)  # after so long without a look this machine slept: what was seen before says nothing
MOST_MEETINGS = 500
_NO_HURRY = ("quiet", "empty")


@dataclass(slots=True)
class Watch:
    """Looks whether the public files follow the store. `since`: when they were last complete."""

    mark: Path
    stands_at: str = ""  # the revision of the files
    since: datetime | None = None
    _behind: datetime | None = None  # since when they stand there while the store went on, as far as was seen
    _looked: datetime | None = None

    def look(self, revision: int, now: datetime) -> bool:
        """Whether they have been behind for some minutes and did not move."""
        slept = self._looked is None or not timedelta() <= now - self._looked <= ASLEEP
        self._looked = now
        stands_at, at = self._read()
        is_behind = stands_at != str(revision)
        if not is_behind or stands_at != self.stands_at or self._behind is None or slept:
            self._behind = now if is_behind else None
        self.stands_at, self.since = stands_at, at or self._behind
        return self._behind is not None and now - self._behind >= STUCK_FOR

    def _read(self) -> tuple[str, datetime | None]:
        try:
            text, at = self.mark.read_text(encoding="ascii", errors="replace"), self.mark.stat().st_mtime
        except OSError:
            return "none", None
        return text.strip(), datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class News:
    """What happened since it was last looked. `day`: the letter of this morning is to be written."""

    day: date | None
    happened: tuple[tuple[Kind, str], ...]
    lasting: Mapping[Kind, frozenset[str]]  # whatever else of these kinds was told is over

    def write(self, conn: sa.Connection, now: datetime) -> None:
        for kind, abouts in self.lasting.items():
            letters.keep(conn, kind, abouts)
        for kind, about in self.happened:
            letters.wish(conn, kind, about, now)
        if self.day:
            letters.begin_day(conn, self.day, now)


def news(conn: sa.Connection, settings: Settings, watch: Watch, now: datetime) -> News | None:
    """None where nothing has to be written down."""
    is_stuck = watch.look(channels.revision(conn), now)
    going_on: dict[Kind, set[str]] = {
        "takeover": {str(number) for number in letters.doubted(conn)},
        "outage": _outage(conn, now),
        "stuck": {watch.stands_at} if is_stuck and _is_waited_for(conn, watch) else set(),
    }
    may_last: dict[Kind, set[str]] = {
        "takeover": {str(number) for number in letters.unwell(conn)},
        "stuck": {watch.stands_at},
    }
    known = {kind: letters.known(conn, kind) for kind in going_on}
    happened = tuple((kind, about) for kind, abouts in going_on.items() for about in sorted(abouts - known[kind]))
    lasting = {kind: frozenset(abouts) for kind, abouts in may_last.items() if known[kind] - abouts}
    day = _new_morning(conn, settings, now)
    return News(day, happened, lasting) if day or happened or lasting else None


def needs(conn: sa.Connection, settings: Settings, now: datetime) -> Needs:
    """What needs a person this morning. While our own connection is broken no source is said to be in trouble."""
    outage, held, doubted = outages.current(conn), entries.count_held(conn), letters.doubted(conn)
    others = [s for s in sources.listed(conn) if not (s.paused or s.is_own or s.id in doubted)]
    told_lately = _told_of_silence(conn, today(settings, now))
    return Needs(
        outage if outage and now - outage.since >= AN_HOUR else None,
        tuple(doubted.values()),
        () if outage else tuple(source for source in others if _is_in_trouble(conn, source, now)),
        tuple((source, held[number]) for number, source in sorted(sources.by_ids(conn, held).items())),
        _open_meetings(conn, today(settings, now)),
        () if told_lately else tuple(source for source in others if _is_quiet(source, settings, now)),
    )


def _outage(conn: sa.Connection, now: datetime) -> set[str]:
    outage = outages.current(conn)
    return {outage.since.isoformat()} if outage and now - outage.since >= AN_HOUR else set()


def _is_waited_for(conn: sa.Connection, watch: Watch) -> bool:
    """Whether something of our own, or something taken back, is not so in public yet."""
    since = watch.since
    if since is None:
        return False
    ours = any(story.source.is_own for story in stories.surfaced_since(conn, since))
    withdrawn = stories.listed(conn, state="withdrawn", limit=1)  # the newest
    return ours or any(story.withdrawn_at and story.withdrawn_at >= since for story in withdrawn)


def _new_morning(conn: sa.Connection, settings: Settings, now: datetime) -> date | None:
    """This day, once its hour has come and until its letter is begun: later on too, where this machine slept then."""
    here = now.astimezone(ZoneInfo(settings.coalition.timezone))
    if here.time() < time(settings.digest_hour) or here.date().isoformat() in letters.known(conn, "digest"):
        return None
    return here.date()


def _is_in_trouble(conn: sa.Connection, source: Source, now: datetime) -> bool:
    """Whether it has failed for a day without a break, as far as we have looked."""
    if not source.failures:
        return False
    failed = letters.failing(conn, source)
    if failed is None:  # the first failure is so old that it is forgotten
        return True
    first, last = failed
    is_overdue = source.next_poll_at is not None and source.next_poll_at < now - AN_HOUR  # this machine slept
    return (last if is_overdue else now) - first >= A_DAY


def _is_quiet(source: Source, settings: Settings, now: datetime) -> bool:
    found = condition(source, settings, now)
    return found.health is not None and found.health.code in _NO_HURRY


def _told_of_silence(conn: sa.Connection, day: date) -> bool:
    """Whether those who are silent were named within a week."""
    return any(day - A_WEEK < date.fromisoformat(told) <= day for told in letters.known(conn, "quiet"))


def _open_meetings(conn: sa.Connection, day: date) -> tuple[Story, ...]:
    """Soonest first."""
    coming = stories.listed(conn, state="public", channel="upcoming", limit=MOST_MEETINGS)
    found = [story for story in coming if is_open(story.entry.meeting, day)]
    return tuple(sorted(found, key=_day_of))


def _day_of(story: Story) -> date:
    meeting = story.entry.meeting
    return meeting.date if meeting and meeting.date else date.max
