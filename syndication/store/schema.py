"""The tables, in the SQL that SQLite and PostgreSQL share."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime in UTC, also where the database keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# One row: the count of public changes, the instant that output is composed for, and what ids are minted from.
service = sa.Table(
    "service",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("as_of", Moment, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("authority", sa.Text),  # None until an item is minted while one is known
)

partners = sa.Table(
    "partners",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("partner_id", sa.ForeignKey("partners.id"), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("first_url", sa.Text, nullable=False, unique=True),
    sa.Column("title", sa.Text),
    sa.Column("site_url", sa.Text),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("removed_at", Moment),
    sa.Column("validators", sa.JSON(none_as_null=True)),
    sa.Column("body_hash", sa.Text),
    sa.Column("hints", sa.JSON, nullable=False),  # how often the feed itself asks to be read
    sa.Column("next_poll_at", Moment, index=True),
    sa.Column("lease_until", Moment),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_ok_at", Moment),
    sa.Column("last_poll_at", Moment),
    sa.Column("code", sa.Text),
    sa.Column("detail", sa.Text),
)

polls = sa.Table(
    "polls",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source_id", sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("code", sa.Text),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("updated", sa.Integer, nullable=False),
    sa.Column("elapsed_ms", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Index(None, "source_id", "at"),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source_id", sa.ForeignKey("sources.id"), nullable=False, index=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False, index=True),
    sa.Column("leads", sa.Boolean, nullable=False),  # of its story: the one published first
    sa.Column("part_of_id", sa.ForeignKey("entries.id"), index=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("named", sa.Text, nullable=False),  # the alias that `key` was minted from
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("substance", sa.Text, nullable=False),  # digest of what counts as a material change
    sa.Column("digest", sa.Text, nullable=False),  # of the whole document
    sa.Column("document", sa.Text, nullable=False),  # the Entry as JSON
)

# Every name by which one source has called an entry.
aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("source_id", sa.ForeignKey("sources.id"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("entry_id", sa.ForeignKey("entries.id"), nullable=False, index=True),
)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("surfaced_at", Moment, nullable=False, index=True),
    sa.Column("changes_at", Moment, index=True),  # when time alone will change what it says
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("definition", sa.Text, nullable=False),  # digest of the rule that chose its members
    sa.Column("last_position", sa.Integer, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),  # of the service, when it was last touched
    sa.Column("touched_at", Moment, nullable=False),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),  # counts up at first publication and never changes
    sa.Column("surfaced_at", Moment, nullable=False),
    sa.UniqueConstraint("channel", "position"),
    sa.Index(None, "channel", "surfaced_at"),
)

renditions = sa.Table(
    "renditions",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),  # under the public folder
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)
