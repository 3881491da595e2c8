"""Rules about ports and networks of a compose file."""

from app.cards.repairing.composefile import Value
from app.cards.repairing.project import Project, is_address, networks, ports, reaches, text
from app.cards.repairing.rule import Finding, Rule, fails, holds
from app.cards.repairing.service_rules import missing, of_service

_HOME = frozenset(("127.0.0.1", "::1"))


def quoted_ports(project: Project) -> Finding:
    """Every port written as a:b stands in quotes (the long form needs none), and there is a port."""
    first = None
    for part in project.parts.values():
        for port in ports(part):
            if port.is_bare:
                return fails(f"{project.shown(port)} needs quotes: some readers of YAML take a:b for a number.", port)
            first = first or port
    return holds(f"{project.shown(first)} cannot be misread.", first) if first else fails("No service has ports.")


@of_service
def port(project: Project, part: Value, published: str, target: str) -> Finding:
    """That port of the machine leads to that port of the container, in the short or the long form, ranges included."""
    wanted, _, protocol = target.partition("/")
    near = None
    for each in ports(part):
        there = reaches(each.published, published) and reaches(each.target, wanted)
        aligned = there and _offset(each.published, published) == _offset(each.target, wanted)
        if aligned and each.protocol.lower() == (protocol or "tcp"):
            return holds(f"{project.shown(each)} does it.", each)
        near = near or each
    if near and (near.published, near.target) == (wanted, published):
        return fails(f"{project.shown(near)} is the wrong way round: the machine’s port comes first.", near)
    if near:
        return fails(f"{project.shown(near)} is not {published}:{target}.", near)
    return fails(f"The service has no ports; {published}:{target} is asked for.", part)


def _offset(range_: str, port_: str) -> int:
    first = range_.partition("-")[0]
    return int(port_[:6]) - int(first[:6]) if "-" in range_ and first.isdecimal() and port_.isdecimal() else 0


@of_service
def not_published(project: Project, part: Value) -> Finding:
    """The service has no port of the machine; expose is allowed, the host’s network is not."""
    mode = part.map.get("network_mode")
    if mode and mode.text == "host":
        return fails(f"{project.shown(mode)} opens every port of it on the machine.", mode)
    if first := next(ports(part), None):
        return fails(f"{project.shown(first)} publishes it: services reach each other without ports.", first)
    return holds("It is reached by other services alone.", part)


@of_service
def localhost_only(project: Project, part: Value) -> Finding:
    """Every published port is bound to 127.0.0.1 or ::1, and there is one."""
    found = None
    for found in ports(part):
        if found.address and not is_address(found.address):
            return fails(f"{project.shown(found)} has a name where Docker takes an IP address: 127.0.0.1.", found)
        if found.address not in _HOME:
            return fails(f"{project.shown(found)} listens on every address: put 127.0.0.1: in front.", found)
    if mode := part.map.get("network_mode"):
        return fails(f"{project.shown(mode)} leaves no port to bind.", mode)
    return (
        holds(f"{project.shown(found)} is open to this machine alone.", found) if found else fails("It has no ports.")
    )


@of_service
def network(project: Project, part: Value, name: str) -> Finding:
    """The service is on that network, and the network is declared."""
    at = networks(part).get(name)
    if at is None:
        return fails(f"The service is not on {name}.", part.map.get("networks") or part)
    if name not in project.top("networks") and name != "default":
        return fails(f"{project.shown(at)} names a network that is not declared under networks.", at)
    return holds(f"{project.shown(at)} says so.", at)


@of_service
def no_network(project: Project, part: Value, name: str) -> Finding:
    """The service is not on that network."""
    at = networks(part).get(name)
    return fails(f"{project.shown(at)} puts it there.", at) if at else holds("It is not there.", part)


def _shared(project: Project, one: str, other: str) -> Finding | set[str]:
    for name in (one, other):
        if found := missing(project, name):
            return found
    return networks(project.parts[one]).keys() & networks(project.parts[other]).keys()


def same_network(project: Project, one: str, other: str) -> Finding:
    """The two services share a network; without networks both are on the default one."""
    shared = _shared(project, one, other)
    if isinstance(shared, Finding):
        return shared
    if shared:
        return holds(f"Both are on {min(shared)}.", project.parts[one])
    at = project.parts[one].map.get("networks") or project.parts[one]
    return fails(f"{project.shown(at)} shares no network with {other}: neither finds the other’s name.", at)


def apart(project: Project, one: str, other: str) -> Finding:
    """The two services share no network."""
    shared = _shared(project, one, other)
    if isinstance(shared, Finding):
        return shared
    if shared:
        at = networks(project.parts[one])[min(shared)]
        return fails(f"{project.shown(at)} puts {one} on {min(shared)}, where {other} is too.", at)
    return holds("They share no network.", project.parts[one])


def _top(project: Project, key: str, name: str, flag: str) -> Finding:
    at = project.top(key).get(name)
    if at is None:
        return fails(f"{key} does not declare {name}.", project.root.map.get(key))
    if text(at, flag) == "true":
        return holds(f"{project.shown(at)} is {flag}.", at)
    return fails(f"{project.shown(at)} is not {flag}: it needs {flag}: true.", at)


def internal(project: Project, name: str) -> Finding:
    """That network leads nowhere else."""
    return _top(project, "networks", name, "internal")


def external_network(project: Project, name: str) -> Finding:
    """That network is made elsewhere."""
    return _top(project, "networks", name, "external")


def external_volume(project: Project, name: str) -> Finding:
    """That volume is made elsewhere, and down -v leaves it."""
    return _top(project, "volumes", name, "external")


@of_service
def alias(project: Project, part: Value, wanted: str) -> Finding:
    """The service can be reached under that name on one of its networks."""
    for at in networks(part).values():
        names = at.at("aliases")
        if names and wanted in {item.text for item in names.list}:
            return holds(f"{project.shown(names)} says so.", names)
    return fails(f"No network knows the service as {wanted}.", part.map.get("networks"))


def no_host_network(project: Project) -> Finding:
    """No service shares the machine’s network."""
    for part in project.parts.values():
        mode = part.map.get("network_mode")
        if mode and mode.text == "host":
            return fails(f"{project.shown(mode)} gives up the container’s own network.", mode)
    return missing(project, "") or holds("Every service has its own network.")


def no_link(project: Project) -> Finding:
    """No service has links; services find each other by name."""
    for part in project.parts.values():
        if at := part.map.get("links") or part.map.get("external_links"):
            return fails(f"{project.shown(at)} is an old way: on one network, a service’s name is its address.", at)
    return missing(project, "") or holds("No service has links.")


NETWORK_RULES: dict[str, Rule] = {
    "quoted-ports": Rule("Ports stand in quotes", quoted_ports),
    "port": Rule("Port {1} of the machine leads to port {2} of {0}", port, ("name", "port", "port")),
    "not-published": Rule("{0} is not published", not_published, ("name",)),
    "localhost-only": Rule("{0} is published on this machine alone", localhost_only, ("name",)),
    "network": Rule("{0} is on the network {1}", network, ("name", "name")),
    "no-network": Rule("{0} is not on the network {1}", no_network, ("name", "name")),
    "same-network": Rule("{0} and {1} share a network", same_network, ("name", "name")),
    "apart": Rule("{0} and {1} share no network", apart, ("name", "name")),
    "internal": Rule("The network {0} is internal", internal, ("name",)),
    "external-network": Rule("The network {0} is made elsewhere", external_network, ("name",)),
    "external-volume": Rule("The volume {0} is made elsewhere", external_volume, ("name",)),
    "alias": Rule("{0} is also known as {1}", alias, ("name", "name")),
    "no-host-network": Rule("No service shares the machine’s network", no_host_network),
    "no-link": Rule("No service has links", no_link),
}
