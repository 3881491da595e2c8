"""An answer as a form brings it, read by hand: FastAPI's handling of forms costs more than grading the card."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from app.scheduling.grade import Grade
from app.web.errors import not_found

_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One grade for the card that was shown."""

    grade: Grade
    turn: int
    """The card's turn when it was shown."""
    shown_at: int
    """When it was shown, in ms since 1970."""
    ms: int | None
    """How long the answer took, where the page could measure it."""
    deck: str
    """The deck the review is narrowed to; empty for all."""
    ticks: frozenset[str] | None = None
    """The keys of the key points that she lets stand; None where there was nothing to tick."""
    flags: int = 0
    """How many of the misconceptions that were noticed she lets stand."""

    def duration_ms(self, now_ms: int) -> int:
        """How long the answer took: as measured by the page, else since it was sent."""
        return now_ms - self.shown_at if self.ms is None else self.ms


def read_card_id(request: Request) -> int:
    """The id in the address. Raises HTTPException 404 where it is none."""
    text: str = request.path_params["card_id"]
    if not _NUMBER.fullmatch(text):
        raise not_found("card")
    return int(text)


async def read_answer(request: Request) -> Answer:
    """The form of a grade. Raises HTTPException 422 saying which field is wrong."""
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=60)
    except ValueError:
        raise HTTPException(422, "The form could not be read.") from None
    sent = dict(pairs)
    try:
        grade = Grade(sent.get("grade", ""))
    except ValueError:
        raise HTTPException(422, "grade: it must be again, hard, good or easy.") from None
    turn = _number(sent, "turn")
    if turn is None:
        raise HTTPException(422, "turn: it is missing.")
    if _number(sent, "deck") is not None and len(sent["deck"]) > 9:
        raise HTTPException(422, "deck: there is no such deck.")
    ticks = frozenset(value for name, value in pairs if name == "tick") if "ticks" in sent else None
    flags = sum(name == "flag" for name, _ in pairs)
    return Answer(grade, turn, _number(sent, "shown_at") or 0, _number(sent, "ms"), sent.get("deck", ""), ticks, flags)


def _number(sent: dict[str, str], name: str) -> int | None:
    """A whole number of at most 15 digits, or None where the field is empty."""
    text = sent.get(name, "")
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise HTTPException(422, f"{name}: it must be a whole number.")
    return int(text)
