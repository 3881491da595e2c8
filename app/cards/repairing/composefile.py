"""A compose file as its values, each with the line it stands on: YAML 1.2 with merge keys, defaults filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from app.cards.repairing.rule import Unreadable, shown

MOST_VALUES = 2_000  # aliases counted as often as they are used, which is what makes a YAML bomb one
DEEPEST = 24

Data: TypeAlias = "str | int | float | bool | tuple[Value, ...] | dict[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Value:
    """`line` is where its key or dash stands, from 1. `quoted` says that a text stands in quotes or in a block.

    `size` counts the values in it with itself, `depth` how deep they are nested.
    """

    data: Data
    line: int
    quoted: bool = False
    size: int = 1
    depth: int = 1

    @property
    def map(self) -> Mapping[str, "Value"]:
        """The entries of a map; none where it is something else."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def list(self) -> tuple["Value", ...]:
        """The items of a list; none where it is something else."""
        return self.data if isinstance(self.data, tuple) else ()

    @property
    def text(self) -> str:
        """A scalar as text: true, 8080, 1.5; "" for null, a list or a map."""
        if isinstance(self.data, bool):
            return "true" if self.data else "false"
        return str(self.data) if isinstance(self.data, (str, int, float)) else ""

    def at(self, *keys: str) -> "Value | None":
        """The value under these keys, one within the other, or None."""
        found: Value | None = self
        for key in keys:
            found = found.map.get(key) if found else None
        return found


def plain(value: Value) -> Any:
    """A value as Python's own maps, lists and scalars."""
    if isinstance(value.data, dict):
        return {key: plain(inner) for key, inner in value.data.items()}
    if isinstance(value.data, tuple):
        return [plain(inner) for inner in value.data]
    return value.data


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet; `key` is the key that waits for its value."""

    line: int
    is_map: bool
    anchor: str | None
    items: list[Value] = field(default_factory=list)
    entries: dict[str, Value] = field(default_factory=dict)
    merged: list[Value] = field(default_factory=list)
    key: tuple[str, int, bool] | None = None


def read(text: str) -> Value:
    """The file as one value. Raises Unreadable with the line where it cannot be read."""
    try:
        return _built(YAML(typ="safe", pure=True).parse(text))
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(f"Line {line} holds a character that no YAML file may hold.", line) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, text.rstrip("\n").count("\n") + 1) if mark else 1
        raise Unreadable(f"Line {line}: {_words(error.problem or error.context or '')}", line) from None
    except (YAMLError, RecursionError, ValueError, AttributeError, IndexError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("The file is no YAML.") from None


_PROBLEMS = (
    (r"character '\\t'", "a tab stands where YAML wants spaces."),
    (
        r"mapping values are not allowed",
        "a “:” stands where none may: is the line indented too far, or a quote missing?",
    ),
    (r"could not find expected ':'", "a key has no “:” after it."),
    (r"expected <block end>|did not find expected", "the indentation does not fit the lines above."),
    (r"unexpected end of stream|expected ',' or|while scanning a quoted", "a quote or bracket is never closed."),
    (r"undefined alias", "the alias names an anchor that no line above sets."),
    (r"cannot start any token", "a character stands here that no plain text may begin with: put it in quotes."),
    (r"sequence entries are not allowed", "a “-” stands where no list may begin."),
)


def _words(problem: str) -> str:
    for pattern, words in _PROBLEMS:
        if re.search(pattern, problem):
            return words
    return " ".join(problem.split())[:120] + "."


@dataclass(slots=True)
class _State:
    """The lists and maps that are open, the outermost first; the anchors so far (None: still open); the whole value."""

    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, Value | None] = field(default_factory=dict)
    root: Value | None = None


def _built(events: Iterator[Any]) -> Value:
    """One value of a stream of YAML events. A stack, not recursion: depth and size are checked as they grow."""
    state = _State()
    for count, event in enumerate(events):
        if count > 3 * MOST_VALUES:
            raise Unreadable(f"The file holds more than {MOST_VALUES:,} values.")
        kind, line = type(event).__name__.removesuffix("Event"), event.start_mark.line + 1
        if kind == "DocumentStart" and state.root is not None:
            raise Unreadable(f"Line {line}: a second document begins; keep one.", line)
        if kind in {"MappingStart", "SequenceStart"}:
            _opened(state, event, line, is_map=kind == "MappingStart")
        elif kind in {"MappingEnd", "SequenceEnd"}:
            done = state.stack.pop()
            _add(state, _closed(done), done.anchor)
        elif kind == "Scalar":
            _add(state, _leaf(event, line), event.anchor)
        elif kind == "Alias":
            _add(state, _aliased(state, event.anchor, line), None)
    return state.root if state.root is not None else Value(None, 1)


def _opened(state: _State, event: Any, line: int, *, is_map: bool) -> None:
    if len(state.stack) >= DEEPEST:
        raise Unreadable(f"Line {line}: values are nested more than {DEEPEST} deep.", line)
    if event.anchor:
        state.anchors[event.anchor] = None
    state.stack.append(_Open(line, is_map, event.anchor))


def _add(state: _State, value: Value, anchor: str | None) -> None:
    if anchor:
        state.anchors[anchor] = value
    if state.stack:
        _put(state.stack[-1], value)
    else:
        state.root = value


def _leaf(event: Any, line: int) -> Value:
    quoted = bool(event.style) or not event.implicit[0]
    return Value(_scalar(event, line, quoted=quoted), line, quoted)


def _aliased(state: _State, anchor: str, line: int) -> Value:
    if anchor not in state.anchors:
        raise Unreadable(f"Line {line}: no line above sets the anchor “&{anchor}”.", line)
    value = state.anchors[anchor]
    if value is None:
        raise Unreadable(f"Line {line}: “*{anchor}” stands within what it refers to.", line)
    return replace(value, line=line)


_INTEGER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")


def _scalar(event: Any, line: int, *, quoted: bool) -> Data:
    """A scalar by YAML 1.2's core schema: on, yes and 22:22 are texts."""
    tag, text = str(event.tag or ""), event.value
    if tag and not re.search(r"(^!|[:!](str|int|float|bool|null))$|^!(reset|override)$", tag):
        raise Unreadable(f"Line {line}: the tag {shown(tag)} is not known to Compose.", line)
    if tag.endswith("str") or (quoted and not tag):
        return interpolated(text)
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text.lower() in {"true", "false"} and text in {text.lower(), text.upper(), text.title()}:
        return bool(text.lower() == "true")
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    return float(text) if _FLOAT.fullmatch(text) else interpolated(text)


_VARIABLE = re.compile(r"\$\$|\$\{([A-Za-z_]\w*)(:?-)([^{}$]*)\}")


def interpolated(text: str) -> str:
    """A text with $$ as $ and ${NAME:-default} as its default; other variables stay as they are written."""
    return _VARIABLE.sub(lambda found: "$" if found[0] == "$$" else found[3], text) if "$" in text else text


def _put(parent: _Open, value: Value) -> None:
    if not parent.is_map:
        parent.items.append(value)
        return
    if parent.key is None:
        if isinstance(value.data, (dict, tuple)):
            raise Unreadable(f"Line {value.line}: a list or map cannot be a key.", value.line)
        key = value.text if value.data is not None else "null"
        if key in parent.entries:
            first = parent.entries[key].line
            raise Unreadable(f"Line {value.line}: {shown(key)} is given twice, first on line {first}.", value.line)
        parent.key = (key, value.line, key == "<<" and not value.quoted)
        return
    key, line, is_merge = parent.key
    parent.key = None
    if is_merge:
        parent.merged += [*value.list] or [value]
    else:
        parent.entries[key] = replace(value, line=line)


def _closed(done: _Open) -> Value:
    if not done.is_map:
        return _sized(tuple(done.items), done.items, done.line)
    entries = dict(done.entries)
    for merged in done.merged:
        if not isinstance(merged.data, dict):
            raise Unreadable(f"Line {merged.line}: “<<” takes a map, or a list of maps.", merged.line)
        for key, value in merged.data.items():
            entries.setdefault(key, value)
    return _sized(entries, [*entries.values()], done.line)


def _sized(data: Data, inner: list[Value], line: int) -> Value:
    size, depth = 1 + sum(value.size for value in inner), 1 + max((value.depth for value in inner), default=0)
    if size > MOST_VALUES:
        raise Unreadable(f"Line {line}: the file unfolds to more than {MOST_VALUES:,} values.", line)
    if depth > DEEPEST:
        raise Unreadable(f"Line {line}: values are nested more than {DEEPEST} deep.", line)
    return Value(data, line, quoted=False, size=size, depth=depth)
