"""What is pointed at on the front page: at most three items, each until a day."""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from starlette.responses import Response

from syndication.merge import desk as acts
from syndication.merge.desk import Impossible
from syndication.model import Story
from syndication.publish.compose import published
from syndication.store import stories
from syndication.web.moments import full_date
from syndication.web.staff import looking
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

MOST = 3
USUAL = timedelta(days=14)
LONGEST = timedelta(days=366)
FEATURED = "Three items are featured already."
FULL = f"{FEATURED} Stop one of them first, or wait: the first place is free after {{day}}."


def show(desk: Desk, visit: Visit) -> Response:
    until = _today(desk, visit) + USUAL
    return _page(desk, visit, visit.asked("item"), until.isoformat())


def _today(desk: Desk, visit: Visit) -> date:
    return visit.now.astimezone(desk.zone).date()


def _page(
    desk: Desk, visit: Visit, key: str, until: str, status: int = 200, problem: str = "", wrong: str = ""
) -> Response:
    asked = visit.asked("q")
    with desk.open_store.read() as conn:
        told = featured(conn)
        chosen = looking.by_key(conn, key)
        found = [story for story in looking.meant(conn, asked) if story.state == "public"]
    today = _today(desk, visit)
    shown = {
        "slots": [(story, published(story, desk.settings), _last_day(desk, story)) for story in told],
        "chosen": (chosen, published(chosen, desk.settings)) if chosen and chosen.state == "public" else None,
        "found": [(story, published(story, desk.settings)) for story in found],
        "asked": asked,
        "until": until,
        "first": today.isoformat(),
        "last": (today + LONGEST).isoformat(),
        "full": FULL.format(day=full_date(_last_day(desk, told[0]))) if len(told) >= MOST else "",
        "chosen_is_featured": chosen is not None and chosen.featured_until is not None,
    }
    return desk.page(visit, "feature.html", status, section="today", problem=problem, wrong=wrong, most=MOST, **shown)


def featured(conn: sa.Connection) -> list[Story]:
    """Those that are featured now, the first to end first."""
    told = (story for story in stories.listed(conn, channel="featured") if story.featured_until)
    return sorted(told, key=lambda story: (story.featured_until or story.surfaced_at, story.id))


def _last_day(desk: Desk, story: Story) -> date:
    """The last day on which it is featured: one that ends at midnight ends with the day before."""
    assert story.featured_until is not None, "it is featured"
    return (story.featured_until.astimezone(desk.zone) - timedelta(seconds=1)).date()


class Refused(Exception):
    """What was asked cannot be; `field` is where, or empty."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def feature(desk: Desk, visit: Visit) -> Response:
    what, _, key = visit.form.text("do").partition(":")
    key = key or visit.form.text("item")
    try:
        with desk.open_store.transaction() as conn:
            story = looking.by_key(conn, key)
            if story is None:
                raise Refused("", "There is no such item any more. Look for it anew.")
            done = _stop(conn, desk, visit, story) if what == "stop" else _feature(conn, desk, visit, story)
    except Refused as refused:
        return _page(desk, visit, key, visit.form.text("until"), 422, str(refused), refused.field)
    except Impossible as impossible:
        return _page(desk, visit, key, visit.form.text("until"), 422, str(impossible))
    return desk.back("/feature", done)


def _stop(conn: sa.Connection, desk: Desk, visit: Visit, story: Story) -> int:
    until = story.featured_until
    acts.unfeature(conn, desk.settings, story, visit.now)
    before = {"undo": "feature", "until": until.isoformat(), "back": "/feature"} if until else None
    return desk.record(conn, visit, "unfeatured", story_id=story.id, before=before)


def _feature(conn: sa.Connection, desk: Desk, visit: Visit, story: Story) -> int:
    until, told = _day(desk, visit), featured(conn)
    if len([one for one in told if one.id != story.id]) >= MOST:
        raise Refused("", FULL.format(day=full_date(_last_day(desk, told[0]))))
    acts.feature(conn, desk.settings, story, _end(desk, until), visit.now)
    was = story.featured_until
    before = {"undo": "feature", "until": was.isoformat()} if was else {"undo": "unfeature"}
    before |= {"back": "/feature"}
    return desk.record(conn, visit, "featured", story_id=story.id, about=full_date(until), before=before)


def _day(desk: Desk, visit: Visit) -> date:
    """The last day, which everybody has to name."""
    today = _today(desk, visit)
    try:
        day = date.fromisoformat(visit.form.text("until"))
    except ValueError:
        raise Refused("until", "Choose the last day on which it is featured.") from None
    if day < today:
        raise Refused("until", "That day is over. Choose today or a later one.")
    if day > today + LONGEST:
        raise Refused("until", "That day is more than a year away. Choose an earlier one.")
    return day


def _end(desk: Desk, day: date) -> datetime:
    """The end of the day in the coalition's zone."""
    return datetime.combine(day + timedelta(days=1), time(), desk.zone).astimezone(UTC)


SCREENS = (
    Screen("/feature", show),
    Screen("/feature", feature, "POST"),
)
