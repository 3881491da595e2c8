"""A whole guide compiled: every card fits its kind, the overlay is heeded, and no text is too odd or too long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.card import Overlay, Patch, line_hash
from app.cards.kinds import KINDS
from app.guide.compile import Compiled, compile_guide
from tests.guide.offered import cards, compiled, left, pairs

GUIDE = """\
# Redis

## Commands

| Command | Description |
| --- | --- |
| `redis-cli ping` | Checks whether the server answers |
| `docker volume prune` | Removes all volumes that no container uses |

- **Snapshot**: a copy of all data in memory.
- **Speed**: Fast

```bash
# Start a server of Redis in the background
docker run -d --name cache redis:7
```

```yaml
services:
  cache:
    restart: unless-stopped  # Start again after a crash
```

## How failover works

1. Sentinels notice that the primary is silent
2. A majority of them agrees
3. One replica is promoted

## Best practices

- ✅ Set a limit for memory (otherwise the kernel kills the server)
- ❌ Expose the port to the internet

## What is a replica?

A copy of the primary.

The port is {{c1::6379}}.
"""


def unfit(made: Compiled) -> list[object]:
    return [problem for one in made.proposals for problem in KINDS[one.kind].problems(one.note())]


def test_every_construct_gives_a_card_that_fits_its_kind():
    made = compile_guide(GUIDE)

    assert {one.kind for one in made.proposals} == {"basic", "reversed", "cloze", "command", "order", "choice"}
    assert unfit(made) == []
    assert [one.why for one in made.left_out] == ["an answer of one word"]


def test_proposals_stand_in_the_order_of_the_guide_with_the_hash_of_their_lines():
    made = compile_guide(GUIDE)
    lines = GUIDE.split("\n")

    assert [one.lines[0] for one in made.proposals] == sorted(one.lines[0] for one in made.proposals)
    for one in made.proposals:
        assert one.hashes == tuple(line_hash(lines[first - 1 : last]) for first, last in one.lines)


def test_progress_is_told_up_to_the_last_line():
    told: list[tuple[int, int]] = []

    compile_guide(GUIDE, progress=lambda done, of: told.append((done, of)))

    assert told == sorted(told)
    assert told[-1] == (len(GUIDE.split("\n")),) * 2


def test_dropped_lines_make_no_card_and_say_why():
    text = "## Terms\n\n- **Snapshot**: a copy of all data in memory.\n- **Replica**: a server that copies another."
    patch = Patch("drop", (3, 3), line_hash(text.split("\n")[2:3]), "", "", "wrong")

    made = compile_guide(text, Overlay("redis.md", {}, (patch,)))

    assert [one.fields["back"] for one in made.proposals] == ["A server that copies another."]
    assert len(made.left_out) == 1


def test_a_question_that_holds_its_answer_is_left_out():
    text = "```bash\n# Run redis-cli monitor now please\nredis-cli monitor\n```"

    assert cards(text) == ()
    assert left(text) == ["the answer stands word for word in its own prompt"]


def test_no_question_is_asked_twice():
    fronts = list(
        pairs(
            """
            # Redis

            ## Lists

            ### Why?

            They keep the order in which the values came.

            ## Sets

            ### Why?

            They refuse a value that is there already.
            """
        )
    )

    assert len(fronts) == len(set(fronts)) == 2


def test_a_broken_fence_is_told():
    assert [line for line, _ in compiled("# One\n\n```\nwords\n\n## Two\n\n```sh\nls\n```").remarks] == [3]


def test_too_many_cards_are_cut_off_with_a_word():
    text = "\n".join(f"- **Term{number} alpha{number}**: the meaning of {number}" for number in range(5200))

    made = compile_guide(f"# Terms\n\n{text}")

    assert len(made.proposals) == 5000
    assert made.left_out[-1].why.startswith("more than 5,000 cards")


MEGABYTE = 1_000_000
HOSTILE = {
    **{f"a line of {sign!r}": sign * MEGABYTE for sign in "#|*[`_<>~-:({!\\"},
    **{f"lines of {sign!r}": f"{sign * 79}\n" * (MEGABYTE // 80) for sign in "#|*[<"},
    "open folds": "<details>\n" * 50_000,
    "open folds with summaries": "<details><summary>Why is it so?</summary>\n\n" * 20_000,
    "open links": "[a](" * 200_000,
    "open gaps": "{{c1::" * 150_000,
    "open bold": "**a** " * 150_000,
    "open tags": "<!--" * 200_000,
    "deep folds": "<details><summary>a b c</summary>\n\n" * 2000 + "x\n" + "</details>\n" * 2000,
    "a deep list": "".join(f"{'  ' * depth}- a\n" for depth in range(1000)),
    "deep quotes": ">" * 20_000 + " a",
    "a long line": "word " * 20_000,
    "a long word": "w" * 100_000,
    "null bytes": "\x00# a\x00\n" * 20_000,
    "many fences": "```\n# a\n\n" * 20_000,
    "a wide table": "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + "|b" * 5000,
    "continued commands": "```bash\n" + "a \\\n" * 50_000 + "```",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_too_hostile(text: str):
    begun = time.perf_counter()

    made = compile_guide(text)

    assert time.perf_counter() - begun < 30, "a rule is not linear in the length of the text"
    assert unfit(made) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*GUIDE.split("\n"), "```", "<details>", "<summary>Why?</summary>", "</details>", "---", "\x00"]
        ),
        max_size=60,
    )
)
def test_lines_in_any_order_compile_to_cards_that_fit(rows: list[str]):
    made = compile_guide("\n".join(rows))

    assert unfit(made) == []
    assert all(1 <= first <= last <= len(rows) for one in made.proposals for first, last in one.lines)


def test_a_guide_eight_times_as_long_takes_about_eight_times_as_long():
    def work(parts: int) -> float:
        text = "\n".join(
            GUIDE.replace("Redis", f"Redis{part}").replace("Snapshot", f"Snap{part}") for part in range(parts)
        )
        begun = time.process_time()
        assert len(compile_guide(text).proposals) > parts
        return time.process_time() - begun

    few = 60_000 // len(GUIDE.encode())
    work(few)  # patterns and lexers are made once

    assert work(8 * few) < 8 * 2.5 * work(few)


def test_an_empty_text_offers_nothing():
    assert cards("") == ()
    assert left("") == []
