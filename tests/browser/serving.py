"""Starting a real server for a test."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from app.db import NAME, Database

LONGEST_START = 60.0
"""In seconds; a loaded machine takes its time."""


@dataclass(frozen=True)
class Served:
    """A server of Ebb, and its database as the test sees it: opened beside the server, as a second writer."""

    url: str
    db: Database


@contextmanager
def serve(data: Path, **environment: str) -> Iterator[Served]:
    """`python -m app serve` on a free port of this machine alone, until the block ends.

    People sign in, and htmx is the shipped copy, unless `environment` says otherwise.
    """
    data.mkdir(exist_ok=True)
    port = _free_port()
    command = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EBB_")}
    settings = {"EBB_DATA": str(data), "EBB_HTMX": "vendored", "EBB_LOG_LEVEL": "warning"} | environment
    url = f"http://127.0.0.1:{port}"
    with (data / "server.log").open("wb") as log:  # a pipe that nobody empties would stop the server
        process = subprocess.Popen(command, env=clean | settings, stderr=log)
        try:
            _wait_until_up(url, process, data / "server.log")
            database = Database(data / NAME)
            try:
                yield Served(url, database)
            finally:
                database.close()
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} did not come up: {log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
