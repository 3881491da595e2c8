"""The index of every note's words, kept up by triggers of the database; all that is SQLite's own in a search is here.

Migration 0003 makes it. An entry's number is its note's id; retired notes stay in it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Float, Integer, String, column, func, select, table, true
from sqlmodel import col

from app.cards.words import Phrase
from app.decks.tables import Card, Note

_INDEX = table("note_search", column("rowid", Integer), column("rank", Float), column("note_search", String))


def ranked(phrases: Sequence[Phrase], *more: ColumnElement[Any]) -> CTE:
    """The cards whose notes have every one of these phrases: `card_id`, `position`, `score`, and `more`.

    A lower score is a better fit. Both steps are kept apart by MATERIALIZED: SQLite cannot know how many there are, and
    left alone it may ask the index again for every card that somebody has.
    """
    matching = _INDEX.c.note_search.op("MATCH")(" AND ".join(map(_quoted, phrases)))
    notes = select(_INDEX.c.rowid.label("note_id"), _INDEX.c.rank.label("score")).where(matching)
    found = notes.cte("found").prefix_with("MATERIALIZED")
    cards = (
        select(col(Card.id).label("card_id"), col(Card.position).label("position"), found.c.score, *more)
        .select_from(Card)
        .join(found, found.c.note_id == col(Card.note_id))
    )
    return cards.cte("fitting").prefix_with("MATERIALIZED")


def without(phrases: Sequence[Phrase]) -> ColumnElement[bool]:
    """A note has none of these phrases; there is at least one."""
    matching = _INDEX.c.note_search.op("MATCH")(" OR ".join(map(_quoted, phrases)))
    return col(Note.id).not_in(select(_INDEX.c.rowid).where(matching))


def tagged(tags: Iterable[str]) -> ColumnElement[bool]:
    """A note has one of these tags."""
    each = func.json_each(col(Note.tags)).table_valued("value", name="each_tag")
    return select(each.c.value).where(each.c.value.in_(list(tags))).exists()


def all_tags(db: Connection) -> list[str]:
    """Every tag that a note has."""
    each = func.json_each(col(Note.tags)).table_valued("value", name="each_tag")
    return list(db.execute(select(each.c.value).select_from(Note).join(each, true()).distinct()).scalars())


def _quoted(phrase: Phrase) -> str:
    """In quotes nothing is an operator; words are letters and digits alone, so that none can end the quotes."""
    return f'"{" ".join(phrase.words)}"{" *" if phrase.open else ""}'
