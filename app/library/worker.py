"""A process of its own that compiles one guide: whatever a file holds, the server goes on.

In: a line of JSON with `name`, `overlay` (TOML or ""), `strict`, and then the file's bytes. Out: lines of JSON,
`progress` as [done, of] while it works, and at the end `result` or `problems`. An overlay that does not fit is a
problem where it is `strict`; else what does not fit is left out, with a remark.
"""

import json
import re
import resource
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.cards.card import Overlay, named_patches
from app.cards.lint import stale
from app.cards.overlayfile import parse_overlay
from app.cards.tomlread import DeckError
from app.guide.compile import Compiled, compile_guide
from app.guide.overlay import OverlayError, misfits
from app.guide.plan import Plan
from app.guide.source import Source, SourceError, read
from app.library.compiling import MOST_SECONDS
from app.library.identity import keys_of

MOST_MEMORY = 1_500_000_000
EVERY = 20
"""Sections between two lines of progress."""
MOST_PARTS = 200
"""Parts that are told apart; of more, neighbours are taken together, as each has a deck."""
MOST_LEFT_OUT = 5_000
MOST_REMARKS = 500
LONGEST_TITLE = 200


def main() -> None:
    """Reads standard input, writes standard output."""
    _go_first()
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    header = json.loads(sys.stdin.buffer.readline())
    _tell(compiled(header, sys.stdin.buffer.read()))


def _go_first() -> None:
    """Where a container has less memory than MOST_MEMORY, the kernel ends this process and not the server."""
    with suppress(OSError):  # no Linux
        Path("/proc/self/oom_score_adj").write_text("1000")


def compiled(header: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """What is told at the end: `result`, or `problems` in a guide or its overlay."""
    try:
        return {"result": _compiled(header, data)}
    except (SourceError, OverlayError, DeckError) as error:
        return {"problems": list(getattr(error, "problems", ())) or [str(error)]}
    except MemoryError:
        return {"problems": [f"{header['name']} takes more memory than a guide may. Split it into smaller files."]}


def _compiled(header: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    source = read(data, header["name"])
    overlay = parse_overlay(header["overlay"], "corrections") if header["overlay"] else None
    remarks: list[list[Any]] = []
    if overlay and not header["strict"]:
        overlay, remarks = _fitting(overlay, source.text.split("\n"))
    compiled = compile_guide(source.text, overlay, _progress)
    told = _plain(source, compiled, overlay)
    return told | {"remarks": [*remarks, *told["remarks"]]}


def _fitting(overlay: Overlay, lines: Sequence[str]) -> tuple[Overlay, list[list[Any]]]:
    """What of an overlay fits these lines, and what is to be said of the rest.

    A patch outlives the erratum that it answers: what it writes is true. An erratum that nothing answers any more
    keeps its lines from making cards.
    """
    remarks: list[list[Any]] = []
    while problems := [*stale((), overlay, lines), *misfits(lines, overlay)]:
        names = {problem.where.split(":")[1] for problem in problems}
        remarks += [[None, f"A correction does not fit any more: {it.where}: {it.message}."] for it in problems]
        errata = {name: erratum for name, erratum in overlay.errata.items() if name not in names}
        patches = [
            patch if patch.erratum in errata else replace(patch, erratum="")
            for name, patch in named_patches(overlay.patches)
            if name not in names
        ]
        overlay = replace(overlay, errata=errata, patches=tuple(patches))
    return overlay, remarks


def _progress(done: int, of: int) -> None:
    if done % EVERY == 0 or done == of:
        _tell({"progress": [done, of]})


def _tell(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _plain(source: Source, compiled: Compiled, overlay: Overlay | None) -> dict[str, Any]:
    """What was compiled, as JSON."""
    parts, days = _parts(compiled.plan)
    starts = [part["lines"][0] for part in parts]
    rows = []
    for proposal, key in zip(compiled.proposals, keys_of(compiled.proposals), strict=True):
        told = {"explanation": proposal.explanation} if proposal.explanation else {}
        rows.append(
            {
                "key": key,
                "kind": proposal.kind,
                "fields": proposal.fields | told,
                "path": proposal.path,
                "cites": [[*lines, hash_] for lines, hash_ in zip(proposal.lines, proposal.hashes, strict=True)],
                "part": max(1, bisect_right(starts, proposal.lines[0][0])),
                "errata": [asdict(overlay.errata[name]) for name in proposal.errata] if overlay else [],
                "reason": proposal.reason,
            }
        )
    remarks = [[remark.line, remark.message] for remark in source.notes] + [list(it) for it in compiled.remarks]
    return {
        "text": source.text,
        "title": _title(compiled, source),
        "proposals": rows,
        "remarks": remarks[:MOST_REMARKS],
        "left_out": [[*out.lines, out.why] for out in compiled.left_out[:MOST_LEFT_OUT]],
        "left": len(compiled.left_out),
        "parts": parts,
        "days": days,
        "checklist": compiled.plan.checklist[:MOST_REMARKS],
        "planned": compiled.plan.read,
    }


def _parts(plan: Plan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The parts of a plan and its days as JSON, numbered from 1; of too many parts, neighbours are one."""
    together = -(-len(plan.parts) // MOST_PARTS)
    groups = [plan.parts[at : at + together] for at in range(0, len(plan.parts), together or 1)]
    parts = [
        {
            "number": number,
            "title": group[0].title[:LONGEST_TITLE] if len(group) == 1 else f"{group[0].title[:LONGEST_TITLE]} …",
            "lines": [group[0].lines[0], group[-1].lines[1]],
        }
        for number, group in enumerate(groups, 1)
    ]
    numbers = {part.number: number for number, group in enumerate(groups, 1) for part in group}
    days = [
        asdict(day)
        | {"title": day.title[:LONGEST_TITLE], "parts": list(dict.fromkeys(numbers[part] for part in day.parts))}
        for day in plan.days
    ]
    return parts, days


def _title(compiled: Compiled, source: Source) -> str:
    """The guide's first heading, or its first line."""
    first = next((section.path[-1] for section in compiled.outline.sections if section.path), "")
    first = re.sub(r"\s*[-–—:|]\s*(?:table of contents?|contents)$", "", first, flags=re.IGNORECASE)
    return first[:LONGEST_TITLE] or next((line.strip()[:80] for line in source.text.split("\n") if line.strip()), "")


if __name__ == "__main__":
    main()
