"""No field of a note can bring anything but harmless HTML into a page."""

import pytest
from bs4 import BeautifulSoup

from app.cards.card import Note
from app.cards.kinds import KINDS
from app.cards.markup import plain, render

from .hostile import HOSTILE, dangers


def shown(note: Note) -> list[str]:
    kind = KINDS[note.kind]
    return [html for face in kind.faces(note) for html in (kind.front_html(face), kind.back_html(face))]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_harmless_in_every_field(text):
    pair = {"front": text, "back": text}
    both = {**pair, "reverse_front": text, "reverse_back": text}
    pages = [render(text), *shown(Note("x", "basic", pair)), *shown(Note("x", "reversed", both))]

    assert [danger for page in pages for danger in dangers(page)] == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "frame",
    [
        "{} {{{{c9::x}}}}",
        "{{{{c9::{}}}}}",
        "{{{{c9::x::{}}}}}",
        "`{{{{c9::{}}}}}`",
        "```sh\n{{{{c9::x::{}}}}}\n{}\n```",
    ],
    ids=["beside a gap", "answer", "hint", "answer in code", "hint in a block"],
)
def test_a_hostile_text_is_harmless_in_and_around_gaps(text, frame):
    pages = shown(Note("x", "cloze", {"text": frame.format(text, text)}))

    assert [danger for page in pages for danger in dangers(page)] == []


def test_enough_attacks_are_tried():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 24


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<p onclick="x">x</p>',
        '<p hx-get="/x">x</p>',
        '<p style="x">x</p>',
        '<p class="toolbar">x</p>',
        "<iframe></iframe>",
        '<a href="java\tscript:x">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src="https://evil.example/x.png">',
        '<img src="//evil.example/x.png">',
    ],
)
def test_the_check_itself_sees_what_is_dangerous(html):
    assert dangers(html)


def test_a_picture_from_elsewhere_is_a_link_with_its_words():
    page = BeautifulSoup(render("![A whale](https://elsewhere.example/whale.png)"), "html.parser")

    assert page.img is None
    assert page.a is not None
    assert (page.a["href"], page.a.text) == ("https://elsewhere.example/whale.png", "A whale")


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_words_are_one_line(text):
    assert "\n" not in plain(text)
