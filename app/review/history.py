"""One card's past and the arithmetic of its due day, from its reviews."""

from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from app.db import Prepared, Row
from app.decks.shelf import cited, in_html
from app.decks.tables import Note
from app.review import statements as sql
from app.review.outcome import with_fuzz
from app.review.queue import Sitting
from app.review.rebuild import CARD_REVIEWS, Step, retold
from app.review.showing import parts_of
from app.review.tables import Queue, Review
from app.scheduling.grade import Grade
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import SCHEDULERS, load

_EVERYTHING = Prepared(
    select(sql.table(Review))
    .where(sql.R.user_id == bindparam("user_id"), sql.R.card_id == bindparam("card_id"))
    .order_by(sql.R.id)
)


def state_of(card: Row, today: date) -> str:
    """Where a card that is not retired stands, in a word or two: `new`, `due today`, `due 30 Nov`, `suspended`."""
    waiting = {Queue.NEW: "new", Queue.LEARNING: "learning"}
    if card.queue == Queue.SUSPENDED:
        return "suspended"
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
    if row is None or row.queue >= Queue.RETIRED:
        return None
    memory = load(row.scheduler, row.memory)
    reviews = CARD_REVIEWS.all(db, user_id=user_id, card_id=card_id)
    steps = retold(row.scheduler, reviews)
    title = SCHEDULERS[row.scheduler].TITLE
    tags = db.execute(select(col(Note.tags)).where(col(Note.id) == row.note_id)).scalar_one()
    card = (
        _shown(row)
        | parts_of(db, row, user_id)
        | {
            "state": state_of(row, today),
            "due": _due(row, today),
            "scheduler_title": title,
            "replayed_under": title if any(r.scheduler != row.scheduler for r in reviews) else None,
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
    )
    everything = _EVERYTHING.all(db, user_id=user_id, card_id=card_id)
    counted = {review.id: step for review, step in zip(reviews, steps, strict=True)}
    return {"card": card, "history": _history(row.scheduler, everything, counted, sitting)}


def _proposed(review: Row) -> str:
    """The grade that Ebb proposed where she gave another one."""
    proposed = (review.judged or {}).get("proposed")
    return "" if proposed is None or proposed == review.quality else Grade.of_quality(proposed).label


def _why(scheduler: str, quality: int, step: Step) -> str:
    return SCHEDULERS[scheduler].explain(step.before, quality, step.elapsed_days, step.after)


def _why_due(row: Row, reviews: list[Row], steps: list[Step]) -> str:
    """The arithmetic of the last step that counted for the due day, with the fuzz that was added.

    A repeat on the same day that changes neither the interval nor the count of repetitions has set no day.
    """
    for review, step in zip(reversed(reviews), reversed(steps), strict=True):
        before, after = step.before, step.after
        moved = (before.interval_days, before.repetitions) != (after.interval_days, after.repetitions)
        if moved or step.elapsed_days:
            return with_fuzz(_why(row.scheduler, review.quality, step), row.fuzz)
    return ""


def _shown(row: Row) -> dict[str, Any]:
    html = {name: Markup(getattr(row, name)) for name in ("front_html", "back_html", "extra_html")}  # noqa: S704 - made by app.cards.markup
    names = ("note_id", "deck_id", "deck_title", "kind", "flag", "marked")
    source = {"guide": row.guide, "source": cited(row.guide, row.cites), "errata": list(map(in_html, row.errata))}
    return {"id": row.card_id} | source | html | {name: getattr(row, name) for name in names}


def _due(row: Row, today: date) -> str:
    if row.queue == Queue.NEW:
        return "not seen yet"
    days = (row.due_day - today).days
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f"{row.due_day:%a} {_date(row.due_day, today)} ({when})"


def _days(days: int) -> str:
    return "none yet" if days == 0 else f"{days:,} day{'s' if days != 1 else ''}"


def _history(scheduler: str, everything: list[Row], counted: dict[int, Step], sitting: Sitting) -> list[dict[str, Any]]:
    """Newest first, as `scheduler` tells it whichever was in force; undone answers stay in sight, as they were."""
    lines = []
    for review in everything:
        if review.undoes is not None:
            continue
        grade = Grade.of_quality(review.quality)
        step = counted.get(review.id)
        lines.append(
            {
                "when": f"{review.at.astimezone(sitting.learner.zone):%-d %b %Y %H:%M}",
                "grade": grade.value,
                "label": grade.label,
                "proposed": _proposed(review),
                "took": f"{round(review.duration_ms / 1000)} s",
                "elapsed": f"{step.elapsed_days if step else review.elapsed_days} d",
                "interval": _days(step.after.interval_days if step else review.interval_days),
                "ease": f"{step.after.ease_milli / 1000:.2f}" if step else "",
                "why": _why(scheduler, review.quality, step) if step else "",
                "undone": step is None,
            }
        )
    return lines[::-1]
