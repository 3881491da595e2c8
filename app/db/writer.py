"""The one writer: it takes what has queued up and commits it in one transaction."""

import asyncio
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Engine

from app.db.engines import driver

T = TypeVar("T")

BATCH = 64
"""The most writes that share one commit; more gains nothing and makes the first of them wait."""

log = logging.getLogger(__name__)


class _Job:
    __slots__ = ("args", "error", "loop", "promise", "result", "slow", "work")

    def __init__(
        self,
        work: Callable[..., Any],
        args: Sequence[Any],
        loop: asyncio.AbstractEventLoop | None,
        *,
        slow: bool = False,
    ) -> None:
        self.slow = slow
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


def _settle(jobs: Sequence[_Job], then: Callable[[], None] | None = None) -> None:
    for job in jobs:
        job.settle()
    if then:
        then()


class Writer:
    """Runs functions on the writing connection, one after another, up to 64 to a commit.

    Each has a savepoint of its own: returning keeps what it did, raising undoes it and no other. The result is handed
    back only after the commit has reached the disk.

    What a function does runs on the event loop that handed it in; only the commit, which waits for the disk, runs in a
    thread, and meanwhile the loop reads and renders. Two threads running Python would take the interpreter from each
    other with every statement: measured, that cost a third of the answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._db = engine.connect()
        self._db.begin()  # for SQLAlchemy's books only; the words to SQLite are said below
        self._jobs: deque[_Job] = deque()
        self._busy = False
        self._closed = False
        self._turn = threading.Lock()  # who holds it may use the connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ebb-writer")

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Runs `work(db, *args)`, which takes a millisecond or so."""
        return await self._hand_in(_Job(work, args, asyncio.get_running_loop()))  # type: ignore[no-any-return]

    async def write_slow(self, work: Callable[..., T], *args: Any) -> T:
        """The same for work that would hold up the loop: all of it runs in the thread, in a commit of its own."""
        return await self._hand_in(_Job(work, args, asyncio.get_running_loop(), slow=True))  # type: ignore[no-any-return]

    def write_now(self, work: Callable[..., T], *args: Any) -> T:
        """The same for a thread that may wait."""
        self._refuse_if_closed()
        job = _Job(work, args, None)
        with self._turn:
            self._run([job])
            self._commit([job])
        job.settle()
        return job.promise.result()  # type: ignore[no-any-return]

    def close(self) -> None:
        """Finishes what has been handed in, then stops."""
        self._closed = True
        self._thread.shutdown()
        while self._jobs:
            jobs = self._take()
            self._run(jobs)
            self._commit(jobs)
            _hand_back(jobs)
        with suppress(sqlite3.OperationalError):  # it may find the disk full, and nothing depends on it
            driver(self._db).execute("PRAGMA optimize")
        self._db.close()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")

    async def _hand_in(self, job: _Job) -> Any:
        self._refuse_if_closed()
        self._jobs.append(job)
        if not self._busy:
            self._busy = True
            asyncio.get_running_loop().call_soon(self._begin)  # whoever asks in this turn of the loop comes along
        return await job.promise  # type: ignore[misc]

    def _begin(self) -> None:
        """Runs what has queued up and hands its commit to the thread; called on the loop."""
        if not self._jobs or self._closed:
            self._busy = False
            return
        jobs = self._take()
        self._turn.acquire()  # free but while another thread is in write_now
        if not jobs[0].slow:
            self._run(jobs)
        self._thread.submit(self._end, jobs)

    def _end(self, jobs: list[_Job]) -> None:
        """The rest, in the thread."""
        if jobs[0].slow:
            self._run(jobs)
        self._commit(jobs)
        self._turn.release()
        if not _hand_back(jobs, then=self._begin):
            self._busy = False

    def _take(self) -> list[_Job]:
        """The first jobs in the queue that may share a commit."""
        jobs = [self._jobs.popleft()]
        while self._jobs and len(jobs) < BATCH and not jobs[0].slow and not self._jobs[0].slow:
            jobs.append(self._jobs.popleft())
        return jobs

    def _run(self, jobs: Sequence[_Job]) -> None:
        raw = driver(self._db)
        try:
            raw.execute("BEGIN IMMEDIATE")
            for job in jobs:
                raw.execute("SAVEPOINT job")
                try:
                    job.result = job.work(self._db, *job.args)
                except BaseException as error:  # noqa: BLE001 - it is handed to whoever asked
                    job.error = error
                    raw.execute("ROLLBACK TO job")
                raw.execute("RELEASE job")
        except BaseException as error:  # noqa: BLE001 - nothing is kept, so everyone must hear
            self._give_up(jobs, error)

    def _commit(self, jobs: Sequence[_Job]) -> None:
        try:
            if driver(self._db).in_transaction:
                driver(self._db).execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - nothing was kept, so everyone must hear
            self._give_up(jobs, error)

    def _give_up(self, jobs: Sequence[_Job], error: BaseException) -> None:
        with suppress(sqlite3.Error):  # a full disk has ended the transaction already
            if driver(self._db).in_transaction:
                driver(self._db).execute("ROLLBACK")
        for job in jobs:
            job.error = job.error or error


def _hand_back(jobs: Sequence[_Job], then: Callable[[], None] | None = None) -> bool:
    """Settles each job on its loop, and then calls `then` on the first; False if that loop is no more."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.loop is not None:
            by_loop.setdefault(job.loop, []).append(job)
    first = jobs[0].loop
    for loop, settled in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, settled, then if loop is first else None)
        except RuntimeError:  # the loop closed while we wrote
            log.warning("%d answers found nobody waiting", len(settled))
            if loop is first:
                return False
    return True
