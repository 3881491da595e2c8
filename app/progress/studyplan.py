"""The study plan of a guide: which decks belong to which day."""

import tomllib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of the plan."""

    number: int
    title: str
    sections: tuple[int, ...]
    decks: tuple[str, ...]
    """Keys of the decks to learn on it."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A guide's days, in order."""

    days: tuple[PlannedDay, ...]


def parse_plan(text: str, name: str) -> StudyPlan:
    """A plan.toml as a StudyPlan. Raises ValueError saying what is wrong in which file."""
    try:
        table = tomllib.loads(text)
        return StudyPlan(tuple(_day(row) for row in table["day"]))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name}: each [[day]] needs number, title, sections and planned: {error!r}") from error


def _day(row: dict[str, Any]) -> PlannedDay:
    return PlannedDay(int(row["number"]), str(row["title"]), tuple(row["sections"]), tuple(row["planned"]))
