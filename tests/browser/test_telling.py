"""What the review page says, aloud as well as in writing: progress, leeches, and what comes tomorrow."""

from playwright.sync_api import expect

from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner


def test_the_turn_is_announced_when_it_changes(review_of: ReviewOf) -> None:
    review = review_of()
    turn = review.page.locator("#turn")
    expect(turn).to_have_attribute("aria-live", "polite")
    handle = turn.element_handle()

    review.press("Space", "3")
    expect(review.answer).to_be_hidden()

    # A live region speaks only while it stays in the page; a new one in its place would be silent.
    assert handle.evaluate("(element) => element.isConnected")


def test_a_leech_is_announced_with_what_to_do(review_of: ReviewOf, learner: Learner) -> None:
    note, other = given.a_note(), given.a_note()
    review = review_of(note, other)
    learner.knows(note.id, lapses=7)
    review.page.reload()
    review.asks(note.id)

    review.press("Space", "1")

    status = review.page.get_by_role("status").and_(review.notice)
    review.asks(other.id)
    expect(status).to_contain_text(f"“What is {note.id}?” has slipped 8 times")
    expect(status).to_contain_text("rewrite it in your own words, split it, or suspend it")
    status.get_by_role("link", name="Open its page").click()
    expect(review.page.locator(".ask")).to_have_text(f"What is {note.id}?")
    review.page.goto(f"/decks/{review.deck}")
    expect(review.page.get_by_role("row", name=note.id).locator(".chip")).to_have_text("Leech")


def test_the_seventh_lapse_is_no_leech(review_of: ReviewOf, learner: Learner) -> None:
    note, other = given.a_note(), given.a_note()
    review = review_of(note, other)
    learner.knows(note.id, lapses=6)
    review.page.reload()
    review.asks(note.id)

    review.press("Space", "1")

    review.asks(other.id)
    expect(review.notice).to_have_count(0)


def test_the_bar_and_the_counters_move_with_each_answer(review_of: ReviewOf, learner: Learner) -> None:
    due, new = given.a_note(), given.a_note()
    review = review_of(due, new)
    learner.knows(due.id)
    review.page.reload()
    bar, counters = review.page.get_by_role("progressbar"), review.page.locator(".counts li")
    current = review.page.locator(".counts [aria-current]")
    expect(counters).to_have_text(["1 new", "0 learning", "1 due"])
    expect(current).to_have_attribute("data-count", "due")
    expect(bar).to_have_js_property("position", 0)

    review.press("Space", "1")
    expect(counters).to_have_text(["1 new", "1 learning", "0 due"])
    expect(current).to_have_attribute("data-count", "new")
    expect(bar).to_have_attribute("value", "1")
    review.asks(new.id)
    review.press("Space", "3")
    expect(counters).to_have_text(["0 new", "1 learning", "0 due"])
    review.asks(due.id)
    review.press("Space", "3")

    review.is_done()
    expect(bar).to_have_js_property("position", 1)


def test_each_grade_says_when_the_card_would_come_back(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)
    learner.has(fuzz=False)
    learner.knows(note.id)
    review.page.reload()
    review.press("Space")

    expect(review.page.locator("form.grades small")).to_have_text(["<10m", "10d", "10d", "10d"])
    expect(review.grade("Good")).to_have_attribute("title", "6 d × 1.70 = 10 d")


def test_the_end_says_what_was_done_and_what_comes_tomorrow(review_of: ReviewOf, learner: Learner) -> None:
    first, second, pair = given.a_note(), given.a_note(), given.a_pair(given.a_note().id)
    review = review_of(first, second, pair)
    learner.has(fuzz=False)
    for key in ("3", "4", "3"):
        expect(review.answer).to_be_hidden()
        shown = review.page.locator("#turn").get_attribute("data-card")
        review.press("Space", key)
        expect(review.page.locator("#turn")).not_to_have_attribute("data-card", shown or "")

    review.is_done()

    done = review.page.locator("#done")
    expect(done).to_contain_text("You gave 3 answers in 1 minute, 3 of them to new cards.")
    expect(done).to_contain_text("Tomorrow brings 3 cards to repeat and 1 new card.")
    expect(review.page.get_by_role("button", name="Undo Good")).to_be_visible()
