"""Rows of `ebb decks list --json`."""

import json
from typing import Any

from app.cards.card import Cite, Deck, Erratum, Note
from app.cards.listing import card_rows

ERRATA = {
    "a": Erratum("a", (1, 1), "", "tea is a tree", "it is a shrub", "Flora", "high", "g"),
    "b": Erratum("b", (2, 2), "", "It is grey!", "It is green.", "Flora", "high", "g"),
}


def rows(*notes: Note) -> list[dict[str, Any]]:
    return list(card_rows([Deck("d", "Tea", section=2, day=1, guide="g", notes=notes)], ERRATA))


def test_a_row_holds_exactly_what_is_documented():
    note = Note("n", "basic", {"front": "Q `x`", "back": "A"}, "E", ("t", "u"), (Cite((1, 2)), Cite((5, 5))))

    assert rows(note) == [
        {
            "id": "n",
            "deck": "d",
            "kind": "basic",
            "section": 2,
            "day": 1,
            "lines": [[1, 2], [5, 5]],
            "front": "Q `x`",
            "back": "A",
            "tags": ["t", "u", "day-1"],
            "erratum": None,
        }
    ]


def test_a_row_stands_for_one_card():
    pair = Note("p", "reversed", {"front": "a", "back": "b"})
    gaps = Note("g", "cloze", {"text": "`{{c1::x::hint}}` and {{c3::y}}"})

    assert [(row["id"], row["front"], row["back"]) for row in rows(pair, gaps)] == [
        ("p/forward", "a", "b"),
        ("p/reverse", "b", "a"),
        ("g/c1", "`[hint]` and y", "`x` and y"),
        ("g/c3", "`x` and […]", "`x` and y"),
    ]


def test_errata_are_joined_into_sentences():
    (row,) = rows(Note("n", "basic", {"front": "Q", "back": "A"}, errata=("a", "unknown", "b")))

    assert row["erratum"] == (
        "The guide says: Tea is a tree. Today: It is a shrub. The guide says: It is grey! Today: It is green."
    )


def test_a_row_is_ready_for_json():
    (row,) = rows(Note("n", "basic", {"front": "Q", "back": "A"}, cites=(Cite((1, 2)),)))

    assert json.loads(json.dumps(row)) == row
