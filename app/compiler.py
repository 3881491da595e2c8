"""The guide compiler, for anyone to call: `ebb guide`."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from app.cards.card import Cite, Deck, Note, Overlay
from app.cards.deckfile import write
from app.cards.gaps import find_gaps, unmarked
from app.cards.kinds import KINDS
from app.cards.overlayfile import parse_overlay
from app.cards.tomlread import DeckError
from app.guide.compile import Compiled, compile_guide
from app.guide.overlay import OverlayError
from app.guide.proposal import Proposal
from app.guide.source import Source, SourceError, read
from app.library.identity import keys_of

guide = typer.Typer(help="Guides: compile them into cards, repair their text.", no_args_is_help=True)
console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)

GuideArgument = Annotated[Path, typer.Argument(help="A guide in Markdown.", exists=True, dir_okay=False)]
MOST_TOLD = 20
"""Remarks that are printed without being asked for."""


@guide.command(name="compile")
def compile_file(
    file: GuideArgument,
    overlay: Annotated[
        Path | None, typer.Option(help="A TOML file that patches the guide; default: errata.toml beside it.")
    ] = None,
    deck: Annotated[Path | None, typer.Option(help="Write a deck file here; it must not be there yet.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a proposal.")] = False,
    left_out: Annotated[bool, typer.Option("--left-out", help="Also say what made no card, and why.")] = False,
) -> None:
    """Proposes cards from a guide: its kind, both sides, the lines it rests on, the headings above, and the reason."""
    if deck is not None and (deck.exists() or deck.is_symlink()):
        raise _failed(f"{deck} is there already; name another file, or remove it")
    source, patches = _read(file), _overlay(file, overlay)
    compiled = _compiled(source, patches)
    if deck is not None:
        _write(deck, write(_deck(file, compiled, deck, patches, overlay)), "x")
    for proposal in compiled.proposals:
        _say(json.dumps(_row(proposal), ensure_ascii=False) + "\n" if as_json else _line(proposal))
    _tell(source, compiled, left_out=left_out)


@guide.command()
def repair(
    file: GuideArgument,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; default: standard output.")] = None,
) -> None:
    """Repairs text that was decoded with the wrong code page, and says on standard error what it guessed."""
    source = _read(file, whole=True)
    if output is None:
        _say(source.text)
    else:
        _write(output, source.text, "w")
    for remark in source.notes:
        console.print(f"{file}:{remark.line or 1}: {remark.message}")


def _say(text: str) -> None:
    """UTF-8 with newlines as they are, whatever the terminal's own encoding and line ends."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def _write(path: Path, text: str, mode: Literal["w", "x"]) -> None:
    try:
        with path.open(mode, encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise _failed(f"{path} cannot be written: {error.strerror}") from None


def _failed(text: str) -> typer.Exit:
    for line in text.split("\n"):
        console.print(f"ebb: {line}")
    return typer.Exit(1)


def _read(file: Path, *, whole: bool = False) -> Source:
    try:
        return read(file.read_bytes(), str(file), whole=whole)
    except (OSError, SourceError) as error:
        raise _failed(str(error)) from None


def _overlay(file: Path, named: Path | None) -> Overlay | None:
    """The overlay that was named, else the one beside the guide that is for a file of this name."""
    path = named or file.with_name("errata.toml")
    if named is None and not path.exists():
        return None
    try:
        found = parse_overlay(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError, DeckError) as error:
        raise _failed(str(error)) from None
    return found if named is not None or found.guide == file.name else None


def _compiled(source: Source, overlay: Overlay | None) -> Compiled:
    columns = (TextColumn("Compiling"), BarColumn(), TextColumn("{task.completed:.0f} of {task.total:.0f} lines"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=source.text.count("\n") + 1)
        try:
            return compile_guide(source.text, overlay, lambda done, of: bar.update(task, completed=done, total=of))
        except OverlayError as error:
            raise _failed(str(error)) from None


def _row(proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON: `back` is all that is shown with the answer, `explanation` its second part by itself."""
    front, back = sides(proposal)
    return {
        "kind": proposal.kind,
        "front": front,
        "back": "\n\n".join(filter(None, (back, proposal.explanation))),
        "lines": [list(lines) for lines in proposal.lines],
        "path": list(proposal.path),
        "reason": proposal.reason,
        "explanation": proposal.explanation,
        "errata": list(proposal.errata),
        "hashes": list(proposal.hashes),
    }


def sides(proposal: Proposal) -> tuple[str, str]:
    """Prompt and answer as plain Markdown: of a card asked both ways the first, of a text with gaps all of these."""
    if proposal.kind == "cloze":
        text = proposal.fields["text"]
        hidden, at = "", 0
        for gap in find_gaps(text):
            hidden += text[at : gap.start] + f"[{gap.hint or '…'}]"
            at = gap.end
        return hidden + text[at:], unmarked(text)
    face = KINDS[proposal.kind].faces(proposal.note())[0]
    return face.front, face.back


def _line(proposal: Proposal) -> str:
    front, back = (" ".join(text.split()) for text in sides(proposal))
    return f"{proposal.lines[0][0]}\t{proposal.kind}\t{front}\t{back}\n"


def _deck(file: Path, compiled: Compiled, target: Path, overlay: Overlay | None, named: Path | None) -> Deck:
    """The deck file's contents. Errata are named where the file that holds them lies beside it, else told in words."""
    name = (
        "-".join("".join(it if it.isalnum() and it.isascii() else " " for it in file.stem.lower()).split()) or "guide"
    )
    home = (named or file.with_name("errata.toml")).resolve().parent
    beside = overlay is not None and home == target.resolve().parent
    keys = keys_of(compiled.proposals)
    notes = tuple(
        Note(
            f"{name[:40].strip('-')}-{key}",
            one.kind,
            one.fields,
            one.explanation if beside or overlay is None else _with_errata(one, overlay),
            _tags(one, compiled),
            tuple(Cite(lines, hash_) for lines, hash_ in zip(one.lines, one.hashes, strict=True)),
            one.errata if beside else (),
        )
        for one, key in zip(compiled.proposals, keys, strict=True)
    )
    title = next((section.path[-1] for section in compiled.outline.sections if section.path), file.stem)
    return Deck(name[:64].strip("-"), title[:200], guide=file.name, notes=notes)


def _with_errata(one: Proposal, overlay: Overlay) -> str:
    told = [f"The guide says: {it.says}. Today: {it.true}." for it in (overlay.errata[name] for name in one.errata)]
    return "\n\n".join(filter(None, (one.explanation, *told)))


def _tags(one: Proposal, compiled: Compiled) -> tuple[str, ...]:
    first = one.lines[0][0]
    part = next((it for it in compiled.plan.parts if it.lines[0] <= first <= it.lines[1]), None)
    return (f"part-{part.number}",) if part else ("guide",)


def _tell(source: Source, compiled: Compiled, *, left_out: bool) -> None:
    kinds = Counter(one.kind for one in compiled.proposals)
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    console.print(f"{len(compiled.proposals)} proposals{f' ({listed})' if listed else ''}.")
    remarks = [*((remark.line, remark.message) for remark in source.notes), *compiled.remarks]
    for number, text in remarks[: None if left_out else MOST_TOLD]:
        console.print(f"line {number}: {text}" if number else text)
    if not left_out and len(remarks) > MOST_TOLD:
        console.print(f"and {len(remarks) - MOST_TOLD} more remarks (--left-out prints all)")
    console.print(f"{len(compiled.left_out)} things left out{'' if left_out else ' (--left-out says which, and why)'}.")
    for line in _left(compiled) if left_out else ():
        console.print(line)


def _left(compiled: Compiled) -> Iterator[str]:
    for out in compiled.left_out:
        first, last = out.lines
        yield f"line {first}: {out.why}" if first == last else f"lines {first}–{last}: {out.why}"
