"""An answer counts once, whatever fingers, tabs and the Back button do."""

from playwright.sync_api import expect

from app.scheduling.grade import Grade
from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner
from tests.browser.reviewing import Review

GOOD = Grade.GOOD.quality
STALE = "That card had already been answered or moved, so nothing was counted. Here is the next one."


def test_a_double_click_counts_once(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.turn_over()

    review.grade("Good").dblclick()

    review.asks(second.id)
    assert learner.grades() == [GOOD]


def test_a_double_click_while_the_answer_is_on_its_way_is_sent_once(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    sent: list[str] = []
    review.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    review.turn_over()

    review.page.evaluate(
        "() => { for (const b of document.querySelectorAll('.grades button')) { b.click(); b.click() } }"
    )

    review.asks(second.id)
    assert len(sent) == 1
    assert learner.grades() == [Grade.AGAIN.quality]


def test_enter_held_down_answers_one_card(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.turn_over()
    expect(review.grade("Good")).to_be_focused()

    for _ in range(15):  # without an up between them the browser calls every one but the first a repeat
        review.page.keyboard.down("Enter")
    review.asks(second.id)
    for _ in range(15):
        review.page.keyboard.down("Enter")
    review.page.keyboard.up("Enter")

    review.asks(second.id)
    assert learner.grades() == [GOOD]


def test_space_held_down_turns_the_card_over_and_does_not_grade_it(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)

    for _ in range(15):
        review.page.keyboard.down("Space")
    review.page.keyboard.up("Space")

    review.shows_the_answer_to(note.id)
    assert learner.grades() == []


def test_going_back_after_an_answer_does_not_answer_again(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space", "3")
    review.asks(second.id)

    review.page.goto("/decks")
    review.page.go_back()
    review.asks(second.id)
    review.press("Space", "4")

    review.is_done()
    assert learner.grades() == [GOOD, Grade.EASY.quality]


def test_a_second_tab_that_shows_an_answered_card_counts_nothing_and_says_so(
    review_of: ReviewOf, learner: Learner
) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    other = Review(review.page.context.new_page(), review.deck)
    other.page.goto(review.page.url)
    other.press("Space")
    review.press("Space", "3")
    review.asks(second.id)

    other.press("1")

    expect(other.notice).to_have_text(STALE)
    other.asks(second.id)
    assert learner.grades() == [GOOD]


def test_an_undo_in_two_tabs_takes_back_one_answer(review_of: ReviewOf, learner: Learner) -> None:
    first, second, third = given.a_note(), given.a_note(), given.a_note()
    review = review_of(first, second, third)
    review.press("Space", "3")
    review.asks(second.id)
    review.press("Space", "4")
    review.asks(third.id)
    other = Review(review.page.context.new_page(), review.deck)
    other.page.goto(review.page.url)
    review.press("u")
    review.asks(second.id)

    other.press("u")

    expect(other.notice).to_contain_text("nothing was undone")
    assert learner.grades() == [GOOD]


def test_an_answer_that_does_not_arrive_is_told_and_may_be_given_again(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space")
    review.page.context.set_offline(True)

    review.press("3")
    expect(review.page.locator("#flash")).to_contain_text("Ebb did not answer")
    review.page.context.set_offline(False)
    review.press("3")

    review.asks(second.id)
    expect(review.page.locator("#flash")).to_be_empty()
    assert learner.grades() == [GOOD]


def test_an_answer_whose_confirmation_was_lost_counts_once(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space")
    review.page.route("**/reviews", lambda route: (route.fetch(), route.abort()))

    review.press("3")
    expect(review.page.locator("#flash")).to_contain_text("nothing counts twice")
    review.page.unroute("**/reviews")
    review.press("1")

    expect(review.notice).to_have_text(STALE)
    assert learner.grades() == [GOOD]
