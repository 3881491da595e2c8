"""A small database to read and write: words, and what they mean."""

from pathlib import Path

from sqlalchemy import Connection

from app.db.engines import driver

WORDS = """
    CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, seen INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE meaning (word_id INTEGER NOT NULL REFERENCES word ON DELETE CASCADE, text TEXT NOT NULL);
"""


def make_tables(db: Connection) -> None:
    for statement in WORDS.strip().split("\n"):
        say(db, statement)


def say(db: Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Runs one statement of SQL; its rows."""
    return driver(db).execute(sql, values).fetchall()


def add_word(db: Connection, text: str) -> str:
    say(db, "INSERT INTO word (text) VALUES (?)", text)
    return text


def words(db: Connection) -> list[str]:
    return [str(text) for (text,) in say(db, "SELECT text FROM word ORDER BY id")]


def see(db: Connection, text: str) -> None:
    """Reads how often a word was seen, and writes one more: as a schedule is changed."""
    ((seen,),) = say(db, "SELECT seen FROM word WHERE text = ?", text)
    say(db, "UPDATE word SET seen = ? WHERE text = ?", int(str(seen)) + 1, text)


def beside(path: Path) -> list[str]:
    """What SQLite keeps beside a database that is open, or that was not closed."""
    return sorted(file.name for file in path.parent.glob(path.name + "-*"))
