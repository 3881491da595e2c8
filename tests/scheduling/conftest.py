"""What the tests of scheduling share: Anki as an oracle, and patience with slow machines."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast an example runs is the machine's affair, not the rule's.
settings.register_profile("ebb", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ebb")

ORACLE = Path(__file__).with_name("anki_oracle.py")


@pytest.fixture(scope="session")
def ask_anki():
    """A function that asks Anki what anki_oracle.py says can be asked; the test is skipped where there is no Anki."""
    if find_spec("anki") is None:
        pytest.skip("needs the PyPI package anki")

    def ask(**asked):
        ran = subprocess.run(
            [sys.executable, ORACLE], input=json.dumps(asked), capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return ask
