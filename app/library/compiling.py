"""Guides being compiled: each in a process of its own, with its progress."""

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.library.lots import Lots

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "app.library.worker")
MOST_SECONDS = 60
AT_ONCE = 2
"""Guides compiled side by side; more wait."""
LONGEST_LINE = 64_000_000
"""Bytes of the worker's last line, which holds a guide's text and all of its proposals."""
LONG_LINE = 100_000
"""Bytes of a line that takes more than a millisecond to be read."""

BROKEN = "It could not be read; the log says why. Your cards are as they were."
TOO_MUCH = "Reading it was ended from outside, most likely for want of memory. Split it into smaller files."
TOO_LONG = f"Reading it took more than {MOST_SECONDS} seconds. Split it into smaller files."
ENDED = {-signal.SIGXCPU: TOO_LONG, -signal.SIGKILL: TOO_MUCH}
"""How a worker ended, and what that means: the kernel kills one that the container has no memory for."""

Told = dict[str, Any]
Finish = Callable[[Told], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is handed: a file's name and bytes, and the overlay that patches it (TOML, or empty).

    `strict` says that all of the overlay must fit.
    """

    name: str
    data: bytes
    overlay: str = ""
    strict: bool = False


@dataclass
class Readings:
    """What is being compiled now, by guide."""

    progress: dict[int, tuple[int, int]] = field(default_factory=dict)
    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    ending: set[asyncio.Task[None]] = field(default_factory=set)
    """Tasks that were given up, until their processes are gone."""
    lots: Lots = field(default_factory=Lots)
    """What is being made into cards, once it has been read."""
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def start(self, guide_id: int, task: Task, finish: Finish) -> asyncio.Task[None]:
        """Begins to compile; `finish` is handed `result` or `problems`. A guide that is being compiled starts anew."""
        self.stop(guide_id)
        self.progress[guide_id] = (0, 0)
        started = asyncio.create_task(self._run(guide_id, task, finish))
        self.tasks[guide_id] = started
        started.add_done_callback(lambda done: self._forget(guide_id, done))
        return started

    def stop(self, guide_id: int) -> None:
        """Gives up a compilation, and ends its process."""
        self.progress.pop(guide_id, None)
        if task := self.tasks.pop(guide_id, None):
            self.ending.add(task)
            task.add_done_callback(self.ending.discard)
            task.cancel()

    async def close(self) -> None:
        """Gives up all of them."""
        for guide_id in list(self.tasks):
            self.stop(guide_id)
        await asyncio.gather(*self.ending, return_exceptions=True)
        await self.lots.close()

    def _forget(self, guide_id: int, done: asyncio.Task[None]) -> None:
        if self.tasks.get(guide_id) is done:
            del self.tasks[guide_id]
            self.progress.pop(guide_id, None)
        if not done.cancelled() and (error := done.exception()):
            log.error("guide %d was not stored", guide_id, exc_info=error)

    async def _run(self, guide_id: int, task: Task, finish: Finish) -> None:
        """Whatever goes wrong, somebody is told: no guide may seem to be read for ever."""
        try:
            # Not wait_for: its inner task would be cancelled twice when the loop ends, and not wait for the process.
            async with self.room, asyncio.timeout(MOST_SECONDS):
                told = await self._compile(guide_id, task)
            await finish(told)
        except TimeoutError:
            await finish({"problems": [TOO_LONG]})
        except Exception:
            log.exception("guide %d was not read", guide_id)
            await finish({"problems": [BROKEN]})

    async def _compile(self, guide_id: int, task: Task) -> Told:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        asking, saying, complaining = process.stdin, process.stdout, process.stderr
        if asking is None or saying is None or complaining is None:
            raise RuntimeError("the worker has no pipes")
        errors = asyncio.create_task(complaining.read())
        feeding = asyncio.create_task(_feed(asking, task))
        try:
            told = await self._listen(guide_id, saying)
            await feeding
            await process.wait()  # one that has done its work is not killed
            if not told and process.returncode in ENDED:
                told = {"problems": [ENDED[process.returncode]]}
            if not told:
                log.error("the worker said nothing of guide %d: %s", guide_id, (await errors).decode()[-2000:])
                told = {"problems": [BROKEN]}
            return told
        finally:
            errors.cancel()
            feeding.cancel()
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _listen(self, guide_id: int, saying: asyncio.StreamReader) -> Told:
        told: Told = {}
        while line := await saying.readline():
            said = await asyncio.to_thread(json.loads, line) if len(line) > LONG_LINE else json.loads(line)
            if "progress" in said:
                done, of = said["progress"]
                self.progress[guide_id] = (done, of)
            else:
                told = said
        return told


async def _feed(pipe: asyncio.StreamWriter, task: Task) -> None:
    try:
        header = {"name": task.name, "overlay": task.overlay, "strict": task.strict}
        pipe.write(json.dumps(header).encode() + b"\n" + task.data)
        await pipe.drain()
        pipe.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # a worker that gave up has said why, or its end will show
