"""Values of docker's options and words in one spelling: images, ports, mounts, sizes, durations, signals."""

import re
from collections.abc import Callable

from app.cards import docker_mounts
from app.cards.docker_cli import Option
from app.cards.docker_mounts import truth
from app.cards.shell import HERE, PLACEHOLDER

# Options that say the same thing under another name within one command.
SYNONYMS = {"net": "network", "net-alias": "network-alias", "dns-opt": "dns-option", "time": "timeout"}
MOUNTS = frozenset(("mount", "volume", "tmpfs"))
# The later of two entries with the same key wins, so only the last one counts.
KEYED = frozenset(("env", "label", "build-arg", "sysctl", "log-opt"))
# These are read in order: a later file overrides an earlier one, a first server is asked first.
IN_ORDER = frozenset(("file", "env-file", "dns", "dns-search"))

_SIZES = frozenset(("memory", "memory-swap", "memory-reservation", "kernel-memory", "shm-size"))
_SIGNALS = {"1": "HUP", "2": "INT", "3": "QUIT", "6": "ABRT", "9": "KILL", "10": "USR1", "12": "USR2", "15": "TERM"}
# What the daemon takes where an option is left out, beside the defaults that help names.
_DEFAULTS = {
    ("container run", "network"): {"default", "bridge"},
    ("container create", "network"): {"default", "bridge"},
    ("container kill", "signal"): {"KILL"},
    ("buildx build", "file"): {"Dockerfile", "./Dockerfile"},
}


# One value of these may be a list with commas, which says what the option said several times would say.
_LISTS = frozenset(("strings", "stringSlice"))  # types, as help names them
_LISTED = frozenset((("buildx build", "platform"),))


def is_image(path: str, noun: str) -> bool:
    """Whether a positional of that usage, such as "SOURCE_IMAGE[:TAG]", names exactly one image."""
    if path in {"image pull", "image push"}:
        return noun.startswith("NAME")
    return "IMAGE" in noun or (noun.startswith("REPOSITORY[:TAG") and path != "image ls")


def image(name: str) -> str:
    """The name with its registry, namespace and tag: "nginx" is "docker.io/library/nginx:latest"."""
    if PLACEHOLDER.fullmatch(name):
        return name
    name, at, digest = name.partition("@")
    head, slash, rest = name.partition("/")
    if not slash or not ("." in head or ":" in head or head == "localhost"):
        head, rest = "docker.io", name
    head = "docker.io" if head == "index.docker.io" else head
    if head == "docker.io" and "/" not in rest:
        rest = f"library/{rest}"
    if not at and ":" not in rest.rpartition("/")[2]:
        rest += ":latest"
    return f"{head}/{rest}{at}{digest}"


def values(path: str, option: Option, text: str) -> tuple[str, ...]:
    """A value as the values it lists, each as it was typed."""
    if option.takes in _LISTS or (path, option.name) in _LISTED:
        return tuple(text.split(","))
    return (text,)


def value(path: str, option: Option, text: str) -> str:
    """What a value means for that option of that command, in one spelling. Never raises."""
    name = SYNONYMS.get(option.name, option.name)
    if path == "buildx build" and name in {"tag", "output"}:
        return image(text) if name == "tag" else _built(text)
    known = _NAMED.get(name)
    if known and option.takes:
        return known(text)
    if name in _SIZES or option.takes == "bytes":
        return _size(text)
    if option.takes == "decimal" and re.fullmatch(r"\d{0,6}\.?\d{0,6}", text) and text.strip("."):
        return str(float(text))
    if option.takes in {"int", "uint", "uint16", "uint32"} and re.fullmatch(r"\d{1,18}", text):
        return str(int(text))
    return _duration(text) if option.takes == "duration" else text


def word(path: str, noun: str, text: str) -> str:
    """What a positional word means, by the noun that the usage gives it: an image, a file, a port, or just itself."""
    if is_image(path, noun):
        return image(text)
    if path.endswith(" cp"):
        return _copied(text)
    if noun.startswith("PATH"):
        return text if re.match(r"[a-z+]+://|git@", text) else _file(text).rstrip("/") or "/"
    return _file(text) if noun.startswith("file") else text


def everywhere(text: str) -> str | None:
    """A port that is bound to every IPv4 address without that address; None where it is bound otherwise."""
    return text.removeprefix("0.0.0.0:") if text.startswith("0.0.0.0:") else None


def is_default(path: str, option: Option, meaning: str) -> bool:
    """Whether leaving the option out would do the same."""
    if meaning in _DEFAULTS.get((path, SYNONYMS.get(option.name, option.name)), ()):
        return True
    return bool(option.default) and not option.many and meaning == value(path, option, option.default)


def swapped(name: str, text: str) -> str | None:
    """A port's or a mount's meaning with its two sides exchanged, without a mount's type; None where it has none."""
    if name == "publish":
        ports, slash, protocol = text.partition("/")
        sides = ports.split(":")
        return ":".join((*sides[:-2], sides[-1], sides[-2])) + slash + protocol if len(sides) > 1 else None
    if name not in MOUNTS or "source=" not in text:
        return None
    return _untyped(text, {"source": "target", "target": "source"})


def untyped(name: str, text: str) -> str:
    """A mount's meaning without its type, to be held against `swapped`; every other meaning as it is."""
    return _untyped(text, {}) if name in MOUNTS else text


def _untyped(mount: str, renamed: dict[str, str]) -> str:
    parts = (part.partition("=") for part in mount.split(",") if not part.startswith("type="))
    return ",".join(sorted(f"{renamed.get(key, key)}{sign}{text}" for key, sign, text in parts))


def _port(text: str) -> str:
    """A port as 8080:80, also where it is written as published=8080,target=80."""
    fields = dict(re.findall(r"(published|target|protocol)=([^,=]*)(?:,|\Z)", text))
    if "target" in fields and text.count("=") == len(fields):
        sides = ":".join(filter(None, (fields.get("published"), fields["target"])))
        text = f"{sides}/{fields['protocol']}" if fields.get("protocol") else sides
    return text.removesuffix("/tcp")


def _format(text: str) -> str:
    """A template without the spaces that stand inside its braces, which change nothing."""
    return re.sub(r"\{\{\s*([^{}]*?)\s*\}\}", r"{{\1}}", text)


def _file(text: str) -> str:
    """A path of the machine as seen from the working folder. A slash at its end is left: it asks for a folder."""
    return re.sub(rf"\A(\./+|{HERE}(/+|\Z))+", "", text) or "."


def _copied(text: str) -> str:
    """One side of a copy: a path of the machine, or container:path, which is seen from the container's root."""
    container, colon, path = text.partition(":")
    if not colon or container.startswith((".", "/", HERE)):
        return _file(text)
    return f"{container}:/{path.removeprefix('/')}"


def _built(text: str) -> str:
    """Where a build puts its result; a path alone means a folder, and - an archive on the standard output."""
    if "=" in text:
        return ",".join(sorted(re.sub(r"(?<=^dest=).*", lambda path: _file(path[0]), it) for it in text.split(",")))
    return "dest=-,type=tar" if text == "-" else f"dest={_file(text)},type=local"


def _host(text: str) -> str:
    """A host and its address, which a colon or an equals sign may part; an IPv6 one may stand in brackets."""
    host, _, address = re.sub("[:=]", "\n", text, count=1).partition("\n")
    return f"{host}={address.removeprefix('[').removesuffix(']')}"


def _capability(text: str) -> str:
    return text.upper().removeprefix("CAP_")


def _security(text: str) -> str:
    """A security option as name=value; that new privileges are refused needs no value."""
    name, _, said = re.sub("[:=]", "\n", text, count=1).partition("\n")
    return name if name == "no-new-privileges" and (not said or truth(said)) else f"{name}={said}"


def _filter(text: str) -> str:
    name, sign, said = text.partition("=")
    known = truth(said) if name in {"dangling", "is-official", "is-automated"} else None
    return text if known is None else f"{name}{sign}{str(known).lower()}"


def _secret(text: str) -> str:
    """A secret's parts; a source is a file unless something else is said."""
    parts = {re.sub(r"^source=", "src=", part) for part in text.split(",")}
    return ",".join(sorted(parts - {"type=file"} if any(part.startswith("src=") for part in parts) else parts))


def _signal(text: str) -> str:
    name = text.upper().removeprefix("SIG")
    return _SIGNALS.get(name, name)


def _size(text: str) -> str:
    size = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?)\s?([bkmgtp]?)(?:i?b)?", text.lower())
    return str(int(float(size[1]) * 1024 ** "bkmgtp".index(size[2] or "b"))) if size else text


def _duration(text: str) -> str:
    """Milliseconds of a Go duration such as 1h30m; anything else, a date for one, as it is."""
    if not re.fullmatch(r"(?:\d{1,12}(?:\.\d{1,6})?(?:ms|s|m|h))+", text):
        return text
    units = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
    parts = re.findall(r"([\d.]+)(ms|s|m|h)", text)
    return f"{sum(float(number) * units[unit] for number, unit in parts):g} ms"


def _network(text: str) -> str:
    return text.removeprefix("name=") if "," not in text else text


def _fields(text: str) -> str:
    """A list of key=value parts, whose order is free."""
    return ",".join(sorted(text.split(","))) if "=" in text else text


def _list(text: str) -> str:
    return ",".join(sorted(text.split(",")))


_NAMED: dict[str, Callable[[str], str]] = {
    "add-host": _host,
    "cache-from": _fields,
    "cache-to": _fields,
    "cap-add": _capability,
    "cap-drop": _capability,
    "env-file": _file,
    "expose": _port,
    "file": _file,
    "filter": _filter,
    "format": _format,
    "input": _file,
    "mount": docker_mounts.mount,
    "network": _network,
    "output": _file,
    "platform": _list,
    "publish": _port,
    "secret": _secret,
    "security-opt": _security,
    "signal": _signal,
    "since": _duration,
    "stop-signal": _signal,
    "tmpfs": docker_mounts.tmpfs,
    "until": _duration,
    "volume": docker_mounts.volume,
}
