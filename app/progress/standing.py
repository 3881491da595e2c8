"""Where a card stands for a learner: in SQL for counting and choosing, and as a line of a list."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlmodel import col

from app.cards.kinds import KINDS
from app.db import Row
from app.decks.tables import Card
from app.review import statements as sql
from app.review.history import state_of
from app.review.tables import Queue
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import load

STANDINGS = ("new", "learning", "due", "later", "buried", "suspended")
"""Every card of hers that is not retired stands in one of these; `later` is due on a day to come."""

PAGE = 50
"""Cards on a page of a list."""

LINE = (
    *(sql.S.card_id, sql.S.queue, sql.S.due_day, sql.S.buried_until, sql.S.flag, sql.S.marked),
    *(sql.S.scheduler, sql.S.memory, col(Card.question), col(Card.kind)),
)
"""The columns that `line` needs, of a schedule and its card."""


def standing(today: date) -> ColumnElement[str]:
    """One of STANDINGS for each schedule that is not retired, as `state_of` has it."""
    return case(
        (sql.S.queue == int(Queue.SUSPENDED), "suspended"),
        (sql.S.buried_until > today, "buried"),
        (sql.S.queue == int(Queue.NEW), "new"),
        (sql.S.queue == int(Queue.LEARNING), "learning"),
        (sql.S.due_day <= today, "due"),
        else_="later",
    )


def line(row: Row, today: date) -> dict[str, Any]:
    """A card for a list: its question, kind, state and what she put on it."""
    return {
        "id": row.card_id,
        "question": row.question,
        "kind": KINDS[row.kind].TITLE,
        "state": state_of(row, today),
        "flag": row.flag,
        "marked": row.marked,
        "leech": is_leech(load(row.scheduler, row.memory).lapses),
    }


def pager(total: int, number: int, address: str) -> dict[str, Any]:
    """The `page` of a list with links to its neighbours; `number` counts from 1 and is brought within bounds.

    `address` ends where the number of a page is to stand.
    """
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    return {
        "number": number,
        "pages": pages,
        "previous": f"{address}{number - 1}" if number > 1 else None,
        "next": f"{address}{number + 1}" if number < pages else None,
        "total": total,
    }
