"""A stretch of a guide as HTML, passage by passage, so that the very lines that are cited can be marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.cards.highlight import highlight
from app.cards.markup import render, render_inline
from app.guide.outline import Block, Code, Details, Listing, Paragraph, Quote, Section, Table, read_outline

Span = tuple[int, int]
"""First and last line, counted from 1, both included."""

MOST_MARKUP = 4_000
"""Characters of a text that is read as Markdown: longer ones, which only a hostile file has, take quadratic time."""
DEEPEST = 4
"""Levels by which lists in lists are indented."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CLOSING = re.compile(r"\s+#+\s*$")


@dataclass(slots=True)
class Passage:
    """Some lines of the guide as HTML, with what stands beside them; `depth` counts the lists around it."""

    first: int
    last: int
    html: Markup
    depth: int = 0
    marked: bool = False
    cards: Sequence[Mapping[str, object]] = ()
    errata: Sequence[Mapping[str, object]] = ()


def passages(rows: Sequence[str], span: Span, cited: Span | None) -> list[Passage]:
    """The passages of these lines of a guide, in their order; what is `cited` is marked.

    Cited lines that make no passage, as raw HTML does not, are shown as they are written.
    """
    found = list(_Reader(rows, span[0] - 1, cited).of_all(rows[span[0] - 1 : span[1]]))
    if cited and span[0] <= cited[0] <= span[1] and not any(it.marked for it in found):
        raw = "\n".join(rows[cited[0] - 1 : min(cited[1], span[1])])
        if raw.strip():
            found.append(Passage(*cited, Markup("<pre><code>{}</code></pre>").format(raw), marked=True))
            found.sort(key=lambda it: it.first)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """`offset` is how many lines of the guide stand before those that are read."""

    rows: Sequence[str]
    offset: int
    cited: Span | None

    def of_all(self, lines: Sequence[str]) -> Iterator[Passage]:
        above = 1  # the page's own heading; a reader by ear is led down one level at a time
        for section in read_outline(lines).sections:
            if section.level:
                above = min(section.level + 1, above + 1, 6)
                yield self._heading(section, above)
            for block in section.blocks:
                yield from self._of(block, 0)

    def _heading(self, section: Section, level: int) -> Passage:
        line = section.lines[0]
        words = _CLOSING.sub("", self.rows[line - 1 + self.offset].strip().lstrip("#").strip())
        heading = Markup("<h{0}>{1}</h{0}>").format(level, _inline(words))
        return self._passage(heading, (line, line), 0)

    def _of(self, block: Block, depth: int) -> Iterator[Passage]:
        if isinstance(block, Listing):
            yield from self._items(block, depth)
        elif isinstance(block, Code):
            yield self._passage(self._code(block), block.lines, depth)
        elif isinstance(block, Table):
            yield self._passage(self._table(block), block.lines, depth)
        elif isinstance(block, Paragraph):
            yield self._passage(self._paragraph(block), block.lines, depth)
        else:
            yield from self._inside(block, depth)

    def _inside(self, block: Quote | Details, depth: int) -> Iterator[Passage]:
        if isinstance(block, Details):
            summary = Markup("<p><strong>{}</strong></p>").format(block.summary)
            yield self._passage(summary, (block.lines[0], block.lines[0]), depth)
        for inner in block.blocks:
            yield from self._of(inner, depth)

    def _items(self, block: Listing, depth: int) -> Iterator[Passage]:
        """Each item's text as a list of one, and what stands below it a level deeper."""
        for item in block.items:
            rest = list(item.blocks)
            if isinstance(lead := rest[0], Paragraph):
                sign = f"{item.number}. " if item.number is not None else "- "
                box = "" if item.task is None else "☑ " if item.task else "☐ "
                text = sign + (box + lead.text).replace("\n", "\n" + " " * len(sign))
                yield self._passage(_block(text), (item.lines[0], lead.lines[1]), depth)
                rest = rest[1:]
            for inner in rest:
                yield from self._of(inner, depth + 1)

    def _passage(self, html: Markup, span: Span, depth: int) -> Passage:
        first, last = span[0] + self.offset, span[1] + self.offset
        marked = self.cited is not None and first <= self.cited[1] and self.cited[0] <= last
        return Passage(first, last, html, min(depth, DEEPEST), marked)

    def _paragraph(self, block: Paragraph) -> Markup:
        """Line by line where no emphasis or link goes over the end of one, so that single ones can be marked."""
        whole, lines = _block(block.text), block.text.split("\n")
        single = [_inline(line) for line in lines]
        if len(lines) == 1 or whole != Markup("<p>{}</p>\n").format(Markup("\n").join(single)):
            return whole
        marked = (self._line(html, number) for number, html in enumerate(single, block.lines[0]))
        return Markup("<p>{}</p>").format(Markup("\n").join(marked))

    def _line(self, html: Markup, number: int) -> Markup:
        return Markup('<span class="guide-line{}">{}</span>').format(self._mark(number), html)

    def _code(self, block: Code) -> Markup:
        """Code line by line, so that single ones can be marked."""
        spans = [
            self._line(Markup(highlight(text or " ", block.language if len(text) < MOST_MARKUP else "")), number)  # noqa: S704 - made by app.cards
            for number, text in block.content
        ]
        return Markup('<pre tabindex="0" role="group" aria-label="Code"><code>{}</code></pre>').format(
            Markup("").join(spans)
        )

    def _table(self, block: Table) -> Markup:
        """A table row by row, so that single ones can be marked."""
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(_cell(cell)) for cell in block.header)
        body = Markup("").join(
            Markup('<tr class="guide-line{}">{}</tr>').format(
                self._mark(number), Markup("").join(Markup("<td>{}</td>").format(_cell(cell)) for cell in cells)
            )
            for number, cells in block.rows
        )
        table = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)
        return Markup('<div class="scroll" tabindex="0" role="group" aria-label="Table">{}</div>').format(table)

    def _mark(self, number: int) -> str:
        return " cited" if self.cited and self.cited[0] <= number + self.offset <= self.cited[1] else ""


def _block(text: str) -> Markup:
    if len(text) > MOST_MARKUP:
        return Markup("<p>{}</p>").format(text)
    return Markup(render(text))  # noqa: S704 - made by app.cards


def _inline(text: str) -> Markup:
    if len(text) > MOST_MARKUP:
        return Markup("{}").format(text)
    return Markup(render_inline(text))  # noqa: S704 - made by app.cards


def _cell(cell: str) -> Markup:
    return _inline(_BREAK.sub(" ", cell))
