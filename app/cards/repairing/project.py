"""A compose file as the services it describes, whichever of its spellings each fact is written in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from app.cards.repairing.composefile import Value, read
from app.cards.repairing.rule import Placed, shown

Entries = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Project:
    """The file, its services by name with `extends` followed, and its lines as written."""

    root: Value
    parts: Entries
    lines: tuple[str, ...]

    def top(self, key: str) -> Entries:
        """The entries of volumes, networks, secrets or configs."""
        return self.root.map[key].map if key in self.root.map else {}

    def shown(self, at: Placed) -> str:
        """The line on which something stands, in quotes."""
        return shown(self.lines[at.line - 1] if at.line <= len(self.lines) else "")


def parse(source: str) -> Project:
    """Raises Unreadable."""
    root = read(source)
    written = root.map["services"].map if "services" in root.map else {}
    return Project(
        root, {name: extended(value, written, (name,)) for name, value in written.items()}, tuple(source.split("\n"))
    )


def extended(part: Value, written: Entries, seen: tuple[str, ...]) -> Value:
    """A service with what it extends in the same file laid under it; another file's is not seen."""
    extends = part.map.get("extends")
    name = extends.text or (text(extends, "service") if not text(extends, "file") else "") if extends else ""
    if not name or name in seen or name not in written or len(seen) > 10:
        return part
    return laid_over(part, extended(written[name], written, (*seen, name)))


def laid_over(upper: Value, lower: Value) -> Value:
    """Two values as Compose joins them: maps key by key, lists one after the other, anything else the upper one."""
    if isinstance(upper.data, dict) and isinstance(lower.data, dict):
        joined = {
            key: laid_over(value, lower.data[key]) if key in lower.data and key not in _REPLACED else value
            for key, value in upper.data.items()
        }
        return Value({**lower.data, **joined}, upper.line)
    if isinstance(upper.data, tuple) and isinstance(lower.data, tuple):
        return Value((*lower.data, *upper.data), upper.line)
    return upper


_REPLACED = frozenset(("command", "entrypoint", "test"))


def text(value: Value | None, *keys: str) -> str:
    """The scalar under these keys as text, "" where there is none."""
    found = value.at(*keys) if value else None
    return found.text if found else ""


def pairs(value: Value | None) -> dict[str, Value]:
    """A map, or a list of NAME=value, as a map; a name alone has the value None."""
    if value is None:
        return {}
    if value.map:
        return dict(value.map)
    found = {}
    for item in value.list:
        name, equals, given = item.text.partition("=")
        found[name] = Value(given if equals else None, item.line, quoted=True)
    return found


def names(value: Value | None) -> dict[str, Value]:
    """A list of names, a map by name, or one name, as a map."""
    if value is None:
        return {}
    if value.list:
        return {item.text or text(item, "source") or text(item, "path"): item for item in value.list}
    return dict(value.map) or ({value.text: value} if value.text else {})


def words(value: Value | None) -> tuple[str, ...]:
    """A command as its words, from a list or a line."""
    if value is None:
        return ()
    if value.list:
        return tuple(item.text for item in value.list)
    return tuple(re.findall(r"""[^\s"']+|"[^"]*"|'[^']*'""", value.text))


@dataclass(frozen=True, slots=True)
class Port:
    """A port the machine hands on. `published` and `target` may be ranges (8000-8010); "" is any, on every address."""

    line: int
    text: str
    address: str
    published: str
    target: str
    protocol: str
    is_bare: bool  # written as a:b without quotes


def ports(part: Value) -> Iterator[Port]:
    """The ports of a service, short and long form."""
    given = part.map.get("ports")
    for item in given.list if given else ():
        if item.map:
            address, published, target = (text(item, key) for key in ("host_ip", "published", "target"))
            spoken = f"{published}:{target}" if published else target
            yield Port(item.line, spoken, address, published, target, text(item, "protocol") or "tcp", is_bare=False)
            continue
        rest, _, protocol = unbraced(item.text).partition("/")
        bracketed = re.fullmatch(r"\[([^\]]*)\]:(.*)", rest)
        address, rest = (bracketed[1], bracketed[2]) if bracketed else ("", rest)
        front, _, target = rest.rpartition(":")
        outer, colon, published = front.rpartition(":")
        bare = not item.quoted and ":" in item.text
        yield Port(
            item.line, item.text, address or (outer if colon else ""), published, target, protocol or "tcp", bare
        )


def reaches(range_: str, port: str) -> bool:
    """Whether a port is that one or lies within that range."""
    first, _, last = range_.partition("-")
    if not (first.isdecimal() and port.isdecimal()):
        return range_ == port
    return int(first[:6]) <= int(port[:6]) <= int((last if last.isdecimal() else first)[:6])


def is_address(text_: str) -> bool:
    """Whether a port can be bound to it: an IP address, for Docker looks no name up; a variable may hold one."""
    try:
        return "$" in text_ or bool(ip_address(text_))
    except ValueError:
        return False


def ends(range_: str) -> tuple[int, int] | None:
    """The first and last port of a range or of one port; None where it is neither."""
    match = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", range_)
    return (int(match[1]), int(match[2] or match[1])) if match else None


def is_choice(port: Port) -> bool:
    """Whether each container takes a free port of the machine out of a range, for one port of its own."""
    published, target = ends(port.published), ends(port.target)
    if published is None or target is None:
        return False
    return published[0] < published[1] and target[0] == target[1]


@dataclass(frozen=True, slots=True)
class Mount:
    """`kind` is volume, bind, tmpfs or another; `source` is "" for a volume without a name."""

    line: int
    text: str
    kind: str
    source: str
    target: str
    read_only: bool


def mounts(part: Value) -> Iterator[Mount]:
    """The mounts of a service, short and long form, tmpfs included."""
    given = part.map.get("volumes")
    for item in given.list if given else ():
        if item.map:
            kind, source, target = (text(item, key) for key in ("type", "source", "target"))
            yield Mount(
                item.line, f"{source}:{target}", kind, source, target.rstrip("/"), text(item, "read_only") == "true"
            )
            continue
        pieces = _DRIVE.sub(r"\1\0", unbraced(item.text)).split(":")
        pieces = [piece.replace("\0", ":") for piece in pieces]
        source, target = (pieces[0], pieces[1]) if len(pieces) > 1 else ("", pieces[0])
        options = pieces[2].split(",") if len(pieces) > 2 else []
        kind = "bind" if re.match(r"[./~\\]|[A-Za-z]:\\|\$", source) else "volume"
        yield Mount(item.line, item.text, kind, source, target.rstrip("/") or "/", "ro" in options)
    for item in names(part.map.get("tmpfs")).values():
        target = item.text.partition(":")[0].rstrip("/")
        yield Mount(item.line, item.text, "tmpfs", "", target, read_only=False)


_DRIVE = re.compile(r"(?<![^:])([A-Za-z]):(?=\\)")  # the colon of C:\ parts nothing


def unbraced(spoken: str) -> str:
    """Variables as $NAME, so that no colon within braces is taken for one that parts a port or a mount."""
    return re.sub(r"\$\{(\w+)[^{}]*\}", r"$\1", spoken)


def networks(part: Value) -> dict[str, Value]:
    """The networks of a service by name; the default one where none is said, none under network_mode."""
    if "network_mode" in part.map:
        return {}
    return names(part.map.get("networks")) or {"default": part}


def depends(part: Value) -> dict[str, tuple[str, Value]]:
    """What a service waits for, with the condition; service_started is what the short form means."""
    found = names(part.map.get("depends_on"))
    return {name: (text(value, "condition") or "service_started", value) for name, value in found.items()}


def health(part: Value) -> tuple[tuple[str, ...], Value] | None:
    """The words of a service's own health check and where it stands; None where there is none or it is switched off."""
    check = part.map.get("healthcheck")
    test = check.at("test") if check else None
    if check is None or test is None or text(check, "disable") == "true":
        return None
    spoken = words(test)
    if test.list and spoken[:1] not in {("CMD",), ("CMD-SHELL",)}:
        return None
    return spoken, check
