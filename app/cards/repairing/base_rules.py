"""Rules about what a Dockerfile builds on: its base images and its stages."""

import re
from collections.abc import Iterator

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.images import Image, image, same_image
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.stages import Dockerfile, Stage, mounts


def bases(file: Dockerfile) -> Iterator[tuple[Instruction, Image]]:
    """Every image that comes from a registry as a base, with its FROM; stages and scratch are none."""
    for stage in file.stages:
        if stage.parent is None and stage.image and stage.image != "scratch":
            yield stage.opening, image(stage.image)


def sources(file: Dockerfile) -> Iterator[tuple[Instruction, Image]]:
    """The bases, and the images that COPY --from and RUN --mount read from."""
    yield from bases(file)
    for stage, step in file.steps("COPY", "RUN"):
        named = [step.flag("from"), *(mount.get("from") for mount in mounts(step))]
        for name in named:
            if name and file.stage(name, stage.number) is None and name != "scratch":
                yield step, image(name)


def pinned_base(file: Dockerfile) -> Finding:
    """Every base has a tag with a version in it, or a digest."""
    first = None
    for step, base in bases(file):
        first = first or step
        if not base.pinned:
            return fails(f"{shown(step.text)} {base.unpinned}", step)
    if first is None:
        return holds("No base image comes from a registry.") if file.stages else fails("The file has no FROM.")
    return holds(f"{shown(first.text)} names a version.", first)


def no_latest(file: Dockerfile) -> Finding:
    """No image is taken at :latest, written out or left out."""
    for step, base in sources(file):
        if base.moving:
            return fails(f"{shown(step.text)} takes {base.name} at latest, which is another image tomorrow.", step)
    return holds("Every image names a tag or a digest.") if file.stages else fails("The file has no FROM.")


def digest_base(file: Dockerfile) -> Finding:
    """Every base is named by digest."""
    for step, base in bases(file):
        if not base.digest:
            return fails(f"{shown(step.text)} has no digest: its tag can be moved to another image.", step)
    return holds("Every base is named by its digest.") if file.stages else fails("The file has no FROM.")


def base_is(file: Dockerfile, wanted: str, stage_name: str = "") -> Finding:
    """The stage (the final one) stands on this image, directly or through other stages."""
    stage = file.stage(stage_name) if stage_name else file.final
    if stage is None:
        return fails(f"There is no stage “{stage_name}”." if stage_name else "The file has no FROM.")
    root = stage.root
    if same_image(root.image, wanted):
        return holds(f"{shown(root.opening.text)} is the base.", root.opening)
    return fails(f"{shown(root.opening.text)} is the base, not {wanted}.", root.opening)


_SMALL = re.compile(r"(^|[-.])(slim|alpine|distroless|chiseled|minimal|micro|static)($|[-.\d])")


def small_base(file: Dockerfile) -> Finding:
    """The final stage stands on a small image: slim, Alpine, distroless, busybox or scratch."""
    if file.final is None:
        return fails("The file has no FROM.")
    step, base = file.final.root.opening, image(file.final.root.image)
    last = base.name.rsplit("/", 1)[-1]
    if last in {"scratch", "alpine", "busybox"} or "distroless" in base.name or _SMALL.search(f"{last}-{base.tag}"):
        return holds(f"{shown(step.text)} is a small base.", step)
    return fails(f"{shown(step.text)} carries a whole system: choose slim, Alpine, distroless or scratch.", step)


def multi_stage(file: Dockerfile) -> Finding:
    """The final stage starts afresh and copies from an earlier one."""
    if file.final is None:
        return fails("The file has no FROM.")
    if len(file.stages) < 2:
        step = file.final.opening
        return fails(f"{shown(step.text)} is the only stage: what builds the program stays in the image.", step)
    for step in _copies(file.final):
        if file.stage(step.flag("from") or "", file.final.number):
            if "/" in step.words[:-1]:
                return fails(f"{shown(step.text)} takes over all of the stage that builds.", step)
            return holds(f"{shown(step.text)} takes only what was built.", step)
    opening = file.final.opening
    return fails(f"{shown(opening.text)} starts the final stage, which copies nothing from an earlier one.", opening)


def _copies(stage: Stage) -> Iterator[Instruction]:
    return (step for step in stage.lineage if step.name == "COPY" and step.flag("from"))


def stage_named(file: Dockerfile, name: str) -> Finding:
    """A stage has this name."""
    stage = file.stage(name) if not name.isdecimal() else None
    if stage:
        return holds(f"{shown(stage.opening.text)} names it.", stage.opening)
    return fails(f"No FROM ends in “AS {name}”.")


def copies_from(file: Dockerfile, reference: str, path: str = "") -> Finding:
    """The final stage copies from that stage or image, and that path where one is asked for."""
    final = file.final
    if final is None:
        return fails("The file has no FROM.")
    wanted = file.stage(reference, final.number)
    what = f"{path} from {reference}" if path else f"from {reference}"
    near = None
    for step in _copies(final):
        given = step.flag("from") or ""
        source = file.stage(given, final.number)
        there = source is wanted if wanted else source is None and same_image(given, reference)
        if there and (not path or any(word.rstrip("/") == path.rstrip("/") for word in step.words[:-1])):
            return holds(f"{shown(step.text)} copies {what}.", step)
        near = step
    if near:
        return fails(f"{shown(near.text)} does not copy {what}.", near)
    return fails(f"The final stage has no COPY --from={reference}.")


def base_arg(file: Dockerfile, name: str) -> Finding:
    """ARG NAME stands before the first FROM, and a FROM uses it."""
    declared = next((step for step in file.head if step.name == "ARG" and name in dict(step.pairs)), None)
    used = next((stage.opening for stage in file.stages if re.search(rf"\$\{{?{name}\b", stage.opening.rest)), None)
    if used is None:
        return fails(f"No FROM uses ${name}.", declared)
    if declared is None:
        return fails(f"{shown(used.text)} uses ${name}, but no ARG {name} stands before the first FROM.", used)
    return holds(f"{shown(declared.text)} is known to every FROM.", declared)


BASE_RULES: dict[str, Rule] = {
    "pinned-base": Rule("Every base image is pinned to a version", pinned_base),
    "no-latest": Rule("No image is taken at latest", no_latest),
    "digest-base": Rule("Every base image is named by its digest", digest_base),
    "base": Rule("[Stage {1}: ]The base image is {0}", base_is, ("image", "name?")),
    "small-base": Rule("The final image stands on a small base", small_base),
    "multi-stage": Rule("The program is built in one stage and shipped in another", multi_stage),
    "stage": Rule("A stage is named {0}", stage_named, ("name",)),
    "copies-from": Rule("The final stage copies [{1} ]from {0}", copies_from, ("image", "path?")),
    "base-arg": Rule("ARG {0} stands before the first FROM and is used by one", base_arg, ("variable",)),
}
