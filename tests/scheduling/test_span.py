"""The few letters that say when a card comes back."""

import pytest

from app.scheduling.span import short_days, short_span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "<30s"),
        (60, "<1m"),
        (330, "<6m"),
        (600, "<10m"),
        (1_199, "<20m"),
        (1_200, "20m"),
        (5_400, "1.5h"),
        (8_100, "2.3h"),
    ],
)
def test_a_repeat_within_the_time_one_may_learn_ahead_says_that_it_may_come_sooner(seconds, words):
    assert short_span(seconds) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1d"), (30, "30d"), (31, "1mo"), (70, "2.3mo"), (364, "12mo"), (365, "1y"), (547, "1.5y"), (36_500, "100y")],
)
def test_an_interval_is_given_in_its_largest_unit(days, words):
    assert short_days(days) == words


def test_spans_are_worded_as_on_the_buttons_of_anki(ask_anki):
    days = [*range(1, 800), *range(800, 36_500, 37)]
    seconds = [*range(0, 4_000, 7), *range(1_200, 90_000, 450)]

    theirs = ask_anki(spans=[day * 86_400 for day in days] + seconds)["spans"]

    assert [short_days(day) for day in days] == theirs[: len(days)]
    assert [short_span(second).removeprefix("<") for second in seconds] == theirs[len(days) :]
