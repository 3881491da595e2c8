"""People in front of browsers: signed in without the door, and what is stored of what they did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from playwright.sync_api import BrowserContext
from sqlalchemy import Connection, select, update

from app.accounts.people import add_first_user, add_user, change_user, find_user
from app.accounts.sessions import open_session
from app.accounts.tables import User
from app.accounts.throttle import PER_CLIENT, claim_try, forgive
from app.review import statements as sql
from app.review.enrolment import catch_up
from app.review.tables import Queue, Review, Schedule
from app.scheduling import sm2
from app.scheduling.schedulers import dump
from tests import given
from tests.browser.serving import Served

_number = count(1)


@dataclass(frozen=True)
class Learner:
    """Somebody who learns on a server, seen from its database."""

    served: Served
    id: int
    token: str
    """What her session cookie holds."""

    def comes_in(self, context: BrowserContext) -> None:
        """Signs a browser in."""
        context.add_cookies([{"name": "ebb", "value": self.token, "url": self.served.url}])

    def account(self) -> User:
        """What is stored of her."""
        return self.served.db.read_now(find_user, self.id)

    def has(self, **changes: object) -> None:
        """Changes her account; `learner.has(is_owner=True)`."""
        self.served.db.write_now(change_user, self.id, changes)

    def grades(self) -> list[int]:
        """The quality of each of her answers that counts, oldest first."""
        rows = self.reviews()
        undone = {row.undoes for row in rows}
        return [row.quality for row in rows if row.undoes is None and row.id not in undone]

    def reviews(self) -> list[Review]:
        """Every row of her log, undos too, oldest first."""
        return given.reviews_of(self.served.db, self.id)

    def schedule(self, note: str, face: str = "") -> dict[str, Any]:
        """Where her card of this note stands."""
        return given.schedule_of(self.served.db, self.id, given.card_id(self.served.db, note, face))

    def has_a_broken(self, note: str) -> None:
        """Makes the memory of her card unreadable, as only a fault could."""
        card = given.card_id(self.served.db, note)
        mine = (sql.S.user_id == self.id) & (sql.S.card_id == card)
        self.served.db.write_now(lambda db: db.execute(update(Schedule).where(mine).values(memory="?")) and None)

    def knows(self, note: str, *, lapses: int = 0, due_in: int = 0) -> None:
        """Lets her have learnt a basic note before: seen `lapses` times in vain, due in so many days."""
        today = datetime.now(UTC).date()
        memory = sm2.Memory(ease_milli=1700, repetitions=2, interval_days=6, lapses=lapses)
        card = given.card_id(self.served.db, note)
        self.served.db.write_now(_learnt, self.id, card, dump(memory), today + timedelta(days=due_in))


def a_learner(served: Served, time_zone: str = "UTC") -> Learner:
    """Somebody new who is not the owner, with a session; `time_zone` is empty while her browser has not told it."""
    now = datetime.now(UTC)
    served.db.write_now(add_first_user, "The owner", None, "UTC", now)
    user_id = served.db.write_now(add_user, f"Learner {next(_number)}", None, time_zone, now)
    assert user_id is not None
    served.db.write_now(change_user, user_id, {"day_starts_at": 0})
    return Learner(served, user_id, served.db.write_now(open_session, user_id, "Mozilla/5.0 (X11; Linux)", now))


def the_only_one(served: Served) -> Learner:
    """The one who uses a server for a single person."""
    user_id = served.db.read_now(lambda db: db.execute(select(User.id)).scalar_one())  # type: ignore[call-overload]
    return Learner(served, user_id, "")


@contextmanager
def too_many_tries(served: Served) -> Iterator[None]:
    """For as long as the block lasts, this machine has tried to sign in too often; the account does not matter."""
    now = datetime.now(UTC)
    for _ in range(PER_CLIENT):
        served.db.write_now(claim_try, "Mallory", "127.0.0.1", now)
    try:
        yield
    finally:
        served.db.write_now(forgive, "Mallory", "127.0.0.1")


def _learnt(db: Connection, user_id: int, card_id: int, memory: str, due_day: date) -> None:
    catch_up(db, user_id, due_day)
    mine = (sql.S.user_id == user_id) & (sql.S.card_id == card_id)
    last_day = due_day - timedelta(days=6)
    db.execute(
        update(Schedule)
        .where(mine)
        .values(queue=int(Queue.REVIEW), memory=memory, due_day=due_day, last_day=last_day, turn=1)
    )
