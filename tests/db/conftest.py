"""A database of words that each test has for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from tests.db.words import make_tables


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """An open database of words, which holds none yet."""
    database = Database(tmp_path / "words.db")
    database.write_now(make_tables)
    yield database
    database.close()
