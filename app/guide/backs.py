"""Blocks of a guide as the back of a card: all of it in the explanation, what a glance takes in on the back itself."""

import re
from collections.abc import Sequence

from app.cards.lint import LONGEST_ANSWER
from app.cards.markup import plain
from app.guide.blocks import Block, Code, Details, Item, Listing, Paragraph, Quote, Table
from app.guide.phrasing import is_command_line, is_empty_label, is_label
from app.guide.tidying import bare, sentences, tidy

LONGEST_BACK = 3900
"""Characters of an explanation; a longer answer is cut at a line."""
MOST_POINTS = 10
LONGEST_POINT = 120


def as_text(block: Block) -> str:
    """A block as Markdown for the back of a card."""
    if isinstance(block, Paragraph):
        rows = [row for row in block.text.split("\n") if row.strip() and not _CREDIT.match(row)]
        calls = len(rows) > 1 and all(map(is_command_line, rows))
        return "\n".join(["```", *rows, "```"]) if calls else tidy("\n".join(rows))
    if isinstance(block, Listing):
        alone = len(block.items) == 1 and block.items[0].number is None
        return nested(block.items[0].blocks) if alone else "\n".join(_bullet(item) for item in block.items)
    if isinstance(block, Code):
        return "\n".join([f"```{block.language}", *(text for _, text in block.content), "```"])
    if isinstance(block, Table):
        return _grid(block)
    inner = "\n\n".join(filter(None, (as_text(part) for part in block.blocks)))
    return f"**{block.summary}**\n\n{inner}" if isinstance(block, Details) and not is_veil(block.summary) else inner


def is_veil(summary: str) -> bool:
    """Whether a summary only says that something is hidden: "Answer", "Show solution", "Click to expand"."""
    return bool(_VEIL.fullmatch(summary.strip(" *:!.👇👉▶")))


_VEIL = re.compile(
    r"(?:(?:click|tap|press)\b.{0,40}|(?:show|see|view|reveal|check|expand|toggle|open|read)?\s*(?:the |me |full |"
    r"more |here )*"
    r"(?:answers?|solutions?|explanations?|details?|more|code|example|hint|output|result|spoiler|respuesta|antwort|"
    r"réponse|"
    r"resposta|ответ|答案|解答|参考答案)?(?: here| below)?)",
    re.IGNORECASE,
)


_CREDIT = re.compile(
    r"^\W*(?:this|source|credits?|see|read|more|for more|further|copied|taken)\b[^\n]{0,120}"
    r"(?:https?://|taken from|copied from|\]\(http)",
    re.IGNORECASE,
)


def _bullet(item: Item) -> str:
    sign = f"{item.number}." if item.number is not None else "-"
    return f"{sign} " + nested(item.blocks).replace("\n", "\n" + " " * (len(sign) + 1))


def nested(blocks: Sequence[Block]) -> str:
    """What stands in an entry of a list, or below its lead; a list of one entry is no list."""
    return "\n".join(filter(None, map(_inner, blocks)))


def _inner(block: Block) -> str:
    alone = isinstance(block, Listing) and len(block.items) == 1
    return nested(block.items[0].blocks) if isinstance(block, Listing) and alone else as_text(block)


def _grid(table: Table) -> str:
    """A table as Markdown, its cells without numbers where most rows are numbered."""
    counted = sum(_NUMBERED.match(cells[0]) is not None for _, cells in table.rows) * 2 > len(table.rows)
    cells = [[_NUMBERED.sub("", cell) if counted else cell for cell in row] for _, row in table.rows]
    rows = [[tidy(cell).replace("|", "\\|") for cell in row] for row in (table.header, *cells)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * len(table.header), *rows[1:]])


_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+")


def fits(text: str) -> bool:
    """Whether a glance takes in an answer."""
    return len(text) <= LONGEST_ANSWER or _size(text) <= LONGEST_ANSWER


def fitted(text: str) -> tuple[str, str]:
    """An answer that a glance takes in, the leading sentences that fit, and the rest of the text."""
    if fits(text):
        return text, ""
    answer = _leading(text.split("\n\n", 1)[0], LONGEST_ANSWER)
    return answer, _besides(text, answer)


def glance(text: str) -> tuple[str, str]:
    """As much of an answer of any form as a glance takes in, and what it says besides; "" where that is nothing."""
    answer, more = fitted(text)
    return (answer, more) if answer else (answer := _begun(text), _besides(text, answer))


def _leading(text: str, room: int) -> str:
    """The leading sentences of a text that fit."""
    answer = ""
    for sentence in sentences(text):
        if len(answer) + len(sentence) > room:
            break
        answer = f"{answer} {sentence}".strip()
    return "" if answer.endswith((":", "：")) else answer


def _besides(whole: str, answer: str) -> str:
    """What an explanation adds to an answer: the rest where the answer is how all begins, else all of it."""
    at = 0
    for character in "".join(answer.split()):
        at = next((place for place in range(at, len(whole)) if not whole[place].isspace()), len(whole))
        if whole[at : at + 1] != character:
            return cut(whole)
        at += 1
    halved = "```" in answer or answer.startswith("|") or answer.count("**") % 2 or answer.count("`") % 2
    return cut(whole) if halved else cut(whole[at:].strip())


def short(parts: Sequence[str]) -> tuple[str, str]:
    """The answer for the back, and what there is besides; "" where nothing short enough says something."""
    whole = "\n\n".join(parts)
    if fits(whole):
        return whole, ""
    taken: list[str] = []
    room = LONGEST_ANSWER
    for part in parts:
        form = part if _size(part) <= room else _shortened(part, room)
        if not form:
            taken = (len(taken) == 1 and _led(parts)) or taken
            break
        taken.append(form)
        room -= _size(form) + 1
        if form != part:
            break
    while taken and (taken[-1].rstrip("*_ ").endswith((":", "：")) or re.fullmatch(r"\*\*[^*\n]+\*\*:?", taken[-1])):
        taken.pop()
    answer = "\n\n".join(taken) or _begun(parts[0])
    return answer, _besides(whole, answer)


def _led(parts: Sequence[str]) -> list[str]:
    """As much of a first paragraph as leaves room for the points of the list below it; nothing without such a list."""
    first = (sentences(parts[0]) or [""])[0]
    if len(parts) < 2 or not _POINT.match(parts[1]) or _POINT.match(parts[0]) or parts[0].startswith(("```", "|")):
        return []
    points = _shortened(parts[1], LONGEST_ANSWER - _size(first) - 1)
    return [_leading(parts[0], LONGEST_ANSWER - _size(points) - 1) or first, points] if points else []


_POINT = re.compile(r"- |\d+\. ")


def _size(text: str) -> int:
    """The characters of a text as it is read."""
    return len(plain(text))


def _shortened(part: str, room: int) -> str:
    """A part in few words: the points of a list, the leading sentences of a paragraph."""
    if part.startswith(("```", "|")):
        return ""
    rows = [row for row in part.split("\n") if _POINT.match(row)]
    if rows and _POINT.match(part):
        heads = [_head(row) for row in rows[:MOST_POINTS]]
        told = all(heads) and not any(_VALUE.match(head) or is_empty_label(head) or is_label(head) for head in heads)
        return "\n".join(heads) if told and len(rows) <= MOST_POINTS and _size("\n".join(heads)) <= room else ""
    return _leading(part, room)


_VALUE = re.compile(r"(?:- |\d+\. )[\W_]*\d[\d.,\s%]*[\W_]*$")
"""A year or a number, which says nothing without what follows it."""


def _head(row: str) -> str:
    """A point of a long answer: its bold lead, or what stands before its first full stop."""
    lead = re.match(r"^((?:- |\d+\. )(?:\*\*[^*]+\*\*|`[^`]+`))(?P<sign>\s*[:(=→–—-]|\s*$)?", row)
    if lead and (lead["sign"] is not None or lead[1].endswith(":**")):
        return re.sub(r":\*\*$", "**", lead[1])
    first = re.split(r"(?<=[.;!?])\s", row, maxsplit=1)[0].rstrip(".;")
    return first if len(first) <= LONGEST_POINT else ""


def _begun(text: str) -> str:
    """The beginning of an answer that has no short form: its leading lines, or as many words as fit."""
    if text.startswith(("```", "|")) or _POINT.match(text):
        rows, end = text.split("\n"), "\n…\n```" if text.startswith("```") else ""
        kept = next((at for at in range(len(rows), 0, -1) if fits("\n".join(rows[:at]) + end)), 0)
        least = 3 if text.startswith("|") else 2 if end else 1  # a table's header, or a fence, is no answer
        return "\n".join(rows[:kept]) + end if kept >= least else ""
    flat = " ".join(bare(text).split())
    return _leading(flat, LONGEST_ANSWER) or (flat[: LONGEST_ANSWER - 2].rsplit(" ", 1)[0] + " …")


def cut(text: str) -> str:
    """An explanation of at most so many characters, cut between lines; fences are closed."""
    if len(text) <= LONGEST_BACK:
        return text
    head = text[:LONGEST_BACK].rsplit("\n", 1)[0]
    return head + "\n```" * (head.count("```") % 2) + "\n\n…"


def said(block: Block) -> str:
    """A block as part of an answer, without a word before it that only says so (`**Answer:**`)."""
    text = as_text(block)
    if isinstance(block, Quote):
        text = re.sub(r"^(?:\*\*)?(?:note|tip|info|warning)(?:\*\*)?:?\s*", "", text, flags=re.IGNORECASE)
    found = ANSWER.match(text)
    text = found["text"].strip() if found else text
    if text.count("**") % 2:
        text = text.replace("**", "", 1) if text.startswith("**") or found else text.replace("**", "")
    only_label = re.fullmatch(
        r"\W*(?:answer|ans|solution|explanation|example|output|note|respuesta|antwort)\W*", text, re.IGNORECASE
    )
    return text if re.search(r"\w", text) and not only_label else ""


ANSWER = re.compile(
    r"^\W{0,6}(?:(?:A|R)\d{0,3}\s*(?:\*\*|__)?\s*[:：]|A\d{0,3}\s*[.)]\s|"
    r"(?:Ans(?:wer)?|Resp(?:uesta|osta)?|Antwort|Réponse|Solution|Ответ|答案?|解答)\s*\d{0,3}\s*"
    r"(?:(?:\*\*|__)\s*[:：.)-]|[:：.)\]-]+|(?:\*\*|__)\s*(?=\n)))\s*(?:\*\*|__)?\s*(?P<text>[\s\S]*)$",
    re.IGNORECASE,
)
"""What opens an answer: "A:", "Ans.", "**Answer:**", "Respuesta:"."""
