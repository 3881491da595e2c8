"""Opening a data folder: what keeps Ebb from starting is said in one line that says what to do."""

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts.people import add_user, count_users
from app.db import NAME, CannotStart, Lock, back_up, open_folder, restore, verify
from app.db.backup import newest
from app.db.migrate import migrate
from tests.conftest import NOON

SOMEBODY_ELSE = 12345


def open_and_close(folder: Path) -> None:
    database, lock = open_folder(folder, NOON)
    database.close()
    lock.release()


def refusal(folder: Path) -> str:
    """Why the folder cannot be opened."""
    told = trouble(folder)
    assert told, "it can be opened"
    return told


def trouble(folder: Path) -> str:
    """Why the folder cannot be opened, in one line; empty if it can be."""
    try:
        open_and_close(folder)
    except CannotStart as refused:
        told = str(refused)
    else:
        told = ""
    assert "\n" not in told
    return told


@pytest.fixture
def folder(tmp_path: Path, built: Path) -> Path:
    """A data folder with an empty database of today's schema."""
    shutil.copy(built, tmp_path / NAME)
    return tmp_path


def test_a_missing_folder_is_made_with_a_database_and_no_backup(tmp_path):
    folder = tmp_path / "new" / "data"

    open_and_close(folder)

    assert sorted(file.name for file in folder.iterdir()) == [".lock", NAME]


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_a_folder_that_is_made_is_for_its_user_alone_and_one_that_was_there_stays_as_it_is(tmp_path, umask):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o2770)
    before = os.umask(umask)
    try:
        for name in ("new", "shared"):
            open_and_close(tmp_path / name)
    finally:
        os.umask(before)

    assert (tmp_path / "new").stat().st_mode & 0o7777 == 0o700
    assert (tmp_path / "shared").stat().st_mode & 0o7777 == 0o2770


def test_what_is_stored_is_there_when_the_folder_is_opened_again(folder):
    database, lock = open_folder(folder, NOON)
    database.write_now(add_user, "Alice", None, "UTC", NOON)
    database.close()
    lock.release()

    database, lock = open_folder(folder, NOON)
    assert database.read_now(count_users) == 1
    database.close()
    lock.release()


def test_a_second_instance_on_the_folder_is_refused(folder):
    database, lock = open_folder(folder, NOON)

    assert refusal(folder) == f"another Ebb is using {folder}: stop it, or give this one its own folder with EBB_DATA"

    database.close()
    lock.release()
    open_and_close(folder)


def test_a_folder_that_could_not_be_opened_is_not_left_locked(folder):
    (folder / NAME).write_text("Dear diary")
    refusal(folder)

    Lock(folder).release()


def test_an_empty_file_is_a_database_that_has_yet_to_be_made(tmp_path):
    (tmp_path / NAME).touch()

    open_and_close(tmp_path)

    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        assert db.execute("SELECT count(*) FROM user").fetchone() == (0,)


def test_an_empty_file_beside_backups_is_damage(folder):
    saved = back_up(folder / NAME, folder / "backups" / "saved.db")
    (folder / NAME).write_bytes(b"")

    assert f"ebb restore {saved}" in refusal(folder)


def test_a_database_that_is_missing_beside_its_backups_is_not_made_anew(folder):
    back_up(folder / NAME, folder / "backups" / "older.db")
    os.utime(folder / "backups" / "older.db", (1, 1))
    saved = back_up(folder / NAME, folder / "backups" / "saved.db")
    (folder / NAME).unlink()

    assert refusal(folder) == (
        f"{folder / NAME} is missing, though there was one: ebb restore {saved}, or name an empty folder with EBB_DATA"
    )

    assert not (folder / NAME).exists()
    restore(saved, folder / NAME)
    open_and_close(folder)


@pytest.mark.parametrize("left", ["ebb.replaced", "ebb.db-wal"])
def test_what_a_restore_or_a_crash_left_says_that_there_was_a_database(folder, left):
    (folder / NAME).rename(folder / left)

    assert "is missing, though there was one: restore a copy of it" in refusal(folder)


def test_a_folder_of_backups_that_holds_none_is_no_sign_of_a_database(tmp_path):
    (tmp_path / "backups").mkdir()

    open_and_close(tmp_path)


def test_a_database_of_a_newer_ebb_is_refused_and_left_alone(folder):
    with closing(sqlite3.connect(folder / NAME)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (folder / NAME).read_bytes()

    assert "was written by a newer Ebb (schema 9999" in refusal(folder)

    assert (folder / NAME).read_bytes() == before
    assert not (folder / "backups").exists()


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        db.execute("CREATE TABLE recipe (title TEXT)")
    before = (tmp_path / NAME).read_bytes()

    assert "not one of Ebb's" in refusal(tmp_path)

    assert (tmp_path / NAME).read_bytes() == before


# Somebody else's folder: permissions do not bind root, so the test becomes somebody else for a moment where it can.


@contextmanager
def as_somebody_else() -> Iterator[int]:
    """Another user where this one is root; the same one otherwise. Answers the id."""
    if os.geteuid() != 0:
        yield os.geteuid()
        return
    os.seteuid(SOMEBODY_ELSE)
    try:
        yield SOMEBODY_ELSE
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that anybody can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


def test_a_folder_that_cannot_be_written_is_refused_with_who_and_where(public):
    public.chmod(0o555)

    with as_somebody_else() as user:
        told = refusal(public)

    assert told.startswith(f"cannot write the data folder {public} as user {user} (Permission denied)")
    assert f"chown -R {user} {public}" in told
    assert list(public.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(public):
    public.chmod(0o555)

    with as_somebody_else():
        told = refusal(public / "data")

    assert told.startswith(f"cannot write the data folder {public / 'data'}")


def test_a_file_where_the_folder_should_be_is_refused(tmp_path):
    (tmp_path / "data").touch()

    assert "(File exists)" in refusal(tmp_path / "data")


def test_a_folder_that_cannot_be_looked_into_is_told_in_one_line_by_a_backup(public, tmp_path):
    public.chmod(0o000)

    with as_somebody_else(), pytest.raises(CannotStart, match=r"backing up .* failed: .*Permission denied"):
        back_up(public / NAME, public / "saved.db")


def test_a_database_file_of_another_user_is_refused(public, built):
    shutil.copy(built, public / NAME)
    (public / NAME).chmod(0o444)
    public.chmod(0o777)

    with as_somebody_else() as user:
        told = refusal(public)

    assert f"{public} as user {user} ({NAME} belongs to somebody else)" in told


# Damage. The log is folded into the file first, as its pages would stand in for the damaged ones.


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a thousand accounts, and two backups; tests copy it."""
    folder = tmp_path_factory.mktemp("stored")
    migrate(folder / NAME, folder / "backups", NOON)
    with closing(sqlite3.connect(folder / NAME)) as db:
        db.executemany(
            "INSERT INTO user VALUES (?, ?, ?, NULL, 0, '2026-11-24', 'UTC', 4, 20, 200, 1, 'auto')",
            [(number, f"Person {number}", f"person {number}") for number in range(1000)],
        )
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for age, name in enumerate(("newest.db", "older.db")):
        saved = back_up(folder / NAME, folder / "backups" / name)
        at = (NOON - timedelta(days=age)).timestamp()
        os.utime(saved, (at, at))
    return folder


@pytest.fixture
def damaged(tmp_path: Path, stored: Path) -> Path:
    """A copy of it to do harm to."""
    return shutil.copytree(stored, tmp_path / "data")


def quick_check_finds(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def test_random_damage_never_ends_in_a_traceback_and_what_a_check_finds_is_refused(damaged, stored):
    chance, whole = random.Random(2026), (stored / NAME).read_bytes()
    last = damaged / "backups" / "newest.db"
    found = 0
    for _ in range(60):
        for file in damaged.glob(f"{NAME}*"):
            file.unlink()
        place = chance.randrange(len(whole) - 32)
        (damaged / NAME).write_bytes(whole[:place] + chance.randbytes(32) + whole[place + 32 :])
        if quick_check_finds(damaged / NAME):
            found += 1
            told = refusal(damaged)
            assert f"{damaged / NAME} is damaged" in told
            assert f"ebb restore {last}" in told
        else:
            open_and_close(damaged)
    assert found >= 10  # most of the file is words, where no check can tell a wrong one from a right one


@pytest.mark.parametrize("place", range(0, 100, 4))
def test_a_damaged_header_is_refused_or_harmless(damaged, place):
    whole = (damaged / NAME).read_bytes()
    (damaged / NAME).write_bytes(whole[:place] + b"\xff\xfe\xfd\xfc" + whole[place + 4 :])

    told = trouble(damaged)

    assert told == "" or f"ebb restore {damaged / 'backups' / 'newest.db'}" in told


@pytest.mark.parametrize("left", [99, 100, 4095, 4096, 3 * 4096, 3 * 4096 + 1, -4096])
def test_a_file_cut_short_is_refused(damaged, left):
    whole = (damaged / NAME).read_bytes()
    (damaged / NAME).write_bytes(whole[:left])

    assert f"ebb restore {damaged / 'backups' / 'newest.db'}" in refusal(damaged)


def test_a_text_file_is_refused(damaged):
    (damaged / NAME).write_text("Dear diary, today I learnt about containers.\n" * 100)

    assert refusal(damaged) == (
        f"{damaged / NAME} is damaged (file is not a database): ebb restore {damaged / 'backups' / 'newest.db'}"
    )


def test_where_there_is_no_backup_none_is_named(damaged):
    shutil.rmtree(damaged / "backups")
    (damaged / NAME).write_text("Dear diary")

    assert refusal(damaged).endswith("restore a copy of it")


def test_the_newest_backup_is_told_by_when_it_was_written(damaged):
    found = newest(damaged / "backups")

    assert found == damaged / "backups" / "newest.db"
    assert verify(damaged / "backups" / "newest.db")["user"] == 1000
