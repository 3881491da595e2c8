"""Cards that the author marked as such: Obsidian's, Anki's, hashcards'."""

import pytest

from tests.guide.offered import cards, pairs


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        ("Snapshot :: a copy of the data", "Snapshot", "a copy of the data"),
        ("What is a snapshot?\n?\nA copy of the data", "What is a snapshot?", "A copy of the data"),
        ("Snapshot :: a copy <!--SR:!2024-01-09,3,250-->", "Snapshot", "a copy"),
        ("- Port :: 6379", "Port", "6379"),
    ],
)
def test_a_line_of_a_card_is_taken_as_it_is(text: str, front: str, back: str):
    (card,) = cards(text)

    assert (card.kind, card.reason) == ("basic", "marked as a card")
    assert card.fields == {"front": front, "back": back}


@pytest.mark.parametrize("text", ["Snapshot ::: a copy of the data", "Snapshot\n??\na copy of the data"])
def test_a_card_of_both_ways_is_asked_both_ways(text: str):
    (card,) = cards(text)

    assert card.kind == "reversed"
    assert (card.fields["reverse_front"], card.fields["reverse_back"]) == ("a copy of the data", "Snapshot")


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("The port is {{c1::6379::number}}.", "The port is {{c1::6379::number}}."),
        ("A replica is ==read-only== by default.", "A replica is {{c1::read-only}} by default."),
        ("C: Redis keeps its data in [memory].", "Redis keeps its data in {{c1::memory}}."),
    ],
)
def test_gaps_are_clozes(text: str, gap: str):
    (card,) = cards(text)

    assert (card.kind, card.fields) == ("cloze", {"text": gap})


def test_hashcards_questions_stand_below_each_other():
    assert pairs("Q: Who wrote Redis?\nA: Salvatore Sanfilippo\n\nQ: In which language?\nA: C") == {
        "Who wrote Redis?": "Salvatore Sanfilippo",
        "In which language?": "C",
    }


@pytest.mark.parametrize("text", ["`std::vector` grows", "Call a::b to join.", "if a == b and c == d then stop"])
def test_code_with_such_signs_is_no_card(text: str):
    assert cards(f"# Notes\n\n{text}") == ()
