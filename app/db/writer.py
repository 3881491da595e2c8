"""The one writer: a thread that takes what has queued up and commits it in one transaction."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from app.db.engines import driver

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 64
"""The most writes that share one commit; more gains nothing and makes the first of them wait."""

log = logging.getLogger(__name__)


class _Job:
    __slots__ = ("args", "error", "loop", "promise", "result", "work")

    def __init__(self, work: Callable[..., Any], args: Sequence[Any], loop: asyncio.AbstractEventLoop | None) -> None:
        self.work = work
        self.args = args
        self.loop = loop
        self.promise: asyncio.Future[Any] | Future[Any] = loop.create_future() if loop else Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        if self.promise.done():  # the browser hung up while it waited; what it asked for is on disk all the same
            return
        error = self.error
        if isinstance(error, StopIteration):  # a future refuses it, and whoever asked would wait for ever
            error = RuntimeError("a write ended with StopIteration")
            error.__cause__ = self.error
        if error is None:
            self.promise.set_result(self.result)
        else:
            self.promise.set_exception(error)


def _settle(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.settle()


class Writer:
    """Runs functions on the writing connection, one after another, up to 64 to a commit.

    Each has a savepoint of its own: returning keeps what it did, raising undoes it and no other. The result is handed
    back only after the commit has reached the disk.
    """

    def __init__(self, engine: Engine) -> None:
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        db = engine.connect()  # here, not in the thread: a file that cannot be opened must be heard of
        self._thread = threading.Thread(target=self._serve, args=(db,), name="ebb-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Hands `work(db, *args)` to the writer from the event loop."""
        job = _Job(work, args, asyncio.get_running_loop())
        self._hand_in(job)
        return await job.promise  # type: ignore[misc, no-any-return]

    def write_now(self, work: Callable[..., T], *args: Any) -> T:
        """The same for a thread that may wait."""
        job = _Job(work, args, None)
        self._hand_in(job)
        return job.promise.result()  # type: ignore[no-any-return]

    def close(self) -> None:
        """Finishes what has been handed in, then stops."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _hand_in(self, job: _Job) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")
        self._queue.put(job)

    def _serve(self, db: Connection) -> None:
        with db:
            db.begin()  # for SQLAlchemy's books only; the words to SQLite are said in _commit
            open_ = True
            while open_:
                jobs, open_ = self._take()
                self._commit(db, jobs)
                _hand_back(jobs)
            with suppress(sqlite3.OperationalError):  # it may find the disk full, and nothing depends on it
                driver(db).execute("PRAGMA optimize")

    def _take(self) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = []
        first = self._queue.get()
        try:
            while first is not None:
                jobs.append(first)
                if len(jobs) == BATCH:
                    return jobs, True
                first = self._queue.get_nowait()
        except Empty:
            return jobs, True
        return jobs, False

    @staticmethod
    def _commit(db: Connection, jobs: Sequence[_Job]) -> None:
        if not jobs:
            return
        raw = driver(db)
        try:
            raw.execute("BEGIN IMMEDIATE")
            for job in jobs:
                raw.execute("SAVEPOINT job")
                try:
                    job.result = job.work(db, *job.args)
                except BaseException as error:  # noqa: BLE001 - it is handed to whoever asked
                    job.error = error
                    raw.execute("ROLLBACK TO job")
                raw.execute("RELEASE job")
            raw.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - nothing was kept, so everyone must hear
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            for job in jobs:
                job.error = job.error or error


def _hand_back(jobs: Sequence[_Job]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop | None, list[_Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, settled in by_loop.items():
        if loop is None:
            _settle(settled)
            continue
        try:
            loop.call_soon_threadsafe(_settle, settled)
        except RuntimeError:  # the loop closed while we wrote
            log.warning("%d answers found nobody waiting", len(settled))
