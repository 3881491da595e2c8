"""Which facts of a guide no card holds: `python -m tests.coverage FACTS.jsonl`.

Each line of the file is a JSON object with `id`, `lines` ([first, last] of the guide) and `atoms`, words that a card of
the fact holds whatever else it says. Lines with `card` other than "yes" or "merge" are not asked for.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.cards.card import Note
from app.cards.gaps import unmarked
from app.decks.folder import read_folder
from app.settings import ROOT


def main(path: Path) -> int:
    """Prints every fact that no card holds, and how many are held; 1 where one is missing."""
    notes = [note for file in read_folder(ROOT / "decks").decks.values() for note in file.deck.notes]
    facts = list(wanted(path.read_text(encoding="utf-8").splitlines()))
    missing = [told for fact in facts if (told := why_missing(fact, notes))]
    for told in missing:
        print(told)
    print(f"{len(facts) - len(missing)} of {len(facts)} facts are held by {len(notes)} notes")
    return 1 if missing else 0


def wanted(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The facts that a card is wanted for."""
    for line in lines:
        if line.strip():
            fact = json.loads(line)
            if fact.get("card", "yes") in {"yes", "merge"}:
                yield fact


def why_missing(fact: Mapping[str, Any], notes: Iterable[Note]) -> str | None:
    """What the nearest note lacks, where no note that cites one of the fact's lines holds all its atoms."""
    first, last = fact["lines"][0], fact["lines"][-1]
    near = [note for note in notes if any(c.lines[0] <= last and first <= c.lines[1] for c in note.cites)]
    lacking = [
        (len(absent), note.id, absent)
        for note in near
        for absent in [[atom for atom in fact["atoms"] if atom.casefold() not in words_of(note)]]
    ]
    if not near:
        return f"{fact['id']}: no note cites one of lines {first}–{last}"
    fewest, nearest, absent = min(lacking)
    return f"{fact['id']}: {nearest} comes nearest, but lacks {', '.join(map(repr, absent))}" if fewest else None


def words_of(note: Note) -> str:
    """Everything a learner reads of a note, gap marks filled in, folded."""
    return unmarked("\n".join([*note.fields.values(), note.explanation])).casefold()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
