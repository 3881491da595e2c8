"""What differs between two docker commands, in sentences that name it without telling the whole right answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.cards import docker_cli, docker_shorthand, docker_values
from app.cards.docker_line import Asked, Said, nouns
from app.cards.shell import PLACEHOLDER, plain, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """`text` says what differs and what should be; `hint` says it without what should be. `slip` forgives one alone.

    `first` marks an option that stands too far behind, which explains other differences.
    """

    text: str
    hint: str = ""
    slip: bool = False
    first: bool = False


def differences(expected: Asked, given: Asked) -> list[Difference]:
    """Everything in which the given command does something else, the most telling first."""
    if given.problems:
        return [Difference(problem) for problem in given.problems]
    expected, given, slip = docker_shorthand.of_one_kind(docker_shorthand.full(expected), docker_shorthand.full(given))
    slips = [Difference(slip, slip=True)] if slip else []
    if given.path != expected.path:
        return [Difference(_other_command(expected, given))]
    options = list(_options(expected, given))
    behind = [it for it in options if it.first]
    if behind:  # the container's command is another one for that reason alone
        return [*behind, *_positionals(expected, given), *(it for it in options if not it.first)]
    return [*_positionals(expected, given), *options, *_rest(expected, given), *slips]


def alike(expected: Said, given: Said) -> bool:
    """Whether two words mean the same; a placeholder such as <id> in the expected one stands for any one word."""
    if fits(expected.means, given.means):
        return True
    return PLACEHOLDER.search(expected.typed) is not None and fits(expected.typed, given.typed)


def fits(expected: str, given: str) -> bool:
    """Whether a word is the expected one, or fills its placeholders."""
    if expected == given:
        return True
    parts = PLACEHOLDER.split(expected)
    if not 2 <= len(parts) <= 5 or not given:
        return False
    if parts == ["", ""]:
        return not given.startswith("-")
    return re.fullmatch(r"[^:=,\s]+".join(map(re.escape, parts)), given) is not None


def missing(path: str, count: int) -> str:
    """The sentence for a command that was given too few words, "" where `count` are enough."""
    command = docker_cli.command(path)
    needed = [noun for noun in nouns(command.usage if command else "") if not noun.startswith("[")]
    return f"{_noun(needed[count])} is missing" if count < len(needed) else ""


def _other_command(expected: Asked, given: Asked) -> str:
    command = docker_cli.command(given.path)
    if command and command.inside and expected.path.startswith(f"{given.path} ".lstrip()):
        return f"`{given.typed}` needs a command after it"
    return f"`{given.typed}` is another command than `{expected.typed}`"


_NOUNS = (
    ("SOURCE_IMAGE", "the source image"),
    ("TARGET_IMAGE", "the target image"),
    ("SRC_PATH", "the source"),
    ("DEST_PATH", "the destination"),
    ("PATH|URL", "the build context"),
    ("NEW_NAME", "the new name"),
    ("PRIVATE_PORT", "the port"),
    ("REPOSITORY", "the image's name"),
    ("NAME[", "the image"),
)


def _noun(usage: str) -> str:
    """A positional of a usage in words: "the container"."""
    for mark, words in _NOUNS:
        if mark in usage:
            return words
    name = re.match(r"[A-Za-z_]+", usage.strip("[(") or "")
    return f"the {name[0].lower().replace('_', ' ')}" if name else "a word"


def _nouns(path: str) -> list[str]:
    command = docker_cli.command(path)
    return [_noun(noun) for noun in nouns(command.usage)] if command else []


def _any_order(path: str) -> bool:
    """Whether a command takes several words of one kind, each by itself. Inspecting prints them in order."""
    command = docker_cli.command(path)
    usage = nouns(command.usage) if command else ()
    return bool(usage) and usage[-1].endswith("...]") and len(set(_nouns(path))) == 1 and not path.endswith("inspect")


def _positionals(expected: Asked, given: Asked) -> Iterator[Difference]:
    names = _nouns(expected.path)
    right, said = list(expected.words), list(given.words)
    if _any_order(expected.path):
        right, said = _unmatched(right, said)
    elif _turned(right, said):
        order = " and ".join(shown(word.typed) for word in said[:3])
        yield Difference(f"{order} stand in the wrong order")
        return
    for at in range(max(len(right), len(said))):
        noun = names[min(at, len(names) - 1)] if names else "a word"
        if at >= len(said):
            yield Difference(f"{noun} is missing")
        elif at >= len(right):
            yield Difference(f"{shown(said[at].typed)} is too much")
        elif not alike(right[at], said[at]):
            yield _other_word(noun, right[at], said[at])


def _turned(right: Sequence[Said], said: Sequence[Said]) -> bool:
    """Whether the right words stand there in another order, as typed or as meant."""
    if all(map(_equal, right, said)):
        return False
    as_typed = sorted(word.typed for word in right) == sorted(word.typed for word in said)
    return as_typed or sorted(word.means for word in right) == sorted(word.means for word in said)


def _other_word(noun: str, right: Said, said: Said) -> Difference:
    name, _, tag = right.means.rpartition(":")
    other_name, _, other_tag = said.means.rpartition(":")
    is_image = right.means != right.typed or said.means != said.typed
    if is_image and name == other_name:
        without = ":" not in said.typed.rpartition("/")[2]
        what = f"no tag means `:{other_tag}`" if without else f"the tag is {shown(':' + other_tag)}"
        return Difference(f"{what}, and should be {shown(':' + tag)}", f"{what}, and another one is asked for")
    hint = f"{shown(said.typed)} is not {noun} that is asked for"
    return Difference(f"{noun} should be {shown(right.typed)}, not {shown(said.typed)}", hint)


def _unmatched(right: Sequence[Said], said: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """What is left of two bags of words when equal ones are taken away, exact ones first."""
    right_left, said_left = list(right), list(said)
    for same in (_equal, alike):
        for word in list(right_left):
            twin = next((other for other in said_left if same(word, other)), None)
            if twin is not None:
                right_left.remove(word)
                said_left.remove(twin)
    return right_left, said_left


def _equal(one: Said, other: Said) -> bool:
    return one.means == other.means


def _joined(side: Asked, other: Asked) -> dict[str, tuple[Said, ...]]:
    """The options as far as they say the same under one name: -v, --mount and --tmpfs above all."""
    options = docker_shorthand.brought_along(side.path, side.options)
    options = docker_shorthand.spelt_out(side.path, options, other.options)
    together = tuple(word for key, words in options.items() if key in docker_values.MOUNTS for word in words)
    others = {key: words for key, words in options.items() if key not in docker_values.MOUNTS}
    return {**others, "mount": together} if together else others


def _options(expected: Asked, given: Asked) -> Iterator[Difference]:
    right, said = _joined(expected, given), _joined(given, expected)
    for key in sorted(right.keys() & said.keys()):
        yield from _values(key, right[key], said[key], _spelling(given, key))
    for key in sorted(right.keys() - said.keys()):
        how = _spelling(expected, key)
        if place := _behind(given, key):
            yield Difference(place, first=True)
        else:
            yield Difference(f"`{how}` is missing", slip=_may_be_missing(key, expected, given))
    for key in sorted(said.keys() - right.keys()):
        value = said[key][-1]
        off = value.means == "false"
        text = f"`{_spelling(given, key)}` {'is switched off, which' if off else ''} is not asked for"
        yield Difference(" ".join(text.split()), slip=not off and _may_be_extra(key, expected, given))


def _spelling(side: Asked, key: str) -> str:
    names = docker_values.MOUNTS if key == "mount" else (key,)
    return next((side.spelling[name] for name in sorted(names) if name in side.spelling), f"--{key}")


def _values(key: str, right: Sequence[Said], said: Sequence[Said], how: str) -> Iterator[Difference]:
    name = key.rpartition(": ")[2]
    right_left, said_left = _unmatched(right, said)
    if not right_left and not said_left:
        if name in docker_values.IN_ORDER and not all(map(alike, right, said)):
            yield Difference(f"the order of the `{how}` options counts, and it is another one")
        return
    for want in list(right_left):
        turned = docker_values.swapped(name, want.means)
        twin = next((word for word in said_left if docker_values.untyped(name, word.means) == turned), None)
        if turned is not None and twin is not None:
            right_left.remove(want)
            said_left.remove(twin)
            what = "the ports are" if name == "publish" else "the two sides of the mount are"
            text = f"{what} swapped: {shown(twin.typed)} should be {shown(want.typed)}"
            yield Difference(text, f"{what} swapped in {shown(twin.typed)}")
    yield from _addresses(name, right_left, said_left)
    for want, word in zip(right_left, said_left, strict=False):
        hint = f"`{how}` has another value than {shown(word.typed)}"
        yield Difference(f"`{how}` should be {shown(want.typed)}, not {shown(word.typed)}", hint)
    for want in right_left[len(said_left) :]:
        yield Difference(f"`{how} {shown(want.typed)[1:-1]}` is missing", f"one more `{how}` is missing")
    for word in said_left[len(right_left) :]:
        yield Difference(f"`{how} {shown(word.typed)[1:-1]}` is not asked for")


def _addresses(name: str, right_left: list[Said], said_left: list[Said]) -> Iterator[Difference]:
    """Ports that differ in IPv6 alone, each a slip; they are taken out of both lists."""
    for want in list(right_left) if name == "publish" else ():
        for word in said_left:
            if want.means == docker_values.everywhere(word.means):
                narrow, wide = word, want
            elif word.means == docker_values.everywhere(want.means):
                narrow, wide = want, word
            else:
                continue
            text = f"{shown(narrow.typed)} publishes on IPv4 alone, {shown(wide.typed)} on IPv6 too"
            yield Difference(text, slip=True)
            right_left.remove(want)
            said_left.remove(word)
            break


# Switches that change neither what runs nor what is asked for, so one more or one less is a slip.
_RUNS = frozenset(("container run", "container create", "compose run"))
_QUIET = frozenset(("quiet", "quiet-pull", "quiet-build"))


def _may_be_missing(key: str, expected: Asked, given: Asked) -> bool:
    name = key.rpartition(": ")[2]
    if name in _QUIET:  # a list of ids alone is another answer than a table
        return not expected.path.endswith((" ls", " ps", " images"))
    return name in {"no-trunc", "progress"} or _is_small(name, expected, given)


def _may_be_extra(key: str, expected: Asked, given: Asked) -> bool:
    name = key.rpartition(": ")[2]
    if name in _QUIET | {"no-trunc", "progress", "pull"}:
        return True
    return (name == "name" and expected.path in _RUNS) or _is_small(name, expected, given)


def _is_small(name: str, expected: Asked, given: Asked) -> bool:
    if name == "tty":
        return "interactive" in expected.options and "interactive" in given.options
    return name == "rm" and expected.path in _RUNS


def _behind(given: Asked, key: str) -> str:
    """The sentence for an option that stands behind the word where docker stops reading options, or ""."""
    command = docker_cli.command(given.path)
    option = command.options.get(key) if command else None
    if not (command and option and command.stops_at_first_word):
        return ""
    for word in map(plain, given.rest):
        long = word.partition("=")[0] == f"--{option.name}"
        if long or (option.short and re.match(rf"-[A-Za-z]*{option.short}", word)):
            noun = _noun(command.usage)
            return f"{shown(word)} belongs before {noun}; after it, it is an argument of the container's command"
    return ""


def _rest(expected: Asked, given: Asked) -> Iterator[Difference]:
    """Differences of the container's command, which is compared word by word as it stands."""
    right, said = [plain(word) for word in expected.rest], [plain(word) for word in given.rest]
    if len(right) == len(said) and all(map(fits, right, said)):
        return
    if not right:
        yield Difference(f"{shown(' '.join(said))} would be the container's command, and none is asked for")
    elif not said:
        yield Difference("the container's command is missing")
    else:
        text = f"the container's command should be {shown(' '.join(right))}, not {shown(' '.join(said))}"
        yield Difference(text, f"the container's command is another one than {shown(' '.join(said))}")
