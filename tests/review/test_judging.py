"""Answers that Ebb judges, from the form to the schedule."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cards.card import Note
from app.cards.parts import key_of
from app.scheduling.grade import Grade
from tests import given

CHOICE = Note(
    "which",
    "choice",
    {
        "front": "Which of these set what a container runs?",
        "options": "- [x] `CMD`\n- [x] `ENTRYPOINT`\n- [ ] `RUN`\n  It runs while the image is built.\n"
        "- [ ] `EXPOSE`\n  It says which port is meant to be published.",
    },
    tags=("test",),
)
ORDER = Note(
    "path",
    "order",
    {"front": "From first to last?", "steps": "1. client\n2. dockerd\n3. containerd\n4. runc"},
    tags=("test",),
)
RIGHT = {"option": [key_of("`CMD`"), key_of("`ENTRYPOINT`")]}
WRONG = {"option": [key_of("`RUN`")]}


def attempt(client: TestClient, table: given.Shown, sent: dict[str, Any], **form: str) -> given.Shown:
    """Sends an answer to the judge, as htmx would; what she sees then."""
    told = client.post(
        f"/cards/{table.card}/attempts", data={"turn": table.turn, **sent, **form}, headers={"HX-Request": "true"}
    )
    assert told.status_code == 200, told.text
    return given.shown(told.text)


@pytest.fixture
def table(alice, db):
    """A question with options on Alice's table."""
    given.a_deck(db, CHOICE, given.a_note("next"))
    return given.review_page(alice)


def test_options_are_boxes_where_several_are_right_and_none_shows_which(table):
    boxes = table.soup.select("input[name=option][form=attempt]")

    assert {box["type"] for box in boxes} == {"checkbox"}
    assert {box["value"] for box in boxes} == {key_of(text) for text in ("`CMD`", "`ENTRYPOINT`", "`RUN`", "`EXPOSE`")}
    assert table.one(".answer").has_attr("hidden")


def test_options_stand_alike_all_day_and_otherwise_on_another_day_or_card(alice, db, time):
    given.a_deck(db, *(Note(f"n{i}", "choice", CHOICE.fields, tags=("test",)) for i in range(4)))

    def order(card: int) -> tuple[str, ...]:
        shown = given.review_page(alice, card=card)
        return tuple(str(box["value"]) for box in shown.soup.select("input[name=option]"))

    cards = [given.card_id(db, f"n{i}") for i in range(4)]
    today = [order(card) for card in cards]
    assert [order(card) for card in cards] == today
    time.passes(days=1)
    assert len({*today, *(order(card) for card in cards)}) > 3


def test_a_right_answer_proposes_good_and_says_why_the_others_are_wrong(alice, table):
    judged = attempt(alice, table, RIGHT)

    assert judged.card == table.card
    assert judged.one("#verdict").get_text(" ", strip=True).startswith("Right. Ebb proposes Good")
    assert "It runs while the image is built." in judged.text
    assert judged.one("[data-default]")["value"] == "good"
    assert not judged.one(".answer").has_attr("hidden")


def test_a_wrong_answer_proposes_again(alice, table):
    judged = attempt(alice, table, WRONG)

    assert judged.one("[data-default]")["value"] == "again"
    assert judged.one("[data-chosen]").get_text(" ", strip=True).startswith("Wrong, you chose it")


def test_who_agrees_takes_the_judges_figure(alice, db, table):
    attempt(alice, table, WRONG)

    given.grade(alice, table, "again")

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.quality, review.judged) == (1, {"proposed": 1})


def test_who_overrules_the_judge_takes_the_grade_she_gave_and_it_is_recorded(alice, db, table):
    attempt(alice, table, WRONG)

    given.grade(alice, table, "hard")

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.quality, review.judged) == (Grade.HARD.quality, {"proposed": 1})
    assert "Ebb proposed Again" in alice.get(f"/cards/{table.card}").text


def test_who_asks_for_no_judgement_grades_alone(alice, db, table):
    given.grade(alice, table, "easy")

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.quality, review.judged) == (5, None)


def test_the_first_answer_of_a_turn_stands_however_often_it_is_sent(alice, table):
    attempt(alice, table, WRONG)

    again = attempt(alice, table, RIGHT)

    assert again.one("[data-default]")["value"] == "again"


def test_a_judged_answer_is_still_there_after_a_reload(alice, table):
    attempt(alice, table, RIGHT)

    again = given.review_page(alice, card=table.card)

    assert "Right. Ebb proposes Good" in again.text


def test_after_an_undo_the_card_is_asked_afresh(alice, table):
    attempt(alice, table, WRONG)
    after = given.grade(alice, table, "again")

    undone = given.undo(alice, after)

    assert undone.card == table.card
    assert undone.soup.select("#verdict") == []


def test_an_answer_from_a_stale_tab_is_not_judged(alice, db, table):
    given.grade(alice, table, "good")

    stale = attempt(alice, table, RIGHT)

    assert stale.card == given.card_id(db, "next")
    assert stale.notice


def test_a_plain_form_is_led_back_to_the_card_with_its_verdict(alice, table):
    sent = alice.post(f"/cards/{table.card}/attempts", data={"turn": table.turn, **RIGHT})

    assert sent.status_code == 303
    assert "Ebb proposes" in alice.get(sent.headers["location"]).text


def test_steps_are_sent_as_numbers_and_credit_is_given_for_pairs(alice, db):
    given.a_deck(db, ORDER)
    table = given.review_page(alice)
    keys = [key_of(step) for step in ("client", "containerd", "dockerd", "runc")]

    judged = attempt(alice, table, {f"place-{key}": str(place) for place, key in enumerate(keys, 1)})

    assert "5 of 6 pairs stand in the right order." in judged.text
    assert "you put it in place 3" in judged.text
    assert judged.one("[data-default]")["value"] == "hard"


def test_a_card_that_is_graded_by_hand_takes_no_answer_to_judge(alice, db):
    given.a_deck(db)
    table = given.review_page(alice)

    assert alice.post(f"/cards/{table.card}/attempts", data={"turn": 0, "answer": "x"}).status_code == 404
    assert table.soup.select("#attempt") == []


def test_an_answer_that_is_too_long_is_refused_with_the_limit(alice, table):
    sent = alice.post(f"/cards/{table.card}/attempts", data={"turn": 0, "option": "x" * 2000})

    assert sent.status_code == 422
    assert "1,000 is the most" in sent.text


@pytest.mark.parametrize("form", [{}, {"turn": "x"}, {"turn": "-1"}, {"turn": "0", "deck": "x"}])
def test_a_broken_form_changes_nothing(alice, table, form):
    assert alice.post(f"/cards/{table.card}/attempts", data=form).status_code == 422
    assert given.review_page(alice).soup.select("#verdict") == []


def test_what_one_learner_answers_is_not_shown_to_another(alice, bob, table):
    attempt(alice, table, RIGHT)

    assert given.review_page(bob, card=table.card).soup.select("#verdict") == []
