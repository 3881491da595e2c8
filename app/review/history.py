"""One card's past and the arithmetic of its due day, from its reviews."""

from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from app.db import Prepared, Row
from app.decks.shelf import cited
from app.decks.tables import Note
from app.review import statements as sql
from app.review.outcome import with_fuzz
from app.review.queue import Sitting
from app.review.rebuild import CARD_REVIEWS, remembered
from app.review.tables import Queue, Review
from app.scheduling.grade import Grade
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import SCHEDULERS, Memory, load

_EVERYTHING = Prepared(
    select(sql.table(Review))
    .where(sql.R.user_id == bindparam("user_id"), sql.R.card_id == bindparam("card_id"))
    .order_by(sql.R.id)
)

TITLES = {"sm2": "SM-2", "anki-sm2": "Anki's SM-2"}
WHY = {
    "sm2": "As published: 1 day, 6 days, then each interval times the ease. One pass ends the day's work on a card.",
    "anki-sm2": "As Anki does it: two learning steps, shorter first intervals, credit for late answers.",
}


def state_of(card: Row, today: date) -> str:
    """Where a card stands, in a word or two: `new`, `due today`, `due 30 Nov`, `suspended`."""
    aside = {Queue.SUSPENDED: "suspended", Queue.RETIRED: "retired"}
    waiting = {Queue.NEW: "new", Queue.LEARNING: "learning"}
    if card.queue in aside:
        return aside[card.queue]
    if card.buried_until is not None and card.buried_until > today:
        return "buried"
    if card.queue in waiting:
        return waiting[card.queue]
    return "due today" if card.due_day <= today else f"due {_date(card.due_day, today)}"


def _date(day: date, today: date) -> str:
    return f"{day:%-d %b}" if day.year == today.year else f"{day:%-d %b %Y}"


def describe(db: Connection, sitting: Sitting, card_id: int) -> dict[str, Any] | None:
    """What the card's page shows: `card` and `history`; None when she has no such card."""
    user_id, today = sitting.learner.id, sitting.today
    row = sql.ONE_CARD.one(db, user_id=user_id, card_id=card_id)
    if row is None or row.queue == Queue.RETIRED:
        return None
    memory = load(row.scheduler, row.memory)
    reviews = CARD_REVIEWS.all(db, user_id=user_id, card_id=card_id)
    steps = _steps(row.scheduler, reviews)
    tags = db.execute(select(col(Note.tags)).where(col(Note.id) == row.note_id)).scalar_one()
    card = _shown(row) | {
        "state": state_of(row, today),
        "due": _due(row, today),
        "scheduler_title": TITLES[row.scheduler],
        "ease": f"{memory.ease_milli / 1000:.2f}",
        "interval": _days(memory.interval_days),
        "repetitions": memory.repetitions,
        "lapses": memory.lapses,
        "leech": is_leech(memory.lapses),
        "tags": tags,
        "suspended": row.queue == Queue.SUSPENDED,
        "buried": row.buried_until is not None and row.buried_until > today,
        "explanation_of_due": _why_due(row, reviews, steps),
    }
    everything = _EVERYTHING.all(db, user_id=user_id, card_id=card_id)
    return {
        "card": card,
        "history": _history(everything, dict(zip((r.id for r in reviews), steps, strict=True)), sitting),
    }


def _steps(scheduler: str, reviews: list[Row]) -> list[tuple[Memory, Memory, int]]:
    """(before, after, elapsed days as counted) of each review that counts."""
    after = list(remembered(scheduler, reviews))
    before = [SCHEDULERS[scheduler].NEW, *after][: len(after)]
    days = [r.elapsed_days for r in reviews]
    return list(zip(before, after, days, strict=True))


def _why_due(row: Row, reviews: list[Row], steps: list[tuple[Memory, Memory, int]]) -> str:
    """The arithmetic of the last step that moved the due day, with the fuzz that was added."""
    for review, (before, after, elapsed) in zip(reversed(reviews), reversed(steps), strict=True):
        if before.interval_days != after.interval_days or elapsed:
            why = SCHEDULERS[row.scheduler].explain(before, review.quality, elapsed)
            return with_fuzz(why, row.fuzz)
    return ""


def _shown(row: Row) -> dict[str, Any]:
    html = {name: Markup(getattr(row, name)) for name in ("front_html", "back_html", "extra_html")}  # noqa: S704 - made by app.cards.markup
    names = ("note_id", "deck_id", "deck_title", "section", "kind", "errata", "turn", "flag", "marked", "question")
    return (
        {"id": row.card_id, "source": cited(row.guide, row.cites)} | html | {name: getattr(row, name) for name in names}
    )


def _due(row: Row, today: date) -> str:
    if row.queue == Queue.NEW:
        return "not seen yet"
    days = (row.due_day - today).days
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f"{row.due_day:%a} {_date(row.due_day, today)} ({when})"


def _days(days: int) -> str:
    return "none yet" if days == 0 else f"{days:,} day{'s' if days != 1 else ''}"


def _history(
    everything: list[Row], steps: dict[int, tuple[Memory, Memory, int]], sitting: Sitting
) -> list[dict[str, Any]]:
    """Newest first; undone answers stay in sight."""
    lines = []
    for review in everything:
        if review.undoes is not None:
            continue
        grade = Grade.of_quality(review.quality)
        before, after, elapsed = steps.get(review.id, (None, None, 0))
        lines.append(
            {
                "when": f"{review.at.astimezone(sitting.learner.zone):%-d %b %Y %H:%M}",
                "grade": grade.value,
                "label": grade.label,
                "took": f"{round(review.duration_ms / 1000)} s",
                "elapsed": f"{review.elapsed_days} d",
                "interval": _days(after.interval_days if after else review.interval_days),
                "ease": f"{after.ease_milli / 1000:.2f}" if after else "",
                "why": SCHEDULERS[review.scheduler].explain(before, review.quality, elapsed)
                if before and review.scheduler in SCHEDULERS and type(before) is type(SCHEDULERS[review.scheduler].NEW)
                else "",
                "undone": after is None,
            }
        )
    return lines[::-1]
