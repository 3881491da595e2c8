"""What -v, --mount and --tmpfs say, in one spelling: the fields of a mount in order of their names."""

from app.cards.shell import HERE


def truth(text: str) -> bool | None:
    """What a switch's value says, as Go reads it; None where it says nothing."""
    if text in {"1", "t", "T", "true", "TRUE", "True"}:
        return True
    return False if text in {"0", "f", "F", "false", "FALSE", "False"} else None


def volume(text: str) -> str:
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


def mount(text: str) -> str:
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


def tmpfs(text: str) -> str:
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
