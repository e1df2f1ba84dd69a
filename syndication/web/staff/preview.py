"""A draft as others will see it: on its page, in a feed, in a letter. Nothing of it is stored."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from feeds import FORMATS, Entry, Feed, Meeting
from feeds.press import Release
from syndication import releases
from syndication.home import DESK
from syndication.model import Source, Story
from syndication.publish.compose import published
from syndication.settings import Settings
from syndication.store import sources
from syndication.store.db import Store
from syndication.web import notices
from syndication.web.moments import full_date
from syndication.web.staff.review import Review, day_in_words, to_come

_ITEM = re.compile(r"<item\b.*?</item>", re.DOTALL)
_BLANKS, _GAP = re.compile(r"[^\S\n]+"), re.compile(r"\n(?: ?\n)+")
DRAFT = "draft"  # stands for the id that publishing will mint


@dataclass(frozen=True, slots=True)
class Seen:
    """The release and its meetings as every output says them."""

    item: Entry
    meetings: tuple[Entry, ...]


def seen(store: Store, settings: Settings, review: Review, now: datetime) -> Seen:
    """Only what goes out: what waits and what is no meeting is not there."""
    with store.read() as conn:
        desk = sources.by_url(conn, DESK)
    assert desk is not None, "a prepared home has a desk"
    item = releases.as_item(settings, review.draft.text, review.final)
    told = [one.planned.entry for one in review.found if one.goes_out and one.planned]
    return Seen(
        _said(item, desk, settings, now), tuple(_said(replace(one, part_of=None), desk, settings, now) for one in told)
    )


def _said(entry: Entry, desk: Source, settings: Settings, now: datetime) -> Entry:
    dated = replace(entry, published=entry.published or now, updated=entry.updated or entry.published or now)
    return published(Story(0, DRAFT, DRAFT, dated, desk, "public", now, now), settings)


def as_rss(item: Entry) -> str:
    """The lines of the item in an RSS feed."""
    found = _ITEM.search(FORMATS["rss"].write(Feed(title="-", url=item.url, entries=(item,))).decode())
    return found[0] if found else ""


def as_json(item: Entry) -> str:
    """The item in a JSON Feed."""
    feed = json.loads(FORMATS["json"].write(Feed(title="-", url=item.url, entries=(item,))))
    return json.dumps(feed["items"][0], ensure_ascii=False, indent=2)


def letter(shown: Seen, release: Release, settings: Settings) -> str:
    """The plain text to send to a list: headline, text, the meetings once more, and who says it."""
    day = full_date(release.date) if release.date else None
    paragraphs = [shown.item.title, release.subtitle or "", ", ".join(filter(None, (release.city, day)))]
    paragraphs.append(_GAP.sub("\n\n", _BLANKS.sub(" ", release.body)))
    if shown.meetings:
        paragraphs.append("The meetings at a glance:\n\n" + "\n".join(_lines(shown)))
    paragraphs.append(f"{settings.coalition.name}\n{settings.base_url if settings.coalition.url else ''}")
    return "\n\n".join(said for paragraph in paragraphs if (said := paragraph.strip()))


def _lines(shown: Seen) -> Iterator[str]:
    issued = shown.item.published
    for entry in shown.meetings:
        if entry.meeting is not None:
            yield _line(entry, entry.meeting, issued.date() if issued else date.min)


def _line(entry: Entry, meeting: Meeting, issued: date) -> str:
    """- Brockton: Tuesday, December 15, 6–8 pm, Place to be announced"""
    day = day_in_words(meeting.date, issued) if meeting.date else ""
    known = (day, notices.short_hours(meeting), notices.where(meeting), to_come(meeting.tbd) if meeting.tbd else "")
    off = {"cancelled": "Cancelled: ", "postponed": "Postponed: "}.get(meeting.status, "")
    return f"- {off}{meeting.town or entry.title}: {', '.join(part for part in known if part)}"
