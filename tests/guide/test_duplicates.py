"""A fact that a guide tells twice is one card, with the lines of both."""

from app.guide.duplicates import command_key, merged
from app.guide.proposal import Proposal
from tests.guide.offered import cards


def test_a_fact_told_twice_is_one_card_on_both_lines():
    (card,) = cards(
        """
        ## Terms

        - **Snapshot**: a copy of all data in memory.

        ## Once more

        - **Snapshot**: a copy of all data in memory.
        """
    )

    assert card.lines == ((3, 3), (7, 7))
    assert len(card.hashes) == 2


def test_a_command_told_twice_is_one_card_whatever_its_names_are():
    (card,) = cards(
        """
        ```bash
        # Start a shell in the container
        docker exec -it web bash
        ```

        ```bash
        # Open a shell inside a running container
        docker exec -ti db sh
        ```
        """
    )

    assert card.lines == ((2, 3), (7, 8))


def test_commands_that_do_other_things_are_two_cards():
    assert command_key("docker ps") != command_key("docker ps -a")
    assert command_key("docker ps") == command_key("docker container ls")
    assert command_key("docker run -d --name a nginx") == command_key("docker run --detach --name b redis")


def test_a_term_told_in_other_words_is_told_below_the_answer():
    (card,) = cards(
        """
        - **Append only file**: a log of every write, replayed at the start of the server.

        ## Once more

        - **Append only file**: what the server replays when it starts again after a crash.
        """
    )

    assert "Elsewhere in the guide:" in card.explanation
    assert card.lines == ((1, 1), (5, 5))


def test_the_order_is_that_of_the_guide():
    told = [
        Proposal("basic", {"front": f"What is {name}?", "back": f"It is {name}{name}"}, (), ((at, at),), "table row")
        for at, name in enumerate("abab", 1)
    ]

    assert [(one.fields["front"], one.lines) for one in merged(told)] == [
        ("What is a?", ((1, 1), (3, 3))),
        ("What is b?", ((2, 2), (4, 4))),
    ]
