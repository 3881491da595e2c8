"""The open database: short reads on the event loop, long reads in threads, writes through the one writer."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from app.db.engines import driver, open_engine
from app.db.writer import Writer

T = TypeVar("T")

SLOW_READERS = 3


class Database:
    """One SQLite file. `read`, `read_slow` and `write` take a plain function whose first argument is the connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = open_engine(path, writes=True)
        self._writer = Writer(self._writing)
        self._reading = open_engine(path, writes=False, readers=SLOW_READERS + 1)
        self._reader = _Reader(self._reading)
        self._own = threading.local()
        self._readers = [self._reader]
        self._pool = ThreadPoolExecutor(SLOW_READERS, thread_name_prefix="ebb-reader")

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Runs a read that takes less than a millisecond, at once, on the event loop: a thread would cost more."""
        return self._reader.run(work, *args)

    async def read_slow(self, work: Callable[..., T], *args: Any) -> T:
        """Runs a longer read (search, charts, export) in a small pool of threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read_in_thread, work, *args)

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Runs a short change in one transaction; answers only after it is on disk. Raising undoes it."""
        return await self._writer.write(work, *args)

    async def write_slow(self, work: Callable[..., T], *args: Any) -> T:
        """The same for a change that takes longer than a few milliseconds; it does not hold up the event loop."""
        return await self._writer.write_slow(work, *args)

    def read_now(self, work: Callable[..., T], *args: Any) -> T:
        """A read for a caller that is not on the event loop."""
        return self._pool.submit(self._read_in_thread, work, *args).result()

    def write_now(self, work: Callable[..., T], *args: Any) -> T:
        """A change for a caller that is not on the event loop."""
        return self._writer.write_now(work, *args)

    def close(self) -> None:
        """Finishes the writes handed in and closes every connection, which folds the write-ahead log into the file."""
        self._writer.close()
        self._pool.shutdown()
        for reader in self._readers:  # one left open, if only until it is collected, would keep the log from folding
            reader.close()
        self._reading.dispose()
        self._writing.dispose()

    def _read_in_thread(self, work: Callable[..., T], *args: Any) -> T:
        if not hasattr(self._own, "reader"):
            self._own.reader = _Reader(self._reading)
            self._readers.append(self._own.reader)
        reader: _Reader = self._own.reader
        return reader.run(work, *args)


class _Reader:
    """A read-only connection that gives each function one unchanging view of the database."""

    def __init__(self, engine: Engine) -> None:
        self._db: Connection = engine.connect()
        self._db.begin()  # for SQLAlchemy's books only; the words to SQLite are said in run
        self._raw = driver(self._db)

    def run(self, work: Callable[..., T], *args: Any) -> T:
        self._raw.execute("BEGIN")
        try:
            return work(self._db, *args)
        finally:
            self._raw.execute("COMMIT")

    def close(self) -> None:
        self._db.invalidate()
        self._db.close()
