"""How well a guide compiles, held against an inventory of its facts: `python -m tests.figures FOLDER`.

FOLDER holds the guide (*.md, not *.raw.md), `inventory.jsonl` and `errata.md`. Printed are: the share of right facts
that some proposal on overlapping lines holds at least half of, or all of, in its front, back and headings, with the
whole overlay and without its notes on lines that are right, which only add to what the guide says; the proposals on
corrected lines without an entry in the overlay; pairs of proposals for one fact; and proposals for facts that are none.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.cards.card import Overlay
from app.cards.overlayfile import parse_overlay
from app.guide.compile import compile_guide
from app.guide.proposal import Proposal
from app.guide.source import read

Row = dict[str, Any]
OVERLAY = Path(__file__).parents[1] / "decks" / "docker" / "errata.toml"


@dataclass(frozen=True)
class Figures:
    """`right` facts, of which `half` and `whole` are reached; the other fields list what must not be."""

    right: int
    half: int
    whole: int
    uncorrected: list[str]
    twice: list[str]
    skipped: list[str]
    missed: list[str]

    def __str__(self) -> str:
        half, whole = (f"{count} ({count / self.right:.1%})" for count in (self.half, self.whole))
        return f"right facts: {self.right}; half of the words: {half}; all: {whole}"


def without_added(overlay: Overlay) -> Overlay:
    """The overlay without the notes that answer no erratum: they stand on lines that are right, though they say little.

    What the compiler reaches without them is its own doing.
    """
    kept = tuple(patch for patch in overlay.patches if patch.action != "annotate" or patch.erratum)
    return replace(overlay, patches=kept)


def measure(
    proposals: Sequence[Proposal], rows: Sequence[Row], corrected: Sequence[tuple[int, int]], overlay: Overlay
) -> Figures:
    """The figures for these proposals."""
    right = [row for row in rows if row["verdict"] == "ok" and row["section"] != "plan"]
    shares = {
        row["id"]: max((share(row, one) for one in proposals if overlaps(row, one)), default=0.0) for row in right
    }
    patched = {line for patch in overlay.patches for line in range(patch.lines[0], patch.lines[1] + 1)}
    patched |= {line for one in overlay.errata.values() for line in range(one.lines[0], one.lines[1] + 1)}
    return Figures(
        right=len(right),
        half=sum(value >= 0.5 for value in shares.values()),
        whole=sum(value == 1 for value in shares.values()),
        uncorrected=list(_uncorrected(proposals, corrected, patched)),
        twice=list(_twice(proposals, rows)),
        skipped=list(_skipped(proposals, rows)),
        missed=[name for name, value in shares.items() if value < 0.5],
    )


def text_of(proposal: Proposal, *, explained: bool = True) -> str:
    """Front, back with what is shown under it, and headings, folded, without marks."""
    parts = [*proposal.fields.values(), *([proposal.explanation] if explained else []), *proposal.path]
    return " ".join(re.sub(r"\*\*|\{\{c\d+::|\}\}|`", "", " ".join(parts)).split()).casefold()


def share(row: Row, proposal: Proposal, *, explained: bool = True) -> float:
    """The share of a row's atoms that a proposal holds."""
    text = text_of(proposal, explained=explained)
    return sum(" ".join(atom.replace("`", "").split()).casefold() in text for atom in row["atoms"]) / len(row["atoms"])


def overlaps(row: Row, proposal: Proposal) -> bool:
    """Whether they share a line."""
    return any(first <= row["lines"][1] and row["lines"][0] <= last for first, last in proposal.lines)


def _uncorrected(
    proposals: Sequence[Proposal], corrected: Sequence[tuple[int, int]], patched: set[int]
) -> Iterator[str]:
    for proposal in proposals:
        wrong = {
            line
            for a, b in corrected
            for first, last in proposal.lines
            for line in range(max(a, first), min(b, last) + 1)
        }
        if wrong and not wrong & patched:
            yield f"{proposal.lines}: {_shown(proposal)}"


def _twice(proposals: Sequence[Proposal], rows: Sequence[Row]) -> Iterator[str]:
    """Pairs of one kind that hold all of the same fact, or of a fact and its duplicate, and of nothing else."""
    families: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["card"] != "skip":
            families[row.get("dup_of") or row["id"]].append(row)
    for name, family in families.items():
        holding = [
            one
            for one in proposals
            if any(overlaps(row, one) and _narrow(row, one) and share(row, one, explained=False) == 1 for row in family)
        ]
        for at, first in enumerate(holding):
            for other in holding[at + 1 :]:
                if first.kind == other.kind and _alike(first, other):
                    yield f"{name}: {_shown(first)} | {_shown(other)}"


def _narrow(row: Row, proposal: Proposal) -> bool:
    """Whether a proposal stands on about as many lines as the fact, and so is about it alone."""
    return any(last - first <= row["lines"][1] - row["lines"][0] + 2 for first, last in proposal.lines)


def _alike(first: Proposal, other: Proposal) -> bool:
    mine, its = (set(re.findall(r"[\w./:-]+", " ".join(one.fields.values()).casefold())) for one in (first, other))
    return len(mine & its) * 3 > len(mine | its)


def _skipped(proposals: Sequence[Proposal], rows: Sequence[Row]) -> Iterator[str]:
    """Proposals that stand on the lines of facts that are none, and hold these, and no fact that is one."""
    for row in rows:
        if row["card"] == "skip":
            for one in proposals:
                if (
                    overlaps(row, one)
                    and _narrow(row, one)
                    and share(row, one) >= 0.5
                    and not any(
                        other["card"] != "skip" and overlaps(other, one) and share(other, one) >= 0.5 for other in rows
                    )
                ):
                    yield f"{row['id']}: {one.lines} {_shown(one)}"


def _shown(proposal: Proposal) -> str:
    return f"[{proposal.kind}] " + " / ".join(" ".join(value.split())[:90] for value in proposal.fields.values())


def corrected_lines(errata: str) -> list[tuple[int, int]]:
    """The lines that a list of errata corrects: the numbers that each entry begins with, and its "also" ones."""
    spans: list[tuple[int, int]] = []
    for found in re.finditer(r"^- \*\*(?P<first>[\d-]+)(?: \(also (?P<also>[^)]*)\))?\*\*", errata, re.MULTILINE):
        for span in re.findall(r"\d+(?:-\d+)?", f"{found['first']} {found['also'] or ''}"):
            first, _, last = span.partition("-")
            spans.append((int(first), int(last or first)))
    return spans


def main(folder: Path, overlay_file: Path = OVERLAY) -> tuple[Figures, Figures]:
    """Reads, compiles, measures and prints: the figures with the whole overlay, and `without_added`."""
    guide = next(path for path in sorted(folder.glob("*.md")) if (folder / f"{path.stem}.raw.md").exists())
    rows = [json.loads(line) for line in (folder / "inventory.jsonl").read_text("utf-8").splitlines()]
    overlay = parse_overlay(overlay_file.read_text("utf-8"), overlay_file.name)
    text, corrected = read(guide.read_bytes()).text, corrected_lines((folder / "errata.md").read_text("utf-8"))
    compiled, own = (compile_guide(text, one) for one in (overlay, without_added(overlay)))
    found = measure(compiled.proposals, rows, corrected, overlay)
    plain = measure(own.proposals, rows, corrected, without_added(overlay))
    print(f"{len(compiled.proposals)} proposals; {len(compiled.left_out)} things left out")
    print(found)
    print(f"without notes on lines that are right: {plain}")
    for title, lines in (
        ("on corrected lines without an entry", found.uncorrected),
        ("twice", found.twice),
        ("no facts", found.skipped),
    ):
        print(f"{title}: {len(lines)}")
        for line in lines:
            print(f"  {line}")
    return found, plain


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
