"""Rules about the container a Dockerfile makes: who it runs as, what it starts, what it tells about itself."""

import re
from collections.abc import Iterator

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.shellscript import commands_of, wrapped
from app.cards.repairing.stages import Dockerfile, Stage, workdirs

_NO_FROM = "The file has no FROM."


def _final(file: Dockerfile) -> tuple[Instruction, ...]:
    return file.final.lineage if file.final else ()


def _last(file: Dockerfile, name: str) -> Instruction | None:
    return file.final.last(name) if file.final else None


def non_root(file: Dockerfile) -> Finding:
    """The final stage's last USER is not root."""
    step = _last(file, "USER")
    if step is None:
        if file.final and re.search(r"nonroot", file.final.root.image):
            return holds(f"{shown(file.final.root.opening.text)} is made for a user who is not root.")
        elsewhere = next((step for _, step in file.steps("USER")), None)
        if elsewhere:
            why = "stands in a stage that is not shipped; the final stage runs as root."
            return fails(f"{shown(elsewhere.text)} {why}", elsewhere)
        return fails("The final stage has no USER, so the container runs as root.")
    user = " ".join(step.words).partition(":")[0]
    if user in {"", "root"} or re.fullmatch(r"0+", user):
        return fails(f"{shown(step.text)} is the last USER: the container runs as root.", step)
    if not user.isdecimal() and not user.startswith("$") and file.final and _has_no_users(file.final):
        return fails(f"{shown(step.text)} is nobody that scratch knows, without an /etc/passwd: use a number.", step)
    return holds(f"{shown(step.text)} is who the container runs as.", step)


def _has_no_users(stage: Stage) -> bool:
    """Whether a stage starts from nothing, and nothing copies a list of users (or a folder it may lie in) to /etc."""
    into = [step.words[-1] for step in stage.lineage if step.name in {"COPY", "ADD"} and step.words]
    return stage.root.image == "scratch" and not any(
        target.rstrip("/") in {"", "/etc", "/etc/passwd"} for target in into
    )


def runs_as(file: Dockerfile, wanted: str) -> Finding:
    """The final stage's last USER is that one; a group counts only where one is asked for."""
    step = _last(file, "USER")
    if step is None:
        return fails(f"The final stage has no USER {wanted}.")
    given = " ".join(step.words)
    if (given if ":" in wanted else given.partition(":")[0]) == wanted:
        return holds(f"{shown(step.text)} says so.", step)
    return fails(f"{shown(step.text)} is the last USER, not {wanted}.", step)


def user_created(file: Dockerfile) -> Finding:
    """A user named by USER is created by a RUN above it; a number needs no entry."""
    made: set[str] = {"root", "nobody", "www-data", "daemon", "bin"}
    found = None
    for step in _final(file):
        if step.name == "RUN":
            for command in commands_of(step):
                made |= {*command.plain} if command.program in {"useradd", "adduser", "groupadd", "addgroup"} else set()
        user = " ".join(step.words).partition(":")[0] if step.name == "USER" else ""
        if user and not user.isdecimal() and user not in made:
            return fails(f"{shown(step.text)} names a user that no RUN above it creates.", step)
        found = step if user else found
    return holds(f"{shown(found.text)} is known by then.", found) if found else fails("The final stage has no USER.")


def root_steps_first(file: Dockerfile) -> Finding:
    """No package is installed after USER has given up root."""
    for stage in file.stages:
        user = "root"
        for step in stage.lineage:
            user = " ".join(step.words).partition(":")[0] if step.name == "USER" else user
            programs = {c.program for c in commands_of(step) if c.plain} if step.name == "RUN" else set()
            if user not in {"root", "0"} and programs & {"apt", "apt-get", "apk", "dnf", "yum", "useradd", "adduser"}:
                return fails(f"{shown(step.text)} needs root, but USER {user} stands above it.", step)
    return holds("What needs root runs before USER.") if file.stages else fails(_NO_FROM)


def exec_form(file: Dockerfile, name: str) -> Finding:
    """The instruction that counts (every one, for RUN) is a JSON array and does not wrap a shell around its program."""
    steps = [step for step in _final(file) if step.name == name]
    if not steps:
        return fails(f"The final stage has no {name}.")
    for step in steps if name == "RUN" else steps[-1:]:
        words = step.words[1:] if name == "HEALTHCHECK" else step.words
        if name == "HEALTHCHECK" and step.words[:1] == ("NONE",):
            return fails(f"{shown(step.text)} switches the check off.", step)
        if not step.is_json:
            why = (
                "looks like a list, but is no JSON: double quotes and no comma at the end."
                if (step.rest.removeprefix("CMD ").startswith("["))
                else "is wrapped in a shell, which swallows signals."
            )
            return fails(f"{shown(step.text)} {why}", step)
        script = wrapped(words)
        if name != "RUN" and script is not None and not re.search(r"(^|[;&\s])exec\s", script):
            return fails(f"{shown(step.text)} starts a shell that does not exec the program: signals stop there.", step)
    return holds(f"{shown(steps[-1].text)} starts its program itself.", steps[-1])


def single_cmd(file: Dockerfile) -> Finding:
    """No stage has a second CMD or ENTRYPOINT; only the last one counts."""
    seen: dict[tuple[int, str], Instruction] = {}
    for stage, step in file.steps("CMD", "ENTRYPOINT"):
        first = seen.setdefault((stage.number, step.name), step)
        if first is not step:
            return fails(f"{shown(first.text)} is never used: a later {step.name} replaces it.", first)
    return holds(f"{shown(next(iter(seen.values())).text)} is the only one.") if seen else fails("There is no CMD.")


def started(step: Instruction | None) -> tuple[str, ...]:
    """The words an instruction starts its program with, in exec form or for the shell, `exec` left out."""
    if step is None:
        return ()
    if not step.is_json:
        commands = commands_of(step)
        return commands[-1].bare if commands else ()
    return step.words


def starts(name: str, file: Dockerfile, wanted: str) -> Finding:
    """The CMD (ENTRYPOINT) is these words."""
    step = _last(file, name)
    if step is None or not step.words:
        return fails(f"The final stage has no {name}.", step)
    if started(step) == tuple(wanted.split()):
        return holds(f"{shown(step.text)} says so.", step)
    return fails(f"{shown(step.text)} is not {wanted}.", step)


def command(file: Dockerfile, wanted: str) -> Finding:
    """`starts` for CMD."""
    return starts("CMD", file, wanted)


def entrypoint(file: Dockerfile, wanted: str) -> Finding:
    """`starts` for ENTRYPOINT."""
    return starts("ENTRYPOINT", file, wanted)


def entrypoint_and_cmd(file: Dockerfile, program: str = "", default: str = "") -> Finding:
    """ENTRYPOINT is the program and CMD its default arguments, both in exec form."""
    for name, wanted in (("ENTRYPOINT", program), ("CMD", default)):
        step = _last(file, name)
        if step is None or not step.words:
            return fails(f"The final stage has no {name}.", step)
        if not step.is_json:
            return fails(f"{shown(step.text)} is not in exec form, so the two do not join into one command.", step)
        if wanted and step.words != tuple(wanted.split()):
            return fails(f"{shown(step.text)} is not {wanted}.", step)
    step = _last(file, "CMD")
    return holds(f"{shown(step.text if step else '')} can be replaced after docker run; the program stays.", step)


def healthcheck(file: Dockerfile) -> Finding:
    """The final stage has a HEALTHCHECK that is not NONE."""
    step = _last(file, "HEALTHCHECK")
    if step is None:
        return fails("The final stage has no HEALTHCHECK.")
    if step.words[:1] != ("CMD",) or len(step.words) < 2:
        return fails(f"{shown(step.text)} checks nothing.", step)
    return holds(f"{shown(step.text)} asks the program.", step)


def _ports(file: Dockerfile) -> Iterator[tuple[Instruction, str]]:
    """Every exposed port as port/protocol; a range port by port."""
    for step in _final(file):
        for word in step.words if step.name == "EXPOSE" else ():
            ports, _, protocol = word.lower().partition("/")
            first, _, last = ports.partition("-")
            if not (first.isdecimal() and (last or first).isdecimal() and len(first) < 6 and len(last) < 6):
                continue
            for port in range(int(first), min(int(last or first), int(first) + 1000) + 1):
                yield step, f"{port}/{protocol or 'tcp'}"


def exposes(file: Dockerfile, port: str) -> Finding:
    """The final stage exposes that port (tcp where nothing else is said)."""
    wanted = port if "/" in port else f"{port}/tcp"
    for each, given in _ports(file):
        if given == wanted:
            return holds(f"{shown(each.text)} says so.", each)
    step = _last(file, "EXPOSE")
    return fails(f"{shown(step.text)} is not {port}." if step else f"The final stage has no EXPOSE {port}.", step)


def workdir_absolute(file: Dockerfile) -> Finding:
    """Every WORKDIR starts at the root, and there is one."""
    found = None
    for _, step in file.steps("WORKDIR"):
        path = " ".join(step.words)
        if not re.match(r"/|[A-Za-z]:[\\/]|\$", path):
            return fails(f"{shown(step.text)} depends on the WORKDIR before it: start it with /.", step)
        found = found or step
    return holds(f"{shown(found.text)} starts at the root.", found) if found else fails("The file has no WORKDIR.")


def workdir(file: Dockerfile, wanted: str) -> Finding:
    """The final stage ends in that folder."""
    step, folder = None, "/"
    for each, there in workdirs(file.final) if file.final else ():
        folder = there
        step = each if each.name == "WORKDIR" else step
    if folder == ("/" + wanted.strip("/")):
        return holds(f"{shown(step.text) if step else '/'} is where it starts.", step)
    return fails(f"{shown(step.text)} is not {wanted}." if step else f"The final stage has no WORKDIR {wanted}.", step)


def stop_signal(file: Dockerfile, wanted: str) -> Finding:
    """STOPSIGNAL is that signal, with or without SIG."""
    step = _last(file, "STOPSIGNAL")
    if step and " ".join(step.words).upper().removeprefix("SIG") == wanted.upper().removeprefix("SIG"):
        return holds(f"{shown(step.text)} says so.", step)
    return fails(f"{shown(step.text)} is not {wanted}." if step else "The final stage has no STOPSIGNAL.", step)


def volume(file: Dockerfile, path: str) -> Finding:
    """VOLUME names that path."""
    step = _last(file, "VOLUME")
    for each in _final(file):
        if each.name == "VOLUME" and path.rstrip("/") in {word.rstrip("/") for word in each.words}:
            return holds(f"{shown(each.text)} says so.", each)
    return fails(f"{shown(step.text)} is not {path}." if step else f"The final stage has no VOLUME {path}.", step)


START_RULES: dict[str, Rule] = {
    "non-root": Rule("The container does not run as root", non_root),
    "runs-as": Rule("The container runs as {0}", runs_as, ("user",)),
    "user-created": Rule("The user is created before USER names it", user_created),
    "root-steps-first": Rule("What needs root runs before USER", root_steps_first),
    "exec-form": Rule("{0} is in exec form", exec_form, ("command",)),
    "single-cmd": Rule("Only one CMD and one ENTRYPOINT", single_cmd),
    "cmd": Rule("CMD is “{0}”", command, ("text",)),
    "entrypoint": Rule("ENTRYPOINT is “{0}”", entrypoint, ("text",)),
    "entrypoint-and-cmd": Rule(
        "ENTRYPOINT is the program[ “{0}”], CMD its default arguments[ “{1}”]", entrypoint_and_cmd, ("text?", "text?")
    ),
    "healthcheck": Rule("A health check asks whether the program works", healthcheck),
    "exposes": Rule("Port {0} is exposed", exposes, ("port",)),
    "workdir-absolute": Rule("WORKDIR is an absolute path", workdir_absolute),
    "workdir": Rule("The container starts in {0}", workdir, ("path",)),
    "stop-signal": Rule("The container is stopped with {0}", stop_signal, ("name",)),
    "volume": Rule("{0} is a volume", volume, ("path",)),
}
