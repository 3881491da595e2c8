"""Numbered lists: an order where it is one, else what is done, never names."""

from tests.guide.offered import cards, left, pairs


def test_what_holds_a_prohibition_is_no_order_but_something_to_do():
    told = pairs("## Sprained wrists\n\n1. Remove the rings.\n2. Apply a bandage.\n3. Do not pull.")

    assert told == {"Sprained wrists: what do you do?": "1. Remove the rings.\n2. Apply a bandage.\n3. Do not pull."}


def test_an_entry_keeps_the_points_below_it():
    text = "## Flat tyres\n\n1. Stop it.\n2. Remove the wheel:\n   - with the jack\n   - on flat ground\n3. Replace it."

    (card,) = cards(text)

    assert card.kind == "basic"
    assert "- on flat ground" in card.fields["back"]


def test_steps_without_a_prohibition_keep_their_order():
    (card,) = cards("## Changing a tyre\n\n1. Stop the car.\n2. Remove the wheel.\n3. Install the other one.")

    assert card.kind == "order"


def test_numbered_sentences_are_never_names():
    text = "## Old tyres\n\n1. They were black.\n2. They had cracks.\n3. Nobody liked them."

    assert not cards(text)
    assert left(text) == ["numbered lines that are neither steps in an order nor something to do"]
