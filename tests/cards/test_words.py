"""The words of a text: taken apart, found again whatever their case and accents, and marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.words import Phrase, excerpt, has, marked, words_of


def phrase(text: str, *, whole: bool = False) -> Phrase:
    return Phrase(words_of(text), open=not whole)


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Docker run", ("docker", "run")),
        ("docker-compose.yml", ("docker", "compose", "yml")),
        ("snake_case", ("snake", "case")),
        ("-p 8080:80", ("p", "8080", "80")),
        ("Straße", ("strasse",)),
        ("→ % && ''", ()),
        ("", ()),
    ],
)
def test_words_are_runs_of_letters_and_digits_folded(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "wanted", "whole", "result"),
    [
        ("A network of networks.", "net", False, "A [network] of [networks]."),
        ("A network of networks.", "network", True, "A [network] of networks."),
        ("Use `docker  run`, docker rm.", "docker run", True, "Use `[docker  run]`, docker rm."),
        ("docker ru run", "docker run", False, "docker ru run"),
        ("Ein großer Café-Bär", "GROSSER", True, "Ein [großer] Café-Bär"),
        ("Ein großer Café-Bär", "cafe bar", False, "Ein großer [Café-Bär]"),
        ("a a a", "a a", True, "[a a a]"),
        ("<b>mark</b>", "mark", True, "<b>[mark]</b>"),
        ("", "x", True, ""),
    ],
)
def test_what_was_looked_for_is_marked(text, wanted, whole, result):
    assert shown(marked(text, [phrase(wanted, whole=whole)])) == result
    assert has(text, phrase(wanted, whole=whole)) == ("[" in result)


def test_marks_that_overlap_become_one():
    assert shown(marked("bind mount point", [phrase("bind mount"), phrase("mount point")])) == "[bind mount point]"


@given(st.text(max_size=80), st.text(max_size=6))
def test_the_pieces_put_together_are_the_text(text, wanted):
    phrases = [phrase(wanted)] if words_of(wanted) else []

    assert "".join(piece.text for piece in marked(text, phrases)) == text


def test_an_excerpt_of_a_long_text_is_cut_at_words_around_what_was_found():
    text = f"{'before ' * 30}needle {'after ' * 60}"

    found = shown(excerpt(text, [phrase("needle")], longest=100))

    assert found.startswith("… before ")
    assert "[needle]" in found
    assert found.endswith("after …")
    assert len(found) < 110


def test_an_excerpt_of_a_short_text_is_all_of_it():
    assert shown(excerpt("A needle in hay.", [phrase("need")])) == "A [needle] in hay."
    assert excerpt("A needle in hay.", [phrase("straw")]) == []


@given(st.text(alphabet="ab c", max_size=400), st.integers(10, 60))
def test_an_excerpt_shows_what_was_found_and_is_not_long(text, longest):
    found = excerpt(text, [phrase("b", whole=True)], longest)

    assert bool(found) == has(text, phrase("b", whole=True))
    assert sum(len(piece.text) for piece in found) <= longest + 4
