"""How Alembic runs a migration: on the connection it is given, inside that connection's transaction."""

from alembic import context
from sqlmodel import SQLModel

import app.accounts.tables
import app.decks.tables
import app.review.tables  # noqa: F401 - imported so that every table is known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # the transaction is begun and ended in app/db/migrate.py
    transaction_per_migration=False,
)
context.run_migrations()
