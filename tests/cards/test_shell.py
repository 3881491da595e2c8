"""How a typed line is read into words, and that whatever is no simple command is refused with a reason."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.shell import HERE, plain, read, shown


def words(line: str) -> tuple[str, ...]:
    return read(line).words


@pytest.mark.parametrize("line", ["docker ps", "  docker \t ps ", "$ docker ps", "# docker ps", "sudo docker ps"])
def test_blanks_a_prompt_and_sudo_say_nothing(line):
    assert words(line) == ("docker", "ps")


@pytest.mark.parametrize(
    "line", ["me@host:~/app$ docker ps", "docker \\\n  ps", "docker ps # all of them", "do'ck'er ps"]
)
def test_prompts_continued_lines_comments_and_inner_quotes_are_read_as_a_shell_does(line):
    assert words(line) == ("docker", "ps")


@pytest.mark.parametrize("here", ["$(pwd)", "`pwd`", "$PWD", "${PWD}", '"$(pwd)"', '"$PWD"'])
def test_the_working_folder_is_one_thing_however_it_is_asked(here):
    assert words(f"run -v {here}:/app") == ("run", "-v", f"{HERE}:/app")


def test_single_quotes_keep_a_dollar_as_it_is():
    assert words("run -v '$(pwd)':/app") == ("run", "-v", "$(pwd):/app")


def test_a_variable_is_the_same_with_and_without_braces():
    assert words("echo $NAME ~/x") == words("echo ${NAME} $HOME/x")


def test_pasted_quotes_and_dashes_stand_for_typed_ones():
    assert words("inspect “a b” ‘c d’") == ("inspect", "a b", "c d")
    assert [plain(word) for word in words("x —name –d ––rm")] == ["x", "--name", "-d", "--rm"]


def test_an_apostrophe_alone_is_a_letter():
    assert words("echo don’t") == ("echo", "don’t")


def test_a_placeholder_is_a_word_and_no_redirection():
    assert words("docker stop <container-id>") == ("docker", "stop", "<container-id>")


def test_settings_stand_apart_from_the_command():
    reading = read("sudo B=2 A=1 docker build .")
    assert (reading.words, reading.settings) == (("docker", "build", "."), ("A=1", "B=2"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "no command"),
        ("sudo", "no command"),
        ("echo 'a", "never closed"),
        ('echo "a', "never closed"),
        ("a | b", "pipe"),
        ("a; b", "begins another"),
        ("a && b", "begins another"),
        ("a\nb", "new line"),
        ("a > b", "redirections"),
        ("a < b", "redirections"),
        ("a &", "background"),
        ("(a)", "brackets"),
        ("rm $(ps -q)", "working folder"),
        ('rm "`ps`"', "working folder"),
        ("a ${B:-c}", "working folder"),
        ("a\x00b", "keyboard"),
        ("a \x1b[31m", "keyboard"),
        ("a \ue000", "keyboard"),
        ("a" * 10_000, "longer than"),
    ],
)
def test_what_is_no_simple_command_is_refused_with_a_reason(line, reason):
    reading = read(line)
    assert reading.words == ()
    assert reason in reading.problem


@given(st.text())
def test_any_text_is_read_or_refused_and_never_raises(line):
    reading = read(line)
    assert bool(reading.words) != bool(reading.problem)
    assert all(shown(word).count("`") in {0, 2} for word in reading.words)


@pytest.mark.parametrize("part", ["'", '"\\', "$(", "(", "“", "‘a", "<a", "`", "—", "\\", "${", "a ", "<a b"])
def test_hostile_lines_are_answered_at_once(part):
    begun = time.perf_counter()
    read((part * 4000)[:4000])
    assert time.perf_counter() - begun < 0.5
