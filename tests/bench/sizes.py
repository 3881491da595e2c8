"""The statements that find the next card, on schedules of a thousand to ten million rows."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from app import clock
from app.db.engines import PRAGMAS
from app.db.migrate import migrate
from app.review import statements as sql
from app.scheduling import sm2
from app.scheduling.schedulers import dump

TODAY = date(2026, 11, 24)
NOW = 1_795_521_600
"""Noon of that day."""
CHUNK = 250_000
FACES = 9
"""Cards of a note, as of a cloze with many gaps: tables of notes and cards that are as long as the schedule."""

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
NOTES = f"""{_NUMBERS} INSERT INTO note (id, key, deck_id, kind, position, fields, local, tags, cites, errata,
        search_text, retired)
    SELECT i, 'note-' || i, 1, 'cloze', i, '{{}}', '{{}}', '[]', '[[105, 107, "4d0c81c2b1f0a9e3"]]', '[]', '', 0
    FROM n"""
CARDS = f"""{_NUMBERS} INSERT INTO card (id, note_id, deck_id, face, kind, position, question, front_html, back_html,
        extra_html, retired)
    SELECT i, (i - 1) / {FACES} + 1, 1, 'c' || (i % {FACES}), 'cloze', i, 'Question ' || i, '<p>Front ' || i || '</p>',
        '<p>Back ' || i || '</p>', '', 0 FROM n"""
# A learner's rows: ten cards to repeat in this session, 3 in 10 new, 2 in 10 due, the rest due within a year.
SCHEDULES = f"""{_NUMBERS}, row(i, card, place) AS (SELECT i, (i - 1) % :cards + 1, i % 10 FROM n)
    INSERT INTO schedule (user_id, card_id, deck_id, note_id, queue, due_day, rank, turn, scheduler, memory, last_day,
        fuzz, flag, marked)
    SELECT (i - 1) / :cards + 1, card, 1, (card - 1) / {FACES} + 1,
        CASE WHEN card <= 10 THEN 1 WHEN place < 3 THEN 0 ELSE 2 END,
        CASE WHEN card <= 10 THEN :today WHEN place < 3 THEN '0001-01-01'
            WHEN place < 5 THEN date(:today, '-' || (card / 10 % 100) || ' days')
            ELSE date(:today, '+' || (card / 10 % 365 + 1) || ' days') END,
        CASE WHEN card <= 10 THEN :now + 60 + card ELSE card END,
        1, 'sm2', :memory, CASE WHEN place < 3 THEN NULL ELSE date(:today, '-30 days') END, 0, 0, 0
    FROM row"""


@dataclass(frozen=True)
class Size:
    """`learners` with as many `cards` each."""

    learners: int
    cards: int

    @property
    def rows(self) -> int:
        """Rows of the schedule."""
        return self.learners * self.cards

    def __str__(self) -> str:
        return f"{self.rows:,} rows of {self.learners:,} learner{'s' if self.learners > 1 else ''}"


@dataclass(frozen=True)
class Timing:
    """Microseconds, medians: the next card (a repeat, a due card, a new one: three seeks), and the three counters."""

    next_card: float
    counters: float


def build(folder: Path, size: Size, built: Callable[[int], None]) -> Path:
    """A database of that size with Ebb's schema and indexes; `built` is told how many rows were added."""
    path = folder / f"{size.learners}x{size.cards}.db"
    migrate(path, folder / "backups", clock.now())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "threads=2"):
            db.execute(f"PRAGMA {pragma}")
        indexes = _drop_indexes(db)
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO deck (id, key, title, guide, position, fingerprint, revision, retired)"
            " VALUES (1, 'bench', 'The cards of the benchmark', 'guide.md', 0, '', 1, 0)"
        )
        _fill(db, NOTES, -(-size.cards // FACES), {}, lambda _rows: None)
        _fill(db, CARDS, size.cards, {}, lambda _rows: None)
        values = {
            "cards": size.cards,
            "today": TODAY.isoformat(),
            "now": NOW,
            "memory": dump(sm2.answer(sm2.NEW, 4, 0)),
        }
        _fill(db, SCHEDULES, size.rows, values, built)
        for index in indexes:
            db.execute(index)
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode=WAL")
    return path


def _drop_indexes(db: sqlite3.Connection) -> list[str]:
    """Indexes are faster built in one go; those of notes and cards are of no use to these statements."""
    found = db.execute(
        "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _, _ in found:
        db.execute(f"DROP INDEX {name}")
    return [sql for _, sql, table in found if table not in {"note", "card"}]


def _fill(
    db: sqlite3.Connection, statement: str, count: int, values: dict[str, object], built: Callable[[int], None]
) -> None:
    for first in range(1, count + 1, CHUNK):
        last = min(count, first + CHUNK - 1)
        db.execute(statement, {"first": first, "last": last, **values})
        built(last - first + 1)


def compare(small: Path, large: Path, sizes: tuple[Size, Size], blocks: int, runs: int) -> tuple[Timing, Timing]:
    """Times both databases in turns, `blocks` blocks of `runs` for each, so that a busy moment meets both."""
    with closing(_opened(small)) as one, closing(_opened(large)) as other:
        found: tuple[list[Timing], list[Timing]] = ([], [])
        for _ in range(blocks):
            for db, size, timings in zip((one, other), sizes, found, strict=True):
                timings.append(_time(db, size, runs))
    return _median(found[0]), _median(found[1])


def _median(timings: list[Timing]) -> Timing:
    return Timing(
        statistics.median(timing.next_card for timing in timings),
        statistics.median(timing.counters for timing in timings),
    )


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in (*PRAGMAS, "query_only=ON"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _time(db: sqlite3.Connection, size: Size, runs: int) -> Timing:
    learners = [Random(run).randint(1, size.learners) for run in range(runs)]
    most = {"most_new": 20, "most_learning": sql.CAP, "most_due": 200}  # what a new learner may see in a day
    scopes = [{"user_id": learner, "today": TODAY.isoformat(), "now": NOW, **most} for learner in learners]
    steps = (sql.REPEAT_DUE.everywhere, sql.NEXT_DUE.everywhere, sql.NEXT_NEW.everywhere)
    next_card = [(step.sql, step._constants) for step in steps]
    counters = [(sql.COUNTS.everywhere.sql, sql.COUNTS.everywhere._constants)]
    for statements in (next_card, counters):
        _run(db, statements, scopes)  # warms the cache
    return Timing(_run(db, next_card, scopes), _run(db, counters, scopes))


def _run(
    db: sqlite3.Connection, statements: list[tuple[str, dict[str, object]]], scopes: list[dict[str, object]]
) -> float:
    took = []
    for scope in scopes:
        bound = [(text, {**constants, **scope}) for text, constants in statements]
        begun = time.perf_counter_ns()
        for text, values in bound:
            db.execute(text, values).fetchone()
        took.append(time.perf_counter_ns() - begun)
    return statistics.median(took) / 1000
