"""Values of docker's options and words in one spelling: images, ports, mounts, sizes, durations, signals."""

import re
from collections.abc import Callable

from app.cards.docker_cli import Option
from app.cards.shell import HERE, PLACEHOLDER

# Options that say the same thing under another name within one command.
SYNONYMS = {"net": "network", "net-alias": "network-alias", "dns-opt": "dns-option", "time": "timeout"}
MOUNTS = frozenset(("mount", "volume", "tmpfs"))
# The later of two entries with the same key wins, so only the last one counts.
KEYED = frozenset(("env", "label", "build-arg", "sysctl", "log-opt", "add-host"))
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


def value(path: str, option: Option, text: str) -> str:
    """What a value means for that option of that command, in one spelling. Never raises."""
    name = SYNONYMS.get(option.name, option.name)
    if (path, name) == ("buildx build", "tag"):
        return image(text)
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


def is_default(path: str, option: Option, meaning: str) -> bool:
    """Whether leaving the option out would do the same."""
    if meaning in _DEFAULTS.get((path, SYNONYMS.get(option.name, option.name)), ()):
        return True
    return bool(option.default) and not option.many and meaning == value(path, option, option.default)


def truth(text: str) -> bool | None:
    """What a switch's value says, as Go reads it; None where it says nothing."""
    if text in {"1", "t", "T", "true", "TRUE", "True"}:
        return True
    return False if text in {"0", "f", "F", "false", "FALSE", "False"} else None


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
    return text.removeprefix("./")


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


def _volume(text: str) -> str:
    parts = text.split(":")
    if len(parts) == 1:
        return _mounted({"type": "volume", "target": parts[0]})
    source, target, *more = parts
    fields = {"type": _type(source), "source": source, "target": target}
    for word in ",".join(more).split(","):
        if word in {"ro", "readonly"}:
            fields["readonly"] = "true"
        elif word == "nocopy":
            fields["volume-nocopy"] = "true"
        elif word.lstrip("r") in {"shared", "slave", "private"}:
            fields["bind-propagation"] = word
        elif word not in {"rw", ""}:
            fields[word] = "true"
    return _mounted(fields)


def _type(source: str) -> str:
    if source.startswith("<"):
        return "<type>"  # the author leaves open what stands there
    return "bind" if source.startswith(("/", ".", "~", "$", HERE, "\ue001")) else "volume"


def _mount(text: str) -> str:
    names = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly"}
    fields = {"type": "volume"}
    for part in text.split(","):
        key, sign, said = part.partition("=")
        key = names.get(key.lower(), key.lower())
        fields[key] = said if sign else "true"
    for key in ("readonly", "volume-nocopy"):
        if truth(fields.get(key, "")) is False:
            del fields[key]
        elif key in fields:
            fields[key] = "true"
    return _mounted(fields)


def _tmpfs(text: str) -> str:
    target, _, more = text.partition(":")
    return _mounted({"type": "tmpfs", "target": target} | ({"options": more} if more else {}))


def _mounted(fields: dict[str, str]) -> str:
    source = fields.get("source", "")
    if fields["type"] == "bind" and (source == "." or source.startswith("./")):
        fields["source"] = HERE + source[1:]
    for key in ("source", "target"):
        if len(fields.get(key, "")) > 1:
            fields[key] = fields[key].rstrip("/")
    return ",".join(f"{key}={fields[key]}" for key in sorted(fields))


_NAMED: dict[str, Callable[[str], str]] = {
    "cache-from": _fields,
    "cache-to": _fields,
    "env-file": _file,
    "expose": _port,
    "file": _file,
    "format": _format,
    "mount": _mount,
    "network": _network,
    "output": _fields,
    "platform": _list,
    "publish": _port,
    "secret": _fields,
    "signal": _signal,
    "since": _duration,
    "stop-signal": _signal,
    "tmpfs": _tmpfs,
    "until": _duration,
    "volume": _volume,
}
