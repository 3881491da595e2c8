"""Questions with their answers, in every shape people write them: headings, bold lines, details, numbers, Q: and A:."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.guide.backs import ANSWER, is_veil, said, short
from app.guide.blocks import Block, Code, Details, Item, Lines, Listing, Paragraph, Quote, Section
from app.guide.choices import chosen
from app.guide.phrasing import asks_plainly, is_question
from app.guide.places import Place, capital, lower_first
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tidying import bare, heading_text, unnumbered, unquoted, without_emoji, words_of

_ASK = re.compile(
    r"^\W{0,6}(?:Q(?:uestion|n)?\s*\.?\s*\d{0,3}\s*[.:：)\]-]+|(?:Question|Pregunta|Frage|Вопрос|"
    r"问题?)\s*\d{0,3}\s*[.:：)-]+|"
    r"P\d{0,3}\s*[:：])\s*(?:\*\*|__)?\s*(?P<text>\S[\s\S]*)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^\W{0,6}Q\d{1,3}\s+(?P<text>\S[^\n]*)")
"""A number without a sign behind it, which is a question's only where one follows: "Q3 results" is a quarter's."""
_DEMANDS = re.compile(
    r"^(?:(?:list|name|give|mention|state|outline)\s+(?:(?:me|at least|up to)\s+)?(?:some|several|any|an?|two|three|"
    r"four|five|six|\d{1,2}|(?:dis)?advantages|benefits|drawbacks|reasons|differences|examples)\b|"
    r"(?:explain|describe|discuss)\s|(?:compare|contrast)\s.*\s(?:and|with|to|vs\.?|versus)\s)",
    re.IGNORECASE,
)
_NUMBERED_LABEL = re.compile(
    r"^\W{0,4}(?:\*\*|__)[^\W\d_]{1,20}\s*#?\d[\d.]{0,5}\s*[.:)–—-]?\s*(?:\*\*|__)\s*[.:–—-]?\s*"
)
_INLINE = re.compile(
    r"^(?P<q>[^?？\n]{3,300}[?？])[\"”*_]{0,4}\s+(?P<rest>(?:A|R|Ans|Answer|Respuesta|Antwort|Ответ)\s*[.:：)-]\S?.*)$"
)
_BOLD_LINE = re.compile(
    r"^\W{0,4}(?:\d{1,3}\s*[.)]\s*)?(?:\*\*|__)(?P<text>[^\n]{6,300}?)(?:\*\*|__)[ \t:]*(?:\n(?P<rest>[\s\S]*))?$"
)
_SAYS_NOTHING = re.compile(
    r"^(?:n/?a|tbd|todo|wip|see (?:above|below)|same as above|coming soon|\.{3}|…|-)\W*$", re.IGNORECASE
)
_DRAWING = re.compile(r"^```\n[\s\S]*[│┌└├▼]")
_ABOUT_CODE = re.compile(
    r"\b(?:output|following|below|this (?:code|program|function|snippet|query)|print(?:ed)?|result of)\b", re.IGNORECASE
)
LONGEST_QUESTION = 400
_SAYS_LITTLE = {
    "when", "where", "why", "how", "what", "which", "who", "to", "use", "used", "using", "do", "does", "is", "are",
    "it", "its", "this", "that", "these", "them", "they", "each", "one", "ones", "all", "work", "works", "working",
    "matter", "matters", "need", "needed", "important", "good", "bad", "different", "the", "a", "an", "we", "you",
    "i", "would", "should", "choose", "happens",
}  # fmt: skip
"""Words of a question that does not say what it is about."""


def question_of(section: Section) -> str:
    """The question that a section's heading asks, or "": by its words, or by an answer that says it is one."""
    heading = section.path[-1] if section.path else ""
    if not section.blocks or not heading:
        return ""
    heading = _unlabelled(re.sub(r"^\d{1,3}\s+(?=\D*$)", "", heading), section.blocks[0])
    if re.match(r"true or false\b.{8}", heading, re.IGNORECASE):
        return heading
    inner = re.match(r"^([^?？]{8,}[?？])\s+\S", heading)
    if inner and is_question(inner[1]):
        return inner[1]
    first = section.blocks[0]
    answered = isinstance(first, Paragraph) and ANSWER.match(first.text) and len(words_of(heading)) > 1
    veiled = isinstance(first, Details) and is_veil(first.summary) and len(words_of(heading)) > 2
    told = heading.casefold().startswith(("explain ", "describe ", "define "))
    asks = heading.endswith(("?", "？")) or (asks_plainly(heading) and (told or len(heading.split()) > 2))
    demands = _DEMANDS.match(heading) and len(heading.split()) > 2 and not isinstance(first, Code)
    return heading if asks or answered or veiled or demands else ""


def _unlabelled(heading: str, first: Block) -> str:
    """A heading without the "Q:" or "Question 3." that stands before its question."""
    found = _ASK.match(heading) or _COUNTED.match(heading)
    if found is None:
        return heading
    answered = isinstance(first, Paragraph) and ANSWER.match(first.text)
    return found["text"].strip() if answered or is_question(found["text"]) else heading


def parted(section: Section) -> tuple[Section, Sequence[Block]]:
    """A section whose heading asks, up to the first question of another shape below it, and the blocks from there."""
    places = [at for at, block in enumerate(section.blocks) if at and _asks_itself(block)]
    if not places:
        return section, ()
    return replace(section, blocks=section.blocks[: places[0]]), section.blocks[places[0] :]


def _asks_itself(block: Block) -> bool:
    if isinstance(block, Details):
        return is_question(block.summary)
    if not isinstance(block, Paragraph):
        return False
    counted = re.match(r"^\W{0,4}\d{1,3}\s*[.)]\s", block.text)
    return bool(_ASK.match(block.text)) or (bool(counted or _COUNTED.match(block.text)) and _asked(block) is not None)


def from_heading(section: Section, question: str) -> Iterator[Offer]:
    """A heading that asks, with what stands below it."""
    blocks = [block for block in section.blocks if not _rule(block)]
    if blocks:
        last = max(block.lines[1] for block in blocks)
        yield from _made(question, blocks, Place(section.path[:-1]), (section.lines[0], last), "heading that asks")


def _rule(block: Block) -> bool:
    return isinstance(block, Paragraph) and not re.search(r"\w", block.text)


def from_choice(section: Section) -> Proposal | None:
    """A heading, whatever it says, over options of which an answer below names the right one."""
    if not section.path or not section.blocks:
        return None
    last = max(block.lines[1] for block in section.blocks)
    blocks = [block for block in section.blocks if not _rule(block)]
    return chosen(section.path[-1], blocks, Place(section.path[:-1]), (section.lines[0], last))


def from_details(details: Details, place: Place) -> Iterator[Offer]:
    """A summary that asks, or names something, with what it hides."""
    if is_veil(details.summary) or not details.blocks:
        yield LeftOut(
            details.lines, "a folded part without a question" if details.blocks else "a question without an answer"
        )
    elif len(words_of(details.summary)) > 1:
        yield from _made(details.summary, details.blocks, place, details.lines, "details with a summary")


def in_blocks(blocks: Sequence[Block], place: Place) -> Iterator[tuple[set[int], list[Offer]]]:
    """The questions among the blocks of a section: the places that each takes, and what it offers."""
    asked = [_asked(block) for block in blocks]
    veiled = {at for at in range(len(blocks) - 1) if _over_veil(blocks[at], blocks[at + 1])}
    at = 0
    while at < len(blocks):
        now = _over_veil(blocks[at], blocks[at + 1]) if at in veiled else asked[at]
        if now is None:
            at += 1
            continue
        question, rest, lines = now
        end = at + 1 + (at in veiled)
        while end < len(blocks) and asked[end] is None and not (at in veiled or (rest and ANSWER.match(rest))):
            end += 1
        below = [*([Paragraph(rest, lines)] if rest else []), *blocks[at + 1 : end]]
        if below:
            made = list(_made(question, below, place, (lines[0], blocks[end - 1].lines[1]), "question and answer"))
            yield set(range(at, end)), made
        at = end


def _over_veil(block: Block, below: Block) -> tuple[str, str, Lines] | None:
    """A paragraph that asks, right above a folded answer, without the label before it: "**Drill 3.** How far?"."""
    if not isinstance(block, Paragraph) or not isinstance(below, Details) or not is_veil(below.summary):
        return None
    text = " ".join(_NUMBERED_LABEL.sub("", block.text).split())
    return (text, "", block.lines) if text.rstrip("*_ ").endswith(("?", "？")) and len(words_of(text)) > 2 else None


def _asked(block: Block) -> tuple[str, str, Lines] | None:
    """The question of a block, what stands behind it in the same block, and its lines."""
    if isinstance(block, Quote) and len(block.blocks) == 1:
        block = block.blocks[0]
    if not isinstance(block, Paragraph):
        return None
    text = block.text.strip()
    found = _ASK.match(text)
    counted = _COUNTED.match(text)
    if found is None and counted and is_question(counted["text"]):
        return counted["text"].strip(), text[counted.end() :].strip(), block.lines
    if found:
        question, _, rest = found["text"].partition("\n")
        inline = _INLINE.match(question)
        if inline:
            question, rest = inline["q"], f"{inline['rest']}\n{rest}"
        return question.strip(), rest.strip(), block.lines
    bold = _BOLD_LINE.match(without_emoji(text.split("\n", 1)[0]))
    if bold and "**" not in bold["text"] and _asks(unnumbered(bold["text"]).strip()):
        return bold["text"].strip(), text.partition("\n")[2].strip(), block.lines
    return None


def _asks(text: str) -> bool:
    """Whether a line in bold asks: "Name five types", but not the label "How It Works"."""
    return (
        text.endswith(("?", "？"))
        or asks_plainly(text)
        or (is_question(text) and len(text.split()) > 3 and not text.endswith(":"))
    )


def from_lines(rows: Sequence[tuple[int, str]], place: Place) -> Iterator[Offer]:
    """`Q:` and `A:` on lines below each other, as in blocks of text and hashcards' files."""
    question, first = "", 0
    answer: list[str] = []
    last = 0
    for number, row in [*rows, (0, "Q: ")]:
        asks = re.match(r"^\s*Q\d{0,3}\s*[:.]\s*(.*)$", row)
        if asks:
            if question and answer:
                block = Paragraph("\n".join(answer), (first, last))
                yield from _made(question, [block], place, (first, last), "Q: and A:")
            question, first, answer = asks[1], number, []
        elif question and (told := re.match(r"^\s*A(?:ns(?:wer)?)?\d{0,3}\s*[:.]\s*(.*)$", row)):
            answer, last = [told[1]], number
        elif answer and row.strip():
            answer.append(row)
            last = number


def in_list(listing: Listing, place: Place) -> list[Offer] | None:
    """A list whose entries ask, each with its answer nested below; None where it is no such list."""
    pairs = [(item, asked) for item in listing.items if (asked := _asked_item(item))]
    if len(pairs) * 2 < len(listing.items) or not pairs:
        return None
    made: list[Offer] = []
    for item, (question, rest) in pairs:
        lead = item.blocks[0].lines
        below = [*([Paragraph(rest, lead)] if rest else []), *item.blocks[1:]]
        if below:
            made += _made(question, below, place, item.lines, "numbered question")
    return made or None


def _asked_item(item: Item) -> tuple[str, str] | None:
    lead = item.blocks[0]
    if not isinstance(lead, Paragraph) or item.task is not None:
        return None
    first, _, rest = lead.text.partition("\n")
    asks = _ASK.match(first)
    question = asks["text"] if asks else first
    if not is_question(bare(question)):
        split = re.match(r"^(?P<q>[^?？\n]{8,200}[?？])(?:\*\*|__)?\s+(?P<rest>\S.*)$", question)
        if not split:
            return None
        question, rest = split["q"], f"{split['rest']}\n{rest}".strip()
    return question, rest


def _made(question: str, blocks: Sequence[Block], place: Place, lines: Lines, reason: str) -> Iterator[Offer]:
    """A question with its answer: what a glance takes in on the back, all of it in the explanation."""
    asked = unquoted(heading_text(question).strip('"“” '))
    if not asked or len(asked) > LONGEST_QUESTION:
        yield LeftOut(lines, "a question too long for a card" if asked else "a question without words")
        return
    choice = chosen(asked, blocks, place, lines)
    if choice is not None:
        yield choice
        return
    code = blocks[0] if len(blocks) > 1 and isinstance(blocks[0], Code) and _ABOUT_CODE.search(asked) else None
    parts = [text for block in blocks if block is not code and (text := said(block))]
    if not parts or (len(parts) == 1 and (_SAYS_NOTHING.match(parts[0]) or _DRAWING.search(parts[0]))):
        yield LeftOut(lines, "a question without an answer")
        return
    answer, more = short(parts)
    front = capital(asked) if code is None else f"{capital(asked)}\n\n{said(code)}"
    if set(words_of(asked)) <= _SAYS_LITTLE:
        front = place.asks(lower_first(front) if asked.endswith("?") else f"{lower_first(front)}?")
    fields = {"front": front, "back": capital(unquoted(answer))}
    yield Proposal("basic", fields, place.path, (lines,), reason, more)
