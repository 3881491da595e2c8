"""`python -m tests.bench`: measures everything, prints a table and writes bench.json."""

import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.settings import ROOT
from tests.bench import measure, report
from tests.bench.population import populate
from tests.bench.sizes import Size

console = Console(highlight=False)


def bench(
    cards: Annotated[float, typer.Option(min=1e4, help="Rows of the largest schedule; 1e6 takes a tenth.")] = 1e7,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of Ebb and both floors.")] = 3,
    seconds: Annotated[float, typer.Option(min=1, help="How long each of them is under load in a round.")] = 5,
    json_file: Annotated[Path, typer.Option("--json", help="Where the figures are written.")] = ROOT / "bench.json",
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Only tries everything; the figures mean nothing.")] = False,
) -> None:
    """Measures Ebb against a floor in the same run."""
    if quick:
        cards, rounds, seconds = 1e4, 1, 1
    learners, each, starts, blocks = (16, 400, 1, 2) if quick else (64, 2000, 5, 15)
    largest = int(cards)
    sizes = [Size(1, size) for size in sorted({100_000, largest}) if size <= largest] + [Size(1000, largest // 1000)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    figures = report.circumstances()
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as folder, Progress(*columns, console=console) as progress:
        task = progress.add_task("grading and starting", total=1 + 3 * rounds + 2)

        def tell(what: str) -> None:
            progress.console.print(what)
            progress.update(task, advance=1)

        def keep(more: report.Figures) -> None:
            figures.update(more)
            report.write(json_file, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")

        people = populate(Path(folder) / "people", learners, each)
        tell(f"{learners} learners with {each:,} cards each")
        keep(report.grade_figures(measure.rounds(people, rounds, seconds, 1, tell)))
        keep(report.race_figures(measure.race(people, seconds)))
        tell("16 clients raced for one card")
        keep(report.start_figures(*measure.starts(starts, ROOT / "decks")))
        tell(f"started {starts} times")
        bars = {size: progress.add_task(f"building {size}", total=size.rows) for size in sizes}
        timings = measure.next_cards(
            Path(folder), sizes, blocks, 200, lambda size, rows: progress.update(bars[size], advance=rows)
        )
        keep(report.size_figures(timings))
    report.show(console, figures)
    if figures["grade_errors_c16"]:
        raise SystemExit(f"{figures['grade_errors_c16']} requests failed")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and folders go, however it is ended
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(bench)
    command()
