"""What a language holds: its sentences for each code, its letters, and its words for days and hours."""

from collections.abc import Mapping
from dataclasses import dataclass

from syndication.health.codes import Who
from syndication.model import Code

# One text, or several of which the first is told whose facts are all known; the last one needs none but {org}.
# A fact stands as {host}; a number brings its noun: {n:one day|# days}. {whose} is {org} with its 's, in English.
Said = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    happened: Said
    means: Said  # for staff and for readers
    todo: Said


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says of one code: to a webmaster, about their own site."""

    subject: str
    saw: Said
    visitors: Said  # what theirs may see too; "" where they see nothing
    please: Said
    wanted: bool = False  # there is no feed yet that we could have read


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language. `nameless` and `unnamed`: what stands for {org} where it is not known, to staff and in a letter."""

    words: Mapping[Code, Words]
    actors: Mapping[Who, str]
    statuses: Mapping[str, str]
    phrases: Mapping[str, str]
    months: tuple[str, ...]
    zones: Mapping[str, str]  # IANA zones that have a name of their own
    nameless: tuple[tuple[str, str], ...]
    drafts: Mapping[Code, Draft]
    frame: Mapping[str, Said]  # of every letter
    unnamed: tuple[tuple[str, str], ...]
