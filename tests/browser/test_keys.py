"""A whole review by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.scheduling.grade import Grade
from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner

FLAGS = {1: "Red", 2: "Orange", 3: "Green", 4: "Blue", 5: "Pink", 6: "Turquoise", 7: "Purple"}


@pytest.mark.parametrize("opener", ["Space", "Enter"])
def test_space_and_enter_turn_the_card_over_and_then_say_good(
    review_of: ReviewOf, learner: Learner, opener: str
) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.asks(first.id)

    review.press(opener)
    review.shows_the_answer_to(first.id)
    review.press(opener)

    review.asks(second.id)
    assert learner.grades() == [Grade.GOOD.quality]


@pytest.mark.parametrize("grade", list(Grade))
def test_a_digit_gives_its_grade(review_of: ReviewOf, learner: Learner, grade: Grade) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)

    review.press("Space", str(grade.key))

    review.asks(second.id)
    assert learner.grades() == [grade.quality]


def test_a_digit_does_nothing_before_the_answer_is_shown(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)

    review.press("1", "2", "3", "4", "Space", "2")

    review.asks(second.id)
    assert learner.grades() == [Grade.HARD.quality]


def test_a_review_of_several_cards_needs_no_mouse(review_of: ReviewOf, learner: Learner) -> None:
    notes = [given.a_note() for _ in range(4)]
    review = review_of(*notes)

    for note, key in zip(notes, ("4", "Space", "Enter", "2"), strict=True):
        review.asks(note.id)
        review.press("Space", key)

    review.is_done()
    expect(review.page.get_by_role("heading", name="Done for today")).to_be_focused()
    assert learner.grades() == [5, 4, 4, 3]


def test_u_takes_the_last_answer_back_even_after_the_last_card(review_of: ReviewOf, learner: Learner) -> None:
    only = given.a_note()
    review = review_of(only)
    review.press("Space", "1")
    review.asks(only.id)
    review.press("Space", "4")
    review.is_done()

    review.press("u")

    review.asks(only.id)
    expect(review.notice).to_have_text("Undone. Here is the card again.")
    assert learner.grades() == [Grade.AGAIN.quality]


@pytest.mark.parametrize(("key", "both"), [("-", False), ("=", True)])
def test_minus_buries_the_card_and_equals_the_whole_note(
    review_of: ReviewOf, learner: Learner, key: str, both: bool
) -> None:
    pair, other = given.a_pair(given.a_note().id), given.a_note()
    review = review_of(pair, other)
    expect(review.question).to_have_text(f"{pair.id} term")

    review.press(key)

    expect(review.question).to_have_text(f"What is {other.id}?" if both else f"{pair.id} meaning")
    assert learner.schedule(pair.id, "forward")["buried_until"] is not None
    assert (learner.schedule(pair.id, "reverse")["buried_until"] is not None) == both
    expect(review.notice).to_contain_text("uried until tomorrow" if not both else "are buried until tomorrow")


@pytest.mark.parametrize(("key", "both"), [("@", False), ("!", True)])
def test_at_suspends_the_card_and_the_exclamation_mark_the_whole_note(
    review_of: ReviewOf, learner: Learner, key: str, both: bool
) -> None:
    pair, other = given.a_pair(given.a_note().id), given.a_note()
    review = review_of(pair, other)
    expect(review.question).to_have_text(f"{pair.id} term")

    review.press(key)

    expect(review.question).to_have_text(f"What is {other.id}?" if both else f"{pair.id} meaning")
    suspended = 8
    assert learner.schedule(pair.id, "forward")["queue"] == suspended
    assert (learner.schedule(pair.id, "reverse")["queue"] == suspended) == both


@pytest.mark.parametrize("key", ["-", "=", "@", "!"])
def test_u_brings_back_what_was_just_set_aside_and_only_then_undoes_the_last_answer(
    review_of: ReviewOf, learner: Learner, key: str
) -> None:
    first, second, third = given.a_note(), given.a_note(), given.a_note()
    review = review_of(first, second, third)
    review.press("Space", "3")
    review.asks(second.id)
    review.press(key)
    review.asks(third.id)
    expect(review.page.get_by_role("button", name="Bring it back")).to_be_visible()

    review.press("u")
    review.asks(second.id)
    assert learner.grades() == [Grade.GOOD.quality]
    review.press("u")

    review.asks(first.id)
    assert learner.grades() == []


def test_a_reload_and_the_way_back_find_the_card_that_was_on_the_table(review_of: ReviewOf, learner: Learner) -> None:
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space", "3")
    review.asks(second.id)
    review.press("u")
    review.asks(first.id)
    learner.knows(second.id)

    review.page.reload()
    review.asks(first.id)
    review.press("i")
    expect(review.page.get_by_role("heading", name="When it comes back")).to_be_visible()
    review.page.go_back()

    review.asks(first.id)


def test_an_asterisk_marks_the_note_and_takes_the_mark_off_with_the_answer_in_sight(
    review_of: ReviewOf, learner: Learner
) -> None:
    note = given.a_note()
    review = review_of(note)
    chip = review.page.locator("#turn .chip", has_text="Marked")
    review.press("Space")

    review.press("*")
    expect(chip).to_be_visible()
    review.shows_the_answer_to(note.id)
    assert learner.schedule(note.id)["marked"]

    review.press("*")
    expect(chip).to_have_count(0)
    review.shows_the_answer_to(note.id)
    assert not learner.schedule(note.id)["marked"]


def test_control_with_a_digit_sets_each_flag_and_the_same_again_takes_it_off(
    review_of: ReviewOf, learner: Learner
) -> None:
    note = given.a_note()
    review = review_of(note)
    flag = review.page.locator(".where .flag")

    for number in FLAGS:
        review.press(f"Control+{number}")
        expect(flag).to_have_attribute("data-flag", str(number))
        review.asks(note.id)
    review.press("Control+7")

    expect(flag).to_have_count(0)
    assert learner.schedule(note.id)["flag"] == 0
    assert learner.grades() == []


def test_i_opens_the_cards_history(review_of: ReviewOf) -> None:
    note = given.a_note()
    review = review_of(note)

    review.press("i")

    expect(review.page.get_by_role("heading", name="When it comes back")).to_be_visible()
    expect(review.page.locator(".ask")).to_have_text(f"What is {note.id}?")


def test_e_opens_the_editor_for_the_owner_alone(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)
    expect(review.page.locator("[data-key=e]")).to_have_count(0)
    review.press("e")
    review.asks(note.id)

    learner.has(is_owner=True)
    review.page.reload()
    review.press("e")

    expect(review.page.get_by_role("textbox", name="Question")).to_have_value(f"What is {note.id}?")


def test_the_question_mark_opens_the_list_of_keys_and_escape_closes_it(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)
    dialog = review.page.get_by_role("dialog", name="Keys")

    review.press("?")
    expect(dialog).to_be_visible()
    review.press("3", "-", "u", "?")
    expect(dialog).to_be_visible()
    review.press("Escape")

    expect(dialog).to_be_hidden()
    assert learner.grades() == []
    assert learner.schedule(note.id)["buried_until"] is None
    review.press("Space")
    review.shows_the_answer_to(note.id)


def test_the_question_mark_leads_to_help_from_other_pages(page: Page, learner: Learner) -> None:
    page.goto("/")

    page.keyboard.press("?")

    expect(page).to_have_url(re.compile("/help$"))


def test_s_starts_the_review_from_the_first_page_and_from_a_decks(review_of: ReviewOf) -> None:
    note = given.a_note()
    review = review_of(note)
    for address in ("/", f"/decks/{review.deck}"):
        review.page.goto(address)

        review.press("s")

        expect(review.page.get_by_role("button", name="Show answer")).to_be_visible()


def test_every_key_is_in_the_list_of_keys_and_names_one_thing_on_the_page(
    review_of: ReviewOf, learner: Learner
) -> None:
    learner.has(is_owner=True)
    first, second = given.a_note(), given.a_note()
    review = review_of(first, second)
    review.press("Space", "3")
    review.asks(second.id)
    listed = set(review.page.locator("#keylist kbd").all_text_contents())

    for address in (None, "/", f"/decks/{review.deck}"):
        if address:
            review.page.goto(address)
        found = review.page.locator("[data-key]").evaluate_all("(all) => all.flatMap((e) => e.dataset.key.split(' '))")
        assert [key for key in found if key[:5] != "ctrl+" and key not in listed] == []
        assert sorted({key for key in found if found.count(key) > 1}) in ([], ["Enter", "Space"])


def test_keys_are_letters_while_something_is_being_typed(review_of: ReviewOf, learner: Learner) -> None:
    learner.has(is_owner=True)
    review = review_of(given.a_note())
    review.press("e")
    field = review.page.get_by_role("textbox", name="Explanation")
    field.fill("")

    field.press_sequentially("u3 e-=@!*i?")

    expect(field).to_have_value("u3 e-=@!*i?")
    expect(review.page).to_have_url(re.compile("/edit$"))


def test_keys_with_alt_or_meta_belong_to_the_browser(review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review = review_of(note)
    review.press("Space")

    review.press("Alt+3", "Meta+3", "Control+u", "Meta+-")

    review.shows_the_answer_to(note.id)
    assert learner.grades() == []
