"""Copies of a live database that are proven to be whole, and the way back from them."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from app.db.trouble import CannotStart

LOGS = ("-wal", "-shm")
"""What may lie beside a database: its write-ahead log and the index of that."""


def back_up(path: Path, target: Path) -> Path:
    """Copies the database at `path`, which may be in use, to `target`; checks the copy and writes its manifest.

    A plain file copy of a database in WAL mode can miss every recent commit; SQLite's backup interface cannot.
    Raises CannotStart when the copy cannot be made or is not whole.
    """
    unfinished = target.with_name(target.name + ".part")
    try:
        if not path.exists():  # SQLite would make it
            raise CannotStart(f"there is no database in {path.parent}")
        if target.resolve() == path.resolve():
            raise CannotStart(f"a backup cannot take the place of {path} itself: name another file")
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        rows = _copy(path, unfinished)
        manifest = {"sha256": _digest(unfinished), "rows": rows}
        _manifest(target).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        _sync(_manifest(target))
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise CannotStart(f"backing up {path} to {target} failed: {error}") from error
    return target


def _copy(path: Path, to: Path) -> dict[str, int]:
    """Copies a database page by page, one moment of it; the rows of each table."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing left in a log beside it
        trouble = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if trouble != "ok":
            raise CannotStart(f"{path} is damaged ({trouble.splitlines()[0]}), and so would be its backup")
        return count_rows(copy)


def verify(backup: Path) -> dict[str, int]:
    """The rows of each table of a backup, after checking it against its manifest. Raises CannotStart if it differs."""
    if not backup.is_file():
        raise CannotStart(f"there is no backup at {backup}")
    try:
        manifest = json.loads(_manifest(backup).read_text(encoding="utf-8"))
        written, rows = manifest["sha256"], dict(manifest["rows"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CannotStart(f"{_manifest(backup)} cannot be read, so the backup cannot be checked: {error!r}") from error
    if _digest(backup) != written:
        raise CannotStart(f"{backup} is not what was written: its checksum differs from its manifest")
    return rows


def restore(backup: Path, path: Path) -> dict[str, int]:
    """Puts a verified backup in the place of the database at `path`, which must not be in use; the rows restored.

    What stood there is kept beside it as `.replaced`. A crash leaves the old database or the new one, or, where the
    old one is too damaged to be made one file, none: opening the folder is then refused. Raises CannotStart.
    """
    fresh = path.with_suffix(".restoring")
    try:
        rows = verify(backup)
        shutil.copyfile(backup, fresh)
        _sync(fresh)
        _set_aside(path, path.with_suffix(".replaced"))
        fresh.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise CannotStart(f"restoring {backup} to {path} failed: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return rows


def _set_aside(path: Path, replaced: Path) -> None:
    """Gives the database at `path` a second name, and leaves no write-ahead log that would be played into the next.

    The log a crash left holds commits of the database that goes: it is folded into the file, or else moved with it.
    """
    if path.exists():  # otherwise what stands aside is all that a restore which was cut off has left of it
        for end in ("", *LOGS):
            path.with_name(replaced.name + end).unlink(missing_ok=True)
        _fold_log(path)
        _link(path, replaced)
        _sync(path.parent)
    left = [end for end in LOGS if path.with_name(path.name + end).exists()]
    if left:  # it could not be folded: without its log the old file would pass for whole, so it goes first
        path.unlink(missing_ok=True)
    for end in left:
        path.with_name(path.name + end).replace(path.with_name(replaced.name + end))
    _sync(path.parent)


def _fold_log(path: Path) -> None:
    """Writes a log into its database, which SQLite does so that a crash at any moment loses nothing of it."""
    if not path.stat().st_size:  # SQLite would throw away the log of an empty file
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # finds the log; the last to close it removes it
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _link(path: Path, to: Path) -> None:
    try:
        to.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, to)
        _sync(to)


def newest(backups: Path) -> Path | None:
    """The last backup taken, by its time of writing."""
    return max(backups.glob("*.db"), key=lambda path: path.stat().st_mtime, default=None)


def count_rows(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds; an index of words, which SQLite keeps in tables of its own, is none."""
    names = db.execute(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608 - our own tables


def _manifest(backup: Path) -> Path:
    return backup.with_name(backup.name + ".json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Waits until a file's bytes, or a folder's names, are on disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
