"""`syndication release`: what a press release says, and publishing it."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from feeds.notices import Flag, Notice
from feeds.press import Release
from syndication import releases
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json, publish
from syndication.cli.items import overview
from syndication.cli.overview import counted

LARGEST = 1_000_000  # bytes of a release

the_date = click.option(
    "--date", "issued", type=click.DateTime(["%Y-%m-%d"]), help="Its date, where the text prints none."
)
the_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def release() -> None:
    """Press releases of our own: read, publish."""


@release.command()
@the_file
@the_date
@as_json
@at_home
def read(console: Console, file: Path, issued: datetime | None, as_json: bool) -> None:
    """Say what is read in a release. Stores nothing."""
    _, found = _read(console, file, issued)
    if as_json:
        print_json(as_data(found))
    else:
        _show(found)


@release.command("publish")
@the_file
@click.option("--yes", is_flag=True, help="Do not ask: publish, and hold the notices that a person must look at.")
@the_date
@as_json
@at_home
def publish_(console: Console, file: Path, yes: bool, issued: datetime | None, as_json: bool) -> None:
    """Publish a release with its meetings: shows what was read, and asks."""
    text, found = _read(console, file, issued)
    if not yes and not sys.stdin.isatty():
        raise Refusal(
            "Nobody is here to confirm what was read. Publish from a terminal, or with --yes; nothing was stored."
        )
    settings = console.settings()
    with console.store(settings) as store:
        if not as_json:
            _show(found)
            _show_effects(releases.preview(store, settings, text, found))
        if not yes and not click.confirm("Publish this?", err=as_json):
            raise Refusal("Nothing was published.")
        out = releases.publish(store, settings, text, found, datetime.now(UTC))
        publish(store, settings)
    if as_json:
        told = {"item": overview(out.item, settings), "notices": [overview(notice, settings) for notice in out.notices]}
        print_json({**as_data(found), **told})
        return
    done = "Published" if out.is_new else "Mended" if out.is_mended else "This was published before and has not changed"
    where = f"{settings.base_url}items/{out.item.key}" if settings.coalition.url else f"/items/{out.item.key}"
    number = sum(effect != "held" for effect in out.effects)
    changed = out.effects.count("changed")
    more = f", {changed} of them changed" if changed else ""
    click.echo(f"{done}: {where}, with {counted(number, 'meeting', 'meetings')}{more}.")
    for notice, effect in zip(out.notices, out.effects, strict=True):
        if effect == "held" and notice.state == "held":
            click.echo(f"Held until you look at it: {notice.entry.title}")


def _read(console: Console, file: Path, issued: datetime | None) -> tuple[str, Release]:
    if file.stat().st_size > LARGEST:
        raise Refusal(f"{file} is larger than a megabyte, which no release is. Save the text alone and try again.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{file} is not plain text in UTF-8. Save it as text (UTF-8) and try again.") from None
    return text, releases.read(text, console.settings(), issued.date() if issued else None)


def as_data(found: Release) -> dict[str, Any]:
    """What was read, as `release read --json` prints it."""
    return {
        "title": found.title,
        "subtitle": found.subtitle,
        "language": found.language,
        "date": _day(found.date),
        "city": found.city,
        "kind": found.kind,
        "embargo": _embargo(found),
        "body_end": found.body_end,
        "meetings": [_meeting(notice) for notice in found.notices],
        "flags": [_flag(flag) for flag in found.flags],
    }


def _embargo(found: Release) -> dict[str, Any] | None:
    embargo = found.embargo
    if embargo is None:
        return None
    until = embargo.until and embargo.until.isoformat(timespec="minutes")
    return {"until": until, "timezone": embargo.timezone, "quote": embargo.quote}


def _meeting(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.title,
        "town": notice.town,
        "date": _day(notice.date),
        "start": notice.start and f"{notice.start:%H:%M}",
        "end": notice.end and f"{notice.end:%H:%M}",
        "end_date": _day(notice.end_date),
        "timezone": notice.timezone,
        "place": notice.place,
        "address": notice.address,
        "online_url": notice.online_url,
        "status": notice.status,
        "tbd": list(notice.tbd),
        "online": notice.online,
        "update": notice.update,
        "series": notice.series,
        "quote": notice.quote,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "code": flag.code,
        "meeting": flag.meeting,
        "quote": flag.quote,
        "note": flag.note,
        "candidates": list(flag.candidates),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _show(found: Release) -> None:
    for name in ("title", "subtitle", "date", "city", "language", "kind"):
        click.echo(f"{name + ':':<10} {getattr(found, name) or 'not found'}")
    if line := _embargo_line(found):
        click.echo(line)
    doubtful = {flag.meeting for flag in found.flags}
    click.echo(counted(len(found.notices), "meeting", "meetings"))
    for number, notice in enumerate(found.notices, 1):
        click.echo(f"{'?' if number in doubtful else ' '}{number:>3}  {_line(notice)}")
    for flag in found.flags:
        about = f"meeting {flag.meeting}" if flag.meeting else "the text"
        click.echo(f"Please look at {about}: {flag.note}" + (f' ("{flag.quote}")' if flag.quote else ""))


def _embargo_line(found: Release) -> str | None:
    if found.embargo is None:
        return None
    until = found.embargo.until
    return f"embargo:   until {until:%Y-%m-%d %H:%M}" if until else "embargo:   until when could not be read"


def _show_effects(planned: Sequence[releases.Planned]) -> None:
    """Which meetings that are public already this changes, and which it only tells again."""
    for number, one in enumerate(planned, 1):
        if one.story and one.effect == "changed":
            click.echo(f"Meeting {number} changes one that was announced before: {one.change or one.story.entry.title}")
        elif one.story and one.effect == "repeated":
            click.echo(f"Meeting {number} was announced before and stays as it is.")


def _line(notice: Notice) -> str:
    when = f"{notice.date:%a %Y-%m-%d}" if notice.date else "day not known"
    hours = " to ".join(f"{hour:%H:%M}" for hour in (notice.start, notice.end) if hour) or "hour not known"
    where = ", ".join(part for part in (notice.place, notice.address) if part) or notice.online_url or "place not known"
    news = "NEW  " if notice.update else ""
    state = "" if notice.status in ("confirmed", "tentative") else f"{notice.status.upper()}  "
    return f"{state}{news}{notice.town or notice.title or ''}: {when}, {hours}, {where}"
