"""A guide put right before cards are made of it: its overlay applied to its lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.cards.card import Overlay, Patch, named_patches
from app.cards.lint import Problem, stale


@dataclass(frozen=True, slots=True)
class Patched:
    """A guide's lines as cards are made of them, as many as before, and what holds for single ones.

    Every mapping is by line number, from 1, and has only the lines that it says something of: `dropped` why a line
    makes no card, `notes` what its cards say besides, `errata` the ids that its cards must carry, `blocked` the ids
    of errata that nothing answers, so that nothing may be made of the line.
    """

    lines: tuple[str, ...]
    dropped: Mapping[int, str]
    notes: Mapping[int, tuple[str, ...]]
    errata: Mapping[int, tuple[str, ...]]
    blocked: Mapping[int, tuple[str, ...]]

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Patched":
        """A guide's lines where there is no overlay."""
        return cls(tuple(lines), {}, {}, {}, {})


class OverlayError(ValueError):
    """An overlay that was written for another text. `problems` holds all, each as "errata:entry: message"."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def apply(lines: Sequence[str], overlay: Overlay) -> Patched:
    """The guide's lines with every patch made, in the overlay's order.

    An erratum that a patch names is answered: those of its lines that such a patch replaces or annotates carry its
    id. One that no patch names blocks all its lines. Raises OverlayError with every entry, erratum or patch, that has
    no hash, whose lines are outside the guide or read otherwise now, or whose text does not fit into them.
    """
    now, misfitting = _replaced_all(lines, overlay)
    problems = [*stale((), overlay, lines), *misfitting]
    if problems:
        raise OverlayError(f"{problem.where}: {problem.message}" for problem in problems)
    dropped: dict[int, str] = {}
    notes: dict[int, list[str]] = defaultdict(list)
    for patch in overlay.patches:
        for line in _numbers(patch.lines):
            if patch.action == "drop":
                dropped.setdefault(line, patch.text)
            elif patch.action == "annotate":
                notes[line].append(patch.text)
    return Patched(tuple(now), dropped, _frozen(notes), *_carried_and_blocked(overlay))


def misfits(lines: Sequence[str], overlay: Overlay) -> list[Problem]:
    """Replaces that cannot be made in these lines; those outside the guide are left to `app.cards.lint.stale`."""
    return _replaced_all(lines, overlay)[1]


def _replaced_all(lines: Sequence[str], overlay: Overlay) -> tuple[list[str], list[Problem]]:
    """The lines with every replace made that fits, and what is wrong with the others."""
    now, problems = list(lines), []
    for name, patch in named_patches(overlay.patches):
        first, last = patch.lines
        if patch.action != "replace" or last > len(lines):
            continue
        old = now[first - 1 : last]
        wrong = [Problem(f"errata:{name}:{field}", message) for field, message in _misfit(old, patch)]
        if not wrong:
            now[first - 1 : last] = _replaced(old, patch)
        problems += wrong
    return now, problems


def _misfit(old: Sequence[str], patch: Patch) -> Iterator[tuple[str, str]]:
    """What keeps a replace from being made in its lines as they are by now: the key, and a message."""
    room = patch.find.count("\n") + 1 if patch.find else len(old)
    if patch.find:
        text = "\n".join(old)
        at = text.find(patch.find)
        if at < 0:
            yield "find", "is not in these lines, as the replaces before it leave them"
        elif text.find(patch.find, at + 1) >= 0:
            yield "find", "is in these lines more than once: add some of the words beside it"
    if (count := len(_written(patch).split("\n"))) > room:
        yield "with", f"has {count} lines in place of {room}: no line of the guide may change its number"


def _replaced(old: Sequence[str], patch: Patch) -> list[str]:
    """As many lines as before, with what the patch writes in place of what it finds."""
    new = _written(patch)
    if not patch.find:
        lines = new.split("\n")
        return lines + [""] * (len(old) - len(lines))
    before, _, after = "\n".join(old).partition(patch.find)
    # Lines that are written no more become empty behind the line that the find ends in: those below keep their place.
    rest, end, below = after.partition("\n")
    empty = "\n" * (patch.find.count("\n") - new.count("\n"))
    return f"{before}{new}{rest}{empty}{end}{below}".split("\n")


def _written(patch: Patch) -> str:
    """What a replace writes. Over whole lines, the newline at the end of a block of text begins no line of its own."""
    return patch.text if patch.find else patch.text.removesuffix("\n")


def _carried_and_blocked(overlay: Overlay) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """By line, the errata that its cards must carry, and those that block it; ids in the overlay's order."""
    carried: dict[int, list[str]] = defaultdict(list)
    blocked: dict[int, list[str]] = defaultdict(list)
    told: dict[str, set[int]] = {}  # by erratum: the lines that patches naming it replace or annotate
    for patch in overlay.patches:
        lines = told.setdefault(patch.erratum, set())
        if patch.action != "drop":
            lines.update(_numbers(patch.lines))
    for key, erratum in overlay.errata.items():
        for line in _numbers(erratum.lines):
            if key not in told:
                blocked[line].append(key)
            elif line in told[key]:
                carried[line].append(key)
    return _frozen(carried), _frozen(blocked)


def _numbers(lines: tuple[int, int]) -> range:
    return range(lines[0], lines[1] + 1)


def _frozen(lists: Mapping[int, list[str]]) -> dict[int, tuple[str, ...]]:
    return {line: tuple(texts) for line, texts in lists.items()}
