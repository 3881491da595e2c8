"""The script that says which facts no card holds."""

import json
from pathlib import Path

import pytest

from app.cards.card import Cite, Note
from app.settings import ROOT
from tests.coverage import main, wanted, why_missing

NOTES = [
    Note("run", "basic", {"front": "What does `-d` do?", "back": "It detaches."}, cites=(Cite((3, 4)),)),
    Note("gap", "cloze", {"text": "Port {{c1::8080::which?}} of the host"}, "An example", cites=(Cite((9, 9)),)),
]
INVENTORY = ROOT.parent / "shared" / "guide" / "inventory.jsonl"


def test_a_fact_is_held_by_a_note_that_says_all_its_atoms_and_cites_one_of_its_lines():
    assert why_missing({"id": "f", "lines": [4, 6], "atoms": ["-D", "detach"]}, NOTES) is None
    assert why_missing({"id": "f", "lines": [9, 9], "atoms": ["Port 8080", "example"]}, NOTES) is None


def test_a_fact_whose_lines_nobody_cites_is_missing():
    assert why_missing({"id": "f", "lines": [5, 8], "atoms": ["-d"]}, NOTES) == "f: no note cites one of lines 5–8"


def test_a_fact_that_is_not_told_in_full_names_what_is_lacking():
    told = why_missing({"id": "f", "lines": [3, 3], "atoms": ["-d", "--rm"]}, NOTES)

    assert told == "f: run comes nearest, but lacks '--rm'"


def test_facts_that_need_no_card_are_not_asked_for():
    rows = [{"id": "a", "card": "yes"}, {"id": "b", "card": "merge"}, {"id": "c", "card": "skip"}, {"id": "d"}]

    assert [fact["id"] for fact in wanted([json.dumps(row) for row in rows] + [""])] == ["a", "b", "d"]


@pytest.mark.skipif(not INVENTORY.exists(), reason="the inventory of the guide's facts is not part of a clone")
def test_our_decks_hold_every_fact_of_the_inventory(capsys):
    assert main(Path(INVENTORY)) == 0, capsys.readouterr().out
