"""What was measured, as figures for bench.json and as a table for people."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app import clock
from tests.bench.load import CONNECTIONS, generator
from tests.bench.measure import EBB, FLOOR_FULL, FLOOR_NORMAL, VARIANTS, Race, Run
from tests.bench.sizes import Size, Timing

Figures = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """A figure that must not leave a bound."""

    key: str
    what: str
    bound: float
    at_least: bool

    def met(self, value: float) -> bool:
        """Whether it holds."""
        return value >= self.bound if self.at_least else value <= self.bound


GOALS = (
    Goal("grade_full_vs_floor_normal_c16", "answers a second at FULL, against the floor at NORMAL", 0.6, at_least=True),
    Goal("grade_full_vs_floor_full_c16", "answers a second at FULL, against the floor at FULL", 4, at_least=True),
    Goal("grade_cpu_vs_floor_c16", "server CPU an answer, against the floor at NORMAL", 1.6, at_least=False),
    Goal("grade_p99_vs_p50_c16", "99th percentile of the waiting time, against the median", 6, at_least=False),
    Goal("next_card_1e7_vs_1e3", "finding the next card among 10⁷, against 10³", 1.5, at_least=False),
    Goal("one_card_lost_updates", f"answers lost by {CONNECTIONS} clients on one card", 0, at_least=False),
    Goal("one_card_errors", f"errors seen by {CONNECTIONS} clients on one card", 0, at_least=False),
)


def grade_figures(rounds: list[dict[str, Run]]) -> Figures:
    """Medians over the rounds; each ratio is taken within its round."""

    def middle(of: Callable[[dict[str, Run]], float], digits: int = 2) -> float:
        return round(statistics.median(of(each) for each in rounds), digits)

    figures: Figures = {
        "rounds": len(rounds),
        "grade_full_vs_floor_normal_c16": middle(
            lambda each: each[EBB].result.per_second / each[FLOOR_NORMAL].result.per_second
        ),
        "grade_full_vs_floor_full_c16": middle(
            lambda each: each[EBB].result.per_second / each[FLOOR_FULL].result.per_second
        ),
        "grade_cpu_vs_floor_c16": middle(lambda each: each[EBB].cpu_us / each[FLOOR_NORMAL].cpu_us),
        "grade_p99_vs_p50_c16": middle(lambda each: each[EBB].result.p99_ms / each[EBB].result.p50_ms),
        "grade_errors_c16": sum(run.result.errors for each in rounds for run in each.values()),
        "rss_mib": middle(lambda each: each[EBB].rss_mib, 1),
        "variants": {},
    }
    for variant in VARIANTS:
        figures["variants"][variant] = {
            "answers_per_second": middle(lambda each, v=variant: each[v].result.per_second, 0),  # type: ignore[misc]
            "cpu_us": middle(lambda each, v=variant: each[v].cpu_us, 0),  # type: ignore[misc]
            "p50_ms": middle(lambda each, v=variant: each[v].result.p50_ms),  # type: ignore[misc]
            "p99_ms": middle(lambda each, v=variant: each[v].result.p99_ms),  # type: ignore[misc]
            "answers": sum(each[variant].result.answers for each in rounds),
        }
    return figures


def race_figures(race: Race) -> Figures:
    """The race for one card."""
    return {
        "one_card_answers": race.answers,
        "one_card_counted": race.counted,
        "one_card_lost_updates": race.lost,
        "one_card_errors": race.errors,
    }


def start_figures(start_ms: float, imports_ms: float) -> Figures:
    """Starting, and what it would take at least."""
    return {
        "startup_ms": round(start_ms),
        "imports_ms": round(imports_ms),
        "startup_vs_imports": round(start_ms / imports_ms, 2),
    }


def size_figures(timings: dict[Size, tuple[Timing, Timing]]) -> Figures:
    """The ratio is that of the largest schedule of one learner; with fewer than 10⁷ rows its key says how many."""
    largest = max((size for size in timings if size.learners == 1), key=lambda size: size.rows)
    shared = max((size for size in timings if size.learners > 1), key=lambda size: size.rows)
    figures: Figures = {
        f"next_card_{_power(largest)}_vs_1e3": _ratio(timings[largest]),
        f"next_card_{_power(shared)}_shared_vs_1e3": _ratio(timings[shared]),
        "next_card_us": {},
        "counters_us": {},
    }
    thousand = statistics.median(small.next_card for small, _ in timings.values())
    figures["next_card_us"]["1e3"] = round(thousand, 1)
    figures["counters_us"]["1e3"] = round(statistics.median(small.counters for small, _ in timings.values()), 1)
    for size, (_, large) in timings.items():
        name = _power(size) + (f" of {size.learners:,} learners" if size.learners > 1 else "")
        figures["next_card_us"][name] = round(large.next_card, 1)
        figures["counters_us"][name] = round(large.counters, 1)
    return figures


def _power(size: Size) -> str:
    return f"{size.rows:.0e}".replace("+0", "")


def _ratio(pair: tuple[Timing, Timing]) -> float:
    return round(pair[1].next_card / pair[0].next_card, 2)


def circumstances() -> Figures:
    """When and on what it was measured."""
    return {
        "date": clock.now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "cpus": os.cpu_count(),
        "load_generator": generator(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def rows(figures: Figures) -> list[tuple[str, str, str]]:
    """Lines of the table: what, the figure, the goal."""
    lines = []
    for goal in GOALS:
        if goal.key in figures:
            value = figures[goal.key]
            bound = "0" if goal.bound == 0 else f"{'≥' if goal.at_least else '≤'} {goal.bound:g}"
            lines.append((goal.what, f"{value:g}", f"{bound}{'' if goal.met(value) else ' (missed)'}"))
    for variant, of in figures["variants"].items():
        waits = f"{of['p50_ms']:g} / {of['p99_ms']:g} ms"
        speed = f"{of['answers_per_second']:,.0f}/s, {of['cpu_us']:,.0f} µs CPU, p50/p99 {waits}"
        lines.append((f"grade and next, {variant}", speed, ""))
    race = f"{figures['one_card_counted']:,} of {figures['one_card_answers']:,} came in time"
    lines.append((f"{CONNECTIONS} clients on one card", race, ""))
    for size, took in figures["next_card_us"].items():
        lines.append((f"next card among {size}", f"{took:g} µs (counters {figures['counters_us'][size]:g} µs)", ""))
    imports = f"{figures['startup_ms']:,} ms (its imports alone {figures['imports_ms']:,} ms)"
    lines.append(("start to first answer", imports, ""))
    lines.append(("memory under load", f"{figures['rss_mib']:g} MiB", ""))
    return lines


def show(console: Console, figures: Figures) -> None:
    """Prints the table, then the same as Markdown."""
    table = Table("What", "Measured", "Goal", title=_title(figures))
    for line in rows(figures):
        table.add_row(*line)
    console.print(table)
    console.print(markdown(figures), markup=False, soft_wrap=True)


def markdown(figures: Figures) -> str:
    """The table for the README."""
    lines = ["| What | Measured | Goal |", "|---|---|---|"]
    lines += [f"| {what} | {measured} | {goal} |" for what, measured, goal in rows(figures)]
    return "\n".join([*lines, "", _title(figures)])


def _title(figures: Figures) -> str:
    load = ", ".join(f"{number:g}" for number in figures["load_average"])
    return (
        f"{figures['date'][:10]}: {figures['rounds']} rounds in turns, {CONNECTIONS} connections, "
        f"{figures['load_generator']}; Python {figures['python']}, SQLite {figures['sqlite']}, "
        f"{figures['cpus']} CPUs, load average {load}"
    )


def write(path: Path, text: str) -> None:
    """Writes a file at once and whole."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
