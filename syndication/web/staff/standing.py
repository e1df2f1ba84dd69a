"""How a source stands, as the desk shows it: a word, a kind of line, and which of the three heaps it lies on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from msgspec import structs

from syndication.condition import TODAY, Condition, condition
from syndication.health import last_good, next_look
from syndication.health.tongues import tongue
from syndication.model import Source
from syndication.settings import Settings
from syndication.store.sources import DOUBTED

Heap = Literal["trouble", "waiting", "fine"]
PATIENCE = timedelta(days=1)  # of failure without a break, before anybody is asked to look
_CALM = {"quiet": "Quiet for long", "empty": "Nothing in it yet"}  # the feed itself is well
_WORDS = {"nobody": "We keep trying", "us": "On our side", "done": "Taken care of"}


@dataclass(frozen=True, slots=True)
class Standing:
    """`tone` as in the line language; `good` and `look` are sentences."""

    source: Source
    told: Condition
    tone: str
    word: str
    heap: Heap
    good: str
    look: str


def standing(source: Source, settings: Settings, now: datetime, waiting: int = 0) -> Standing:
    told, us = condition(source, settings, now, waiting), settings.coalition
    tone, word, heap = _heap(source, told)
    if heap == "trouble" and _may_pass(source, told, now):
        tone, word, heap = "wait", _WORDS["nobody"], "waiting"
    good = last_good(source.last_ok_at, us.language, zone=us.timezone, now=now)
    look = next_look(source.next_poll_at, us.language, zone=us.timezone, now=now)
    return Standing(source, told, tone, word, heap, good, look)


def _may_pass(source: Source, told: Condition, now: datetime) -> bool:
    """Whether it was well within the last day, and mends itself more often than not."""
    is_failing = told.status in ("trouble", "gone") and source.code not in DOUBTED
    return is_failing and source.last_ok_at is not None and now - source.last_ok_at < PATIENCE


def _heap(source: Source, told: Condition) -> tuple[str, str, Heap]:
    health = told.health
    if source.paused:
        return "wait", "Paused", "waiting"
    if health is None:
        return _well(told)
    if health.code in _CALM:
        return "wait", _CALM[health.code], "waiting"
    if health.code == "flood":
        return "wait", "Items wait for you", "trouble"
    if health.who == "you":
        return "off", "Needs you today" if health.code in TODAY else "Needs you", "trouble"
    if health.who == "partner":
        return "off", "Needs a letter" if told.letter else "Only they can mend it", "trouble"
    return "wait", _WORDS[health.who], "waiting"


def _well(told: Condition) -> tuple[str, str, Heap]:
    if told.status == "waiting":
        return "wait", "Items wait for you", "waiting"
    if told.status == "new":
        return "new", "Not looked at yet", "waiting"
    return "ok", "Fine", "fine"


def other_language(settings: Settings) -> str:
    """The language of staff that the coalition's own is not."""
    return "en" if tongue(settings.coalition.language) is tongue("es") else "es"


def spoken(settings: Settings, language: str) -> Settings:
    """The same settings for people of another language."""
    return structs.replace(settings, coalition=structs.replace(settings.coalition, language=language))
