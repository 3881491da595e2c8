"""What the schema cannot see: names in a compose file that must be declared elsewhere in it, and circles."""

import re
from collections.abc import Iterator

from app.cards.repairing.compose_schema import Mistake
from app.cards.repairing.composefile import Value
from app.cards.repairing.project import Port, Project, depends, ends, is_address, mounts, names, ports, words
from app.cards.repairing.rule import shown


def link_mistakes(project: Project) -> list[Mistake]:
    """Everything Compose would refuse although the schema allows it, from top to bottom."""
    found = [*_circles(project)]
    for name, part in project.parts.items():
        if isinstance(part.data, dict):
            found += [*_source(name, part), *_undeclared(project, part), *_depends(project, part), *_clashes(part)]
            found += [*_malformed(part)]
    return sorted(found, key=lambda mistake: mistake.line)


def _mistake(line: int, words: str) -> Mistake:
    return Mistake(line, f"Line {line}: {words}")


def _source(name: str, part: Value) -> Iterator[Mistake]:
    if not part.map.keys() & {"image", "build", "provider", "extends"}:
        yield _mistake(part.line, f"the service “{name}” has neither image nor build.")


def _undeclared(project: Project, part: Value) -> Iterator[Mistake]:
    for mount in mounts(part):
        named = mount.kind == "volume" and mount.source
        if named and mount.source not in project.top("volumes"):
            yield _mistake(mount.line, f"the volume {shown(mount.source)} is not declared under volumes.")
    for kind in ("networks", "secrets", "configs"):
        for name, at in names(part.map.get(kind)).items():
            if name not in project.top(kind) and (kind, name) != ("networks", "default"):
                yield _mistake(at.line, f"{shown(name)} is not declared under {kind}.")


def _depends(project: Project, part: Value) -> Iterator[Mistake]:
    for name, (_, at) in depends(part).items():
        required = at.at("required")
        if name not in project.parts and not (required and required.data is False):
            yield _mistake(at.line, f"there is no service {shown(name)} to depend on.")


def _clashes(part: Value) -> Iterator[Mistake]:
    mode = part.map.get("network_mode")
    if mode and part.map.get("networks"):
        yield _mistake(mode.line, "network_mode and networks exclude each other.")
    if mode and mode.text == "host" and part.map.get("ports"):
        yield _mistake(part.map["ports"].line, "ports cannot be published with network_mode: host.")


def _port_problem(port: Port) -> str | None:
    spoken = shown(port.text)
    if any(given and "$" not in given and ends(given) is None for given in (port.published, port.target)):
        return f"{spoken} is no port."
    if not port.target:
        return f"{spoken} names no port of the container."
    if port.address and not is_address(port.address):
        return f"{shown(port.address)} is no IP address; no name may stand in front of a port."
    if ":" in port.address and port.text.startswith(port.address):
        return f"{shown(port.address)} needs brackets: {shown(f'[{port.address}]')}."
    there, here = ends(port.published), ends(port.target)
    if there and here and here[0] < here[1] and there[1] - there[0] != here[1] - here[0]:
        return f"the two ranges of {spoken} differ in length."
    return None


def _malformed(part: Value) -> Iterator[Mistake]:
    for port in ports(part):
        if problem := _port_problem(port):
            yield _mistake(port.line, problem)
    test = part.at("healthcheck", "test")
    if test and test.list and words(test)[0] not in {"CMD", "CMD-SHELL", "NONE"}:
        yield _mistake(test.line, f"the list begins with {shown(words(test)[0])}, not with CMD, CMD-SHELL or NONE.")
    for mount in mounts(part):
        if not mount.target.startswith(("/", "$")) and not re.match(r"[A-Za-z]:", mount.target):
            yield _mistake(mount.line, f"{shown(mount.text)} has no absolute path in the container.")


def _circles(project: Project) -> Iterator[Mistake]:
    """A service that waits, through others, for itself; each is looked for without recursion."""
    waits = {name: depends(part) for name, part in project.parts.items()}
    for name, others in waits.items():
        seen: set[str] = set()
        ahead = list(others)
        while ahead:
            other = ahead.pop()
            if other == name:
                line = next(at.line for _, at in others.values())
                yield _mistake(line, f"“{name}” waits for itself, through what it depends on.")
                return
            if other not in seen:
                seen.add(other)
                ahead += waits.get(other, {})
