"""Answers that Ebb judges: on a phone and on a desk, by keyboard alone, by hand, and where no script runs."""

import pytest
from playwright.sync_api import Page, expect

from app.cards.card import Note
from app.cards.kinds import JUDGES
from tests.browser.axe import DESK, PHONE, found_on
from tests.browser.conftest import ReviewOf
from tests.browser.judged import an_example, fill_in, press_check
from tests.browser.learners import Learner

kinds = pytest.mark.parametrize("kind", JUDGES)


@kinds
def test_every_kind_is_answered_by_keyboard_alone(
    review_of: ReviewOf, learner: Learner, page: Page, complaints: list[str], kind: str
) -> None:
    note = an_example(kind)
    review = review_of(note)

    fill_in(page, note)
    press_check(page, note)
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("[data-default]")).to_be_focused()
    page.keyboard.press("Enter")

    review.is_done()
    [row] = learner.reviews()
    assert row.quality >= 4
    assert row.judged is not None
    assert row.judged["proposed"] == row.quality
    assert complaints == []


@kinds
def test_every_kind_can_be_graded_alone_without_an_answer(
    review_of: ReviewOf, learner: Learner, page: Page, kind: str
) -> None:
    review = review_of(an_example(kind))

    page.get_by_role("button", name="Show the answer, grade yourself").click()
    expect(review.answer).to_be_visible()
    review.grade("Hard").click()

    review.is_done()
    assert learner.grades() == [3]


@kinds
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_every_kind_is_a_plain_form_where_no_script_runs(
    review_of: ReviewOf, learner: Learner, page: Page, kind: str
) -> None:
    note = an_example(kind)
    review = review_of(note)

    fill_in(page, note, scripts=False)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_be_visible()
    page.locator("[data-default]").click()

    review.is_done()
    assert learner.grades()[0] >= 4


@kinds
@pytest.mark.browser_context_args(bypass_csp=True, reduced_motion="reduce")
def test_axe_finds_nothing_and_nothing_scrolls_sideways(review_of: ReviewOf, page: Page, kind: str) -> None:
    note = an_example(kind)
    review_of(note)
    assert found_on(page) == []
    page.set_viewport_size(PHONE)

    fill_in(page, note)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert found_on(page) == []
    page.set_viewport_size(DESK)


def test_a_digit_chooses_an_option_and_only_then_a_grade(review_of: ReviewOf, learner: Learner, page: Page) -> None:
    review_of(an_example("choice"))

    page.keyboard.press("2")
    expect(page.locator("input[name=option]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_visible()
    page.keyboard.press("1")

    expect(page.locator("#verdict")).to_have_count(0)
    assert learner.grades()[0] in {0, 1, 2}


def test_a_step_is_moved_by_its_buttons_and_the_place_is_told(review_of: ReviewOf, page: Page) -> None:
    review_of(an_example("order"))
    first = page.locator("[data-ready] li").first
    text = first.inner_text()

    first.get_by_role("button", name="Down").click()

    expect(page.locator("[data-ready] li").nth(1)).to_contain_text(text.splitlines()[-3] if "\n" in text else text)
    expect(page.locator("[data-moved]")).to_have_text("Now in place 2 of 4.")


def test_tab_indents_a_file_until_escape_lets_it_leave(review_of: ReviewOf, page: Page) -> None:
    review_of(an_example("repair"))
    box = page.locator("[data-editor]")
    expect(box).to_be_focused()
    page.keyboard.press("Control+Home")

    page.keyboard.press("Tab")
    assert box.input_value().startswith("  FROM")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(box).not_to_be_focused()
    expect(page.locator(".gutter")).to_contain_text("5")


def test_a_tick_that_is_taken_off_changes_what_is_proposed(review_of: ReviewOf, learner: Learner, page: Page) -> None:
    note: Note = an_example("interview")
    review = review_of(note)
    fill_in(page, note)
    press_check(page, note)
    expect(page.locator("[data-default]")).to_have_attribute("value", "easy")

    page.get_by_role("checkbox", name="The file system is its own").uncheck()
    expect(page.locator("[data-default]")).to_have_attribute("value", "hard")
    review.grade("Hard").click()

    review.is_done()
    [row] = learner.reviews()
    assert row.quality == 3
    assert row.judged is not None
    assert len(row.judged["missed"]) == 1
