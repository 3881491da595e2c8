"""Schedules made anew from the reviews: for another scheduler, and to prove that nothing was lost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from app.db import Prepared, Row
from app.review import statements as sql
from app.review.outcome import add_days
from app.review.tables import NEVER_SEEN, Enrolment, Queue, Review, Schedule, StudyDay
from app.review.totals import totals_of
from app.scheduling.replay import replay
from app.scheduling.schedulers import SCHEDULERS, Memory, dump, load

_counted = select(sql.table(Review)).where(sql.COUNTED).order_by(sql.R.id)
ALL_REVIEWS = Prepared(_counted)
"""Her reviews that count, oldest first."""
CARD_REVIEWS = Prepared(_counted.where(sql.R.card_id == bindparam("card_id")))


class Step(NamedTuple):
    """A review that counts, as one scheduler tells it."""

    before: Memory
    after: Memory
    elapsed_days: int


def retold(scheduler: str, reviews: Sequence[Row]) -> list[Step]:
    """The reviews of one card under `scheduler`, whichever one was in force at the time.

    A review made under it counts the days as it counted them then; one made under another counts the calendar's, as the
    other's fuzz means nothing here.
    """
    days = []
    for number, review in enumerate(reviews):
        calendar = max(0, (review.day - reviews[number - 1].day).days) if number else 0
        days.append(review.elapsed_days if review.scheduler == scheduler else calendar)
    answers = ((review.quality, elapsed) for review, elapsed in zip(reviews, days, strict=True))
    memories = [SCHEDULERS[scheduler].NEW, *replay(scheduler, answers)]
    return [Step(*told) for told in zip(memories, memories[1:], days, strict=False)]


def latest_memory(scheduler: str, reviews: Sequence[Row]) -> Memory:
    """The memory after the last of them."""
    steps = retold(scheduler, reviews)
    memory: Memory = steps[-1].after if steps else SCHEDULERS[scheduler].NEW
    return memory


def rebuild(card: Row, reviews: list[Row], today: date, scheduler: str) -> dict[str, Any]:
    """The columns of one card's schedule by its reviews alone, under its own scheduler or another."""
    memory = latest_memory(scheduler, reviews)
    last = reviews[-1].day if reviews else None
    repeats = memory.repeat_seconds is not None and last == today
    # The due day was moved when that scheduler set it; another one's fuzz means nothing here.
    fuzz = reviews[-1].fuzz if reviews and reviews[-1].scheduler == scheduler and not repeats else 0
    due = NEVER_SEEN if last is None else last if repeats else add_days(last, max(memory.interval_days, 1) + fuzz)
    queue = Queue.NEW if last is None else Queue.LEARNING if repeats else Queue.REVIEW
    return {
        "queue": int(queue),
        "due_day": due,
        "rank": card.position if not repeats else 0,
        "memory": dump(memory),
        "last_day": last,
        "fuzz": fuzz,
        "buried_until": None,
    }


def choose_scheduler(db: Connection, user_id: int, deck_id: int, scheduler: str, today: date) -> int:
    """Puts a learner's cards of one deck under another scheduler by replaying her reviews; how many cards moved."""
    E = sql.table(Enrolment).c
    db.execute(update(Enrolment).where(E.user_id == user_id, E.deck_id == deck_id).values(scheduler=scheduler))
    cards = [c for c in sql.DECK_CARDS.all(db, user_id=user_id, deck_id=deck_id) if c.scheduler != scheduler]
    reviews = _by_card(ALL_REVIEWS.all(db, user_id=user_id))
    for card in cards:
        standing = rebuild(card, reviews[card.card_id], today, scheduler)
        if card.queue >= Queue.SUSPENDED:
            standing["queue"] = card.queue
        elif card.buried_until is not None and card.buried_until > today:
            standing |= {"queue": card.queue, "due_day": card.due_day, "buried_until": card.buried_until}
        db.execute(
            update(Schedule)
            .where(sql.S.user_id == user_id, sql.S.card_id == card.card_id)
            .values(**standing, scheduler=scheduler, turn=card.turn + 1)
        )
    return len(cards)


def differences(db: Connection, user_id: int) -> Iterator[str]:
    """Every place where what is stored of a learner is not what her reviews say, in words; none when all is well."""
    reviews = ALL_REVIEWS.all(db, user_id=user_id)
    by_card = _by_card(reviews)
    for schedule in db.execute(select(sql.table(Schedule)).where(sql.S.user_id == user_id)):
        yield from _card_differences(schedule, by_card.pop(schedule.card_id, []))
    for card_id, left in by_card.items():
        yield f"card {card_id}: has {len(left)} reviews but no schedule"
    yield from _day_differences(db, user_id, reviews)


def _by_card(reviews: Iterable[Row]) -> dict[int, list[Row]]:
    by_card: dict[int, list[Row]] = defaultdict(list)
    for review in reviews:
        by_card[review.card_id].append(review)
    return by_card


def _card_differences(schedule: Any, reviews: list[Row]) -> Iterator[str]:
    where = f"card {schedule.card_id}"
    memory = latest_memory(schedule.scheduler, reviews)
    if _loaded(schedule) != memory:
        yield f"{where}: the memory is {schedule.memory}, its {len(reviews)} reviews make it {dump(memory)}"
    last = reviews[-1].day if reviews else None
    if schedule.last_day != last:
        yield f"{where}: last seen {schedule.last_day}, by its reviews {last}"
    if schedule.queue == Queue.NEW and reviews:
        yield f"{where}: counts as new after {len(reviews)} reviews"
    if schedule.queue == Queue.REVIEW and schedule.due_day != schedule.buried_until:
        due = None if last is None else last + timedelta(days=max(memory.interval_days, 1) + schedule.fuzz)
        if schedule.due_day != due:
            yield f"{where}: due {schedule.due_day}, by its reviews {due}"


def _loaded(schedule: Any) -> Memory | None:
    try:
        return load(schedule.scheduler, schedule.memory)
    except (ValueError, TypeError):
        return None


def _day_differences(db: Connection, user_id: int, reviews: list[Row]) -> Iterator[str]:
    recounted: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(totals_of(0, 0, 0), 0))
    for review in reviews:
        for name, count in totals_of(review.queue, review.quality, review.duration_ms).items():
            recounted[review.day][name] += count
    for day in db.execute(select(sql.table(StudyDay)).where(sql.D.user_id == user_id)).mappings():
        counted = recounted.pop(day["day"], dict.fromkeys(totals_of(0, 0, 0), 0))
        if counted != {name: day[name] for name in counted}:
            yield f"{day['day']}: the totals differ from its reviews, which make {counted}"
    for missing in recounted:
        yield f"{missing}: has reviews but no totals"


def count_reviews(db: Connection, user_id: int) -> int:
    """How many answers of hers are stored, undone ones too."""
    counting = select(func.count()).where(sql.R.user_id == user_id, sql.R.undoes.is_(None))
    return db.execute(counting).scalar_one()
