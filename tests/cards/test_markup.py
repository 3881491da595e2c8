"""Markdown to HTML and to plain words: what cards may use, and how it comes out."""

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.highlight import LANGUAGES, highlight
from app.cards.markup import MARKUP_VERSION, plain, render

from .hostile import dangers


def test_the_version_is_a_number_that_stored_html_can_carry():
    assert isinstance(MARKUP_VERSION, int)
    assert MARKUP_VERSION >= 1


def test_a_table_aligns_by_class():
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|")

    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>' in html
    assert "<td>4</td>" in html


def test_strikethrough_and_emphasis():
    assert render("~~old~~ **new**") == "<p><s>old</s> <strong>new</strong></p>\n"


def test_a_code_block_is_coloured_and_can_be_scrolled_by_keyboard():
    html = render("```dockerfile\nFROM alpine:3\n```")

    assert html.startswith('<pre tabindex="0" role="group" aria-label="Code"><code><span class="tok-k">FROM</span>')
    assert html.endswith("</code></pre>\n")


def test_a_block_in_an_unknown_language_is_plain():
    assert "<code>x &lt; y\n</code>" in render("```brainfog\nx < y\n```")


@pytest.mark.parametrize("language", sorted({"", *LANGUAGES}))
def test_no_language_loses_a_character(language):
    code = '\n\n  FROM a:1 # \'x\n\t$ ls -la | grep "é"\n{"a": [1, null]}\n<b>&amp;\n\n'

    assert BeautifulSoup(f"<pre>{highlight(code, language)}</pre>", "html.parser").text == code


def test_raw_html_is_shown_as_text():
    assert render("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


@pytest.mark.parametrize("address", ["https://a.example/", "http://a.example/", "//a.example/", "mailto:a@b.example"])
def test_a_link_that_leaves_says_nothing_about_the_reader(address):
    assert render(f"[x]({address})") == f'<p><a href="{address}" rel="noopener noreferrer">x</a></p>\n'


@pytest.mark.parametrize("address", ["/decks", "#top", "/decks?q=a:b"])
def test_a_link_within_ebb_is_plain(address):
    assert render(f"[x]({address})") == f'<p><a href="{address}">x</a></p>\n'


def test_a_picture_of_our_own_is_shown():
    assert render('![A "whale"](/media/whale.png)') == '<p><img src="/media/whale.png" alt="A &quot;whale&quot;"></p>\n'


def test_a_foreign_picture_without_words_shows_its_address():
    assert render("![](https://a.example/x.png)") == (
        '<p><a href="https://a.example/x.png" rel="noopener noreferrer">https://a.example/x.png</a></p>\n'
    )


def test_a_foreign_picture_inside_a_link_becomes_its_words():
    assert render("[![whale](https://a.example/x.png)](/decks)") == '<p><a href="/decks">whale</a></p>\n'


def test_headings_stay_out_of_the_page_outline():
    assert render("# Big\n\nSmall\n---") == '<p class="heading">Big</p>\n<p class="heading">Small</p>\n'


def test_gap_marks_mean_nothing_outside_a_cloze():
    assert render("{{c1::a}}") == "<p>{{c1::a}}</p>\n"


def test_plain_words_join_blocks_and_drop_marks():
    text = "# Why\n\n- *one*\n- [two](/x) ![three](https://a.example/)\n\n```sh\nls  -la\n```\na  \nb\n\n|h|\n|-|\n|c|"

    assert plain(text) == "Why one two three ls -la a b h c"


def test_plain_words_are_not_escaped_twice():
    assert plain("`a < b` & <i>") == "a < b & <i>"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`~[]()<>!{}c1::|-#\n\t&;\"'\\/:"), max_size=120))
def test_no_mixture_of_marks_is_dangerous(text):
    assert dangers(render(text)) == []


@pytest.mark.parametrize(
    "text", ["*a " * 1300, "[" * 4000, "`" * 3999, "> " * 2000, "![" * 2000, "- " * 2000, "<" * 4000, "|a" * 2000]
)
def test_no_text_of_full_length_takes_long(text):
    began = time.process_time()

    render(text)

    assert time.process_time() - began < 2
