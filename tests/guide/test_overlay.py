"""A guide put right by its overlay: what becomes of its lines, and what is refused."""

import pytest

from app.cards.card import Action, Erratum, Overlay, Patch, line_hash
from app.guide.overlay import OverlayError, Patched, apply, misfits

GUIDE = (
    "# Tea",  # 1
    "Oolong is a green tea.",
    "Steep it for ten minutes,",  # 3
    "or for five,",
    "in boiling water.",  # 5
    "Our shop is the best in town.",
)


def patch(action: Action, first: int, last: int, text: str = "", *, find: str = "", erratum: str = "") -> Patch:
    return Patch(action, (first, last), line_hash(GUIDE[first - 1 : last]), erratum, find, text)


def erratum(key: str, first: int, last: int) -> Erratum:
    return Erratum(key, (first, last), line_hash(GUIDE[first - 1 : last]), "says", "true", "source", "high", "tea.md")


def patched(*patches: Patch, errata: tuple[Erratum, ...] = ()) -> Patched:
    found = apply(GUIDE, Overlay("tea.md", {one.id: one for one in errata}, patches))
    assert len(found.lines) == len(GUIDE), "no line changes its number"
    return found


def told(*patches: Patch, errata: tuple[Erratum, ...] = ()) -> list[str]:
    with pytest.raises(OverlayError) as refused:
        apply(GUIDE, Overlay("tea.md", {one.id: one for one in errata}, patches))
    assert str(refused.value) == "\n".join(refused.value.problems)
    return list(refused.value.problems)


def test_an_empty_overlay_changes_nothing():
    assert patched() == apply(GUIDE, Overlay()) == Patched.of(GUIDE) == Patched(GUIDE, {}, {}, {}, {})


# replace


def test_what_is_found_is_replaced():
    found = patched(patch("replace", 2, 2, "partly oxidised", find="a green tea"))

    assert found == Patched((GUIDE[0], "Oolong is partly oxidised.", *GUIDE[2:]), {}, {}, {}, {})


def test_what_is_found_may_be_taken_away():
    assert patched(patch("replace", 2, 2, "", find=" green")).lines[1] == "Oolong is a tea."


def test_without_a_find_the_whole_lines_are_replaced():
    assert patched(patch("replace", 3, 4, "Steep it\nfor a minute,")).lines[2:5] == (
        "Steep it",
        "for a minute,",
        "in boiling water.",
    )


@pytest.mark.parametrize(
    ("text", "lines"), [("One.", ("One.", "", "")), ("", ("", "", "")), ("a\n\nb\n", ("a", "", "b"))]
)
def test_lines_that_are_written_no_more_become_empty(text, lines):
    assert patched(patch("replace", 3, 5, text)).lines[2:] == (*lines, GUIDE[5])


def test_what_is_found_may_reach_over_lines_and_those_below_keep_their_numbers():
    found = patched(patch("replace", 3, 5, "three minutes,", find="ten minutes,\nor for five,"))

    assert found.lines[2:5] == ("Steep it for three minutes,", "", "in boiling water.")


def test_the_rest_of_the_last_line_follows_what_is_written():
    found = patched(patch("replace", 3, 5, "three or", find="ten minutes,\nor for"))

    assert found.lines[2:5] == ("Steep it for three or five,", "", "in boiling water.")


def test_what_is_found_may_end_with_the_passage():
    found = patched(patch("replace", 3, 5, ".", find=",\nor for five,\nin boiling water."))

    assert found.lines[2:5] == ("Steep it for ten minutes.", "", "")


def test_replaces_of_one_line_are_made_in_their_order_each_in_what_the_last_left():
    found = patched(
        patch("replace", 4, 4, "or for six,"),
        patch("replace", 3, 5, "seven", find="six"),
        patch("replace", 4, 4, "seven minutes", find="seven"),
    )

    assert found.lines[3] == "or for seven minutes,"


def test_hashes_are_of_the_words_alone_and_of_the_guide_before_any_patch():
    spaced = [f"  {line.replace(' ', '   ')}\t" for line in GUIDE]
    twice = patch("replace", 2, 2, "A"), patch("replace", 2, 2, "B", find="A")

    assert apply(spaced, Overlay("tea.md", {}, twice)).lines[1] == "B"


# drop and annotate


def test_dropped_lines_stay_where_they_are_with_the_reason():
    found = patched(patch("drop", 5, 6, "praise"), patch("drop", 6, 6, "praise again"))

    assert found == Patched(GUIDE, {5: "praise", 6: "praise"}, {}, {}, {})


def test_notes_of_a_line_are_kept_in_their_order():
    found = patched(patch("annotate", 3, 4, "Or longer."), patch("annotate", 4, 4, "Or less."))

    assert found == Patched(GUIDE, {}, {3: ("Or longer.",), 4: ("Or longer.", "Or less.")}, {}, {})


# errata


def test_an_erratum_that_no_patch_names_blocks_all_its_lines():
    errata = (erratum("time", 3, 4), erratum("water", 4, 5))
    found = patched(patch("replace", 4, 4, "or for six,"), errata=errata)

    assert found.blocked == {3: ("time",), 4: ("time", "water"), 5: ("water",)}
    assert found.errata == {}


@pytest.mark.parametrize("action", ["replace", "annotate"])
def test_lines_of_an_erratum_that_its_patch_replaces_or_annotates_carry_it(action):
    found = patched(patch(action, 4, 6, "x", erratum="time"), errata=(erratum("time", 3, 5),))

    assert found.errata == {4: ("time",), 5: ("time",)}
    assert found.blocked == {}


def test_an_erratum_whose_lines_are_dropped_is_answered_and_carried_by_none():
    found = patched(patch("drop", 3, 3, "wrong", erratum="time"), errata=(erratum("time", 3, 5),))

    assert (found.dropped, found.errata, found.blocked) == ({3: "wrong"}, {}, {})


def test_a_patch_of_another_line_answers_an_erratum_too():
    found = patched(patch("replace", 2, 2, "x", erratum="time"), errata=(erratum("time", 3, 5),))

    assert (found.errata, found.blocked) == ({}, {})


def test_a_line_carries_every_erratum_that_its_patches_answer():
    patches = (patch("replace", 3, 3, "x", erratum="water"), patch("annotate", 3, 4, "n", erratum="time"))
    found = patched(*patches, errata=(erratum("time", 3, 4), erratum("water", 3, 5)))

    assert found.errata == {3: ("time", "water"), 4: ("time",)}


# what does not fit


def test_all_that_does_not_fit_is_said_at_once():
    other = "0" * 16
    problems = told(
        Patch("replace", (2, 2), other, text="x"),
        Patch("replace", (3, 3), "", find="twelve", text="x"),
        patch("replace", 3, 4, "x", find="for"),
        patch("replace", 3, 4, "a\nb\nc"),
        patch("replace", 5, 5, "a\nb", find="cold"),
        Patch("drop", (6, 6), "", text="praise"),
        Patch("annotate", (6, 7), other, text="n"),
        errata=(
            Erratum("old", (1, 1), other, "s", "t", "w", "high"),
            Erratum("new", (1, 2), "", "s", "t", "w", "high"),
        ),
    )

    again, cite = "read them again, then run `ebb decks cite`", "run `ebb decks cite`"
    gone = "is not in these lines, as the replaces before it leave them"
    assert problems == [
        f"errata:old: lines 1–1 have changed: {again}",
        f"errata:new: lines 1–2 have no hash: {cite}",
        f"errata:replace 1 (lines 2–2): lines 2–2 have changed: {again}",
        f"errata:replace 2 (lines 3–3): lines 3–3 have no hash: {cite}",
        f"errata:drop 1 (lines 6–6): lines 6–6 have no hash: {cite}",
        "errata:annotate 1 (lines 6–7): lines 6–7 lie outside the guide, which has 6 lines",
        f"errata:replace 2 (lines 3–3):find: {gone}",
        "errata:replace 3 (lines 3–4):find: is in these lines more than once: add some of the words beside it",
        "errata:replace 4 (lines 3–4):with: has 3 lines in place of 2: no line of the guide may change its number",
        f"errata:replace 5 (lines 5–5):find: {gone}",
        "errata:replace 5 (lines 5–5):with: has 2 lines in place of 1: no line of the guide may change its number",
    ]


def test_what_overlaps_itself_is_there_more_than_once():
    one = Patch("replace", (1, 1), line_hash(["aaa"]), find="aa", text="b")

    [problem] = misfits(["aaa"], Overlay("g", {}, (one,)))

    assert "more than once" in problem.message


def test_a_find_of_one_line_may_not_become_two_even_where_the_passage_has_more():
    assert told(patch("replace", 3, 5, "x\ny", find="five")) == [
        "errata:replace 1 (lines 3–5):with: has 2 lines in place of 1: no line of the guide may change its number"
    ]


def test_what_an_earlier_replace_took_away_is_not_found():
    problems = told(patch("replace", 4, 4, "x"), patch("replace", 3, 5, "y", find="five"))

    assert problems == [
        "errata:replace 2 (lines 3–5):find: is not in these lines, as the replaces before it leave them"
    ]


def test_a_replace_outside_the_guide_is_told_once():
    assert told(Patch("replace", (6, 90), "0" * 16, find="x", text="y")) == [
        "errata:replace 1 (lines 6–90): lines 6–90 lie outside the guide, which has 6 lines"
    ]


def test_a_replace_that_fits_is_no_misfit():
    assert misfits(GUIDE, Overlay("tea.md", {}, (patch("replace", 2, 2, "x", find="tea"),))) == []
