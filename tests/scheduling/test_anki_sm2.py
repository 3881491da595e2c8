"""Anki's SM-2 held against Anki, answer by answer, and explained."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import anki_sm2
from app.scheduling.leech import is_leech

CARD_TYPES = {"learning": 1, "review": 2, "relearning": 3}
SEEN = anki_sm2.Memory(phase="review", repetitions=5, interval_days=10)

# How often Again, Hard, Good and Easy are pressed by a weak, an ordinary and a strong learner.
LEARNERS = ((4, 2, 4, 1), (1, 1, 8, 1), (1, 3, 8, 8))


def a_sequence(random: Random) -> list[tuple[int, int]]:
    """Up to 16 answers of one card, on time, late by up to twice the interval and, for some cards, early."""
    learner, impatient = random.choice(LEARNERS), random.random() < 0.2
    memory, sequence = anki_sm2.NEW, []
    for key in random.choices((1, 2, 3, 4), learner, k=random.randint(4, 16)):
        days = memory.interval_days
        elapsed = random.choice(
            (days, days, random.randint(days, 3 * days), random.randint(0, days) if impatient else days)
        )
        sequence.append((key, elapsed if memory.phase == "review" else 0))
        memory = anki_sm2.answer(memory, key + 1, sequence[-1][1])
    return sequence


def a_graduated_card(random: Random) -> tuple[int, int, int]:
    """Interval, ease and elapsed days; every other one lands on an exact half day, where precision decides."""
    while True:
        days, ease = random.randint(1, random.choice((12, 60, 400, 36_500))), random.randrange(1300, 3600, 50)
        elapsed = random.choice(
            (days, days + random.randint(0, 30), days + random.randint(0, days), random.randint(0, days))
        )
        if random.random() < 0.1 or (days + elapsed) * ease % 2000 == 1000 or elapsed * ease * 13 % 10_000 == 5_000:
            return days, ease, elapsed


def state(memory: anki_sm2.Memory, *, leech: bool) -> list[object]:
    """A memory as the oracle writes states; Anki gives a card no ease before it has graduated."""
    ease = memory.ease_milli if memory.interval_days else 0
    counts = [memory.interval_days, ease, memory.repetitions, memory.lapses]
    return [CARD_TYPES[memory.phase], *counts, leech, memory.repeat_seconds]


def test_every_answer_of_a_sequence_goes_as_in_anki(ask_anki):
    random = Random(26_09_3)
    sequences = [a_sequence(random) for _ in range(150)]
    sequences += [
        [(1, 0), (4, 0), *[(1, 4), (3, 0)] * 13],
        [(3, 0), (3, 0), *[(4, 36_500)] * 5],
        [(2, 0)] * 4 + [(3, 0)],
    ]

    theirs = ask_anki(sequences=sequences)["sequences"]

    compared = 0
    for sequence, states in zip(sequences, theirs, strict=True):
        memory = anki_sm2.NEW
        for (key, elapsed), expected in zip(sequence, states, strict=True):
            before, memory = memory, anki_sm2.answer(memory, key + 1, elapsed)
            assert state(memory, leech=is_leech(memory.lapses)) == expected, (before, key, elapsed)
            compared += 1
    assert compared > 1_000


def test_intervals_early_on_time_and_late_are_those_of_anki_to_the_day(ask_anki):
    random = Random(26_09_3)
    grid = [a_graduated_card(random) for _ in range(800)]

    theirs = ask_anki(grid=grid)["grid"]

    for (days, ease, elapsed), expected in zip(grid, theirs, strict=True):
        memory = anki_sm2.Memory(ease, phase="review", repetitions=1, interval_days=days)
        ours = [anki_sm2.answer(memory, quality, elapsed).interval_days for quality in (3, 4, 5)]
        assert ours == expected, (days, ease, elapsed)


def test_a_new_card_takes_one_minute_then_ten_then_a_day():
    first = anki_sm2.answer(anki_sm2.NEW, 2, 0)
    second = anki_sm2.answer(first, 4, 0)
    graduated = anki_sm2.answer(second, 4, 0)

    assert [memory.repeat_seconds for memory in (first, second, graduated)] == [60, 600, None]
    assert [memory.interval_days for memory in (first, second, graduated)] == [0, 0, 1]


def test_qualities_below_three_are_all_again():
    assert len({anki_sm2.answer(SEEN, quality, 10) for quality in (0, 1, 2)}) == 1


@given(st.integers(0, 5), st.integers(0, 10**9), st.integers(1, 36_500), st.integers(1300, 9_000))
def test_ease_and_interval_stay_within_their_bounds(quality, elapsed, days, ease):
    after = anki_sm2.answer(anki_sm2.Memory(ease, phase="review", interval_days=days), quality, elapsed)

    assert 1 <= after.interval_days <= 36_500
    assert after.ease_milli >= 1300


@given(st.integers(0, 1_000), st.integers(1, 365), st.integers(1300, 4_000))
def test_a_better_answer_never_brings_a_shorter_interval(elapsed, days, ease):
    memory = anki_sm2.Memory(ease, phase="review", interval_days=days)

    intervals = [anki_sm2.answer(memory, quality, elapsed).interval_days for quality in range(6)]

    assert intervals == sorted(intervals)


@pytest.mark.parametrize(("quality", "elapsed"), [(-1, 0), (6, 0), (4, -1)])
def test_numbers_out_of_range_are_refused(quality, elapsed):
    with pytest.raises(ValueError, match="must be 0"):
        anki_sm2.answer(SEEN, quality, elapsed)


YOUNG = anki_sm2.Memory(1300, phase="review", interval_days=1)
OLD = anki_sm2.Memory(phase="review", interval_days=20_000)
LEARNING = anki_sm2.Memory(phase="learning", repetitions=1, step=1, repeat_seconds=600)
LAPSED = anki_sm2.Memory(phase="relearning", repetitions=6, interval_days=1, lapses=1, repeat_seconds=600)


@pytest.mark.parametrize(
    ("before", "quality", "elapsed", "words"),
    [
        (anki_sm2.NEW, 2, 0, "step 1 of 2: again in 1 min"),
        (anki_sm2.NEW, 3, 0, "step 1 of 2: again in 5.5 min"),
        (anki_sm2.NEW, 4, 0, "step 2 of 2: again in 10 min"),
        (anki_sm2.NEW, 5, 0, "known easily: 4 d"),
        (LEARNING, 4, 0, "last step passed: 1 d"),
        (LAPSED, 3, 0, "again in 15 min"),
        (LAPSED, 4, 0, "relearnt: 1 d"),
        (LAPSED, 5, 0, "relearnt easily: 2 d"),
        (SEEN, 2, 10, "failed: back to 1 d once relearnt, again in 10 min"),
        (SEEN, 3, 14, "10 d × 1.20 = 12 d"),
        (SEEN, 4, 10, "10 d × 2.50 = 25 d"),
        (SEEN, 4, 14, "(10 d + 4 d late ÷ 2) × 2.50 = 30 d"),
        (SEEN, 5, 14, "(10 d + 4 d late) × 2.50 × 1.30 = 46 d"),
        (SEEN, 3, 4, "seen early (4 of 10 d): max(10 d × 0.60, 4 d × 1.20) = 6 d"),
        (SEEN, 4, 4, "seen early (4 of 10 d): max(10 d, 4 d × 2.50) = 10 d"),
        (SEEN, 5, 4, "seen early (4 of 10 d): max(10 d, 4 d × 2.50) × 1.15 = 12 d"),
        (YOUNG, 3, 1, "1 d × 1.20, at least a day longer than before = 2 d"),
        (YOUNG, 4, 1, "1 d × 1.30, at least a day longer than after Hard = 3 d"),
        (OLD, 4, 20_000, "20,000 d × 2.50 → 36,500 d, the longest there is"),
    ],
)
def test_a_step_is_explained_by_its_arithmetic(before, quality, elapsed, words):
    assert anki_sm2.explain(before, quality, elapsed) == words
