"""The form with a source's name, topics and rules: as it is shown, as it was typed, and what it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.text import squeeze
from syndication import editing
from syndication.editing import Edit
from syndication.model import Rules, Source
from syndication.web.staff.visit import Form

WORDS = ("topics", "include", "exclude", "only_topics", "authors", "languages")
SHARES = ("link", "summary", "full")
WAITS = ("none", "first", "all")
MOST_WORDS, LONGEST_WORD, LONGEST_NAME = 100, 100, 120
OLDEST = 36_500  # days
FIRST = 5  # items, where somebody only says that the first wait

_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-\w+)*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """`values` as they stand in the form, by field; `errors` by field, a sentence each."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    def edit(self, before: Rules) -> Edit:
        """What it asks for, where it has no errors. What has no field stays as it was."""
        said = self.values
        first = int(said["first"] or 0) if said["wait"] == "first" else 0
        lists = {name: _split(said[name]) for name in ("include", "exclude", "authors", "languages")}
        rules = editing.rules(
            before,
            **lists,
            topics=_split(said["only_topics"]),
            max_age=int(said["max_age"] or 0),
            hold=said["wait"] == "all",
            hold_first=first,
            share=said["share"],
        )
        return Edit(rules, said["name"], _split(said["topics"]))


EMPTY = Typed(
    dict.fromkeys(("name", "max_age", *WORDS), "") | {"wait": "none", "first": str(FIRST), "share": "summary"}
)


def of_source(source: Source) -> Typed:
    rules = source.rules
    lists = {name: getattr(rules, name) for name in ("include", "exclude", "authors", "languages")}
    lists |= {"topics": source.topics, "only_topics": rules.topics}
    values = {name: ", ".join(words) for name, words in lists.items()}
    wait = "all" if rules.hold else "first" if rules.hold_first else "none"
    single = {"name": source.partner.name, "max_age": str(rules.max_age or ""), "wait": wait, "share": rules.share}
    return Typed(values | single | {"first": str(rules.hold_first or FIRST)})


def read(form: Form, before: Typed = EMPTY, *, named: bool = False) -> Typed:
    """What was typed; of a field that the form did not have it is as `before`. `named`: a name must be there."""
    values = {name: form.text(name) if form.has(name) else value for name, value in before.values.items()}
    return Typed(values, dict(_errors(values, named=named)))


def _errors(values: Mapping[str, str], *, named: bool) -> list[tuple[str, str]]:
    wrong: list[tuple[str, str]] = []
    if named and not squeeze(values["name"]):
        wrong.append(("name", "A partner needs a name."))
    if len(values["name"]) > LONGEST_NAME:
        wrong.append(("name", f"A name may have {LONGEST_NAME} characters."))
    for name in WORDS:
        words = _split(values[name])
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            wrong.append((name, f"That is too much: {MOST_WORDS} words of {LONGEST_WORD} letters are the most."))
    if not all(_LANGUAGE.fullmatch(word) for word in _split(values["languages"])):
        wrong.append(("languages", "Write each language as two letters, like en, es."))
    if values["max_age"] and not _is_number(values["max_age"], OLDEST):
        wrong.append(("max_age", "Write a number of days, like 30, or nothing for any age."))
    if values["wait"] == "first" and (not _is_number(values["first"], 1000) or int(values["first"]) < 1):
        wrong.append(("first", "Write how many wait, from 1 to 1000."))
    wrong += [(name, "Choose one of these.") for name, known in (("wait", WAITS), ("share", SHARES))
              if values[name] not in known]  # fmt: skip
    return wrong


def _is_number(text: str, most: int) -> bool:
    return bool(_NUMBER.fullmatch(text)) and int(text) <= most


def _split(text: str) -> tuple[str, ...]:
    """Words between commas or on lines of their own, each once."""
    return tuple(dict.fromkeys(word for part in re.split(r"[,;\n]", text) if (word := squeeze(part))))
