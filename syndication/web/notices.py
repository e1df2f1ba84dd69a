"""How a meeting is shown: its state in words and lines, its hours, its place."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from feeds import Entry, Meeting
from syndication.web.moments import full_date, hours, weekday
from syndication.web.phrases import say

Tone = Literal["plain", "ok", "over", "wait", "new", "off"]


@dataclass(frozen=True, slots=True)
class State:
    """`tone` decides the line and the icon; `word` is for lists, `heading` and `sentence` for the meeting's page."""

    tone: Tone
    word: str = ""
    heading: str = ""
    sentence: str = ""


PLAIN = State("plain")
JOINT = r"\s*[:,\u2013\u2014-]\s+"


def state(entry: Entry, today: date) -> State:
    """What differs about a meeting, worst first. Lists mark neither `ok`, one that simply takes place, nor `over`."""
    meeting = entry.meeting
    if meeting is None:
        return PLAIN
    if meeting.status == "cancelled":
        return State("off", say("cancelled"), say("cancelled_long"), meeting.change or say("cancelled_why"))
    if meeting.status == "postponed":
        return State("off", say("postponed"), say("postponed_long"), meeting.change or say("postponed_why"))
    if is_over(meeting, today):
        return State("over", say("is_over"), say("is_over"), say("is_over_why"))
    if meeting.tbd:
        return _waiting(meeting)
    if meeting.status == "tentative":
        return State("wait", say("tentative"), say("tentative"), say("tentative_why"))
    if meeting.sequence > 0 or meeting.change:
        return _updated(entry, meeting)
    return State("ok", say("confirmed"), say("confirmed")) if meeting.start and meeting.place else PLAIN


def is_over(meeting: Meeting, today: date) -> bool:
    """Over with its last day: through that day its page says how it was announced."""
    last = meeting.end_date or meeting.date
    return last is not None and last < today


def _waiting(meeting: Meeting) -> State:
    missing = [say(name) for name in ("date", "time", "place") if name in meeting.tbd]
    what = missing[-1] if len(missing) == 1 else say("and", first=", ".join(missing[:-1]), second=missing[-1])
    word = say("tba", what=what)
    word = word[:1].upper() + word[1:]
    return State("wait", word, word, say("tba_place" if meeting.tbd == ("place",) else "tba_other"))


def _updated(entry: Entry, meeting: Meeting) -> State:
    heading = say("updated")
    if entry.updated:
        heading = say("updated_on", day=full_date(entry.updated.astimezone(ZoneInfo(meeting.timezone)).date()))
    return State("new", say("updated"), heading, meeting.change or say("updated_why"))


def short_hours(meeting: Meeting) -> str:
    """2–4 pm; empty where the hour is not known."""
    return hours(meeting.start, _same_day_end(meeting)) if meeting.start else ""


def long_hours(meeting: Meeting) -> str:
    """2 to 4 pm, or what is known of it."""
    if meeting.start:
        return hours(meeting.start, _same_day_end(meeting), " to ")
    if meeting.date is None:
        return say("day_unknown")
    return say("hour_unknown") if "time" in meeting.tbd else say("all_day")


def _same_day_end(meeting: Meeting) -> time | None:
    return None if meeting.end_date else meeting.end


def days(meeting: Meeting) -> str:
    """Saturday, April 16, 2011; both days where it lasts longer; empty where the day is not known."""
    if meeting.date is None:
        return ""
    first = f"{weekday(meeting.date)}, {full_date(meeting.date)}"
    return f"{first} to {weekday(meeting.end_date)}, {full_date(meeting.end_date)}" if meeting.end_date else first


def where(meeting: Meeting) -> str:
    """Place and address in one line, else that it is online; empty where nothing is known."""
    return ", ".join(filter(None, (meeting.place, meeting.address))) or (say("online") if meeting.online_url else "")


def street(meeting: Meeting) -> str:
    """Address and town, the town only where the address does not name it."""
    town = None if meeting.town and meeting.town in (meeting.address or "") else meeting.town
    return ", ".join(filter(None, (meeting.address, town)))


def subject(entry: Entry) -> str:
    """The title without the town that stands above it: "Worcester: open meeting" becomes "Open meeting"."""
    town = entry.meeting.town if entry.meeting else None
    rest = re.sub(f"^{re.escape(town)}{JOINT}", "", entry.title) if town else entry.title
    return rest[:1].upper() + rest[1:]
