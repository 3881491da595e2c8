"""Copies of a live database that are proven to be whole, and the way back from them."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.trouble import CannotStart


def back_up(path: Path, target: Path) -> Path:
    """Copies the database at `path`, which may be in use, to `target`; checks the copy and writes its manifest.

    A plain file copy of a database in WAL mode can miss every recent commit; SQLite's backup interface cannot.
    Raises CannotStart when the copy cannot be made or is not whole.
    """
    if target.resolve() == path.resolve():
        raise CannotStart(f"a backup cannot take the place of {path} itself: name another file")
    unfinished = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        rows = _copy(path, unfinished)
        manifest = {"sha256": _digest(unfinished), "rows": rows}
        _manifest(target).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        _sync(unfinished)
        unfinished.replace(target)
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

    What stood there is kept beside it as `.replaced`, with the write-ahead log that a crash left: it holds commits of
    the database that goes, and would be played into the new one.
    """
    rows = verify(backup)
    fresh, replaced = path.with_suffix(".restoring"), path.with_suffix(".replaced")
    shutil.copyfile(backup, fresh)
    _sync(fresh)
    if path.exists():
        for log in ("-wal", "-shm"):
            path.with_name(replaced.name + log).unlink(missing_ok=True)
        path.replace(replaced)
    for log in ("-wal", "-shm"):
        if (left := path.with_name(path.name + log)).exists():
            left.replace(path.with_name(replaced.name + log))
    fresh.replace(path)
    return rows


def newest(backups: Path) -> Path | None:
    """The last backup taken, by its time of writing."""
    return max(backups.glob("*.db"), key=lambda path: path.stat().st_mtime, default=None)


def count_rows(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds."""
    names = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608 - our own tables


def _manifest(backup: Path) -> Path:
    return backup.with_suffix(".json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
