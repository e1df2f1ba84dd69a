"""Which bytes a request gets: content coding (RFC 9110, 12.5.3) and preconditions (13.1)."""

from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache

PREFERENCE = ("br", "gzip", "identity")  # smallest first


@lru_cache(maxsize=512)  # browsers and readers send the same few dozen values
def coding_for(accept_encoding: str, available: frozenset[str]) -> str:
    """The best coding among `available`; identity where nothing else is acceptable: a feed always answers."""
    weights = dict(_weights(accept_encoding))
    best, best_weight = "identity", weights.get("identity", 0.0)
    for coding in reversed(PREFERENCE[:-1]):
        weight = weights.get(coding, weights.get("*", 0.0))
        if coding in available and weight > 0 and weight >= best_weight:
            best, best_weight = coding, weight
    return best


def _weights(accept_encoding: str) -> Iterable[tuple[str, float]]:
    for member in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in member.split(";"))
        if coding:
            yield coding.removeprefix("x-"), _weight(parameters)


def _weight(parameters: list[str]) -> float:
    """The q-value, 1 where none is given, 0 where it is not a number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


def is_current(etag: str, modified: int, if_none_match: str, if_modified_since: str) -> bool:
    """Whether what the client holds is what we would send: 304 instead of 200.

    An If-None-Match, even one that names nothing of ours, makes If-Modified-Since void (RFC 9110, 13.1.3).
    `modified` is in seconds since 1970; an empty header is an absent one.
    """
    if if_none_match:
        return if_none_match.strip() == "*" or etag in _tags(if_none_match)
    return bool(if_modified_since) and modified <= _seconds(if_modified_since)


def _tags(if_none_match: str) -> set[str]:
    """The entity tags of a list without their weakness: for If-None-Match weak ones compare equal (13.1.2)."""
    return {member.strip().removeprefix("W/") for member in if_none_match.split(",")}


def _seconds(http_date: str) -> float:
    """Seconds since 1970; before everything where it is no date. Without a zone it is GMT (RFC 9110, 5.6.7)."""
    try:
        moment = parsedate_to_datetime(http_date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return -1.0
