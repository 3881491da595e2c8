"""The plan of a guide: read where the guide has one, else proposed from its size."""

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
