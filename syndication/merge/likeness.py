"""Are two entries of two sources the same piece of writing? Scored, with the reasons. Pure."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta

from syndication.merge.sketch import (
    KINDS,
    NAME,
    NUMERAL,
    RUN,
    UNDATED,
    UNSPACED,
    MeetingSketch,
    Sketch,
    head,
    sketch,
    traces,
)

__all__ = [
    "Likeness",
    "MeetingSketch",
    "Sketch",
    "compare",
    "head",
    "may_be_same",
    "says_ours",
    "says_withdrawn",
    "sketch",
    "traces",
]

_DAY = timedelta(days=1)
_UNKNOWN = 2 * _DAY  # how far from others an undated entry counts: most are read soon after they are written
_LOOP = 90 * _DAY  # how long after we published it a text of ours may come back
_LONGEST, _WITH_OTHER_TITLE = 120 * _DAY, 7 * _DAY  # how far apart two may be that share no link
_TELLING = 5  # words of a title that two people hardly choose alike
_LONG_TITLE = 8
_SHORT_TEXT, _NOTICE = 60, 150  # words: up to there what recurs differs by a date or a name alone
_ARTICLE = 120  # words: what is longer is no notice that recurs, unless its source is known to repeat it
_EXCERPT = 100  # words: few excerpts are longer
_LONG_TEXT = 80  # words: of a text that may be the same under another headline
_OWN_PART = 25  # runs: what both have beside a shared footer is a story each
_REPEATED = 0.6  # of the shorter text, that is as good as the whole
_SAYS_MUCH = 40  # words: two texts of which both are longer and share nothing are two


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two are the same, how sure that is (0 to 1), and the codes of what speaks for or against it."""

    same: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What two texts share: runs of words, as a part of the shorter and of the longer one."""

    shared: int
    of_shorter: float
    of_longer: float
    own: int  # runs that the other has not, of the one that has fewer of them
    shorter: int  # words that are no standing text
    longer: int
    other_numbers: bool  # each has numerals or dates that the other has not
    any_numbers: bool  # one of them has
    other_names: bool

    @property
    def part(self) -> bool:
        return self.shared >= 10 and self.of_shorter >= 0.5

    @property
    def whole(self) -> bool:
        return self.of_shorter >= 0.8 and self.of_longer >= 0.7 and self.shared > 0

    @property
    def unlike(self) -> bool:
        """Both say enough to be told apart, and share nothing but a formula or a footer."""
        only_footer = self.own >= _OWN_PART and self.of_shorter < 0.7
        return self.shorter >= _SAYS_MUCH and (self.of_shorter < 0.15 or only_footer)

    @property
    def says_other(self) -> bool:
        """One form filled in twice: with another date, figure or town."""
        if self.longer < _SHORT_TEXT:
            return self.other_numbers or (self.other_names and self.of_shorter > 0.3)
        return self.other_numbers and self.longer < _NOTICE and self.of_shorter > 0.5


@dataclass(frozen=True, slots=True)
class _Title:
    """How two titles stand to each other."""

    equal: bool
    words: float  # of the shorter; two characters of a script without spaces are one
    alike: float  # words shared, as a part of all
    held: float  # words shared, as a part of the shorter
    extra: int  # words of the longer where it holds the shorter; 99 where each has its own
    missing: bool
    other_numbers: bool
    unequal_numbers: bool

    @property
    def close(self) -> bool:
        enough = self.alike >= 0.5 or (self.held == 1 and self.extra <= 5)
        return not self.equal and enough and self.words >= 3 and not self.unequal_numbers


def compare(one: Sketch, other: Sketch, *, common: Set[int] = frozenset(), repeats: bool = False) -> Likeness:
    """The same piece of writing, from two sources? Symmetric.

    `common`: runs of words that are standing text, no evidence. `repeats`: one of the sources said this title or text
    more than once, so that title and text only count at nearly the same time.
    """
    title = _titles(one, other)
    if one.meeting or other.meeting or "meeting" in (one.kind, other.kind):
        return _meetings(one, other, title, repeats)
    text = _texts(one, other, common)
    apart = _apart(one, other)
    link = not one.links.isdisjoint(other.links)
    same = _is_same(title, text, apart, link, _is_one_instant(one, other))
    if repeats and apart > _DAY / 2:
        same = False
    return Likeness(same, _score(same, title, text, apart, link), tuple(_reasons(title, text, apart, link, repeats)))


def says_ours(theirs: Sketch, ours: Sketch) -> Likeness:
    """Is a partner's entry an item of the coalition coming back? One strong kind of evidence is enough.

    A long text of their own that quotes a sentence, or lists ours among many others, is not.
    """
    title = _titles(theirs, ours)
    if theirs.meeting or ours.meeting or "meeting" in (theirs.kind, ours.kind):
        return _meetings(theirs, ours, title, False)
    text = _texts(theirs, ours, frozenset())
    apart = _apart(theirs, ours)
    link = not theirs.links.isdisjoint(ours.links)
    linked = link and not (text.unlike and not title.equal and not title.close)
    named = title.equal and title.words >= _TELLING and apart <= 7 * _DAY and not text.unlike and not text.says_other
    same = apart <= _LOOP and (linked or named or _holds(theirs, ours, text, title))
    return Likeness(same, _score(same, title, text, apart, link), tuple(_reasons(title, text, apart, link, False)))


def may_be_same(one: Sketch, other: Sketch, *, ours: bool = False) -> bool:
    """Whether two with these heads can be the same, whatever their texts; `ours`: the other is the coalition's."""
    if one.meeting or other.meeting or "meeting" in (one.kind, other.kind):
        return one.meeting is not None and other.meeting is not None
    if not one.links.isdisjoint(other.links):
        return True
    apart = _apart(one, other)
    if apart > _LONGEST:
        return False
    title = _titles(one, other)
    if ours or title.equal or title.close:
        return True
    return apart <= _WITH_OTHER_TITLE and not title.other_numbers


def says_withdrawn(theirs: Sketch, gone: Sketch, *, own: bool = False) -> bool:
    """Does this bring back what was withdrawn? Whenever it comes, and however often: its page, or most of its words.

    A meeting is the withdrawn one by its own rules: an hour and a place are not a secret that a text repeats. Of our
    `own` texts only the very same is: staff publish again what they have mended.
    """
    if theirs.meeting is not None and gone.meeting is not None:
        return not own and compare(theirs, gone).same
    text, title = _texts(theirs, gone, frozenset()), _titles(theirs, gone)
    if own:
        return theirs.title == gone.title and theirs.shingles == gone.shingles
    linked = not theirs.links.isdisjoint(gone.links)
    repeated = text.shared >= _TELLING and text.of_shorter >= _REPEATED
    named = title.equal and title.words >= _TELLING and (text.shared == 0 or text.of_shorter >= _REPEATED / 2)
    return repeated or named or (linked and not text.unlike)


def _holds(theirs: Sketch, ours: Sketch, text: _Text, title: _Title) -> bool:
    """Ours in theirs, or theirs in ours, for a good run of words."""
    if text.other_numbers and text.other_names and not title.equal and text.longer < 2 * _NOTICE:
        return False  # a form of ours, filled in by them
    if theirs.words > ours.words:
        return text.of_shorter >= 0.8 and text.of_longer >= 0.25 and text.shared >= 25
    return text.of_shorter >= 0.7 and text.shared >= 15


def _is_same(title: _Title, text: _Text, apart: timedelta, link: bool, instant: bool) -> bool:
    if link:
        return _is_one_page(title, text, apart)
    if title.other_numbers:
        return False
    if title.equal:
        return _with_equal_title(title, text, apart, instant)
    if title.close:
        return _with_close_title(title, text, apart)
    if title.missing:
        return _without_title(text, apart)
    return _with_other_headline(text, apart)


def _is_one_page(title: _Title, text: _Text, apart: timedelta) -> bool:
    """An equal link, unless the rest contradicts: a linkblog names the page it talks about, a series its one page."""
    if title.other_numbers or text.says_other:
        return text.whole and not text.other_numbers
    if title.equal or title.close:
        return not text.unlike or apart <= 30 * _DAY
    if title.missing:
        return text.part or text.whole  # many short posts stand on the page of a day
    return text.of_shorter >= 0.6 and text.of_longer >= 0.3 and text.shared >= 10


def _with_equal_title(title: _Title, text: _Text, apart: timedelta, instant: bool) -> bool:
    if text.says_other:
        return False
    if instant and title.words >= 2 and not text.unlike and (text.shorter < 12 or text.shared):
        return True
    if title.words >= _TELLING and apart <= 2 * _DAY:
        return not text.unlike
    if title.words < 3:
        return text.shared >= 15 and (
            (text.whole and apart <= min(_patience(text), 14 * _DAY))
            or (text.of_shorter >= 0.7 and not text.unlike and apart <= 2 * _DAY)
        )
    if text.whole:
        return apart <= (_patience(text) if text.shared >= 8 else _DAY)
    return text.part and not text.unlike and apart <= (14 if title.words >= 4 else 5) * _DAY


def _with_close_title(title: _Title, text: _Text, apart: timedelta) -> bool:
    if text.shorter < 5:  # a headline alone: nothing but a word or two was added to it
        return title.words >= _LONG_TITLE and title.extra <= 3 and apart <= _DAY
    if text.other_names and text.longer < 2 * _NOTICE and title.extra == 99:
        return False  # one notice for two towns
    if text.says_other or text.of_shorter < 0.8 or text.shared < 12:
        return False
    if text.shorter > _EXCERPT and text.of_longer < 0.4:
        return False  # a digest, named after its first story
    return apart <= (_patience(text) if text.whole else 7 * _DAY)


def _without_title(text: _Text, apart: timedelta) -> bool:
    whole = text.of_shorter >= 0.9 and text.of_longer >= 0.9 and text.shared >= 7
    return whole and not text.other_numbers and apart <= 2 * _DAY


def _with_other_headline(text: _Text, apart: timedelta) -> bool:
    """Only long texts that are one but for a dateline or a signature."""
    whole = text.shorter >= _LONG_TEXT and text.of_shorter >= 0.9 and text.of_longer >= 0.88
    named_alike = not text.other_names or (text.longer >= _NOTICE and text.of_shorter >= 0.95)
    return whole and named_alike and not text.any_numbers and apart <= _WITH_OTHER_TITLE


def _patience(text: _Text) -> timedelta:
    """How long after a text may be said again by others: what is short may be a notice that recurs."""
    if text.longer < _SHORT_TEXT:
        return 3 * _DAY
    return 14 * _DAY if text.longer < _ARTICLE else _LONGEST


def _titles(one: Sketch, other: Sketch) -> _Title:
    short, long = sorted((set(one.title), set(other.title)), key=len)
    both = short & long
    only_one, only_other = one.numbers - other.numbers, other.numbers - one.numbers
    return _Title(
        equal=bool(one.title) and one.title == other.title,
        words=min(_weight(one.title), _weight(other.title)),
        alike=len(both) / max(1, len(short | long)),
        held=len(both) / max(1, len(short)),
        extra=len(long - short) if short <= long else 99,
        missing=not one.title or not other.title,
        other_numbers=bool(only_one and only_other),
        unequal_numbers=bool(only_one or only_other),
    )


def _weight(title: tuple[int, ...]) -> float:
    return sum(0.5 if word & KINDS == UNSPACED else 1 for word in title)


def _texts(one: Sketch, other: Sketch, common: Set[int]) -> _Text:
    both = one.shingles & other.shingles
    shared = _count(both - common, RUN)
    runs = sorted(_count(sketch.shingles - common, RUN) for sketch in (one, other))
    only_one, only_other = one.shingles - both, other.shingles - both
    numbers = [_count(only, NUMERAL) for only in (only_one, only_other)]
    shorter, longer = sorted((one.words, other.words))
    return _Text(
        shared=shared,
        own=runs[0] - shared,
        of_shorter=shared / max(1, runs[0]),
        of_longer=shared / max(1, runs[1]),
        shorter=min(shorter, runs[0] + 3),
        longer=longer,
        other_numbers=all(numbers),
        any_numbers=any(numbers),
        other_names=all(_count(only, NAME) for only in (only_one, only_other)),
    )


def _count(shingles: Set[int], kind: int) -> int:
    return sum(shingle & KINDS == kind for shingle in shingles)


def _apart(one: Sketch, other: Sketch) -> timedelta:
    return _UNKNOWN if UNDATED in (one.at, other.at) else abs(one.at - other.at)


def _is_one_instant(one: Sketch, other: Sketch) -> bool:
    """To the minute; on the hour it may be a day alone, or a schedule."""
    return _apart(one, other) <= timedelta(minutes=1) and one.at.minute != 0 and one.at != UNDATED


def _meetings(one: Sketch, other: Sketch, title: _Title, repeats: bool) -> Likeness:
    """By UID with a like title or an equal start, else by start, place and a like title; never by text."""
    if one.meeting is None or other.meeting is None:
        return Likeness(False, 0.0, ("kind",))
    found = _agreements(one.meeting, other.meeting)
    if title.equal or (title.held >= 0.6 and not title.other_numbers):
        found.append("title" if title.equal else "title_close")
    if "uid" in found:
        moved = one.meeting.start != other.meeting.start or one.meeting.day != other.meeting.day
        same = ("start" in found or bool({"title", "title_close"} & set(found))) and not (repeats and moved)
    else:
        same = _meets(one.meeting, other.meeting, title, set(found))
    score = min(1.0, len(found) / 4)
    return Likeness(same, 0.5 + score / 2 if same else score / 2, (*found, *(("repeats",) if repeats else ())))


def _agreements(one: MeetingSketch, other: MeetingSketch) -> list[str]:
    pairs = {
        "uid": (one.uid, other.uid),
        "start": (one.start, other.start),
        "day": (one.day, other.day),
        "town": (one.town, other.town),
        "place": (one.place, other.place),
    }
    return [name for name, (here, there) in pairs.items() if here is not None and here == there]


def _meets(one: MeetingSketch, other: MeetingSketch, title: _Title, found: set[str]) -> bool:
    if "title" not in found and "title_close" not in found:
        return False
    if one.town and other.town and one.town != other.town:
        return False
    somewhere = one.town or one.place, other.town or other.place
    if "start" in found:
        if "place" in found:
            return True
        if "town" in found:  # a place is spelled in many ways: where both name one, the title decides
            return title.equal or not (one.place and other.place)
        return title.equal and title.words >= 4 and not all(somewhere)
    hours_differ = one.start is not None and other.start is not None
    return "day" in found and not hours_differ and bool({"town", "place"} & found) and title.equal and title.words >= 3


def _score(same: bool, title: _Title, text: _Text, apart: timedelta, link: bool) -> float:
    """How surely: never below a half where they are the same, never above where they are not."""
    names = 1.0 if title.equal else title.alike * 0.8
    near = 1 / (1 + apart / _DAY)
    score = 0.35 * names + 0.35 * min(1.0, text.of_shorter) + 0.15 * near + 0.15 * link
    return 0.5 + score / 2 if same else score / 2


def _reasons(title: _Title, text: _Text, apart: timedelta, link: bool, repeats: bool) -> list[str]:
    codes = {
        "link": link,
        "title": title.equal,
        "title_close": title.close,
        "text": text.whole,
        "text_part": text.part and not text.whole,
        "time": apart <= 2 * _DAY,
        "other_numbers": title.other_numbers or text.says_other,
        "other_text": text.unlike,
        "repeats": repeats,
    }
    return [code for code, holds in codes.items() if holds]
