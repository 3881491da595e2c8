"""What a read promises: it changes nothing, and sees one moment of the database."""

import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy import Connection

from app.db import Database
from app.db.database import SLOW_READERS
from tests.db.words import add_word, say, see, words


@pytest.mark.parametrize("how", ["read", "read_slow"])
def test_a_read_cannot_write(store, how):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(getattr(store, how)(add_word, "ebb"))

    assert store.read_now(words) == []


@pytest.mark.parametrize("how", ["read", "read_slow"])
def test_a_read_that_raises_does_not_spoil_the_next(store, how):
    async def fail_then_read() -> list[str]:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await getattr(store, how)(say, "SELECT * FROM nowhere")
        await store.write(add_word, "ebb")
        result: list[str] = await getattr(store, how)(words)
        return result

    assert asyncio.run(fail_then_read()) == ["ebb"]


def test_a_read_sees_what_was_answered_before_it(store):
    async def write_and_read() -> list[list[str]]:
        seen = []
        for text in ("one", "two"):
            await store.write(add_word, text)
            seen.append(await store.read(words))
        return seen

    assert asyncio.run(write_and_read()) == [["one"], ["one", "two"]]


def test_a_reader_sees_one_unchanging_view_while_others_write(store):
    store.write_now(add_word, "before")

    def read_twice(db: Connection) -> tuple[list[str], list[str]]:
        first = words(db)
        store.write_now(add_word, "meanwhile")
        return first, words(db)

    assert store.read_now(read_twice) == (["before"], ["before"])
    assert store.read_now(words) == ["before", "meanwhile"]


def test_a_long_read_does_not_hold_up_writes_or_short_reads(store):
    async def write_while_reading() -> list[str]:
        reading, finished = threading.Event(), threading.Event()

        def read_for_long(db: Connection) -> list[str]:
            found = words(db)
            reading.set()
            assert finished.wait(10)
            return found

        long = asyncio.ensure_future(store.read_slow(read_for_long))
        assert await asyncio.to_thread(reading.wait, 10)
        await store.write(add_word, "meanwhile")
        short: list[str] = await store.read(words)
        finished.set()
        assert await long == []
        return short

    assert asyncio.run(write_while_reading()) == ["meanwhile"]


def test_long_reads_run_side_by_side(store):
    together = threading.Barrier(SLOW_READERS)

    async def read_together() -> list[int]:
        return list(await asyncio.gather(*[store.read_slow(lambda db: together.wait(10)) for _ in range(SLOW_READERS)]))

    assert sorted(asyncio.run(read_together())) == list(range(SLOW_READERS))


def test_changes_from_sixteen_threads_lose_nothing(store: Database):
    threads, times = 16, 25
    store.write_now(add_word, "ebb")

    def see_often() -> None:
        for _ in range(times):
            store.write_now(see, "ebb")

    crowd = [threading.Thread(target=see_often) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()

    assert store.read_now(say, "SELECT seen FROM word") == [(threads * times,)]
