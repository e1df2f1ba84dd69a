"""One channel of staff's own: writing it, trying it, keeping it, and parting with it. For admins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec import structs
from starlette.exceptions import HTTPException
from starlette.responses import Response

from feeds import Entry
from syndication import preferences
from syndication.channels import channels
from syndication.languages import language_name
from syndication.merge.rules import channels_of
from syndication.publish.compose import Window, compose, fair_share
from syndication.settings import RESERVED, Settings, entry
from syndication.store import channels as stored
from syndication.store import sources, stories
from syndication.web.staff import channel_form
from syndication.web.staff.channel_form import Draft
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

LOOKED_THROUGH = 2_000  # items that a trial asks, the newest
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What a channel would hold now, in the order of its feed; `entries` are the first of them."""

    entries: tuple[Entry, ...]
    number: int


def show(desk: Desk, visit: Visit) -> Response:
    """The form of a new channel, or of the one that the address names."""
    name = visit.asked("channel")
    with desk.open_store.read() as conn:
        told = preferences.told(conn, "channels")
    if name and name not in told:
        raise HTTPException(404)
    draft = channel_form.of_stored(name, told[name]) if name else Draft("", {})
    return _page(desk, visit, draft)


def save(desk: Desk, visit: Visit) -> Response:
    """Keep what was typed, or show what it would hold: it is then typed still."""
    is_trial = visit.form.text("do") == "try"
    with desk.open_store.read() if is_trial else desk.open_store.transaction() as conn:
        settings = preferences.laid_under(conn, desk.settings)
        kept = preferences.told(conn, "channels")
        draft = channel_form.of_form(visit.form, settings)
        if draft.slug and (draft.slug not in kept or draft.slug in preferences.in_file(settings, "channels")):
            raise HTTPException(404)
        fit = channel_form.to_keep(draft)
        if draft.wrong or is_trial:
            trial = None if draft.wrong else tried(conn, settings, draft.slug or "draft", fit, visit.now)
            return _page(desk, visit, draft, trial)
        taken = {*RESERVED, *settings.channels, *kept}
        name = draft.slug or channel_form.minted(draft.told["title"], lambda slug: slug in taken)
        chosen = preferences.choose(conn, settings, "channels", name, fit, visit.now)
        done = desk.record(conn, visit, "channel_saved", about=draft.told["title"])
    desk.take(chosen)
    return desk.back("/channels", done)


def tried(conn: sa.Connection, settings: Settings, name: str, told: Mapping[str, Any], now: datetime) -> Trial:
    """Chosen by the rules of the feeds, and put in order as they are."""
    trial = structs.replace(settings, channels={**settings.channels, name: entry("channels", name, told)})
    channel = next(one for one in channels(trial) if one.slug == name)
    public = stories.listed(conn, state="public", limit=LOOKED_THROUGH)
    inside = [story for story in public if name in channels_of(story, [channel], trial, now)]
    held = fair_share(inside, channel.per_source, channel.limit)
    feed = compose(Window(channel, held, (), now, ""), "atom", trial)
    return Trial(feed.entries[:SHOWN], len(held))


def remove(desk: Desk, visit: Visit) -> Response:
    """Asked first; afterwards its address says that it is gone."""
    name = visit.form.text("slug")
    with desk.open_store.transaction() as conn:
        told = preferences.told(conn, "channels")
        if name not in told:
            return desk.back("/channels")
        title = channel_form.of_stored(name, told[name]).told.get("title") or name
        if not visit.form.has("sure"):
            return desk.page(visit, "channel-remove.html", 200, section="more", what="channel", slug=name, title=title)
        chosen = preferences.choose(conn, desk.settings, "channels", name, None, visit.now)
        done = desk.record(conn, visit, "channel_removed", about=title)
    desk.take(chosen)
    return desk.back("/channels", done)


def _page(desk: Desk, visit: Visit, draft: Draft, trial: Trial | None = None) -> Response:
    with desk.open_store.read() as conn:
        settings = preferences.laid_under(conn, desk.settings)
        partners = {one.partner.slug: one.partner.name for one in sources.listed(conn)}
        spoken = [slug.partition("/")[2] for slug in stored.slices(conn) if slug.startswith("languages/")]
    ours = settings.coalition.language.partition("-")[0].lower()
    languages = sorted({ours, *spoken, *draft.told.get("languages", ())})
    shown: dict[str, object] = {"draft": draft, "trial": trial, "partners": _by_name(partners)}
    shown |= {"topics": [next(iter(words), slug) for slug, words in settings.topics.items()]}
    shown |= {"languages": [(tag, language_name(tag)) for tag in languages], "looked": LOOKED_THROUGH}
    return desk.page(visit, "channel.html", 422 if draft.wrong else 200, section="more", **shown)


def _by_name(partners: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(partners.items(), key=lambda one: one[1].casefold())


SCREENS = (
    Screen("/channels/channel", show, role="admin"),
    Screen("/channels/save", save, "POST", role="admin"),
    Screen("/channels/remove", remove, "POST", role="admin"),
)
