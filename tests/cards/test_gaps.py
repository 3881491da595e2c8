"""Gap marks: where they begin and end, and what a reader sees of them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.gaps import answering, asking, find_gaps, unmarked


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("{{c1::kernel}}", [(1, "kernel", "")]),
        ("{{c12::kernel::which part?}}", [(12, "kernel", "which part?")]),
        ("{{c1::{{.State}}}} {{c2::${TAG}}}", [(1, "{{.State}}", ""), (2, "${TAG}", "")]),
        ("{{c1::{}}", [(1, "{", "")]),
        ("{{c1::a}}}}", [(1, "a", "")]),
        ("{{c1::a\nb}}", [(1, "a\nb", "")]),
        ("{{c1::a::b::c}}", [(1, "a", "b::c")]),
        ("{{c1::}}", [(1, "", "")]),
        ("{{c0::a}} {{c100::a}} {{c1:a}} {c1::a} {{c1::a", []),
        ("{{c1::open {{c2::a}}", [(1, "open {{c2", "a")]),
        ("{{c1::" + "x" * 600 + "}}", []),
    ],
)
def test_gaps_are_found(text, gaps):
    assert [(gap.number, gap.answer, gap.hint) for gap in find_gaps(text)] == gaps


def test_asking_withholds_only_the_asked_gaps():
    text = "a {{c1::b::hint}} c {{c2::d}} e {{c1::f}}"

    assert unmarked(asking(text, 1)) == "a [hint] c d e […]"
    assert unmarked(asking(text, 2)) == "a b c […] e f"


def test_answering_marks_the_asked_gaps_and_drops_their_hints():
    assert answering("a {{c1::b::hint}} c {{c2::d}}", 1) == "a {{c1::b}} c d"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_text_without_gaps_stays_as_it_is(text):
    if not any(find_gaps(text)):
        assert asking(text, 1) == answering(text, 1) == unmarked(text) == text


@pytest.mark.parametrize("text", ["{{c1::" * 660, "{{c1::{" * 570 + "}", "{{c1::" * 600 + "}}" * 200, "{" * 4000])
def test_hostile_braces_are_cheap(text):
    began = time.process_time()

    for number in (1, 2):
        asking(text, number)

    assert time.process_time() - began < 2
