"""The stages of a Dockerfile, with what each inherits and its variables filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.cards.repairing.dockerfile import Instruction, Source, read
from app.cards.repairing.dockerwords import filled
from app.cards.repairing.rule import Unreadable

MOST_STAGES = 50

# Where BuildKit fills in variables; a command is left to the shell that runs it.
_FILLED = frozenset(("ADD", "COPY", "EXPOSE", "FROM", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"))


@dataclass(frozen=True, slots=True)
class Stage:
    """A FROM and what follows it.

    `name` is in small letters, "" where it has none. `image` is the base with variables filled in, `parent` the earlier
    stage where that is the base. `steps` have quotes taken off and variables filled in; `lineage` are the parents'
    steps (and what their ONBUILD holds back), then its own.
    """

    number: int
    name: str
    opening: Instruction
    image: str
    parent: "Stage | None"
    steps: tuple[Instruction, ...]
    lineage: tuple[Instruction, ...]
    variables: Mapping[str, str]

    @property
    def root(self) -> "Stage":
        """The stage at the bottom: its image comes from a registry."""
        return self.parent.root if self.parent else self

    def last(self, name: str) -> Instruction | None:
        """The instruction of that name that counts: the last, inherited ones included."""
        return next((step for step in reversed(self.lineage) if step.name == name), None)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """`head` is what stands before the first FROM, `arguments` the ARGs there that have a default."""

    source: Source
    head: tuple[Instruction, ...]
    arguments: Mapping[str, str]
    stages: tuple[Stage, ...]

    @property
    def final(self) -> Stage | None:
        """The stage that a build makes unless told otherwise."""
        return self.stages[-1] if self.stages else None

    def steps(self, *names: str) -> Iterator[tuple[Stage, Instruction]]:
        """Every instruction of these names with its stage, from top to bottom; inherited ones stand once."""
        for stage in self.stages:
            for step in stage.steps:
                if step.name in names:
                    yield stage, step

    def stage(self, reference: str, before: int | None = None) -> Stage | None:
        """The stage with this name or number among those before number `before`; the last of that name counts."""
        known = self.stages[:before]
        if reference.isdecimal() and reference.isascii():
            return known[int(reference)] if len(reference) < 4 and int(reference) < len(known) else None
        return next((stage for stage in reversed(known) if stage.name == reference.lower()), None)


def parse(text: str) -> Dockerfile:
    """A Dockerfile as its stages. Raises Unreadable."""
    source = read(text)
    openings = [at for at, step in enumerate(source.instructions) if step.name == "FROM"]
    if len(openings) > MOST_STAGES:
        line = source.instructions[openings[MOST_STAGES]].line
        raise Unreadable(f"Line {line}: more than {MOST_STAGES} stages are not read.", line)
    head = source.instructions[: openings[0]] if openings else source.instructions
    arguments: dict[str, str] = {}
    for step in head:
        for key, value in step.pairs if step.name == "ARG" else ():
            if value is not None:
                arguments[key] = filled(value, arguments, source.escape)
    stages: list[Stage] = []
    for start, end in zip(openings, [*openings[1:], len(source.instructions)][: len(openings)], strict=True):
        stages.append(_stage(source.instructions[start:end], stages, arguments, source.escape))
    return Dockerfile(source, head, arguments, tuple(stages))


def _stage(
    instructions: tuple[Instruction, ...], earlier: list[Stage], arguments: Mapping[str, str], escape: str
) -> Stage:
    opening = _with_words(instructions[0], arguments, escape)
    words = opening.words
    image = words[0] if words else ""
    name = words[2].lower() if len(words) == 3 and words[1].lower() == "as" else ""
    parent = next((stage for stage in reversed(earlier) if stage.name and stage.name == image.lower()), None)
    inherited = parent.lineage if parent else ()
    triggers = tuple(replace(step.trigger, line=step.line) for step in (parent.steps if parent else ()) if step.trigger)
    variables = dict(parent.variables) if parent else {}
    own = [_step(step, variables, arguments, escape) for step in (*triggers, *instructions[1:])]
    steps = tuple(own[len(triggers) :])
    lineage = (*inherited, *own)
    return Stage(len(earlier), name, opening, image, parent, steps, lineage, variables)


def _step(step: Instruction, variables: dict[str, str], arguments: Mapping[str, str], escape: str) -> Instruction:
    """The step with its variables filled in; what it sets itself is added to `variables` afterwards."""
    if step.name in {"ENV", "LABEL"}:
        pairs = tuple((key, filled(value or "", variables, escape)) for key, value in step.pairs)
        step = replace(step, pairs=pairs)
        if step.name == "ENV":
            variables.update(pairs)
    elif step.name == "ARG":
        for key, value in step.pairs:
            default = arguments.get(key) if value is None else filled(value, variables, escape)
            if default is not None:
                variables.setdefault(key, default)  # an ENV of the same name beats it
    elif step.name in _FILLED:
        return _with_words(step, variables, escape)
    return step


def _with_words(step: Instruction, variables: Mapping[str, str], escape: str) -> Instruction:
    flags = tuple((key, filled(value, variables, escape)) for key, value in step.flags)
    if step.is_json:
        words = tuple(filled(word, variables, escape) if "$" in word else word for word in step.words)
    else:
        words = tuple(filled(word, variables, escape) for word in step.words)
    return replace(step, flags=flags, words=words)


def path_in(workdir: str, path: str) -> str:
    """A path as an absolute one, seen from a working folder; no slash at its end, no /./ and no //."""
    whole = path if path.startswith("/") else f"{workdir}/{path}"
    kept: list[str] = []
    for part in re.split(r"/+", whole):
        if part == "..":
            kept = kept[:-1]
        elif part not in {"", "."}:
            kept.append(part)
    return "/" + "/".join(kept)


def workdirs(stage: Stage) -> Iterator[tuple[Instruction, str]]:
    """Each step of the lineage with the working folder that holds for it (after it, for WORKDIR itself)."""
    folder = "/"
    for step in stage.lineage:
        if step.name == "WORKDIR" and step.words:
            folder = path_in(folder, " ".join(step.words))
        yield step, folder


def mounts(step: Instruction) -> list[dict[str, str]]:
    """What a RUN mounts, one map for each --mount: type (bind where it is left out), target, source, id, …"""
    found = []
    for key, value in step.flags:
        if key == "mount":
            options = dict(part.partition("=")[::2] for part in value.split(","))
            target = options.get("target") or options.get("dst") or options.get("destination") or ""
            source = options.get("source") or options.get("src") or ""
            found.append({"type": "bind", **options, "target": target, "source": source})
    return found
