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
    hours: int
    decks: tuple[str, ...]
    """Keys of the decks to learn on it."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A guide's days, in order."""

    title: str
    days: tuple[PlannedDay, ...]


def parse_plan(text: str, name: str) -> StudyPlan:
    """A plan.toml as a StudyPlan. Raises ValueError saying what is wrong in which file."""
    try:
        table = tomllib.loads(text)
        return StudyPlan(str(table["title"]), tuple(_day(row) for row in table["day"]))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error
    except (KeyError, TypeError) as error:
        raise ValueError(
            f"{name}: every plan has a title, and each [[day]] number, title, sections, hours, planned; {error}"
        ) from error


def _day(row: dict[str, Any]) -> PlannedDay:
    return PlannedDay(
        int(row["number"]), str(row["title"]), tuple(row["sections"]), int(row["hours"]), tuple(row["planned"])
    )
