"""The plan of a guide: read where the guide has one, else proposed from its size."""

from textwrap import dedent

import pytest

from app.cards.card import Overlay, Patch, line_hash
from app.cards.overlayfile import parse_overlay
from app.guide.compile import compile_guide
from app.guide.source import read
from app.settings import ROOT
from tests.guide.offered import compiled

DAYS = """
    # Redis

    ## Contents

    | # | Topic |
    | --- | --- |
    | 1 | Basics of Redis |
    | 2 | Replication |
    | 3 | Clusters |

    ## Plan

    - **Day 1**: Sections 1-2 (2 hours)
    - **Day 2**: Section 3 (30 minutes)

    ## Goals

    - [ ] Start a server
    - [ ] Promote a replica

    ## Basics of Redis

    Words.

    ## Replication

    Words.

    ## Clusters

    Words.
    """


def test_the_days_and_the_goals_are_read():
    plan = compiled(DAYS).plan

    assert plan.read
    assert [(day.number, day.parts, day.hours) for day in plan.days] == [(1, (1, 2), 2.0), (2, (3,), 0.5)]
    assert plan.checklist == ("Start a server", "Promote a replica")


def test_the_parts_are_those_of_the_table_of_contents():
    assert [(part.number, part.title, part.lines) for part in compiled(DAYS).plan.parts] == [
        (1, "Basics of Redis", (21, 24)),
        (2, "Replication", (25, 28)),
        (3, "Clusters", (29, 31)),
    ]


def test_a_part_is_found_by_what_its_title_says_and_by_its_place():
    text = """
    # Redis

    ## Contents

    | # | Topic |
    | --- | --- |
    | 1 | The problem Redis solves |
    | 2 | Random Access Memory vs disks |
    | 3 | Redis clusters |


    **Redis: everything at hand!**

    Words.

    ## The big problem Redis solves

    Words.

    **Redis clusters never sleep!**


    **RAM vs disks: which one wins?**

    Words.

    ## Disks vs RAM, one by one

    Words.

    # Clusters: the whole Redis story

    ## Redis clusters by example

    Words.
    """

    assert [part.lines for part in compiled(text).plan.parts] == [(12, 22), (23, 30), (31, 35)]


def test_days_and_goals_that_corrections_drop_are_planned_all_the_same():
    plan_of_it = dedent(DAYS).strip().split("\n")[:19]
    dropped = Overlay("", {}, (Patch("drop", (1, 19), line_hash(plan_of_it), text="a plan is no fact"),))

    plan = compiled(DAYS, dropped).plan

    assert [part.title for part in plan.parts] == ["Basics of Redis", "Replication", "Clusters"]
    assert [day.number for day in plan.days] == [1, 2]
    assert len(plan.checklist) == 2


OUR_GUIDE = ROOT.parent / "shared" / "guide" / "DockerDeepDive.md"


@pytest.mark.skipif(not OUR_GUIDE.exists(), reason="the guide is not part of a clone")
def test_our_guide_has_eight_parts_five_days_and_seven_goals():
    overlay = parse_overlay((ROOT / "decks" / "docker" / "errata.toml").read_text(), "errata.toml")

    plan = compile_guide(read(OUR_GUIDE.read_bytes(), OUR_GUIDE.name).text, overlay).plan

    assert [part.lines[0] for part in plan.parts] == [105, 208, 418, 670, 930, 1201, 1520, 1811]
    assert [(day.parts, day.hours) for day in plan.days] == [
        ((1, 2), 1),
        ((3, 4), 2),
        ((5, 6), 2),
        ((7, 8), 2),
        ((), 3),
    ]
    assert len(plan.checklist) == 7


def test_without_contents_the_highest_headings_are_the_parts():
    plan = compiled("# One\n\nWords.\n\n## Below\n\nWords.\n\n# Two\n\nWords.").plan

    assert [(part.title, part.lines) for part in plan.parts] == [("One", (1, 8)), ("Two", (9, 11))]


def test_without_days_some_are_proposed_that_hold_every_part_once():
    text = "\n\n".join(
        f"# Part {part}\n\n" + "\n".join(f"- **Term {part}{at}x**: meaning {part} of {at} as told" for at in range(20))
        for part in range(6)
    )

    plan = compiled(text).plan

    assert not plan.read
    assert len(plan.days) > 1
    assert sorted({part for day in plan.days for part in day.parts}) == [1, 2, 3, 4, 5, 6]
    assert [day.number for day in plan.days] == list(range(1, len(plan.days) + 1))


def test_an_empty_text_has_a_plan_too():
    plan = compiled("").plan

    assert [part.title for part in plan.parts] == ["Everything"]
