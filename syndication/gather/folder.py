"""A folder of Markdown files, read as the feed of the coalition's own words."""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from feeds import Category, Entry, Feed, Kind, Meeting, Status, dates, html
from feeds.text import squeeze
from feeds.urls import safe_url

log = logging.getLogger(__name__)

_SUFFIXES = frozenset({".md", ".markdown"})
_LARGEST = 1_000_000  # bytes of one file
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_END_MARK = re.compile(r"^[ \t]*#(?:[ \t]*#){2}[ \t]*$\n?", re.MULTILINE)  # `# # #`: here a press release ends
_KINDS: tuple[Kind, ...] = get_args(Kind)
_STATUSES: tuple[Status, ...] = get_args(Status)
_WORDS = ("town", "place", "address", "online_url")
_MARKDOWN = MarkdownIt("js-default")  # raw HTML stays text


@dataclass(frozen=True, slots=True)
class _Facts:
    """The front matter of one file: every value as it was written, lists as tuples."""

    values: dict[str, str | tuple[str, ...]]

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return squeeze(value if isinstance(value, str) else " ".join(value))

    def list(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, ())
        names = value.split(",") if isinstance(value, str) else value
        return tuple(name for name in map(squeeze, names) if name)


def read(folder: Path, timezone: str) -> Feed:
    """Each Markdown file below `folder` as an entry; dates without a zone are of `timezone`.

    A file that cannot be read costs itself: it is named in the log, and the feed has a warning. No folder, no entry.
    """
    entries, warnings = [], set()
    for path in _files(folder):
        try:
            entry, is_dated = _entry(path, path.relative_to(folder).as_posix(), timezone)
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            log.warning("%s is left out: %s", path, _why(error))
            warnings.add("broken_recovered")
            continue
        if not is_dated:
            log.warning("%s: its date cannot be read, the file's own is taken", path)
            warnings.add("bad_dates")
        entries.append(entry)
    return Feed(title=folder.name, entries=tuple(entries), warnings=tuple(sorted(warnings)))


def stamp(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Something that is another value once a file of the folder came, went or changed."""
    seen = ((str(path), path.stat()) for path in _files(folder))
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in seen)


def correction(path: Path, meeting: Meeting | None) -> Entry:
    """What a file says over an item that is there: its title and text, and of a meeting the facts in its front matter.

    Raises ValueError in a sentence where it cannot be read.
    """
    try:
        written = _content(path)
    except UnicodeDecodeError:
        raise ValueError("it is no plain text in UTF-8; save it as text (UTF-8)") from None
    return correction_in(written, meeting)


def correction_in(written: str, meeting: Meeting | None) -> Entry:
    """The same of a text, with front matter or without."""
    try:
        facts, text = _parts(written)
    except (RecursionError, yaml.YAMLError) as error:
        raise ValueError(_why(error)) from error
    title, content = _rendered(text, facts.text("title"))
    ours = Entry(
        title=title,
        summary=facts.text("summary") or None,
        content=html.sanitise(content, None) or None,
        meeting=_corrected(meeting, facts) if meeting else None,
    )
    if ours == Entry():
        raise ValueError("it states nothing that could stand in the item's place")
    return ours


def _corrected(meeting: Meeting, facts: _Facts) -> Meeting | None:
    """The meeting with the facts that a file states, known from now on; None where it states none."""
    if not any(facts.text(name) for name in (*_WORDS, "start", "end", "date", "status")):
        return None
    known: dict[str, Any] = {name: facts.text(name) for name in _WORDS if facts.text(name)}
    known |= {name: _clock(facts.text(name), name) for name in ("start", "end") if facts.text(name)}
    if facts.text("date"):
        known["date"] = _day(facts.text("date"))
    if facts.text("status"):
        known["status"] = _status(facts.text("status"))
    if "online_url" in known and not safe_url(known["online_url"]):
        raise ValueError(f"online_url must be a web address, and is “{known['online_url']}”")
    start, end = known.get("start", meeting.start), known.get("end", meeting.end)
    if start and end and end <= start and meeting.end_date is None:
        raise ValueError(f"it ends at {end:%H:%M}, before it starts at {start:%H:%M}")
    told = {"date" if "date" in known else "", "time" if "start" in known else "", "place" if "place" in known else ""}
    return replace(meeting, tbd=tuple(name for name in meeting.tbd if name not in told), **known)


def _clock(text: str, name: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} must be an hour like 18:30, and is “{text}”") from None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.year in range(1990, 2200):
            return day
    except ValueError:
        pass
    raise ValueError(f"date must be a day like 2026-04-02, and is “{text}”") from None


def _status(text: str) -> Status:
    for status in _STATUSES:
        if status == text:
            return status
    raise ValueError(f"status must be one of {', '.join(_STATUSES)}, and is “{text}”")


def rendered(text: str) -> str:
    """A Markdown text as harmless HTML, without its front matter and a heading that only names it."""
    facts, body = _parts(text)
    _, content = _rendered(body, facts.text("title"))
    return html.sanitise(content, None)


def _why(error: Exception) -> str:
    """In one line and without the text of the file; front matter begins in line 2."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"its front matter is no YAML, line {error.problem_mark.line + 1}: {error.problem}"
    return squeeze(str(error))


def _files(folder: Path) -> Iterator[Path]:
    """Markdown files in the order of their names, without what is hidden or leads out of the folder."""
    root = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            is_ours = path.suffix.lower() in _SUFFIXES and not name.startswith(".")
            if is_ours and path.is_file() and path.resolve().is_relative_to(root):
                yield path


def _entry(path: Path, id: str, timezone: str) -> tuple[Entry, bool]:
    """The entry, and whether its date is one that was meant."""
    facts, text = _parts(_content(path))
    title, content = _rendered(text, facts.text("title"))
    url = safe_url(facts.text("url"))
    stated = dates.parse(facts.text("date"), timezone) if facts.text("date") else None
    entry = Entry(
        title=title or path.stem.replace("-", " ").replace("_", " "),
        id=id,
        url=url,
        summary=facts.text("summary") or None,
        content=html.sanitise(content, url) or None,
        published=stated or datetime.fromtimestamp(path.stat().st_mtime, UTC),
        categories=tuple(Category(topic) for topic in facts.list("topics")),
        language=facts.text("language") or None,
        kind=_kind(facts.text("kind")),
    )
    return entry, stated is not None or not facts.text("date")


def _content(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST} bytes")
    return path.read_text(encoding="utf-8-sig")


def _parts(content: str) -> tuple[_Facts, str]:
    """Front matter and text. Raises ValueError for front matter that does not end or is no list of facts."""
    head = _FENCE.match(content)
    if not head or not content.startswith("---"):
        return _Facts({}), content
    end = _FENCE.search(content, head.end() + 1)
    if not end:
        raise ValueError("its front matter has no closing ---")
    # Strings stay strings: `no` is Norwegian and 13:30 a time of day, whatever YAML 1.1 makes of them.
    stated = yaml.load(content[head.end() : end.start()], Loader=yaml.BaseLoader)  # noqa: S506 - makes only str, list, dict
    if not isinstance(stated or {}, dict):
        raise ValueError("its front matter is no list of `name: value`")
    return _Facts({str(name): _strings(value) for name, value in (stated or {}).items()}), content[end.end() :]


def _strings(value: object) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _rendered(text: str, title: str) -> tuple[str, str]:
    """The title, else the first heading; and HTML in which a heading that only repeats it is left out."""
    tokens = _MARKDOWN.parse(_END_MARK.sub("", text))
    heading = next((n for n, token in enumerate(tokens) if token.type == "heading_open"), None)
    if heading is None:
        return title, _html(tokens)
    words = html.plain(_html([tokens[heading + 1]]))
    title = title or words
    if heading == 0 and words == title:
        tokens = tokens[3:]  # its start, its words, its end
    return title, _html(tokens)


def _html(tokens: list[Token]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _kind(stated: str) -> Kind:
    return next((kind for kind in _KINDS if kind == stated), "news")
