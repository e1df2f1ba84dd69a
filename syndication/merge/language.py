"""In which language an entry is written, where neither it nor its feed says so. Needs the extra `lang`."""

from collections.abc import Callable
from functools import cache

from feeds import Entry
from feeds.html import plain

_ENOUGH = 40  # letters; of less every guess is a guess
_SURE = 0.9  # probability


def detect(entry: Entry) -> str | None:
    """The tag of the language; None where it is not sure, or nobody is here to tell."""
    identify = _identifier()
    text = f"{entry.title}\n{plain(entry.content) if entry.content else entry.summary or ''}"[:2000]
    if identify is None or sum(letter.isalpha() for letter in text) < _ENOUGH:
        return None
    tag, probability = identify(text)
    return tag if probability >= _SURE else None


@cache
def _identifier() -> Callable[[str], tuple[str, float]] | None:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ModuleNotFoundError:
        return None
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return lambda text: (str((found := identifier.classify(text))[0]), float(found[1]))
