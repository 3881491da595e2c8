"""What a text offers, as the tests of the compiler read it."""

from textwrap import dedent

from app.cards.card import Overlay
from app.guide.compile import Compiled, compile_guide
from app.guide.proposal import Proposal


def compiled(text: str, overlay: Overlay | None = None) -> Compiled:
    """The text, without the indentation that the test gives it, compiled."""
    return compile_guide(dedent(text).strip("\n"), overlay)


def cards(text: str) -> tuple[Proposal, ...]:
    """Its proposals."""
    return compiled(text).proposals


def pairs(text: str) -> dict[str, str]:
    """Front and back of its proposals that have both, in their order."""
    return {one.fields["front"]: one.fields["back"] for one in cards(text) if "back" in one.fields}


def of_kind(kind: str, text: str) -> list[dict[str, str]]:
    """The fields of its proposals of one kind."""
    return [one.fields for one in cards(text) if one.kind == kind]


def left(text: str) -> list[str]:
    """Why the rest was left out."""
    return [one.why for one in compiled(text).left_out]
