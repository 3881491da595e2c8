"""The benchmark still runs from end to end; how fast is not asked here."""

import json
import subprocess
import sys
from pathlib import Path

from app.settings import ROOT


def test_the_benchmark_runs_and_loses_no_answer(tmp_path: Path):
    target = tmp_path / "bench.json"

    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--json", str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert all(variant["answers"] > 0 for variant in figures["variants"].values())
    assert len(figures["variants"]) == 3
    assert figures["grade_errors_c16"] == 0
    assert figures["one_card_counted"] > 0
    assert figures["one_card_errors"] == figures["one_card_lost_updates"] == 0
    assert {"startup_ms", "rss_mib", "next_card_1e4_vs_1e3", "grade_cpu_vs_floor_c16"} <= figures.keys()
    assert "| What | Measured | Goal |" in ran.stdout
