"""The cards of a deck, a page at a time, with a search within."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.decks.tables import Card, Deck, Note
from app.progress.overview import suspended
from app.review import statements as sql
from app.review.history import state_of
from app.review.queue import Sitting, count_left
from app.review.tables import Enrolment, Queue, Schedule
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import DEFAULT, SCHEDULERS, load

PAGE = 50


def deck_page(db: Connection, sitting: Sitting, deck: Deck, query: str, number: int) -> dict[str, Any]:
    """`deck`, `cards` and `page` for its page; `number` counts from 1 and is brought within bounds."""
    matching = _matching(sitting.learner.id, deck.id, query)
    total = db.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = db.execute(matching.order_by(col(Card.position)).limit(PAGE).offset((number - 1) * PAGE))
    return {
        "deck": _deck(db, sitting, deck),
        "cards": [_card(row, sitting) for row in rows],
        "query": query,
        "page": {
            "number": number,
            "pages": pages,
            "previous": _address(deck.id, query, number - 1) if number > 1 else None,
            "next": _address(deck.id, query, number + 1) if number < pages else None,
            "total": total,
        },
    }


def _matching(user_id: int, deck_id: int, query: str) -> Any:
    found = (
        select(
            *(sql.S.card_id, sql.S.queue, sql.S.due_day, sql.S.buried_until, sql.S.flag, sql.S.marked),
            *(sql.S.scheduler, sql.S.memory, col(Card.question), col(Card.kind), col(Card.position)),
        )
        .select_from(Schedule)
        .join(Card, col(Card.id) == sql.S.card_id)
        .join(Note, col(Note.id) == sql.S.note_id)
        .where(sql.S.user_id == user_id, sql.S.deck_id == deck_id, sql.S.queue < int(Queue.RETIRED))
    )
    for word in query.casefold().split()[:10]:
        found = found.where(col(Note.search_text).contains(word, autoescape=True))
    return found


def _deck(db: Connection, sitting: Sitting, deck: Deck) -> dict[str, Any]:
    user_id = sitting.learner.id
    day = sql.STUDY_DAY.one(db, user_id=user_id, day=sitting.today)
    counts = count_left(db, replace(sitting, deck_id=deck.id), day)
    E = sql.table(Enrolment).c
    chosen = db.execute(select(E.scheduler).where(E.user_id == user_id, E.deck_id == deck.id)).scalar()
    return {
        "id": deck.id,
        "title": deck.title,
        "section": deck.section,
        "day": deck.day,
        "scheduler": chosen or DEFAULT,
        "schedulers": [{"name": name, "title": s.TITLE, "why": s.WHY} for name, s in SCHEDULERS.items()],
        "counts": {
            "new": counts.new,
            "learning": counts.learning,
            "due": counts.due,
            "suspended": suspended(db, user_id, deck.id),
        },
    }


def _card(row: Any, sitting: Sitting) -> dict[str, Any]:
    return {
        "id": row.card_id,
        "question": row.question,
        "kind": row.kind,
        "state": state_of(row, sitting.today),
        "flag": row.flag,
        "marked": row.marked,
        "leech": is_leech(load(row.scheduler, row.memory).lapses),
    }


def _address(deck_id: int, query: str, number: int) -> str:
    return f"/decks/{deck_id}?{urlencode({'q': query, 'page': number})}"
