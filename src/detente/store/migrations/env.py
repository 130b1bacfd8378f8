"""Where Alembic finds the connection that it is to bring up to date."""

from alembic import context

from detente.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
