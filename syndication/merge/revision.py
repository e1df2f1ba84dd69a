"""Which meeting a notice is about: one that was announced before, or a new one. Pure.

A release that says NEW INFO tells of the same meetings: each keeps its id, and what it does not say again still holds.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from feeds import Entry, Meeting
from feeds.text import slug
from syndication.merge.identity import facts
from syndication.model import Story


@dataclass(frozen=True, slots=True)
class Told:
    """A notice of a release: its item, the name that the text itself gives the meeting, and whether it says "new"."""

    entry: Entry
    title: str | None
    update: bool

    @property
    def meeting(self) -> Meeting:
        assert self.entry.meeting is not None, "a notice is a meeting"
        return self.entry.meeting


@dataclass(frozen=True, slots=True)
class _Match:
    score: int
    place: int  # of the notice in its release
    story: Story


def match(
    told: Sequence[Told],
    known: Sequence[Story],
    issued: dt.date | None,
    *,
    later: Collection[int] = frozenset(),
    same: Collection[int] = frozenset(),
) -> list[Story | None]:
    """For each notice the meeting that it is about, or None where it is a new one; no meeting is given to two.

    `later` numbers the stories that a release after this one has told of: they may have changed meanwhile. `same`
    numbers those that this very release announced when it was published before.
    """
    open_ = [story for story in known if _is_open(story, issued)]
    found: dict[int, Story] = {}
    for one in sorted(_matches(told, open_, later, same), key=lambda m: (-m.score, m.place, m.story.id)):
        if one.place not in found and one.story.id not in {story.id for story in found.values()}:
            found[one.place] = one.story
    return [found.get(place) for place in range(len(told))]


def could_mean(one: Told, known: Sequence[Story], issued: dt.date | None) -> bool:
    """Whether a notice that found no meeting may be about one that is known: it says so, and there are some in town."""
    if not (one.update or one.meeting.is_off):
        return False
    return any(_is_open(story, issued) and _is_there(one, story) for story in known)


def _is_open(story: Story, issued: dt.date | None) -> bool:
    """Whether people may still go there on the day that the release came out."""
    meeting = story.entry.meeting
    if meeting is None or story.state not in ("public", "held", "hidden"):
        return False
    last = meeting.end_date or meeting.date
    return last is None or issued is None or last >= issued


def _matches(
    told: Sequence[Told], known: Sequence[Story], later: Collection[int], same: Collection[int]
) -> Iterator[_Match]:
    for place, one in enumerate(told):
        near = [story for story in known if _is_there(one, story)]
        for story in near:
            if score := _score(one, story, near, changed=story.id in later or story.id in same):
                yield _Match(score + 10 * (story.id in same), place, story)


def _is_there(one: Told, story: Story) -> bool:
    """In the same town; what is in none is held together by its name or its link."""
    new, old = one.meeting, story.entry.meeting
    assert old is not None
    if new.town or old.town:
        return slug(new.town or "") == slug(old.town or "")
    return _same(new.online_url, old.online_url) or _is_named(one, story)


def _score(one: Told, story: Story, near: Sequence[Story], *, changed: bool) -> int:
    """How surely it is this one; 0 where it is not."""
    new, old = one.meeting, story.entry.meeting
    assert old is not None
    if facts(new) == facts(old):
        return 12
    on_day = new.date is not None and new.date == old.date
    at_hour = new.start is None or old.start is None or new.start == old.start
    changes = one.update or new.is_off or changed
    named = _is_named(one, story)
    if on_day and not at_hour and not changes:
        return 0  # two meetings of one day
    if on_day and one.title and not named and _is_otherwise_named(story) and not _same(new.place, old.place):
        return 0  # two of one hour
    if not on_day and not (changes and (named or _is_alone(one, story, near))):
        return 0
    return 1 + 4 * named + 3 * on_day + 2 * (new.start == old.start) + 2 * _same(new.place, old.place) + changes


def _is_named(one: Told, story: Story) -> bool:
    return bool(one.title) and slug(one.title or "") == slug(story.entry.title)


def _is_otherwise_named(story: Story) -> bool:
    """Whether the meeting has a name of its own, and is not called by its town and the headline."""
    town = story.entry.meeting.town if story.entry.meeting else None
    return not (town and story.entry.title.startswith(f"{town}: "))


def _is_alone(one: Told, story: Story, near: Sequence[Story]) -> bool:
    """Whether no other meeting could be meant; names that differ are two meetings."""
    return len(near) == 1 and not (one.title and _is_otherwise_named(story))


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and slug(one or "") == slug(other or "")


def revised(old: Entry, new: Meeting, summary: str | None) -> Entry | None:
    """The item as it is now; None where the notice only repeats what was known."""
    assert old.meeting is not None
    meeting = _merged(old.meeting, new)
    if facts(meeting) == facts(old.meeting) and meeting.tbd == old.meeting.tbd:
        return None
    return replace(old, meeting=meeting, summary=summary or old.summary)


def _merged(old: Meeting, new: Meeting) -> Meeting:
    """What a notice says over what was known; what it is silent about still holds."""
    if new.is_off and (new.date is None or new.date == old.date):
        return replace(old, status=new.status)  # the old day, hour and place: people must know which one is off
    kept = replace(
        new,
        timezone=new.timezone,
        date=new.date or (None if "date" in new.tbd else old.date),
        town=new.town or old.town,
        sequence=old.sequence,
    )
    if new.start is None and "time" not in new.tbd:
        kept = replace(kept, start=old.start, end=old.end, end_date=old.end_date if kept.date == old.date else None)
    if not (new.place or new.address or new.online_url or "place" in new.tbd):
        kept = replace(kept, place=old.place, address=old.address, online_url=old.online_url)
    still = tuple(name for name in old.tbd if name not in new.tbd and _is_unknown(kept, name))
    kept = replace(kept, tbd=(*new.tbd, *still))
    return replace(kept, status=old.status) if still and _is_firm_by_silence(old, new) else kept


def _is_firm_by_silence(old: Meeting, new: Meeting) -> bool:
    """A notice that names no state reads as confirmed; it makes nothing firm of which something is still unknown."""
    return old.status == "tentative" and new.status == "confirmed"


def _is_unknown(meeting: Meeting, name: str) -> bool:
    known = {"date": meeting.date, "time": meeting.start, "place": meeting.place or meeting.address}
    return known[name] is None
