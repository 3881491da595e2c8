"""The cards of a deck, a page at a time, with a search within, by kind and by where they stand."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlmodel import col

from app.cards.kinds import KINDS
from app.decks.tables import Card, Deck, Note
from app.progress.standing import LINE, PAGE, STANDINGS, line, pager, standing
from app.review import statements as sql
from app.review.queue import Sitting, count_left
from app.review.tables import Enrolment, Queue, Schedule
from app.scheduling.schedulers import DEFAULT, SCHEDULERS


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cards of a deck: with these words, of this kind, in this state; an empty text asks for nothing.

    `state` is one of STANDINGS, `kind` the name of a kind; any other one fits no card.
    """

    query: str = ""
    state: str = ""
    kind: str = ""


def deck_page(db: Connection, sitting: Sitting, deck: Deck, wanted: Wanted, number: int) -> dict[str, Any]:
    """`deck`, `cards`, `wanted`, `choices` and `page` for its page; `number` counts from 1."""
    matching = _with_words(sitting.learner.id, deck.id, wanted.query)
    counts = _counts(db, matching, sitting.today)
    total = sum(
        count for (state, kind), count in counts.items() if wanted.state in {"", state} and wanted.kind in {"", kind}
    )
    page = pager(total, number, f"{_address(deck.id, wanted)}page=")
    chosen = matching.add_columns(*LINE).where(*_conditions(wanted, sitting.today)).order_by(col(Card.position))
    rows = db.execute(chosen.limit(PAGE).offset((page["number"] - 1) * PAGE))
    return {
        "deck": _deck(db, sitting, deck),
        "cards": [line(row, sitting.today) for row in rows],
        "wanted": wanted,
        "choices": _choices(deck.id, wanted, counts),
        "page": page,
    }


def _with_words(user_id: int, deck_id: int, query: str) -> Select[Any]:
    found = (
        select()
        .select_from(Schedule)
        .join(Card, col(Card.id) == sql.S.card_id)
        .join(Note, col(Note.id) == sql.S.note_id)
        .where(sql.S.user_id == user_id, sql.S.deck_id == deck_id, sql.S.queue < int(Queue.RETIRED))
    )
    for word in query.casefold().split()[:10]:
        found = found.where(col(Note.search_text).contains(word, autoescape=True))
    return found


def _counts(db: Connection, matching: Select[Any], today: date) -> Counter[tuple[str, str]]:
    """(state, kind) to how many cards have these words, before a state or kind is chosen."""
    grouped = matching.add_columns(standing(today).label("state"), col(Card.kind), func.count().label("number"))
    rows = db.execute(grouped.group_by("state", col(Card.kind)))
    return Counter({(state, kind): number for state, kind, number in rows})


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state:
        conditions.append(standing(today) == wanted.state)
    if wanted.kind:
        conditions.append(col(Card.kind) == wanted.kind)
    return conditions


def _choices(deck_id: int, wanted: Wanted, counts: Counter[tuple[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """`states` and `kinds` that may be chosen, each with how many cards it would leave; choosing again lets go."""
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for (state, kind), number in counts.items():
        states[state] += number if wanted.kind in {"", kind} else 0
        kinds[kind] += number if wanted.state in {"", state} else 0
    return {
        "states": [_choice(deck_id, wanted, "state", name, name, states[name]) for name in STANDINGS],
        "kinds": [
            _choice(deck_id, wanted, "kind", name, kind.TITLE, kinds[name])
            for name, kind in KINDS.items()
            if name in kinds
        ],
    }


def _choice(deck_id: int, wanted: Wanted, field: str, name: str, title: str, count: int) -> dict[str, Any]:
    chosen = getattr(wanted, field) == name
    address = _address(deck_id, replace(wanted, **{field: "" if chosen else name}))
    return {"name": name, "title": title, "count": count, "chosen": chosen, "href": address.rstrip("?&")}


def _deck(db: Connection, sitting: Sitting, deck: Deck) -> dict[str, Any]:
    user_id = sitting.learner.id
    day = sql.STUDY_DAY.one(db, user_id=user_id, day=sitting.today)
    E = sql.table(Enrolment).c
    chosen = db.execute(select(E.scheduler).where(E.user_id == user_id, E.deck_id == deck.id)).scalar()
    return {
        "id": deck.id,
        "title": deck.title,
        "section": deck.section,
        "day": deck.day,
        "scheduler": chosen or DEFAULT,
        "schedulers": [{"name": name, "title": s.TITLE, "why": s.WHY} for name, s in SCHEDULERS.items()],
        "today": count_left(db, replace(sitting, deck_id=deck.id), day).left,
    }


def _address(deck_id: int, wanted: Wanted) -> str:
    """The page of these cards, ready for one more `name=value`."""
    chosen = {"q": wanted.query, "state": wanted.state, "kind": wanted.kind}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"/decks/{deck_id}?{query}{'&' if query else ''}"
