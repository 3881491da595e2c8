"""`ebb grade`: judges that anyone can call, for one answer or for a stream of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.cards.card import Deck
from app.cards.deckfile import write
from app.cards.kinds import interview, repair


def ebb(*arguments: object, given: str = "") -> tuple[int, list[dict[str, Any]], str]:
    """Status, JSON lines and what was said beside them."""
    told = CliRunner().invoke(cli, ["grade", *map(str, arguments)], input=given)
    return told.exit_code, [json.loads(line) for line in told.stdout.splitlines() if line], told.stderr


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "d.toml").write_text(write(Deck("d", "D", notes=(interview.EXAMPLE, repair.EXAMPLE))), encoding="utf-8")
    return folder


def test_a_command_is_graded_by_what_it_does():
    status, [told], _ = ebb(
        "command", "--expected", "docker run -d -p 8080:80 nginx", "--given", "docker container run -p8080:80 -d nginx"
    )

    assert (status, told) == (0, {"verdict": "same", "differences": []})


def test_a_batch_of_commands_is_answered_line_by_line():
    lines = [
        {"id": 1, "expected": "docker ps", "given": "docker container ls"},
        {"id": "b", "expected": ["docker ps -a", "docker ps --all"], "given": "docker ps"},
    ]

    status, told, _ = ebb("command", "--batch", given="\n".join(map(json.dumps, lines)) + "\n\n")

    assert status == 0
    assert [(row["id"], row["verdict"]) for row in told] == [(1, "same"), ("b", "different")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "line 1: "),
        ("[1]", "must be a JSON object"),
        ('{"given": "docker ps"}', "expected: say the right command"),
        ('{"expected": "docker ps"}', "given: it is missing"),
        ("[" * 100_000, "line 1: "),
    ],
)
def test_a_line_that_cannot_be_graded_says_why_and_the_others_are_graded(line, why):
    good = '{"id": 2, "expected": "docker ps", "given": "docker ps"}'

    status, told, _ = ebb("command", "--batch", given=f"{line}\n{good}\n")

    assert status == 1
    assert why in told[0]["error"]
    assert told[1] == {"id": 2, "verdict": "same", "differences": []}


def test_a_file_is_judged_by_the_rules_of_its_card(decks, tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text(repair.EXAMPLE.fields["broken"])

    status, [told], _ = ebb("repair", "--card", "example-repair", "--file", file, "--decks", decks)

    assert status == 0
    assert [(one["property"], one["holds"], one["line"]) for one in told["properties"]] == [
        ("deps-before-sources", False, 3),
        ("exec-form(CMD)", True, 5),
    ]
    assert all(one["why"] for one in told["properties"])


def test_a_file_outside_the_decks_is_judged_by_rules_that_are_named(tmp_path):
    file = tmp_path / "compose.yaml"
    file.write_text("services:\n  web:\n    image: nginx\n    ports: ['8080:80']\n")

    status, [told], _ = ebb(
        "repair", "--kind", "compose", "--rules", "valid,port(web, 8080, 80),pinned-image(web)", "--file", file
    )

    assert status == 0
    assert [one["holds"] for one in told["properties"]] == [True, True, False]


def test_rules_that_there_are_not_are_named(tmp_path):
    status, told, said = ebb("repair", "--kind", "dockerfile", "--rules", "shiny", "--file", "-", given="FROM x:1")

    assert (status, told) == (1, [])
    assert "shiny" in said


def test_an_interview_answer_is_scored_point_by_point(decks, tmp_path):
    file = tmp_path / "answer.txt"
    file.write_text("The container uses the same kernel as the host.")

    status, [told], _ = ebb("interview", "--card", "example-interview", "--file", file, "--decks", decks)

    assert status == 0
    assert [one["hit"] for one in told["points"]] == [True, False]
    assert told["points"][0]["phrase"] in file.read_text()
    assert (told["red_flags"], told["quality"]) == ([], 3)


def test_a_batch_of_answers_names_the_cards(decks):
    lines = [
        {"id": 1, "card": "example-interview", "given": ""},
        {"id": 2, "card": "example-repair", "given": "x"},
        {"id": 3, "card": "none", "given": "x"},
    ]

    status, told, _ = ebb("interview", "--batch", "--decks", decks, given="\n".join(map(json.dumps, lines)))

    assert status == 1
    assert told[0]["quality"] == 0
    assert "is a repair card" in told[1]["error"]
    assert "there is no card none" in told[2]["error"]
