"""Settings: what the configuration says, in sentences, and where each of it is changed. No secret is ever told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from feeds.urls import host_of
from syndication.channels import BUILT_IN, channels
from syndication.languages import language_name
from syndication.model import Channel
from syndication.settings import FILE, Settings
from syndication.web.moments import zone_name
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit

FORMATS = (("atom", "Atom"), ("rss", "RSS"), ("json", "JSON Feed"), ("ics", "Calendar"))
UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its sentences; `keys`: the sections of the file in which they are changed."""

    title: str
    told: tuple[str, ...]
    keys: tuple[str, ...]


def show(desk: Desk, visit: Visit) -> Response:
    us = desk.settings
    own = {one.slug for one in BUILT_IN}
    feeds = [(one, formats(one), one.slug in own) for one in channels(us)]
    shown: dict[str, object] = {"parts": _parts(us), "feeds": feeds, "backup": last_backup(us, desk), "file": FILE}
    shown |= {"backups": us.storage.backups, "slices": us.serving.partner_slices}
    return desk.page(visit, "settings.html", 200, section="more", **shown)


def _parts(us: Settings) -> tuple[Part, ...]:
    return (
        Part("Who you are", _coalition(us), ("coalition",)),
        Part("How sources are read", _polling(us), ("polling", "content")),
        Part("Telling hubs", _hub(us), ("hub",)),
        Part("E-mail", _email(us), ("email",)),
        Part("Where everything is kept", _storage(us), ("storage",)),
    )


def _coalition(us: Settings) -> tuple[str, ...]:
    told, short = us.coalition, us.coalition.short_name
    name = f"Readers see the name {told.name}" + (f", in narrow places {short}." if short != told.name else ".")
    home = f"The public finds you at {us.base_url}"
    if not told.url:
        home = f"No public address is set: every link leads to this machine, {us.base_url}"
    speaks = f"Sentences about sources and letters to partners are in {language_name(told.language)}."
    clock = f"Days and hours are those of {zone_name(told.timezone)} ({told.timezone})."
    contact = f"Readers and partners reach you at {told.contact}." if told.contact else "No contact is named yet."
    return name, home, speaks, clock, contact


def _polling(us: Settings) -> tuple[str, ...]:
    least, most = span(us.polling.min_interval), span(us.polling.max_interval)
    often = f"Each source is asked as often as it usually publishes: every {least} at most, every {most} at least."
    patience = f"A site may take {us.polling.total_timeout.total_seconds():.0f} seconds to answer."
    size = f"A feed may be {us.polling.max_bytes / 10**6:g} MB large."
    folders = f"{'folder' if len(us.content.folders) == 1 else 'folders'} {_listed(us.content.folders)}"
    texts = f"Texts in the {folders} on the server are published as your own." if us.content.folders else ""
    return tuple(said for said in (often, f"{patience} {size}", texts) if said)


def _hub(us: Settings) -> tuple[str, ...]:
    hosts = _listed(sorted({host_of(url) for url in us.hub.publish}))
    out = f"What is new in your feeds is told to {hosts} at once, so that readers see it within minutes."
    silent = "No hub is named: readers see what is new when their programs look again."
    comes = "Partners’ hubs tell us of their news where they offer it." if us.hub.subscribe else ""
    alone = "Partners’ hubs are not asked to tell us of their news; we look ourselves."
    return out if hosts else silent, comes or alone


def _email(us: Settings) -> tuple[str, ...]:
    """Whether there is a mail server, and never which: its address may hold a password."""
    if us.email.smtp is None or us.email.sender is None:
        return ("No mail server is named, so no letters are sent. Today shows what waits.",)
    if not us.email.digest_to:
        return (f"A mail server is named, with {us.email.sender} as sender. Nobody is named for the daily letter.",)
    return (
        f"Letters come from {us.email.sender}. {_listed(us.email.digest_to)} get one at {us.digest_hour}:00 "
        "when something needs a person, and one at once in an emergency.",
    )


def _storage(us: Settings) -> tuple[str, ...]:
    """The kind of database, and never its address, which may hold a password."""
    kind = "one SQLite file in the folder data" if us.storage.database == "sqlite" else "a PostgreSQL database"
    drafts = f"What was never public is forgotten after {span(us.storage.keep_drafts, always=True)}; the rest stays."
    return f"Items, sources and people are kept in {kind}.", drafts


def span(length: timedelta, *, always: bool = False) -> str:
    """15 minutes; day, where it is one, for it follows "every"; with `always` 1 day."""
    unit, name = next(((unit, name) for unit, name in UNITS if length % unit == timedelta(0)), UNITS[-1])
    n = round(length / unit)
    return f"{n} {name}{'s' if n != 1 else ''}" if n != 1 or always else name


def _listed(names: Sequence[str]) -> str:
    """a, b and c; "" for none."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""


def formats(channel: Channel) -> list[tuple[str, str]]:
    """Where a channel is read, by the name of the format; a calendar where there are meetings in it."""
    has_meetings = channel.notices or "meeting" in channel.kinds or not channel.kinds
    found = [one for one in FORMATS if one[0] != "ics" or has_meetings]
    return [(f"/feeds/{channel.slug}.{suffix}", name) for suffix, name in found]


def last_backup(us: Settings, desk: Desk) -> datetime | None:
    """When the newest file in the folder of backups was written."""
    try:
        written = [file.stat().st_mtime for file in us.backups.iterdir() if file.is_file()]
    except OSError:
        return None
    return datetime.fromtimestamp(max(written), desk.zone) if written else None


SCREENS = (Screen("/settings", show),)
