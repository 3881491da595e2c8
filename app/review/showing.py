"""What of a judged card its page shows beside question and answer: its parts, her answer, and the verdict on it."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from app.cards.card import Part
from app.cards.interviewing.score import quality
from app.cards.kinds import JUDGES
from app.cards.parts import shuffled
from app.db import Row
from app.decks.judged import UNJUDGED, unanswered
from app.review import statements as sql
from app.scheduling.grade import Grade


def parts_of(db: Connection, row: Row, user_id: int, seed: str = "") -> dict[str, Any]:
    """A card before any answer: its parts, and with key points those that she left out last time.

    With a `seed`, parts stand as they are asked on that day; without, in the author's order.
    """
    if row.kind not in JUDGES:
        return UNJUDGED
    kind, parts = JUDGES[row.kind], [Part(**part) for part in row.parts or ()]
    if seed and kind.SHUFFLED:
        parts = shuffled(parts, f"{row.card_id}/{seed}")
    if not kind.TICKED:
        return unanswered(parts)
    last = sql.LAST_JUDGED.one(db, user_id=user_id, card_id=row.card_id)
    qualities = [quality(hits, len(parts), 0) for hits in range(len(parts) + 1)]
    return unanswered(parts, last.judged.get("missed", []) if last else []) | {"qualities": qualities}


def asked_parts(db: Connection, row: Row, user_id: int, seed: str) -> dict[str, Any]:
    """The card with her answer in this turn: `given` (field to values), its `verdict`, and the grade `proposed`."""
    shown = parts_of(db, row, user_id, seed)
    attempt = sql.ATTEMPT.one(db, user_id=user_id, card_id=row.card_id, turn=row.turn) if shown["judged"] else None
    if attempt is None:
        return shown
    verdict = _verdict(attempt.verdict)
    return shown | {"given": attempt.sent, "verdict": verdict, "proposed": verdict["grade"].value}


def _verdict(stored: dict[str, Any]) -> dict[str, Any]:
    findings = [
        found | {"html": Markup(found["html"]), "why_html": Markup(found["why_html"])}  # noqa: S704 - made by app.cards
        for found in stored["findings"]
    ]
    return {
        "quality": stored["quality"],
        "summary": stored["summary"],
        "findings": findings,
        "by_key": {found["key"]: found for found in findings},
        "warnings": [Markup(html) for html in stored["warnings"]],  # noqa: S704
        "grade": Grade.of_quality(stored["quality"]),
    }
