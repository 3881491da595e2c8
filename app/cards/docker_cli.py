"""Which commands and options the docker client has, as its own help tells (docker-cli.json, by tests/docker_cli.py)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Option:
    """`takes` is the type that help names ("list", "int"), "" for a switch; `default` is "" where help names none."""

    name: str
    short: str = ""
    takes: str = ""
    many: bool = False
    default: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command or a group of commands; `path` is its first name without "docker", "" for docker itself.

    `usage` is what follows the options, as in "IMAGE [COMMAND] [ARG...]". `options` and `shorts` are by name without
    hyphens, `inside` holds what a group's next word may be.
    """

    path: str
    usage: str
    options: Mapping[str, Option]
    shorts: Mapping[str, Option]
    inside: tuple[str, ...]

    def leads_to(self, word: str) -> bool:
        """Whether a first positional word names what is inside a group; a group may be a command of its own too."""
        return word in self.inside or (bool(self.inside) and "COMMAND" in self.usage)

    @property
    def stops_at_first_word(self) -> bool:
        """Whether everything after the first positional word belongs to another program."""
        return any(mark in self.usage for mark in ("COMMAND", "[ARG", "[ps OPTIONS]"))


_HELP = Option("help")


def command(path: str) -> Command | None:
    """The command of that name ("ps" and "container ls" are the same one), or None where docker has none."""
    return _commands().get(path)


def names(path: str) -> tuple[str, ...]:
    """Every name of the command of that name: "ps", "container ls" …; none where docker has no such command."""
    found = command(path)
    return tuple(name for name, entry in _commands().items() if found and entry is found)


def versions() -> Mapping[str, str]:
    """Which client and plugins the facts come from, by "docker", "compose" and "buildx"."""
    return {str(name): str(number) for name, number in _facts()["versions"].items()}


def words_of_commands() -> tuple[str, ...]:
    """Every word that may follow `docker`."""
    return _commands()[""].inside


@cache
def _facts() -> dict[str, dict[str, dict[str, dict[str, dict[str, str | bool]]]]]:
    text = files("app.cards").joinpath("docker-cli.json").read_text(encoding="utf-8")
    facts: dict[str, dict[str, dict[str, dict[str, dict[str, str | bool]]]]] = json.loads(text)
    return facts


@cache
def _commands() -> dict[str, Command]:
    rows = _facts()["commands"]
    all_names = {name for path, row in rows.items() for name in (path, *row["aliases"])}
    found = {}
    for path, row in rows.items():
        options = dict(_options(row["options"]))
        shorts = {option.short: option for option in options.values() if option.short}
        own = (path, *row["aliases"])
        inside = sorted({name.split()[-1] for name in all_names if name and name.rpartition(" ")[0] in own})
        entry = Command(path, str(next(iter(row["usage"]))), options, shorts, tuple(inside))
        found.update(dict.fromkeys(own, entry))
    return found


def _options(rows: Mapping[str, Mapping[str, str | bool]]) -> Iterator[tuple[str, Option]]:
    yield "help", _HELP
    for name, row in rows.items():
        yield (
            name,
            Option(
                name,
                short=str(row.get("short", "")),
                takes=str(row.get("takes", "")),
                many=bool(row.get("many")),
                default=str(row.get("default", "")),
                hidden=bool(row.get("hidden")),
            ),
        )
