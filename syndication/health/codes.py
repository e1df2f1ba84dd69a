"""The kinds of failure that commands, pages and mails name, and who should act on each."""

from collections.abc import Mapping
from typing import Literal

from syndication.model import Code

Who = Literal["you", "partner", "nobody", "us", "done"]

INTERNAL: Code = "internal"  # a mistake of ours, and whatever has no code here

WHO: Mapping[Code, Who] = {
    "quiet": "you",
    "dns": "you",
    "refused": "nobody",
    "timeout": "nobody",
    "tls_expired": "partner",
    "tls_name": "you",
    "login": "you",
    "blocked": "partner",
    "challenge": "partner",
    "not_found": "you",
    "gone": "you",
    "moved": "done",
    "moved_domain": "you",
    "changed_hands": "you",
    "loop": "you",
    "slow_down": "done",
    "server_error": "nobody",
    "webpage": "you",
    "no_feed": "you",
    "social_only": "you",
    "broken_recovered": "partner",
    "broken": "partner",
    "empty": "you",
    "too_big": "partner",
    "flood": "you",
    "ids_changed": "done",
    "own_items": "done",
    "bad_dates": "done",
    "no_timezone": "you",
    "garbled": "you",
    "private_addr": "you",
    "us": "us",
    INTERNAL: "us",
}
