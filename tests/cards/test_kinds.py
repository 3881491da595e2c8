"""Each kind of card: its faces, what an author is told, and what a learner sees."""

import pytest

from app.cards.card import Face, Note
from app.cards.kinds import KINDS
from app.cards.markup import plain, render


def faces(kind: str, **fields: str) -> dict[str, Face]:
    return {face.key: face for face in KINDS[kind].faces(Note("x", kind, fields))}


def problems(kind: str, **fields: str) -> list[tuple[str, str]]:
    return KINDS[kind].problems(Note("x", kind, fields))


def front(text: str, key: str = "c1") -> str:
    return KINDS["cloze"].front_html(faces("cloze", text=text)[key])


def back(text: str, key: str = "c1") -> str:
    return KINDS["cloze"].back_html(faces("cloze", text=text)[key])


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_good_example(name):
    kind = KINDS[name]

    assert kind.NAME == name == kind.EXAMPLE.kind
    assert kind.problems(kind.EXAMPLE) == []
    assert set(kind.EXAMPLE.fields) == {field.name for field in kind.FIELDS}
    for face in kind.faces(kind.EXAMPLE):
        assert plain(face.front) != plain(face.back)
        assert kind.front_html(face)
        assert kind.back_html(face)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_names_missing_long_and_unknown_fields(name):
    fields = {KINDS[name].FIELDS[0].name: "x" * 4001, "colour": "red"}
    found = dict(KINDS[name].problems(Note("x", name, fields, explanation="x" * 4001)))

    assert found["colour"].startswith(f"is not a field of {name} notes")
    assert found[KINDS[name].FIELDS[0].name] == found["explanation"] == "has 4,001 characters; 4,000 is the most"
    assert dict(KINDS[name].problems(Note("x", name, {}))).keys() == {f.name for f in KINDS[name].FIELDS if f.required}


def test_a_basic_note_is_one_card_without_a_key():
    only = faces("basic", front="Q `x`", back="*A*")

    assert list(only) == [""]
    assert KINDS["basic"].front_html(only[""]) == render("Q `x`")
    assert KINDS["basic"].back_html(only[""]) == render("*A*")


def test_a_reversed_note_asks_both_ways():
    both = faces("reversed", front="term", back="meaning")

    assert (both["forward"].front, both["forward"].back) == ("term", "meaning")
    assert (both["reverse"].front, both["reverse"].back) == ("meaning", "term")


def test_a_reversed_note_may_word_its_second_card():
    second = faces("reversed", front="a", back="b", reverse_front="c", reverse_back="d")["reverse"]

    assert (second.front, second.back) == ("c", "d")


def test_a_cloze_has_a_card_for_each_number_lowest_first():
    assert list(faces("cloze", text="{{c10::a}} {{c2::b}} {{c2::c}} {{c4::d}}")) == ["c2", "c4", "c10"]


def test_a_cloze_opens_the_asked_gap_and_shows_the_others():
    text = "Shares the {{c1::kernel}}, has its own {{c2::process tree::what?}}."

    assert front(text) == '<p>Shares the <span class="gap">[…]</span>, has its own process tree.</p>\n'
    assert back(text) == '<p>Shares the <mark class="gap">kernel</mark>, has its own process tree.</p>\n'
    assert front(text, "c2") == '<p>Shares the kernel, has its own <span class="gap">[what?]</span>.</p>\n'
    assert back(text, "c2") == '<p>Shares the kernel, has its own <mark class="gap">process tree</mark>.</p>\n'


def test_gaps_with_one_number_open_together():
    assert front("{{c1::a}} {{c1::b}} {{c2::c}}").count("[…]") == 2


def test_a_gap_may_hold_markdown():
    assert '<mark class="gap">the <strong>host</strong> <code>k</code></mark>' in back("x {{c1::the **host** `k`}} y")


def test_emphasis_cannot_reach_out_of_a_gap():
    assert back("{{c1::a *b}} c* d") == '<p><mark class="gap">a *b</mark> c* d</p>\n'


def test_a_gap_works_inside_emphasis_links_and_tables():
    assert '<strong><span class="gap">[…]</span></strong>' in front("x **{{c1::a}}** y")
    assert '<a href="https://docs.example/" rel="noopener noreferrer"><span class="gap">[…]</span></a>' in front(
        "[{{c1::a}}](https://docs.example/)"
    )
    assert '<td><span class="gap">[…]</span></td>' in front("|h|\n|-|\n|{{c1::a}}|")


def test_a_gap_works_inside_inline_code():
    assert front("`run {{c1::-d::flag}} x`") == '<p><code>run <span class="gap">[flag]</span> x</code></p>\n'
    assert back("`run {{c1::-d < f}} x`") == '<p><code>run <mark class="gap">-d &lt; f</mark> x</code></p>\n'


def test_a_gap_works_inside_a_coloured_block():
    text = '```sh\necho "{{c1::hello::"}} there"\n```'

    assert '<span class="gap">[&quot;]</span><span class="tok-s2"> there&quot;</span>' in front(text)
    assert '<mark class="gap"><span class="tok-s2">hello</span></mark>' in back(text)


def test_a_gap_across_tokens_stays_well_formed():
    html = back('```sh\nrun {{c1::--name "a}} b"\n```')

    assert '<mark class="gap">--name <span class="tok-s2">&quot;a</span></mark><span class="tok-s2"> b&quot;' in html


@pytest.mark.parametrize(
    "frame", ["{}", "`{}`", "```sh\n{}\n```", "    {}", "- {}", "[x](/d '{}')", "![{}](/media/x.png)", "[{}](/d)"]
)
def test_a_withheld_answer_is_nowhere_in_the_front(frame):
    face = faces("cloze", text="a gap {{c2::b}}\n\n" + frame.format("{{c1::SECRET::hint}}"))["c1"]

    assert "SECRET" not in face.front + KINDS["cloze"].front_html(face) + plain(face.front)
    assert "SECRET" in face.back


def test_plain_words_of_a_cloze_read_well():
    face = faces("cloze", text="Run `docker {{c1::ps::which?}}`\n\n```sh\nls {{c1::-a}}\n```")["c1"]

    assert plain(face.front) == "Run docker [which?] ls […]"
    assert plain(face.back) == "Run docker ps ls -a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no gap at all", "has no gap"),
        ("{{c1::}}", "gap c1 is empty"),
        ("{{c1:: ::hint}}", "gap c1 is empty"),
        ("{{c1::a {{c2::b}}}}", "gap c1 holds another gap"),
        ("{{c1::a}} {{c2::b", "“{{c2:” begins no gap"),
        ("{{c1::a}} {{c2:b}}", "“{{c2:” begins no gap"),
        ("{{c1::a}} {{c0::b}}", "“{{c0:” begins no gap"),
        ("{{c1::a}} {{C2::b}}", "“{{C2:” begins no gap"),
        ("[link](/to/{{c1::address}})", "gap c1 cannot be shown where it stands"),
        ("[link](/a '{{c1::title}}')", "gap c1 cannot be shown where it stands"),
        ("![{{c1::alt}}](/media/x.png)", "gap c1 cannot be shown where it stands"),
        ("```{{c1::sh}}\nls\n```", "gap c1 cannot be shown where it stands"),
        ("\\{{c1::a}}", "gap c1 cannot be shown where it stands"),
        ("{{c1::a\n\nb}}", "gap c1 cannot be shown where it stands"),
    ],
)
def test_a_gap_that_cannot_be_asked_is_named(text, message):
    assert any(field == "text" and found.startswith(message) for field, found in problems("cloze", text=text))


@pytest.mark.parametrize(
    "text", ["`docker ps --format {{c1::'{{.Names}}'}}`", "{{c1::a}} and {{.Names}}", "x {{c1::a}}\n\n- {{c2::b}}"]
)
def test_a_good_cloze_has_no_problem(text):
    assert problems("cloze", text=text) == []
