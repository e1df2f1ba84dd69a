"""Every kind of failure in words: what happened, and what to do next. Codes are those that commands and pages name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from syndication.model import Source

Who = Literal["you", "partner", "nobody yet", "us", "done"]


@dataclass(frozen=True, slots=True)
class Failure:
    """`happened` and `next_step` may name {org}, {host} and {when}; `who` should act."""

    happened: str
    next_step: str
    who: Who


FAILURES: dict[str, Failure] = {
    "dns": Failure(
        "The address {host} does not exist any more, or is mistyped.",
        "Check the spelling, or ask {org} whether they moved.",
        "you",
    ),
    "refused": Failure("{org}'s server is switched off or refuses us.", "We try again {when}.", "nobody yet"),
    "timeout": Failure(
        "{org}'s site took too long to answer. Often it is only busy.", "We try again {when}.", "nobody yet"
    ),
    "tls_expired": Failure(
        "The security certificate of {host} ran out. Visitors see a warning too.",
        "Tell {org}; we keep trying.",
        "partner",
    ),
    "tls_name": Failure(
        "The certificate belongs to another site, so we cannot be sure this is {org}.",
        "Ask {org} which address is right.",
        "you",
    ),
    "login": Failure("The feed asks for a password.", "Ask {org} for the public address.", "you"),
    "blocked": Failure(
        "{org}'s protection service treats us as a robot.", "Ask {org} to let our reader in.", "partner"
    ),
    "challenge": Failure(
        'We got an "are you human" page instead of news.', "Ask {org} to let our reader in.", "partner"
    ),
    "not_found": Failure(
        "The feed is no longer at this address.", "Look for the new one on their site, and add it.", "you"
    ),
    "gone": Failure("{org} says this feed was removed for good.", "Look for a new one, or remove the source.", "you"),
    "loop": Failure("The address sends us round in circles.", "Paste the address again from their site.", "you"),
    "slow_down": Failure("{org} asked us to come less often.", "Nothing to do: we come again {when}.", "done"),
    "server_error": Failure(
        "{org}'s site has an internal error.", "Usually fixed within a day. We try again {when}.", "nobody yet"
    ),
    "webpage": Failure("This is a web page, not a feed.", "Use the address of a feed found on it.", "you"),
    "no_feed": Failure("We found no feed on this site.", "Try their blog or events page.", "you"),
    "broken": Failure(
        "The feed is damaged, so nothing could be read. We keep showing the older items.",
        "Tell {org}; the details name the place.",
        "partner",
    ),
    "flood": Failure(
        "Many new items came from {org} at once. They wait for you.",
        "Look at them with `syndication items list --held`; approve or hide them.",
        "you",
    ),
    "changed_hands": Failure(
        "Everything about the feed of {org} changed at once. Nothing of it was taken.",
        "Open the site. If it is still {org}, resume the source; else remove it.",
        "you",
    ),
    "too_big": Failure(
        "The feed is larger than we accept, probably attachments.", "Ask {org} for a shorter feed.", "partner"
    ),
    "private_addr": Failure(
        "This address points inside a private network or is no web address, so we do not open it.",
        "Use the public address.",
        "you",
    ),
    "internal": Failure("We made a mistake while reading this feed.", "The log tells more; we try again {when}.", "us"),
}

WELL = "Fine."
NOT_YET = "Not looked at yet."
PAUSED = "Paused: we do not look until it is resumed."


def sentence(code: str, *, org: str = "the site", host: str, when: str = "later") -> str:
    """What happened and what to do next, in two sentences; `org` where we know whose address it is."""
    failure = FAILURES.get(code, FAILURES["internal"])
    told = (part.format(org=org, host=host, when=when) for part in (failure.happened, failure.next_step))
    return " ".join(part[0].upper() + part[1:] for part in told)


def of_source(source: Source, zone: str) -> str:
    """How a source is, in words for staff; the next try is told in the coalition's own zone."""
    if source.paused:
        return PAUSED
    if source.code is None:
        return WELL if source.last_ok_at else NOT_YET
    return sentence(
        source.code, org=source.partner.name, host=host_of(source.url), when=_when(source.next_poll_at, zone)
    )


def host_of(url: str) -> str:
    """The host in an address, else all of it, whatever somebody has written."""
    return url.partition("://")[2].partition("/")[0] or url


def _when(moment: datetime | None, zone: str) -> str:
    return f"at {moment.astimezone(ZoneInfo(zone)):%H:%M on %Y-%m-%d}" if moment else "when it is resumed"
