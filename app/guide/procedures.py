"""Numbered lists of what to do: their order where it is one, else all that is done in one answer."""

import re
from collections.abc import Sequence

from app.guide.backs import as_text, fits
from app.guide.blocks import Item, Lines, Listing, Paragraph
from app.guide.places import Place, is_generic
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tidying import bare, words_of
from app.guide.verbs import is_imperative

_NO_STEP = re.compile(r"\W*(?:do not|don['’]t|never|avoid|or|if)\b", re.IGNORECASE)
FEWEST, MOST = 3, 7
LONGEST_TOPIC = 12  # words


def is_order(items: Sequence[Item]) -> bool:
    """Whether the order of a numbered list can be asked: no entry forbids, or has points of its own."""
    branches = any(isinstance(block, Listing) for item in items for block in item.blocks[1:])
    return FEWEST <= len(items) <= MOST and not branches and not any(_NO_STEP.match(_lead(item)) for item in items)


def tells_to_do(items: Sequence[Item]) -> bool:
    """Whether most entries of a list say what to do, or not to do."""
    acts = sum(bool(_NO_STEP.match(_lead(item))) or is_imperative(bare(_lead(item))) for item in items)
    return acts * 2 > len(items)


def is_told(items: Sequence[Item]) -> bool:
    """Whether most entries of a list are whole sentences, of which nobody could say the names."""
    return sum(_lead(item).rstrip().endswith(".") for item in items) * 2 > len(items)


def what_to_do(items: Sequence[Item], place: Place, lines: Lines) -> Offer:
    """A card that asks what is done where the headings say for what, with the whole list as its answer."""
    about = place.led().about
    answer = as_text(Listing(tuple(items), lines))
    if not about or is_generic(about) or len(words_of(about)) > LONGEST_TOPIC or not tells_to_do(items):
        return LeftOut(lines, "numbered lines that are neither steps in an order nor something to do")
    if not 2 <= len(items) <= MOST or not fits(answer):
        return LeftOut(lines, "too much to do for one card")
    fields = {"front": place.led().asks("what do you do?"), "back": answer}
    return Proposal("basic", fields, place.path, (lines,), "what to do")


def _lead(item: Item) -> str:
    return item.blocks[0].text if isinstance(item.blocks[0], Paragraph) else ""
