"""Cards that learners find something wrong with, and the owner who reads about it."""

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.accounts.tables import User
from app.db import entities
from app.decks.merging import unsettled
from app.decks.shelf import cards_of
from app.decks.tables import Card, Deck, Note, Report

LONGEST = 1000
"""In characters."""
MOST_SHOWN = 200
"""Reports on the owner's page, the open ones first."""


def report_page(db: Connection, user_id: int, note_id: int, card_id: int | None) -> dict[str, Any] | None:
    """What the form for a report shows: `cards` to choose from, and what she has reported of the note before.

    The card is the note's first where none is named. None where there is no such note, or the card is not of it.
    """
    with entities(db) as orm:
        cards = cards_of(orm, note_id)
        if not cards or (card_id is not None and card_id not in {card.id for card in cards}):
            return None
        report = orm.get(Report, (user_id, note_id))
        return {
            "note_id": note_id,
            "cards": cards,
            "card_id": card_id or cards[0].id,
            "text": report.text if report else "",
            "state": "" if report is None else "open" if report.closed_at is None else "closed",
        }


def refusal(text: str) -> str:
    """Why a report cannot be taken; empty if it can."""
    if not text.strip():
        return "Say what is wrong, in a few words."
    size = len(_clean(text))
    return f"That is {size:,} characters; {LONGEST:,} is the most." if size > LONGEST else ""


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def keep_report(
    db: Connection, user_id: int, note_id: int, card_id: int | None, text: str, now: datetime
) -> int | None:
    """Keeps what she says of a note, in the place of what she said before, and opens it; the card it is about.

    That is the note's first where none is named; None where the note or the card is gone.
    """
    with entities(db) as orm:
        cards = [card.id for card in cards_of(orm, note_id)]
        if not cards or (card_id is not None and card_id not in cards):
            return None
        card_id = card_id or cards[0]
        said = _clean(text)
        orm.merge(Report(user_id=user_id, note_id=note_id, card_id=card_id, at=now, text=said, closed_at=None))
        return card_id


def set_closed(db: Connection, user_id: int, note_id: int, closed_at: datetime | None) -> bool:
    """Closes a learner's report, or opens it again with None; False if there is none."""
    with entities(db) as orm:
        report = orm.get(Report, (user_id, note_id))
        if report is None:
            return False
        report.closed_at = closed_at
        orm.add(report)
        return True


def waiting_for_owner(db: Connection) -> dict[str, int]:
    """What the owner has to look at: how many notes with `conflicts`, and how many open `reports`."""
    still = select(func.count()).select_from(Report).where(col(Report.closed_at).is_(None))
    return {"conflicts": len(unsettled(db)), "reports": db.execute(still).scalar_one()}


def all_reports(db: Connection, zone: tzinfo) -> dict[str, Any]:
    """`reports` for the owner, open ones first, then the newest, with times in her `zone`; `total` may be more."""
    columns: tuple[Any, ...] = (
        *(col(Report.user_id), col(Report.note_id), col(Report.card_id), col(Report.at), col(Report.closed_at)),
        *(col(Report.text).label("said"), col(User.name), col(Card.question), col(Card.retired).label("gone")),
        *(col(Deck.title), col(Note.key)),
    )
    found = (
        select(*columns)
        .join(User, col(User.id) == col(Report.user_id))
        .join(Card, col(Card.id) == col(Report.card_id))
        .join(Note, col(Note.id) == col(Report.note_id))
        .join(Deck, col(Deck.id) == col(Card.deck_id))
        .order_by(col(Report.closed_at).is_not(None), col(Report.at).desc())
        .limit(MOST_SHOWN)
    )
    total = db.execute(select(func.count()).select_from(Report)).scalar_one()
    return {"reports": [_shown(row, zone) for row in db.execute(found)], "total": total}


def _shown(row: Any, zone: tzinfo) -> dict[str, Any]:
    return {
        "user_id": row.user_id,
        "note_id": row.note_id,
        "card_id": row.card_id,
        "by": row.name,
        "question": row.question or row.key,
        "deck_title": row.title,
        "gone": row.gone,
        "when": f"{row.at.astimezone(zone):%-d %b %Y %H:%M}",
        "closed": "" if row.closed_at is None else f"{row.closed_at.astimezone(zone):%-d %b %Y}",
        "text": row.said,
    }
