"""Alembic's entry: runs on the connection that ``core.storage.migrate`` hands over."""

from alembic import context

import core.tables  # noqa: F401  every area's tables join the metadata
from core.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
)
context.run_migrations()
