"""How much of what a careful person reads in a release is read: counted over a folder of texts and their truth."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds import press
from feeds.notices import Notice
from feeds.press import Release

TIMEZONE = "America/New_York"
HEAD = ("title", "subtitle", "date", "city", "kind", "language", "body_end", "end_mark", "embargo")
WHAT = ("title", "status", "tbd", "update", "series", "quote")
FIELDS = ("town", "date", "start", "end", "end_date", "place", "address", "online", "online_url", *WHAT)


@dataclass
class Score:
    """Meetings are counted by date and start together; `misses` are lines for people."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def count(self, name: str, found: object, truth: object, where: str) -> None:
        right, all_ = self.fields.get(name, (0, 0))
        self.fields[name] = right + (found == truth), all_ + 1
        if found != truth:
            self.misses.append(f"{where} {name}: read {found!r}, truth {truth!r}")


def documents(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every text of a folder with its truth."""
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        yield (path.parent / truth["text_file"]).read_text("utf-8"), truth


def score(pairs: Iterable[tuple[str, Mapping[str, Any]]]) -> Score:
    total = Score()
    for text, truth in pairs:
        release = press.read(text, TIMEZONE)
        for name, value in head(release).items():
            total.count(name, value, expected_head(truth)[name], truth["id"])
        _count_meetings(total, release, truth)
        _count_flags(total, release, truth)
    return total


def head(release: Release) -> dict[str, object]:
    embargo = release.embargo and release.embargo.until and release.embargo.until.isoformat("T", "minutes")
    date = release.date and release.date.isoformat()
    converted = {"date": date, "embargo": embargo}
    return {name: converted[name] if name in converted else getattr(release, name) for name in HEAD}


def expected_head(truth: Mapping[str, Any]) -> dict[str, object]:
    found = {name: truth[name] for name in HEAD if name not in ("body_end", "end_mark", "embargo")}
    embargo = truth["embargo"] and truth["embargo"]["until"]
    end = truth["body_end"]
    return {**found, "body_end": end["offset"], "end_mark": end["end_mark"], "embargo": embargo}


def meeting(notice: Notice) -> dict[str, object]:
    """A notice in the words of the truth files."""
    return {
        name: (
            value.isoformat("minutes")
            if isinstance(value, dt.time)
            else str(value)
            if isinstance(value, dt.date)
            else value
        )
        for name in FIELDS
        for value in [list(notice.tbd) if name == "tbd" else getattr(notice, name)]
    }


def _count_meetings(total: Score, release: Release, truth: Mapping[str, Any]) -> None:
    found = [meeting(notice) for notice in release.notices]
    left = list(truth["meetings"])
    for one in found:
        match = _match(one, left)
        if match is None:
            total.wrong += 1
            total.misses.append(f"{truth['id']} extra: {one}")
            continue
        left.remove(match)
        same = (one["date"], one["start"]) == (match["date"], match["start"])
        total.right += same
        total.wrong += not same and not (one["date"] is None and match["date"])
        total.missed += not same
        for name in FIELDS:
            total.count(f"meeting.{name}", one[name], match[name], match["id"])
    total.missed += len(left)
    total.misses += [f"{one['id']} missed: {one['quote']}" for one in left]


def _match(one: Mapping[str, Any], left: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The truth that a reading is about: the same day and hour, else overlapping words."""
    exact = [
        t for t in left if t["date"] and (t["date"], t["start"], t["town"]) == (one["date"], one["start"], one["town"])
    ]
    same = exact or [
        t
        for t in left
        if t["quote"] in one["quote"] or one["quote"] in t["quote"] or _overlap(t["quote"], one["quote"]) > 0.5
    ]
    return same[0] if same else None


def _overlap(a: str, b: str) -> float:
    first, second = set(a.split()), set(b.split())
    return len(first & second) / min(len(first), len(second))


def _count_flags(total: Score, release: Release, truth: Mapping[str, Any]) -> None:
    numbers = {one["id"]: n for n, one in enumerate(truth["meetings"], 1)}
    expected = sorted((flag["code"], numbers.get(flag["meeting"]) or 0) for flag in truth["must_flag"])
    found = sorted((flag.code, flag.meeting or 0) for flag in release.flags)
    total.count("flags", found, expected, truth["id"])


def report(folder: Path) -> Iterator[str]:
    """One line a language and one a trap, and every difference."""
    pairs = list(documents(folder))
    for language in sorted({truth["language"] for _, truth in pairs}):
        result = score(pair for pair in pairs if pair[1]["language"] == language)
        yield f"{language}: precision {result.precision:.3f} recall {result.recall:.3f} " + " ".join(
            f"{name} {right}/{count}" for name, (right, count) in result.fields.items()
        )
        yield from (f"  {miss}" for miss in result.misses)
    for trap in traps(pairs):
        result = score(pair for pair in pairs if trap in pair[1].get("traps", ()))
        yield f"{trap}: precision {result.precision:.3f} recall {result.recall:.3f}"


def traps(pairs: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    return sorted({trap for _, truth in pairs for trap in truth.get("traps", ())})


def where(one: Mapping[str, Any]) -> str:
    """Place and address as one, without case, punctuation and spaces."""
    return "".join(letter for letter in f"{one['place'] or ''}{one['address'] or ''}".casefold() if letter.isalnum())


def placed(folder: Path) -> tuple[int, int]:
    """How many meetings stand where the truth says, of all that were found."""
    right = count = 0
    for text, truth in documents(folder):
        for notice, known in zip(press.read(text, TIMEZONE).notices, truth["meetings"], strict=True):
            right, count = right + (where(meeting(notice)) == where(known)), count + 1
    return right, count
