"""Reads the docker client's commands and options from its own help, for app/cards/docker-cli.json.

Run as `python -m tests.docker_cli > app/cards/docker-cli.json` with `docker` and its compose and buildx plugins on the
PATH; `DOCKER_CONFIG` may name a folder whose `cli-plugins` holds them. No daemon is asked. The same client always
gives the same bytes.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Command = dict[str, Any]

# Types whose option may be given several times; each occurrence adds to the others.
_MANY = frozenset(
    [
        "config",
        "credential-spec",
        "external-ca",
        "filter",
        "ipNetSlice",
        "list",
        "map",
        "mount",
        "network",
        "pref",
        "scale",
        "secret",
        "stringArray",
        "strings",
        "stringSlice",
        "ulimit",
        "ulimits",
        "gpu-request",
        "stringToString",
    ]
)

# Options that the client takes and its help does not show; the docs' reference pages call them hidden or deprecated
# (docker container run, docker container stop, docker volume create, docker buildx build, docker compose exec …). A
# row is kept only where the client itself knows the option: path, long name, short one, type or "" (a switch), default.
_HIDDEN = (
    ("container create", "dns-opt", "", "list", ""),
    ("container create", "net", "", "network", ""),
    ("container create", "net-alias", "", "list", ""),
    ("container run", "dns-opt", "", "list", ""),
    ("container run", "net", "", "network", ""),
    ("container run", "net-alias", "", "list", ""),
    ("container restart", "time", "", "int", ""),
    ("container stop", "time", "", "int", ""),
    ("volume create", "name", "", "string", ""),
    ("buildx build", "compress", "", "", ""),
    ("buildx build", "cpu-period", "", "int", ""),
    ("buildx build", "cpu-quota", "", "int", ""),
    ("buildx build", "cpu-shares", "c", "int", ""),
    ("buildx build", "cpuset-cpus", "", "string", ""),
    ("buildx build", "cpuset-mems", "", "string", ""),
    ("buildx build", "force-rm", "", "", ""),
    ("buildx build", "isolation", "", "string", ""),
    ("buildx build", "memory", "m", "string", ""),
    ("buildx build", "memory-swap", "", "string", ""),
    ("buildx build", "rm", "", "", "true"),
    ("buildx build", "security-opt", "", "stringArray", ""),
    ("buildx build", "squash", "", "", ""),
    ("compose", "no-ansi", "", "", ""),
    ("compose", "verbose", "", "", ""),
    ("compose", "version", "v", "", ""),
    ("compose", "workdir", "", "string", ""),
    ("compose build", "compress", "", "", ""),
    ("compose build", "force-rm", "", "", ""),
    ("compose build", "no-rm", "", "", ""),
    ("compose build", "parallel", "", "", ""),
    ("compose build", "progress", "", "string", ""),
    ("compose exec", "interactive", "i", "", "true"),
    ("compose exec", "tty", "t", "", "true"),
    ("compose pull", "no-parallel", "", "", ""),
    ("compose pull", "parallel", "", "", ""),
    ("compose rm", "all", "a", "", ""),
    ("compose run", "tty", "t", "", "true"),
)
_UNLISTED = (  # commands that the client has and its help does not list
    ("buildx", "install"),
    ("buildx", "uninstall"),
    ("compose", "alpha"),
)
# A group that is a command too: its help shows the group alone, its reference page what may follow it.
_ALSO_A_COMMAND = {"buildx history inspect": "[REF]"}
# Commands that a distribution's plugin may lack, by their pages under docs.docker.com/reference/cli/docker/buildx.
_GROUP = {"builder": {"takes": "string"}, "debug": {"short": "D"}}
_DOCUMENTED: dict[str, Command] = {
    "buildx history trace": {
        "usage": ["[REF]"],
        "options": {**_GROUP, "addr": {"takes": "string", "default": "127.0.0.1:0"}, "compare": {"takes": "string"}},
    },
    "buildx policy": {"usage": ["COMMAND"], "options": _GROUP},
    "buildx policy eval": {
        "usage": ["SOURCE"],
        "options": {
            **_GROUP,
            "fields": {"takes": "stringSlice", "many": True},
            "file": {"short": "f", "takes": "string", "default": "Dockerfile"},
            "platform": {"takes": "string"},
            "print": {},
        },
    },
    "buildx policy test": {
        "usage": ["PATH"],
        "options": {**_GROUP, "filename": {"takes": "string", "default": "Dockerfile"}, "run": {"takes": "string"}},
    },
}
# Help prints these as true where it is no terminal that asks for it; to somebody at a terminal they are false.
_NO_TERMINAL = {("compose exec", "no-tty"), ("compose run", "no-TTY")}

_OPTION = re.compile(
    r"^\s{1,8}(?:-(?P<short>\w), )?--(?P<long>[\w-]+)(?:\[=[^\]]*\])?(?: (?P<type>\S+))?(?:\s{2,}(?P<rest>.*))?$"
)
_LISTED = re.compile(r"^  (?P<name>[a-z][\w-]*)\*?\s+\S")
_PLUGINS = {"buildx": ("buildx", "version"), "compose": ("compose", "version"), "docker": ("--version",)}


def facts() -> dict[str, Any]:
    """`versions` by program, and `commands` by path without "docker": aliases, usage lines and options."""
    found: dict[str, Command] = {}
    with ThreadPoolExecutor(2) as workers:
        waiting: list[tuple[str, ...]] = [()]
        while waiting:
            pages = list(workers.map(_help, waiting))
            asked = list(zip(waiting, pages, strict=True))
            for path, page in asked:
                _add(found, " ".join(path), page)
            waiting = [child for path, page in asked for child in _children(path, page)]
        for (at, long, short, _, default), known in zip(_HIDDEN, workers.map(_takes, _HIDDEN), strict=True):
            if known is not None and long not in found[at]["options"]:
                found[at]["options"][long] = _option(short, known, default, hidden=True)
    for name, words in _ALSO_A_COMMAND.items():
        found[name]["usage"] = [words]
    for name, row in _DOCUMENTED.items():
        found.setdefault(name, {"aliases": [], **row})
    return {"versions": {name: _version(words) for name, words in _PLUGINS.items()}, "commands": found}


def _docker(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "DOCKER_HOST": "unix:///nowhere"}
    return subprocess.run(("docker", *words), capture_output=True, text=True, timeout=60, env=environment, check=False)


def _help(path: tuple[str, ...]) -> str:
    page = _docker(*path, "--help").stdout
    if not page.lstrip().startswith("Usage:"):
        raise SystemExit(f"docker {' '.join(path)} --help gave no help: is the plugin installed?")
    home = os.environ.get("DOCKER_CONFIG") or str(Path.home() / ".docker")
    return page.replace(home, "~/.docker")


def _version(words: tuple[str, ...]) -> str:
    number = re.search(r"\d+\.\d+\.\d+", _docker(*words).stdout)
    return number[0] if number else "unknown"


def _section(page: str, title: str) -> Iterator[str]:
    """The lines of the sections whose heading ends in `title`."""
    inside = False
    for line in page.splitlines():
        if line and not line[0].isspace():
            inside = line.endswith(title)
        elif inside and line.strip():
            yield line


def _children(path: tuple[str, ...], page: str) -> Iterator[tuple[str, ...]]:
    if _split(next(_usages(page)))[0] != " ".join(path):
        return  # another name of a group that is walked under its own
    for line in _section(page, "ommands:"):
        if listed := _LISTED.match(line):
            yield (*path, listed["name"])
    for parent, name in _UNLISTED:
        if path == (parent,):
            yield (parent, name)


def _add(found: dict[str, Command], asked: str, page: str) -> None:
    """Notes a page under the first of its names that has two words, a build's under buildx."""
    usages = [_split(line) for line in _usages(page)]
    own = usages[0][0]
    names = [_split(name)[0] for line in _section(page, "Aliases:") for name in line.split(",")] + [own, asked]
    first = own if own.startswith("buildx") else next((name for name in names if " " in name), own)
    path = next((name for name in names if name in found), first)
    entry = found.setdefault(path, {"aliases": [], "usage": [], "options": {}})
    entry["aliases"] = sorted({*entry["aliases"], *names} - {path})
    entry["usage"] = entry["usage"] or [usage for _, usage in usages]
    entry["options"].update(_options(path, page))


def _usages(page: str) -> Iterator[str]:
    for line in page.splitlines():
        if line.startswith(("Usage:", "\tdocker ")):
            yield line.removeprefix("Usage:").strip()


def _split(usage: str) -> tuple[str, str]:
    """The command's path and its positionals, of a line such as "docker container cp [OPTIONS] SRC DEST"."""
    words = usage.split()[1:]
    length = next((at for at, word in enumerate(words) if not re.fullmatch(r"[a-z][\w-]*", word)), len(words))
    return " ".join(words[:length]), " ".join(word for word in words[length:] if word not in {"[OPTIONS]", "[OPTION]"})


def _options(path: str, page: str) -> Iterator[tuple[str, Command]]:
    rows: list[tuple[str, str, str, str]] = []
    for line in _section(page, "ptions:"):
        if match := _OPTION.match(line):
            rows.append((match["long"], match["short"] or "", match["type"] or "", match["rest"] or ""))
        elif rows:
            rows[-1] = (*rows[-1][:3], f"{rows[-1][3]} {line.strip()}")
    for long, short, kind, text in rows:
        default = re.search(r"\(default ([^()\s]*)\)\s*$", text)
        known = default and (path, long) not in _NO_TERMINAL
        yield long, _option(short, kind, default[1].strip('"') if default and known else "")


def _option(short: str, kind: str, default: str, *, hidden: bool = False) -> Command:
    option = {"short": short, "takes": kind, "many": kind in _MANY, "default": default, "hidden": hidden}
    if default in ("[]", "map[]"):
        option["default"] = ""
    return {key: value for key, value in option.items() if value}


def _takes(row: tuple[str, str, str, str, str]) -> str | None:
    """The type of an option that help does not show, "" for a switch, None where the client does not know it.

    `--name=? --help` says "unknown flag", complains that ? is no boolean, or goes on to the help: nothing runs.
    """
    path, long, _, kind, _ = row
    answer = _docker(*path.split(), f"--{long}=?", "--help")
    if "unknown flag" in answer.stderr:
        return None
    return "" if "ParseBool" in answer.stderr else kind or "string"


def _dump(everything: dict[str, Any]) -> str:
    """JSON with a line for each command, so that a new client's differences can be read."""
    rows = [
        f"{json.dumps(path)}: {json.dumps(everything['commands'][path], sort_keys=True, ensure_ascii=False)}"
        for path in sorted(everything["commands"])
    ]
    versions = json.dumps(everything["versions"], sort_keys=True)
    return f'{{"versions": {versions},\n"commands": {{\n' + ",\n".join(rows) + "\n}}\n"


if __name__ == "__main__":
    sys.stdout.write(_dump(facts()))
