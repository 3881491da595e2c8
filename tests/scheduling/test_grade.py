"""The four answers, their keys, qualities and words."""

import pytest

from app.scheduling.grade import Grade


def test_the_four_grades_have_the_keys_and_qualities_learners_and_sm_2_know_them_by():
    assert [(grade.value, grade.key, grade.quality, grade.label) for grade in Grade] == [
        ("again", 1, 2, "Again"),
        ("hard", 2, 3, "Hard"),
        ("good", 3, 4, "Good"),
        ("easy", 4, 5, "Easy"),
    ]


def test_a_quality_falls_under_the_grade_that_stands_for_it():
    assert [Grade.of_quality(quality).value for quality in range(6)] == [
        "again", "again", "again", "hard", "good", "easy",
    ]  # fmt: skip


@pytest.mark.parametrize("quality", [-1, 6])
def test_there_is_no_grade_outside_0_to_5(quality):
    with pytest.raises(ValueError, match=f"0 to 5, not {quality}"):
        Grade.of_quality(quality)
