"""The languages that staff are spoken to in."""

from syndication.health.words import Tongue
from syndication.health.words_en import ENGLISH
from syndication.health.words_es import SPANISH


def tongue(language: str) -> Tongue:
    """Spanish for es and its regions, else English."""
    return SPANISH if language.replace("_", "-").partition("-")[0].lower() == "es" else ENGLISH
