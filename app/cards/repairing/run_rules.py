"""Rules about what a Dockerfile runs while it builds: packages, caches, secrets, shells."""

from collections.abc import Iterator

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.installs import installs_dependencies, own_name, pip_words
from app.cards.repairing.pipe_rules import PIPE_RULES
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.secretwords import names_a_secret
from app.cards.repairing.shellscript import Command, commands_of
from app.cards.repairing.stages import Dockerfile, mounts

_APT = frozenset(("apt", "apt-get", "aptitude"))


def runs(file: Dockerfile) -> Iterator[tuple[Instruction, tuple[Command, ...]]]:
    """Every RUN from top to bottom with its commands."""
    for _, step in file.steps("RUN"):
        yield step, commands_of(step)


def _apt(command: Command, *verbs: str) -> bool:
    return command.program in _APT and command.plain[:1] in {(verb,) for verb in verbs}


def _apt_cached(step: Instruction) -> bool:
    return any(mount["type"] in {"cache", "tmpfs"} and "/var/lib/apt" in mount["target"] for mount in mounts(step))


def apt_clean(file: Dockerfile) -> Finding:
    """Update and install share a RUN, ask nothing, take nothing that is only recommended, and leave no lists behind."""
    found = None
    for step, commands in runs(file):
        problem = _apt_problem(step, commands)
        if problem:
            return fails(f"{shown(step.text)} {problem}", step)
        if any(_apt(command, "install") for command in commands):
            found = found or step
    return (
        holds(f"{shown(found.text)} leaves nothing behind.", found) if found else fails("No RUN installs with apt-get.")
    )


def _apt_problem(step: Instruction, commands: tuple[Command, ...]) -> str | None:
    updates = [at for at, command in enumerate(commands) if _apt(command, "update")]
    installs = [at for at, command in enumerate(commands) if _apt(command, "install")]
    if updates and not installs:
        return (
            "keeps the package lists in a layer of their own, which goes stale in the cache: install in the same RUN."
        )
    if not installs:
        return None
    if not updates or updates[0] > installs[0]:
        return "installs without apt-get update before it in the same RUN."
    for at in installs:
        options = commands[at].options
        if not options & {"-y", "--yes", "--assume-yes", "-qq"}:
            return "has no -y: apt-get asks, and nobody answers."
        if "--no-install-recommends" not in options and not any("Install-Recommends" in w for w in commands[at].words):
            return "has no --no-install-recommends, so packages come along that nothing needs."
    removed = any(
        "/var/lib/apt/lists" in word for c in commands[installs[-1] :] if c.program == "rm" for word in c.words
    )
    return (
        None if removed or _apt_cached(step) else "leaves the package lists in the layer: remove /var/lib/apt/lists/*."
    )


def no_upgrade(file: Dockerfile) -> Finding:
    """No RUN upgrades the whole system."""
    for step, commands in runs(file):
        if any(
            _apt(c, "upgrade", "dist-upgrade", "full-upgrade") or (c.program, *c.plain[:1]) == ("apk", "upgrade")
            for c in commands
        ):
            return fails(f"{shown(step.text)} upgrades the base as it happens to be today: take a newer base.", step)
    return holds("No RUN upgrades the system.")


def apk_no_cache(file: Dockerfile) -> Finding:
    """apk add leaves no index behind."""
    found = None
    for step, commands in runs(file):
        for command in commands:
            if command.program == "apk" and command.plain[:1] == ("add",):
                found = found or step
                cached = any("/apk" in mount["target"] for mount in mounts(step) if mount["type"] == "cache")
                removed = any(c.program == "rm" and any("/var/cache/apk" in word for word in c.words) for c in commands)
                if not (command.options & {"--no-cache"} or cached or removed):
                    return fails(f"{shown(step.text)} leaves the index in the layer: add --no-cache.", step)
    return holds(f"{shown(found.text)} leaves no index.", found) if found else fails("No RUN installs with apk add.")


def pip_no_cache(file: Dockerfile) -> Finding:
    """pip install keeps its downloads out of the layer: --no-cache-dir, PIP_NO_CACHE_DIR or a cache mount."""
    found = None
    for stage, step in file.steps("RUN"):
        for command in commands_of(step):
            words = pip_words(command)
            if words is None:
                continue
            found = found or step
            # uv has its own cache and options; both spellings are in use.
            told = set(words) & {"--no-cache-dir", "--no-cache"} or any("NO_CACHE" in a for a in command.assigned)
            known = stage.variables.get("PIP_NO_CACHE_DIR") or stage.variables.get("UV_NO_CACHE")
            if not (told or known or any(mount["type"] == "cache" for mount in mounts(step))):
                return fails(f"{shown(step.text)} keeps pip’s downloads in the layer: add --no-cache-dir.", step)
    return holds(f"{shown(found.text)} keeps no downloads.", found) if found else fails("No RUN installs with pip.")


def cache_mount(file: Dockerfile, target: str = "") -> Finding:
    """A RUN (one that installs, where there is any) mounts a cache, at that path where one is asked for."""
    near = None
    for step, _ in runs(file):
        caches = [mount["target"].rstrip("/") for mount in mounts(step) if mount["type"] == "cache"]
        if caches and (not target or target.rstrip("/") in caches):
            return holds(f"{shown(step.text)} keeps its downloads from build to build.", step)
        if near is None and (caches or installs_dependencies(step) is not None):
            near = step
    where = f" at {target}" if target else ""
    if near:
        return fails(f"{shown(near.text)} has no --mount=type=cache{where}.", near)
    return fails(f"No RUN has --mount=type=cache{where}.")


def secret_mount(file: Dockerfile, name: str = "") -> Finding:
    """A RUN mounts a secret (of that id)."""
    near = None
    for step, _ in runs(file):
        for mount in mounts(step):
            if mount["type"] == "secret":
                known = mount.get("id") or mount["target"].rsplit("/", 1)[-1]
                if not name or known == name:
                    return holds(f"{shown(step.text)} sees the secret, and no layer keeps it.", step)
                near = step
    if near:
        return fails(f"{shown(near.text)} mounts another secret, not {name}.", near)
    return fails("No RUN has --mount=type=secret" + (f",id={name}." if name else "."))


def no_secret_in_env(file: Dockerfile) -> Finding:
    """No ENV and no ARG is named like a secret; both stay readable in the image."""
    for step in (*file.head, *(step for _, step in file.steps("ENV", "ARG"))):
        for key, _ in step.pairs if step.name in {"ENV", "ARG"} else ():
            if names_a_secret(key):
                return fails(f"{shown(step.text)} leaves {key} readable in the image’s history.", step)
    return holds("No ENV or ARG is named like a secret.")


def no_sudo(file: Dockerfile) -> Finding:
    """No RUN calls sudo, and none installs it."""
    for step, commands in runs(file):
        for command in commands:
            if command.words[:1] and command.words[0].rsplit("/", 1)[-1] in {"sudo", "doas"}:
                return fails(f"{shown(step.text)} calls sudo: a build is root until USER says otherwise.", step)
            if command.program in {*_APT, "apk"} and "sudo" in command.plain[1:]:
                return fails(f"{shown(step.text)} installs sudo, which the image does not need.", step)
    return holds("No RUN calls sudo.")


def nothing_lost(file: Dockerfile) -> Finding:
    """No RUN ends in cd or export, which the next RUN knows nothing of."""
    for step, commands in runs(file):
        last = commands[-1].program if commands else ""
        if last in {"cd", "pushd"}:
            return fails(f"{shown(step.text)} is forgotten when its RUN ends: set the folder with WORKDIR.", step)
        if last in {"export", "source", "."} or (commands and not commands[-1].words):
            return fails(f"{shown(step.text)} is forgotten when its RUN ends: set the variable with ENV.", step)
    return holds("No RUN sets something that is lost when it ends.")


def max_runs(file: Dockerfile, most: str) -> Finding:
    """The final stage has at most so many RUN."""
    found = [step for step in (file.final.lineage if file.final else ()) if step.name == "RUN"]
    if len(found) > int(most):
        extra = found[int(most)]
        return fails(f"{shown(extra.text)} is RUN number {int(most) + 1} of {len(found)}: join them with &&.", extra)
    return holds(f"The final stage has {len(found)} RUN.") if file.stages else fails("The file has no FROM.")


def runs_command(file: Dockerfile, wanted: str) -> Finding:
    """Some RUN runs a command that starts with these words, or npm's other names for it; options may stand between."""
    words = tuple(wanted.split())
    for step, commands in runs(file):
        for command in commands:
            spoken = command.bare if any(word.startswith("-") for word in words) else (command.program, *command.plain)
            if own_name(spoken)[: len(words)] == words:
                return holds(f"{shown(step.text)} runs it.", step)
    return fails(f"No RUN runs “{wanted}”.")


def heredoc(file: Dockerfile) -> Finding:
    """A RUN is written as a heredoc."""
    step = next((step for step, _ in runs(file) if step.heredocs), None)
    return (
        holds(f"{shown(step.text)} opens one.", step) if step else fails("No RUN is written as a heredoc (RUN <<EOF).")
    )


RUN_RULES: dict[str, Rule] = {
    "apt-clean": Rule("apt-get updates and installs in one RUN and leaves nothing behind", apt_clean),
    "no-upgrade": Rule("The build does not upgrade the base system", no_upgrade),
    "apk-no-cache": Rule("apk add leaves no index behind", apk_no_cache),
    "pip-no-cache": Rule("pip keeps its downloads out of the image", pip_no_cache),
    "cache-mount": Rule("Downloads are kept in a cache mount[ at {0}]", cache_mount, ("path?",)),
    "secret-mount": Rule("The secret[ {0}] is mounted, not copied", secret_mount, ("name?",)),
    "no-secret-in-env": Rule("No secret stands in ENV or ARG", no_secret_in_env),
    "no-sudo": Rule("The build does without sudo", no_sudo),
    "nothing-lost": Rule("No RUN sets something that the next one does not know", nothing_lost),
    **PIPE_RULES,
    "max-runs": Rule("The final stage has at most {0} RUN", max_runs, ("count",)),
    "runs": Rule("The build runs “{0}”", runs_command, ("text",)),
    "heredoc": Rule("A RUN of several lines is written as a heredoc", heredoc),
}
