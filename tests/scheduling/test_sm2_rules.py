"""What SM-2 does where its text leaves a choice, and what must hold however a learner answers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import sm2

SEEN = sm2.Memory(ease_milli=2360, repetitions=3, interval_days=14, lapses=1)

qualities = st.integers(0, 5)


@st.composite
def memories(draw):
    """Any memory that answers early, on time and late can lead to."""
    memory = sm2.NEW
    for quality, tenths in draw(st.lists(st.tuples(qualities, st.integers(0, 25)), max_size=12)):
        memory = sm2.answer(memory, quality, memory.interval_days * tenths // 10)
    return memory


def passed_twice(memory: sm2.Memory) -> sm2.Memory:
    """The memory after two passes on their days, when its interval is longer than a day."""
    for _ in range(2):
        memory = sm2.answer(memory, 4, memory.interval_days)
    return memory


@given(memories(), qualities, st.integers(0, 50_000))
def test_ease_and_interval_stay_within_their_bounds(memory, quality, elapsed):
    after = sm2.answer(memory, quality, elapsed)

    assert after.ease_milli >= 1300
    assert 1 <= after.interval_days <= 36_500


@given(memories(), st.integers(0, 50_000))
def test_a_better_answer_never_brings_a_shorter_interval_or_a_lower_ease(memory, elapsed):
    answers = [sm2.answer(memory, quality, elapsed) for quality in range(6)]

    assert [after.interval_days for after in answers] == sorted(after.interval_days for after in answers)
    assert [after.ease_milli for after in answers] == sorted(after.ease_milli for after in answers)


@given(memories().filter(lambda memory: memory.interval_days > 0), qualities)
def test_an_answer_on_the_day_of_the_last_one_touches_nothing_but_the_repeat(memory, quality):
    after = sm2.answer(memory, quality, 0)

    assert after == replace(memory, repeat=quality < 3)


@given(memories().map(passed_twice), st.integers(3, 5), st.data())
def test_a_pass_before_its_day_never_shortens_the_interval_and_adds_no_repetition(memory, quality, data):
    elapsed = data.draw(st.integers(1, memory.interval_days - 1))

    after = sm2.answer(memory, quality, elapsed)

    on_time = sm2.answer(memory, quality, memory.interval_days)
    assert memory.interval_days <= after.interval_days <= on_time.interval_days
    assert after.repetitions == memory.repetitions
    assert after.ease_milli == on_time.ease_milli


@given(memories(), qualities, st.integers(0, 10_000))
def test_a_late_answer_counts_as_one_on_time(memory, quality, late):
    assert sm2.answer(memory, quality, memory.interval_days + late) == sm2.answer(memory, quality, memory.interval_days)


@given(memories(), st.integers(0, 2), st.integers(1, 1_000))
def test_a_failed_card_starts_again_and_is_asked_again_today(memory, quality, elapsed):
    after = sm2.answer(memory, quality, elapsed)

    assert (after.repetitions, after.interval_days) == (0, 1)
    assert after.repeat_seconds == 600


@given(memories(), st.integers(3, 5), st.integers(0, 1_000))
def test_only_a_failed_card_is_asked_again_today(memory, quality, elapsed):
    assert sm2.answer(memory, quality, elapsed).repeat_seconds is None


@pytest.mark.parametrize("quality", [0, 1, 2])
def test_a_lapse_is_counted_once_a_day_and_never_at_first_sight(quality):
    first_sight = sm2.answer(sm2.NEW, quality, 0)
    next_day = sm2.answer(first_sight, quality, 1)
    again_that_day = sm2.answer(next_day, quality, 0)

    assert (first_sight.lapses, next_day.lapses, again_that_day.lapses) == (0, 1, 1)


@given(qualities, st.integers(0, 10_000))
def test_days_mean_nothing_to_a_card_never_seen(quality, elapsed):
    assert sm2.answer(sm2.NEW, quality, elapsed) == sm2.answer(sm2.NEW, quality, 0)


@pytest.mark.parametrize(("quality", "elapsed"), [(-1, 0), (6, 0), (4, -1)])
def test_numbers_out_of_range_are_refused(quality, elapsed):
    with pytest.raises(ValueError, match="must be 0"):
        sm2.answer(SEEN, quality, elapsed)


@pytest.mark.parametrize(
    ("before", "quality", "elapsed", "words"),
    [
        (sm2.NEW, 4, 0, "first pass: 1 d"),
        (sm2.NEW, 2, 0, "failed: starts at 1 d, again today"),
        (sm2.Memory(repetitions=1, interval_days=1), 5, 1, "second pass: 6 d"),
        (sm2.Memory(2360, 2, 6), 4, 6, "6 d × 2.36 = 14 d"),
        (sm2.Memory(2360, 2, 6), 3, 60, "6 d × 2.36 = 14 d"),
        (SEEN, 2, 14, "failed: back to 1 d, again today"),
        (SEEN, 4, 4, "seen early (4 of 14 d): max(14 d, 4 d × 2.36) = 14 d"),
        (SEEN, 4, 12, "seen early (12 of 14 d): max(14 d, 12 d × 2.36) = 28 d"),
        (SEEN, 4, 0, "same day: nothing changes"),
        (SEEN, 2, 0, "same day: again today, nothing else changes"),
        (sm2.Memory(2500, 9, 20_000), 4, 20_000, "20,000 d × 2.50 → 36,500 d, the longest there is"),
    ],
)
def test_a_step_is_explained_by_its_arithmetic(before, quality, elapsed, words):
    assert sm2.explain(before, quality, elapsed) == words


@given(memories(), qualities, st.integers(0, 50_000))
def test_an_explanation_ends_in_the_interval_the_answer_gives(memory, quality, elapsed):
    words = sm2.explain(memory, quality, elapsed)

    if not words.startswith("same day"):
        assert f"{sm2.answer(memory, quality, elapsed).interval_days:,} d" in words
