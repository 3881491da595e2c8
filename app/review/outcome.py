"""What an answer does to a card's schedule: the scheduler's arithmetic put on the calendar. Plain values only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from app.review.tables import Queue
from app.scheduling.fuzz import fuzz_days, unfuzzed
from app.scheduling.grade import Grade
from app.scheduling.schedulers import SCHEDULERS, Memory, load
from app.scheduling.span import short_days, short_span


class Standing(Protocol):
    """What of a schedule an answer depends on."""

    @property
    def card_id(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def scheduler(self) -> str: ...
    @property
    def memory(self) -> str: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def fuzz(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a card stands after an answer."""

    memory: Memory
    elapsed_days: int
    """As the scheduler was told: study days since the last counted answer, less the fuzz of the due day."""
    queue: Queue
    due_day: date
    rank: int
    last_day: date
    fuzz: int


def outcome(card: Standing, memory: Memory, quality: int, today: date, now: datetime, *, fuzz: bool) -> Outcome:
    """Where `card`, whose loaded memory is `memory`, stands after an answer of `quality` 0 to 5."""
    elapsed = elapsed_days(card.last_day, card.fuzz, today)
    after = SCHEDULERS[card.scheduler].answer(memory, quality, elapsed)
    return place(card.card_id, card.position, after, elapsed, today, now, fuzz=fuzz)


def place(
    card_id: int, position: int, memory: Memory, elapsed: int, today: date, now: datetime, *, fuzz: bool
) -> Outcome:
    """Puts a memory on the calendar: a repeat later today, or a due day with its fuzz."""
    repeat = memory.repeat_seconds
    if repeat is not None:
        return Outcome(memory, elapsed, Queue.LEARNING, today, int(now.timestamp()) + repeat, today, 0)
    moved = fuzz_days(memory.interval_days, card_id, memory.repetitions) if fuzz else 0
    due = add_days(today, memory.interval_days + moved)
    return Outcome(memory, elapsed, Queue.REVIEW, due, position, today, moved)


def elapsed_days(last_day: date | None, fuzz: int, today: date) -> int:
    """Days as the scheduler counts them. A learner who travels west may be back in yesterday: that is the same day."""
    return 0 if last_day is None else unfuzzed(max(0, (today - last_day).days), fuzz)


def add_days(day: date, days: int) -> date:
    """A later day; 36,500 days from now is the last that is ever needed, but the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


@dataclass(frozen=True, slots=True)
class Button:
    """A grade as offered: with the interval it would give, and why."""

    grade: str
    label: str
    key: int
    interval: str
    why: str


def buttons(card: Standing, today: date, now: datetime, *, fuzz: bool) -> list[Button]:
    """The four grades."""
    memory = load(card.scheduler, card.memory)
    elapsed = elapsed_days(card.last_day, card.fuzz, today)
    explain = SCHEDULERS[card.scheduler].explain
    offered = []
    for grade in Grade:
        after = outcome(card, memory, grade.quality, today, now, fuzz=fuzz)
        why = with_fuzz(explain(memory, grade.quality, elapsed, after.memory), after.fuzz)
        offered.append(Button(grade.value, grade.label, grade.key, _wait(after), why))
    return offered


def with_fuzz(arithmetic: str, fuzz: int) -> str:
    """`6 d × 2.36 = 14 d, fuzz +1`."""
    return f"{arithmetic}, fuzz {fuzz:+d}".replace("-", "−") if fuzz else arithmetic


def _wait(after: Outcome) -> str:
    repeat = after.memory.repeat_seconds
    return short_span(repeat) if repeat is not None else short_days(after.memory.interval_days + after.fuzz)
