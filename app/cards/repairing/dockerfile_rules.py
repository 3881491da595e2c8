"""The rules about Dockerfiles, and the one that asks whether BuildKit would build the file at all."""

import re
from collections.abc import Callable, Mapping

from app.cards.repairing.base_rules import BASE_RULES
from app.cards.repairing.copy_rules import COPY_RULES
from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.run_rules import RUN_RULES
from app.cards.repairing.stages import Dockerfile
from app.cards.repairing.start_rules import START_RULES
from app.cards.repairing.variable_rules import VARIABLE_RULES

_FLAGS: Mapping[str, frozenset[str]] = {
    "FROM": frozenset(("platform",)),
    "COPY": frozenset(("from", "chown", "chmod", "link", "parents", "exclude")),
    "ADD": frozenset(("chown", "chmod", "link", "checksum", "keep-git-dir", "exclude", "unpack")),
    "RUN": frozenset(("mount", "network", "security", "device")),
    "HEALTHCHECK": frozenset(("interval", "timeout", "start-period", "start-interval", "retries")),
}


def valid(file: Dockerfile) -> Finding:
    """BuildKit would accept the file: what a build refuses before its first step."""
    for step in file.head:
        if step.name != "ARG":
            return fails(f"{shown(step.text)} stands before FROM; only ARG may.", step)
    if not file.stages:
        return fails("The file has no FROM.")
    for stage in file.stages:
        problem = _from_problem(stage.opening, stage.image)
        if problem:
            return fails(f"{shown(stage.opening.text)} {problem}", stage.opening)
        for step in stage.steps:
            problem = _problem(step.trigger or step) or _onbuild_problem(step) or _copy_from(file, stage.number, step)
            if problem:
                return fails(f"{shown(step.text)} {problem}", step)
    return holds("Every instruction is well formed.")


def _from_problem(step: Instruction, image: str) -> str | None:
    words = step.words
    if len(words) not in {1, 3} or (len(words) == 3 and words[1].lower() != "as"):
        return "is not FROM image, nor FROM image AS name."
    if not image:
        return "names an image through an empty variable."
    if len(words) == 3 and not re.fullmatch(r"[a-z][a-z0-9._-]*", words[2].lower()):
        return "gives its stage a name that is none."
    return _flag_problem(step)


def _problem(step: Instruction) -> str | None:
    check = _CHECKS.get(step.name)
    return _flag_problem(step) or (check(step) if check else None)


def _flag_problem(step: Instruction) -> str | None:
    known = _FLAGS.get(step.name, frozenset())
    unknown = next((name for name, _ in step.flags if name not in known), None)
    return f"has an option that {step.name} does not know: --{unknown}." if unknown else None


def _files(step: Instruction) -> str | None:
    if len(step.words) < 2:
        return f"needs a source and a target: {step.name} source target."
    many = len(step.words) > 2 and not step.heredocs
    if many and not step.words[-1].endswith(("/", "\\")) and step.words[-1] not in {".", ".."}:
        return "copies several sources, so its target must end in /."
    return None


def _something(step: Instruction) -> str | None:
    return None if step.words or step.heredocs else "says nothing."


def _named(step: Instruction) -> str | None:
    bad = next((key for key, _ in step.pairs if not key), None)
    return "has a name that is empty." if bad is not None else None if step.pairs else "says nothing."


def _exposed(step: Instruction) -> str | None:
    for word in step.words:
        match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?", word, re.IGNORECASE)
        if "$" not in word and (match is None or max(int(match[1]), int(match[2] or 0)) > 65535):
            return f"names no port: {shown(word)}. Mapping ports is for docker run -p."
    return _something(step)


def _shell(step: Instruction) -> str | None:
    return None if step.is_json and step.words else 'must be a list in double quotes: SHELL ["/bin/bash", "-c"].'


def _health(step: Instruction) -> str | None:
    kind = step.words[0] if step.words else ""
    if kind == "NONE":
        return "has more than NONE." if len(step.words) > 1 else None
    return None if kind == "CMD" and len(step.words) > 1 else "must go on with CMD and a command, or with NONE."


_CHECKS: Mapping[str, Callable[[Instruction], str | None]] = {
    "ADD": _files, "COPY": _files, "ARG": _named, "ENV": _named, "LABEL": _named, "EXPOSE": _exposed, "SHELL": _shell,
    "HEALTHCHECK": _health, "USER": _something, "WORKDIR": _something, "VOLUME": _something, "STOPSIGNAL": _something,
    "RUN": _something, "MAINTAINER": _something,
}  # fmt: skip


def _onbuild_problem(step: Instruction) -> str | None:
    if step.name != "ONBUILD":
        return None
    if step.trigger is None or step.trigger.name in {"FROM", "MAINTAINER"}:
        return "holds back what ONBUILD may not: an instruction other than ONBUILD, FROM and MAINTAINER must follow."
    return None


def _copy_from(file: Dockerfile, number: int, step: Instruction) -> str | None:
    """COPY --from may name an earlier stage, or an image; a later stage or a number that is none is refused."""
    given = step.flag("from") if step.name == "COPY" else None
    if given is None or file.stage(given, number):
        return None
    if given == "" or given.isdecimal() or file.stage(given):
        return f"copies from “{given}”, which is no stage above this one."
    return None


RULES: dict[str, Rule] = {
    "valid": Rule("The Dockerfile can be built", valid),
    **BASE_RULES,
    **COPY_RULES,
    **RUN_RULES,
    **START_RULES,
    **VARIABLE_RULES,
}
