"""The empty feed of a channel that has no bytes yet: a new coalition's feeds answer before its first news."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import feeds
from feeds import opml
from syndication.channels import channels
from syndication.model import Channel
from syndication.publish.compose import Window, compose, formats
from syndication.settings import Settings
from syndication.web.renditions import PARTNERS, Headers, Resource, resource


def empty_feeds(settings: Settings, headers_of: Callable[[str], Headers]) -> Callable[[str], Resource | None]:
    """A function from a file's name to its empty form; None for what is no file of a channel we know."""
    known = {channel.slug: channel for channel in channels(settings)}

    @cache
    def written(name: str) -> Resource:
        return resource(name, 0, {"identity": _body(name, known, settings)}, headers_of(name))

    def empty(name: str) -> Resource | None:
        slug, _, format = name.removeprefix("feeds/").partition(".")
        return written(name) if name == PARTNERS or (slug in known and format in formats(slug)) else None

    return empty


def _body(name: str, known: dict[str, Channel], settings: Settings) -> bytes:
    if name == PARTNERS:
        return opml.write(f"{settings.coalition.name}: partners", [], None)
    slug, _, format = name.removeprefix("feeds/").partition(".")
    window = Window(known[slug], (), (), datetime.fromtimestamp(0, UTC), f"{settings.base_url}feeds/{slug}")
    return feeds.render(compose(window, format, settings), format)
