"""The four answers a learner can give, and the quality each of them stands for."""

from enum import StrEnum


class Grade(StrEnum):
    """How well a card was recalled; the value is what forms and logs carry.

    A quality is SM-2's 0 to 5. Learners give 2 to 5; 0 and 1 are left to answers that a machine has graded.
    """

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"

    @property
    def key(self) -> int:
        """The key that gives this grade, 1 to 4, as learners know it from Anki."""
        return _GRADES.index(self) + 1

    @property
    def quality(self) -> int:
        """The quality it stands for, 2 to 5."""
        return self.key + 1

    @property
    def label(self) -> str:
        """The word on its button."""
        return self.value.capitalize()

    @classmethod
    def of_quality(cls, quality: int) -> "Grade":
        """The grade a quality falls under: 0 to 2 again, 3 hard, 4 good, 5 easy. Raises ValueError outside 0 to 5."""
        check_quality(quality)
        return _GRADES[max(quality, 2) - 2]


_GRADES = tuple(Grade)


def check_quality(quality: int) -> None:
    """Raises ValueError unless `quality` is 0 to 5."""
    if not 0 <= quality <= 5:
        raise ValueError(f"quality must be 0 to 5, not {quality}")
