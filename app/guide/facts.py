"""Every fact of a section that is worth a card, block by block."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.guide import lists, questions
from app.guide.backs import as_text, cut, fits, is_veil
from app.guide.blocks import Block, Code, Details, Item, Listing, Paragraph, Quote, Section, Table
from app.guide.commands import from_shell, is_shell, parted
from app.guide.marks import from_marks, is_marked, opens_card, over_blocks, written
from app.guide.phrasing import is_condition, is_empty_label
from app.guide.places import Place, subject_of
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.prose import from_prose
from app.guide.rows import from_rows
from app.guide.sieve import refused_heading
from app.guide.snippets import CONFIG, from_config, is_dockerfile
from app.guide.tables import from_table
from app.guide.terms import from_paragraph, split_term
from app.guide.tidying import bare, mark_of, sentences, without_emoji
from app.guide.trees import from_tree, is_tree

_PLAIN = {"", "text", "txt", "plaintext", "md", "markdown", "plain", "none"}
LONGEST_LEAD = 80


def from_section(section: Section) -> Iterator[Offer]:
    """What a section offers; what is left out says why."""
    for title in section.path:
        if (why := refused_heading(title)) and not any(isinstance(block, Details) for block in section.blocks):
            marked = list(written(section.blocks, Place(section.path)))
            yield from marked or ([LeftOut(section.lines, why)] if section.blocks else [])
            return
    choice = questions.from_choice(section)
    if choice is not None:
        yield choice
        return
    asked = questions.question_of(section)
    if asked:
        own, others = questions.parted(section)
        yield from questions.from_heading(own, asked)
        yield from _below_question(own, asked)
        yield from from_blocks(others, Place(section.path), first=False)
        return
    yield from from_blocks(section.blocks, Place(section.path), first=True)


def _below_question(section: Section, asked: str) -> Iterator[Offer]:
    """What the answer to a heading offers besides: tables, code, and terms where it names a topic."""
    whole = section.path[-1].casefold().endswith(asked.casefold())
    rest = list(section.blocks[isinstance(section.blocks[0], Paragraph) :])
    kept: tuple[type[Block], ...] = (Table, Code) if whole else (Table, Code, Listing, Paragraph)
    blocks = [
        block
        for block in rest
        if isinstance(block, kept) or (isinstance(block, Listing) and _holds_terms(block, Place(section.path)))
    ]
    shown = section.blocks[0] if isinstance(section.blocks[0], Table) and len(section.blocks) == 1 else None
    yield from from_blocks([block for block in blocks if block is not shown], Place(section.path), first=False)


def _holds_terms(block: Listing, place: Place) -> bool:
    """Whether a list below a question tells of several terms of the topic that is asked for."""
    terms = [item for item in block.items if isinstance(item.blocks[0], Paragraph) and split_term(item.blocks[0].text)]
    return len(terms) > 2 and bool(subject_of(place.path[-1]))


def from_blocks(blocks: Sequence[Block], place: Place, *, first: bool) -> Iterator[Offer]:
    """What blocks of one section offer, in their order."""
    taken: set[int] = set()
    for places, made in [*over_blocks(blocks, place), *questions.in_blocks(blocks, place)]:
        if not places & taken:
            taken |= places
            yield from made
    lead = ""
    outputs = {at for at in range(1, len(blocks)) if _is_output(blocks[at - 1], blocks[at], place)}
    titled = sum(isinstance(block, Code) for at, block in enumerate(blocks) if at not in outputs) == 1
    stands = _places(blocks, place)
    taken |= {at for at in range(len(blocks)) if _title_over(blocks, at)}
    for at, block in enumerate(blocks):
        if at in taken:
            lead = ""
            continue
        below = blocks[at + 1] if at + 1 < len(blocks) and at + 1 not in taken else None
        if isinstance(block, Code):
            made = list(_from_code(block, stands[at].under(lead), titled=titled))
            if at + 1 in outputs and len(made) == 1:
                taken.add(at + 1)
                made = [_with_output(one, below) for one in made]
            yield from made
        else:
            for one in _from_block(block, stands[at].under(lead), first=first and at == 0):
                yield _led_on(one, block, below)
        lead = _lead(block) if not _is_rule(block) else lead


def _places(blocks: Sequence[Block], place: Place) -> list[Place]:
    """Where each block stands: below the last numbered title above it, if any."""
    places = [place]
    for at in range(len(blocks)):
        title = _title_over(blocks, at)
        places.append(Place((*place.path, title)) if title else places[-1])
    return places[1:]


def _title_over(blocks: Sequence[Block], at: int) -> str:
    """The words of a numbered line that is a title for the bullets right below it, or ""."""
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    bullets = isinstance(below, Listing) and all(item.number is None for item in below.items)
    return lists.title_of(blocks[at]) if bullets else ""


def _is_output(above: Block, block: Block, place: Place) -> bool:
    """Whether a block of code is what the command in the block right above it prints."""
    if not (isinstance(above, Code) and isinstance(block, Code)) or block.lines[0] > above.lines[1] + 2:
        return False
    plain = block.language in _PRINTED and 0 < len(block.content) <= MOST_PRINTED
    if not plain or not is_shell(above) or is_shell(block) or is_dockerfile(block.content):
        return False
    return not any(isinstance(one, Proposal) for one in _from_code(block, place, titled=False))


_PRINTED = {"", "text", "txt", "plaintext", "output", "json", "none"}
MOST_PRINTED = 25  # lines


def _with_output(one: Offer, block: Block | None) -> Offer:
    """A card for a command, with what it prints in the explanation."""
    if isinstance(one, LeftOut) or block is None:
        return one
    told = "\n\n".join(filter(None, (one.explanation, f"It prints:\n\n{as_text(block)}")))
    lines = ((one.lines[0][0], block.lines[1]), *one.lines[1:])
    return replace(one, explanation=cut(told), lines=lines)


def _led_on(one: Offer, block: Block, below: Block | None) -> Offer:
    """A card whose answer ends in a colon, with the code or list below it that the colon leads on to."""
    if isinstance(one, LeftOut) or not isinstance(block, Paragraph) or not isinstance(below, Code | Listing):
        return one
    back = one.fields.get("back", "")
    if not back.endswith((":", "：")) or one.explanation or one.lines[0][1] != block.lines[1]:
        return one
    whole = f"{back}\n\n{as_text(below)}"
    if not fits(whole):
        return replace(one, explanation=cut(as_text(below)))
    fields = {"front": one.fields["front"], "back": whole}
    return replace(one, kind="basic", fields=fields, lines=((one.lines[0][0], below.lines[1]),))


def _is_rule(block: Block) -> bool:
    return isinstance(block, Paragraph) and not re.search(r"\w", block.text)


def _lead(block: Block) -> str:
    """The words with which a paragraph introduces the next block: bold and alone, or ending in a colon."""
    if not isinstance(block, Paragraph) or opens_card(block):
        return ""
    text = " ".join(block.text.split())
    alone = re.fullmatch(r"\W*(?:\*\*|__)[^*_]+(?:\*\*|__)\W*", without_emoji(text))
    words = bare(text).strip()
    if not alone and not words.endswith((":", "：", ",")):
        return ""
    name = (sentences(words) or [""])[-1].rstrip(":：, ")
    return name if len(name) < LONGEST_LEAD and (is_condition(name) or not is_empty_label(name)) else ""


def _from_block(block: Block, place: Place, *, first: bool) -> Iterator[Offer]:
    if isinstance(block, Table):
        yield from from_table(block, place)
    elif isinstance(block, Listing):
        yield from _from_listing(block, place)
    elif isinstance(block, Paragraph):
        yield from _from_paragraph(block, place, first=first)
    elif isinstance(block, Details):
        yield from questions.from_details(block, place)
        below = Place((*place.path, block.summary))
        inner = [
            part
            for part in block.blocks
            if isinstance(part, Table) or (isinstance(part, Listing) and _holds_terms(part, below))
        ]
        yield from from_blocks(inner if not is_veil(block.summary) else [], below, first=False)
    elif isinstance(block, Quote):
        yield from from_blocks(block.blocks, place, first=False)


def _from_paragraph(block: Paragraph, place: Place, *, first: bool) -> Iterator[Offer]:
    made: list[Offer] = list(from_marks(block.text, block.lines, place)) if is_marked(block) else []
    if made:
        yield from made
        return
    rows = list(enumerate(block.text.split("\n"), block.lines[0]))
    if is_dockerfile(rows):
        yield from from_config(Code("dockerfile", tuple(rows), block.lines), place)
        return
    if len(rows) > 1 and all(mark_of(row)[0] is not None for _, row in rows):
        yield from from_rows(rows, place)
        return
    plain = Place(place.path)
    asked = list(questions.from_lines(rows, plain))
    made = asked or list(from_paragraph(block, plain, first=first))
    yield from made or from_prose(block, plain)


def _from_listing(block: Listing, place: Place) -> Iterator[Offer]:
    marked = [made for item in block.items for made in _marked(item, place)]
    if marked:
        yield from marked
        return
    asked = questions.in_list(block, place)
    yield from asked if asked is not None else lists.from_list(block, place)
    for item in block.items:
        title = item.blocks[0].text if isinstance(item.blocks[0], Paragraph) else ""
        term = re.match(r"^\W*\*\*([^*]+?):?\*\*", title)
        inner = [part for part in item.blocks[1:] if isinstance(part, Table | Code)]
        if inner and asked is None:
            yield from from_blocks(inner, place.under(bare(term[1]) if term else place.lead), first=False)


def _marked(item: Item, place: Place) -> Iterator[Offer]:
    lead = item.blocks[0]
    if isinstance(lead, Paragraph) and is_marked(lead):
        yield from from_marks(lead.text, lead.lines, place)


def _holds_files(block: Code) -> bool:
    """Whether the leaves of a drawn tree are files."""
    leaves = [row for _, row in block.content if re.match(r"[\s│]*[├└]", row)]
    return sum(bool(re.search(r"[├└]─*\s*[\w*.-]*[./_]", row)) for row in leaves) * 2 >= len(leaves)


def _from_code(block: Code, place: Place, *, titled: bool) -> Iterator[Offer]:
    if is_dockerfile(block.content) and block.language not in CONFIG:
        yield from from_config(Code("dockerfile", block.content, block.lines), place)
    elif is_shell(block):
        commands, files = parted(block)
        yield from from_shell(commands, place, titled=titled)
        for file in files:
            yield from from_config(file, place)
    elif is_tree(block.content) and _holds_files(block):
        yield from from_tree(block.content, place)
    elif block.language in CONFIG:
        yield from from_config(block, place)
    elif block.language in _PLAIN:
        yield from questions.from_lines(block.content, place)
        yield from from_rows(block.content, place)
    else:
        yield LeftOut(block.lines, f"a program in {block.language}")
