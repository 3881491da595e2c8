"""How a SQLite file is opened: one connection that writes, several that only read."""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

PRAGMAS = (
    "busy_timeout=5000",  # first: switching to WAL may itself meet a lock
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits on a power cut
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "cache_size=-16000",
)


def open_engine(path: Path, *, writes: bool, readers: int = 4) -> Engine:
    """An engine on the file at `path`.

    The driver never begins a transaction by itself (isolation_level None): SQLAlchemy's default runs the first SELECT
    before BEGIN and so loses updates. Transactions are begun in writer.py and database.py, in words of SQL.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # as text, a % or ? in the path would name another file
        poolclass=QueuePool,
        pool_size=1 if writes else readers,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args={"check_same_thread": False},  # a connection is handed between threads, never shared at one time
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    return engine


def driver(db: Connection) -> sqlite3.Connection:
    """The driver's own connection under SQLAlchemy's."""
    raw = db.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
    return raw
