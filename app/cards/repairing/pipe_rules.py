"""Rules about pipes in a Dockerfile: a failure that goes unnoticed, and downloads that are run unseen."""

import re
from collections.abc import Sequence

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.images import image
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.shellscript import Command, commands_of
from app.cards.repairing.stages import Dockerfile, Stage

_FETCHERS = frozenset(("curl", "wget"))
_SHELL = re.compile(r"(ba|da|z|a|k)?sh|source|\.|eval")
_INTERPRETER = re.compile(r"python[\d.]*|perl|ruby|node|php")
_FETCHED = re.compile(r"""["']?(\$\(|`)\s*(curl|wget)\s""")
_NOT_DASH = frozenset(
    ("alpine", "busybox", "bash", "fedora", "almalinux", "rockylinux", "amazonlinux", "oraclelinux", "archlinux")
)
# dash knows pipefail from 0.5.12-7 on: Debian 13 has it and Debian 12 has not, Ubuntu 25.04 has it and 24.04 has not.
_NEW_DEBIAN = re.compile(r"trixie|forky|\bsid\b|plucky|questing|resolute|alpine|bash")
_UBUNTU = re.compile(r"(\d\d)\.(\d\d)")
_ADVICE = 'put SHELL ["/bin/bash", "-o", "pipefail", "-c"] above it'


def _piped(command: Command) -> bool:
    return command.after in {"|", "|&"}


def _sh_has_pipefail(stage: Stage) -> bool:
    """Whether /bin/sh of the base surely knows pipefail, by the base's name and tag."""
    base = image(stage.root.image)
    name, tag = base.name.rsplit("/", 1)[-1], base.tag
    if name in _NOT_DASH or re.match(r"ubi\d", name) or _NEW_DEBIAN.search(tag):
        return True
    number = _UBUNTU.match(tag) if name == "ubuntu" else re.match(r"(\d{1,3})(?:\.(\d{1,3}))?", tag)
    if number is None or re.search(r"bookworm|bullseye|buster", tag):
        return False
    version = (int(number[1]), int(number[2] or 0))
    # Python 3.14 came out after Debian 13 and was never built on an older one.
    least = {"debian": (13, 0), "ubuntu": (25, 4), "python": (3, 14)}.get(name)
    return least is not None and version >= least


def pipefail(file: Dockerfile) -> Finding:
    """Every RUN with a pipe stops when a part of it fails, in a shell that knows how to."""
    found = None
    for stage in file.stages:
        shell: tuple[str, ...] = ()
        for step in stage.lineage:
            shell = step.words if step.name == "SHELL" else shell
            commands = commands_of(step) if step.name == "RUN" else ()
            if not any(map(_piped, commands)):
                continue
            found = found or step
            if "pipefail" not in shell and not any("pipefail" in c.words for c in commands):
                return fails(f"{shown(step.text)} goes on when a part before the pipe fails: {_ADVICE}.", step)
            if not _knows(shell, step, commands) and not _sh_has_pipefail(stage):
                why = "sets pipefail in /bin/sh, which does not know it in Debian 12, Ubuntu 24.04 and older"
                return fails(f"{shown(step.text)} {why}: {_ADVICE}.", step)
    return holds(f"{shown(found.text)} stops at the first failure." if found else "No RUN has a pipe.", found)


def _knows(shell: Sequence[str], step: Instruction, commands: Sequence[Command]) -> bool:
    """Whether a shell that knows pipefail is asked for: by SHELL, by the script's first line, or by name."""
    if re.search(r"(^|/)(bash|zsh|ksh|ash)$", shell[0] if shell else ""):
        return True
    if any(re.match(r"#!.*\b(bash|zsh|ksh)\b", heredoc.body) for heredoc in step.heredocs):
        return True
    if step.heredocs and re.match(r"(\S*/)?(bash|zsh|ksh)\s", step.rest):
        return True
    # A script that bash runs stands right after the bash that runs it.
    asked = next((at for at, command in enumerate(commands) if "pipefail" in command.words), 0)
    return any(command.program in {"bash", "zsh", "ksh"} for command in commands[: asked + 1])


def no_pipe_to_shell(file: Dockerfile) -> Finding:
    """No RUN feeds a download to a shell: through a pipe, as a file (`<(…)`) or as its script (`$(…)`)."""
    for _, step in file.steps("RUN"):
        before = Command(())
        fetched = False
        for command in commands_of(step):
            handed = command.after == "<(" and command.program in _FETCHERS and _runs_input(before)
            script = command.program == "eval" or bool(command.words and command.words[0].startswith(("$(", "`")))
            if handed or (script and any(map(_FETCHED.match, command.words))):
                return fails(f"{shown(step.text)} runs whatever that address serves today.", step)
            fetched = fetched and _piped(command)
            if fetched and _runs_input(command):
                return fails(f"{shown(step.text)} runs whatever that address serves today.", step)
            fetched = fetched or command.program in _FETCHERS
            before = command
    return holds("No RUN feeds a download to a shell.")


def _runs_input(command: Command) -> bool:
    """Whether a program runs what it is fed as a script; an interpreter with a script of its own only reads it."""
    if _SHELL.fullmatch(command.program):
        return True
    own = bool(command.plain) or bool(command.options & {"-c", "-e", "-m", "-r"})
    return _INTERPRETER.fullmatch(command.program) is not None and not own


PIPE_RULES: dict[str, Rule] = {
    "pipefail": Rule("A RUN with a pipe stops when a part of it fails", pipefail),
    "no-pipe-to-shell": Rule("No download is fed to a shell", no_pipe_to_shell),
}
