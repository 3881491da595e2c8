"""SM-2 as its author's program computes it, in whole days and thousandths of ease: the default scheduler."""

from dataclasses import dataclass, replace

from app.scheduling.grade import check_quality
from app.scheduling.interval import MAX_DAYS, comes_to

NAME = "sm2"
TITLE = "SM-2"
WHY = "As published: 1 day, 6 days, then each interval times the ease. One pass ends the day's work on a card."
REPEAT_SECONDS = 600
LOWEST_EASE = 1300

_FIRST_DAYS = (1, 6)
_EASE_STEP = (-800, -540, -320, -140, 0, 100)  # 1000 (0.1 - (5 - q) (0.08 + (5 - q) 0.02)) for q = 0 to 5
_FLOAT_STEP = tuple(0.1 - (5 - q) * (0.08 + (5 - q) * 0.02) for q in range(6))
_DRIFT_UNIT = 2.0**-52  # every double from 1 up is a whole number of these


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 knows of one card.

    ease_milli: the E-Factor in thousandths, 1300 or more; `repetitions`: passes in a row; `interval_days`: 1 to 36,500,
    or 0 for a card never seen; `lapses`: how often a card seen on an earlier day was failed; `repeat`: failed today, so
    asked again today. `drift`: how far, in units of 2^-52, the E-Factor of the reference program has strayed from
    ease_milli by being added up in binary fractions. It decides nothing but which way an exact half day is rounded.
    """

    ease_milli: int = 2500
    repetitions: int = 0
    interval_days: int = 0
    lapses: int = 0
    repeat: bool = False
    drift: int = 0

    @property
    def repeat_seconds(self) -> int | None:
        """In how many seconds the card is asked again today, None if it is not."""
        return REPEAT_SECONDS if self.repeat else None


NEW = Memory()


def answer(memory: Memory, quality: int, elapsed_days: int) -> Memory:
    """The memory after one recall of `quality` 0 to 5, `elapsed_days` (0 or more) after the one before.

    Source: P. A. Wozniak, "Optimization of learning" (1990), 3.2, read as his published procedure reads it: the old
    ease makes the next interval, halves go up, and every answer changes the ease, a failed one too. On time it
    agrees with npm supermemo 2.0.23 at every step. What the source leaves open, or we do otherwise:

    - Only a failed card is repeated the same day (the text repeats everything below 4). A repeat, or any answer on
      the day of the last one, touches nothing but `repeat`.
    - A pass before its day is worth the days that have passed: the interval becomes elapsed x ease if that is longer
      and never shrinks, and the row of passes does not grow. A pass after its day earns nothing extra.
    - A first sight that fails is no lapse: nothing had been learnt.
    - No interval exceeds 36,500 days.

    For a card never seen `elapsed_days` has no meaning. Raises ValueError for numbers out of range.
    """
    check_quality(quality)
    if elapsed_days < 0:
        raise ValueError(f"elapsed days must be 0 or more, not {elapsed_days}")
    seen = memory.interval_days > 0
    if seen and elapsed_days == 0:
        return replace(memory, repeat=quality < 3)
    ease_milli, drift = _next_ease(memory, quality)
    if quality < 3:
        return Memory(ease_milli, 0, _FIRST_DAYS[0], memory.lapses + seen, repeat=True, drift=drift)
    if elapsed_days < memory.interval_days:
        longest = max(memory.interval_days, _times_ease(elapsed_days, memory))
        return Memory(ease_milli, memory.repetitions, longest, memory.lapses, drift=drift)
    return Memory(ease_milli, memory.repetitions + 1, _next_interval(memory), memory.lapses, drift=drift)


def explain(before: Memory, quality: int, elapsed_days: int, after: Memory | None = None) -> str:
    """The arithmetic of `answer` for the same arguments, in words a learner reads: "6 d × 2.36 = 14 d"."""
    after = after or answer(before, quality, elapsed_days)
    then = f"{after.interval_days:,} d"
    if before.interval_days and elapsed_days == 0:
        return "same day: again today, nothing else changes" if after.repeat else "same day: nothing changes"
    if quality < 3:
        return f"failed: {'back to' if before.interval_days else 'starts at'} {then}, again today"
    ease = f"{before.ease_milli / 1000:.2f}"
    if elapsed_days < before.interval_days:
        early, due = f"{elapsed_days:,}", f"{before.interval_days:,}"
        sum_ = f"max({due} d, {early} d × {ease})"
        return f"seen early ({early} of {due} d): {sum_} {comes_to(after.interval_days)}"
    if before.repetitions < len(_FIRST_DAYS):
        return f"{('first', 'second')[before.repetitions]} pass: {then}"
    return f"{before.interval_days:,} d × {ease} {comes_to(after.interval_days)}"


def _next_interval(memory: Memory) -> int:
    """Days until the next recall after a pass that was not early."""
    if memory.repetitions < len(_FIRST_DAYS):
        return _FIRST_DAYS[memory.repetitions]
    return _times_ease(memory.interval_days, memory)


def _times_ease(days: int, memory: Memory) -> int:
    """`days` times the ease, in whole days, halves up, at most MAX_DAYS.

    At an exact half the reference program goes down if its own product, of binary fractions, falls short of the half:
    1 growing interval in a thousand or so. Following it costs one integer; parting from it changes every later
    interval of the card.
    """
    thousandths = days * memory.ease_milli
    if thousandths % 1000 == 500 and days * _float_ease(memory) < thousandths / 1000:
        thousandths -= 500
    return min((thousandths + 500) // 1000, MAX_DAYS)


def _next_ease(memory: Memory, quality: int) -> tuple[int, int]:
    """The ease in thousandths after an answer, and its drift."""
    ease_milli = max(LOWEST_EASE, memory.ease_milli + _EASE_STEP[quality])
    drifted = max(LOWEST_EASE / 1000, _float_ease(memory) + _FLOAT_STEP[quality])
    return ease_milli, int((drifted - ease_milli / 1000) / _DRIFT_UNIT)


def _float_ease(memory: Memory) -> float:
    """The ease as the reference program holds it; nothing is lost, as both terms are whole numbers of the unit."""
    return memory.ease_milli / 1000 + memory.drift * _DRIFT_UNIT
