"""How Alembic reaches the database: through the connection that store.upgrade hands over, inside its transaction."""

from alembic import context

from syndication.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
