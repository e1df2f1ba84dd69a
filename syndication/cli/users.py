"""`syndication users`: who works at the desk."""

from datetime import UTC, datetime
from typing import Any

import click

from syndication import accounts
from syndication.accounts import Unfit
from syndication.cli.console import Console, Refusal, as_json, at_home, print_json
from syndication.store import users as store_users
from syndication.store.users import Role, User


@click.group()
def users() -> None:
    """Who works at the desk: add, list, remove."""


@users.command()
@click.argument("email")
@click.option("--role", type=click.Choice(["editor", "admin"]), help="An admin also invites others; default: editor.")
@as_json
@at_home
def add(console: Console, email: str, role: Role | None, as_json: bool) -> None:
    """Let somebody work at the desk; prints a link that lets them in once, within a week.

    Who works there already gets another link, for their old password is good no more; they stay what they are unless
    you say --role.
    """
    settings = console.settings()
    with console.store(settings) as store, store.transaction() as conn:
        known = store_users.by_email(conn, email)
        if known:
            store_users.lock_out(conn, known.id)
        try:
            user, secret = accounts.invite(conn, email, role or (known.role if known else "editor"), datetime.now(UTC))
        except Unfit as unfit:
            raise Refusal(str(unfit)) from unfit
    link = f"{settings.base_url}staff/in/{secret}"
    if as_json:
        print_json({**_told(user), "link": link})
    else:
        click.echo(f"{user.email} may work at the desk. Give them this link; it lets them in once:\n{link}")


@users.command("list")
@as_json
@at_home
def list_(console: Console, as_json: bool) -> None:
    """Everybody who may work at the desk."""
    with console.store(console.settings()) as store, store.read() as conn:
        found = [_told(user) for user in store_users.listed(conn)]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("Nobody yet. Let the first in with: syndication users add EMAIL --role admin")
    else:
        for user in found:
            click.echo(f"{user['email']}  {user['role']}")


@users.command()
@click.argument("email")
@at_home
def remove(console: Console, email: str) -> None:
    """Let somebody work at the desk no longer; they are signed out at once."""
    with console.store(console.settings()) as store, store.transaction() as conn:
        user = store_users.by_email(conn, email)
        if user is None:
            raise Refusal(f"Nobody here has the address {email}. `syndication users list` shows who does.")
        store_users.remove(conn, user.id, datetime.now(UTC))
    click.echo(f"{user.email} is removed.")


def _told(user: User) -> dict[str, Any]:
    return {"email": user.email, "role": user.role, "has_password": user.password is not None}
