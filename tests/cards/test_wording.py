"""What changed between two wordings, word by word."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.wording import changes


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("the same", "the same", [("same", "the same")]),
        ("", "new", [("new", "new")]),
        ("gone", "", [("gone", "gone")]),
        ("It is slow.", "It is fast.", [("same", "It is "), ("gone", "slow"), ("new", "fast"), ("same", ".")]),
        ("one two three", "one 2 3", [("same", "one "), ("gone", "two three"), ("new", "2 3")]),
        ("a\nb", "a\nc", [("same", "a\n"), ("gone", "b"), ("new", "c")]),
    ],
    ids=["nothing", "all new", "all gone", "one word", "words side by side", "a line"],
)
def test_the_words_that_changed_are_told_from_those_that_stayed(before, after, told):
    assert changes(before, after) == told


@given(st.text(alphabet="ab. \n\t", max_size=60), st.text(alphabet="ab. \n\t", max_size=60))
def test_the_runs_joined_are_both_wordings(before, after):
    runs = changes(before, after)

    assert "".join(text for how, text in runs if how != "new") == before
    assert "".join(text for how, text in runs if how != "gone") == after
    assert all(text for _how, text in runs)


@pytest.mark.parametrize("unit", ["a ", "a b c d ", "\n", "x\ny\n", "word"])
def test_long_texts_that_repeat_themselves_are_told_apart_quickly(unit):
    started = perf_counter()

    changes(unit * 20_000, unit[::-1] * 20_000)

    assert perf_counter() - started < 5
