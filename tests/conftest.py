"""The cast and the stage: a real application on a real database for each test.

Alice owns the installation and learns; Bob learns here too and must not touch what is hers; Charlie is a stranger.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import clock
from app.accounts.people import add_user
from app.accounts.sessions import open_session
from app.db import NAME, Database
from app.db.migrate import migrate
from app.main import create_app
from app.settings import Settings

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""When a test begins: a Tuesday."""


class Time:
    """The time of day as a test wants it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        """`time.passes(days=3)`."""
        self.now += timedelta(**span)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock that the application reads, standing at noon, UTC, until a test moves it."""
    told = Time(NOON)
    monkeypatch.setattr(clock, "now", told)
    return told


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the migrations have built, once for each process; tests copy it."""
    path = tmp_path_factory.mktemp("built") / NAME
    migrate(path, path.parent / "backups", NOON)
    return path


@pytest.fixture
def settings(tmp_path: Path, built: Path) -> Settings:
    """A data folder of its own, and no deck files: `given.a_deck` adds what a test needs."""
    data, decks = tmp_path / "data", tmp_path / "decks"
    data.mkdir()
    decks.mkdir()
    shutil.copy(built, data / NAME)
    return Settings(data=data, decks=decks, htmx="vendored", time_zone="UTC")


@pytest.fixture
def app(settings: Settings, time: Time) -> Iterator[FastAPI]:
    """The application, open for business."""
    served = create_app(settings)
    with TestClient(served):
        yield served


@pytest.fixture
def db(app: FastAPI) -> Database:
    """The application's database; `db.read_now(work, …)` and `db.write_now(work, …)`."""
    database: Database = app.state.database
    return database


SignIn = Callable[[str], TestClient]


@pytest.fixture
def signed_in(app: FastAPI, db: Database, time: Time) -> SignIn:
    """`signed_in("Alice")` is a browser in which Alice is signed in; the first one asked for owns the installation."""

    def sign_in(name: str) -> TestClient:
        user_id = db.write_now(add_user, name, None, "UTC", time())
        token = db.write_now(open_session, user_id, "Mozilla/5.0 (X11; Linux) Firefox/140.0", time())
        client = TestClient(app, follow_redirects=False, cookies={"ebb": token})
        client.headers["x-user"] = str(user_id)  # for `given.user_id`; the application does not look at it
        return client

    return sign_in


@pytest.fixture
def alice(signed_in: SignIn) -> TestClient:
    """Alice's browser. She is the owner where no test signs somebody in before her."""
    return signed_in("Alice")


@pytest.fixture
def bob(alice: TestClient, signed_in: SignIn) -> TestClient:
    """Bob's browser: he learns here as well."""
    return signed_in("Bob")


@pytest.fixture
def charlie(app: FastAPI, alice: TestClient) -> TestClient:
    """A browser in which nobody is signed in, while there are accounts."""
    return TestClient(app, follow_redirects=False)


Serving = Callable[..., FastAPI]


@pytest.fixture
def serving(settings: Settings, time: Time) -> Iterator[Serving]:
    """`serving(single_user=True)`: the application with other settings on the same data; the one before is stopped."""
    with ExitStack() as running:

        def serve(**changes: Any) -> FastAPI:
            running.close()
            served = create_app(Settings(**(settings.model_dump() | changes)))
            running.enter_context(TestClient(served))
            return served

        yield serve
