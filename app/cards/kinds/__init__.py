"""The kinds of card there are: one module each, one line each."""

from app.cards.kinds import basic, cloze, reversed  # noqa: A004 - the kind's name in the deck format
from app.cards.kinds.kind import EXPLANATION, Field, Kind

KINDS: dict[str, Kind] = {
    basic.NAME: basic,
    reversed.NAME: reversed,
    cloze.NAME: cloze,
}

__all__ = ["EXPLANATION", "KINDS", "Field", "Kind"]
