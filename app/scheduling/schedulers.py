"""The schedulers a deck can choose from, what each must offer, and how their memories are stored."""

import json
from typing import Any, Protocol, TypeVar

from app.scheduling import anki_sm2, sm2


class Memory(Protocol):
    """What every scheduler's memory can be asked; what else it holds is its own affair."""

    @property
    def ease_milli(self) -> int:
        """The ease in thousandths."""

    @property
    def repetitions(self) -> int:
        """Passes in a row, or answers: as the scheduler counts."""

    @property
    def interval_days(self) -> int:
        """Days until the card is due, counted from the last answer that was no repeat; 0 if it has no such day yet."""

    @property
    def lapses(self) -> int:
        """How often the card was forgotten."""

    @property
    def repeat_seconds(self) -> int | None:
        """In how many seconds the card is asked again in this session, None if not."""


M = TypeVar("M", bound=Memory)


class Scheduler(Protocol[M]):
    """A module of functions of plain values: no clock, no chance, no state."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """The name it is stored under."""

    @property
    def TITLE(self) -> str:  # noqa: N802
        """What learners call it."""

    @property
    def WHY(self) -> str:  # noqa: N802
        """What it does differently, in a line, for a learner who has to choose."""

    @property
    def NEW(self) -> M:  # noqa: N802
        """The memory of a card never seen."""

    def answer(self, memory: M, quality: int, elapsed_days: int) -> M:
        """The memory after an answer of `quality` 0 to 5, `elapsed_days` after the last. Raises ValueError."""

    def explain(self, before: M, quality: int, elapsed_days: int, after: M | None = None) -> str:
        """The same step as arithmetic in words; `after` is what `answer` makes of it, where that is known."""


SCHEDULERS: dict[str, Scheduler[Any]] = {
    sm2.NAME: sm2,
    anki_sm2.NAME: anki_sm2,
}
DEFAULT = sm2.NAME

_encode = json.JSONEncoder(separators=(",", ":")).encode


def dump(memory: Memory) -> str:
    """The memory as compact JSON, every number by name."""
    names: tuple[str, ...] = type(memory).__slots__  # type: ignore[attr-defined]
    return _encode({name: getattr(memory, name) for name in names})


def load(scheduler_name: str, text: str) -> Memory:
    """What `dump` wrote. Raises KeyError for an unknown scheduler, ValueError or TypeError for anything else."""
    memory: Memory = type(SCHEDULERS[scheduler_name].NEW)(**json.loads(text))
    return memory
