"""Where htmx comes from: the CDN if it is there in time and says what we expect, else the copy we ship."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from app.web.pages import HTMX, HTMX_CDN, STATIC
from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner
from tests.browser.reviewing import Review
from tests.browser.serving import Served, serve

BYTES = (STATIC / HTMX).read_bytes()
OPEN = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
"""What a CDN says so that integrity can be checked."""


@pytest.fixture(scope="session")
def with_cdn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose pages name the CDN, as they do unless the operator says otherwise."""
    with serve(tmp_path_factory.mktemp("cdn") / "data", EBB_HTMX="cdn") as it:
        yield it


@pytest.fixture
def served(with_cdn: Served) -> Served:
    """The one with the CDN."""
    return with_cdn


@pytest.fixture
def other_hosts() -> tuple[str, ...]:
    """Here alone the pages may ask for one thing elsewhere."""
    return (HTMX_CDN,)


def gives(body: bytes) -> Callable[[Route], None]:
    """A CDN that answers with this."""
    return lambda route: route.fulfill(body=body, headers=OPEN)


def answers_by_htmx(review: Review, learner: Learner, first: str, second: str) -> None:
    """An answer changes the part, and the page stays."""
    review.asks(first)
    review.page.evaluate("() => { window.stayed = true }")
    review.press("Space", "3")
    review.asks(second)
    assert review.page.evaluate("() => window.stayed") is True
    assert learner.grades() == [4]


def source(page: Page) -> str:
    """`cdn`, or `vendored: …` with the reason, once it is decided."""
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("."))
    return page.locator("html").get_attribute("data-htmx") or ""


def tampered() -> bytes:
    """htmx and something more."""
    return BYTES + b"\nwindow.hacked = 1;"


@pytest.mark.parametrize(
    ("cdn", "expected"),
    [
        pytest.param(gives(BYTES), "cdn", id="answers"),
        pytest.param(lambda route: route.abort(), "vendored: error", id="unreachable"),
        pytest.param(lambda route: route.fulfill(status=503, headers=OPEN), "vendored: error", id="out of order"),
        pytest.param(gives(tampered()), "vendored: error", id="tampered with"),
        pytest.param(lambda route: None, "vendored: late", id="silent"),
    ],
)
def test_the_review_works_by_htmx_whatever_the_cdn_does(
    page: Page, learner: Learner, served: Served, cdn: Callable[[Route], None], expected: str
) -> None:
    first, second = given.a_note(), given.a_note()
    deck = given.a_deck(served.db, first, second, key=f"deck-of-{first.id}")
    page.route(HTMX_CDN, cdn)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"/review?deck={deck}", wait_until="commit")

    # A busy machine may take longer than the guard is willing to wait, even for a CDN that answers.
    assert source(page) in {expected, "vendored: late"}
    assert page.evaluate("() => window.hacked") is None
    assert HTMX_CDN in asked
    answers_by_htmx(Review(page, deck), learner, first.id, second.id)


def test_a_late_copy_does_not_take_the_place_of_ours(page: Page, learner: Learner) -> None:
    waiting: list[Route] = []
    page.route(HTMX_CDN, lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright asks what it can take
    page.goto("/review", wait_until="commit")
    assert source(page) == "vendored: late"
    page.evaluate("() => { window.ours = window.htmx }")

    with page.expect_event("requestfinished", lambda request: request.url == HTMX_CDN):
        waiting[0].fulfill(body=BYTES, headers=OPEN)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    assert page.evaluate("() => window.ours === window.htmx")
    assert source(page) == "vendored: late"


def test_pages_work_as_plain_forms_until_htmx_is_there(page: Page, learner: Learner, served: Served) -> None:
    first, second = given.a_note(), given.a_note()
    deck = given.a_deck(served.db, first, second, key=f"deck-of-{first.id}")
    page.route(re.compile("htmx"), lambda route: route.abort())
    page.goto(f"/review?deck={deck}")
    review = Review(page, deck)
    review.asks(first.id)

    review.press("Space", "3")

    review.asks(second.id)
    assert learner.grades() == [4]


class TestVendored:
    """An operator without a way out of the network says so."""

    @pytest.fixture
    def served(self, shared: Served) -> Served:
        """The one that tests share is such a server."""
        return shared

    @pytest.fixture
    def other_hosts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def test_no_page_names_the_cdn(self, review_of: ReviewOf, learner: Learner) -> None:
        first, second = given.a_note(), given.a_note()
        review = review_of(first, second)

        assert "jsdelivr" not in review.page.content()
        expect(review.page.locator("script[src*='htmx-guard']")).to_have_count(0)
        answers_by_htmx(review, learner, first.id, second.id)
