"""Feeds of what readers say about somebody's posts: they make no stories."""

import re
from urllib.parse import urlsplit

from feeds.model import Feed

# How WordPress calls them ("Comments on: a post", "Comments for a site"), whatever its language.
_TITLE = re.compile(
    r"comments (?:on\s*:|for\s)|comentarios en\s*:|comentarios para\s|commentaires (?:sur|pour)\s"
    r"|comentários (?:sobre|em|para)\b|kommentare (?:zu\s*:|für\s)",
    re.IGNORECASE,
)
# WordPress, but for a category of that name; then Blogger, of a blog and of one post.
_PATH = re.compile(r"(?<!/category)(?<!/tag)/comments/feed(?:/|$)|/feeds/(?:\d+/)?comments/default(?:/|$)")
_WORDPRESS = re.compile(r"(?:^|&)feed=comments-(?:rss2|atom)(?:&|$)")
_DISQUS = re.compile(r"/(?:latest|comments)\.rss$")

# In what a page says of a link to a feed; of feeds themselves it says too much.
MENTIONED = re.compile("comment|comentario|comentário|kommentar|replies", re.IGNORECASE)


def is_comments(feed: Feed) -> bool:
    """Whether a feed holds comments on a site or a post, by its title and addresses; news of comments does not."""
    return bool(_TITLE.match(feed.title)) or any(_is_of_comments(url) for url in (feed.feed_url, feed.url) if url)


def _is_of_comments(url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path.lower()
    if f".{parts.hostname}".endswith(".disqus.com") and _DISQUS.search(path):
        return True
    return bool(_PATH.search(path) or _WORDPRESS.search(parts.query))
