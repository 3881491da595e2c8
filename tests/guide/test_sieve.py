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


def test_formulas_are_no_prices():
    text = "**Gradient**: it vanishes, $\\nabla f(x^*) = 0$, at $x_1$, so $2 x_2 = 4$ holds too.\n"

    assert "prices or pay" not in left(text)
    assert "prices or pay" in left("**Seat**: one seat costs $25/month for a team of any size.\n")


def test_what_only_begins_like_a_farewell_is_a_topic():
    assert cards("# Licences\n\n## Shareware\n\n**Shareware**: programs that may be tried for a while before paying.\n")
    assert cards("# Licences\n\n## Share this page\n\n**Copy**: a link that may be sent to whomever one likes.\n") == ()


def test_a_condition_is_no_term():
    text = (
        "**When the disk fills,** writes stop and the log says so.\n\n**Context**: told of a server in one sentence.\n"
    )

    assert cards("# Disks\n\n" + text) == ()


def test_what_never_to_do_is_no_step():
    text = "# Steps to restart\n\n1. Stop the server\n2. Never pull the plug\n3. Start the server\n"

    assert all(one.kind != "order" for one in cards(text))


def test_what_an_author_marked_beats_every_filter():
    told = cards("## License\n\nMay a copy be sold?\n?\nOnly with the source, as awesome as that is")

    assert len(told) == 1
    assert cards("## Odds\n\n**Recall**:: the share found, $12/x$ in all and $1-R$ missed")
