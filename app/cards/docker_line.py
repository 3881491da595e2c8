"""The words of a docker command to what they ask for: which command, with which options, of what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from app.cards import docker_cli, docker_mounts, docker_values
from app.cards.docker_cli import Command, Option
from app.cards.docker_options import Hints, Level, level, nearest
from app.cards.shell import plain, shown

EXCLUSIVE = (("rm", "restart"), ("detach", "attach"))
"""Options that the client refuses together (docker/cli, command/container/opts.go and run.go)."""
FORGOTTEN = "`docker` is missing in front"


@dataclass(frozen=True, slots=True)
class Said:
    """A value or a positional word: as typed, and in the one spelling that is compared."""

    typed: str
    means: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks docker for.

    `path` is the command's first name, `typed` the words of it as they stood. `options` holds by name (synonyms under
    one, a group's own under "group: name") the values that make a difference; a switch that is on has one value.
    `spelling` tells how each was written. `words` are the positionals, `rest` is what belongs to the container's
    command. `slips` and `problems` are sentences: mistakes that leave no doubt what was meant, and those that do.
    """

    path: str = ""
    typed: str = "docker"
    options: dict[str, tuple[Said, ...]] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)
    words: tuple[Said, ...] = ()
    rest: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def asked(words: Sequence[str], hints: Hints | None = None) -> Asked:
    """What the words ask for; the first is docker or docker-compose (`program` sees to that). Never raises."""
    hints = hints or Hints()
    waiting: Sequence[str] = ("compose", *words[1:]) if words[0] == "docker-compose" else tuple(words[1:])
    if waiting[:1] == ("help",):
        waiting = (*waiting[1:], "--help")
    command = docker_cli.command("")
    levels: list[tuple[Command, Level]] = []
    above: list[tuple[str, Command]] = []
    slips: list[str] = []
    path = ["docker"]
    while command is not None:
        its = level(command, waiting, hints, above)
        levels.append((command, its))
        above.append((" ".join(path), command))
        if not its.words or its.problems or not command.leads_to(its.words[0]):
            break
        name, waiting = its.words[0], its.rest
        found = _inside(command, name, hints, path)
        slips += [found.slip] if found.slip else []
        if not found.name:
            return Asked(command.path, " ".join(path), slips=tuple(slips), problems=(found.problem,))
        path.append(found.name)
        command = docker_cli.command(f"{command.path} {found.name}".strip())
    return _asked(levels, " ".join(path), slips)


def program(words: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The words with `docker` in front, and what was wrong with it; ((), "") where the line is not docker's."""
    name = words[0]
    if name in {"docker", "docker-compose"}:
        return tuple(words), ""
    if name in docker_cli.words_of_commands():
        return ("docker", *words), FORGOTTEN
    for right in ("docker", "docker-compose"):
        if OSA.distance(name, right, score_cutoff=2) <= 2:
            return (right, *words[1:]), f"{shown(name)} is misspelt: `{right}`"
    return (), ""


def nouns(usage: str) -> tuple[str, ...]:
    """The positionals of a usage, one a word, optional ones in brackets: ("IMAGE", "[COMMAND]", "[ARG...]")."""
    found, depth = [""], 0
    for char in usage.replace(" | ", "|"):
        depth += (char == "[") - (char == "]")
        if char == " " and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return tuple(noun for noun in found if noun and noun != "OPTIONS")


@dataclass(frozen=True, slots=True)
class _Found:
    name: str = ""
    slip: str = ""
    problem: str = ""


def _inside(group: Command, word: str, hints: Hints, path: Sequence[str]) -> _Found:
    """The command of a group that a word names, or all but names."""
    if word in group.inside:
        return _Found(word)
    near = nearest(word, group.inside, hints.commands)
    typed = " ".join((*path, plain(word)))
    if not near or (hints.commands and near not in hints.commands):  # a guess at a wrong answer helps nobody
        return _Found(problem=f"no such command: {shown(typed)}")
    return _Found(near, slip=f"no such command: {shown(typed)}; did you mean `{' '.join((*path, near))}`?")


def _asked(levels: Sequence[tuple[Command, Level]], typed: str, slips: list[str]) -> Asked:
    """All levels together; an option that a group shares with its command counts as the command's."""
    last, own = levels[-1]
    found: dict[str, tuple[Option, list[Said]]] = {}
    spelling: dict[str, str] = {}
    problems: list[str] = []
    for command, its in levels:
        for option, text, how in its.taken:
            twin = last.options.get(option.name)
            shared = command.path != "" and twin is not None and twin.takes == option.takes
            name = docker_values.SYNONYMS.get(option.name, option.name)
            key = name if command is last or shared else f"{command.path}: {name}"
            if not option.takes and docker_mounts.truth(text) is None:
                problems.append(f"`{how}` is on or off, and {shown(text)} says neither")
            spelling[key] = how
            found.setdefault(key, (option, []))[1].extend(_said(last.path, option, text))
        slips += its.slips
        problems += its.problems
    options = {key: left for key, (option, values) in found.items() if (left := _counting(last.path, option, values))}
    if "help" in options:  # help is all that happens, whatever else is said
        return Asked(last.path, typed, {"help": options["help"]}, spelling, (), (), tuple(slips), tuple(problems))
    problems += [
        f"docker refuses `{spelling[one]}` together with `{spelling[other]}`"
        for one, other in EXCLUSIVE
        if one in options and other in options
    ]
    words = _words(last, own.words)
    return Asked(last.path, typed, options, spelling, words, own.rest, tuple(slips), tuple(problems))


def _said(path: str, option: Option, text: str) -> list[Said]:
    if not option.takes:
        return [Said(text, "true" if docker_mounts.truth(text) else "false")]
    return [Said(one, docker_values.value(path, option, one)) for one in docker_values.values(path, option, text)]


def _counting(path: str, option: Option, values: list[Said]) -> tuple[Said, ...]:
    """The values of an option that make a difference: none of a switch that is as it would be anyway."""
    if not option.takes:
        return () if values[-1].means == (option.default or "false") else (values[-1],)
    if not option.many:
        values = values[-1:]
    elif option.name in docker_values.KEYED:
        values = list({value.means.partition("=")[0]: value for value in values}.values())
    return tuple(value for value in values if not docker_values.is_default(path, option, value.means))


def _words(command: Command, typed: Sequence[str]) -> tuple[Said, ...]:
    """The positionals, each in one spelling."""
    usage = nouns(command.usage)
    words = []
    for at, word in enumerate(plain(word) for word in typed):
        noun = usage[min(at, len(usage) - 1)].strip("[]") if usage else ""
        means = docker_values.word(command.path, noun, word)
        words.append(Said(word, means.removesuffix("/tcp") if command.path == "container port" and at else means))
    return tuple(words)
