"""A card of a guide is known again when the guide has changed."""

from typing import Any

import pytest

from app.cards.card import line_hash
from app.guide.proposal import Proposal
from app.library.identity import MOST_PAIRS, compared, keys_of
from app.library.tables import Fate


def offered(front: str, kind: str = "basic") -> Proposal:
    name = "text" if kind == "cloze" else "front"
    return Proposal(kind, {name: front}, (), ((1, 1),), "test")


def made(front: str, back: str = "", *, line: str = "", kind: str = "basic", path: tuple[str, ...] = ("A",)) -> Any:
    """A proposal as the worker tells it; `line` is what its line of the guide says."""
    fields = {"text": front} if kind == "cloze" else {"front": front, "back": back}
    (key,) = keys_of([offered(front, kind)])
    return {
        "key": key,
        "kind": kind,
        "fields": fields,
        "path": list(path),
        "cites": [[1, 1, line_hash([line or f"{front} {back}"])]],
    }


def fate_of(old: Any, new: Any) -> Fate:
    ((_, _, fate),) = compared([old], [new])
    return fate


def test_a_question_has_one_key_however_it_is_spaced_and_written():
    keys = keys_of([offered("What is *ebb*?"), offered("what is  EBB"), offered("What is flood?")])

    assert keys[1] == f"{keys[0]}-2"
    assert keys[2] not in keys[:2]


def test_kinds_have_keys_of_their_own():
    assert len(set(keys_of([offered("ebb"), offered("ebb", "reversed"), offered("ebb", "cloze")]))) == 3


def test_the_same_card_is_the_same_and_another_answer_makes_it_changed():
    old = made("What is ebb?", "The tide going out.")

    assert fate_of(old, made("What is ebb?", "The tide going out.", line="moved")) == Fate.SAME
    assert fate_of(old, made("What is ebb?", "Water that leaves.")) == Fate.CHANGED


def test_another_question_about_the_same_line_is_the_same_card_changed():
    line = "| ebb | the tide going out |"

    assert fate_of(made("Word: ebb?", "out", line=line), made("Tides: what is ebb?", "out", line=line)) == Fate.CHANGED


def test_of_two_cards_of_one_line_each_is_known_by_its_answer():
    line = "| run | starts a container | -d detaches |"
    old = [made("run, what?", "starts a container", line=line), made("run, flag?", "-d detaches", line=line)]
    new = [made("docker run: flag?", "-d detaches", line=line), made("docker run: what?", "starts it", line=line)]

    found = compared(old, new)

    assert [before["fields"]["back"] for _, before, _ in found if before] == ["-d detaches", "starts a container"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (made("What is a contaner?", "A process."), made("What is a container?", "A process of its own.")),
        (made("What is ebb?", "The tide going out."), made("Tides: what is ebb?", "A tide.")),
        (made("Define ebb.", "The tide that is going out."), made("What is ebb?", "The tide that is going out.")),
        (
            made("A flood takes {{c1::six}} hours and a quarter to come in.", kind="cloze"),
            made("A flood takes {{c1::seven}} hours and a quarter to come in.", kind="cloze"),
        ),
    ],
    ids=["a slip", "a heading before it", "another wording", "a figure"],
)
def test_a_line_that_was_reworded_is_the_same_card_changed(was, now):
    assert fate_of(was, now) == Fate.CHANGED


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (
            made("What does `docker run` do?", "Creates and starts a container."),
            made("What does `docker start` do?", "Starts a stopped container."),
        ),
        (made("What is ebb?", "out"), made("What is flood?", "in")),
        (made("What is ebb?", "yes"), made("Does the sun matter?", "yes")),
        (made("What is ebb?", "out"), made("What is ebb now?", "gone", path=("B",))),
        (made("What is ebb?", "out"), made("What is ebb?", "out", kind="reversed", line="x")),
    ],
    ids=["another command", "another word", "a short answer that is the same", "another section", "another kind"],
)
def test_another_fact_is_new(was, now):
    assert fate_of(was, now) == Fate.NEW


def test_each_old_card_is_given_away_once():
    old = [made("What is the ebb tide?", "The tide that is going out.")]
    new = [made(f"What is the ebb tide {word}?", "The tide that is going out.") for word in ("now", "then")]

    assert [fate for _, _, fate in compared(old, new)] == [Fate.CHANGED, Fate.NEW]


def test_a_guide_that_was_written_anew_is_compared_in_a_moment():
    count = int(MOST_PAIRS**0.5) * 4
    old = [made(f"Old {number}?", "x", line=f"old {number}") for number in range(count)]
    new = [made(f"New {number}?", "y", line=f"new {number}") for number in range(count)]

    assert {fate for _, _, fate in compared(old, new)} <= {Fate.NEW, Fate.CHANGED}
