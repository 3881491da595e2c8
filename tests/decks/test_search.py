"""The index of every note's words follows what is stored, whoever changes it."""

import pytest
from sqlalchemy import Connection, select
from sqlmodel import col

from app.cards.words import Phrase, words_of
from app.db import Database
from app.decks import search
from app.decks.loading import load_decks
from app.decks.tables import Card, Note
from tests import given


def found(db: Database, text: str, *, whole: bool = False) -> list[str]:
    """The keys of the notes that have this phrase, the best first."""

    def ask(con: Connection) -> list[str]:
        cards = search.ranked([Phrase(words_of(text), open=not whole)])
        query = select(col(Note.key)).join(Card, col(Card.note_id) == col(Note.id))
        query = query.join(cards, cards.c.card_id == col(Card.id)).order_by(cards.c.score)
        return list(con.execute(query).scalars())

    return db.read_now(ask)


@pytest.fixture
def deck(db):
    return given.a_deck(
        db,
        given.a_note("tide", front="What is a *tide*?", back="A rise and a fall of the sea.", explanation=""),
        given.a_note("quay", front="What is a quay?", back="A wall beside the sea, at high tide and low."),
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("tide", ["tide", "quay"]),
        ("TIDE", ["tide", "quay"]),
        ("wal", ["quay"]),
        ("fall of the sea", ["tide"]),
        ("sea the", []),
        ("test", ["tide", "quay"]),
        ("a wall besi", ["quay"]),
    ],
)
def test_words_of_question_answer_key_and_tags_are_found(db, deck, text, keys):
    assert sorted(found(db, text)) == sorted(keys)


def test_without_an_open_end_only_whole_words_are_found(db, deck):
    assert found(db, "wal", whole=True) == []
    assert found(db, "wall", whole=True) == ["quay"]


def test_the_note_with_more_of_it_comes_first(db):
    given.a_deck(
        db,
        given.a_note("once", front="Where?", back=f"A lamp {'and something else ' * 20}"),
        given.a_note("often", front="Lamp or lamp?", back="A lamp."),
    )

    assert found(db, "lamp") == ["often", "once"]


def test_an_edit_and_its_return_are_followed(alice, db, deck):
    note = given.note_id(db, "quay")

    assert alice.put(f"/notes/{note}", data={"front": "What is a jetty?"}).status_code == 303
    assert (found(db, "jetty"), found(db, "a quay")) == (["quay"], [])

    assert alice.delete(f"/notes/{note}/edits").status_code == 303
    assert (found(db, "jetty"), found(db, "a quay")) == ([], ["quay"])


def test_a_deck_loaded_anew_is_followed(db, deck):
    given.a_deck(db, given.a_note("tide", front="What is a tide?", back="Water that comes and goes."))

    assert found(db, "rise") == []
    assert found(db, "goes") == ["tide"]


def test_words_that_a_failed_load_left_behind_are_not_found(db, deck):
    def fail(con: Connection) -> None:
        load_decks(con, [])
        con.exec_driver_sql("UPDATE note SET search_text = 'seaweed'")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        db.write_now(fail)

    assert found(db, "seaweed") == []
    assert sorted(found(db, "sea")) == ["quay", "tide"]


def test_the_index_agrees_with_the_notes(alice, db, deck):
    given.a_deck(db, given.a_note("new"), key="other")
    alice.put(f"/notes/{given.note_id(db, 'tide')}", data={"back": "Another."})
    db.write_now(_remove, "quay")

    db.write_now(_agree)
    assert (found(db, "wall"), found(db, "new")) == ([], ["new"])


def _remove(con: Connection, key: str) -> None:
    con.exec_driver_sql("DELETE FROM card WHERE note_id = (SELECT id FROM note WHERE key = ?)", (key,))
    con.exec_driver_sql("DELETE FROM note WHERE key = ?", (key,))


def _agree(con: Connection) -> None:
    """Raises where the index has other words than the notes."""
    con.exec_driver_sql("INSERT INTO note_search (note_search, rank) VALUES ('integrity-check', 1)")


def test_every_tag_is_known_once(db, deck):
    tags = db.read_now(search.all_tags)

    assert "test" in tags
    assert len(tags) == len(set(tags))
