"""What holds no knowledge is left out, with the reason."""

import pytest

from tests.guide.offered import cards, left


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("**Speed**: Fast", "an answer of one word"),
        ("**Salary of a Redis engineer**: up to $150k a year", "prices or pay"),
        ("**Cluster mode**: be the superhero your boss yells for", "advertising or a story"),
        ("**Fork of it**: same as above", "an answer that refers to another one"),
        ("**Manual of it**: https://redis.io/docs", "an address"),
    ],
)
def test_an_entry_that_teaches_nothing_is_left_out(entry: str, why: str):
    text = f"## Redis\n\n- {entry}\n- **Snapshot**: a copy of all data in memory"

    assert [card.fields["back"] for card in cards(text)] == ["A copy of all data in memory"]
    assert left(text) == [why]


@pytest.mark.parametrize(
    "title",
    ["Table of Contents", "📚 Resources", "Contributing", "License", "Links", "Índice", "目录", "Acknowledgements"],
)
def test_a_heading_of_no_knowledge_leaves_out_all_below_it(title: str):
    text = f"## {title}\n\n- **Snapshot**: a copy of all data\n\n### Below\n\n- **Replica**: a server that copies"

    assert cards(text) == ()
    assert {why.partition("” ")[2] for why in left(text)} == {"holds no knowledge to ask"}


def test_badges_and_pictures_make_no_cards():
    badges = "[![build](https://img.shields.io/x.svg)](https://ci) ![stars](https://img.shields.io/y.svg)"

    assert cards(f"# Redis\n\n{badges}\n\n![diagram](architecture.png)") == ()


def test_a_table_of_contents_without_a_heading_makes_no_cards():
    links = "- [What is Redis?](#what-is-redis)\n- [What is a replica?](#what-is-a-replica)\n"

    assert cards(f"# Redis\n\n{links}") == ()


def test_praise_in_a_real_question_does_not_cost_the_card():
    assert len(cards("## What belongs into a portfolio?\n\nThe shares that a fund holds, listed in a portfolio.")) == 1


def test_front_matter_makes_no_cards():
    assert cards("---\ntitle: Redis\nauthor: Somebody Else\ntags: [a, b]\n---\n\n# Redis\n\nWords of no fact.") == ()
