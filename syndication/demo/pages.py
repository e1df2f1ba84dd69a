"""What the six invented partners publish: files under partners/, their dates counted from the day of the demo.

A file may say `@{site}` (the partner's address), `@{release}` (the release of 2011 as HTML) and a moment in Boston, as
in `@{-3 09:15 rss}`: days from today, the hour, and how it is written.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
BOSTON = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Partner:
    """`files` by the path they answer at; `pasted` is what a person would paste to add the partner."""

    name: str
    folder: str
    pasted: str
    files: tuple[tuple[str, str], ...]  # path, media type


PARTNERS = (
    Partner("Harbor Street Workers' Center", "workers-center", "/feed.rss", (("/feed.rss", "application/rss+xml"),)),
    Partner(
        "Inquilinos Unidos de la Calle Olmo", "tenants-union", "/feed.atom", (("/feed.atom", "application/atom+xml"),)
    ),
    Partner("Riverside Community Clinic", "clinic", "/feed.json", (("/feed.json", "application/feed+json"),)),
    Partner(
        "Mill Hall English Classes",
        "english-classes",
        "/calendar.ics",
        (("/calendar.ics", "text/calendar; charset=utf-8"),),
    ),
    Partner(
        "Lakou Ansanm", "neighbors", "/", (("/", "text/html; charset=utf-8"), ("/nouvel.rss", "application/rss+xml"))
    ),
    Partner("Elm Street Legal Help", "legal-help", "/feed.rss", (("/feed.rss", "application/rss+xml"),)),
)

WRITTEN: dict[str, Callable[[dt.datetime], str]] = {
    "rss": format_datetime,
    "iso": dt.datetime.isoformat,
    "ics": lambda moment: f"{moment:%Y%m%dT%H%M%S}",
    "utc": lambda moment: f"{moment:%Y%m%dT%H%M%SZ}",
    "day": lambda moment: f"{moment:%Y%m%d}",
    "weekday": lambda moment: f"{moment:%A}",
    "words": lambda moment: f"{moment:%A, %B} {moment.day}",
}

OTHER_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{name}</title>
<h1>{name}</h1>
<p>This partner is invented for the demo. On a real site, the whole text of the item would stand here.</p>
"""


def pages(partner: Partner, site: str, today: dt.date) -> dict[str, tuple[str, bytes]]:
    """Media type and bytes by path, as this partner's server at `site` answers them today."""
    return {path: (media_type, _filled(partner, path, site, today)) for path, media_type in partner.files}


def other_page(partner: Partner) -> tuple[str, bytes]:
    """The page behind the links of a partner's items."""
    return "text/html; charset=utf-8", OTHER_PAGE.format(name=escape(partner.name)).encode()


def _filled(partner: Partner, path: str, site: str, today: dt.date) -> bytes:
    file = FOLDER / "partners" / partner.folder / (path.strip("/") or "index.html")
    known = {"site": site, "release": _release()}
    text = re.sub(
        r"@\{([^}]+)\}", lambda found: known.get(found[1]) or _moment(found[1], today), file.read_text(encoding="utf-8")
    )
    return text.replace("\n", "\r\n").encode() if path.endswith(".ics") else text.encode()


def _moment(asked: str, today: dt.date) -> str:
    """ "-3 09:15 rss" -> that moment in words of that kind; without an hour, noon."""
    days, *hour, kind = asked.split()
    day = today + dt.timedelta(days=int(days))
    return WRITTEN[kind](dt.datetime.combine(day, dt.time.fromisoformat(hour[0] if hour else "12:00"), BOSTON))


def _release() -> str:
    """The body of the release of 2011, from its dateline on, in paragraphs."""
    text = (FOLDER / "releases" / "2011-02-15.txt").read_text(encoding="utf-8")
    body = text[text.index("2/15/2011") :]
    return "".join(f"<p>{escape(paragraph.strip())}</p>" for paragraph in body.split("\n\n"))
