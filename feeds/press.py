"""One of our releases, or a partner's copy of one, read from plain text."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Literal
from zoneinfo import ZoneInfo

from feeds import notices
from feeds._markdown import is_markdown, unmarked
from feeds.model import Entry, Meeting
from feeds.notices import Flag, Notice
from feeds.notices.dateline import Setting
from feeds.notices.foot import read_foot
from feeds.notices.head import Embargo, Head, read_head
from feeds.notices.passages import bullet
from feeds.notices.sentences import sentences
from feeds.notices.words import Words, either, fold, spoken
from feeds.text import clean, excerpt, squeeze

__all__ = ["Release", "ReleaseKind", "entry", "is_markdown", "meetings", "read"]

ReleaseKind = Literal["press-release", "repost", "not-a-release"]


@dataclass(frozen=True, slots=True)
class Release:
    title: str | None
    subtitle: str | None
    language: str | None  # BCP 47
    date: dt.date | None
    city: str | None
    kind: ReleaseKind
    embargo: Embargo | None
    body: str  # from after the headline and the dateline to `body_end`
    body_end: int  # offset in characters of the text
    end_mark: str | None
    notices: tuple[Notice, ...] = ()
    flags: tuple[Flag, ...] = ()


def read(text: str, timezone: str, issued: dt.date | None = None) -> Release:
    """What a careful person reads in the text; `issued` counts where it prints no date of its own.

    Markdown is read as what it stands for; its front matter may state title and date.
    """
    front, text = unmarked(text)
    issued = front.date or issued
    setting = Setting(text, fold(text), timezone, spoken(text))
    language = setting.languages[0].tag
    head = read_head(setting)
    begin = head.body or 0
    end, mark = read_foot(setting, begin)
    title, subtitle, untitled = _headline(head, setting)
    if front.title:
        title, untitled = front.title, ()
    kind, unclear = _kind(head, mark, setting, front.date is not None)
    date, undated = _date(head, issued)
    body = text[begin:end]
    found, asked = notices.read(body, date or min(head.issued.candidates, default=None), timezone, language)
    found = tuple(_named(notice, title or "", setting) for notice in _in_one_town(found, head.city, title or "", body))
    counted = _miscounted(found, f"{title}\n{subtitle or ''}", kind, setting)
    flags = (*untitled, *undated, *unclear, *counted, *asked)
    return Release(title, subtitle, language, date, head.city, kind, head.embargo, body, end, mark, found, flags)


def _date(head: Head, issued: dt.date | None) -> tuple[dt.date | None, tuple[Flag, ...]]:
    """The printed date; where it can be read in several ways, `issued` may decide."""
    found = head.issued
    if found.date or not found.flag:
        date = found.date or issued
        return date, () if date else (Flag("no-date", note="No date is printed."),)
    return (issued, ()) if issued in found.candidates else (None, (found.flag,))


def entry(release: Release, timezone: str) -> Entry:
    """The release as an item; it states no hour, so it is dated at noon."""
    noon = dt.datetime.combine(release.date, dt.time(12), ZoneInfo(timezone)).astimezone(UTC) if release.date else None
    return Entry(
        kind="press-release",
        title=squeeze(release.title or ""),
        summary=squeeze(release.subtitle) if release.subtitle else excerpt(_first_sentence(release.body)),
        content="\n".join(_paragraphs(release.body)),
        published=noon,
        language=release.language,
    )


def meetings(release: Release, parent: Entry) -> tuple[Entry, ...]:
    """Each notice of the release as an item of its own."""
    return tuple(_meeting(notice, parent) for notice in release.notices)


def _headline(head: Head, setting: Setting) -> tuple[str | None, str | None, tuple[Flag, ...]]:
    if head.titles:
        return head.titles[0], head.titles[1] if len(head.titles) > 1 else None, ()
    if title := _featured_below(setting):
        return title, None, (Flag("title-unclear", note="The headline stands in the middle of the text."),)
    return None, None, (Flag("no-title", note="No headline is printed."),)


def _featured_below(setting: Setting) -> str | None:
    """A page's headline below its introduction: as printed above its label, where both say the same."""
    match = re.search(
        rf"^[ \t]*{either(setting.words.featured)}[ \t]*[|:]\s*(?P<title>\S.*)$",
        setting.flat,
        re.IGNORECASE | re.MULTILINE,
    )
    if not match:
        return None
    title = setting.text[match.start("title") : match.end("title")].strip()
    above = setting.text[: match.start()].rstrip().rpartition("\n")[2].strip()
    return above if _alike(above, title) else title


def _alike(one: str, other: str) -> bool:
    """Most words of the shorter text stand in the longer one."""
    first, second = (set(re.findall(r"\w{4,}", text.casefold())) for text in (one, other))
    return len(first & second) >= 0.8 * max(1, min(len(first), len(second)))


def _kind(head: Head, mark: str | None, setting: Setting, is_dated: bool) -> tuple[ReleaseKind, tuple[Flag, ...]]:
    carrying = bool(re.search(rf"{either(setting.words.carried)}|\[\.\.\.\]|\(\.\.\.\)", setting.flat, re.IGNORECASE))
    featured = head.carried or bool(_featured_below(setting))
    if featured and carrying:
        return "repost", ()
    dated = is_dated or bool(head.issued.date or head.issued.flag)
    signs = head.labelled + bool(head.city) + dated + bool(mark)
    if (head.labelled or head.city or mark) and signs > 1 and not featured:
        return "press-release", ()
    unclear = (Flag("kind-unclear", note="Neither a release nor clearly a copy of one."),) if featured or signs else ()
    return "not-a-release", unclear


def _in_one_town(found: tuple[Notice, ...], city: str | None, headline: str, body: str) -> tuple[Notice, ...]:
    """In a text about one town, that town is the town of every meeting that people go to."""
    towns = {notice.town for notice in found if notice.town}
    if city is None or not towns <= {city} or (not towns and city not in headline + body):
        return found
    return tuple(
        notice if _only_online(notice) and city not in headline else replace(notice, town=city) for notice in found
    )


def _named(notice: Notice, headline: str, setting: Setting) -> Notice:
    """A gathering that its sentence calls by a common noun has the name that the headline gives that noun."""
    noun = (notice.title or "").split()[-1:]
    if not noun or not (notice.title or "").islower() or not re.fullmatch(either(setting.words.event), noun[0]):
        return notice
    match = re.match(rf"[^:;,]*?\b{re.escape(noun[0])}\b", headline, re.IGNORECASE)
    if match is None or len(match[0].split()) < 3:
        return notice
    return replace(notice, title=match[0])


def _only_online(notice: Notice) -> bool:
    return notice.online and not (notice.place or notice.address)


def _miscounted(found: tuple[Notice, ...], headline: str, kind: ReleaseKind, setting: Setting) -> tuple[Flag, ...]:
    """A headline that counts towns, and a list that has more or fewer."""
    towns = {notice.town for notice in found if notice.town}
    if kind != "press-release" or len(towns) < 2:
        return ()
    for words in setting.languages:
        for match in _count(words).finditer(fold(headline)):
            if _number(match["number"], words) != len(towns):
                note = f"The headline says {match[0]}, the list has {len(towns)}."
                return (Flag("count-conflict", None, headline[match.start() : match.end()], note),)
    return ()


def _count(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?P<number>\d+|{either(*words.numbers)})\s+{either(words.counted)}", re.IGNORECASE)


def _number(text: str, words: Words) -> int:
    if text.isdecimal():
        return int(text)
    return next(n for n, forms in enumerate(words.numbers, 1) if re.fullmatch(either(forms), text, re.IGNORECASE))


def _first_sentence(body: str) -> str:
    flat = fold(body)
    words = spoken(body)[0]
    return next((body[start:end] for start, end in sentences(flat, 0, len(flat), words)), "")


def _paragraphs(body: str) -> Iterator[str]:
    """The body as escaped HTML: paragraphs, and lists where every line has a bullet."""
    for block in re.split(r"\n\s*\n", clean(body)):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if lines and all(bullet(fold(line), 0) for line in lines):
            items = "".join(
                f"<li>{html.escape(squeeze(line[bullet(fold(line), 0) :]), quote=False)}</li>" for line in lines
            )
            yield f"<ul>{items}</ul>"
        elif lines:
            yield f"<p>{'<br>'.join(html.escape(squeeze(line), quote=False) for line in lines)}</p>"


def _meeting(notice: Notice, parent: Entry) -> Entry:
    about = parent.title.rstrip(".")
    return Entry(
        kind="meeting",
        title=squeeze(notice.title or (f"{notice.town}: {about}" if notice.town else about)),
        summary=_in_words(notice),
        published=parent.published,
        language=parent.language,
        part_of=parent.id,
        meeting=Meeting(
            timezone=notice.timezone,
            date=notice.date,
            start=notice.start,
            end=notice.end,
            end_date=notice.end_date,
            town=notice.town,
            place=notice.place,
            address=notice.address,
            online_url=notice.online_url,
            status=notice.status,
            tbd=notice.tbd,
        ),
    )


def _in_words(notice: Notice) -> str:
    """When and where on one line, in the words of the text."""
    quote = squeeze(notice.quote)
    return quote[bullet(fold(quote), 0) :]
