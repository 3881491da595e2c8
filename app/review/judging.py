"""An answer that Ebb judges: what was sent is graded and kept, and shown with the card until she grades herself."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from app.cards.interviewing.score import quality
from app.cards.kinds import JUDGES
from app.cards.kinds.kind import Sent
from app.db import Row
from app.decks.loading import authored_note
from app.decks.shelf import find_note
from app.review import statements as sql
from app.review.answer import Answer
from app.review.notices import STALE
from app.review.queue import Sitting, Turn, next_turn
from app.review.undo import undoable
from app.scheduling.grade import Grade


def judge_answer(db: Connection, sitting: Sitting, card_id: int, sent: Sent) -> dict[str, Any] | str | None:
    """The verdict as plain values, or why the answer cannot be judged; None when she has no such card.

    May take a while (a file to parse, an interview answer to read), so it writes nothing and holds nobody up.
    """
    card = sql.ONE_CARD.one(db, user_id=sitting.learner.id, card_id=card_id)
    found = None if card is None or card.kind not in JUDGES else find_note(db, card.note_id)
    if found is None:
        return None
    kind = JUDGES[found[0].kind]
    length = sum(len(value) for values in sent.values() for value in values)
    if length > kind.LONGEST:
        return f"Your answer has {length:,} characters; {kind.LONGEST:,} is the most."
    return asdict(kind.judge(authored_note(found[0]), sent))


def weigh(db: Connection, user_id: int, card: Row, answer: Answer) -> tuple[int, dict[str, Any] | None]:
    """The quality of her answer, and what is kept of the judgement; None where there was none.

    Who agrees with the judge takes his figure, 0 to 5; who overrules him, that of her own grade.
    """
    if card.kind not in JUDGES:
        return answer.grade.quality, None
    attempt = sql.ATTEMPT.one(db, user_id=user_id, card_id=card.card_id, turn=card.turn)
    proposed: int | None = attempt.verdict["quality"] if attempt else None
    judged: dict[str, Any] = {} if proposed is None else {"proposed": proposed}
    if answer.ticks is not None and JUDGES[card.kind].TICKED:
        keys = [part["key"] for part in card.parts or ()]
        judged["missed"] = [key for key in keys if key not in answer.ticks]
        proposed = quality(len(keys) - len(judged["missed"]), len(keys), answer.flags)
    agrees = proposed is not None and Grade.of_quality(proposed) is answer.grade
    return proposed if agrees and proposed is not None else answer.grade.quality, judged or None


def keep_answer(
    db: Connection, sitting: Sitting, card_id: int, turn: int, sent: Sent, verdict: Mapping[str, Any]
) -> Turn:
    """Keeps her answer with its verdict, and shows them; an old `turn` changes nothing and shows what is on now."""
    user_id = sitting.learner.id
    card = sql.ONE_CARD.one(db, user_id=user_id, card_id=card_id)
    if card is None or card.turn != turn:
        return next_turn(db, sitting, undo=undoable(db, user_id), notice=STALE)
    sql.KEEP_ATTEMPT.run(
        db, user_id=user_id, card_id=card_id, turn=turn, at=sitting.now, sent=dict(sent), verdict=dict(verdict)
    )
    return next_turn(db, sitting, undo=undoable(db, user_id), first=card_id)
