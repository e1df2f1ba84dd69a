"""Where a sentence ends, and where a full stop only shortens a word."""

import re
from collections.abc import Iterator
from functools import cache

from feeds.notices.times import ZONES
from feeds.notices.words import Words, either

_END = re.compile(r"[.!?…][\"')\]]*\s+(?=[\"'(¿¡]*[A-Z0-9])")
_SHORT = re.compile(
    r"(?:\b[A-Z]|\b[a-z]\.[a-z]|(?:^|\n)\W*\d{1,2}|"
    r"\b(?:St|Mt|Dr|Mr|Mrs|Ms|Rev|Fr|Sr|Jr|Mass|Rm|Ste|Ave|No|vs|Inc|Col|Gov|Sen|Rep|Prof|Av|Sra|Sta|Sto))$"
)
_NEAR = 40  # characters before a stop that say what kind it is
# A full stop that parts two fields: not the one after "St." or an initial.
STOP = r"(?<!\bSt)(?<!\bMt)(?<!\bDr)(?<!\bFr)(?<!\bSta)(?<!\bSto)(?<!\b[A-Z])\.\s+(?=[A-Z])"


def sentences(flat: str, start: int, end: int, words: Words) -> Iterator[tuple[int, int]]:
    """The sentences of a run; a stop after an abbreviation, an hour or a short day ends none."""
    begin = start
    for match in _END.finditer(flat, start, end):
        after = flat[match.end() : match.end() + 12]
        if match[0][0] == "." and _goes_on(flat[max(begin, match.start() - _NEAR) : match.start()], after, words):
            continue
        yield begin, match.start() + len(match[0].rstrip())
        begin = match.end()
    if begin < end:
        yield begin, end


def is_sentence(piece: str) -> bool:
    """Whether a line ends like a sentence: with a stop that is not that of an hour or an abbreviation."""
    if piece.endswith("."):
        return not re.search(r"[ap]\.?\s?m\.$|\b(?:St|Ave|Rd|Blvd|Dr|Ln|Mass|Sq)\.$", piece, re.IGNORECASE)
    return piece.endswith(("!", "?"))


def has_stop(piece: str) -> bool:
    """Whether one sentence ends and another begins in it."""
    ends = (match.start() for match in _END.finditer(piece))
    return any(not _SHORT.search(piece[max(0, end - _NEAR) : end]) for end in ends)


def _goes_on(before: str, after: str, words: Words) -> bool:
    if _ends_with_a_day(words).search(before):
        return len(re.split(r"\W", before)[-1]) <= 5
    if re.search(r"[ap]\.?\s?m$", before, re.IGNORECASE):
        return bool(_begins_with_a_day_or_zone(words).match(after))
    return bool(_SHORT.search(before))


@cache
def _ends_with_a_day(words: Words) -> re.Pattern[str]:
    return re.compile(rf"{either(*words.months, *words.weekdays)}$", re.IGNORECASE)


@cache
def _begins_with_a_day_or_zone(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"{either(*words.months, *words.weekdays, *ZONES.values())}|(?-i:[A-Z]{{2,3}}T\b)", re.IGNORECASE
    )
