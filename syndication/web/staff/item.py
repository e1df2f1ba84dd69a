"""One item: where it stands and why, who else says it, what was done with it, and what can be done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from feeds.html import plain
from syndication import releases
from syndication.channels import channels as configured
from syndication.merge import desk as acts
from syndication.merge import why
from syndication.merge.desk import Impossible
from syndication.merge.why import Account, Recognised
from syndication.model import Reason, Story
from syndication.publish.compose import published
from syndication.reasons import say
from syndication.store import channels, entries, finding, stories
from syndication.web.links import Addresses, link
from syndication.web.staff import looking
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.sentences import SENTENCES
from syndication.web.staff.sentences import name as called
from syndication.web.staff.versions import again, earlier
from syndication.web.staff.visit import Visit

HIDDEN_WITH_ITS_SOURCE = "Its source was removed together with its items. “Show it again” brings this one back."
NOT_FOUND = "No item of ours is meant by “{asked}”. Paste its link, or the page of the partner where it lies."
SEVERAL = "{n} items say these words. Paste the link of the one you mean."
COUNTED = ("hold_first", "age")  # what they name is a number, no word of the item
_MARK = "\x00"  # stands where a sentence names what decided


@dataclass(frozen=True, slots=True)
class Sentence:
    """A reason; `mark` is the deciding word, empty where there is none."""

    before: str
    mark: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Carrying:
    """Somebody else who says it: where, and how they were recognised."""

    key: str
    name: str
    url: str | None
    score: int | None  # of a hundred
    reasons: str
    standing: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to it; `who` is empty where it was no person of the desk."""

    at: datetime
    sentence: str


def show(desk: Desk, visit: Visit) -> Response:
    return _page(desk, visit)


def _page(desk: Desk, visit: Visit, status: int = 200, problem: str = "", asked: str = "") -> Response:
    with desk.open_store.read() as conn:
        story = looking.item(conn, visit)
        if story.key != visit.part("key"):
            return desk.back(f"/items/{story.key}")
        if story.state == "withdrawn":
            return desk.page(visit, "item-withdrawn.html", status, section="today", key=story.key)
        known = why.account(conn, story.id)
        (row,) = stories.rows(conn, [story.id])
        shown = {
            "reasons": [told(reason, desk.language) for reason in known.reasons],
            "carriers": [_carrying(one, desk.language) for one in known.carriers if one.standing != "retracted"],
            "places": _places(conn, desk, known),
            "history": list(_history(conn, desk, story, known)),
            "source": entries.unpack(known.document),
            "is_corrected": row.correction is not None,
            "hid": _hid(conn, known, story) if story.state == "hidden" and row.ruling == "hidden" else None,
            "meetings": len(entries.parts_of(conn, [story.id])),
            "earlier": earlier(conn, story),
        }
    entry = published(story, desk.settings)
    return desk.page(
        visit,
        "item.html",
        status,
        section="inbox" if story.state == "held" else "today",
        story=story,
        entry=entry,
        plain=plain,
        problem=problem,
        asked=asked,
        **shown,
    )


def told(reason: Reason, language: str) -> Sentence:
    """A reason in words for the desk."""
    if reason.code == "removed":
        return Sentence(HIDDEN_WITH_ITS_SOURCE)
    before, mark, after = say(reason.code, language, about=_MARK).partition(_MARK)
    if reason.code in COUNTED:
        return Sentence(f"{before}{reason.about}{after}")
    return Sentence(before, reason.about if mark else "", after)


def _carrying(one: Recognised, language: str) -> Carrying:
    score = None if one.score is None else round(one.score * 100)
    url = link(entries.unpack(one.document).url)
    return Carrying(one.key, one.source.partner.name, url, score, one.likeness(language), one.standing)


def _places(conn: sa.Connection, desk: Desk, known: Account) -> list[tuple[str, str]]:
    """The feeds that it stands in: title and address."""
    titles = {slug: title or slug for slug, title in channels.slices(conn).items()}
    titles |= {channel.slug: channel.title for channel in configured(desk.settings)}
    at = Addresses(desk.settings.base_url).at
    return [(titles.get(slug, slug), at(f"/subscribe/{slug}")) for slug in known.channels]


def _history(conn: sa.Connection, desk: Desk, story: Story, known: Account) -> Iterator[Event]:
    """Newest first."""
    found = [Event(story.first_seen, "It came in."), *_arrivals(known), *_acts(conn, desk, story, known)]
    found.sort(key=lambda event: event.at.replace(microsecond=0))  # some moments are kept to the second
    yield from reversed(found)


def _arrivals(known: Account) -> Iterator[Event]:
    for one in known.carriers:
        if one.at and one.standing != "retracted":
            yield Event(datetime.fromisoformat(one.at), f"{one.source.partner.name} carried it too.")


def _acts(conn: sa.Connection, desk: Desk, story: Story, known: Account) -> Iterator[Event]:
    """What staff did, with their names where the desk knows who it was."""
    spanish = desk.language.lower().startswith("es")
    who = {(act.at, act.act): act.who.partition("@")[0] for act in finding.acts(conn, story.id)}
    for act in known.acts:
        about = _about(desk, act)
        name = who.get((act.at, act.act))
        if name and act.act in SENTENCES:
            said = SENTENCES[act.act][spanish].format(who=name, what=("it", "esto")[spanish], about=about)
        else:
            said = say(act.act, desk.language, about=about)
        yield Event(act.at, said[:1].upper() + said[1:].rstrip(".") + ".")


def _about(desk: Desk, act: Any) -> str:
    """What an act names, for people: a day instead of a moment."""
    if act.act != "featured":
        return str(act.about)
    return f"{datetime.fromisoformat(act.about).astimezone(desk.zone):%Y-%m-%d %H:%M}"


def _hid(conn: sa.Connection, known: Account, story: Story) -> tuple[str, datetime | None]:
    """Who hid it, as far as the desk knows, and when."""
    at = next((act.at for act in reversed(known.acts) if act.act == "hidden"), None)
    by = (act.who for act in finding.acts(conn, story.id) if act.act == "hidden" and act.at == at)
    email = next(by, "")
    return called(email) if email else "Somebody of the staff", at


def act(desk: Desk, visit: Visit) -> Response:
    """One act on the item, and back to where it stands then."""
    what, _, of = visit.form.text("do").partition(":")
    try:
        with desk.open_store.transaction() as conn:
            story = looking.item(conn, visit)
            done, key = _do(conn, desk, visit, story, what, of)
    except Impossible as impossible:
        return _page(desk, visit, 422, str(impossible), visit.form.text("other"))
    return desk.back(f"/items/{key}", done)


def _do(conn: sa.Connection, desk: Desk, visit: Visit, story: Story, what: str, of: str) -> tuple[int, str]:
    """The number of the act, and the key of the item that tells the story then."""
    settings, now, back = desk.settings, visit.now, f"/items/{story.key}"
    match what:
        case "hide":
            acts.hide(conn, settings, story, now)
            return _recorded(conn, desk, visit, "hidden", story, {"undo": "unhide", "back": back})
        case "unhide":
            acts.unhide(conn, settings, story, now)
            return _recorded(conn, desk, visit, "unhidden", story, {"undo": "hide", "back": back})
        case "publish" if story.state == "held":
            return _published(conn, desk, visit, story)
        case "again":
            return again(conn, desk, visit, story, of), story.key
        case "split":
            return _split(conn, desk, visit, story, of)
        case "join":
            return _join(conn, desk, visit, story)
    raise Impossible("This cannot be done with this item as it stands now. Look at it again, and decide anew.")


def _recorded(
    conn: sa.Connection, desk: Desk, visit: Visit, name: str, story: Story, before: Mapping[str, Any] | None
) -> tuple[int, str]:
    return desk.record(conn, visit, name, story_id=story.id, before=before), story.key


def _published(conn: sa.Connection, desk: Desk, visit: Visit, story: Story) -> tuple[int, str]:
    releases.approve(conn, desk.settings, [story], visit.now, visit.user.id)
    (row,) = stories.rows(conn, [story.id])
    (teller,) = stories.by_ids(conn, [row.joined_into or row.id])
    before = {"undo": "hold", "back": f"/items/{story.key}"} if row.state == "public" else None
    return _recorded(conn, desk, visit, "approved", teller, before)


def _split(conn: sa.Connection, desk: Desk, visit: Visit, story: Story, key: str) -> tuple[int, str]:
    row = next((row for row in entries.of_stories(conn, [story.id]) if row.key == key != story.key), None)
    if row is None:
        raise Impossible("This one is not part of the story any more. Look at it as it stands now.")
    acts.split(conn, desk.settings, story, key, visit.now)
    before = {"undo": "join", "key": key, "back": f"/items/{story.key}"}
    return _recorded(conn, desk, visit, "split", story, before)


def _join(conn: sa.Connection, desk: Desk, visit: Visit, story: Story) -> tuple[int, str]:
    asked = visit.form.text("other")
    meant = looking.meant(conn, asked)
    found = [one for one in meant if one.id != story.id] or meant
    if not found:
        raise Impossible(NOT_FOUND.format(asked=asked[:80]))
    if len(found) > 1:
        raise Impossible(SEVERAL.format(n=len(found)))
    (other,) = found
    stays = acts.join(conn, desk.settings, story, other, visit.now)
    leaves = other if stays == story.id else story
    (teller,) = stories.by_ids(conn, [stays])
    before = {"undo": "split", "key": leaves.key, "back": f"/items/{story.key}"}
    return _recorded(conn, desk, visit, "joined", teller, before)


SCREENS = (
    Screen("/items/{key}", show),
    Screen("/items/{key}", act, "POST"),
)
