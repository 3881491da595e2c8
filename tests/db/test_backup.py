"""Backups: whole, of one moment, and no others are ever restored."""

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.db import CannotStart, Database, back_up, restore, verify
from tests.db.words import add_word, say, words


def stored(path: Path) -> list[str]:
    """The words of a file that nobody has open."""
    with closing(sqlite3.connect(path)) as db:
        return [text for (text,) in db.execute("SELECT text FROM word ORDER BY id")]


@pytest.fixture
def saved(store: Database, tmp_path: Path) -> Path:
    """A backup that holds one word."""
    store.write_now(add_word, "saved")
    return back_up(store.path, tmp_path / "backups" / "saved.db")


def test_a_backup_is_one_file_with_a_manifest_that_can_be_checked(saved):
    assert sorted(file.name for file in saved.parent.iterdir()) == ["saved.db", "saved.db.json"]
    assert stored(saved) == ["saved"]
    assert verify(saved) == {"word": 1, "meaning": 0}


def test_a_backup_holds_what_is_still_in_the_log(store, tmp_path):
    store.write_now(add_word, "just now")

    plain_copy = shutil.copy(store.path, tmp_path / "copy.db")
    saved = back_up(store.path, tmp_path / "saved.db")

    assert stored(saved) == ["just now"]
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        stored(plain_copy)  # which is why a backup is no copy of the file


def test_backups_taken_under_load_are_each_of_one_moment(store, tmp_path):
    stop = threading.Event()

    def add_word_and_meaning(db: Connection, text: str) -> None:
        add_word(db, text)
        say(db, "INSERT INTO meaning SELECT id, text FROM word WHERE text = ?", text)

    def write_on(writer: int, started: threading.Barrier) -> None:
        store.write_now(add_word_and_meaning, f"{writer} begins")
        started.wait(10)
        number = 0
        while not stop.is_set():
            store.write_now(add_word_and_meaning, f"{writer}: {number}")
            number += 1

    started = threading.Barrier(9)
    writers = [threading.Thread(target=write_on, args=(writer, started)) for writer in range(8)]
    for writer in writers:
        writer.start()
    started.wait(10)
    saved = [back_up(store.path, tmp_path / f"{number}.db") for number in range(5)]
    stop.set()
    for writer in writers:
        writer.join()

    counts = [verify(backup) for backup in saved]
    assert all(rows["word"] == rows["meaning"] >= 8 for rows in counts)
    assert counts[-1]["word"] > counts[0]["word"], "nothing was written meanwhile"
    for backup, rows in zip(saved, counts, strict=True):
        assert len(stored(backup)) == rows["word"]
        with closing(sqlite3.connect(backup)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_backup_can_be_taken_again_under_the_same_name(store, saved):
    store.write_now(add_word, "more")

    back_up(store.path, saved)

    assert verify(saved)["word"] == 2


def test_a_restored_backup_is_what_was_saved(store, saved, tmp_path):
    path = tmp_path / "stopped.db"
    store.write_now(add_word, "after the backup")
    back_up(store.path, path)

    assert restore(saved, path) == {"word": 1, "meaning": 0}

    assert stored(path) == ["saved"]
    assert stored(path.with_suffix(".replaced")) == ["saved", "after the backup"]
    again = Database(path)
    assert again.write_now(add_word, "goes on") == "goes on"
    assert again.read_now(words) == ["saved", "goes on"]
    again.close()


@pytest.mark.parametrize("name", ["x.json", "x.part", "x", "x.db.json"])
def test_a_backup_may_have_any_name_and_disturbs_no_other(store, tmp_path, name):
    store.write_now(add_word, "one")
    first = back_up(store.path, tmp_path / "x.db.bak")
    store.write_now(add_word, "two")

    second = back_up(store.path, tmp_path / name)

    assert (verify(first)["word"], verify(second)["word"]) == (1, 2)
    assert stored(second) == ["one", "two"]


def test_a_backup_of_nothing_makes_nothing(tmp_path):
    with pytest.raises(CannotStart, match="there is no database in"):
        back_up(tmp_path / "never.db", tmp_path / "saved.db")

    assert list(tmp_path.iterdir()) == []


class PowerCut(BaseException):
    """The end of the process in the middle of its work."""


def finishes(backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> bool:
    """Restores, but for a power cut after so many changes to the disk; whether it got to the end."""
    left = iter(range(steps))

    def cut(work: Callable[..., None]) -> Callable[..., None]:
        def counted(*args: object, **named: object) -> None:
            if next(left, None) is None:
                raise PowerCut
            work(*args, **named)

        return counted

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink", "link", "fsync"):
            patch.setattr(os, name, cut(getattr(os, name)))
        try:
            restore(backup, path)
        except PowerCut:
            return False
    return True


@pytest.fixture
def crashed(store: Database, saved: Path, tmp_path: Path) -> Path:
    """A database as a crash left it, with a word in its log alone."""
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.write_now(add_word, "in the log alone")
    path = tmp_path / "crashed" / "ebb.db"
    path.parent.mkdir()
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{store.path}{end}", f"{path}{end}")
    return path


@pytest.fixture
def damaged(crashed: Path) -> Path:
    """The same, with a file cut to nothing, for which SQLite would throw its log away."""
    crashed.write_bytes(b"")
    return crashed


ENOUGH = 20
"""More changes to the disk than a restore makes."""


@pytest.mark.parametrize("steps", range(ENOUGH + 1))
def test_wherever_a_restore_is_cut_off_there_is_the_old_database_or_the_new(saved, crashed, monkeypatch, steps):
    finished = finishes(saved, crashed, monkeypatch, steps)

    assert stored(crashed) in [["saved"]] + [["saved", "in the log alone"]] * (not finished)
    assert finished or steps < ENOUGH


@pytest.mark.parametrize("steps", range(ENOUGH + 1))
def test_wherever_it_is_cut_off_a_damaged_database_is_never_opened_without_its_log(saved, damaged, monkeypatch, steps):
    log = Path(f"{damaged}-wal").read_bytes()

    finished = finishes(saved, damaged, monkeypatch, steps)

    here, aside = Path(f"{damaged}-wal"), damaged.with_name("ebb.replaced-wal")
    assert (here if here.exists() else aside).read_bytes() == log
    if damaged.exists() and damaged.stat().st_size:
        assert not here.exists()
        assert stored(damaged) == ["saved"]
    else:
        assert not finished
        assert here.exists() or damaged.with_suffix(".replaced").exists()
    assert finished or steps < ENOUGH


def test_a_restore_can_be_done_again_after_it_was_cut_off(saved, damaged, monkeypatch):
    for steps in range(ENOUGH):
        finishes(saved, damaged, monkeypatch, steps)

    assert finishes(saved, damaged, monkeypatch, ENOUGH)
    assert stored(damaged) == ["saved"]
    assert sorted(file.name for file in damaged.parent.iterdir()) == ["ebb.db", "ebb.replaced"]


def test_a_file_that_is_no_database_is_replaced_and_kept(saved, tmp_path):
    (tmp_path / "ebb.db").write_text("Dear diary")

    restore(saved, tmp_path / "ebb.db")

    assert stored(tmp_path / "ebb.db") == ["saved"]
    assert (tmp_path / "ebb.replaced").read_text() == "Dear diary"


def test_where_there_are_no_links_the_old_database_is_copied(store, saved, tmp_path, monkeypatch):
    path = back_up(store.path, tmp_path / "stopped.db")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    restore(saved, path)

    assert stored(path.with_suffix(".replaced")) == ["saved"]
    assert path.with_suffix(".replaced").stat().st_ino != path.stat().st_ino


def test_a_restore_for_which_there_is_no_room_says_so_and_changes_nothing(store, saved, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)

    with pytest.raises(CannotStart, match=r"restoring .* failed: .*No space left on device"):
        restore(saved, store.path)

    assert nothing_happened(store)


def test_a_backup_and_a_restore_are_on_disk_with_their_names(store, tmp_path, monkeypatch):
    synced: list[Path] = []
    fsync = os.fsync

    def noted(opened: int) -> None:
        synced.append(Path(f"/proc/self/fd/{opened}").readlink())
        fsync(opened)

    monkeypatch.setattr(os, "fsync", noted)

    saved = back_up(store.path, tmp_path / "backups" / "saved.db")
    assert synced[-1] == saved.parent
    assert {path.name for path in synced} == {"saved.db.json", "saved.db.part", "backups"}
    (tmp_path / "data").mkdir()
    restore(saved, tmp_path / "data" / "new.db")
    assert synced[-1] == tmp_path / "data"


def test_a_backup_can_be_restored_where_there_was_nothing(saved, tmp_path):
    restore(saved, tmp_path / "new.db")

    assert stored(tmp_path / "new.db") == ["saved"]
    assert sorted(file.name for file in tmp_path.glob("new*")) == ["new.db"]


def test_the_log_that_a_crash_left_is_not_played_into_the_restored_database_and_not_lost(store, saved, tmp_path):
    store.write_now(add_word, "in the log alone")
    crashed = tmp_path / "crashed.db"
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{store.path}{end}", f"{crashed}{end}")

    restore(saved, crashed)

    assert sorted(file.name for file in tmp_path.glob("crashed.db*")) == ["crashed.db"]
    assert stored(crashed) == ["saved"]
    assert stored(crashed.with_suffix(".replaced")) == ["saved", "in the log alone"]


def test_a_second_restore_mixes_no_old_log_with_what_it_replaces(store, saved, tmp_path):
    crashed = tmp_path / "crashed.db"
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{store.path}{end}", f"{crashed}{end}")
    restore(saved, crashed)
    with closing(sqlite3.connect(crashed)) as db:
        db.execute("UPDATE word SET text = 'between'")
        db.commit()

    restore(saved, crashed)

    assert stored(crashed.with_suffix(".replaced")) == ["between"]


def nothing_happened(store: Database) -> bool:
    files = {file.name for file in store.path.parent.iterdir()}
    return store.read_now(words) == ["saved"] and files == {"words.db", "words.db-wal", "words.db-shm", "backups"}


@pytest.mark.parametrize("place", [0, 18, 5000, -1])
def test_a_damaged_backup_is_refused_and_nothing_replaced(store, saved, place):
    whole = bytearray(saved.read_bytes())
    whole[place] ^= 1
    saved.write_bytes(whole)

    with pytest.raises(CannotStart, match="its checksum differs from its manifest"):
        restore(saved, store.path)

    assert nothing_happened(store)


def test_a_backup_cut_short_is_refused(store, saved):
    saved.write_bytes(saved.read_bytes()[:-4096])

    with pytest.raises(CannotStart, match="checksum"):
        restore(saved, store.path)

    assert nothing_happened(store)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", "7", '{"sha256": "0"}', '{"rows": {}}', "\xff"])
def test_a_backup_without_a_manifest_worth_the_name_is_refused(store, saved, manifest):
    saved.with_name("saved.db.json").write_bytes(manifest.encode("latin-1"))

    with pytest.raises(CannotStart, match="cannot be checked"):
        restore(saved, store.path)

    assert nothing_happened(store)


def test_a_manifest_that_is_gone_or_a_backup_that_never_was_is_refused(store, saved):
    saved.with_name("saved.db.json").unlink()

    with pytest.raises(CannotStart, match="cannot be checked"):
        restore(saved, store.path)
    with pytest.raises(CannotStart, match="there is no backup at"):
        restore(saved.with_name("never.db"), store.path)

    assert nothing_happened(store)


def test_the_manifest_counts_the_rows_of_every_table(saved):
    manifest = json.loads(saved.with_name("saved.db.json").read_text())

    assert manifest["rows"] == {"word": 1, "meaning": 0}


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(saved):
    whole = bytearray(saved.read_bytes())
    whole[4096:8192] = b"\xff" * 4096
    saved.write_bytes(whole)

    with pytest.raises(CannotStart, match="damaged"):
        back_up(saved, saved.with_name("later.db"))

    assert not saved.with_name("later.db").exists()


def test_a_file_that_is_no_database_is_not_backed_up(tmp_path):
    (tmp_path / "diary.txt").write_text("Dear diary, today I learnt about containers.\n" * 100)

    with pytest.raises(CannotStart, match="not a database"):
        back_up(tmp_path / "diary.txt", tmp_path / "saved.db")


def test_a_backup_cannot_take_the_place_of_the_database(store):
    store.write_now(add_word, "kept")

    with pytest.raises(CannotStart, match="name another file"):
        back_up(store.path, store.path.parent / "." / store.path.name)

    assert store.read_now(words) == ["kept"]


def test_a_backup_that_cannot_be_written_says_so(store, tmp_path):
    (tmp_path / "a file").touch()

    with pytest.raises(CannotStart, match="backing up"):
        back_up(store.path, tmp_path / "a file" / "saved.db")
