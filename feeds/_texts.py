"""Text constructs (RFC 4287, 3.1): each text by its own type; which of an entry's is the whole, which the summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import feeds._limits as limits
from feeds.html import paragraphs, plain, sanitise
from feeds.text import excerpt, squeeze

_LONGEST_SUMMARY = 1_000  # characters; what is longer is no summary

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class _Text:
    value: str
    media_type: str
    base: str | None

    @property
    def markup(self) -> str:
        return self.value if self.media_type in _HTML else paragraphs(self.value)


def title(flat: Any) -> str:
    """A title as plain text: its own type says whether `&lt;b&gt;` is markup or what was meant."""
    return line(flat, "title", limits.TITLE) or ""


def line(flat: Any, key: str, limit: int = limits.FIELD) -> str | None:
    """A field on one line of plain text."""
    text = _detail(flat, key, _TEXT)
    return _flat_text(text)[:limit].strip() or None if text else None


def summary_and_content(flat: Any, base: str | None, caption: str | None) -> tuple[str | None, str | None]:
    """Summary (plain) and content (sanitised HTML). Where only one text is stated it is the content, and its first
    words are the summary; the caption of a video stands in where there is no text at all."""
    summary = _detail(flat, "summary", "text/html") if "summary_detail" in flat else None
    whole = max(_contents(flat), key=lambda text: len(text.value), default=summary)
    if whole is None or not whole.value.strip():
        whole = _Text(caption or "", _TEXT, None)
    content = sanitise(whole.markup[: limits.CONTENT], whole.base or base)
    short = _flat_text(summary) if summary and summary.value.strip() != whole.value.strip() else ""
    if not 0 < len(short) <= _LONGEST_SUMMARY:
        short = excerpt(plain(content))
    return short or None, content or None


def _contents(flat: Any) -> Iterator[_Text]:
    for content in flat.get("content", ()):
        if (media_type := content.get("type", _TEXT)) in (*_HTML, _TEXT) and content.get("value"):
            yield _Text(content["value"], media_type, content.get("base"))


def _detail(flat: Any, key: str, otherwise: str) -> _Text | None:
    detail = flat.get(key + "_detail") or {}
    value = detail.get("value") or flat.get(key)
    return _Text(value, detail.get("type") or otherwise, detail.get("base")) if isinstance(value, str) else None


def _flat_text(text: _Text) -> str:
    value = text.value[: limits.FIELD]
    return plain(value) if text.media_type in _HTML else squeeze(value)
