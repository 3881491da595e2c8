"""A guide's overlay, errata.toml (described in decks/README.md): what is wrong with the guide, parsed and written."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.cards import tomltext
from app.cards.card import Action, Erratum, Overlay, Patch
from app.cards.tomlread import DeckError, Hash, Id, Lines, Table, Words, checked, load, named, rows

# A replaced block of code may be as long as a file to repair, a note as long as any text of a card.
Block = Annotated[str, StringConstraints(max_length=20_000)]
Find = Annotated[str, StringConstraints(pattern=r"\S", max_length=20_000)]
Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=4000)]


class _File(Table):
    format: Literal[1]
    guide: Words
    erratum: list[dict[str, Any]] = Field(default_factory=list)
    replace: list[dict[str, Any]] = Field(default_factory=list)
    drop: list[dict[str, Any]] = Field(default_factory=list)
    annotate: list[dict[str, Any]] = Field(default_factory=list)


class _Erratum(Table):
    id: Id
    lines: Lines
    hash: Hash = ""
    says: Words
    true: Words
    source: Words
    sure: Literal["certain", "high", "medium"]


class _Patch(Table):
    lines: Lines
    hash: Hash = ""
    erratum: Id = ""


class _Replace(_Patch):
    find: Find = ""
    text: Block = Field(alias="with")


class _Drop(_Patch):
    text: Words = Field(alias="why")


class _Annotate(_Patch):
    text: Text = Field(alias="note")


_TABLES: dict[Action, type[_Replace | _Drop | _Annotate]] = {
    "replace": _Replace,
    "drop": _Drop,
    "annotate": _Annotate,
}


def parse_overlay(text: str, name: str) -> Overlay:
    """The overlay that a file's text describes; `name` stands before each problem.

    Errata and patches of one action keep the file's order; replaces come before drops, and those before annotates:
    TOML does not tell how they were mixed. Raises DeckError with all that is wrong, never at the first.
    """
    table = load(text, name)
    head, problems = checked(_File, table, name)
    guide = head.guide if head else ""
    errata = _errata(table, name, guide, problems)
    patches = _patches(table, name, problems)
    if head is None or problems:
        raise DeckError(problems)
    return Overlay(guide, errata, patches)


def _errata(table: dict[str, Any], name: str, guide: str, problems: list[str]) -> dict[str, Erratum]:
    """The errata of a file by id; adds what is wrong with any to `problems`."""
    errata = {}
    for where, row in named(table, name, "erratum", problems):
        found, wrong = checked(_Erratum, row, where)
        problems += wrong
        if found:
            first, last = found.lines
            errata[found.id] = Erratum(**found.model_dump(exclude={"lines"}), lines=(first, last), guide=guide)
    return errata


def _patches(table: dict[str, Any], name: str, problems: list[str]) -> tuple[Patch, ...]:
    """The patches of a file; adds what is wrong with any to `problems`."""
    ids = {key for row in rows(table, name, "erratum") if isinstance(key := row.get("id"), str)}
    patches = []
    for action, model in _TABLES.items():
        for place, row in enumerate(rows(table, name, action), 1):
            where = f"{name}:{action} {place}{_span(row.get('lines'))}"
            found, wrong = checked(model, row, where)
            problems += wrong
            if found and found.erratum and found.erratum not in ids:
                problems.append(f"{where}:erratum: there is no erratum “{found.erratum}” in this file")
            if found:
                first, last = found.lines
                patches.append(Patch(action, (first, last), **found.model_dump(exclude={"lines"})))
    return tuple(patches)


def _span(lines: object) -> str:
    """The lines of a patch as its problems tell them, "" where they cannot be read."""
    match lines:
        case [int(first), int(last)]:
            return f" (lines {first}–{last})"
    return ""


def write_overlay(overlay: Overlay) -> str:
    """The overlay as canonical text: its errata, then its patches by first line. Comments are not kept.

    `parse_overlay` reads it back as an overlay that does the same. Raises ValueError where it names no guide, or an
    erratum is of another one.
    """
    guides = {overlay.guide, *(erratum.guide for erratum in overlay.errata.values())}
    if len(guides) != 1 or not overlay.guide:
        raise ValueError(f"errata of one guide make a file; these are of {len(guides - {''})}")
    keys = ("id", "lines", "hash", "says", "true", "source", "sure")
    tables = [tomltext.pairs({"format": 1, "guide": overlay.guide})]
    tables += [
        "[[erratum]]\n" + tomltext.pairs({key: getattr(erratum, key) for key in keys})
        for erratum in overlay.errata.values()
    ]
    return "\n".join(tables + [_table(patch) for patch in _by_line(overlay.patches)])


def _table(patch: Patch) -> str:
    keys = tomltext.pairs({key: getattr(patch, key) for key in ("lines", "hash", "erratum", "find")})
    word = _TABLES[patch.action].model_fields["text"].alias
    return f"[[{patch.action}]]\n{keys}{word} = {tomltext.value(patch.text)}\n"  # also where it is empty: text goes


def _by_line(patches: Iterable[Patch]) -> list[Patch]:
    """Patches by first line, those of one line by action and then as they came.

    A replace stays behind those that it shares lines with and came before it, wherever they begin: it may look for
    what they have written.
    """
    actions = list(_TABLES)
    placed: list[tuple[int, int, Patch]] = []
    replaces: list[tuple[int, Patch]] = []
    furthest = 0
    for patch in patches:
        place, last = patch.lines
        if patch.action == "replace":
            if place < furthest:  # in a file that is in order already nothing has to be compared
                shared = [to for to, old in replaces if old.lines[0] <= last and patch.lines[0] <= old.lines[1]]
                place = max([place, *shared])
            furthest = max(furthest, place)
            replaces.append((place, patch))
        placed.append((place, actions.index(patch.action), patch))
    return [patch for _, _, patch in sorted(placed, key=lambda row: row[:2])]
