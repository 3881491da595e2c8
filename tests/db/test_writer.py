"""What the one writer promises to whoever hands it a change."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.db.engines import driver
from tests.db.words import add_word, beside, make_tables, say, words


class Gate:
    """A write that keeps the writer busy until it is opened, so that others queue up behind it."""

    def __init__(self) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()

    def hold(self, db: Connection) -> None:
        self._entered.set()
        assert self._opened.wait(10)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._entered.wait, 10)

    def open(self) -> None:
        self._opened.set()


def queue_up(store: Database, *jobs: tuple[Any, ...], meanwhile: Callable[[Gate], Awaitable[None]] | None = None):
    """Hands in all `jobs` while the writer is busy, then lets it go on; their results and exceptions, in order."""

    async def hand_in() -> list[Any]:
        gate = Gate()
        held = asyncio.ensure_future(store.write_slow(gate.hold))
        await gate.reached()
        tasks = [asyncio.ensure_future(store.write(*job)) for job in jobs]
        await asyncio.sleep(0)  # each task runs up to where it waits
        if meanwhile:
            await meanwhile(gate)
        gate.open()
        await held
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(hand_in())


def listen(store: Database) -> list[str]:
    """Every statement that SQLite is told from now on, by the writer."""
    heard: list[str] = []
    store.write_now(lambda db: driver(db).set_trace_callback(heard.append))
    heard.clear()
    return heard


def test_a_write_answers_with_what_its_function_returned(store):
    assert store.write_now(add_word, "ebb") == "ebb"

    assert store.read_now(words) == ["ebb"]


def test_what_queued_up_shares_one_commit(store):
    heard = listen(store)

    results = queue_up(store, *[(add_word, f"word {number}") for number in range(10)])

    assert results == [f"word {number}" for number in range(10)]
    queued = "".join(heard[heard.index("COMMIT") + 1 :])  # after the write that held the others up
    assert (queued.count("INSERT"), queued.count("COMMIT")) == (10, 1)


def test_at_most_64_writes_share_a_commit(store):
    heard = listen(store)

    queue_up(store, *[(add_word, f"word {number}") for number in range(70)])

    written = [sum("INSERT" in said for said in batch.split("\n")) for batch in "\n".join(heard).split("COMMIT")]
    assert [count for count in written if count] == [64, 6]


def test_writes_run_in_the_order_in_which_they_were_handed_in(store):
    queue_up(store, (add_word, "one"), (add_word, "two"), (add_word, "three"))

    assert store.read_now(words) == ["one", "two", "three"]


def test_a_write_sees_what_the_one_before_it_wrote(store):
    assert queue_up(store, (add_word, "one"), (words,))[1] == ["one"]


def test_a_write_that_raises_undoes_itself_and_no_other(store):
    def add_two_and_fail(db: Connection) -> None:
        add_word(db, "lost")
        add_word(db, "first")

    first, failed, last = queue_up(store, (add_word, "first"), (add_two_and_fail,), (add_word, "last"))

    assert (first, last) == ("first", "last")
    assert isinstance(failed, sqlite3.IntegrityError)
    assert store.read_now(words) == ["first", "last"]


def test_nobody_is_answered_before_the_commit(store):
    done_at_commit: list[list[bool]] = []
    tasks: list[asyncio.Future[str]] = []

    async def answer() -> None:
        loop = asyncio.get_running_loop()

        def look(said: str) -> None:
            if said == "COMMIT" and tasks:
                for _ in range(5):  # turns of the loop, enough for an answer handed back too early to arrive
                    turned = threading.Event()
                    loop.call_soon_threadsafe(turned.set)
                    assert turned.wait(10)
                done_at_commit.append([task.done() for task in tasks])

        await store.write(lambda db: driver(db).set_trace_callback(look))
        tasks.extend(asyncio.ensure_future(store.write(add_word, text)) for text in ("one", "two"))
        await asyncio.gather(*tasks)
        await store.write(lambda db: driver(db).set_trace_callback(None))

    asyncio.run(answer())

    assert done_at_commit[0] == [False, False]
    assert store.read_now(words) == ["one", "two"]


def test_what_was_answered_is_there_for_another_program(store):
    store.write_now(add_word, "ebb")

    with sqlite3.connect(store.path) as other:
        assert other.execute("SELECT text FROM word").fetchall() == [("ebb",)]
    other.close()


def test_a_failing_commit_is_told_to_everybody_and_keeps_nothing(store):
    def mean_nothing(db: Connection) -> None:
        say(db, "PRAGMA defer_foreign_keys = ON")  # the missing word is missed only when it comes to the commit
        say(db, "INSERT INTO meaning VALUES (404, 'of no word')")

    results = queue_up(store, (add_word, "one"), (mean_nothing,), (add_word, "two"))

    assert [type(result) for result in results] == [sqlite3.IntegrityError] * 3
    assert store.read_now(words) == []
    assert store.write_now(add_word, "later") == "later"


def test_a_failing_commit_leaves_a_write_the_error_that_it_raised_itself(store):
    def mean_nothing(db: Connection) -> None:
        say(db, "PRAGMA defer_foreign_keys = ON")
        say(db, "INSERT INTO meaning VALUES (404, 'of no word')")

    def refuse(db: Connection) -> None:
        raise LookupError("of its own")

    results = queue_up(store, (refuse,), (mean_nothing,))

    assert [type(result) for result in results] == [LookupError, sqlite3.IntegrityError]


def test_a_full_disk_is_told_and_once_there_is_room_writing_goes_on(store):
    def fill(db: Connection) -> None:
        say(db, "INSERT INTO word (text) VALUES (hex(randomblob(1000000)))")

    store.write_now(lambda db: say(db, "PRAGMA max_page_count = 20"))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.write_now(fill)
    assert store.read_now(words) == []

    store.write_now(lambda db: say(db, "PRAGMA max_page_count = 1000000"))
    store.write_now(fill)
    assert len(store.read_now(words)) == 1


class PulledPlug(BaseException):
    """Not even an Exception."""


@pytest.mark.parametrize("error", [PulledPlug, SystemExit, KeyboardInterrupt])
def test_whatever_a_write_raises_goes_to_who_asked_and_the_writer_lives(store, error):
    def pull(db: Connection) -> None:
        add_word(db, "lost")
        raise error

    with pytest.raises(error):
        store.write_now(pull)

    assert store.write_now(add_word, "later") == "later"
    assert store.read_now(words) == ["later"]


def test_a_write_that_raises_stop_iteration_holds_nobody_up(store):
    def run_out(db: Connection) -> None:
        next(iter([]))

    ran_out, later = queue_up(store, (run_out,), (add_word, "later"))

    assert isinstance(ran_out, RuntimeError)
    assert isinstance(ran_out.__cause__, StopIteration)
    assert later == "later"


def test_what_somebody_asked_for_who_then_hung_up_is_written(store):
    async def hang_up() -> None:
        gate = Gate()
        held = asyncio.ensure_future(store.write_slow(gate.hold))
        await gate.reached()
        waiting = asyncio.ensure_future(store.write(add_word, "nobody waits"))
        await asyncio.sleep(0)
        waiting.cancel()
        gate.open()
        await held
        await store.write(add_word, "somebody waits")

    asyncio.run(hang_up())

    assert store.read_now(words) == ["nobody waits", "somebody waits"]


def test_answers_to_a_loop_that_has_closed_hold_nobody_up(store, caplog):
    gate = Gate()

    async def leave() -> None:
        held = asyncio.ensure_future(store.write_slow(gate.hold))
        await gate.reached()
        held.cancel()

    asyncio.run(leave())
    with caplog.at_level(logging.WARNING, "app.db.writer"):
        gate.open()
        assert store.write_now(add_word, "later") == "later"

    assert "nobody waiting" in caplog.text


def test_closing_finishes_what_was_handed_in(tmp_path):
    store = Database(tmp_path / "words.db")
    store.write_now(make_tables)
    closing = threading.Thread(target=store.close)

    async def close(gate: Gate) -> None:
        closing.start()

    results = queue_up(store, *[(add_word, f"word {number}") for number in range(5)], meanwhile=close)
    closing.join(10)

    assert results == [f"word {number}" for number in range(5)]
    with sqlite3.connect(store.path) as file:
        assert file.execute("SELECT count(*) FROM word").fetchone() == (5,)
    file.close()


def test_closing_folds_the_log_into_the_one_file(tmp_path):
    store = Database(tmp_path / "words.db")
    store.write_now(make_tables)
    store.read_now(words)
    asyncio.run(store.read_slow(words))
    assert beside(store.path) == ["words.db-shm", "words.db-wal"]

    store.close()

    assert beside(store.path) == []


def test_a_write_after_closing_is_refused_and_does_not_wait(tmp_path):
    store = Database(tmp_path / "words.db")
    store.close()

    with pytest.raises(RuntimeError, match="closed"):
        store.write_now(words)


def test_a_file_that_cannot_be_opened_is_told_and_nobody_waits(tmp_path: Path):
    with pytest.raises(OperationalError, match="unable to open"):
        Database(tmp_path / "no folder" / "words.db")


def test_every_commit_reaches_the_disk_and_foreign_keys_hold(store):
    def pragma(db: Connection, name: str) -> object:
        return say(db, f"PRAGMA {name}")[0][0]

    assert store.write_now(pragma, "synchronous") == 2  # FULL
    assert store.write_now(pragma, "journal_mode") == "wal"
    assert store.write_now(pragma, "foreign_keys") == 1
    with pytest.raises(sqlite3.IntegrityError):
        store.write_now(lambda db: say(db, "INSERT INTO meaning VALUES (404, 'of no word')"))
