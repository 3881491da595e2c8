"""A guide compiled: its text to proposals for cards, a study plan, and all that was left out, with the reasons."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.cards.card import Overlay
from app.cards.kinds import KINDS
from app.guide import sieve
from app.guide.blocks import Lines, Outline
from app.guide.duplicates import merged
from app.guide.facts import from_section
from app.guide.outline import read_outline
from app.guide.overlay import Patched, apply
from app.guide.plan import Plan, read_plan
from app.guide.prompts import distinct, honest
from app.guide.proposal import LeftOut, Proposal, hashes_of

Progress = Callable[[int, int], None]
"""Told how many of the guide's lines are done, and how many there are."""

MOST_PROPOSALS = 5000


@dataclass(frozen=True, slots=True)
class Compiled:
    """`proposals` in the guide's order; `remarks` say (line, what) of what in the text could not be taken as it is."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
    plan: Plan
    outline: Outline
    remarks: tuple[tuple[int, str], ...]


def compile_guide(text: str, overlay: Overlay | None = None, progress: Progress | None = None) -> Compiled:
    """Proposals of a guide's text (as `source.read` gives it), patched by its overlay.

    Raises OverlayError where an entry of the overlay does not fit the text any more.
    """
    lines = text.split("\n")
    patched = apply(lines, overlay or Overlay("", {}, ()))
    outline = read_outline(patched.lines, patched.dropped)
    left: list[LeftOut] = [LeftOut((line, line), why) for line, why in patched.dropped.items() if why]
    offered = distinct(merged(_accepted(_offers(outline, len(lines), progress or _silent), patched, left)), left)
    if len(offered) > MOST_PROPOSALS:
        last = offered[MOST_PROPOSALS].lines[0][0]
        left.append(LeftOut((last, len(lines)), f"more than {MOST_PROPOSALS:,} cards: split the guide"))
    offered = offered[:MOST_PROPOSALS]
    whole = read_outline(patched.lines) if patched.dropped else outline  # days and goals are no cards, and dropped
    plan = read_plan(whole, patched.lines, [proposal.lines[0][0] for proposal in offered])
    proposals = tuple(replace(proposal, hashes=hashes_of(proposal, lines)) for proposal in offered)
    return Compiled(proposals, tuple(sorted(left, key=lambda out: out.lines)), plan, outline, outline.remarks)


def _silent(_done: int, _of: int) -> None:
    """For callers who do not watch."""


def _offers(outline: Outline, count: int, progress: Progress) -> Iterator[Proposal | LeftOut]:
    for section in outline.sections:
        made = list(from_section(section))
        made.sort(key=lambda one: one.lines[0] if isinstance(one, Proposal) else one.lines)
        yield from made
        progress(section.lines[1], count)


def _accepted(offers: Iterable[Proposal | LeftOut], patched: Patched, left: list[LeftOut]) -> Iterator[Proposal]:
    """The offers that are cards, with the notes and errata of their lines; the others go to `left`."""
    for offer in offers:
        if isinstance(offer, LeftOut):
            left.append(offer)
            continue
        why = _against(offer, patched)
        asked, unfair = (None, "") if why else honest(offer)
        if asked is None:
            left.append(LeftOut(offer.lines[0], why or unfair))
        else:
            yield _annotated(asked, patched)


def _against(offer: Proposal, patched: Patched) -> str:
    spanned = list(_spanned(offer.lines))
    blocking = [name for line in spanned for name in patched.blocked.get(line, ())]
    if blocking:
        return f"the guide errs here: {blocking[0]}"
    if all(line in patched.dropped for line in spanned):
        return patched.dropped[spanned[0]]
    why = sieve.refused(offer)
    if why:
        return why
    problems = KINDS[offer.kind].problems(offer.note())
    return f"no card of kind {offer.kind}: {problems[0][1]}" if problems else ""


def _annotated(offer: Proposal, patched: Patched) -> Proposal:
    spanned = list(_spanned(offer.lines))
    notes = dict.fromkeys(note for line in spanned for note in patched.notes.get(line, ()))
    errata = tuple(dict.fromkeys(name for line in spanned for name in patched.errata.get(line, ())))
    explanation = "\n\n".join([*([offer.explanation] if offer.explanation else []), *notes])
    return replace(offer, explanation=explanation, errata=errata)


def _spanned(lines: Sequence[Lines]) -> Iterator[int]:
    for first, last in lines:
        yield from range(first, last + 1)
