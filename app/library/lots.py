"""Cards made of many proposals, a lot at a time, each on disk before the next: others' reviews come in between."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

LOT = 50
"""Proposals that become cards in one transaction: a tenth of a second; larger lots take no less time in all."""

Make = Callable[[Sequence[int], bool], Awaitable[int]]
"""Makes cards of one lot of proposals, which is the last one or not; how many."""

What = tuple[int, int | None, tuple[int, ...]]
"""What was asked for: a guide, a part of it, and single proposals. Asked for twice, it is done once."""


@dataclass
class Run:
    """One request under way: how many of its proposals have been seen to."""

    of: int
    done: int = 0
    task: asyncio.Task[int] | None = None


@dataclass
class Lots:
    """What is being made into cards now."""

    runs: dict[What, Run] = field(default_factory=dict)

    def start(self, what: What, ids: Sequence[int], make: Make) -> asyncio.Task[int]:
        """Begins to make cards of these proposals, in their order; the task yields how many there are in the end.

        What is being done already is not begun a second time.
        """
        run = self.runs.get(what)
        if run is not None and run.task is not None:
            return run.task
        run = self.runs[what] = Run(len(ids))
        run.task = asyncio.create_task(self._run(what[0], run, list(ids), make))
        run.task.add_done_callback(lambda done: self._forget(what, done))
        return run.task

    def progress(self, guide_id: int) -> tuple[int, int]:
        """How many of a guide's proposals have been seen to, and of how many; zeros where nothing is under way."""
        runs = self._of(guide_id)
        return sum(run.done for run in runs), sum(run.of for run in runs)

    async def close(self) -> None:
        """Begins no further lot; one that has been handed to the writer is finished by it."""
        tasks = [run.task for run in self.runs.values() if run.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, guide_id: int, run: Run, ids: Sequence[int], make: Make) -> int:
        made = 0
        for start in range(0, len(ids), LOT):
            last = start + LOT >= len(ids) and len(self._of(guide_id)) == 1
            made += await make(ids[start : start + LOT], last)
            run.done = min(start + LOT, len(ids))
        return made

    def _of(self, guide_id: int) -> list[Run]:
        return [run for what, run in self.runs.items() if what[0] == guide_id]

    def _forget(self, what: What, done: asyncio.Task[int]) -> None:
        self.runs.pop(what, None)
        if not done.cancelled() and (error := done.exception()):
            log.error("accepting stopped half way in guide %d", what[0], exc_info=error)
