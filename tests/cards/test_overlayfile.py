"""The overlay of a guide as a file: what is read, what is refused and how it is said; writing loses nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.card import Erratum, Overlay, Patch, named_patches
from app.cards.overlayfile import parse_overlay, write_overlay
from app.cards.tomlread import DeckError
from tests.cards.drawn import HASHES, IDS, LINES, WORDS

README = (Path(__file__).parents[2] / "decks/README.md").read_text("utf-8")
EXAMPLE = re.findall(r"^```toml\n(.*?\n)```$", README, re.MULTILINE | re.DOTALL)[0]
HEAD = 'format = 1\nguide = "g.md"\n'
ERRATUM = '\n[[erratum]]\nid = "e"\nlines = [1, 1]\nsays = "a"\ntrue = "b"\nsource = "c"\nsure = "high"\n'


def entry(action: str, first: int, last: int, more: str = "") -> str:
    return f"\n[[{action}]]\nlines = [{first}, {last}]\n{more}"


def problems(text: str) -> list[str]:
    with pytest.raises(DeckError) as refused:
        parse_overlay(text, "e.toml")
    return list(refused.value.problems)


def test_the_documented_overlay_is_read_whole():
    overlay = parse_overlay(EXAMPLE, "errata.toml")

    assert (overlay.guide, list(overlay.errata)) == ("tea.md", ["oolong-green"])
    erratum = overlay.errata["oolong-green"]
    assert (erratum.id, erratum.lines, erratum.hash) == ("oolong-green", (9, 9), "5c0e17ab9934f2d8")
    assert (erratum.sure, erratum.guide, erratum.says) == ("high", "tea.md", "oolong is a green tea")
    better = "partly oxidised, between green and black tea"
    assert overlay.patches == (
        Patch("replace", (9, 9), "5c0e17ab9934f2d8", "oolong-green", "a green tea", better),
        Patch("drop", (15, 18), "e09b66d2c41f7a35", text="a story about the tea shop"),
        Patch("annotate", (20, 21), "77aa01bc23de45f6", text="Hard water takes a minute longer."),
    )


def test_the_documented_overlay_is_canonical():
    assert write_overlay(parse_overlay(EXAMPLE, "errata.toml")) == EXAMPLE


def test_an_overlay_of_errata_alone_is_in_order():
    assert parse_overlay(HEAD + ERRATUM, "e.toml").patches == ()


def test_an_overlay_may_have_nothing_to_say():
    assert parse_overlay(HEAD, "e.toml") == Overlay("g.md")
    assert write_overlay(Overlay("g.md")) == HEAD


def test_a_hash_may_be_left_to_ebb():
    overlay = parse_overlay(HEAD + ERRATUM + entry("drop", 1, 2, 'why = "w"\n'), "e.toml")

    assert overlay.errata["e"].hash == overlay.patches[0].hash == ""


def test_a_replace_may_leave_nothing():
    text = HEAD + entry("replace", 1, 2, 'find = "x"\nwith = ""\n')

    assert parse_overlay(text, "e.toml").patches == (Patch("replace", (1, 2), "", find="x"),)
    assert write_overlay(parse_overlay(text, "e.toml")) == text


def test_all_that_is_wrong_with_errata_is_said_at_once():
    erratum = ERRATUM.replace('"c"', '" "').replace('"high"', '"maybe"')

    assert problems("format = 1\n" + erratum + erratum.replace(" = [1, 1]", " = 1")) == [
        "e.toml:guide: is missing",
        "e.toml:e:source: must not be blank",
        "e.toml:e:sure: must be 'certain', 'high' or 'medium'",
        "e.toml:e:id: is the id of erratum 1 and erratum 2",
        "e.toml:e:lines: must be a list in [ ]",
        "e.toml:e:source: must not be blank",
        "e.toml:e:sure: must be 'certain', 'high' or 'medium'",
    ]


def test_all_that_is_wrong_with_patches_is_said_beside_what_is_wrong_with_errata():
    text = HEAD.replace("1", "2") + ERRATUM.replace('"b"', "7")
    text += entry("annotate", 5, 6, 'note = " "\n') + entry("drop", 3, 1, 'hash = "zz"\n')
    text += entry("replace", 1, 1, 'with = "x"\nerratum = "e"\n') + entry(
        "replace", 12, 14, 'find = ""\nerratum = "f"\n'
    )
    text += '\n[[replace]]\nwith = "x"\nwhy = "y"\n'

    assert problems(text) == [
        "e.toml:format: must be 1",
        "e.toml:e:true: must be text in quotes",
        "e.toml:replace 2 (lines 12–14):find: must not be blank",
        "e.toml:replace 2 (lines 12–14):with: is missing",
        "e.toml:replace 3:lines: is missing",
        "e.toml:replace 3:why: is no key of the deck format",
        "e.toml:drop 1 (lines 3–1):lines: must be [first, last] with the first line not after the last",
        "e.toml:drop 1 (lines 3–1):hash: must be sixteen hex digits (`ebb decks cite` writes them)",
        "e.toml:drop 1 (lines 3–1):why: is missing",
        "e.toml:annotate 1 (lines 5–6):note: must not be blank",
    ]


def test_a_patch_names_an_erratum_of_its_own_file():
    named = entry("drop", 1, 1, 'why = "w"\nerratum = "e"\n')

    assert parse_overlay(HEAD + ERRATUM + named, "e.toml").patches[0].erratum == "e"
    assert problems(HEAD + named) == ["e.toml:drop 1 (lines 1–1):erratum: there is no erratum “e” in this file"]
    assert problems(HEAD + named.replace('"e"', '"E"')) == [
        "e.toml:drop 1 (lines 1–1):erratum: must be the id of an erratum: lower-case letters, digits and single hyphens"
    ]


@pytest.mark.parametrize("kind", ["erratum", "replace", "drop", "annotate"])
@pytest.mark.parametrize("text", ["{0} = 1\n", "{0} = [1]\n", "[{0}]\nlines = [1, 1]\n"])
def test_entries_that_are_no_tables_are_refused(kind, text):
    assert all(problem.startswith(f"e.toml:{kind}") for problem in problems(HEAD + text.format(kind)))


def test_an_overlay_has_a_most_of_entries():
    many = HEAD + entry("drop", 1, 1, 'why = "w"\n') * 5001

    assert problems(many) == ["e.toml:drop: has 5,001 entries; 5,000 is the most"]


def test_errata_of_two_guides_make_no_file():
    one = Erratum("a", (1, 1), "", "s", "t", "w", "high", "g.md")

    with pytest.raises(ValueError, match="these are of 2"):
        write_overlay(Overlay("g.md", {"a": one, "b": Erratum("b", (1, 1), "", "s", "t", "w", "high", "h.md")}))
    with pytest.raises(ValueError, match="these are of 0"):
        write_overlay(Overlay())


def spans(text: str) -> list[tuple[str, tuple[int, int]]]:
    """The patches of a file as its text has them, one after the other."""
    found = re.findall(r"\[\[(replace|drop|annotate)\]\]\nlines = \[(\d+), (\d+)\]", text)
    return [(action, (int(first), int(last))) for action, first, last in found]


def test_patches_are_written_by_first_line_and_those_of_one_line_by_action():
    patches = (
        Patch("annotate", (2, 2), "", text="n"),
        Patch("drop", (9, 9), "", text="w"),
        Patch("replace", (10, 10), "", text="x"),
        Patch("drop", (2, 5), "", text="w"),
        Patch("replace", (2, 2), "", text="x"),
    )

    assert spans(write_overlay(Overlay("g", {}, patches))) == [
        ("replace", (2, 2)),
        ("drop", (2, 5)),
        ("annotate", (2, 2)),
        ("drop", (9, 9)),
        ("replace", (10, 10)),
    ]


def test_replaces_that_share_lines_keep_their_order_when_written():
    replaces = [(8, 9), (5, 8), (1, 1), (2, 5), (8, 8)]
    patches = tuple(Patch("replace", lines, "", text=str(lines)) for lines in replaces)

    text = write_overlay(Overlay("g", {}, patches))

    assert [lines for _, lines in spans(text)] == [(1, 1), (8, 9), (5, 8), (2, 5), (8, 8)]
    assert write_overlay(parse_overlay(text, "e.toml")) == text


def test_a_patch_is_told_by_its_place_among_those_of_its_action():
    patches = [Patch("replace", (1, 2), ""), Patch("drop", (3, 3), ""), Patch("replace", (12, 14), "")]

    assert [name for name, _ in named_patches(patches)] == [
        "replace 1 (lines 1–2)",
        "drop 1 (lines 3–3)",
        "replace 2 (lines 12–14)",
    ]


SURE = st.sampled_from(["certain", "high", "medium"])
ERRATA = st.lists(st.builds(Erratum, IDS, LINES, HASHES, WORDS, WORDS, WORDS, SURE), max_size=4)
NEAR = st.tuples(st.integers(1, 9), st.integers(0, 4)).map(lambda two: (two[0], two[0] + two[1]))


@st.composite
def overlays(draw):
    guide = draw(WORDS)
    errata = {erratum.id: replace(erratum, guide=guide) for erratum in draw(ERRATA)}
    names = st.sampled_from(["", *errata])
    patch = st.one_of(
        st.builds(Patch, st.just("replace"), NEAR, HASHES, names, st.just("") | WORDS, st.just("") | WORDS),
        st.builds(Patch, st.sampled_from(["drop", "annotate"]), NEAR, HASHES, names, text=WORDS),
    )
    return Overlay(guide, errata, tuple(draw(st.lists(patch, max_size=6))))


@settings(max_examples=60, deadline=None)
@given(overlays())
def test_any_overlay_comes_back_and_then_byte_for_byte(overlay):
    text = write_overlay(overlay)
    read = parse_overlay(text, "errata.toml")

    assert (read.guide, read.errata) == (overlay.guide, overlay.errata)
    assert sorted(read.patches, key=repr) == sorted(overlay.patches, key=repr)
    assert write_overlay(read) == text


@settings(max_examples=60, deadline=None)
@given(overlays())
def test_no_line_is_replaced_in_another_order_for_having_been_written(overlay):
    def replaces(patches: tuple[Patch, ...], line: int) -> list[Patch]:
        return [p for p in patches if p.action == "replace" and p.lines[0] <= line <= p.lines[1]]

    read = parse_overlay(write_overlay(overlay), "errata.toml")

    for line in range(1, 14):
        assert replaces(read.patches, line) == replaces(overlay.patches, line)


@settings(deadline=None)
@given(st.text(alphabet="[]{}=\"'#.\n ab1-:Tz_\\,", max_size=60))
def test_no_text_at_all_breaks_the_reader(text):
    with pytest.raises(DeckError):
        parse_overlay(text, "e.toml")
