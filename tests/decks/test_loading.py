"""Deck files brought into the database, again and again, under learners' feet."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.cards.card import Cite, Deck, Erratum, Note
from app.db import Database
from app.decks.loading import DeckFile, load_decks
from app.review.rebuild import differences
from app.review.tables import NEVER_SEEN, Queue
from tests import given

BOOT = Erratum("boot", (3, 3), "", "a VM boots in an hour", "it boots in a minute", "The manual", "high", "guide.md")


def load(db: Database, *decks: Deck, errata: dict[str, Erratum] | None = None, incomplete: bool = False) -> int:
    """Loads these decks as all there are; how many changed."""

    def work(con: Connection) -> int:
        return load_decks(con, [DeckFile(deck, errata or {}) for deck in decks], incomplete=incomplete)

    return db.write_now(work)


def deck(*notes: Note, key: str = "deck", **changes: Any) -> Deck:
    return replace(Deck(key, f"The deck {key}", 1, 1, "guide.md", notes), **changes)


def rows(db: Database, *tables: str) -> dict[str, Any]:
    """Every row of these tables."""
    found = {}
    for table in tables:
        found[table] = db.read_now(lambda con, t=table: con.exec_driver_sql(f"SELECT * FROM {t} ORDER BY 1, 2").all())
    return found


def standing(db: Database, client: TestClient, card: int) -> dict[str, object]:
    return given.schedule_of(db, given.user_id(client), card)


def wrong(db: Database, client: TestClient) -> list[str]:
    return db.read_now(lambda con: list(differences(con, given.user_id(client))))


ONE, TWO, THREE = (given.a_note(name) for name in ("one", "two", "three"))


def test_loading_twice_changes_nothing(alice, db):
    given.a_deck(db, ONE, given.a_pair("pair"), given.a_cloze("gap", "{{c1::a}} {{c2::b}}"))
    file = deck(ONE, given.a_pair("pair"), given.a_cloze("gap", "{{c1::a}} {{c2::b}}"))
    given.grade(alice, given.review_page(alice))
    load(db, file)
    before = rows(db, "deck", "note", "card", "schedule", "review", "enrolment", "study_day")

    assert load(db, file) == 0
    given.review_page(alice)

    assert rows(db, *before) == before


def test_a_deck_whose_words_changed_is_loaded_and_no_other(db):
    first, second = deck(ONE, key="first"), deck(TWO, key="second")
    assert load(db, first, second) == 2

    assert load(db, first, replace(second, title="Another title")) == 1


def test_a_card_keeps_its_schedule_and_history_when_its_words_change(alice, db):
    load(db, deck(ONE, TWO))
    card = given.card_id(db, "one")
    given.grade(alice, given.review_page(alice), "again")
    before = standing(db, alice, card)

    load(db, deck(given.a_note("one", front="Which one?", back="This."), TWO))
    page = given.review_page(alice)

    after = standing(db, alice, card)
    assert after | {"front_html": "", "back_html": "", "question": ""} == before | {
        "front_html": "",
        "back_html": "",
        "question": "",
    }
    assert after["question"] == "Which one?"
    assert len(given.reviews_of(db, given.user_id(alice))) == 1
    assert page.undo_token


def test_a_removed_card_is_seen_nowhere_and_its_history_is_kept(alice, db):
    load(db, deck(ONE, TWO))
    card, note = given.card_id(db, "one"), given.note_id(db, "one")
    given.grade(alice, given.review_page(alice))

    load(db, deck(TWO))

    deck_page = alice.get("/decks/1").text
    assert "What is two?" in deck_page
    assert "What is one?" not in deck_page
    assert given.review_page(alice).counts == {"new": 1, "learning": 0, "due": 0}
    assert alice.get(f"/cards/{card}").status_code == 404
    assert alice.get(f"/notes/{note}/edit").status_code == 404
    assert "of 1 seen" in given.shown(alice.get("/").text).text
    assert standing(db, alice, card)["queue"] == Queue.RETIRED
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


@pytest.mark.parametrize("grade", ["again", "good"])
def test_a_card_that_returns_goes_on_where_it_was(alice, db, grade):
    load(db, deck(ONE, TWO))
    card = given.card_id(db, "one")
    given.grade(alice, given.review_page(alice), grade)
    before = standing(db, alice, card)
    load(db, deck(TWO))
    given.review_page(alice)

    load(db, deck(ONE, TWO))
    given.review_page(alice)

    assert standing(db, alice, card) == before
    assert wrong(db, alice) == []


def test_a_suspended_card_that_was_never_seen_is_new_when_it_returns(alice, db):
    load(db, deck(ONE, TWO))
    given.review_page(alice)
    load(db, deck(TWO))
    given.review_page(alice)

    load(db, deck(ONE, TWO))

    assert given.review_page(alice).card == given.card_id(db, "one")


def test_a_note_that_moves_to_another_deck_takes_its_schedule_along(alice, db):
    load(db, deck(ONE, TWO, key="first"), deck(THREE, key="second", day=2))
    card = given.card_id(db, "one")
    given.grade(alice, given.review_page(alice), "again")
    before = standing(db, alice, card)

    load(db, deck(TWO, key="first"), deck(THREE, ONE, key="second", day=2))

    page = given.review_page(alice, deck=2)
    assert page.counts == {"new": 1, "learning": 1, "due": 0}
    after = standing(db, alice, card)
    assert (after["memory"], after["turn"], after["queue"]) == (before["memory"], before["turn"], Queue.LEARNING)
    assert "What is one?" not in alice.get("/decks/1").text
    assert wrong(db, alice) == []


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_a_move_works_in_whatever_order_the_decks_are_loaded(alice, db, order):
    days = {key: place for place, key in enumerate(order, 1)}
    load(db, deck(ONE, key="first", day=days["first"]), deck(TWO, key="second", day=days["second"]))

    load(db, deck(key="first", day=days["first"]), deck(TWO, ONE, key="second", day=days["second"]))

    assert given.review_page(alice).counts["new"] == 2


def test_new_cards_follow_the_order_of_the_file_when_it_changes(alice, db):
    load(db, deck(ONE, TWO, THREE))
    assert given.review_page(alice).card == given.card_id(db, "one")

    load(db, deck(THREE, ONE, TWO))

    assert given.review_page(alice).card == given.card_id(db, "three")


def test_a_deck_of_an_earlier_day_comes_first_whatever_it_is_called(alice, db):
    load(db, deck(ONE, key="a", day=2), deck(TWO, key="b", day=1), deck(THREE, key="c", day=None, section=None))

    assert given.review_page(alice).card == given.card_id(db, "two")
    titles = [a.get_text() for a in given.shown(alice.get("/decks").text).soup.select(".shelf h3 a")]
    assert titles == ["The deck b", "The deck a", "The deck c"]


def test_a_deck_file_that_is_gone_takes_its_deck_away(alice, db):
    load(db, deck(ONE, key="first"), deck(TWO, key="second"))
    given.review_page(alice)

    assert load(db, deck(ONE, key="first")) == 1

    assert given.review_page(alice).counts["new"] == 1
    assert "The deck second" not in alice.get("/decks").text
    assert alice.get("/decks/2").status_code == 404
    assert load(db, deck(ONE, key="first")) == 0
    assert load(db, deck(ONE, key="first"), deck(TWO, key="second")) == 1
    assert given.review_page(alice).counts["new"] == 2


def test_while_a_file_is_broken_no_deck_is_taken_away(alice, db):
    load(db, deck(ONE, key="first"), deck(TWO, key="second"))

    assert load(db, deck(ONE, key="first"), incomplete=True) == 0

    assert given.review_page(alice).counts["new"] == 2


def test_a_gap_that_is_added_makes_a_card_and_one_that_goes_retires_one(alice, db):
    load(db, deck(given.a_cloze("gap", "{{c1::a}} and {{c2::b}}")))
    first, second = given.card_id(db, "gap", "c1"), given.card_id(db, "gap", "c2")
    given.review_page(alice)
    given.answer(alice, first, 0)
    before = standing(db, alice, first)["memory"]

    load(db, deck(given.a_cloze("gap", "{{c1::a}} and b, {{c3::c}}")))
    given.review_page(alice)

    assert standing(db, alice, first)["memory"] == before
    assert standing(db, alice, second)["queue"] == Queue.RETIRED
    third = standing(db, alice, given.card_id(db, "gap", "c3"))
    assert (third["queue"], third["due_day"]) == (Queue.NEW, NEVER_SEEN)
    assert wrong(db, alice) == []


def test_a_note_of_another_kind_has_other_cards_and_its_old_one_comes_back_with_the_old_kind(alice, db):
    load(db, deck(ONE))
    card = given.card_id(db, "one")
    given.grade(alice, given.review_page(alice), "easy")
    before = standing(db, alice, card)

    load(db, deck(replace(given.a_pair("one"), tags=ONE.tags)))
    assert given.review_page(alice).counts == {"new": 2, "learning": 0, "due": 0}
    assert standing(db, alice, card)["queue"] == Queue.RETIRED

    load(db, deck(ONE))
    assert given.review_page(alice).counts == {"new": 0, "learning": 0, "due": 0}
    assert standing(db, alice, card) == before


def test_what_the_guide_got_wrong_stands_beside_the_answer_as_whole_sentences(alice, db):
    note = replace(ONE, errata=("boot",), cites=(Cite((3, 3)), Cite((7, 9))))
    load(db, deck(note), errata={"boot": BOOT})

    page = given.review_page(alice)

    told = " ".join(page.one(".erratum").get_text(" ").split())
    assert told == "The guide says A VM boots in an hour. Today It boots in a minute. The manual"
    assert page.one(".source").get_text() == "guide.md: line 3, lines 7–9"
    assert [a["href"] for a in page.soup.select(".source a")] == [
        "/source?guide=guide.md&lines=3",
        "/source?guide=guide.md&lines=7-9",
    ]


def test_an_erratum_that_is_reworded_reaches_the_cards_that_name_it(alice, db):
    one, two = replace(ONE, errata=("boot",)), deck(TWO, key="second")
    load(db, deck(one), two, errata={"boot": BOOT})

    assert load(db, deck(one), two, errata={"boot": replace(BOOT, true="it boots in ten seconds")}) == 1

    assert "It boots in ten seconds." in given.review_page(alice).text


def test_a_new_learner_gets_every_card_and_someone_elses_stay_as_they_are(alice, signed_in, db):
    load(db, deck(ONE, TWO))
    given.grade(alice, given.review_page(alice))
    before = rows(db, "review", "study_day")

    newcomer = signed_in("Dora")

    assert given.review_page(newcomer).counts == {"new": 2, "learning": 0, "due": 0}
    assert given.review_page(alice).counts == {"new": 1, "learning": 0, "due": 0}
    assert rows(db, "review", "study_day") == before


@pytest.mark.parametrize("path", ["/", "/decks", "/decks/1", "/review"])
def test_cards_that_came_overnight_are_there_on_whatever_page_she_opens_first(alice, db, path):
    load(db, deck(ONE))
    given.review_page(alice)
    load(db, deck(ONE, TWO))

    assert alice.get(path).status_code == 200

    user = given.user_id(alice)
    count = f"SELECT count(*) FROM schedule WHERE user_id = {user}"
    assert db.read_now(lambda con: con.exec_driver_sql(count).scalar_one()) == 2


def test_new_cards_of_a_deck_are_scheduled_as_the_deck_is(alice, db):
    load(db, deck(ONE))
    given.review_page(alice)
    alice.post("/decks/1/scheduler?_method=put", data={"scheduler": "anki-sm2"})

    load(db, deck(ONE, TWO))
    given.review_page(alice)

    assert standing(db, alice, given.card_id(db, "two"))["scheduler"] == "anki-sm2"


def test_a_card_that_is_being_learnt_keeps_its_time_when_the_deck_is_loaded_anew(alice, db, time):
    load(db, deck(ONE, TWO))
    db.write_now(change_user, given.user_id(alice), {"new_per_day": 2})
    given.grade(alice, given.review_page(alice), "again")
    time.passes(minutes=5)

    load(db, deck(TWO, ONE))
    assert given.review_page(alice).card == given.card_id(db, "two")
    time.passes(minutes=5)

    assert given.review_page(alice).card == given.card_id(db, "one")
