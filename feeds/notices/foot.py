"""Where the body of a release ends: before its end mark, its contacts or its links, whichever comes first."""

import re
from collections.abc import Sequence
from itertools import groupby

from feeds.notices.dateline import Setting, days_of
from feeds.notices.passages import Line, lines_of
from feeds.notices.sentences import has_stop, is_sentence
from feeds.notices.words import either

_END_MARK = re.compile(r"\W*?(?:#(?:\s?#)+|-\s?30\s?-|-\s?(?:END|end|End|FIN|Fin|FIM|Fim)\s?-|\*\*\*)\W*")
_CONTACT = re.compile(r"\d{3}[-. ]\d{3}[-. ]\d{4}|\S+@\S+\.\w+|https?://\S+")
_MOST_LINES, _LONGEST = 6, 110


def read_foot(setting: Setting, begin: int) -> tuple[int, str | None]:
    """The offset where the body that begins at `begin` ends, and the end mark as printed."""
    lines = [line for line in lines_of(setting.flat) if line.start >= begin or line.end > begin]
    mark = next((line for line in lines if _END_MARK.fullmatch(setting.flat[line.start : line.end])), None)
    if mark:
        lines = [line for line in lines if line.start < mark.start]
    paragraphs = [list(run) for _, run in groupby(lines, key=lambda line: line.paragraph)]
    paragraphs = _before_closing(paragraphs, setting)
    while len(paragraphs) > 1 and _is_foot(paragraphs[-1], setting):
        paragraphs.pop()
    end = paragraphs[-1][-1].end if paragraphs else begin
    return end, setting.text[mark.start : mark.end] if mark else None


def _before_closing(paragraphs: list[list[Line]], setting: Setting) -> list[list[Line]]:
    """A letter ends where its writer signs."""
    for number in range(max(1, len(paragraphs) - 4), len(paragraphs)):
        first = paragraphs[number][0]
        if re.match(
            rf"{either(setting.words.closing)}[^.!?]*,?$", setting.flat[first.start : first.end], re.IGNORECASE
        ):
            return paragraphs[:number]
    return paragraphs


def _is_foot(paragraph: Sequence[Line], setting: Setting) -> bool:
    pieces = [setting.flat[line.start : line.end] for line in paragraph]
    label = rf"{either(setting.words.contact)}(?:\s*/\s*{either(setting.words.contact)})?[^:.,]{{0,30}}:"
    if re.match(label, pieces[0], re.IGNORECASE) and len(pieces) <= _MOST_LINES:
        return True
    if (
        re.match(rf"{either(setting.words.contact)}[^.]*?{_CONTACT.pattern}", pieces[0], re.IGNORECASE)
        and len(pieces) == 1
    ):
        return not has_stop(pieces[0])
    if len(pieces) > _MOST_LINES or any(len(piece) > _LONGEST for piece in pieces):
        return False
    if any(days_of(piece, setting.languages) for piece in pieces):
        return False
    return _is_card(pieces) or all(_is_action(piece, setting) for piece in pieces)


def _is_card(pieces: Sequence[str]) -> bool:
    """A name with a telephone or mail address alone on a line."""
    return any(_CONTACT.fullmatch(piece.strip("() .")) for piece in pieces) and not any(
        piece.endswith(".") for piece in pieces
    )


def _is_action(piece: str, setting: Setting) -> bool:
    """A link to follow, a menu, or the address at the foot of a page."""
    first = re.sub(r"^\W+", "", piece)
    link = re.match(either(setting.words.action), first, re.IGNORECASE) and re.search(
        r"https?://|\||:\s|WhatsApp", piece
    )
    return bool(link and not is_sentence(piece)) or "|" in piece or bool(re.match(r"\W*(?:>>|➤|►|→)", piece))
