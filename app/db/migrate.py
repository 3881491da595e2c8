"""Bringing a database to the schema this code expects, or leaving it exactly as it was."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app.db.backup import back_up, count_rows
from app.db.trouble import CannotStart
from app.settings import ROOT

MIGRATIONS = ROOT / "migrations"


def migrate(path: Path, backups: Path, now: datetime, migrations: Path = MIGRATIONS) -> Path | None:
    """Migrates the database at `path`; the verified backup taken before it, or None where there was nothing to save.

    Raises CannotStart when the database is newer than the code or a migration fails; the file is then unchanged.
    """
    script = ScriptDirectory(str(migrations))
    before, head = _revision(path), script.get_current_head()
    if before == head:
        return None
    known = {revision.revision for revision in script.walk_revisions()}
    if before is not None and before not in known:
        raise CannotStart(
            f"{path} was written by a newer Ebb (schema {before}, this one knows up to {head}): "
            "run that version, or restore a backup from before the upgrade"
        )
    saved = back_up(path, backups / f"before-{head}-{now:%Y%m%dT%H%M%SZ}.db") if before else None
    try:
        _upgrade(path, migrations)
    except Exception as error:
        kept = f"; a backup is at {saved}" if saved else ""
        raise CannotStart(f"migrating {path} to schema {head} failed and nothing was changed: {error}{kept}") from error
    return saved


def _revision(path: Path) -> str | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as db:
        try:
            found = db.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # an empty file, or one that is not ours
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise CannotStart(f"{path} is a database, but not one of Ebb's: name another folder") from None
            return None
    return str(found[0]) if found else None


def _upgrade(path: Path, migrations: Path) -> None:
    """Runs what is missing in one transaction.

    Foreign keys are off: with them on, rebuilding a table (which SQLite needs for most changes) deletes the rows that
    cascade from it. So they are checked by hand before the commit, and the rows of every table counted.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=OFF")

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with engine.connect() as db, db.begin():  # Alembic leaves a transaction alone that is not its own
        raw = db.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
        raw.execute("BEGIN IMMEDIATE")
        try:
            counted = count_rows(raw)
            config.attributes["connection"] = db
            command.upgrade(config, "head")
            _check(raw, counted)
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
    engine.dispose()


def _check(db: sqlite3.Connection, before: dict[str, int]) -> None:
    after = count_rows(db)
    for table, rows in before.items():
        if table in after and table != "alembic_version" and after[table] < rows:
            raise RuntimeError(f"table {table} had {rows} rows and would have {after[table]}")
    broken = db.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} would point at a missing row of {broken[2]}")
