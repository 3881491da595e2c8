"""A Dockerfile is read as BuildKit reads it: lines, directives, flags, heredocs, forms, stages and variables."""

import pytest

from app.cards.repairing.dockerfile import read
from app.cards.repairing.dockerwords import filled, split
from app.cards.repairing.rule import Unreadable
from app.cards.repairing.shellscript import commands, commands_of
from app.cards.repairing.stages import parse, workdirs


def test_lines_are_joined_over_comments_and_empty_lines():
    source = read("\ufefffrom a\n  # comment\nRUN one \\\n  # between\n\n  && two \\  \n  && three\nCMD x")

    assert [(step.name, step.line) for step in source.instructions] == [("FROM", 1), ("RUN", 3), ("CMD", 8)]
    assert source.instructions[1].rest.split() == ["one", "&&", "two", "&&", "three"]


def test_a_doubled_escape_joins_nothing():
    assert [step.name for step in read("FROM a\nRUN x \\\\\nRUN y").instructions] == ["FROM", "RUN", "RUN"]


def test_directives_are_read_only_from_the_top():
    source = read("# Syntax = docker/dockerfile:1\n#escape=`\nFROM a\nRUN x `\n y")

    assert source.directives == {"syntax": "docker/dockerfile:1", "escape": "`"}
    assert len(source.instructions) == 2
    assert read("\n# escape=`\nFROM a").escape == "\\"
    assert read("# a comment\n# escape=`\nFROM a").escape == "\\"


def test_heredocs_take_the_lines_up_to_their_word():
    source = read('FROM a\nRUN <<EOF cat > x\none\n EOF\nEOF\nCOPY <<-"A" <<B /x/\n\ttwo\n\tA\nthree\nB\nUSER u')
    run, copy, user = source.instructions[1:]

    assert [doc.body for doc in run.heredocs] == ["one\n EOF\n"]
    assert [(doc.name, doc.body) for doc in copy.heredocs] == [("A", "two\n"), ("B", "three\n")]
    assert (user.name, user.line) == ("USER", 11)


@pytest.mark.parametrize("run", ['RUN echo "<<EOF"', "RUN echo $((1<<2))", "RUN cat <<<EOF", 'RUN ["<<EOF"]'])
def test_what_only_looks_like_a_heredoc_is_none(run):
    assert [step.name for step in read(f"FROM a\n{run}\nUSER u").instructions] == ["FROM", "RUN", "USER"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('CMD ["a", "b c"]', ("a", "b c")),
        ("CMD [ ]", ()),
        ('CMD ["a",]', None),
        ("CMD ['a']", None),
        ("CMD a", None),
        ('HEALTHCHECK --interval=5s CMD ["a"]', ("CMD", "a")),
        ('VOLUME ["/a"]', ("/a",)),
        ('USER ["a"]', None),
    ],
)
def test_the_exec_form_is_strict_json(line, words):
    step = read(line).instructions[0]

    assert step.is_json == (words is not None)
    assert words is None or step.words == words


def test_flags_are_taken_off_with_their_quotes():
    step = read('FROM a\nRUN --mount=type=cache,target="/a b" --network=none -- --x').instructions[1]

    assert step.flags == (("mount", "type=cache,target=/a b"), ("network", "none"))
    assert step.rest == "--x"
    assert step.flag("network") == "none"
    assert step.flag("security") is None


def test_names_and_values_may_be_quoted_and_the_old_form_has_no_equals_sign():
    found = read('FROM a\nENV A=1 B="x y" C=\'z\' D=p\\ q\nENV E f g\nARG H I=2\nLABEL "k l"=m').instructions

    assert [key for step in found for key, _ in step.pairs] == ["A", "B", "C", "D", "E", "H", "I", "k l"]
    assert dict(found[2].pairs) == {"E": "f g"}
    assert dict(found[3].pairs) == {"H": None, "I": "2"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("FROM a\n\nFORM b", 3, "is it FROM?"),
        ("FROM a\nRUN <<EOF\nx", 2, "never ended"),
        ("FROM a\nENV A", 2, "a name and a value"),
        ("FROM a\nENV A=1 B", 2, "has no “=”"),
        ('FROM a\nCMD ["a", 1]', 2, "double quotes"),
        ("# escape=x\nFROM a", 1, "escape"),
        ("# syntax=a\n# syntax=b\nFROM a", 2, "only once"),
        ("FROM a\n\\", 2, "stands alone"),
        ("\\\n# x", 1, "stands alone"),
        ("# nothing\n", None, "no instruction"),
    ],
)
def test_what_buildkit_does_not_read_is_refused_with_its_line(text, line, words):
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert refused.value.line == line
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("$A-${B}", "1-"),
        ("${A:-x}${C:-x}${B:-x}${B-x}", "1xx"),
        ("${A:+y}${B:+y}${B+y}", "yy"),
        ("${C:-${D:-z}}", "z"),
        ("'$A' \"$A\" \\$A", "$A 1 $A"),
        ("$C ${C} ${C:?set}", "$C ${C} ${C:?set}"),
        ("${A%x}", "${A%x}"),
        ("$ ${ $1", "$ ${ $1"),
    ],
)
def test_variables_are_filled_in_where_they_are_known(word, value):
    assert filled(word, {"A": "1", "B": ""}) == value


def test_words_keep_their_quotes_until_they_are_filled():
    assert split('a \'b c\' "d \\" e"f g\\ h "i j') == ("a", "'b c'", '"d \\" e"f', "g\\ h", '"i j')


def test_stages_inherit_what_they_are_built_from():
    file = parse("ARG V=1\nFROM a:$V AS One\nARG V\nENV E=$V\nWORKDIR /x\nUSER app\nFROM one\nWORKDIR $E\nFROM b")
    one, two, final = file.stages

    assert (one.name, one.image, two.parent, two.root) == ("one", "a:1", one, one)
    assert two.last("USER") == one.steps[-1]
    assert [*workdirs(two)][-1][1] == "/x/1"
    assert (final.parent, final.last("USER"), file.final) == (None, None, final)
    assert file.stage("0") is file.stage("ONE") is one
    assert file.stage("1", before=1) is None


def test_what_onbuild_holds_back_runs_in_the_stage_built_from_it():
    file = parse("FROM a AS b\nONBUILD USER app\nFROM b")

    assert file.stages[0].last("USER") is None
    user = file.stages[1].last("USER")
    assert user is not None
    assert (user.words, user.line) == (("app",), 2)


def test_a_variable_of_the_same_line_is_not_known_yet():
    step = parse("FROM a\nENV A=1 B=$A\nENV C=$A").stages[0].steps

    assert (dict(step[0].pairs)["B"], dict(step[1].pairs)["C"]) == ("$A", "1")


@pytest.mark.parametrize(
    ("script", "programs"),
    [
        ("a && b || c; d | e & f", "a b c d e f"),
        ("A=1 a 2>&1 >/dev/null # b\nc", "a c"),
        ("if ! a; then b; else c; fi", "a b c"),
        ("for-x '&& b' \"; c\"", "for-x"),
        ("sudo -E A=1 env B=2 /usr/bin/a", "a"),
        ("bash -euxo pipefail -c 'a && b'", "bash a b"),
        ("( cd x && a )", "cd a"),
        ("a $(b c) `d` \\; e", "a"),
    ],
)
def test_a_script_is_seen_as_its_commands(script, programs):
    assert [command.program for command in commands(script)] == programs.split()


def test_a_heredoc_is_a_script_only_where_a_shell_reads_it():
    file = parse('FROM a\nRUN <<E\na\nb\nE\nRUN bash <<E\nc\nE\nRUN cat <<E > x\nd\nE\nRUN ["e", "f g"]')

    found = [[command.bare for command in commands_of(step)] for _, step in file.steps("RUN")]

    assert found == [[("a",), ("b",)], [("c",)], [("cat",)], [("e", "f g")]]
