"""Answering a card."""

from tests import given


def test_a_double_click_counts_once(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    page = given.review_page(alice)

    given.grade(alice, page)
    second = given.grade(alice, page)

    assert len(given.reviews_of(db, given.user_id(alice))) == 1
    assert "nothing was counted" in second.notice
