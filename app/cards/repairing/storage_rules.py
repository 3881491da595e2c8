"""Rules about volumes, variables, secrets and limits of a compose file."""

import re
from collections.abc import Iterator

from app.cards.repairing.composefile import Value
from app.cards.repairing.project import Mount, Project, mounts, names, pairs, text
from app.cards.repairing.rule import Finding, Rule, fails, holds
from app.cards.repairing.secretwords import holds_a_login, names_a_secret
from app.cards.repairing.service_rules import chosen, missing, of_service, pair, same


def _at(part: Value, path: str) -> Mount | None:
    wanted = path.rstrip("/") or "/"
    return next((mount for mount in mounts(part) if mount.target == wanted), None)


@of_service
def named_volume(project: Project, part: Value, path: str) -> Finding:
    """A volume with a name lies at that path, and is declared under volumes."""
    mount = _at(part, path)
    if mount is None:
        return fails(f"Nothing is mounted at {path}.", part.map.get("volumes") or part)
    if mount.kind != "volume" or not mount.source:
        what = "is a folder of the machine" if mount.kind == "bind" else "has no name, so it is a new one each time"
        return fails(f"{project.shown(mount)} {what}.", mount)
    if mount.source not in project.top("volumes"):
        return fails(f"{project.shown(mount)} names a volume that is not declared under volumes.", mount)
    return holds(f"{project.shown(mount)} outlives the container.", mount)


@of_service
def bind_mount(project: Project, part: Value, path: str) -> Finding:
    """A file or folder of the machine lies at that path."""
    mount = _at(part, path)
    if mount is None:
        return fails(f"Nothing is mounted at {path}.", part.map.get("volumes") or part)
    if mount.kind != "bind":
        return fails(f"{project.shown(mount)} is no path of the machine: start it with ./ or /.", mount)
    return holds(f"{project.shown(mount)} shows what is on the machine.", mount)


@of_service
def read_only_mount(project: Project, part: Value, path: str) -> Finding:
    """What is mounted at that path cannot be written."""
    mount = _at(part, path)
    if mount is None:
        return fails(f"Nothing is mounted at {path}.", part.map.get("volumes") or part)
    if not mount.read_only:
        return fails(f"{project.shown(mount)} can be written: add :ro or read_only: true.", mount)
    return holds(f"{project.shown(mount)} can only be read.", mount)


def no_anonymous_volume(project: Project, name: str = "") -> Finding:
    """The service (no service) has a volume without a name."""
    for _, part in chosen(project, name):
        for mount in mounts(part):
            if mount.kind == "volume" and not mount.source:
                return fails(f"{project.shown(mount)} has no name: nobody finds it again.", mount)
    return missing(project, name) or holds("Every volume has a name.")


def declared_volume(project: Project, name: str) -> Finding:
    """The volume is declared under volumes."""
    at = project.top("volumes").get(name)
    return holds(f"{project.shown(at)} declares it.", at) if at else fails(f"volumes does not declare {name}.")


@of_service
def tmpfs(project: Project, part: Value, path: str) -> Finding:
    """Memory lies at that path, by tmpfs or by a volume of that type."""
    mount = _at(part, path)
    if mount and mount.kind == "tmpfs":
        return holds(f"{project.shown(mount)} is memory.", mount)
    return fails(f"{project.shown(mount)} is no tmpfs." if mount else f"No tmpfs lies at {path}.", mount)


def no_docker_socket(project: Project) -> Finding:
    """No service is handed the engine’s socket."""
    for part in project.parts.values():
        for mount in mounts(part):
            if re.search(r"(^|/)(docker|podman)\.sock$", mount.source):
                return fails(f"{project.shown(mount)} hands over the engine, and with it the machine.", mount)
    return missing(project, "") or holds("No service sees the engine’s socket.")


@of_service
def env(project: Project, part: Value, name: str, value: str = "") -> Finding:
    """The service is given that variable (with that value), from a map or a list."""
    return pair(project, pairs(part.map.get("environment")), name, value)


@of_service
def env_file(project: Project, part: Value, path: str = "") -> Finding:
    """The service takes variables from a file (from that one)."""
    at = part.map.get("env_file")
    if at is None:
        return fails("The service has no env_file.", part.map.get("environment"))
    files = {name.removeprefix("./") for name in names(at)}
    if path and path.removeprefix("./") not in files:
        return fails(f"{project.shown(at)} is not {path}.", at)
    return holds(f"{project.shown(at)} says so.", at)


def no_plain_secret(project: Project) -> Finding:
    """No variable that is named like a secret, and no address with a password in it, has its value in the file."""
    for part in project.parts.values():
        for name, at in _given(part):
            if names_a_secret(name) and at.data is not None and at.text and not re.match(r"\$(\{|\w)", at.text):
                return fails(f"{project.shown(at)} leaves the secret readable in the file.", at)
            if holds_a_login(at.text):
                return fails(f"{project.shown(at)} has a password within its address.", at)
    return missing(project, "") or holds("No secret’s value stands in the file.")


def _given(part: Value) -> Iterator[tuple[str, Value]]:
    yield from pairs(part.map.get("environment")).items()
    yield from pairs(part.at("build", "args")).items()


@of_service
def secret(project: Project, part: Value, name: str) -> Finding:
    """The service is granted that secret, and the secret is declared."""
    at = names(part.map.get("secrets")).get(name)
    if at is None:
        return fails(f"The service is not granted the secret {name}.", part.map.get("secrets") or part)
    if name not in project.top("secrets"):
        return fails(f"{project.shown(at)} names a secret that is not declared under secrets.", at)
    return holds(f"{project.shown(at)} grants it.", at)


@of_service
def secret_file(project: Project, part: Value, variable: str) -> Finding:
    """That variable names the file of a secret which the service is granted and the file declares."""
    at = pairs(part.map.get("environment")).get(variable)
    if at is None:
        return fails(f"The service is given no {variable}.", part.map.get("environment") or part)
    granted = names(part.map.get("secrets"))
    for name, item in granted.items():
        target = text(item, "target") or name
        if at.text == (target if target.startswith("/") else f"/run/secrets/{target}"):
            if name in project.top("secrets"):
                return holds(f"{project.shown(at)} names a file that only the service sees.", at)
            return fails(f"{project.shown(item)} names a secret that is not declared under secrets.", item)
    return fails(f"{project.shown(at)} is not /run/secrets/… of a secret that the service is granted.", at)


@of_service
def read_only(project: Project, part: Value) -> Finding:
    """The container’s own files cannot be written."""
    return same(project, part.map.get("read_only"), "read_only", "true")


_LIMITS = {"memory": "mem_limit", "cpus": "cpus", "pids": "pids_limit"}


@of_service
def resource_limit(project: Project, part: Value, resource: str) -> Finding:
    """Memory, cpus or pids are limited, under deploy or in the short form."""
    at = part.at("deploy", "resources", "limits", resource) or part.map.get(_LIMITS[resource])
    if at is None or at.text in {"", "0", "-1"}:
        reserved = part.at("deploy", "resources", "reservations", resource)
        if reserved:
            return fails(f"{project.shown(reserved)} is a reservation, no limit.", reserved)
        return fails(f"The service may take all {resource} of the machine.", at or part)
    return holds(f"{project.shown(at)} is the limit.", at)


def no_privileged(project: Project, name: str = "") -> Finding:
    """The service (no service) is privileged."""
    for _, part in chosen(project, name):
        at = part.map.get("privileged")
        if at and at.text != "false":
            return fails(f"{project.shown(at)} gives the container every right on the machine.", at)
    return missing(project, name) or holds("No service is privileged.")


@of_service
def cap_drop(project: Project, part: Value, capability: str) -> Finding:
    """That capability is dropped; ALL drops each."""
    at = part.map.get("cap_drop")
    given = {item.text.upper().removeprefix("CAP_") for item in at.list} if at else set()
    if at and given & {"ALL", capability.upper().removeprefix("CAP_")} and (capability != "ALL" or "ALL" in given):
        return holds(f"{project.shown(at)} takes it away.", at)
    return fails(f"{project.shown(at)} does not drop {capability}." if at else "The service has no cap_drop.", at)


@of_service
def no_new_privileges(project: Project, part: Value) -> Finding:
    """No program in the container can gain rights."""
    at = part.map.get("security_opt")
    given = {item.text.replace("=", ":").lower() for item in at.list} if at else set()
    if at and given & {"no-new-privileges", "no-new-privileges:true"}:
        return holds(f"{project.shown(at)} says so.", at)
    return fails("The service has no security_opt with no-new-privileges:true.", at)


@of_service
def runs_as(project: Project, part: Value, user: str) -> Finding:
    """The service runs as that user; a group counts only where one is asked for."""
    at = part.map.get("user")
    given = (at.text if ":" in user else at.text.partition(":")[0]) if at else None
    return same(project, at, "user", user, given)


@of_service
def log_limit(project: Project, part: Value) -> Finding:
    """The log files of the service cannot fill the disk."""
    at = part.at("logging", "options", "max-size")
    if at and at.text not in {"", "-1"}:
        return holds(f"{project.shown(at)} is the limit.", at)
    return fails("The service has no logging.options.max-size: its log grows for ever.", part.map.get("logging"))


STORAGE_RULES: dict[str, Rule] = {
    "named-volume": Rule("{0} keeps {1} in a named volume", named_volume, ("name", "path")),
    "bind-mount": Rule("{0} sees a path of the machine at {1}", bind_mount, ("name", "path")),
    "read-only-mount": Rule("{0} can only read {1}", read_only_mount, ("name", "path")),
    "no-anonymous-volume": Rule("Every volume has a name[: {0}]", no_anonymous_volume, ("name?",)),
    "declared-volume": Rule("The volume {0} is declared", declared_volume, ("name",)),
    "tmpfs": Rule("{0} has memory at {1}", tmpfs, ("name", "path")),
    "no-docker-socket": Rule("No service is handed the engine’s socket", no_docker_socket),
    "env": Rule("{0} is given {1}[={2}]", env, ("name", "variable", "text?")),
    "env-file": Rule("{0} takes variables from [{1}, ]a file", env_file, ("name", "path?")),
    "no-plain-secret": Rule("No secret’s value stands in the file", no_plain_secret),
    "secret": Rule("{0} is granted the secret {1}", secret, ("name", "name")),
    "secret-file": Rule("{0} reads {1} from a secret’s file", secret_file, ("name", "variable")),
    "read-only": Rule("The files of {0} cannot be written", read_only, ("name",)),
    "resource-limit": Rule("{0} has a limit on {1}", resource_limit, ("name", "resource")),
    "no-privileged": Rule("No service is privileged[: {0}]", no_privileged, ("name?",)),
    "cap-drop": Rule("{0} gives up the capability {1}", cap_drop, ("name", "name")),
    "no-new-privileges": Rule("No program in {0} can gain rights", no_new_privileges, ("name",)),
    "runs-as": Rule("{0} runs as {1}", runs_as, ("name", "user")),
    "log-limit": Rule("The log of {0} cannot fill the disk", log_limit, ("name",)),
}
