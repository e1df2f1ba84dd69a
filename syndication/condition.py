"""How a source is: in one word, in four parts with their reason, and in what else is worth knowing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.urls import host_of
from syndication.health import Health, Who, explain, phrase
from syndication.health.letter import Letter, letter
from syndication.model import Code, Note, Outage, Source
from syndication.reasons import say
from syndication.settings import Settings

Status = Literal["new", "ok", "trouble", "waiting", "paused", "gone"]

# Who needs a person first: by what state it is in, and by who acts.
BY_TROUBLE: Mapping[Status, int] = {"gone": 0, "trouble": 0, "waiting": 0, "new": 1, "ok": 2, "paused": 3}
BY_ACTOR: Mapping[Who | None, int] = {"you": 0, None: 0, "partner": 1, "us": 1, "nobody": 2, "done": 2}
TODAY = ("moved_domain", "changed_hands")  # what should not wait until tomorrow
_WAITING = frozenset({"flood", "changed_hands", "moved_domain"})
_WORKS = frozenset({"quiet", "empty"})  # somebody should look, though the feed itself is well
_DAY = timedelta(days=1)
_LINE = re.compile(r"\bline (\d+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """`health`: why somebody should look, None where nobody need. `notes`: what is worth knowing all the same."""

    status: Status
    sentence: str
    health: Health | None
    notes: tuple[Health, ...]
    letter: Letter | None  # to the partner, where there is something that they could do


def condition(source: Source, settings: Settings, now: datetime, waiting: int = 0) -> Condition:
    """`waiting`: how many of its items wait for a person."""
    code = None if source.paused else _code(source, now)
    health = _explained(source, settings, code, now, waiting) if code else None
    notes = tuple(_explained(source, settings, note.code, now, note=note) for note in source.notes if note.code != code)
    status = _status(source, code, waiting)
    return Condition(
        status, _sentence(source, settings, health, waiting), health, notes, _letter(source, settings, code, now)
    )


def outage_in_words(outage: Outage, settings: Settings, now: datetime) -> Health:
    """That it is probably our own connection."""
    us = settings.coalition
    n, of = outage.failed, outage.tried
    return explain("us", us.language, host="", now=now, zone=us.timezone, n=n, of=of, admin=us.contact)


def failure(code: Code, url: str, settings: Settings, now: datetime) -> Health:
    """Why an address that is no source of ours could not be read."""
    us = settings.coalition
    return explain(code, us.language, host=host_of(url), now=now, zone=us.timezone, n=_limit(settings, code))


def trouble(source: Source, found: Condition) -> tuple[int, bool, bool, int, int, str]:
    """What to sort by so that those who need a person come first."""
    health = found.health
    is_calm = health is None and found.status != "waiting"
    waits = health is None or health.code not in TODAY
    who = BY_ACTOR[health.who if health else None]
    return BY_TROUBLE[found.status], waits, is_calm, who, -source.failures, source.partner.name.casefold()


def _code(source: Source, now: datetime) -> Code | None:
    """Why a person should look at it; None where it is well."""
    if source.code or source.is_own:
        return source.code
    if source.last_ok_at and source.rhythm.is_quiet(now):
        return "quiet"
    return next((note.code for note in source.notes if note.code == "empty"), None)


def _status(source: Source, code: Code | None, waiting: int) -> Status:
    if source.paused:
        return "paused"
    if code in _WAITING or (source.code is None and waiting):
        return "waiting"
    if code is None or code in _WORKS:
        return "ok" if source.last_ok_at else "new"
    return "gone" if code == "gone" else "trouble"


def _sentence(source: Source, settings: Settings, health: Health | None, waiting: int) -> str:
    language = settings.coalition.language
    well = "paused" if source.paused else "well" if source.last_ok_at else "not_yet"
    waits = say("waits", language, n=waiting) if waiting else ""
    if health is None and waiting and not source.paused:
        return waits
    return f"{health.sentence if health else phrase(well, language)} {waits}".rstrip()


def _explained(
    source: Source, settings: Settings, code: Code, now: datetime, waiting: int = 0, note: Note | None = None
) -> Health:
    us = settings.coalition
    elsewhere = source.detail if code == "moved_domain" else None
    return explain(
        code,
        us.language,
        org=source.partner.name,
        host=host_of(elsewhere or source.url),
        when=source.next_poll_at,
        now=now,
        zone=us.timezone,
        n=note.about if note and note.about.isdecimal() else _number(source, settings, code, now, waiting),
        every=source.rhythm.usual / _DAY if source.rhythm.usual else None,
        url=note.about if note else None,
    )


def _number(source: Source, settings: Settings, code: Code, now: datetime, waiting: int) -> float | None:
    """What {n} counts in the sentence of a code."""
    match code:
        case "quiet":
            return source.rhythm.silence(now) // timedelta(weeks=1)
        case "not_found":
            return len(source.offers)
        case "flood":
            return waiting
        case "broken":
            found = _LINE.search(source.detail or "")
            return float(found[1]) if found else None
        case "slow_down" if source.next_poll_at and source.last_poll_at:
            return (source.next_poll_at - source.last_poll_at) / timedelta(hours=1)
    return _limit(settings, code)


def _limit(settings: Settings, code: Code) -> float | None:
    """The limit of ours that was met: seconds, megabytes."""
    polling = settings.polling
    return {"timeout": polling.total_timeout.total_seconds(), "too_big": polling.max_bytes / 10**6}.get(code)


def _letter(source: Source, settings: Settings, code: Code | None, now: datetime) -> Letter | None:
    code = code or next((note.code for note in source.notes if note.code == "broken_recovered"), None)
    us = settings.coalition
    if code is None or source.is_own:
        return None
    return letter(
        code,
        us.language,
        org=source.partner.name,
        us=us.name,
        reader=settings.reader,
        url=source.url,
        contact=us.contact,
        detail=source.detail,
        n=_number(source, settings, code, now, 0),
    )
