"""Copies of a live database that are proven to be whole, and the way back from them."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.trouble import CannotStart


def back_up(path: Path, target: Path) -> Path:
    """Copies the database at `path`, which may be in use, to `target`; checks the copy and writes its manifest.

    A plain file copy of a database in WAL mode can miss every recent commit; SQLite's backup interface cannot.
    Raises CannotStart when the copy is not whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing left in a log beside it
        trouble = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        rows = count_rows(copy)
    if trouble != "ok":
        raise CannotStart(f"the backup of {path} is damaged ({trouble}); restore an earlier one")
    manifest = {"sha256": _digest(unfinished), "rows": rows}
    _manifest(target).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    _sync(unfinished)
    unfinished.replace(target)
    return target


def verify(backup: Path) -> dict[str, int]:
    """The rows of each table of a backup, after checking it against its manifest. Raises CannotStart if it differs."""
    try:
        manifest = json.loads(_manifest(backup).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotStart(f"{_manifest(backup)} cannot be read, so the backup cannot be checked: {error}") from error
    if not backup.exists():
        raise CannotStart(f"there is no backup at {backup}")
    if _digest(backup) != manifest["sha256"]:
        raise CannotStart(f"{backup} is not what was written: its checksum differs from its manifest")
    rows: dict[str, int] = manifest["rows"]
    return rows


def restore(backup: Path, path: Path) -> dict[str, int]:
    """Puts a verified backup in the place of the database at `path`, which must not be in use; the rows restored.

    What stood there is kept beside it as `.replaced`.
    """
    rows = verify(backup)
    fresh = path.with_suffix(".restoring")
    fresh.write_bytes(backup.read_bytes())
    _sync(fresh)
    for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)  # they belong to the database that goes, and would be played into the new one
    if path.exists():
        path.replace(path.with_suffix(".replaced"))
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
