"""What a learner sees of her decks and days at a glance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.cards.kinds import KINDS
from app.db import Row
from app.decks.shelf import decks
from app.decks.tables import Card, Deck
from app.progress.standing import STANDINGS, standing
from app.progress.studyplan import StudyPlan
from app.review import statements as sql
from app.review.queue import Counts, Sitting, count_left
from app.review.tables import Queue, Schedule, StudyDay

SECONDS_A_CARD = 11
"""Median of 6,372 answers measured elsewhere; used until a learner has her own figure."""
DAYS_SHOWN = 14


def today_page(db: Connection, sitting: Sitting, plan: StudyPlan | None) -> dict[str, Any]:
    """The first page's values."""
    day = sql.STUDY_DAY.one(db, user_id=sitting.learner.id, day=sitting.today)
    shelf = _rows(db, sitting, day)
    counts = count_left(db, sitting, day)
    days = _answers_by_day(db, sitting)
    return {
        "greeting_day": f"{sitting.today:%A %-d %B}",
        "due": counts.due,
        "learning": counts.learning,
        "new": counts.new,
        "done": days.get(sitting.today, 0),
        "minutes_left": -(-counts.left * _seconds_a_card(db, sitting) // 60),
        "decks": shelf,
        "plan": _plan(plan, shelf),
        "streak": _streak(days, sitting.today),
        "last_days": [
            {"day": f"{day:%a %-d %b}", "reviews": days.get(day, 0)}
            for day in (sitting.today - timedelta(days=back) for back in range(DAYS_SHOWN - 1, -1, -1))
        ],
        "empty": not shelf,
    }


def deck_sections(db: Connection, sitting: Sitting) -> list[dict[str, Any]]:
    """The sections of the guide in the order of their decks, each with its decks.

    A deck says what is left of it today, how much of it has been seen, and how many cards stand where and of which
    kind. Decks without a section come under one that has no number, those made of a guide here under that guide.
    """
    day = sql.STUDY_DAY.one(db, user_id=sitting.learner.id, day=sitting.today)
    counted = _counts(db, sitting)
    sections: dict[tuple[int | None, int | None], list[dict[str, Any]]] = {}
    for deck in _rows(db, sitting, day):
        states, kinds = counted.get(deck["id"], (Counter(), Counter()))
        more = {
            "states": [{"name": name, "count": states[name]} for name in STANDINGS],
            "kinds": [{"name": name, "title": kind.TITLE, "count": kinds[name]} for name, kind in KINDS.items()],
        }
        made_here = deck["guide_id"] is not None
        key = (deck["guide_id"], None if made_here else deck["section"])
        sections.setdefault(key, []).append(deck | more)
    return [
        {
            "number": number,
            "guide_id": guide_id,
            "guide": shelf[0]["guide"],
            "days": [] if guide_id else sorted({deck["day"] for deck in shelf} - {None}),
            "decks": shelf,
        }
        for (guide_id, number), shelf in sections.items()
    ]


def _counts(db: Connection, sitting: Sitting) -> dict[int, tuple[Counter[str], Counter[str]]]:
    """Deck id to how many of her cards stand where, and how many are of which kind."""
    counting = (
        select(sql.S.deck_id, standing(sitting.today).label("state"), col(Card.kind), func.count())
        .select_from(Schedule)
        .join(Card, col(Card.id) == sql.S.card_id)
        .where(sql.S.user_id == sitting.learner.id, sql.S.queue < int(Queue.RETIRED))
        .group_by(sql.S.deck_id, "state", col(Card.kind))
    )
    counted: dict[int, tuple[Counter[str], Counter[str]]] = {}
    for deck_id, state, kind, number in db.execute(counting):
        states, kinds = counted.setdefault(deck_id, (Counter(), Counter()))
        states[state] += number
        kinds[kind] += number
    return counted


def _rows(db: Connection, sitting: Sitting, day: Row | None) -> list[dict[str, Any]]:
    totals = _totals(db, sitting.learner.id)
    rows = []
    for deck in decks(db):
        counts = count_left(db, replace(sitting, deck_id=deck.id), day)
        total, seen = totals.get(deck.id, (0, 0))
        rows.append(_row(deck, counts) | {"total": total, "seen": seen})
    return rows


def _row(deck: Deck, counts: Counts) -> dict[str, Any]:
    return {
        "id": deck.id,
        "key": deck.key,
        "title": deck.title,
        "section": deck.section,
        "day": deck.day,
        "guide": deck.guide,
        "guide_id": deck.guide_id,
        "new": counts.new,
        "learning": counts.learning,
        "due": counts.due,
    }


def _totals(db: Connection, user_id: int) -> dict[int, tuple[int, int]]:
    counting = (
        select(sql.S.deck_id, func.count(), func.count(sql.S.last_day))
        .where(sql.S.user_id == user_id, sql.S.queue < int(Queue.RETIRED))
        .group_by(sql.S.deck_id)
    )
    return {deck_id: (total, seen) for deck_id, total, seen in db.execute(counting)}


def _answers_by_day(db: Connection, sitting: Sitting) -> dict[date, int]:
    """A year of answers; a streak longer than that needs no counting."""
    since = sitting.today - timedelta(days=366)
    days = select(sql.D.day, sql.D.answers).where(sql.D.user_id == sitting.learner.id, sql.D.day >= since)
    return {day: answers for day, answers in db.execute(days) if answers}


def _streak(days: dict[date, int], today: date) -> int:
    """Days in a row with an answer, up to today or, while today is young, yesterday."""
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length, day = length + 1, day - timedelta(days=1)
    return length


def _seconds_a_card(db: Connection, sitting: Sitting) -> int:
    since = sitting.today - timedelta(days=DAYS_SHOWN)
    sums = select(func.sum(sql.D.answers), func.sum(sql.D.duration_ms)).select_from(StudyDay)
    answers, spent = db.execute(sums.where(sql.D.user_id == sitting.learner.id, sql.D.day >= since)).one()
    return max(1, spent // answers // 1000) if answers and answers >= 20 else SECONDS_A_CARD


def _plan(plan: StudyPlan | None, shelf: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The days of the plan; the present one is the first with cards that have not been seen."""
    if plan is None:
        return []
    by_key = {deck["key"]: deck for deck in shelf}
    steps = []
    for day in plan.days:
        mine = [by_key[key] for key in day.decks if key in by_key]
        steps.append(
            {
                "day": day.number,
                "title": day.title,
                "sections": ", ".join(map(str, day.sections)),
                "seen": sum(deck["seen"] for deck in mine),
                "total": sum(deck["total"] for deck in mine),
                "href": f"/decks/{mine[0]['id']}" if len(mine) == 1 else "/decks",
                "available": bool(mine),
                "current": False,
            }
        )
    for step in steps:
        if step["available"] and step["seen"] < step["total"]:
            step["current"] = True
            break
    return steps
