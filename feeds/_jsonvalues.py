"""JSON as strangers write it: values taken for what they should be, whatever their types."""

from datetime import datetime
from typing import Any

import feeds._limits as limits
from feeds.dates import parse
from feeds.text import squeeze
from feeds.urls import WEB, safe_url

Json = dict[str, Any]


def line(value: object, limit: int | None = limits.FIELD) -> str | None:
    """Words or a number as one line of text; None for everything else and for nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return squeeze(str(value))[:limit] or None


def address(stated: object, name: str, base: str | None, schemes: tuple[str, ...] = WEB) -> str | None:
    """The address that an object states under that name."""
    url = stated.get(name) if isinstance(stated, dict) else None
    return safe_url(url, base, schemes) if isinstance(url, str) else None


def listed(value: object) -> list[Any]:
    """A list; what stands alone where a list should be is one of one."""
    return value if isinstance(value, list) else [value] if isinstance(value, (str, dict)) else []


def moment(value: object) -> datetime | None:
    return parse(value) if isinstance(value, str) else None
