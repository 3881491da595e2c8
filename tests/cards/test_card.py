"""The values of a card: line hashes and card names."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.card import card_id, line_hash


def test_a_line_hash_is_sixteen_digits_of_sha256():
    assert line_hash(["a  b ", "\tc"]) == hashlib.sha256(b"a b\nc").hexdigest()[:16]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab é", max_size=20), max_size=5))
def test_a_line_hash_does_not_see_white_space(lines):
    assert line_hash(lines) == line_hash([f"  {line.replace(' ', '   ')}\t" for line in lines])


def test_a_line_hash_sees_where_lines_end():
    assert line_hash(["a b"]) != line_hash(["a", "b"])


def test_a_card_is_named_after_its_note_and_face():
    assert card_id("s1-kernel", "") == "s1-kernel"
    assert card_id("s1-kernel", "c2") == "s1-kernel/c2"
