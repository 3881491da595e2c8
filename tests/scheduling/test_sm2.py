"""SM-2 held against the programs of others that carry its name, at every step."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import sm2
from app.scheduling.interval import MAX_DAYS

VECTORS = Path(__file__).with_name("npm_supermemo.txt").read_text(encoding="ascii").splitlines()[1:]
TREES = [line.split()[1:] for line in VECTORS if line.startswith("tree ")]
SEQUENCES = [line.split() for line in VECTORS if not line.startswith("tree ")]
DEPTH = 7
A_MONDAY = datetime(2026, 11, 2, tzinfo=UTC)

grades = st.lists(st.integers(0, 5), min_size=1, max_size=15)
passing = st.lists(st.integers(3, 5), min_size=1, max_size=10)


def on_time(memory: sm2.Memory, quality: int) -> sm2.Memory:
    return sm2.answer(memory, quality, memory.interval_days)


def written(memory: sm2.Memory) -> str:
    return f"{memory.repetitions}/{memory.interval_days}/{memory.ease_milli}"


def within_the_longest(step: str) -> str:
    """A step of the package, which knows no longest interval, cut to ours."""
    repetitions, interval, ease = step.split("/")
    return f"{repetitions}/{min(int(interval), MAX_DAYS)}/{ease}"


def memories(qualities: Iterable[int]) -> Iterator[tuple[sm2.Memory, int, sm2.Memory]]:
    """Each answer of a card answered on its days: the memory before, the quality, the memory after."""
    memory = sm2.NEW
    for quality in qualities:
        before, memory = memory, on_time(memory, quality)
        yield before, quality, memory


def walk(memory: sm2.Memory, depth: int) -> Iterator[str]:
    yield f"{written(memory)}\n"
    if depth < DEPTH:
        for quality in range(6):
            yield from walk(on_time(memory, quality), depth + 1)


@pytest.mark.parametrize(("begins", "digest"), TREES, ids=[begins for begins, _ in TREES])
def test_every_sequence_of_up_to_seven_grades_goes_as_in_npm_supermemo(begins, digest):
    memory = on_time(on_time(sm2.NEW, int(begins[0])), int(begins[1]))

    steps = "".join(walk(memory, 2))

    assert sha256(steps.encode()).hexdigest()[:16] == digest


def test_all_two_grade_beginnings_are_held_against_npm_supermemo():
    assert [begins for begins, _ in TREES] == [f"{first}{second}" for first in range(6) for second in range(6)]


def test_long_sequences_go_as_in_npm_supermemo_at_every_step():
    compared = 0
    for qualities, *steps in SEQUENCES:
        ours = [written(memory) for _, _, memory in memories(map(int, qualities))]
        assert ours == [within_the_longest(step) for step in steps], qualities
        compared += len(ours)
    assert compared > 5_000


def test_npm_supermemo_parts_from_exact_arithmetic_at_half_days_only_and_there_we_follow_it():
    halves, rounded_down = 0, 0
    for qualities, *_ in SEQUENCES:
        for before, quality, after in memories(map(int, qualities)):
            if quality < 3 or before.repetitions < 2:
                continue
            whole, rest = divmod(before.interval_days * before.ease_milli, 1000)
            halves += rest == 500
            if after.interval_days != min(whole + (rest >= 500), MAX_DAYS):
                rounded_down += 1
                assert rest == 500
                assert after.interval_days == whole
    assert halves > 350
    assert rounded_down >= 200


@given(grades)
def test_the_ease_in_thousandths_is_exact_however_long_the_sequence(qualities):
    exact = 2500
    for _, quality, memory in memories(qualities * 5):
        exact = max(1300, exact + (100 - (5 - quality) * (80 + (5 - quality) * 20)))
        assert memory.ease_milli == exact
        assert abs(memory.drift) < 200


@given(grades)
def test_ease_and_repetitions_are_those_of_pypi_supermemo2_whose_intervals_are_rounded_up(qualities):
    supermemo2 = pytest.importorskip("supermemo2")
    for before, quality, after in memories(qualities):
        theirs = supermemo2.review(
            quality, before.ease_milli / 1000, before.interval_days, before.repetitions, A_MONDAY
        )
        assert after.repetitions == theirs["repetitions"]
        assert after.ease_milli == round(1000 * theirs["easiness"])
        if quality < 3 or before.repetitions < 2:
            assert after.interval_days == theirs["interval"]
        else:
            assert_rounded_up(theirs["interval"], after.interval_days, before.interval_days * before.ease_milli)


@given(passing)
def test_a_row_of_passes_goes_as_in_pypi_sm_2_which_multiplies_by_the_new_ease_and_rounds_up(qualities):
    sm_2 = pytest.importorskip("sm_2")
    for before, quality, after in memories(qualities):
        card = sm_2.Card(
            card_id=1,
            n=before.repetitions,
            EF=before.ease_milli / 1000,
            I=before.interval_days,
            due=datetime.min.replace(tzinfo=UTC),
        )
        theirs, _ = sm_2.Scheduler.review_card(card, quality, A_MONDAY)
        assert after.repetitions == theirs.n
        assert after.ease_milli == round(1000 * theirs.EF)
        if before.repetitions < 2:
            assert after.interval_days == theirs.I
        elif quality == 4:  # the ease stays, so old and new are one
            assert_rounded_up(theirs.I, after.interval_days, before.interval_days * before.ease_milli)


def assert_rounded_up(theirs: int, ours: int, thousandths: int) -> None:
    """Theirs is the product rounded up, one more where binary noise lifts a whole number; ours is the nearest day."""
    whole, rest = divmod(thousandths, 1000)
    assert theirs == whole + 1 or (rest == 0 and theirs == whole)
    assert ours == min(whole + (rest >= 500), MAX_DAYS) or (rest == 500 and ours == whole)


@pytest.mark.parametrize(
    ("qualities", "intervals"),
    [
        ("444444", [1, 6, 15, 38, 95, 238]),
        ("555555", [1, 6, 16, 45, 131, 393]),
        ("4452444", [1, 6, 15, 1, 1, 6, 14]),
    ],
)
def test_the_worked_examples_come_out(qualities, intervals):
    assert [memory.interval_days for _, _, memory in memories(map(int, qualities))] == intervals
