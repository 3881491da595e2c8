"""The options that stand among a command's words, as docker reads them and as a hurried typist means them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from app.cards.docker_cli import Command, Option
from app.cards.shell import DASH, plain, shown

MOST_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Hints:
    """What the right answer holds, to choose between two names that are equally near to a misspelt one."""

    commands: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    long_first: bool = False  # read "-tag" as "--tag" although docker reads it as "-t ag"


@dataclass(frozen=True, slots=True)
class Level:
    """The options that one command takes from the words, its own words, and what belongs to others.

    `taken` holds each option with its value and how it was spelt. `words` are positionals (one at most where the
    command stops at the first), `rest` all that follows them. `slips` and `problems` are sentences.
    """

    taken: tuple[tuple[Option, str, str], ...]
    words: tuple[str, ...]
    rest: tuple[str, ...]
    slips: tuple[str, ...]
    problems: tuple[str, ...]


def nearest(word: str, names: Sequence[str], wanted: frozenset[str]) -> str:
    """The name that a misspelt word stands for, or "": one letter off, two where the word is longer than four."""
    most = 1 if len(word) <= 4 else 2
    near = [(OSA.distance(word, name, score_cutoff=most), name not in wanted, name) for name in names]
    best = min(near, default=(most + 1, True, ""))
    return best[2] if best[0] <= most and len(word) > 2 else ""


@dataclass(frozen=True, slots=True)
class _Step:
    """An option with its value, None where the next word is it; or why there is none."""

    option: Option | None = None
    value: str | None = ""
    spelling: str = ""
    slip: str = ""
    problem: str = ""


def level(command: Command, words: Sequence[str], hints: Hints, above: Sequence[tuple[str, Command]]) -> Level:
    """Takes one command's own options from the words; `above` are the groups it stands in, each as it was typed."""
    taken: list[tuple[Option, str, str]] = []
    kept: list[str] = []
    slips: list[str] = []
    problems: list[str] = []
    waiting = list(reversed(words))
    ended = False  # by "--", after which nothing is an option
    while waiting and len(problems) < MOST_PROBLEMS:
        word = waiting.pop()
        word = word if ended else _dashed(word, command)
        if word == "--" and not ended:
            ended = True
        elif ended or len(word) < 2 or not word.startswith("-"):
            kept.append(word)
            if command.leads_to(word) or command.stops_at_first_word:
                break
        else:
            steps = [_valued(step, waiting) for step in _option(command, word, hints)]
            taken += [(step.option, step.value or "", step.spelling) for step in steps if step.option]
            slips += [step.slip for step in steps if step.slip]
            problems += [_elsewhere(step.problem, word, above) for step in steps if step.problem]
    return Level(tuple(taken), tuple(kept), tuple(reversed(waiting)), tuple(slips), tuple(problems))


def _valued(step: _Step, waiting: list[str]) -> _Step:
    """The step with the next word as its value, where it still lacks one."""
    if step.value is not None:
        return step
    return replace(step, value=waiting.pop()) if waiting else _Step(problem=f"`{step.spelling}` needs a value")


def _option(command: Command, word: str, hints: Hints) -> Iterator[_Step]:
    """The options in one word that starts with a hyphen."""
    if not word.startswith("--"):
        yield from _short(command, word, hints)
        return
    name, sign, value = word[2:].partition("=")
    if option := command.options.get(name):
        yield _step(option, sign, value, f"--{name}")
    elif _was_bundle(command, name):
        first, *more = _bundle(command, word[2:])
        yield replace(first, slip=f"{shown(word)} takes one hyphen: {shown(word[1:])}")
        yield from more
    elif near := nearest(name, tuple(command.options), hints.options):
        yield replace(
            _step(command.options[near], sign, value, f"--{near}"),
            slip=f"no such flag: {shown('--' + name)}; did you mean `--{near}`?",
        )
    else:
        yield _Step(problem=f"no such flag: {shown('--' + name)}")


def _short(command: Command, word: str, hints: Hints) -> Iterator[_Step]:
    name, sign, value = word[1:].partition("=")
    long = command.options.get(name) if len(name) > 1 else None
    if long and (hints.long_first or not _is_bundle(command, word[1:])):
        yield replace(_step(long, sign, value, f"--{name}"), slip=f"`-{name}` takes two hyphens: `--{name}`")
    else:
        yield from _bundle(command, word[1:])


def _step(option: Option, sign: str, value: str, spelling: str) -> _Step:
    if option.takes:
        return _Step(option, value if sign else None, spelling)
    return _Step(option, value if sign else "true", spelling)


def _bundle(command: Command, letters: str) -> Iterator[_Step]:
    while letters:
        letter, letters = letters[0], letters[1:]
        option = command.shorts.get(letter)
        if option is None:
            yield _Step(problem=f"no such flag: {shown('-' + letter)}")
            return
        if option.takes or letters.startswith("="):
            sign = "=" if letters else ""
            yield _step(option, sign, letters.removeprefix("="), f"-{letter}")
            return
        yield _Step(option, "true", f"-{letter}")


def _is_bundle(command: Command, letters: str) -> bool:
    """Whether docker could read the letters behind one hyphen."""
    return all(not step.problem for step in _bundle(command, letters))


def _was_bundle(command: Command, letters: str) -> bool:
    """Whether letters behind two hyphens are plainly meant as short options: up to three, the last one with a value."""
    known = [command.shorts.get(letter) for letter in letters]
    return 0 < len(known) <= 3 and None not in known and not any(option and option.takes for option in known[:-1])


def _dashed(word: str, command: Command) -> str:
    """A pasted dash as the hyphens that make it an option of this command."""
    if not word.startswith(DASH):
        return word
    if word[1:].partition("=")[0] in command.options:
        return f"--{word[1:]}"
    return f"-{word[1:]}" if _is_bundle(command, word[1:]) else plain(word)


def _elsewhere(problem: str, word: str, above: Sequence[tuple[str, Command]]) -> str:
    """The problem of an unknown option, or where it would have belonged: right after a group's name."""
    name = word.lstrip("-").partition("=")[0]
    for typed, group in above:
        if name in group.options or (not word.startswith("--") and name[:1] in group.shorts):
            return f"{shown(word.partition('=')[0])} belongs right after `{typed}`, before the words that follow"
    return problem
