"""A card's own page: where it stands, why it comes back when it does, and every answer given to it."""

import pytest
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.review.rebuild import choose_scheduler
from app.scheduling.fuzz import fuzz_days
from tests import given
from tests.given import Shown


def card_page(client: TestClient, card: int) -> tuple[Shown, dict[str, str], list[list[str]]]:
    """The page as soup, its words on one line, its facts by name, and its history from the top."""
    told = client.get(f"/cards/{card}")
    assert told.status_code == 200
    page = given.shown(told.text)
    names, values = ([" ".join(d.get_text().split()) for d in page.soup.select(name)] for name in ("dt", "dd"))
    facts = dict(zip(names, values, strict=True))
    rows = [[td.get_text(strip=True) for td in tr.select("td")] for tr in page.soup.select(".history tbody tr")]
    return page, facts, rows


def due(page: Shown) -> str:
    return page.one(".fact").get_text(strip=True)


def replayed(page: Shown) -> str:
    """The line above the history, if there is one."""
    found = page.soup.select_one("[aria-labelledby=history-title] .help")
    return found.get_text(strip=True) if found else ""


def reason(page: Shown) -> str:
    found = page.soup.select_one(".sum")
    return found.get_text(strip=True) if found else ""


@pytest.fixture
def card(alice, db):
    """A new card of Alice's, whose due days are not spread."""
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    db.write_now(change_user, given.user_id(alice), {"fuzz": False})
    return given.card_id(db, "one")


def test_a_card_that_was_never_seen_says_so(alice, card):
    page, facts, rows = card_page(alice, card)

    assert due(page) == "not seen yet"
    assert (facts["State"], facts["Interval"], facts["Ease"]) == ("new", "none yet", "2.50")
    assert (facts["Known in a row"], facts["Forgotten"]) == ("0 times", "0 times")
    assert (facts["Scheduler"], facts["Tags"]) == ("SM-2", "test, day-1")
    assert rows == []
    assert "You have not answered this card yet." in page.text


def test_the_due_day_is_explained_by_the_sum_that_made_it_with_its_fuzz(alice, db, time):
    notes = [given.a_note() for _ in range(40)]
    given.a_deck(db, *notes)
    card = next(id_ for note in notes if fuzz_days(14, id_ := given.card_id(db, note.id), 3) == 1)
    given.review_page(alice)
    user = given.user_id(alice)
    for turn, grade in enumerate(("good", "hard", "good")):
        if turn:
            time.passes(days=(given.schedule_of(db, user, card)["due_day"] - time.now.date()).days)
        given.answer(alice, card, turn, grade)

    page, facts, rows = card_page(alice, card)

    assert reason(page) == "6 d × 2.36 = 14 d, fuzz +1"
    assert due(page).endswith("(in 15 days)")
    assert (facts["Interval"], facts["Ease"], facts["Known in a row"]) == ("14 days", "2.36", "3 times")
    assert [row[-1] for row in rows] == ["6 d × 2.36 = 14 d", "second pass: 6 d", "first pass: 1 d"]


def test_fuzz_that_brings_a_card_forward_is_shown_with_a_minus(alice, db, time):
    notes = [given.a_note() for _ in range(40)]
    given.a_deck(db, *notes)
    card = next(id_ for note in notes if fuzz_days(6, id_ := given.card_id(db, note.id), 2) == -1)
    given.review_page(alice)
    given.answer(alice, card, 0)
    time.passes(days=1)
    given.answer(alice, card, 1)

    page, _, _ = card_page(alice, card)

    assert reason(page) == "second pass: 6 d, fuzz −1"
    assert due(page).endswith("(in 5 days)")


def test_a_repeat_on_the_same_day_does_not_hide_what_set_the_due_day(alice, db, card):
    given.review_page(alice)
    given.answer(alice, card, 0, "again")
    given.answer(alice, card, 1, "good")

    page, _, rows = card_page(alice, card)

    assert reason(page) == "failed: starts at 1 d, again today"
    assert due(page) == "Wed 25 Nov (tomorrow)"
    assert rows[0][-1] == "same day: nothing changes"


def test_the_history_lists_every_answer_the_newest_first(alice, db, card, time):
    db.write_now(change_user, given.user_id(alice), {"time_zone": "Asia/Kathmandu"})
    given.review_page(alice)
    given.answer(alice, card, 0, "easy")
    time.passes(days=2)
    given.answer(alice, card, 1, "again")

    _, facts, rows = card_page(alice, card)

    assert [row[:6] for row in rows] == [
        ["26 Nov 2026 17:45", "Again", "3 s", "2 d", "1 day", "2.28"],
        ["24 Nov 2026 17:45", "Easy", "3 s", "0 d", "1 day", "2.60"],
    ]
    assert (facts["State"], facts["Forgotten"]) == ("learning", "1 time")


def test_an_undone_answer_stays_in_the_history_and_out_of_the_sums(alice, db, card):
    given.undo(alice, given.grade(alice, given.review_page(alice), "again"))
    given.grade(alice, given.review_page(alice), "good")

    page, facts, rows = card_page(alice, card)

    assert [row[1] for row in rows] == ["Good", "Again (undone)"]
    assert rows[1][5:] == ["", ""]
    assert len(page.soup.select("tr.undone")) == 1
    assert (facts["Ease"], reason(page)) == ("2.50", "first pass: 1 d")


def test_after_a_change_of_scheduler_the_history_shows_its_numbers(alice, db, time):
    deck = given.a_deck(db, given.a_note("one"))
    card, user = given.card_id(db, "one"), given.user_id(alice)
    given.grade(alice, given.review_page(alice), "good")
    time.passes(days=1)
    given.grade(alice, given.review_page(alice), "easy")
    db.write_now(choose_scheduler, user, deck, "anki-sm2", time.now.date())

    page, facts, rows = card_page(alice, card)

    assert facts["Scheduler"] == "Anki's SM-2"
    assert [row[3:] for row in rows] == [
        ["1 d", "4 days", "2.50", "known easily: 4 d"],
        ["0 d", "none yet", "2.50", "step 2 of 2: again in 10 min"],
    ], "what SM-2 said of it is not what holds now"
    assert reason(page) == "known easily: 4 d"
    assert "replayed under Anki's SM-2" in replayed(page)


@pytest.fixture
def moved(alice, db, time):
    """A deck and a card of it that SM-2 brought forward by a day, answered on that day, so that its 6 days were 5."""
    notes = [given.a_note() for _ in range(40)]
    deck = given.a_deck(db, *notes)
    card = next(id_ for note in notes if fuzz_days(6, id_ := given.card_id(db, note.id), 2) == -1)
    given.review_page(alice)
    for turn, days in enumerate((0, 1, 5)):
        time.passes(days=days)
        given.answer(alice, card, turn)
    return deck, card


def test_another_scheduler_is_told_with_the_days_of_the_calendar(alice, db, time, moved):
    deck, card = moved
    db.write_now(choose_scheduler, given.user_id(alice), deck, "anki-sm2", time.now.date())

    page, facts, rows = card_page(alice, card)

    sum_ = "(1 d + 4 d late ÷ 2) × 2.50 = 8 d"
    assert rows[0][3:] == ["5 d", "8 days", "2.50", sum_]
    assert [row[-1] for row in rows[1:]] == ["last step passed: 1 d", "step 2 of 2: again in 10 min"]
    assert (facts["Interval"], reason(page)) == ("8 days", sum_)


def test_back_under_its_first_scheduler_a_card_has_its_old_sums_and_no_word_of_the_change(alice, db, time, moved):
    deck, card = moved
    user = given.user_id(alice)
    before, _, rows = card_page(alice, card)
    for scheduler in ("anki-sm2", "sm2"):
        db.write_now(choose_scheduler, user, deck, scheduler, time.now.date())

    page, facts, rows_now = card_page(alice, card)

    assert rows_now == rows
    assert (rows[0][3], rows[0][-1], facts["Interval"]) == ("6 d", "6 d × 2.50 = 15 d", "15 days")
    assert replayed(before) == replayed(page) == ""


def test_answers_under_both_schedulers_are_all_explained_by_the_present_one(alice, db, time):
    deck = given.a_deck(db, given.a_note("one"))
    card, user = given.card_id(db, "one"), given.user_id(alice)
    db.write_now(change_user, user, {"fuzz": False})
    given.review_page(alice)
    given.answer(alice, card, 0, "easy")
    db.write_now(choose_scheduler, user, deck, "anki-sm2", time.now.date())
    time.passes(days=4)
    given.answer(alice, card, 2, "again")
    given.answer(alice, card, 3, "good")

    page, _, rows = card_page(alice, card)

    assert [row[-1] for row in rows] == [
        "relearnt: 1 d",
        "failed: back to 1 d once relearnt, again in 10 min",
        "known easily: 4 d",
    ]
    assert (reason(page), due(page)) == ("relearnt: 1 d", "Sun 29 Nov (tomorrow)")
    assert "replayed under Anki's SM-2" in replayed(page)


def test_an_answer_that_was_undone_is_no_answer_under_another_scheduler(alice, db, time):
    deck = given.a_deck(db, given.a_note("one"))
    card, user = given.card_id(db, "one"), given.user_id(alice)
    given.undo(alice, given.grade(alice, given.review_page(alice), "again"))
    db.write_now(choose_scheduler, user, deck, "anki-sm2", time.now.date())
    given.grade(alice, given.review_page(alice), "good")

    page, _, rows = card_page(alice, card)

    assert [(row[1], row[-1]) for row in rows] == [("Good", "step 2 of 2: again in 10 min"), ("Again (undone)", "")]
    assert replayed(page) == ""


def test_the_page_says_whether_the_card_is_buried_or_suspended_and_offers_the_way_back(alice, db, card):
    given.review_page(alice)
    path = f"/cards/{card}"
    _, facts, _ = card_page(alice, card)
    assert facts["State"] == "new"

    given.press(alice, f"{path}/burial?_method=put")
    page, facts, _ = card_page(alice, card)
    assert facts["State"] == "buried"
    assert page.soup.select_one(f"button[formaction='{path}/burial?_method=delete']")

    given.press(alice, f"{path}/suspension?_method=put")
    page, facts, _ = card_page(alice, card)
    assert facts["State"] == "suspended"
    assert page.soup.select_one(f"button[formaction='{path}/suspension?_method=delete']")


def test_a_due_card_says_so_and_one_due_next_year_names_the_year(alice, db, card, time):
    given.review_page(alice)
    given.answer(alice, card, 0)
    time.passes(days=1)
    assert card_page(alice, card)[1]["State"] == "due today"

    given.answer(alice, card, 1, "easy")
    time.passes(days=6)
    given.answer(alice, card, 2, "easy")
    assert card_page(alice, card)[1]["State"] == "due 17 Dec"
    time.passes(days=16)
    given.answer(alice, card, 3, "easy")

    page, facts, _ = card_page(alice, card)
    assert facts["State"] == "due 29 Jan 2027"
    assert due(page) == "Fri 29 Jan 2027 (in 43 days)"


def test_looking_at_a_card_first_of_all_schedules_it(alice, db):
    given.a_deck(db, given.a_note("one"))

    assert alice.get(f"/cards/{given.card_id(db, 'one')}").status_code == 200


@pytest.mark.parametrize("card", ["9999", "0", "-1", "one", str(2**63)])
def test_a_card_that_is_not_there_is_not_found(alice, db, card):
    given.a_deck(db)

    assert alice.get(f"/cards/{card}").status_code == 404


def test_bob_sees_his_own_history_of_a_card(alice, bob, db, card):
    given.grade(alice, given.review_page(alice), "again")

    _, facts, rows = card_page(bob, card)

    assert (facts["State"], rows) == ("new", [])
