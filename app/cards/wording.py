"""What changed between two wordings of a text, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

How = Literal["same", "gone", "new"]
Run = tuple[How, str]
"""A stretch of text, and whether both wordings have it, only the first, or only the second."""

_PIECES = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_MOST_PIECES = 1500


def changes(before: str, after: str) -> list[Run]:
    """The runs from `before` to `after`, what is gone ahead of what is new in its place; joined they are both texts.

    Texts of more than 1,500 words and marks are compared line by line, which is quick whatever they hold.
    """
    old, new = _pieces(before, after)
    runs: list[Run] = []
    gone = fresh = ""
    for how, text in _steps(old, new):
        if how == "same" and not (text.isspace() and "\n" not in text and (gone or fresh)):
            runs += _told(gone, fresh)
            runs.append((how, text))
            gone = fresh = ""
        else:  # a blank between two changes belongs to both, or every word would be a change of its own
            gone += text if how != "new" else ""
            fresh += text if how != "gone" else ""
    return [*runs, *_told(gone, fresh)]


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return old, new


def _steps(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, first, last, start, end in SequenceMatcher(
        None, old, new, autojunk=len(old) + len(new) > 600
    ).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[first:last])
        else:
            yield "gone", "".join(old[first:last])
            yield "new", "".join(new[start:end])


def _told(gone: str, fresh: str) -> Iterator[Run]:
    """The change, without a blank at its end that both wordings have."""
    kept = gone.rstrip(" ") != gone and fresh.rstrip(" ") != fresh
    if gone := gone.removesuffix(" ") if kept else gone:
        yield "gone", gone
    if fresh := fresh.removesuffix(" ") if kept else fresh:
        yield "new", fresh
    if kept:
        yield "same", " "
