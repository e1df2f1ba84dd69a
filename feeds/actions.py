"""What a text asks its readers to do: the links whose words ask for it, in the languages of _asks."""

import re
from collections.abc import Iterator
from itertools import islice

import feeds._limits as limits
from feeds._asks import WORDS, normal
from feeds.html import links
from feeds.model import Action, Link
from feeds.text import excerpt

_LONGEST = 200  # characters: the words of a longer link tell, they do not ask
_CLAUSES = re.compile(r"[.:;,!?¡¿…|(){}\[\]–—→»›>]|\s-+\s")
_ASKS = re.compile(
    "|".join(f"(?:(?:{each.lead}) )*(?:{each.asks}|{each.calls} (?:{each.offices}))(?: |$)" for each in WORDS)
)
_NAVIGATION = re.compile("|".join(rf"\b(?:{each.navigation})\b" for each in WORDS))
_SHARE = re.compile(  # whatever the words, what is opened is a social network's form for a post
    r"https?://(?:[\w-]+\.)*(?:(?:facebook|linkedin|tumblr)\.com/(?:dialog/|share|cws/share|widgets/share)|"
    r"(?:twitter|x)\.com/(?:intent|share)|bsky\.app/intent|reddit\.com/submit|pinterest\.com/pin/create|t\.me/share|"
    r"whatsapp\.com/send|wa\.me/\?)",
    re.IGNORECASE,
)


def actions(content: str | None) -> tuple[Action, ...]:
    """What sanitised HTML asks for first ("Sign the letter"), by the words of its links; each address once."""
    asked: dict[str, Action] = {}
    for link in _asking(content or ""):
        asked.setdefault(link.url, Action(excerpt(link.title or "", limits.LABEL), link.url))
    return tuple(islice(asked.values(), limits.ACTIONS))


def _asking(content: str) -> Iterator[Link]:
    return (link for link in links(content) if _asks(link.title or "") and not _SHARE.match(link.url))


def _asks(said: str) -> bool:
    if len(said) > _LONGEST or _NAVIGATION.search(normal(said)):
        return False
    return any(_ASKS.match(normal(clause)) for clause in _CLAUSES.split(said))
