"""Which way a language is written, and HTML that says so."""

import re

from feeds.text import language_tag, words

_LANGUAGES = words("ar ckb dv fa he ks ps sd ug ur yi")
_SCRIPTS = words("Arab Hebr Thaa Syrc Nkoo")
_STATES_DIR = re.compile(r'\s*<[a-z][a-z0-9]*(?:\s+[a-z-]+="[^"]*")*?\s+dir="', re.IGNORECASE)  # as nh3 writes it


def is_rtl(language: str | None) -> bool:
    """Whether a BCP 47 tag names a right-to-left language; a script in it (RFC 5646, 2.2.3) decides: `ku-Arab`."""
    primary, _, rest = (language_tag(language or "") or "").partition("-")
    script = rest.partition("-")[0]
    return script in _SCRIPTS if len(script) == 4 else primary in _LANGUAGES


def directed(content: str | None, language: str | None) -> str | None:
    """Sanitised HTML that shows right-to-left wherever it stands; once it says its own direction it stays as it is."""
    if not content or not is_rtl(language) or _STATES_DIR.match(content):
        return content
    return f'<div dir="rtl">{content}</div>'
