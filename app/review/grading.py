"""Taking an answer: one review, one new due day, the day's totals, and siblings put off till tomorrow."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from app.db import Row
from app.review import statements as sql
from app.review.answer import Answer
from app.review.judging import weigh
from app.review.notices import STALE, leech_notice
from app.review.outcome import Outcome, outcome
from app.review.queue import Sitting, Turn, next_turn
from app.review.tables import Queue
from app.review.totals import totals_of
from app.review.undo import undoable, undoable_answer
from app.scheduling.leech import leech_strikes
from app.scheduling.schedulers import dump, load

LONGEST_MS = 60_000
"""A card left open over lunch took no hour to answer."""


def grade_card(db: Connection, sitting: Sitting, card_id: int, answer: Answer, duration_ms: int) -> Turn | None:
    """Records one answer and answers with the next turn; None when she has no such card.

    An old turn (a double click, a stale tab, a replayed request) changes nothing.
    """
    card = sql.ONE_CARD.one(db, user_id=sitting.learner.id, card_id=card_id)
    if card is None:
        return None
    askable = card.queue in (Queue.NEW, Queue.LEARNING, Queue.REVIEW) and card.due_day <= sitting.today
    if card.turn != answer.turn or not askable:
        return next_turn(db, sitting, undo=undoable(db, sitting.learner.id), notice=STALE)
    quality, judged = weigh(db, sitting.learner.id, card, answer)
    memory = load(card.scheduler, card.memory)
    after = outcome(card, memory, quality, sitting.today, sitting.now, fuzz=sitting.learner.fuzz)
    _move(db, sitting, card, after)
    buried = _bury_siblings(db, sitting, card)
    _log(db, sitting, card, after, quality, duration_ms, _before(card, buried), judged)
    leech = after.memory.lapses > memory.lapses and leech_strikes(after.memory.lapses)
    notice = leech_notice(card.card_id, card.question, after.memory.lapses) if leech else None
    return next_turn(
        db, sitting, undo=undoable_answer(card.card_id, answer.turn, quality, card.question), notice=notice
    )


def _move(db: Connection, sitting: Sitting, card: Row, after: Outcome) -> None:
    sql.MOVE.run(
        db,
        user_id=sitting.learner.id,
        of_card=card.card_id,
        seen_turn=card.turn,
        turn=card.turn + 1,
        queue=int(after.queue),
        due_day=after.due_day,
        rank=after.rank,
        memory=dump(after.memory),
        last_day=after.last_day,
        fuzz=after.fuzz,
        buried_until=None,
    )


def _bury_siblings(db: Connection, sitting: Sitting, card: Row) -> list[Any]:
    """Puts siblings off till tomorrow: seeing one makes the others too easy. Answers what an undo must put back."""
    siblings = sql.SIBLINGS.all(
        db, user_id=sitting.learner.id, note_id=card.note_id, card_id=card.card_id, today=sitting.today
    )
    until = sitting.today + timedelta(days=1)
    for sibling in siblings:
        sql.BURY.run(db, user_id=sitting.learner.id, of_card=sibling.card_id, until=until)
    return [[s.card_id, s.due_day.isoformat(), _iso(s.buried_until)] for s in siblings]


def _log(
    db: Connection,
    sitting: Sitting,
    card: Row,
    after: Outcome,
    quality: int,
    duration_ms: int,
    before: dict[str, Any],
    judged: dict[str, Any] | None,
) -> None:
    duration = min(max(duration_ms, 0), LONGEST_MS)
    sql.ADD_REVIEW.run(
        db,
        user_id=sitting.learner.id,
        card_id=card.card_id,
        turn=card.turn,
        undoes=None,
        at=sitting.now,
        time_zone=str(sitting.learner.zone),
        day=sitting.today,
        quality=quality,
        elapsed_days=after.elapsed_days,
        duration_ms=duration,
        scheduler=card.scheduler,
        queue=card.queue,
        interval_days=after.memory.interval_days,
        fuzz=after.fuzz,
        due_day=after.due_day,
        before=before,
        judged=judged,
    )
    sql.ADD_TO_DAY.run(db, user_id=sitting.learner.id, day=sitting.today, **totals_of(card.queue, quality, duration))


def _before(card: Row, buried: list[Any]) -> dict[str, Any]:
    before = {
        "queue": card.queue,
        "due_day": card.due_day.isoformat(),
        "memory": card.memory,
        "last_day": _iso(card.last_day),
        "fuzz": card.fuzz,
        "buried_until": _iso(card.buried_until),
    }
    return before | {"siblings": buried} if buried else before


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
