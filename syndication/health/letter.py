"""A mail to the partner's webmaster, ready to send: what we saw, what their visitors may see, what exactly to do."""

import datetime as dt
from dataclasses import dataclass

from feeds.text import excerpt
from syndication.health.telling import Fact, Hours, known, tell
from syndication.health.tongues import tongue
from syndication.health.words import Said
from syndication.model import Code

_LONGEST_NAME = 100  # characters: a subject stays one that people read
_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """`subject` is one line, whatever was put into it; `body` is plain text."""

    subject: str
    body: str


def letter(
    code: Code,
    language: str,
    *,
    org: str | None,
    us: str,
    reader: str,
    url: str,
    contact: str | None,
    detail: str | None = None,
    n: float | None = None,
    date: dt.date | str | None = None,
) -> Letter | None:
    """None where there is nothing that a partner could do.

    `us`: the coalition's name; `reader`: how we name ourselves to servers (User-Agent); `url`: of the feed, or of the
    site where there is none; `contact`: where they may ask; `n` and `date` as the words of the code name them.
    """
    language_of = tongue(language)
    draft = language_of.drafts.get(code)
    if draft is None:
        return None
    given: dict[str, Fact] = {"us": us, "reader": reader, "url": url, "contact": contact, "n": n, "date": date}
    given |= {"org": excerpt(org or "", _LONGEST_NAME), "detail": excerpt(detail or "", _LONGEST_DETAIL)}
    facts = known(given, Hours(language_of, "UTC", None))
    frame = language_of.frame

    def told(said: Said) -> str:
        return tell(said, facts, language_of.unnamed)

    opening = frame["wants" if draft.wanted else "reads"]
    parts = [told(said) for said in (frame["hello"], opening, draft.saw, draft.visitors, draft.please)]
    if "detail" in facts and not any(str(facts["detail"]) in part for part in parts):
        parts.append(told(frame["detail"]))
    parts += [told(frame["thanks"]), told("{us}")]
    return Letter(told(draft.subject), "\n\n".join(part for part in parts if part) + "\n")
