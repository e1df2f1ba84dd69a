"""What a channel holds, in one sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syndication.languages import language_name
from syndication.sections import ChannelSettings

KINDS = {"news": "news", "press-release": "press releases", "meeting": "meetings", "action": "calls to action"}


@dataclass(frozen=True, slots=True)
class Names:
    """What people call partners and topics, by their short names."""

    partners: Mapping[str, str]
    topics: Mapping[str, str]


def holds(asked: ChannelSettings, names: Names) -> str:
    """News or meetings from Casa Amanecer, about Housing, in Español. At most 50."""
    about = [names.topics.get(topic, spoken(topic)) for topic in asked.topics]
    parts = (
        _subject(asked),
        _either("from", [names.partners.get(one, spoken(one)) for one in asked.partners]),
        _either("by", asked.authors),
        _either("about", about),
        _either("in", map(language_name, asked.languages)),
        _either("in", map(spoken, asked.towns)),
        _either("with the words", _quoted(asked.include)),
        _either("without the words", _quoted(asked.exclude)),
        f"not older than {asked.max_age.days} days" if asked.max_age else "",
    )
    return f"{', '.join(part for part in parts if part)}. {_most(asked)}"


def _subject(asked: ChannelSettings) -> str:
    kinds = ["meetings"] if asked.upcoming else [KINDS[kind] for kind in asked.kinds]
    said = _listed(kinds, "and") or "everything"
    said = f"coming {said}" if asked.upcoming else f"featured {said}" if asked.featured and kinds else said
    return said[:1].upper() + said[1:]


def _most(asked: ChannelSettings) -> str:
    sorted_by = "the soonest meeting first" if asked.order == "start" else "the newest first"
    return f"At most {asked.limit}, {sorted_by}."


def _either(word: str, said: Iterable[str]) -> str:
    listed = _listed(list(said), "or")
    return f"{word} {listed}" if listed else ""


def _listed(said: Sequence[str], word: str) -> str:
    return f" {word} ".join(part for part in (", ".join(said[:-1]), said[-1]) if part) if said else ""


def _quoted(said: Iterable[str]) -> list[str]:
    return [f"“{one}”" for one in said]


def spoken(short: str) -> str:
    """A short name as a name: New Bedford, of new-bedford."""
    return short.replace("-", " ").title()
