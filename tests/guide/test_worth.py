"""What is said of a name: fields, remarks, worked figures and idle words make no card; points need a noun."""

import pytest

from app.guide.worth import instances, is_field
from tests.guide.offered import cards, left


@pytest.mark.parametrize("name", ["Context", "Exam Trap", "Best Practice", "Overlap Note", "Next (Lesson 4)"])
def test_a_label_that_could_stand_under_anything_is_no_term(name):
    assert is_field(name)
    assert not any(
        card.fields["front"].endswith(f"{name}**?") for card in cards(f"## Osmosis\n\n- **{name}**: It is a thing.")
    )


def test_a_label_below_a_numbered_title_asks_after_that_title():
    made = cards("## Kinds of sails\n\n3. Spinnaker\n\n- Definition: A large sail that is flown before the wind.\n")

    assert [card.fields["front"] for card in made] == ["What is the definition of Spinnaker?"]


def test_a_condition_is_asked_as_what_to_do():
    made = cards("## Wasp stings\n\n- **For a sting in the mouth:** Apply ice.\n- **For one in the arm:** Rest.\n")

    assert made[0].fields["front"] == "Wasp stings: what do you do for a sting in the mouth?"


def test_a_worked_figure_is_left_out():
    assert "a worked figure" in left("## Yield\n\n- **Daily**: 12 × 40 = 480 kg\n- **Loss**: none\n")


def test_points_of_a_heading_that_names_one_thing_say_what_it_does():
    made = cards(
        "## The main halyard\n\n- Moves the main sail up to the masthead\n- Its end is cleated near the mast\n"
    )

    assert [card.fields["front"] for card in made] == ["The main halyard: what does it do?"]


def test_points_are_counted_only_where_they_are_instances():
    assert instances("Signs of frostbite")
    assert not instances("The parity flag")
    assert not cards("## Consent\n\n- Grown-ups are asked before\n- Children have a parent\n")


def test_a_list_of_questions_or_of_open_entries_is_no_card():
    assert not cards("## Harbour rules\n\n- Who has the right of way?\n- Where do you moor?\n")
    assert not cards("## Harbour rules\n\n- A horn is blown if\n  - there is fog\n- A light is lit\n")


def test_what_a_page_says_of_itself_defines_nothing():
    assert not cards("## Sail trim\n\nThis checklist is a list for sail trim in light winds.\n")
