"""A judged card as the templates of `cards/` want it before any answer: what the review and the editor begin with."""

from collections.abc import Collection, Iterable
from typing import Any

from markupsafe import Markup

from app.cards.card import Part

UNJUDGED: dict[str, Any] = {
    "judged": False,
    "parts": [],
    "given": {},
    "verdict": None,
    "missed": [],
    "qualities": [],
    "proposed": "good",
}
"""For a kind that the learner grades alone."""


def unanswered(parts: Iterable[Part], missed: Collection[str] = ()) -> dict[str, Any]:
    """A judged card with its parts in this order; `missed` are the keys of those that she left out last time."""
    shown = [
        {
            "key": part.key,
            "html": Markup(part.html),  # noqa: S704 - made by app.cards
            "control": part.control,
            "right": part.right,
            "why_html": Markup(part.why_html),  # noqa: S704
            "again": part.key in missed,
        }
        for part in parts
    ]
    return UNJUDGED | {"judged": True, "parts": shown, "missed": missed}
