"""Our repair cards: other right fixes pass, tempting wrong ones fail."""

import tomllib
from pathlib import Path

import pytest

from app.cards.kinds import repair
from app.decks.folder import read_folder
from app.settings import ROOT

FIXES = [
    row
    for path in sorted((Path(__file__).parent / "repairs").glob("*.toml"))
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["card"]
]
CARDS = {note.id: note for file in read_folder(ROOT / "decks").decks.values() for note in file.deck.notes}


def test_every_repair_card_has_fixes_here():
    assert {note.id for note in CARDS.values() if note.kind == "repair"} == {row["id"] for row in FIXES}


@pytest.mark.parametrize("row", FIXES, ids=lambda row: row["id"])
def test_two_other_fixes_are_right_and_two_are_wrong(row):
    card = CARDS[row["id"]]
    right, wrong = (
        [repair.judge(card, {"answer": [text]}).quality for text in row[name]] for name in ("right", "wrong")
    )

    assert min(len(set(row["right"])), len(set(row["wrong"]))) >= 2
    assert card.fields["fixed"] not in row["right"]
    assert right == [4, 4]
    assert max(wrong) < 4
    assert len(card.fields["rules"].split()) >= 3
