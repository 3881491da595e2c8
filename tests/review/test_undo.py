"""Taking back the last answer."""

from typing import Any

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.accounts.sessions import open_session
from app.db import Database
from app.decks.loading import load_decks
from app.review.rebuild import choose_scheduler, differences
from app.review.tables import Queue
from tests import given


def everything(db: Database, client: TestClient) -> Any:
    """Her schedule without the turns, which only count up, and her totals without days that came to nothing."""
    user = given.user_id(client)

    def read(con: Connection) -> Any:
        cards = con.exec_driver_sql(
            "SELECT card_id, queue, due_day, memory, last_day, fuzz, buried_until, scheduler, rank FROM schedule "
            f"WHERE user_id = {user} ORDER BY card_id"
        ).all()
        days = con.exec_driver_sql(
            f"SELECT day, answers, new, reviews, again, duration_ms FROM study_day WHERE user_id = {user} AND answers"
        ).all()
        return cards, days

    return db.read_now(read)


def wrong(db: Database, client: TestClient) -> list[str]:
    """Where what is stored of her differs from what her reviews say."""
    return db.read_now(lambda con: list(differences(con, given.user_id(client))))


@pytest.fixture
def deck(alice, db):
    """A pair of siblings and two more cards, which Alice has not seen."""
    deck = given.a_deck(db, given.a_pair("pair"), given.a_note("two"), given.a_note("three"))
    given.review_page(alice)
    return deck


@pytest.mark.parametrize("grade", ["again", "hard", "good", "easy"])
def test_an_undo_puts_everything_back_and_shows_the_card_again(alice, db, deck, grade):
    before = everything(db, alice)
    page = given.review_page(alice)

    back = given.undo(alice, given.grade(alice, page, grade))

    assert back.card == page.card
    assert back.counts == page.counts
    assert back.notice.startswith("Undone.")
    assert everything(db, alice) == before
    assert wrong(db, alice) == []


def test_an_undone_card_comes_first_even_where_another_would(alice, db, deck, time):
    given.answer(alice, given.card_id(db, "two"), 0)
    time.passes(days=1)
    page = given.answer(alice, given.card_id(db, "three"), 0)
    assert page.card == given.card_id(db, "two")

    assert given.undo(alice, page).card == given.card_id(db, "three")


def test_an_undo_brings_back_the_siblings_that_the_answer_put_off(alice, db, deck):
    reverse = given.card_id(db, "pair", "reverse")
    page = given.grade(alice, given.review_page(alice))
    assert page.counts["new"] == 2

    page = given.undo(alice, page)

    assert page.counts["new"] == 4
    assert given.schedule_of(db, given.user_id(alice), reverse)["buried_until"] is None


def test_an_undo_is_a_row_and_takes_none_away(alice, db, deck):
    page = given.grade(alice, given.review_page(alice))
    first = given.reviews_of(db, given.user_id(alice))

    given.undo(alice, page)

    log = given.reviews_of(db, given.user_id(alice))
    assert [row.model_dump() for row in log[:1]] == [row.model_dump() for row in first]
    assert [(row.id, row.undoes) for row in log] == [(1, None), (2, 1)]
    assert log[1].turn > log[0].turn


def test_an_answer_can_be_undone_after_a_reload(alice, db, deck):
    given.grade(alice, given.review_page(alice), "easy")

    page = given.review_page(alice)
    assert "Undo Easy on “pair term”" in page.text

    assert given.undo(alice, page).card == given.card_id(db, "pair", "forward")


def test_an_answer_can_be_undone_on_another_device(alice, app, db, deck, time):
    user = given.user_id(alice)
    token = db.write_now(open_session, user, "Phone", time())
    phone = TestClient(app, follow_redirects=False, cookies={"ebb": token})
    given.grade(alice, given.review_page(alice))

    page = given.undo(phone, given.review_page(phone))

    assert page.card == given.card_id(db, "pair", "forward")
    assert given.review_page(alice).turn == page.turn


def test_answers_are_undone_one_by_one_down_to_the_first(alice, db, deck):
    start = everything(db, alice)
    page = given.review_page(alice)
    states, cards = [start], [page.card]
    for grade in ("again", "good", "easy", "good"):
        page = given.grade(alice, page, grade)
        states.append(everything(db, alice))
        cards.append(page.card)

    for state, card in zip(states[-2::-1], cards[-2::-1], strict=True):
        page = given.undo(alice, page)
        assert (everything(db, alice)[1], page.card) == (state[1], card)
        assert wrong(db, alice) == []

    assert everything(db, alice) == start
    assert page.undo_token == ""


def test_pressing_undo_twice_takes_back_one(alice, db, deck):
    page = given.grade(alice, given.grade(alice, given.review_page(alice)))

    given.undo(alice, page)
    told = given.undo(alice, page)

    assert "nothing was undone" in told.notice
    assert [row.undoes for row in given.reviews_of(db, given.user_id(alice))] == [None, None, 2]


def test_an_undo_on_a_page_from_before_the_last_answer_takes_nothing_back(alice, db, deck):
    old_tab = given.grade(alice, given.review_page(alice))
    given.grade(alice, given.review_page(alice))

    told = given.undo(alice, old_tab)

    assert "nothing was undone" in told.notice
    assert len(given.reviews_of(db, given.user_id(alice))) == 2
    assert told.undo_token != old_tab.undo_token


@pytest.mark.parametrize("latest", ["", "1-0", "nonsense", "1-0' OR 1=1"])
def test_with_nothing_to_undo_nothing_happens(alice, db, deck, latest):
    told = given.press(alice, "/reviews/latest?_method=delete", latest=latest)

    assert "nothing was undone" in told.notice
    assert given.reviews_of(db, given.user_id(alice)) == []


def test_bobs_undo_leaves_alices_answer_alone(alice, bob, db, deck):
    page = given.grade(alice, given.review_page(alice))
    before = everything(db, alice)

    given.review_page(bob)
    told = given.undo(bob, page)

    assert "nothing was undone" in told.notice
    assert everything(db, alice) == before
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


def test_bobs_undo_takes_back_his_own_answer_to_the_same_card(alice, bob, db, deck):
    page = given.grade(alice, given.review_page(alice))
    given.grade(bob, given.review_page(bob))
    before = everything(db, alice)

    given.undo(bob, page)

    assert everything(db, alice) == before
    assert [row.undoes for row in given.reviews_of(db, given.user_id(bob))] == [None, 1]


def test_an_undo_on_the_next_day_corrects_the_day_of_the_answer(alice, db, deck, time):
    given.grade(alice, given.review_page(alice))
    first = time.now.date()
    page = given.grade(alice, given.review_page(alice), "again")
    time.passes(days=1)

    given.undo(alice, given.review_page(alice))

    _, days = everything(db, alice)
    assert [tuple(day) for day in days] == [(first.isoformat(), 1, 1, 0, 0, 3000)]
    assert wrong(db, alice) == []
    assert page.card is not None


def test_an_undo_on_the_next_day_leaves_new_cards_for_that_day(alice, db, deck, time):
    db.write_now(change_user, given.user_id(alice), {"new_per_day": 1})
    given.grade(alice, given.review_page(alice))
    time.passes(days=1)

    page = given.undo(alice, given.review_page(alice))

    assert page.counts["new"] == 1
    assert page.card == given.card_id(db, "pair", "forward")


def test_an_answer_under_the_old_scheduler_can_be_undone_under_the_new_one(alice, db, deck, time):
    user, card = given.user_id(alice), given.card_id(db, "two")
    given.answer(alice, card, 0)
    time.passes(days=1)
    given.answer(alice, card, 1)
    db.write_now(choose_scheduler, user, deck, "anki-sm2", time.now.date())

    given.undo(alice, given.review_page(alice))

    stored = given.schedule_of(db, user, card)
    assert stored["scheduler"] == "anki-sm2"
    assert '"repetitions":1' in str(stored["memory"])
    assert wrong(db, alice) == []


def test_a_sibling_goes_where_a_new_scheduler_puts_it_when_the_answer_is_undone(alice, db, deck, time):
    user = given.user_id(alice)
    forward, reverse = given.card_id(db, "pair", "forward"), given.card_id(db, "pair", "reverse")
    given.answer(alice, reverse, 0)
    time.passes(days=1)
    given.answer(alice, reverse, 1, "easy")
    time.passes(days=9)
    given.answer(alice, forward, 0)
    db.write_now(choose_scheduler, user, deck, "anki-sm2", time.now.date())
    assert "siblings" in given.reviews_of(db, user)[-1].before

    given.undo(alice, given.review_page(alice))

    assert given.schedule_of(db, user, reverse)["buried_until"] is None
    assert wrong(db, alice) == []


def test_undoing_the_answer_to_a_card_since_suspended_leaves_it_suspended(alice, db, deck):
    user, card = given.user_id(alice), given.card_id(db, "pair", "forward")
    given.grade(alice, given.review_page(alice))
    given.press(alice, f"/cards/{card}/suspension?_method=put")

    page = given.undo(alice, given.review_page(alice))

    assert page.card != card
    stored = given.schedule_of(db, user, card)
    assert (stored["queue"], stored["last_day"]) == (Queue.SUSPENDED, None)
    given.press(alice, f"/cards/{card}/suspension?_method=delete")
    assert given.schedule_of(db, user, card)["queue"] == Queue.NEW


def test_a_repeat_that_is_undone_while_suspended_is_a_repeat_again_afterwards(alice, db, deck):
    user, card = given.user_id(alice), given.card_id(db, "two")
    given.answer(alice, card, 0, "again")
    given.answer(alice, card, 1, "good")
    given.press(alice, f"/cards/{card}/suspension?_method=put")
    given.undo(alice, given.review_page(alice))

    given.press(alice, f"/cards/{card}/suspension?_method=delete")

    assert given.schedule_of(db, user, card)["queue"] == Queue.LEARNING
    assert wrong(db, alice) == []


def test_undoing_the_answer_to_a_card_since_retired_leaves_it_retired(alice, db):
    staying = given.a_note("staying")
    given.a_deck(db, given.a_note("going"), staying)
    user, card = given.user_id(alice), given.card_id(db, "going")
    given.grade(alice, given.review_page(alice))
    given.a_deck(db, staying)

    page = given.undo(alice, given.review_page(alice))

    assert page.card == given.card_id(db, "staying")
    assert given.schedule_of(db, user, card)["queue"] == Queue.RETIRED
    assert everything(db, alice)[1] == []
    assert wrong(db, alice) == []


def test_undo_still_works_when_the_deck_is_gone(alice, db, deck):
    given.grade(alice, given.review_page(alice))
    db.write_now(retire_all)

    given.undo(alice, given.review_page(alice))

    assert db.read_now(lambda con: con.exec_driver_sql("SELECT count(*) FROM card WHERE retired").scalar_one()) == 4
    assert everything(db, alice)[1] == []


def retire_all(con: Connection) -> None:
    load_decks(con, [])


def test_the_bury_of_her_own_stands_when_the_answer_before_it_is_undone(alice, db, deck):
    user, two = given.user_id(alice), given.card_id(db, "two")
    given.grade(alice, given.review_page(alice))
    given.press(alice, f"/cards/{two}/burial?_method=put")

    given.undo(alice, given.review_page(alice))

    assert given.schedule_of(db, user, two)["buried_until"] is not None


def test_a_long_question_is_cut_short_on_the_undo_button(alice, db):
    given.a_deck(db, given.a_note("long", front="What " * 40), given.a_note("next"))

    page = given.grade(alice, given.review_page(alice))

    button = page.one("button[data-key=u]").get_text()
    assert "…”" in button
    assert len(button) < 100
