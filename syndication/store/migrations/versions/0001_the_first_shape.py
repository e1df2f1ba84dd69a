"""The first shape"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _service()
    _sources()
    _stories()
    _entries()
    _channels()


def _service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("unscrubbed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )


def _sources() -> None:
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("slug", name=op.f("uq_partners_slug")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("first_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("site_url", sa.Text(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validators", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_sources_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("first_url", name=op.f("uq_sources_first_url")),
    )
    op.create_index(op.f("ix_sources_next_poll_at"), "sources", ["next_poll_at"], unique=False)
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_polls_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    op.create_index(op.f("ix_polls_at"), "polls", ["at"], unique=False)
    op.create_index(op.f("ix_polls_source_id_at"), "polls", ["source_id", "at"], unique=False)


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("surfaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("featured_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("joined_into", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["joined_into"], ["stories.id"], name=op.f("fk_stories_joined_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint("key", name=op.f("uq_stories_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stories_public_id")),
    )
    op.create_index(op.f("ix_stories_changes_at"), "stories", ["changes_at"], unique=False)
    op.create_index(op.f("ix_stories_joined_into"), "stories", ["joined_into"], unique=False)
    op.create_index(op.f("ix_stories_left_at"), "stories", ["left_at"], unique=False)
    op.create_index(op.f("ix_stories_state"), "stories", ["state"], unique=False)
    op.create_index(op.f("ix_stories_surfaced_at"), "stories", ["surfaced_at"], unique=False)
    op.create_index(op.f("ix_stories_withdrawn_at"), "stories", ["withdrawn_at"], unique=False)
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_acts_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_story_id"), "acts", ["story_id"], unique=False)


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("joined", sa.JSON(), nullable=False),
        sa.Column("dated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sketch", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["part_of_id"], ["entries.id"], name=op.f("fk_entries_part_of_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_entries_source_id")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_entries_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_entries_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_entries_public_id")),
    )
    op.create_index(op.f("ix_entries_part_of_id"), "entries", ["part_of_id"], unique=False)
    op.create_index(op.f("ix_entries_source_id_leads"), "entries", ["source_id", "leads"], unique=False)
    op.create_index(op.f("ix_entries_story_id"), "entries", ["story_id"], unique=False)
    op.create_table(
        "aliases",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_aliases_entry_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_aliases_source_id")),
        sa.PrimaryKeyConstraint("source_id", "alias", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_entry_id"), "aliases", ["entry_id"], unique=False)
    op.create_table(
        "announcements",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["entries.id"], name=op.f("fk_announcements_notice_id")),
        sa.ForeignKeyConstraint(["release_id"], ["entries.id"], name=op.f("fk_announcements_release_id")),
        sa.PrimaryKeyConstraint("notice_id", "release_id", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_release_id"), "announcements", ["release_id"], unique=False)
    op.create_table(
        "traces",
        sa.Column("feature", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_traces_entry_id")),
        sa.PrimaryKeyConstraint("feature", "at", "entry_id", name=op.f("pk_traces")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_traces_entry_id"), "traces", ["entry_id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["entries.id"], name=op.f("fk_verdicts_one")),
        sa.ForeignKeyConstraint(["other"], ["entries.id"], name=op.f("fk_verdicts_other")),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_verdicts")),
    )


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_channels")),
    )
    op.create_table(
        "memberships",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("surfaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_memberships_story_id")),
        sa.PrimaryKeyConstraint("channel", "story_id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("channel", "position", name=op.f("uq_memberships_channel_position")),
    )
    op.create_index(
        op.f("ix_memberships_channel_present_surfaced_at"),
        "memberships",
        ["channel", "present", "surfaced_at"],
        unique=False,
    )
    op.create_index(op.f("ix_memberships_story_id"), "memberships", ["story_id"], unique=False)
    op.create_table(
        "renditions",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_renditions")),
    )
