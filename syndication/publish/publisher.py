"""Following the store's revision: whoever writes commits, and the files are brought up to what the commit says."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa

from feeds import FORMATS, Deleted, opml
from syndication.channels import REMEMBERED, channels, slice_of
from syndication.model import Channel, Rendition, Source
from syndication.publish import hub, render
from syndication.publish.compose import Window, fair_share, feed_url
from syndication.settings import Settings
from syndication.store import channels as channel_store
from syndication.store import pings, sources, stories
from syndication.store.db import Store

log = logging.getLogger(__name__)

LOOK_EVERY = 0.25  # seconds between two looks at the revision
LOOK_BACK = 10  # limits of a channel that are looked through where each source has a share of it
REST = 5.0  # seconds after a round that could not be written


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file as it should be, and when the store last touched what it says."""

    body: bytes
    touched_at: datetime


class Publisher:
    """Renders what changed since its last round; its first round looks at everything."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._revision = -1
        self._rendered: dict[str, int] = {}  # channel -> revision

    def follow(self, stop: threading.Event) -> None:
        """Publish until told to stop. A round that fails is logged and tried again; the last good files stay."""
        while not stop.wait(LOOK_EVERY):
            self._try(stop)
        self._try(stop)  # what was committed while we were asked to stop

    def _try(self, stop: threading.Event) -> None:
        try:
            self.publish()
        except (OSError, sa.exc.SQLAlchemyError) as error:
            log.warning("The feeds could not be brought up to date and stay as they are: %s", error)
            stop.wait(REST)
        except Exception:  # whatever it is, the next commit needs a publisher
            log.exception("The feeds could not be brought up to date because of a mistake of ours")
            stop.wait(REST)

    def publish(self, *, everything: bool = False) -> int:
        """One round; the number of files that were written."""
        if not (self._settings.public / "REVISION").exists():  # the folder is new, or was taken away
            self._rendered.clear()
            self._revision = -1
        with self._store.read() as conn:
            revision = channel_store.revision(conn)
            if revision == self._revision and not everything:
                return 0
            touched = channel_store.touched(conn)
            known = self._known(conn)
            windows = [self._window(conn, channel) for channel in self._dirty(known, touched, everything)]
            lists = self._lists(conn, known)
            before = channel_store.rendered(conn)
        drafts = {path: draft for window in windows for path, draft in self._drafts(window, touched).items()} | lists
        written = self._bring_up(drafts, before, everything) + self._sweep(known)
        self._conclude(revision, written)
        self._rendered |= {window.channel.slug: touched[window.channel.slug][0] for window in windows}
        self._revision = revision
        return written

    def _known(self, conn: sa.Connection) -> list[Channel]:
        """In the order they are rendered in: what everybody reads, then the slices."""
        slices = channel_store.slices(conn)
        return [*channels(self._settings), *(slice_of(slug, title or slug) for slug, title in slices.items())]

    def _dirty(
        self, known: Sequence[Channel], touched: Mapping[str, tuple[int, datetime]], everything: bool
    ) -> list[Channel]:
        ours = (channel for channel in known if channel.slug in touched)
        return [
            channel for channel in ours if everything or self._rendered.get(channel.slug) != touched[channel.slug][0]
        ]

    def _window(self, conn: sa.Connection, channel: Channel) -> Window:
        most = channel.limit if channel.per_source is None else channel.limit * LOOK_BACK
        members = fair_share(stories.window(conn, channel.slug, most), channel.per_source, channel.limit)
        notices = tuple(stories.notices_of(conn, [story.id for story in members if story.source.is_own]))
        authority, year = channel_store.authority(conn, self._settings)
        as_of = channel_store.state(conn).as_of
        departed = stories.departed(conn, channel.slug, as_of - REMEMBERED)
        return Window(
            channel,
            members,
            notices,
            as_of,
            f"tag:{authority},{year}:feeds/{channel.slug}",
            tuple(Deleted(public_id, at) for public_id, at in departed),
        )

    def _drafts(self, window: Window, touched: Mapping[str, tuple[int, datetime]]) -> dict[str, _Draft]:
        """Nothing where the channel cannot be rendered: its last good files stay, and no other waits for it."""
        at = touched[window.channel.slug][1]
        try:
            rendered = render.render(window, self._settings)
        except Exception:  # whatever one channel provokes, it costs that channel
            log.exception("Channel %s could not be rendered because of a mistake of ours", window.channel.slug)
            return {}
        return {path: _Draft(body, at) for path, body in rendered.items()}

    def _lists(self, conn: sa.Connection, known: Sequence[Channel]) -> dict[str, _Draft]:
        """The files about feeds: all channels, and the partners with their addresses."""
        pulled = [source for source in sources.listed(conn) if not source.is_own]
        as_of = channel_store.state(conn).as_of
        bodies = {
            "feeds/index.json": msgspec.json.encode([_addresses(channel, self._settings) for channel in known]),
            "gone.json": msgspec.json.encode(channel_store.removed(conn)),
            "partners.json": msgspec.json.encode(_partners(pulled, stories.count_public(conn))),
            "partners.opml": opml.write(
                f"{self._settings.coalition.name}: partners", [_outline(source) for source in pulled], None
            ),
        }
        return {path: _Draft(body, as_of) for path, body in bodies.items()}

    def _bring_up(self, drafts: Mapping[str, _Draft], before: Mapping[str, Rendition], everything: bool) -> int:
        now = datetime.now(UTC)
        wanted = {
            path: render.rendition(path, draft.body, before.get(path), draft.touched_at, now)
            for path, draft in drafts.items()
        }
        changed = {path: rendition for path, rendition in wanted.items() if rendition != before.get(path)}
        if changed:
            with self._store.transaction() as conn:
                channel_store.record_renditions(conn, changed)
                hub.note(conn, self._settings, changed, now)
        public = self._settings.public
        stale = [path for path in wanted if everything or not render.stands(public, wanted[path])]
        for path in stale:
            render.write(public, wanted[path], drafts[path].body)
        return len(stale)

    def _sweep(self, known: Sequence[Channel]) -> int:
        """Delete the feeds of channels that are no more; the number of files."""
        folder = self._settings.public / "feeds"
        slugs = {channel.slug for channel in known} | {"index"}
        found = [file for file in folder.rglob("*.*") if not file.is_dir()]
        stray = [file for file in found if file.relative_to(folder).as_posix().split(".")[0] not in slugs]
        stray += self._settings.public.glob(".*.*")  # drafts of a publisher that was killed
        for file in stray:
            file.unlink(missing_ok=True)
        return len(stray)

    def _conclude(self, revision: int, written: int) -> None:
        """Tell readers of the folder that a round is complete; and hubs, who come and read."""
        mark = self._settings.public / "REVISION"
        if written or not mark.is_file() or mark.read_bytes() != f"{revision}\n".encode():
            render.replace(mark, f"{revision}\n".encode(), datetime.now(UTC))
        if self._settings.hub.publish:
            with self._store.transaction() as conn:
                pings.release(conn, datetime.now(UTC))


def _addresses(channel: Channel, settings: Settings) -> dict[str, str]:
    known = {name: feed_url(settings, channel.slug, name) for name in FORMATS if name != "google.ics"}
    return {"channel": channel.slug, "title": channel.title, **known}


def _partners(pulled: list[Source], counts: Mapping[int, int]) -> list[dict[str, object]]:
    by_slug = {source.partner.slug: source for source in pulled}
    return [
        {"name": s.partner.name, "slug": slug, "url": s.partner.url or s.site_url, "items": counts.get(s.partner.id, 0)}
        for slug, s in sorted(by_slug.items(), key=lambda pair: pair[1].partner.name.casefold())
    ]


def _outline(source: Source) -> opml.Outline:
    return opml.Outline(
        title=source.partner.name, url=source.url, site_url=source.partner.url or source.site_url, topics=source.topics
    )
