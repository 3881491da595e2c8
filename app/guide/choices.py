"""Questions with options to choose from: letters with an answer's letter below, boxes of which the right are ticked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.guide.backs import cut, said
from app.guide.blocks import Block, Code, Details, Lines, Listing, Paragraph, Quote
from app.guide.phrasing import is_question
from app.guide.places import Place, capital
from app.guide.proposal import Proposal
from app.guide.tidying import bare, tidy

_OPTION = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*)?\(?(?P<letter>[A-Ha-h])(?:\*\*)?\s*[.:)]+(?:\*\*)?\s*(?P<text>\S.*)$")
_RIGHT = re.compile(
    r"\b(?:answers?|ans|solution|correct(?:\s+(?:answer|option|choice))?|option|respuesta|antwort|réponse|"
    r"ответ)\b[\s\W]{0,8}?"
    r"(?:is\b|option\b|\s)*[\W]{0,4}\b(?P<letters>[A-H](?:\s*(?:,|and|&)\s*[A-H])*)\b(?![\w'’])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"^[A-H](?:\s*[.:)]\s*|\s*\n\s*|$)")
MOST_OPTIONS = 8
LONGEST_QUESTION = 2500


@dataclass(frozen=True, slots=True)
class _Options:
    """The options by their letter in capitals, those known to be right, and the places of the blocks they stand in."""

    texts: dict[str, str]
    right: frozenset[str]
    places: tuple[int, int]


def chosen(question: str, blocks: Sequence[Block], place: Place, lines: Lines) -> Proposal | None:
    """A card to choose on, where the blocks below a question hold options and say which are right."""
    found = _options(blocks, boxes=is_question(question))
    if found is None or not found.right or not found.right < set(found.texts):
        return None
    before, after = blocks[: found.places[0]], blocks[found.places[1] :]
    asked = "\n\n".join(filter(None, [capital(tidy(question)), *(said(block) for block in before)]))
    told = [
        text
        for block in after
        if len(text := _LETTER.sub("", _RIGHT.sub("", said(block), count=1).strip(" *#:.)\n"))) > 3
    ]
    options = "\n".join(_listed(found))
    if len(asked) > LONGEST_QUESTION or len(set(found.texts.values())) < len(found.texts):
        return None
    fields = {"front": asked, "options": options}
    return Proposal("choice", fields, place.path, (lines,), "question with options", cut("\n\n".join(told)))


def _listed(found: _Options) -> Iterator[str]:
    right = " and ".join(f"“{found.texts[letter]}”" for letter in sorted(found.right))
    for letter, text in found.texts.items():
        yield f"- [{'x' if letter in found.right else ' '}] {text}"
        if letter not in found.right:
            yield f"  Right {'is' if len(found.right) == 1 else 'are'} {right}."


def _options(blocks: Sequence[Block], *, boxes: bool) -> _Options | None:
    """The first options among the blocks; `boxes` that are ticked are options only below a question."""
    for place, block in enumerate(blocks):
        if isinstance(block, Listing):
            found = (_ticked(block) if boxes else None) or _lettered([_lead(item.blocks[0]) for item in block.items])
        elif isinstance(block, Paragraph):
            found = _lettered(block.text.split("\n"))
        else:
            found = None
        if found is not None:
            texts, right = found
            if not right:
                right = _right(blocks[place:], texts)
            return _Options(texts, right, (place, place + 1))
    return None


def _lead(block: Block) -> str:
    return " ".join(block.text.split()) if isinstance(block, Paragraph) else ""


def _ticked(listing: Listing) -> tuple[dict[str, str], frozenset[str]] | None:
    """The options of a list of boxes, with those that are ticked."""
    boxes = [item for item in listing.items if item.task is not None]
    if len(boxes) != len(listing.items) or not 2 <= len(boxes) <= MOST_OPTIONS:
        return None
    texts = {chr(65 + at): _flat(_lead(item.blocks[0])) for at, item in enumerate(boxes)}
    right = frozenset(letter for letter, item in zip(texts, boxes, strict=True) if item.task)
    return (texts, right) if right and all(texts.values()) else None


def _lettered(rows: Sequence[str]) -> tuple[dict[str, str], frozenset[str]] | None:
    """The options of rows that begin with the letters from A on."""
    found = [option for row in rows if (option := _OPTION.match(row))]
    letters = [option["letter"].upper() for option in found]
    if not 2 <= len(found) <= MOST_OPTIONS or letters != [chr(65 + at) for at in range(len(found))]:
        return None
    return {letter: _flat(option["text"]) for letter, option in zip(letters, found, strict=True)}, frozenset()


def _flat(text: str) -> str:
    return " ".join(bare(text).split())


def _right(blocks: Sequence[Block], texts: dict[str, str]) -> frozenset[str]:
    """The letters that the first words on the answer name."""
    for text in _tellings(blocks):
        found = _RIGHT.search(text)
        if found:
            return frozenset(re.findall(r"[A-H]", found["letters"].upper())) & texts.keys()
    return frozenset()


def _tellings(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts that may say which option is right; what a summary that says "Answer" hides belongs to it."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Quote | Details):
            inner = [text for text in _tellings(block.blocks) if text.strip()]
            if isinstance(block, Details) and inner:
                yield f"{block.summary}: {inner[0]}"
            yield from inner
        elif isinstance(block, Code):
            continue
