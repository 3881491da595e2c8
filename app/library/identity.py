"""How a card of a guide is known again when the guide has changed: by its question, its lines, or its words."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz.fuzz import ratio

from app.guide.proposal import Proposal
from app.library.tables import Fate

Made = Mapping[str, Any]
"""A proposal as the worker tells it: `key`, `kind`, `fields`, `path`, `cites`."""

MOST_PAIRS = 250_000
"""Pairs of texts that are held against each other; more would take longer than a second."""


def keys_of(proposals: Iterable[Proposal]) -> list[str]:
    """A key for each proposal: of its question, or of its text where that is all it has; a repeated one is counted."""
    seen: Counter[str] = Counter()
    keys = []
    for proposal in proposals:
        digest = hashlib.sha256(f"{proposal.kind}\n{' '.join(_asked(proposal.fields))}".encode()).hexdigest()[:12]
        seen[digest] += 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys


def compared(old: Sequence[Made], new: Sequence[Made]) -> list[tuple[Made, Made | None, Fate]]:
    """Each new proposal with the old one that it is, and what became of it; old ones without a new one are gone."""
    before: dict[str, Made] = {}
    left = {made["key"]: made for made in old}
    for made in new:
        if made["key"] in left:
            before[made["key"]] = left.pop(made["key"])
    for home, score in ((_lines, _answers), (_section, _likeness)):
        _pair(left, [made for made in new if made["key"] not in before], before, home, score)
    return [(made, before.get(made["key"]), _fate(made, before.get(made["key"]))) for made in new]


def _fate(made: Made, before: Made | None) -> Fate:
    if before is None:
        return Fate.NEW
    return Fate.SAME if before["fields"] == made["fields"] else Fate.CHANGED


def _pair(
    left: dict[str, Made],
    new: Sequence[Made],
    before: dict[str, Made],
    home: Callable[[Made], Hashable],
    score: Callable[[Made, Made], float],
) -> None:
    """Gives new proposals the likeliest of the old ones that are `left` in the same home, each of them once."""
    homes: dict[Hashable, list[Made]] = defaultdict(list)
    for made in left.values():
        homes[home(made)].append(made)
    pairs = 0
    for made in new:
        candidates = homes.get(home(made), [])
        pairs += len(candidates)
        if not candidates or pairs > MOST_PAIRS:
            continue
        best = max(candidates, key=lambda old, made=made: score(made, old))  # type: ignore[misc]
        if score(made, best) > 0:
            candidates.remove(best)
            before[made["key"]] = left.pop(best["key"])


def _lines(made: Made) -> Hashable:
    return made["kind"], made["cites"][0][2] if made["cites"] else made["key"]


def _section(made: Made) -> Hashable:
    return made["kind"], tuple(made["path"][-1:])


def _answers(made: Made, old: Made) -> float:
    """Of several cards of one line, which is which; never 0: the line is the same."""
    return 1 + float(ratio(_answer(made), _answer(old)))


ALIKE = 75
"""Percent that two texts must share to be versions of one."""
A_WHOLE_ANSWER = 20
"""Characters from which on an answer that is the same says that the question was reworded."""


def _likeness(made: Made, old: Made) -> float:
    """How much two texts look like versions of one, or 0: another command in the question makes another card."""
    asked, was = _asked(made["fields"]), _asked(old["fields"])
    questions = float(ratio(" ".join(asked), " ".join(was)))
    answer = _answer(made)
    if answer and answer == _answer(old) and len(answer) >= A_WHOLE_ANSWER:
        return questions
    if questions < ALIKE or (made["kind"] != "cloze" and not _respelt(asked, was)):
        return 0
    return questions


def _respelt(asked: Sequence[str], was: Sequence[str]) -> bool:
    """Whether words were only added, only taken away, or spelt otherwise."""
    came, went = set(asked) - set(was), set(was) - set(asked)
    return not came or not went or all(any(ratio(word, other) >= ALIKE for other in came) for word in went)


def _asked(fields: Mapping[str, str]) -> list[str]:
    return re.findall(r"\w+", (fields.get("front") or fields.get("text", "")).casefold())


def _answer(made: Made) -> str:
    fields: Mapping[str, str] = made["fields"]
    return " ".join(text for name, text in fields.items() if name not in {"front", "text", "explanation"}).strip()
