"""Servers under measurement: starting them as processes of their own, and asking Linux what they cost."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import ROOT

PATIENCE = 180.0
"""Seconds to wait for the first answer: much, as a busy machine should spoil the figures and not the run."""


@dataclass(frozen=True)
class Server:
    """A process that answers on `port`."""

    process: subprocess.Popen[bytes]
    port: int
    first_answer_ms: float
    """From the start of the process to its first 200."""

    @property
    def cpu_seconds(self) -> float:
        """User and system time so far, of all its threads."""
        fields = _proc(self.process.pid, "stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def rss_mib(self) -> float:
        """The memory it holds now."""
        for line in _proc(self.process.pid, "status").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the server is gone")


def _proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")


@contextmanager
def serving_ebb(data: Path, decks: Path, log: Path) -> Iterator[Server]:
    """Ebb as `ebb serve` runs it."""
    environment = {"EBB_DATA": str(data), "EBB_DECKS": str(decks), "EBB_HTMX": "vendored", "EBB_LOG_LEVEL": "warning"}
    with _serving(["-m", "app", "serve"], environment, log) as server:
        yield server


@contextmanager
def serving_floor(database: Path, synchronous: str, log: Path) -> Iterator[Server]:
    """The floor, at synchronous=NORMAL or FULL."""
    with _serving(["-m", "tests.bench.floor", str(database), "--synchronous", synchronous], {}, log) as server:
        yield server


@contextmanager
def _serving(words: list[str], environment: dict[str, str], log: Path) -> Iterator[Server]:
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EBB_")}
    with log.open("ab") as told:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words, "--port", str(port)], cwd=ROOT, env=kept | environment, stdout=told, stderr=told
        )
        try:
            _wait(process, port, log)
            yield Server(process, port, (time.perf_counter() - begun) * 1000)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except ConnectionError:
            time.sleep(0.003)
        finally:
            connection.close()
    state = "runs but does not answer" if process.poll() is None else f"ended with {process.returncode}"
    raise RuntimeError(f"the server {state}:\n{log.read_text(encoding='utf-8')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def import_ms(modules: str) -> float:
    """How long a fresh Python takes to import these modules and end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {modules}"], cwd=ROOT, check=True)
    return (time.perf_counter() - begun) * 1000
