"""Docker commands that are another one's shorter form, and options that stand for others or bring them along."""

from collections.abc import Mapping
from dataclasses import replace

from app.cards import docker_cli, docker_values
from app.cards.docker_line import Asked, Said

Options = Mapping[str, tuple[Said, ...]]

# The reference pages call the first "shorthand for" the second (docker buildx build, docker buildx bake).
_SHORT_FOR = {
    ("buildx build", "load"): ("output", "type=docker"),
    ("buildx build", "push"): ("output", "type=registry"),
    ("buildx bake", "load"): ("set", "*.output=type=docker"),
    ("buildx bake", "push"): ("set", "*.output=type=registry"),
}
# The reference page says of the first that it "implies" the second (docker compose up).
_IMPLIED = {("compose up", "wait"): "detach", ("compose up", "exit-code-from"): "abort-on-container-exit"}
_YES = (Said("true", "true"),)
# What `docker inspect` looks for, in its order, where --type does not say it.
_KINDS = ("container", "image", "network", "volume", "service", "node", "plugin", "secret")


def full(asked: Asked) -> Asked:
    """A command as what it is short for: `inspect --type image` is `image inspect`, a filter by reference a name."""
    kind = asked.options.get("type", ())
    if asked.path == "inspect" and len(kind) == 1 and docker_cli.command(f"{kind[0].means} inspect"):
        return _inspecting(asked, kind[0].means)
    if asked.path == "image ls" and not asked.words:
        return _named(asked)
    return asked


def brought_along(path: str, options: Options) -> Options:
    """The options, and those that they imply."""
    implied = {other: _YES for (at, name), other in _IMPLIED.items() if at == path and name in options}
    return {**implied, **options}


def spelt_out(path: str, options: Options, other: Options) -> Options:
    """The options with each short one as what it stands for, where the other side of a comparison writes that out."""
    found = dict(options)
    for (at, name), (long, value) in _SHORT_FOR.items():
        if at == path and name in found and long in {*options, *other}:
            del found[name]
            found[long] = (*found.get(long, ()), Said(value, value))
    return found


def of_one_kind(expected: Asked, given: Asked) -> tuple[Asked, Asked, str]:
    """Both commands where one inspects any object and the other one kind, as the same; and what is to be said of it.

    Nothing is said where a container is asked for: it is what `docker inspect` looks for first.
    """
    one, other = expected.path, given.path
    if other == "inspect" and one in {f"{kind} inspect" for kind in _KINDS}:
        kind = one.removesuffix(" inspect")
        why = f"`docker inspect` takes whatever has that name; `docker {one}` asks for the {kind} alone"
        return expected, _inspecting(given, kind), "" if kind == "container" else why
    if (one, other) == ("inspect", "container inspect"):
        return _inspecting(expected, "container"), given, f"`docker {other}` finds containers alone"
    return expected, given, ""


def _inspecting(asked: Asked, kind: str) -> Asked:
    path = f"{kind} inspect"
    words = tuple(Said(word.typed, docker_values.word(path, kind.upper(), word.typed)) for word in asked.words)
    return replace(asked, path=path, words=words, options={k: v for k, v in asked.options.items() if k != "type"})


def _named(asked: Asked) -> Asked:
    """`image ls --filter reference=NAME` as `image ls NAME`, which sends the same."""
    filters = asked.options.get("filter", ())
    names = [it for it in filters if it.means.startswith("reference=")]
    if len(names) != 1:
        return asked
    left = tuple(it for it in filters if it not in names)
    options = {name: values for name, values in {**asked.options, "filter": left}.items() if values}
    name = names[0].typed.removeprefix("reference=")
    return replace(asked, options=options, words=(Said(name, name),))
