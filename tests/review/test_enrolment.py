"""A schedule that catches up with the decks and with the days."""

from app.review.tables import Queue
from tests import given


def test_a_new_card_that_was_buried_comes_in_its_old_order_the_next_day(alice, db, time):
    given.a_deck(db, *(given.a_note(f"new-{number}") for number in range(5)))
    first = given.review_page(alice).card
    given.press(alice, f"/cards/{first}/burial?_method=put")
    assert given.review_page(alice).card != first
    time.passes(days=1)

    page = given.review_page(alice)

    assert page.card == first


def test_a_card_that_leaves_its_deck_and_returns_is_still_suspended(alice, db):
    kept, leaving = given.a_note("kept"), given.a_note("leaving")
    given.a_deck(db, kept, leaving)
    given.review_page(alice)
    card = given.card_id(db, "leaving")
    given.press(alice, f"/cards/{card}/suspension?_method=put")
    given.a_deck(db, kept)
    given.review_page(alice)

    given.a_deck(db, kept, leaving)
    given.review_page(alice)

    assert given.schedule_of(db, given.user_id(alice), card)["queue"] == Queue.SUSPENDED


def test_changing_the_scheduler_leaves_todays_siblings_buried(alice, db):
    deck = given.a_deck(db, given.a_pair("pair"), given.a_note("other"))
    given.grade(alice, given.review_page(alice))
    sibling = given.card_id(db, "pair", "reverse")
    before = given.schedule_of(db, given.user_id(alice), sibling)

    alice.post(f"/decks/{deck}/scheduler?_method=put", data={"scheduler": "anki-sm2"})

    after = given.schedule_of(db, given.user_id(alice), sibling)
    assert (after["due_day"], after["buried_until"]) == (before["due_day"], before["buried_until"])


def test_there_and_back_between_schedulers_moves_no_due_day(alice, db, time):
    notes = [given.a_note(f"note-of-{number}") for number in range(5)]
    deck = given.a_deck(db, *notes)
    for days in (0, 1, 6):
        time.passes(days=days)
        page = given.review_page(alice)
        while page.card is not None:
            page = given.grade(alice, page)
    cards = [given.card_id(db, note.id) for note in notes]
    before = [given.schedule_of(db, given.user_id(alice), card)["due_day"] for card in cards]

    for scheduler in ("anki-sm2", "sm2"):
        alice.post(f"/decks/{deck}/scheduler?_method=put", data={"scheduler": scheduler})

    assert [given.schedule_of(db, given.user_id(alice), card)["due_day"] for card in cards] == before
