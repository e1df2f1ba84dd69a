"""How a source is, in words for staff, in English and Spanish: what happened, what it means, what to do, who acts."""

from dataclasses import dataclass
from datetime import datetime

from syndication.health.codes import INTERNAL, WHO, Who
from syndication.health.telling import Fact, Hours, known, tell
from syndication.health.tongues import tongue
from syndication.model import Code

__all__ = ["Health", "Who", "explain", "last_good", "next_look", "phrase", "rhythm", "status"]


@dataclass(frozen=True, slots=True)
class Health:
    """A code in four parts. Each text is whole sentences; `actor` is `who` in words."""

    code: Code
    happened: str
    means: str
    todo: str
    who: Who
    actor: str

    @property
    def sentence(self) -> str:
        return f"{self.happened} {self.todo}"


def explain(
    code: Code,
    language: str,
    *,
    org: str | None = None,
    host: str,
    when: datetime | None = None,
    now: datetime | None = None,
    zone: str = "UTC",
    **about: Fact,
) -> Health:
    """What a code says to staff. Codes that we do not know are `internal`.

    `when` we try next, told in `zone` as seen from `now`. `about`: what the sentence may name, where it is known:
    `n` and `of` (a count; which one, the words of the code say), `every` (days), `date`, `url`, `admin`.
    """
    code = code if code in WHO else INTERNAL
    language_of = tongue(language)
    hours = Hours(language_of, zone, now)
    ahead = hours.ahead(when) if when else None
    facts = known({**about, "org": org, "host": host, "when": ahead, "zone": hours.zone_name()}, hours)
    words = language_of.words[code]
    happened, means, todo = (
        tell(said, facts, language_of.nameless) for said in (words.happened, words.means, words.todo)
    )
    return Health(code, happened, means, todo, WHO[code], language_of.actors[WHO[code]])


def phrase(name: str, language: str) -> str:
    """`well`, `not_yet` (looked at), `paused`: a sentence; `never`: a word."""
    return tongue(language).phrases[name]


def status(name: str, language: str) -> str:
    """The word for a status: new, ok, trouble, waiting, paused, gone."""
    return tongue(language).statuses[name]


def last_good(moment: datetime | None, language: str, *, zone: str = "UTC", now: datetime | None = None) -> str:
    """Last good: March 3, 09:00."""
    phrases, hours = tongue(language).phrases, Hours(tongue(language), zone, now)
    return phrases["last_good"].format(moment=hours.stamp(moment) if moment else phrases["never"])


def next_look(moment: datetime | None, language: str, *, zone: str = "UTC", now: datetime | None = None) -> str:
    """Next look: tomorrow at 09:00."""
    phrases, hours = tongue(language).phrases, Hours(tongue(language), zone, now)
    return phrases["next_look"].format(moment=hours.ahead(moment)) if moment else phrases["no_look"]


def rhythm(days: float | None, language: str) -> str:
    """Usually posts every 3 days. More than once a day is told as every day; None is a rhythm not known yet."""
    phrases, hours = tongue(language).phrases, Hours(tongue(language), "UTC", None)
    every = None if days is None else max(days, 1)
    return tell((phrases["rhythm"], phrases["no_rhythm"]), known({"every": every}, hours), ())
