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
    sa.Column("salt", sa.Text, nullable=False),  # hex; keys the digests that names and texts are kept as
    sa.Column("unscrubbed", sa.Boolean, nullable=False),  # something was withdrawn whose bytes may still lie about
    sa.Column("outage", sa.JSON(none_as_null=True)),  # while most sources fail at once: an Outage
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
    sa.Column("host", sa.Text, index=True),  # of `url`, with its port: what polls are spaced by
    sa.Column("title", sa.Text),
    sa.Column("site_url", sa.Text),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("rules", sa.JSON, nullable=False),  # what is said of its entries before they are public
    sa.Column("trusted", sa.Boolean, nullable=False),  # the next document counts even if all in it has changed
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("removed_at", Moment),
    sa.Column("validators", sa.JSON(none_as_null=True)),
    sa.Column("body_hash", sa.Text),
    sa.Column("hints", sa.JSON, nullable=False),  # how often the feed itself asks to be read
    sa.Column("next_poll_at", Moment, index=True),
    sa.Column("wanted", sa.Boolean, nullable=False, server_default=sa.false()),  # by a person, now
    sa.Column("not_before", Moment),  # until when its host asked to be left alone
    sa.Column("lease_until", Moment),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_ok_at", Moment),
    sa.Column("last_poll_at", Moment),
    sa.Column("code", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Column("rhythm", sa.JSON, nullable=False, server_default="{}"),  # how often it says something
    sa.Column("notes", sa.JSON, nullable=False, server_default="[]"),  # what is worth knowing of a source that is well
    sa.Column("final_url", sa.Text),  # where the document that was last taken really lay
    sa.Column("move", sa.JSON(none_as_null=True)),  # a permanent redirect that is not proven yet
    sa.Column("offers", sa.JSON, nullable=False, server_default="[]"),  # feeds that may take its place
    sa.Column("looked_at", Moment),  # when such were looked for
    sa.Column("pushed_until", Moment),  # as long as a hub tells us of its news
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
    sa.Column("source_id", sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False, index=True),
    sa.Column("leads", sa.Boolean, nullable=False),  # its story is told in its words
    sa.Column("standing", sa.Text, nullable=False),  # what the rules say of it
    sa.Column("why", sa.JSON, nullable=False),  # the reasons of that
    sa.Column("joined", sa.JSON, nullable=False),  # score and reasons for being in the story of another
    sa.Column("dated", Moment, nullable=False),  # when it was said, as far as we can vouch for it
    sa.Column("part_of_id", sa.ForeignKey("entries.id"), index=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("named", sa.Text, nullable=False),  # the alias that `key` was minted from
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("substance", sa.Text, nullable=False),  # digest of what counts as a material change
    sa.Column("digest", sa.Text, nullable=False),  # of the whole document
    sa.Column("document", sa.Text, nullable=False),  # the Entry as JSON
    sa.Column("sketch", sa.Text),  # of a withdrawn entry, to know it again; of others it is made of the document
    sa.Index(None, "source_id", "leads"),
)

# What hubs promised us: word of a source's news, until the lease ends (WebSub, W3C, 5).
subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),  # the end of our callback's address, which nobody can guess
    sa.Column("source_id", sa.ForeignKey("sources.id"), nullable=False, unique=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),  # signs what the hub sends
    sa.Column("state", sa.Text, nullable=False),  # wanted, asked, active, denied
    sa.Column("act_at", Moment, index=True),  # when the hub is to be asked, first or again
    sa.Column("lease_until", Moment),
    sa.Column("attempts", sa.Integer, nullable=False),  # in a row that the hub did not accept
)

# What hubs are still to be told of our own feeds: one row however often a feed changed meanwhile.
pings = sa.Table(
    "pings",
    metadata,
    sa.Column("hub", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
)

# Every name by which one source has called an entry, as a keyed digest: an address may hold a person's name.
aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("source_id", sa.ForeignKey("sources.id"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("entry_id", sa.ForeignKey("entries.id"), nullable=False, index=True),
)

# Which later releases tell of a notice again; the first one is its `part_of_id`.
announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("notice_id", sa.ForeignKey("entries.id"), primary_key=True),
    sa.Column("release_id", sa.ForeignKey("entries.id"), primary_key=True, index=True),
)

# What entries of other sources may have in common with one: a few keyed digests of its links, title and text.
traces = sa.Table(
    "traces",
    metadata,
    sa.Column("feature", sa.BigInteger, primary_key=True),
    sa.Column("at", Moment, primary_key=True),  # between the two, so that the newest of a feature lie side by side
    sa.Column("entry_id", sa.ForeignKey("entries.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # those of the entry published first, for ever
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("ruling", sa.Text),  # what staff said, over all rules: public or hidden
    sa.Column("published", Moment, nullable=False),
    sa.Column("updated", Moment, nullable=False),
    sa.Column("surfaced_at", Moment, nullable=False, index=True),
    sa.Column("changes_at", Moment, index=True),  # when time alone will change what it says
    sa.Column("correction", sa.Text),  # an Entry as JSON: what staff wrote over the leading one
    sa.Column("featured_until", Moment),
    sa.Column("withdrawn_at", Moment, index=True),
    sa.Column("changed", sa.Boolean, nullable=False),  # a meeting with other facts than at first
    sa.Column("joined_into", sa.ForeignKey("stories.id"), index=True),  # it is told there now
    sa.Column("left_at", Moment, index=True),  # when it left for that one; None where it was never public by itself
)

# What staff decided of two entries, for ever: they are one story, or they are not. `one` is the smaller number.
verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("one", sa.ForeignKey("entries.id"), primary_key=True),
    sa.Column("other", sa.ForeignKey("entries.id"), primary_key=True),
    sa.Column("same", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# What was done with a story, in order; codes only, never a word of it.
acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("title", sa.Text),  # of a slice; others are named by the program or the configuration
    sa.Column("removed_at", Moment),
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
    sa.Column("present", sa.Boolean, nullable=False),  # who comes back stands where it stood
    sa.UniqueConstraint("channel", "position"),
    sa.Index(None, "channel", "present", "surfaced_at"),
)

renditions = sa.Table(
    "renditions",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),  # under the public folder
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

# Who works at the desk.
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),  # in small letters
    sa.Column("role", sa.Text, nullable=False),  # editor or admin
    sa.Column("password", sa.Text),  # an Argon2 hash; None until they have chosen one
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("removed_at", Moment),
)

# Who is signed in, by the digest of what their browser holds.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("csrf", sa.Text, nullable=False),  # what each form of theirs must bring back
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

# Links that sign somebody in once, by the digest of their secret.
passes = sa.Table(
    "passes",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("expires_at", Moment, nullable=False),
)

# What people did at the desk, in order; codes, numbers and names of people, never a word of an item.
activity = sa.Table(
    "activity",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("story_id", sa.ForeignKey("stories.id"), index=True),
    sa.Column("source_id", sa.ForeignKey("sources.id"), index=True),
    sa.Column("about", sa.Text, nullable=False),  # a code, a moment, an address
    sa.Column("before", sa.JSON, nullable=False),  # what undoing needs
    sa.Column("undone_at", Moment),
)

# What was ours to read until `at`, when another text took its place: for ever, unless its item is withdrawn.
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("way", sa.Text, nullable=False),  # by which the other came: desk, command, folder, source
    sa.Column("user_id", sa.ForeignKey("users.id")),  # who did it, of the desk
    sa.Column("document", sa.Text),  # the leading Entry as JSON; None of a partner's, whose words are theirs
    sa.Column("correction", sa.Text),  # what staff wrote over it, as in `stories`
    sqlite_autoincrement=True,  # undoing names a version by its number: it must not become another's
)

# Releases that somebody is still writing.
drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # random: no later draft takes the address of an earlier one
    sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),  # of the text: who saves names the one that they have seen
    sa.Column("answers", sa.JSON, nullable=False),  # what was said of each meeting found
    sa.Column("saved_at", Moment, nullable=False),
)

# Letters to the coalition's own people: which went out, and which are still to; never a word of one.
mails = sa.Table(
    "mails",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),  # digest, quiet, takeover, outage, stuck
    sa.Column("about", sa.Text, primary_key=True),  # a day, the number of a source, a moment, a revision
    sa.Column("due_at", Moment),  # None: nothing is left to do
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("sent_at", Moment),
)

# What staff chose for themselves, beside the configuration: their channels, their topics, the hour of the daily letter.
preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # channels, topics, digest_hour
    sa.Column("value", sa.JSON, nullable=False),
)
