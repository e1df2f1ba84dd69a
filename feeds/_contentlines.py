"""The content lines of a calendar (RFC 5545, 3.1) by the component they stand in, however the components nest."""

import re
from dataclasses import dataclass, field

from feeds._decode import decode

# Before decoding: some writers fold within a character. A whole mark is never continued: what is indented below it is
# the next line.
_FOLD = re.compile(rb"(?im)(^[ \t]*(?:BEGIN|END)[ \t]*:[ \t]*[A-Z-]+[ \t]*)?(?:\r?\n){1,4}[ \t]")
_LINE = re.compile(r"\r\n|\n|\r")
_MARK = re.compile(r"\s*(BEGIN|END)\s*:\s*([A-Z-]+)\s*", re.IGNORECASE)
_OUTER = {"VCALENDAR": ["VCALENDAR"], "VEVENT": ["VCALENDAR", "VEVENT"], "VTIMEZONE": ["VCALENDAR", "VTIMEZONE"]}
_OBSERVANCES = ("STANDARD", "DAYLIGHT")
_DEEPEST = 8


@dataclass(slots=True)
class ContentLines:
    """Unfolded lines. A component that is not closed ends where the next of its kind begins; alarms are left out."""

    calendar: list[str] = field(default_factory=list)
    zones: list[list[str]] = field(default_factory=list)
    events: list[list[str]] = field(default_factory=list)
    is_calendar: bool = False
    inside: list[str] = field(default_factory=list)  # names of the components around the next line

    def take(self, line: str) -> None:
        if mark := _MARK.fullmatch(line):
            self._mark(mark[1].upper() == "BEGIN", mark[2].upper())
        elif line.strip():
            self._keep(line)

    def _mark(self, begins: bool, name: str) -> None:
        if begins and name in _OUTER:
            self._open(name)
        elif name in _OBSERVANCES and self.inside == _OUTER["VTIMEZONE"]:
            self.zones[-1].append(f"{'BEGIN' if begins else 'END'}:{name}")
        elif begins and len(self.inside) < _DEEPEST:
            self.inside.append(name)
        elif not begins and name in self.inside:
            del self.inside[self.inside.index(name) :]

    def _open(self, name: str) -> None:
        self.is_calendar = True
        self.inside = _OUTER[name].copy()
        if name == "VEVENT":
            self.events.append([])
        elif name == "VTIMEZONE":
            self.zones.append([])

    def _keep(self, line: str) -> None:
        match self.inside:
            case ["VCALENDAR"]:
                self.calendar.append(line)
            case ["VCALENDAR", "VEVENT"]:
                self.events[-1].append(line)
            case ["VCALENDAR", "VTIMEZONE"]:
                self.zones[-1].append(line)


def content_lines(body: bytes) -> ContentLines:
    """The lines of a document. An event that the document ends within is left out: it may lack what matters."""
    lines = ContentLines()
    for line in _LINE.split(decode(_FOLD.sub(_unfolded, body))):
        lines.take(line)
    if "VEVENT" in lines.inside:
        lines.events.pop()
    return lines


def _unfolded(fold: re.Match[bytes]) -> bytes:
    return fold[1] + b"\n" if fold[1] else b""
