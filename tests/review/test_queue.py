"""Which card is asked next, how many are left, and what the buttons promise."""

from datetime import date

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.db import Database
from app.review.rebuild import choose_scheduler
from app.scheduling.span import short_days, short_span
from tests import given
from tests.conftest import Time
from tests.given import Shown


def settings(db: Database, client: TestClient, **changes: object) -> None:
    db.write_now(change_user, given.user_id(client), changes)


def front(page: Shown) -> str:
    """The question on the table."""
    asked = page.soup.select_one(".ask")
    return asked.get_text(strip=True) if asked else ""


def test_new_cards_come_in_the_order_of_their_deck(alice, db):
    given.a_deck(db, *(given.a_note(name) for name in ("c", "a", "b")))

    page = given.review_page(alice)
    asked = [page.card]
    for _ in range(2):
        page = given.grade(alice, page)
        asked.append(page.card)

    assert asked == [given.card_id(db, name) for name in ("c", "a", "b")]


def test_due_cards_come_before_new_ones_and_the_longest_due_first(alice, db, time):
    given.a_deck(db, *(given.a_note(name) for name in ("one", "two", "three")))
    one, two = given.card_id(db, "one"), given.card_id(db, "two")
    given.review_page(alice)
    given.answer(alice, two, 0)
    time.passes(days=1)
    given.answer(alice, one, 0)
    time.passes(days=1)

    first = given.review_page(alice)
    second = given.grade(alice, first)
    third = given.grade(alice, second)

    assert [first.card, second.card, third.card] == [two, one, given.card_id(db, "three")]


def test_cards_due_on_one_day_come_in_the_order_of_their_deck(alice, db, time):
    given.a_deck(db, *(given.a_note(name) for name in ("one", "two", "three")))
    given.review_page(alice)
    for name in ("three", "one", "two"):
        given.answer(alice, given.card_id(db, name), 0)
    time.passes(days=1)

    assert given.review_page(alice).card == given.card_id(db, "one")


def test_a_repeat_whose_time_has_come_goes_before_everything(alice, db, time):
    given.a_deck(db, *(given.a_note(name) for name in ("one", "two", "three")))
    two = given.card_id(db, "two")
    given.review_page(alice)
    given.answer(alice, two, 0)
    time.passes(days=1)
    page = given.review_page(alice)
    assert page.card == two

    page = given.grade(alice, page, "again")
    assert page.card == given.card_id(db, "one"), "ten minutes have not passed"

    time.passes(minutes=9, seconds=59)
    assert given.review_page(alice).card == given.card_id(db, "one")
    time.passes(seconds=1)
    assert given.review_page(alice).card == two


def test_a_repeat_comes_early_when_nothing_else_is_left(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    one = given.card_id(db, "one")

    page = given.grade(alice, given.review_page(alice), "again")
    page = given.grade(alice, page, "good")

    assert page.card == one
    assert page.counts == {"new": 0, "learning": 1, "due": 0}


def test_of_two_repeats_the_earlier_comes_first(alice, db, time):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    given.review_page(alice)
    given.answer(alice, given.card_id(db, "two"), 0, "again")
    time.passes(minutes=1)

    page = given.answer(alice, given.card_id(db, "one"), 0, "again")

    assert page.card == given.card_id(db, "two")


def test_the_counters_say_what_is_left_and_which_one_is_asked(alice, db, time):
    given.a_deck(db, *(given.a_note(name) for name in ("one", "two", "three")))
    page = given.review_page(alice)
    assert page.counts == {"new": 3, "learning": 0, "due": 0}
    given.grade(alice, page)
    time.passes(days=1)

    page = given.review_page(alice)
    assert page.counts == {"new": 2, "learning": 0, "due": 1}
    assert [li["data-count"] for li in page.soup.select("[data-count][aria-current=true]")] == ["due"]

    page = given.grade(alice, page, "again")
    assert page.counts == {"new": 2, "learning": 1, "due": 0}
    assert [li["data-count"] for li in page.soup.select("[data-count][aria-current=true]")] == ["new"]


def test_no_more_new_cards_come_than_she_wants_in_a_day(alice, db, time):
    given.a_deck(db, *(given.a_note() for _ in range(4)))
    settings(db, alice, new_per_day=2)

    page = given.review_page(alice)
    assert page.counts["new"] == 2
    page = given.grade(alice, given.grade(alice, page, "easy"), "easy")

    assert page.card is None
    assert "Tomorrow brings 2 cards to repeat and 2 new cards" in page.text
    time.passes(days=1)
    assert given.review_page(alice).counts["new"] == 2


def test_an_undone_first_sight_does_not_use_up_a_new_card(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    settings(db, alice, new_per_day=1)
    page = given.grade(alice, given.review_page(alice))
    assert page.card is None

    page = given.undo(alice, page)

    assert page.card == given.card_id(db, "one")
    assert page.counts["new"] == 1


def test_no_more_due_cards_come_than_she_wants_in_a_day(alice, db, time):
    notes = [given.a_note() for _ in range(3)]
    given.a_deck(db, *notes)
    page = given.review_page(alice)
    for _ in notes:
        page = given.grade(alice, page)
    settings(db, alice, reviews_per_day=2)
    time.passes(days=1)

    page = given.review_page(alice)
    assert page.counts["due"] == 2
    page = given.grade(alice, given.grade(alice, page))

    assert page.card is None
    time.passes(days=1)
    assert given.review_page(alice).counts["due"] == 1


def test_a_limit_of_none_asks_none_but_repeats_still_come(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    page = given.grade(alice, given.review_page(alice), "again")
    assert page.card == given.card_id(db, "two")

    settings(db, alice, new_per_day=0, reviews_per_day=0)

    page = given.review_page(alice)
    assert (page.card, page.counts) == (given.card_id(db, "one"), {"new": 0, "learning": 1, "due": 0})


def test_one_learners_limits_and_answers_are_not_anothers(alice, bob, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    settings(db, alice, new_per_day=1)
    given.grade(alice, given.review_page(alice))

    page = given.review_page(bob)

    assert page.counts == {"new": 2, "learning": 0, "due": 0}
    assert (page.card, page.turn) == (given.card_id(db, "one"), 0)


def test_a_review_narrowed_to_a_deck_asks_and_counts_only_its_cards(alice, db):
    given.a_deck(db, given.a_note("here"), given.a_note("there"), key="first")
    second = given.a_deck(db, given.a_note("mine"), given.a_note("too"), key="second")

    page = given.review_page(alice, deck=second)
    assert (page.card, page.counts["new"]) == (given.card_id(db, "mine"), 2)
    page = given.grade(alice, page, deck=second)
    assert page.card == given.card_id(db, "too")
    page = given.grade(alice, page, deck=second)

    assert page.card is None
    assert "Review all decks" in page.text
    assert given.review_page(alice).card == given.card_id(db, "here")


def test_every_form_of_a_narrowed_review_stays_in_its_deck(alice, db):
    deck = given.a_deck(db, given.a_note("one"), given.a_note("two"))
    given.grade(alice, given.review_page(alice), deck=deck)

    page = given.review_page(alice, deck=deck)

    forms = page.soup.select("#turn form:not([action$='/report'])")  # which leads to a page of its own, and back
    assert len(forms) >= 4
    assert all(form.select_one("input[name=deck]") for form in forms)
    assert {field["value"] for field in page.soup.select("#turn form input[name=deck]")} == {str(deck)}


def test_a_repeat_in_another_deck_does_not_break_into_a_narrowed_review(alice, db, time):
    given.a_deck(db, given.a_note("there"), key="first")
    deck = given.a_deck(db, given.a_note("here"), key="second")
    given.grade(alice, given.review_page(alice), "again")
    time.passes(minutes=11)

    assert given.review_page(alice, deck=deck).card == given.card_id(db, "here")


def test_a_deck_that_is_not_there_has_nothing_to_review(alice, db):
    given.a_deck(db)

    page = given.review_page(alice, deck=999)

    assert page.card is None
    assert "Nothing is due" in page.text


@pytest.mark.parametrize("deck", ["abc", "-1", "1;--", "9" * 10])
def test_a_deck_that_is_no_number_is_refused(alice, deck):
    assert alice.get("/review", params={"deck": deck}).status_code == 422


def test_a_failed_first_sight_is_learnt_again_and_the_progress_counts_it(alice, db):
    given.a_deck(db, given.a_note("one"))

    page = given.grade(alice, given.review_page(alice), "again")

    bar = page.one("progress")
    assert (bar["value"], bar["max"]) == ("1", "2")


@pytest.mark.parametrize("fuzz", [True, False], ids=["spread", "exact"])
@pytest.mark.parametrize("scheduler", ["sm2", "anki-sm2"])
def test_each_button_promises_what_it_then_does(alice, db, time, scheduler, fuzz):
    deck = given.a_deck(db, given.a_note("one"))
    user, card = given.user_id(alice), given.card_id(db, "one")
    settings(db, alice, fuzz=fuzz)
    page = given.review_page(alice)
    db.write_now(choose_scheduler, user, deck, scheduler, time.now.date())
    page = given.review_page(alice)

    for step in ("good", "good", "good", "hard", "again", "good", "easy"):
        promised = dict(zip(("again", "hard", "good", "easy"), page.intervals, strict=True))
        for grade, promise in promised.items():
            given.grade(alice, page, grade)
            assert promise == waits(db, user, card, time), f"{grade} before {step}"
            page = given.undo(alice, given.review_page(alice))
            assert list(promised.values()) == page.intervals, "an undo changes no promise"
        given.grade(alice, page, step)
        stored = given.schedule_of(db, user, card)
        time.passes(days=(stored["due_day"] - time.now.date()).days, minutes=15 if stored["queue"] == 1 else 0)
        page = given.review_page(alice)


def waits(db: Database, user: int, card: int, time: Time) -> str:
    stored = given.schedule_of(db, user, card)
    if stored["queue"] == 1:
        return short_span(db.read_now(rank_of, user, card) - int(time.now.timestamp()))
    due = date.fromisoformat(str(stored["due_day"]))
    return short_days((due - time.now.date()).days)


def rank_of(con: Connection, user: int, card: int) -> int:
    found = con.exec_driver_sql(f"SELECT rank FROM schedule WHERE user_id = {user} AND card_id = {card}")
    rank: int = found.scalar_one()
    return rank


def test_fuzz_moves_due_days_only_while_it_is_on(alice, db, time):
    notes = [given.a_note() for _ in range(6)]
    given.a_deck(db, *notes)
    given.review_page(alice)
    user, ids = given.user_id(alice), [given.card_id(db, note.id) for note in notes]
    for turn, wait in ((0, 1), (1, 6)):
        settings(db, alice, fuzz=False)
        for card in ids:
            given.answer(alice, card, turn)
        assert {given.schedule_of(db, user, card)["fuzz"] for card in ids} == {0}
        time.passes(days=wait)
    settings(db, alice, fuzz=True)

    for card in ids:
        given.answer(alice, card, 2)

    moved = {given.schedule_of(db, user, card)["fuzz"] for card in ids}
    assert len(moved) > 1
    assert moved <= set(range(-3, 4))


def test_the_end_of_a_session_says_what_was_done_and_what_comes(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    page = given.grade(alice, given.review_page(alice), "again", ms="50000")
    page = given.grade(alice, page, "good", ms="11000")
    page = given.grade(alice, page, "good", ms="1000")

    assert page.card is None
    assert "You gave 3 answers in 2 minutes, 2 of them to new cards." in page.text
    assert "1 did not come to mind" in page.text
    assert "Tomorrow brings 2 cards to repeat." in page.text


def test_the_end_of_a_session_names_the_next_day_when_tomorrow_is_free(alice, db, time):
    given.a_deck(db, given.a_note("one"))
    settings(db, alice, fuzz=False)
    given.grade(alice, given.review_page(alice))
    time.passes(days=1)

    page = given.grade(alice, given.review_page(alice))

    assert "The next card is due Tue 1 Dec." in page.text


def test_with_no_cards_at_all_the_review_says_that_none_is_waiting(alice):
    page = given.review_page(alice)

    assert "Nothing is due" in page.text
    assert "No card is waiting for a later day." in page.text


def test_a_card_shows_where_it_comes_from_and_what_it_is(alice, db):
    given.a_deck(db, given.a_note("one", front="What is **it**?", back="`this`"))

    page = given.review_page(alice)

    assert front(page) == "What isit?"
    assert "The deck deck · section 1" in page.text
    assert page.one(".answer code").get_text() == "this"
