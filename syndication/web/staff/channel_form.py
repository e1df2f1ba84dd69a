"""The form of a channel: what was typed, as the configuration would say it, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from feeds.text import slug, squeeze
from syndication.channels import BUILT_IN
from syndication.settings import RESERVED, ConfigError, Settings, entry
from syndication.web.staff.visit import Form

LONGEST = {"title": 100, "description": 400}  # characters
LONGEST_WORD, MOST_WORDS = 100, 50
DEFAULT_LIMIT = 50

LISTS = ("kinds", "partners", "languages")  # ticked
TYPED = ("topics", "towns", "include", "exclude")  # with commas between
WRONG = {
    "title": "Give the channel a name: one line of at most 100 characters.",
    "description": "The description may have 400 characters. Say it in fewer.",
    "kinds": "Tick the kinds again: one of them is not known here.",
    "partners": "Tick the partners again: one of them is not known here.",
    "topics": "Each topic needs a name with letters or digits, and commas between them.",
    "languages": "Tick the languages again: one of them is not known here.",
    "towns": "Each town needs a name with letters or digits, and commas between them.",
    "include": "Write words of one line with commas between them, 50 at most.",
    "exclude": "Write words of one line with commas between them, 50 at most.",
    "limit": "Say how many items it may hold: a whole number from 1 to 500.",
    "order": "Choose what comes first.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A channel as it is being written. `slug`: of the one that is changed, "" of a new one."""

    slug: str
    told: Mapping[str, Any]  # the fields of a table [channels.…]
    limit: str = str(DEFAULT_LIMIT)  # as it was typed
    wrong: Mapping[str, str] = field(default_factory=dict)  # a field and a sentence

    def typed(self, name: str) -> str:
        """What stands in a field of words."""
        return ", ".join(self.told.get(name, ()))


def of_stored(name: str, told: Any) -> Draft:
    """What was kept, to be changed; of what cannot be used any more only what can be shown."""
    said = told if isinstance(told, dict) else {}
    lists = {one: [str(word) for word in said[one]] for one in (*LISTS, *TYPED) if isinstance(said.get(one), list)}
    single = {one: str(said[one]) for one in ("title", "description", "order") if one in said}
    kept = {**single, **lists, "upcoming": said.get("upcoming") is True}
    return Draft(name, kept, str(said.get("limit", DEFAULT_LIMIT)))


def of_form(form: Form, settings: Settings) -> Draft:
    """What was sent, with what is wrong in it. Nothing that the form does not ask is taken."""
    told: dict[str, Any] = {"title": squeeze(form.text("title")), "description": squeeze(form.text("description"))}
    told |= {name: [word for word in form.all(name) if word] for name in LISTS}
    told |= {name: words(form.whole(name)) for name in TYPED}
    told |= {"upcoming": form.has("upcoming"), "order": form.text("order") or "published"}
    limit = form.text("limit")
    told["limit"] = int(limit) if re.fullmatch(r"[0-9]{1,4}", limit) else limit
    draft = Draft(form.text("slug"), told, limit)
    return Draft(draft.slug, told, limit, _wrong(draft, settings))


def words(text: str) -> list[str]:
    """What stands between commas or on lines of its own, each once."""
    return list(dict.fromkeys(word for word in map(squeeze, re.split(r"[,;\n]", text)) if word))


def _wrong(draft: Draft, settings: Settings) -> dict[str, str]:
    wrong = {name: WRONG[name] for name, value in draft.told.items() if name in WRONG and not _is_fit(name, value)}
    return _taken(draft, settings) | wrong


def _is_fit(name: str, value: Any) -> bool:
    """Whether the file would be allowed to say this; and it is of a length that a page can show."""
    if name in LONGEST and len(value) > LONGEST[name]:
        return False
    if isinstance(value, list) and (len(value) > 10 * MOST_WORDS or any(len(word) > LONGEST_WORD for word in value)):
        return False
    if name in TYPED and len(value) > MOST_WORDS:
        return False
    try:
        entry("channels", "draft", {name: value})
    except ConfigError:
        return False
    return True


def _taken(draft: Draft, settings: Settings) -> dict[str, str]:
    title = draft.told["title"]
    name = slug(title)
    if name in RESERVED or any(one.slug == name or one.title.casefold() == title.casefold() for one in BUILT_IN):
        return {"title": f"“{title}” is the name of a feed that is always here. Choose another name."}
    if name in settings.channels and name != draft.slug:
        return {"title": f"There is a channel “{title}” already. Choose another name, or change that one."}
    return {}


def minted(title: str, is_taken: Callable[[str], bool]) -> str:
    """The address of a new channel, for good: of its name, or a number where that has no letters for one."""
    name = slug(title)[:60].strip("-") or "channel"
    if name == "channel" or is_taken(name):
        name = next(f"{name}-{n}" for n in range(2, 10_000) if not is_taken(f"{name}-{n}"))
    return name


def to_keep(draft: Draft) -> dict[str, Any]:
    """What is written down: only what says something."""
    usual = {"upcoming": False, "order": "published", "limit": DEFAULT_LIMIT}
    return {name: value for name, value in draft.told.items() if value not in ([], "") and value != usual.get(name)}
