"""Rules about the variables, labels and directives of a Dockerfile."""

import re

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.dockerwords import variables_in
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.stages import Dockerfile

_KNOWN = frozenset(("PATH", "HOME", "PWD", "HOSTNAME"))


def arg_after_from(file: Dockerfile, name: str) -> Finding:
    """Every stage that uses NAME declares it first, with ARG or ENV; and a stage does."""
    declared = None
    for stage in file.stages:
        known = None
        for step in stage.lineage:
            if step.name in {"ARG", "ENV"} and name in dict(step.pairs):
                known = known or step
                declared = declared or (step if step.name == "ARG" else None)
            elif known is None and name in _used(step):
                why = f"uses ${name}, which is empty here: ARG {name} must be said again after FROM."
                return fails(f"{shown(step.text)} {why}", step)
    if declared:
        return holds(f"{shown(declared.text)} stands in the stage that needs it.", declared)
    return fails(
        f"No stage says ARG {name} after its FROM.", next((s for s in file.head if name in dict(s.pairs)), None)
    )


def _used(step: Instruction) -> list[str]:
    raw = [step.text, *(heredoc.body for heredoc in step.heredocs)]
    return [name for text in raw for name in variables_in(text)] if step.name != "ONBUILD" else []


def env_order(file: Dockerfile) -> Finding:
    """Every variable is set above the line that uses it, not on it and not below it."""
    for stage in file.stages:
        later = [(at, key) for at, step in enumerate(stage.lineage) if step.name == "ENV" for key, _ in step.pairs]
        first: dict[str, int] = {}
        for at, key in later:
            first.setdefault(key, at)
        declared: set[str] = set(_KNOWN)
        for at, step in enumerate(stage.lineage):
            keys = [key for key, _ in step.pairs]
            for name in variables_in(step.rest) if step.name in _FILLED else ():
                where = first.get(name, -1)
                if name not in declared and (where > at or (where == at and [name] != keys)):
                    when = "on this very line" if where == at else "only further down"
                    return fails(f"{shown(step.text)} uses ${name}, which is set {when}: it is empty here.", step)
            declared |= {*keys} if step.name in {"ENV", "ARG"} else set()
    return holds("Every variable is set before it is used.") if file.stages else fails("The file has no FROM.")


_FILLED = frozenset(("ENV", "LABEL", "WORKDIR", "USER", "COPY", "ADD", "EXPOSE", "VOLUME", "STOPSIGNAL", "RUN"))


def _pair(file: Dockerfile, kind: str, key: str, value: str) -> Finding:
    found = None
    for step in file.final.lineage if file.final else ():
        if step.name == kind and key in dict(step.pairs):
            found = step
    if found is None:
        return fails(f"The final stage sets no {kind} {key}.")
    given = dict(found.pairs)[key]
    if value and given != value:
        return fails(f"{shown(found.text)} sets {key} to {shown(given or '')}, not {shown(value)}.", found)
    return holds(f"{shown(found.text)} says so.", found)


def env(file: Dockerfile, key: str, value: str = "") -> Finding:
    """The final stage sets that variable (to that value)."""
    return _pair(file, "ENV", key, value)


def label(file: Dockerfile, key: str, value: str = "") -> Finding:
    """The final stage carries that label (with that value)."""
    return _pair(file, "LABEL", key, value)


def no_maintainer(file: Dockerfile) -> Finding:
    """MAINTAINER is not used."""
    step = next((step for _, step in file.steps("MAINTAINER")), None)
    if step:
        return fails(f"{shown(step.text)} is an old instruction: a LABEL says the same.", step)
    return holds("MAINTAINER is not used.")


def syntax_directive(file: Dockerfile) -> Finding:
    """The first line names the syntax."""
    given = file.source.directives.get("syntax", "")
    if re.match(r"docker/dockerfile(-upstream)?:", given):
        return holds(f"The first lines choose {shown(given)}.")
    return fails("The file does not begin with “# syntax=docker/dockerfile:1”; below other lines it is only a comment.")


VARIABLE_RULES: dict[str, Rule] = {
    "arg-after-from": Rule("ARG {0} is declared in the stage that uses it", arg_after_from, ("variable",)),
    "env-order": Rule("Every variable is set before it is used", env_order),
    "env": Rule("{0} is set[ to “{1}”]", env, ("variable", "text?")),
    "label": Rule("The image has the label {0}[ with “{1}”]", label, ("name", "text?")),
    "no-maintainer": Rule("MAINTAINER is not used", no_maintainer),
    "syntax-directive": Rule("The first line chooses the Dockerfile syntax", syntax_directive),
}
