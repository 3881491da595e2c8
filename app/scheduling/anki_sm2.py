"""SM-2 as Anki does it with its default options: learning steps, hard and easy multipliers, credit for lateness."""

from dataclasses import dataclass, replace
from math import floor
from struct import Struct
from typing import Literal

from app.scheduling.grade import Grade
from app.scheduling.interval import MAX_DAYS, comes_to

NAME = "anki-sm2"
TITLE = "Anki's SM-2"
WHY = "As Anki does it: two learning steps, shorter first intervals, credit for late answers."
LOWEST_EASE = 1300
GRADUATING_DAYS, EASY_DAYS = 1, 4

Phase = Literal["new", "learning", "review", "relearning"]

# Seconds until the repeat after Again or Good brought a card to this step, and after Hard kept it there. Hard waits for
# the mean of the first two steps on the first, half as long again where there is only one, the step itself later on.
_STEPS: dict[Phase, tuple[tuple[int, int], ...]] = {
    "learning": ((60, 330), (600, 600)),
    "relearning": ((600, 900),),
}
_EASE_STEP = {Grade.AGAIN: -200, Grade.HARD: -150, Grade.GOOD: 0, Grade.EASY: 150}
_CREDITED_DAYS = 3 * MAX_DAYS  # lateness beyond this changes nothing, and stays within what single precision can hold

_SINGLE = Struct("<f")


def _single(number: float) -> float:
    """`number` in single precision, as Anki keeps it: without it 1 interval in 600 is a day off, at an exact half."""
    rounded: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    return rounded


_HARD, _EASY, _EASY_EARLY, _HARD_EARLY = (_single(factor) for factor in (1.2, 1.3, 1.15, 0.6))


@dataclass(frozen=True, slots=True)
class Memory:
    """What Anki knows of one card.

    `ease_milli`: 1300 or more, 2500 until the card has graduated; `repetitions`: every answer counts; `interval_days`:
    1 to 36,500, 0 until it has graduated, and while relearning the interval it will then have; `lapses`: how often it
    was failed once graduated; `step`: which learning or relearning step it is at, from 0; `repeat_seconds`: in how many
    seconds it is asked again in this session, None if it waits for its day.
    """

    ease_milli: int = 2500
    repetitions: int = 0
    interval_days: int = 0
    lapses: int = 0
    phase: Phase = "new"
    step: int = 0
    repeat_seconds: int | None = None


NEW = Memory()


def answer(memory: Memory, quality: int, elapsed_days: int) -> Memory:
    """The memory after one answer of `quality` 0 to 5 (0 to 2 are Again), `elapsed_days` (0 or more) after the last.

    Source: the rules in Anki's manual and FAQ, and the behaviour of PyPI anki 26.9.3 without fuzz, with which it
    agrees to the day, late and early. Fewer days than the interval count as Anki counts a card pulled forward by a
    filtered deck. While a card is in its steps the days do not matter. Raises ValueError for numbers out of range.
    """
    grade = Grade.of_quality(quality)
    if elapsed_days < 0:
        raise ValueError(f"elapsed days must be 0 or more, not {elapsed_days}")
    memory = replace(memory, repetitions=memory.repetitions + 1)
    if memory.phase == "review":
        return _review(memory, grade, elapsed_days)
    return _take_step(memory, grade)


def explain(before: Memory, quality: int, elapsed_days: int, after: Memory | None = None) -> str:
    """The arithmetic of `answer` for the same arguments, in words a learner reads: "10 d × 2.50 = 25 d"."""
    after = after or answer(before, quality, elapsed_days)
    then = f"{after.interval_days:,} d"
    if after.repeat_seconds is not None:
        lapsed = f"failed: back to {then} once relearnt, " if before.phase == "review" else ""
        step = f"step {after.step + 1} of {len(_STEPS[after.phase])}: " if after.phase == "learning" else ""
        return f"{lapsed}{step}again in {_minutes(after.repeat_seconds)} min"
    if before.phase == "review":
        return _explain_pass(before, Grade.of_quality(quality), elapsed_days, after.interval_days)
    easily = Grade.of_quality(quality) is Grade.EASY
    if before.phase == "relearning":
        return f"relearnt{' easily' if easily else ''}: {then}"
    return f"{'known easily' if easily else 'last step passed'}: {then}"


def _take_step(memory: Memory, grade: Grade) -> Memory:
    """One answer of a card that is new, or in its learning or relearning steps."""
    phase: Phase = "learning" if memory.phase == "new" else memory.phase
    steps = _STEPS[phase]
    if grade is Grade.AGAIN:
        return replace(memory, phase=phase, step=0, repeat_seconds=steps[0][0])
    if grade is Grade.HARD:
        return replace(memory, phase=phase, repeat_seconds=steps[memory.step][1])
    if grade is Grade.GOOD and memory.step + 1 < len(steps):
        step = memory.step + 1
        return replace(memory, phase=phase, step=step, repeat_seconds=steps[step][0])
    if phase == "learning":
        days = EASY_DAYS if grade is Grade.EASY else GRADUATING_DAYS
    else:
        days = memory.interval_days + (grade is Grade.EASY)
    return replace(memory, phase="review", step=0, interval_days=days, repeat_seconds=None)


def _review(memory: Memory, grade: Grade, elapsed_days: int) -> Memory:
    """One answer of a card that has graduated."""
    ease_milli = max(LOWEST_EASE, memory.ease_milli + _EASE_STEP[grade])
    if grade is Grade.AGAIN:
        lapsed = replace(memory, ease_milli=ease_milli, interval_days=1, lapses=memory.lapses + 1)
        return replace(lapsed, phase="relearning", repeat_seconds=_STEPS["relearning"][0][0])
    intervals = _early(memory, elapsed_days) if elapsed_days < memory.interval_days else _due(memory, elapsed_days)
    return replace(memory, ease_milli=ease_milli, interval_days=intervals[grade.key - 2])


def _due(memory: Memory, elapsed_days: int) -> tuple[int, int, int]:
    """The intervals after Hard, Good and Easy of a card that is due or overdue: each a day longer than the last."""
    days, ease = memory.interval_days, _single(memory.ease_milli / 1000)
    late = min(elapsed_days, _CREDITED_DAYS) - days
    hard = _whole(_single(days * _HARD), days + 1)
    good = _whole(_single(_single(days + late / 2) * ease), hard + 1)
    easy = _whole(_single(_single(_single(days + late) * ease) * _EASY), good + 1)
    return hard, good, easy


def _early(memory: Memory, elapsed_days: int) -> tuple[int, int, int]:
    """The intervals after Hard, Good and Easy of a card that is not due: what has passed counts, not the plan."""
    days, ease = memory.interval_days, _single(memory.ease_milli / 1000)
    earned = _single(elapsed_days * ease)
    hard = max(_single(elapsed_days * _HARD), _single(days * _HARD_EARLY))
    good = max(earned, days)
    return _whole(hard), _whole(good), _whole(_single(good * _EASY_EARLY))


def _whole(days: float, at_least: int = 1) -> int:
    """To the nearest whole day, halves up, within `at_least` and MAX_DAYS."""
    return min(max(floor(days + 0.5), at_least), MAX_DAYS)


def _explain_pass(before: Memory, grade: Grade, elapsed_days: int, after_days: int) -> str:
    if elapsed_days < before.interval_days:
        return f"{_explain_early(before, grade, elapsed_days)} {comes_to(after_days)}"
    days, late, ease = before.interval_days, elapsed_days - before.interval_days, before.ease_milli / 1000
    lateness, counted = {
        Grade.HARD: ("", 0),
        Grade.GOOD: (f" + {late:,} d late ÷ 2", late / 2),
        Grade.EASY: (f" + {late:,} d late", late),
    }[grade]
    start = f"({days:,} d{lateness})" if counted else f"{days:,} d"
    factors, factor = {
        Grade.HARD: ("1.20", 1.2),
        Grade.GOOD: (f"{ease:.2f}", ease),
        Grade.EASY: (f"{ease:.2f} × 1.30", ease * 1.3),
    }[grade]
    shorter = {Grade.HARD: "before", Grade.GOOD: "after Hard", Grade.EASY: "after Good"}[grade]
    lifted = f", at least a day longer than {shorter}" if after_days - 0.501 > (days + counted) * factor else ""
    return f"{start} × {factors}{lifted} {comes_to(after_days)}"


def _explain_early(before: Memory, grade: Grade, elapsed_days: int) -> str:
    days, ease = before.interval_days, f"{before.ease_milli / 1000:.2f}"
    kept, earned, bonus = {
        Grade.HARD: (f"{days:,} d × 0.60", f"{elapsed_days:,} d × 1.20", ""),
        Grade.GOOD: (f"{days:,} d", f"{elapsed_days:,} d × {ease}", ""),
        Grade.EASY: (f"{days:,} d", f"{elapsed_days:,} d × {ease}", " × 1.15"),
    }[grade]
    return f"seen early ({elapsed_days:,} of {days:,} d): max({kept}, {earned}){bonus}"


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g}"
