"""The search over all cards of a learner, a page at a time, the best first."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Select, func, literal, not_, select
from sqlmodel import col

from app.cards.kinds import KINDS
from app.cards.markup import plain
from app.cards.words import Phrase, Piece, excerpt, has, marked
from app.db import Row
from app.decks import search as index
from app.decks.shelf import decks
from app.decks.tables import Card, Deck, Note
from app.progress.searchwords import FLAGS, Filter, Search, asks_for_nothing, parse
from app.progress.standing import LINE, PAGE, line, pager
from app.review import statements as sql
from app.review.queue import Sitting
from app.review.tables import Queue, Schedule

EXAMPLES = (
    ("network", "the word, or one that begins with it"),
    ('"bind mount"', "these words, one after the other"),
    ("volume -compose", "the first word, but not the second"),
    ("deck:networking", "part of a deck's title; put two words in quotes"),
    ("tag:junior", "a tag; * stands for any letters"),
    ("is:due", "due now; also is:new, is:learn, is:review, is:buried, is:suspended and is:marked"),
    ("flag:1", "a flag, 1 to 7 or its colour; flag:0 is none"),
    ("kind:cloze", f"a kind of card: {', '.join(sorted(KINDS))}"),
    ("-is:new", "a minus turns any of these around"),
)
"""What may be written, and what it finds."""

_IS: dict[str, Callable[[date], ColumnElement[bool]]] = {
    "new": lambda _: sql.S.queue == int(Queue.NEW),
    "learn": lambda _: sql.S.queue == int(Queue.LEARNING),
    "review": lambda _: sql.S.queue == int(Queue.REVIEW),
    "due": lambda today: (sql.S.queue == int(Queue.REVIEW)) & (sql.S.due_day <= today),
    "suspended": lambda _: sql.S.queue == int(Queue.SUSPENDED),
    "buried": lambda today: (sql.S.queue != int(Queue.SUSPENDED)) & func.coalesce(sql.S.buried_until > today, False),
    "marked": lambda _: sql.S.marked,
}


def search_page(db: Connection, sitting: Sitting, text: str, number: int) -> dict[str, Any]:
    """`search`, `cards`, `page` and `examples` for its page; `number` counts from 1."""
    search = parse(text)
    understood = not (search.problems or asks_for_nothing(search))
    ids = list(db.execute(_matching(db, sitting, search)).scalars()) if understood else []
    page = pager(len(ids), number, f"/search?{urlencode({'q': search.text})}&page=")
    first = (page["number"] - 1) * PAGE
    return {
        "search": search,
        "cards": _hits(db, sitting, search, ids[first : first + PAGE]),
        "page": page,
        "examples": [
            {"query": query, "what": what, "href": f"/search?{urlencode({'q': query})}"} for query, what in EXAMPLES
        ],
    }


def _matching(db: Connection, sitting: Sitting, search: Search) -> Select[Any]:
    """The ids of her cards that fit every part, the best first."""
    me = sitting.learner.id
    if search.phrases:
        # Who asks is said inside: SQLite then looks up her card for each that fits, not the other way round.
        fitting = index.ranked(search.phrases, literal(me).label("user_id"))
        mine = (sql.S.user_id == fitting.c.user_id) & (sql.S.card_id == fitting.c.card_id)
        found = select(sql.S.card_id).select_from(fitting).join(Schedule, mine)
        found = found.order_by(fitting.c.score, fitting.c.position)
    else:
        found = select(sql.S.card_id).select_from(Schedule).where(sql.S.user_id == me).order_by(col(Card.position))
    found = found.join(Card, col(Card.id) == sql.S.card_id).join(Note, col(Note.id) == col(Card.note_id))
    found = found.where(sql.S.queue < int(Queue.RETIRED))
    if search.without:
        found = found.where(index.without(search.without))
    for wanted in search.filters:
        fits = _fits(db, wanted, sitting.today)
        found = found.where(not_(fits) if wanted.excluded else fits)
    return found


def _hits(db: Connection, sitting: Sitting, search: Search, ids: list[int]) -> list[dict[str, Any]]:
    """These cards as the page shows them, in their order."""
    rows = db.execute(
        select(*LINE, col(Note.key), col(Note.fields), col(Note.local), col(Note.tags))
        .add_columns(col(Deck.id).label("deck_id"), col(Deck.title).label("deck_title"))
        .select_from(Schedule)
        .join(Card, col(Card.id) == sql.S.card_id)
        .join(Note, col(Note.id) == sql.S.note_id)
        .join(Deck, col(Deck.id) == sql.S.deck_id)
        .where(sql.S.user_id == sitting.learner.id, sql.S.card_id.in_(ids))
    )
    hits = {row.card_id: _hit(row, sitting.today, search.phrases) for row in rows}
    return [hits[card_id] for card_id in ids]


def _fits(db: Connection, wanted: Filter, today: date) -> ColumnElement[bool]:
    value = wanted.value
    if wanted.name == "is":
        return _IS[value](today)
    if wanted.name == "flag":
        return sql.S.flag == (FLAGS.index(value) if value in FLAGS else int(value))  # type: ignore[no-any-return]
    if wanted.name == "kind":
        return col(Card.kind) == value
    if wanted.name == "tag":
        whole = _pattern(value)
        return index.tagged(tag for tag in index.all_tags(db) if whole.fullmatch(tag.casefold()))
    part = _pattern(value)
    named = [deck.id for deck in decks(db) if part.search(deck.title.casefold()) or part.search(deck.key.casefold())]
    return sql.S.deck_id.in_(named)  # type: ignore[no-any-return]


def _pattern(value: str) -> re.Pattern[str]:
    """A casefolded name in which `*` stands for any letters."""
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", value))))


def _hit(row: Row, today: date, phrases: tuple[Phrase, ...]) -> dict[str, Any]:
    missing = [phrase for phrase in phrases if not has(row.question, phrase)]
    return line(row, today) | {
        "question": marked(row.question, phrases),
        "excerpt": _first_excerpt(_texts(row), missing, phrases) if missing else [],
        "deck_id": row.deck_id,
        "deck_title": row.deck_title,
    }


def _texts(row: Row) -> Iterable[str]:
    """What a note says beside its question."""
    for text in ({**row.fields, **row.local}).values():
        yield plain(text)
    yield f"Tags: {', '.join(row.tags)}"
    yield f"Key: {row.key}"


def _first_excerpt(texts: Iterable[str], missing: list[Phrase], phrases: tuple[Phrase, ...]) -> list[Piece]:
    """Around the first place where something stands that the question has not."""
    for text in texts:
        if any(has(text, phrase) for phrase in missing):
            return excerpt(text, [*missing, *(phrase for phrase in phrases if phrase not in missing)])
    return []
