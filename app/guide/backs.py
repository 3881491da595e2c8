"""Blocks of a guide as the back of a card: all of it in the explanation, what a glance takes in on the back itself."""

import re
from collections.abc import Sequence

from app.guide.blocks import Block, Code, Details, Item, Listing, Paragraph, Quote, Table
from app.guide.phrasing import is_command_line
from app.guide.tidying import bare, sentences, tidy

LONGEST_ANSWER = 320
"""Characters that a glance takes in; what an answer has besides goes to the explanation."""
LONGEST_SHORT = 420
"""Characters of the short form of an answer in several parts."""
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


def fitted(text: str) -> tuple[str, str]:
    """An answer that a glance takes in: the leading sentences that fit, and the whole text where it is longer."""
    if len(text) <= LONGEST_ANSWER:
        return text, ""
    answer = _leading(text.split("\n\n", 1)[0], LONGEST_ANSWER)
    return answer, cut(text)


def _leading(text: str, room: int) -> str:
    """The leading sentences of a text that fit."""
    answer = ""
    for sentence in sentences(text):
        if len(answer) + len(sentence) > room:
            break
        answer = f"{answer} {sentence}".strip()
    return "" if answer.endswith((":", "：")) else answer


def short(parts: Sequence[str]) -> tuple[str, str]:
    """The answer for the back, and all of it where that is more; "" where nothing short enough says something."""
    whole = "\n\n".join(parts)
    if len(whole) <= LONGEST_SHORT:
        return whole, ""
    taken: list[str] = []
    room = LONGEST_SHORT
    for part in parts:
        form = part if len(part) <= room else _shortened(part, room)
        if not form:
            break
        taken.append(form)
        room -= len(form) + 2
        if form != part:
            break
    while taken and (taken[-1].endswith((":", "：")) or re.fullmatch(r"\*\*[^*\n]+\*\*:?", taken[-1])):
        taken.pop()
    answer = "\n\n".join(taken) or _begun(parts[0])
    return answer, "" if answer == whole else cut(whole)


def _shortened(part: str, room: int) -> str:
    """A part in few words: the points of a list, the leading sentences of a paragraph."""
    if part.startswith(("```", "|")):
        return ""
    rows = [row for row in part.split("\n") if re.match(r"(?:- |\d+\. )", row)]
    if rows and re.match(r"(?:- |\d+\. )", part):
        heads = "\n".join(_head(row) for row in rows[:MOST_POINTS])
        return heads if len(heads) <= max(room, LONGEST_ANSWER) and len(rows) <= MOST_POINTS else ""
    return _leading(part, room)


def _head(row: str) -> str:
    """A point of a long answer: its bold lead, or what stands before its first full stop."""
    lead = re.match(r"^((?:- |\d+\. )(?:\*\*[^*]+\*\*|`[^`]+`))(?P<sign>\s*[:(=→–—-]|\s*$)?", row)
    if lead and (lead["sign"] is not None or lead[1].endswith(":**")):
        return re.sub(r":\*\*$", "**", lead[1])
    first = re.split(r"(?<=[.;!?])\s", row, maxsplit=1)[0].rstrip(".;")
    return first if len(first) <= LONGEST_POINT else ""


def _begun(first: str) -> str:
    """The beginning of an answer that has no short form."""
    if first.startswith("```"):
        return first if len(first) <= LONGEST_BACK else ""
    if first.startswith("|"):
        return first if len(first) <= LONGEST_BACK else ""
    flat = " ".join(bare(first).split())
    head = _leading(flat, LONGEST_BACK // 4)
    return head or (flat[:LONGEST_SHORT].rsplit(" ", 1)[0] + " …")


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
