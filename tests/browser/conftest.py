"""A real server and a real browser; neither may talk to anybody else."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from app.cards.card import Note
from tests import given
from tests.browser.learners import Learner, a_learner
from tests.browser.reviewing import Review
from tests.browser.serving import Served, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOW = "the browser tests need Chromium: `apt-get install chromium` on Debian or Ubuntu"

FLAGS = [
    "--no-sandbox",  # root, as in a container, has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE_MS = 15_000
"""How long to wait for what should be there at once: a machine may be busy."""

_number = count(1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the browser tests last; without a browser they are skipped and say so, or refuse where one is required.

    Last, because Playwright leaves an event loop running in this thread, and tests after it could start no other; and
    after all other orderings, because pytest itself draws tests that share a browser together, wherever that may be.
    """
    here = Path(__file__).parent
    items.sort(key=lambda item: here in item.path.parents)
    ours = [item for item in items if here in item.path.parents]
    if CHROMIUM or not ours:
        return
    if os.environ.get("EBB_REQUIRE_BROWSER"):
        if hasattr(config, "workerinput"):
            return  # xdist would not pass the words on: there each test fails with them, for want of a browser
        raise pytest.UsageError(HOW)
    for item in ours:
        item.add_marker(pytest.mark.skip(reason=HOW))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The machine's own Chromium."""
    if CHROMIUM is None:
        pytest.fail(HOW)
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """Chromium, and not the browser that the other tests mean by this name."""
    expect.set_options(timeout=PATIENCE_MS)
    started = launch_browser()
    yield started
    started.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that tests share, with the decks of this repository; each signs somebody of its own in."""
    with serve(tmp_path_factory.mktemp("shared") / "data") as it:
        yield it


@pytest.fixture
def served(shared: Served) -> Served:
    """The server of this test; a module that needs another one says so."""
    return shared


@pytest.fixture
def browser_context_args(served: Served) -> dict[str, object]:
    """Where relative addresses lead, and how large the window is."""
    return {"base_url": served.url, "viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def other_hosts() -> tuple[str, ...]:
    """How the addresses begin that pages of this test may ask for beside the server's own: none."""
    return ()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(new_context: NewContext, served: Served, other_hosts: tuple[str, ...]) -> Iterator[NewContext]:
    """Makes a browser without a past; the test fails when a page of it asks any other host for anything."""
    asked: list[Request] = []

    def make(**wishes: Any) -> BrowserContext:
        context = new_context(**wishes)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright asks what it can take
        return context

    yield make
    allowed = (served.url, "data:", *other_hosts)
    elsewhere = [request for request in asked if not request.url.startswith(allowed)]
    # What our policy forbids is announced as well, though it never leaves the browser.
    assert [request.url for request in elsewhere if request.failure != "csp"] == []


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page's console says in anger."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def learner(served: Served, context: BrowserContext) -> Learner:
    """Somebody who has just been given an account and is signed in, in UTC, her days beginning at midnight."""
    her = a_learner(served)
    her.comes_in(context)
    return her


ReviewOf = Callable[..., Review]


@pytest.fixture
def review_of(served: Served, page: Page, learner: Learner) -> ReviewOf:
    """`review_of(note, …)` opens the review of a new deck of these notes, or of three basic ones."""

    def open_(*notes: Note) -> Review:
        chosen = notes or tuple(given.a_note() for _ in range(3))
        deck = given.a_deck(served.db, *chosen, key=f"deck-of-test-{next(_number)}")
        page.goto(f"/review?deck={deck}")
        return Review(page, deck)

    return open_
