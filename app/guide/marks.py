"""Cards that people mark in their notes already, as Obsidian, Anki and hashcards do: `term :: answer`, gaps."""

import re
from collections.abc import Iterator, Sequence

from app.cards.gaps import find_gaps
from app.guide.backs import as_text, short
from app.guide.blocks import Block, Lines, Paragraph
from app.guide.places import Place, capital
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tidying import tidy

REASON = "marked as a card"
"""Of cards that an author has written as such: they are kept as they are, however short."""

_HIGHLIGHT = re.compile(r"==(?P<text>[^=\n]{1,80})==")
_BRACKETS = re.compile(r"(?<!!)\[([^\]\[\n]{1,300})\](?!\()")
_SCHEDULE = re.compile(r"<!--SR:[^\n]{0,200}?-->|\s\^[\w-]{1,60}$", re.MULTILINE)
_ANKI = re.compile(r"\{\{c(\d{1,2})::")
LONGEST_ROW = 2000


def is_marked(paragraph: Paragraph) -> bool:
    """Whether a paragraph may hold such marks, at a glance."""
    text = paragraph.text
    return "::" in text or "{{c" in text or "==" in text or "\n?" in text or text.startswith("C:")


def from_marks(text: str, lines: Lines, place: Place) -> Iterator[Proposal]:
    """The cards that a paragraph or an entry of a list is marked as; nothing where it is not."""
    clean = _SCHEDULE.sub("", text).rstrip()
    if _ANKI.search(clean):
        yield from _cloze(clean, lines, place)
    elif over := _over(clean):
        front, sign, back = over
        yield _pair(front, back, lines, place, both=sign == "??")
    elif clean.startswith("C:") and _BRACKETS.search(clean):
        told = re.split(r"\n(?=[QAC]:)", clean[2:].strip(), maxsplit=1)[0]
        yield from _cloze(_gapped(_BRACKETS, told), lines, place)
    else:
        yield from _pairs(clean, lines, place)
        if _HIGHLIGHT.search(clean) and not re.search(r"\s==\s", clean):
            yield from _cloze(_gapped(_HIGHLIGHT, clean), lines, place)


def _over(text: str) -> tuple[str, str, str] | None:
    """Question, sign and answer of a card written on several lines, parted by a line of one or two question marks."""
    rows = text.split("\n")
    for at, row in enumerate(rows[1:], 1):
        if row.strip() in {"?", "??"}:
            back = "\n".join(rows[at + 1 :]).strip()
            return ("\n".join(rows[:at]), row.strip(), back) if back else None
    return None


def opens_card(block: Block) -> bool:
    """Whether a paragraph is the question of a card whose answer is the block below: a list, a table, code."""
    rows = (
        _SCHEDULE.sub("", block.text).rstrip().split("\n") if isinstance(block, Paragraph) and "?" in block.text else []
    )
    return len(rows) > 1 and rows[-1].strip() in {"?", "??"}


def over_blocks(blocks: Sequence[Block], place: Place) -> Iterator[tuple[set[int], list[Offer]]]:
    """Cards whose answer is the block right below their question mark: the places that each takes, and the card."""
    for at, block in enumerate(blocks[:-1]):
        below = blocks[at + 1]
        if isinstance(block, Paragraph) and opens_card(block) and below.lines[0] == block.lines[1] + 1:
            front = "\n".join(block.text.rstrip().split("\n")[:-1])
            answer, more = short([as_text(below)])
            lines = block.lines[0], below.lines[1]
            fields = {"front": capital(tidy(front)), "back": answer}
            card = Proposal("basic", fields, place.path, (lines,), REASON, more)
            yield {at, at + 1}, [card if answer else LeftOut(lines, "a question without an answer")]


def written(blocks: Sequence[Block], place: Place) -> Iterator[Offer]:
    """The cards that the author has marked among blocks of which nothing else is worth asking."""
    taken: set[int] = set()
    for places, made in over_blocks(blocks, place):
        taken |= places
        yield from made
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and at not in taken and is_marked(block):
            yield from from_marks(block.text, block.lines, place)


def _pairs(text: str, lines: Lines, place: Place) -> Iterator[Proposal]:
    """Rows of the form `term :: answer`, or `::: ` where both ways are asked; a name of code is none."""
    for number, row in enumerate(text.split("\n"), lines[0]):
        front, sign, back = row.strip().removeprefix("- ").partition("::")
        both = back.startswith(":")
        back = back.removeprefix(":")
        spaced = front.endswith((" ", "?", ")", '"', "*")) or back.startswith(" ")
        if (
            sign
            and spaced
            and front.strip()
            and back.strip()
            and "::" not in back
            and front.count("`") % 2 == 0
            and len(row) < LONGEST_ROW
        ):
            yield _pair(front.strip(), back.strip(), (number, number), place, both=both)


def _gapped(mark: "re.Pattern[str]", text: str) -> str:
    """The text with a gap for each mark, numbered from one, in their order."""
    count = iter(range(1, 100))
    return mark.sub(lambda found: f"{{{{c{next(count, 99)}::{found[1]}}}}}", text)


def _cloze(text: str, lines: Lines, place: Place) -> Iterator[Proposal]:
    words = tidy(text)
    if any(find_gaps(words)):
        yield Proposal("cloze", {"text": words}, place.path, (lines,), REASON)


def _pair(front: str, back: str, lines: Lines, place: Place, *, both: bool) -> Proposal:
    fields = {"front": capital(tidy(front)), "back": tidy(back)}
    if both:
        fields |= {"reverse_front": tidy(back), "reverse_back": tidy(front)}
    return Proposal("reversed" if both else "basic", fields, place.path, (lines,), REASON)
