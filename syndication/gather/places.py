"""What an address itself tells, before anything is asked: where known places keep feeds, and where feeds often lie."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import SplitResult, parse_qs, quote, urljoin, urlsplit

from feeds import Link, Page
from feeds.pages import mentions_comments
from feeds.urls import WEB, feed_url, same_site

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)  # `host:8000/feed` has none
_FOR_READERS = re.compile(r"^(?:feed|webcals?):(?:(?=https?:)|//)", re.IGNORECASE)
_INSIDE = re.compile(r"(?:(?:feed|webcals?):(?:https?:)?|https?:)//\S+", re.IGNORECASE)
_BARE = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#]\S*)?")
_TWICE = re.compile(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
_BEFORE = "<([{\"'“”„«‹‘’¿¡*_"
_BEHIND = ">]}\"'“”«»›‘’.,;:!?…*"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

# Pages of these are read by people who sign in, or by nobody's feed reader.
_SOCIAL = frozenset(
    {
        "facebook.com", "fb.com", "fb.me", "fb.watch", "instagram.com", "linkedin.com", "lnkd.in", "m.me",
        "threads.com", "threads.net", "tiktok.com", "twitter.com", "wa.me", "whatsapp.com", "x.com",
    }
)  # fmt: skip
# Their other hosts hold blogs that do have feeds. Two letters: a country or a language, as in es-la.facebook.com.
_DOORS = re.compile(
    r"^(?:www|m|mobile|mbasic|touch|web|l|lm|business|chat|api|vm|vt|[a-z]{2}(?:-[a-z]{2})?)\.", re.IGNORECASE
)
# Houses of many: what stands at their front door, or at /feed, is not the partner's.
_SHARED = frozenset(
    {
        "actionnetwork.org", "bsky.app", "change.org", "eventbrite.com", "flickr.com", "forms.gle", "github.com",
        "gofundme.com", "goo.gl", "google.com", "linktr.ee", "mailchi.mp", "medium.com", "meetup.com", "patreon.com",
        "reddit.com", "soundcloud.com", "vimeo.com", "youtu.be", "youtube.com",
    }
)  # fmt: skip

_CHANNEL = re.compile(r"/channel/(UC[\w-]{22})(?:/|$)")
_BLUESKY = re.compile(r"/profile/([\w.:-]+)(?:/|$)")
_REDDIT = re.compile(r"/(r|u|user)/([\w-]+)(?:/|$)")
_AUTHOR = re.compile(r"/(@[\w.-]+)(?:/|$)")
_PUBLICATION = re.compile(r"/pub/([a-z0-9-]+)(?:/|$)")
_TENANT = re.compile(r"[a-z0-9-]+")
_STAFF = frozenset({"api", "assets", "blog", "help", "open", "policy", "support"})

_MOST = 6  # feeds of one page that are looked at
_PROFILE = re.compile(r"/@[\w.-]+/?")  # Mastodon and its kin
_SECTION = re.compile(r"/[^/.]+/?")
_GUESSES = (
    "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json", "/blog/feed",
    "/blog-feed.xml", "/events/?ical=1", "/events.ics",
)  # fmt: skip
_PART = re.compile(r"/(?:categor(?:y|ies)|tags?|topics?|labels?|author|event)/[^/]|/default/-/", re.IGNORECASE)
_PART_ASKED = re.compile(r"(?:^|&)(?:cat|tag|author|p|page_id|post)=")


def pasted(text: str) -> str:
    """The address in what a person pasted: without brackets, quotes, and the sentence around it."""
    text = _INVISIBLE.sub("", text).strip()
    if found := _INSIDE.search(text):
        return _TWICE.sub("", _trimmed(found[0]))
    words = [_trimmed(word.lstrip(_BEFORE)) for word in text.split()]
    return next((word for word in words if _BARE.fullmatch(word)), _trimmed(text.lstrip(_BEFORE)))


def addresses(address: str) -> tuple[str, ...]:
    """What to ask for: the address, or where a person wrote no scheme https and then http."""
    address = _FOR_READERS.sub("", address)
    if _SCHEME.match(address):
        return (address,)
    bare = address.removeprefix("//")
    return f"https://{bare}", f"http://{bare}"


def is_social(url: str) -> bool:
    """Whether it is a page of a network that offers no feed we may use."""
    host = _host(url)
    return host in _SOCIAL or _DOORS.sub("", host, count=1) in _SOCIAL


def known(url: str) -> tuple[str, ...]:
    """The feeds of a page by the rules of its place; empty where none is known, or it is a feed already."""
    try:
        parts = urlsplit(url)
    except ValueError:  # urllib's word for what is no address
        return ()
    if parts.scheme not in WEB or "@" in parts.netloc:
        return ()
    host = _host(url)
    name, _, house = host.partition(".")
    rule = _PLACES.get(host)
    return tuple(rule(parts) if rule else _HOUSES[house](name, parts) if house in _HOUSES else ())


def home(url: str) -> str | None:
    """The page at the front of a partner's site; None where the site belongs to many."""
    return None if _is_shared(url) else urljoin(url, "/")


def guesses(url: str) -> Iterator[tuple[str, ...]]:
    """Where the feeds of a site often lie, four at a time, the likeliest first."""
    path = urlsplit(url).path.rstrip("/")
    if _PROFILE.fullmatch(path):
        yield (urljoin(url, f"{path}.rss"),)
    if not _is_shared(url):
        section = (f"{path}/feed",) if _SECTION.fullmatch(path) else ()
        paths = (*section, *_GUESSES)
        yield from (tuple(urljoin(url, path) for path in paths[n : n + 4]) for n in range(0, len(paths), 4))


def named(url: str, links: Sequence[Link], page: Page) -> list[str]:
    """The feeds that the page at `url` names or links to, in its order; where they are many, those nearest to it."""
    if page.is_parked:  # what else it links to is its landlord's
        links = [link for link in links if same_site(link.url, url)]
    else:
        links = [*links, *page.anchors, *map(Link, _by_its_own_name(url, page))]
    links = [*links, *map(Link, _framed(page))]
    nearest = sorted(links, key=lambda link: _distance(link, url))
    chosen = list(dict.fromkeys(link.url for link in nearest))[:_MOST]
    return [address for address in dict.fromkeys(link.url for link in links) if address in chosen]


def is_narrow(url: str, page: str) -> bool:
    """Whether a feed holds one category, tag or author of a site, or what belongs to the inner page `page` alone."""
    parts, inner = urlsplit(url), urlsplit(page).path.rstrip("/")
    if _PART.search(parts.path) or _PART_ASKED.search(parts.query):
        return True
    own = {f"{inner}/{name}" for name in ("feed", "rss", "atom")}
    return bool(inner) and same_site(url, page) and parts.path.rstrip("/") in own


def _by_its_own_name(url: str, page: Page) -> tuple[str, ...]:
    """A channel's page has a name for people, and calls itself by the other one."""
    return known(page.canonical) if page.canonical and same_site(page.canonical, url) else ()


def _framed(page: Page) -> Iterator[str]:
    """The calendars that a page shows; no other frame is followed."""
    for frame in page.frames:
        if _host(frame) in ("google.com", "calendar.google.com"):
            yield from known(frame)


def _distance(link: Link, page: str) -> tuple[bool, bool, bool]:
    """How far a feed that `page` names is from what a partner says there: the least first."""
    return mentions_comments(link), not same_site(link.url, page), is_narrow(link.url, page)


def _is_shared(url: str) -> bool:
    host = _host(url)
    return bool(_PROFILE.fullmatch(urlsplit(url).path)) or any(f".{host}".endswith(f".{house}") for house in _SHARED)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def _trimmed(word: str) -> str:
    """Without the punctuation behind it; a bracket that it opened itself belongs to it."""
    while word and (word[-1] in _BEHIND or (word[-1] == ")" and word.count("(") < word.count(")"))):
        word = word[:-1]
    return word


def _youtube(parts: SplitResult) -> Iterator[str]:
    feed = "https://www.youtube.com/feeds/videos.xml"
    if channel := _CHANNEL.match(parts.path):
        yield f"{feed}?channel_id={channel[1]}"
    elif parts.path.rstrip("/") == "/playlist":
        yield from (f"{feed}?playlist_id={quote(name, safe='')}" for name in parse_qs(parts.query).get("list", []))


def _google_calendar(parts: SplitResult) -> Iterator[str]:
    """The public address of each calendar that an embedded view (`src`) or an invitation (`cid`) shows."""
    if parts.hostname != "calendar.google.com" and not parts.path.startswith("/calendar/"):
        return
    asked = parse_qs(parts.query)
    for name in (*asked.get("src", []), *asked.get("cid", [])):
        if _SCHEME.match(name):
            yield from filter(None, [feed_url(name)])
        elif calendar := _calendar_id(name):
            yield f"https://calendar.google.com/calendar/ical/{quote(calendar, safe='')}/public/basic.ics"


def _calendar_id(name: str) -> str | None:
    """Plain, or in Base64 without its padding."""
    if "@" in name:
        return name
    try:
        plain = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode("ascii")
    except ValueError:
        return None
    return plain if re.fullmatch(r"[^@\s]+@[\w.-]+", plain) else None


def _bluesky(parts: SplitResult) -> Iterator[str]:
    if (found := _BLUESKY.match(parts.path)) and not parts.path.endswith("/rss"):
        yield f"https://bsky.app/profile/{found[1]}/rss"


def _reddit(parts: SplitResult) -> Iterator[str]:
    if (found := _REDDIT.match(parts.path)) and not parts.path.endswith(".rss"):
        yield f"https://www.reddit.com/{'r' if found[1] == 'r' else 'user'}/{found[2]}/.rss"


def _medium(parts: SplitResult) -> Iterator[str]:
    if found := _AUTHOR.match(parts.path):
        yield f"https://medium.com/feed/{found[1]}"


def _open_substack(parts: SplitResult) -> Iterator[str]:
    if found := _PUBLICATION.match(parts.path):
        yield f"https://{found[1]}.substack.com/feed"


def _subdomain(house: str, feed: str) -> Callable[[str, SplitResult], Iterator[str]]:
    """The rule of a house whose tenants have a host each."""

    def rule(name: str, parts: SplitResult) -> Iterator[str]:
        is_feed = feed.lstrip("/") in parts.path.split("/")
        if _TENANT.fullmatch(name) and name not in _STAFF and not is_feed:
            yield f"https://{name}.{house}{feed}"

    return rule


_PLACES: Mapping[str, Callable[[SplitResult], Iterator[str]]] = {
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "calendar.google.com": _google_calendar,
    "google.com": _google_calendar,
    "bsky.app": _bluesky,
    "reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "medium.com": _medium,
    "open.substack.com": _open_substack,
}
_HOUSES = {
    "medium.com": _subdomain("medium.com", "/feed"),
    "substack.com": _subdomain("substack.com", "/feed"),
    "tumblr.com": _subdomain("tumblr.com", "/rss"),
}
