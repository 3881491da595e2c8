"""What the form for a guide was sent with: a file or a pasted text, its name, and corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from app.cards.card import Overlay
from app.cards.overlayfile import parse_overlay, write_overlay
from app.cards.tomlread import DeckError
from app.guide.source import MOST_BYTES

MOST_NAME = 120
MOST_OVERLAY = 1_000_000
MOST_PASTED = 2 * MOST_BYTES
"""Bytes of a text that comes back with a message; a larger one is refused unread."""
TOO_LARGE = f"A guide has {MOST_BYTES // 1_000_000} MB at most: split yours into smaller files, one for each part."
"""What is said of one that is refused unread."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent; `errors` says why it will not do: field (`file`, `text`, `overlay`) to messages.

    `overlay` is TOML or empty; `strict` says that its sender means it for this text. `typed` is the name that she gave.
    """

    name: str = ""
    data: bytes = b""
    overlay: str = ""
    strict: bool = False
    typed: str = ""
    pasted: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def field_of(self, problems: Sequence[str]) -> str:
        """Which field it is that cannot be read, by what is told of it."""
        if self.strict and all(problem.startswith(("errata:", "corrections:")) for problem in problems):
            return "overlay"
        return "text" if self.pasted else "file"


async def read_form(request: Request, overlays: Mapping[str, Overlay]) -> Sent:
    """The form with which a guide is sent; `overlays` by the name of their guide stand in where it has none."""
    async with request.form(max_part_size=MOST_PASTED) as form:
        sent = await _sent(form)
        corrections = await _bytes(form.get("overlay"))
    errors = {name: told for name, told in (_error(sent, form), _corrections_error(corrections)) if told}
    known = overlays.get(sent.name)
    overlay = corrections.decode("utf-8", "replace") or (write_overlay(known) if known else "")
    return replace(sent, overlay=overlay, strict=bool(corrections), errors=errors)


async def _sent(form: FormData) -> Sent:
    file, text = form.get("file"), form.get("text")
    typed = clean_name(str(form.get("name") or ""))
    pasted = text.replace("\r\n", "\n") if isinstance(text, str) else ""
    if isinstance(file, UploadFile) and file.filename:
        name = typed or clean_name(file.filename) or "guide.md"
        return Sent(name, await file.read(), typed=typed, pasted=pasted)
    return Sent(typed or _name_of(pasted), pasted.encode("utf-8", "replace"), typed=typed, pasted=pasted)


async def _bytes(part: UploadFile | str | None) -> bytes:
    return await part.read() if isinstance(part, UploadFile) and part.filename else b""


def _error(sent: Sent, form: FormData) -> tuple[str, list[str]]:
    file = form.get("file")
    if not (isinstance(file, UploadFile) and file.filename):
        if not sent.pasted.strip():
            return "file", ["Choose a file, drop one on the field, or paste some text."]
        return "text", _size_error("The pasted text", sent.data)
    if sent.pasted.strip():
        return "text", ["You chose a file and pasted a text: send one of the two."]
    return "file", _size_error(sent.name, sent.data) if sent.data else [f"{sent.name} is empty."]


def _size_error(what: str, data: bytes) -> list[str]:
    size = len(data)
    return [f"{what} has {size:,} bytes; {MOST_BYTES:,} is the most. Split it."] if size > MOST_BYTES else []


def _corrections_error(corrections: bytes) -> tuple[str, list[str]]:
    told: list[str] = []
    if len(corrections) > MOST_OVERLAY:
        told = [f"The corrections have {len(corrections):,} bytes; {MOST_OVERLAY:,} is the most."]
    elif corrections:
        try:
            parse_overlay(corrections.decode("utf-8"), "corrections")
        except DeckError as error:
            told = list(error.problems)
        except UnicodeDecodeError:
            told = ["The corrections are no text in UTF-8."]
    return "overlay", told


def clean_name(text: str) -> str:
    """The last part of a path, without what cannot be seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text.replace("\\", "/").rpartition("/")[2])
    return " ".join(seen.split())[:MOST_NAME].strip(". ")


def _name_of(text: str) -> str:
    """A file's name for pasted text: what its first line says."""
    first = text.strip().partition("\n")[0]
    words = "".join(letter if letter.isalnum() else " " for letter in first).split()
    return "-".join(words[:6])[:60].lower() + ".md" if words else "pasted.md"
