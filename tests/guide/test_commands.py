"""Blocks for a shell: a comment is a task, the command below it the answer."""

import pytest

from tests.guide.offered import cards, left, of_kind, pairs


def block(*rows: str, language: str = "bash", title: str = "# Redis") -> str:
    return "\n".join([title, "", f"```{language}", *rows, "```"])


def test_a_comment_with_the_docker_command_below_it_is_typed():
    (typed,) = of_kind("command", block("# Remove all stopped containers", "docker container prune"))

    assert typed["front"] == "Remove all stopped containers."
    assert typed["command"] == "`docker container prune`"


def test_other_programs_commands_are_shown():
    assert pairs(block("# Start a server in the background", "redis-server --daemonize yes")) == {
        "Start a server in the background – which command?": "```sh\nredis-server --daemonize yes\n```"
    }


def test_the_comment_may_stand_behind_the_command():
    assert pairs(block("redis-cli dbsize  # Count the keys of the database")) == {
        "Count the keys of the database – which command?": "```sh\nredis-cli dbsize\n```"
    }


def test_a_command_over_several_lines_is_one():
    told = pairs(block("# Start a second server", "redis-server \\", "  --port 7000 \\", "  --daemonize yes"))

    assert list(told.values()) == ["```sh\nredis-server --port 7000 --daemonize yes\n```"]


def test_a_few_commands_below_one_comment_belong_together():
    told = pairs(block("# Save the data and stop", "redis-cli save", "redis-cli shutdown"))

    assert told == {"Save the data and stop – which 2 commands?": "```sh\nredis-cli save\nredis-cli shutdown\n```"}


def test_the_line_of_each_task_is_told():
    assert [
        card.lines
        for card in cards(
            block("# Count the keys", "redis-cli dbsize", "", "# Write all keys to disk", "redis-cli bgsave")
        )
    ] == [
        ((4, 5),),
        ((7, 8),),
    ]


def test_what_a_prompt_does_not_begin_is_output():
    told = pairs(block("# Check whether the server answers", "$ redis-cli ping", "PONG"))

    assert list(told.values()) == ["```sh\nredis-cli ping\n```"]


def test_a_command_without_a_word_on_its_use_is_left_out():
    text = block("redis-cli ping", title="# Notes")

    assert cards(text) == ()
    assert left(text)


@pytest.mark.parametrize("comment", ["Works! 🎉", "PONG", "redis-cli.conf", "OK"])
def test_a_comment_that_names_no_task_asks_nothing(comment: str):
    assert pairs(block(f"# {comment}", "redis-cli ping", title="# Notes")) == {}


def test_a_program_in_another_language_is_left_out():
    assert left(block("print('hi')", language="python")) == ["a program in python"]


def test_yaml_among_commands_is_configuration():
    text = block(
        "# Start three", "docker compose up --scale replica=3 -d", "", "# Ask for it", "deploy:", "  replicas: 3"
    )

    assert [fields["text"] for fields in of_kind("cloze", text)] == [
        "Redis: Ask for it.\n\n```yaml\n{{c1::deploy}}:\n  replicas: 3\n```"
    ]
    assert len(of_kind("command", text)) == 1


def test_what_a_command_prints_is_shown_with_it():
    text = block("redis-cli info server", title="# Redis\n\n## Ask the server") + "\n```\nredis_version 7.2.4\n```"

    (card,) = cards(text)

    assert card.explanation == "It prints:\n\n```\nredis_version 7.2.4\n```"
    assert card.lines == ((6, 10),)
    assert left(text) == []


def test_a_block_below_a_command_that_tells_something_itself_is_not_what_it_prints():
    text = (
        block("redis-cli info", title="## Ask the server")
        + "\n```\nuptime: the age of the server\nrole: what it is\n```"
    )

    assert [card.explanation for card in cards(text)] == [""] * len(cards(text))
    assert len(cards(text)) > 1


def test_a_few_docker_commands_stand_under_a_name_without_a_comment():
    rows = ("docker volume create store", "docker run -d -v store:/data redis")

    assert pairs(block(*rows, title="# Redis\n\n## Persistent store")) == {
        "Redis: persistent store – which 2 commands?": "\n".join(["```sh", *rows, "```"])
    }
