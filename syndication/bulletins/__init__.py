"""What our own people are written: the letter of the morning, the few that cannot wait, a link to come in. Pure.

No word of an item stands in any of them, for it might be withdrawn: names, numbers, days and towns alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from feeds import Meeting
from feeds.text import excerpt
from syndication.bulletins.words import say, weekday
from syndication.condition import condition, outage_in_words
from syndication.health import Health, last_good
from syndication.health.letter import Letter
from syndication.health.telling import Hours
from syndication.health.tongues import tongue
from syndication.model import Outage, Source, Story
from syndication.settings import Settings

SOON = timedelta(days=7)  # how far ahead meetings are looked at
_LONGEST_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs a person this morning. `waiting`: sources and how many of their items wait."""

    outage: Outage | None = None
    doubted: tuple[Source, ...] = ()
    troubled: tuple[Source, ...] = ()  # for a day or more
    waiting: tuple[tuple[Source, int], ...] = ()
    open: tuple[Story, ...] = ()  # meetings
    quiet: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the letter: what the subject says of it, its heading, its paragraphs."""

    said: str
    heading: str
    parts: tuple[str, ...]


def digest(needs: Needs, settings: Settings, now: datetime, clock: str) -> Letter | None:
    """The letter of the morning, sent at `clock`; None where nothing needs a person."""
    sections = [section for section in _sections(needs, settings, now) if section.parts]
    if not sections:
        return None
    parts = [_say(settings, "hello")]
    for section in sections:
        parts += [f"{section.heading}\n{'-' * len(section.heading)}", *section.parts]
    return _letter(
        settings, ", ".join(section.said for section in sections), *parts, _say(settings, "goodbye", clock=clock)
    )


def takeover(source: Source, settings: Settings, now: datetime) -> Letter | None:
    """That a feed may be somebody else's now; None where nothing is said of it any more."""
    health = condition(source, settings, now).health
    if health is None:
        return None
    subject = _say(settings, "takeover", org=_name(source))
    return _letter(settings, subject, _whole(health), _source_page(settings, source))


def outage(since: datetime, lasting: Outage | None, settings: Settings, now: datetime) -> Letter:
    """That our own connection has been broken for an hour; `lasting` None: it is over by now."""
    stamp = _hours(settings, now).stamp(since)
    subject = _say(settings, "outage", since=stamp)
    if lasting is None:
        return _letter(settings, subject, _say(settings, "outage_over", since=stamp))
    health = outage_in_words(lasting, settings, now)
    return _letter(settings, subject, _say(settings, "outage_lasts", since=stamp), _whole(health))


def stuck(since: datetime, settings: Settings, now: datetime) -> Letter:
    """That what staff have published or taken back is not so in public."""
    why = _say(settings, "stuck_why", since=_hours(settings, now).stamp(since))
    return _letter(settings, _say(settings, "stuck"), why, _say(settings, "stuck_todo"), _at(settings, ""))


def sign_in(secret: str, good_for: timedelta, settings: Settings) -> Letter:
    """The link that lets somebody in once."""
    why = _say(settings, "link_why", n=good_for // timedelta(minutes=1))
    return _letter(settings, _say(settings, "link"), why, _at(settings, f"in/{secret}"), _say(settings, "link_not_you"))


def is_open(meeting: Meeting | None, today: date) -> bool:
    """Whether something of a meeting of the next days is still to be announced."""
    if meeting is None or meeting.date is None or meeting.status == "cancelled":
        return False
    return bool(meeting.tbd) and today <= meeting.date < today + SOON


def today(settings: Settings, now: datetime) -> date:
    """The day by the coalition's clock."""
    return now.astimezone(ZoneInfo(settings.coalition.timezone)).date()


def _sections(needs: Needs, settings: Settings, now: datetime) -> Iterable[_Section]:
    us = (_whole(outage_in_words(needs.outage, settings, now)),) if needs.outage else ()
    yield _section(settings, "us", len(us), us)
    for name, listed in (("doubted", needs.doubted), ("troubled", needs.troubled)):
        yield _section(settings, name, len(listed), [_ill(source, settings, now) for source in listed])
    yield _section(settings, "waiting", sum(n for _, n in needs.waiting), _waiting(needs.waiting, settings))
    yield _section(settings, "open", len(needs.open), _open(needs.open, settings, now))
    quiet = [_ill(source, settings, now) for source in needs.quiet]
    yield _section(settings, "quiet", len(quiet), quiet)


def _section(settings: Settings, name: str, n: int, parts: Iterable[str]) -> _Section:
    return _Section(_say(settings, f"n_{name}", n=n), _say(settings, name), tuple(parts))


def _ill(source: Source, settings: Settings, now: datetime) -> str:
    """A source, how it is, when it last went well, and where more is told."""
    found, us = condition(source, settings, now), settings.coalition
    told = found.health.sentence if found.health else found.sentence
    good = last_good(source.last_ok_at, us.language, zone=us.timezone, now=now)
    return "\n".join((_name(source), told, good, _source_page(settings, source)))


def _waiting(waiting: Sequence[tuple[Source, int]], settings: Settings) -> tuple[str, ...]:
    if not waiting:
        return ()
    lines = [_say(settings, "waits", org=_name(source), n=n) for source, n in waiting]
    return ("\n".join((*lines, _at(settings, "inbox"))),)


def _open(meetings: Sequence[Story], settings: Settings, now: datetime) -> tuple[str, ...]:
    if not meetings:
        return ()
    lines = [_meeting(story, story.entry.meeting, settings, now) for story in meetings if story.entry.meeting]
    return ("\n".join((*lines, _at(settings, "meetings"))),)


def _meeting(story: Story, meeting: Meeting, settings: Settings, now: datetime) -> str:
    """Thursday, March 5, Lowell: time, place (Casa Amanecer)"""
    day = meeting.date
    assert day is not None, "one without a day is not of the next days"
    return _say(
        settings,
        "meeting",
        weekday=weekday(day, settings.coalition.language),
        day=_hours(settings, now).day(day),
        town=f", {excerpt(meeting.town, _LONGEST_NAME)}" if meeting.town else "",
        what=", ".join(_say(settings, name) for name in meeting.tbd),
        org=_name(story.source),
    )


def _whole(health: Health) -> str:
    return " ".join(part for part in (health.happened, health.means, health.todo) if part)


def _letter(settings: Settings, what: str, *parts: str) -> Letter:
    us = excerpt(settings.coalition.short_name, _LONGEST_NAME)
    return Letter(_say(settings, "subject", us=us, what=what), "\n\n".join((*parts, f"-- \n{us}")) + "\n")


def _say(settings: Settings, name: str, **facts: object) -> str:
    return say(name, settings.coalition.language, **facts)


def _hours(settings: Settings, now: datetime) -> Hours:
    return Hours(tongue(settings.coalition.language), settings.coalition.timezone, now)


def _name(source: Source) -> str:
    """On one line, whatever the partner put into it."""
    return excerpt(source.partner.name, _LONGEST_NAME)


def _at(settings: Settings, path: str) -> str:
    return f"{settings.base_url}staff/{path}"


def _source_page(settings: Settings, source: Source) -> str:
    return _at(settings, f"sources/{source.id}")
