"""Grades a typed command by what it does, not by its letters: the same, the same but for one slip, or different."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.cards import docker_cli
from app.cards.docker_differences import Difference, differences, fits, missing
from app.cards.docker_line import FORGOTTEN, Asked, asked, program
from app.cards.docker_options import Hints
from app.cards.shell import Reading, plain, read, shown

MOST_DIFFERENCES = 5

_ORDER = ("same", "slip", "different")


@dataclass(frozen=True, slots=True)
class CommandVerdict:
    """`differences` are up to five sentences with `code` marks, the most telling first; none where all is the same."""

    verdict: Literal["same", "slip", "different"]
    differences: tuple[str, ...]


def grade_command(expected: Sequence[str], given: str) -> CommandVerdict:
    """How a typed line compares with the right answers; the best verdict over them, in their order.

    Nothing is run and nothing raises: a line that is no simple command, or longer than 4,000 characters, is different
    and the difference says why. A placeholder such as <id> in a right answer stands for any one word.
    """
    reading = read(given)
    if reading.problem:
        return CommandVerdict("different", (reading.problem,))
    verdicts = [_verdict(right, reading) for line in expected if (right := _right(line))]
    return min(
        verdicts, key=_rank, default=CommandVerdict("different", ("there is no right answer to hold it against",))
    )


def command_problem(line: str) -> str | None:
    """Why an author's right answer cannot be used: no simple command, or one that docker does not know; else None."""
    reading = read(line)
    if reading.problem:
        return reading.problem
    words, slip = program(reading.words)
    if not words or slip == FORGOTTEN:
        return None  # a command of another program is compared word for word
    whole = asked(words)
    problems = [*([slip] if slip else ()), *whole.problems, *whole.slips]
    if not problems and not {"help", "version"} & whole.options.keys():
        problems.append(missing(whole.path, len(whole.words) + len(whole.rest)))
    return next(filter(None, problems), None)


@dataclass(frozen=True, slots=True)
class _Right:
    """A right answer as read: `asked` is None where it is no command of docker's; `commands` names what it may be."""

    reading: Reading
    asked: Asked | None = None
    commands: frozenset[str] = frozenset()


@lru_cache(maxsize=512)  # a card's right answers are held against many lines
def _right(line: str) -> _Right | None:
    """The author's line, or None where it is no simple command."""
    reading = read(line)
    if reading.problem:
        return None
    words, slip = program(reading.words)
    if not words or slip:
        return _Right(reading)
    right = asked(words)
    names = (right.typed, *docker_cli.names(right.path))
    return _Right(reading, right, frozenset(word for name in names for word in name.split()))


def _rank(verdict: CommandVerdict) -> tuple[int, int]:
    return _ORDER.index(verdict.verdict), len(verdict.differences)


def _verdict(right: _Right, given: Reading) -> CommandVerdict:
    expected = right.reading
    if expected.settings != given.settings:
        return _of([*_settings(expected, given)])
    if right.asked is None:
        return _of(list(_plain_differences(expected.words, given.words)))
    said, slip = program(given.words)
    if not said:
        return _of([Difference(f"{shown(given.words[0])} is another program than `docker`")])
    options = frozenset(right.asked.options)
    verdict = _docker_verdict(right.asked, said, slip, Hints(right.commands, options))
    if verdict.verdict == "same":
        return verdict
    other = _docker_verdict(right.asked, said, slip, Hints(right.commands, options, long_first=True))
    return min(verdict, other, key=_rank)


def _docker_verdict(right: Asked, words: Sequence[str], slip: str, hints: Hints) -> CommandVerdict:
    given = asked(words, hints)
    slips = [Difference(text, slip=True) for text in (slip, *given.slips) if text]
    found = differences(right, given)
    return _of([*found, *slips] if found and not found[0].slip else [*slips, *found])


def _of(found: Sequence[Difference]) -> CommandVerdict:
    """The verdict that differences add up to; where many are found, they say less about what should be."""
    if not found:
        return CommandVerdict("same", ())
    texts = [it.hint or it.text if len(found) > 2 else it.text for it in found]
    verdict: Literal["slip", "different"] = "slip" if len(found) == 1 and found[0].slip else "different"
    return CommandVerdict(verdict, tuple(dict.fromkeys(texts))[:MOST_DIFFERENCES])


def _settings(expected: Reading, given: Reading) -> Iterator[Difference]:
    for setting in sorted({*expected.settings, *given.settings}):
        if setting not in given.settings:
            yield Difference(f"{shown(setting.partition('=')[0])} is not set in front as it should be")
        elif setting not in expected.settings:
            yield Difference(f"{shown(setting)} in front is not asked for")


def _plain_differences(expected: Sequence[str], given: Sequence[str]) -> Iterator[Difference]:
    """Differences of two commands of other programs, word by word."""
    right, said = [plain(word) for word in expected], [plain(word) for word in given]
    if not fits(right[0], said[0]):
        yield Difference(f"{shown(said[0])} is another program than {shown(right[0])}")
        return
    if sorted(right) == sorted(said) and right != said:
        yield Difference("the words stand in another order")
        return
    for want, word in zip(right, said, strict=False):
        if not fits(want, word):
            yield Difference(f"{shown(word)} should be {shown(want)}", f"{shown(word)} is not what is asked for")
    if len(right) > len(said):
        yield Difference(f"after {shown(said[-1])} something is missing")
    for word in said[len(right) :]:
        yield Difference(f"{shown(word)} is too much")
