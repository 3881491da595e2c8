"""Drawings: parts that hang below each other have an order."""

import pytest

from tests.guide.offered import cards, of_kind


def drawing(*rows: str) -> str:
    return "\n".join(["## How a read travels", "", "```", *rows, "```"])


def test_the_parts_of_a_chain_are_put_into_their_order_down_to_where_it_forks():
    (fields,) = of_kind(
        "order",
        drawing(
            "   🚀 Program",
            "        │",
            "  Client library (one connection)",
            "        ▼",
            "     Server",
            "    /   |   \\",
            " Keys   Sets   Lists",
        ),
    )

    assert fields["front"] == "How a read travels: put the parts into the order in which they follow each other."
    assert fields["steps"] == "1. Program\n2. Client library (one connection)\n3. Server"


@pytest.mark.parametrize(
    "rows",
    [
        ("Program", "   │", "Server"),
        ("Program", "   │", "Server", "   │", "Program"),
        ("Program", "   │", "Server     Replica", "   │", "Disk"),
        ("Program", "talks to", "Server", "writes to", "Disk"),
        ("┌─────┐", "│ Web │", "└─────┘"),
    ],
    ids=["two parts", "a part twice", "parts beside each other", "words between", "a box"],
)
def test_other_drawings_are_no_chain(rows: tuple[str, ...]):
    assert [card.kind for card in cards(drawing(*rows)) if card.reason == "drawn chain"] == []
