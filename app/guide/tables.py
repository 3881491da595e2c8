"""Tables as proposals: by the meaning of their headers, row by row, and by column where cells are only yes or no."""

import re
from collections.abc import Iterator

from app.guide.blocks import Table
from app.guide.commands import order
from app.guide.grids import ASIDE, COMMAND, EXAMPLE, MEANING, Grid, Row, grid_of, is_criterion, useless
from app.guide.phrasing import ask_side, is_command, lowered, one_of, strong
from app.guide.places import Place, capital, is_generic, lower_first
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tasks import ask_docker, ask_which, docker_command
from app.guide.tidying import bare, tidy, words_of
from app.guide.verbs import does

_COUNTED = {
    "step", "order", "phase", "stage", "#", "no", "no.", "nr", "priority", "layer", "level", "paso", "schritt", "étape",
}  # fmt: skip
_KINDS = re.compile(
    r"\b(?:types?|drivers?|kinds?|modes?|strateg\w+|methods?|layers?|levels?|phases?|states?|commands?|protocols?|formats?)\b",
    re.I,
)
_CONTRAST = re.compile(
    r"\b(?:without|with|before|after|old|new|pros?|cons?|good|bad|do|don['’]ts?|dos|wrong|right)\b", re.I
)
_VERSUS = re.compile(r"\b(?:vs|versus|differences?|different|compare\w*|comparison)\b", re.IGNORECASE)
_SPAN = re.compile(r"`([^`]+)`(?:\s*\(([^)`]+)\))?")
_BARE = {"yes", "no", "", "-", "–", "—", "n/a", "both", "none"}
"""Cells that say nothing by themselves."""
_GRADE = re.compile(r"(?:yes|no|very|quite|fairly|high|low|medium|good|poor|fast|slow)\b.{0,14}", re.IGNORECASE)
MOST_CONTRASTS = 7
MOST_SIDES = 4
"""Columns that one card asks for; a row of more is asked column by column."""
MOST_NAMED = 7
LONGEST_COLUMN = 420


def from_table(table: Table, place: Place) -> Iterator[Offer]:
    """What a table offers; one that is an index, or has two columns without a meaning, is left out as a whole."""
    grid = grid_of(table, place)
    why = useless(grid)
    if why:
        yield LeftOut(table.lines, why)
        return
    if _is_counted(grid):
        yield from _steps(grid)
        grid = _without_first(grid)
    if len(grid.header) < 2:
        return
    if _contrasts(grid):
        yield from _contrast(grid, table)
    elif _compares(grid):
        yield from _comparisons(grid)
    else:
        yield from _by_row(grid)
        yield from _columns(grid)
        yield from _named(grid)


def _is_counted(grid: Grid) -> bool:
    """Whether the first column only counts the rows."""
    numbers = [row.cells[0].strip(".)") for row in grid.rows if row.cells]
    return grid.folded[0] in _COUNTED and len(numbers) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _steps(grid: Grid) -> Iterator[Offer]:
    """The order of the rows of a table that counts its steps."""
    texts = [row.cells[1] for row in grid.rows if len(row.cells) > 1 and row.cells[1]]
    fit = len(texts) == len(grid.rows) and 3 <= len(texts) <= 9 and len(set(texts)) == len(texts)
    if fit and grid.folded[0] in {"step", "order", "phase", "stage", "paso", "schritt", "étape"} and grid.place.about:
        yield order(texts, grid.place, (grid.rows[0].line, grid.rows[-1].line), "counted rows of a table")


def _without_first(grid: Grid) -> Grid:
    rows = tuple(Row(row.line, row.raw[1:], row.cells[1:]) for row in grid.rows if len(row.cells) > 1)
    return Grid(grid.header[1:], grid.folded[1:], rows, grid.place)


def _contrasts(grid: Grid) -> bool:
    """Whether the columns are things set against each other, row by row, and no column says in what."""
    headers = [words_of(re.sub(r"\([^()]*\)", "", cell)) for cell in grid.header]
    heading = f"{grid.place.topic} {grid.place.path[-1] if grid.place.path else ''}"
    named = set(words_of(heading))
    counted = sum(bool(re.match(r"\d+[.)]\s", row.cells[0])) for row in grid.rows) * 2 > len(grid.rows)
    if len(headers) == 2 and all(_CONTRAST.search(cell) for cell in grid.folded):
        return True
    if grid.folded[0] in MEANING | COMMAND | EXAMPLE or is_criterion(grid.folded[0]):
        return False
    within = all(
        words and any(word.rstrip("s") in {name.rstrip("s") for name in named} for word in words) for words in headers
    )
    return bool(_VERSUS.search(heading)) and (within or counted)


def _contrast(grid: Grid, table: Table) -> Iterator[Offer]:
    """One card a column, or one for both columns, of things whose rows do not say what they compare."""
    told = [row for row in grid.rows if sum(map(bool, row.cells)) > 1]
    columns = [
        [_bared(row.cells[at]) for row in told if at < len(row.cells) and row.cells[at]]
        for at in range(len(grid.header))
    ]
    fit = all(1 < len(column) <= MOST_CONTRASTS and sum(map(len, column)) <= LONGEST_COLUMN for column in columns)
    if not 2 <= len(told) <= MOST_CONTRASTS or (not fit and len(columns) > 2):
        yield LeftOut(table.lines, "columns that do not say what their rows compare")
    elif len(columns) == 2:
        sign = "→" if all(_CONTRAST.search(cell) for cell in grid.folded) else "↔"
        listed = [f"- {capital(_bared(row.cells[0]))} {sign} {lower_first(_bared(row.cells[1]))}" for row in told]
        front = grid.place.asks(f"“{grid.header[0]}” against “{grid.header[1]}” – name {len(told)} contrasts.")
        yield grid.whole({"front": front, "back": "\n".join(listed)}, "table of contrasts")
    else:
        for name, column in zip(grid.header, columns, strict=True):
            others = " and ".join(other for other in grid.header if other != name)
            front = grid.place.asks(f"what holds for {strong(name)}, as against {others}?", plain=True)
            yield grid.whole(
                {"front": front, "back": "\n".join(f"- {capital(cell)}" for cell in column)}, "table of contrasts"
            )


def _bared(cell: str) -> str:
    return re.sub(r"^\d{1,2}[.)]\s*", "", cell)


def _compares(grid: Grid) -> bool:
    """Whether the rows are criteria and two columns or more are the things compared."""
    return len(_things(grid)) > 1 and is_criterion(grid.folded[0])


def _things(grid: Grid) -> list[int]:
    return [
        at for at in range(1, len(grid.folded)) if grid.folded[at] and grid.folded[at] not in MEANING | EXAMPLE | ASIDE
    ]


def _comparisons(grid: Grid) -> Iterator[Offer]:
    things = _things(grid)
    names = [re.sub(r"\s*\([^()]*\)$", "", grid.header[at]) for at in things]
    named = " and ".join([", ".join(names[:-1]), names[-1]])
    rest = [at for at in range(1, len(grid.header)) if at not in things]
    for row in grid.rows:
        told = [at for at in things if at < len(row.cells) and row.cells[at]]
        if all(row.cells[at].lower() in _BARE for at in told):
            yield LeftOut((row.line, row.line), "a row of only yes and no")
        elif row.cells[0] and len(told) > 1:
            listed = [f"- **{grid.header[at]}**: {row.cells[at]}" for at in told]
            front = f"{named} compared: **{lowered(row.cells[0])}**?"
            yield grid.card(
                "basic", {"front": front, "back": "\n".join(listed)}, row, "row of a comparison", grid.shown(row, rest)
            )


def _by_row(grid: Grid) -> Iterator[Offer]:
    meaning = next((at for at, cell in enumerate(grid.folded) if at and cell in MEANING), None)
    example = next((at for at, cell in enumerate(grid.folded) if at and cell in EXAMPLE), None)
    command = next((at for at, cell in enumerate(grid.folded) if at and cell in COMMAND), None)
    others = [at for at in range(1, len(grid.header)) if at not in {meaning, example}]
    for row in grid.rows:
        if not row.cells[0]:
            continue
        if command is not None and grid.folded[0] not in COMMAND and command < len(row.cells) and row.cells[command]:
            yield from _task(grid, row, command)
        elif meaning is not None and len(others) < 2:
            yield from _meaning(grid, row, meaning, example)
        else:
            yield from _wide(grid, row, [*([meaning] if meaning else []), *others], example)


def _task(grid: Grid, row: Row, command: int) -> Iterator[Proposal]:
    """A task with the command for it, which stands in another column."""
    rest = [at for at in range(1, len(grid.header)) if at != command]
    codes = [code for code, _ in _SPAN.findall(row.raw[command])]
    whole = codes[0] if len(codes) == 1 else ""
    if whole and docker_command(whole):
        fields = {"front": ask_docker(row.cells[0], whole, grid.place), "command": f"`{whole}`"}
        yield grid.card("command", fields, row, "table row with a command", grid.shown(row, rest))
    else:
        asked = ask_which(row.cells[0], grid.place)
        front = (
            asked
            if is_command(row.cells[command]) or whole
            else asked.replace("which command?", f"which {lowered(grid.header[command])}?")
        )
        yield grid.card(
            "basic", {"front": front, "back": tidy(row.raw[command])}, row, "table row", grid.shown(row, rest)
        )


def _meaning(grid: Grid, row: Row, meaning: int, example: int | None) -> Iterator[Proposal]:
    """A name with what it means: a command to type where the row holds one, else asked both ways."""
    name, text = row.cells[0], row.cells[meaning] if meaning < len(row.cells) else ""
    if not text:
        return
    commands = _commands(row, example)
    for line, more in commands:
        task = f"{text} ({more})" if more else text
        yield grid.card(
            "command",
            {"front": ask_docker(task, line, grid.place), "command": f"`{line}`"},
            row,
            "table row with a command",
        )
    if commands:
        return
    shown = grid.shown(row, [at for at in range(1, len(grid.header)) if at != meaning])
    fields = {"front": ask_side(name, grid.header[meaning], grid.place), "back": capital(text)}
    kind = "basic"
    twins = sum(meaning < len(other.cells) and other.cells[meaning] == text for other in grid.rows)
    if twins < 2 and (len(words_of(text)) > 2 or (is_command(name) and len(words_of(text)) > 1)):
        kind = "reversed"
        fields |= {"reverse_front": _reverse(grid, name, text), "reverse_back": tidy(row.raw[0])}
    yield grid.card(kind, fields, row, "table row", shown)


def _reverse(grid: Grid, name: str, text: str) -> str:
    if is_command(name):
        return ask_which(text, grid.place)
    acts = does(text) and not re.match(r"(?:to|for)\b", text)
    return grid.place.asks(
        f"which {one_of(grid.header[0])} {'does this' if acts else 'is meant'}: {lower_first(text).rstrip('.')}?"
    )


def _commands(row: Row, example: int | None) -> list[tuple[str, str]]:
    """Each whole docker command of the row's example, or of its name, with what stands in brackets after it."""
    for at in (example, 0):
        if at is not None and at < len(row.raw):
            found = [(code, bare(more)) for code, more in _SPAN.findall(row.raw[at]) if docker_command(code)]
            if found:
                return found
    return []


def _wide(grid: Grid, row: Row, told: list[int], example: int | None) -> Iterator[Proposal]:
    """One card a row: its thing with all that the table says of it."""
    told = [at for at in told if at < len(row.cells) and row.cells[at]]
    name = row.cells[0]
    shown = grid.shown(row, [example] if example else [])
    if len(told) == 1:
        text = row.cells[told[0]]
        fields = {"front": ask_side(name, grid.header[told[0]], grid.place), "back": capital(text)}
        kind = "basic"
        if len(grid.header) == 2 and len(words_of(text)) > 2:
            kind = "reversed"
            fields |= {
                "reverse_front": grid.place.asks(f"{lowered(grid.header[0])} with {lowered(grid.header[1])} “{text}”?"),
                "reverse_back": name,
            }
        yield grid.card(kind, fields, row, "table row", shown)
    elif len(told) > MOST_SIDES:
        for at in told:
            if row.cells[at].lower() not in _BARE and not _GRADE.fullmatch(row.cells[at]):
                fields = {"front": ask_side(name, grid.header[at], grid.place), "back": _value(row, at)}
                yield grid.card("basic", fields, row, "table row", shown)
    elif told:
        asked = [lowered(grid.header[at]).rstrip("?") for at in told]
        front = grid.place.asks(f"for {strong(name)}, give {', '.join(asked[:-1])} and {asked[-1]}.")
        listed = [
            f"- **{grid.header[at]}**{'' if grid.header[at].endswith('?') else ':'} {_value(row, at)}" for at in told
        ]
        yield grid.card("basic", {"front": front, "back": "\n".join(listed)}, row, "row of a wide table", shown)


def _value(row: Row, at: int) -> str:
    return row.cells[at] if row.cells[at] in {"yes", "no"} else tidy(row.raw[at])


def _columns(grid: Grid) -> Iterator[Proposal]:
    """One card a column whose cells are only yes or no."""
    for at in range(1, len(grid.header)):
        cells = [row.cells[at].lower() if at < len(row.cells) else "" for row in grid.rows]
        right = [row.cells[0] for row, cell in zip(grid.rows, cells, strict=True) if cell == "yes"]
        if len(grid.rows) > 2 and set(cells) == {"yes", "no"} and right:
            front = grid.place.asks(f"for which {_plural(grid.folded[0])} does “{grid.header[at].rstrip('?')}” hold?")
            yield grid.whole(
                {"front": front, "back": "\n".join(f"- {name}" for name in right)}, "column of a wide table"
            )


def _named(grid: Grid) -> Iterator[Proposal]:
    """One card that asks for the things a wide table tells of, where they are the kinds of something."""
    names = [row.cells[0] for row in grid.rows if row.cells[0]]
    noun = grid.folded[0]
    kinds = _KINDS.search(noun) and noun not in COMMAND and not is_generic(f"{noun} {grid.place.about}")
    if kinds and len(grid.header) > 2 and 3 <= len(names) <= MOST_NAMED and all(len(name) < 40 for name in names):
        front = grid.place.asks(f"name the {len(names)} {_plural(noun)}.")
        listed = "\n".join(f"- {name}" for name in names)
        yield grid.whole({"front": front, "back": listed}, "first column of a wide table")


def _plural(noun: str) -> str:
    return noun if noun.endswith("s") else f"{noun}s" if noun else "rows"
