"""Rebuilding a memory from its reviews, and the lines of JSON others can compare."""

import json

import pytest

from app.scheduling.replay import replay, replay_line


def line(*reviews: object) -> str:
    return json.dumps({"id": "s1-three-gaps", "reviews": reviews})


def steps(answer: str) -> list[tuple[int, int, int]]:
    return [(step["ease_milli"], step["repetitions"], step["interval_days"]) for step in json.loads(answer)["steps"]]


def test_a_replay_gives_the_state_after_every_review():
    memories = list(replay("sm2", [(4, 0), (4, 1), (2, 6), (4, 0)]))

    assert [(m.ease_milli, m.repetitions, m.interval_days, m.lapses, m.repeat_seconds) for m in memories] == [
        (2500, 1, 1, 0, None),
        (2500, 2, 6, 0, None),
        (2180, 0, 1, 1, 600),
        (2180, 0, 1, 1, None),
    ]


def test_one_log_can_be_replayed_by_another_scheduler():
    log = [(4, 0), (4, 0), (4, 1), (3, 3)]

    assert [memory.interval_days for memory in replay("anki-sm2", log)] == [0, 1, 3, 4]
    assert [memory.interval_days for memory in replay("sm2", log)] == [1, 1, 6, 8]


def test_a_card_without_reviews_has_no_states():
    assert list(replay("anki-sm2", [])) == []


def test_a_line_takes_qualities_and_grades_and_answers_with_a_state_for_each():
    answer = replay_line(
        "sm2", line({"q": 5}, {"grade": "good", "elapsed_days": 1}, {"grade": "hard", "elapsed_days": 6})
    )

    assert json.loads(answer) == {
        "id": "s1-three-gaps",
        "steps": [
            {"ease_milli": 2600, "repetitions": 1, "interval_days": 1},
            {"ease_milli": 2600, "repetitions": 2, "interval_days": 6},
            {"ease_milli": 2460, "repetitions": 3, "interval_days": 16},
        ],
    }


def test_a_line_stays_one_line_and_keeps_its_id_whatever_it_is():
    answer = replay_line("sm2", '{"id": {"deck": "Größe\\n", "n": 7}, "reviews": []}\n')

    assert json.loads(answer) == {"id": {"deck": "Größe\n", "n": 7}, "steps": []}
    assert "\n" not in answer


@pytest.mark.parametrize("grade", ["again", "hard", "good", "easy"])
@pytest.mark.parametrize("name", ["sm2", "anki-sm2"])
def test_a_grade_means_the_quality_it_stands_for(name, grade):
    quality = {"again": 2, "hard": 3, "good": 4, "easy": 5}[grade]

    assert steps(replay_line(name, line({"grade": grade}))) == steps(replay_line(name, line({"q": quality})))


@pytest.mark.parametrize("elapsed", [{}, {"elapsed_days": None}, {"elapsed_days": 0}, {"elapsed_days": 90}])
def test_the_days_before_the_first_review_mean_nothing(elapsed):
    assert steps(replay_line("sm2", line({"q": 4, **elapsed}))) == [(2500, 1, 1)]


OK = {"q": 4, "elapsed_days": 1}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON: Expecting value at column 1"),
        ("[1]", 'must be an object with "id" and a list of "reviews"'),
        ('{"reviews": []}', 'must be an object with "id" and a list of "reviews"'),
        ('{"id": 1, "reviews": "4"}', 'must be an object with "id" and a list of "reviews"'),
        (line(OK, OK, OK, {"q": 6, "elapsed_days": 1}), "reviews[3].q: must be 0 to 5"),
        (line(OK, {"q": -1, "elapsed_days": 1}), "reviews[1].q: must be 0 to 5"),
        (line({"q": True}), "reviews[0].q: must be 0 to 5"),
        (line({"q": "4"}), "reviews[0].q: must be 0 to 5"),
        (line({"q": 3.5}), "reviews[0].q: must be 0 to 5"),
        (line({"grade": "Good"}), "reviews[0].grade: must be again, hard, good or easy"),
        (line({"grade": ["good"]}), "reviews[0].grade: must be again, hard, good or easy"),
        (line({"q": 4, "grade": "good"}), "reviews[0]: give q or grade, not both"),
        (line({"elapsed_days": 1}), "reviews[0]: must be an object with q or grade"),
        (line(4), "reviews[0]: must be an object with q or grade"),
        (line(OK, {"q": 4}), "reviews[1].elapsed_days: must be a whole number of days, 0 or more"),
        (line(OK, {"q": 4, "elapsed_days": -1}), "reviews[1].elapsed_days: must be a whole number of days, 0 or more"),
        (line(OK, {"q": 4, "elapsed_days": 1.5}), "reviews[1].elapsed_days: must be a whole number of days, 0 or more"),
        (line({"q": 4, "elapsed_days": True}), "reviews[0].elapsed_days: must be a whole number of days, 0 or more"),
    ],
)
def test_a_bad_line_is_refused_with_what_is_wrong_and_where(text, says):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 (the whole message is compared)
        replay_line("sm2", text)
    assert str(refusal.value) == says
