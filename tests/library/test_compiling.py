"""Guides compiled in a process of their own: whatever that process does, somebody is told and the server goes on."""

import asyncio
import contextlib
import os
import signal
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.library import compiling
from app.library.compiling import BROKEN, TOO_LONG, TOO_MUCH, Readings, Task, Told
from app.settings import ROOT

GUIDE = "# Tides\n\n" + "".join(
    f"## What is number {number}?\n\nIt is the number {number} of all.\n\n" for number in range(60)
)


class Heard:
    """What was told at the end of each reading."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    async def __call__(self, told: Told) -> None:
        self.told.append(told)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


Says = Callable[[str], None]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Says:
    """`worker("print(1)")`: another program in the worker's place."""

    def be(program: str) -> None:
        monkeypatch.setattr(compiling, "COMMAND", (sys.executable, "-c", textwrap.dedent(program)))

    return be


def read(data: bytes = GUIDE.encode(), **more: Any) -> Told:
    """Reads one guide to the end."""
    heard = Heard()

    async def run() -> None:
        await Readings().start(1, Task("guide.md", data, **more), heard)

    asyncio.run(run())
    (told,) = heard.told
    return told


def test_a_guide_is_read_and_says_how_far_it_has_come():
    seen = set()

    async def run() -> Told:
        readings, heard = Readings(), Heard()
        task = readings.start(1, Task("guide.md", GUIDE.encode()), heard)
        assert readings.progress == {1: (0, 0)}
        while not task.done():
            seen.add(readings.progress.get(1))
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)  # it is forgotten in the next turn of the loop
        assert (readings.progress, readings.tasks) == ({}, {})
        return heard.told[0]

    told = asyncio.run(run())

    assert told["result"]["title"] == "Tides"
    assert len(told["result"]["proposals"]) == 60
    assert len(seen) >= 2
    assert {found[1] for found in seen if found} <= {0, GUIDE.count("\n") + 1}


def test_a_file_that_is_no_guide_is_told_by_its_name():
    assert read(b"\x89PNG")["problems"] == ["guide.md is no text; it looks like a PNG picture."]


HOSTILE = {
    "markup": b"# {{ 7 * 7 }} {% include 'x' %}\n\n<script>alert(1)</script>\n" * 500,
    "NUL": b"# a\x00b\n\nwhat\x00 is\n" + b"words " * 200,
    "lists in lists": "\n".join("  " * depth + "- a" for depth in range(2000)).encode(),
    "quotes in quotes": (b">" * 99_999 + b"\n") * 3,
    "brackets": (b"[" * 99_999 + b"\n") * 2,
    "fences": b"```\n# a\n" * 5000,
    "folds": b"<details><summary>a?</summary>\n\n" * 5000,
    "gaps": b"{{c1::" * 15_000,
    "a wide table": b"|" + b"a|" * 5000 + b"\n|" + b"-|" * 5000 + b"\n" + (b"|" + b"b|" * 5000 + b"\n") * 4,
    "no end of parts": b"# a\n\ntext\n\n" * 10_000,
    "surrogates": b"# a\n\n" + b"\xed\xa0\x80 what is this" * 20,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(name):
    told = read(HOSTILE[name])

    if "problems" in told:
        assert told["problems"][0].startswith("guide.md ")
    else:
        assert len(told["result"]["parts"]) <= 200
        assert all(1 <= made["part"] <= len(told["result"]["parts"]) for made in told["result"]["proposals"])


def test_a_worker_that_hangs_is_ended(worker, monkeypatch):
    monkeypatch.setattr(compiling, "MOST_SECONDS", 1)
    worker("import time, os; print('{\"progress\": [1, 2]}', flush=True); time.sleep(600)")

    assert read()["problems"] == [TOO_LONG]


def test_a_worker_that_takes_too_much_of_the_processor_says_so(worker):
    worker(
        """
        import resource
        resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
        while True: pass
        """
    )

    assert read()["problems"] == [TOO_LONG]


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(3)",
        "1 / 0",
        "print('not JSON')",
        "print('[]')",
        "import sys; sys.stdout.write('x' * 70_000_000)",
        "import os; os.close(0); os.close(1)",
        "import sys; sys.stdin.buffer.read(); print('{}')",
    ],
    ids=["left", "broken", "no JSON", "no object", "a line without end", "deaf and dumb", "nothing to say"],
)
def test_a_worker_that_fails_is_told_and_the_log_says_why(worker, caplog, program):
    worker(program)

    told = read(b"x" * 4_000_000)

    assert told == {"problems": [BROKEN]}
    assert caplog.records


def test_a_worker_that_is_killed_half_way_is_told(worker, tmp_path):
    pid = tmp_path / "pid"
    worker(
        f"""
        import os, sys, time
        open({str(pid)!r}, "w").write(str(os.getpid()))
        print('{{"progress": [1, 2]}}', flush=True)
        time.sleep(600)
        """
    )
    heard = Heard()

    async def run() -> None:
        readings = Readings()
        task = readings.start(1, Task("guide.md", b"x"), heard)
        await until(lambda: readings.progress.get(1) == (1, 2))
        os.kill(int(pid.read_text()), signal.SIGKILL)
        await task

    asyncio.run(run())

    assert heard.told == [{"problems": [TOO_MUCH]}]


def test_a_worker_is_the_first_that_the_kernel_ends_where_memory_is_short():
    scores: set[str] = set()

    def look() -> None:
        for found in Path("/proc/self/task").glob("*/children"):
            for pid in found.read_text().split():
                with contextlib.suppress(OSError):
                    scores.add(Path(f"/proc/{pid}/oom_score_adj").read_text().strip())

    async def run() -> None:
        task = Readings().start(1, Task("guide.md", GUIDE.encode() * 20), Heard())
        while not task.done():
            look()
            await asyncio.sleep(0.01)

    asyncio.run(run())

    assert "1000" in scores


SLEEPS = """
import os, sys, time
open(os.path.join({folder!r}, str(os.getpid())), "w").close()
time.sleep({seconds})
print('{{"result": {{}}}}')
"""


def is_gone(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - what it waits for is another process
            await asyncio.sleep(0.01)


def pids(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


@pytest.mark.parametrize("how", ["stop", "close", "start"])
def test_a_reading_that_is_given_up_ends_its_process(worker, tmp_path, how):
    worker(SLEEPS.format(folder=str(tmp_path), seconds=600))
    heard = Heard()

    async def run() -> None:
        readings = Readings()
        task = readings.start(1, Task("guide.md", b"x"), heard)
        await until(lambda: len(pids(tmp_path)) == 1)
        (first,) = pids(tmp_path)
        if how == "close":
            await readings.close()
        elif how == "stop":
            readings.stop(1)
        else:
            worker("import sys; sys.stdin.buffer.read(); print('{\"result\": {}}')")
            await readings.start(1, Task("guide.md", b"y"), heard)
        await until(task.cancelled)
        await until(lambda: is_gone(first))
        assert (readings.progress, readings.tasks) == ({}, {})

    asyncio.run(run())

    assert heard.told == ([{"result": {}}] if how == "start" else [])


def test_two_are_read_at_once_and_more_wait(worker, tmp_path):
    worker(SLEEPS.format(folder=str(tmp_path), seconds=0.7))
    heard = Heard()

    async def run() -> None:
        readings = Readings()
        tasks = [readings.start(number, Task("guide.md", b"x"), heard) for number in range(1, 6)]
        await until(lambda: len(pids(tmp_path)) == 2)
        assert len(readings.tasks) == 5
        await asyncio.gather(*tasks)

    asyncio.run(run())

    assert len(heard.told) == 5


def test_what_cannot_be_stored_is_told_too(worker, caplog):
    worker("import sys; sys.stdin.buffer.read(); print('{\"result\": {}}')")
    heard: list[Told] = []

    async def finish(told: Told) -> None:
        heard.append(told)
        if "result" in told:
            raise RuntimeError("the disk is full")

    async def run() -> None:
        await Readings().start(1, Task("guide.md", b"x"), finish)

    asyncio.run(run())

    assert heard[-1] == {"problems": [BROKEN]}
    assert "the disk is full" in caplog.text
