"""Interview answers scored: what earns a point, what does not, and what is noticed as a mistake."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.interviewing.score import Scored, parse_points, quality, score
from tests.cards.hostile import HOSTILE

KERNEL = """
- Containers share the kernel of the host
  + container: share|use host kernel
  + container: not own|separate kernel
- A VM boots a kernel of its own
  + vm|virtual_machine: own|separate kernel
"""
OWN_KERNEL = """
- Thinks that a container has a kernel of its own
  + container: own|separate kernel
"""
ROLES = """
- Namespaces isolate
  + namespace: isolate|hide
- Cgroups limit
  + cgroup: limit|cap memory|cpu
"""
STOPPING = """
- stop asks first
  + stop: sigterm & then|after sigkill
- kill does not ask
  + kill: sigkill immediately
"""


def scored(points: str, answer: str, red_flags: str = "") -> Scored:
    read, problems = parse_points(points)
    flags, more = parse_points(red_flags)
    assert problems == more == []
    return score(read, flags, answer)


def hits(points: str, answer: str) -> list[bool]:
    return [tick.hit for tick in scored(points, answer).points]


# The language of points


def test_a_point_is_read_with_its_ways():
    points, problems = parse_points(KERNEL)

    assert [point.text for point in points] == [
        "Containers share the kernel of the host",
        "A VM boots a kernel of its own",
    ]
    assert [len(point.ways) for point in points] == [2, 1]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  + share kernel", "line 1: a way of saying stands before the first point"),
        ("- A point", "line 1: this point has no way of saying it"),
        (
            "- A point\n  + share: kernel: host",
            "line 2: has a subject in the middle (“kernel:”): the subject stands first",
        ),
        ("- A point\n  + container: not", "line 2: says nothing beyond “not”"),
        ("- A point\n  + container:", "line 2: has no term"),
        ("- A point\n  + share |", "line 2: has a term without a word: “|”"),
        (
            "- A point\n  + a\nnonsense",
            "line 3: must begin with “- ” for a point or “  + ” for a way of saying it: “nonsense”",
        ),
    ],
)
def test_a_problem_is_named_by_its_line(text, problem):
    assert problem in parse_points(text)[1]


def test_the_other_points_are_kept_when_a_line_is_wrong():
    points, problems = parse_points("- One\n  + first\n?\n- Two\n  + second")

    assert [point.text for point in points] == ["One", "Two"]
    assert len(problems) == 1


# What earns a point


@pytest.mark.parametrize(
    "answer",
    [
        "A container uses the host's kernel.",
        "Containers share one kernel, that of their host.",
        "All containers are sharing the kernel the host runs.",
        "Containers rely on the kernel of the machine.",  # employ, machine: known synonyms
        "A contianer shares the kernal of the host.",  # typing slips
        "Containers share the host’s Kernel",
        "A container does not have a kernel of its own.",
        "Containers start without a separate kernel.",
        "There is no kernel of its own in a container.",
    ],
)
def test_a_point_is_made_in_many_words(answer):
    assert hits(KERNEL, answer)[0]


def test_the_phrase_is_the_answers_own_words():
    tick = scored(KERNEL, "Well, um, Containers SHARE their host's kernel, you know.").points[0]

    assert tick.phrase == "SHARE their host's kernel"


def test_words_far_apart_make_no_point():
    answer = (
        "Containers share images. "
        + "They are small and quick to move around, and everybody likes that. " * 3
        + "A host has a kernel."
    )

    assert not hits(KERNEL, answer)[0]


def test_two_halves_of_a_point_may_stand_in_different_sentences():
    assert hits(STOPPING, "docker stop sends SIGTERM. It waits a while. Then comes SIGKILL.")[0]
    assert not hits(STOPPING, "docker stop sends SIGTERM. It waits a while.")[0]


def test_a_phrase_must_stand_together():
    points = "- It works here\n  + works_on_my_machine"

    assert hits(points, "The famous: it works on my machine!") == [True]
    assert hits(points, "My machine works on and on.") == [False]


@pytest.mark.parametrize("answer", ["ten seconds", "10 seconds", "10s", "It waits for 10 more seconds."])
def test_numbers_are_words(answer):
    assert hits("- Ten seconds\n  + 10 second", answer) == [True]


@pytest.mark.parametrize(
    ("way", "answer"),
    [
        ("--rm remove", "`--rm` removes it"),
        ("/var/run/docker.sock mount", "I mount /var/run/docker.sock:/run/docker.sock"),
        ("docker.sock mount", "They mount /var/run/docker.sock"),
        ("127.0.0.1 only", "-p 127.0.0.1:8080:80 only binds locally"),
        ("node_modules .git", "node_modules and .git"),
        ("read-only template", "a readonly template"),
        ("multi-stage build", "a multistage build"),
        ("lockfile install", "It installs from the lock file"),
    ],
)
def test_code_and_compounds_are_found_as_written(way, answer):
    assert hits(f"- A point\n  + {way}", answer) == [True]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("-p maps one port.", [True, False]),
        ("-P publishes all of them.", [False, True]),
        ("`-p` maps one port, `-P` publishes all.", [True, True]),
        ("-P maps one port, -p publishes all.", [False, False]),
    ],
)
def test_a_flag_of_one_letter_keeps_its_case(answer, expected):
    points = "- One\n  + -p: map port\n- All\n  + -P: publish all"

    assert hits(points, answer) == expected


def test_a_container_is_not_what_contains():
    assert hits("- A point\n  + container kernel", "The image contains the kernel.") == [False]


# Negation


@pytest.mark.parametrize(
    "answer",
    [
        "Containers do not share the kernel of the host.",
        "Containers don't share the host kernel.",
        "A container never uses the host's kernel.",
        "Containers cannot share the host's kernel",
        "No container shares the host's kernel.",
        "Containers no longer share the host's kernel.",
        "A container fails to use the kernel of the host.",
        "Containers run without sharing the host kernel.",
        "It's a myth that containers share the host kernel.",
        "People think containers share the host kernel.",
        "That containers share the host kernel is wrong.",
        "In a container nobody shares the kernel of the host.",
        "A container hardly ever uses the kernel of the host.",
        "Containers share the host kernel, that is a myth.",
        "People often say that containers share the host kernel.",
        "I used to think that containers share the host kernel.",
        "Containers sharing the host kernel is a bad idea.",
        "You often read that containers share the host kernel, but that is wrong.",
    ],
)
def test_what_is_denied_makes_no_point(answer):
    assert not hits(KERNEL, answer)[0]


@pytest.mark.parametrize(
    "answer",
    [
        "It isn't a VM, containers share the host kernel.",
        "Containers not only share the host kernel, they are small too.",
        "Don't forget that containers share the host kernel.",
        "Containers share the host kernel instead of booting one.",
        "A container cannot start without using the host's kernel.",
        "I don't know much else, but containers share the host kernel, maybe?",
        "People think containers are VMs, but containers share the host kernel.",
        "Containers share the host kernel, so a hypervisor is not needed.",
        "Containers share the host's kernel without any trouble.",
        "Containers share the host kernel, don't they?",
        "Well, containers share the host's kernel, isn't it?",
        "I used to think they are VMs, but containers share the host kernel.",
    ],
)
def test_a_negation_reaches_only_so_far(answer):
    assert hits(KERNEL, answer)[0]


def test_the_command_stop_denies_nothing():
    """`docker stop is graceful` does not say that something stops being so."""
    assert hits("- Gentle\n  + stop: graceful", "docker stop is graceful.") == [True]
    assert hits("- Gentle\n  + stop: not graceful", "docker stop is graceful.") == [False]


def test_a_point_that_denies_wants_a_denial():
    points = "- EXPOSE publishes nothing\n  + expose: not publish|open"

    assert hits(points, "EXPOSE doesn't publish anything.") == [True]
    assert hits(points, "EXPOSE opens the port.") == [False]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("With the network none it has only loopback.", True),
        ("--network none leaves only loopback.", True),
        ("None of them has only loopback.", False),
    ],
)
def test_a_network_that_is_called_none_denies_nothing(answer, expected):
    assert hits("- It has only loopback\n  + only loopback", answer) == [expected]


@pytest.mark.parametrize(
    "answer", ["Names do not work on the default bridge.", "On the default bridge there is no such thing as a name."]
)
def test_a_denial_reaches_where_it_happens(answer):
    assert hits("- No names there\n  + not name default_bridge", answer) == [True]


def test_the_opposite_of_a_point_is_noticed():
    result = scored(ROLES, "Namespaces don't isolate anything.")

    assert [(noticed.flag, noticed.phrase) for noticed in result.red_flags] == [
        ("says the opposite of: Namespaces isolate", "isolate")
    ]
    assert result.quality == 0


def test_what_an_if_supposes_is_no_opposite():
    assert scored(ROLES, "If namespaces did not isolate, cgroups would limit the memory.").red_flags == ()


# Who does what


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Namespaces isolate and cgroups limit memory.", [True, True]),
        ("Namespaces limit memory and cgroups isolate processes.", [False, False]),
        ("Cgroups isolate, while namespaces cap the memory.", [False, False]),
        ("Namespaces are there first. They isolate.", [True, False]),
        ("There are cgroups. They limit the memory; namespaces isolate.", [True, True]),
        ("Processes are isolated by namespaces, and memory is limited by cgroups.", [True, True]),
        ("Memory is limited by namespaces.", [False, False]),
        ("There are namespaces and cgroups. The former isolate, the latter limit memory.", [True, True]),
        ("There are cgroups and namespaces. The former isolate, the latter limit memory.", [False, False]),
        ("Unlike cgroups, namespaces isolate.", [True, False]),
        ("Something hides the other processes, and that's namespaces.", [True, False]),
        ("If you want to cap the memory, cgroups it is.", [False, True]),
    ],
)
def test_a_deed_belongs_to_who_does_it(answer, expected):
    assert hits(ROLES, answer) == expected


def test_a_command_is_not_the_verb():
    points = "- exec\n  + exec: running|existing container\n- run\n  + run: new container"

    assert hits(points, "exec goes into a running container, run makes a new container") == [True, True]
    assert hits(points, "With exec you get into one that is running, an existing container.") == [True, False]


# What contradicts a point


TEMPLATE = """
- An image is a read-only template
  + image: read-only template|blueprint
- A container is its running instance
  + container: running instance
- What it writes survives a stop
  + data|file survive|keep
"""
SHELL = """
- The shell does not pass signals on
  + shell: not pass|forward signal
- docker stop waits
  + stop: wait second
"""


@pytest.mark.parametrize(
    ("points", "answer"),
    [
        # The words of one said of the other.
        (TEMPLATE, "The container is the read-only template, and the image is the running instance."),
        # An opposite in place of a word, said of the same.
        (TEMPLATE, "An image is a writable template, yes. Image: running instance of a container."),
        # A denial that is wanted, and missing.
        (SHELL, "The shell forwards the signal. docker stop waits for ten seconds."),
    ],
)
def test_what_contradicts_a_point_does_not_make_it(points, answer):
    assert not hits(points, answer)[0]


def test_a_contradiction_throws_doubt_on_keywords_near_it_but_is_no_accusation():
    result = scored(TEMPLATE, "The container is the read-only template; its data survives a stop.")

    assert [tick.hit for tick in result.points] == [False, False, False]
    assert result.red_flags == ()


@pytest.mark.parametrize(
    "answer",
    [
        "It waits for 30 seconds, it has patience.",
        "It waits ten minutes, it has patience.",
        "That started in 2003, it has patience.",
    ],
)
def test_another_quantity_or_year_throws_doubt_too(answer):
    points = "- Ten seconds\n  + wait 10 second\n- In 2013\n  + start 2013\n- It is patient\n  + have patience"

    assert hits(points, answer) == [False, False, False]
    assert hits(points, "It has patience.") == [False, False, True]


def test_what_is_said_rightly_of_a_rival_contradicts_nothing():
    answer = "Namespaces isolate. Cgroups limit memory, and a namespace hides what others do."

    assert hits(ROLES, answer) == [True, True]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("docker stop keeps its data, it is safe.", True),
        ("docker stop loses its data; docker rm keeps it.", False),
        ("docker stop keeps its data, while docker rm loses it.", True),
    ],
)
def test_an_opposite_is_a_contradiction_only_of_the_same_subject(answer, expected):
    points = "- Stopping keeps the data\n  + stop: keep data\n- Removing loses it\n  + rm: lose|delete it|data"

    assert hits(points, answer)[0] is expected


def test_a_place_takes_nothing_from_the_one_that_is_there():
    points = "- A switch\n  + bridge: private switch\n- The machine\n  + host: own stack"

    assert hits(points, "The default is bridge, a private switch on the host.") == [True, False]


def test_a_contrast_begins_something_else():
    points = "- It stays writable for the owner\n  + owner write file"

    assert hits(points, "The owner may write the file.") == [True]
    assert hits(points, "The owner only reads it, whereas others may write into this file.") == [False]


# Taking back


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Cgroups isolate, no wait, namespaces isolate.", True),
        ("Namespaces isolate, no wait, that's cgroups.", False),
        ("Namespaces isolate... no, they count.", False),
        ("Namespaces limit, I mean they isolate.", True),
        ("Namespaces isolate, nah, they count.", False),
        ("Namespaces isolate, scratch that, cgroups do.", False),
        ("Cgroups isolate, my mistake, namespaces isolate.", True),
        ("Namespaces isolate, or is it cgroups?", False),
    ],
)
def test_a_self_correction_cancels_what_it_corrects(answer, expected):
    assert hits(ROLES, answer)[0] is expected


# Mistakes


def test_a_misconception_is_noticed_and_costs_one():
    result = scored(KERNEL, "Every container has its own kernel. A VM boots a separate kernel.", OWN_KERNEL)

    assert [noticed.phrase for noticed in result.red_flags] == ["own kernel"]
    assert [tick.hit for tick in result.points] == [False, False]
    assert result.quality == 0


def test_a_mistake_elsewhere_leaves_what_is_firmly_said():
    points = KERNEL + "- It starts fast\n  + container: start fast|quick\n"

    result = scored(points, "Containers share the host kernel. They start quickly. A VM has no kernel of its own.")

    assert [tick.hit for tick in result.points] == [True, False, True]
    assert len(result.red_flags) == 1


def test_the_more_is_wrong_the_more_a_point_must_say():
    points = KERNEL + "- It starts fast\n  + start fast|quick\n"
    wrong = "Every container has its own kernel. "

    assert [tick.hit for tick in scored(points, "It starts fast.", OWN_KERNEL).points] == [False, False, True]
    assert [tick.hit for tick in scored(points, wrong + "It starts fast.", OWN_KERNEL).points] == [False, False, False]


def test_words_in_two_clauses_are_no_mistake():
    flags = "- Copies\n  + image copy"

    assert scored(KERNEL, "It is no image, you copy a file.", flags).red_flags == ()


def test_the_same_words_show_one_mistake():
    twice = OWN_KERNEL + "- Gives containers a kernel\n  + container own kernel\n"

    assert len(scored(KERNEL, "Every container has its own kernel.", twice).red_flags) == 1


def test_words_far_apart_are_no_mistake():
    flags = "- Copies\n  + image copy kernel"

    assert (
        scored(KERNEL, "An image makes no big difference to you, you copy a file, or the kernel.", flags).red_flags
        == ()
    )


def test_the_same_words_are_not_right_and_wrong_at_once():
    points = "- It keeps its data\n  + keep|delete data"
    flags = "- Deletes\n  + delete data"

    assert [tick.hit for tick in scored(points, "It will delete the data.", flags).points] == [False]


@pytest.mark.parametrize(
    ("made", "points", "flags", "expected"),
    [
        *[(4, 4, 0, 5), (3, 4, 0, 4), (2, 4, 0, 3), (2, 3, 0, 3), (1, 3, 0, 2), (1, 4, 0, 1), (0, 4, 0, 0)],
        *[(4, 4, 1, 4), (3, 4, 2, 2), (1, 4, 3, 0), (0, 0, 0, 0), (0, 4, 9, 0)],
    ],
)
def test_quality_counts_points_and_takes_one_for_each_mistake(made, points, flags, expected):
    assert quality(made, points, flags) == expected


# Any text at all


@pytest.mark.parametrize(
    "answer",
    [
        *HOSTILE,
        "",
        "\0" * 500,
        "İ" * 500,
        "'" * 5000,
        "." * 20_001,
        "/" * 20_001,
        "not " * 6000,
        "no wait, " * 2500,
        "🐳 " * 900,
    ],
)
def test_a_hostile_answer_is_scored_soon(answer):
    begun = time.perf_counter()

    result = scored(KERNEL, answer, OWN_KERNEL)

    assert result.quality == 0
    assert time.perf_counter() - begun < 2


@settings(max_examples=150, deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_text_raises(points, red_flags, answer):
    read, _ = parse_points(points)
    flags, _ = parse_points(red_flags)

    assert 0 <= score(read, flags, answer).quality <= 5


PIECES = """
container vm share own kernel host not no without wait it latter the and by . , ; ... — ' ` && isn't people think is a
myth I mean kernal readonly
"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=60))
def test_every_phrase_stands_in_the_answer(pieces):
    answer = " ".join(pieces)

    result = scored(KERNEL, answer, OWN_KERNEL)

    for phrase in [*(tick.phrase for tick in result.points), *(noticed.phrase for noticed in result.red_flags)]:
        assert all(part in answer for part in phrase.split(" … "))


def test_an_answer_of_three_thousand_words_is_scored_at_once():
    sentence = "A container shares the kernel of its host, whereas every virtual machine boots a separate kernel. "
    answer = sentence * 200
    scored(KERNEL, answer, OWN_KERNEL)

    begun = time.process_time()
    scored(KERNEL, answer, OWN_KERNEL)

    assert time.process_time() - begun < 0.25  # 50 ms where nothing else runs
