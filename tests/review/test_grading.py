"""Answering a card."""

from datetime import datetime, timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.db import Database
from app.review.outcome import outcome
from app.review.tables import NEVER_SEEN, Queue
from app.scheduling.schedulers import load
from app.scheduling.sm2 import Memory
from tests import given


def send(client: TestClient, card: int, **form: str | int) -> Response:
    """Posts an answer as a plain form would, right or wrong."""
    return client.post(f"/cards/{card}/reviews", data={"grade": "good", "turn": 0, "ms": "3000"} | form)


def day_of(db: Database, client: TestClient) -> list[tuple[int, ...]]:
    """Her totals: (answers, new, reviews, again, milliseconds) of each day."""
    query = f"SELECT answers, new, reviews, again, duration_ms FROM study_day WHERE user_id = {given.user_id(client)}"
    return [tuple(row) for row in db.read_now(lambda con: con.exec_driver_sql(query).all())]


@pytest.fixture
def card(alice, db):
    """A new card of Alice's, with another one after it."""
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    given.review_page(alice)
    return given.card_id(db, "one")


def test_a_double_click_counts_once(alice, db):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    page = given.review_page(alice)

    given.grade(alice, page)
    second = given.grade(alice, page)

    assert len(given.reviews_of(db, given.user_id(alice))) == 1
    assert "nothing was counted" in second.notice


def test_a_stale_tab_counts_nothing_and_moves_on(alice, db, card, time):
    old_tab = given.review_page(alice)
    given.grade(alice, old_tab, "again")
    time.passes(minutes=11)
    given.grade(alice, given.review_page(alice), "good")
    before = given.schedule_of(db, given.user_id(alice), card)

    told = given.grade(alice, old_tab, "easy")

    assert "nothing was counted" in told.notice
    assert told.card == given.card_id(db, "two")
    assert given.schedule_of(db, given.user_id(alice), card) == before
    assert len(given.reviews_of(db, given.user_id(alice))) == 2


def test_a_request_replayed_after_an_undo_counts_nothing(alice, db, card):
    page = given.review_page(alice)
    given.undo(alice, given.grade(alice, page))

    given.grade(alice, page)

    assert len(given.reviews_of(db, given.user_id(alice))) == 2, "an answer and its undo"
    assert given.schedule_of(db, given.user_id(alice), card)["queue"] == Queue.NEW


def test_of_two_devices_with_one_card_the_first_counts(alice, db, card):
    laptop, phone = given.review_page(alice), given.review_page(alice)

    given.grade(alice, laptop, "easy")
    told = given.grade(alice, phone, "again")

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.quality, told.card) == (5, given.card_id(db, "two"))


def test_a_turn_that_has_not_come_yet_counts_nothing(alice, db, card):
    given.answer(alice, card, 7)

    assert given.reviews_of(db, given.user_id(alice)) == []


@pytest.mark.parametrize("aside", ["burial", "suspension"])
def test_a_card_that_was_set_aside_in_another_tab_is_not_answered(alice, db, card, aside):
    given.press(alice, f"/cards/{card}/{aside}?_method=put")

    told = given.answer(alice, card, 0)

    assert "nothing was counted" in told.notice
    assert given.reviews_of(db, given.user_id(alice)) == []


def test_a_card_that_is_not_due_is_not_answered(alice, db, card):
    given.answer(alice, card, 0)

    told = given.answer(alice, card, 1)

    assert "nothing was counted" in told.notice
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


def test_a_card_nobody_has_is_not_found(alice, card):
    assert send(alice, 9999).status_code == 404


def test_a_card_that_is_not_yet_in_his_schedule_is_not_found(bob, db, card):
    assert send(bob, card).status_code == 404
    assert given.reviews_of(db, given.user_id(bob)) == []


def test_each_learner_answers_her_own_copy(alice, bob, db, card):
    given.review_page(bob)
    before = given.schedule_of(db, given.user_id(alice), card)

    given.answer(bob, card, 0, "again")

    assert given.schedule_of(db, given.user_id(alice), card) == before
    assert given.reviews_of(db, given.user_id(alice)) == []
    assert day_of(db, alice) == []
    assert day_of(db, bob) == [(1, 1, 0, 1, 3000)]


@pytest.mark.parametrize(
    "form",
    [
        {"grade": "superb"},
        {"grade": ""},
        {"grade": "5"},
        {"turn": "-1"},
        {"turn": "x"},
        {"turn": ""},
        {"ms": "-5"},
        {"ms": "1e3"},
        {"ms": "1" * 16},
        {"shown_at": "yesterday"},
        {"deck": "all"},
    ],
    ids=str,
)
def test_a_form_that_makes_no_sense_is_refused(alice, db, card, form):
    assert send(alice, card, **form).status_code == 422
    assert given.reviews_of(db, given.user_id(alice)) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"ms": "0"}, 0),
        ({"ms": "7250"}, 7250),
        ({"ms": "60001"}, 60_000),
        ({"ms": "999999999999"}, 60_000),
        ({"ms": "4000", "shown_at": "0"}, 4000),
    ],
    ids=str,
)
def test_the_time_an_answer_took_is_what_the_page_measured_up_to_a_minute(alice, db, card, sent, kept):
    send(alice, card, **sent)

    assert [review.duration_ms for review in given.reviews_of(db, given.user_id(alice))] == [kept]


@pytest.mark.parametrize(("ago_ms", "kept"), [(9000, 9000), (3_600_000, 60_000), (-5000, 0)])
def test_without_scripts_the_time_is_counted_from_when_the_card_was_shown(alice, db, card, time, ago_ms, kept):
    send(alice, card, ms="", shown_at=int(time.now.timestamp() * 1000) - ago_ms)

    assert [review.duration_ms for review in given.reviews_of(db, given.user_id(alice))] == [kept]


@pytest.mark.parametrize("shown_at", ["", "-99999999999999999999", "99999999999999999999"])
def test_an_absurd_time_of_showing_does_no_harm(alice, db, card, shown_at):
    assert send(alice, card, ms="", shown_at=shown_at).status_code in (303, 422)

    assert all(0 <= review.duration_ms <= 60_000 for review in given.reviews_of(db, given.user_id(alice)))


def test_an_answer_is_kept_with_all_that_led_to_it(alice, db, card, time):
    given.answer(alice, card, 0, "hard")

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.id, review.card_id, review.turn, review.undoes) == (1, card, 0, None)
    assert (review.at, review.time_zone, review.day) == (time.now, "UTC", time.now.date())
    assert (review.quality, review.elapsed_days, review.scheduler) == (3, 0, "sm2")
    assert (review.queue, review.interval_days, review.fuzz) == (Queue.NEW, 1, 0)
    assert review.due_day == time.now.date() + timedelta(days=1)


def test_the_totals_of_the_day_tell_new_cards_repeats_and_due_ones_apart(alice, db, card, time):
    given.answer(alice, card, 0, "again")
    given.answer(alice, card, 1, "good")
    time.passes(days=1)
    given.answer(alice, card, 2, "hard")

    assert day_of(db, alice) == [(2, 1, 0, 1, 6000), (1, 0, 1, 0, 3000)]


@pytest.mark.parametrize("grade", ["hard", "good", "easy"])
def test_only_again_brings_a_card_back_on_the_same_day(alice, db, card, grade):
    given.answer(alice, card, 0, grade)
    assert given.schedule_of(db, given.user_id(alice), card)["queue"] == Queue.REVIEW

    given.answer(alice, given.card_id(db, "two"), 0, "again")
    assert given.schedule_of(db, given.user_id(alice), given.card_id(db, "two"))["queue"] == Queue.LEARNING


def test_a_repeat_on_the_same_day_changes_nothing_but_that_it_is_over(alice, db, card):
    user = given.user_id(alice)
    given.answer(alice, card, 0, "again")
    failed = load("sm2", str(given.schedule_of(db, user, card)["memory"]))
    given.answer(alice, card, 1, "again")
    assert load("sm2", str(given.schedule_of(db, user, card)["memory"])) == failed

    given.answer(alice, card, 2, "easy")

    passed = load("sm2", str(given.schedule_of(db, user, card)["memory"]))
    assert (passed.ease_milli, passed.interval_days, passed.lapses) == (failed.ease_milli, 1, 0)
    assert passed.repeat_seconds is None


def test_a_repeat_left_over_from_yesterday_counts_as_a_new_day(alice, db, card, time):
    given.answer(alice, card, 0, "again")
    time.passes(days=1)

    page = given.review_page(alice)
    assert page.card == card
    given.grade(alice, page, "good")

    assert given.reviews_of(db, given.user_id(alice))[-1].elapsed_days == 1


def test_a_due_day_that_was_moved_counts_as_on_time(alice, db, time):
    notes = [given.a_note() for _ in range(20)]
    given.a_deck(db, *notes)
    given.review_page(alice)
    user, ids = given.user_id(alice), [given.card_id(db, note.id) for note in notes]
    for card in ids:
        given.answer(alice, card, 0)
    time.passes(days=1)
    for card in ids:
        given.answer(alice, card, 1)
    moved = {card: given.schedule_of(db, user, card)["fuzz"] for card in ids}
    assert {-1, 1} <= set(moved.values())

    for card in sorted(ids, key=lambda card: str(moved[card]) != "-1"):
        time.passes(days=(given.schedule_of(db, user, card)["due_day"] - time.now.date()).days)
        given.answer(alice, card, 2)

    answers = given.reviews_of(db, user)[-len(ids) :]
    assert {answer.elapsed_days for answer in answers} == {6}
    assert {answer.interval_days for answer in answers} == {15}


def test_a_late_answer_counts_the_days_it_was_late(alice, db, card, time):
    db.write_now(change_user, given.user_id(alice), {"fuzz": False})
    given.answer(alice, card, 0)
    time.passes(days=9)

    given.answer(alice, card, 1)

    last = given.reviews_of(db, given.user_id(alice))[-1]
    assert (last.elapsed_days, last.interval_days) == (9, 6), "SM-2 gives no credit for being late"


class Seen:
    """A card last answered ten days ago, by SM-2, that is due in twenty."""

    card_id, position, scheduler, memory, fuzz = 1, 5, "sm2", "", 0

    def __init__(self, now: datetime) -> None:
        self.last_day = now.date() - timedelta(days=10)


def test_an_early_answer_counts_the_days_that_have_passed(time):
    memory = Memory(ease_milli=2500, repetitions=3, interval_days=30)

    after = outcome(Seen(time.now), memory, 4, time.now.date(), time.now, fuzz=False)

    assert after.elapsed_days == 10
    assert after.memory.interval_days == 30, "10 d x 2.50 is less than what it had"
    assert after.due_day == time.now.date() + timedelta(days=30)


def test_a_card_that_keeps_slipping_is_told_of_at_eight_lapses_and_at_twelve(alice, db, card, time):
    given.answer(alice, card, 0)
    told = {}
    for turn in range(1, 13):
        time.passes(days=1)
        page = given.answer(alice, card, turn, "again")
        if page.notice:
            told[turn] = page.notice

    assert sorted(told) == [8, 12]
    assert "slipped 8 times" in told[8]
    assert "slipped 12 times" in told[12]
    time.passes(minutes=11)
    page = given.review_page(alice)
    assert (page.card, "Leech" in page.text) == (card, True)


def test_failing_a_leech_again_on_the_same_day_tells_nothing_twice(alice, db, card, time):
    given.answer(alice, card, 0)
    for turn in range(1, 9):
        time.passes(days=1)
        page = given.answer(alice, card, turn, "again")
    assert "slipped 8 times" in page.notice

    assert given.answer(alice, card, 9, "again").notice == ""


def test_siblings_of_an_answered_card_wait_till_tomorrow(alice, db, time):
    given.a_deck(db, given.a_pair("pair"), given.a_note("other"))
    forward, reverse = given.card_id(db, "pair", "forward"), given.card_id(db, "pair", "reverse")
    page = given.review_page(alice)
    assert (page.card, page.counts["new"]) == (forward, 3)

    page = given.grade(alice, page)
    assert (page.card, page.counts["new"]) == (given.card_id(db, "other"), 1)
    assert given.grade(alice, page).card is None
    time.passes(days=1)

    assert given.review_page(alice).counts == {"new": 1, "learning": 0, "due": 2}
    assert given.schedule_of(db, given.user_id(alice), reverse)["buried_until"] is None


def test_a_due_sibling_waits_till_tomorrow_as_well(alice, db, time):
    given.a_deck(db, given.a_pair("pair"))
    forward, reverse = given.card_id(db, "pair", "forward"), given.card_id(db, "pair", "reverse")
    given.review_page(alice)
    given.answer(alice, forward, 0)
    time.passes(days=1)
    given.answer(alice, reverse, 0)
    time.passes(days=1)
    page = given.review_page(alice)
    assert (page.card, page.counts["due"]) == (forward, 2)

    page = given.grade(alice, page)

    assert (page.card, page.counts["due"]) == (None, 0)
    time.passes(days=1)
    assert given.review_page(alice).card == reverse


def test_a_sibling_that_is_still_being_learnt_today_keeps_its_repeat(alice, db):
    given.a_deck(db, given.a_pair("pair"))
    forward, reverse = given.card_id(db, "pair", "forward"), given.card_id(db, "pair", "reverse")
    given.grade(alice, given.review_page(alice), "again")
    given.press(alice, f"/cards/{reverse}/burial?_method=delete")

    page = given.answer(alice, reverse, 0)

    assert (page.card, page.counts["learning"]) == (forward, 1)


def test_cards_of_other_notes_and_other_learners_are_not_put_off(alice, bob, db):
    given.a_deck(db, given.a_pair("pair"), given.a_note("other"))
    given.review_page(alice)
    given.review_page(bob)

    given.answer(alice, given.card_id(db, "pair", "forward"), 0)

    reverse = given.card_id(db, "pair", "reverse")
    assert given.schedule_of(db, given.user_id(bob), reverse)["due_day"] == NEVER_SEEN
    other = given.card_id(db, "other")
    assert given.schedule_of(db, given.user_id(alice), other)["due_day"] == NEVER_SEEN
