"""How long an answer took is measured where it is given, and never more than a minute."""

from urllib.parse import parse_qs

from playwright.sync_api import Page

from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner


def answer_after(review_of: ReviewOf, page: Page, seconds: int) -> int:
    """Answers a card after so many seconds by the browser's clock; the `ms` that was sent."""
    page.clock.install()
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space")
    page.clock.fast_forward(seconds * 1000)
    review.shows_the_answer_to(first.id)
    with page.expect_request("**/reviews") as asked:
        review.press("3")
    review.asks(second.id)
    return int(parse_qs(asked.value.post_data or "")["ms"][0])


def test_it_counts_from_when_the_card_was_shown(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    sent = answer_after(review_of, page, 7)

    assert 7_000 <= sent < 60_000
    assert [row.duration_ms for row in learner.reviews()] == [sent]


def test_more_than_a_minute_counts_as_a_minute(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    sent = answer_after(review_of, page, 3_600)

    assert sent >= 3_600_000
    assert [row.duration_ms for row in learner.reviews()] == [60_000]


def test_each_card_has_its_own_time(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    page.clock.install()
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    page.clock.fast_forward(40_000)
    review.press("Space", "3")
    review.asks(second.id)
    page.clock.fast_forward(20_000)
    review.press("Space", "3")
    review.is_done()

    one, two = (row.duration_ms for row in learner.reviews())
    assert one >= 40_000
    assert 20_000 <= two < 40_000


def test_a_flag_on_the_way_does_not_start_the_time_anew(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    page.clock.install()
    note = given.a_note()
    review = review_of(note)
    page.clock.fast_forward(30_000)
    review.press("Control+1")
    page.locator(".where .flag").wait_for()

    review.press("Space", "3")
    review.is_done()

    assert learner.reviews()[0].duration_ms >= 30_000
