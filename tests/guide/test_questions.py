"""Questions with their answers, in every shape people write them."""

import pytest

from tests.guide.offered import cards, left, of_kind, pairs

SHAPES = {
    "a heading": "## What is a replica?\n\nA copy of the primary.",
    "a heading without a mark": "## What is a replica\n\nA copy of the primary.",
    "a numbered heading": "### 12. What is a replica?\n\nA copy of the primary.",
    "a bold line": "**What is a replica?**\n\nA copy of the primary.",
    "a numbered bold line": "**3. What is a replica?**\n\nA copy of the primary.",
    "a bold line with its answer": "**What is a replica?**\nA copy of the primary.",
    "Q and A": "Q: What is a replica?\nA: A copy of the primary.",
    "Q and A in paragraphs": "Q: What is a replica?\n\nA: A copy of the primary.",
    "bold Q and A": "**Q: What is a replica?**\n\n**A:** A copy of the primary.",
    "numbered Q": "**Q1. What is a replica?**\n\nA copy of the primary.",
    "Q in a quote": "> **Q:** What is a replica?\n\nA copy of the primary.",
    "Q and A in a block": "```\nQ: What is a replica?\nA: A copy of the primary.\n```",
    "a list with numbers": "1. What is a replica?\n\n   A copy of the primary.",
    "a list without numbers": "- What is a replica?\n  - A copy of the primary.",
    "a fold": "<details>\n<summary>What is a replica?</summary>\n\nA copy of the primary.\n\n</details>",
    "a bold fold on one line": (
        "<details><summary><b>What is a replica?</b></summary><p>A copy of the primary.</p></details>"
    ),
    "a heading over a fold": (
        "### What is a replica?\n\n<details><summary>Answer</summary>\n\nA copy of the primary.\n\n</details>"
    ),
    "an answer in another language": "## ¿Qué es a replica?\n\n**Respuesta:** A copy of the primary.",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_a_question_is_asked_as_it_stands_with_its_answer(text: str):
    ((front, back),) = pairs(text).items()

    assert front in {"What is a replica?", "What is a replica", "¿Qué es a replica?"}
    assert back.removeprefix("- ") == "A copy of the primary."


def test_an_answer_is_taken_whole_with_lists_and_code():
    (back,) = pairs(
        """
        ## How do you stop a server?

        In one of two ways:

        - by a command
        - by a signal

        ```bash
        redis-cli shutdown
        ```
        """
    ).values()

    assert back == "In one of two ways:\n\n- by a command\n- by a signal\n\n```bash\nredis-cli shutdown\n```"


def test_a_long_answer_leads_with_what_fits_and_holds_the_rest_below():
    (card,) = cards("## What is a replica?\n\nA copy. " + " ".join(["It follows its primary at some distance."] * 40))

    assert card.fields["back"].startswith("A copy.")
    assert len(card.fields["back"]) < len(card.explanation)


def test_one_word_is_answer_enough_for_a_question():
    assert pairs("## What's the default port?\n\n6379\n\n## Who wrote it?\n\nSanfilippo.") == {
        "What's the default port?": "6379",
        "Who wrote it?": "Sanfilippo.",
    }


def test_questions_below_a_heading_that_asks_are_cards_of_their_own():
    assert list(
        pairs(
            """
            ## What is a replica?

            A copy of the primary.

            Q: Who writes to it?
            A: The primary alone.

            **2. How far is it behind?**

            By a second at most.
            """
        )
    ) == ["What is a replica?", "Who writes to it?", "How far is it behind?"]


def test_a_task_as_a_heading_asks_too():
    assert pairs("## Explain pipelining\n\nSeveral commands are sent before the first answer is read.") == {
        "Explain pipelining": "Several commands are sent before the first answer is read."
    }


def test_a_question_that_says_little_stands_behind_its_heading():
    (front,) = pairs("# Redis\n\n## Pipelining\n\n**When is it used?**\n\nFor many small commands at once.")

    assert front == "Redis – Pipelining: when is it used?"


LETTERS = """
    ### Which command deletes a key in the background?

    - A: `DEL`
    - B: `UNLINK`

    <details><summary>Answer</summary>

    #### Answer: B

    `UNLINK` frees the memory in another thread.

    </details>
    """


def test_lettered_options_with_the_answers_letter_are_a_choice():
    (card,) = cards(LETTERS)

    assert card.kind == "choice"
    assert card.fields["front"] == "Which command deletes a key in the background?"
    assert card.fields["options"] == "- [ ] `DEL`\n  Right is “`UNLINK`”.\n- [x] `UNLINK`"
    assert "another thread" in card.explanation


def test_ticked_boxes_below_a_question_are_a_choice():
    (choice,) = of_kind("choice", "### Which keep an order?\n\n- [x] Lists\n- [ ] Sets\n- [x] Sorted sets")

    assert choice["options"].split("\n")[:2] == ["- [x] Lists", "- [ ] Sets"]


def test_options_without_an_answer_are_no_choice():
    assert of_kind("choice", "### Which is faster?\n\n- A: `DEL`\n- B: `UNLINK`") == []


@pytest.mark.parametrize("answer", ["TBD", "Coming soon!", "N/A"])
def test_a_question_without_an_answer_is_left_out(answer: str):
    text = f"## What is a replica?\n\n{answer}"

    assert cards(text) == ()
    assert left(text) == ["a question without an answer"]


def test_a_fold_that_only_hides_is_left_out():
    assert left("## Redis\n\n<details><summary>Click to expand</summary>\n\nWords.\n\n</details>") == [
        "a folded part without a question"
    ]


@pytest.mark.parametrize("label", ["Q:", "Q3:", "Question 3.", "Q3", "Q. 3)"])
def test_the_label_of_a_question_does_not_stay_on_a_heading(label: str):
    assert list(pairs(f"## {label} What is a replica?\n\nA copy of the primary.")) == ["What is a replica?"]


def test_a_line_with_a_number_and_no_sign_asks():
    told = pairs("Q1 What is a replica?\n\nA copy of the primary.\n\nQ2 Where is it kept?\nOn another server.")

    assert told == {"What is a replica?": "A copy of the primary.", "Where is it kept?": "On another server."}


def test_a_quarter_is_no_question():
    assert pairs("Q3 results\n\nThey were better than those of the year before.") == {}


def test_a_heading_that_demands_asks():
    told = pairs("### List some advantages of replicas over backups.\n\nThey can answer at once.")

    assert told == {"List some advantages of replicas over backups.": "They can answer at once."}


def test_a_labelled_paragraph_above_a_folded_answer_asks():
    text = (
        "## Pumps\n\n**Drill 4.** A pump lifts 3 litres a second.\nHow many an hour?\n\n"
        "<details><summary>Answer</summary>\n\n3 × 3600 = **10,800 litres**\n\n</details>\n\nAfter it comes text."
    )

    assert pairs(text) == {"A pump lifts 3 litres a second. How many an hour?": "3 × 3600 = **10,800 litres**"}
