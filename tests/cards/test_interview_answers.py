"""The examination: 160 interview answers that were marked by hand, and every model answer of the deck."""

import json
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from app.cards.interviewing.score import Scored, parse_points, score

HERE = Path(__file__).parent
DECK = HERE.parents[1] / "decks" / "docker" / "interview.toml"
DEV, HELD_OUT, THIRD = (HERE / f"interview_answers_{name}.jsonl" for name in ("dev", "held_out", "third"))
# The scorer's authors have read the answers of dev and third; those held out they know by their totals only.
FILES = {"dev": DEV, "held out": HELD_OUT, "third, seen": THIRD}
STYLES = ("good", "half", "wrong", "rambling")


@pytest.fixture(scope="module")
def notes() -> dict[str, dict[str, str]]:
    return {note["id"]: note for note in tomllib.loads(DECK.read_text("utf-8"))["note"] if note["kind"] == "interview"}


def scored(note: dict[str, str], answer: str) -> Scored:
    points, problems = parse_points(note["points"])
    flags, more = parse_points(note["red_flags"])
    assert problems == more == []
    return score(points, flags, answer)


def measured(notes: dict[str, dict[str, str]], path: Path) -> dict[str, list[int]]:
    """For each style: how many marked points are present, and found; how many are absent, and credited."""
    counts = {style: [0, 0, 0, 0] for style in STYLES}
    for line in path.read_text("utf-8").splitlines():
        answer = json.loads(line)
        ticks = scored(notes[answer["question"]], answer["answer"]).points
        for tick, present in zip(ticks, answer["points"], strict=False):  # further points of the deck are not marked
            counts[answer["style"]][0 if present else 2] += 1
            counts[answer["style"]][1 if present else 3] += tick.hit
    return counts


def test_points_are_found_where_they_are_made_and_only_there(notes, capsys):
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    lines = [f"{'':25}{'found':>12}{'credited wrongly':>22}"]
    for name, path in FILES.items():
        for style, counts in measured(notes, path).items():
            lines.append(_row(name, style, counts))
            for whose in (name, "all"):
                total[whose] = [before + more for before, more in zip(total[whose], counts, strict=True)]
    lines += [_row(name, "", counts) for name, counts in total.items()]
    with capsys.disabled():
        print("\n" + "\n".join(lines))

    present, found, absent, credited = total["all"]
    assert found >= 0.8 * present
    assert credited <= 0.15 * absent


def _row(name: str, style: str, counts: list[int]) -> str:
    present, found, absent, credited = counts
    shares = [
        f"{part:>4} of {whole:>3} {part / max(1, whole):>5.0%}"
        for part, whole in ((found, present), (credited, absent))
    ]
    return f"{name:14}{style:10}{shares[0]}{shares[1]:>22}"


def test_every_model_answer_makes_all_its_points_and_no_mistake(notes):
    for key, note in notes.items():
        result = scored(note, note["back"])

        assert [tick.point for tick in result.points if not tick.hit] == [], key
        assert result.red_flags == (), key
        assert result.quality == 5, key
