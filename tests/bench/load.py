"""Clients: wrk where it is installed, else threads of a process of their own; and sixteen who race for one card."""

import http.client
import json
import multiprocessing
import random
import re
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.population import Population, token_of

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("grades.lua")
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "HX-Request": "true",
    "Sec-Fetch-Site": "same-origin",
}
SHOWN = re.compile(rb'data-card="(\d+)/(\d+)"')


@dataclass(frozen=True)
class Result:
    """What the clients saw. `issued` counts requests sent, some of which may have gone unanswered at the end."""

    answers: int
    issued: int
    errors: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def generator() -> str:
    """What makes the load on this machine."""
    return "wrk" if shutil.which("wrk") else "Python threads"


def grade_fresh_cards(port: int, people: Population, seconds: float, first: int) -> Result:
    """Sixteen keep-alive connections, each request the grade of a card that nobody has graded.

    `first` is where in the shuffled cards to begin, so that warming up and measuring take different ones.
    """
    if shutil.which("wrk"):
        return _wrk(port, people, seconds, first)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_threads, (port, people, seconds, first))


def _wrk(port: int, people: Population, seconds: float, first: int) -> Result:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", str(SCRIPT)]
    address = f"http://127.0.0.1:{port}"
    words = [*command, address, "--", str(people.learners), str(people.cards), str(first)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Result(**json.loads(done.stdout.strip().splitlines()[-1]))


@dataclass
class _Seen:
    """What one client saw."""

    ms: list[float] = field(default_factory=list)
    errors: int = 0
    counted: int = 0


Step = Callable[[http.client.HTTPConnection, _Seen], None]


def _threads(port: int, people: Population, seconds: float, first: int) -> Result:
    order = list(range(people.learners * people.cards))
    random.Random(1).shuffle(order)
    fresh = iter(order[first:])

    def step(connection: http.client.HTTPConnection, seen: _Seen) -> None:
        pair = next(fresh)  # one bytecode in C: no two threads get the same
        user, card = pair % people.learners + 1, pair // people.learners + 1
        _post(connection, seen, user, card, "turn=1&shown_at=0&ms=3000&grade=good")

    return _drive(port, seconds, step)[0]


def race_for_one_card(port: int, people: Population, seconds: float) -> tuple[Result, int]:
    """Sixteen clients grade one card Again, each with the turn that it saw last; and how many were told it counted."""
    last = {"turn": 1}

    def step(connection: http.client.HTTPConnection, seen: _Seen) -> None:
        body = f"turn={last['turn']}&shown_at=0&ms=3000&grade=again"
        answer = _post(connection, seen, people.racer, 1, body)
        shown = SHOWN.search(answer)
        if shown is None or shown[1] != b"1":
            seen.errors += 1
            return
        last["turn"] = max(last["turn"], int(shown[2]))
        seen.counted += b'data-kind="stale"' not in answer

    return _drive(port, seconds, step)


def _post(connection: http.client.HTTPConnection, seen: _Seen, user: int, card: int, body: str) -> bytes:
    begun = time.perf_counter()
    connection.request("POST", f"/cards/{card}/reviews", body, {**HEADERS, "Cookie": f"ebb={token_of(user)}"})
    answer = connection.getresponse()
    text = answer.read()
    seen.ms.append((time.perf_counter() - begun) * 1000)
    seen.errors += answer.status != 200
    return text


def _drive(port: int, seconds: float, step: Step) -> tuple[Result, int]:
    """Runs `step` over and over on each connection; each client finishes what it has begun."""
    begun = time.perf_counter()
    clients = [_Seen() for _ in range(CONNECTIONS)]
    threads = [threading.Thread(target=_client, args=(port, begun + seconds, step, seen)) for seen in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    ms = sorted(one for seen in clients for one in seen.ms)
    errors = sum(seen.errors for seen in clients)
    p99 = ms[min(len(ms) - 1, len(ms) * 99 // 100)] if ms else 0.0
    p50 = statistics.median(ms) if ms else 0.0
    return Result(len(ms), len(ms), errors, took, p50, p99), sum(seen.counted for seen in clients)


def _client(port: int, until: float, step: Step, seen: _Seen) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while time.perf_counter() < until:
        try:
            step(connection, seen)
        except (OSError, http.client.HTTPException):
            seen.errors += 1
            connection.close()
    connection.close()
