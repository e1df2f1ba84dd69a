"""The pages for people: news and meetings, one item, one meeting, and how to keep up."""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import feeds
from feeds import Entry, Feed
from syndication.channels import SLICES, channels
from syndication.settings import Settings
from syndication.web.document import FOR_A_MINUTE, NEVER, REVALIDATE, document
from syndication.web.front import front
from syndication.web.items import Items, Listed, key_of
from syndication.web.links import Addresses
from syndication.web.templates import Templates

NEXT_MEETINGS = 6
KEY = re.compile(r"[\w-]{1,64}")  # what the store is asked for: nobody chooses what it has to search

Lookup = Callable[[str], Entry | None]

log = logging.getLogger(__name__)


class Site:
    """`lookup` finds an item that is in no window any more, composed as in the feeds; whatever it raises is a 503."""

    def __init__(self, settings: Settings, items: Items, templates: Templates, lookup: Lookup) -> None:
        self._settings = settings
        self._items = items
        self._templates = templates
        self._lookup = lookup
        self._addresses = Addresses(settings.base_url)
        self._zone = ZoneInfo(settings.coalition.timezone)
        self._channels = {channel.slug: channel for channel in channels(settings)}

    def routes(self) -> list[Route]:
        return [
            Route("/", self.home),
            Route("/items/{key}", self.item),
            Route("/meetings", self.meetings),
            Route("/meetings/{key}.ics", self.calendar),
            Route("/meetings/{key}", self.meeting),
            Route("/subscribe/{channel:path}", self.subscribe),
            Route("/feeds/", self.feeds),
            Route("/feeds/{channel:path}.{suffix}", self.feed),
        ]

    async def home(self, request: Request) -> Response:
        everything, featured = self._items.feed("all").entries, self._items.feed("featured").entries
        coming = self._coming()
        return self._templates.page(
            request,
            "home.html",
            FOR_A_MINUTE,
            front=front(everything, featured, self._zone),
            meetings=coming[:NEXT_MEETINGS],
            coming=len(coming),
            notices_of=self._notices_of,
            slices={listed.channel for listed in self._listed()},
            section="news",
        )

    def _coming(self) -> list[Entry]:
        return [entry for entry in self._items.feed("upcoming").entries if not entry.withdrawn]

    async def item(self, request: Request) -> Response:
        entry = await self._entry(request)
        if entry.meeting or self._is_told_elsewhere(request, entry):
            return RedirectResponse(self._addresses.item(entry), 308)
        return self._templates.page(
            request, "item.html", REVALIDATE, entry=entry, meetings=self._notices_of(entry), section="news"
        )

    async def meeting(self, request: Request) -> Response:
        entry = await self._entry(request)
        if entry.meeting is None or self._is_told_elsewhere(request, entry):
            return RedirectResponse(self._addresses.item(entry), 308)
        told_in = (*entry.announced_in[-1:], entry.part_of)  # the newest of our releases that tell of it
        release = next((found for id in told_in if id and (found := self._items.entry(key_of(id)))), None)
        return self._templates.page(
            request,
            "meeting.html",
            REVALIDATE,
            entry=entry,
            meeting=entry.meeting,
            release=release,
            siblings=self._notices_of(release) if release else (),
            section="meetings",
        )

    async def calendar(self, request: Request) -> Response:
        """One meeting as a calendar of its own."""
        entry = await self._entry(request)
        if entry.meeting is None:
            raise HTTPException(404)
        name = f"{key_of(entry.id or '')}.ics"
        alone = Feed(title=entry.title, url=entry.page, timezone=entry.meeting.timezone, entries=(entry,))
        return document(
            request,
            feeds.render(alone, "ics"),
            f"{feeds.FORMATS['ics'].media_type}; charset=utf-8",
            REVALIDATE,
            content_disposition=f'inline; filename="{name}"',
            access_control_allow_origin="*",
        )

    async def meetings(self, request: Request) -> Response:
        coming = self._coming()
        known = {entry.id for entry in coming}
        past = [entry for entry in self._items.feed("meetings").entries if entry.id not in known]
        return self._templates.page(
            request,
            "meetings.html",
            FOR_A_MINUTE,
            coming=coming,
            past=sorted((entry for entry in past if not entry.withdrawn), key=_day, reverse=True),
            section="meetings",
        )

    async def feeds(self, request: Request) -> Response:
        groups = by_kind(self._listed())
        return self._templates.page(request, "feeds.html", FOR_A_MINUTE, groups=groups, section="subscribe")

    async def feed(self, request: Request) -> Response:
        """A feed that a person opened: what it is and what is in it, at the same address."""
        name, suffix = request.path_params["channel"], request.path_params["suffix"]
        channel = name.removesuffix(".google")
        listed = self._find(channel)
        if listed is None or suffix not in feeds.FORMATS:
            raise HTTPException(410 if self._items.is_gone(f"feeds/{name}.{suffix}") else 404)
        return self._templates.page(
            request,
            "feed.html",
            NEVER,
            listed=listed,
            path=f"/feeds/{name}.{suffix}",
            suffix=suffix,
            entries=[entry for entry in self._items.feed(channel).entries if not entry.withdrawn],
            changed=self._items.modified(f"feeds/{channel}.json"),
            section="subscribe",
        )

    async def subscribe(self, request: Request) -> Response:
        channel = request.path_params["channel"]
        listed = self._find(channel)
        if listed is None:
            raise HTTPException(404)
        return self._templates.page(
            request,
            "subscribe.html",
            FOR_A_MINUTE,
            channel=listed,
            listed=self._listed(),
            has_meetings=self._may_have_meetings(channel),
            section="subscribe",
        )

    async def _entry(self, request: Request) -> Entry:
        """The item of the address: from memory, else from the store. 404, 410 or 503 where it cannot be shown."""
        key = request.path_params["key"]
        entry = self._items.entry(key)
        if entry is None and KEY.fullmatch(key):
            entry = await self._stored(key)
        if entry is None:
            raise HTTPException(404)
        if entry.withdrawn:
            raise HTTPException(410)
        return entry

    async def _stored(self, key: str) -> Entry | None:
        try:
            return await run_in_threadpool(self._lookup, key)
        except Exception as error:  # the store may fail in any way it likes: the page says so, the log keeps the cause
            log.warning("An item could not be looked up: %s", getattr(error, "orig", error))
            raise HTTPException(503, headers={"retry-after": "60"}) from error

    def _is_told_elsewhere(self, request: Request, entry: Entry) -> bool:
        """Whether the item of this address was joined with an older one, which tells it now."""
        return bool(request.path_params["key"] != key_of(entry.id or ""))

    def _notices_of(self, release: Entry) -> Sequence[Entry]:
        """The meetings that a release of ours announced, in the order of their days."""
        meetings = (entry for entry in self._items.feed("meetings").entries if not entry.withdrawn)
        return sorted((entry for entry in meetings if release.id in (entry.part_of, *entry.announced_in)), key=_day)

    def _listed(self) -> tuple[Listed, ...]:
        return self._items.channels() or tuple(Listed(slug, channel.title) for slug, channel in self._channels.items())

    def _find(self, channel: str) -> Listed | None:
        ours = self._channels.get(channel)
        return self._items.listed(channel) or (Listed(channel, ours.title) if ours else None)

    def _may_have_meetings(self, slug: str) -> bool:
        channel = self._channels.get(slug)
        return channel is None or not channel.kinds or bool({"meeting", "press-release"} & set(channel.kinds))


def by_kind(listed: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """The channels everybody reads, then those of one topic, town, language and partner; groups that hold nothing are
    left out."""
    groups = {kind: [one for one in listed if _kind(one) == kind] for kind in ("", *SLICES)}
    return [(kind, found) for kind, found in groups.items() if found]


def _kind(listed: Listed) -> str:
    return listed.channel.partition("/")[0] if "/" in listed.channel else ""


def _day(entry: Entry) -> tuple[date, datetime]:
    """By day; a meeting whose day is not known comes last."""
    day = entry.meeting.date if entry.meeting else None
    return day or date.max, entry.published or datetime.max.replace(tzinfo=UTC)
