"""Everything works as plain forms where no script runs."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner
from tests.browser.reviewing import Review

pytestmark = pytest.mark.browser_context_args(java_script_enabled=False)


def choose(review: Review, name: str) -> None:
    """Presses a button of the card's menu."""
    review.page.locator("details.menu summary").click()
    review.page.locator("#menu").get_by_role("button", name=name).click()


def test_a_review_from_the_first_page_to_the_end(review_of: ReviewOf, learner: Learner, page: Page) -> None:
    first, second = given.a_note(), given.a_note()
    deck = review_of(first, second).deck
    page.goto("/")
    page.locator(f".decks a[href='/review?deck={deck}']").click()
    review = Review(page, deck)

    review.asks(first.id)
    review.turn_over()
    review.shows_the_answer_to(first.id)
    review.grade("Good").click()
    review.asks(second.id)
    review.turn_over()
    review.grade("Easy").click()

    review.is_done()
    assert learner.grades() == [4, 5]
    assert all(row.duration_ms <= 60_000 for row in learner.reviews())


def test_gaps_are_filled_in(review_of: ReviewOf) -> None:
    review = review_of(given.a_cloze(given.a_note().id, "A container is a {{c1::process::what?}}."))
    expect(review.question).to_have_text("A container is a [what?].")

    review.turn_over()

    expect(review.question).to_have_text("A container is a process.")


def test_undo(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.turn_over()
    review.grade("Good").click()
    review.asks(second.id)

    choose(review, "Undo Good")

    review.asks(first.id)
    expect(review.notice).to_have_text("Undone. Here is the card again.")
    assert learner.grades() == []


@pytest.mark.parametrize(
    "button", ["Bury the card", "Bury the whole note", "Suspend the card", "Suspend the whole note"]
)
def test_setting_aside(review_of: ReviewOf, button: str) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)

    choose(review, button)

    review.asks(second.id)
    expect(review.notice).to_contain_text("buried" if "Bury" in button else "uspended", ignore_case=True)
    expect(review.page).to_have_url(re.compile(f"deck={review.deck}"))

    review.page.get_by_role("button", name="Bring it back").click()

    review.asks(first.id)
    expect(review.notice).to_contain_text("back", ignore_case=True)


def test_flag_and_mark(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)

    choose(review, "Green flag")
    expect(review.page.locator(".where .flag")).to_have_attribute("data-flag", "3")
    choose(review, "Mark the note")
    expect(review.page.locator(".where .chip")).to_have_text("Marked")
    choose(review, "Green flag")

    expect(review.page.locator(".where .flag")).to_have_count(0)
    assert learner.schedule(note.id)["marked"]


def test_a_mark_leaves_the_answer_in_sight(review_of: ReviewOf) -> None:
    note = given.a_note()
    review = review_of(note)
    review.turn_over()

    choose(review, "Mark the note")

    expect(review.page.locator(".where .chip")).to_have_text("Marked")
    review.shows_the_answer_to(note.id)


def test_a_card_is_brought_back_from_its_page(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)
    choose(review, "Suspend the card")
    review.is_done()
    page.goto(f"/decks/{review.deck}")
    page.get_by_role("link", name=f"What is {note.id}?").click()

    page.get_by_role("button", name="Unsuspend the card").click()

    expect(page.get_by_role("status")).to_contain_text(["Back in your cards."])
    expect(page.get_by_role("button", name="Suspend the card", exact=True)).to_be_visible()


def test_settings(page: Page, learner: Learner) -> None:
    page.goto("/settings")
    page.get_by_label("New cards a day").fill("7")
    page.get_by_label("Time zone").fill("Asia/Kolkata")
    page.get_by_label("Dark").check()

    page.get_by_role("button", name="Save").click()

    expect(page.locator("#flash")).to_have_text("Saved.")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    account = learner.account()
    assert (account.new_per_day, account.time_zone, account.theme) == (7, "Asia/Kolkata", "dark")


def test_a_refused_setting_comes_back_with_its_reason(page: Page, learner: Learner) -> None:
    page.goto("/settings")
    page.get_by_label("Time zone").fill("Middle/Earth")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Time zone")).to_have_value("Middle/Earth")
    expect(page.get_by_label("Time zone")).to_have_accessible_description(re.compile("no time zone we know"))
    assert learner.account().time_zone == "UTC"


def test_search(review_of: ReviewOf, page: Page) -> None:
    wanted, other = given.a_note(back="A very rare walrus."), given.a_note()
    deck = review_of(wanted, other).deck
    page.goto(f"/decks/{deck}")
    page.get_by_role("searchbox").fill("walrus")

    page.get_by_role("button", name="Find").click()

    expect(page.locator("#cards .found")).to_have_text("1 card with “walrus”")
    expect(page.locator("#cards tbody a")).to_have_text([f"What is {wanted.id}?"])


def test_editing_a_card_looking_at_it_and_taking_it_back(review_of: ReviewOf, page: Page, learner: Learner) -> None:
    learner.has(is_owner=True)
    note = given.a_note()
    review = review_of(note)
    page.locator("details.menu summary").click()
    page.get_by_role("link", name="Edit the card").click()

    page.get_by_label("Question").fill("Which `word`?")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview .ask code")).to_have_text("word")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/review?deck={review.deck}")
    expect(review.question).to_have_text("Which word?")

    page.go_back()
    page.get_by_role("button", name="Return to the deck file's text").click()
    expect(page.get_by_label("Question")).to_have_value(f"What is {note.id}?")


def test_signing_out(page: Page, learner: Learner) -> None:
    page.goto("/settings")

    page.get_by_role("button", name="Sign out", exact=True).click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/review")
    expect(page).to_have_url(re.compile("/sign-in"))
