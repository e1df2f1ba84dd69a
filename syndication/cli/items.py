"""`syndication items`: what we publish, and what waits."""

from typing import Any

import click

from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, rfc3339
from syndication.model import Story
from syndication.publish.compose import published
from syndication.settings import Settings
from syndication.store import stories


@click.group()
def items() -> None:
    """What we publish: list, show."""


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
    }


@items.command("list")
@click.option("--held", is_flag=True, help="Only what waits for a person.")
@click.option("--channel", help="Only what stands in this channel.")
@as_json
@at_home
def list_(console: Console, held: bool, channel: str | None, as_json: bool) -> None:
    """The newest items, newest first."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        found = stories.listed(conn, state="held" if held else None, channel=channel)
    told = [overview(story, settings) for story in found]
    if as_json:
        print_json(told)
    else:
        for row in told:
            waits = "" if row["state"] == "public" else f" [{row['state']}]"
            click.echo(f"{row['key']}  {row['published'][:10]}  {row['partner']['name']}: {row['title']}{waits}")


@items.command()
@click.argument("item")
@as_json
@at_home
def show(console: Console, item: str, as_json: bool) -> None:
    """One item, named by its key or id."""
    settings = console.settings()
    with console.store(settings) as store, store.read() as conn:
        story = stories.by_key(conn, item)
    if story is None:
        raise Refusal(f"There is no item {item}. `syndication items list` shows the newest with their keys.")
    told = {
        **overview(story, settings),
        "summary": published(story, settings).summary,
        "content_html": published(story, settings).content,
    }
    if as_json:
        print_json(told)
    else:
        for name in ("title", "kind", "state", "published", "updated", "url", "id", "summary"):
            click.echo(f"{name + ':':<11} {told[name]}")
