"""The languages that staff are spoken to in."""

from syndication.health.words import Tongue
from syndication.health.words_en import ENGLISH
from syndication.health.words_es import SPANISH
from syndication.languages import is_spanish


def tongue(language: str) -> Tongue:
    """Spanish for es and its regions, else English."""
    return SPANISH if is_spanish(language) else ENGLISH
