"""A guide's text as sections with their blocks, each with the lines it stands on; broken fences are survived."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from app.guide.blocks import (
    Block,
    Code,
    Details,
    Item,
    Lines,
    Listing,
    Outline,
    Paragraph,
    Quote,
    Section,
    Table,
)
from app.guide.folds import MARK, Fold, unfolded
from app.guide.tidying import heading_text

__all__ = ["Block", "Code", "Details", "Item", "Lines", "Listing", "Outline", "Paragraph", "Quote", "Section", "Table",
           "read_outline"]  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What is known while the tree is walked; `folds` by the line that they begin on."""

    lines: Sequence[str]
    dropped: Mapping[int, str]
    folds: Mapping[int, Fold] = field(default_factory=dict)


MOST_HEALED = 20
MOST_LINES_READ_AGAIN = 60_000
"""A guide with broken fences is parsed once more for each; a bound keeps long ones cheap."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SWALLOWED = re.compile(r"#{2,6} +\S")
_TASK = re.compile(r"\[([ xX])\]\s+")


def read_outline(lines: Sequence[str], dropped: Mapping[int, str] | None = None) -> Outline:
    """The outline of a guide given as lines without their ends; lines that are `dropped` hold nothing.

    A fence without a language that swallows headings is taken for a stray mark where ignoring it frees them.
    """
    plain, folds = unfolded([line.expandtabs(4) if "\t" in line else line for line in lines])
    tree, plain, remarks = _healed(plain)
    reading = _Reading(plain, dropped or {}, folds)
    return Outline(tuple(_sections(tree.children, reading)), tuple(remarks))


def _parsed(lines: Sequence[str]) -> SyntaxTreeNode:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])  # cells and paragraphs are wanted as they were written
    return SyntaxTreeNode(parser.parse("\n".join(lines) + "\n"))


def _healed(lines: list[str]) -> tuple[SyntaxTreeNode, list[str], list[tuple[int, str]]]:
    """The tree and the lines without the fences that are stray marks, and what is to be said of these."""
    tree = _parsed(lines)
    remarks: list[tuple[int, str]] = []
    swallowed = _swallowed(tree)
    most = min(MOST_HEALED, MOST_LINES_READ_AGAIN // (len(lines) + 1))
    while swallowed and len(remarks) < most:
        fence, heading = swallowed[0]
        trial = [*lines[: fence - 1], "", *lines[fence:]]
        other = _parsed(trial)
        left = _swallowed(other)
        if len(left) >= len(swallowed):
            break
        remarks.append((fence, f"this fence hides the heading on line {heading}; it is taken for a stray mark"))
        lines, tree, swallowed = trial, other, left
    remarks += [(fence, f"this fence hides the heading on line {heading}") for fence, heading in swallowed]
    return tree, lines, sorted(remarks)


def _swallowed(tree: SyntaxTreeNode) -> list[tuple[int, int]]:
    """(line of the fence, line of the heading) for each heading that stands alone inside a fence without language."""
    found = []
    for node in tree.walk():
        if node.type == "fence" and node.map and not node.info.strip():
            content = ["", *node.content.split("\n"), ""]
            for place, line in enumerate(content[1:-1]):
                above, below = content[place].strip(), content[place + 2].strip()
                if _SWALLOWED.match(line) and (not above or above.strip("*-_ ") == "" or not below):
                    found.append((node.map[0] + 1, node.map[0] + 2 + place))
    return found


def _sections(nodes: Sequence[SyntaxTreeNode], reading: _Reading) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    level, first = 0, 1
    held: list[SyntaxTreeNode] = []
    hidden = 0
    for node in nodes:
        fold = _fold(node, reading)
        hidden = max(hidden, fold.last) if fold else hidden
        if node.type != "heading" or _start(node) <= hidden:
            held.append(node)
            continue
        if held or level:
            yield _section(path, level, held, (first, _start(node) - 1), reading)
        held, level, first = [], int(node.tag[1]), _start(node)
        path = [(depth, text) for depth, text in path if depth < level]
        path.append((level, heading_text(node.children[0].content if node.children else "")))
    if held or level:
        yield _section(path, level, held, (first, len(reading.lines)), reading)


def _section(
    path: list[tuple[int, str]], level: int, nodes: list[SyntaxTreeNode], lines: Lines, reading: _Reading
) -> Section:
    return Section(tuple(text for _, text in path if text), level, _blocks(nodes, reading), lines)


def _fold(node: SyntaxTreeNode, reading: _Reading) -> Fold | None:
    """The folded part that begins with a block of HTML."""
    marked = node.type == "html_block" and node.content.strip().startswith(MARK)
    return reading.folds.get(_start(node)) if marked else None


def _start(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


def _span(node: SyntaxTreeNode, reading: _Reading) -> Lines:
    """The node's lines, less blank ones at its end."""
    first, end = node.map or (0, 1)
    while end > first + 1 and not reading.lines[end - 1].strip():
        end -= 1
    return first + 1, end


def _blocks(nodes: Sequence[SyntaxTreeNode], reading: _Reading) -> tuple[Block, ...]:
    found: list[Block] = []
    place = 0
    while place < len(nodes):
        fold = _fold(nodes[place], reading)
        if fold:
            end = place + 1
            while end < len(nodes) and _start(nodes[end]) < fold.last:
                end += 1
            found += _details(fold, nodes[place:end], reading)
            place = end
            continue
        block = _block(nodes[place], reading)
        found += [block] if block else []
        place += 1
    return tuple(found)


def _details(fold: Fold, nodes: Sequence[SyntaxTreeNode], reading: _Reading) -> Iterator[Block]:
    """A folded part; one without a summary is what it holds."""
    first = _start(nodes[0])
    lines = first, fold.last
    inner = _blocks(nodes[1:], reading)
    if fold.text and first not in reading.dropped:
        inner = (Paragraph(fold.text, (first, first) if inner else lines), *inner)
    if fold.summary:
        yield Details(heading_text(fold.summary), inner, lines)
    else:
        yield from inner


def _block(node: SyntaxTreeNode, reading: _Reading) -> Block | None:
    lines = _span(node, reading)
    if node.type in {"paragraph", "heading"}:
        return _paragraph(node.children[0].content if node.children else "", lines, reading)
    if node.type in {"fence", "code_block"}:
        return _code(node, lines, reading)
    if node.type == "table":
        return _table(node, lines, reading)
    if node.type in {"bullet_list", "ordered_list"}:
        return Listing(tuple(_items(node, reading)), lines)
    if node.type == "blockquote":
        return Quote(_blocks(node.children, reading), lines)
    return None


def _paragraph(text: str, lines: Lines, reading: _Reading) -> Paragraph | None:
    rows = list(enumerate(text.split("\n"), lines[0]))
    kept = ["" if number in reading.dropped else line for number, line in rows]
    return Paragraph("\n".join(kept), lines) if any(kept) else None


def _code(node: SyntaxTreeNode, lines: Lines, reading: _Reading) -> Code:
    first = lines[0] + (node.type == "fence")
    rows = node.content.removesuffix("\n").split("\n")
    words = node.info.split() if node.type == "fence" else []
    language = words[0].lower().strip("{}.") if words else ""
    content = tuple((number, row) for number, row in enumerate(rows, first) if number not in reading.dropped)
    return Code(language, content, lines)


def _table(node: SyntaxTreeNode, lines: Lines, reading: _Reading) -> Table:
    rows = [row for part in node.children for row in part.children]
    cells = [tuple(cell.children[0].content if cell.children else "" for cell in row.children) for row in rows]
    body = tuple(
        (_start(row), values)
        for row, values in zip(rows[1:], cells[1:], strict=True)
        if _start(row) not in reading.dropped
    )
    return Table(cells[0] if cells else (), body, lines)


def _items(node: SyntaxTreeNode, reading: _Reading) -> Iterator[Item]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for entry in node.children:
        lines = _span(entry, reading)
        blocks = _blocks(entry.children, reading)
        task = None
        if blocks and isinstance(lead := blocks[0], Paragraph) and (box := _TASK.match(lead.text)):
            task = box[1] != " "
            blocks = (Paragraph(lead.text[box.end() :], lead.lines), *blocks[1:])
        if lines[0] not in reading.dropped and blocks:
            yield Item(blocks, lines, number, task)
        number = None if number is None else number + 1
