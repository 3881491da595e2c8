"""What an author is told: one bad card for each rule, and good cards that look like bad ones."""

from dataclasses import replace

import pytest

from app.cards.card import Cite, Deck, Erratum, Note, Overlay, Patch, line_hash
from app.cards.lint import Problem, cite, cite_overlay, lint, stale

GUIDE = ["Tea is a plant.", "Green tea wants water below boiling.", "Oolong is green.", ""]
ERRATA = {
    "oolong": Erratum("oolong", (3, 3), line_hash(GUIDE[2:3]), "it is green", "it is between", "ISO", "high", "g")
}
OVERLAY = Overlay("g", ERRATA)


FIRST_LINE = (Cite((1, 1), line_hash(GUIDE[:1])),)


def a_note(
    key: str = "n",
    *,
    kind: str = "basic",
    tags: tuple[str, ...] = ("t",),
    cites: tuple[Cite, ...] = FIRST_LINE,
    errata: tuple[str, ...] = (),
    **fields: str,
) -> Note:
    fields = fields or {"front": f"What is {key}?", "back": "A leaf."}
    return Note(key, kind, fields, tags=tags, cites=cites, errata=errata)


def a_deck(*notes: Note, key: str = "d", guide: str = "g") -> Deck:
    return Deck(key, "Tea", guide=guide, notes=notes)


def told(*notes: Note, **deck: str) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in lint([a_deck(*notes, **deck)], ERRATA)]


def cloze(text: str) -> list[tuple[str, str]]:
    return told(a_note(kind="cloze", text=text))


def basic(front: str, back: str) -> list[tuple[str, str]]:
    return told(a_note(front=front, back=back))


def test_a_good_deck_is_told_nothing():
    reverse = a_note("b", kind="reversed", front="What is a samovar?", back="A Russian tea urn.")
    gap = a_note("c", kind="cloze", text="Steep for {{c1::three}} minutes at {{c2::90::how hot?}} degrees.")

    assert told(a_note(), reverse, gap) == []


def test_a_note_id_is_used_once_over_all_decks():
    found = lint([a_deck(a_note("x")), a_deck(a_note("x", front="Why?", back="So."), key="e")], {})

    assert found == [Problem("e:x", "note id “x” is used twice, first in d: ids are for good")]


def test_a_deck_id_is_used_once():
    assert lint([a_deck(), a_deck()], {}) == [Problem("d", "deck id “d” is used twice, first in d: ids are for good")]


def test_a_note_cites_a_line_where_the_deck_has_a_guide():
    assert told(a_note(cites=())) == [("d:n", "cites no line of the guide")]
    assert told(a_note(cites=()), guide="") == []


def test_a_note_has_tags():
    assert told(a_note(tags=())) == [("d:n", "has no tag")]


def test_an_erratum_must_exist():
    assert told(a_note(errata=("nowhere",))) == [("d:n", "names erratum “nowhere”, which there is not")]


def test_a_card_over_a_corrected_line_names_the_erratum():
    over = (Cite((2, 4), "0" * 16), Cite((3, 3), "0" * 16))

    assert told(a_note(cites=over)) == [
        ("d:n", "cites line 3, which erratum “oolong” corrects: name it, or cite more narrowly")
    ]
    assert told(a_note(cites=over, errata=("oolong",))) == []
    assert told(a_note(cites=over), guide="another") == []


def test_one_question_is_asked_once():
    same = [a_note("a", front="What is tea?", back="A leaf."), a_note("b", front=" what is **Tea**", back="A drink.")]

    assert told(*same) == [("d:b", "asks the same as d:a")]


def test_a_question_is_the_same_in_another_deck():
    found = lint([a_deck(a_note("a", front="Why?", back="x")), a_deck(a_note("b", front="why", back="y"), key="e")], {})

    assert found == [Problem("e:b", "asks the same as d:a")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What does `-p` do?", "What does `-P` do?"),
        ("What does `$@` hold?", "What does `$*` hold?"),
        ("What is `[ ]`?", "What is `{ }`?"),
    ],
)
def test_code_that_differs_makes_another_question(one, other):
    assert told(a_note("a", front=one, back="x"), a_note("b", front=other, back="y")) == []


def test_two_gaps_of_one_text_are_two_questions():
    assert cloze("{{c1::one}} and {{c2::two}}") == []


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("What is oolong tea?", "Oolong tea."),
        ("Which is hotter, `steam` or ice?", "`steam`"),
        ("What does tea want, water?", "Water"),
    ],
)
def test_an_answer_in_its_own_prompt_is_told(front, back):
    assert basic(front, back) == [("d:n", "the answer stands word for word in its own prompt")]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("What is a teapot for?", "Tea."),
        ("Which option is the opposite of `-p`?", "`-P`"),
        ("Which flag is short for `--detach`?", "`-d`"),
        ("How many leaves make 12.5 g or 2,173 cups?", "2"),
        ("What comes after port 8080:80?", "80"),
    ],
)
def test_a_part_of_a_word_or_figure_gives_nothing_away(front, back):
    assert basic(front, back) == []


def test_the_second_card_of_a_pair_is_checked_too():
    pair = a_note(kind="reversed", front="Urn", back="A samovar", reverse_front="Is a samovar an urn?")

    assert told(pair) == [("d:n/reverse", "the answer stands word for word in its own prompt")]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("{{c1::Steep}} it; you steep for long", ["c1"]),
        ("{{c1::tea}} is {{c2::tea}}", ["c1", "c2"]),
        ("`run {{c1::-d}}` where -d detaches", ["c1"]),
        ("{{c1::tea::not tea, but}}", ["c1"]),
        ("{{c1::four}} legs, {{c1::four}} more, and four again", ["c1"]),
    ],
)
def test_a_cloze_that_gives_itself_away_is_told(text, cards):
    found = cloze(text)

    assert [where for where, _ in found] == [f"d:n/{card}" for card in cards]
    assert all(message.startswith("the cloze gives itself away: “") for _, message in found)


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::tea}} and {{c1::tea}} again",
        "a teapot holds {{c1::tea}}",
        "this is {{c1::not}} that, not those",
        "`run {{c1::-p}}` and not `-P`",
    ],
)
def test_a_cloze_that_keeps_its_secret_is_told_nothing(text):
    assert cloze(text) == []


def test_an_over_long_answer_is_told():
    long = "tea " * 79

    assert basic("Why?", f"{long}**urns**") == []
    assert basic("Why?", f"{long}samovar") == [
        ("d:n", "answer has 323 characters; 320 is the most: explain in the explanation")
    ]


def test_an_over_long_gap_is_told():
    assert cloze(f"a {{{{c1::{'x' * 61}}}}}") == [("d:n/c1", "gap has 61 characters; 60 is the most")]
    assert cloze(f"a {{{{c1::`{'x' * 60}`}}}}") == []


def test_a_gap_that_reads_as_nothing_is_told():
    assert cloze("a {{c1::![](/media/x.png)}} b") == [("d:n/c1", "has an empty gap")]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("Is tea a leaf?", "Yes."),
        ("You pour it cold. Does it brew, and why?", "No: it takes heat."),
        ("Can tea be cold?", "Yes, iced."),
        ("Do leaves dry?", "no"),
    ],
)
def test_a_question_for_yes_or_no_is_told(front, back):
    assert basic(front, back) == [("d:n", "asks for yes or no: ask why, how or which instead")]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("Is tea a herb, or what else?", "The leaf of a shrub."),
        ("Why is tea bitter?", "No tannin was left out."),
        ("Does what to leaves make black tea?", "No-one else but oxygen."),
        ("What do you say to tea?", "Yes."),
    ],
)
def test_a_question_with_another_answer_is_told_nothing(front, back):
    assert basic(front, back) == []


def test_a_gap_in_a_basic_note_is_told():
    assert basic("Steep for {{c1::three}} minutes", "Yes") == [
        ("d:n", "has a gap, but a basic note asks no gaps: make it a cloze")
    ]


def test_fresh_cites_are_not_stale():
    assert stale([a_deck(a_note())], OVERLAY, GUIDE) == []


def test_white_space_makes_no_cite_stale():
    assert stale([a_deck(a_note())], OVERLAY, [f"  {line}\t" for line in GUIDE]) == []


def test_a_changed_line_is_stale_in_decks_and_errata():
    changed = ["Tea is a bush.", *GUIDE[1:2], "Oolong is blue."]

    assert stale([a_deck(a_note())], OVERLAY, changed) == [
        Problem("d:n", "lines 1–1 have changed: read them again, then run `ebb decks cite`"),
        Problem("errata:oolong", "lines 3–3 have changed: read them again, then run `ebb decks cite`"),
    ]


def test_a_cite_outside_the_guide_is_stale():
    beyond = a_note(cites=(Cite((4, 5), line_hash(GUIDE[3:])),))

    assert stale([a_deck(beyond)], Overlay(), GUIDE) == [
        Problem("d:n", "lines 4–5 lie outside the guide, which has 4 lines")
    ]


def test_a_cite_without_a_hash_is_stale():
    assert stale([a_deck(a_note(cites=(Cite((1, 1)),)))], Overlay(), GUIDE) == [
        Problem("d:n", "lines 1–1 have no hash: run `ebb decks cite`")
    ]


def test_citing_renews_every_hash_and_nothing_else():
    old = a_note(cites=(Cite((1, 2)), Cite((3, 9), "0" * 16)))
    deck = a_deck(old)

    renewed = cite(deck, GUIDE)

    assert renewed.notes[0].cites == (Cite((1, 2), line_hash(GUIDE[:2])), Cite((3, 9), "0" * 16))
    assert replace(renewed, notes=(replace(renewed.notes[0], cites=old.cites),)) == deck


def test_patches_that_have_no_hash_a_changed_line_or_none_are_stale():
    fresh, changed, blank, beyond = (
        Patch("drop", (1, 1), line_hash(GUIDE[:1]), text="scenery"),
        Patch("replace", (2, 2), "0" * 16, text="x"),
        Patch("replace", (3, 4), "", text="y"),
        Patch("annotate", (3, 5), line_hash(GUIDE[2:]), text="z"),
    )

    assert stale([], Overlay("g", {}, (fresh, changed, blank, beyond)), GUIDE) == [
        Problem("errata:replace 1 (lines 2–2)", "lines 2–2 have changed: read them again, then run `ebb decks cite`"),
        Problem("errata:replace 2 (lines 3–4)", "lines 3–4 have no hash: run `ebb decks cite`"),
        Problem("errata:annotate 1 (lines 3–5)", "lines 3–5 lie outside the guide, which has 4 lines"),
    ]


def test_citing_an_overlay_renews_its_hashes_and_nothing_else():
    blank = {"oolong": replace(ERRATA["oolong"], hash="")}
    old = Patch("replace", (1, 2), "", "oolong", "plant", "shrub"), Patch("drop", (3, 9), "0" * 16, text="scenery")

    renewed = cite_overlay(Overlay("g", blank, old), GUIDE)

    assert renewed == Overlay("g", ERRATA, (replace(old[0], hash=line_hash(GUIDE[:2])), old[1]))


def test_a_tag_that_the_folder_does_not_list_is_unknown():
    found = lint([a_deck(a_note(tags=("t", "tee")))], ERRATA, {"t": "Tea"})

    assert [problem.message for problem in found] == ["has the unknown tag “tee”: tags.toml lists those that there are"]


def test_a_model_answer_that_its_own_grader_does_not_accept_is_told():
    points = "- The kernel is shared\n  + share|use kernel\n- Files are its own\n  + own|separate file_system"
    found = told(a_note(kind="interview", front="What is shared?", back="Containers share the kernel.", points=points))

    assert found == [("d:n", "its own grader does not accept back: 1 of 2 key points. Files are its own")]


def test_what_is_told_in_a_minute_may_be_longer_than_what_is_taken_in_at_a_glance():
    long = "The kernel is shared. " * 20
    points = "- The kernel is shared\n  + kernel shared"

    assert told(a_note(kind="interview", front="What of the two?", back=long, points=points)) == []
    assert "320 is the most" in basic("What of the two?", long)[0][1]
