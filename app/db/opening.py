"""Opening a data folder: everything that must be right before the first request is served."""

import fcntl
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO

from app.db.backup import newest
from app.db.database import Database
from app.db.migrate import migrate
from app.db.trouble import CannotStart

NAME = "ebb.db"


class Lock:
    """Says that this process alone uses a data folder; let go when the process ends, however it ends.

    Makes the folder if it is missing, for this user alone. Raises CannotStart when it cannot be written or somebody
    else uses it.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file: IO[str] = (folder / ".lock").open("w", encoding="utf-8")
        except OSError as error:
            raise _unwritable(folder, error.strerror or str(error)) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise CannotStart(
                f"another Ebb is using {folder}: stop it, or give this one its own folder with EBB_DATA"
            ) from None

    def release(self) -> None:
        """Lets another process in."""
        self._file.close()


def open_folder(folder: Path, now: datetime) -> tuple[Database, Lock]:
    """The database in `folder`, made if it is missing, migrated if it is old. Raises CannotStart in one line."""
    lock = Lock(folder)
    try:
        path = folder / NAME
        _check_whole(path, folder / "backups")
        migrate(path, folder / "backups", now)
        return Database(path), lock
    except BaseException:
        lock.release()
        raise


def _unwritable(folder: Path, reason: str) -> CannotStart:
    return CannotStart(
        f"cannot write the data folder {folder} as user {os.geteuid()} ({reason}): "
        f"give it to that user, for instance with chown -R {os.geteuid()} {folder}, or name another with EBB_DATA"
    )


def _check_whole(path: Path, backups: Path) -> None:
    if not path.exists():
        _check_never_was(path, backups)
        return
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        raise _unwritable(path.parent, f"{path.name} belongs to somebody else")
    try:
        with closing(sqlite3.connect(path)) as db:
            trouble = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise CannotStart(f"cannot open {path}: {error}; check who owns it and its free space") from error
        trouble = str(error)
    except UnicodeDecodeError:  # sqlite3 names what is damaged, and the name is damaged too
        trouble = "its schema cannot be read"
    if path.stat().st_size == 0 and newest(backups):  # SQLite takes an empty file for a new database
        trouble = "it is empty, though there are backups"
    if trouble != "ok":
        raise CannotStart(f"{path} is damaged ({trouble.splitlines()[0]}): {_way_back(backups)}")


def _check_never_was(path: Path, backups: Path) -> None:
    """A new database must not quietly take the place of one that was lost."""
    traces = (path.with_suffix(".replaced"), path.with_name(path.name + "-wal"))
    if newest(backups) or any(trace.exists() for trace in traces):
        raise CannotStart(
            f"{path} is missing, though there was one: {_way_back(backups)}, or name an empty folder with EBB_DATA"
        )


def _way_back(backups: Path) -> str:
    last = newest(backups)
    return f"ebb restore {last}" if last else "restore a copy of it"
