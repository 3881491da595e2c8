"""Entities for the pages that are not hot."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlmodel import Session


@contextmanager
def entities(db: Connection) -> Iterator[Session]:
    """A session inside the transaction of the function that was handed `db`; leaving it flushes what was changed.

    It works in a savepoint of its own: a flush that fails would otherwise roll back everybody's writes of the batch.
    """
    with Session(db, join_transaction_mode="create_savepoint", autoflush=False, expire_on_commit=False) as session:
        yield session
        session.commit()
