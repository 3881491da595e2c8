"""Where there is no browser the tests say so, and how to get one; where one is required they do not pretend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__)
HINT = "the browser tests need Chromium: `apt-get install chromium` on Debian or Ubuntu"


def run_without_chromium(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """pytest on one test of this folder, on a machine where no program is found."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments, "tests/browser/test_first_card.py"]
    unset = {"EBB_REQUIRE_BROWSER", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"}
    clean = {name: value for name, value in os.environ.items() if name not in unset}
    found = clean | {"PATH": str(folder)} | environment
    return subprocess.run(
        command, check=False, cwd=HERE.parents[2], env=found, capture_output=True, text=True, timeout=120
    )


def test_without_a_browser_the_tests_are_skipped_and_say_why(tmp_path: Path) -> None:
    ran = run_without_chromium(tmp_path, "-rs")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert HINT in ran.stdout
    assert "1 skipped" in ran.stdout


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=["alone", "in parallel"])
def test_where_a_browser_is_required_its_lack_is_an_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run_without_chromium(tmp_path, *arguments, EBB_REQUIRE_BROWSER="1")

    assert ran.returncode != 0
    assert HINT in ran.stdout + ran.stderr
