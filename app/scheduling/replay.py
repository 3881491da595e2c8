"""A memory rebuilt from its reviews, and the same as lines of JSON for holding Ebb against other implementations."""

import json
from collections.abc import Iterable, Iterator

from app.scheduling.grade import Grade
from app.scheduling.schedulers import SCHEDULERS, Memory


def replay(scheduler_name: str, reviews: Iterable[tuple[int, int]]) -> Iterator[Memory]:
    """The memory after each review of one card, oldest first; a review is (quality 0 to 5, elapsed days 0 or more).

    Raises KeyError for an unknown scheduler, ValueError for a number out of range.
    """
    scheduler = SCHEDULERS[scheduler_name]
    memory = scheduler.NEW
    for quality, elapsed_days in reviews:
        memory = scheduler.answer(memory, quality, elapsed_days)
        yield memory


def replay_line(scheduler_name: str, line: str) -> str:
    """One line of `ebb schedule replay`: a card's reviews in, its state after every one of them out.

    In: {"id": …, "reviews": [{"q": 0-5 or "grade": "again|hard|good|easy", "elapsed_days": n}, …]}.
    Out: {"id": …, "steps": [{"ease_milli": …, "repetitions": …, "interval_days": …}, …]}.
    The first review may leave out elapsed_days, as nothing came before it. Raises ValueError saying what is wrong and
    where ("reviews[3].q: must be 0 to 5"), KeyError for an unknown scheduler.
    """
    try:
        card = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from None
    match card:
        case {"id": card_id, "reviews": [*reviews]}:
            log = [_review(f"reviews[{number}]", review, first=number == 0) for number, review in enumerate(reviews)]
        case _:
            raise ValueError('must be an object with "id" and a list of "reviews"')
    steps = [
        {"ease_milli": memory.ease_milli, "repetitions": memory.repetitions, "interval_days": memory.interval_days}
        for memory in replay(scheduler_name, log)
    ]
    return json.dumps({"id": card_id, "steps": steps}, ensure_ascii=False)


def _review(where: str, review: object, *, first: bool) -> tuple[int, int]:
    match review:
        case {"q": _, "grade": _}:
            raise ValueError(f"{where}: give q or grade, not both")
        case {"q": int(quality)} if 0 <= quality <= 5 and not isinstance(quality, bool):
            pass
        case {"q": _}:
            raise ValueError(f"{where}.q: must be 0 to 5")
        case {"grade": "again" | "hard" | "good" | "easy" as grade}:
            quality = Grade(grade).quality
        case {"grade": _}:
            raise ValueError(f"{where}.grade: must be again, hard, good or easy")
        case _:
            raise ValueError(f"{where}: must be an object with q or grade")
    return quality, _elapsed_days(where, review, first=first)


def _elapsed_days(where: str, review: object, *, first: bool) -> int:
    days = review.get("elapsed_days") if isinstance(review, dict) else None
    if days is None and first:
        return 0
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise ValueError(f"{where}.elapsed_days: must be a whole number of days, 0 or more")
    return days
