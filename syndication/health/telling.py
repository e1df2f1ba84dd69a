"""Facts in sentences: the text for the facts that are known, numbers with their nouns, days and hours in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

from feeds.text import squeeze
from syndication.health.words import Said, Tongue

Fact = str | float | date | None

_COUNTED = {"n", "every", "of"}
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\S)")  # a name that ends in a full stop, at the end of a sentence
_FIRST = re.compile(r"^\W*\w")  # ¿qué: the capital stands behind the mark


class Count(int):
    """A number of things: `{n:one day|# days}` chooses by it and writes it for #."""

    def __format__(self, forms: str) -> str:
        one, _, many = (forms or "#").partition("|")
        return (many if many and self != 1 else one).replace("#", str(int(self)))


@dataclass(frozen=True, slots=True)
class Hours:
    """Days and hours of one zone in one language, seen from `now` where it is given."""

    tongue: Tongue
    zone: str
    now: datetime | None

    def day(self, value: date) -> str:
        """March 3; with its year where that is not this one."""
        day = self._here(value) if isinstance(value, datetime) else value
        near = self.now is not None and self._here(self.now).year == day.year
        phrase = self.tongue.phrases["day" if near else "day_of_year"]
        return phrase.format(day=day.day, month=self.tongue.months[day.month - 1], year=day.year)

    def stamp(self, moment: datetime) -> str:
        """March 3, 09:00"""
        return f"{self.day(moment)}, {self._here(moment):%H:%M}"

    def ahead(self, moment: datetime) -> str:
        """at 14:30; tomorrow at 09:00; on March 3 at 09:00; soon, where it should have been by now."""
        here, phrases = self._here(moment), self.tongue.phrases
        if self.now is not None and moment <= self.now:
            return phrases["soon"]
        hour = phrases["at"].format(hour=Count(here.hour), clock=f"{here:%H:%M}")
        away = here.date() - self._here(self.now).date() if self.now is not None else None
        if away == timedelta(0):
            return hour
        if away == timedelta(1):
            return phrases["tomorrow"].format(at=hour)
        return phrases["on"].format(day=self.day(moment), at=hour)

    def zone_name(self) -> str:
        """Eastern Time; Berlin time where the zone has no name of its own here."""
        city = self.zone.rpartition("/")[2].replace("_", " ")
        return self.tongue.zones.get(self.zone) or self.tongue.phrases["zone"].format(city=city)

    def _here(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))


def known(given: Mapping[str, Fact], hours: Hours) -> dict[str, str | Count]:
    """The facts that can be told. Nothing, and a count below one, is not told."""
    told = {name: _told(name, fact, hours) for name, fact in given.items()}
    return {name: fact for name, fact in told.items() if fact}


def tell(said: Said, facts: Mapping[str, str | Count], nameless: tuple[tuple[str, str], ...]) -> str:
    """The first form whose facts are all known, with a capital; "" where there is none. `nameless`: without {org}."""
    forms = (said,) if isinstance(said, str) else said
    org = str(facts.get("org", ""))
    if not org:
        forms = tuple(_without_name(form, nameless) for form in forms)
    facts = {**facts, "whose": f"{org}'" if org.endswith(("s", "S")) else f"{org}'s"}
    chosen = next((form for form in forms if fields(form) <= facts.keys()), "")
    return _FIRST.sub(lambda first: first[0].upper(), _DOUBLE_STOP.sub(".", chosen.format_map(facts)))


def fields(form: str) -> set[str]:
    """The facts that a form names."""
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def _told(name: str, fact: Fact, hours: Hours) -> str | Count:
    if name in _COUNTED:
        return _count(fact)
    if isinstance(fact, date):
        return hours.day(fact)
    return "" if fact is None else squeeze(str(fact))


def _count(fact: Fact) -> Count:
    """Rounded; 0 where it is no number of things."""
    if fact is None or isinstance(fact, date):
        return Count(0)
    try:
        return Count(max(round(float(fact)), 0))
    except (ValueError, OverflowError):
        return Count(0)


def _without_name(form: str, nameless: tuple[tuple[str, str], ...]) -> str:
    for named, plain in nameless:
        form = form.replace(named, plain)
    return form
