"""The measurements: rounds in turns, the race for one card, starting, and schedules of every size."""

import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import sizes
from tests.bench.load import Result, grade_fresh_cards, race_for_one_card
from tests.bench.population import Population
from tests.bench.servers import Server, import_ms, serving_ebb, serving_floor
from tests.bench.sizes import Size, Timing

EBB, FLOOR_NORMAL, FLOOR_FULL = "Ebb, FULL", "floor, NORMAL", "floor, FULL"
VARIANTS = (EBB, FLOOR_NORMAL, FLOOR_FULL)
IMPORTS = "fastapi, sqlmodel, jinja2, uvicorn"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """One variant in one round."""

    result: Result
    cpu_us: float
    """Server CPU for each answer."""
    rss_mib: float


@dataclass(frozen=True)
class Race:
    """Sixteen clients on one card. `counted` answers were told that they counted; the rest came too late."""

    answers: int
    counted: int
    lost: int
    """By how much the log, the card's turn, the day's total and what the clients were told differ; 0 if all agree."""
    errors: int


def rounds(people: Population, count: int, seconds: float, warm: float, tell: Tell) -> list[dict[str, Run]]:
    """Ebb and both floors, one after another in each round, beginning with another one each time."""
    done = []
    for number in range(count):
        turn = number % len(VARIANTS)
        found = {}
        for variant in VARIANTS[turn:] + VARIANTS[:turn]:
            run = found[variant] = _run(variant, people, seconds, warm)
            speed, waits = run.result.per_second, f"p50/p99 {run.result.p50_ms:.1f}/{run.result.p99_ms:.1f} ms"
            tell(f"round {number + 1}: {variant}: {speed:,.0f}/s, {run.cpu_us:,.0f} µs CPU, {waits}")
        done.append(found)
    return done


def _run(variant: str, people: Population, seconds: float, warm: float) -> Run:
    with _copy(people) as data:
        before = _reviews(data)
        with _serving(variant, people, data) as server:
            warming = grade_fresh_cards(server.port, people, warm, 0)
            cpu = server.cpu_seconds
            result = grade_fresh_cards(server.port, people, seconds, people.learners * people.cards // 4)
            run = Run(result, (server.cpu_seconds - cpu) * 1e6 / max(1, result.answers), server.rss_mib)
        added = _reviews(data) - before
        if not warming.answers + result.answers <= added <= warming.issued + result.issued:
            told = f"{warming.answers + result.answers} answers, but {added} reviews were added"
            raise RuntimeError(f"{variant}: {told}; the load must grade each card once")
        _check_books(data, variant)
    return run


@contextmanager
def _copy(people: Population) -> Iterator[Path]:
    """A data folder of its own, safely on disk, so that writing it back does not fall into the measurement."""
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as folder:
        data = Path(folder) / "data"
        shutil.copytree(people.database.parent, data)
        os.sync()
        yield data


@contextmanager
def _serving(variant: str, people: Population, data: Path) -> Iterator[Server]:
    log = data.parent / "server.log"
    if variant == EBB:
        with serving_ebb(data, people.decks, log) as server:
            yield server
    else:
        synchronous = "FULL" if variant == FLOOR_FULL else "NORMAL"
        with serving_floor(data / people.database.name, synchronous, log) as server:
            yield server


def _ask(data: Path, query: str, *values: object) -> int:
    with closing(sqlite3.connect(data / "ebb.db")) as db:
        found: int = db.execute(query, values).fetchone()[0]
        return found


def _reviews(data: Path) -> int:
    return _ask(data, "SELECT count(*) FROM review")


WRONG_TURNS = """SELECT count(*) FROM schedule WHERE turn <>
    (SELECT count(*) FROM review WHERE review.user_id = schedule.user_id AND review.card_id = schedule.card_id)"""
TOTALS = "SELECT coalesce(sum(answers), 0) FROM study_day"


def _check_books(data: Path, variant: str) -> None:
    wrong, missing = _ask(data, WRONG_TURNS), _ask(data, TOTALS) - _reviews(data)
    if wrong or missing:
        raise RuntimeError(f"{variant}: {wrong} cards disagree with the log, and the totals by {missing} answers")


def race(people: Population, seconds: float) -> Race:
    """Sixteen clients on one card of Ebb."""
    racer = people.racer
    with _copy(people) as data:
        with _serving(EBB, people, data) as server:
            result, counted = race_for_one_card(server.port, people, seconds)
        logged = _ask(data, "SELECT count(*) FROM review WHERE user_id = ?", racer)
        turn = _ask(data, "SELECT turn FROM schedule WHERE user_id = ?", racer)
        total = _ask(data, "SELECT sum(answers) FROM study_day WHERE user_id = ?", racer)
    earlier = 1  # the review that the population begins with
    lost = abs(logged - turn) + abs(logged - total) + abs(logged - earlier - counted)
    return Race(result.answers, counted, lost, result.errors)


def starts(times: int, decks: Path) -> tuple[float, float]:
    """Milliseconds, medians: Ebb from the start of its process to the first 200, and Python importing its libraries.

    The decks are loaded already, as on every start but the first.
    """
    ebb, imports = [], []
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "server.log"
        for _ in range(times + (times > 1)):  # the first start makes the database, so it is left out where it can be
            with serving_ebb(data, decks, log) as server:
                ebb.append(server.first_answer_ms)
            imports.append(import_ms(IMPORTS))
    return statistics.median(ebb[-times:]), statistics.median(imports[-times:])


def next_cards(
    folder: Path, others: list[Size], blocks: int, runs: int, tell: Callable[[Size, int], None]
) -> dict[Size, tuple[Timing, Timing]]:
    """For each size, its timing and that of a thousand rows in the same minutes: (thousand, size)."""
    thousand = Size(1, 1000)
    small = sizes.build(folder, thousand, lambda _rows: None)
    found = {}
    for size in others:
        large = sizes.build(folder, size, lambda rows, size=size: tell(size, rows))  # type: ignore[misc]
        found[size] = sizes.compare(small, large, (thousand, size), blocks, runs)
        large.unlink()  # gigabytes, and the next one needs the room
    return found
