"""What of a judged card its page shows beside question and answer: its parts, her answer, and the verdict on it."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from app.cards.card import Part
from app.cards.kinds import JUDGES
from app.cards.parts import shuffled
from app.db import Row
from app.review import statements as sql
from app.scheduling.grade import Grade

UNJUDGED: dict[str, Any] = {
    "judged": False,
    "parts": [],
    "given": {},
    "verdict": None,
    "missed": [],
    "proposed": "good",
}
"""For a kind that the learner grades alone."""


def judged_parts(db: Connection, row: Row, user_id: int, seed: str = "") -> dict[str, Any]:
    """`parts`, `given` (field to values), `verdict`, `missed` (keys) and `proposed` (a grade) of a card.

    With a `seed`, parts stand as they are asked on that day; without, in the author's order.
    """
    if row.kind not in JUDGES:
        return UNJUDGED
    parts = [Part(**part) for part in row.parts or ()]
    if seed and JUDGES[row.kind].SHUFFLED:
        parts = shuffled(parts, f"{row.card_id}/{seed}")
    attempt = sql.ATTEMPT.one(db, user_id=user_id, card_id=row.card_id, turn=row.turn)
    last = sql.LAST_JUDGED.one(db, user_id=user_id, card_id=row.card_id)
    verdict = _verdict(attempt.verdict) if attempt else None
    missed = (last.judged or {}).get("missed", []) if last else []
    return {
        "judged": True,
        "parts": [_safe_part(part) | {"again": part.key in missed} for part in parts],
        "given": attempt.sent if attempt else {},
        "verdict": verdict,
        "missed": missed,
        "proposed": Grade.of_quality(verdict["quality"]).value if verdict else "good",
    }


def _safe_part(part: Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "html": Markup(part.html),  # noqa: S704 - made by app.cards
        "control": part.control,
        "right": part.right,
        "why_html": Markup(part.why_html),  # noqa: S704
    }


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
