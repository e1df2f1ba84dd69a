"""What staff read of each failure, in English."""

from syndication.health.letters_en import DRAFTS, FRAME, UNNAMED
from syndication.health.words import Tongue, Words

_STAYS = "What they said so far stays public. Nothing new comes in until it works again."
_OLDER = "Older items stay public."
_NOTE = ("Send {org} our note. We try again {when}.", "Send {org} our note. We keep trying.")
_LETS_IN = (
    "Send {org} our note: it names our reader and what to allow. We try again {when}.",
    "Send {org} our note: it names our reader and what to allow. We keep trying.",
)
_AGAIN = ("We try again {when}.", "We try again later.")
_SAY = 'Open it today and say "Yes, it\'s them" (resume the source) or "Stop" (remove it).'
_DONE = "Nothing to do."

WORDS = {
    "quiet": Words(
        (
            "{org} has not posted for {n:one week|# weeks}; it usually posts {every:every day|every # days}."
            " The feed itself works.",
            "{org} has not posted for {n:one week|# weeks}. The feed itself works.",
            "{org} has not posted for a while; it usually posts {every:every day|every # days}. The feed itself works.",
            "{org} has not posted for a while. The feed itself works.",
        ),
        "Readers see the older items and nothing new.",
        "Nothing is broken. Maybe ask them; there is no hurry.",
    ),
    "dns": Words(
        (
            "The address {host} does not exist any more, or is mistyped.",
            "The address does not exist any more, or is mistyped.",
        ),
        f"We cannot find the site, so nothing new comes in. {_OLDER}",
        "Check the spelling, or ask {org} if they moved.",
    ),
    "refused": Words("{whose} server is switched off or refuses us.", _STAYS, _AGAIN),
    "timeout": Words(
        (
            "{whose} site took longer than {n:one second|# seconds}. Often it is only busy.",
            "{whose} site took too long to answer. Often it is only busy.",
        ),
        _STAYS,
        _AGAIN,
    ),
    "tls_expired": Words(
        (
            "The security certificate of {host} ran out on {date}. Visitors see a warning too.",
            "The security certificate of {host} ran out. Visitors see a warning too.",
            "The security certificate of the site ran out. Visitors see a warning too.",
        ),
        f"We cannot be sure who answers, so we read nothing. {_OLDER}",
        _NOTE,
    ),
    "tls_name": Words(
        "The certificate belongs to another site, so we cannot be sure this is {org}.",
        f"To be safe, we read nothing from there. {_OLDER}",
        "Ask {org} which address is right.",
    ),
    "login": Words(
        "The feed asks for a password.",
        f"It is closed to the public, so we cannot pass it on. {_OLDER}",
        "Ask {org} for the public address.",
    ),
    "blocked": Words(
        "{whose} protection service treats us as a robot.",
        f"The site works for people, but nothing new comes in here. {_OLDER}",
        _LETS_IN,
    ),
    "challenge": Words(
        'We got an "are you human" page instead of news.',
        f"The site works for people, but nothing new comes in here. {_OLDER}",
        _LETS_IN,
    ),
    "not_found": Words(
        (
            "The feed is no longer at this address."
            " We looked on their site and found {n:one possible new one|# possible new ones}.",
            "The feed is no longer at this address.",
        ),
        f"Nothing new comes in until we have the right address. {_OLDER}",
        (
            "{n:Compare it with the old one, then replace the address"
            "|Compare them with the old one, then replace the address}.",
            "Look for the new address on their site.",
        ),
    ),
    "gone": Words(
        "{org} says this feed was removed for good.",
        f"Nothing new will come from this address. {_OLDER}",
        "Look for a new one, or remove the source.",
    ),
    "moved": Words(
        ("{org} moved the feed; we followed it to {url}.", "{org} moved the feed; we followed it to the new address."),
        "New items come in as before. Readers notice nothing.",
        _DONE,
    ),
    "moved_domain": Words(
        (
            "The feed now points to a different site, {host}. Sometimes a lapsed name is bought by strangers."
            " New items wait.",
            "The feed now points to a different site. Sometimes a lapsed name is bought by strangers. New items wait.",
        ),
        "Nothing new from there is public until you say so.",
        _SAY,
    ),
    "changed_hands": Words(
        "Everything about this feed changed at once. New items wait.",
        "The site may be in other hands. Nothing new is public until you say so.",
        _SAY,
    ),
    "loop": Words(
        "The address sends us round in circles.",
        f"We never reach the feed, so nothing new comes in. {_OLDER}",
        "Paste the address again from their site.",
    ),
    "slow_down": Words(
        (
            "{org} asked us to come less often. We now come {n:every hour|every # hours}.",
            "{org} asked us to come less often, and we do.",
        ),
        "New items may show up a little later.",
        ("Nothing to do: we come again {when}.", _DONE),
    ),
    "server_error": Words(
        "{whose} site has an internal error.",
        _STAYS,
        (
            "Usually it is fixed within a day; if not, send {org} our note. We try again {when}.",
            "Usually it is fixed within a day; if not, send {org} our note. We keep trying.",
        ),
    ),
    "webpage": Words(
        "This is a web page, not a feed.",
        "We can only follow a feed, so nothing comes in from here.",
        "Pick one of the feeds found on it.",
    ),
    "no_feed": Words(
        "We found no feed on this site.",
        "Their news cannot come in by itself.",
        'Try their blog or events page, add items by hand, or send {org} our "turn on your feed" note.',
    ),
    "social_only": Words(
        "This is a social-media page; those do not offer a feed we may use.",
        "What they post there cannot come in here.",
        "Ask {org} for the address of their site or calendar.",
    ),
    "broken_recovered": Words(
        (
            "The feed has mistakes; we could still read {n:one of its items|# of its items}.",
            "The feed has mistakes; we could still read some of its items.",
        ),
        "What we could read came in as usual. Some items may be missing.",
        "You may send {org} our note for their webmaster.",
    ),
    "broken": Words(
        (
            "The feed is damaged near line {n}, so nothing could be read. We keep showing the older items.",
            "The feed is damaged, so nothing could be read. We keep showing the older items.",
        ),
        "Nothing new comes in until it is mended.",
        (
            "Send {org} our note with the exact place. We try again {when}.",
            "Send {org} our note with the exact place. We keep trying.",
        ),
    ),
    "empty": Words(
        "The feed works and has no items.",
        "There is nothing to show from it yet.",
        "Check that it is the right feed: some sites have several.",
    ),
    "too_big": Words(
        (
            "The feed is larger than {n} MB, probably because of attachments.",
            "The feed is larger than we accept, probably because of attachments.",
        ),
        f"We did not read it, so nothing new comes in. {_OLDER}",
        "Ask {org} for a shorter feed; our note says how.",
    ),
    "flood": Words(
        (
            "{n:One new item|# new items} came from {org} at once. {n:It waits|They wait} for you.",
            "Many new items came from {org} at once. They wait for you.",
        ),
        "Nothing of this is public yet. Older items stay as they are.",
        (
            "{n:Look at it, then publish or hide it|Look at them, then publish all, the newest 5, or none}.",
            "Look at them, then publish all, the newest 5, or none.",
        ),
    ),
    "ids_changed": Words(
        (
            "{org} changed its site, and {n:one old post|# old posts} looked new."
            " We recognised {n:it|them} and sent nothing twice.",
            "{org} changed its site, and old posts looked new. We recognised them and sent nothing twice.",
        ),
        "Readers got each post once.",
        _DONE,
    ),
    "own_items": Words(
        "This feed repeats our own releases. We hide the copies.",
        "Readers see each release once, under our name.",
        _DONE,
    ),
    "bad_dates": Words(
        "Dates are missing or in the future; we use the day we first saw each item.",
        "Items may stand in another order than on their site.",
        _DONE,
    ),
    "no_timezone": Words(
        "The calendar does not say its time zone. We assume {zone}.",
        "If that is wrong, meetings show the wrong hour.",
        "Confirm or change it.",
    ),
    "garbled": Words(
        "Letters look wrong; we repaired them. Look at the preview.",
        "Most words read well again, but a name may still be off.",
        "Tell us if names look odd.",
    ),
    "private_addr": Words(
        "This address points inside a private network or is no web address, so we do not open it.",
        "Nothing comes in from it.",
        "Use the public address.",
    ),
    "us": Words(
        (
            "{n} of {of:# source|# sources} failed at once. It is probably our own connection.",
            "Many sources failed at once. It is probably our own connection.",
        ),
        "The partners' sites are most likely fine. Nothing new comes in for now.",
        (
            "We keep serving what we have; call {admin} if it lasts an hour.",
            "We keep serving what we have; call whoever runs our server if it lasts an hour.",
        ),
    ),
    "internal": Words(
        "We made a mistake while reading this feed.",
        f"The fault is ours, not theirs. {_OLDER}",
        ("The log tells more; we try again {when}.", "The log tells more; we keep trying."),
    ),
}

ENGLISH = Tongue(
    words=WORDS,
    actors={
        "you": "You",
        "partner": "The partner",
        "nobody": "Nobody yet",
        "us": "We",
        "done": "Done: nothing to do",
    },
    statuses={
        "new": "New",
        "ok": "Fine",
        "trouble": "Trouble",
        "waiting": "Waits for you",
        "paused": "Paused",
        "gone": "Gone",
    },
    phrases={
        "well": "Fine.",
        "not_yet": "Not looked at yet.",
        "paused": "Paused: we do not look until it is resumed.",
        "never": "never",
        "day": "{month} {day}",
        "day_of_year": "{month} {day}, {year}",
        "at": "at {clock}",
        "tomorrow": "tomorrow {at}",
        "on": "on {day} {at}",
        "soon": "soon",
        "zone": "{city} time",
        "last_good": "Last good: {moment}.",
        "next_look": "Next look: {moment}.",
        "no_look": "Next look: none planned.",
        "rhythm": "Usually posts {every:every day|every # days}.",
        "no_rhythm": "Too early to say how often it posts.",
    },
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    zones={
        "UTC": "UTC",
        "Etc/UTC": "UTC",
        "America/New_York": "Eastern Time",
        "America/Detroit": "Eastern Time",
        "America/Chicago": "Central Time",
        "America/Denver": "Mountain Time",
        "America/Phoenix": "Mountain Standard Time",
        "America/Los_Angeles": "Pacific Time",
        "America/Anchorage": "Alaska Time",
        "America/Puerto_Rico": "Atlantic Time",
        "Pacific/Honolulu": "Hawaii Time",
    },
    nameless=(
        ("{org} changed its site", "the site changed"),
        ("sure this is {org}", "sure this is the right site"),
        ("sk {org}", "sk the people behind the site"),
        ("end {org}", "end the people behind the site"),
        ("{whose} site", "the site"),
        ("{whose}", "the site's"),
        ("{org}", "the site"),
    ),
    drafts=DRAFTS,
    frame=FRAME,
    unnamed=UNNAMED,
)  # fmt: skip
