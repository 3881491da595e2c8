"""Rules about a service of a compose file: where it comes from, how it starts, what it waits for."""

from collections.abc import Callable, Iterator
from functools import wraps

from app.cards.repairing.composefile import Value
from app.cards.repairing.images import image, same_image
from app.cards.repairing.project import Project, depends, health, is_choice, names, pairs, ports, words
from app.cards.repairing.rule import Finding, Rule, fails, holds


def of_service(judge: Callable[..., Finding]) -> Callable[..., Finding]:
    """A rule whose first argument names a service, from one that is handed the service itself."""

    @wraps(judge)
    def judged(project: Project, name: str, *arguments: str) -> Finding:
        part = project.parts.get(name)
        if part is None:
            return fails(f"There is no service “{name}”.")
        if not isinstance(part.data, dict):
            return fails(f"{project.shown(part)} describes no service.", part)
        return judge(project, part, *arguments)

    return judged


def chosen(project: Project, name: str) -> Iterator[tuple[str, Value]]:
    """The service of that name, or all of them where the name is ""."""
    for key, part in project.parts.items():
        if not name or key == name:
            yield key, part


def missing(project: Project, name: str) -> Finding | None:
    """What a rule about that service (about all, where the name is "") finds when there is none."""
    if not project.parts:
        return fails("The file has no services.")
    return None if not name or name in project.parts else fails(f"There is no service “{name}”.")


def same(project: Project, at: Value | None, key: str, wanted: str, given: str | None = None) -> Finding:
    """Whether the value at `at` (or what it amounts to, `given`) is the wanted one."""
    if at is None:
        return fails(f"The service has no {key}: {wanted}.")
    if (at.text if given is None else given) == wanted:
        return holds(f"{project.shown(at)} says so.", at)
    return fails(f"{project.shown(at)} is not {wanted}.", at)


def _here(project: Project, at: Value | None, lacking: str) -> Finding:
    return holds(f"{project.shown(at)} says so.", at) if at else fails(lacking)


@of_service
def service(project: Project, part: Value) -> Finding:
    """There is a service of that name."""
    return holds(f"{project.shown(part)} describes it.", part)


@of_service
def image_is(project: Project, part: Value, wanted: str) -> Finding:
    """The service runs that image; docker.io/library/ and :latest may be left out."""
    at = part.map.get("image")
    return same(project, at, "image", wanted, wanted if at and same_image(at.text, wanted) else None)


def pinned_image(project: Project, name: str = "") -> Finding:
    """The image (every image) has a version in its tag, or a digest; a service that is built needs none."""
    first = None
    for _, part in chosen(project, name):
        at = part.map.get("image")
        if at and "build" not in part.map and not image(at.text).pinned:
            return fails(f"{project.shown(at)} {image(at.text).unpinned}", at)
        if name and not at and "build" not in part.map:
            return fails(f"The service {name} has no image.", part)
        first = first or at
    return missing(project, name) or holds("What is pulled has a version.", first)


def _context(part: Value) -> Value | None:
    build = part.map.get("build")
    return build if build is None or build.text else build.at("context")


@of_service
def build_context(project: Project, part: Value, path: str = "") -> Finding:
    """The service is built (from that folder), in the short or the long form."""
    build, at = part.map.get("build"), _context(part)
    if build is None:
        return fails("The service has no build: its image is pulled.", part.map.get("image"))
    given = _folder(at.text) if at else "."
    if path and given != _folder(path):
        return fails(f"{project.shown(at or build)} builds from {given}, not from {path}.", at or build)
    return holds(f"{project.shown(at or build)} is what it is built from.", at or build)


def _folder(path: str) -> str:
    return path.removeprefix("./").rstrip("/") or "."


@of_service
def build_target(project: Project, part: Value, stage: str) -> Finding:
    """The build stops at that stage."""
    return same(project, part.at("build", "target"), "build.target", stage)


@of_service
def build_arg(project: Project, part: Value, name: str, value: str = "") -> Finding:
    """The build is given that argument (with that value)."""
    return pair(project, pairs(part.at("build", "args")), name, value)


def pair(project: Project, found: dict[str, Value], name: str, value: str) -> Finding:
    """Whether a variable is set (to that value, where one is asked for)."""
    at = found.get(name)
    if at is None:
        return fails(f"The service is given no {name}.")
    if value and at.text != value:
        return fails(f"{project.shown(at)} is not {name}={value}.", at)
    return holds(f"{project.shown(at)} says so.", at)


@of_service
def dockerfile(project: Project, part: Value, path: str) -> Finding:
    """The service is built with that Dockerfile."""
    at = part.at("build", "dockerfile")
    return same(project, at, "build.dockerfile", path, _folder(at.text) if at else None)


@of_service
def command(project: Project, part: Value, wanted: str) -> Finding:
    """The service is started with these words, as a list or a line."""
    at = part.map.get("command")
    spoken = " ".join(word.strip("\"'") for word in words(at))
    return same(project, at, "command", wanted, wanted if spoken == " ".join(wanted.split()) else spoken)


@of_service
def restart(project: Project, part: Value, policy: str) -> Finding:
    """The engine starts the service again by that policy; on-failure holds with a limit too."""
    at = part.map.get("restart")
    if at is None:
        at = part.at("deploy", "restart_policy", "condition")
        given = {"any": "always", "none": "no"}.get(at.text, at.text) if at else None
    elif at.data is False:
        given = "no"
    else:
        given = at.text if ":" in policy else at.text.partition(":")[0]
    return same(project, at, "restart", policy, given)


@of_service
def init(project: Project, part: Value) -> Finding:
    """A small init is process 1."""
    return same(project, part.map.get("init"), "init", "true")


@of_service
def replicas(project: Project, part: Value, count: str) -> Finding:
    """So many containers are started, by deploy.replicas or scale."""
    return same(project, part.at("deploy", "replicas") or part.map.get("scale"), "deploy.replicas", count)


def no_container_name(project: Project, name: str = "") -> Finding:
    """The service (no service) has a container_name."""
    for _, part in chosen(project, name):
        if at := part.map.get("container_name"):
            return fails(f"{project.shown(at)} allows only one container, on this machine and in every project.", at)
    return missing(project, name) or holds("Compose gives the names.")


@of_service
def scalable(project: Project, part: Value) -> Finding:
    """Several containers of it can run: no container_name and no fixed port of the machine; a range leaves a choice."""
    if at := part.map.get("container_name"):
        return fails(f"{project.shown(at)} allows only one container.", at)
    for port in ports(part):
        if not (port.published in {"", "0"} or is_choice(port)):
            return fails(f"{project.shown(port)} takes a port of the machine that only one container can have.", port)
    return holds("Nothing in it can be had only once.", part)


@of_service
def profile(project: Project, part: Value, wanted: str) -> Finding:
    """The service starts only with that profile."""
    at = part.map.get("profiles")
    if at and wanted in names(at):
        return holds(f"{project.shown(at)} keeps it back.", at)
    return fails(
        f"{project.shown(at)} is not {wanted}." if at else "The service has no profiles: it always starts.", at
    )


@of_service
def depends_on(project: Project, part: Value, other: str) -> Finding:
    """The service is started after the other, in the short or the long form."""
    found = depends(part).get(other)
    return _here(project, found[1] if found else None, f"The service has no depends_on for {other}.")


def _waits(project: Project, part: Value, other: str, condition: str) -> Finding:
    found = depends(part).get(other)
    if found is None:
        return fails(f"The service has no depends_on for {other}.", part.map.get("depends_on"))
    if found[0] != condition:
        why = f"waits only until {other} is started" if found[0] == "service_started" else f"waits for {found[0]}"
        return fails(f"{project.shown(found[1])} {why}: its condition must be {condition}.", found[1])
    return holds(f"{project.shown(found[1])} waits for it.", found[1])


@of_service
def depends_healthy(project: Project, part: Value, other: str) -> Finding:
    """The service waits until the other is healthy, and that one has a health check (or is built and may have one)."""
    found = _waits(project, part, other, "service_healthy")
    there = project.parts.get(other)
    if found.holds and there is not None and health(there) is None and "build" not in there.map:
        return fails(f"{project.shown(there)} has no healthcheck, so it is never healthy.", there)
    return found


@of_service
def depends_completed(project: Project, part: Value, other: str) -> Finding:
    """The service waits until the other has ended well."""
    return _waits(project, part, other, "service_completed_successfully")


@of_service
def healthcheck(project: Project, part: Value) -> Finding:
    """The service has a health check of its own that is not switched off; test as a line, CMD or CMD-SHELL."""
    at, found = part.map.get("healthcheck"), health(part)
    if at is None:
        return fails("The service has no healthcheck.", part)
    if found is None or not found[0]:
        why = "checks nothing: it needs test, as a line or as a list that starts with CMD or CMD-SHELL."
        return fails(f"{project.shown(at)} {why}", at)
    return holds(f"{project.shown(at)} asks the service.", at)


@of_service
def healthcheck_runs(project: Project, part: Value, wanted: str) -> Finding:
    """The health check runs that program."""
    found = health(part)
    if found is None:
        return fails("The service has no healthcheck that runs anything.", part.map.get("healthcheck"))
    spoken = " ".join(found[0]).split()
    test = found[1].at("test") or found[1]
    if any(word.strip("\"'").rsplit("/", 1)[-1] == wanted for word in spoken):
        return holds(f"{project.shown(test)} runs it.", test)
    return fails(f"{project.shown(test)} does not run {wanted}.", test)


@of_service
def start_period(project: Project, part: Value) -> Finding:
    """The health check leaves time for starting."""
    at = part.at("healthcheck", "start_period")
    return _here(project, at, "The healthcheck has no start_period: a slow start counts as ill.")


@of_service
def stop_grace(project: Project, part: Value) -> Finding:
    """The service is given a time of its own for stopping."""
    return _here(project, part.map.get("stop_grace_period"), "The service has no stop_grace_period: 10 seconds it is.")


@of_service
def watch(project: Project, part: Value) -> Finding:
    """Changed sources reach the running service (develop.watch)."""
    at = part.at("develop", "watch")
    return _here(project, at if at and at.list else None, "The service has no develop.watch.")


SERVICE_RULES: dict[str, Rule] = {
    "service": Rule("There is a service {0}", service, ("name",)),
    "image": Rule("{0} runs {1}", image_is, ("name", "image")),
    "pinned-image": Rule("Images are pinned to a version[: {0}]", pinned_image, ("name?",)),
    "build-context": Rule("{0} is built[ from {1}]", build_context, ("name", "path?")),
    "build-target": Rule("The build of {0} stops at {1}", build_target, ("name", "name")),
    "build-arg": Rule("The build of {0} is given {1}[={2}]", build_arg, ("name", "variable", "text?")),
    "dockerfile": Rule("{0} is built with {1}", dockerfile, ("name", "path")),
    "command": Rule("{0} is started with “{1}”", command, ("name", "text")),
    "restart": Rule("{0} is started again: {1}", restart, ("name", "text")),
    "init": Rule("{0} has an init as process 1", init, ("name",)),
    "replicas": Rule("{0} runs {1} times", replicas, ("name", "count")),
    "no-container-name": Rule("No fixed container name[ for {0}]", no_container_name, ("name?",)),
    "scalable": Rule("{0} can run several times", scalable, ("name",)),
    "profile": Rule("{0} starts only with the profile {1}", profile, ("name", "name")),
    "depends-on": Rule("{0} starts after {1}", depends_on, ("name", "name")),
    "depends-healthy": Rule("{0} waits until {1} is healthy", depends_healthy, ("name", "name")),
    "depends-completed": Rule("{0} waits until {1} has ended well", depends_completed, ("name", "name")),
    "healthcheck": Rule("{0} has a health check", healthcheck, ("name",)),
    "healthcheck-runs": Rule("The health check of {0} runs {1}", healthcheck_runs, ("name", "name")),
    "start-period": Rule("The health check of {0} leaves time for starting", start_period, ("name",)),
    "stop-grace": Rule("{0} has its own time for stopping", stop_grace, ("name",)),
    "watch": Rule("Changed sources reach {0} while it runs", watch, ("name",)),
}
