"""The deck format: what is read, what is refused and how it is said, and that writing loses nothing."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards import tomltext
from app.cards.card import Cite, Deck, Note
from app.cards.deckfile import parse, write
from app.cards.kinds import JUDGES, KINDS
from app.cards.tomlread import DeckError
from tests.cards.drawn import HASHES, IDS, LINES, WORDS

HEAD = 'format = 1\nid = "d"\ntitle = "T"\nguide = "g.md"\n'
README = (Path(__file__).parents[2] / "decks/README.md").read_text("utf-8")
EXAMPLES = [found[2] for found in re.finditer(r"^(`{3,4})toml\n(.*?\n)\1$", README, re.MULTILINE | re.DOTALL)]


def note(text: str = "", key: str = "n", kind: str = "basic", fields: str = 'front = "Q"\nback = "A"\n') -> str:
    return f'\n[[note]]\nid = "{key}"\nkind = "{kind}"\n{fields}{text}'


def problems(text: str) -> list[str]:
    with pytest.raises(DeckError) as refused:
        parse(text, "d.toml")
    assert str(refused.value) == "\n".join(refused.value.problems)
    return list(refused.value.problems)


def test_the_documented_deck_is_read_whole():
    deck = parse(EXAMPLES[0], "tea.toml")

    assert (deck.id, deck.title, deck.section, deck.day, deck.guide) == ("tea", "Making tea", 1, 1, "tea.md")
    assert [(note.id, note.kind) for note in deck.notes] == [
        ("tea-water", "basic"),
        ("tea-oolong", "reversed"),
        ("tea-timer", "cloze"),
    ]
    assert deck.notes[0].fields["back"] == "Hotter water draws out more tannin, which is bitter."
    assert deck.notes[0].explanation.startswith("Around **75 °C**")
    assert deck.notes[1].cites == (Cite((9, 9), "5c0e17ab9934f2d8"), Cite((12, 13), "a1b2c3d4e5f60718"))
    assert deck.notes[1].errata == ("oolong-green",)
    assert deck.notes[2].tags == ("brewing", "mid")
    assert "{{c2::240::four minutes, in seconds}}" in deck.notes[2].fields["text"]


def test_the_documented_deck_is_canonical():
    assert write(parse(EXAMPLES[0], "tea.toml")) == EXAMPLES[0]


def test_a_file_may_come_from_windows():
    assert parse(EXAMPLES[0].replace("\n", "\r\n"), "tea.toml") == parse(EXAMPLES[0], "tea.toml")


def test_a_blank_optional_text_counts_as_not_written():
    fields = 'front = "Q"\nback = "A"\nreverse_front = " "\nexplanation = "\\n"\n'
    (only,) = parse(HEAD + note(kind="reversed", fields=fields), "d.toml").notes

    assert only.fields == {"front": "Q", "back": "A"}
    assert only.explanation == ""


def test_a_hash_may_be_left_to_ebb():
    (only,) = parse(HEAD + note("cites = [{ lines = [1, 2] }]\n"), "d.toml").notes

    assert only.cites == (Cite((1, 2), ""),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = ", "d.toml:1:5: Invalid value"),
        ('format = 1\nid = "x', "d.toml:2:8: Unterminated string"),
        ("a = 1\nb = 2 3", "d.toml:2:7: Expected newline or end of document after a statement"),
        ("a = " + "[" * 5000, "d.toml: is nested too deeply"),
        ("# " + "x" * 2_000_000, "d.toml: has 2,000,002 bytes; 2,000,000 is the most"),
    ],
)
def test_text_that_is_no_toml_is_refused_with_line_and_column(text, problem):
    assert problems(text) == [problem]


def test_a_number_with_thousands_of_digits_is_refused():
    assert problems("a = " + "9" * 9000) == ["d.toml: holds a number with thousands of digits"]


def test_all_that_is_wrong_with_the_deck_is_said_at_once():
    assert problems('format = 2\nid = "A b"\ntitle = " "\nsection = true\nday = 0\ncolour = 1\n') == [
        "d.toml:format: must be 1",
        "d.toml:id: must be lower-case letters, digits and single hyphens, such as “s1-kernel”",
        "d.toml:title: must not be blank",
        "d.toml:section: must be a whole number",
        "d.toml:day: must be 1 or more",
        "d.toml:colour: is no key of the deck format",
    ]


def test_all_that_is_wrong_with_the_notes_is_said_beside_what_is_wrong_with_the_deck():
    text = 'format = 1\nid = "d"\n' + note('tags = ["a b"]\n', fields='front = "Q"\ncolour = "red"\n')
    text += note(key="m", kind="riddle") + '\n[[note]]\nkind = "cloze"\ntext = "no gap"\n'

    assert problems(text) == [
        "d.toml:title: is missing",
        "d.toml:n:tags.1: must be words without spaces",
        "d.toml:n:colour: is not a field of basic notes (they have back, front)",
        "d.toml:n:back: is missing: write what it should say",
        f"d.toml:m:kind: “riddle” is no kind of card (there are {', '.join(KINDS)})",
        "d.toml:note 3:id: is missing",
        "d.toml:note 3:text: has no gap: mark what is asked as {{c1::answer}}",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("explanation = 3\n", "d.toml:n:explanation: must be text in quotes"),
        ('tags = "a"\n', "d.toml:n:tags: must be a list in [ ]"),
        ('errata = ["A"]\n', "d.toml:n:errata.1: must be ids of errata: lower-case letters, digits and single hyphens"),
        (
            "cites = [{ lines = [3, 1] }]\n",
            "d.toml:n:cites.1.lines: must be [first, last] with the first line not after the last",
        ),
        ("cites = [{ lines = [1] }]\n", "d.toml:n:cites.1.lines: must have 2 entries"),
        ("cites = [{ lines = [0, 1] }]\n", "d.toml:n:cites.1.lines.1: must be 1 or more"),
        ("cites = [{ lines = [1, 1.5] }]\n", "d.toml:n:cites.1.lines.2: must be a whole number"),
        ("cites = [3]\n", "d.toml:n:cites.1: must be a table in { }"),
        (
            'cites = [{ lines = [1, 1], hash = "zz" }]\n',
            "d.toml:n:cites.1.hash: must be sixteen hex digits (`ebb decks cite` writes them)",
        ),
        ('cites = [{ lines = [1, 1], page = "1" }]\n', "d.toml:n:cites.1.page: is no key of the deck format"),
    ],
)
def test_a_wrong_value_is_named(text, problem):
    assert problem in problems(HEAD + note(text))


@pytest.mark.parametrize(
    "text", ['note = "x"\n', "note = [1]\n", "note = 1\n", "[note]\nid = 'x'\n", "note = [{ id = 'x' }, 1]\n"]
)
def test_notes_that_are_no_tables_are_refused(text):
    assert any(problem.startswith("d.toml:note") for problem in problems(HEAD + text))


def test_an_id_is_used_once():
    assert problems(HEAD + note() + note(key="m") + note()) == ["d.toml:n:id: is the id of note 1 and note 3"]


@pytest.mark.parametrize("key", ["Upper", "under_score", "-a", "a-", "a--b", "", "a b", "a\\n", "x" * 65])
def test_an_id_that_could_not_stand_in_an_address_is_refused(key):
    assert problems(HEAD + note(key=key))


def test_texts_have_a_longest_length():
    assert problems(HEAD + note(fields=f'front = "{"x" * 4001}"\nback = "A"\n')) == [
        "d.toml:n:front: has 4,001 characters; 4,000 is the most"
    ]
    assert parse(HEAD + note(fields=f'front = "{"x" * 4000}"\nback = "A"\n'), "d.toml").notes


def test_a_deck_has_a_most_of_notes():
    many = "".join(note(key=f"n{number}") for number in range(5001))

    assert problems(HEAD + many) == ["d.toml:note: has 5,001 entries; 5,000 is the most"]


def test_citing_needs_a_guide():
    text = HEAD.replace('guide = "g.md"\n', "") + note("cites = [{ lines = [1, 1] }]\n")

    assert problems(text) == ["d.toml:n:cites: cites lines, but the deck names no guide"]


@pytest.mark.parametrize(
    ("text", "toml"),
    [
        ('say "x" \\ é', r'"say \"x\" \\ é"'),
        ("tab\tbell\x07", r'"tab\tbell\u0007"'),
        ("two\nlines", '"""\ntwo\nlines"""'),
        ("two\nlines\n", '"""\ntwo\nlines\n"""'),
        ('a "b"\n"', '"""\na "b"\n\\""""'),
        ('"""\n', '"""\n""\\"\n"""'),
        ("run \\\n  x\n", "'''\nrun \\\n  x\n'''"),
        ("run \\\n '''", '"""\nrun \\\\\n \'\'\'"""'),
        ("a \\\r\nb", '"""\na \\\\\\r\nb"""'),
    ],
)
def test_texts_are_written_canonically(text, toml):
    assert tomltext.string(text) == toml
    assert tomllib.loads(f"x = {toml}") == {"x": text}


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="\"'\\\n\r\tab\x00\x7f")))
def test_any_text_comes_back(text):
    assert tomllib.loads(f"x = {tomltext.string(text)}") == {"x": text}


NUMBERS = st.none() | st.integers(1, 999)
FIELDS = {
    "basic": st.fixed_dictionaries({"front": WORDS, "back": WORDS}),
    "reversed": st.fixed_dictionaries(
        {"front": WORDS, "back": WORDS}, optional={"reverse_front": WORDS, "reverse_back": WORDS}
    ),
    "cloze": st.from_regex(
        r"([a-z. ]{1,9}\n{0,2}\{\{c[1-9]::[a-z\"']{1,9}(::[a-z?]{1,9})?\}\}){1,3}", fullmatch=True
    ).map(lambda text: {"text": "x" + text}),
    **{
        name: st.builds(lambda front, fields=kind.EXAMPLE.fields: fields | {"front": front}, WORDS)
        for name, kind in JUDGES.items()
    },
}


@st.composite
def decks(draw):
    notes = [
        Note(
            id=key,
            kind=(kind := draw(st.sampled_from(sorted(KINDS)))),
            fields=draw(FIELDS[kind]),
            explanation=draw(st.just("") | WORDS),
            tags=tuple(draw(st.lists(IDS, max_size=2))),
            cites=tuple(draw(st.lists(st.builds(Cite, LINES, HASHES), max_size=2))),
            errata=tuple(draw(st.lists(IDS, max_size=2))),
        )
        for key in draw(st.lists(IDS, max_size=4, unique=True))
    ]
    return Deck(draw(IDS), draw(WORDS), draw(NUMBERS), draw(NUMBERS), draw(WORDS), tuple(notes))


@settings(max_examples=50, deadline=None)
@given(decks())
def test_any_deck_comes_back_value_for_value_and_then_byte_for_byte(deck):
    text = write(deck)
    read = parse(text, "d.toml")

    assert read == deck
    assert write(read) == text


@settings(deadline=None)
@given(st.text(alphabet="[]{}=\"'#.\n ab1-:Tz_\\,", max_size=60))
def test_no_text_at_all_breaks_the_reader(text):
    with pytest.raises(DeckError):
        parse(text, "d.toml")
