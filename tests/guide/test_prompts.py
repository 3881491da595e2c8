"""What lint would refuse is said in another way, or left out with lint's own reason."""

import pytest

from app.cards.card import Deck
from app.cards.lint import LONGEST_ANSWER, lint
from app.cards.markup import plain
from tests.guide.offered import cards, compiled, left, of_kind, pairs

SENTENCE = "A replica follows its primary at some distance, and answers those who only read."
ROWS = "\n".join(
    f"| Keeps value {at} in memory until it is told otherwise | Writes value {at} to disk |" for at in range(9)
)
TEXTS = {
    "yes with a reason": "## Is Redis single-threaded?\n\nYes. One thread runs every command.",
    "yes on a condition": "## Can a replica be written to?\n\nYes, but only where `replica-read-only` is off.",
    "no with a reason": "## Is a snapshot a log?\n\nNo, it is a copy of all data at one moment.",
    "a bare yes": "## Is Redis single-threaded?\n\nYes.",
    "true or false": "## True or false? A replica is a copy of its primary\n\nTrue",
    "a long paragraph": f"## What is a replica?\n\n{' '.join([SENTENCE] * 9)}",
    "a sentence without an end": f"## What is a replica?\n\n{'a copy, and ' * 60}",
    "a long list": "## How is data kept?\n\n" + "\n".join(f"- **Way {at}**: {SENTENCE}" for at in "ABCDE"),
    "a long table": f"## How do RDB and AOF differ?\n\n| RDB | AOF |\n| --- | --- |\n{ROWS}",
    "long code": "## How is it set up?\n\n```python\n" + "replica.follow(primary, port=6379)\n" * 20 + "```",
    "an answer in its question": "## Which is faster, Redis or a disk?\n\nRedis",
    "a gap in an answer": "## What is a replica?\n\nA copy of the primary.\n\nIts port is {{c1::6379}}.",
    "a key that stands twice": (
        "## Two tiers\n\n```yaml\nnetworks:\n  front:\nservices:\n  web:\n    networks:\n      - front\n```"
    ),
    "a key beside its value": (
        "## Secrets\n\n```yaml\ndb:\n  secrets:\n    - password\n  environment:\n    FILE: /run/secrets/password\n```"
    ),
    "one question in two spellings": "## What is Redis?\n\nA store.\n\n## Once more\n\n- **Redis**: a cache.",
    "a long term": f"## Terms\n\n- **Replica**: {' '.join([SENTENCE] * 5)}\n- **Snapshot**: a copy of all data.",
    "a wide table": f"| Name | Kept | Lost |\n| --- | --- | --- |\n| `RDB` | {SENTENCE * 3} | {SENTENCE * 2} |",
}


def problems(text: str) -> list[str]:
    """What lint says of the deck that a text compiles to."""
    notes = tuple(one.note(f"n{at}") for at, one in enumerate(cards(text)))
    return [it.message for it in lint([Deck("d", "Redis", notes=notes)], {}) if it.message != "has no tag"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_proposed_passes_lint(text: str):
    assert problems(text) == []


@pytest.mark.parametrize("name", [name for name in TEXTS if "bare" not in name and "its question" not in name])
def test_no_question_is_lost_for_its_form(name: str):
    assert cards(TEXTS[name])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a bare yes", "asks for yes or no: ask why, how or which instead"),
        ("an answer in its question", "the answer stands word for word in its own prompt"),
    ],
)
def test_what_can_be_said_in_no_other_way_is_left_out_with_the_reason_of_lint(name: str, why: str):
    assert cards(TEXTS[name]) == ()
    assert left(TEXTS[name]) == [why]


@pytest.mark.parametrize(
    ("answer", "asked", "back", "said"),
    [
        ("Yes. One thread runs all.", "How so?", "One thread runs all.", "yes"),
        ("**No**, one thread runs all.", "Why not?", "One thread runs all.", "no"),
        ("Yes, but only to read.", "On what condition?", "Only to read.", "yes"),
        ("No, unless it is told to.", "On what condition?", "Unless it is told to.", "no"),
        ("Yes, but it is slow.", "With what reservation?", "It is slow.", "yes"),
        ("No, but a module can.", "What holds instead?", "A module can.", "no"),
    ],
)
def test_a_question_for_yes_or_no_asks_for_what_is_said_besides(answer: str, asked: str, back: str, said: str):
    (card,) = cards(f"## Does Redis use threads?\n\n{answer}")

    assert card.fields == {"front": f"Does Redis use threads? {asked}", "back": back}
    assert card.explanation == f"In short: {said}."


def test_a_bare_true_or_false_is_a_choice():
    (fields,) = of_kind("choice", TEXTS["true or false"])

    assert fields["front"] == "A replica is a copy of its primary"
    assert fields["options"] == "- [x] True\n- [ ] False\n  Right is “True”."


@pytest.mark.parametrize("name", ["a long paragraph", "a long table", "long code", "a sentence without an end"])
def test_a_long_answer_begins_on_the_back_and_goes_on_in_the_explanation(name: str):
    card = cards(TEXTS[name])[0]

    assert LONGEST_ANSWER // 2 < len(plain(card.fields["back"])) <= LONGEST_ANSWER
    assert len(plain(card.explanation)) > LONGEST_ANSWER


def test_what_is_left_of_a_long_answer_is_not_said_twice():
    (card,) = cards(TEXTS["a long paragraph"])

    assert f"{card.fields['back']} {card.explanation}" == " ".join([SENTENCE] * 9)


def test_a_list_below_its_first_sentence_is_named_where_both_do_not_fit():
    (card,) = cards(f"## Which are there?\n\n{SENTENCE} {SENTENCE} There are three:\n\n" + "\n".join(
        f"1. **{name}**\n   {SENTENCE}" for name in ("Snapshot", "Log", "Both")
    ))  # fmt: skip

    assert card.fields["back"].endswith("\n\n1. **Snapshot**\n2. **Log**\n3. **Both**")


def test_a_title_of_what_does_not_fit_is_no_part_of_an_answer():
    rows = "copy.follow(primary)\n" * 20
    (card,) = cards(f"## What is a replica?\n\nA copy of the primary.\n\n*An example:*\n\n```python\n{rows}```")

    assert card.fields["back"] == "A copy of the primary."
    assert card.explanation.startswith("*An example:*")


def test_a_key_that_stands_twice_is_one_gap_and_one_beside_its_value_is_none():
    (twice,), (beside,) = (of_kind("cloze", TEXTS[f"a key {how}"]) for how in ("that stands twice", "beside its value"))

    assert twice["text"].count("::networks::n…}}") == 2
    assert "{{c1::networks" in twice["text"]
    assert "\n  secrets:\n" in beside["text"]
    assert "::environment::e…}}" in beside["text"]


def test_a_gap_in_an_answer_is_read_as_its_word():
    assert pairs(TEXTS["a gap in an answer"]) == {"What is a replica?": "A copy of the primary.\n\nIts port is 6379."}


def test_the_same_question_in_another_spelling_is_told_apart():
    assert [*pairs(TEXTS["one question in two spellings"])] == ["What is Redis?", "Once more: what is **Redis**?"]


def test_a_thousand_cards_that_ask_the_same_take_no_time():
    text = "# Redis\n\n" + "\n\n".join(f"## Why?\n\nBecause of reason {at} among many others." for at in range(1000))

    assert len(compiled(text).proposals) == 1
