"""Migrations: the schema they build, and that none can cost a learner what is stored."""

import ast
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from app.db import NAME, CannotStart, restore, verify
from app.db.migrate import MIGRATIONS, migrate
from tests.conftest import NOON

VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


# The migrations that we have.


def test_numbers_count_up_from_1_without_gaps_each_on_top_of_the_last():
    chain = []
    for path in VERSIONS:
        said = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        chain.append((path.name[:4], said["revision"], said["down_revision"]))

    numbers = [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
    assert numbers, "no migrations were found"
    assert chain == list(zip(numbers, numbers, [None, *numbers], strict=False))


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone_goes_forward_and_says_what_it_does(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    imported = [
        name
        for node in ast.walk(module)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    ]

    assert [name for name in imported if str(name).split(".")[0] in {"app", "tests"}] == []
    assert "downgrade" not in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(module)


def test_alembic_sees_no_difference_between_the_migrations_and_the_code(built):
    engine = create_engine(f"sqlite:///{built}")
    with engine.connect() as db:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_described}
        context = MigrationContext.configure(db, opts=opts)
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()

    assert differences == []


def is_described(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a table is one that SQLModel can describe: the index of words and what FTS5 keeps for it are not."""
    return kind != "table" or name is None or not name.startswith("note_search")


def test_the_tables_are_in_every_particular_those_of_the_code(built, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'code.db'}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()

    by_code, by_migrations = layout(tmp_path / "code.db"), layout(built)

    assert by_migrations.pop("alembic_version")
    assert len(by_code) >= 9
    assert by_migrations == by_code


def layout(path: Path) -> dict[str, Any]:
    """What Alembic compares of each table, and what it does not: actions of foreign keys, partial indexes, rowids."""
    with closing(sqlite3.connect(path)) as db:

        def ask(pragma: str) -> list[tuple[Any, ...]]:
            return db.execute(f"PRAGMA {pragma}").fetchall()

        tables = [(name, without_rowid) for _, name, kind, _, without_rowid, _ in ask("table_list") if kind == "table"]
        where = dict(
            db.execute("SELECT name, substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master WHERE sql LIKE '% WHERE %'")
        )
        return {
            name: {
                "columns": {column[1]: column[2:] for column in ask(f'table_xinfo("{name}")')},
                "foreign keys": sorted(key[2:] for key in ask(f'foreign_key_list("{name}")')),
                "indexes": sorted(
                    (
                        index if origin == "c" else "",
                        [column for _, _, column, *_, is_key in ask(f'index_xinfo("{index}")') if is_key],
                        unique,
                        where.get(index, "") if partial else "",
                    )
                    for _, index, unique, origin, partial in ask(f'index_list("{name}")')
                ),
                "without rowid": without_rowid,
            }
            for name, without_rowid in tables
            if not name.startswith("sqlite_")
        }


def test_the_triggers_that_keep_up_the_index_of_words_are_there(built):
    """They go with the table `note` when a migration rebuilds it, which then has to make them again."""
    with closing(sqlite3.connect(built)) as db:
        triggers = db.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).fetchall()

    assert triggers == [(f"note_search_{done}", "note") for done in ("added", "changed", "removed")]


def test_a_database_of_today_is_not_touched_and_not_backed_up(built, tmp_path):
    before = built.read_bytes()

    assert migrate(built, tmp_path / "backups", NOON) is None

    assert built.read_bytes() == before
    assert not (tmp_path / "backups").exists()


# A migration to come: what is stored by the first tables lives through it, or nothing happens.

STORED = """
    INSERT INTO user VALUES (1, 'Alice', 'alice', NULL, 1, '2026-11-20', 'Europe/Berlin', 4, 20, 200, 1, 'auto');
    INSERT INTO user VALUES (2, 'Bob', 'bob', NULL, 0, '2026-11-20', '', 4, 20, 200, 1, 'auto');
    INSERT INTO session VALUES ('hash', 1, '2026-11-20', '2026-11-20', '2027-01-20', 'Firefox');
    INSERT INTO deck VALUES (1, 'deck', 'A deck', 1, 1, 'guide.md', 0, 'fingerprint', 1, 0);
    INSERT INTO note VALUES (1, 'note', 1, 'basic', 0, '{}', '{}', '[]', '[]', '[]', 'words', 0);
    INSERT INTO card VALUES (1, 1, 1, '', 'basic', 0, 'What?', '<p>What?</p>', '<p>That.</p>', '', 0);
    INSERT INTO enrolment VALUES (1, 1, 1, 'sm2');
    INSERT INTO schedule VALUES (1, 1, 1, 1, 2, '2026-11-25', 0, 2, 'sm2', '{}', '2026-11-24', 0, NULL, 0, 0);
    INSERT INTO review VALUES
        (1, 1, 1, 0, NULL, '2026-11-24', 'UTC', '2026-11-24', 2, 0, 9, 'sm2', 0, 1, 0, '2026-11-24', '{}'),
        (1, 2, 1, 1, 1, '2026-11-24', 'UTC', '2026-11-24', 2, 0, 9, 'sm2', 0, 1, 0, '2026-11-24', '{}');
    INSERT INTO study_day VALUES (1, '2026-11-24', 1, 1, 0, 1, 9000);
"""

REBUILD = """
    with op.batch_alter_table("user", recreate="always") as user:
        user.add_column(sa.Column("motto", sa.String(), nullable=False, server_default="none yet"))
    with op.batch_alter_table("card", recreate="always") as card:
        card.alter_column("question", new_column_name="prompt")
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """A folder of migrations that ends with our first."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "versions"))
    (folder / "versions").mkdir()
    shutil.copy(VERSIONS[0], folder / "versions")
    return folder


@pytest.fixture
def path(tmp_path: Path, migrations: Path) -> Path:
    """A database as the first migration left it, with a row in every table that hangs together."""
    path = tmp_path / "data" / NAME
    path.parent.mkdir()
    migrate(path, path.parent / "backups", NOON, migrations)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.executescript(STORED)
        db.commit()
    return path


def add_migration(migrations: Path, body: str) -> None:
    """The second migration, which does `body`."""
    (migrations / "versions" / "0002_second.py").write_text(
        '"""The second."""\nimport sqlalchemy as sa\nfrom alembic import op\n'
        f'revision, down_revision = "0002", "0001"\n\n\ndef upgrade() -> None:\n{body}\n'
    )


def run(path: Path, migrations: Path) -> Path | None:
    return migrate(path, path.parent / "backups", NOON, migrations)


def refusal(path: Path, migrations: Path) -> str:
    """Why the migration was given up."""
    with pytest.raises(CannotStart) as refused:
        run(path, migrations)
    assert "nothing was changed" in str(refused.value)
    return str(refused.value)


def dump(path: Path) -> list[str]:
    """Everything a database holds, schema and rows, as SQL."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name != "alembic_version"}


def test_every_old_row_survives_the_rebuilding_of_a_table_that_others_hang_on(path, migrations):
    before = rows(path)
    add_migration(migrations, REBUILD)

    run(path, migrations)

    after = rows(path)
    assert [row[-1] for row in after["user"]] == ["none yet", "none yet"]
    assert [row[:-1] for row in after.pop("user")] == before.pop("user")
    assert after == before
    assert all(before[table] for table in ("session", "schedule", "review", "study_day", "enrolment", "card"))


def test_the_third_migration_indexes_the_notes_that_are_stored(path, migrations):
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "INSERT INTO note SELECT 7, 'other', deck_id, kind, 1, fields, local, tags, cites, errata, "
            "'große netze', retired FROM note"
        )
        db.commit()
    before = rows(path)["note"]
    for version in VERSIONS[1:3]:
        shutil.copy(version, migrations / "versions")

    run(path, migrations)

    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO note_search (note_search, rank) VALUES ('integrity-check', 1)")
        asked = "SELECT rowid FROM note_search WHERE note_search MATCH ?"
        found = {words: db.execute(asked, (words,)).fetchall() for words in ("words", "grosse", "große", "netz *")}
        stored = db.execute("SELECT * FROM note").fetchall()
    assert found == {"words": [(1,)], "grosse": [], "große": [(7,)], "netz *": [(7,)]}
    assert [row[: len(before[0])] for row in stored] == before


def test_the_fourth_migration_keeps_every_row_and_no_stored_deck_belongs_to_a_guide(path, migrations):
    for version in VERSIONS[1:3]:
        shutil.copy(version, migrations / "versions")
    run(path, migrations)
    before = rows(path)
    shutil.copy(VERSIONS[3], migrations / "versions")

    run(path, migrations)

    after = rows(path)
    assert [row[-1] for row in after["deck"]] == [None]
    assert [row[:-1] for row in after.pop("deck")] == before.pop("deck")
    assert (after.pop("guide"), after.pop("proposal")) == ([], [])
    assert after.pop("sqlite_sequence") == []
    assert after == before


def test_a_migrated_database_still_lets_rows_go_with_what_they_hang_on(path, migrations):
    add_migration(migrations, REBUILD)
    run(path, migrations)

    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM user WHERE id = 1")
        left = [db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("session", "schedule", "review")]
    assert left == [(0,), (0,), (0,)]


def test_a_backup_of_everything_is_taken_before_a_migration(path, migrations):
    before = dump(path)
    add_migration(migrations, REBUILD)

    saved = run(path, migrations)

    assert saved is not None
    assert saved == path.parent / "backups" / "before-0002-20261124T120000Z.db"
    assert dump(saved) == before
    assert verify(saved) == {"alembic_version": 1, "sign_in_attempt": 0} | {
        table: len(found) for table, found in rows(saved).items() if table != "sign_in_attempt"
    }
    restore(saved, path)
    assert dump(path) == before


@pytest.mark.parametrize(
    "body",
    [
        REBUILD + "\n    raise RuntimeError('half way')",
        "    op.execute('INSERT INTO deck SELECT * FROM deck')",
        "    op.execute('no such words')",
        "    raise SystemExit(3)",
    ],
    ids=["half way", "a key twice", "wrong words", "leaving"],
)
def test_a_migration_that_fails_leaves_everything_as_it_was_and_can_be_tried_again(path, migrations, body):
    before = dump(path)
    add_migration(migrations, body)

    with pytest.raises((CannotStart, SystemExit)):
        run(path, migrations)
    assert dump(path) == before

    add_migration(migrations, REBUILD)
    run(path, migrations)
    assert len(rows(path)["user"][0]) == 13


def test_a_migration_that_fails_names_why_and_the_backup(path, migrations):
    add_migration(migrations, "    raise RuntimeError('half way')")

    told = refusal(path, migrations)

    assert told == (
        f"migrating {path} to schema 0002 failed and nothing was changed: half way; "
        f"a backup is at {path.parent / 'backups' / 'before-0002-20261124T120000Z.db'}"
    )


def test_a_migration_that_loses_a_row_is_refused(path, migrations):
    before = dump(path)
    add_migration(migrations, "    op.execute('DELETE FROM session')")

    assert "table session had 1 rows and would have 0" in refusal(path, migrations)

    assert dump(path) == before


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_refused(path, migrations):
    before = dump(path)
    add_migration(migrations, "    op.execute('UPDATE session SET user_id = 404')")

    assert "a row of session would point at a missing row of user" in refusal(path, migrations)

    assert dump(path) == before


def test_a_migration_may_drop_a_table(path, migrations):
    add_migration(migrations, "    op.drop_table('study_day')")

    run(path, migrations)

    assert "study_day" not in rows(path)


def test_nothing_is_migrated_where_no_backup_can_be_taken(path, migrations):
    before = dump(path)
    (path.parent / "backups").write_text("a file where the folder should be")
    add_migration(migrations, REBUILD)

    with pytest.raises(CannotStart, match="backing up"):
        run(path, migrations)

    assert dump(path) == before


def test_a_percent_sign_in_the_path_is_no_trouble(tmp_path, migrations):
    odd = tmp_path / "100% mine"
    shutil.move(migrations, odd)

    migrate(tmp_path / "50%20.db", tmp_path / "backups", NOON, odd)

    assert "user" in rows(tmp_path / "50%20.db")
