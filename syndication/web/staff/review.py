"""A draft as it stands: what was read, what was said of it, and what publishing would do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from feeds.notices import Flag, Notice
from feeds.press import Release
from syndication import releases
from syndication.releases import Planned, Unpublishable
from syndication.settings import Settings
from syndication.store.db import Store
from syndication.store.drafts import Draft
from syndication.web.moments import full_date, hour, hours, month, weekday
from syndication.web.notices import Tone
from syndication.web.staff import answers
from syndication.web.staff.answers import Answer, Choice, Unreadable
from syndication.web.staff.checks import Concern, concerns, over
from syndication.web.staff.marks import Run, places, runs

# What a flag asks, of one meeting or of the whole text. `kind-unclear` and the like stand for the text.
QUESTIONS: Mapping[str, str] = {
    "weekday-mismatch": "The weekday and the date do not fit together. Which day is it?",
    "date-ambiguous": "This date can be read in two ways. Which day is it?",
    "ambiguous-time": "The text does not say whether this is in the morning or in the evening. Which is it?",
    "end-before-start": "It would end before it begins. Which hours are right?",
    "time-conflict": "The text gives two different hours. Which is right?",
    "no-time": "No hour is printed. Is that right?",
    "no-date": "The text prints no date. Of which day is it?",
    "no-title": "We found no headline. Put it on a line of its own at the top.",
    "title-unclear": "The headline stands in the middle of the text. Is it the right one?",
    "kind-unclear": "This may not be a release of ours. Look at the headline and at the date.",
    "series": "One line stands for several meetings. Look at the day of each.",
    "open-ended-series": "It has no first or last day. Write down the day of the next meeting, or let it wait.",
    "tentative-date": "The text calls this day tentative. May it go out?",
    "dst-gap": "Clocks skip this hour on that night. When does it begin?",
    "unknown-zone": "The hour is given in a time zone that we do not know. When is it here?",
    "past": "This day lies before the day of the release. Is the year right?",
    "count-conflict": "The headline and the list name different numbers of places.",
}
UNCLEAR = "It says that something is new, and we cannot tell of which public meeting."
UNCLEAR_OFF = "It calls a meeting off, and we cannot tell which public meeting that is."
MANY = 120  # meetings that one page can ask about
TOO_MANY = f"More than {MANY} meetings are too many for one release. Split the text in two."
PARTS = {"date": "day", "time": "hour", "place": "place"}
YEAR = timedelta(days=365)
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that the form offers; `value` is what it sends."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """One meeting that was read. `notice` is as read, `shown` as it would go out; `planned` None where it does not."""

    number: int
    key: str
    notice: Notice
    shown: Notice
    flags: tuple[Flag, ...]
    unclear: bool
    answer: Answer
    problem: Unreadable | None = None
    planned: Planned | None = None

    @property
    def name(self) -> str:
        return self.shown.town or self.shown.title or "A meeting"

    @property
    def asks(self) -> bool:
        """Whether a person must say more than yes."""
        return bool(self.flags) or self.unclear

    @property
    def is_past(self) -> bool:
        """Whether it lies before the release, so that its year is in question."""
        return any(flag.code == "past" for flag in self.flags)

    @property
    def is_open(self) -> bool:
        return not self.answer.choice or self.problem is not None

    @property
    def goes_out(self) -> bool:
        return not self.is_open and self.planned is not None and self.planned.effect != "held"

    @property
    def fields(self) -> Mapping[str, str]:
        return self.answer.fields or answers.as_typed(self.shown)

    @property
    def tbd(self) -> tuple[str, ...]:
        return self.answer.tbd if self.answer.fields else self.shown.tbd

    @property
    def questions(self) -> tuple[str, ...]:
        asked = tuple(dict.fromkeys(QUESTIONS.get(flag.code, flag.note) for flag in self.flags))
        return (*asked, UNCLEAR_OFF if self.notice.status in ("cancelled", "postponed") else UNCLEAR)[
            : len(asked) + self.unclear
        ]

    @property
    def chosen(self) -> str:
        """The value of the option that is chosen."""
        return f"take.{self.answer.reading}" if self.answer.choice == "take" else self.answer.choice

    @property
    def tone(self) -> Tone:
        return self._state[0]

    @property
    def word(self) -> str:
        return self._state[1]

    @property
    def _state(self) -> tuple[Tone, str]:
        if self.problem is not None:
            return "off", "Please look again"
        if self.answer.choice == "refuse":
            return "off", "Not a meeting"
        if not self.is_open:
            return self._answered
        if self.asks:
            return "wait", "A question for you"
        if self.planned and self.planned.effect == "changed":
            return "new", "Changes a public meeting"
        if self.planned and self.planned.effect == "repeated":
            return "plain", "Is public already"
        return ("wait", to_come(self.shown.tbd)) if self.shown.tbd else ("plain", "New")

    @property
    def _answered(self) -> tuple[Tone, str]:
        if not self.goes_out:
            return "wait", "Waits, and is not public"
        if self.answer.choice == "edit":
            return "ok", "Changed by you"
        return "ok", "Confirmed"


@dataclass(frozen=True, slots=True)
class Review:
    """`final` is the release that goes out; `problem` says why nothing could."""

    draft: Draft
    release: Release
    final: Release
    found: tuple[Found, ...]
    runs: tuple[Run, ...]
    concerns: tuple[Concern, ...] = ()
    problem: str | None = None
    issued: date | None = field(default=None)

    @property
    def title(self) -> str:
        return self.release.title or "A text without a headline"

    @property
    def questions(self) -> tuple[str, ...]:
        """What must be looked at in the text as a whole; its date is asked for by a field."""
        return tuple(QUESTIONS.get(f.code, f.note) for f in self.release.flags if f.meeting is None and not dates(f))

    @property
    def days(self) -> tuple[tuple[str, str], ...]:
        """The days that the text's own date could be: as the form sends it, and in words."""
        offered = (day for f in self.release.flags if f.meeting is None and dates(f) for day in f.candidates)
        return tuple((day, full_date(date.fromisoformat(day))) for day in offered)

    @property
    def unanswered(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.is_open)

    @property
    def plain(self) -> tuple[Found, ...]:
        """Those that a yes is enough for."""
        return tuple(one for one in self.unanswered if not one.asks and one.problem is None)

    @property
    def going(self) -> str:
        """with 4 meetings, one of them changed"""
        effects: Counter[str] = Counter(one.planned.effect for one in self.found if one.goes_out and one.planned)
        return f"with {counted(effects.total())}{_news(effects)}" if effects else "without a meeting"

    @property
    def waiting(self) -> int:
        return sum(not one.goes_out and one.planned is not None for one in self.found if not one.is_open)

    @property
    def promise(self) -> str:
        """What the button says it does."""
        return "Publish" if self.unanswered or not self.found else f"Publish {self.going}"

    @property
    def told(self) -> str:
        """How far the person is."""
        if not self.found:
            return "No meeting was found in this text."
        done = len(self.found) - len(self.unanswered)
        if self.unanswered:
            more = "; all need an answer first"
        else:
            more = f"; {self.waiting} will wait" if self.waiting else ""
        return f"{done} of {counted(len(self.found))} answered{more}"

    @property
    def seen(self) -> str:
        return self.draft.seen

    @property
    def tones(self) -> Mapping[int, Tone]:
        return {one.number: one.tone for one in self.found}


def counted(number: int) -> str:
    return f"{number} meeting{'' if number == 1 else 's'}"


def _news(effects: Mapping[str, int]) -> str:
    """What becomes of meetings of which some are public already: ", one of them changed"; empty where all are new."""
    number, new, changed = sum(effects.values()), effects.get("new", 0), effects.get("changed", 0)
    if new == number:
        return ""
    if new and changed:
        return f", {spelled(changed)} changed and {spelled(new)} new"
    word, some = ("new", new) if new else ("changed", changed)
    if number == 1:
        return f", {word if some else 'unchanged'}"
    return f", {'all' if some == number else spelled(some)} of them {word}"


def spelled(number: int) -> str:
    """In words up to ten."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def dates(flag: Flag) -> bool:
    """Whether the flag asks for the day of the text."""
    return flag.code == "no-date" or (flag.code in ("date-ambiguous", "weekday-mismatch") and flag.meeting is None)


def to_come(tbd: Sequence[str]) -> str:
    """Day and place to be announced"""
    missing = [PARTS[part] for part in ("date", "time", "place") if part in tbd]
    said = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1] if missing else "")))
    return f"{said[:1].upper()}{said[1:]} to be announced"


def day_in_words(day: date, today: date, *, is_past: bool = False) -> str:
    """Thursday, April 16; with the year unless it is the next such day, and where its year is in question."""
    said = f"{weekday(day)}, {month(day)} {day.day}"
    return said if today <= day < today + YEAR and not is_past else f"{said}, {day.year}"


def options(one: Found, today: date) -> list[Option]:
    """What may be said of this meeting, the likeliest first."""
    asking = [flag for flag in one.flags if flag.candidates]
    found: list[Option] = []
    if len(asking) == 1:
        said = (in_words(reading, today, is_past=one.is_past) for reading in asking[0].candidates)
        found += [Option(f"take.{n}", words) for n, words in enumerate(said)]
    elif not asking and not (one.unclear and one.notice.status in ("cancelled", "postponed")):
        found.append(Option("confirm", "It is a new meeting" if one.unclear else _yes(one)))
    found += [Option("edit", "Edit"), Option("refuse", "Not a meeting")]
    return [*found, Option("hold", "Let it wait")] if one.asks else found


def _yes(one: Found) -> str:
    if one.flags:
        return "Right as it was read"
    return "Confirm the change" if one.planned and one.planned.effect == "changed" else "Confirm"


def in_words(reading: str, today: date, *, is_past: bool = False) -> str:
    """A reading that the text leaves open: a day, an hour, or two hours."""
    if reading.count("-") == 2:
        return day_in_words(date.fromisoformat(reading), today, is_past=is_past)
    start, _, end = (answers.clock(part) for part in reading.partition("-"))
    return hours(start, end) if start and end else hour(start) if start else reading


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says, whatever anybody answers; `keys` name its meetings, `unclear` numbers those to be told apart.

    Reading a long text takes a while: it is done once for a request.
    """

    release: Release
    keys: tuple[str, ...]
    runs: tuple[Run, ...]
    concerns: tuple[Concern, ...]
    unclear: frozenset[int]
    problem: str | None
    issued: date | None

    def found(self, said: Mapping[str, Answer]) -> list[Found]:
        """Its meetings with their answers, before anybody knows what publishing would do."""
        return [
            _found(self.release, number, key, said.get(key, Answer()), unclear=number in self.unclear)
            for number, key in enumerate(self.keys, 1)
        ]


def look(store: Store, settings: Settings, draft: Draft) -> Read:
    """Read the draft. Stores nothing."""
    issued = answers.day(str(draft.answers.get("issued") or ""))
    release = releases.read(draft.text, settings, issued)
    unclear, problem = _unclear(store, settings, draft.text, release)
    problem = TOO_MANY if len(release.notices) > MANY else problem
    marked, worries = tuple(runs(draft.text, places(release))), concerns(draft.text, release)
    return Read(release, tuple(answers.keys(release)), marked, worries, frozenset(unclear), problem, issued)


def answers_of(draft: Draft) -> dict[str, Answer]:
    return answers.restored(draft.answers.get("meetings") or {})


def review(store: Store, settings: Settings, draft: Draft, today: date, read: Read | None = None) -> Review:
    """Put together what was read in the draft and what was said of it. Stores nothing."""
    read = read or look(store, settings, draft)
    found = read.found(answers_of(draft))
    final = answers.settled(read.release, [(one.shown, _standing(one)) for one in found])
    planned = iter(() if read.problem else releases.preview(store, settings, draft.text, final))
    whole = tuple(one if one.answer.choice == "refuse" else replace(one, planned=next(planned, None)) for one in found)
    worries = (*read.concerns, *over(final.notices, today))
    return Review(draft, read.release, final, whole, read.runs, worries, read.problem, read.issued)


def _unclear(store: Store, settings: Settings, text: str, release: Release) -> tuple[set[int], str | None]:
    """The numbers of meetings that only a person can tell apart, although their own words are plain."""
    try:
        planned = releases.preview(store, settings, text, replace(release, flags=()))
    except Unpublishable as refused:
        return set(), str(refused)
    return {number for number, one in enumerate(planned, 1) if one.effect == "held"}, None


def _found(release: Release, number: int, key: str, answer: Answer, *, unclear: bool) -> Found:
    notice, flags = release.notices[number - 1], answers.asked(release, number)
    try:
        shown = answers.answered(notice, answer, flags, unclear=unclear)
    except Unreadable as problem:
        return Found(number, key, notice, notice, flags, unclear, answer, problem)
    return Found(number, key, notice, shown, flags, unclear, answer)


def _standing(one: Found) -> Choice:
    return "" if one.problem is not None else one.answer.choice
