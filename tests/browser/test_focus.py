"""Where the keyboard's focus is: always on something, always seen, and everything within its reach."""

from playwright.sync_api import Page, expect

from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner

OUTLINE = (
    "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"
)
NAME = """() => {
  const at = document.activeElement;
  return at === document.body ? "" : (at.getAttribute("aria-label") || at.innerText || at.name || at.id).trim();
}"""
"""What has the focus, by its words; empty when nothing has it."""


def test_the_focus_follows_the_review(review_of: ReviewOf) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    show, good = review.page.get_by_role("button", name="Show answer"), review.grade("Good")

    review.press("Space")
    expect(good).to_be_focused()
    review.press("2")
    review.asks(second.id)
    expect(show).to_be_focused()
    review.press("Space")
    expect(good).to_be_focused()
    review.press("u")
    review.asks(first.id)
    expect(show).to_be_focused()


def test_the_focus_stays_with_the_card_that_is_flagged(review_of: ReviewOf) -> None:
    note = given.a_note()
    review = review_of(note)
    review.press("Space")

    review.press("Control+1")

    expect(review.page.locator(".where .flag")).to_be_visible()
    expect(review.grade("Good")).to_be_focused()


def test_the_focus_is_always_seen(review_of: ReviewOf) -> None:
    review = review_of()
    for key in ("Tab", "Shift+Tab", "Space", "Tab"):
        review.press(key)
    for _ in range(12):
        review.press("Tab")
        if review.page.evaluate(NAME):
            style, width = review.page.evaluate(OUTLINE)
            assert style != "none", review.page.evaluate(NAME)
            assert width >= 2


def stops(page: Page) -> list[str]:
    """The words of everything that Tab reaches, once round."""
    page.locator(".skip").focus()
    seen = [page.evaluate(NAME)]
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME).split("\n")[0]
        if not name or name in seen:
            return seen
        seen.append(name)
    raise AssertionError(seen)


def test_tab_reaches_everything_of_a_review_in_order(review_of: ReviewOf) -> None:
    review = review_of()
    review.page.get_by_role("button", name="Show answer").wait_for()
    assert stops(review.page) == [
        *("Skip to the content", "Ebb", "Today", "Review", "Decks", "Guides", "Search", "Settings", "Help"),
        *("More for this card", "All decks", "Show answer"),
    ]

    review.press("Space")
    expect(review.grade("Good")).to_be_visible()
    assert stops(review.page)[-4:] == ["Again 1", "Hard 2", "Good 3", "Easy 4"]


def test_the_menu_opens_by_keyboard_and_escape_gives_the_focus_back(review_of: ReviewOf, learner: Learner) -> None:
    review = review_of()
    summary = review.page.locator("details.menu summary")
    summary.focus()

    review.press("Enter")
    review.press("Tab")
    expect(review.page.get_by_role("button", name="Mark the note")).to_be_focused()
    review.press("Escape")

    expect(summary).to_be_focused()
    expect(review.page.locator("#menu")).to_be_hidden()
    assert learner.grades() == []


def test_a_button_with_the_focus_answers_to_space_itself(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space")
    review.grade("Again").focus()

    review.press("Space")

    review.asks(second.id)
    assert learner.grades() == [2]


def test_the_skip_link_leads_past_the_navigation(page: Page, learner: Learner) -> None:
    page.goto("/decks")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("main a").first).to_be_focused()
