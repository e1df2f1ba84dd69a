"""`syndication items`: what we publish, what waits, and why each item is where it is."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa

from syndication.channels import channels as configured
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, rfc3339
from syndication.home import open_store
from syndication.merge.rejudge import LOOK_BACK
from syndication.merge.rules import channels_of
from syndication.merge.why import Account, Recognised, account
from syndication.model import Channel, Story
from syndication.publish.compose import published
from syndication.reasons import say
from syndication.settings import FILE, Settings
from syndication.store import channels, stories


@click.group()
def items() -> None:
    """What we publish: list, show, why, and what staff do with an item."""


def overview(story: Story, settings: Settings) -> dict[str, Any]:
    """An item as every command prints it in JSON; names as in `_coalition`."""
    entry = published(story, settings)
    assert entry.origin is not None, "what is published names who said it"
    return {
        "id": story.public_id,
        "key": story.key,
        "kind": entry.kind,
        "title": entry.title,
        "url": entry.url,
        "published": rfc3339(entry.published),
        "updated": rfc3339(entry.updated),
        "partner": {"name": entry.origin.name, "slug": entry.origin.slug, "url": entry.origin.url},
        "source": {"id": entry.origin.id, "title": entry.origin.title, "feed_url": entry.origin.feed_url},
        "also": [{"name": link.title, "url": link.url} for link in entry.also],
        "state": story.state,
        "featured_until": rfc3339(story.featured_until),
    }


def find(conn: sa.Connection, named: str) -> Story:
    """The item with this key or id, or the one that it is part of now."""
    story = stories.by_key(conn, named)
    if story is None:
        raise Refusal(f"There is no item {named}. `syndication items list` shows the newest with their keys.")
    return story


def line(told: dict[str, Any]) -> str:
    waits = "" if told["state"] == "public" else f" [{told['state']}]"
    also = f" (also: {', '.join(link['name'] for link in told['also'])})" if told["also"] else ""
    return f"{told['key']}  {told['published'][:10]}  {told['partner']['name']}: {told['title']}{also}{waits}"


@items.command("list")
@click.option("--held", is_flag=True, help="Only what waits for a person.")
@click.option("--channel", help="Only what stands in this channel.")
@click.option(
    "--dry-run", is_flag=True, help="What the configuration would change in the channel, of the last 30 days."
)
@as_json
@at_home
def list_(console: Console, held: bool, channel: str | None, dry_run: bool, as_json: bool) -> None:
    """The newest items, newest first."""
    settings = console.settings()
    if dry_run:
        _print_changes(settings, channel, as_json)
        return
    with console.store(settings) as store, store.read() as conn:
        if channel and channel not in channels.definitions(conn):
            raise Refusal(f"There is no channel {channel}. The page /feeds/ lists them all.")
        found = stories.listed(conn, state="held" if held else None, channel=channel)
    told = [overview(story, settings) for story in found]
    if as_json:
        print_json(told)
    else:
        for row in told:
            click.echo(line(row))
        if not told:
            click.echo("Nothing waits." if held else "Nothing is here yet.")


def _print_changes(settings: Settings, slug: str | None, as_json: bool) -> None:
    """What a channel as it is configured now would hold otherwise than it does; the store stays as it is."""
    channel = next((one for one in configured(settings) if one.slug == slug), None)
    if channel is None:
        raise Refusal(f"Name one of your channels with --channel: from [channels.…] in {FILE}, or made at the desk.")
    store = open_store(settings)
    with store.read() as conn:
        changed = list(_changes(conn, channel, settings))
    store.close()
    if as_json:
        print_json([{**overview(story, settings), "change": change} for story, change in changed])
        return
    for story, change in changed:
        click.echo(f"{'+' if change == 'in' else '-'} {line(overview(story, settings))}")
    click.echo(f"{len(changed)} changes.")


def _changes(conn: sa.Connection, channel: Channel, settings: Settings) -> Iterator[tuple[Story, str]]:
    """Each public story of the last 30 days that would come "in" or go "out"."""
    now = datetime.now(UTC)
    recent = stories.surfaced_since(conn, now - LOOK_BACK)
    inside = channels.of_stories(conn, [story.id for story in recent])
    for story in recent:
        before, after = (
            channel.slug in inside[story.id],
            bool(channels_of(story, [channel], settings, now) & {channel.slug}),
        )
        if before != after:
            yield story, "in" if after else "out"


@items.command()
@click.argument("item")
@as_json
@at_home
def show(console: Console, item: str, as_json: bool) -> None:
    """One item, named by its key or id."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        story = find(conn, item)
    entry = published(story, settings)
    told = {**overview(story, settings), "summary": entry.summary, "content_html": entry.content}
    if as_json:
        print_json(told)
        return
    for name in ("title", "kind", "state", "published", "updated", "url", "id", "summary"):
        click.echo(f"{name + ':':<11} {told[name]}")
    for link in told["also"]:
        click.echo(f"{'also:':<11} {link['name']}  {link['url']}")


@items.command()
@click.argument("item")
@as_json
@at_home
def why(console: Console, item: str, as_json: bool) -> None:
    """Why an item is public, waits or is hidden, who carries it and how that is known, and what was done with it."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        story = find(conn, item)
        told = explained(conn, story, settings)
    if as_json:
        print_json(told)
    else:
        click.echo(told["title"])
        for sentence in told["sentences"]:
            click.echo(f"  {sentence}")


def explained(conn: sa.Connection, story: Story, settings: Settings) -> dict[str, Any]:
    """The reasons of an item as data and as sentences in the coalition's language."""
    known = account(conn, story.id)
    told = {
        **overview(story, settings),
        "channels": list(known.channels),
        "why": [{"code": reason.code, "about": reason.about} for reason in known.reasons],
        "carriers": [_carrier(one) for one in known.carriers],
        "history": [{"at": rfc3339(act.at), "act": act.act, "about": act.about} for act in known.acts],
    }
    return {**told, "sentences": list(_sentences(story, known, told, settings.coalition.language))}


def _carrier(one: Recognised) -> dict[str, Any]:
    return {
        "key": one.key,
        "partner": one.source.partner.name,
        "standing": one.standing,
        "score": one.score,
        "reasons": list(one.reasons),
        "at": one.at,
    }


def _sentences(story: Story, known: Account, told: dict[str, Any], language: str) -> Iterator[str]:
    yield say(f"is_{story.state}", language)
    for reason in known.reasons:
        yield say(reason.code, language, about=reason.about)
    for carrier in known.carriers:
        yield carrier.in_words(language)
    if story.source.is_own and told["also"]:
        number = len(told["also"])
        yield say("ours_one" if number == 1 else "ours", language, n=number)
    if known.channels:
        yield say("in", language, about=", ".join(known.channels))
    for act in told["history"]:
        yield f"{act['at'][:16].replace('T', ' ')}: {say(act['act'], language, about=act['about'])}"


def overviews(told: Sequence[Story], settings: Settings) -> list[dict[str, Any]]:
    return [overview(story, settings) for story in told]
