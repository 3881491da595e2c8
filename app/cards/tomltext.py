"""Values to canonical TOML text; the standard library only reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

_CONTROLS = {code: f"\\u{code:04X}" for code in (*range(32), 127)}
# str.translate tables: what a basic string escapes, and the less that a block of lines does.
_IN_LINE = {**_CONTROLS, **str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'})}
_IN_BLOCK = {code: escape for code, escape in _IN_LINE.items() if chr(code) not in '\t\n"'}


def pairs(values: Mapping[str, Any]) -> str:
    """A line `key = value` for each value that is neither None nor empty. Keys must be bare keys."""
    return "".join(f"{key} = {value(item)}\n" for key, item in values.items() if item not in (None, "", (), []))


def value(item: str | int | Sequence[Any] | Mapping[str, Any]) -> str:
    """TOML of a text, a whole number, a list or an inline table (which leaves out empty texts)."""
    if isinstance(item, str):
        return string(item)
    if isinstance(item, int):
        return str(item)
    if isinstance(item, Mapping):
        return "{ " + ", ".join(f"{key} = {value(inner)}" for key, inner in item.items() if inner != "") + " }"
    return "[" + ", ".join(value(inner) for inner in item) + "]"


def string(text: str) -> str:
    """A text in quotes.

    One line: a basic string. Several: a block that starts on its own line, literal (three single quotes) where that
    saves escapes, else basic (three double quotes).
    """
    if "\n" not in text:
        return f'"{text.translate(_IN_LINE)}"'
    escaped = text.translate(_IN_BLOCK)
    if "\\" in text and escaped == text.replace("\\", "\\\\") and "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    core = escaped.rstrip('"')  # quotes before the closing ones are escaped one by one
    return '"""\n' + core.replace('"""', '""\\"') + '\\"' * (len(escaped) - len(core)) + '"""'
