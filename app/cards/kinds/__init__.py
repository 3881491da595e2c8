"""The kinds of card there are: one module each, one line each."""

from app.cards.kinds import (
    basic,
    choice,
    cloze,
    command,
    interview,
    order,
    repair,
    reversed,  # noqa: A004 - the kind's name in the deck format
)
from app.cards.kinds.kind import EXPLANATION, Field, Judge, Kind

JUDGES: dict[str, Judge] = {
    choice.NAME: choice,
    order.NAME: order,
    command.NAME: command,
    repair.NAME: repair,
    interview.NAME: interview,
}
"""The kinds whose answers Ebb grades."""

KINDS: dict[str, Kind] = {
    basic.NAME: basic,
    reversed.NAME: reversed,
    cloze.NAME: cloze,
    **JUDGES,
}

__all__ = ["EXPLANATION", "JUDGES", "KINDS", "Field", "Judge", "Kind"]
