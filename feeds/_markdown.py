"""A release that was written as Markdown, read as the text it stands for: every character keeps its place."""

import datetime as dt
import re
from dataclasses import dataclass

from feeds.text import language_tag, squeeze

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(?P<facts>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FACT = re.compile(r"^(?P<name>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*$", re.MULTILINE)
# `# # #` is no heading: it ends a release.
_HEADING = re.compile(r"^(?P<open>[ \t]{0,3}#{1,6})(?P<words>[ \t]+[^\s#][^\n]*?)(?P<close>[ \t]+#+)?$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<words>[^\n]+?)(?<=\S)\1")
_LINK = re.compile(r"\[(?P<words>[^\]\n]+)\]\((?P<url>[^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter states; None where it does not."""

    title: str | None = None
    date: dt.date | None = None
    language: str | None = None


def unmarked(text: str) -> tuple[Front, str]:
    """The facts of the front matter, and a text of the same length with blanks in the place of marks.

    A text that is not Markdown comes back as it is.
    """
    found = _FRONT.match(text)
    body = _blank(text, 0, found.end()) if found else text
    if not found and not _HEADING.match(body.lstrip()):
        return Front(), text
    body = _HEADING.sub(lambda h: " " * len(h["open"]) + h["words"] + " " * len(h["close"] or ""), body)
    body = _STRONG.sub(lambda mark: f"{' ' * len(mark[1])}{mark['words']}{' ' * len(mark[1])}", body)
    return _front(found["facts"] if found else ""), _LINK.sub(_bare_link, body)


def is_markdown(text: str) -> bool:
    """Whether a text begins with front matter or a heading."""
    return unmarked(text)[1] != text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _bare_link(link: re.Match[str]) -> str:
    """`[words](address)` as ` words  address `."""
    return f" {link['words']}  {link['url']} "


def _front(facts: str) -> Front:
    stated = {fact["name"].lower(): squeeze(fact["value"].strip("\"'")) for fact in _FACT.finditer(facts)}
    return Front(stated.get("title"), _day(stated.get("date", "")), language_tag(stated.get("language", "")))


def _day(stated: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(stated[:10])
    except ValueError:
        return None
