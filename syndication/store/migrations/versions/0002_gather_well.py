"""What gathering well needs: rhythm, spacing by host, moves, replacements, hubs"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service", sa.Column("outage", sa.JSON(none_as_null=True), nullable=True))
    _sources()
    _hubs()


def _sources() -> None:
    for column in (
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rhythm", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("notes", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("move", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("offers", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pushed_until", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("sources", column)
    op.create_index(op.f("ix_sources_host"), "sources", ["host"], unique=False)
    _fill_in()


def _fill_in() -> None:
    """The host of each address; and where its validators came from, which is where it was read last."""
    sources = sa.table("sources", sa.column("id"), sa.column("url"), sa.column("host"), sa.column("final_url"))
    kept = sa.table("sources", sa.column("id"), sa.column("url"), sa.column("validators", sa.JSON()))
    for row in op.get_bind().execute(sa.select(kept)).all():
        host = row.url.partition("://")[2].partition("/")[0].lower() or row.url
        values = {"host": host, "final_url": (row.validators or {}).get("url")}
        op.execute(sources.update().where(sources.c.id == row.id).values(**values))


def _hubs() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("act_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_subscriptions_source_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("source_id", name=op.f("uq_subscriptions_source_id")),
    )
    op.create_index(op.f("ix_subscriptions_act_at"), "subscriptions", ["act_at"], unique=False)
    op.create_table(
        "pings",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hub", "topic", name=op.f("pk_pings")),
    )
